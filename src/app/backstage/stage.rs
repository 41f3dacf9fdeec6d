//! All of it together.

use std::sync::Arc;

use super::{accounts::Logins, bench::Bench};
use crate::{
    app::{reload::ConfigFile, sensors::Stages},
    web::{Backstage, Site},
    words::Language,
};

/// What pages need besides the line.
///
/// # Errors
/// The store cannot be opened.
pub(in crate::app) fn backstage(
    stages: &Stages<'_>,
    file: Option<ConfigFile>,
) -> anyhow::Result<Backstage> {
    let config = stages.config;
    let bench = Arc::new(Bench::new(stages, file));
    let language = config.site.languages.first();
    Ok(Backstage {
        site: Site {
            name: config.site.name.as_str().into(),
            timezone: config.site.timezone.clone(),
            language: language.map_or(Language::En, |code| Language::of(code)),
        },
        accounts: Arc::new(Logins::open(&config.store)?),
        workshop: bench.clone(),
        records: bench,
    })
}
