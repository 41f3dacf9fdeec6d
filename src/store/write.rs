//! Records into rows, one transaction at a time.

use rusqlite::{Connection, OptionalExtension, Result, Transaction, TransactionBehavior, params};

use super::{
    Store, StoreError, audit,
    columns::{Json, Nanos, Text, Utc},
    consents, corrections, deliveries, erase,
    hub::{self, Journal},
    retention, sealed, shifts,
    vault::{Owners, Vault},
};
use crate::types::{
    Alert, Event, ImpostorStats, KeptSignature, LedgerEntry, ModelTag, OutboxMessage, Record,
    Signature, Stamp, VisitId, VisitSummary, VisitorCode, VisitorId,
};

impl Store {
    /// Writes the records of one step, all or none; on return they are on the disk.
    ///
    /// For what a start or a command has to write; the running line writes through [`Store::writer`].
    ///
    /// # Errors
    /// The file cannot be written, or a record contradicts what is kept (an id twice, a visitor nobody recorded).
    pub fn write(&mut self, records: &[Record]) -> std::result::Result<(), StoreError> {
        let journal = self.journal.as_ref();
        commit(&mut self.connection, &mut self.vault, journal, &[records])?;
        if records.iter().any(sealed::lets_go) {
            sealed::prune(&self.connection, &mut self.vault)?;
        }
        if records.iter().any(erase::scrubs)
            && !erase::scrub(&self.connection).map_err(StoreError::sql("compact"))?
        {
            tracing::warn!(
                "the store is read by another program: what was erased leaves its log when that ends"
            );
        }
        Ok(())
    }
}

/// Writes whole steps in one transaction, and what other appliances are to be told of them. New keys are on the disk before
/// what needs them.
pub(super) fn commit(
    connection: &mut Connection,
    vault: &mut Vault,
    journal: Option<&Journal>,
    batches: &[impl AsRef<[Record]>],
) -> std::result::Result<(), StoreError> {
    let sql = StoreError::sql("write");
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = transaction.map_err(&sql)?;
    let records = || batches.iter().flat_map(AsRef::as_ref);
    let takes_keys = records().any(sealed::takes_keys);
    if takes_keys {
        vault.keyring.refresh()?;
    }
    for step in batches.iter().map(AsRef::as_ref) {
        let news = journal.map(|_| Journal::before(&transaction, step));
        let news = news.transpose().map_err(&sql)?;
        for record in step {
            write(&transaction, vault, record).map_err(&sql)?;
        }
        if let Some((journal, news)) = journal.zip(news) {
            journal.keep(&transaction, step, news).map_err(&sql)?;
        }
    }
    if takes_keys {
        vault.keyring.keep()?;
    }
    transaction.commit().map_err(&sql)
}

fn write(tx: &Transaction<'_>, vault: &mut Vault, record: &Record) -> Result<()> {
    match record {
        Record::Visitor { id, code, created } => visitor(tx, *id, code, created),
        Record::Alias { from, into } => alias(tx, *from, *into),
        Record::Visit(summary) => visit(tx, summary),
        Record::Event(entry) => event(tx, entry),
        Record::Ledger(entry) => ledger(tx, entry),
        Record::Template {
            visit,
            signature,
            quality,
            at,
        } => template(tx, vault, *visit, signature, *quality, at),
        Record::Forget { visitor, at } => retention::forget_colleague(tx, vault, *visitor, *at),
        Record::TemplateDropped { visitor, signature } => {
            drop_template(tx, vault, *visitor, signature)
        }
        Record::Consent { consent, text } => consents::keep(tx, consent, text),
        Record::ConsentEnded { id, at, why } => consents::end(tx, *id, *at, *why).map(drop),
        Record::Unconsented { visitor, at } => {
            retention::forget_unconsented(tx, vault, *visitor, *at)
        }
        Record::ReturnCode(code) => consents::keep_code(tx, code),
        Record::ReturnCodeGone(digest) => consents::drop_code(tx, digest),
        Record::Impostors { tag, stats } => impostors(tx, tag, stats),
        Record::Alert(revision) => alert(tx, revision),
        Record::Shift { user, on } => shifts::change(tx, user, on.as_ref()),
        Record::Message(entry) => message(tx, entry),
        Record::Delivery(delivery) => deliveries::queue(tx, delivery),
        Record::DeliveriesWithdrawn { client, contact } => {
            deliveries::withdraw(tx, client, contact)
        }
        Record::Retention { before, at } => {
            let why = retention::away_since(*before);
            retention::forget(tx, vault, Some(*before), &why, *at).map(drop)
        }
        Record::Erased(erasure) => erase::erase(tx, vault, erasure),
        Record::Correction(corrected) => corrections::keep(tx, corrected),
        Record::CorrectionAnswer { id, answer } => corrections::answer(tx, *id, answer),
        Record::HeadDue(due) => audit::tell_head(tx, due),
        Record::Audit(entry) => audit::append(tx, entry),
        Record::Followed { upto } => hub::followed(tx, *upto),
    }
}

