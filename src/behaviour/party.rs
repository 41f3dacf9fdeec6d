//! Who belongs together, from how they move.
//!
//! For every two people there is a bond: the logarithm of the odds that they came as one party, which begins at those of
//! any two people in a showroom and takes in what tells companions from strangers.
//!
//! * **Entry**: they came in within seconds of each other, and near each other.
//! * **Ways**: where one goes the other goes, at the same time and beside them (groups of pedestrians keep within two
//!   metres of each other and walk at one speed: Moussaid et al., PLOS One 5, 2010). One who walks off and is not
//!   followed speaks against it.
//! * **Standing**: companions stand within the personal distance of 1.2 m, where strangers do not come (Hall, The Hidden
//!   Dimension, 1966); apart, they may only look at different cars.
//!
//! A bond is believed from [`BELIEVED`] on, and stays so: a party that splits up inside is still one. Whoever is bound to
//! one of a party is of the party.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::whereabouts::Place;
use crate::types::{FloorPoint, PresenceId, PresenceUpdate, Stamp};

/// Logarithm of the odds that two people of a showroom are of one party: one pair in twenty.
const ANY_TWO: f64 = -2.9;
/// Of a bond that is believed: four to one.
const BELIEVED: f64 = 1.4;

/// Came in no farther apart than this, seconds and metres, and what that says.
const ENTRIES: [(f64, f64, f64); 3] = [(2.0, 1.5, 2.8), (3.0, 2.2, 2.0), (8.0, 3.5, 0.7)];
/// The first sights of somebody may be a step beside the door.
const JUST_CAME: Duration = Duration::from_secs(2);
/// They came together in an earlier visit.
const KNOWN: f64 = 6.0;
/// Who came so much later was waited for, or is a stranger, seconds; who came a little later rather is one.
const LATER_S: f64 = 30.0;
const CAME_LATER: f64 = -0.8;
const CAME_AFTER: f64 = -0.4;

/// Whom two cameras see nearer to each other than this may be one, metres.
const ONE_M: f64 = 0.5;

/// Two are looked at again after this time, seconds; after a longer one nobody knows what they did in between.
const LOOK_EVERY_S: f64 = 1.5;
const LOST_S: f64 = 6.0;
/// Who is so far from where they were went somewhere, and whoever goes along at least so far, metres.
const WENT_M: f64 = 0.9;
const ALONG_M: f64 = 0.5;
/// Companions on their way are no farther apart, and their ways no more unlike, metres.
const BESIDE_M: f64 = 2.2;
const UNLIKE_M: f64 = 1.2;
/// Who is farther away was not followed, metres.
const PARTED_M: f64 = 2.8;
/// What one such look says, and all of them together at most; side by side: no farther apart, and no more unlike, metres.
const WENT_TOGETHER: f64 = 0.8;
const WENT_SIDE_BY_SIDE: f64 = 1.2;
const SIDE_M: f64 = 1.3;
const ALIKE_M: f64 = 0.7;
const WENT_APART: f64 = -0.5;
const WAYS: (f64, f64) = (-3.0, 4.5);

/// Within the personal distance, and within a step of it, metres; and beyond what two who talk keep.
const PERSONAL_M: f64 = 1.25;
const NEAR_M: f64 = 2.0;
const FAR_M: f64 = 3.0;
/// What one look at two who stand says, and all of them together at most.
const STOOD: [f64; 3] = [0.14, 0.03, -0.04];
const STANDS: (f64, f64) = (-2.0, 4.2);

/// Somebody on the floor.
#[derive(Clone, Debug)]
struct Guest {
    place: Place,
    came: Stamp,
    by_door: bool,
    child: bool,
}

/// What is known of two people.
#[derive(Clone, Debug)]
struct Bond {
    entry: f64,
    ways: f64,
    stands: f64,
    /// When and where they were looked at last, the smaller id's place first.
    looked: (Stamp, [FloorPoint; 2]),
    believed: bool,
}

/// A pair, the smaller id first.
type Pair = (PresenceId, PresenceId);

