//! All of it together.

use std::sync::Arc;

use super::{accounts::Logins, floor::Cards, tablets::Bridges};
use crate::{
    config::Config,
    web::{Backstage, Site},
    words::Language,
};

/// What pages need besides the line.
///
/// # Errors
/// The store cannot be opened.
pub(in crate::app) fn backstage(config: &Config, bridges: Bridges) -> anyhow::Result<Backstage> {
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
    })
}
