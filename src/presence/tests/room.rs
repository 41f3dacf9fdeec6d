//! A room that two cameras see.

use std::collections::BTreeMap;

use ulid::Ulid;

use super::at;
use crate::{
    presence::{FloorPlan, Presence, Settings, ZoneMap, testing::Pinhole},
    runtime::SeededIds,
    types::{
        Appearance, BBox, CameraId, FloorMarks, FloorPoint, IdentityChange, Point, Polygon,
        PresenceId, PresenceUpdate, TrackId, TrackPhase, TrackUpdate, Zone, ZoneKind,
    },
};

/// A room that two cameras see from opposite ends, 10 m apart; the door is at the left wall in the middle.
pub(super) struct Room {
    pub(super) presence: Presence,
    ids: SeededIds,
}

fn camera(id: &str) -> Pinhole {
    let (y, heading_deg) = if id == "south" {
        (0.0, 90.0)
    } else {
        (10.0, 270.0)
    };
    Pinhole {
        at: [0.0, y, 2.6],
        heading_deg,
        tilt_deg: 20.0,
        fov_deg: 80.0,
        size: [1920.0, 1080.0],
    }
}

fn pixel(id: &str, x: f64, y: f64, z: f64) -> Point {
    let [x, y, _] = camera(id).project([x, y, z]).expect("in sight");
    Point::new(x as f32, y as f32)
}

fn fractions(id: &str, corners: [(f64, f64); 4]) -> [Point; 4] {
    corners.map(|(x, y)| {
        let p = pixel(id, x, y, 0.0);
        Point::new(p.x / 1920.0, p.y / 1080.0)
    })
}

impl Room {
    pub(super) fn new() -> Self {
        Self::with_door_on(&["south", "north"])
    }

    /// The same, with the door drawn on the pictures of these cameras alone.
    pub(super) fn with_door_on(cameras: &[&str]) -> Self {
        let corners = [(-1.5, 4.0), (1.5, 4.0), (1.5, 6.0), (-1.5, 6.0)];
        let marks = |id: &str| FloorMarks {
            image: fractions(id, corners),
            metres: corners.map(|(x, y)| FloorPoint::new(x, y)),
        };
        let floor = ["south", "north"].map(|id| (CameraId::from(id), marks(id)));
        let door = [(-3.4, 4.6), (-2.6, 4.6), (-2.6, 5.4), (-3.4, 5.4)];
        let zones = cameras.iter().map(|id| Zone {
            id: format!("door-{id}").as_str().into(),
            camera: (*id).into(),
            kind: ZoneKind::Entrance,
            label: String::new(),
            polygon: Polygon::new(fractions(id, door).to_vec()).expect("a quadrangle"),
        });
        let zones: Vec<Zone> = zones.collect();
        Self {
            presence: Presence::new(
                Settings::default(),
                ZoneMap::new(&zones),
                FloorPlan::new(BTreeMap::from(floor)),
            ),
            ids: SeededIds::new(1),
        }
    }

    /// Cameras see tracks at places, each a person of 1.70 m.
    pub(super) fn see(
        &mut self,
        ms: u64,
        id: &str,
        tracks: &[(u128, f64, f64)],
    ) -> Vec<PresenceUpdate> {
        let bare = |&(track, x, y): &(u128, f64, f64)| (track, x, y, None);
        let tracks: Vec<_> = tracks.iter().map(bare).collect();
        self.see_dressed(ms, id, &tracks)
    }

    /// The same, of people who wear something.
    pub(super) fn see_dressed(
        &mut self,
        ms: u64,
        id: &str,
        tracks: &[(u128, f64, f64, Option<Appearance>)],
    ) -> Vec<PresenceUpdate> {
        self.see_named(ms, id, tracks, &[])
    }

    /// The same, and identity answers.
    pub(super) fn see_named(
        &mut self,
        ms: u64,
        id: &str,
        tracks: &[(u128, f64, f64, Option<Appearance>)],
        answers: &[IdentityChange],
    ) -> Vec<PresenceUpdate> {
        let sight = |dressed: &(u128, f64, f64, Option<Appearance>)| sight(ms, id, *dressed, 1.7);
        let updates: Vec<_> = tracks.iter().map(sight).collect();
        self.presence.observe(&updates, answers, &mut self.ids)
    }

    /// A camera sees one person of this height, metres.
    pub(super) fn see_tall(
        &mut self,
        ms: u64,
        id: &str,
        dressed: (u128, f64, f64, Option<Appearance>),
        tall: f64,
    ) {
        let update = sight(ms, id, dressed, tall);
        self.presence.observe(&[update], &[], &mut self.ids);
    }

    /// Identity answers between two pictures.
    pub(super) fn name(&mut self, answer: IdentityChange) {
        self.presence.observe(&[], &[answer], &mut self.ids);
    }

    pub(super) fn lose(&mut self, ms: u64, tracks: &[u128]) {
        for &track in tracks {
            let ended = TrackUpdate {
                stamp: at(ms),
                camera: "south".into(),
                track: TrackId(Ulid::from(track)),
                since: at(ms),
                phase: TrackPhase::Ended,
                bbox: BBox::default(),
                picture: (0, 0),
                face: None,
                appearance: None,
            };
            self.presence.observe(&[ended], &[], &mut self.ids);
        }
    }

    pub(super) fn who(&self, track: u128) -> PresenceId {
        let track = TrackId(Ulid::from(track));
        self.presence.of_track(track).expect("followed").0
    }
}

/// What a camera shows of somebody of this height.
fn sight(
    ms: u64,
    id: &str,
    (track, x, y, appearance): (u128, f64, f64, Option<Appearance>),
    tall: f64,
) -> TrackUpdate {
    let (head, foot) = (pixel(id, x, y, tall), pixel(id, x, y, 0.0));
    let (w, h) = (0.35 * (foot.y - head.y), foot.y - head.y);
    TrackUpdate {
        stamp: at(ms),
        camera: id.into(),
        track: TrackId(Ulid::from(track)),
        since: at(ms),
        phase: TrackPhase::Seen,
        bbox: BBox::new(foot.x - w / 2.0, head.y, w, h),
        picture: (1920, 1080),
        face: None,
        appearance,
    }
}
