//! Alerts through events, taps and time, as staff would see them.

mod asked;
mod causes;
mod disk;
mod untaken;

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use proptest::prelude::*;
use ulid::Ulid;

use super::{Alerts, Place, Refusal, Settings};
use crate::{
    runtime::SeededIds,
    types::{
        Action, Alert, AlertId, AlertKind, AlertState, CameraReport, CameraState, Command, Event,
        EventId, EventKind, Evidence, RunId, Stamp, VisitId, VisitorCode, VisitorId,
    },
};

const EXPIRES_AFTER: Duration = Duration::from_secs(30);
const SNOOZE_FOR: Duration = Duration::from_secs(4);

/// The alerts of a floor, at milliseconds since its opening.
struct Floor {
    alerts: Alerts,
    ids: SeededIds,
}

impl Floor {
    fn new() -> Self {
        Self::with(Settings {
            expires_after: EXPIRES_AFTER,
            snooze_for: SNOOZE_FOR,
            ..Settings::default()
        })
    }

    fn with(settings: Settings) -> Self {
        Self {
            alerts: Alerts::new(settings, Place::default(), Vec::new()),
            ids: SeededIds::new(1),
        }
    }

    /// A visit's visitor has the visit's number, too.
    fn event(&mut self, ms: u64, visit: u128, kind: EventKind, confidence: f32) -> Vec<Alert> {
        let now = at(ms);
        let event = Event {
            id: EventId::new(&mut self.ids, &now),
            stamp: now,
            visit: Some(visit_id(visit)),
            visitor: VisitorId(Ulid::from(visit)),
            kind,
            evidence: Evidence {
                camera: None,
                confidence,
                since: None,
                observed: None,
            },
        };
        self.alerts
            .observe(&event, &now, &code(visit), None, &mut self.ids)
    }

    fn enter(&mut self, ms: u64, visit: u128, confidence: f32) {
        let entered = EventKind::Entered { zone: None };
        assert!(self.event(ms, visit, entered, confidence).is_empty());
    }

    fn raise(&mut self, ms: u64, visit: u128, kind: AlertKind) -> Vec<Alert> {
        let event = if kind == AlertKind::Returning {
            EventKind::Returned {
                visits_before: 1,
                last_visit: at(0).utc,
                days_since: 2,
                looked_at: Vec::new(),
                looked_after_by: None,
                spoke_before: true,
            }
        } else {
            EventKind::Unattended {
                zone: "kona".into(),
                product: None,
                for_s: 60.0,
            }
        };
        self.event(ms, visit, event, 0.9)
    }

    /// The id of a new alert that nobody is with this visitor.
    fn unattended(&mut self, ms: u64, visit: u128) -> AlertId {
        self.raise(ms, visit, AlertKind::Unattended)[0].id
    }

    fn merge(&mut self, ms: u64, from: u128, into: u128) -> Vec<Alert> {
        let into = visit_id(into);
        self.event(ms, from, EventKind::Merged { into }, 0.9)
    }

    fn leave(&mut self, ms: u64, visit: u128) -> Vec<Alert> {
        let left = EventKind::Left {
            duration_s: 1.0,
            recovered: false,
        };
        self.event(ms, visit, left, 0.9)
    }

    /// A tap, and the contact event that follows from it.
    fn tap(
        &mut self,
        ms: u64,
        user: &str,
        alert: AlertId,
        action: Action,
    ) -> Result<Vec<Alert>, Refusal> {
        self.tap_because(ms, user, alert, (action, None))
    }

    fn tap_because(
        &mut self,
        ms: u64,
        user: &str,
        alert: AlertId,
        (action, reason): (Action, Option<&str>),
    ) -> Result<Vec<Alert>, Refusal> {
        let outcome = self.alerts.command(&Command {
            stamp: at(ms),
            user: user.into(),
            alert,
            action,
            reason: reason.map(str::to_owned),
        });
        let mut alerts = outcome.alerts;
        if let Some(visit) = outcome.contacted {
            let by = user.to_owned();
            alerts.extend(self.event(ms, visit.0.into(), EventKind::contacted(by), 1.0));
        }
        outcome.answer.map(|()| alerts)
    }

    fn tick(&mut self, ms: u64) -> Vec<Alert> {
        self.alerts.tick(&at(ms), &mut self.ids).alerts
    }
}

fn at(ms: u64) -> Stamp {
    Stamp {
        run: RunId(Ulid::from(1)),
        mono_ns: ms * 1_000_000,
        utc: Timestamp::from_millisecond(1_772_000_000_000 + ms as i64).unwrap(),
    }
}

fn visit_id(number: u128) -> VisitId {
    VisitId(Ulid::from(number))
}

fn code(visit: u128) -> VisitorCode {
    format!("V-{visit:05}").into()
}

