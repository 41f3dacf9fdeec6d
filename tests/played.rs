//! A run that looks at no camera: made-up days in place of what networks would say, and painted pictures in place of
//! real ones, faster than they happened and without their nights.

#[path = "support/made_up.rs"]
mod made_up;
#[path = "support/schema.rs"]
mod schema;

use std::{
    env,
    ops::Range,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use crossbeam_channel::never;
use made_up::{CAMERAS, bruno, tag};
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, Play, RunOptions, Sight, Summary, Told, Watch},
    capture::{CameraSettings, CaptureError, Grab, Opener, VideoSource},
    config::{self, Config},
    runtime::{Shutdown, Telemetry},
    types::{EventKind, Image, Input, Observation, Record, VisitSummary},
    vision,
};
use tempfile::TempDir;

const DAY: Duration = Duration::from_hours(24);
const START: &str = "2026-03-07T09:00:00Z";

/// A showroom with an empty store of its own.
fn showroom() -> (TempDir, Config) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let loaded = config::load(&data.join("showroom.toml"));
    let mut config = loaded.unwrap_or_else(|problems| panic!("{problems}"));
    let folder = tempfile::tempdir().expect("a folder");
    config.store.path = folder.path().join("store.db");
    config.store.key_file = folder.path().join("store.key");
    (folder, config)
}

/// What was seen of a run.
#[derive(Default)]
struct Seen {
    records: Vec<Record>,
    steps: usize,
    /// The inputs' times since the beginning.
    first: Option<Duration>,
    last: Duration,
    sights: Vec<Sight>,
}

/// Notes everything, and asks for the stop once a visit is open, where it is given one.
struct Notes {
    seen: Arc<Mutex<Seen>>,
    stop: Option<Shutdown>,
}

impl Watch for Notes {
    fn ready(&mut self, broker: &str, _: &str) {
        assert!(!broker.is_empty());
    }

    fn records(&mut self, records: &[Record], _: &Line) {
        schema::check_all(records);
        let mut seen = self.seen.lock().expect("not poisoned");
        seen.records.extend_from_slice(records);
    }

    fn stepped(&mut self, input: &Input, line: &Line) {
        let mut seen = self.seen.lock().expect("not poisoned");
        seen.steps += 1;
        seen.last = Duration::from_nanos(input.stamp().mono_ns);
        let last = seen.last;
        seen.first.get_or_insert(last);
        if let Input::Observation(Observation::Frame(frame)) = input {
            for sight in line.sights() {
                assert!(sight.camera == frame.camera && sight.stamp == frame.stamp);
                seen.sights.push(sight);
            }
        }
        if let Some(stop) = &self.stop
            && line.sights().any(|sight| sight.visit.is_some())
        {
            stop.request();
        }
    }
}

fn run(config: &Config, eyes: Eyes, play: Play, stop_at_visit: bool) -> (Summary, Seen) {
    let seen = Arc::<Mutex<Seen>>::default();
    let control = Control {
        stop: Shutdown::new(),
        reloads: never(),
        file: None,
        telemetry: Telemetry::default(),
    };
    let options = RunOptions {
        eyes,
        pace: Pace::FileTime,
        start_at: Some(START.parse().expect("a moment")),
        play: Some(play),
        seed: Some(7),
        record: None,
        force: false,
    };
    let notes = Notes {
        seen: seen.clone(),
        stop: stop_at_visit.then(|| control.stop.clone()),
    };
    let summary = app::run(config, options, Box::new(notes), &control)
        .unwrap_or_else(|error| panic!("{error:#}"));
    let seen = std::mem::take(&mut *seen.lock().expect("not poisoned"));
    (summary, seen)
}

fn scenes(days: u32) -> Vec<Range<Duration>> {
    let scene = |day| DAY * day..DAY * day + Duration::from_secs(200);
    (0..days).map(scene).collect()
}

fn told(days: u32) -> Eyes {
    Eyes::Told(Told {
        observations: bruno(days),
        signatures: Some(tag()),
    })
}

fn closed(seen: &Seen) -> Vec<&VisitSummary> {
    let closed = seen.records.iter().filter_map(|record| match record {
        Record::Visit(visit) if visit.closed.is_some() => Some(visit),
        _ => None,
    });
    closed.collect()
}

