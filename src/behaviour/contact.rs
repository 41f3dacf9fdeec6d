//! Contact between colleagues and visitors, from where both stand.
//!
//! A contact is a time in which a colleague and a visitor stand within conversation distance, both slower than a walk,
//! neither with their back to the other;
//! after [`Settings::contact_after`] of it in sum, with pauses no longer than [`PAUSE`], it is told, dated at its
//! beginning. Whoever walks past somebody is with them for two seconds at most, and walks. It was begun by whoever of the
//! two had come farther in the seconds before. Contact is one of two: nothing of it depends on whose sight comes first.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use super::{
    party::Parties,
    settings::Settings,
    whereabouts::{AT_ONCE, Place},
};
use crate::types::{FloorPoint, PresenceId, PresenceUpdate, Side, Stamp};

/// A contact goes on after a pause no longer than this: somebody steps round the car, or hides the other for a moment.
const PAUSE: Duration = Duration::from_secs(4);
/// Who went up to whom shows in the way they came within this time before.
const CAME_WITHIN: Duration = Duration::from_secs(4);
/// ... and is the one who came farther by this, metres.
const CAME_FARTHER_M: f64 = 1.0;

/// Two who face each other less than this in sum (1 is straight, -1 the back, of each) do not speak with each other.
const TURNED_AWAY: f64 = -0.6;
/// A colleague who has not been seen for longer may be anywhere.
const JUST_NOW: Duration = Duration::from_secs(10);

/// Where somebody is, and how they came there.
#[derive(Clone, Debug)]
struct Person {
    place: Place,
    way: VecDeque<(Stamp, FloorPoint)>,
}

/// A colleague and a visitor who stand together.
#[derive(Clone, Copy, Debug)]
struct Talk {
    since: Stamp,
    last: Stamp,
    /// Time of it in which both were seen there.
    together: Duration,
    began: Option<Side>,
    told: bool,
}

/// Who stands with whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Company {
    colleagues: BTreeMap<PresenceId, Person>,
    visitors: BTreeMap<PresenceId, Person>,
    /// By colleague and visitor.
    talks: BTreeMap<(PresenceId, PresenceId), Talk>,
}

/// What is to be told of a contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Contact {
    /// It has lasted long enough.
    Began { since: Stamp, by: Option<Side> },
    /// It is over.
    Ended { at: Stamp, lasted: Duration },
}

/// With the visitor whom it is about.
pub(super) type Told = (PresenceId, Contact);

impl Company {
    /// Takes in a sight of a colleague or a visitor.
    pub(super) fn see(
        &mut self,
        update: &PresenceUpdate,
        settings: &Settings,
        parties: &Parties,
    ) -> Vec<Told> {
        let Some(place) = Place::of(update) else {
            return Vec::new();
        };
        let here = update.presence;
        let is_staff = update.staff.is_some();
        if is_staff {
            self.visitors.remove(&here);
        }
        let (own, others) = if is_staff {
            (&mut self.colleagues, &self.visitors)
        } else {
            (&mut self.visitors, &self.colleagues)
        };
        match own.get_mut(&here) {
            Some(person) => person.walk(place),
            None => {
                own.insert(here, Person::new(place));
            }
        }
        let others: Vec<_> = others.keys().copied().collect();
        let pairs = others.into_iter().map(|other| {
            if is_staff {
                (here, other)
            } else {
                (other, here)
            }
        });
        pairs
            .filter_map(|pair| self.stand(pair, &update.stamp, settings, parties))
            .collect()
    }

    /// Somebody is gone: their contacts are over.
    pub(super) fn forget(&mut self, gone: PresenceId) -> Vec<Told> {
        self.colleagues.remove(&gone);
        self.visitors.remove(&gone);
        let of_gone = |(colleague, visitor): &(PresenceId, PresenceId)| {
            *colleague == gone || *visitor == gone
        };
        let (over, on) = std::mem::take(&mut self.talks)
            .into_iter()
            .partition(|(pair, _)| of_gone(pair));
        self.talks = on;
        let over: BTreeMap<_, Talk> = over;
        over.into_iter()
            .filter_map(|((_, visitor), talk)| Some((visitor, talk.over()?)))
            .collect()
    }

    /// One presence turned out to be another one: the contacts of both are one's.
    pub(super) fn merge(&mut self, from: PresenceId, into: PresenceId) {
        for ((colleague, visitor), talk) in std::mem::take(&mut self.talks) {
            let now = |id: PresenceId| if id == from { into } else { id };
            self.talks
                .entry((now(colleague), now(visitor)))
                .and_modify(|own| own.join(talk))
                .or_insert(talk);
        }
        for people in [&mut self.colleagues, &mut self.visitors] {
            if let Some(person) = people.remove(&from) {
                people.entry(into).or_insert(person);
            }
        }
    }

    /// For how long somebody has been in a contact that goes on, the longest where there are several; and when it was seen
    /// last.
    pub(super) fn goes_on(&self, visitor: PresenceId, now: &Stamp) -> Option<(Duration, Stamp)> {
        let theirs = self.talks.iter().filter(|((_, with), talk)| {
            *with == visitor && talk.told && now.since(&talk.last) <= PAUSE
        });
        let talks = theirs.map(|(_, talk)| (talk.last.since(&talk.since), talk.last));
        talks.max_by_key(|(lasted, _)| *lasted)
    }