fn visitor(tx: &Transaction<'_>, id: VisitorId, code: &VisitorCode, created: &Stamp) -> Result<()> {
    tx.prepare_cached("INSERT INTO visitor VALUES (?, ?, ?, ?, ?)")?
        .execute(params![
            Text(id),
            code.as_str(),
            Text(created.run),
            Nanos(created.mono_ns),
            Utc(created.utc),
        ])?;
    Ok(())
}

/// Joins the ends of both chains, so that no merge, in whatever order, makes a ring or a fork.
fn alias(tx: &Transaction<'_>, from: VisitorId, into: VisitorId) -> Result<()> {
    let (from, into) = (end_of_chain(tx, from)?, end_of_chain(tx, into)?);
    if from != into {
        tx.prepare_cached("INSERT INTO alias VALUES (?, ?)")?
            .execute(params![Text(from), Text(into)])?;
    }
    Ok(())
}

/// The visitor that `id` means today; `id` itself where it was never merged.
pub(super) fn end_of_chain(connection: &Connection, mut id: VisitorId) -> Result<VisitorId> {
    let mut next = connection.prepare_cached("SELECT into_id FROM alias WHERE from_id = ?")?;
    while let Some(Text(into)) = next.query_row([Text(id)], |row| row.get(0)).optional()? {
        id = into;
    }
    Ok(id)
}

fn visit(tx: &Transaction<'_>, visit: &VisitSummary) -> Result<()> {
    let VisitSummary {
        id,
        visitor,
        presence,
        opened,
        last_seen,
        closed,
    } = visit;
    // An upsert, not a replacement: that would delete the row which the events refer to.
    tx.prepare_cached(
        "INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET visitor = excluded.visitor, presence = excluded.presence,
             opened_run = excluded.opened_run, opened_mono_ns = excluded.opened_mono_ns,
             opened_utc = excluded.opened_utc, last_seen_run = excluded.last_seen_run,
             last_seen_mono_ns = excluded.last_seen_mono_ns, last_seen_utc = excluded.last_seen_utc,
             closed_run = excluded.closed_run, closed_mono_ns = excluded.closed_mono_ns,
             closed_utc = excluded.closed_utc",
    )?
    .execute(params![
        Text(id),
        Text(visitor),
        Text(presence),
        Text(opened.run),
        Nanos(opened.mono_ns),
        Utc(opened.utc),
        Text(last_seen.run),
        Nanos(last_seen.mono_ns),
        Utc(last_seen.utc),
        closed.map(|stamp| Text(stamp.run)),
        closed.map(|stamp| Nanos(stamp.mono_ns)),
        closed.map(|stamp| Utc(stamp.utc)),
    ])?;
    Ok(())
}

fn event(tx: &Transaction<'_>, event: &Event) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO event (id, run, mono_ns, utc, visit, visitor, camera, confidence, body, since_utc, observed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        Text(event.id),
        Text(event.stamp.run),
        Nanos(event.stamp.mono_ns),
        Utc(event.stamp.utc),
        event.visit.map(Text),
        Text(event.visitor),
        event.evidence.camera.as_ref().map(Text),
        f64::from(event.evidence.confidence),
        Json(&event.kind),
        event.evidence.since.map(Utc),
        event.evidence.observed.map(f64::from),
    ])?;
    Ok(())
}

fn ledger(tx: &Transaction<'_>, entry: &LedgerEntry) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO ledger (event, visitor, visit, rule, rules_version, points, at_utc, confidence, score)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        Text(entry.event),
        Text(entry.visitor),
        entry.visit.map(Text),
        entry.rule.as_str(),
        entry.rules_version,
        entry.points,
        Utc(entry.at),
        f64::from(entry.confidence),
        entry.score.to_string(),
    ])?;
    Ok(())
}

fn template(
    tx: &Transaction<'_>,
    vault: &mut Vault,
    visit: Option<VisitId>,
    kept: &KeptSignature,
    quality: f32,
    at: &Stamp,
) -> Result<()> {
    let owner = kept.visitor().to_string();
    let key = sealed::key_of(tx, vault, &owner)?;
    let of = (Owners::Visitors, &*owner);
    let (tag, sealed) = sealed::seal(vault, of, key, kept.signature())?;
    tx.prepare_cached(
        "INSERT INTO template (visitor, tag, quality, signature, at_run, at_mono_ns, at_utc, visit, key)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        owner,
        tag,
        f64::from(quality),
        sealed,
        Text(at.run),
        Nanos(at.mono_ns),
        Utc(at.utc),
        visit.map(Text),
        key,
    ])?;
    Ok(())
}

