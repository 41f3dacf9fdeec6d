//! Looking through the cameras with no line behind them, to measure what they show: nothing is kept, decided or sent.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc, thread::JoinHandle, time::Duration};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::{
    backstage::Bridges,
    meter::{Light, Metered},
    options::{Eyes, clock},
    senses::{Pictures, Senses},
    sensors::Stages,
    threads::{Failure, joined},
};
use crate::{
    capture::{self, CameraSettings, Pace},
    config::Config,
    runtime::{CameraTotals, Shutdown, Stopwatch, Telemetry},
    types::{CameraId, Observation},
};

/// Observations that may wait to be taken.
const WAITING: usize = 64;
/// How often the time is told where nothing else happens.
const TICK: Duration = Duration::from_millis(250);
/// What the networks have in hand at the end still arrives within this time.
const DRAIN: Duration = Duration::from_millis(500);

/// What happens during a survey.
#[derive(Debug)]
pub enum SurveyEvent {
    /// What the networks saw in a frame, or what became of a camera.
    Observation(Observation),
    /// So much has been watched, of so much where that is known: by the clock, or by the time of the recordings.
    Time {
        watched: Duration,
        of: Option<Duration>,
    },
}

/// What is known of the cameras after a survey.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// In the configuration's order, or in that of the files in their place.
    pub cameras: Vec<SurveyedCamera>,
}

/// One camera, or the recording in its place.
#[derive(Clone, Debug)]
pub struct SurveyedCamera {
    pub settings: CameraSettings,
    pub counted: CameraTotals,
    /// Mean brightness of each picture that was looked at, 0 to 255.
    pub light: Vec<f32>,
}

/// Looks through the configured cameras, or through `files` in their place as fast as they can be analysed, until
/// `longest` has passed (by the clock, or in each recording), the recordings have ended, or the stop was asked for.
/// People are looked for in every frame, and every face that may be usable is looked at from close by.
///
/// # Errors
/// A recording or model is missing or damaged, or a network fails.
pub fn survey(
    config: &Config,
    files: &[PathBuf],
    longest: Option<Duration>,
    stop: &Shutdown,
    take: &mut dyn FnMut(SurveyEvent),
) -> anyhow::Result<Surveyed> {
    let mut config = config.clone();
    (config.vision.people_every, config.vision.every_face) = (1, true);
    let eyes = if files.is_empty() {
        Eyes::Cameras
    } else {
        Eyes::Files(files.to_vec())
    };
    let Senses::Pictures(mut pictures) = Senses::prepare(&config, eyes, None)? else {
        return Ok(Surveyed {
            cameras: Vec::new(),
        });
    };
    // Faces are judged as they are recognised.
    for camera in &mut pictures.cameras {
        *camera = camera.main_stream().unwrap_or_else(|| camera.clone());
    }
    let meter = Arc::new(Metered::new(pictures.opener.clone()));
    pictures.opener = meter.clone();
    let (cameras, live) = (pictures.cameras.clone(), pictures.live);
    let clock = clock(None, None, 1);
    let stages = Stages {
        config: &config,
        pace: Pace::Max,
        live,
        telemetry: Telemetry::default(),
        origin: clock.origin(),
        clock,
        stop: Shutdown::new(),
        failure: Failure::default(),
        signatures: None,
        // Where cameras look is what the installer is about to settle.
        views: Arc::default(),
        bridges: Bridges::default(),
        snapshots: Arc::default(),
        published: Arc::default(),
        hub_there: Arc::default(),
    };
    let watching = Watching {
        longest,
        of: if live {
            longest
        } else {
            length(&cameras, longest)
        },
        live,
        left: cameras.iter().map(|camera| camera.id.clone()).collect(),
        watched: Duration::ZERO,
        watch: Stopwatch::start(),
    };
    let threads = watching.watch(&stages, pictures, stop, take)?;
    end(threads, live);
    stages.failure.take()?;
    Ok(surveyed(cameras, &stages.telemetry, meter.take()))
}

