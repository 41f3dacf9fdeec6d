//! What the hub has not taken yet: written with what it tells of, in one transaction.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rusqlite::{Connection, OptionalExtension, Result, Transaction, params};

use super::{
    HubSettings, join,
    seal::{DIGEST, Digest, HubKey},
};
use crate::{
    runtime::random_bytes,
    store::{
        StoreError,
        columns::{Text, rows},
        vault::Vault,
    },
    types::{Record, SharedRecord, VisitorId, hex},
};

/// More rows than this do not wait for the hub: some 300 MB, which one showroom does not fill in weeks.
const MOST_ROWS: i64 = 500_000;
/// Where one is given up, so many more are: counting them takes its time.
const AT_ONCE: i64 = 999;

/// What a row of the journal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A [`SharedRecord`] without a signature.
    Record,
    /// One with a signature.
    Face,
    /// The signatures of a visitor are kept no longer.
    FacesGone,
    /// Everything of the visitor whose ids these are is deleted.
    Erased,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Record, Self::Face, Self::FacesGone, Self::Erased];

    fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Face => "face",
            Self::FacesGone => "faces-gone",
            Self::Erased => "erased",
        }
    }
}

/// A row that waits.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: [u8; 16],
    pub(super) kind: Kind,
    pub(super) about: Vec<Digest>,
    /// Whether the first of these is whose it is.
    pub(super) owned: bool,
    pub(super) body: Vec<u8>,
}

/// Who has signatures before a step that may take them away from many.
#[derive(Debug, Default)]
pub(in crate::store) struct Before(Option<BTreeSet<String>>);

/// Writes the journal, and wakes whoever sends it.
#[derive(Clone, Debug)]
pub(in crate::store) struct Journal {
    pub(super) key: Arc<HubKey>,
    news: Arc<AtomicBool>,
}

impl Journal {
    /// Reads the hub's key. A store that has no journal yet begins one with all it holds.
    pub(in crate::store) fn open(
        settings: &HubSettings,
        connection: &Connection,
        vault: &Vault,
    ) -> std::result::Result<Self, StoreError> {
        let journal = Self {
            key: Arc::new(settings.key().map_err(StoreError::Hub)?),
            news: Arc::new(AtomicBool::new(true)),
        };
        let begin = || {
            let tx = connection.unchecked_transaction()?;
            if state(&tx)?.is_none() {
                let identity = hex(&random_bytes::<16>());
                tx.execute("INSERT INTO hub_state VALUES (?, 0, 0, 0)", [identity])?;
                join::everything(&tx, vault, &mut |record| journal.put(&tx, record))?;
            }
            tx.commit()
        };
        begin().map_err(StoreError::sql("begin its journal for the hub"))?;
        Ok(journal)
    }

    /// What must be looked at before the step is written.
    pub(in crate::store) fn before(tx: &Transaction<'_>, step: &[Record]) -> Result<Before> {
        let many = |record: &Record| matches!(record, Record::Retention { .. });
        if is_followed(step) || !step.iter().any(many) {
            return Ok(Before::default());
        }
        Self::with_faces(tx).map(|all| Before(Some(all)))
    }

    /// Notes what others are to be told of a step that was just written.
    pub(in crate::store) fn keep(
        &self,
        tx: &Transaction<'_>,
        step: &[Record],
        Before(before): Before,
    ) -> Result<()> {
        if is_followed(step) {
            return elsewhere(tx, step);
        }
        for record in step {
            match record {
                Record::Erased(erasure) => {
                    let visitors = erasure.visitors.iter().map(ToString::to_string);
                    let visits = erasure.visits.iter().map(ToString::to_string);
                    let gone: Vec<Digest> = visitors
                        .chain(visits)
                        .map(|id| self.key.digest(&id))
                        .collect();
                    for digest in &gone {
                        // What nobody has been told yet, nobody is told.
                        tx.prepare_cached(
                            "DELETE FROM hub_journal WHERE kind <> 'erased' AND instr(about, ?)",
                        )?
                        .execute([&digest[..]])?;
                    }
                    self.insert(tx, Kind::Erased, &gone, false, &[])?;
                }
                Record::Unconsented { visitor, .. } => self.faces_gone(tx, *visitor)?,
                Record::Forget { visitor, .. } => {
                    self.faces_gone(tx, *visitor)?;
                    self.share(tx, record)?;
                }
                record => self.share(tx, record)?,
            }
        }
        if let Some(before) = before {
            self.without_faces(tx, &before)?;
        }
        bound(tx, MOST_ROWS)
    }

    /// Of whom there are signatures.
    pub(in crate::store) fn with_faces(tx: &Transaction<'_>) -> Result<BTreeSet<String>> {
        let all = rows(tx, "SELECT DISTINCT visitor FROM template", [], |row| {
            row.get(0)
        })?;
        Ok(all.into_iter().collect())
    }

    /// Notes of whom there are none any more.
    pub(in crate::store) fn without_faces(
        &self,
        tx: &Transaction<'_>,
        before: &BTreeSet<String>,
    ) -> Result<()> {
        for visitor in before.difference(&Self::with_faces(tx)?) {
            let digest = self.key.digest(visitor);
            self.insert(tx, Kind::FacesGone, &[digest], true, &[])?;
        }
        Ok(())
    }

    /// Wakes whoever sends.
    pub(in crate::store) fn wake(&self) {
        self.news.store(true, Ordering::Release);
    }

    /// Whether there may be something new since this was asked last.
    pub(super) fn woken(&self) -> bool {
        self.news.swap(false, Ordering::AcqRel)
    }

