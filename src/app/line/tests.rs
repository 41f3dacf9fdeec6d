//! What is remembered of whom: made-up people before one camera.

use std::time::Duration;

use jiff::Timestamp;
use ulid::Ulid;

use super::Line;
use crate::{
    alerts,
    app::LineSettings,
    behaviour, identity, presence,
    runtime::SeededIds,
    scoring::RuleSet,
    store::StartState,
    track,
    types::{
        BBox, FaceDetection, FaceQuality, FrameObservation, Input, ModelTag, Observation,
        PersonDetection, Point, Recognition, Record, RunId, SIGNATURE_DIM, Signature, Stamp,
        VisitorId,
    },
};

struct Showroom {
    line: Line,
    ms: u64,
}

impl Showroom {
    fn new(recognition: Recognition) -> Self {
        let rules = RuleSet::parse(include_str!("../../../config/scoring/showroom.toml"));
        let settings = LineSettings {
            retention: None,
            zones: Vec::new(),
            products: Vec::new(),
            recognition,
            signature_tag: None,
            track: track::Settings::default(),
            identity: identity::Settings::default(),
            presence: presence::Settings::default(),
            behaviour: behaviour::Settings::default(),
            rules: rules.unwrap(),
            alerts: alerts::Settings::default(),
        };
        let ids = Box::new(SeededIds::new(1));
        Self {
            line: Line::new(settings, &StartState::default(), ids),
            ms: 0,
        }
    }

    fn now(&mut self, step_ms: u64) -> Stamp {
        self.ms += step_ms;
        let start = Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: 0,
            utc: Timestamp::UNIX_EPOCH,
        };
        start.later(Duration::from_millis(self.ms))
    }

    /// Somebody stands before the camera for so many frames of 125 ms, then nobody for two minutes.
    fn come_and_go(&mut self, person: usize, frames: u32) -> Vec<Record> {
        let mut records = Vec::new();
        for _ in 0..frames {
            let frame = FrameObservation {
                stamp: self.now(125),
                camera: "a".into(),
                seq: self.ms,
                width: 1920,
                height: 1080,
                people: Some(vec![PersonDetection {
                    bbox: BBox::new(440.0, 300.0, 120.0, 360.0),
                    score: 0.9,
                }]),
                faces: vec![face(person)],
            };
            let input = Input::Observation(Observation::Frame(frame));
            records.extend(self.line.step(&input));
        }
        for _ in 0..120 {
            let tick = Input::Tick(self.now(1000));
            records.extend(self.line.step(&tick));
        }
        records
    }
}

fn face(person: usize) -> FaceDetection {
    let mut raw = [0.0; SIGNATURE_DIM];
    raw[person] = 1.0;
    FaceDetection {
        bbox: BBox::new(480.0, 315.0, 40.0, 52.0),
        score: 0.9,
        landmarks: [Point::default(); 5],
        quality: FaceQuality {
            value: 0.8,
            ..FaceQuality::default()
        },
        signature: Signature::new(ModelTag::new("aaaa", "plain"), &raw).ok(),
    }
}

fn templates(records: &[Record]) -> usize {
    let kept = records
        .iter()
        .filter(|r| matches!(r, Record::Template { .. }));
    kept.count()
}

/// The visitors of the visits that ended.
fn visitors(records: &[Record]) -> Vec<VisitorId> {
    let closed = records.iter().filter_map(|record| match record {
        Record::Visit(visit) if visit.closed.is_some() => Some(visit.visitor),
        _ => None,
    });
    closed.collect()
}

#[test]
fn in_mode_all_a_visitor_is_kept_after_the_visit_row_and_known_again() {
    let mut showroom = Showroom::new(Recognition::All);
    let first = showroom.come_and_go(7, 40);
    let row = |wanted: fn(&Record) -> bool| first.iter().position(wanted).unwrap();
    let (visitor, template) = (
        row(|r| matches!(r, Record::Visitor { .. })),
        row(|r| matches!(r, Record::Template { .. })),
    );
    assert!(visitor < template);
    let second = showroom.come_and_go(7, 40);
    assert_eq!(visitors(&second), visitors(&first));
    assert_ne!(visitors(&showroom.come_and_go(8, 40)), visitors(&first));
}

#[test]
fn a_passer_by_is_kept_in_no_mode() {
    for mode in [Recognition::All, Recognition::VisitOnly] {
        let mut showroom = Showroom::new(mode);
        let records = showroom.come_and_go(7, 12);
        assert!(visitors(&records).is_empty());
        assert_eq!(templates(&records), 0);
        assert!(showroom.line.identity.templates() == 0);
    }
}

#[test]
fn in_mode_visit_only_nothing_is_kept_and_nobody_is_known_again() {
    let mut showroom = Showroom::new(Recognition::VisitOnly);
    let first = showroom.come_and_go(7, 40);
    assert_eq!(templates(&first), 0);
    assert!(showroom.line.identity.templates() == 0);
    let second = showroom.come_and_go(7, 40);
    assert!(visitors(&first).len() == 1 && visitors(&second).len() == 1);
    assert_ne!(visitors(&first), visitors(&second));
}
