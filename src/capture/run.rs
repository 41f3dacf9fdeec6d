//! The body of a camera's thread.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
    time::Duration,
};

use crossbeam_channel::Sender;

use super::{
    CameraSettings, CaptureError, Closeup, Grab, Opener, VideoSource, closeup,
    deliver::{Delivery, Grabbed},
    health::{Advice, Views},
    snapshots::Snapshots,
};
use crate::{
    runtime::{
        Backoff, CameraCounters, Clock, Mailboxes, Overflow, Room, Shutdown, Spares, Stage,
        Telemetry, beside, patiently, supervise,
    },
    types::{CameraState, Frame, Image, Observation, Polygon, Stamp},
};

/// The wait before the second attempt to open a camera, and the longest before any.
const WAITS: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// A camera that takes longer to open is told as unreachable while it is waited for: some need long until a whole picture
/// comes, and some never send one.
const PATIENCE: Duration = Duration::from_secs(8);

/// Where more steps than this wait for the store, what is seen now would be told late: it has a second's work or two.
const STEPS_BEHIND: u64 = 32;

/// How fast a recording is played. Cameras have a pace of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// By its timestamps: at the speed at which it happened, or at that of a clock that plays.
    FileTime,
    /// As fast as its frames are taken.
    Max,
}

/// What the thread works with.
pub struct CaptureEnv {
    pub clock: Clock,
    pub shutdown: Shutdown,
    pub counters: Arc<CameraCounters>,
    /// Grabs of recordings are booked as [`Stage::Decode`] (those of cameras are mostly waiting), retrieves as
    /// [`Stage::Convert`].
    pub telemetry: Telemetry,
    /// Where frames go.
    pub mailboxes: Arc<Mailboxes<Frame>>,
    /// This camera's slot there.
    pub slot: usize,
    /// Where changes of the camera's health go.
    pub observations: Sender<Observation>,
    pub pace: Pace,
    /// The stamp of a recording's first frame.
    pub origin: Stamp,
    pub opener: Arc<dyn Opener>,
    /// What live cameras are to show.
    pub views: Arc<Views>,
    /// Where people ask for a picture.
    pub snapshots: Arc<Snapshots>,
    /// The turns of a camera with two streams.
    pub closeup: Option<Arc<Closeup>>,
    /// Buffers of pictures.
    pub spares: Arc<Spares>,
    /// Zones in which nobody is looked for: what moves there is nothing.
    pub excluded: Vec<Polygon>,
}

impl CaptureEnv {
    /// A buffer for a picture of about so many bytes that is worth its conversion, as it will be looked at soon; none where the networks
    /// have too much to do, or what was made of earlier ones waits to be written. A frame of another camera that makes way for it
    /// is dropped at once, so that its buffer can be this one's.
    pub(super) fn room(&self, bytes: usize) -> Option<Image> {
        let newest_wins = self.mailboxes.overflow() == Overflow::NewestWins;
        if newest_wins && self.telemetry.steps_waiting() > STEPS_BEHIND {
            return None;
        }
        match self.mailboxes.room(self.slot) {
            Room::Full => return None,
            Room::Free => {}
            Room::InPlaceOf(older) => {
                let dropped = &self.telemetry.camera(&older.camera).dropped;
                CameraCounters::bump(dropped);
                self.spares.give(older.image);
            }
        }
        Some(self.spares.take(bytes))
    }
}

/// Runs a camera until the stop is asked for, or a recording until its end. A camera that fails is opened again, with
/// growing waits, as is one whose code panicked. Closes its slot on every way out.
pub fn run(settings: &CameraSettings, env: &CaptureEnv) {
    let _slot = CloseSlot(env);
    let _span = tracing::info_span!("camera", camera = %settings.id).entered();
    if let (Some(main), Some(closeup)) = (settings.main_stream(), &env.closeup) {
        run_both(settings, &main, env, closeup);
    } else {
        run_stream(settings, env);
    }
}

/// A camera's sub-stream, and beside it its main stream where a closer look is wanted.
fn run_both(settings: &CameraSettings, main: &CameraSettings, env: &CaptureEnv, closeup: &Closeup) {
    let name = format!("main-{}", settings.id);
    let span = tracing::Span::current();
    let look = || {
        let backoff = Backoff::new(WAITS.0, WAITS.1);
        let body = || closeup::run(main, env, closeup);
        span.in_scope(|| supervise(&name, &env.shutdown, backoff, body));
    };
    if let Err(error) = beside(&name, look, || run_stream(settings, env)) {
        tracing::error!(%error, "no closer looks: the operating system has no thread left");
        run_stream(settings, env);
    }
}

