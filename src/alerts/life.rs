//! The life of one alert: which change follows which.

use std::time::Duration;

use super::text::{self, Over};
use crate::types::{Action, Alert, AlertState, Command, Stamp};

/// A tap can be taken back for this long.
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
    raised: Stamp,
    expires_after: Duration,
    snoozed_until: Option<Stamp>,
    /// State before the last tap, who held it, and when the tap came.
    before: Option<(AlertState, Option<String>, Stamp)>,
}

impl Live {
    pub(super) fn new(alert: Alert, raised: Stamp, expires_after: Duration) -> Self {
        Self {
            alert,
            raised,
            expires_after,
            snoozed_until: None,
            before: None,
        }
    }

    /// Carries out a tap and gives the new revision.
    pub(super) fn tap(
        &mut self,
        command: &Command,
        snooze_for: Duration,
    ) -> Result<Alert, Refusal> {
        let (state, by) = (self.alert.state, self.alert.by.clone());
        if command.action == Action::Undo {
            return self.undo(command);
        }
        if state.is_over() {
            return Err(Refusal::Over);
        }
        if let (AlertState::Claimed, Some(holder)) = (state, &by)
            && *holder != command.user
        {
            return Err(Refusal::ClaimedBy(holder.clone()));
        }
        self.before = Some((state, by, command.stamp));
        let next = match command.action {
            Action::Claim => AlertState::Claimed,
            Action::Contacted => AlertState::Contacted,
            Action::Dismiss => AlertState::Dismissed,
            Action::Snooze | Action::Undo => {
                self.snoozed_until = Some(command.stamp.later(snooze_for));
                AlertState::Snoozed
            }
        };
        Ok(self.revise(&command.stamp, next, Some(command.user.clone())))
    }

    fn undo(&mut self, command: &Command) -> Result<Alert, Refusal> {
        let mine = self.alert.by.as_ref() == Some(&command.user);
        match self.before.take() {
            Some((state, by, at)) if mine && command.stamp.since(&at) <= UNDO_WITHIN => {
                self.snoozed_until = None;
                Ok(self.revise(&command.stamp, state, by))
            }
            before => {
                self.before = before;
                Err(Refusal::NothingToUndo)
            }
        }
    }

    /// What time alone changes: a snoozed alert comes back, an old one expires.
    pub(super) fn tick(&mut self, now: &Stamp) -> Option<Alert> {
        if self.alert.state.is_over() {
            return None;
        }
        if now.since(&self.raised) >= self.expires_after {
            return self.end(now, AlertState::Expired, Over::Expired);
        }
        let due = self
            .snoozed_until
            .is_some_and(|until| until.mono_ns <= now.mono_ns);
        if !due {
            return None;
        }
        self.snoozed_until = None;
        Some(self.revise(now, AlertState::Open, None))
    }

    /// Ends it, because nobody needs it any more. `None` where it was over already.
    pub(super) fn end(&mut self, now: &Stamp, state: AlertState, why: Over) -> Option<Alert> {
        if why != Over::Contacted {
            // Whoever has left cannot be brought back by an undo.
            self.before = None;
        }
        if self.alert.state.is_over() {
            return None;
        }
        self.alert.text = text::over(why);
        let by = self.alert.by.clone();
        Some(self.revise(now, state, by))
    }

    /// Whether nothing can happen to it any more, undo included.
    pub(super) fn is_settled(&self, now: &Stamp) -> bool {
        let undoable = self
            .before
            .as_ref()
            .is_some_and(|(.., at)| now.since(at) <= UNDO_WITHIN);
        self.alert.state.is_over() && !undoable
    }

    /// Makes the next revision.
    pub(super) fn revise(&mut self, now: &Stamp, state: AlertState, by: Option<String>) -> Alert {
        self.alert.rev += 1;
        self.alert.at = now.utc;
        self.alert.state = state;
        self.alert.by = by;
        self.alert.clone()
    }
}
