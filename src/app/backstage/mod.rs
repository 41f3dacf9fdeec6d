//! What the web server's pages read and do besides asking the line: each file provides what one audience of pages needs
//! (a trait of `web`) from the store, the configuration and the line's derivations.

mod accounts;
mod bench;
mod books;
mod consents;
mod figures;
mod floor;
mod gauges;
mod group;
mod house;
mod plan;
mod records;
mod snapshot;
mod stage;
mod tablets;
mod workshop;

pub(super) use stage::backstage;
pub(super) use tablets::Bridges;
