//! The `decide` thread: every input through the line, and what comes of it to whoever keeps it.

use anyhow::Context;
use crossbeam_channel::{Receiver, Sender};
use tokio::sync::watch;

use super::{
    album::{self, Album},
    discovery,
    graph::Watch,
    intake::{Intake, Next},
    line::Line,
    log::VisitLog,
    recording::{Entry, Recorder, RecordingError},
    settings::LineSettings,
    tally::Tally,
    threshold,
};
use crate::{
    config::Config,
    publish::Discovery,
    runtime::{Clock, Telemetry},
    types::{Input, ModelTag, Record, Room, RoomReport, Stamp},
};

/// The `decide` thread.
pub(super) struct Decide {
    pub(super) line: Line,
    pub(super) tag: Option<ModelTag>,
    pub(super) reloads: Receiver<Config>,
    /// What Home Assistant is told, if anything.
    pub(super) discovery: Option<watch::Sender<Discovery>>,
    pub(super) recorder: Option<Recorder>,
    /// Why the recording is not whole.
    pub(super) unrecorded: Option<RecordingError>,
    pub(super) records: Sender<Vec<Record>>,
    pub(super) watch: Box<dyn Watch>,
    pub(super) telemetry: Telemetry,
    pub(super) tally: Tally,
    pub(super) log: VisitLog,
    /// The clock by which a live run ends; a run over recordings ends at its last input.
    pub(super) clock: Option<Clock>,
    pub(super) origin: Stamp,
    /// Live pictures of visitors, where the configuration has cameras give any.
    pub(super) album: Album,
    /// Whether this is a run that people live with, and not an analysis of recordings.
    pub(super) looks_at_disk: bool,
    /// What the line knows of the disk.
    pub(super) room: Room,
}

impl Decide {
    /// Runs until there is no more input, then closes all visits.
    pub(super) fn run(mut self, mut intake: Intake) -> anyhow::Result<()> {
        let mut last = self.origin;
        while let Some(next) = intake.next() {
            last = *next.stamp();
            if let Ok(config) = self.reloads.try_recv() {
                self.line
                    .reload(LineSettings::new(&config, self.tag.clone()));
                if let Some(discovery) = &self.discovery {
                    discovery.send_modify(|told| told.reload(discovery::showroom(&config)));
                }
                if let Some(own) = threshold::of_their_own(&self.line) {
                    tracing::warn!("{own}");
                    self.pass_on(vec![Record::Audit(own.audit(last.utc))])?;
                }
                self.take_in(Input::Reload(last))?;
            }
            self.look_at_room(last)?;
            match next {
                Next::Input(input) => self.take_in(input)?,
                Next::Ask(ask, stamp) => self.answer(ask, &stamp)?,
            }
        }
        let end = self.clock.as_ref().map_or(last, Clock::now);
        self.keep(&Entry::End(end));
        let records = self.line.close(&end);
        self.pass_on(records)?;
        self.unrecorded.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Tells the line where the store's disk has more or less room than before.
    fn look_at_room(&mut self, stamp: Stamp) -> anyhow::Result<()> {
        // A recording that is analysed as fast as it goes comes out the same on every machine.
        let room = self.telemetry.room();
        if !self.looks_at_disk || room == self.room {
            return Ok(());
        }
        self.room = room;
        self.take_in(Input::Room(RoomReport { stamp, room }))
    }

    pub(super) fn take_in(&mut self, mut input: Input) -> anyhow::Result<()> {
        // Neither the line nor a recording sees a picture.
        let portraits = album::taken_out(&mut input);
        self.telemetry.let_steps_wait(self.records.len());
        let records = self.tally.step(&mut self.line, &input);
        self.album.follow(portraits, &self.line, input.stamp());
        let passed_on = self.pass_on(records);
        self.watch.stepped(&input, &self.line);
        self.keep(&Entry::Input(input));
        passed_on
    }

    /// Adds to the recording. Where that fails the recording ends there, and the appliance goes on.
    fn keep(&mut self, entry: &Entry) {
        let Some(recorder) = &mut self.recorder else {
            return;
        };
        if let Err(error) = recorder.write(entry) {
            tracing::error!(%error, "the recording ends here");
            self.recorder = None;
            self.unrecorded = Some(error);
        }
    }

    fn pass_on(&mut self, records: Vec<Record>) -> anyhow::Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        self.watch.records(&records, &self.line);
        self.log.note(&records, &self.line);
        // Where there is no room this waits, and the figure stands.
        self.telemetry.let_steps_wait(self.records.len() + 1);
        self.records
            .send(records)
            .ok()
            .context("the store has ended; see its error above")
    }
}
