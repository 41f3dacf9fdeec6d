//! Presences that may well be another look at somebody who is known: nothing is told of them until they cannot be.
//!
//! Where the doors are known nobody begins in the middle of the room: whoever is followed from there on came in before.
//! Mostly it is clear at once who it is (`handover`, `overlap`, `reunion`). Where it is not, as two could be meant, or a
//! camera sees little of somebody from afar, it is still one of them; that it is somebody new would be the one answer that
//! is surely wrong. So such a presence stays untold while it stands where another camera sees somebody whom this one does
//! not see, or where somebody who is missed may have come. Once it was seen apart from all of them for a while, or a face
//! or a door speaks for it, it is somebody; so is whom nobody could be at the first sight.

use std::time::Duration;

use super::{
    handover::{FLICKER, PACE, SLACK_M},
    person::{IN_VIEW, Person},
    rim::Rim,
    stage::Presence,
    unlike::look_unlike,
};
use crate::types::{PresenceId, TrackUpdate};

/// Seen for so long where nobody can be who is known, somebody is new.
const ALONE_FOR: Duration = Duration::from_secs(1);
/// Between two sights no more than this counts.
const SIGHT: Duration = Duration::from_millis(250);
/// Another camera may show the same person so far away, metres, beside what both places may be off by.
const SAME_PLACE_M: f64 = 0.8;
/// Whoever is missed is looked for within this distance, metres.
const MISSED_M: f64 = 8.0;
/// Longer than this nobody is doubted, whoever stands beside them: somebody may have come in where no camera looks.
const DOUBTED_FOR: Duration = Duration::from_secs(30);
/// Whoever looks less like them is not the one who is meant: more than elsewhere, as an untold presence is mended sooner
/// than one too many.
const STRANGE: f32 = 0.4;

impl Presence {
    /// Whether this sight tells of somebody, or may only be another look at somebody who is known.
    pub(super) fn is_somebody(&mut self, presence: PresenceId, update: &TrackUpdate) -> bool {
        let Some(person) = self.people.get(&presence) else {
            return false;
        };
        if person.is_told {
            return true;
        }
        let certain = !self.zones.has_entrance()
            || update.stamp.since(&person.first_seen) > DOUBTED_FOR
            || [person.came, person.rim].contains(&Rim::Door)
            || person.is_named();
        let doubtful = !certain && self.may_be_known(presence, person, update);
        let Some(person) = self.people.get_mut(&presence) else {
            return false;
        };
        person.is_told = match &mut person.alone {
            _ if certain => true,
            // Nobody could be meant from the first sight on.
            None if !doubtful => true,
            None => {
                person.alone = Some((update.stamp, Duration::ZERO));
                false
            }
            Some(_) if doubtful => false,
            Some((last, sum)) => {
                *sum += update.stamp.since(last).min(SIGHT);
                *last = update.stamp;
                *sum >= ALONE_FOR
            }
        };
        person.is_told
    }

    /// Whether somebody who is told of can be the one whom this sight shows.
    fn may_be_known(&self, presence: PresenceId, new: &Person, update: &TrackUpdate) -> bool {
        let mut others = self.people.iter().filter(|(id, _)| **id != presence);
        others.any(|(_, other)| {
            let both = new.standing.zip(other.standing);
            let Some((here, there)) = both.filter(|(a, b)| a.common && b.common) else {
                return false;
            };
            let metres = here.at.distance(there.at);
            let meant = if other.is_in_view(&update.stamp) {
                let near = metres <= SAME_PLACE_M + here.off + there.off;
                near && !other.is_in_view_of(&update.camera, &update.stamp)
            } else {
                is_missed(other, metres, update)
            };
            let strange = || look_unlike(new, other).is_some_and(|unlike| unlike > STRANGE);
            meant && other.is_told && !strange()
        })
    }
}

/// Whether a visitor whom no camera sees may have come so far, metres.
fn is_missed(other: &Person, metres: f64, update: &TrackUpdate) -> bool {
    let away = update.stamp.since(&other.last_seen);
    let left = other.rim == Rim::Door && away > FLICKER;
    let can_walk = SLACK_M + PACE * away.as_secs_f64();
    away > IN_VIEW && !left && !other.is_colleague() && metres <= can_walk.min(MISSED_M)
}
