//! One colleague: what they are at, and what they tap next.

use std::{collections::BTreeMap, ops::Range, time::Duration};

use super::{
    choice::{Card, Choice, asks, is_for},
    settings::StaffSettings,
    tap::{Answer, Deed, Tap},
};
use crate::{
    sim::Dice,
    types::{Action, Alert, AlertId, AlertKind, AlertState, Dismissal, ShiftAction},
};

/// What somebody is at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Doing {
    /// Not at work, until then.
    Away { until: Duration },
    /// Ready to go to somebody.
    Free { since: Duration },
    /// The finger is on its way to the tablet.
    Reaching { choice: Choice, at: Duration },
    /// Claimed, and not answered yet.
    Claiming { alert: AlertId, again: Duration },
    /// About to take a claim or a dismissal back.
    Regretting { alert: AlertId, at: Duration },
    /// Took it back, and is not answered yet.
    TakingBack { alert: AlertId, until: Duration },
    /// On the way to the visitor.
    Walking { alert: AlertId, arrives: Duration },
    /// With the visitor; `said`: so says the tablet.
    With {
        alert: AlertId,
        leaves: Duration,
        said: bool,
    },
    /// Done, but the card is still there: said that somebody was with them, and is not answered yet.
    Leaving { alert: AlertId, again: Duration },
    /// Is about to say that they can be sent to the next one: no camera may have seen the contact of which they told.
    Parting { at: Duration },
}

/// A colleague with a tablet.
#[derive(Clone, Debug)]
pub(super) struct Member {
    user: String,
    seed: u64,
    settings: StaffSettings,
    /// Alerts that are not over.
    cards: BTreeMap<AlertId, Card>,
    doing: Doing,
    breaks: u64,
    break_at: Option<Duration>,
}

impl Member {
    pub(super) fn new(user: String, settings: StaffSettings, seed: u64) -> Self {
        let start = Duration::ZERO;
        let mut member = Self {
            user,
            seed,
            settings,
            cards: BTreeMap::new(),
            doing: Doing::Away { until: start },
            breaks: 0,
            break_at: None,
        };
        member.break_at = member.next_break(start);
        member
    }

    pub(super) fn user(&self) -> &str {
        &self.user
    }

    /// Takes in a revision. Failing cameras are no business of a salesperson.
    pub(super) fn hear(&mut self, alert: &Alert, now: Duration) {
        let id = alert.id;
        let known = self.cards.get(&id).map_or(0, |card| card.alert.rev);
        if alert.rev <= known || matches!(alert.kind, AlertKind::Camera | AlertKind::Appliance) {
            return;
        }
        if alert.state.is_over() {
            self.cards.remove(&id);
            self.ended(id, alert.state, now);
            return;
        }
        let user = &self.user;
        let calls = if let Some(card) = self.cards.get_mut(&id) {
            card.revise(alert.clone(), user, now)
        } else {
            self.cards.insert(id, Card::new(alert.clone(), now));
            asks(alert, user)
        };
        // What they took back themselves is left to others.
        let own = matches!(self.doing, Doing::TakingBack { alert, .. } if alert == id);
        if calls {
            self.called(id, own, now);
        }
        self.moved(id, now);
    }

    /// An alert calls for them: when will they have read it?
    fn called(&mut self, id: AlertId, leave: bool, now: Duration) {
        let Some(calls) = self.cards.get_mut(&id).map(|card| {
            card.calls += 1;
            card.calls
        }) else {
            return;
        };
        let mut dice = self.dice("reaction", id, calls);
        let settings = &self.settings;
        let missed = dice.chance(settings.missed_share);
        let median = if dice.chance(settings.slow_share) {
            settings.slow_median_s
        } else {
            settings.reaction_median_s
        };
        let reaction = median * (settings.reaction_spread * dice.normal()).exp();
        let read_at = (!missed && !leave).then(|| now + seconds(reaction));
        if let Some(card) = self.cards.get_mut(&id) {
            card.read_at = read_at;
        }
    }

