//! Deleting everything that is kept of a visitor, with the receipt.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Params, Result, Transaction, params};

use super::{
    Reader, StoreError, audit,
    columns::{Json, Text, Utc, rows},
    gone::{self, GoneKind},
    retention, sealed, sign,
    vault::Vault,
};
use crate::types::{AuditEntry, CorrectionId, Erasure, ErasureReceipt, Record};

/// What stands in place of a code that is nobody's any more.
const NOBODY: &str = "V-erased";
/// And of an id.
const NO_ID: &str = "00000000000000000000000000";

/// About whom a row is, where it belongs to a visit: whoever the visit belongs to; else the visitor whom it names.
const THEIRS: &str = "
    (visit IN (SELECT id FROM erasing) OR visit IS NULL AND visitor IN (SELECT id FROM erasing))";

/// What the files are rid of, by which means.
const FILES: &str = "keys of the signatures destroyed (keyring written anew without them), freed space overwritten (secure_delete), file compacted (VACUUM), write-ahead log truncated, at once after the deletion";

/// What no deletion here can reach.
const BEYOND: [&str; 3] = [
    "backups and recorded streams made before; the signatures in a backup of the store open with keys of the same time only",
    "copies of the keyring made before: until the last of them is deleted or overwritten, it opens signatures in a backup of the store of the same time, together with the store's key",
    "what webhooks and brokers had delivered to other systems before",
];

impl Reader {
    /// The receipt of an erasure.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn receipt(
        &self,
        request: CorrectionId,
    ) -> std::result::Result<Option<ErasureReceipt>, StoreError> {
        let query = "SELECT receipt FROM erasure WHERE request = ?";
        let read = self
            .connection
            .query_row(query, [Text(request)], |row| row.get::<_, Json<_>>(0));
        let read = read.optional().map_err(StoreError::sql("read a receipt"))?;
        Ok(read.map(|receipt| receipt.0))
    }

    /// All receipts, the oldest first, each with whether the audit log names its hash.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn receipts(&self) -> std::result::Result<Vec<(ErasureReceipt, bool)>, StoreError> {
        let read = || {
            let query = "SELECT receipt FROM erasure ORDER BY at_utc, request";
            let receipts = rows(&self.connection, query, [], |row| row.get::<_, Json<_>>(0))?;
            let noted = "SELECT EXISTS (SELECT 1 FROM audit WHERE what = 'visitors.erased' AND instr(detail, ?))";
            let mut noted = self.connection.prepare(noted)?;
            let with = |Json(receipt): Json<ErasureReceipt>| {
                let found = noted.query_row([receipt.sha256()], |row| row.get(0))?;
                Ok((receipt, found))
            };
            receipts.into_iter().map(with).collect::<Result<Vec<_>>>()
        };
        read().map_err(StoreError::sql("read the receipts of erasures"))
    }

    /// When the visitor of this code was erased, and by which request; `None` where nobody of that code was.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn erased(&self, code: &str) -> std::result::Result<Option<CorrectionId>, StoreError> {
        let query = "SELECT request FROM erased_code WHERE code = ?";
        let read = self
            .connection
            .query_row(query, [code], |row| row.get::<_, Option<Text<_>>>(0));
        let read = read.optional().map_err(StoreError::sql("look up a code"))?;
        // Where the receipt went with another copy of the store, all that is known is that it is nobody's.
        Ok(read.flatten().map(|request| request.0))
    }
}

/// What an erasure did.
struct Done {
    /// Rows that were deleted, by kind.
    deleted: BTreeMap<String, u64>,
    /// Rows of others in which they were named.
    redacted: u64,
    /// Which entries of the audit log lost their particulars.
    taken: Option<String>,
}