#[test]
fn two_told_days_are_played_one_after_the_other_and_who_comes_again_is_known() {
    let (_folder, config) = showroom();
    let play = Play {
        speed: 50.0,
        scenes: scenes(2),
    };
    let (summary, seen) = run(&config, told(2), play, false);
    let visits = closed(&seen);
    let [first, second] = visits[..] else {
        panic!("two visits, not {visits:#?}");
    };
    assert_eq!(first.visitor, second.visitor);
    let dated = |visit: &VisitSummary| {
        let closed = visit.closed.as_ref().expect("it is closed");
        [visit.opened.utc, closed.utc].map(|at| at.to_string()[..16].to_owned())
    };
    assert_eq!(dated(first), ["2026-03-07T09:00", "2026-03-07T09:02"]);
    assert_eq!(dated(second), ["2026-03-08T09:00", "2026-03-08T09:01"]);
    let returned = seen.records.iter().filter_map(|record| match record {
        Record::Event(event) => match event.kind {
            EventKind::Returned { days_since, .. } => Some((event.visit, days_since)),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(returned.collect::<Vec<_>>(), [(Some(second.id), 1)]);
    // Ticks of two scenes, and none of the night.
    assert!((800..3000).contains(&seen.steps), "{}", seen.steps);
    assert!(seen.first == Some(Duration::ZERO) && seen.last > DAY);
    let of_visit = |sight: &&Sight| sight.visit == Some(first.id) && sight.seen;
    let sight = seen.sights.iter().find(of_visit).expect("he was seen");
    assert!(sight.visitor == Some(first.visitor) && sight.bbox.area() > 0.0);
    assert!(summary.published.delivered > 0 && summary.cameras.is_empty());
}

#[test]
fn a_stop_ends_a_played_run_in_order() {
    let (_folder, config) = showroom();
    // A year of days, at no more than the speed of life.
    let play = Play {
        speed: 20.0,
        scenes: scenes(365),
    };
    let (summary, seen) = run(&config, told(365), play, true);
    let visits = closed(&seen);
    assert_eq!(visits.len(), 1, "{visits:#?}");
    assert!(seen.last < DAY && summary.published.delivered > 0);
}

/// Grey pictures, two a second for two seconds of each of two days.
struct Grey;

struct GreyPictures(u32);

impl Opener for Grey {
    fn open(&self, _: &CameraSettings) -> Result<Box<dyn VideoSource>, CaptureError> {
        Ok(Box::new(GreyPictures(0)))
    }
}

impl VideoSource for GreyPictures {
    fn grab(&mut self) -> Result<Grab, CaptureError> {
        let number = self.0;
        self.0 += 1;
        if number == 8 {
            return Ok(Grab::End);
        }
        Ok(Grab::Frame {
            position: DAY * (number / 4) + Duration::from_millis(500) * (number % 4),
            missing: 0,
        })
    }

    fn retrieve(&mut self, image: &mut Image) -> bool {
        *image = Image::filled(640, 360, 90);
        true
    }
}

#[test]
#[allow(clippy::print_stderr, reason = "a test says what it leaves out")]
fn painted_pictures_go_through_the_networks_though_the_cameras_are_not_there() {
    let (_folder, mut config) = showroom();
    config.vision.dirs.push("../shared/models".into());
    if let Err(error) = vision::check(&config.vision) {
        let required = env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
        assert!(!required, "{error}");
        eprintln!("left out: {error}");
        return;
    }
    let scene = |day| DAY * day..DAY * day + Duration::from_secs(2);
    let play = Play {
        speed: 1.0,
        scenes: vec![scene(0), scene(1)],
    };
    let (summary, seen) = run(&config, Eyes::Painted(Arc::new(Grey)), play, false);
    assert!(closed(&seen).is_empty());
    assert!(seen.last > DAY);
    for camera in CAMERAS {
        let counted = summary.cameras[&camera.into()];
        assert_eq!((counted.grabbed, counted.opened), (8, 1));
        assert_eq!(counted.analysed + counted.dropped, 8);
        assert!(counted.analysed > 0);
    }
    let statuses = seen
        .records
        .iter()
        .filter(|record| matches!(record, Record::Message(m) if m.topic.contains("/cameras/")));
    assert_eq!(statuses.count(), CAMERAS.len());
}