/// Who came with whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Parties {
    guests: BTreeMap<PresenceId, Guest>,
    bonds: BTreeMap<Pair, Bond>,
}

/// The party of somebody.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Party {
    /// Everybody else of it, children left out.
    pub(super) others: BTreeSet<PresenceId>,
    pub(super) children: u32,
    /// All came in together.
    pub(super) came_together: bool,
    /// How sure it is, 0 to 1: as its weakest bond that is needed.
    pub(super) sure: f32,
}

impl Parties {
    /// Takes in a sight of a visitor or a child, who was seen first at `came`; `by_door`: they may have come in there.
    pub(super) fn see(
        &mut self,
        update: &PresenceUpdate,
        (came, by_door): (&Stamp, bool),
        child: bool,
    ) {
        let Some(place) = Place::of(update) else {
            return;
        };
        let here = update.presence;
        let guest = Guest {
            place,
            came: *came,
            by_door,
            child,
        };
        self.guests.insert(here, guest);
        let others: Vec<_> = self.guests.keys().copied().collect();
        for other in others.into_iter().filter(|other| *other != here) {
            self.look(pair(here, other), &update.stamp);
        }
    }

    /// Two who came together in an earlier visit.
    pub(super) fn know(&mut self, one: PresenceId, other: PresenceId) {
        if let Some(bond) = self.bonds.get_mut(&pair(one, other)) {
            bond.entry = KNOWN;
            bond.believe();
        }
    }

    /// Whether two are of one party.
    pub(super) fn are_one(&self, one: PresenceId, other: PresenceId) -> bool {
        one == other || self.of(one).others.contains(&other)
    }

    /// Somebody is gone, or a colleague.
    pub(super) fn forget(&mut self, gone: PresenceId) {
        self.guests.remove(&gone);
        self.bonds
            .retain(|(one, other), _| *one != gone && *other != gone);
    }

    /// One presence turned out to be another one: what is known of both is of one.
    pub(super) fn merge(&mut self, from: PresenceId, into: PresenceId) {
        let theirs: Vec<_> = self
            .bonds
            .iter()
            .filter_map(|((one, other), bond)| match from {
                _ if *one == from => Some((*other, bond.clone())),
                _ if *other == from => Some((*one, bond.clone())),
                _ => None,
            })
            .collect();
        for (other, bond) in theirs.into_iter().filter(|(other, _)| *other != into) {
            let known = self.bonds.entry(pair(into, other));
            known
                .and_modify(|own| own.join(&bond))
                .or_insert_with(|| bond.turned(from < other, into < other));
        }
        self.forget(from);
    }

    /// Everybody of somebody's party.
    pub(super) fn of(&self, presence: PresenceId) -> Party {
        let (mut all, mut party) = (BTreeSet::from([presence]), Party::default());
        let (mut next, mut sure, mut together) = (vec![presence], f64::INFINITY, true);
        while let Some(here) = next.pop() {
            for ((one, other), bond) in self.bonds.iter().filter(|(_, bond)| bond.believed) {
                let there = match here {
                    _ if *one == here => *other,
                    _ if *other == here => *one,
                    _ => continue,
                };
                if all.insert(there) {
                    next.push(there);
                    sure = sure.min(bond.odds().max(BELIEVED));
                    together &= bond.entry > 0.0;
                }
            }
        }
        all.remove(&presence);
        for other in all {
            if self.guests.get(&other).is_some_and(|guest| guest.child) {
                party.children += 1;
            } else {
                party.others.insert(other);
            }
        }
        party.came_together = together;
        party.sure = (1.0 / (1.0 + (-sure).exp())) as f32;
        party
    }