    fn faces_gone(&self, tx: &Transaction<'_>, visitor: VisitorId) -> Result<()> {
        let digest = self.key.digest(&visitor.to_string());
        self.insert(tx, Kind::FacesGone, &[digest], true, &[])
    }

    fn share(&self, tx: &Transaction<'_>, record: &Record) -> Result<()> {
        SharedRecord::of(record).map_or(Ok(()), |shared| self.put(tx, &shared))
    }

    fn put(&self, tx: &Transaction<'_>, shared: &SharedRecord) -> Result<()> {
        let mut about = self.key.about(shared);
        if let SharedRecord::ConsentEnded { id, .. } = shared {
            // It names the consent alone, and goes with whoever gave that.
            let of = "SELECT visitor, visit FROM consent WHERE id = ?";
            let whose: Option<(String, String)> = tx
                .prepare_cached(of)?
                .query_row([Text(*id)], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let whose = whose
                .into_iter()
                .flat_map(|(visitor, visit)| [visitor, visit]);
            about.extend(whose.map(|id| self.key.digest(&id)));
        }
        let kind = match shared {
            SharedRecord::Template { .. } | SharedRecord::TemplateDropped { .. } => Kind::Face,
            _ => Kind::Record,
        };
        let body = self.key.written(shared);
        self.insert(tx, kind, &about, shared.visitor().is_some(), &body)
    }

    fn insert(
        &self,
        tx: &Transaction<'_>,
        kind: Kind,
        about: &[Digest],
        owned: bool,
        body: &[u8],
    ) -> Result<()> {
        let id: [u8; 16] = random_bytes();
        tx.prepare_cached(
            "INSERT INTO hub_journal (id, kind, about, owned, body) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![
            &id[..],
            kind.as_str(),
            about.concat(),
            owned,
            self.key.seal(&id, body),
        ])?;
        Ok(())
    }
}

fn is_followed(step: &[Record]) -> bool {
    matches!(step.first(), Some(Record::Followed { .. }))
}

/// Visits of others are theirs to close.
fn elsewhere(tx: &Transaction<'_>, step: &[Record]) -> Result<()> {
    for record in step {
        if let Record::Visit(visit) = record {
            tx.prepare_cached("INSERT OR IGNORE INTO hub_visit VALUES (?)")?
                .execute([Text(visit.id)])?;
        }
    }
    Ok(())
}

/// Gives up the oldest rows beyond `most`, and says so. That somebody was erased is never given up.
fn bound(tx: &Transaction<'_>, most: i64) -> Result<()> {
    let span: i64 = tx
        .prepare_cached("SELECT ifnull(max(seq) - min(seq) + 1, 0) FROM hub_journal")?
        .query_row([], |row| row.get(0))?;
    if span <= most {
        return Ok(());
    }
    let waiting: i64 = tx
        .prepare_cached("SELECT count(*) FROM hub_journal")?
        .query_row([], |row| row.get(0))?;
    if waiting <= most {
        return Ok(());
    }
    let lost = tx
        .prepare_cached(
            "DELETE FROM hub_journal WHERE seq IN
             (SELECT seq FROM hub_journal WHERE kind <> 'erased' ORDER BY seq LIMIT ?)",
        )?
        .execute([waiting - most + AT_ONCE])?;
    tx.execute("UPDATE hub_state SET lost = lost + ?", [lost as i64])?;
    tracing::error!(
        lost,
        most,
        "too much waits for the hub: the oldest is given up, and other appliances will never know it; hint: is the hub there? showfloor doctor says"
    );
    Ok(())
}

/// Who this store is at the hub, and how far both have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) identity: String,
    pub(super) followed: i64,
    pub(super) sent: i64,
}

pub(super) fn state(connection: &Connection) -> Result<Option<State>> {
    let query = "SELECT identity, followed, sent FROM hub_state";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(State {
            identity: row.get(0)?,
            followed: row.get(1)?,
            sent: row.get(2)?,
        })
    };
    connection.query_row(query, [], read).optional()
}

/// The oldest rows that wait.
pub(super) fn waiting(connection: &Connection, most: usize) -> Result<Vec<Row>> {
    let query = "SELECT id, kind, about, owned, body FROM hub_journal ORDER BY seq LIMIT ?";
    let mut statement = connection.prepare_cached(query)?;
    let read = statement.query_map([most as i64], |row| {
        let kind = row.get_ref(1)?.as_str()?;
        let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind);
        let about = row.get_ref(2)?.as_blob()?;
        Ok(Row {
            id: row.get(0)?,
            kind: kind.ok_or(rusqlite::Error::InvalidQuery)?,
            about: about.as_chunks::<DIGEST>().0.to_vec(),
            owned: row.get(3)?,
            body: row.get(4)?,
        })
    })?;
    read.collect()
}

/// The hub has taken these, the last of them as number `sent`.
pub(super) fn taken(connection: &Connection, these: &[Row], sent: i64) -> Result<()> {
    let tx = connection.unchecked_transaction()?;
    for row in these {
        tx.prepare_cached("DELETE FROM hub_journal WHERE id = ?")?
            .execute([&row.id[..]])?;
    }
    tx.execute("UPDATE hub_state SET sent = max(sent, ?)", [sent])?;
    tx.commit()
}

/// Whether this row waits still.
pub(super) fn waits(connection: &Connection, id: &[u8]) -> Result<bool> {
    let query = "SELECT EXISTS (SELECT 1 FROM hub_journal WHERE id = ?)";
    connection.query_row(query, [id], |row| row.get(0))
}

/// Keeps how far the others were followed.
pub(in crate::store) fn followed(tx: &Transaction<'_>, upto: i64) -> Result<()> {
    tx.prepare_cached("UPDATE hub_state SET followed = max(followed, ?)")?
        .execute([upto])?;
    Ok(())
}
