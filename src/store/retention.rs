//! Letting go of what may not be kept any longer.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Params, Result, Transaction, TransactionBehavior};

use super::{
    Store, StoreError, audit,
    columns::{Text, Utc, rows},
    hub::Journal,
    sealed,
    vault::Vault,
};
use crate::types::{AuditEntry, VisitorId};

/// The templates of visitors nobody saw since `?1`, under any name they had; all where `?1` is NULL. A template is that
/// of whoever the visit belongs to today in which it was learnt.
const FORGET: &str = "
    WITH last (visitor, at) AS (
        SELECT canonical.visitor, max(visit.last_seen_utc)
        FROM visit JOIN canonical ON canonical.id = visit.visitor GROUP BY canonical.visitor
    )
    DELETE FROM template WHERE ?1 IS NULL OR at_utc < ?1 AND NOT EXISTS (
        SELECT 1 FROM canonical JOIN last ON last.visitor = canonical.visitor
        WHERE last.at >= ?1 AND canonical.id = coalesce(
            (SELECT visit.visitor FROM visit WHERE visit.id = template.visit), template.visitor)
    )
    RETURNING key";

/// Why those who stayed away are forgotten, for the audit log.
pub(super) fn away_since(before: Timestamp) -> String {
    format!("visitors last here before {before:.0}")
}

/// Runs a deletion of templates that returns their keys, and lets nothing else need these. Gives how many were deleted.
pub(super) fn delete(
    tx: &Transaction<'_>,
    vault: &mut Vault,
    query: &str,
    params: impl Params,
) -> Result<usize> {
    let keys: Vec<i64> = rows(tx, query, params, |row| row.get(0))?;
    let deleted = keys.len();
    sealed::renew(tx, vault, &BTreeSet::from_iter(keys))?;
    Ok(deleted)
}

/// Deletes, and says so in the audit log where there was anything to delete: both or neither.
pub(super) fn forget(
    tx: &Transaction<'_>,
    vault: &mut Vault,
    before: Option<Timestamp>,
    why: &str,
    now: Timestamp,
) -> Result<usize> {
    let deleted = delete(tx, vault, FORGET, [before.map(Utc)])?;
    if deleted > 0 {
        let entry = AuditEntry {
            at: now,
            who: AuditEntry::ITSELF.into(),
            what: "retention.purged".into(),
            detail: format!("{deleted} signatures deleted: {why}"),
        };
        audit::append(tx, &entry)?;
    }
    Ok(deleted)
}

/// The templates of the visitor of today whom `?1` names. Whoever a template was learnt as: it is theirs to whom its visit
/// belongs today.
const FORGET_VISITOR: &str = "
    DELETE FROM template WHERE seq IN (
        SELECT template.seq FROM template LEFT JOIN visit ON visit.id = template.visit
        JOIN canonical ON canonical.id = coalesce(visit.visitor, template.visitor)
        WHERE canonical.visitor = (SELECT visitor FROM canonical WHERE id = ?1)
    )
    RETURNING key";

/// The templates of those of whom no consent stands at `?1`.
const FORGET_UNCONSENTED: &str = "
    WITH consented (visitor) AS (
        SELECT canonical.visitor FROM consent
        JOIN visit ON visit.id = consent.visit JOIN canonical ON canonical.id = visit.visitor
        WHERE consent.ended_utc IS NULL AND consent.expires_utc > ?1
    )
    DELETE FROM template WHERE seq NOT IN (
        SELECT template.seq FROM template LEFT JOIN visit ON visit.id = template.visit
        JOIN canonical ON canonical.id = coalesce(visit.visitor, template.visitor)
        WHERE canonical.visitor IN (SELECT visitor FROM consented)
    )
    RETURNING key";

/// The latest moment of which the store tells something.
const LATEST: &str = "
    SELECT max(at) FROM (SELECT max(utc) AS at FROM event UNION ALL SELECT max(last_seen_utc) FROM visit
        UNION ALL SELECT max(given_utc) FROM consent)";

/// Why signatures without a consent go, for the audit log.
const NO_CONSENT: &str = "no consent stands";

