//! All that a store holds, for a hub that it joins.

use rusqlite::{Connection, Result};

use crate::{
    store::{
        columns::{Name, Text, rows, stamp},
        consents, load, recover, sealed,
        vault::{Owners, Vault},
    },
    types::SharedRecord,
};

/// Tells everything that others should know, in an order in which nothing is named before it was told.
pub(super) fn everything(
    db: &Connection,
    vault: &Vault,
    tell: &mut dyn FnMut(&SharedRecord) -> Result<()>,
) -> Result<()> {
    let visitors =
        "SELECT created_run, created_mono_ns, created_utc, id, code FROM visitor ORDER BY id";
    for record in rows(db, visitors, [], |row| {
        Ok(SharedRecord::Visitor {
            id: row.get::<_, Text<_>>(3)?.0,
            code: row.get::<_, Name<_>>(4)?.0,
            created: stamp(row, 0)?,
        })
    })? {
        tell(&record)?;
    }
    let visits = format!("{} ORDER BY id", recover::VISITS);
    for visit in rows(db, &visits, [], recover::visit)? {
        tell(&SharedRecord::Visit(visit))?;
    }
    let aliases = "SELECT from_id, into_id FROM alias ORDER BY from_id";
    for (Text(from), Text(into)) in rows(db, aliases, [], |row| Ok((row.get(0)?, row.get(1)?)))? {
        tell(&SharedRecord::Alias { from, into })?;
    }
    let events = format!("{} ORDER BY seq", load::EVENTS);
    for event in rows(db, &events, [], load::event)? {
        tell(&SharedRecord::Event(event))?;
    }
    let mut tag = None;
    let templates =
        "SELECT visitor, tag, signature, key, quality, visit, at_run, at_mono_ns, at_utc
        FROM template ORDER BY seq";
    for record in rows(db, templates, [], |row| {
        let signature = sealed::signature(row, 0, vault, Owners::Visitors, &mut tag)?;
        let Some(signature) = signature else {
            return Ok(None);
        };
        Ok(Some(SharedRecord::Template {
            visitor: row.get::<_, Text<_>>(0)?.0,
            visit: row.get::<_, Option<Text<_>>>(5)?.map(|id| id.0),
            signature,
            quality: row.get(4)?,
            at: stamp(row, 6)?,
        }))
    })?
    .into_iter()
    .flatten()
    {
        tell(&record)?;
    }
    for mut consent in consents::all(db)? {
        let ended = consent.ended.take();
        let query = "SELECT text FROM consent_text WHERE sha256 = ?";
        let text = db.query_row(query, [&consent.text_sha256], |row| row.get(0))?;
        let id = consent.id;
        tell(&SharedRecord::Consent {
            consent: Box::new(consent),
            text,
        })?;
        if let Some((at, why)) = ended {
            tell(&SharedRecord::ConsentEnded { id, at, why })?;
        }
    }
    for code in consents::codes(db)? {
        tell(&SharedRecord::ReturnCode(code))?;
    }
    let corrections = format!("{} ORDER BY seq", load::CORRECTIONS);
    for corrected in rows(db, &corrections, [], load::corrected)? {
        tell(&SharedRecord::Correction(Box::new(corrected)))?;
    }
    Ok(())
}
