//! Who may log in, on which devices, and how that changes.

use jiff::Timestamp;
use rusqlite::{
    Connection, OptionalExtension, Result, Row, Transaction, TransactionBehavior, params,
};

use super::{
    Settings, StoreError, audit,
    columns::{Utc, rows},
    open::connect_desk,
};
use crate::types::{
    Account, AccountChange, AccountName, AuditEntry, Pairing, Role, SecretDigest, Session,
};

const ACCOUNT: &str = "SELECT name, roles, password, language, created_utc FROM account";
const SESSION: &str =
    "SELECT digest, account, device, paired, created_utc, seen_utc, expires_utc FROM session";

/// Accounts and sessions, over a connection of their own, also while the appliance runs: nobody else writes these tables,
/// and the audit log's entries are made one transaction after the other.
#[derive(Debug)]
pub struct Accounts {
    connection: Connection,
}

impl Accounts {
    /// Opens the store, and makes one where there is none yet.
    ///
    /// # Errors
    /// As [`Desk::open`](super::Desk::open).
    pub fn open(settings: &Settings) -> std::result::Result<Self, StoreError> {
        let (connection, _) = connect_desk(settings)?;
        Ok(Self { connection })
    }

    /// Everybody who may log in, by name.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn all(&self) -> std::result::Result<Vec<Account>, StoreError> {
        let query = format!("{ACCOUNT} ORDER BY name");
        rows(&self.connection, &query, [], account).map_err(READ)
    }

    /// The account of this name.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn find(&self, name: &AccountName) -> std::result::Result<Option<Account>, StoreError> {
        find(&self.connection, name).map_err(READ)
    }

    /// Devices on which somebody is logged in, the latest seen first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn sessions(&self, now: Timestamp) -> std::result::Result<Vec<Session>, StoreError> {
        let query = format!("{SESSION} WHERE expires_utc > ? ORDER BY seen_utc DESC");
        rows(&self.connection, &query, [Utc(now)], session).map_err(READ)
    }

    /// The session of a cookie, where it is good now, and whose it is.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn session(
        &self,
        digest: &SecretDigest,
        now: Timestamp,
    ) -> std::result::Result<Option<(Session, Account)>, StoreError> {
        let read = || {
            let query = format!("{SESSION} WHERE digest = ? AND expires_utc > ?");
            let found = self
                .connection
                .prepare_cached(&query)?
                .query_row(params![digest, Utc(now)], session)
                .optional()?;
            let Some(session) = found else {
                return Ok(None);
            };
            let account = find(&self.connection, &session.account)?;
            Ok(account.map(|account| (session, account)))
        };
        read().map_err(READ)
    }

    /// Notes that a session is in use, and good until then.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn seen(
        &self,
        digest: &SecretDigest,
        now: Timestamp,
        until: Timestamp,
    ) -> std::result::Result<(), StoreError> {
        self.connection
            .execute(
                "UPDATE session SET seen_utc = ?, expires_utc = ? WHERE digest = ?",
                params![Utc(now), Utc(until), digest],
            )
            .map(drop)
            .map_err(WRITE)
    }

    /// The pairing of a code, which is good once: it is gone afterwards. `None` where there is none, or no longer.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn take_pairing(
        &mut self,
        digest: &SecretDigest,
        now: Timestamp,
    ) -> std::result::Result<Option<Pairing>, StoreError> {
        let query = "DELETE FROM pairing WHERE digest = ? RETURNING account, device, expires_utc";
        let taken = self
            .connection
            .query_row(query, [digest], |row| {
                Ok(Pairing {
                    digest: *digest,
                    account: name(row, 0)?,
                    device: row.get(1)?,
                    expires: row.get::<_, Utc>(2)?.0,
                })
            })
            .optional()
            .map_err(WRITE)?;
        Ok(taken.filter(|pairing| pairing.expires > now))
    }

    /// Makes a change, and accounts for it, both or neither; false where it could not be made, as the name is taken or
    /// there is none, or nobody would be left who may make changes.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn change(
        &mut self,
        change: &AccountChange,
        account: Option<&AuditEntry>,
        now: Timestamp,
    ) -> std::result::Result<bool, StoreError> {
        let in_one_step = |connection: &mut Connection| {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            tidy(&tx, now)?;
            let administered = administrators(&tx)? > 0;
            if carry_out(&tx, change)? == 0 || (administered && administrators(&tx)? == 0) {
                return Ok(false);
            }
            if let Some(entry) = account {
                audit::append(&tx, entry)?;
            }
            tx.commit()?;
            Ok(true)
        };
        in_one_step(&mut self.connection).map_err(WRITE)
    }

    /// Accounts for something that changes nothing.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn note(&mut self, entry: &AuditEntry) -> std::result::Result<(), StoreError> {
        let in_one_step = |connection: &mut Connection| {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            audit::append(&tx, entry)?;
            tx.commit()
        };
        in_one_step(&mut self.connection).map_err(WRITE)
    }
}

