//! An alert as one colleague's tablet shows it, and what they make of it.

use std::{cmp::Reverse, time::Duration};

use jiff::Timestamp;

use crate::types::{Action, Alert, AlertId, AlertKind, AlertState, Dismissal, Priority, ZoneKind};

/// An alert on a tablet.
#[derive(Clone, Debug)]
pub(super) struct Card {
    pub(super) alert: Alert,
    /// How often it has called for whom the tablet belongs to.
    pub(super) calls: u64,
    /// When they have read what it says; none where they noticed nothing, or leave it to others.
    pub(super) read_at: Option<Duration>,
    /// From when the visitor is to be approached.
    pub(super) welcome: Duration,
}

impl Card {
    /// A card of a revision that came in `now`.
    pub(super) fn new(alert: Alert, now: Duration) -> Self {
        let mut card = Self {
            alert,
            calls: 0,
            read_at: None,
            welcome: now,
        };
        card.welcome = card.welcome_from(now);
        card
    }

    /// Takes in a newer revision. True where it calls for them anew.
    pub(super) fn revise(&mut self, alert: Alert, user: &str, now: Duration) -> bool {
        let before = (asks(&self.alert, user), loudness(&self.alert));
        self.alert = alert;
        self.welcome = self.welcome_from(now);
        let after = (asks(&self.alert, user), loudness(&self.alert));
        after.0 && after != before
    }

    fn welcome_from(&self, now: Duration) -> Duration {
        let wait = |at: Timestamp| Duration::try_from(at.duration_since(self.alert.at)).ok();
        now + self.alert.approach_at.and_then(wait).unwrap_or_default()
    }

    pub(super) fn is_claimed_by(&self, user: &str) -> bool {
        self.alert.state == AlertState::Claimed && self.alert.by.as_deref() == Some(user)
    }

    /// The most urgent card has the least.
    pub(super) fn rank(&self) -> impl Ord + use<> {
        let alert = &self.alert;
        (
            alert.state != AlertState::Escalated,
            Reverse(alert.priority),
            alert.approach_by.is_none(),
            alert.approach_by,
            alert.id,
        )
    }

    /// Why nobody needs to go, as a colleague would see it.
    pub(super) fn excuse(&self) -> Dismissal {
        let kind = self.alert.zone.as_ref().map(|zone| zone.kind);
        let at_desk = matches!(kind, Some(ZoneKind::Desk | ZoneKind::Service));
        if self.alert.kind == AlertKind::Waiting || at_desk {
            Dismissal::Service
        } else {
            Dismissal::JustLooking
        }
    }
}

/// What makes a tablet sound again, although the alert asked for somebody before.
fn loudness(alert: &Alert) -> (bool, usize, Priority) {
    let escalated = alert.state == AlertState::Escalated;
    (escalated, alert.causes.len(), alert.priority)
}

/// Whether an alert is addressed to somebody.
pub(super) fn is_for(alert: &Alert, user: &str) -> bool {
    alert.for_staff.is_empty() || alert.for_staff.iter().any(|name| name == user)
}

/// Whether an alert asks somebody to go: nobody has yet, and it is for them.
pub(super) fn asks(alert: &Alert, user: &str) -> bool {
    let waits = matches!(alert.state, AlertState::Open | AlertState::Escalated);
    waits && is_for(alert, user)
}

/// What somebody is about to tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) alert: AlertId,
    pub(super) action: Action,
    pub(super) reason: Option<Dismissal>,
}
