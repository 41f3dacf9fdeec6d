//! The roster: colleagues who enrolled, with their consent, and the templates that it allows to keep.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Result, Row, Transaction, TransactionBehavior, params};
use serde::Serialize;

use super::{
    Reader, Settings, StoreError, audit,
    columns::{Text, Utc, rows},
    gone::{self, GoneKind},
    keyring::KeyringPlace,
    load,
    open::connect_desk,
    sealed,
    vault::{self, Owners, Vault},
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

/// Of visitors, each with whom they are today; read with [`load::templates`].
const VISITOR_TEMPLATES: &str = "
    SELECT template.visitor, tag, signature, key, quality, visit, canonical.visitor
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
        let sql = StoreError::sql("read the signatures of visitors");
        // Of one moment: rows, keys and the transform in force.
        let moment = self.connection.unchecked_transaction().map_err(&sql)?;
        let vault = self.vault()?;
        load::templates(&moment, &vault, VISITOR_TEMPLATES).map_err(&sql)
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
        let sql = StoreError::sql("read the roster");
        let moment = self.connection.unchecked_transaction().map_err(&sql)?;
        let vault = self.vault()?;
        templates(&moment, &vault).map_err(&sql)
    }
}

/// Changes the roster, also while the appliance runs: nobody else writes these tables, and the audit log's entries are
/// made one transaction after the other.
#[derive(Debug)]
pub struct Desk {
    connection: Connection,
    keyring: KeyringPlace,
}

impl Desk {
    /// Opens the store, and makes one where there is none yet.
    ///
    /// # Errors
    /// As [`Store::open`](super::Store::open) with [`Mode::Create`](super::Mode::Create), but not because another process writes to a store that stands.
    pub fn open(settings: &Settings) -> std::result::Result<Self, StoreError> {
        let (connection, keyring) = connect_desk(settings)?;
        Ok(Self {
            connection,
            keyring,
        })
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

    /// Changes the roster and accounts for it, both or neither. Then the keys are destroyed that no signature needs any more.
    ///
    /// # Errors
    /// The store or the keyring cannot be written, or somebody else has the name.
    pub fn change(
        &mut self,
        change: &RosterChange,
        account: &AuditEntry,
    ) -> std::result::Result<(), StoreError> {
        let sql = StoreError::sql("change the roster");
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&sql)?;
        let mut vault = Vault::of(&self.keyring, &tx)?;
        match change {
            RosterChange::Enrolled(enrolment) => enrol(&tx, &mut vault, enrolment),
            RosterChange::Renamed { id, name } => rename(&tx, *id, name),
            RosterChange::Removed(id) => remove(&tx, *id),
        }
        .map_err(&sql)?;
        audit::append(&tx, account).map_err(&sql)?;
        vault.keyring.keep()?;
        tx.commit().map_err(&sql)?;
        sealed::prune(&self.connection, &mut vault)
    }
}

/// What was kept of them before goes, and so does its key.
fn enrol(tx: &Transaction<'_>, vault: &mut Vault, enrolment: &Enrolment) -> Result<()> {
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
        "INSERT INTO staff_template (staff, tag, quality, signature, key) VALUES (?, ?, ?, ?, ?)",
    )?;
    let key = vault.keyring.new_person();
    for template in enrolment.templates() {
        let owner = template.staff.to_string();
        let of = (Owners::Colleagues, &*owner);
        let (tag, sealed) = sealed::seal(vault, of, key, &template.signature)?;
        insert.execute(params![
            owner,
            tag,
            f64::from(template.quality),
            sealed,
            key
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
    gone::note(tx, GoneKind::Colleague, &id.to_string())?;
    tx.execute("DELETE FROM staff WHERE id = ?", [Text(id)])?;
    Ok(())
}

pub(super) fn templates(db: &Connection, vault: &Vault) -> Result<Vec<StaffTemplate>> {
    let query = "SELECT staff, tag, signature, key, quality FROM staff_template ORDER BY seq";
    let mut tag = None;
    let read = rows(db, query, [], |row| {
        let signature = sealed::signature(row, 0, vault, Owners::Colleagues, &mut tag)?;
        let Some(signature) = signature else {
            return Ok(None);
        };
        Ok(Some(StaffTemplate {
            staff: row.get::<_, Text<_>>(0)?.0,
            signature,
            quality: row.get(4)?,
        }))
    })?;
    Ok(read.into_iter().flatten().collect())
}

fn staff(db: &Connection) -> Result<Vec<StaffRow>> {
    let mut counted: BTreeMap<StaffId, Vec<TemplateCount>> = BTreeMap::new();
    let query = "
        SELECT staff, tag, count(*), min(quality), avg(quality)
        FROM staff_template GROUP BY staff, tag ORDER BY staff, tag";
    let site = vault::site_in_force(db)?.unwrap_or_default();
    let counts = rows(db, query, [], |row| {
        Ok((row.get::<_, Text<StaffId>>(0)?.0, count(row, site)?))
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

fn count(row: &Row<'_>, site: i64) -> Result<TemplateCount> {
    Ok(TemplateCount {
        tag: vault::plain_tag(row.get_ref(1)?.as_str()?, site),
        count: row.get(2)?,
        worst: row.get(3)?,
        mean: row.get(4)?,
    })
}