    /// An alert is over; whoever is with the visitor stays, unless there is none any more.
    fn ended(&mut self, id: AlertId, state: AlertState, now: Duration) {
        let contact = state == AlertState::Contacted;
        match self.doing {
            Doing::Walking { alert, .. } if alert == id && contact => {
                self.arrive(id, now, false);
            }
            Doing::Leaving { alert, .. } if alert == id && contact => {
                self.doing = Doing::Parting { at: now };
            }
            Doing::With { alert, .. } if alert == id && contact => {}
            // It was dismissed by whoever thinks better of it now.
            Doing::Regretting { alert, .. } if alert == id && state == AlertState::Dismissed => {}
            _ if self.is_about(id) => self.doing = Doing::Free { since: now },
            _ => {}
        }
    }

    /// An alert has a new revision that is not its last.
    fn moved(&mut self, id: AlertId, now: Duration) {
        let Some(card) = self.cards.get(&id) else {
            return;
        };
        let mine = card.is_claimed_by(&self.user);
        let taken = card.alert.state == AlertState::Claimed && !mine;
        let next = match self.doing {
            Doing::Claiming { alert, .. } if alert == id && mine => return self.claimed(id, now),
            Doing::Claiming { alert, .. } if alert == id && taken => Doing::Free { since: now },
            // Somebody took it away from them.
            Doing::Walking { alert, .. } | Doing::Leaving { alert, .. } if alert == id && !mine => {
                Doing::Free { since: now }
            }
            Doing::TakingBack { alert, .. } if alert == id && !mine => Doing::Free { since: now },
            // A late answer to what was given up.
            Doing::Free { .. } | Doing::Reaching { .. } if mine => return self.walk(id, now),
            unchanged => unchanged,
        };
        self.doing = next;
    }

    /// Takes in an answer. That a claim is theirs, the alert's next revision says.
    pub(super) fn answer(&mut self, answer: &Answer, now: Duration) {
        let id = answer.alert;
        if answer.accepted || !self.is_about(id) {
            return;
        }
        match (self.doing, answer.action) {
            (Doing::Claiming { .. }, Action::Claim) => {
                self.leave_to_others(id);
                self.doing = Doing::Free { since: now };
            }
            (Doing::TakingBack { .. }, Action::Undo) => self.too_late_to_undo(id, now),
            (Doing::Leaving { .. }, Action::Contacted) => {
                self.cards.remove(&id);
                self.doing = Doing::Free { since: now };
            }
            _ => {}
        }
    }

    /// What they tapped until now, in the order of time.
    pub(super) fn due(&mut self, now: Duration) -> Vec<Tap> {
        let mut taps = Vec::new();
        while let Some(at) = self.next().filter(|at| *at <= now) {
            let deed = self.step(at, now);
            taps.extend(deed.map(|deed| Tap {
                at,
                user: self.user.clone(),
                deed,
            }));
        }
        taps
    }

    /// When something happens next, if nothing is heard until then.
    fn next(&self) -> Option<Duration> {
        match self.doing {
            Doing::Free { since } => {
                let reads = self.readable().filter_map(|card| card.read_at);
                let look = reads.min().map(|at| at.max(since));
                let rest = self.break_at.map(|at| at.max(since));
                [look, rest].into_iter().flatten().min()
            }
            Doing::Away { until } | Doing::TakingBack { until, .. } => Some(until),
            Doing::Reaching { at, .. } | Doing::Regretting { at, .. } | Doing::Parting { at } => {
                Some(at)
            }
            Doing::Claiming { again, .. } | Doing::Leaving { again, .. } => Some(again),
            Doing::Walking { arrives, .. } => Some(arrives),
            Doing::With { leaves, .. } => Some(leaves),
        }
    }

