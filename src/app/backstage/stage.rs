//! All of it together.

use std::sync::Arc;

use super::{
    accounts::Logins, bench::Bench, books::StoreBooks, floor::Cards, gauges::Gauges, group::Sites,
    house::House,
};
use crate::{
    app::{reload::ConfigFile, sensors::Stages},
    web::{Backstage, Site},
    words::Language,
};

/// What pages need besides the line; `clock` is the showroom's.
///
/// # Errors
/// The store cannot be opened.
pub(in crate::app) fn backstage(
    stages: &Stages<'_>,
    file: Option<ConfigFile>,
) -> anyhow::Result<Backstage> {
    let config = stages.config;
    let house = Arc::new(House::new(config.clone(), file));
    let cards = Arc::new(Cards::new(config.clone()));
    let books = Arc::new(StoreBooks::new(house.clone(), stages.clock.clone()));
    let group = Arc::new(Sites::new(house.clone()));
    let bench = Arc::new(Bench::new(stages, house, books.clone(), cards.clone()));
    let language = config.site.languages.first();
    Ok(Backstage {
        site: Site {
            id: config.site.id.as_str().into(),
            name: config.site.name.as_str().into(),
            timezone: config.site.timezone.clone(),
            language: language.map_or(Language::En, |code| Language::of(code)),
        },
        accounts: Arc::new(Logins::open(&config.store)?),
        floor: cards,
        tablets: Arc::new(stages.bridges.clone()),
        books,
        workshop: bench.clone(),
        records: bench.clone(),
        consents: bench,
        gauges: Arc::new(Gauges::new(stages)),
        group,
    })
}
