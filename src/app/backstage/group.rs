//! The other sites of the group, asked for their figures.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    thread,
};

use super::{bench::lock, house::House};
use crate::{
    publish::{GroupError, GroupSite},
    web::{Group, SiteAnswer, SiteFigures, SiteTrouble, manager::Days},
};

/// So many are asked at once.
const AT_ONCE: usize = 32;

/// The sites of the configuration, and what each said last.
pub(super) struct Sites {
    house: Arc<House>,
    /// By the site's id, for the days that were asked for last.
    said: Mutex<BTreeMap<String, SiteFigures>>,
}

impl Sites {
    pub(super) fn new(house: Arc<House>) -> Self {
        Self {
            house,
            said: Mutex::default(),
        }
    }

    /// What a site answers, or said of the same days before.
    fn answer(&self, site: &GroupSite, days: Days) -> SiteAnswer {
        let (figures, trouble) = match ask(site, days) {
            Ok(figures) => {
                lock(&self.said).insert(site.id.clone(), figures.clone());
                (Some(figures), None)
            }
            Err(why) => {
                let said = lock(&self.said).get(&site.id).cloned();
                let same = |said: &SiteFigures| (said.from, said.to) == (days.from, days.to);
                (said.filter(same), Some(why))
            }
        };
        SiteAnswer {
            id: site.id.clone(),
            url: site.url.to_string(),
            figures,
            trouble,
        }
    }
}

fn ask(site: &GroupSite, days: Days) -> Result<SiteFigures, SiteTrouble> {
    let (from, to) = (days.from.to_string(), days.to.to_string());
    let text = site.figures(&from, &to).map_err(|error| {
        // The page says it in short; whoever sets up wants all of it.
        tracing::debug!(site = site.id, %error, "a site of the group tells no figures");
        match error {
            GroupError::Away(_) | GroupError::NoCertificate { .. } => SiteTrouble::Away,
            GroupError::Answer(_) => SiteTrouble::Unread,
            _ => SiteTrouble::Token,
        }
    })?;
    serde_json::from_str(&text).map_err(|_| SiteTrouble::Unread)
}

impl Group for Sites {
    fn is_any(&self) -> bool {
        !self.house.config().group.is_empty()
    }

    fn ask(&self, days: Days) -> Vec<SiteAnswer> {
        let config = self.house.config();
        let mut answers = Vec::new();
        for some in config.group.chunks(AT_ONCE) {
            answers.extend(thread::scope(|scope| {
                let asking = |site| scope.spawn(move || self.answer(site, days));
                let asked: Vec<_> = some.iter().map(asking).collect();
                let answers = asked.into_iter().filter_map(|asked| asked.join().ok());
                answers.collect::<Vec<_>>()
            }));
        }
        answers
    }
}
