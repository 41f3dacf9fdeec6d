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
    pub(super) fn is_due(&self, tracks: (TrackId, TrackId), faces: usize) -> bool {
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
