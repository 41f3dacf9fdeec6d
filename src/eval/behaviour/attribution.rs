//! Whom the line's visits were really about.

use std::collections::BTreeMap;

use crate::{
    app::{Line, Sight},
    sim::{PersonIndex, Shown, Told},
    types::{CameraId, PresenceId, VisitId},
};

/// A track covers somebody whose true box it overlaps at least so much (intersection over union).
const SAME_IOU: f32 = 0.3;
/// ... or where so much of it lies inside of that box.
const PART_INSIDE: f32 = 0.7;

/// Whom each track of the frame that was just taken in shows.
pub(super) fn covered<'a>(
    line: &'a Line,
    told: &'a Told,
) -> impl Iterator<Item = (Sight, &'a Shown)> {
    let sights = line
        .sights()
        .filter(|sight| sight.seen && !told.shown.is_empty());
    sights.filter_map(|sight| {
        // Of somebody half hidden, the box shows a part.
        let covers = |shown: &&Shown| {
            let inside = sight.bbox.intersection(&shown.bbox) / sight.bbox.area().max(1.0);
            sight.bbox.iou(&shown.bbox) >= SAME_IOU || inside >= PART_INSIDE
        };
        let near = told.shown.iter().filter(covers);
        let overlaps = near.map(|shown| (sight.bbox.iou(&shown.bbox), shown));
        let (_, shown) = overlaps.max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((sight, shown))
    })
}

/// Which hall's cast, and who of it, on which of their visits.
pub(super) type Who = (usize, PersonIndex, u32);

/// Votes of tracks for people.
#[derive(Debug, Default)]
pub(super) struct Attribution {
    votes: BTreeMap<PresenceId, BTreeMap<Who, u32>>,
    presences: BTreeMap<VisitId, Vec<PresenceId>>,
    /// The presence under which somebody was seen last, by camera.
    under: BTreeMap<(Who, CameraId), PresenceId>,
    /// How often somebody in the picture of one camera went over to another presence.
    pub(super) switches: u32,
}

impl Attribution {
    /// Compares the tracks of the frame that was just taken in with the people in its picture.
    pub(super) fn see(&mut self, line: &Line, told: &Told) {
        for (sight, shown) in covered(line, told) {
            let who = (told.hall, shown.person, shown.visit);
            *self
                .votes
                .entry(sight.presence)
                .or_default()
                .entry(who)
                .or_default() += 1;
            let before = self
                .under
                .insert((who, sight.camera.clone()), sight.presence);
            if before.is_some_and(|before| before != sight.presence) {
                self.switches += 1;
            }
        }
    }

    /// A visit is that of a presence; after a merge, of several.
    pub(super) fn learn(&mut self, visit: VisitId, presence: PresenceId) {
        let presences = self.presences.entry(visit).or_default();
        if !presences.contains(&presence) {
            presences.push(presence);
        }
    }

    /// Who it really was: the one with most votes.
    pub(super) fn who(&self, visit: VisitId) -> Option<Who> {
        let mut sum: BTreeMap<Who, u32> = BTreeMap::new();
        for presence in self.presences.get(&visit)? {
            for (who, votes) in self.votes.get(presence).into_iter().flatten() {
                *sum.entry(*who).or_default() += votes;
            }
        }
        sum.into_iter()
            .max_by_key(|(_, votes)| *votes)
            .map(|(who, _)| who)
    }
}
