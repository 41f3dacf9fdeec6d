//! The `hub` thread's part: sends what waits, follows what others sent, and comes back whenever the hub does.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use postgres::{Client, fallible_iterator::FallibleIterator};
use rusqlite::Connection;

use super::{
    HubError, HubSettings, connect, erasures, follow, former,
    journal::{self, Journal},
    send::{self, Sent},
};
use crate::{
    runtime::{Backoff, Shutdown, Stopwatch},
    store::{StoreError, open::WriteLock},
    types::{SharedRecord, VisitorCode},
};

/// Rows that are sent in one transaction, and records that are one input of the line.
const AT_ONCE: usize = 200;
/// How long a new row of the journal may lie before it is seen. What others sent is heard of at once.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// So often it is followed though nothing was heard, should a notification have been lost.
const FOLLOW_EVERY: Duration = Duration::from_secs(5);
/// So often the hub is told that we are here, and asked for erasures.
const LIFE_EVERY: Duration = Duration::from_secs(5);
/// An erasure that was refused, as the visitor is in the showroom, is asked for again.
const ERASE_AGAIN: Duration = Duration::from_mins(1);
const RETRY_MIN: Duration = Duration::from_millis(200);
const RETRY_MAX: Duration = Duration::from_secs(20);

/// What the hub brings.
#[derive(Debug)]
pub enum HubWord {
    /// Other appliances kept these; `upto` is the number of the last.
    Kept {
        upto: i64,
        records: Vec<SharedRecord>,
    },
    /// The visitor of this code was erased on another appliance.
    Erase(VisitorCode),
}

/// The link of a store to the hub, over a connection of its own to both.
#[derive(Debug)]
pub struct HubLink {
    settings: HubSettings,
    connection: Connection,
    journal: Journal,
    /// How far the others were followed in this run, over all sessions: what was handed on may not be kept yet.
    followed: i64,
    /// The number of the last that was handed on.
    handed: i64,
    _lock: Arc<WriteLock>,
}

/// Why a session ended.
enum End {
    /// There is no journal.
    Done,
    Hub(HubError),
    Store(StoreError),
}

impl From<HubError> for End {
    fn from(error: HubError) -> Self {
        Self::Hub(error)
    }
}

impl HubLink {
    pub(in crate::store) fn new(
        settings: HubSettings,
        connection: Connection,
        journal: Journal,
        lock: Arc<WriteLock>,
    ) -> Result<Self, StoreError> {
        settings.check().map_err(StoreError::Hub)?;
        Ok(Self {
            settings,
            connection,
            journal,
            followed: 0,
            handed: 0,
            _lock: lock,
        })
    }

    /// Sends and follows until the stop is asked for; follows no more once `tell` says that nobody listens. Where the hub is away
    /// it says so once, and tries again with growing pauses. What waits when the stop is asked for is sent if the hub is there.
    ///
    /// # Errors
    /// The store itself cannot be read or written.
    pub fn run(
        mut self,
        tell: &mut dyn FnMut(HubWord) -> bool,
        there: &AtomicBool,
        stop: &Shutdown,
    ) -> Result<(), StoreError> {
        let mut backoff = Backoff::new(RETRY_MIN, RETRY_MAX);
        let mut said = String::new();
        loop {
            let end = self.session(tell, there, stop, &mut backoff);
            let was_there = there.swap(false, Ordering::AcqRel);
            match end {
                Err(End::Hub(error)) => {
                    let text = error.to_string();
                    if was_there || text != said {
                        tracing::error!(%error, "the hub is away: this appliance goes on alone, and what it keeps waits in its store");
                        said = text;
                    }
                }
                Err(End::Store(error)) if error.may_pass() => {
                    tracing::error!(%error, "the journal for the hub cannot be read; it is tried again");
                }
                Err(End::Store(error)) => return Err(error),
                Ok(()) | Err(End::Done) => return Ok(()),
            }
            if stop.sleep(backoff.wait()) {
                return Ok(());
            }
        }
    }