fn standing(alerts: &[Alert]) -> Vec<(AlertState, Option<&str>)> {
    alerts.iter().map(|a| (a.state, a.by.as_deref())).collect()
}

#[test]
fn an_open_alert_goes_on_with_the_visit_that_its_visit_is_a_part_of() {
    let mut floor = Floor::new();
    floor.enter(0, 1, 0.6);
    floor.enter(0, 2, 0.9);
    let alert = floor.unattended(1_000, 2);
    floor.tap(1_500, "anna", alert, Action::Claim).unwrap();
    let moved = floor.merge(2_000, 2, 1);
    assert_eq!(standing(&moved), [(AlertState::Claimed, Some("anna"))]);
    assert_eq!((moved[0].id, moved[0].rev), (alert, 3));
    assert_eq!(moved[0].visit, Some(visit_id(1)));
    assert_eq!(moved[0].visitor, Some(code(1)));
    assert!((moved[0].confidence - 0.6).abs() < 1e-6);
    assert!(floor.raise(3_000, 1, AlertKind::Unattended).is_empty());
    assert_eq!(
        standing(&floor.leave(4_000, 1)),
        [(AlertState::Closed, Some("anna"))]
    );
}

#[test]
fn of_two_alerts_of_one_kind_for_one_visitor_the_older_stays() {
    for (older, younger) in [(1, 2), (2, 1)] {
        let mut floor = Floor::new();
        floor.enter(0, 1, 0.9);
        floor.enter(0, 2, 0.9);
        let kept = floor.unattended(1_000, older);
        let closed = floor.unattended(2_000, younger);
        let said = floor.merge(3_000, 2, 1);
        let state = |id| said.iter().find(|a| a.id == id).map(|a| a.state);
        assert_eq!(state(closed), Some(AlertState::Closed));
        // Only the one that changed its visit is told again.
        let moved = (older == 2).then_some(AlertState::Open);
        assert_eq!(state(kept), moved);
        let left = floor.leave(4_000, 1);
        assert_eq!(left.iter().map(|a| a.id).collect::<Vec<_>>(), [kept]);
    }
}

#[test]
fn a_dismissal_is_taken_back_in_the_visit_that_goes_on() {
    let mut floor = Floor::new();
    floor.enter(0, 1, 0.9);
    floor.enter(0, 2, 0.9);
    let alert = floor.unattended(1_000, 2);
    floor.tap(2_000, "anna", alert, Action::Dismiss).unwrap();
    assert!(floor.merge(3_000, 2, 1).is_empty());
    let back = floor.tap(4_000, "anna", alert, Action::Undo).unwrap();
    assert_eq!(standing(&back), [(AlertState::Open, None)]);
    assert_eq!(back[0].visitor, Some(code(1)));
    assert_eq!(floor.leave(5_000, 1).len(), 1);
}

#[test]
fn a_claim_ends_a_snooze_and_its_undo_brings_it_back_with_its_wake_up() {
    let mut floor = Floor::new();
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    floor.tap(1_000, "anna", alert, Action::Snooze).unwrap();
    floor.tap(2_000, "jan", alert, Action::Claim).unwrap();
    assert!(floor.tick(5_000).is_empty(), "a claimed alert woke up");
    let undone = floor.tap(6_000, "jan", alert, Action::Undo).unwrap();
    assert_eq!(standing(&undone), [(AlertState::Snoozed, Some("anna"))]);
    assert_eq!(standing(&floor.tick(6_100)), [(AlertState::Open, None)]);
}

#[test]
fn only_what_nobody_claimed_expires() {
    let mut floor = Floor::new();
    for visit in 1..=3 {
        floor.enter(0, visit, 0.9);
    }
    let [open, snoozed, claimed] = [1, 2, 3].map(|visit| floor.unattended(0, visit));
    floor.tap(29_000, "anna", snoozed, Action::Snooze).unwrap();
    floor.tap(29_000, "anna", claimed, Action::Claim).unwrap();
    let expired = floor.tick(30_000);
    assert!(expired.iter().all(|a| a.state == AlertState::Expired));
    let ids: Vec<_> = expired.iter().map(|a| a.id).collect();
    assert_eq!((ids.len(), ids.contains(&claimed)), (2, false));
    let late = floor.tap(31_000, "jan", open, Action::Claim);
    assert_eq!(late, Err(Refusal::Over));
    let contacted = floor.tap(90_000, "anna", claimed, Action::Contacted);
    let spoken = (AlertState::Contacted, Some("anna"));
    assert_eq!(standing(&contacted.unwrap()), [spoken]);
}

