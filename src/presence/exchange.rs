//! Two people whose tracks changed bodies: each gets the track that shows them.
//!
//! Whoever is told to be somebody whom another track of the same picture shows has changed tracks with them: nobody is
//! two people at once.

use super::{
    person::{Person, View},
    stage::Presence,
    stature::Stature,
};
use crate::types::{CameraId, Looks, PresenceId, Stamp, TrackId};

impl Presence {
    /// The track shows this other person, by their clothes or by their face; and the one whom it was said to show is
    /// where they were, if they were in this picture at all.
    pub(super) fn exchange(
        &mut self,
        track: TrackId,
        other: PresenceId,
        now: &Stamp,
        by_clothes: bool,
    ) {
        let here = self.of_track.get(&track).copied();
        let Some(here) = here.filter(|here| *here != other) else {
            return;
        };
        let Some([mut one, mut another]) = self.both(here, other) else {
            return;
        };
        let mut taken = vec![track];
        if !by_clothes {
            taken.extend(one.same_body(track, now));
        }
        let cameras: Vec<CameraId> = one.cameras_of(&taken);
        let given = another.tracks_in(&cameras);
        if by_clothes {
            // How tall somebody seemed while a track showed another says nothing of them.
            one.go_back_to_before_they_met();
            another.go_back_to_before_they_met();
        } else {
            // What was learnt of either since a face last said who they are may be the other's.
            let looks = (one.looks_of(&[track]), another.looks_of(&given));
            one.go_back_to_what_a_face_said(looks.1.as_ref());
            another.go_back_to_what_a_face_said(looks.0.as_ref());
        }
        (one.claim, another.claim) = (None, None);
        for id in &taken {
            hand(&mut one, &mut another, *id, now, by_clothes);
            self.of_track.insert(*id, other);
        }
        for id in &given {
            hand(&mut another, &mut one, *id, now, by_clothes);
            self.of_track.insert(*id, here);
        }
        one.change_places(&mut another, !given.is_empty());
        self.people.insert(here, one);
        self.people.insert(other, another);
        for person in [here, other] {
            self.may_be_those_who_came(person, now);
        }
    }

    fn both(&mut self, one: PresenceId, another: PresenceId) -> Option<[Person; 2]> {
        if !self.people.contains_key(&another) {
            return None;
        }
        let first = self.people.remove(&one)?;
        let second = self.people.remove(&another)?;
        Some([first, second])
    }
}

impl Person {
    fn cameras_of(&self, tracks: &[TrackId]) -> Vec<CameraId> {
        let views = tracks.iter().filter_map(|track| self.tracks.get(track));
        views.map(|view| view.camera.clone()).collect()
    }

    fn tracks_in(&self, cameras: &[CameraId]) -> Vec<TrackId> {
        let here = self
            .tracks
            .iter()
            .filter(|(_, view)| cameras.contains(&view.camera));
        here.map(|(id, _)| *id).collect()
    }

    fn looks_of(&self, tracks: &[TrackId]) -> Option<Looks> {
        let looks = tracks.iter().find_map(|track| self.tracks.get(track));
        looks.map(|view| view.looks)
    }

    /// How tall they were and what they wore when a face last said who they are; what their track shows where none did.
    fn go_back_to_what_a_face_said(&mut self, shown: Option<&Looks>) {
        let known = self.vouched.wardrobe.seconds() > 0.0;
        (self.stature, self.tall) = (self.vouched.stature, self.vouched.tall);
        self.wardrobe = if known {
            self.vouched.wardrobe
        } else {
            shown.copied().unwrap_or_default()
        };
    }

    /// How tall they were before they met; of whoever was never alone nothing better is known than what was seen.
    fn go_back_to_before_they_met(&mut self) {
        if self.settled.known().is_some() {
            self.stature = self.settled;
        }
    }

    /// Each was seen last where the other was said to be. Where the other was not seen, both were seen here: one stands
    /// before, or has just hidden, the other.
    fn change_places(&mut self, other: &mut Self, both_seen: bool) {
        if both_seen {
            std::mem::swap(&mut self.camera, &mut other.camera);
            std::mem::swap(&mut self.last_seen, &mut other.last_seen);
            std::mem::swap(&mut self.zones, &mut other.zones);
            std::mem::swap(&mut self.standing, &mut other.standing);
            std::mem::swap(&mut self.rim, &mut other.rim);
            std::mem::swap(&mut self.facing, &mut other.facing);
            std::mem::swap(&mut self.blind, &mut other.blind);
        } else {
            (other.camera, other.last_seen) = (self.camera.clone(), self.last_seen);
            (other.zones, other.standing, other.rim) =
                (self.zones.clone(), self.standing, self.rim);
            other.facing = self.facing;
        }
        (self.beside, other.beside) = (None, None);
    }
}

/// Gives a track to the other person. All that this one knows of them begins now.
fn hand(from: &mut Person, to: &mut Person, track: TrackId, now: &Stamp, by_clothes: bool) {
    if let Some(view) = from.tracks.remove(&track) {
        let view = View {
            since: *now,
            by_place: by_clothes,
            doubted: false,
            strange_since: None,
            vouched: None,
            stature: Stature::default(),
            ..view
        };
        to.tracks.insert(track, view);
    }
}
