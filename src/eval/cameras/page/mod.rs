//! The report as one HTML page that stands alone: no script, no picture, nothing from elsewhere; it can be printed.

mod document;
mod geometry;
mod histogram;
mod text;

pub use document::draw;
