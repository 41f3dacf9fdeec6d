//! Who of the staff can be sent: who is at work, as they said on their tablets, and who is free, as far as that shows in
//! alerts. Of the past nothing is known here.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use crate::types::{OnShift, ShiftAction, ShiftTap, StaffState, StaffView, Stamp, VisitId};

/// A shift that nobody has ended for so long was forgotten.
const LONGEST_SHIFT: Duration = Duration::from_hours(14);
/// A contact whose end nobody saw is over by then.
const LONGEST_CONTACT: Duration = Duration::from_mins(30);
/// The time for which new alerts are counted.
const COUNTED: Duration = Duration::from_mins(10);

/// A colleague at work.
#[derive(Clone, Debug)]
struct Member {
    shift: OnShift,
    /// The visit whose visitor they are with, and since when.
    with: Option<(VisitId, Stamp)>,
}

/// Everybody at work.
#[derive(Clone, Debug, Default)]
pub(super) struct Duty {
    members: BTreeMap<String, Member>,
    /// When each was asked by a new alert, lately. Without a name: everyone, where nobody said that they are at work.
    asked: BTreeMap<String, VecDeque<Stamp>>,
}

/// Whom a new alert asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// These; none means everyone.
    For(Vec<String>),
    /// All whom it could ask have had enough.
    None,
}

impl Duty {
    pub(super) fn new(shifts: Vec<OnShift>) -> Self {
        let member = |shift: OnShift| (shift.user.clone(), Member { shift, with: None });
        Self {
            members: shifts.into_iter().map(member).collect(),
            asked: BTreeMap::new(),
        }
    }

    /// Carries out what somebody says of themselves. `None` where that changes nothing.
    pub(super) fn tap(&mut self, tap: &ShiftTap) -> Option<(String, Option<OnShift>)> {
        let user = tap.user.clone();
        if tap.action == ShiftAction::End {
            let ended = self.members.remove(&user).is_some();
            return ended.then_some((user, None));
        }
        let begin = OnShift {
            user: user.clone(),
            since: tap.stamp.utc,
            busy: false,
        };
        let new = !self.members.contains_key(&user);
        let member = self.members.entry(user.clone()).or_insert(Member {
            shift: begin,
            with: None,
        });
        let busy = tap.action == ShiftAction::Busy;
        if !busy {
            member.with = None;
        }
        let changed = new || member.shift.busy != busy;
        member.shift.busy = busy;
        changed.then(|| (user, Some(member.shift.clone())))
    }

    /// Ends the shifts that were forgotten.
    pub(super) fn tick(&mut self, now: &Stamp) -> Vec<String> {
        for member in self.members.values_mut() {
            let over = |(_, since): &mut (VisitId, Stamp)| now.since(since) >= LONGEST_CONTACT;
            member.with.take_if(over);
        }
        let forgotten = |member: &Member| {
            let worked = now.utc.duration_since(member.shift.since);
            Duration::try_from(worked).is_ok_and(|worked| worked >= LONGEST_SHIFT)
        };
        let ended = self.members.iter().filter(|(_, m)| forgotten(m));
        let ended: Vec<String> = ended.map(|(user, _)| user.clone()).collect();
        for user in &ended {
            self.members.remove(user);
        }
        ended
    }

    /// Somebody is with the visitor of this visit.
    pub(super) fn with(&mut self, user: &str, visit: VisitId, now: &Stamp) {
        if let Some(member) = self.members.get_mut(user) {
            member.with = Some((visit, *now));
        }
    }

    /// The visit goes on as a part of another one.
    pub(super) fn moved(&mut self, from: VisitId, into: VisitId) {
        let with = self.members.values_mut().filter_map(|m| m.with.as_mut());
        for (visit, _) in with.filter(|(visit, _)| *visit == from) {
            *visit = into;
        }
    }

    /// The contact with the visitor of this visit is over.
    pub(super) fn parted(&mut self, visit: VisitId) {
        for member in self.members.values_mut() {
            member.with.take_if(|(with, _)| *with == visit);
        }
    }

    /// Whether anybody said that they are at work.
    pub(super) fn is_used(&self) -> bool {
        !self.members.is_empty()
    }

    /// Whether they are at work and can be sent; `on_the_way` says of whom it is known that they are going to somebody.
    pub(super) fn is_free(&self, user: &str, on_the_way: &impl Fn(&str) -> bool) -> bool {
        let member = self.members.get(user);
        member.is_some_and(|m| !m.shift.busy && m.with.is_none() && !on_the_way(user))
    }

    /// All who are.
    pub(super) fn free(&self, on_the_way: &impl Fn(&str) -> bool) -> Vec<String> {
        let users = self.members.keys();
        let free = users.filter(|user| self.is_free(user, on_the_way));
        free.cloned().collect()
    }

    /// The retained states of all at work.
    pub(super) fn views(&self, on_the_way: &impl Fn(&str) -> bool) -> Vec<StaffView> {
        let view = |(user, member): (&String, &Member)| StaffView {
            v: 1,
            user: user.clone(),
            state: if self.is_free(user, on_the_way) {
                StaffState::Free
            } else {
                StaffState::Busy
            },
            since: member.shift.since,
        };
        self.members.iter().map(view).collect()
    }

    /// Whom a new alert for `users` (none: everyone) may ask without anybody having more than `most` in ten minutes; it is
    /// counted.
    pub(super) fn room(&mut self, users: Vec<String>, most: usize, now: &Stamp) -> Room {
        for times in self.asked.values_mut() {
            while times.front().is_some_and(|at| now.since(at) > COUNTED) {
                times.pop_front();
            }
        }
        self.asked.retain(|_, times| !times.is_empty());
        let everyone = users.is_empty();
        let asked = match (everyone, self.is_used()) {
            (false, _) => users,
            (true, true) => self.members.keys().cloned().collect(),
            (true, false) => vec![String::new()],
        };
        let has_room = |user: &String| self.asked.get(user).is_none_or(|t| t.len() < most);
        let with_room: Vec<String> = asked.into_iter().filter(has_room).collect();
        if with_room.is_empty() {
            return Room::None;
        }
        for user in &with_room {
            self.asked.entry(user.clone()).or_default().push_back(*now);
        }
        Room::For(if everyone { Vec::new() } else { with_room })
    }
}
