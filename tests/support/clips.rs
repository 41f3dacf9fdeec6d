//! Clips through the real networks, and the pure stages on what those saw.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use showfloor::{
    app::{Entry, Recording},
    identity::{self, Identity},
    presence::{self, FloorPlan, Presence, ZoneMap},
    runtime::SeededIds,
    track::{self, Tracker},
    types::{
        BBox, Cause, FrameObservation, IdentityAnswer, Input, Observation, PresencePhase,
        PresenceUpdate, TrackId, TrackUpdate, VisitorId,
    },
};

const CONFIG: &str = r#"
[site]
id = "clips"
name = "Clips"
timezone = "UTC"
[[camera]]
id = "clip"
url = "clip.mp4"
[privacy]
recognition = "all"
legal_basis = "test clips, in a store that the test deletes"
retention_days = 1
[scoring]
rules = "rules.toml"
[mqtt]
broker = "embedded"
embedded_port = 0
[store]
path = "store.db"
key_file = "store.key"
"#;

/// What the networks saw in a clip of the material; `None`, with a plain message, where clip or models are missing.
/// The recording holds signatures of real people: it is deleted before this returns.
pub(crate) fn frames(clip: &str) -> Option<Vec<FrameObservation>> {
    let source = material(clip)?;
    if !has_models() {
        return left_out("the models");
    }
    let dir = tempfile::tempdir().expect("a folder");
    let config = dir.path().join("showfloor.toml");
    let recording = dir.path().join("clip.jsonl");
    fs::write(&config, CONFIG).expect("written");
    let rules = include_str!("../../config/scoring/showroom.toml");
    fs::write(dir.path().join("rules.toml"), rules).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_showfloor"))
        .args(["record", "--speed", "max", "--start-at"])
        .args(["2026-05-12T10:00:00Z", "--config"])
        .arg(&config)
        .arg("--out")
        .arg(&recording)
        .arg("--input")
        .arg(&source)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{clip}: {said}");
    Some(read(&recording))
}

fn read(recording: &Path) -> Vec<FrameObservation> {
    let (_, mut recording) = Recording::open(recording).expect("a recording");
    let mut frames = Vec::new();
    while let Some(entry) = recording.next_entry().expect("whole") {
        if let Entry::Input(Input::Observation(Observation::Frame(frame))) = entry {
            frames.push(frame);
        }
    }
    frames
}

/// A clip of the material; `None`, with a plain message, where it is missing.
pub(crate) fn clip(name: &str) -> Option<PathBuf> {
    material(name)
}

/// Whether the models are there; says so where they are not.
pub(crate) fn with_models() -> bool {
    has_models() || left_out::<()>("the models").is_some()
}

fn material(clip: &str) -> Option<PathBuf> {
    let root = env::var_os("SHOWFLOOR_MATERIAL").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/material"),
        PathBuf::from,
    );
    let path = root.join("clips").join(clip);
    if path.is_file() {
        Some(path)
    } else {
        left_out(&path.display().to_string())
    }
}

fn has_models() -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dirs = [
        Some(root.join("models")),
        env::var_os("SHOWFLOOR_MODELS").map(PathBuf::from),
    ];
    dirs.into_iter()
        .flatten()
        .any(|dir| dir.join("mobilefacenet.onnx").is_file())
}

#[allow(clippy::print_stderr, reason = "a test says what it leaves out")]
fn left_out<T>(what: &str) -> Option<T> {
    let required = env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
    assert!(!required, "missing: {what}");
    eprintln!("left out, missing: {what}");
    None
}

/// Who is where in a clip, as checked by eye: person and face box per frame. Persons below 1 are none.
#[derive(Debug)]
pub(crate) struct Labels(Vec<(u64, i32, BBox)>);

impl Labels {
    /// The labels beside a clip.
    pub(crate) fn of(clip: &str) -> Option<Self> {
        let text = fs::read_to_string(material(&format!("{clip}.facetracks.csv"))?).expect("text");
        let parse = |line: &str| {
            let f: Vec<f32> = line
                .split(',')
                .map(|v| v.parse().expect("a number"))
                .collect();
            (f[0] as u64, f[1] as i32, BBox::new(f[3], f[4], f[5], f[6]))
        };
        Some(Self(text.lines().skip(1).map(parse).collect()))
    }

