//! Pages behind which there is nobody and nothing: for tests of what is around them.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use showfloor::{
    types::{Account, AccountChange, AccountName, AuditEntry, Pairing, SecretDigest, Session},
    web::{Accounts, Backstage, Site, Trouble},
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