    /// Does what is due `at`, as seen `now`, and gives what is tapped.
    fn step(&mut self, at: Duration, now: Duration) -> Option<Deed> {
        match self.doing {
            Doing::Away { .. } => {
                self.doing = Doing::Free { since: at };
                Some(Deed::Shift(ShiftAction::Start))
            }
            Doing::Free { .. } if self.break_at.is_some_and(|rest| rest <= at) => {
                self.take_break(at, now)
            }
            Doing::Free { .. } => {
                self.choose(at);
                None
            }
            Doing::Reaching { choice, .. } => self.tap(choice, at),
            Doing::Claiming { alert, .. } => self.claim(alert, at),
            Doing::Regretting { alert, .. } => {
                let until = at + seconds(self.settings.answer_s);
                self.doing = Doing::TakingBack { alert, until };
                Some(deed(alert, Action::Undo, None))
            }
            Doing::TakingBack { alert, .. } => {
                self.too_late_to_undo(alert, at);
                None
            }
            Doing::Walking { alert, .. } => {
                let share = self.settings.contacted_share;
                let says = self.dice("contacted", alert, 0).chance(share);
                self.arrive(alert, at, says);
                says.then(|| deed(alert, Action::Contacted, None))
            }
            Doing::With { alert, said, .. } => self.leave(alert, said, at),
            Doing::Leaving { alert, .. } => self.leave(alert, true, at),
            Doing::Parting { .. } => {
                self.doing = Doing::Free { since: at };
                Some(Deed::Shift(ShiftAction::Free))
            }
        }
    }

    /// A break, unless it is over by now: nights are no breaks.
    fn take_break(&mut self, at: Duration, now: Duration) -> Option<Deed> {
        let range = self.settings.break_s.clone();
        let until = at + drawn(&mut self.own_dice("break"), &range);
        let begins = until > now;
        self.breaks += 1;
        self.break_at = self.next_break(if begins { until } else { now });
        begins.then(|| {
            self.doing = Doing::Away { until };
            Deed::Shift(ShiftAction::End)
        })
    }

    /// Takes the most urgent of what they have read, and decides what to do with it.
    fn choose(&mut self, at: Duration) {
        let read = |card: &&Card| card.read_at.is_some_and(|read_at| read_at <= at);
        let urgent = self.readable().filter(read).min_by_key(|card| card.rank());
        let Some((id, calls, excuse)) = urgent.map(|c| (c.alert.id, c.calls, c.excuse())) else {
            return;
        };
        let mut dice = self.dice("choice", id, calls);
        let (dismissed, roll) = (self.settings.dismiss_share, dice.unit());
        let (action, reason) = if roll < dismissed {
            (Action::Dismiss, Some(excuse))
        } else if roll < dismissed + self.settings.snooze_share {
            (Action::Snooze, None)
        } else {
            (Action::Claim, None)
        };
        let choice = Choice {
            alert: id,
            action,
            reason,
        };
        let at = at + drawn(&mut dice, &self.settings.hand_s);
        self.doing = Doing::Reaching { choice, at };
    }

    /// The finger is on the tablet. What is over, or not for them any more, is not there to be tapped; what somebody else
    /// has just claimed still looks as it did.
    fn tap(&mut self, choice: Choice, at: Duration) -> Option<Deed> {
        let id = choice.alert;
        let card = self.cards.get(&id);
        if !card.is_some_and(|card| is_for(&card.alert, &self.user)) {
            self.doing = Doing::Free { since: at };
            return None;
        }
        if choice.action == Action::Claim {
            return self.claim(id, at);
        }
        self.leave_to_others(id);
        let regrets = choice.action == Action::Dismiss;
        self.doing = match self.regrets_at(id, at).filter(|_| regrets) {
            Some(at) => Doing::Regretting { alert: id, at },
            None => Doing::Free { since: at },
        };
        Some(deed(id, choice.action, choice.reason))
    }

    /// Claims, and claims again where no answer comes.
    fn claim(&mut self, alert: AlertId, at: Duration) -> Option<Deed> {
        let card = self.cards.get(&alert);
        if !card.is_some_and(|card| is_for(&card.alert, &self.user)) {
            self.doing = Doing::Free { since: at };
            return None;
        }
        let again = at + seconds(self.settings.answer_s);
        self.doing = Doing::Claiming { alert, again };
        Some(deed(alert, Action::Claim, None))
    }

    /// The claim is theirs.
    fn claimed(&mut self, alert: AlertId, now: Duration) {
        match self.regrets_at(alert, now) {
            Some(at) => self.doing = Doing::Regretting { alert, at },
            None => self.walk(alert, now),
        }
    }

    fn walk(&mut self, alert: AlertId, now: Duration) {
        let way = drawn(&mut self.dice("walk", alert, 0), &self.settings.walk_s);
        let welcome = self.cards.get(&alert).map_or(now, |card| card.welcome);
        let arrives = (now + way).max(welcome);
        self.doing = Doing::Walking { alert, arrives };
    }

