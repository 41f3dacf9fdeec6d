//! Pages behind which there is nobody and nothing: for tests of what is around them.

use std::sync::Arc;

use jiff::{Timestamp, civil::date, tz::TimeZone};
use showfloor::{
    types::{Account, AccountChange, AccountName, AuditEntry, Pairing, SecretDigest, Session},
    web::{
        Accounts, Backstage, Site, Trouble,
        manager::{
            Answer, BacktestView, Books, Cars, Change, Days, DraftEdit, DraftView, FunnelView,
            OutcomeView, Overview, RulesView, SiteView, TimelineView, Trouble as NoAnswer,
            VisitPage, VisitorPage, VisitsQuery,
        },
    },
    words::Language,
};

pub(crate) fn backstage() -> Backstage {
    Backstage {
        site: Site {
            name: "Nowhere".into(),
            timezone: TimeZone::UTC,
            language: Language::En,
        },
        accounts: Arc::new(Nobody),
        books: Arc::new(Nobody),
    }
}

struct Nobody;

impl Accounts for Nobody {
    fn all(&self) -> Result<Vec<Account>, Trouble> {
        Ok(Vec::new())
    }

    fn find(&self, _: &AccountName) -> Result<Option<Account>, Trouble> {
        Ok(None)
    }

    fn sessions(&self, _: Timestamp) -> Result<Vec<Session>, Trouble> {
        Ok(Vec::new())
    }

    fn session(
        &self,
        _: &SecretDigest,
        _: Timestamp,
    ) -> Result<Option<(Session, Account)>, Trouble> {
        Ok(None)
    }

    fn seen(&self, _: &SecretDigest, _: Timestamp) -> Result<(), Trouble> {
        Ok(())
    }

    fn take_pairing(&self, _: &SecretDigest, _: Timestamp) -> Result<Option<Pairing>, Trouble> {
        Ok(None)
    }

    fn change(
        &self,
        _: &AccountChange,
        _: Option<&AuditEntry>,
        _: Timestamp,
    ) -> Result<bool, Trouble> {
        Ok(false)
    }
}

fn closed<T>() -> Result<T, NoAnswer> {
    Err(NoAnswer::Failed("there are no books".to_owned()))
}

impl Books for Nobody {
    fn site(&self) -> SiteView {
        SiteView {
            name: "Nowhere".to_owned(),
            timezone: TimeZone::UTC,
            today: date(2026, 11, 30),
            opening: None,
            cars: Vec::new(),
        }
    }

    fn overview(&self, _: Days) -> Result<Overview, NoAnswer> {
        closed()
    }

    fn timeline(&self, _: Days, _: usize, _: &str) -> Result<TimelineView, NoAnswer> {
        closed()
    }

    fn visits(&self, _: &VisitsQuery) -> Result<VisitPage, NoAnswer> {
        closed()
    }

    fn visitor(&self, _: &str, _: &str) -> Result<VisitorPage, NoAnswer> {
        closed()
    }

    fn cars(&self, _: Days) -> Result<Cars, NoAnswer> {
        closed()
    }

    fn funnel(&self, _: Days) -> Result<FunnelView, NoAnswer> {
        closed()
    }

    fn outcomes(&self, _: Days) -> Result<Vec<OutcomeView>, NoAnswer> {
        closed()
    }

    fn change(&self, _: &str, _: &Change) -> Result<Answer, NoAnswer> {
        closed()
    }

    fn rules(&self, _: &str) -> Result<RulesView, NoAnswer> {
        closed()
    }

    fn draft(&self, _: &str) -> Result<Option<DraftView>, NoAnswer> {
        closed()
    }

    fn edit(&self, _: &str, _: &DraftEdit) -> Result<(), NoAnswer> {
        closed()
    }

    fn backtest(&self, _: u32) -> Result<BacktestView, NoAnswer> {
        closed()
    }

    fn publish(&self, _: &str) -> Result<u32, NoAnswer> {
        closed()
    }
}