    /// Looks at two of whom one was just seen.
    fn look(&mut self, pair: Pair, now: &Stamp) {
        let (Some(one), Some(other)) = (self.guests.get(&pair.0), self.guests.get(&pair.1)) else {
            return;
        };
        let apart = one.place.apart(&other.place, now);
        let one_twice = |apart: f64| apart < ONE_M && !one.place.same_camera(&other.place);
        let Some(apart) = apart.filter(|apart| !one_twice(*apart)) else {
            return;
        };
        let at = [one.place.point(), other.place.point()];
        let gap = one.came.since(&other.came).max(other.came.since(&one.came));
        let by_door = one.by_door && other.by_door;
        let entry = entry(gap.as_secs_f64(), apart, by_door);
        let just_came = now.since(&one.came).min(now.since(&other.came)) <= JUST_CAME;
        let Some(bond) = self.bonds.get_mut(&pair) else {
            let bond = Bond {
                entry,
                ways: 0.0,
                stands: 0.0,
                looked: (*now, at),
                believed: false,
            };
            self.bonds.insert(pair, bond);
            return;
        };
        if just_came {
            bond.entry = bond.entry.max(entry);
        }
        bond.look(now, at, apart);
        bond.believe();
    }
}

fn pair(a: PresenceId, b: PresenceId) -> Pair {
    (a.min(b), a.max(b))
}

/// What it says that two came so many seconds and metres apart; of those who are not seen at the door first, nobody knows
/// when they came in.
fn entry(gap_s: f64, apart_m: f64, by_door: bool) -> f64 {
    let together = ENTRIES
        .iter()
        .find(|(s, m, _)| gap_s <= *s && apart_m <= *m);
    match together {
        Some((_, _, says)) if by_door => *says,
        None if gap_s > LATER_S => CAME_LATER,
        None => CAME_AFTER,
        Some(_) => 0.0,
    }
}

impl Bond {
    /// Believed once, it stays so.
    fn believe(&mut self) {
        self.believed |= self.odds() >= BELIEVED;
    }

    fn odds(&self) -> f64 {
        ANY_TWO + self.entry + self.ways + self.stands
    }

    /// Takes in where both are, and how far apart.
    fn look(&mut self, now: &Stamp, at: [FloorPoint; 2], apart: f64) {
        let (before, were) = self.looked;
        let passed = now.since(&before).as_secs_f64();
        if passed < LOOK_EVERY_S {
            return;
        }
        self.looked = (*now, at);
        if passed > LOST_S {
            return;
        }
        let way = |i: usize| [at[i].x - were[i].x, at[i].y - were[i].y];
        let (a, b) = (way(0), way(1));
        let (one, other) = (a[0].hypot(a[1]), b[0].hypot(b[1]));
        let (went, both) = (one.max(other) >= WENT_M, one.min(other) >= ALONG_M);
        let unlike = (a[0] - b[0]).hypot(a[1] - b[1]);
        let was_apart = were[0].distance(were[1]);
        if went {
            let farthest = apart.max(was_apart);
            let says = if both && farthest <= SIDE_M && unlike <= ALIKE_M {
                WENT_SIDE_BY_SIDE
            } else if both && farthest <= BESIDE_M && unlike <= UNLIKE_M {
                WENT_TOGETHER
            } else if apart > PARTED_M {
                WENT_APART
            } else {
                0.0
            };
            self.ways = (self.ways + says).clamp(WAYS.0, WAYS.1);
        } else {
            let says = match apart {
                _ if apart <= PERSONAL_M => STOOD[0],
                _ if apart <= NEAR_M => STOOD[1],
                _ if apart > FAR_M => STOOD[2],
                _ => 0.0,
            };
            self.stands = (self.stands + says).clamp(STANDS.0, STANDS.1);
        }
    }

    /// What another presence of one of the two showed.
    fn join(&mut self, other: &Self) {
        self.entry = self.entry.max(other.entry);
        self.ways = (self.ways + other.ways).clamp(WAYS.0, WAYS.1);
        self.stands = (self.stands + other.stands).clamp(STANDS.0, STANDS.1);
        self.believed |= other.believed;
    }

    /// The same between ids in another order.
    fn turned(mut self, first_before: bool, first_now: bool) -> Self {
        if first_before != first_now {
            self.looked.1.reverse();
        }
        self
    }
}