    fn session(
        &mut self,
        tell: &mut dyn FnMut(HubWord) -> bool,
        there: &AtomicBool,
        stop: &Shutdown,
        backoff: &mut Backoff,
    ) -> Result<(), End> {
        let key = self.journal.key.clone();
        let mut client = connect::connect(&self.settings)?;
        connect::upgrade(&mut client, &self.settings, &key)?;
        let identity = self.identity(&mut client)?;
        connect::introduce(&mut client, &self.settings, &identity)?;
        let place = self.settings.place();
        tracing::info!(%place, appliance = %self.settings.appliance, "the hub is there");
        there.store(true, Ordering::Release);
        backoff.reset();
        // What waits to be kept is not read once more.
        self.followed = self.followed.max(self.state()?.followed);
        let mut session = Session {
            identity,
            client,
            asked: BTreeMap::new(),
            deaf: false,
        };
        self.journal.wake();
        let (mut heard, mut looked, mut lived) = (true, Stopwatch::start(), None::<Stopwatch>);
        loop {
            let stopping = stop.is_requested();
            if self.journal.woken() || stopping {
                self.send(&mut session)?;
            }
            if stopping {
                return Ok(());
            }
            if !session.deaf && (heard || looked.elapsed() >= FOLLOW_EVERY) {
                looked = Stopwatch::start();
                self.follow(&mut session, tell)?;
            }
            let due = lived
                .as_ref()
                .is_none_or(|life| life.elapsed() >= LIFE_EVERY);
            if !session.deaf && (heard || due) {
                lived = Some(Stopwatch::start());
                self.erase(&mut session, tell)?;
                let sql = HubError::of(&self.settings, "note that this appliance is here");
                follow::sign_of_life(&mut session.client, &session.identity, self.followed)
                    .map_err(sql)?;
            }
            heard = self.listen(&mut session.client)?;
        }
    }

    /// Whether something was said within the pause.
    fn listen(&self, client: &mut Client) -> Result<bool, HubError> {
        let sql = HubError::of(&self.settings, "be listened to");
        let mut notifications = client.notifications();
        let mut coming = notifications.timeout_iter(LOOK_EVERY);
        let heard = coming.next().map_err(&sql)?.is_some();
        drop(coming);
        // One look serves all that was said.
        let mut rest = notifications.iter();
        while rest.next().map_err(&sql)?.is_some() {}
        Ok(heard)
    }

    fn state(&self) -> Result<journal::State, End> {
        let sql = StoreError::sql("read how far the hub was followed");
        let state = journal::state(&self.connection).map_err(|e| End::Store(sql(e)))?;
        state.ok_or(End::Done)
    }

    /// Who we are. Where the hub has records of ours that this store neither waits to send nor knows to be sent, it is a copy
    /// from before they were: it becomes another one, and follows what it was. Nobody else speaks for us from then on.
    fn identity(&mut self, client: &mut Client) -> Result<String, End> {
        let state = self.state()?;
        // While the appliance that this may be a copy of is there, it is not replaced.
        connect::speak_for(client, &self.settings, &state.identity)?;
        let sql = HubError::of(&self.settings, "say what it has of this appliance");
        if follow::last(client).map_err(&sql)? < state.followed.max(state.sent) {
            let place = self.settings.place();
            return Err(HubError::Forgot { place }.into());
        }
        let ours = follow::ours_after(client, &state.identity, state.sent).map_err(&sql)?;
        let failed = |e| End::Store(StoreError::sql("look what waits for the hub")(e));
        for id in &ours {
            if !journal::waits(&self.connection, id).map_err(failed)? {
                tracing::warn!(
                    "this store is an older copy: what it had told the hub since comes back from there"
                );
                follow::retire(client, &state.identity).map_err(&sql)?;
                former::become_another(&self.connection).map_err(failed)?;
                (self.followed, self.handed) = (0, 0);
                let identity = self.state()?.identity;
                connect::speak_for(client, &self.settings, &identity)?;
                return Ok(identity);
            }
        }
        Ok(state.identity)
    }

