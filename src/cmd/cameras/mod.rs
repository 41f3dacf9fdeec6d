//! `showfloor cameras`.

mod accept;
mod discover;

pub(super) use accept::accept;
pub(super) use discover::discover;