const READ: fn(rusqlite::Error) -> StoreError = |error| StoreError::sql("read the accounts")(error);
const WRITE: fn(rusqlite::Error) -> StoreError =
    |error| StoreError::sql("change the accounts")(error);

/// Those who can log in with a password and make others: an installation never loses its last one.
fn administrators(tx: &Transaction<'_>) -> Result<i64> {
    let query = "SELECT count(*) FROM account
        WHERE password IS NOT NULL AND ' ' || roles || ' ' LIKE '% installer %'";
    tx.query_row(query, [], |row| row.get(0))
}

/// Takes away what is good no longer.
fn tidy(tx: &Transaction<'_>, now: Timestamp) -> Result<()> {
    for table in ["session", "pairing"] {
        let query = format!("DELETE FROM {table} WHERE expires_utc <= ?");
        tx.execute(&query, [Utc(now)])?;
    }
    Ok(())
}

/// Gives how many rows are another.
fn carry_out(tx: &Transaction<'_>, change: &AccountChange) -> Result<usize> {
    match change {
        AccountChange::Created(account) => tx.execute(
            "INSERT INTO account VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            params![
                account.name.as_str(),
                words(account.roles.iter().copied()),
                account.password,
                account.language,
                Utc(account.created),
            ],
        ),
        // Whoever had the old one is out, wherever they are.
        AccountChange::Password { name, hash } => {
            tx.execute("DELETE FROM session WHERE account = ?", [name.as_str()])?;
            let query = "UPDATE account SET password = ? WHERE name = ?";
            tx.execute(query, params![hash, name.as_str()])
        }
        AccountChange::Roles { name, roles } => {
            let query = "UPDATE account SET roles = ? WHERE name = ?";
            tx.execute(query, params![words(roles.iter().copied()), name.as_str()])
        }
        AccountChange::Language { name, language } => {
            let query = "UPDATE account SET language = ? WHERE name = ?";
            tx.execute(query, params![language, name.as_str()])
        }
        AccountChange::Removed(name) => {
            tx.execute("DELETE FROM account WHERE name = ?", [name.as_str()])
        }
        AccountChange::PairingMade(pairing) => tx.execute(
            "INSERT INTO pairing SELECT ?, name, ?, ? FROM account WHERE name = ?",
            params![
                pairing.digest,
                pairing.device,
                Utc(pairing.expires),
                pairing.account.as_str(),
            ],
        ),
        AccountChange::LoggedIn(session) => tx.execute(
            "INSERT INTO session SELECT ?, name, ?, ?, ?, ?, ? FROM account WHERE name = ?",
            params![
                session.digest,
                session.device,
                session.paired,
                Utc(session.created),
                Utc(session.seen),
                Utc(session.expires),
                session.account.as_str(),
            ],
        ),
        AccountChange::LoggedOut(digest) => {
            tx.execute("DELETE FROM session WHERE digest = ?", [digest])
        }
    }
}

fn words(roles: impl Iterator<Item = Role>) -> String {
    roles.map(Role::word).collect::<Vec<_>>().join(" ")
}

fn find(connection: &Connection, wanted: &AccountName) -> Result<Option<Account>> {
    let query = format!("{ACCOUNT} WHERE name = ?");
    connection
        .prepare_cached(&query)?
        .query_row([wanted.as_str()], account)
        .optional()
}

fn account(row: &Row<'_>) -> Result<Account> {
    let roles: String = row.get(1)?;
    Ok(Account {
        name: name(row, 0)?,
        // A word that a newer program knows gives nothing here.
        roles: roles
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect(),
        password: row.get(2)?,
        language: row.get(3)?,
        created: row.get::<_, Utc>(4)?.0,
    })
}

fn session(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        digest: row.get(0)?,
        account: name(row, 1)?,
        device: row.get(2)?,
        paired: row.get(3)?,
        created: row.get::<_, Utc>(4)?.0,
        seen: row.get::<_, Utc>(5)?.0,
        expires: row.get::<_, Utc>(6)?.0,
    })
}

fn name(row: &Row<'_>, column: usize) -> Result<AccountName> {
    let text: String = row.get(column)?;
    AccountName::try_from(text).map_err(|wrong| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, wrong.into())
    })
}
