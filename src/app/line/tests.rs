//! What is remembered of whom: made-up people before one camera.

mod elsewhere;
mod parts;

use std::time::Duration;

use jiff::Timestamp;
use ulid::Ulid;

use super::{
    Line,
    testing::{self, sight, signature},
};
use crate::{
    runtime::SeededIds,
    store::StartState,
    types::{
        About, AlertKind, AlertState, Event, EventKind, External, Input, Recognition, Record,
        RosterUpdate, Saying, StaffId, StaffTemplate, Stamp, Statement, VisitId, VisitorCode,
        VisitorId, Zone,
    },
};

struct Showroom {
    line: Line,
    ms: u64,
}

impl Showroom {
    fn new(recognition: Recognition) -> Self {
        Self::with(recognition, &StartState::default())
    }

    fn with(recognition: Recognition, start: &StartState) -> Self {
        let settings = testing::settings(recognition, vec![car()]);
        let ids = Box::new(SeededIds::new(1));
        Self {
            line: Line::new(settings, start, ids),
            ms: 0,
        }
    }

    fn now(&mut self, step_ms: u64) -> Stamp {
        self.ms += step_ms;
        testing::stamp(self.ms)
    }

    /// Somebody stands before the camera for so many frames of 125 ms, then nobody for two minutes.
    fn come_and_go(&mut self, person: usize, frames: u32) -> Vec<Record> {
        let mut records = self.stand(person, frames);
        for _ in 0..120 {
            let tick = Input::Tick(self.now(1000));
            records.extend(self.line.step(&tick));
        }
        records
    }

    /// Somebody stands before the camera for so many frames of 125 ms.
    fn stand(&mut self, person: usize, frames: u32) -> Vec<Record> {
        let mut records = Vec::new();
        for _ in 0..frames {
            self.ms += 125;
            records.extend(self.line.step(&sight(person, "aaaa", self.ms)));
        }
        records
    }

    /// The roster is changed while the line runs.
    fn enrol(&mut self, staff: Vec<StaffTemplate>) -> Vec<Record> {
        let stamp = self.now(10);
        let update = RosterUpdate { stamp, staff };
        self.line.step(&Input::Roster(update))
    }
}

const COLLEAGUE: StaffId = StaffId(Ulid(99));

fn roster(person: usize) -> Vec<StaffTemplate> {
    vec![StaffTemplate {
        staff: COLLEAGUE,
        signature: signature(person, "aaaa"),
        quality: 0.9,
    }]
}

/// A car in whose zone everybody stands.
fn car() -> Zone {
    serde_json::from_str(
        r#"{"id":"car","camera":"a","kind":"product","label":"","polygon":[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,1.0]]}"#,
    )
    .unwrap()
}

