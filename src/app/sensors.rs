//! The threads of cameras and networks, and the channels to the line.

use std::{io, sync::Arc, thread::JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{
    decide::Decide,
    graph::RunOptions,
    intake::{Files, Intake, Live},
    threads::Failure,
};
use crate::{
    capture::{self, CameraSettings, CaptureEnv, Pace, SystemOpener},
    config::Config,
    runtime::{Clock, Mailboxes, Overflow, Shutdown, Telemetry, spawn},
    types::{CameraId, Frame, Input, Observation, Stamp, ZoneKind},
    vision::{self, CameraView, Networks},
};

/// Observations that may wait for the line: live cameras share one queue, files have one each.
const WAITING_OBSERVATIONS: usize = 64;
const WAITING_PER_FILE: usize = 4;

/// What starts the threads, and what they share.
pub(super) struct Stages<'a> {
    pub(super) config: &'a Config,
    pub(super) options: &'a RunOptions,
    pub(super) telemetry: Telemetry,
    pub(super) clock: Clock,
    pub(super) origin: Stamp,
    pub(super) stop: Shutdown,
    pub(super) failure: Failure,
}

impl Stages<'_> {
    /// Starts the threads of all cameras and networks; camera `i` belongs to worker `i % workers`.
    pub(super) fn sensors(
        &self,
        cameras: &[CameraSettings],
        networks: Vec<Networks>,
        inbound: Receiver<Input>,
        live: bool,
    ) -> io::Result<(Intake, Vec<JoinHandle<()>>)> {
        let (senders, intake) = self.channels(cameras.len(), inbound, live);
        let (mut threads, workers) = (Vec::new(), networks.len());
        let mut vision_threads = Vec::new();
        for (w, networks) in networks.into_iter().enumerate() {
            let mine: Vec<usize> = (w..cameras.len()).step_by(workers).collect();
            let overflow = if !live && self.options.pace == Pace::Max {
                Overflow::Wait
            } else {
                Overflow::NewestWins
            };
            let mailboxes = Arc::new(Mailboxes::new(mine.len(), overflow));
            for (slot, &i) in mine.iter().enumerate() {
                threads.push(self.camera(&cameras[i], &mailboxes, slot, senders[i].clone())?);
            }
            let views: Vec<_> = mine.iter().map(|&i| self.view(&cameras[i].id)).collect();
            let out = mine.iter().map(|&i| senders[i].clone()).collect();
            vision_threads.push(self.worker(w, networks, views, mailboxes, out)?);
        }
        threads.extend(vision_threads);
        Ok((intake, threads))
    }

    pub(super) fn decide(&self, decide: Decide, intake: Intake) -> io::Result<JoinHandle<()>> {
        let (failure, stop) = (self.failure.clone(), self.stop.clone());
        spawn("decide", move || {
            if let Err(error) = decide.run(intake) {
                failure.set(error);
            }
            // Without the line nothing else makes sense.
            stop.request();
        })
    }

    fn channels(
        &self,
        cameras: usize,
        inbound: Receiver<Input>,
        live: bool,
    ) -> (Vec<Sender<Observation>>, Intake) {
        if live {
            let (sender, receiver) = bounded(WAITING_OBSERVATIONS);
            let senders = vec![sender; cameras];
            return (
                senders,
                Intake::Live(Live::new(
                    receiver,
                    inbound,
                    self.clock.clone(),
                    self.stop.clone(),
                )),
            );
        }
        let (senders, receivers) = (0..cameras).map(|_| bounded(WAITING_PER_FILE)).unzip();
        (
            senders,
            Intake::Files(Files::new(receivers, inbound, self.origin)),
        )
    }

    fn camera(
        &self,
        camera: &CameraSettings,
        mailboxes: &Arc<Mailboxes<Frame>>,
        slot: usize,
        observations: Sender<Observation>,
    ) -> io::Result<JoinHandle<()>> {
        let env = CaptureEnv {
            clock: self.clock.clone(),
            shutdown: self.stop.clone(),
            counters: self.telemetry.camera(&camera.id),
            telemetry: self.telemetry.clone(),
            mailboxes: mailboxes.clone(),
            slot,
            observations,
            pace: self.options.pace,
            origin: self.origin,
            opener: Arc::new(SystemOpener),
        };
        let camera = camera.clone();
        spawn(&format!("cam-{}", camera.id), move || {
            capture::run(&camera, &env);
        })
    }

    fn view(&self, camera: &CameraId) -> CameraView {
        let masked = |z: &&crate::types::Zone| z.kind == ZoneKind::Exclude && z.camera == *camera;
        let masks = self
            .config
            .zones
            .iter()
            .filter(masked)
            .map(|z| z.polygon.clone())
            .collect();
        CameraView {
            id: camera.clone(),
            masks,
        }
    }

    fn worker(
        &self,
        number: usize,
        networks: Networks,
        views: Vec<CameraView>,
        mailboxes: Arc<Mailboxes<Frame>>,
        out: Vec<Sender<Observation>>,
    ) -> io::Result<JoinHandle<()>> {
        let (telemetry, failure, stop) = (
            self.telemetry.clone(),
            self.failure.clone(),
            self.stop.clone(),
        );
        spawn(&format!("vision-{number}"), move || {
            if let Err(error) = vision::run(networks, &views, &mailboxes, out, &telemetry) {
                failure.set(error.into());
                stop.request();
            }
        })
    }
}
