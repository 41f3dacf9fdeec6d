//! Contact between colleagues and visitors, from where both stand.
//!
//! A contact is a time in which a colleague and a visitor stand within conversation distance, both slower than a walk;
//! after [`Settings::contact_after`] of it in sum, with pauses no longer than [`PAUSE`], it is told, dated at its
//! beginning. Whoever walks past somebody is with them for two seconds at most, and walks.

use std::{collections::BTreeMap, time::Duration};

use super::settings::Settings;
use crate::types::{CameraId, PresenceId, PresenceUpdate, Stamp, Standing};

/// Both were seen within this time, or nobody knows whether they still stand together.
const AT_ONCE: Duration = Duration::from_secs(1);
/// A contact goes on after a pause no longer than this: somebody steps round the car, or hides the other for a moment.
const PAUSE: Duration = Duration::from_secs(4);
/// Who is faster than this walks, metres a second.
const WALKS_MPS: f64 = 0.7;

/// Where somebody was seen last.
#[derive(Clone, Debug)]
struct Place {
    standing: Standing,
    camera: CameraId,
    at: Stamp,
}

/// A colleague and a visitor who stand together.
#[derive(Clone, Copy, Debug)]
struct Talk {
    since: Stamp,
    last: Stamp,
    /// Time of it in which both were seen there.
    together: Duration,
    told: bool,
}

/// Who stands with whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Company {
    colleagues: BTreeMap<PresenceId, Place>,
    visitors: BTreeMap<PresenceId, Place>,
    /// By colleague and visitor.
    talks: BTreeMap<(PresenceId, PresenceId), Talk>,
}

/// A contact that has lasted long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contact {
    pub(super) visitor: PresenceId,
    /// When it began.
    pub(super) since: Stamp,
}

impl Company {
    /// Takes in a sight of a colleague or a visitor.
    pub(super) fn see(&mut self, update: &PresenceUpdate, settings: &Settings) -> Vec<Contact> {
        let Some(standing) = update.standing else {
            return Vec::new();
        };
        let place = Place {
            standing,
            camera: update.camera.clone(),
            at: update.stamp,
        };
        let here = update.presence;
        if update.staff.is_some() {
            self.visitors.remove(&here);
            self.colleagues.insert(here, place);
            let visitors: Vec<_> = self.visitors.keys().copied().collect();
            let met = visitors.into_iter().map(|visitor| (here, visitor));
            met.filter_map(|pair| self.stand(pair, &update.stamp, settings))
                .collect()
        } else {
            self.visitors.insert(here, place);
            let colleagues: Vec<_> = self.colleagues.keys().copied().collect();
            let met = colleagues.into_iter().map(|colleague| (colleague, here));
            met.filter_map(|pair| self.stand(pair, &update.stamp, settings))
                .collect()
        }
    }

    /// Somebody is gone.
    pub(super) fn forget(&mut self, gone: PresenceId) {
        self.colleagues.remove(&gone);
        self.visitors.remove(&gone);
        self.talks
            .retain(|(colleague, visitor), _| *colleague != gone && *visitor != gone);
    }

    /// One presence turned out to be another one: the contacts of both are one's.
    pub(super) fn merge(&mut self, from: PresenceId, into: PresenceId) {
        let moved: Vec<_> = self
            .talks
            .iter()
            .filter(|((_, v), _)| *v == from)
            .map(|(k, t)| (*k, *t))
            .collect();
        for ((colleague, _), talk) in moved {
            self.talks
                .entry((colleague, into))
                .and_modify(|own| own.join(talk))
                .or_insert(talk);
        }
        self.forget(from);
    }

    /// Looks at a colleague and a visitor of whom one was just seen.
    fn stand(
        &mut self,
        pair: (PresenceId, PresenceId),
        now: &Stamp,
        settings: &Settings,
    ) -> Option<Contact> {
        let colleague = self.colleagues.get(&pair.0)?;
        let visitor = self.visitors.get(&pair.1)?;
        let talk = self.talks.get_mut(&pair);
        if !colleague.is_with(visitor, now, settings.contact_within_m) {
            if talk.is_some_and(|talk| now.since(&talk.last) > PAUSE) {
                self.talks.remove(&pair);
            }
            return None;
        }
        let new = Talk {
            since: *now,
            last: *now,
            together: Duration::ZERO,
            told: false,
        };
        let talk = self.talks.entry(pair).or_insert(new);
        let step = now.since(&talk.last);
        if step > PAUSE {
            *talk = new;
        }
        talk.together += if step <= AT_ONCE {
            step
        } else {
            Duration::ZERO
        };
        talk.last = *now;
        let tells = !talk.told && talk.together >= settings.contact_after;
        talk.told |= tells;
        tells.then_some(Contact {
            visitor: pair.1,
            since: talk.since,
        })
    }
}

impl Talk {
    fn join(&mut self, other: Self) {
        if other.since.mono_ns < self.since.mono_ns {
            self.since = other.since;
        }
        self.together += other.together;
        self.told |= other.told;
    }
}

impl Place {
    /// Whether both stand within so many metres of each other.
    fn is_with(&self, other: &Self, now: &Stamp, within_m: f64) -> bool {
        let (a, b) = (&self.standing, &other.standing);
        let comparable = a.common == b.common && (a.common || self.camera == other.camera);
        let slow = |standing: &Standing| standing.speed[0].hypot(standing.speed[1]) < WALKS_MPS;
        let at_once = now.since(&self.at) <= AT_ONCE && now.since(&other.at) <= AT_ONCE;
        comparable && at_once && slow(a) && slow(b) && a.at.distance(b.at) <= within_m
    }
}
