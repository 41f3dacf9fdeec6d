//! The stage: tracks and answers in, presences out.

use std::{collections::BTreeMap, time::Duration};

use super::{
    follow::is_sight,
    ground::FloorPlan,
    outages::{self, Outages},
    person::Person,
    rim::Rim,
    zones::ZoneMap,
};
use crate::types::{
    CameraId, CameraState, IdSource, IdentityChange, PresenceId, PresencePhase, PresenceUpdate,
    StaffId, Stamp, TrackId, TrackPhase, TrackUpdate, VisitorId, Who,
};

/// How long a person may be out of sight.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Unseen for longer than this, the person has left the building.
    pub gone_after: Duration,
    /// As `gone_after`, for somebody who went out of sight where there is no way out, be it behind something or over the edge
    /// of the picture; where it is less, that counts.
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

/// For so long a colleague who is out of sight is in the back, where the doors are known: no visit waits for them to go, and
/// they come back in the same clothes.
const AT_WORK: Duration = Duration::from_mins(30);

/// Whoever was there when a camera failed is not waited for any longer than this.
const LONGEST_BLINDNESS: Duration = Duration::from_mins(10);

/// Who is on the floor.
#[derive(Debug)]
pub struct Presence {
    settings: Settings,
    pub(super) zones: ZoneMap,
    pub(super) floor: FloorPlan,
    pub(super) people: BTreeMap<PresenceId, Person>,
    pub(super) outages: Outages,
    pub(super) of_track: BTreeMap<TrackId, PresenceId>,
}

impl Presence {
    pub fn new(settings: Settings, zones: ZoneMap, floor: FloorPlan) -> Self {
        Self {
            settings,
            zones,
            floor,
            people: BTreeMap::new(),
            outages: Outages::default(),
            of_track: BTreeMap::new(),
        }
    }

    /// The state of a camera from `since` on. Whoever it saw last is not gone because it fails, and the time for which it
    /// does is told with their next sight. In the picture of one that was moved nobody stands in a zone.
    ///
    /// Blindness ends `now`: other trouble that follows it may have begun long before.
    pub fn camera(&mut self, camera: &CameraId, state: CameraState, since: &Stamp, now: &Stamp) {
        if let Some(blind_since) = self.outages.note(camera, state, since) {
            for person in self.people.values_mut().filter(|p| p.camera == *camera) {
                person.blind += outages::blind_time(&blind_since, &person.last_seen, now);
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
                self.meet(update);
                self.dress(update);
            }
        }
        if let Some(update) = updates.first() {
            self.compare_clothes(&update.camera, &update.stamp, ids);
        }
        for answer in answers {
            out.extend(self.identify(answer, ids));
        }
        if let Some(update) = updates.first() {
            self.tell_apart(update, ids);
            out.extend(self.settle_claims(&update.stamp));
        }
        for update in updates.iter().filter(|update| is_sight(update)) {
            self.elsewhere(update, ids);
        }
        for update in updates.iter().filter(|update| is_sight(update)) {
            out.extend(self.overlap(update));
            out.extend(self.reunite(update));
        }
        for update in updates.iter().filter(|update| is_sight(update)) {
            self.saw(&update.camera, &update.stamp);
        }
        let mut told = Vec::new();
        for update in updates {
            let Some(&presence) = self.of_track.get(&update.track) else {
                continue;
            };
            let news = self.people[&presence].is_news(&update.stamp);
            if is_sight(update)
                && news
                && !told.contains(&presence)
                && self.is_somebody(presence, update)
            {
                told.push(presence);
                let person = &self.people[&presence];
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

    /// A camera shows somebody: it sees, and that it does is only said once it has for a while. Whoever it does not show
    /// was out of its sight until now.
    fn saw(&mut self, camera: &CameraId, now: &Stamp) {
        if let Some(blind_since) = self.outages.saw(camera, now) {
            for person in self.people.values_mut().filter(|p| p.camera == *camera) {
                if person.last_seen.mono_ns < now.mono_ns {
                    person.blind += outages::blind_time(&blind_since, &person.last_seen, now);
                }
            }
        }
    }

    /// Whether somebody on the floor is this visitor.
    pub fn holds(&self, visitor: VisitorId) -> bool {
        let mut people = self.people.values();
        people.any(|person| person.is(Who::Visitor(visitor)))
    }

    /// How many people are in the showroom. A colleague who is out of sight for longer than anybody else is waited for is
    /// in the back; whoever may be another look at somebody is not one more.
    pub fn head_count(&self, now: &Stamp) -> usize {
        let Settings {
            gone_after,
            hidden_after,
        } = self.settings;
        let in_the_back = |person: &&Person| {
            person.is_colleague() && now.since(&person.last_seen) > gone_after.max(hidden_after)
        };
        let people = self.people.values().filter(|person| person.is_told);
        people.filter(|person| !in_the_back(person)).count()
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

    /// Somebody says that they are this person, and a colleague: so it stays for as long as they are followed, whatever
    /// faces say. Gives how that is to be told.
    pub fn say_colleague(
        &mut self,
        presence: PresenceId,
        staff: StaffId,
        now: &Stamp,
    ) -> Option<PresenceUpdate> {
        let person = self.people.get_mut(&presence)?;
        (person.who, person.claim) = (Some((Who::Staff(staff), 1.0)), None);
        person.said = true;
        Some(person.update(presence, *now, PresencePhase::Seen))
    }

    /// The tracks of those who said themselves who they are.
    pub fn said_tracks(&self) -> Vec<TrackId> {
        let said = self.people.values().filter(|person| person.said);
        said.flat_map(|person| person.tracks.keys().copied())
            .collect()
    }

    /// Lets time pass: people out of sight are reported, and after a while they are gone.
    pub fn tick(&mut self, now: &Stamp) -> Vec<PresenceUpdate> {
        let mut out = Vec::new();
        let (gone_after, outages) = (self.settings.gone_after, &self.outages);
        let doors = self.zones.has_entrance();
        let hidden_after = self.settings.hidden_after.max(gone_after);
        self.people.retain(|id, person| {
            if person.is_in_view(now) {
                return true;
            }
            let not_looked = outages.unlooked(person, now);
            let out_of_sight = now.since(&person.last_seen);
            let looked = out_of_sight.saturating_sub(not_looked.min(LONGEST_BLINDNESS));
            let hidden = doors && person.rim != Rim::Door;
            let hidden_after = if person.is_colleague() {
                hidden_after.max(AT_WORK)
            } else {
                hidden_after
            };
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
}