/// Deletes what was kept of the face of a visitor who turned out to be a colleague, and says so.
pub(super) fn forget_colleague(
    tx: &Transaction<'_>,
    vault: &mut Vault,
    visitor: VisitorId,
    now: Timestamp,
) -> Result<()> {
    let deleted = delete(tx, vault, FORGET_VISITOR, [Text(visitor)])?;
    if deleted > 0 {
        let query = "SELECT code FROM visitor WHERE id = ?";
        let code: String = tx.query_row(query, [Text(visitor)], |row| row.get(0))?;
        let entry = AuditEntry {
            at: now,
            who: AuditEntry::ITSELF.into(),
            what: "staff.recognised".into(),
            detail: format!("{deleted} signatures of {code} deleted: it was a colleague"),
        };
        audit::append(tx, &entry)?;
    }
    Ok(())
}

/// Deletes what is kept of the face of a visitor of whom no consent stands, and says so without saying of whom.
pub(super) fn forget_unconsented(
    tx: &Transaction<'_>,
    vault: &mut Vault,
    visitor: VisitorId,
    now: Timestamp,
) -> Result<()> {
    let deleted = delete(tx, vault, FORGET_VISITOR, [Text(visitor)])?;
    note_unconsented(tx, deleted, now)
}

fn note_unconsented(tx: &Transaction<'_>, deleted: usize, now: Timestamp) -> Result<()> {
    if deleted == 0 {
        return Ok(());
    }
    let entry = AuditEntry {
        at: now,
        who: AuditEntry::ITSELF.into(),
        what: "retention.purged".into(),
        detail: format!("{deleted} signatures deleted: {NO_CONSENT}"),
    };
    audit::append(tx, &entry)
}

impl Store {
    /// Deletes signatures: those of visitors who were last here before `before`, or everyone's where that is `None`.
    /// Gives their number. Where there were any, the audit log says how many and why, dated `now`.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn forget(
        &mut self,
        before: Option<Timestamp>,
        now: Timestamp,
    ) -> std::result::Result<usize, StoreError> {
        let why = before.map_or("the privacy mode keeps none".to_owned(), away_since);
        let deleted = self.deleted(true, |tx, vault| forget(tx, vault, before, &why, now))?;
        sealed::prune(&self.connection, &mut self.vault)?;
        Ok(deleted)
    }

    /// Deletes signatures whose keys are gone: those of visitors and colleagues who were erased after this copy of the store
    /// was made, or whom an older copy of the keyring does not know. Gives their number; the audit log says it, dated `now`.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn forget_unreadable(&mut self, now: Timestamp) -> std::result::Result<usize, StoreError> {
        self.deleted(false, |tx, vault| drop_unreadable(tx, vault, now))
    }

    /// Deletes the signatures of visitors of whom no consent stands. Gives their number. Consents end by the later of
    /// `now` and of what the store knows to have been before: a clock that was turned back brings none to life.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn forget_unconsented(&mut self, now: Timestamp) -> std::result::Result<usize, StoreError> {
        let deleted = self.deleted(true, |tx, vault| drop_unconsented(tx, vault, now))?;
        sealed::prune(&self.connection, &mut self.vault)?;
        Ok(deleted)
    }

    /// The latest moment of which the store tells something; `None` of an empty one.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn latest(&self) -> std::result::Result<Option<Timestamp>, StoreError> {
        let read = self
            .connection
            .query_row(LATEST, [], |row| row.get::<_, Option<Utc>>(0));
        let read = read.map_err(StoreError::sql("read when it was written last"))?;
        Ok(read.map(|latest| latest.0))
    }

    /// Deletes in one step. Nobody else changes the keyring meanwhile, and new keys are on the disk before what needs them.
    /// `told`: nobody else may keep them either.
    fn deleted(
        &mut self,
        told: bool,
        work: impl FnOnce(&Transaction<'_>, &mut Vault) -> Result<usize>,
    ) -> std::result::Result<usize, StoreError> {
        let sql = StoreError::sql("delete signatures");
        let behavior = TransactionBehavior::Immediate;
        let tx = self.connection.transaction_with_behavior(behavior);
        let tx = tx.map_err(&sql)?;
        self.vault.keyring.refresh()?;
        let journal = self.journal.as_ref().filter(|_| told);
        let before = journal.map(|_| Journal::with_faces(&tx));
        let before = before.transpose().map_err(&sql)?;
        let deleted = work(&tx, &mut self.vault).map_err(&sql)?;
        if let Some((journal, before)) = journal.zip(before) {
            journal.without_faces(&tx, &before).map_err(&sql)?;
        }
        self.vault.keyring.keep()?;
        tx.commit().map_err(&sql)?;
        Ok(deleted)
    }
}

