//! What the line keeps in memory, read once at the start.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Result, Row};
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError,
    columns::{Json, Name, Text, Utc, rows, stamp},
};
use crate::types::{
    Event, Evidence, LedgerEntry, ModelTag, Signature, StoredTemplate, VisitorId, VisitorProfile,
};

/// What `decide` begins with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StartState {
    /// Everyone ever recorded, so that no code is given twice. Visits count for whom the visitor is today; one who
    /// turned out to be another has none of their own.
    pub visitors: Vec<VisitorProfile>,
    /// Merges, as steps of chains that end.
    pub aliases: Vec<(VisitorId, VisitorId)>,
    /// Signatures, each under whom the visitor is today; oldest first.
    pub templates: Vec<StoredTemplate>,
    /// Behaviour events in the order in which they were kept, with the visitor as known then.
    pub events: Vec<Event>,
}

impl Store {
    /// Reads what the line keeps in memory.
    ///
    /// # Errors
    /// The store cannot be read, or holds something this program did not write.
    pub fn load(&self) -> std::result::Result<StartState, StoreError> {
        self.start_state()
            .map_err(StoreError::sql("read what is known"))
    }

    fn start_state(&self) -> Result<StartState> {
        let db = &self.connection;
        let aliases = rows(db, ALIASES, [], alias)?;
        let mut tag = None;
        let mut templates = rows(db, TEMPLATES, [], |row| template(row, &mut tag))?;
        canonical(&mut templates, &aliases);
        Ok(StartState {
            visitors: rows(db, VISITORS, [], profile)?,
            aliases,
            templates,
            events: rows(db, &format!("{EVENTS} ORDER BY seq"), [], event)?,
        })
    }
}

/// A visit that turned out to be a part of another is not counted beside it. A visit ends, as `behaviour` counts days,
/// when the person was last seen: it is closed only a while later, which may be the next day.
const VISITORS: &str = "
    SELECT visitor.id, visitor.code, count(ended.id), max(ended.last_seen_utc)
    FROM visitor
    LEFT JOIN (
        SELECT visit.id, visit.last_seen_utc, canonical.visitor
        FROM visit JOIN canonical ON canonical.id = visit.visitor
        WHERE closed_utc IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM event WHERE event.visit = visit.id AND event.kind = 'merged')
    ) AS ended ON ended.visitor = visitor.id
    GROUP BY visitor.id ORDER BY visitor.id";

const ALIASES: &str = "SELECT from_id, into_id FROM alias ORDER BY from_id";

/// Under whom they were kept: [`canonical`] says who that is today. There are many, and joining them with the view of
/// that name takes as long as reading them.
const TEMPLATES: &str = "SELECT visitor, tag, signature, quality FROM template ORDER BY seq";

/// Read with [`event`].
pub(super) const EVENTS: &str =
    "SELECT run, mono_ns, utc, id, visit, visitor, camera, confidence, body FROM event";

/// Read with [`ledger_entry`].
pub(super) const LEDGER: &str =
    "SELECT event, visitor, visit, rule, rules_version, points, at_utc, confidence FROM ledger";

fn profile(row: &Row<'_>) -> Result<VisitorProfile> {
    Ok(VisitorProfile {
        id: row.get::<_, Text<_>>(0)?.0,
        code: row.get::<_, Name<_>>(1)?.0,
        visits: row.get(2)?,
        last_visit: row
            .get::<_, Option<Utc>>(3)?
            .map(|utc| -> Timestamp { utc.0 }),
    })
}

fn alias(row: &Row<'_>) -> Result<(VisitorId, VisitorId)> {
    Ok((row.get::<_, Text<_>>(0)?.0, row.get::<_, Text<_>>(1)?.0))
}

/// `tag` is the one of the row before: nearly always this one's too, and then shared.
fn template(row: &Row<'_>, tag: &mut Option<ModelTag>) -> Result<StoredTemplate> {
    let stored = row.get_ref(1)?.as_str()?;
    let tag = match tag {
        Some(tag) if tag.as_str() == stored => tag,
        _ => tag.insert(ModelTag::from_stored(stored)),
    };
    let bytes = row.get_ref(2)?.as_blob()?;
    let signature = Signature::from_bytes(tag.clone(), bytes).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Blob, e.into())
    })?;
    Ok(StoredTemplate {
        visitor: row.get::<_, Text<_>>(0)?.0,
        signature,
        quality: row.get(3)?,
    })
}

/// Puts each template under whom the visitor is today. The chains of aliases end.
fn canonical(templates: &mut [StoredTemplate], aliases: &[(VisitorId, VisitorId)]) {
    let next: BTreeMap<_, _> = aliases.iter().copied().collect();
    for template in templates {
        while let Some(&into) = next.get(&template.visitor) {
            template.visitor = into;
        }
    }
}

pub(super) fn event(row: &Row<'_>) -> Result<Event> {
    let evidence = Evidence {
        camera: row.get::<_, Option<Name<_>>>(6)?.map(|name| name.0),
        confidence: row.get(7)?,
    };
    Ok(Event {
        id: row.get::<_, Text<_>>(3)?.0,
        stamp: stamp(row, 0)?,
        visit: row.get::<_, Option<Text<_>>>(4)?.map(|id| id.0),
        visitor: row.get::<_, Text<_>>(5)?.0,
        kind: row.get::<_, Json<_>>(8)?.0,
        evidence,
    })
}

pub(super) fn ledger_entry(row: &Row<'_>) -> Result<LedgerEntry> {
    Ok(LedgerEntry {
        event: row.get::<_, Text<_>>(0)?.0,
        visitor: row.get::<_, Text<_>>(1)?.0,
        visit: row.get::<_, Option<Text<_>>>(2)?.map(|id| id.0),
        rule: row.get::<_, Name<_>>(3)?.0,
        rules_version: row.get(4)?,
        points: row.get(5)?,
        at: row.get::<_, Utc>(6)?.0,
        confidence: row.get(7)?,
    })
}
