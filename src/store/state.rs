//! How the store and what waits in it stands: what pages and checks show of a running appliance.

use rusqlite::{Result, params};

use super::{
    Reader, Settings, StoreError, audit,
    columns::{Utc, rows},
    open::connect_desk,
};
use crate::types::AuditEntry;

/// How much is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub visitors: u64,
    pub visits: u64,
    pub events: u64,
    /// Face signatures of visitors.
    pub signatures: u64,
    /// Colleagues on the roster.
    pub staff: u64,
    /// Messages that wait for the broker.
    pub outbox: u64,
    /// What waits for webhooks.
    pub deliveries: u64,
}

/// An entry of the audit log and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedEntry {
    pub number: i64,
    pub entry: AuditEntry,
}

impl Reader {
    /// # Errors
    /// The store cannot be read.
    pub fn kept(&self) -> std::result::Result<Kept, StoreError> {
        let query = "SELECT
            (SELECT count(*) FROM canonical WHERE id = visitor),
            (SELECT count(*) FROM visit), (SELECT count(*) FROM event), (SELECT count(*) FROM template),
            (SELECT count(*) FROM staff), (SELECT count(*) FROM outbox), (SELECT count(*) FROM delivery)";
        let read = self.connection.query_row(query, [], |row| {
            Ok(Kept {
                visitors: row.get::<_, u32>(0)?.into(),
                visits: row.get::<_, u32>(1)?.into(),
                events: row.get::<_, u32>(2)?.into(),
                signatures: row.get::<_, u32>(3)?.into(),
                staff: row.get::<_, u32>(4)?.into(),
                outbox: row.get::<_, u32>(5)?.into(),
                deliveries: row.get::<_, u32>(6)?.into(),
            })
        });
        read.map_err(StoreError::sql("count what is kept"))
    }

    /// The retained states whose topics end so, as they were said last: topic and payload.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn states_ending(
        &self,
        ending: &str,
    ) -> std::result::Result<Vec<(String, String)>, StoreError> {
        let query = "SELECT topic, payload FROM retained
            WHERE substr(topic, -length(?1)) = ?1 ORDER BY topic";
        let read = rows(&self.connection, query, [ending], |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
        read.map_err(StoreError::sql("read the retained states"))
    }

    /// Entries of the audit log whose kind begins so, the latest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn latest_audit(
        &self,
        kind: &str,
        skip: u64,
        most: u64,
    ) -> std::result::Result<Vec<NumberedEntry>, StoreError> {
        let query = "SELECT seq, at_utc, who, what, detail FROM audit
            WHERE substr(what, 1, length(?1)) = ?1 ORDER BY seq DESC LIMIT ?2 OFFSET ?3";
        let params = params![kind, most as i64, skip as i64];
        let read = rows(&self.connection, query, params, |row| {
            Ok(NumberedEntry {
                number: row.get(0)?,
                entry: AuditEntry {
                    at: row.get::<_, Utc>(1)?.0,
                    who: row.get(2)?,
                    what: row.get(3)?,
                    detail: row.get(4)?,
                },
            })
        });
        read.map_err(StoreError::sql("read the audit log"))
    }

    /// The words by which the audit log names the kinds of what was done, before the point: `privacy`, `visitors`.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn audit_kinds(&self) -> std::result::Result<Vec<(String, u64)>, StoreError> {
        let query = "SELECT substr(what, 1, instr(what || '.', '.') - 1) AS kind, count(*)
            FROM audit GROUP BY kind ORDER BY kind";
        let read = rows(&self.connection, query, [], |row| {
            Ok((row.get(0)?, row.get::<_, u32>(1)?.into()))
        });
        read.map_err(StoreError::sql("read the audit log"))
    }
}

/// Notes something in the audit log beside a running appliance.
///
/// # Errors
/// The store cannot be opened or written.
pub fn note(settings: &Settings, entry: &AuditEntry) -> std::result::Result<(), StoreError> {
    let (mut connection, _) = connect_desk(settings)?;
    let mut in_one_step = || -> Result<()> {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let tx = connection.transaction_with_behavior(behavior)?;
        audit::append(&tx, entry)?;
        tx.commit()
    };
    in_one_step().map_err(StoreError::sql("write the audit log"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::testing::{Place, at, message, template, visitor},
        types::Record,
    };

    #[test]
    fn what_is_kept_is_counted_and_the_log_is_read_from_its_end() {
        let place = Place::new();
        let mut store = place.open();
        let status = "showfloor/north/cameras/hall/status";
        store
            .write(&[
                visitor(1),
                visitor(2),
                template(1, 0.4),
                Record::Message(message(status, "{}", true)),
            ])
            .unwrap();
        for n in 0..5 {
            let entry = AuditEntry {
                at: at(n).utc,
                who: "anna".into(),
                what: if n == 3 {
                    "camera.snapshot"
                } else {
                    "privacy.mode"
                }
                .into(),
                detail: n.to_string(),
            };
            note(&place.settings, &entry).unwrap();
        }
        let reader = place.reader();
        let kept = reader.kept().unwrap();
        assert_eq!((kept.visitors, kept.signatures, kept.outbox), (2, 1, 1));
        let states = reader.states_ending("/status").unwrap();
        assert_eq!(states, [(status.to_owned(), "{}".to_owned())]);
        let numbers = |kind, skip| {
            let entries = reader.latest_audit(kind, skip, 2).unwrap();
            entries.iter().map(|e| e.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers("", 0), [5, 4]);
        assert_eq!(numbers("privacy.", 1), [3, 2]);
        assert_eq!(numbers("camera.", 0), [4]);
        let kinds = reader.audit_kinds().unwrap();
        assert_eq!(kinds, [("camera".to_owned(), 1), ("privacy".to_owned(), 4)]);
        assert_eq!(reader.verify_audit().unwrap().broken_at, None);
    }
}
