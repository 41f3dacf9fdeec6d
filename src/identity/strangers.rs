//! People seen at the same time: the impostors that a site brings by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::impostors::Impostors;
use crate::types::{TrackId, Who};

/// Fewer faces than this on either side say little.
const LEAST_FACES: usize = 3;

/// Two tracks that were in one picture.
#[derive(Clone, Copy, Debug)]
struct Pair {
    who: (Who, Who),
    /// Faces of the track that has fewer.
    faces: usize,
    cosine: f32,
}

/// What is known of people who were in one picture, until one of them has left it. Every pair of people counts once a
/// run, however often their tracks break.
#[derive(Debug, Default)]
pub(super) struct Strangers {
    pairs: BTreeMap<(TrackId, TrackId), Pair>,
    counted: BTreeSet<(Who, Who)>,
}

impl Strangers {
    /// Whether two tracks with so many faces each, at least, are worth comparing (again).
    pub(super) fn is_due(&self, tracks: (TrackId, TrackId), who: (Who, Who), faces: usize) -> bool {
        if self.counted.contains(&ordered(who)) {
            return false;
        }
        let before = self
            .pairs
            .get(&ordered(tracks))
            .map_or(0, |pair| pair.faces);
        faces >= LEAST_FACES && faces > before
    }

    /// How alike two tracks are, in place of what was known before.
    pub(super) fn note(
        &mut self,
        tracks: (TrackId, TrackId),
        who: (Who, Who),
        faces: usize,
        cosine: f32,
    ) {
        let who = ordered(who);
        if !self.counted.contains(&who) {
            self.pairs
                .insert(ordered(tracks), Pair { who, faces, cosine });
        }
    }

    /// Nobody is this person any more: of those who come there may be many.
    pub(super) fn forget(&mut self, who: Who) {
        self.counted.retain(|(a, b)| *a != who && *b != who);
    }

    /// `from` is `into`.
    pub(super) fn merge(&mut self, from: Who, into: Who) {
        let is = |who: Who| if who == from { into } else { who };
        let renamed = |(a, b): (Who, Who)| ordered((is(a), is(b)));
        self.counted = self.counted.iter().copied().map(renamed).collect();
        for pair in self.pairs.values_mut() {
            pair.who = renamed(pair.who);
        }
        // Whoever were two and are one were no strangers.
        self.pairs.retain(|_, pair| pair.who.0 != pair.who.1);
    }

    /// A track is over: what it told about others is learnt.
    pub(super) fn settle(&mut self, track: TrackId, impostors: &mut Impostors) {
        let over = self
            .pairs
            .extract_if(.., |(a, b), _| *a == track || *b == track);
        for (_, pair) in over {
            if self.counted.insert(pair.who) {
                impostors.learn(pair.cosine);
            }
        }
    }
}

fn ordered<T: Ord>((a, b): (T, T)) -> (T, T) {
    if a <= b { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::types::VisitorId;

    fn who(n: u128) -> Who {
        Who::Visitor(VisitorId(Ulid::from(n)))
    }

    fn tracks(a: u128, b: u128) -> (TrackId, TrackId) {
        (TrackId(Ulid::from(a)), TrackId(Ulid::from(b)))
    }

    /// Two people on two tracks that end; how many pairs are learnt by then.
    fn seen_together(
        strangers: &mut Strangers,
        impostors: &mut Impostors,
        (a, b): (u128, u128),
        people: (Who, Who),
    ) -> u64 {
        strangers.note(tracks(a, b), people, 3, 0.1);
        strangers.settle(tracks(a, b).0, impostors);
        impostors.stats().pairs
    }

    #[test]
    fn a_pair_counts_once_however_often_its_tracks_break_or_its_people_are_renamed() {
        let (mut strangers, mut impostors) = (Strangers::default(), Impostors::default());
        let mut seen =
            |strangers: &mut Strangers, t, p| seen_together(strangers, &mut impostors, t, p);
        assert_eq!(seen(&mut strangers, (1, 2), (who(1), who(2))), 1);
        assert_eq!(seen(&mut strangers, (3, 4), (who(2), who(1))), 1);
        strangers.merge(who(2), who(5));
        assert_eq!(seen(&mut strangers, (5, 6), (who(1), who(5))), 1);
        strangers.forget(who(5));
        assert_eq!(seen(&mut strangers, (7, 8), (who(1), who(5))), 2);
        assert_eq!(strangers.counted.len(), 1);
    }

    #[test]
    fn who_turns_out_to_be_one_person_was_no_pair_of_strangers() {
        let (mut strangers, mut impostors) = (Strangers::default(), Impostors::default());
        strangers.note(tracks(1, 2), (who(1), who(2)), 3, 0.9);
        strangers.merge(who(2), who(1));
        strangers.settle(tracks(1, 2).0, &mut impostors);
        assert_eq!(impostors.stats().pairs, 0);
    }
}
