//! The life of one alert: which change follows which.

use std::time::Duration;

use super::{
    settings::Settings,
    text::{self, Facts, Over},
};
use crate::types::{
    Action, Alert, AlertKind, AlertState, Command, Priority, Stamp, VisitId, VisitorCode,
};

/// A claim, dismissal or snooze can be taken back for this long.
pub(super) const UNDO_WITHIN: Duration = Duration::from_secs(5);

/// Why a tablet's command was refused; the text is for its user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this alert is not known here")]
    Unknown,
    #[error("claimed by {0}")]
    ClaimedBy(String),
    #[error("this alert is over")]
    Over,
    #[error("there is nothing to undo: a tap can be taken back for five seconds")]
    NothingToUndo,
    /// A party has one alert: what came since has opened another.
    #[error("they are called for again by now: see the other alert")]
    CalledAgain,
    /// The visit counts as contacted, and its other alerts ended with it.
    #[error("a contact cannot be taken back")]
    ContactStays,
}

/// The last revision of an alert that was open when the appliance stopped without closing it.
pub fn ended_by_restart(alert: &Alert, now: &Stamp) -> Alert {
    let mut ended = Alert {
        rev: alert.rev + 1,
        at: now.utc,
        state: AlertState::Closed,
        alone_since: None,
        also: Vec::new(),
        ..alert.clone()
    };
    text::over(Over::Restarted).by(&mut ended);
    ended
}

/// How many are asked to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    /// Whoever knows the visitor.
    First,
    /// Whoever is free, too.
    Free,
    Everyone,
}

