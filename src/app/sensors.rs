//! The threads of cameras and networks, and the channels to the line.

use std::{
    io,
    sync::{Arc, atomic::AtomicBool},
    thread::{self, JoinHandle},
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{
    backstage::Bridges,
    decide::Decide,
    intake::{Files, Intake, Live, Mail},
    options::Told,
    senses::{Pictures, Senses},
    threads::Failure,
    told::Teller,
};
use crate::{
    capture::{self, CameraSettings, CaptureEnv, Closeup, Opener, Pace, Snapshots, Views},
    config::Config,
    publish,
    runtime::{
        Attention, Clock, Mailboxes, Overflow, Shutdown, Spares, Telemetry, spawn, spawn_behind,
    },
    types::{CameraId, Frame, ModelTag, Observation, Polygon, Stamp, ZoneKind},
    vision::{self, CameraView, Cameras, Networks},
};

/// Observations that may wait for the line: live cameras share one queue, recordings have one each. What is told by nobody's looking
/// may wait for longer; behind cameras a long queue is nothing but delay, as frames can be dropped and observations cannot.
const WAITING_OBSERVATIONS: usize = 64;
const WAITING_LIVE: usize = 8;
const WAITING_PER_RECORDING: usize = 4;

/// What starts the threads, and what they share.
pub(super) struct Stages<'a> {
    pub(super) config: &'a Config,
    pub(super) pace: Pace,
    /// Whether time is the machine's.
    pub(super) live: bool,
    pub(super) telemetry: Telemetry,
    pub(super) clock: Clock,
    pub(super) origin: Stamp,
    pub(super) stop: Shutdown,
    pub(super) failure: Failure,
    /// Tag of the signatures that are made now; `None` where none are.
    pub(super) signatures: Option<ModelTag>,
    /// What live cameras are to show.
    pub(super) views: Arc<Views>,
    /// How tablets reach the broker.
    pub(super) bridges: Bridges,
    /// Where pictures are asked for.
    pub(super) snapshots: Arc<Snapshots>,
    /// What the broker was sent.
    pub(super) published: Arc<publish::Counters>,
    /// Whether the hub of several appliances is reached.
    pub(super) hub_there: Arc<AtomicBool>,
}

