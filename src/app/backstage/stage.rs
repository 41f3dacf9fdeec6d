//! All of it together.

use std::sync::Arc;

use super::{accounts::Logins, books::StoreBooks, house::House};
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
) -> anyhow::Result<Backstage> {
    let house = Arc::new(House::new(config.clone(), file));
    let language = config.site.languages.first();
    Ok(Backstage {
        site: Site {
            name: config.site.name.as_str().into(),
            timezone: config.site.timezone.clone(),
            language: language.map_or(Language::En, |code| Language::of(code)),
        },
        accounts: Arc::new(Logins::open(&config.store)?),
        books: Arc::new(StoreBooks::new(house, clock.clone())),
    })
}
