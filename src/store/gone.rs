//! Who is gone for good: what was erased, withdrawn or removed here, and must not come back with an older copy of the store.
//!
//! The list stands twice. The store's own is written with what it tells of, in one transaction. The keyring has it, too, of
//! which only the latest copy is kept: so a store that is put back from a backup is opened with a keyring that knows
//! more, and does again what was done since ([`Store::let_go_again`]), whoever put it back and by whatever means.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Transaction, TransactionBehavior};
use ulid::Ulid;

use super::{
    Store, StoreError, audit,
    columns::{Text, rows},
    consents, erase, sealed,
    vault::Vault,
    write::end_of_chain,
};
use crate::types::{AuditEntry, ConsentEnd, CorrectionId, Erasure, VisitorCode, VisitorId};

/// As many bytes as an entry of the keyring has room for.
const MOST_BYTES: usize = 32;

/// What is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GoneKind {
    /// A visitor who was erased, by one of their codes.
    Visitor,
    /// A consent that was withdrawn, by its id.
    Consent,
    /// A colleague who left the roster, by their id.
    Colleague,
}

impl GoneKind {
    pub(super) const ALL: [Self; 3] = [Self::Visitor, Self::Consent, Self::Colleague];

    fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Consent => "consent",
            Self::Colleague => "colleague",
        }
    }
}

/// One who is gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gone {
    kind: GoneKind,
    id: String,
}

impl Gone {
    /// `None` of what is no code and no id.
    pub(super) fn new(kind: GoneKind, id: impl Into<String>) -> Option<Self> {
        let id = id.into();
        let fits = (1..=MOST_BYTES).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
        fits.then_some(Self { kind, id })
    }

    pub(super) fn kind(&self) -> GoneKind {
        self.kind
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }
}

/// What had to be done again in a copy of the store that is older than the keyring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct LetGoAgain {
    /// Visitors who were erased after the copy was made.
    pub visitors: u64,
    /// Consents that were withdrawn.
    pub consents: u64,
    /// Colleagues who left the roster.
    pub colleagues: u64,
    /// Signatures without a key, of whomever.
    pub signatures: u64,
}

impl LetGoAgain {
    /// Whether nothing had to be done.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Everybody whom the store knows to be gone.
pub(super) fn all(connection: &Connection) -> Result<BTreeSet<Gone>> {
    let read = rows(connection, "SELECT kind, id FROM gone", [], |row| {
        let kind = row.get_ref(0)?.as_str()?;
        let kind = GoneKind::ALL
            .into_iter()
            .find(|known| known.as_str() == kind);
        Ok(kind.zip(Some(row.get::<_, String>(1)?)))
    })?;
    let known = read.into_iter().flatten();
    Ok(known.filter_map(|(kind, id)| Gone::new(kind, id)).collect())
}

/// Notes that somebody is gone, with what deletes them.
pub(super) fn note(tx: &Transaction<'_>, kind: GoneKind, id: &str) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO gone VALUES (?, ?)")?
        .execute([kind.as_str(), id])?;
    Ok(())
}

impl Store {
    /// Does again what was done after this copy of the store was made, as far as the keyring tells: erases visitors, ends
    /// consents that were withdrawn, takes colleagues off the roster, and deletes signatures whose keys are gone. The audit
    /// log says it, dated `now`. Nothing is to be done where the store is the latest.
    ///
    /// # Errors
    /// The store or the keyring cannot be written.
    pub fn let_go_again(&mut self, now: Timestamp) -> std::result::Result<LetGoAgain, StoreError> {
        let sql = StoreError::sql("delete what was deleted since");
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&sql)?;
        self.vault.keyring.refresh()?;
        let done = again(&tx, &mut self.vault, now).map_err(&sql)?;
        self.vault.keyring.keep()?;
        tx.commit().map_err(&sql)?;
        let signatures = self.forget_unreadable(now)? as u64;
        if done.visitors > 0 {
            // As after an erasure: no old page, no key that opens what was deleted.
            sealed::prune(&self.connection, &mut self.vault)?;
            erase::scrub(&self.connection).map_err(StoreError::sql("compact"))?;
        }
        Ok(LetGoAgain { signatures, ..done })
    }
}

