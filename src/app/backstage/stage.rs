//! All of it together.

use std::sync::Arc;

use super::{accounts::Logins, books::StoreBooks, floor::Cards, house::House, tablets::Bridges};
use crate::{
    app::reload::ConfigFile,
    config::Config,
    runtime::Clock,
    web::{Backstage, Site},
    words::Language,
};

/// What pages need besides the line; `clock` is the showroom's.
///
/// # Errors
/// The store cannot be opened.
pub(in crate::app) fn backstage(
    config: &Config,
    file: Option<ConfigFile>,
    clock: &Clock,
    bridges: Bridges,
) -> anyhow::Result<Backstage> {
    let house = Arc::new(House::new(config.clone(), file));
    let language = config.site.languages.first();
    Ok(Backstage {
        site: Site {
            id: config.site.id.as_str().into(),
            name: config.site.name.as_str().into(),
            timezone: config.site.timezone.clone(),
            language: language.map_or(Language::En, |code| Language::of(code)),
        },
        accounts: Arc::new(Logins::open(&config.store)?),
        floor: Arc::new(Cards::new(config.clone())),
        tablets: Arc::new(bridges),
        books: Arc::new(StoreBooks::new(house, clock.clone())),
    })
}
