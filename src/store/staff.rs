//! The roster: colleagues who enrolled, with their consent, and the templates that it allows to keep.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Result, Row, Transaction, params};
use serde::Serialize;

use super::{
    Reader, StoreError,
    columns::{Text, Utc, rows},
    load::signature,
};
use crate::types::{Enrolment, ModelTag, StaffConsent, StaffId, StaffTemplate};

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

impl Reader {
    /// Everybody on the roster, by name.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn staff(&self) -> std::result::Result<Vec<StaffRow>, StoreError> {
        staff(&self.connection).map_err(StoreError::sql("read the roster"))
    }

    /// The templates of everybody on the roster.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn staff_templates(&self) -> std::result::Result<Vec<StaffTemplate>, StoreError> {
        templates(&self.connection).map_err(StoreError::sql("read the roster"))
    }
}

/// Enrols a colleague, or enrols them again.
pub(super) fn enrol(tx: &Transaction<'_>, enrolment: &Enrolment) -> Result<()> {
    let consent = enrolment.consent();
    tx.prepare_cached(
        "INSERT INTO staff VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, consent_utc = excluded.consent_utc,
             consent_by = excluded.consent_by, consent_text = excluded.consent_text",
    )?
    .execute(params![
        Text(enrolment.id()),
        enrolment.name(),
        Utc(consent.at()),
        consent.recorded_by(),
        consent.text(),
    ])?;
    tx.prepare_cached("DELETE FROM staff_template WHERE staff = ?")?
        .execute([Text(enrolment.id())])?;
    let mut insert = tx.prepare_cached(
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

pub(super) fn rename(tx: &Transaction<'_>, id: StaffId, name: &str) -> Result<()> {
    tx.prepare_cached("UPDATE staff SET name = ? WHERE id = ?")?
        .execute(params![name, Text(id)])?;
    Ok(())
}

/// Takes a colleague off the roster. Their templates go with the row.
pub(super) fn remove(tx: &Transaction<'_>, id: StaffId) -> Result<()> {
    tx.prepare_cached("DELETE FROM staff WHERE id = ?")?
        .execute([Text(id)])?;
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