    fn arrive(&mut self, alert: AlertId, at: Duration, said: bool) {
        let stay = drawn(&mut self.dice("with", alert, 0), &self.settings.with_s);
        let leaves = at + stay;
        self.doing = Doing::With {
            alert,
            leaves,
            said,
        };
    }

    /// Free again; where their card is still on the tablet, they say first that they were there.
    fn leave(&mut self, alert: AlertId, said: bool, at: Duration) -> Option<Deed> {
        let card = self.cards.get(&alert);
        if !card.is_some_and(|card| card.is_claimed_by(&self.user)) {
            self.doing = Doing::Free { since: at };
            return said.then_some(Deed::Shift(ShiftAction::Free));
        }
        let again = at + seconds(self.settings.answer_s);
        self.doing = Doing::Leaving { alert, again };
        Some(deed(alert, Action::Contacted, None))
    }

    /// The claim stands, so they go; a dismissal stands, and nothing follows.
    fn too_late_to_undo(&mut self, alert: AlertId, now: Duration) {
        let card = self.cards.get(&alert);
        if card.is_some_and(|card| card.is_claimed_by(&self.user)) {
            self.walk(alert, now);
        } else {
            self.doing = Doing::Free { since: now };
        }
    }

    fn regrets_at(&self, alert: AlertId, now: Duration) -> Option<Duration> {
        let mut dice = self.dice("undo", alert, 0);
        let regrets = dice.chance(self.settings.undo_share);
        regrets.then(|| now + drawn(&mut dice, &self.settings.undo_after_s))
    }

    fn leave_to_others(&mut self, alert: AlertId) {
        if let Some(card) = self.cards.get_mut(&alert) {
            card.read_at = None;
        }
    }

    /// Cards that ask for them.
    fn readable(&self) -> impl Iterator<Item = &Card> {
        let cards = self.cards.values();
        cards.filter(|card| card.read_at.is_some() && asks(&card.alert, &self.user))
    }

    /// Whether what they are at is about this alert.
    fn is_about(&self, id: AlertId) -> bool {
        match self.doing {
            Doing::Away { .. } | Doing::Free { .. } | Doing::Parting { .. } => false,
            Doing::Reaching { choice, .. } => choice.alert == id,
            Doing::Claiming { alert, .. }
            | Doing::Regretting { alert, .. }
            | Doing::TakingBack { alert, .. }
            | Doing::Walking { alert, .. }
            | Doing::With { alert, .. }
            | Doing::Leaving { alert, .. } => alert == id,
        }
    }

    fn next_break(&self, from: Duration) -> Option<Duration> {
        const HOUR_S: f64 = 3600.0;
        let often = self.settings.breaks_per_hour;
        let wait_s = -HOUR_S / often * (1.0 - self.own_dice("until-break").unit()).ln();
        (often > 0.0).then(|| from + seconds(wait_s))
    }

    /// The dice of one purpose for the coming break.
    fn own_dice(&self, purpose: &str) -> Dice {
        Dice::new(self.seed, &["staff", &self.user, purpose], self.breaks)
    }

    /// The dice of one purpose for an alert.
    fn dice(&self, purpose: &str, alert: AlertId, number: u64) -> Dice {
        let purpose = ["staff", &self.user, purpose, &alert.to_string()];
        Dice::new(self.seed, &purpose, number)
    }
}

fn deed(alert: AlertId, action: Action, reason: Option<Dismissal>) -> Deed {
    let word = |reason: Dismissal| {
        let known = Dismissal::WORDS.iter().find(|(r, _)| *r == reason);
        known.map(|(_, word)| (*word).to_owned())
    };
    Deed::Alert {
        alert,
        action,
        reason: reason.and_then(word),
    }
}

fn drawn(dice: &mut Dice, range: &Range<f64>) -> Duration {
    seconds(dice.between(range.start, range.end))
}

/// Never negative, never out of range.
fn seconds(s: f64) -> Duration {
    Duration::try_from_secs_f64(s.max(0.0)).unwrap_or(Duration::MAX / 4)
}
