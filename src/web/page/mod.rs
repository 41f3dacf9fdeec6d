//! What all pages share: the document around them, its parts, sentences, times, what is served beside them, and answers that
//! are not what was asked for.

mod assets;
mod document;
pub(super) mod format;
pub(super) mod parts;
mod refusal;
mod shell;
pub(super) mod words;

pub(super) use assets::{asset, mark as asset_mark, url as asset_url};
pub(super) use document::{alone, outside};
pub(super) use refusal::Refusal;
pub(super) use shell::{Nav, Page, csrf_field, see_other, shell};
