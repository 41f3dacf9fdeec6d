//! The stage: tracks and answers in, presences out.

use std::{collections::BTreeMap, time::Duration};

use super::zones::ZoneMap;
use crate::types::{
    CameraId, Cause, Doubt, IdSource, IdentityAnswer, IdentityChange, PresenceId, PresencePhase,
    PresenceUpdate, Stamp, TrackId, TrackPhase, TrackUpdate, VisitorId, Who, ZoneId,
};

/// How long a person may be out of sight.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Unseen for longer than this, the person has left the building.
    pub gone_after: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            gone_after: Duration::from_secs(45),
        }
    }
}

#[derive(Debug)]
struct Person {
    camera: CameraId,
    first_seen: Stamp,
    last_seen: Stamp,
    zones: Vec<ZoneId>,
    /// Who it is, and how sure that is.
    who: Option<(Who, f32)>,
    /// Why that is not known.
    doubt: Doubt,
    /// Who identity says it is, while one picture shows them beside whoever has that name.
    claim: Option<(Who, f32)>,
    tracks: BTreeMap<TrackId, View>,
    /// How long, since the last sight, the camera of that sight could not see.
    blind: Duration,
}

/// A live track of a person.
#[derive(Clone, Debug)]
struct View {
    camera: CameraId,
    since: Stamp,
    /// When it last showed the person.
    seen: Stamp,
}

/// Whoever was there when a camera failed is not waited for any longer than this.
const LONGEST_BLINDNESS: Duration = Duration::from_mins(10);

/// Seen within this time, a person is in the picture: the person network does not run on every frame, nor find
/// everybody on each.
const IN_VIEW: Duration = Duration::from_millis(500);

impl Person {
    /// The cameras in whose picture the person is.
    fn views(&self, now: &Stamp) -> impl Iterator<Item = &CameraId> {
        let tracks = self.tracks.values();
        let seen = tracks.filter(|view| now.since(&view.seen) <= IN_VIEW);
        seen.map(|view| &view.camera)
    }

    /// Whether all that is known of the person rests on this track.
    fn rests_on(&self, track: TrackId) -> bool {
        let view = self.tracks.get(&track);
        self.tracks.len() == 1 && view.is_some_and(|v| v.since.mono_ns <= self.first_seen.mono_ns)
    }

    /// Whether a sight of this moment is the latest. Cameras report as fast as they can, not in one order: what one of
    /// them saw before another's last sight would turn the person's time back.
    fn is_news(&self, sight: &Stamp) -> bool {
        sight.mono_ns >= self.last_seen.mono_ns
    }

    fn update(&self, presence: PresenceId, stamp: Stamp, phase: PresencePhase) -> PresenceUpdate {
        PresenceUpdate {
            stamp,
            presence,
            phase,
            camera: self.camera.clone(),
            last_seen: self.last_seen,
            zones: self.zones.clone(),
            visitor: self.visitor(),
            staff: self.who.and_then(|(who, sure)| Some((who.staff()?, sure))),
            doubt: self.who.is_none().then_some(self.doubt),
            blind: self.blind,
        }
    }

    fn visitor(&self) -> Option<(VisitorId, f32)> {
        self.who
            .and_then(|(who, sure)| Some((who.visitor()?, sure)))
    }

    fn is(&self, who: Who) -> bool {
        self.who.is_some_and(|(known, _)| known == who)
    }
}

/// Who is on the floor.
#[derive(Debug)]
pub struct Presence {
    settings: Settings,
    zones: ZoneMap,
    people: BTreeMap<PresenceId, Person>,
    /// Cameras that do not see, and since when.
    blind: BTreeMap<CameraId, Stamp>,
    of_track: BTreeMap<TrackId, PresenceId>,
}

impl Presence {
    pub fn new(settings: Settings, zones: ZoneMap) -> Self {
        Self {
            settings,
            zones,
            people: BTreeMap::new(),
            blind: BTreeMap::new(),
            of_track: BTreeMap::new(),
        }
    }

