//! What identity says of tracks, and what that makes of presences.

use super::stage::Presence;
use crate::types::{
    Cause, IdSource, IdentityAnswer, IdentityChange, PresenceId, PresenceUpdate, Stamp, TrackId,
    Who,
};

impl Presence {
    /// Gives a presence its visitor or colleague; where another presence is the same person, the older one takes the
    /// younger up.
    pub(super) fn identify(
        &mut self,
        answer: &IdentityChange,
        ids: &mut dyn IdSource,
    ) -> Option<PresenceUpdate> {
        let mut here = *self.of_track.get(&answer.track)?;
        let who = match answer.answer {
            IdentityAnswer::Undecided(doubt) => {
                // More is known with every face: the latest reason stands.
                self.people.get_mut(&here)?.doubt = doubt;
                return None;
            }
            said => said.who()?,
        };
        let person = &self.people[&here];
        if person.said {
            return None;
        }
        let another = person.who.is_some_and(|(known, _)| known != who);
        let all_of_it = match answer.cause {
            Cause::Revision => true,
            Cause::Mistaken => person.rests_on(answer.track),
            Cause::Evidence | Cause::TakenOver => false,
        };
        if another && !all_of_it {
            if let Some(there) = self.shown_as(who, answer.track) {
                self.exchange(answer.track, there, &answer.stamp, false);
                let person = self.people.get_mut(&there)?;
                person.who = Some((who, answer.confidence));
                person.vouch(answer.track);
                return None;
            }
            let along = person.same_body(answer.track, &answer.stamp);
            let left = here;
            here = self.part(answer.track, &answer.stamp, left, ids)?;
            self.bring_along(&along, left, here);
        }
        self.people.get_mut(&here)?.vouch(answer.track);
        self.name(here, (who, answer.confidence), &answer.stamp)
    }

    /// Whom another track of the same camera shows under this name.
    fn shown_as(&self, who: Who, track: TrackId) -> Option<PresenceId> {
        let here = self.people.get(self.of_track.get(&track)?)?;
        let camera = &here.tracks.get(&track)?.camera;
        let mut others = self.people.iter().filter(|(_, other)| other.is(who));
        let shown = others.find(|(_, other)| other.tracks.values().any(|v| v.camera == *camera));
        shown.map(|(id, _)| *id)
    }

    /// This presence is this person, and one with whoever has that name already; unless one picture shows both, then it
    /// waits until it does no longer.
    fn name(&mut self, here: PresenceId, known: (Who, f32), now: &Stamp) -> Option<PresenceUpdate> {
        let others = self
            .people
            .iter()
            .filter(|(id, person)| **id != here && person.is(known.0));
        let others: Vec<PresenceId> = others.map(|(id, _)| *id).collect();
        let apart = others
            .iter()
            .any(|there| self.seen_apart(here, *there, now));
        let person = self.people.get_mut(&here)?;
        if apart {
            person.claim = Some(known);
            return None;
        }
        (person.who, person.claim) = (Some(known), None);
        self.unite(here, *others.first()?, now)
    }

    /// Names those who had to wait for their name, where they need not any longer.
    pub(super) fn settle_claims(&mut self, now: &Stamp) -> Vec<PresenceUpdate> {
        let waiting = self
            .people
            .iter()
            .filter(|(_, person)| person.who.is_none());
        let claims: Vec<_> = waiting
            .filter_map(|(id, person)| Some((*id, person.claim?)))
            .collect();
        let named = claims
            .into_iter()
            .filter_map(|(presence, known)| self.name(presence, known, now));
        named.collect()
    }
}
