//! The stage: tracks and answers in, presences out.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{
    ground::{FloorPlan, Stature},
    handover::{self, Arrival},
    overlap,
    person::{Person, View},
    rim::Rim,
    zones::ZoneMap,
};
use crate::types::{
    CameraId, CameraState, Cause, IdSource, IdentityAnswer, IdentityChange, PresenceId,
    PresencePhase, PresenceUpdate, Stamp, TrackId, TrackPhase, TrackUpdate, VisitorId, Who,
};

/// How long a person may be out of sight.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Unseen for longer than this, the person has left the building.
    pub gone_after: Duration,
    /// As `gone_after`, for somebody who went out of sight where there is no way out; where it is less, that counts.
    pub hidden_after: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            gone_after: Duration::from_secs(45),
            hidden_after: Duration::from_mins(2),
        }
    }
}

/// Whoever goes out of sight so near to a door may have left, metres.
const LEAVING_M: f64 = 0.7;
/// Whoever is followed from so near to a door on may have come in: a track is believed after some steps.
const ARRIVING_M: f64 = 1.6;

/// Whoever was there when a camera failed is not waited for any longer than this.
const LONGEST_BLINDNESS: Duration = Duration::from_mins(10);

/// Who is on the floor.
#[derive(Debug)]
pub struct Presence {
    settings: Settings,
    zones: ZoneMap,
    floor: FloorPlan,
    people: BTreeMap<PresenceId, Person>,
    /// Cameras that do not see, and since when.
    blind: BTreeMap<CameraId, Stamp>,
    /// Cameras that look elsewhere than where their zones were drawn.
    displaced: BTreeSet<CameraId>,
    of_track: BTreeMap<TrackId, PresenceId>,
}

impl Presence {
    pub fn new(settings: Settings, zones: ZoneMap, floor: FloorPlan) -> Self {
        Self {
            settings,
            zones,
            floor,
            people: BTreeMap::new(),
            blind: BTreeMap::new(),
            displaced: BTreeSet::new(),
            of_track: BTreeMap::new(),
        }
    }

    /// The state of a camera from `since` on. Whoever it saw last is not gone because it fails, and the time for which it
    /// does is told with their next sight. In the picture of one that was moved nobody stands in a zone.
    ///
    /// Blindness ends `now`: other trouble that follows it may have begun long before.
    pub fn camera(&mut self, camera: &CameraId, state: CameraState, since: &Stamp, now: &Stamp) {
        if state == CameraState::Moved {
            self.displaced.insert(camera.clone());
        } else if matches!(
            state,
            CameraState::Ok | CameraState::Skewed | CameraState::Slow
        ) {
            // A camera that was moved says that before these.
            self.displaced.remove(camera);
        }
        if matches!(
            state,
            CameraState::Unreachable | CameraState::Frozen | CameraState::Black
        ) {
            self.blind.entry(camera.clone()).or_insert(*since);
        } else if let Some(blind_since) = self.blind.remove(camera) {
            for person in self.people.values_mut().filter(|p| p.camera == *camera) {
                person.blind += blind_time(&blind_since, &person.last_seen, now);
            }
        }
    }

    /// Takes in the tracks of one frame and the answers about them.
    pub fn observe(
        &mut self,
        updates: &[TrackUpdate],
        answers: &[IdentityChange],
        ids: &mut dyn IdSource,
    ) -> Vec<PresenceUpdate> {
        let mut out = Vec::new();
        for update in updates {
            if update.phase == TrackPhase::Ended {
                self.end_track(update.track);
            } else {
                self.follow(update, ids);
            }
        }
        for answer in answers {
            out.extend(self.identify(answer, ids));
        }
        if let Some(update) = updates.first() {
            self.tell_apart(update, ids);
            out.extend(self.settle_claims(&update.stamp));
        }
        for update in updates.iter().filter(|update| is_sight(update)) {
            out.extend(self.overlap(update));
        }
        let mut told = Vec::new();
        for update in updates {
            let Some(&presence) = self.of_track.get(&update.track) else {
                continue;
            };
            let person = &self.people[&presence];
            if is_sight(update) && person.is_news(&update.stamp) && !told.contains(&presence) {
                told.push(presence);
                out.push(person.update(presence, update.stamp, PresencePhase::Seen));
            }
        }
        for presence in told {
            if let Some(person) = self.people.get_mut(&presence) {
                person.blind = Duration::ZERO;
            }
        }
        out
    }

    /// Whether somebody on the floor is this visitor.
    pub fn holds(&self, visitor: VisitorId) -> bool {
        let mut people = self.people.values();
        people.any(|person| person.is(Who::Visitor(visitor)))
    }

    /// Whether all that is known of a presence rests on this track.
    pub fn rests_on(&self, presence: PresenceId, track: TrackId) -> bool {
        self.people
            .get(&presence)
            .is_some_and(|person| person.rests_on(track))
    }