/// Deletes the visitor, notes the hash of the receipt in the audit log, and keeps the receipt.
pub(super) fn erase(tx: &Transaction<'_>, vault: &mut Vault, erasure: &Erasure) -> Result<()> {
    let done = delete(tx, vault, erasure)?;
    if let Some(before) = erasure.away_since {
        // An older copy of the store lets go of them by itself.
        let why = retention::away_since(before);
        return account(tx, erasure, "retention.purged", &why, &done);
    }
    for code in &erasure.codes {
        gone::note(tx, GoneKind::Visitor, code.as_str())?;
    }
    note(tx, erasure, done)
}

/// Deletes a visitor who was erased already, and stood in an older copy of the store: their receipt was given then.
pub(super) fn erase_again(
    tx: &Transaction<'_>,
    vault: &mut Vault,
    erasure: &Erasure,
) -> Result<()> {
    let done = delete(tx, vault, erasure)?;
    for code in &erasure.codes {
        gone::note(tx, GoneKind::Visitor, code.as_str())?;
    }
    let why = "erased before, in a later copy of the store";
    account(tx, erasure, "visitors.erased_again", why, &done)
}

/// Says in the audit log that a visitor is gone of whom no receipt is given; nobody else is given their codes.
fn account(
    tx: &Transaction<'_>,
    erasure: &Erasure,
    what: &str,
    why: &str,
    done: &Done,
) -> Result<()> {
    for code in &erasure.codes {
        let query = "INSERT OR IGNORE INTO erased_code VALUES (?, NULL)";
        run(tx, query, [code.as_str()])?;
    }
    let rows: u64 = done.deleted.values().sum();
    let mut detail = format!("one visitor, {rows} rows: {why}");
    if let Some(taken) = &done.taken {
        detail = format!("{detail}; {taken}");
    }
    let entry = AuditEntry {
        at: erasure.at,
        who: erasure.by.clone(),
        what: what.to_owned(),
        detail,
    };
    audit::append(tx, &entry)
}

fn delete(tx: &Transaction<'_>, vault: &mut Vault, erasure: &Erasure) -> Result<Done> {
    let visitors = erasure.visitors.iter().map(ToString::to_string);
    let ids = visitors.chain(erasure.visits.iter().map(ToString::to_string));
    for id in ids {
        tx.execute("INSERT INTO erasing VALUES (?)", [id])?;
    }
    let mut deleted = BTreeMap::new();
    let mut count = |what: &str, rows: usize| {
        *deleted.entry(what.to_owned()).or_default() += rows as u64;
    };
    let code = |query: &str| in_each(tx, &erasure.codes, query);
    let templates = format!("DELETE FROM template WHERE {THEIRS} RETURNING key");
    let keys: Vec<i64> = rows(tx, &templates, [], |row| row.get(0))?;
    count("templates", keys.len());
    count(
        "consents",
        run(tx, &format!("DELETE FROM consent WHERE {THEIRS}"), [])?,
    );
    count(
        "return_codes",
        run(
            tx,
            "DELETE FROM return_code WHERE visitor IN (SELECT id FROM erasing)",
            [],
        )?,
    );
    count("scores", scores(tx)?);
    count(
        "events",
        run(tx, &format!("DELETE FROM event WHERE {THEIRS}"), [])?,
    );
    count(
        "alerts",
        run(
            tx,
            "DELETE FROM alert_revision WHERE visit IN (SELECT id FROM erasing)",
            [],
        )?,
    );
    count(
        "alerts",
        code("DELETE FROM alert_revision WHERE payload ->> 'visitor' = ?")?,
    );
    count(
        "messages",
        code(
            "DELETE FROM outbox WHERE instr(topic, ?1) OR json_valid(payload) AND payload ->> 'visitor' = ?1",
        )?,
    );
    count(
        "messages",
        code(
            "DELETE FROM retained WHERE instr(topic, ?1) OR json_valid(payload) AND payload ->> 'visitor' = ?1",
        )?,
    );
    for (client, contact) in &erasure.links {
        let query = "DELETE FROM delivery WHERE client = ? AND contact = ?";
        count("deliveries", run(tx, query, [client, contact])?);
    }
    count("corrections", requests(tx, erasure)?);
    let (handed_over, others) = sealed::hand_over(tx, vault)?;
    let redacted = redact(tx, erasure)? + handed_over as u64;
    // Their keys are destroyed: nothing that stays may need them.
    let keys = keys.into_iter().chain(others);
    sealed::renew(tx, vault, &keys.collect::<BTreeSet<_>>())?;
    run(tx, "UPDATE at_rest SET unscrubbed = 1", [])?;
    run(
        tx,
        "DELETE FROM distinct_pair WHERE one IN (SELECT id FROM erasing) OR other IN (SELECT id FROM erasing)",
        [],
    )?;
    run(
        tx,
        "DELETE FROM alias WHERE from_id IN (SELECT id FROM erasing) OR into_id IN (SELECT id FROM erasing)",
        [],
    )?;
    count(
        "visits",
        run(
            tx,
            "DELETE FROM visit WHERE id IN (SELECT id FROM erasing)",
            [],
        )?,
    );
    count(
        "visitors",
        run(
            tx,
            "DELETE FROM visitor WHERE id IN (SELECT id FROM erasing)",
            [],
        )?,
    );
    let taken = audit::redact(tx, &named(tx, erasure)?)?;
    run(tx, "DELETE FROM erasing", [])?;
    deleted.retain(|_, rows| *rows > 0);
    Ok(Done {
        deleted,
        redacted,
        taken,
    })
}

