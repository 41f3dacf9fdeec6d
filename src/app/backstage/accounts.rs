//! Logins, as the store keeps them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::{
    store::{self, StoreError},
    types::{Account, AccountChange, AccountName, AuditEntry, Pairing, SecretDigest, Session},
    web::{Accounts, Trouble},
};

/// Accounts over a connection of their own.
#[derive(Debug)]
pub(super) struct Logins(Mutex<store::Accounts>);

impl Logins {
    pub(super) fn open(settings: &store::Settings) -> Result<Self, StoreError> {
        store::Accounts::open(settings).map(|accounts| Self(Mutex::new(accounts)))
    }

    fn accounts(&self) -> MutexGuard<'_, store::Accounts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn trouble<T>(result: Result<T, StoreError>) -> Result<T, Trouble> {
    result.map_err(|error| Trouble(error.to_string()))
}

impl Accounts for Logins {
    fn all(&self) -> Result<Vec<Account>, Trouble> {
        trouble(self.accounts().all())
    }

    fn find(&self, name: &AccountName) -> Result<Option<Account>, Trouble> {
        trouble(self.accounts().find(name))
    }

    fn sessions(&self, now: Timestamp) -> Result<Vec<Session>, Trouble> {
        trouble(self.accounts().sessions(now))
    }

    fn session(
        &self,
        digest: &SecretDigest,
        now: Timestamp,
    ) -> Result<Option<(Session, Account)>, Trouble> {
        trouble(self.accounts().session(digest, now))
    }

    fn seen(&self, digest: &SecretDigest, now: Timestamp, until: Timestamp) -> Result<(), Trouble> {
        trouble(self.accounts().seen(digest, now, until))
    }

    fn take_pairing(
        &self,
        digest: &SecretDigest,
        now: Timestamp,
    ) -> Result<Option<Pairing>, Trouble> {
        trouble(self.accounts().take_pairing(digest, now))
    }

    fn change(
        &self,
        change: &AccountChange,
        account: Option<&AuditEntry>,
        now: Timestamp,
    ) -> Result<bool, Trouble> {
        trouble(self.accounts().change(change, account, now))
    }

    fn note(&self, entry: &AuditEntry) -> Result<(), Trouble> {
        trouble(self.accounts().note(entry))
    }
}