/// A survey that goes on.
struct Watching {
    longest: Option<Duration>,
    of: Option<Duration>,
    live: bool,
    /// Cameras that have more to show.
    left: BTreeSet<CameraId>,
    /// How much of the recordings has been seen.
    watched: Duration,
    watch: Stopwatch,
}

impl Watching {
    /// Starts the threads and takes what they see, until it is enough. Gives the threads, which are about to end.
    fn watch(
        mut self,
        stages: &Stages<'_>,
        pictures: Pictures,
        stop: &Shutdown,
        take: &mut dyn FnMut(SurveyEvent),
    ) -> anyhow::Result<Vec<JoinHandle<()>>> {
        let (sender, receiver) = bounded(WAITING);
        let senders = vec![sender; pictures.cameras.len()];
        let threads = stages.pictures(pictures, &senders)?;
        drop(senders);
        self.watch = Stopwatch::start();
        while !self.over(stop) && !stages.stop.is_requested() {
            match receiver.recv_timeout(TICK) {
                Ok(observation) => self.take(observation, stages, take),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            take(SurveyEvent::Time {
                watched: self.watched(),
                of: self.of,
            });
        }
        stages.stop.request();
        self.drain(&receiver, stages, take);
        Ok(threads)
    }

    fn over(&self, stop: &Shutdown) -> bool {
        let late = |longest| self.live && self.watch.elapsed() >= longest;
        stop.is_requested() || self.left.is_empty() || self.longest.is_some_and(late)
    }

    fn watched(&self) -> Duration {
        if self.live {
            self.watch.elapsed()
        } else {
            self.watched
        }
    }

    /// Hands on what was seen, unless a recording is past the time that was asked for.
    fn take(
        &mut self,
        observation: Observation,
        stages: &Stages<'_>,
        take: &mut dyn FnMut(SurveyEvent),
    ) {
        if let Observation::Frame(frame) = &observation
            && !self.live
        {
            let at = frame.stamp.since(&stages.origin);
            if self.longest.is_some_and(|longest| at > longest) {
                self.left.remove(&frame.camera);
                return;
            }
            self.watched = self.watched.max(at);
        }
        take(SurveyEvent::Observation(observation));
    }

    /// Live frames that are still under way; those of recordings have all been taken, or are not wanted.
    fn drain(
        &mut self,
        receiver: &Receiver<Observation>,
        stages: &Stages<'_>,
        take: &mut dyn FnMut(SurveyEvent),
    ) {
        let watch = Stopwatch::start();
        while self.live && watch.elapsed() < DRAIN {
            let left = DRAIN.saturating_sub(watch.elapsed());
            match receiver.recv_timeout(left) {
                Ok(observation) => self.take(observation, stages, take),
                Err(_) => return,
            }
        }
    }
}

/// How much of the recordings there is to be seen; `None` where one does not say.
fn length(cameras: &[CameraSettings], longest: Option<Duration>) -> Option<Duration> {
    let length = |camera: &CameraSettings| {
        let info = capture::probe(&camera.source).ok()?;
        let fps = if info.fps > 0.0 {
            info.fps
        } else {
            f64::from(camera.fps)
        };
        Duration::try_from_secs_f64(info.frames? as f64 / fps).ok()
    };
    let lengths: Option<Vec<_>> = cameras.iter().map(length).collect();
    let whole = lengths?.into_iter().max()?;
    Some(longest.map_or(whole, |longest| whole.min(longest)))
}

/// A camera that hangs in its connection is not waited for; it has nothing to say.
fn end(threads: Vec<JoinHandle<()>>, live: bool) {
    for thread in threads
        .into_iter()
        .filter(|thread| !live || thread.is_finished())
    {
        joined(thread);
    }
}

fn surveyed(cameras: Vec<CameraSettings>, telemetry: &Telemetry, mut light: Light) -> Surveyed {
    let counted = telemetry.cameras();
    let camera = |settings: CameraSettings| SurveyedCamera {
        counted: counted.get(&settings.id).copied().unwrap_or_default(),
        light: light.remove(&settings.id).unwrap_or_default(),
        settings,
    };
    Surveyed {
        cameras: cameras.into_iter().map(camera).collect(),
    }
}
