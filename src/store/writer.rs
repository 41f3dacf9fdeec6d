//! The one thread that writes.

use std::{io, sync::Arc, thread::JoinHandle, time::Duration};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use rusqlite::Connection;
use tokio::sync::Notify;

use super::{
    Store, StoreError, erase, hub::Journal, open::WriteLock, room::Disk, sealed, thin::Thin,
    vault::Vault, write::commit,
};
use crate::{
    runtime::{Backoff, Shutdown, Stage, Stopwatch, Telemetry, spare_the_log, spawn},
    types::{Record, Room},
};

/// Steps that may wait: at 8 steps a second and camera, a few seconds of a full house. Then `decide` waits.
const WAITING_STEPS: usize = 256;
/// Steps that share one sync to disk.
const STEPS_PER_COMMIT: usize = 64;
/// A disk that failed has room once it was written for so long without a fault: alerts do not come and go.
const SETTLED: Duration = Duration::from_secs(30);
/// So often the disk is looked at where nothing comes.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const RETRY_MIN: Duration = Duration::from_millis(100);
const RETRY_MAX: Duration = Duration::from_secs(5);

/// The running writer thread, named `store`.
#[derive(Debug)]
pub struct Writer {
    /// Takes the records of one step, which are written all or none, in the order of sending. Dropping it (and its
    /// clones) lets the thread write what waits, and end.
    pub records: Sender<Vec<Record>>,
    /// Ends with an error, which it logs, where the store can no longer be written; senders then find the channel
    /// disconnected.
    pub thread: JoinHandle<Result<(), StoreError>>,
}

impl Store {
    /// Starts the writer thread. `wake` is notified after each commit that put messages into the outbox.
    ///
    /// Where the disk is full or fails, the thread says so once and tries again until it succeeds, with everything
    /// that waits kept in memory; after `shutdown` was asked for it tries once more and gives up.
    ///
    /// # Errors
    /// The operating system has no thread left.
    pub fn writer(
        self,
        wake: Arc<Notify>,
        telemetry: Telemetry,
        shutdown: Shutdown,
    ) -> io::Result<Writer> {
        let (records, waiting) = bounded(WAITING_STEPS);
        let disk = Disk::new(self.settings().path.clone(), self.settings().reserve);
        let (connection, vault, journal, lock) = self.into_parts();
        let body = Body {
            connection,
            vault,
            journal,
            _lock: lock,
            wake,
            telemetry,
            shutdown,
            unscrubbed: false,
            unpruned: false,
            disk,
            thin: Thin::default(),
            room: Room::Enough,
            failed: None,
        };
        let thread = spawn("store", move || {
            let ended = body.run(&waiting);
            if let Err(error) = &ended {
                tracing::error!(%error, "nothing is kept any more: the store cannot be written");
            }
            ended
        })?;
        Ok(Writer { records, thread })
    }
}

struct Body {
    connection: Connection,
    vault: Vault,
    /// What other appliances are told of, where there is a hub.
    journal: Option<Journal>,
    _lock: Arc<WriteLock>,
    wake: Arc<Notify>,
    telemetry: Telemetry,
    shutdown: Shutdown,
    /// Something was erased, and may still stand in the files.
    unscrubbed: bool,
    /// Signatures were deleted, and their keys may still be there.
    unpruned: bool,
    disk: Disk,
    thin: Thin,
    /// As it was told last.
    room: Room,
    /// Since it could be written again after it could not.
    failed: Option<Stopwatch>,
}

