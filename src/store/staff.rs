//! The roster: colleagues who enrolled, with their consent, and the templates that it allows to keep.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Result, Row, Transaction, TransactionBehavior, params};
use serde::Serialize;

use super::{
    Reader, Settings, StoreError, audit,
    columns::{Text, Utc, rows},
    load::{signature, template},
    open::connect_desk,
};
use crate::types::{
    AuditEntry, Enrolment, ModelTag, RosterChange, StaffConsent, StaffId, StaffTemplate,
    StoredTemplate,
};

/// A colleague, without their signatures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StaffRow {
    pub id: StaffId,
    pub name: String,
    /// When they enrolled, for the last time.
    pub enrolled: Timestamp,
    pub consent: StaffConsent,
    /// By the model that made them.
    pub templates: Vec<TemplateCount>,
}

/// How many templates of one model there are, and how good they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TemplateCount {
    pub tag: ModelTag,
    pub count: u32,
    /// Face quality, 0 to 1: the least, and the mean.
    pub worst: f64,
    pub mean: f64,
}

/// Of visitors, each with whom they are today; read with [`template`].
const VISITOR_TEMPLATES: &str = "
    SELECT canonical.visitor, tag, signature, quality, visit
    FROM template LEFT JOIN visit ON visit.id = template.visit
    JOIN canonical ON canonical.id = coalesce(visit.visitor, template.visitor) ORDER BY template.seq";

impl Reader {
    /// Everybody on the roster, by name.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn staff(&self) -> std::result::Result<Vec<StaffRow>, StoreError> {
        staff(&self.connection).map_err(StoreError::sql("read the roster"))
    }

    /// What is kept of visitors' faces, each under whom the visitor is today.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn visitor_templates(&self) -> std::result::Result<Vec<StoredTemplate>, StoreError> {
        let read = rows(&self.connection, VISITOR_TEMPLATES, [], template);
        read.map_err(StoreError::sql("read the signatures of visitors"))
    }

    /// Two figures of which one at least is another after each change of who is known by which face.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn roster_version(&self) -> std::result::Result<(i64, i64), StoreError> {
        let query = "SELECT count(*), coalesce(max(seq), 0) FROM staff_template";
        let read = self
            .connection
            .query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)));
        read.map_err(StoreError::sql("read the roster"))
    }

    /// The templates of everybody on the roster.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn staff_templates(&self) -> std::result::Result<Vec<StaffTemplate>, StoreError> {
        templates(&self.connection).map_err(StoreError::sql("read the roster"))
    }
}

/// Changes the roster, also while the appliance runs: nobody else writes these tables, and the audit log's entries are
/// made one transaction after the other.
#[derive(Debug)]
pub struct Desk {
    connection: Connection,
}

impl Desk {
    /// Opens the store, and makes one where there is none yet.
    ///
    /// # Errors
    /// As [`Store::open`](super::Store::open) with [`Mode::Create`](super::Mode::Create), but not because another process writes to a store that stands.
    pub fn open(settings: &Settings) -> std::result::Result<Self, StoreError> {
        let connection = connect_desk(settings)?;
        Ok(Self { connection })
    }

    /// Accounts for something that is kept elsewhere.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn account(&mut self, entry: &AuditEntry) -> std::result::Result<(), StoreError> {
        let in_one_step = |connection: &mut Connection| {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            audit::append(&tx, entry)?;
            tx.commit()
        };
        in_one_step(&mut self.connection).map_err(StoreError::sql("account for a change"))
    }

    /// Changes the roster and accounts for it, both or neither.
    ///
    /// # Errors
    /// The store cannot be written, or somebody else has the name.
    pub fn change(
        &mut self,
        change: &RosterChange,
        account: &AuditEntry,
    ) -> std::result::Result<(), StoreError> {
        let in_one_step = |connection: &mut Connection| {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            match change {
                RosterChange::Enrolled(enrolment) => enrol(&tx, enrolment)?,
                RosterChange::Renamed { id, name } => rename(&tx, *id, name)?,
                RosterChange::Removed(id) => remove(&tx, *id)?,
            }
            audit::append(&tx, account)?;
            tx.commit()
        };
        in_one_step(&mut self.connection).map_err(StoreError::sql("change the roster"))
    }
}

fn enrol(tx: &Transaction<'_>, enrolment: &Enrolment) -> Result<()> {
    let consent = enrolment.consent();
    tx.execute(
        "INSERT INTO staff VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, consent_utc = excluded.consent_utc,
             consent_by = excluded.consent_by, consent_text = excluded.consent_text",
        params![
            Text(enrolment.id()),
            enrolment.name(),
            Utc(consent.at()),
            consent.recorded_by(),
            consent.text(),
        ],
    )?;
    let query = "DELETE FROM staff_template WHERE staff = ?";
    tx.execute(query, [Text(enrolment.id())])?;
    let mut insert = tx.prepare(
        "INSERT INTO staff_template (staff, tag, quality, signature) VALUES (?, ?, ?, ?)",
    )?;
    for template in enrolment.templates() {
        insert.execute(params![
            Text(template.staff),
            template.signature.tag().as_str(),
            f64::from(template.quality),
            *zeroize::Zeroizing::new(template.signature.to_bytes()),
        ])?;
    }
    Ok(())
}

fn rename(tx: &Transaction<'_>, id: StaffId, name: &str) -> Result<()> {
    tx.execute(
        "UPDATE staff SET name = ? WHERE id = ?",
        params![name, Text(id)],
    )?;
    Ok(())
}

/// The templates go with the row.
fn remove(tx: &Transaction<'_>, id: StaffId) -> Result<()> {
    tx.execute("DELETE FROM staff WHERE id = ?", [Text(id)])?;
    Ok(())
}

pub(super) fn templates(db: &Connection) -> Result<Vec<StaffTemplate>> {
    let query = "SELECT staff, tag, signature, quality FROM staff_template ORDER BY seq";
    rows(db, query, [], |row| {
        Ok(StaffTemplate {
            staff: row.get::<_, Text<_>>(0)?.0,
            signature: signature(row, 1)?,
            quality: row.get(3)?,
        })
    })
}

fn staff(db: &Connection) -> Result<Vec<StaffRow>> {
    let mut counted: BTreeMap<StaffId, Vec<TemplateCount>> = BTreeMap::new();
    let query = "
        SELECT staff, tag, count(*), min(quality), avg(quality)
        FROM staff_template GROUP BY staff, tag ORDER BY staff, tag";
    let counts = rows(db, query, [], |row| {
        Ok((row.get::<_, Text<StaffId>>(0)?.0, count(row)?))
    })?;
    for (id, count) in counts {
        counted.entry(id).or_default().push(count);
    }
    let query = "
        SELECT id, name, consent_utc, consent_by, consent_text FROM staff
        ORDER BY name COLLATE NOCASE, id";
    rows(db, query, [], |row| {
        let id = row.get::<_, Text<_>>(0)?.0;
        let at = row.get::<_, Utc>(2)?.0;
        Ok(StaffRow {
            id,
            name: row.get(1)?,
            enrolled: at,
            consent: StaffConsent::recorded(at, row.get(3)?, row.get(4)?),
            templates: counted.remove(&id).unwrap_or_default(),
        })
    })
}

fn count(row: &Row<'_>) -> Result<TemplateCount> {
    Ok(TemplateCount {
        tag: ModelTag::from_stored(&row.get::<_, String>(1)?),
        count: row.get(2)?,
        worst: row.get(3)?,
        mean: row.get(4)?,
    })
}