fn drop_template(
    tx: &Transaction<'_>,
    vault: &Vault,
    visitor: VisitorId,
    signature: &Signature,
) -> Result<()> {
    if let Some(seq) = sealed::find(tx, vault, &visitor.to_string(), signature)? {
        tx.prepare_cached("DELETE FROM template WHERE seq = ?")?
            .execute([seq])?;
    }
    Ok(())
}

fn impostors(tx: &Transaction<'_>, tag: &ModelTag, stats: &ImpostorStats) -> Result<()> {
    let ImpostorStats {
        pairs,
        mean,
        squares,
    } = stats;
    tx.prepare_cached("INSERT OR REPLACE INTO impostor VALUES (?, ?, ?, ?)")?
        .execute(params![tag.as_str(), *pairs as i64, mean, squares])?;
    Ok(())
}

fn alert(tx: &Transaction<'_>, alert: &Alert) -> Result<()> {
    tx.prepare_cached("INSERT INTO alert_revision VALUES (?, ?, ?, ?, ?, ?)")?
        .execute(params![
            Text(alert.id),
            alert.rev,
            Utc(alert.at),
            alert.visit.map(Text),
            alert.camera.as_ref().map(Text),
            Json(alert),
        ])?;
    Ok(())
}

/// Queues a message. What it replaces goes and it stands at the end, so that no topic ever steps back in time.
fn message(tx: &Transaction<'_>, message: &OutboxMessage) -> Result<()> {
    if message.retain && message.payload.is_empty() {
        tx.prepare_cached("DELETE FROM retained WHERE topic = ?")?
            .execute([&message.topic])?;
    } else if message.retain {
        tx.prepare_cached("INSERT OR REPLACE INTO retained (topic, payload) VALUES (?, ?)")?
            .execute([&message.topic, &message.payload])?;
    }
    if message.latest_only {
        tx.prepare_cached("DELETE FROM outbox WHERE topic = ? AND latest_only")?
            .execute([&message.topic])?;
    }
    tx.prepare_cached(
        "INSERT INTO outbox (topic, payload, retain, latest_only) VALUES (?, ?, ?, ?)",
    )?
    .execute(params![
        message.topic,
        message.payload,
        message.retain,
        message.latest_only,
    ])?;
    bound(tx, MOST_MESSAGES)
}

/// More messages than this do not wait for a broker: some 200 MB, which alerts of weeks do not fill.
const MOST_MESSAGES: i64 = 100_000;

/// Where one is given up, so many more are: counting them takes its time.
const AT_ONCE: i64 = 999;

/// Gives up the oldest messages beyond `most`, and says so; of states the latest stays.
fn bound(tx: &Transaction<'_>, most: i64) -> Result<()> {
    // Cheap, and never less than how many there are.
    let span: i64 = tx
        .prepare_cached("SELECT ifnull(max(seq) - min(seq) + 1, 0) FROM outbox")?
        .query_row([], |row| row.get(0))?;
    if span <= most {
        return Ok(());
    }
    let waiting: i64 = tx
        .prepare_cached("SELECT count(*) FROM outbox")?
        .query_row([], |row| row.get(0))?;
    if waiting <= most {
        return Ok(());
    }
    let lost = tx
        .prepare_cached(
            "DELETE FROM outbox WHERE seq IN
             (SELECT seq FROM outbox WHERE NOT latest_only ORDER BY seq LIMIT ?)",
        )?
        .execute([waiting - most + AT_ONCE])?;
    tracing::error!(
        lost,
        most,
        "too many messages wait for the broker: the oldest are given up; hint: is the broker there? showfloor doctor says"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Place, message as sent};

    #[test]
    fn beyond_the_bound_the_oldest_messages_go_and_states_stay() {
        let place = Place::new();
        let mut store = place.open();
        let mut messages = vec![Record::Message(sent("state", "1", true))];
        messages.extend((0..1_100).map(|n| Record::Message(sent("log", &n.to_string(), false))));
        store.write(&messages).unwrap();
        let tx = store.connection.transaction().unwrap();
        bound(&tx, 1_100).unwrap();
        let left: (i64, i64) = tx
            .query_row("SELECT count(*), sum(latest_only) FROM outbox", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        // A thousand at once, as counting takes its time; the state is not among them.
        assert_eq!(left, (101, 1));
    }
}