fn drop_unconsented(tx: &Transaction<'_>, vault: &mut Vault, now: Timestamp) -> Result<usize> {
    let latest: Option<Utc> = tx.query_row(LATEST, [], |row| row.get(0))?;
    let at = latest.map_or(now, |latest| now.max(latest.0));
    let deleted = delete(tx, vault, FORGET_UNCONSENTED, [Utc(at)])?;
    note_unconsented(tx, deleted, now)?;
    Ok(deleted)
}

fn drop_unreadable(tx: &Transaction<'_>, vault: &Vault, now: Timestamp) -> Result<usize> {
    let deleted = sealed::drop_unreadable(tx, vault)?;
    if deleted > 0 {
        let entry = AuditEntry {
            at: now,
            who: AuditEntry::ITSELF.into(),
            what: "keyring.keys_missing".into(),
            detail: format!("{deleted} signatures deleted: the keyring has no keys for them"),
        };
        audit::append(tx, &entry)?;
    }
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::testing::{Place, at, template, visit, visitor, visitor_id},
        types::Record,
    };

    /// Visitors 1 to 4 with a signature each. 1 was last here at second 40, 3 and 4 at second 90; 2 is 3 today.
    fn with_signatures(place: &Place) -> Store {
        let mut store = place.open();
        let mut records: Vec<_> = (1..=4)
            .flat_map(|n| [visitor(n), template(n, 0.3)])
            .collect();
        for (n, last_seen) in [(1, 40), (2, 40), (3, 90), (4, 90)] {
            records.push(Record::Visit(visit(n, last_seen, true)));
        }
        let (from, into) = (visitor_id(2), visitor_id(3));
        records.push(Record::Alias { from, into });
        store.write(&records).unwrap();
        store
    }

    fn kept(store: &Store) -> Vec<VisitorId> {
        let templates = store.load().unwrap().templates;
        templates.iter().map(|t| t.visitor).collect()
    }

    fn audited(place: &Place) -> Vec<String> {
        let log = place.reader().audit().unwrap();
        log.into_iter().map(|entry| entry.detail).collect()
    }

    #[test]
    fn who_stayed_away_is_forgotten_and_who_was_seen_since_under_any_name_is_not() {
        let place = Place::new();
        let mut store = with_signatures(&place);
        let mut forget = |second| {
            let before = Some(at(second).utc);
            store.forget(before, at(100).utc).unwrap()
        };
        assert_eq!((forget(40), forget(41), forget(41)), (0, 1, 0));
        let still = [visitor_id(2), visitor_id(3), visitor_id(4)];
        assert_eq!(kept(&store), still);
        assert_eq!(
            audited(&place),
            [format!("1 signatures deleted: {}", away_since(at(41).utc))]
        );
    }

    #[test]
    fn a_signature_younger_than_the_last_visit_is_kept() {
        let place = Place::new();
        let mut store = place.open();
        // Seen at second 12 in a visit that is not told yet.
        store.write(&[visitor(1), template(1, 0.3)]).unwrap();
        let mut forget = |second| store.forget(Some(at(second).utc), at(100).utc).unwrap();
        assert_eq!((forget(12), forget(13)), (0, 1));
    }

    #[test]
    fn where_no_signatures_are_kept_any_more_all_of_them_go() {
        let place = Place::new();
        let mut store = with_signatures(&place);
        assert_eq!(store.forget(None, at(100).utc).unwrap(), 4);
        assert_eq!(store.forget(None, at(100).utc).unwrap(), 0);
        assert_eq!(kept(&store), []);
        let detail = "4 signatures deleted: the privacy mode keeps none";
        assert_eq!(audited(&place), [detail]);
    }
}
