//! Tracks that begin, go on and end.

use super::{
    ground::{FloorPlan, Ground},
    handover::{self, Arrival},
    person::{Person, View},
    rim::Rim,
    stage::Presence,
    stature::Stature,
    zones::ZoneMap,
};
use crate::types::{IdSource, Looks, PresenceId, TrackId, TrackPhase, TrackUpdate, ZoneId};

/// Whoever goes out of sight so near to a door may have left, metres.
const LEAVING_M: f64 = 0.7;
/// Whose place may be off by more than this is in no zone that another camera's picture tells, metres.
const SURE_M: f64 = 0.6;
/// Whoever is followed from so near to a door on may have come in: a track is believed after some steps.
const ARRIVING_M: f64 = 1.6;

impl Presence {
    pub(super) fn follow(&mut self, update: &TrackUpdate, ids: &mut dyn IdSource) {
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
            looks: Looks::default(),
            stature: Stature::default(),
            doubted: false,
            strange_since: None,
            vouched: None,
            at: None,
            elsewhere: 0,
        });
        view.seen = update.stamp;
        let displaced = self.outages.is_displaced(&update.camera);
        let before = view.at.map(|(at, _)| at);
        let shown = self
            .floor
            .stand(update, &mut person.stature.clone(), before);
        view.at = shown
            .at
            .filter(|_| shown.common && !displaced)
            .map(|at| (at, shown.off));
        self.floor.measure(update, &mut view.stature);
        self.floor.note(update);
        if person.is_news(&update.stamp) {
            // A track is believed after some sights: from its first one on the camera saw.
            let looked = match update.phase {
                TrackPhase::Started => &update.since,
                _ => &update.stamp,
            };
            person.blind = self.outages.unlooked(person, looked);
            let before = person.place();
            let mut ground = self.floor.stand(update, &mut person.stature, before);
            if displaced {
                (person.zones, person.standing, ground.at) = (Vec::new(), None, None);
            } else {
                person.zones = zones_at(update, &ground, &self.floor, &self.zones);
            }
            person.rim = Rim::of(update, &ground, LEAVING_M, &self.floor, &self.zones);
            if person.first_seen == update.stamp {
                person.came = Rim::of(update, &ground, ARRIVING_M, &self.floor, &self.zones);
            }
            if let Some(at) = ground.at.filter(|_| ground.common)
                && let Some(heading) = self.floor.heading(update, at)
            {
                person.facing.see(heading, &update.stamp);
            }
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
        if !is_sight(update) || self.outages.is_displaced(&update.camera) {
            return None;
        }
        let now = &update.stamp;
        let ground = self.floor.stand(update, &mut Stature::default(), None);
        let behind = |person: &Person| self.floor.behind(update, &person.stature);
        let arrival = Arrival {
            behind: &behind,
            appearance: update.appearance.as_ref(),
            tall: self.floor.seems(update),
            camera: &update.camera,
            at: ground.at?,
            common: ground.common,
            rim: Rim::of(update, &ground, ARRIVING_M, &self.floor, &self.zones),
            since: update.since,
            now: *now,
            doors: self.zones.has_entrance(),
        };
        let unlooked = |person: &Person| self.outages.unlooked(person, now);
        handover::whom(&arrival, self.people.iter(), unlooked)
    }

    pub(super) fn end_track(&mut self, track: TrackId) {
        if let Some(person) = self
            .of_track
            .remove(&track)
            .and_then(|p| self.people.get_mut(&p))
        {
            person.tracks.remove(&track);
        }
    }
}

/// The zones somebody stands in: those of the camera that sees them, and on a common floor those that were drawn on other
/// cameras' pictures of that place.
fn zones_at(
    update: &TrackUpdate,
    ground: &Ground,
    floor: &FloorPlan,
    zones: &ZoneMap,
) -> Vec<ZoneId> {
    let would = ground
        .at
        .filter(|_| ground.common)
        .and_then(|at| floor.would_show(update, at));
    let mut found = match would.filter(|would| would.y > 1.0) {
        Some(below) => zones.below(&update.camera, below),
        None => zones.around(&update.camera, ground.foot),
    };
    let sure = ground.common && ground.off <= SURE_M;
    for at in ground.at.iter().filter(|_| sure) {
        for (camera, foot) in floor.shown_by(*at) {
            if *camera != update.camera {
                found.extend(zones.around(camera, foot));
            }
        }
    }
    found
}

/// Whether the person was seen, not only expected there.
pub(super) fn is_sight(update: &TrackUpdate) -> bool {
    matches!(update.phase, TrackPhase::Started | TrackPhase::Seen)
}