    /// A camera sees from now on, or does not. Whoever it saw last is not gone because it fails, and the time for which it
    /// does is told with their next sight.
    pub fn camera(&mut self, camera: &CameraId, sees: bool, now: &Stamp) {
        if !sees {
            self.blind.entry(camera.clone()).or_insert(*now);
        } else if let Some(since) = self.blind.remove(camera) {
            for person in self.people.values_mut().filter(|p| p.camera == *camera) {
                person.blind += blind_time(&since, &person.last_seen, now);
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
            out.extend(self.settle_claims(&update.stamp));
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
        self.people.retain(|id, person| {
            if person.views(now).next().is_some() {
                return true;
            }
            let out_of_sight = now.since(&person.last_seen);
            let still = blind.get(&person.camera);
            let still = still.map(|since| blind_time(since, &person.last_seen, now));
            let not_looked = person.blind + still.unwrap_or_default();
            let looked = out_of_sight.saturating_sub(not_looked.min(LONGEST_BLINDNESS));
            let gone = person.tracks.is_empty() && looked > gone_after;
            let phase = if gone {
                PresencePhase::Gone
            } else {
                PresencePhase::Unseen
            };
            out.push(person.update(*id, *now, phase));
            !gone
        });
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
    pub fn reload(&mut self, settings: Settings, zones: ZoneMap) {
        (self.settings, self.zones) = (settings, zones);
    }

    fn follow(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource) {
        let presence = *self
            .of_track
            .entry(update.track)
            .or_insert_with(|| PresenceId::new(ids, &update.stamp));
        let person = self.people.entry(presence).or_insert_with(|| Person {
            camera: update.camera.clone(),
            first_seen: update.stamp,
            last_seen: update.stamp,
            zones: Vec::new(),
            who: None,
            doubt: Doubt::NoFace,
            claim: None,
            tracks: BTreeMap::new(),
            blind: Duration::ZERO,
        });
        if !is_sight(update) {
            return;
        }
        let view = person.tracks.entry(update.track).or_insert_with(|| View {
            camera: update.camera.clone(),
            since: update.stamp,
            seen: update.stamp,
        });
        view.seen = update.stamp;
        if person.is_news(&update.stamp) {
            if let Some(since) = self.blind.get(&person.camera) {
                person.blind += blind_time(since, &person.last_seen, &update.stamp);
            }
            person.camera = update.camera.clone();
            person.last_seen = update.stamp;
            person.zones = self.zones.around(&update.camera, update.foot);
        }
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
            here = self.part(answer, here, ids)?;
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
        answer: &IdentityChange,
        from: PresenceId,
        ids: &mut dyn IdSource,
    ) -> Option<PresenceId> {
        let left = self.people.get_mut(&from)?;
        let view = left.tracks.remove(&answer.track)?;
        let person = Person {
            camera: view.camera.clone(),
            first_seen: answer.stamp,
            last_seen: answer.stamp,
            zones: left.zones.clone(),
            who: None,
            doubt: Doubt::NoFace,
            claim: None,
            tracks: BTreeMap::from([(answer.track, view)]),
            blind: Duration::ZERO,
        };
        let presence = PresenceId::new(ids, &answer.stamp);
        self.people.insert(presence, person);
        self.of_track.insert(answer.track, presence);
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
        let report = absorbed.update(young, *now, PresencePhase::AbsorbedBy(old));
        for presence in self.of_track.values_mut().filter(|p| **p == young) {
            *presence = old;
        }
        let person = self.people.get_mut(&old)?;
        person.tracks.extend(absorbed.tracks);
        if person.is_news(&absorbed.last_seen) {
            (person.camera, person.last_seen, person.zones) =
                (absorbed.camera, absorbed.last_seen, absorbed.zones);
        }
        Some(report)
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

fn is_sight(update: &TrackUpdate) -> bool {
    matches!(update.phase, TrackPhase::Started | TrackPhase::Seen)
}