/// How the audit log may name them.
fn named(tx: &Transaction<'_>, erasure: &Erasure) -> Result<Vec<String>> {
    let ids: Vec<String> = rows(tx, "SELECT id FROM erasing", [], |row| row.get(0))?;
    let codes = erasure.codes.iter().map(ToString::to_string);
    Ok(ids.into_iter().chain(codes).collect())
}

fn run(tx: &Transaction<'_>, query: &str, params: impl Params) -> Result<usize> {
    tx.prepare(query)?.execute(params)
}

/// Runs a statement for each code, and gives the rows of all.
fn in_each(
    tx: &Transaction<'_>,
    codes: &[crate::types::VisitorCode],
    query: &str,
) -> Result<usize> {
    let rows = codes.iter().map(|code| run(tx, query, [code.as_str()]));
    rows.sum()
}

fn scores(tx: &Transaction<'_>) -> Result<usize> {
    let of_events =
        format!("DELETE FROM ledger WHERE event IN (SELECT id FROM event WHERE {THEIRS})");
    let others = format!("DELETE FROM ledger WHERE {THEIRS}");
    Ok(run(tx, &of_events, [])? + run(tx, &others, [])?)
}

/// Corrections that are about them, and what was asked for besides this erasure.
fn requests(tx: &Transaction<'_>, erasure: &Erasure) -> Result<usize> {
    let corrections = "
        DELETE FROM correction
        WHERE EXISTS (SELECT 1 FROM erasing WHERE instr(correction.kind || correction.changes, erasing.id))";
    let asked = "
        DELETE FROM correction_request WHERE id <> ?1 AND EXISTS (
            SELECT 1 FROM erasing WHERE instr(correction_request.kind, erasing.id))";
    let answered =
        "DELETE FROM correction_request WHERE id <> ?1 AND instr(kind || ifnull(answer, ''), ?2)";
    let mut rows = run(tx, corrections, [])? + run(tx, asked, [Text(erasure.request)])?;
    for code in &erasure.codes {
        rows += run(tx, answered, params![Text(erasure.request), code.as_str()])?;
    }
    Ok(rows)
}

