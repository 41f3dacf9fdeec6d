//! Two presences that are one person, and one that is two.

use super::{
    overlap,
    person::{MET_WITHIN, Person, View},
    stage::Presence,
};
use crate::types::{
    IdSource, PresenceId, PresencePhase, PresenceUpdate, Stamp, Standing, TrackId, TrackUpdate,
};

/// Two cameras that show one person so far apart, metres beyond what both places may be off by, in so many sights in a row
/// show two.
const ELSEWHERE_M: f64 = 1.5;
const ELSEWHERE_SIGHTS: u32 = 4;

impl Presence {
    /// Another camera sees the same person.
    pub(super) fn overlap(&mut self, update: &TrackUpdate) -> Option<PresenceUpdate> {
        let here = *self.of_track.get(&update.track)?;
        let other = overlap::same_place(&mut self.people, here, &update.stamp)?;
        let known = self.people[&other].who.or(self.people[&here].who);
        for presence in [here, other] {
            let person = self.people.get_mut(&presence)?;
            if person.who.is_none() {
                // No face has said whose tracks these are: one picture may still part them.
                person.tracks.values_mut().for_each(|v| v.by_place = true);
            }
        }
        let report = self.unite(here, other, &update.stamp)?;
        let PresencePhase::AbsorbedBy(old) = report.phase else {
            return Some(report);
        };
        let person = self.people.get_mut(&old)?;
        (person.who, person.beside) = (person.who.or(known), None);
        Some(report)
    }

    /// One picture shows two tracks of one person: they are two people, if only the place of the younger track made it
    /// theirs.
    pub(super) fn tell_apart(&mut self, frame: &TrackUpdate, ids: &mut dyn IdSource) {
        let now = &frame.stamp;
        let mut strangers = Vec::new();
        for (presence, person) in &self.people {
            let here = |view: &View| view.camera == frame.camera && view.seen == *now;
            let tracks = person.tracks.iter().filter(|(_, view)| here(view));
            if tracks.clone().count() > 1 {
                let young = tracks.filter(|(_, view)| view.by_place);
                let young = young.max_by_key(|(track, view)| (view.since.mono_ns, **track));
                strangers.extend(young.map(|(track, _)| (*track, *presence)));
            }
        }
        for (track, presence) in strangers {
            self.part(track, now, presence, ids);
        }
    }

    /// Another camera shows the person elsewhere: the track that only its place made theirs is somebody else's.
    pub(super) fn elsewhere(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource) {
        let now = &update.stamp;
        let of = self.of_track.get(&update.track).copied();
        let person = of.and_then(|of| self.people.get_mut(&of));
        let Some((of, person)) = of.zip(person) else {
            return;
        };
        let wrong = shown_elsewhere(person, update);
        let Some(view) = person.tracks.get_mut(&update.track) else {
            return;
        };
        view.elsewhere = if wrong.is_some() {
            view.elsewhere + 1
        } else {
            0
        };
        if let Some(wrong) = wrong.filter(|_| view.elsewhere >= ELSEWHERE_SIGHTS) {
            self.part(wrong, now, of, ids);
        }
    }

    /// The track has gone over from the person of this presence to another one, with whom a new presence begins.
    pub(super) fn part(
        &mut self,
        track: TrackId,
        now: &Stamp,
        from: PresenceId,
        ids: &mut dyn IdSource,
    ) -> Option<PresenceId> {
        let left = self.people.get_mut(&from)?;
        let view = left.tracks.remove(&track)?;
        let mut person = Person::new(&view.camera, now);
        (person.zones, person.standing) = (left.zones.clone(), left.standing);
        if let Some((at, off)) = view.at {
            let (common, speed) = (true, [0.0; 2]);
            person.standing = Some(Standing {
                at,
                common,
                off,
                speed,
                facing: None,
            });
        }
        (person.wardrobe, person.stature, person.settled) =
            (view.looks, view.stature, view.stature);
        let view = View {
            by_place: false,
            elsewhere: 0,
            ..view
        };
        person.tracks.insert(track, view);
        let presence = PresenceId::new(ids, now);
        self.people.insert(presence, person);
        self.of_track.insert(track, presence);
        self.may_be_those_who_came(from, now);
        Some(presence)
    }

