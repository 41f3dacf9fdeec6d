//! What the line keeps in memory, read once at the start.

use jiff::Timestamp;
use rusqlite::{Connection, Result, Row};
use serde::{Deserialize, Serialize};

use super::{
    Reader, Store, StoreError,
    columns::{Json, Name, Text, Utc, rows, stamp},
    consents, placement,
    recover::{VISITS, visit},
    sealed, shifts, staff,
    vault::{self, Owners, Vault},
};
use crate::types::{
    Consent, Corrected, Correction, Event, Evidence, ImpostorStats, LedgerEntry, ModelTag, OnShift,
    Product, ReturnCode, StaffTemplate, StoredTemplate, VisitSummary, VisitorCode, VisitorId,
    VisitorProfile,
};

/// What `decide` begins with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StartState {
    /// Everyone ever recorded, so that no code is given twice. Visits count for whom the visitor is today; one who
    /// turned out to be another has none of their own.
    pub visitors: Vec<VisitorProfile>,
    /// Merges, as steps of chains that end.
    pub aliases: Vec<(VisitorId, VisitorId)>,
    /// Signatures, each with the visitor and the visit of whom it was learnt; oldest first.
    pub templates: Vec<StoredTemplate>,
    /// Signatures of the colleagues who enrolled.
    #[serde(default)]
    pub staff: Vec<StaffTemplate>,
    /// What was measured of strangers on site, by what made the signatures.
    #[serde(default)]
    pub impostors: Vec<(ModelTag, ImpostorStats)>,
    /// Every product that ever stood in the showroom, as it was called last, without a zone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Product>,
    /// Behaviour events in the order in which they were kept, with the visitor as known then.
    pub events: Vec<Event>,
    /// Visits, each with the visitor it is kept under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<VisitSummary>,
    /// Every correction, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Corrected>,
    /// Visitors whom corrections told apart, the smaller id first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<(VisitorId, VisitorId)>,
    /// Colleagues at work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<OnShift>,
    /// Consents of visitors, also those that have ended, and the codes they took home.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub return_codes: Vec<ReturnCode>,
    /// Codes of visitors who were erased: nobody is given them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<VisitorCode>,
}

impl StartState {
    /// What was measured of strangers on site with signatures of this tag.
    pub fn impostors(&self, tag: Option<&ModelTag>) -> ImpostorStats {
        let of_tag = |(own, _): &&(ModelTag, ImpostorStats)| Some(own) == tag;
        let found = self.impostors.iter().find(of_tag);
        found.map(|(_, stats)| *stats).unwrap_or_default()
    }
}

impl Store {
    /// Reads what the line keeps in memory.
    ///
    /// # Errors
    /// The store cannot be read, or holds something this program did not write.
    pub fn load(&self) -> std::result::Result<StartState, StoreError> {
        let sql = StoreError::sql("read what is known");
        let moment = self.connection.unchecked_transaction().map_err(&sql)?;
        // Read anew: commands write the roster, and its keys, also since the store was opened.
        let vault = Vault::of(self.vault.keyring.place(), &moment)?;
        start_state(&moment, &vault).map_err(&sql)
    }
}

impl Reader {
    /// Reads what the line keeps in memory, as of now.
    ///
    /// # Errors
    /// As [`Store::load`].
    pub fn load(&self) -> std::result::Result<StartState, StoreError> {
        let sql = StoreError::sql("read what is known");
        // One moment for all of it, while the appliance goes on writing.
        let moment = self.connection.unchecked_transaction().map_err(&sql)?;
        let vault = self.vault()?;
        start_state(&moment, &vault).map_err(&sql)
    }

    /// Counts the signatures that another model made than the one of this tag.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn foreign_signatures(
        &self,
        in_use: &ModelTag,
    ) -> std::result::Result<ForeignSignatures, StoreError> {
        let read = || {
            let site = vault::site_in_force(&self.connection)?.unwrap_or_default();
            let stored = vault::stored_tag(in_use, site);
            let counted = rows(&self.connection, FOREIGN, [&stored], |row| {
                let tag = vault::plain_tag(row.get_ref(0)?.as_str()?, site);
                Ok((tag, row.get::<_, u32>(1)?))
            })?;
            let visitors = self
                .connection
                .query_row(FOREIGN_VISITORS, [&stored], |row| row.get(0))?;
            Ok(ForeignSignatures {
                signatures: counted.iter().map(|(_, n)| n).sum(),
                visitors,
                tags: counted.into_iter().map(|(tag, _)| tag).collect(),
            })
        };
        read().map_err(StoreError::sql("count its signatures"))
    }
}

/// Signatures that match nobody, because another model made them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignSignatures {
    pub signatures: u32,
    /// Visitors of today who have such.
    pub visitors: u32,
    pub tags: Vec<ModelTag>,
}

fn start_state(db: &Connection, vault: &Vault) -> Result<StartState> {
    Ok(StartState {
        visitors: rows(db, &visitors(), [], profile)?,
        aliases: rows(db, ALIASES, [], alias)?,
        impostors: rows(db, IMPOSTORS, [], impostors)?,
        staff: staff::templates(db, vault)?,
        products: placement::products(db)?,
        events: rows(db, &format!("{EVENTS} ORDER BY seq"), [], event)?,
        visits: rows(db, &format!("{VISITS} ORDER BY id"), [], visit)?,
        corrections: rows(db, &format!("{CORRECTIONS} ORDER BY seq"), [], corrected)?,
        apart: rows(db, APART, [], alias)?,
        shifts: shifts::all(db)?,
        consents: consents::all(db)?,
        return_codes: consents::codes(db)?,
        erased: rows(db, ERASED, [], |row| Ok(row.get::<_, Name<_>>(0)?.0))?,
        // By far the most, and needed for the shortest: last, so that nothing that stays lies above it.
        templates: templates(db, vault, TEMPLATES)?,
    })
}

