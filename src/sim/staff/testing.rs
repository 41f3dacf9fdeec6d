//! An appliance that knows nothing but whose alert is whose, for tests of what tablets tap.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use jiff::Timestamp;
use serde_json::json;
use ulid::Ulid;

use super::{Answer, Crew, Deed, Tap};
use crate::types::{Action, Alert, AlertId, AlertState};

/// An open alert for these users, as a tablet reads it.
pub(super) fn alert(number: u128, for_staff: &[&str]) -> Alert {
    let at = Timestamp::UNIX_EPOCH;
    let text = json!({"en": "", "fr": "", "pl": "", "de": ""});
    let payload = json!({
        "v": 1, "id": AlertId(Ulid::from(number)), "rev": 1, "kind": "unattended", "priority": "normal", "site": "north",
        "causes": ["unattended"], "since": at, "at": at, "visitor": "V-7K3QD", "party": [], "zone": null,
        "stage": null, "score": null, "why": [], "text": text, "approach_at": at, "approach_by": null,
        "expires_at": null, "state": "open", "by": null, "for": for_staff, "also": [], "confidence": 1.0,
    });
    serde_json::from_value(payload).expect("an alert of the contract")
}

/// Alerts and who holds them; what it says arrives later.
#[derive(Default)]
pub(super) struct Appliance {
    pub(super) alerts: BTreeMap<AlertId, Alert>,
    /// Everything that was tapped, and whether it was carried out.
    pub(super) tapped: Vec<(Tap, bool)>,
    /// Since when alerts are over.
    over: BTreeMap<AlertId, Duration>,
    /// Claims of what was known to be over.
    pub(super) stale: usize,
    /// On the way to the tablets: revisions for all, answers for one.
    on_the_way: VecDeque<(Duration, Said)>,
    latency: Duration,
}

enum Said {
    Revision(Box<Alert>),
    Answer(String, Answer),
}

impl Appliance {
    pub(super) fn slow(latency: Duration) -> Self {
        Self {
            latency,
            ..Self::default()
        }
    }

    pub(super) fn raise(&mut self, alert: Alert, now: Duration) {
        self.revise(alert, now);
    }

    /// The alert comes into another state without anybody's tap.
    pub(super) fn becomes(&mut self, id: AlertId, state: AlertState, now: Duration) {
        if let Some(alert) = self.alerts.get(&id).filter(|a| !a.state.is_over()) {
            self.revise(
                Alert {
                    rev: alert.rev + 1,
                    state,
                    ..alert.clone()
                },
                now,
            );
        }
    }

    fn revise(&mut self, alert: Alert, now: Duration) {
        self.alerts.insert(alert.id, alert.clone());
        if alert.state.is_over() {
            self.over.insert(alert.id, now);
        } else {
            self.over.remove(&alert.id);
        }
        let said = Said::Revision(Box::new(alert));
        self.on_the_way.push_back((now + self.latency, said));
    }

    /// Delivers what has arrived, and carries out what is tapped.
    pub(super) fn step(&mut self, crew: &mut Crew, now: Duration) {
        let late = |(at, _): &(Duration, Said)| *at <= now;
        while self.on_the_way.front().is_some_and(late) {
            match self.on_the_way.pop_front() {
                Some((_, Said::Revision(alert))) => crew.hear(&alert, now),
                Some((_, Said::Answer(user, answer))) => crew.answer(&user, &answer, now),
                None => {}
            }
        }
        for tap in crew.due(now) {
            self.take(tap, now);
        }
    }

    fn take(&mut self, tap: Tap, now: Duration) {
        let Deed::Alert { alert, action, .. } = tap.deed else {
            self.tapped.push((tap, true));
            return;
        };
        let over = self.over.get(&alert);
        let known = over.is_some_and(|since| now > *since + self.latency);
        self.stale += usize::from(known && action == Action::Claim);
        let known = self.alerts.get(&alert).cloned();
        let next = known.and_then(|known| carried_out(known, &tap.user, action));
        let accepted = next.is_some();
        if let Some(next) = next {
            self.revise(next, now);
        }
        let answer = Answer {
            alert,
            action,
            accepted,
        };
        let said = Said::Answer(tap.user.clone(), answer);
        self.on_the_way.push_back((now + self.latency, said));
        self.tapped.push((tap, accepted));
    }

    /// How many alerts somebody holds.
    pub(super) fn held_by(&self, user: &str) -> usize {
        let held = |alert: &&Alert| {
            alert.state == AlertState::Claimed && alert.by.as_deref() == Some(user)
        };
        self.alerts.values().filter(held).count()
    }

    /// What was done to alerts, whether it was carried out or not.
    pub(super) fn actions(&self) -> impl Iterator<Item = (&Tap, Action, bool)> {
        let alerts = |(tap, done): &'_ (Tap, bool)| match tap.deed {
            Deed::Alert { action, .. } => Some((action, *done)),
            Deed::Shift(_) => None,
        };
        let taps = self.tapped.iter();
        taps.filter_map(move |entry| alerts(entry).map(|(action, done)| (&entry.0, action, done)))
    }
}

/// The next revision; none where the tap is refused.
fn carried_out(known: Alert, user: &str, action: Action) -> Option<Alert> {
    let (state, mine) = (known.state, known.by.as_deref() == Some(user));
    let next = match action {
        Action::Undo if mine => AlertState::Open,
        Action::Undo => return None,
        _ if state.is_over() || (state == AlertState::Claimed && !mine) => return None,
        Action::Claim => AlertState::Claimed,
        Action::Contacted => AlertState::Contacted,
        Action::Dismiss => AlertState::Dismissed,
        Action::Snooze => AlertState::Snoozed,
    };
    let by = (action != Action::Undo).then(|| user.to_owned());
    Some(Alert {
        rev: known.rev + 1,
        state: next,
        by,
        ..known
    })
}