/// Takes the names out of what is about others: what happened in a visit that turned out to be somebody else's, alerts of
/// whoever came with them.
fn redact(tx: &Transaction<'_>, erasure: &Erasure) -> Result<u64> {
    let mut rows = 0;
    for table in ["event", "ledger", "consent"] {
        let query = format!(
            "UPDATE {table} SET visitor = (SELECT visit.visitor FROM visit WHERE visit.id = {table}.visit)
             WHERE visitor IN (SELECT id FROM erasing)"
        );
        rows += run(tx, &query, [])?;
    }
    // Whoever came with them keeps that somebody did. An id says when it was made, so it goes, too.
    let ids: Vec<String> = self::rows(tx, "SELECT id FROM erasing", [], |row| row.get(0))?;
    for id in ids {
        let query = "UPDATE event SET body = replace(body, ?1, ?2) WHERE instr(body, ?1)";
        rows += run(tx, query, [id.as_str(), NO_ID])?;
    }
    for code in &erasure.codes {
        for table in ["alert_revision", "outbox", "retained"] {
            let query = format!(
                "UPDATE {table} SET payload = replace(payload, ?1, ?2) WHERE instr(payload, ?1)"
            );
            rows += run(tx, &query, [code.as_str(), NOBODY])?;
        }
    }
    Ok(rows as u64)
}

/// Keeps the receipt, and its hash in the audit log, where nothing says who it was.
fn note(tx: &Transaction<'_>, erasure: &Erasure, done: Done) -> Result<()> {
    let backups = erasure.backups_until.map(|until| {
        format!("backups of the store that the appliance made before are deleted by {until:.0} at the latest, and the copy of the keyring beside them was written anew with the erasure, or is with the next backup")
    });
    let mut receipt = ErasureReceipt {
        v: ErasureReceipt::V,
        site: erasure.site.clone(),
        request: erasure.request,
        codes: erasure.codes.clone(),
        at: erasure.at,
        by: erasure.by.clone(),
        deleted: done.deleted,
        redacted: done.redacted,
        files: FILES.to_owned(),
        beyond: BEYOND
            .map(str::to_owned)
            .into_iter()
            .chain(backups)
            .collect(),
        public_key: String::new(),
        signature: String::new(),
    };
    sign::sign(tx, &mut receipt)?;
    run(
        tx,
        "INSERT INTO erasure VALUES (?, ?, ?)",
        params![Text(erasure.request), Utc(erasure.at), Json(&receipt)],
    )?;
    for code in &erasure.codes {
        let values = params![code.as_str(), Text(erasure.request)];
        run(tx, "INSERT INTO erased_code VALUES (?, ?)", values)?;
    }
    let rows: u64 = receipt.deleted.values().sum();
    let mut detail = format!(
        "one visitor, {rows} rows; request {}; receipt sha256 {}",
        erasure.request,
        receipt.sha256()
    );
    if let Some(taken) = done.taken {
        detail = format!("{detail}; {taken}");
    }
    audit::append(
        tx,
        &AuditEntry {
            at: erasure.at,
            who: erasure.by.clone(),
            what: "visitors.erased".into(),
            detail,
        },
    )
}

/// Whether what was written leaves something to be scrubbed out of the files.
pub(super) fn scrubs(record: &Record) -> bool {
    match record {
        // Those who stayed away go one after the other, often: what is deleted is overwritten in its place.
        Record::Erased(erasure) => erasure.away_since.is_none(),
        other => matches!(other, Record::Unconsented { .. }),
    }
}

/// Leaves nothing in the files of what was deleted: no free page, no old page in the log. Whoever reads meanwhile may keep
/// the log from being cut short; then it is to be done again.
pub(super) fn scrub(connection: &Connection) -> Result<bool> {
    connection.execute_batch("VACUUM")?;
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 {
        connection.execute("UPDATE at_rest SET unscrubbed = 0", [])?;
    }
    Ok(busy == 0)
}

/// The same where a crash kept it from being done.
pub(super) fn scrub_if_due(connection: &Connection) -> Result<()> {
    let query = "SELECT EXISTS (SELECT 1 FROM at_rest WHERE unscrubbed)";
    if connection.query_row(query, [], |row| row.get(0))? {
        scrub(connection)?;
    }
    Ok(())
}