    /// Where colleagues are who were seen just now, on the common floor.
    pub(super) fn colleagues_at(&self, now: &Stamp) -> Vec<FloorPoint> {
        let seen = |place: &&Place| place.is_common() && now.since(&place.at) <= JUST_NOW;
        let places = self.colleagues.values().map(|person| &person.place);
        places.filter(seen).map(Place::point).collect()
    }

    /// Looks at a colleague and a visitor of whom one was just seen.
    fn stand(
        &mut self,
        pair: (PresenceId, PresenceId),
        now: &Stamp,
        settings: &Settings,
        parties: &Parties,
    ) -> Option<Told> {
        let colleague = self.colleagues.get(&pair.0)?;
        let visitor = self.visitors.get(&pair.1)?;
        let apart = colleague.place.apart(&visitor.place, now);
        let near = apart.is_some_and(|metres| metres <= settings.contact_within_m);
        let stand = near
            && !colleague.place.walks()
            && !visitor.place.walks()
            && may_speak(&colleague.place, &visitor.place)
            && self.is_for(pair, colleague, apart, now, parties);
        let over = self
            .talks
            .get(&pair)
            .is_some_and(|talk| now.since(&talk.last) > PAUSE);
        let ended = if over { self.talks.remove(&pair) } else { None };
        let ended = ended.and_then(|talk| Some((pair.1, talk.over()?)));
        if !stand {
            return ended;
        }
        let talk = self.talks.entry(pair).or_insert_with(|| Talk {
            since: *now,
            last: *now,
            together: Duration::ZERO,
            began: began(colleague, visitor),
            told: false,
        });
        let step = now.since(&talk.last);
        if step <= AT_ONCE {
            talk.together += step;
        }
        talk.last = *now;
        let tells = !talk.told && talk.together >= settings.contact_after;
        talk.told |= tells;
        let began = tells.then_some(Contact::Began {
            since: talk.since,
            by: talk.began,
        });
        ended.or(began.map(|began| (pair.1, began)))
    }

    /// Whether a colleague who is near is there for this visitor: whoever waits beside them while they speak with somebody
    /// nearer is not.
    fn is_for(
        &self,
        (colleague, visitor): (PresenceId, PresenceId),
        place: &Person,
        apart: Option<f64>,
        now: &Stamp,
        parties: &Parties,
    ) -> bool {
        let spoken_with = self.talks.iter().filter(|((who, other), talk)| {
            *who == colleague && *other != visitor && talk.told && now.since(&talk.last) <= PAUSE
        });
        let mut nearer = spoken_with.filter(|((_, other), _)| {
            let there = self.visitors.get(other);
            let theirs = there.and_then(|there| place.place.apart(&there.place, now));
            theirs.zip(apart).is_some_and(|(theirs, own)| theirs < own)
        });
        nearer.all(|((_, other), _)| parties.are_one(*other, visitor))
    }
}

/// Whether two who are near may be speaking with each other, by where they face: face to face or side by side. Heads turn,
/// and of small faces little is known, so only who clearly has their back to the other does not.
fn may_speak(colleague: &Place, visitor: &Place) -> bool {
    match (colleague.faces(visitor), visitor.faces(colleague)) {
        (Some(one), Some(other)) => one + other >= TURNED_AWAY,
        (Some(one), None) | (None, Some(one)) => one >= TURNED_AWAY,
        (None, None) => true,
    }
}

/// Who went up to whom.
fn began(colleague: &Person, visitor: &Person) -> Option<Side> {
    let (theirs, ours) = (visitor.came_m(), colleague.came_m());
    match ours - theirs {
        farther if farther >= CAME_FARTHER_M => Some(Side::Colleague),
        farther if farther <= -CAME_FARTHER_M => Some(Side::Visitor),
        _ => None,
    }
}

impl Person {
    fn new(place: Place) -> Self {
        let way = VecDeque::from([(place.at, place.point())]);
        Self { place, way }
    }

    fn walk(&mut self, place: Place) {
        self.way.push_back((place.at, place.point()));
        while self
            .way
            .front()
            .is_some_and(|(at, _)| place.at.since(at) > CAME_WITHIN)
        {
            self.way.pop_front();
        }
        self.place = place;
    }

    /// How far they have come within [`CAME_WITHIN`], metres.
    fn came_m(&self) -> f64 {
        let from = self.way.front();
        from.map_or(0.0, |(_, from)| from.distance(self.place.point()))
    }
}

impl Talk {
    fn join(&mut self, other: Self) {
        if other.since.mono_ns < self.since.mono_ns {
            (self.since, self.began) = (other.since, other.began);
        }
        if other.last.mono_ns > self.last.mono_ns {
            self.last = other.last;
        }
        self.together = self.together.max(other.together);
        self.told |= other.told;
    }

    /// What is to be told at its end.
    fn over(&self) -> Option<Contact> {
        self.told.then_some(Contact::Ended {
            at: self.last,
            lasted: self.last.since(&self.since),
        })
    }
}
