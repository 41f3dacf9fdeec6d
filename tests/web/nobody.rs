//! Pages behind which there is nobody and nothing: for tests of what is around them.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use showfloor::{
    runtime::Shutdown,
    types::{
        Account, AccountChange, AccountName, AuditEntry, CameraId, ErasureReceipt, Pairing,
        SecretDigest, Session, VisitorCode,
    },
    web::{
        Accounts, Asked, AuditPart, Backstage, Changed, Colleague, Consent, ConsentDesk, Erasing,
        FloorBooks, Gauges, Group, HealthView, Joining, NotEnrolled, Noted, Offer, Paper,
        PrivacyView, Progress, Receipt, Records, Search, Site, SiteAnswer, SiteChange, SiteView,
        Tablets, Trouble, VisitorCard, Workshop, manager,
    },
    words::Language,
};
use tokio::io::DuplexStream;

pub(crate) fn backstage() -> Backstage {
    Backstage {
        site: Site {
            id: "nowhere".into(),
            name: "Nowhere".into(),
            timezone: TimeZone::UTC,
            language: Language::En,
        },
        accounts: Arc::new(Nobody),
        floor: Arc::new(Nobody),
        tablets: Arc::new(Nobody),
        books: Arc::new(Nobody),
        workshop: Arc::new(Nobody),
        records: Arc::new(Nobody),
        consents: Arc::new(Nobody),
        gauges: Arc::new(Nobody),
        group: Arc::new(Nobody),
    }
}

fn nothing<T>() -> Result<T, Trouble> {
    Err(Trouble("there is nothing".to_owned()))
}

struct Nobody;

impl Gauges for Nobody {
    fn exposition(&self) -> String {
        String::new()
    }

    fn is_well(&self) -> bool {
        false
    }

    fn cameras(&self) -> (usize, usize) {
        (0, 0)
    }
}

impl Group for Nobody {
    fn is_any(&self) -> bool {
        false
    }

    fn ask(&self, _: manager::Days) -> Vec<SiteAnswer> {
        Vec::new()
    }
}

impl ConsentDesk for Nobody {
    fn offer(&self) -> Option<Offer> {
        None
    }

    fn agree(
        &self,
        _: &str,
        _: Language,
        _: &str,
        _: &AccountName,
    ) -> Result<Asked<Receipt>, Trouble> {
        nothing()
    }

    fn withdraw(&self, _: &str, _: &str) -> Result<Asked<()>, Trouble> {
        nothing()
    }

    fn return_code(&self, _: &str, _: &AccountName) -> Result<Asked<Paper>, Trouble> {
        nothing()
    }

    fn returned(&self, _: &str, _: &str, _: &AccountName) -> Result<Asked<VisitorCode>, Trouble> {
        nothing()
    }
}

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

    fn seen(&self, _: &SecretDigest, _: Timestamp, _: Timestamp) -> Result<(), Trouble> {
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

    fn note(&self, _: &AuditEntry) -> Result<(), Trouble> {
        Ok(())
    }
}

impl FloorBooks for Nobody {
    fn visitor(&self, _: &str, _: Language, _: Timestamp) -> Result<Option<VisitorCard>, Trouble> {
        nothing()
    }
}

impl Tablets for Nobody {
    fn join(&self, _: &AccountName, _: DuplexStream, _: Shutdown) -> Joining {
        Box::pin(async { Ok(()) })
    }
}