fn run_stream(settings: &CameraSettings, env: &CaptureEnv) {
    let mut delivery = Delivery::new(settings, env);
    if settings.source.is_live() {
        let backoff = Backoff::new(WAITS.0, WAITS.1);
        supervise(settings.id.as_str(), &env.shutdown, backoff, || {
            let live = AssertUnwindSafe(|| run_live(settings, env, &mut delivery));
            if let Err(panic) = catch_unwind(live) {
                // Said before the wait: until it works again nothing is seen.
                delivery.lost(env.clock.now(), "its program failed".to_owned());
                resume_unwind(panic);
            }
        });
    } else if let Err(error) = run_recording(settings, env, &mut delivery) {
        tracing::error!(source = %settings.source, %error, "cannot be played");
        delivery.report(env.origin, CameraState::Unreachable, error.reason());
    }
}

struct CloseSlot<'a>(&'a CaptureEnv);

impl Drop for CloseSlot<'_> {
    fn drop(&mut self) {
        self.0.mailboxes.close(self.0.slot);
    }
}

fn open(settings: &CameraSettings, env: &CaptureEnv) -> Result<Box<dyn VideoSource>, CaptureError> {
    let source = env.opener.open(settings)?;
    CameraCounters::bump(&env.counters.opened);
    tracing::info!(source = %settings.source, "opened");
    Ok(source)
}

/// Opens the camera again and again.
fn run_live(settings: &CameraSettings, env: &CaptureEnv, delivery: &mut Delivery) {
    let mut backoff = Backoff::new(WAITS.0, WAITS.1);
    let mut last_reason = String::new();
    while !env.shutdown.is_requested() {
        let Err(error) = run_connection(settings, env, delivery, &mut backoff) else {
            return;
        };
        let (reason, wait) = (error.reason(), backoff.wait());
        if reason != last_reason {
            tracing::warn!(source = %settings.source, %error, "no pictures; trying again");
        }
        // A stream that is only opened anew is there; what is wrong with it was said.
        if !matches!(error, CaptureError::Late(_) | CaptureError::Resized) {
            delivery.lost(env.clock.now(), reason.clone());
        }
        last_reason = reason;
        if env.shutdown.sleep(wait) {
            return;
        }
    }
}

/// Takes frames from one connection until it fails or the stop is asked for.
fn run_connection(
    settings: &CameraSettings,
    env: &CaptureEnv,
    delivery: &mut Delivery,
    backoff: &mut Backoff,
) -> Result<(), CaptureError> {
    let late = || delivery.lost(env.clock.now(), "takes long to answer".to_owned());
    let name = format!("open-{}", settings.id);
    let span = tracing::Span::current();
    let open = || span.in_scope(|| open(settings, env));
    let mut source = patiently(&name, PATIENCE, open, late).map_err(CaptureError::NoThread)??;
    delivery.opened(&*source);
    while !env.shutdown.is_requested() {
        match source.grab()? {
            Grab::Frame { position, missing } => {
                let stamp = env.clock.now();
                backoff.reset();
                heed(delivery.came(&*source, position, &stamp))?;
                let grabbed = Grabbed {
                    at: Duration::from_nanos(stamp.mono_ns),
                    stamp,
                    missing,
                    late: Duration::ZERO,
                };
                heed(delivery.frame(&mut *source, &grabbed))?;
            }
            Grab::Corrupt => delivery.corrupt(),
            Grab::End => return Err(CaptureError::Ended),
        }
    }
    Ok(())
}

/// An error where the connection is to be made anew.
fn heed(advice: Advice) -> Result<(), CaptureError> {
    match advice {
        Advice::GoOn => Ok(()),
        Advice::Late(by) => Err(CaptureError::Late(by)),
        Advice::Resized => Err(CaptureError::Resized),
        Advice::Silent(time) => Err(CaptureError::Silent(time)),
    }
}

/// Plays a recording once.
fn run_recording(
    settings: &CameraSettings,
    env: &CaptureEnv,
    delivery: &mut Delivery,
) -> Result<(), CaptureError> {
    let mut source = open(settings, env)?;
    // Where time is played all recordings share it; else each one begins when it was opened.
    let begin = if env.clock.plays() {
        env.origin
    } else {
        env.clock.now()
    };
    while !env.shutdown.is_requested() {
        match env.telemetry.time(Stage::Decode, || source.grab())? {
            Grab::Frame { position, missing } => {
                let ahead = env.clock.until(&begin.later(position));
                if env.pace == Pace::FileTime && env.shutdown.sleep(ahead) {
                    break;
                }
                let stamp = env.origin.later(position);
                delivery.report(stamp, CameraState::Ok, String::new());
                let grabbed = Grabbed {
                    at: position,
                    stamp,
                    missing,
                    late: lateness(env, &stamp, ahead),
                };
                delivery.frame(&mut *source, &grabbed);
            }
            Grab::Corrupt => delivery.corrupt(),
            Grab::End => break,
        }
    }
    tracing::info!(counted = ?env.counters.totals(), "recording ended");
    Ok(())
}