impl Body {
    fn run(mut self, waiting: &Receiver<Vec<Record>>) -> Result<(), StoreError> {
        while let Some(steps) = Self::next(waiting) {
            self.look_at_disk();
            let thinned = |step| self.thin.pass(self.disk.room(), step);
            let steps: Vec<_> = steps.into_iter().map(thinned).collect();
            if steps.iter().all(Vec::is_empty) {
                continue;
            }
            if let Err(error) = self.write(&steps) {
                self.last_words();
                return Err(error);
            }
            self.unpruned |= steps.iter().flatten().any(sealed::lets_go);
            if self.unpruned {
                self.prune();
            }
            self.unscrubbed |= steps.iter().flatten().any(erase::scrubs);
            if self.unscrubbed {
                self.scrub();
            }
            if steps.iter().flatten().any(is_message) {
                self.wake.notify_one();
            }
            if let Some(journal) = &self.journal {
                journal.wake();
            }
        }
        let rest = self.thin.all();
        // Closing the last connection folds the log into the file.
        if rest.is_empty() {
            Ok(())
        } else {
            self.write(&[rest])
        }
    }

    /// Nothing can be written any more: what was held back is tried by itself, and what is lost is counted.
    fn last_words(&mut self) {
        let held = self.thin.all();
        if held.is_empty() {
            return;
        }
        let records = held.len();
        let journal = self.journal.as_ref();
        let written = commit(&mut self.connection, &mut self.vault, journal, &[held]);
        if let Err(error) = written {
            tracing::error!(%error, records, "what was held back for want of room is lost");
        }
    }

    /// The steps that share the next commit, none where nothing has come for a while; `None` where no more will come.
    fn next(waiting: &Receiver<Vec<Record>>) -> Option<Vec<Vec<Record>>> {
        // At night, too, a disk fills, or has room again.
        let first = match waiting.recv_timeout(LOOK_EVERY) {
            Ok(step) => step,
            Err(RecvTimeoutError::Timeout) => return Some(vec![Vec::new()]),
            Err(RecvTimeoutError::Disconnected) => return None,
        };
        let mut steps = vec![first];
        steps.extend(waiting.try_iter().take(STEPS_PER_COMMIT - 1));
        Some(steps)
    }

    /// Tells how much room there is. A store that could not be written a moment ago is not believed at once.
    fn look_at_disk(&mut self) {
        let (seen, free) = self.disk.look();
        let failed = self.failed.as_ref();
        let room = match failed {
            Some(watch) if watch.elapsed() < SETTLED => Room::Full,
            _ => seen,
        };
        if room == self.room {
            return;
        }
        let store = self.disk.store().display();
        let free_mb = free.map(|bytes| bytes >> 20);
        match room {
            Room::Enough => tracing::info!(%store, "the store's disk has room again"),
            Room::Low => tracing::warn!(
                %store, free_mb,
                "the store's disk has less room left than store.reserve_mb; hint: make room: journalctl --vacuum-size=200M; fewer backups (store.backup_keep_days)"
            ),
            // Said where it failed.
            Room::Full => {}
            room => tracing::error!(
                %store, free_mb, ?room,
                "the store's disk has hardly any room left, and less and less is written; hint: make room: journalctl --vacuum-size=200M; fewer backups (store.backup_keep_days)"
            ),
        }
        self.room = room;
        self.telemetry.set_room(room);
        spare_the_log(room >= Room::Low);
    }

    /// Where it fails it is tried again with the next step, and at the next start.
    fn prune(&mut self) {
        match sealed::prune(&self.connection, &mut self.vault) {
            Ok(()) => self.unpruned = false,
            Err(error) => {
                tracing::error!(%error, "keys of what was deleted are not destroyed yet; it is tried again");
            }
        }
    }

    /// Where somebody reads meanwhile it is tried again with the next step; the end of the thread folds the log away.
    fn scrub(&mut self) {
        match erase::scrub(&self.connection) {
            Ok(done) => self.unscrubbed = !done,
            Err(error) => tracing::debug!(%error, "what was erased may still stand in the files"),
        }
    }

