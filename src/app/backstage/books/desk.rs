//! The books as pages ask them.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{
    cars, change, draft, funnel, lanes, outcomes, overview, publish, rules::Sheet,
    snapshot::Snapshot, trial, visitor, visits,
};
use crate::{
    app::backstage::house::House,
    config::Config,
    runtime::{Clock, Stopwatch},
    store::StoreError,
    types::Recognition,
    web::manager::{
        Answer, BacktestView, Books, Cars, Change, Days, DraftEdit, DraftView, FunnelView,
        OutcomeView, Overview, RulesView, SiteView, TimelineView, Trouble, VisitPage, VisitorPage,
        VisitsQuery,
    },
    words::Language,
};

/// How long a snapshot is good; one that took longer to take is good for longer.
const GOOD_FOR: Duration = Duration::from_secs(2);
/// So many times as long as it took, so that reading takes a tenth of the time at most.
const REST: u32 = 9;

/// What was taken in just now may be dated with the line's next tick: it has happened, too.
const TICK: Duration = Duration::from_millis(250);

/// A snapshot, since when it is there, and how long it took.
struct Kept {
    snapshot: Snapshot,
    since: Stopwatch,
    took: Duration,
}

/// The manager's books over the store.
pub(in crate::app::backstage) struct StoreBooks {
    house: Arc<House>,
    clock: Clock,
    kept: Mutex<Option<Kept>>,
    /// One change of the draft at a time.
    draft: Mutex<()>,
}

impl StoreBooks {
    pub(in crate::app::backstage) fn new(house: Arc<House>, clock: Clock) -> Self {
        Self {
            house,
            clock,
            kept: Mutex::new(None),
            draft: Mutex::new(()),
        }
    }

    pub(super) fn house(&self) -> &House {
        &self.house
    }

    pub(super) fn config(&self) -> Arc<Config> {
        self.house.config()
    }

    /// By the showroom's clock.
    pub(in crate::app::backstage) fn now(&self) -> jiff::Timestamp {
        self.clock.now().utc
    }

    /// Asks the store as of now, or as of a moment ago.
    pub(super) fn with<T>(
        &self,
        ask: impl FnOnce(&Snapshot, &Config) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let config = self.config();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let good = kept.as_ref().is_some_and(|kept| {
            kept.since.elapsed() < GOOD_FOR.max(kept.took.saturating_mul(REST))
        });
        if !good {
            let taking = Stopwatch::start();
            let soon = self.now().checked_add(TICK).map_err(too_far)?;
            let snapshot = Snapshot::take(&config, soon).map_err(failed)?;
            *kept = Some(Kept {
                snapshot,
                took: taking.elapsed(),
                since: Stopwatch::start(),
            });
        }
        match &*kept {
            Some(kept) => ask(&kept.snapshot, &config),
            None => Err(Trouble::Failed(String::new())),
        }
    }

    /// What was read is not as it is any more.
    pub(in crate::app::backstage) fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn drafting(&self) -> MutexGuard<'_, ()> {
        self.draft.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file of the draft, beside the store.
    pub(super) fn draft_file(&self) -> PathBuf {
        self.config().store.path.with_file_name("rules-draft.json")
    }
}

/// The store does not answer.
#[allow(clippy::needless_pass_by_value, reason = "as map_err calls it")]
pub(super) fn failed(error: StoreError) -> Trouble {
    Trouble::Failed(error.to_string())
}

#[allow(clippy::needless_pass_by_value, reason = "as map_err calls it")]
fn too_far(error: jiff::Error) -> Trouble {
    Trouble::Failed(error.to_string())
}

impl Books for StoreBooks {
    fn site(&self) -> SiteView {
        let config = self.config();
        let site = &config.site;
        let cars = config.products.iter();
        SiteView {
            name: site.name.clone(),
            today: self.now().to_zoned(site.timezone.clone()).date(),
            timezone: site.timezone.clone(),
            opening: site.opening,
            remembers: config.privacy.recognition != Recognition::VisitOnly,
            cars: cars
                .map(|car| (car.id.to_string(), car.label.clone()))
                .collect(),
        }
    }

    fn overview(&self, days: Days) -> Result<Overview, Trouble> {
        self.with(|snapshot, config| overview::overview(snapshot, config, days))
    }

    fn timeline(&self, days: Days, most: usize, language: &str) -> Result<TimelineView, Trouble> {
        let language = Language::of(language);
        self.with(|snapshot, config| lanes::timeline(snapshot, config, days, most, language))
    }

    fn visits(&self, query: &VisitsQuery) -> Result<VisitPage, Trouble> {
        self.with(|snapshot, config| visits::visits(snapshot, config, query))
    }

    fn visitor(&self, code: &str, language: &str) -> Result<VisitorPage, Trouble> {
        let language = Language::of(language);
        self.with(|snapshot, config| visitor::visitor(snapshot, config, code, language))
    }

    fn cars(&self, days: Days) -> Result<Cars, Trouble> {
        self.with(|snapshot, config| Ok(cars::cars(snapshot, config, days)))
    }

    fn funnel(&self, days: Days) -> Result<FunnelView, Trouble> {
        self.with(|snapshot, config| funnel::funnel(snapshot, config, days))
    }

    fn outcomes(&self, days: Days) -> Result<Vec<OutcomeView>, Trouble> {
        self.with(|snapshot, _| Ok(outcomes::within(snapshot, days)))
    }

    fn change(&self, by: &str, change: &Change) -> Result<Answer, Trouble> {
        let kind = self.with(|snapshot, _| change::kind(snapshot, change))?;
        // Whatever comes of it, what was read before is not looked at again.
        let answer = crate::app::correct(&self.config(), by, kind);
        self.forget();
        answer.map(change::answer).map_err(failed)
    }

    fn rules(&self, language: &str) -> Result<RulesView, Trouble> {
        let file = publish::rule_file(self.house())?;
        let config = self.config();
        // Where it lies is for those who have set the appliance up.
        let file = file.as_deref().and_then(Path::file_name);
        let file = file.map(|name| name.to_string_lossy().into_owned());
        Ok(Sheet::from(&config.rules).view(file, Language::of(language)))
    }

    fn draft(&self, language: &str) -> Result<Option<DraftView>, Trouble> {
        draft::view(self, Language::of(language))
    }

    fn edit(&self, by: &str, seen: &str, edit: &DraftEdit) -> Result<(), Trouble> {
        draft::edit(self, by, seen, edit)
    }

    fn backtest(&self, days: u32, shown: bool) -> Result<BacktestView, Trouble> {
        trial::backtest(self, days, shown)
    }

    fn publish(&self, by: &str, seen: &str) -> Result<u32, Trouble> {
        publish::publish(self, by, seen)
    }
}