fn again(tx: &Transaction<'_>, vault: &mut Vault, now: Timestamp) -> Result<LetGoAgain> {
    let known = all(tx)?;
    let missed: Vec<Gone> = vault.keyring.gone().difference(&known).cloned().collect();
    let mut done = LetGoAgain::default();
    for gone in &missed {
        note(tx, gone.kind, &gone.id)?;
        match gone.kind {
            GoneKind::Visitor => {
                if let Some(erasure) = theirs(tx, &gone.id, now)? {
                    erase::erase_again(tx, vault, &erasure)?;
                    done.visitors += 1;
                }
                // Nobody else is given the code.
                let query = "INSERT OR IGNORE INTO erased_code VALUES (?, NULL)";
                tx.execute(query, [&gone.id])?;
            }
            GoneKind::Consent => {
                if let Ok(id) = gone.id.parse() {
                    done.consents += consents::end(tx, id, now, ConsentEnd::Withdrawn)? as u64;
                }
            }
            GoneKind::Colleague => {
                let query = "DELETE FROM staff WHERE id = ?";
                done.colleagues += tx.execute(query, [&gone.id])? as u64;
            }
        }
    }
    account(tx, &done, now)?;
    Ok(done)
}

fn account(tx: &Transaction<'_>, done: &LetGoAgain, now: Timestamp) -> Result<()> {
    let LetGoAgain {
        visitors,
        consents,
        colleagues,
        ..
    } = *done;
    if done.is_nothing() {
        return Ok(());
    }
    let entry = AuditEntry {
        at: now,
        who: AuditEntry::ITSELF.into(),
        what: "store.older_than_its_keyring".into(),
        detail: format!(
            "done again what was done after this copy of the store was made: {visitors} visitors erased, {consents} consents withdrawn, {colleagues} colleagues taken off the roster"
        ),
    };
    audit::append(tx, &entry)
}

/// All that this copy of the store has of the visitor of a code, as they were known when it was made; `None` where nobody has the code.
/// Whoever was told apart from them since goes with them: the copy does not know it, and too much is mended by their next
/// visit, too little by nothing.
fn theirs(tx: &Transaction<'_>, code: &str, now: Timestamp) -> Result<Option<Erasure>> {
    let found = tx
        .query_row("SELECT id FROM visitor WHERE code = ?", [code], |row| {
            row.get::<_, Text<VisitorId>>(0)
        })
        .optional()?;
    let Some(Text(named)) = found else {
        return Ok(None);
    };
    let today = end_of_chain(tx, named)?;
    let names = "SELECT id FROM canonical WHERE visitor = ?1";
    let visitors = rows(tx, names, [Text(today)], |row| {
        Ok(row.get::<_, Text<_>>(0)?.0)
    })?;
    let codes = format!("SELECT code FROM visitor WHERE id IN ({names})");
    let codes = rows(tx, &codes, [Text(today)], |row| {
        Ok(VisitorCode::from(row.get::<_, String>(0)?))
    })?;
    let visits = format!("SELECT id FROM visit WHERE visitor IN ({names})");
    let visits = rows(tx, &visits, [Text(today)], |row| {
        Ok(row.get::<_, Text<_>>(0)?.0)
    })?;
    let links = format!(
        "SELECT DISTINCT body ->> 'client', body ->> 'contact' FROM event
         WHERE kind = 'linked' AND visitor IN ({names})"
    );
    let links = rows(tx, &links, [Text(today)], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(Some(Erasure {
        // Of no request: that went with another copy of the store.
        request: CorrectionId(Ulid::nil()),
        at: now,
        by: AuditEntry::ITSELF.into(),
        site: String::new(),
        codes,
        visitors,
        visits,
        links,
        away_since: None,
        backups_until: None,
    }))
}