    /// The presence that a live track belongs to, and who identity says it is.
    pub fn of_track(&self, track: TrackId) -> Option<(PresenceId, Option<Who>)> {
        let presence = *self.of_track.get(&track)?;
        let known = self.people.get(&presence)?.who;
        Some((presence, known.map(|(who, _)| who)))
    }

    /// The live tracks of a presence.
    pub fn tracks_of(&self, presence: PresenceId) -> Vec<TrackId> {
        let of_presence = self.of_track.iter().filter(|(_, p)| **p == presence);
        of_presence.map(|(track, _)| *track).collect()
    }

    /// A correction says who this presence is, and how sure that is.
    pub fn is(&mut self, presence: PresenceId, visitor: VisitorId, sure: f32) {
        if let Some(person) = self.people.get_mut(&presence) {
            person.who = Some((Who::Visitor(visitor), sure));
        }
    }

    /// Lets time pass: people out of sight are reported, and after a while they are gone.
    pub fn tick(&mut self, now: &Stamp) -> Vec<PresenceUpdate> {
        let mut out = Vec::new();
        let (gone_after, blind) = (self.settings.gone_after, &self.blind);
        let doors = self.zones.has_entrance();
        let hidden_after = self.settings.hidden_after.max(gone_after);
        self.people.retain(|id, person| {
            if person.is_in_view(now) {
                return true;
            }
            let not_looked = person.blind + still_blind(blind, person, now);
            let out_of_sight = now.since(&person.last_seen);
            let looked = out_of_sight.saturating_sub(not_looked.min(LONGEST_BLINDNESS));
            let hidden = doors && person.rim == Rim::Inside;
            let gone_after = if hidden { hidden_after } else { gone_after };
            let gone = person.tracks.is_empty() && looked > gone_after;
            let phase = if gone {
                PresencePhase::Gone
            } else {
                PresencePhase::Unseen
            };
            out.push(person.update(*id, *now, phase));
            !gone
        });
        for gone in out.iter().filter(|u| u.phase == PresencePhase::Gone) {
            self.forget(gone.presence);
        }
        out
    }

    /// Ends every presence: the appliance stops.
    pub fn close(&mut self, now: &Stamp) -> Vec<PresenceUpdate> {
        self.of_track.clear();
        let people = std::mem::take(&mut self.people);
        people
            .into_iter()
            .map(|(id, person)| person.update(id, *now, PresencePhase::Gone))
            .collect()
    }

    /// `from` turned out to be `into`.
    pub fn merge(&mut self, from: VisitorId, into: VisitorId) {
        let names = self.people.values_mut();
        let names = names.flat_map(|p| p.who.iter_mut().chain(&mut p.claim));
        for (who, _) in names {
            if *who == Who::Visitor(from) {
                *who = Who::Visitor(into);
            }
        }
    }

    /// Takes over new settings and zones; presences go on.
    pub fn reload(&mut self, settings: Settings, zones: ZoneMap, floor: FloorPlan) {
        (self.settings, self.zones, self.floor) = (settings, zones, floor);
    }

    fn follow(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource) {
        let known = self.of_track.get(&update.track).copied();
        let (presence, by_place) = match known {
            Some(presence) => (presence, false),
            None => self.begin(update, ids),
        };
        if !is_sight(update) {
            return;
        }
        let Some(person) = self.people.get_mut(&presence) else {
            return;
        };
        let view = person.tracks.entry(update.track).or_insert_with(|| View {
            camera: update.camera.clone(),
            since: update.stamp,
            seen: update.stamp,
            by_place,
        });
        view.seen = update.stamp;
        if person.is_news(&update.stamp) {
            person.blind += still_blind(&self.blind, person, &update.stamp);
            let mut ground = self.floor.stand(update, &mut person.stature);
            if self.displaced.contains(&update.camera) {
                (person.zones, person.standing, ground.at) = (Vec::new(), None, None);
            } else {
                person.zones = self.zones.around(&update.camera, ground.foot);
            }
            person.rim = Rim::of(update, &ground, LEAVING_M, &self.floor, &self.zones);
            person.stand(&ground, &update.stamp);
            person.camera = update.camera.clone();
            person.last_seen = update.stamp;
        }
    }

    /// The presence of a track that begins, and whether its place alone says so.
    fn begin(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource) -> (PresenceId, bool) {
        let known = self.handed_over(update);
        let presence = known.unwrap_or_else(|| PresenceId::new(ids, &update.stamp));
        self.of_track.insert(update.track, presence);
        self.people
            .entry(presence)
            .or_insert_with(|| Person::new(&update.camera, &update.stamp));
        (presence, known.is_some())
    }