impl Workshop for Nobody {
    fn site(&self) -> Result<SiteView, Trouble> {
        nothing()
    }
    fn picture(&self, _: &CameraId, _: &AccountName) -> Result<Option<Vec<u8>>, Trouble> {
        nothing()
    }
    fn change(&self, _: &str, _: SiteChange, _: &AccountName) -> Result<Changed, Trouble> {
        nothing()
    }
    fn progress(&self) -> Result<Progress, Trouble> {
        nothing()
    }
    fn note_sign(&self, _: bool, _: &AccountName) -> Result<(), Trouble> {
        nothing()
    }
    fn health(&self) -> Result<HealthView, Trouble> {
        nothing()
    }
    fn colleagues(&self) -> Result<Vec<Colleague>, Trouble> {
        nothing()
    }
    fn enrol(
        &self,
        _: &str,
        _: &CameraId,
        _: &str,
        _: &AccountName,
    ) -> Result<Result<(), NotEnrolled>, Trouble> {
        nothing()
    }
    fn dismiss(&self, _: &str, _: &AccountName) -> Result<bool, Trouble> {
        nothing()
    }
}

impl Records for Nobody {
    fn overview(&self) -> Result<PrivacyView, Trouble> {
        nothing()
    }
    fn consents(&self) -> Result<Vec<Consent>, Trouble> {
        nothing()
    }
    fn find(&self, _: &str) -> Result<Search, Trouble> {
        nothing()
    }
    fn export(&self, _: &str, _: &str) -> Result<Option<String>, Trouble> {
        nothing()
    }
    fn export_page(&self, _: &str, _: &str, _: &str) -> Result<Option<String>, Trouble> {
        nothing()
    }
    fn erase(&self, _: &str, _: &str) -> Result<Erasing, Trouble> {
        nothing()
    }
    fn receipts(&self) -> Result<Vec<(ErasureReceipt, bool)>, Trouble> {
        nothing()
    }
    fn audit(&self, _: &str, _: u64, _: u64) -> Result<AuditPart, Trouble> {
        nothing()
    }
    fn noted(&self, _: &str) -> Result<Noted, Trouble> {
        nothing()
    }
}

fn gone<T>() -> Result<T, manager::Trouble> {
    Err(manager::Trouble::Failed("there is nothing".to_owned()))
}

impl manager::Books for Nobody {
    fn site(&self) -> manager::SiteView {
        manager::SiteView {
            name: "Nowhere".to_owned(),
            timezone: TimeZone::UTC,
            today: jiff::civil::date(2026, 5, 1),
            opening: None,
            remembers: false,
            cars: Vec::new(),
        }
    }
    fn overview(&self, _: manager::Days) -> Result<manager::Overview, manager::Trouble> {
        gone()
    }
    fn timeline(
        &self,
        _: manager::Days,
        _: usize,
        _: &str,
    ) -> Result<manager::TimelineView, manager::Trouble> {
        gone()
    }
    fn visits(&self, _: &manager::VisitsQuery) -> Result<manager::VisitPage, manager::Trouble> {
        gone()
    }
    fn visitor(&self, _: &str, _: &str) -> Result<manager::VisitorPage, manager::Trouble> {
        gone()
    }
    fn cars(&self, _: manager::Days) -> Result<manager::Cars, manager::Trouble> {
        gone()
    }
    fn funnel(&self, _: manager::Days) -> Result<manager::FunnelView, manager::Trouble> {
        gone()
    }
    fn outcomes(&self, _: manager::Days) -> Result<Vec<manager::OutcomeView>, manager::Trouble> {
        gone()
    }
    fn change(&self, _: &str, _: &manager::Change) -> Result<manager::Answer, manager::Trouble> {
        gone()
    }
    fn rules(&self, _: &str) -> Result<manager::RulesView, manager::Trouble> {
        gone()
    }
    fn draft(&self, _: &str) -> Result<Option<manager::DraftView>, manager::Trouble> {
        gone()
    }
    fn edit(&self, _: &str, _: &str, _: &manager::DraftEdit) -> Result<(), manager::Trouble> {
        gone()
    }
    fn backtest(&self, _: u32, _: bool) -> Result<manager::BacktestView, manager::Trouble> {
        gone()
    }
    fn publish(&self, _: &str, _: &str) -> Result<u32, manager::Trouble> {
        gone()
    }
}