#[test]
fn a_contact_cannot_be_taken_back() {
    let mut floor = Floor::new();
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    floor.tap(1_000, "anna", alert, Action::Claim).unwrap();
    let said = floor.tap(2_000, "anna", alert, Action::Contacted).unwrap();
    assert_eq!(said.len(), 1);
    assert!(floor.tick(2_500).is_empty());
    let undo = floor.tap(3_000, "anna", alert, Action::Undo);
    assert_eq!(undo, Err(Refusal::ContactStays));
}

#[test]
fn a_claim_dismissal_or_snooze_is_taken_back_within_five_seconds_by_its_user() {
    for action in [Action::Claim, Action::Dismiss, Action::Snooze] {
        let mut floor = Floor::new();
        floor.enter(0, 1, 0.9);
        let alert = floor.unattended(0, 1);
        floor.tap(1_000, "anna", alert, action).unwrap();
        let other = floor.tap(2_000, "jan", alert, Action::Undo);
        assert_eq!(other, Err(Refusal::NothingToUndo));
        let late = floor.tap(6_001, "anna", alert, Action::Undo);
        assert_eq!(late, Err(Refusal::NothingToUndo));
        let undone = floor.tap(6_000, "anna", alert, Action::Undo).unwrap();
        assert_eq!(standing(&undone), [(AlertState::Open, None)]);
    }
}

#[test]
fn after_the_visit_nothing_is_taken_back() {
    for action in [Action::Claim, Action::Dismiss, Action::Snooze] {
        let mut floor = Floor::new();
        floor.enter(0, 1, 0.9);
        let alert = floor.unattended(0, 1);
        floor.tap(1_000, "anna", alert, action).unwrap();
        floor.leave(2_000, 1);
        let undo = floor.tap(3_000, "anna", alert, Action::Undo);
        assert_eq!(undo, Err(Refusal::NothingToUndo));
    }
}