    /// A track of this person showed another one: whoever came into sight meanwhile, and was seen apart from that one, may
    /// be this person.
    pub(super) fn may_be_those_who_came(&mut self, person: PresenceId, now: &Stamp) {
        let people = self.people.iter();
        let came = people.filter(|(_, other)| now.since(&other.first_seen) <= MET_WITHIN);
        let came: Vec<PresenceId> = came.map(|(id, _)| *id).collect();
        for other in came {
            for (one, another) in [(person, other), (other, person)] {
                if let Some(one) = self.people.get_mut(&one) {
                    one.apart.remove(&another);
                }
            }
        }
    }

    /// These tracks show the body of one that has left for another person: they are that one's, too.
    pub(super) fn bring_along(&mut self, tracks: &[TrackId], from: PresenceId, to: PresenceId) {
        for track in tracks {
            let left = self.people.get_mut(&from);
            let view = left.and_then(|left| left.tracks.remove(track));
            let person = self.people.get_mut(&to);
            if let Some((view, person)) = view.zip(person) {
                person.tracks.insert(*track, view);
                self.of_track.insert(*track, to);
            }
        }
    }

    /// Two presences are one person: the younger one ends in the older one.
    pub(super) fn unite(
        &mut self,
        here: PresenceId,
        there: PresenceId,
        now: &Stamp,
    ) -> Option<PresenceUpdate> {
        let age = |p: PresenceId| (self.people[&p].first_seen.mono_ns, p);
        let (old, young) = if age(here) <= age(there) {
            (here, there)
        } else {
            (there, here)
        };
        let mut absorbed = self.people.remove(&young)?;
        if let Some((colleague, _)) = self.people[&old]
            .who
            .filter(|(who, _)| who.staff().is_some())
        {
            // What was taken for a visit of somebody else was a colleague's time.
            absorbed.who = absorbed.who.or(Some((colleague, 1.0)));
        }
        for person in self.people.values_mut() {
            if let Some(sights) = person.apart.remove(&young) {
                *person.apart.entry(old).or_default() += sights;
            }
        }
        for person in self.people.values_mut() {
            if let Some(at) = person.met.remove(&young) {
                person.meets(old, at);
            }
        }
        let report = absorbed.update(young, *now, PresencePhase::AbsorbedBy(old));
        for presence in self.of_track.values_mut().filter(|p| **p == young) {
            *presence = old;
        }
        let person = self.people.get_mut(&old)?;
        person.tracks.extend(absorbed.tracks);
        if absorbed.said {
            (person.said, person.who) = (true, absorbed.who);
        }
        for (other, at) in absorbed.met {
            person.meets(other, at);
        }
        person.met.remove(&old);
        person.claim = person.claim.or(absorbed.claim);
        person.is_told |= absorbed.is_told;
        for (other, sights) in absorbed.apart {
            *person.apart.entry(other).or_default() += sights;
        }
        if person.is_news(&absorbed.last_seen) {
            person.blind = self.outages.unlooked(person, &absorbed.last_seen);
            (person.camera, person.last_seen, person.zones) =
                (absorbed.camera, absorbed.last_seen, absorbed.zones);
            (person.standing, person.rim, person.facing) =
                (absorbed.standing, absorbed.rim, absorbed.facing);
        }
        Some(report)
    }

    /// Nobody needs to be told apart any longer from a presence that is over.
    pub(super) fn forget(&mut self, gone: PresenceId) {
        for person in self.people.values_mut() {
            person.apart.remove(&gone);
            person.met.remove(&gone);
        }
    }

    /// Whether one picture shows both: then they are two people, whatever their faces say.
    pub(super) fn seen_apart(&self, a: PresenceId, b: PresenceId, now: &Stamp) -> bool {
        self.people[&a].is_beside(&self.people[&b], now)
    }
}

/// The track that is not this person's, where this sight and another camera's show them at two places: of the tracks that
/// no face has said to be theirs, the younger one.
fn shown_elsewhere(person: &Person, update: &TrackUpdate) -> Option<TrackId> {
    let own = person.tracks.get(&update.track)?;
    let others = person.tracks.iter().filter(|(_, other)| {
        let apart = own.apart_from(other, &update.stamp);
        other.camera != own.camera && apart.is_some_and(|metres| metres > ELSEWHERE_M)
    });
    let doubtful = others.flat_map(|(id, other)| [(*id, other), (update.track, own)]);
    let doubtful = doubtful.filter(|(_, view)| view.by_place);
    let youngest = doubtful.max_by_key(|(id, view)| (view.since.mono_ns, *id));
    youngest.map(|(id, _)| id)
}
