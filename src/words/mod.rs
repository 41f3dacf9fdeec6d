//! Sentences in the product's languages, from Fluent's files. Pure: rooms that speak hold files of their own, and this
//! reads them.

mod bundle;
mod language;

pub use bundle::Words;
pub use language::Language;