#[derive(Clone, Debug)]
enum Act {
    Raise(u128, AlertKind),
    /// The place of the alert among all raised so far.
    Tap(usize, &'static str, Action),
    Leave(u128),
    Merge(u128, u128),
    Tick,
}

fn act() -> impl Strategy<Value = Act> {
    let visit = || 1u128..=3;
    let kind = prop::sample::select(vec![AlertKind::Returning, AlertKind::Unattended]);
    let user = prop::sample::select(vec!["anna", "jan"]);
    let action = prop::sample::select(vec![
        Action::Claim,
        Action::Contacted,
        Action::Dismiss,
        Action::Snooze,
        Action::Undo,
        Action::Undo,
    ]);
    prop_oneof![
        4 => (visit(), kind).prop_map(|(visit, kind)| Act::Raise(visit, kind)),
        10 => (0usize..6, user, action).prop_map(|(nth, user, action)| Act::Tap(nth, user, action)),
        1 => visit().prop_map(Act::Leave),
        2 => (visit(), visit()).prop_map(|(from, into)| Act::Merge(from, into)),
        3 => Just(Act::Tick),
    ]
}

/// Plays one act; the visits that are over are no longer `here`.
fn play(
    floor: &mut Floor,
    ms: u64,
    act: &Act,
    here: &mut Vec<u128>,
    raised: &[AlertId],
) -> Vec<Alert> {
    match *act {
        Act::Raise(visit, kind) if here.contains(&visit) => floor.raise(ms, visit, kind),
        Act::Tap(nth, user, action) if nth < raised.len() => {
            floor.tap(ms, user, raised[nth], action).unwrap_or_default()
        }
        Act::Leave(visit) if here.contains(&visit) => {
            here.retain(|other| *other != visit);
            floor.leave(ms, visit)
        }
        Act::Merge(from, into) if from != into && [from, into].iter().all(|v| here.contains(v)) => {
            here.retain(|other| *other != from);
            floor.merge(ms, from, into)
        }
        _ => floor.tick(ms),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_an_alert_goes_on_by_the_rules(
        acts in prop::collection::vec((prop_oneof![0u64..3_000, 0u64..12_000], act()), 1..40),
    ) {
        let mut floor = Floor::new();
        let mut here = vec![1, 2, 3];
        for visit in &here {
            floor.enter(0, *visit, 0.9);
        }
        let (mut ms, mut raised) = (0, Vec::new());
        let mut last = BTreeMap::<AlertId, (u64, Alert)>::new();
        for (later, act) in &acts {
            ms += later;
            for alert in play(&mut floor, ms, act, &mut here, &raised) {
                if let Some((then, before)) = last.get(&alert.id) {
                    prop_assert_eq!(alert.rev, before.rev + 1);
                    let undone = matches!(act, Act::Tap(.., Action::Undo))
                        && before.state == AlertState::Dismissed
                        && ms - then <= 5_000;
                    prop_assert!(!before.state.is_over() || undone, "{before:?} came back by {act:?}");
                    let claim_expired = before.state == AlertState::Claimed && alert.state == AlertState::Expired;
                    prop_assert!(!claim_expired, "{alert:?}");
                } else {
                    prop_assert_eq!(alert.rev, 1);
                    raised.push(alert.id);
                }
                prop_assert!(alert.state != AlertState::Claimed || alert.by.is_some(), "{alert:?}");
                last.insert(alert.id, (ms, alert));
            }
            let open = || last.values().map(|(_, alert)| alert).filter(|alert| !alert.state.is_over());
            for alert in open() {
                prop_assert!(here.iter().any(|v| alert.visit == Some(visit_id(*v))), "{alert:?} of nobody");
                let same = open().filter(|other| other.visit == alert.visit);
                prop_assert_eq!(same.count(), 1);
                prop_assert!(alert.causes.contains(&alert.kind));
            }
        }
    }
}

#[test]
fn a_tap_that_comes_twice_changes_nothing_the_second_time() {
    let mut floor = Floor::new();
    floor.enter(0, 1, 0.9);
    let alert = floor.unattended(0, 1);
    floor.tap(1_000, "anna", alert, Action::Claim).unwrap();
    assert_eq!(floor.tap(2_000, "anna", alert, Action::Claim), Ok(vec![]));
    let undone = floor.tap(3_000, "anna", alert, Action::Undo).unwrap();
    assert_eq!(standing(&undone), [(AlertState::Open, None)]);
}

impl Floor {
    fn camera(&mut self, ms: u64, state: CameraState) -> Vec<Alert> {
        let report = CameraReport {
            stamp: at(ms),
            camera: "hall".into(),
            state,
            detail: String::new(),
        };
        self.alerts.camera(&report, &at(ms))
    }
}

#[test]
fn a_camera_that_fails_has_one_alert_until_it_works_again() {
    let mut floor = Floor::new();
    assert!(floor.camera(0, CameraState::Ok).is_empty());
    floor.camera(1_000, CameraState::Unreachable);
    assert!(floor.tick(2_000).is_empty(), "it may be back at once");
    let raised = floor.tick(5_000);
    let [alert] = &raised[..] else {
        panic!("one alert: {raised:?}");
    };
    assert_eq!(
        (alert.kind, alert.visitor.clone()),
        (AlertKind::Camera, None)
    );
    assert!(
        alert.text.en.starts_with("Camera hall: no picture."),
        "{}",
        alert.text.en
    );
    // It does not expire, and says what is wrong now.
    assert!(floor.tick(60_000).is_empty());
    let frozen = floor.camera(61_000, CameraState::Frozen);
    assert_eq!((frozen[0].id, frozen[0].rev), (alert.id, 2));
    assert!(
        frozen[0].text.en.contains("stands still"),
        "{}",
        frozen[0].text.en
    );
    floor.camera(70_000, CameraState::Ok);
    assert!(floor.tick(79_000).is_empty(), "it may fail again at once");
    let mended = floor.tick(80_000);
    assert_eq!(mended[0].state, AlertState::Closed);
    assert_eq!(mended[0].text.en, "The camera works again.");
    // A loose contact does not call somebody every minute.
    floor.camera(85_000, CameraState::Unreachable);
    assert!(floor.tick(95_000).is_empty());
    floor.camera(96_000, CameraState::Ok);
    assert!(floor.tick(110_000).is_empty());
    floor.camera(120_000, CameraState::Unreachable);
    assert_eq!(floor.tick(181_000).len(), 1, "this time it stays away");
    assert_eq!(floor.alerts.close(&at(190_000)).len(), 1);
}

#[test]
fn whoever_dismissed_a_camera_is_not_called_about_the_same_trouble_again() {
    let mut floor = Floor::new();
    floor.camera(0, CameraState::Black);
    let alert = floor.tick(4_000).remove(0);
    floor.tap(5_000, "ben", alert.id, Action::Dismiss).unwrap();
    for s in 6..600 {
        assert!(floor.tick(s * 1000).is_empty());
    }
}

#[test]
fn a_camera_that_works_for_moments_only_has_an_alert_that_stays() {
    let mut floor = Floor::new();
    let mut raised = Vec::new();
    for s in 0..60 {
        let state = if s % 6 == 0 {
            CameraState::Unreachable
        } else {
            CameraState::Ok
        };
        if s % 6 < 2 {
            raised.extend(floor.camera(s * 1_000, state));
        }
        raised.extend(floor.tick(s * 1_000 + 500));
    }
    let revisions: Vec<_> = raised.iter().map(|alert| alert.state).collect();
    assert!(
        !revisions.is_empty() && revisions.iter().all(|s| *s == AlertState::Open),
        "{revisions:?}"
    );
    assert!(
        raised.iter().all(|alert| alert.id == raised[0].id),
        "one alert"
    );
}