const ERASED: &str = "SELECT code FROM erased_code ORDER BY code";

const FOREIGN: &str = "SELECT tag, count(*) FROM template WHERE tag <> ? GROUP BY tag ORDER BY tag";

const FOREIGN_VISITORS: &str = "
    SELECT count(DISTINCT canonical.visitor) FROM template
    LEFT JOIN visit ON visit.id = template.visit
    JOIN canonical ON canonical.id = coalesce(visit.visitor, template.visitor)
    WHERE tag <> ?";

/// `joined`: which visits are a part of which: it turned out so, and no correction has said since that the two were
/// different people's.
pub(super) const JOINED: &str = "
    joined (part, whole) AS MATERIALIZED (
        SELECT part.id, whole.id
        FROM visit AS part
        CROSS JOIN event ON event.visit = part.id AND kind = 'merged'
        JOIN visit AS whole ON whole.id = body ->> 'into'
        JOIN canonical AS of_part ON of_part.id = part.visitor
        JOIN canonical AS of_whole ON of_whole.id = whole.visitor
        WHERE of_part.visitor = of_whole.visitor
    )";

/// A visit that turned out to be a part of another, or a colleague's time at work, is not counted. A visit ends, as
/// `behaviour` counts days, when the person was last seen: it is closed only a while later, which may be the next day.
fn visitors() -> String {
    format!(
        "WITH {JOINED}
        SELECT visitor.id, visitor.code, count(ended.id), max(ended.last_seen_utc)
        FROM visitor
        LEFT JOIN (
            SELECT visit.id, visit.last_seen_utc, canonical.visitor
            FROM visit JOIN canonical ON canonical.id = visit.visitor
            WHERE closed_utc IS NOT NULL AND visit.id NOT IN (SELECT part FROM joined) AND NOT EXISTS (
                SELECT 1 FROM event WHERE event.visit = visit.id AND event.kind IN ('turned_out_staff', 'turned_out_child'))
        ) AS ended ON ended.visitor = visitor.id
        GROUP BY visitor.id ORDER BY visitor.id"
    )
}

const ALIASES: &str = "SELECT from_id, into_id FROM alias ORDER BY from_id";

const TEMPLATES: &str =
    "SELECT visitor, tag, signature, key, quality, visit, visitor FROM template ORDER BY seq";

const APART: &str = "SELECT one, other FROM distinct_pair ORDER BY one, other";

/// Read with [`corrected`].
pub(super) const CORRECTIONS: &str =
    "SELECT run, mono_ns, utc, id, who, kind, changes FROM correction";

const IMPOSTORS: &str = "SELECT tag, pairs, mean, squares FROM impostor ORDER BY tag";

/// Read with [`event`].
pub(super) const EVENTS: &str = "SELECT run, mono_ns, utc, id, visit, visitor, camera, confidence, body, since_utc, observed FROM event";

/// Read with [`ledger_entry`].
pub(super) const LEDGER: &str = "SELECT event, visitor, visit, rule, rules_version, points, at_utc, confidence, score FROM ledger";

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

/// Templates by a query of seven columns: the four of [`sealed::signature`], quality, visit, and whose they are said to be.
/// Those whose keys were destroyed meanwhile are not among them.
pub(super) fn templates(
    db: &Connection,
    vault: &Vault,
    query: &str,
) -> Result<Vec<StoredTemplate>> {
    let mut tag = None;
    let read = rows(db, query, [], |row| {
        let signature = sealed::signature(row, 0, vault, Owners::Visitors, &mut tag)?;
        let Some(signature) = signature else {
            return Ok(None);
        };
        Ok(Some(StoredTemplate {
            visitor: row.get::<_, Text<_>>(6)?.0,
            visit: row.get::<_, Option<Text<_>>>(5)?.map(|id| id.0),
            signature,
            quality: row.get(4)?,
        }))
    })?;
    Ok(read.into_iter().flatten().collect())
}

fn impostors(row: &Row<'_>) -> Result<(ModelTag, ImpostorStats)> {
    let tag = ModelTag::from_stored(row.get_ref(0)?.as_str()?);
    let stats = ImpostorStats {
        pairs: row.get::<_, i64>(1)?.unsigned_abs(),
        mean: row.get(2)?,
        squares: row.get(3)?,
    };
    Ok((tag, stats))
}

pub(super) fn event(row: &Row<'_>) -> Result<Event> {
    let evidence = Evidence {
        camera: row.get::<_, Option<Name<_>>>(6)?.map(|name| name.0),
        confidence: row.get(7)?,
        since: row.get::<_, Option<Utc>>(9)?.map(|at| at.0),
        observed: row.get(10)?,
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

pub(super) fn corrected(row: &Row<'_>) -> Result<Corrected> {
    Ok(Corrected {
        correction: Correction {
            id: row.get::<_, Text<_>>(3)?.0,
            stamp: stamp(row, 0)?,
            by: row.get(4)?,
            kind: row.get::<_, Json<_>>(5)?.0,
        },
        changes: row.get::<_, Json<_>>(6)?.0,
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
        score: row.get::<_, String>(8)?.into(),
    })
}