/// An alert that is still of interest, and what it needs to move on.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) alert: Alert,
    /// When it was raised, or something more came that calls for the same visitor.
    pub(super) raised: Stamp,
    /// What its text says of the visit, as it was at `noted`.
    pub(super) facts: Facts,
    pub(super) noted: Stamp,
    pub(super) asked: Asked,
    /// Since when those are asked who are.
    pub(super) asked_since: Stamp,
    /// When somebody should have claimed it; `None`: it is no matter of minutes.
    pub(super) due: Option<Stamp>,
    claimed: Option<Stamp>,
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
            noted: raised,
            asked: Asked::First,
            asked_since: raised,
            due: None,
            claimed: None,
            expires_after,
            snoozed_until: None,
            before: None,
            corrected: None,
            revised: raised,
        }
    }

    /// Whether it still asks for somebody: nobody is on their way, and nobody has put it off.
    pub(super) fn asks(&self) -> bool {
        matches!(self.alert.state, AlertState::Open | AlertState::Escalated)
    }

    /// Whether it is about one of these visits, and not over.
    pub(super) fn concerns(&self, visits: &[VisitId]) -> bool {
        !self.alert.state.is_over() && self.alert.visit.is_some_and(|v| visits.contains(&v))
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
        self.claimed = (next == AlertState::Claimed).then_some(command.stamp);
        if next.is_over() {
            // The others have alerts of their own now.
            self.alert.also.clear();
            self.facts.also.clear();
        }
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
        self.claimed = (before.state == AlertState::Claimed).then_some(command.stamp);
        self.reword_alert_of_visit(&command.stamp);
        Ok(self.revise(&command.stamp, before.state, before.by))
    }

    /// What time alone changes: a snoozed alert comes back, a claim that came to nothing lapses, an old alert that
    /// nobody has claimed expires, and one that nobody claimed in time asks everyone.
    pub(super) fn tick(&mut self, now: &Stamp, settings: &Settings) -> Option<Alert> {
        let state = self.alert.state;
        if state.is_over() {
            return None;
        }
        if state == AlertState::Claimed && self.alert.visit.is_some() {
            let lapsed = |since: &Stamp| now.since(since) >= settings.claim_holds;
            let lapsed = self.claimed.as_ref().is_some_and(lapsed);
            return lapsed.then(|| self.escalate(now));
        }
        if now.since(&self.raised) >= self.expires_after {
            return self.end(now, AlertState::Expired, Over::Expired);
        }
        let reached = |moment: &mut Stamp| moment.mono_ns <= now.mono_ns;
        if self.snoozed_until.take_if(reached).is_some() {
            self.before = None;
            self.asked_since = *now;
            self.due = self.due.map(|_| now.later(settings.approach_within));
            self.alert.approach_by = self.due.map(|due| due.utc).or(self.alert.approach_by);
            self.reword_alert_of_visit(now);
            return Some(self.revise(now, AlertState::Open, None));
        }
        let late = state == AlertState::Open && self.due.as_mut().is_some_and(reached);
        late.then(|| self.escalate(now))
    }

    /// Asks everyone, as nobody has gone.
    fn escalate(&mut self, now: &Stamp) -> Alert {
        (self.before, self.claimed) = (None, None);
        self.asked = Asked::Everyone;
        self.asked_since = *now;
        self.alert.for_staff.clear();
        self.alert.priority = Priority::High;
        self.facts.overdue = true;
        self.reword(now);
        self.revise(now, AlertState::Escalated, None)
    }

    /// What it is about has become worse: whoever took it on, or put it off, did so for less.
    pub(super) fn call_anew(&mut self, write: impl FnOnce(&mut Alert), now: &Stamp) -> Alert {
        (self.before, self.claimed, self.snoozed_until) = (None, None, None);
        write(&mut self.alert);
        self.revise(now, AlertState::Open, None)
    }

    /// Asks these from now on: the next revision.
    pub(super) fn ask(&mut self, asked: Asked, users: Vec<String>, now: &Stamp) -> Option<Alert> {
        (self.asked, self.asked_since) = (asked, *now);
        if self.alert.for_staff == users {
            return None;
        }
        self.alert.for_staff = users;
        let (state, by) = (self.alert.state, self.alert.by.clone());
        Some(self.revise(now, state, by))
    }

    /// Something more calls for the same visitor: the next revision. A snoozed alert comes back for what is more urgent.
    pub(super) fn call_again(
        &mut self,
        kind: AlertKind,
        facts: Facts,
        now: &Stamp,
        within: Duration,
    ) -> Alert {
        let wakes = self.alert.state == AlertState::Snoozed && rank(kind) > rank(self.alert.kind);
        let overdue = self.facts.overdue;
        self.facts = self.facts_at(now).joined(facts);
        self.facts.overdue = overdue;
        (self.noted, self.raised) = (*now, *now);
        self.add_causes(&[kind]);
        let due = now.later(within);
        if self.due.is_none_or(|before| due.mono_ns < before.mono_ns) || wakes {
            self.due = Some(due);
            self.alert.approach_by = Some(due.utc);
            self.alert.approach_at = self.alert.approach_at.min(Some(now.utc));
        }
        self.alert.expires_at = Some(now.later(self.expires_after).utc);
        self.reword(now);
        let (mut state, mut by) = (self.alert.state, self.alert.by.clone());
        if wakes {
            (self.snoozed_until, self.before) = (None, None);
            (state, by) = (AlertState::Open, None);
        }
        self.revise(now, state, by)
    }

    /// Notes causes that it does not have yet; the most urgent of all gives the kind.
    pub(super) fn add_causes(&mut self, kinds: &[AlertKind]) {
        for kind in kinds {
            if !self.alert.causes.contains(kind) {
                self.alert.causes.push(*kind);
            }
        }
        self.choose_kind();
    }

    /// Drops a cause that was none. Whether any is left.
    pub(super) fn drop_causes(&mut self, none: impl Fn(AlertKind) -> bool) -> bool {
        self.alert.causes.retain(|kind| !none(*kind));
        self.choose_kind();
        !self.alert.causes.is_empty()
    }

    fn choose_kind(&mut self) {
        let most = self.alert.causes.iter().copied().max_by_key(|k| rank(*k));
        self.alert.kind = most.unwrap_or(self.alert.kind);
        self.alert.priority = self.alert.priority.max(priority(self.alert.kind));
    }

    /// What the text says of the visit at a moment.
    fn facts_at(&self, now: &Stamp) -> Facts {
        let since = now.since(&self.noted);
        Facts {
            here: self.facts.here + since,
            alone: self.facts.alone.map(|alone| alone + since),
            ..self.facts.clone()
        }
    }

    /// The text of a camera's alert, and of a call, says nothing that changes with time.
    fn reword_alert_of_visit(&mut self, now: &Stamp) {
        if self.alert.visit.is_some() {
            self.reword(now);
        }
    }

    /// Writes the text anew.
    pub(super) fn reword(&mut self, now: &Stamp) {
        text::raised(self.alert.kind, &self.facts_at(now)).by(&mut self.alert);
        self.alert.alone_since = self.facts.alone_since(&self.noted);
    }

    /// Ends it for good, because nobody needs it any more. `None` where it was over already: then it only loses its undo.
    pub(super) fn end(&mut self, now: &Stamp, state: AlertState, why: Over) -> Option<Alert> {
        self.before = None;
        self.corrected = None;
        if self.alert.state.is_over() {
            return None;
        }
        self.snoozed_until = None;
        self.alert.also.clear();
        self.facts.also.clear();
        self.alert.alone_since = None;
        text::over(why).by(&mut self.alert);
        let by = self.alert.by.clone();
        Some(self.revise(now, state, by))
    }

    /// A correction that closed it does not bring it back.
    pub(super) fn stay_closed(&mut self) {
        self.corrected = None;
    }

    /// Seconds since the first interest, as its text has it.
    pub(super) fn alone_s(&self, now: &Stamp) -> Option<f64> {
        self.facts_at(now).alone.map(|alone| alone.as_secs_f64())
    }

    /// What became of it stays so.
    pub(super) fn forget_undo(&mut self) {
        (self.before, self.corrected) = (None, None);
    }

    /// Somebody is with them: that confirms a claim, and ends what nobody claimed.
    pub(super) fn met(&mut self, now: &Stamp) -> Option<Alert> {
        let state = match self.alert.state {
            AlertState::Claimed => AlertState::Contacted,
            _ => AlertState::Closed,
        };
        self.end(now, state, Over::Contacted)
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

    /// Says what else is known of it. `None` where it is over: then only an undo tells.
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

/// Which of two causes is the more urgent one.
pub(super) fn rank(kind: AlertKind) -> u8 {
    match kind {
        AlertKind::Camera | AlertKind::Appliance => 0,
        AlertKind::Approach => 1,
        AlertKind::Returning => 2,
        AlertKind::Party => 3,
        AlertKind::Unattended => 4,
        AlertKind::Hot => 5,
        AlertKind::Waiting => 6,
    }
}

/// How urgent a cause is beside others.
pub(super) fn priority(kind: AlertKind) -> Priority {
    match kind {
        AlertKind::Returning | AlertKind::Party => Priority::Normal,
        _ => Priority::High,
    }
}