impl Stages<'_> {
    /// Starts the threads of everything that the line hears of; gives what it hears, and the threads.
    pub(super) fn sensors(
        &self,
        senses: Senses,
        mail: Mail,
    ) -> io::Result<(Intake, Vec<JoinHandle<()>>)> {
        match senses {
            Senses::Pictures(pictures) => {
                let (cameras, live) = (pictures.cameras.len(), pictures.live);
                let (senders, intake) = self.channels(cameras, mail, live);
                Ok((intake, self.pictures(pictures, &senders)?))
            }
            Senses::Told(told) => {
                let (sender, receiver) = bounded(WAITING_OBSERVATIONS);
                let intake = self.recordings(vec![receiver], mail);
                Ok((intake, vec![self.teller(told, sender)?]))
            }
        }
    }

    /// The clock by which a frame is old: where recordings run at their own pace there is none.
    pub(super) fn frame_clock(&self) -> Option<Clock> {
        (self.live || self.clock.plays()).then(|| self.clock.clone())
    }

    /// Cameras and networks; camera `i` is told of by `senders[i]`. Live cameras share the workers: each takes the frame of the camera
    /// that has been unserved for longest. A recording has one for itself, so that none waits for another.
    pub(super) fn pictures(
        &self,
        pictures: Pictures,
        senders: &[Sender<Observation>],
    ) -> io::Result<Vec<JoinHandle<()>>> {
        let Pictures {
            cameras,
            opener,
            networks,
            live,
        } = pictures;
        let (mut threads, mut vision_threads) = (Vec::new(), Vec::new());
        let attention = Arc::new(Attention::new(cameras.len(), closeups()));
        let spares = Arc::new(Spares::default());
        let workers = networks.len();
        let groups = if live { 1 } else { workers.max(1) };
        let mut networks = networks.into_iter();
        for group in 0..groups {
            let mine: Vec<usize> = (group..cameras.len()).step_by(groups).collect();
            let servers = workers / groups;
            let mailboxes = Mailboxes::shared(mine.len(), self.overflow(live), servers);
            let mailboxes = Arc::new(mailboxes);
            for (slot, &i) in mine.iter().enumerate() {
                let mut env =
                    self.camera_env(&cameras[i].id, &mailboxes, slot, &senders[i], &opener);
                let closeup = || Arc::new(Closeup::new(attention.clone(), i));
                env.closeup = cameras[i].closeup.as_ref().map(|_| closeup());
                env.spares = spares.clone();
                threads.push(camera(cameras[i].clone(), env)?);
            }
            let view = |&i: &usize| CameraView {
                attention: cameras[i].closeup.as_ref().map(|_| (attention.clone(), i)),
                ..self.view(&cameras[i].id)
            };
            let views = mine.iter().map(view).collect();
            let out = mine.iter().map(|&i| senders[i].clone()).collect();
            let shared = Cameras::new(views, out, &self.config.vision, &self.telemetry);
            let shared = Arc::new(shared);
            for networks in networks.by_ref().take(servers) {
                let desk = Desk {
                    cameras: shared.clone(),
                    mailboxes: mailboxes.clone(),
                    spares: spares.clone(),
                };
                vision_threads.push(self.worker(vision_threads.len(), networks, desk)?);
            }
        }
        threads.extend(vision_threads);
        Ok(threads)
    }

    /// Whether a camera waits for the networks. Where time is played it does, and then goes on with the frame whose
    /// time it is.
    fn overflow(&self, live: bool) -> Overflow {
        if !live && (self.pace == Pace::Max || self.clock.plays()) {
            Overflow::Wait
        } else {
            Overflow::NewestWins
        }
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
        mail: Mail,
        live: bool,
    ) -> (Vec<Sender<Observation>>, Intake) {
        if live {
            let (sender, receiver) = bounded(WAITING_LIVE);
            let (clock, stop) = (self.clock.clone(), self.stop.clone());
            let live = Live::new(receiver, mail, clock, stop);
            return (vec![sender; cameras], Intake::Live(live));
        }
        let (senders, receivers) = (0..cameras).map(|_| bounded(WAITING_PER_RECORDING)).unzip();
        (senders, self.recordings(receivers, mail))
    }

    fn recordings(&self, receivers: Vec<Receiver<Observation>>, mail: Mail) -> Intake {
        Intake::Files(Files::new(receivers, mail, self.clock.clone(), self.origin))
    }

    fn teller(&self, told: Told, out: Sender<Observation>) -> io::Result<JoinHandle<()>> {
        let teller = Teller {
            told,
            pace: self.pace,
            clock: self.clock.clone(),
            origin: self.origin,
            stop: self.stop.clone(),
            out,
        };
        spawn("told", move || teller.run())
    }

    fn camera_env(
        &self,
        camera: &CameraId,
        mailboxes: &Arc<Mailboxes<Frame>>,
        slot: usize,
        observations: &Sender<Observation>,
        opener: &Arc<dyn Opener>,
    ) -> CaptureEnv {
        CaptureEnv {
            clock: self.clock.clone(),
            shutdown: self.stop.clone(),
            counters: self.telemetry.camera(camera),
            telemetry: self.telemetry.clone(),
            mailboxes: mailboxes.clone(),
            slot,
            observations: observations.clone(),
            pace: self.pace,
            origin: self.origin,
            opener: opener.clone(),
            views: self.views.clone(),
            snapshots: self.snapshots.clone(),
            closeup: None,
            spares: Arc::default(),
            excluded: self.excluded(camera),
        }
    }

    fn view(&self, camera: &CameraId) -> CameraView {
        CameraView {
            id: camera.clone(),
            masks: self.excluded(camera),
            attention: None,
        }
    }

    /// The zones of a camera in which nobody is looked for.
    fn excluded(&self, camera: &CameraId) -> Vec<Polygon> {
        let zones = self.config.zones.iter();
        zones
            .filter(|z| z.kind == ZoneKind::Exclude && z.camera == *camera)
            .map(|z| z.polygon.clone())
            .collect()
    }

    fn worker(&self, number: usize, networks: Networks, desk: Desk) -> io::Result<JoinHandle<()>> {
        let (telemetry, failure, stop) = (
            self.telemetry.clone(),
            self.failure.clone(),
            self.stop.clone(),
        );
        spawn_behind(&format!("vision-{number}"), move || {
            let Desk {
                cameras,
                mailboxes,
                spares,
            } = desk;
            if let Err(error) = vision::run(networks, &cameras, &mailboxes, &spares, &telemetry) {
                failure.set(error.into());
                stop.request();
            }
        })
    }
}

/// What a worker serves.
struct Desk {
    cameras: Arc<Cameras>,
    mailboxes: Arc<Mailboxes<Frame>>,
    spares: Arc<Spares>,
}

/// Main streams that are decoded at once for a closer look: one for each core, as one takes a seventh of it, the networks
/// that look at it take more, and the sub-streams of all cameras have to be looked at as well.
fn closeups() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

fn camera(settings: CameraSettings, env: CaptureEnv) -> io::Result<JoinHandle<()>> {
    spawn(&format!("cam-{}", settings.id), move || {
        capture::run(&settings, &env);
    })
}
