//! The life of one alert: which change follows which.

use std::time::Duration;

use super::text::{self, Facts, Over};
use crate::types::{Action, Alert, AlertState, Command, Stamp, VisitId, VisitorCode};

/// A claim, dismissal or snooze can be taken back for this long.
const UNDO_WITHIN: Duration = Duration::from_secs(5);

/// Why a tablet's command was refused; the text is for its user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this alert is not known here")]
    Unknown,
    #[error("claimed by {0}")]
    ClaimedBy(String),
    #[error("this alert is over")]
    Over,
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The visit counts as contacted, and its other alerts ended with it.
    #[error("a contact cannot be taken back")]
    ContactStays,
}

/// The last revision of an alert that was open when the appliance stopped without closing it.
pub fn ended_by_restart(alert: &Alert, now: &Stamp) -> Alert {
    Alert {
        rev: alert.rev + 1,
        at: now.utc,
        state: AlertState::Closed,
        text: text::over(Over::Restarted),
        ..alert.clone()
    }
}

/// An alert that is still of interest, and what it needs to move on.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) alert: Alert,
    pub(super) raised: Stamp,
    /// What its text says of the visit.
    pub(super) facts: Facts,
    expires_after: Duration,
    /// Set while it is snoozed, and only then.
    snoozed_until: Option<Stamp>,
    before: Option<Before>,
    /// The state from which a correction closed it: it comes back when that is undone.
    corrected: Option<AlertState>,
    /// When the last revision was made.
    revised: Stamp,
}

/// How an alert stood before its last tap.
#[derive(Clone, Debug)]
struct Before {
    state: AlertState,
    by: Option<String>,
    snoozed_until: Option<Stamp>,
    /// When the tap came.
    tapped: Stamp,
}

impl Live {
    pub(super) fn new(alert: Alert, raised: Stamp, facts: Facts, expires_after: Duration) -> Self {
        Self {
            alert,
            raised,
            facts,
            expires_after,
            snoozed_until: None,
            before: None,
            corrected: None,
            revised: raised,
        }
    }

    /// Carries out a tap and gives the new revision.
    pub(super) fn tap(
        &mut self,
        command: &Command,
        snooze_for: Duration,
    ) -> Result<Option<Alert>, Refusal> {
        let (next, snoozed_until) = match command.action {
            Action::Undo => return self.undo(command).map(Some),
            Action::Claim => (AlertState::Claimed, None),
            Action::Contacted => (AlertState::Contacted, None),
            Action::Dismiss => (AlertState::Dismissed, None),
            Action::Snooze => (AlertState::Snoozed, Some(command.stamp.later(snooze_for))),
        };
        // A tap that comes twice (a tablet that got no answer sends it again) changes nothing the second time.
        let again = self.alert.state == next && self.alert.by.as_ref() == Some(&command.user);
        if again && command.action != Action::Snooze {
            return Ok(None);
        }
        self.may_tap(&command.user)?;
        self.before = (next != AlertState::Contacted).then(|| Before {
            state: self.alert.state,
            by: self.alert.by.clone(),
            snoozed_until: self.snoozed_until,
            tapped: command.stamp,
        });
        self.snoozed_until = snoozed_until;
        Ok(Some(self.revise(
            &command.stamp,
            next,
            Some(command.user.clone()),
        )))
    }

    fn may_tap(&self, user: &str) -> Result<(), Refusal> {
        match (self.alert.state, &self.alert.by) {
            (state, _) if state.is_over() => Err(Refusal::Over),
            (AlertState::Claimed, Some(holder)) if holder != user => {
                Err(Refusal::ClaimedBy(holder.clone()))
            }
            _ => Ok(()),
        }
    }

    fn undo(&mut self, command: &Command) -> Result<Alert, Refusal> {
        if self.alert.state == AlertState::Contacted {
            return Err(Refusal::ContactStays);
        }
        let mine = self.alert.by.as_ref() == Some(&command.user);
        let before = self
            .before
            .take_if(|before| mine && command.stamp.since(&before.tapped) <= UNDO_WITHIN)
            .ok_or(Refusal::NothingToUndo)?;
        self.snoozed_until = before.snoozed_until;
        Ok(self.revise(&command.stamp, before.state, before.by))
    }

    /// What time alone changes: a snoozed alert comes back, an old one that nobody has claimed expires.
    pub(super) fn tick(&mut self, now: &Stamp) -> Option<Alert> {
        let state = self.alert.state;
        if state.is_over() || state == AlertState::Claimed {
            return None;
        }
        if now.since(&self.raised) >= self.expires_after {
            return self.end(now, AlertState::Expired, Over::Expired);
        }
        let due = |until: &mut Stamp| until.mono_ns <= now.mono_ns;
        self.snoozed_until.take_if(due)?;
        self.before = None;
        Some(self.revise(now, AlertState::Open, None))
    }

    /// Ends it for good, because nobody needs it any more. `None` where it was over already: then it only loses its undo.
    pub(super) fn end(&mut self, now: &Stamp, state: AlertState, why: Over) -> Option<Alert> {
        self.before = None;
        self.corrected = None;
        if self.alert.state.is_over() {
            return None;
        }
        self.snoozed_until = None;
        self.alert.text = text::over(why);
        let by = self.alert.by.clone();
        Some(self.revise(now, state, by))
    }

    /// Ends it because its visitor is not who it says.
    pub(super) fn end_by_correction(&mut self, now: &Stamp) -> Option<Alert> {
        let state = self.alert.state;
        let ended = self.end(now, AlertState::Closed, Over::Corrected)?;
        self.corrected = Some(state);
        Some(ended)
    }

    /// Takes back that a correction closed it; the next revision says so.
    pub(super) fn reopen(&mut self) {
        if let Some(state) = self.corrected.take() {
            self.alert.state = match state {
                AlertState::Snoozed => AlertState::Open,
                state => state,
            };
        }
    }

    /// Speaks of its visitor, under a new name or in another visit, from now on. `None` where it is over: then only an
    /// undo tells.
    pub(super) fn speak_of(
        &mut self,
        visit: VisitId,
        visitor: &VisitorCode,
        confidence: f32,
        now: &Stamp,
    ) -> Option<Alert> {
        self.alert.visit = Some(visit);
        self.alert.visitor = Some(visitor.clone());
        self.alert.confidence = confidence;
        let (state, by) = (self.alert.state, self.alert.by.clone());
        (!state.is_over()).then(|| self.revise(now, state, by))
    }

    /// Says what a correction left of it. `None` where it is over: then only an undo tells.
    pub(super) fn correct(&mut self, write: impl FnOnce(&mut Alert), now: &Stamp) -> Option<Alert> {
        write(&mut self.alert);
        let (state, by) = (self.alert.state, self.alert.by.clone());
        (!state.is_over()).then(|| self.revise(now, state, by))
    }

    /// Whether nothing can happen to it any more. What has just ended is kept for a moment, to answer late taps.
    pub(super) fn is_settled(&self, now: &Stamp) -> bool {
        let over = self.alert.state.is_over() && self.corrected.is_none();
        over && now.since(&self.revised) > UNDO_WITHIN
    }

    /// Makes the next revision.
    fn revise(&mut self, now: &Stamp, state: AlertState, by: Option<String>) -> Alert {
        self.revised = *now;
        self.alert.rev += 1;
        self.alert.at = now.utc;
        self.alert.state = state;
        self.alert.by = by;
        self.alert.clone()
    }
}