    /// The person whose face this is.
    pub(crate) fn person(&self, frame: u64, face: &BBox) -> Option<i32> {
        let here = self.0.iter().filter(|(f, ..)| *f == frame);
        here.map(|(_, person, bbox)| (bbox.iou(face), *person))
            .filter(|(iou, _)| *iou > 0.4)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, person)| person)
    }
}

/// One track over a whole clip.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    /// In how many frames its face was that of which labelled person, since the last answer.
    pub(crate) persons: BTreeMap<i32, u32>,
    pub(crate) sights: u32,
    /// What identity answered, in order.
    pub(crate) answers: Vec<(IdentityAnswer, f32)>,
    /// Best face quality.
    pub(crate) quality: f32,
}

impl Watched {
    /// The labelled person it shows most.
    pub(crate) fn person(&self) -> Option<i32> {
        let most = self.persons.iter().max_by_key(|(_, n)| **n)?;
        Some(*most.0)
    }

    pub(crate) fn visitor(&self) -> Option<VisitorId> {
        self.answers.last()?.0.visitor()
    }
}

/// Tracker to presence over clips that are shown one after the other, with one gallery.
pub(crate) struct Floor {
    identity: Identity,
    ids: SeededIds,
    shown: u32,
}

/// What one clip gave.
#[derive(Debug, Default)]
pub(crate) struct Showing {
    pub(crate) tracks: BTreeMap<TrackId, Watched>,
    /// Last report of each presence that ended or was taken up.
    pub(crate) over: Vec<PresenceUpdate>,
}

impl Showing {
    /// Visitors that identity named, each once.
    pub(crate) fn visitors(&self) -> BTreeSet<VisitorId> {
        self.tracks.values().filter_map(Watched::visitor).collect()
    }

    fn note(&mut self, seq: u64, updates: &[TrackUpdate], labels: Option<&Labels>) {
        for update in updates {
            let track = self.tracks.entry(update.track).or_default();
            let Some(face) = &update.face else { continue };
            track.sights += 1;
            track.quality = track.quality.max(face.quality.value);
            if let Some(person) = labels.and_then(|l| l.person(seq, &face.bbox)) {
                *track.persons.entry(person).or_default() += 1;
            }
        }
    }
}

impl Floor {
    pub(crate) fn new(settings: identity::Settings) -> Self {
        Self {
            identity: Identity::new(settings, None),
            ids: SeededIds::new(1),
            shown: 0,
        }
    }

    /// Shows a clip, an hour after the one before.
    pub(crate) fn show(&mut self, frames: &[FrameObservation], labels: Option<&Labels>) -> Showing {
        let mut tracker = Tracker::new(track::Settings::default());
        let mut presence = Presence::new(
            presence::Settings::default(),
            ZoneMap::new(&[]),
            FloorPlan::default(),
        );
        let begin = Duration::from_hours(self.shown.into());
        self.shown += 1;
        let mut showing = Showing::default();
        let Some(last) = frames.last() else {
            return showing;
        };
        for frame in frames {
            let frame = FrameObservation {
                portraits: Vec::new(),
                stamp: frame.stamp.later(begin),
                ..frame.clone()
            };
            let updates = tracker.observe(&frame, &mut self.ids);
            showing.note(frame.seq, &updates, labels);
            self.step(&updates, &mut presence, &mut showing);
        }
        let end = last.stamp.later(begin + Duration::from_secs(10));
        let ended = tracker.tick(&end);
        self.step(&ended, &mut presence, &mut showing);
        showing.over.extend(presence.close(&end));
        showing
    }

    fn step(&mut self, updates: &[TrackUpdate], presence: &mut Presence, showing: &mut Showing) {
        let answers = self.identity.observe(updates, &mut self.ids).changes;
        for answer in &answers {
            let track = showing.tracks.entry(answer.track).or_default();
            if answer.cause == Cause::TakenOver {
                track.persons.clear();
            }
            if answer.answer.who().is_some() {
                track.answers.push((answer.answer, answer.confidence));
            }
        }
        let people = presence.observe(updates, &answers, &mut self.ids);
        showing.over.extend(
            people
                .into_iter()
                .filter(|p| p.phase != PresencePhase::Seen),
        );
    }
}