fn events(records: &[Record]) -> Vec<&Event> {
    let events = records.iter().filter_map(|record| match record {
        Record::Event(event) => Some(event),
        _ => None,
    });
    events.collect()
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

#[test]
fn a_colleague_opens_no_visit_and_leaves_nothing_behind_in_no_mode() {
    for mode in [Recognition::All, Recognition::OptIn, Recognition::VisitOnly] {
        let start = StartState {
            staff: roster(7),
            ..StartState::default()
        };
        let mut showroom = Showroom::with(mode, &start);
        let stood = showroom.stand(7, 40);
        let sight = showroom.line.sights().next().unwrap();
        assert_eq!((sight.staff, sight.visitor), (Some(COLLEAGUE), None));
        let left = showroom.come_and_go(7, 1);
        for record in stood.iter().chain(&left) {
            let kept = matches!(
                record,
                Record::Visitor { .. }
                    | Record::Visit(_)
                    | Record::Event(_)
                    | Record::Ledger(_)
                    | Record::Template { .. }
                    | Record::Alert(_)
            );
            assert!(!kept, "{mode:?}: {record:?}");
        }
        assert!(showroom.line.identity.templates() == 0);
        assert_eq!(visitors(&showroom.come_and_go(8, 40)).len(), 1);
    }
}

/// A visit of three minutes and more, with an alert, of somebody who is enrolled while they stand there.
fn enrolled_at_work() -> (Showroom, Vec<Record>, Vec<Record>) {
    let mut showroom = Showroom::new(Recognition::All);
    let before = showroom.stand(7, 1500);
    let mut after = showroom.enrol(roster(7));
    after.extend(showroom.come_and_go(7, 8));
    (showroom, before, after)
}

#[test]
fn a_visit_that_turns_out_to_be_a_colleagues_ends_as_such_and_closes_what_it_opened() {
    let (mut showroom, before, after) = enrolled_at_work();
    let visit = events(&before)[0].visit.unwrap();
    let raised = before.iter().any(|r| matches!(r, Record::Alert(_)));
    assert!(raised && templates(&before) > 0, "it was taken for a visit");

    let [end] = events(&after)[..] else {
        panic!("one event: {:?}", events(&after));
    };
    assert_eq!(
        (&end.kind, end.visit),
        (&EventKind::TurnedOutStaff, Some(visit))
    );
    let alerts = after.iter().filter_map(|record| match record {
        Record::Alert(alert) => Some(alert),
        _ => None,
    });
    let last: Vec<_> = alerts.map(|a| (a.state, a.text.en.as_str())).collect();
    assert_eq!(
        last,
        [(AlertState::Closed, "It was a colleague, not a visitor.")]
    );
    let cleared = after.iter().any(|record| {
        matches!(record, Record::Message(m) if m.topic.contains("/visitors/") && m.payload.is_empty())
    });
    assert!(cleared, "the retained view is cleared");
    let closed = after
        .iter()
        .any(|record| matches!(record, Record::Visit(v) if v.id == visit && v.closed.is_some()));
    assert!(closed, "the row of the visit is closed");
    let forgotten = after
        .iter()
        .any(|record| matches!(record, Record::Forget { visitor, .. } if *visitor == end.visitor));
    assert!(forgotten && showroom.line.identity.templates() == 0);
    assert!(events(&showroom.come_and_go(7, 40)).is_empty());
}

#[test]
fn nothing_of_a_visit_that_turned_out_to_be_a_colleagues_is_scored_now_or_at_the_next_start() {
    let (showroom, before, after) = enrolled_at_work();
    let visitor = events(&after)[0].visitor;
    let at = Timestamp::UNIX_EPOCH + Duration::from_hours(1);
    assert!(showroom.line.score(visitor, at).0.abs() < 1e-9);
    let entries = before
        .iter()
        .chain(&after)
        .filter_map(|record| match record {
            Record::Ledger(entry) => Some(entry.points),
            _ => None,
        });
    let entries: Vec<f64> = entries.collect();
    assert!(entries.len() >= 4, "{entries:?}");
    assert!(entries.iter().sum::<f64>().abs() < 1e-9, "{entries:?}");

    let kept = before.iter().chain(&after);
    let start = StartState {
        events: kept
            .filter_map(|record| match record {
                Record::Event(event) => Some(event.clone()),
                _ => None,
            })
            .collect(),
        ..StartState::default()
    };
    let tomorrow = Showroom::with(Recognition::All, &start);
    assert!(tomorrow.line.score(visitor, at).0.abs() < 1e-9);
}

#[test]
fn a_visitor_beside_a_colleague_keeps_their_visit() {
    let (mut showroom, ..) = enrolled_at_work();
    let records = showroom.come_and_go(8, 60);
    assert_eq!(visitors(&records).len(), 1);
    let told = events(&records);
    assert!(
        told.iter()
            .any(|e| matches!(e.kind, EventKind::Left { .. }))
    );
    let visits: Vec<Option<VisitId>> = told.iter().map(|e| e.visit).collect();
    assert!(visits.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Somebody stands there, is taken for a visitor, and says something of themselves; then they stand there for longer, and
/// show their face to another camera's track, too.
fn says(sayings: &[Saying]) -> (Showroom, Vec<Record>) {
    let mut showroom = Showroom::new(Recognition::All);
    let before = showroom.stand(7, 60);
    let visitor = events(&before)[0].visitor;
    let mut after = Vec::new();
    for saying in sayings {
        let code = showroom.line.code(visitor).expect("they have a code");
        let said = Statement {
            visitor: code.clone(),
            user: "nora".into(),
            saying: *saying,
            stamp: showroom.now(10),
        };
        after.extend(showroom.line.step(&Input::Said(said)));
    }
    for _ in 0..40 {
        after.extend(showroom.stand(7, 2));
        let tick = Input::Tick(showroom.now(10));
        after.extend(showroom.line.step(&tick));
    }
    (showroom, after)
}

#[test]
fn of_whoever_says_thats_me_no_visit_and_no_face_is_left_in_no_mode() {
    let (mut showroom, after) = says(&[Saying::Me]);
    let told: Vec<_> = events(&after).iter().map(|event| &event.kind).collect();
    let end = told
        .iter()
        .position(|kind| **kind == EventKind::TurnedOutStaff);
    assert_eq!(end, Some(told.len() - 1), "and nothing after it: {told:?}");
    assert_eq!(
        showroom.line.identity.templates(),
        0,
        "no face is remembered"
    );
    let forgotten = after
        .iter()
        .position(|r| matches!(r, Record::Forget { .. }));
    let kept = after
        .iter()
        .rposition(|r| matches!(r, Record::Template { .. }));
    assert!(
        forgotten.is_some() && kept < forgotten,
        "and none is kept after that"
    );
    // Another track of the same person, while they are here: still a colleague.
    let more = showroom.stand(7, 40);
    assert!(events(&more).is_empty() && templates(&more) == 0);
    let rest = showroom.come_and_go(7, 1);
    assert!(templates(&rest) == 0 && showroom.line.identity.templates() == 0);
    let audited = after.iter().any(|record| {
        matches!(record, Record::Audit(entry) if entry.what == "visitor.me" && !entry.detail.contains("V-"))
    });
    assert!(
        audited,
        "that it was said is noted, and not where they were"
    );
}

#[test]
fn what_was_said_by_mistake_is_taken_back_within_seconds() {
    let (showroom, after) = says(&[Saying::Me, Saying::Undo]);
    let ended = events(&after).iter().any(|event| event.kind.voids_visit());
    assert!(!ended && showroom.line.identity.templates() > 0);
    let (_, after) = says(&[Saying::Undo]);
    let refused = after.iter().any(|record| {
        matches!(record, Record::Message(m) if m.topic.ends_with("replies/nora") && m.payload.contains("nothing to undo"))
    });
    assert!(refused);
}

/// Business customers report nothing on the floor.
fn office() -> (Showroom, VisitorCode) {
    let file = std::path::Path::new("config/scoring/b2b.toml");
    let text = include_str!("../../../config/scoring/b2b.toml");
    let rules = crate::config::rule_file(file, text).unwrap();
    let code = VisitorCode::from("V-7K3QD".to_owned());
    let start = StartState {
        visitors: vec![crate::types::VisitorProfile {
            id: VisitorId(Ulid::from(1u128)),
            code: code.clone(),
            visits: 0,
            last_visit: None,
        }],
        ..StartState::default()
    };
    let settings = super::LineSettings {
        rules: crate::scoring::RuleSet::new(rules, None),
        ..testing::settings(Recognition::All, Vec::new())
    };
    let line = Line::new(settings, &start, Box::new(SeededIds::new(1)));
    (Showroom { line, ms: 0 }, code)
}

#[test]
fn who_becomes_hot_without_being_here_is_to_be_rung_up_and_why() {
    let (mut office, code) = office();
    let mut alerts = Vec::new();
    for (n, name) in ["met_at_fair", "document_downloaded", "demo_given"]
        .iter()
        .enumerate()
    {
        let report = External {
            stamp: office.now(1000),
            client: External::STAFF.to_owned(),
            id: format!("r-{n}"),
            about: About::Visitor(code.clone()),
            name: (*name).to_owned(),
            at: None,
            data: std::collections::BTreeMap::new(),
            quiet: true,
        };
        let records = office.line.step(&Input::External(report));
        alerts.extend(records.into_iter().filter_map(|record| match record {
            Record::Alert(alert) => Some(alert),
            _ => None,
        }));
    }
    let [alert] = &alerts[..] else {
        panic!("one alert: {alerts:?}");
    };
    assert_eq!((alert.kind, alert.visit), (AlertKind::Hot, None));
    assert_eq!(alert.visitor.as_ref(), Some(&code));
    assert!(alert.text.en.contains("Ring them up"), "{}", alert.text.en);
    let why: Vec<_> = alert.why.iter().map(|why| why.text.as_str()).collect();
    assert_eq!(
        why,
        [
            "was given a demonstration",
            "downloaded a document",
            "met at a fair"
        ]
    );
    let outlook = alert
        .score
        .as_ref()
        .and_then(|score| score.outlook.as_ref());
    assert!(
        outlook.is_some_and(|outlook| outlook.en.contains("silent for 30 days")),
        "{outlook:?}"
    );
}