    /// Writes until it succeeds, fails for good, or the process stops.
    fn write(&mut self, steps: &[Vec<Record>]) -> Result<(), StoreError> {
        let mut backoff = Backoff::new(RETRY_MIN, RETRY_MAX);
        let mut failed = false;
        let mut last_attempt = false;
        loop {
            let result = self.telemetry.time(Stage::Store, || {
                let journal = self.journal.as_ref();
                commit(&mut self.connection, &mut self.vault, journal, steps)
            });
            match result {
                Ok(()) if failed => {
                    self.failed = Some(Stopwatch::start());
                    tracing::info!("the store can be written again; nothing was lost");
                    return Ok(());
                }
                Err(error) if error.may_pass() && !last_attempt => {
                    if !failed {
                        tracing::error!(%error, "records wait in memory until the store can be written");
                    }
                    failed = true;
                    self.room = Room::Full;
                    self.telemetry.set_room(Room::Full);
                    last_attempt = self.shutdown.sleep(backoff.wait());
                }
                done => return done,
            }
        }
    }
}

fn is_message(record: &Record) -> bool {
    matches!(record, Record::Message(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::testing::{Place, message, visitor},
        types::Outbox,
    };

    fn start(store: Store) -> (Writer, Arc<Notify>, Shutdown) {
        let (wake, shutdown) = (Arc::new(Notify::new()), Shutdown::new());
        let writer = store
            .writer(wake.clone(), Telemetry::default(), shutdown.clone())
            .unwrap();
        (writer, wake, shutdown)
    }

    fn wait_for(wake: &Notify) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(wake.notified());
    }

    #[test]
    fn everything_sent_is_written_before_the_thread_ends() {
        let place = Place::new();
        let (writer, ..) = start(place.open());
        for n in 0..1000 {
            writer.records.send(vec![visitor(n)]).unwrap();
        }
        drop(writer.records);
        writer.thread.join().unwrap().unwrap();
        let state = place.open().load().unwrap();
        assert_eq!(state.visitors.len(), 1000);
    }

    #[test]
    fn the_pump_is_woken_when_a_message_is_there_to_be_read() {
        let place = Place::new();
        let store = place.open();
        let mut queue = store.outbox().unwrap();
        let (writer, wake, _) = start(store);
        writer.records.send(vec![visitor(1)]).unwrap();
        let sent = message("topic", "{}", false);
        writer
            .records
            .send(vec![Record::Message(sent.clone())])
            .unwrap();
        wait_for(&wake);
        assert_eq!(queue.first().unwrap().unwrap().message, sent);
    }

    #[test]
    fn a_full_disk_delays_records_and_loses_none() {
        let place = Place::new();
        let mut store = place.open();
        let mut queue = store.outbox().unwrap();
        let big = "x".repeat(20_000);
        for n in 0..10 {
            let message = message("topic", &format!("{n} {big}"), false);
            store.write(&[Record::Message(message)]).unwrap();
        }
        let pages: i64 = store
            .connection
            .query_row("SELECT page_count FROM pragma_page_count", [], |row| {
                row.get(0)
            })
            .unwrap();
        store
            .connection
            .pragma_update(None, "max_page_count", pages)
            .unwrap();
        let late = message("topic", &format!("late {big}"), false);
        let refused = store.write(&[visitor(1), Record::Message(late.clone())]);
        assert!(refused.unwrap_err().may_pass(), "the store is full");

        let (writer, wake, _) = start(store);
        writer
            .records
            .send(vec![visitor(1), Record::Message(late.clone())])
            .unwrap();
        // The broker takes messages, which makes room.
        let mut last = None;
        while let Some(row) = queue.first().unwrap() {
            queue.acknowledge(row.seq).unwrap();
            last = Some(row.message);
        }
        if last.as_ref() != Some(&late) {
            wait_for(&wake);
            last = queue.first().unwrap().map(|row| row.message);
        }
        assert_eq!(last, Some(late));
        drop(writer.records);
        writer.thread.join().unwrap().unwrap();
    }

    #[test]
    fn a_record_that_contradicts_the_store_ends_the_thread_with_a_reason() {
        let place = Place::new();
        let (writer, ..) = start(place.open());
        writer.records.send(vec![visitor(1)]).unwrap();
        writer.records.send(vec![visitor(1)]).unwrap();
        let error = writer.thread.join().unwrap().unwrap_err();
        assert!(error.to_string().contains("UNIQUE"), "{error}");
        assert!(writer.records.send(vec![visitor(2)]).is_err());
    }
}
