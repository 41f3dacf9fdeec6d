//! Where accounts and sessions are kept.

use jiff::Timestamp;

use crate::types::{
    Account, AccountChange, AccountName, AuditEntry, Pairing, SecretDigest, Session,
};

/// What is kept cannot be read or written now; the text says why, for people.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// Accounts, sessions and pairing codes. Calls may block for as long as a disk takes.
pub trait Accounts: Send + Sync {
    /// Everybody who may log in, by name.
    ///
    /// # Errors
    /// They cannot be read; so with all others.
    fn all(&self) -> Result<Vec<Account>, Trouble>;

    /// # Errors
    /// See [`Accounts::all`].
    fn find(&self, name: &AccountName) -> Result<Option<Account>, Trouble>;

    /// Devices on which somebody is logged in, the latest seen first.
    ///
    /// # Errors
    /// See [`Accounts::all`].
    fn sessions(&self, now: Timestamp) -> Result<Vec<Session>, Trouble>;

    /// The session of a cookie, where it is good, and whose it is.
    ///
    /// # Errors
    /// See [`Accounts::all`].
    fn session(
        &self,
        digest: &SecretDigest,
        now: Timestamp,
    ) -> Result<Option<(Session, Account)>, Trouble>;

    /// Notes that a session is in use, and good until then.
    ///
    /// # Errors
    /// See [`Accounts::all`].
    fn seen(&self, digest: &SecretDigest, now: Timestamp, until: Timestamp) -> Result<(), Trouble>;

    /// The pairing of a code, which is gone afterwards.
    ///
    /// # Errors
    /// See [`Accounts::all`].
    fn take_pairing(
        &self,
        digest: &SecretDigest,
        now: Timestamp,
    ) -> Result<Option<Pairing>, Trouble>;

    /// Makes a change and accounts for it; false where it could not be made.
    ///
    /// # Errors
    /// See [`Accounts::all`].
    fn change(
        &self,
        change: &AccountChange,
        account: Option<&AuditEntry>,
        now: Timestamp,
    ) -> Result<bool, Trouble>;

    /// Accounts for something that changes nothing here.
    ///
    /// # Errors
    /// See [`Accounts::all`].
    fn note(&self, entry: &AuditEntry) -> Result<(), Trouble>;
}