    /// Whoever was out of sight, and comes into it with this track.
    fn handed_over(&self, update: &TrackUpdate) -> Option<PresenceId> {
        if !is_sight(update) || self.displaced.contains(&update.camera) {
            return None;
        }
        let now = &update.stamp;
        let ground = self.floor.stand(update, &mut Stature::default());
        let arrival = Arrival {
            camera: &update.camera,
            at: ground.at?,
            common: ground.common,
            rim: Rim::of(update, &ground, ARRIVING_M, &self.floor, &self.zones),
            now: *now,
            doors: self.zones.has_entrance(),
        };
        let unlooked = |person: &Person| person.blind + still_blind(&self.blind, person, now);
        handover::whom(&arrival, self.people.iter(), unlooked)
    }

    /// One picture shows two tracks of one person: they are two people, if only the place of the younger track made it
    /// theirs.
    fn tell_apart(&mut self, frame: &TrackUpdate, ids: &mut dyn IdSource) {
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

    /// Another camera sees the same person.
    fn overlap(&mut self, update: &TrackUpdate) -> Option<PresenceUpdate> {
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

    fn end_track(&mut self, track: TrackId) {
        if let Some(person) = self
            .of_track
            .remove(&track)
            .and_then(|p| self.people.get_mut(&p))
        {
            person.tracks.remove(&track);
        }
    }

    /// Gives a presence its visitor or colleague; where another presence is the same person, the older one takes the
    /// younger up.
    fn identify(
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
        let another = person.who.is_some_and(|(known, _)| known != who);
        let all_of_it = match answer.cause {
            Cause::Revision => true,
            Cause::Mistaken => person.rests_on(answer.track),
            Cause::Evidence | Cause::TakenOver => false,
        };
        if another && !all_of_it {
            here = self.part(answer.track, &answer.stamp, here, ids)?;
        }
        if let Some(view) = self.people.get_mut(&here)?.tracks.get_mut(&answer.track) {
            view.by_place = false;
        }
        self.name(here, (who, answer.confidence), &answer.stamp)
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
    fn settle_claims(&mut self, now: &Stamp) -> Vec<PresenceUpdate> {
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

    /// The track has gone over from the person of this presence to another one, with whom a new presence begins.
    fn part(
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
        let by_place = false;
        person.tracks.insert(track, View { by_place, ..view });
        let presence = PresenceId::new(ids, now);
        self.people.insert(presence, person);
        self.of_track.insert(track, presence);
        Some(presence)
    }

    /// Two presences are one person: the younger one ends in the older one.
    fn unite(
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
        let absorbed = self.people.remove(&young)?;
        for person in self.people.values_mut() {
            if let Some(sights) = person.apart.remove(&young) {
                *person.apart.entry(old).or_default() += sights;
            }
        }
        let report = absorbed.update(young, *now, PresencePhase::AbsorbedBy(old));
        for presence in self.of_track.values_mut().filter(|p| **p == young) {
            *presence = old;
        }
        let person = self.people.get_mut(&old)?;
        person.tracks.extend(absorbed.tracks);
        for (other, sights) in absorbed.apart {
            *person.apart.entry(other).or_default() += sights;
        }
        if person.is_news(&absorbed.last_seen) {
            person.blind += still_blind(&self.blind, person, &absorbed.last_seen);
            (person.camera, person.last_seen, person.zones) =
                (absorbed.camera, absorbed.last_seen, absorbed.zones);
            (person.standing, person.rim) = (absorbed.standing, absorbed.rim);
        }
        Some(report)
    }

    /// Nobody needs to be told apart any longer from a presence that is over.
    fn forget(&mut self, gone: PresenceId) {
        for person in self.people.values_mut() {
            person.apart.remove(&gone);
        }
    }

    /// Whether one picture shows both: then they are two people, whatever their faces say.
    fn seen_apart(&self, a: PresenceId, b: PresenceId, now: &Stamp) -> bool {
        let (a, b) = (&self.people[&a], &self.people[&b]);
        a.views(now)
            .any(|camera| b.views(now).any(|other| camera == other))
    }
}

/// The part of the time since a sight for which a camera that fails since `since` does not see.
fn blind_time(since: &Stamp, last_seen: &Stamp, now: &Stamp) -> Duration {
    now.since(since).min(now.since(last_seen))
}

/// As [`blind_time`], of whoever was seen last by a camera that still does not see.
fn still_blind(blind: &BTreeMap<CameraId, Stamp>, person: &Person, now: &Stamp) -> Duration {
    let since = blind.get(&person.camera);
    since.map_or(Duration::ZERO, |since| {
        blind_time(since, &person.last_seen, now)
    })
}

fn is_sight(update: &TrackUpdate) -> bool {
    matches!(update.phase, TrackPhase::Started | TrackPhase::Seen)
}