    fn send(&self, session: &mut Session) -> Result<(), End> {
        let sql = StoreError::sql("read its journal for the hub");
        loop {
            let rows = journal::waiting(&self.connection, AT_ONCE);
            let rows = rows.map_err(|e| End::Store(sql(e)))?;
            if rows.is_empty() {
                return Ok(());
            }
            let key = &self.journal.key;
            let sent = send::send(&mut session.client, key, &session.identity, &rows);
            match sent.map_err(HubError::of(&self.settings, "take what is told"))? {
                Sent::Upto(last) => {
                    let taken = journal::taken(&self.connection, &rows, last);
                    taken.map_err(|e| End::Store(sql(e)))?;
                }
                Sent::Newer(found) => {
                    let (place, known) = (self.settings.place(), connect::VERSION);
                    return Err(HubError::Newer {
                        place,
                        found,
                        known,
                    }
                    .into());
                }
            }
        }
    }

    fn follow(
        &mut self,
        session: &mut Session,
        tell: &mut dyn FnMut(HubWord) -> bool,
    ) -> Result<(), End> {
        loop {
            let Session {
                client, identity, ..
            } = session;
            let key = &self.journal.key;
            let read = follow::read(client, key, identity, self.followed, AT_ONCE as i64);
            let read = read.map_err(HubError::of(&self.settings, "be followed"))?;
            if read.unread > 0 {
                let unread = read.unread;
                tracing::error!(
                    unread,
                    "records at the hub were altered, or are of a kind that this program does not know, and are left out"
                );
            }
            let Some(upto) = read.upto else {
                return Ok(());
            };
            self.followed = upto;
            let news = self.news(read.records);
            let records = news.map_err(|e| End::Store(StoreError::sql("look what it holds")(e)))?;
            if records.is_empty() {
                continue;
            }
            self.handed = upto;
            if !tell(HubWord::Kept { upto, records }) {
                session.deaf = true;
                return Ok(());
            }
        }
    }

    /// What is not here already: of a store that was put back from a backup some is.
    fn news(&self, read: Vec<(String, SharedRecord)>) -> rusqlite::Result<Vec<SharedRecord>> {
        let formers = former::all(&self.connection)?;
        let mut news = Vec::with_capacity(read.len());
        for (by, record) in read {
            if !formers.contains(&by) || !former::is_here(&self.connection, &record)? {
                news.push(record);
            }
        }
        Ok(news)
    }

    fn erase(
        &self,
        session: &mut Session,
        tell: &mut dyn FnMut(HubWord) -> bool,
    ) -> Result<(), End> {
        let sql = HubError::of(&self.settings, "say who was erased");
        let wanted = erasures::wanted(&mut session.client, &session.identity).map_err(&sql)?;
        let sorted = erasures::sort(&self.connection, &self.journal.key, wanted);
        let (codes, done) =
            sorted.map_err(|e| End::Store(StoreError::sql("look who was erased")(e)))?;
        // Who is not in the store may be in what it is about to keep.
        let kept = self.state()?.followed >= self.handed;
        if kept && !done.is_empty() {
            erasures::confirm(&mut session.client, &session.identity, &done).map_err(&sql)?;
        }
        session.asked.retain(|code, _| codes.contains(code));
        for code in codes {
            let asked = session.asked.get(&code);
            if asked.is_some_and(|since| since.elapsed() < ERASE_AGAIN) {
                continue;
            }
            session.asked.insert(code.clone(), Stopwatch::start());
            if !tell(HubWord::Erase(code)) {
                session.deaf = true;
                return Ok(());
            }
        }
        Ok(())
    }
}

/// A connection to the hub, and what is known as long as it lasts.
struct Session {
    client: Client,
    identity: String,
    /// Whom the line was asked to erase, and when.
    asked: BTreeMap<VisitorCode, Stopwatch>,
    /// Nobody takes what the hub brings any more: what waits is sent until the stop is asked for.
    deaf: bool,
}
