//! What the page asks of whoever reaches the other sites.

use super::SiteFigures;
use crate::web::manager::{Days, SiteView};

/// The other sites of the group.
pub trait Group: Send + Sync {
    /// Whether there are any.
    fn is_any(&self) -> bool;

    /// Asks all of them at once what these days came to, in the order in which they are configured. Waits for the network,
    /// seconds at most.
    fn ask(&self, days: Days) -> Vec<SiteAnswer>;
}

/// What came of asking a site.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteAnswer {
    /// As it is called in the configuration of who asked.
    pub id: String,
    /// Where its pages are; empty: here.
    pub url: String,
    /// What it said; where it did not answer this time, what it said of the same days before.
    pub figures: Option<SiteFigures>,
    /// Why it did not answer this time.
    pub trouble: Option<SiteTrouble>,
}

/// Why a site's figures are not to be had. What exactly is the matter is for whoever sets up: `showfloor doctor` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteTrouble {
    /// Nobody was reached, or not in time.
    Away,
    /// There is no token for it, or it does not take the one there is.
    Token,
    /// It answered something else.
    Unread,
}

impl SiteAnswer {
    /// As people call it.
    pub(super) fn name(&self) -> &str {
        self.figures
            .as_ref()
            .map_or(&self.id, |figures| &figures.name)
    }
}

/// This site first, and the others.
pub(super) struct Sites {
    pub(super) site: SiteView,
    pub(super) days: Days,
    pub(super) answers: Vec<SiteAnswer>,
}

impl Sites {
    /// What the sites of which something is known come to together.
    pub(super) fn sum(&self, of: impl Fn(&SiteFigures) -> usize) -> usize {
        let figures = self.answers.iter();
        let numbers = figures.filter_map(|a| a.figures.as_ref()).map(of);
        // A site may say any number.
        numbers.fold(0, usize::saturating_add)
    }

    /// How many answered.
    pub(super) fn answered(&self) -> usize {
        let silent = self.answers.iter().filter(|a| a.trouble.is_some());
        self.answers.len() - silent.count()
    }
}