/// How late a frame is by a clock that plays. One that was waited for comes in time, however short the wait was meant
/// to be; and by the machine's clock a recording simply takes longer.
fn lateness(env: &CaptureEnv, stamp: &Stamp, waited: Duration) -> Duration {
    if env.pace == Pace::FileTime && env.clock.plays() && waited.is_zero() {
        env.clock.now().since(stamp)
    } else {
        Duration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::VecDeque, sync::Mutex};

    use crossbeam_channel::{Receiver, bounded};
    use ulid::Ulid;

    use super::*;
    use crate::{
        capture::Source,
        runtime::{CameraTotals, Overflow, Stopwatch, Taken, spawn},
        types::{CameraId, CameraReport, Image, RunId},
    };

    /// What the coming connections do; when none is left, the stop is asked for.
    struct Script {
        connections: Mutex<VecDeque<Connection>>,
        shutdown: Shutdown,
    }

    type Connection = Option<Vec<Result<Grab, CaptureError>>>;

    struct ScriptedSource(VecDeque<Result<Grab, CaptureError>>);

    impl Opener for Script {
        fn open(&self, _: &CameraSettings) -> Result<Box<dyn VideoSource>, CaptureError> {
            let mut connections = self.connections.lock().expect("not poisoned");
            let Some(next) = connections.pop_front() else {
                self.shutdown.request();
                return Err(CaptureError::Ended);
            };
            let steps = next.ok_or(CaptureError::Missing("camera".into()))?;
            Ok(Box::new(ScriptedSource(steps.into())))
        }
    }

    impl VideoSource for ScriptedSource {
        fn grab(&mut self) -> Result<Grab, CaptureError> {
            self.0.pop_front().expect("a script ends with a failure")
        }

        fn retrieve(&mut self, image: &mut Image) -> bool {
            *image = Image::filled(4, 2, 7);
            true
        }
    }

    struct Outcome {
        frames: Vec<Frame>,
        reports: Vec<CameraReport>,
        counted: CameraTotals,
    }

    impl Outcome {
        /// What was reported of the camera, in order.
        fn states(&self) -> Vec<(CameraState, &str)> {
            let reports = self.reports.iter();
            reports.map(|r| (r.state, &*r.detail)).collect()
        }
    }

    fn play(source: &str, pace: Pace, connections: Vec<Connection>) -> Outcome {
        let clock = Clock::real(RunId(Ulid::from(1u128)));
        play_by(clock, source, pace, connections)
    }

    fn play_by(clock: Clock, source: &str, pace: Pace, connections: Vec<Connection>) -> Outcome {
        let shutdown = Shutdown::new();
        let settings = CameraSettings {
            fps: 1000.0,
            ..CameraSettings::new(CameraId::from("a"), Source::parse(source).expect("valid"))
        };
        let (sender, receiver): (_, Receiver<Observation>) = bounded(100);
        let mailboxes = Arc::new(Mailboxes::new(1, Overflow::Wait));
        let telemetry = Telemetry::default();
        let env = CaptureEnv {
            origin: clock.origin(),
            clock,
            shutdown: shutdown.clone(),
            counters: telemetry.camera(&settings.id),
            telemetry: telemetry.clone(),
            mailboxes: mailboxes.clone(),
            slot: 0,
            observations: sender,
            pace,
            opener: Arc::new(Script {
                connections: Mutex::new(connections.into()),
                shutdown,
            }),
            views: Arc::default(),
            snapshots: Arc::default(),
            closeup: None,
            spares: Arc::default(),
            excluded: Vec::new(),
        };
        let thread = spawn("cam-a", move || run(&settings, &env)).expect("a thread");
        let mut frames = Vec::new();
        while let Some(taken) = mailboxes.take() {
            if let Taken::Item(_, frame) = taken {
                frames.push(frame);
            }
        }
        thread.join().expect("the camera's thread ends");
        let report = |observation| match observation {
            Observation::Camera(report) => report,
            Observation::Frame(_) => panic!("capture observes no faces"),
        };
        Outcome {
            frames,
            reports: receiver.iter().map(report).collect(),
            counted: telemetry.cameras()[&CameraId::from("a")],
        }
    }

    fn frame(position_ms: u64, missing: u64) -> Grab {
        let position = Duration::from_millis(position_ms);
        Grab::Frame { position, missing }
    }

    #[test]
    fn a_recording_is_dated_by_its_own_timestamps_and_counted_whole() {
        let steps = vec![
            Ok(frame(0, 0)),
            Ok(frame(40, 0)),
            Ok(Grab::Corrupt),
            Ok(frame(160, 1)),
            Ok(Grab::End),
        ];
        let outcome = play("clip.mp4", Pace::Max, vec![Some(steps)]);
        let times: Vec<_> = outcome
            .frames
            .iter()
            .map(|f| (f.seq, f.stamp.mono_ns / 1_000_000))
            .collect();
        assert_eq!(times, [(0, 0), (1, 40), (3, 160)]);
        let counted = outcome.counted;
        assert_eq!(
            (counted.grabbed, counted.corrupt, counted.opened),
            (3, 2, 1)
        );
    }

    #[test]
    fn a_camera_that_fails_is_reported_once_and_again_when_it_is_back() {
        let lost = vec![Ok(frame(0, 0)), Ok(frame(40, 0)), Err(CaptureError::Ended)];
        let outcome = play(
            "rtsp://u:sesame@cam/",
            Pace::Max,
            vec![
                Some(lost),
                None,
                Some(vec![Ok(frame(0, 0)), Err(CaptureError::Ended)]),
            ],
        );
        let states = outcome.states();
        let expected = [
            (CameraState::Ok, ""),
            (CameraState::Unreachable, "the stream ended"),
            (CameraState::Ok, ""),
            (CameraState::Unreachable, "the stream ended"),
        ];
        assert_eq!(states, expected);
        assert_eq!(outcome.counted.grabbed, 3);
        assert!(
            outcome
                .frames
                .is_sorted_by_key(|f| (f.seq, f.stamp.mono_ns))
        );
        assert_eq!(outcome.counted.opened, 2);
    }

    #[test]
    fn a_camera_whose_program_panics_is_not_seeing_until_it_works_again() {
        // A script without an end panics when it is asked for more.
        let outcome = play(
            "rtsp://cam/",
            Pace::Max,
            vec![
                Some(vec![Ok(frame(0, 0))]),
                Some(vec![Ok(frame(0, 0)), Err(CaptureError::Ended)]),
            ],
        );
        let states = outcome.states();
        let expected = [
            (CameraState::Ok, ""),
            (CameraState::Unreachable, "its program failed"),
            (CameraState::Ok, ""),
            (CameraState::Unreachable, "the stream ended"),
        ];
        assert_eq!(states, expected);
    }

    #[test]
    fn a_recording_that_does_not_open_closes_its_slot_and_says_why() {
        let outcome = play("clip.mp4", Pace::Max, vec![None]);
        assert!(outcome.frames.is_empty());
        assert_eq!(outcome.reports[0].state, CameraState::Unreachable);
        assert!(outcome.reports[0].detail.contains("no such file"));
    }

    #[test]
    fn a_recording_can_be_played_at_the_speed_at_which_it_happened() {
        let watch = Stopwatch::start();
        let steps = vec![Ok(frame(0, 0)), Ok(frame(150, 0)), Ok(Grab::End)];
        play("clip.mp4", Pace::FileTime, vec![Some(steps)]);
        assert!(watch.elapsed() >= Duration::from_millis(150));
    }

    #[test]
    fn a_clock_that_plays_fast_is_kept_up_with_by_leaving_frames_out() {
        let start = jiff::Timestamp::UNIX_EPOCH;
        let clock = Clock::playing(RunId(Ulid::from(1u128)), start, 1000.0, Vec::new());
        clock.play();
        // Half a second on the machine.
        let ahead = 500_000;
        let overtaken = (0..20).map(|i| Ok(frame(i, 0)));
        let steps = overtaken.chain([Ok(frame(ahead, 0)), Ok(Grab::End)]);
        while clock.now().mono_ns < 30_000_000 {}
        let steps = vec![Some(steps.collect())];
        let outcome = play_by(clock, "clip.mp4", Pace::FileTime, steps);
        let times: Vec<_> = outcome.frames.iter().map(|f| f.stamp.mono_ns).collect();
        assert_eq!(times, [ahead * 1_000_000]);
        assert_eq!((outcome.counted.grabbed, outcome.counted.dropped), (21, 20));
    }

    #[test]
    fn a_camera_whose_code_panics_is_started_again() {
        let panics = vec![Ok(frame(0, 0))];
        let fails = vec![Ok(frame(0, 0)), Err(CaptureError::Ended)];
        let outcome = play("rtsp://cam/", Pace::Max, vec![Some(panics), Some(fails)]);
        assert_eq!(outcome.counted.opened, 2);
        assert!(outcome.frames.is_sorted_by(|a, b| a.seq < b.seq));
    }
}
