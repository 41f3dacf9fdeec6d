//! The tracks of one camera.

use super::{
    association::{
        Sight, match_by_face, match_faces_to_bodies, match_faces_to_faces, match_people,
    },
    body,
    life::Track,
    likeness,
    settings::Settings,
};
use crate::types::{
    BBox, CameraId, FaceDetection, FrameObservation, IdSource, PersonDetection, Stamp, TrackId,
    TrackPhase, TrackUpdate,
};

/// The tracks of one camera, and the frame they were last told about.
#[derive(Debug, Default)]
pub(super) struct CameraTracks {
    tracks: Vec<Track>,
}

impl CameraTracks {
    /// Takes in a frame; reports each believed track, those that end with it included.
    pub(super) fn observe(
        &mut self,
        settings: &Settings,
        frame: &FrameObservation,
        ids: &mut dyn IdSource,
    ) -> Vec<TrackUpdate> {
        for track in &mut self.tracks {
            track.predict(&frame.stamp);
        }
        let people = frame.people.as_deref().unwrap_or_default();
        let mut sights = match_faces_to_faces(&self.tracks, settings, frame);
        match_people(&self.tracks, settings, frame, &mut sights);
        self.start_from_people(settings, frame, people, &mut sights);
        match_faces_to_bodies(&self.tracks, settings, frame, &mut sights);
        self.start_from_faces(frame, &mut sights);
        self.apply(frame, people, &sights);
        self.rejoin(settings, &frame.stamp, &mut sights);
        self.give_up(settings, frame, &sights);
        self.report(settings, frame, &sights, ids)
    }

    /// Ends the tracks that nothing was seen of for too long, also when no frame comes at all.
    pub(super) fn tick(
        &mut self,
        settings: &Settings,
        camera: &CameraId,
        now: &Stamp,
    ) -> Vec<TrackUpdate> {
        let mut ended = Vec::new();
        self.tracks.retain(|track| {
            let over = track.has_ended(settings, now);
            if let (true, Some(id)) = (over, track.id) {
                ended.push(TrackUpdate {
                    stamp: *now,
                    camera: camera.clone(),
                    track: id,
                    since: track.first_seen,
                    phase: TrackPhase::Ended,
                    bbox: track.bbox,
                    picture: (0, 0),
                    face: None,
                    appearance: None,
                });
            }
            !over
        });
        ended
    }

    /// Confident people whom no track explains are new.
    fn start_from_people(
        &mut self,
        settings: &Settings,
        frame: &FrameObservation,
        people: &[PersonDetection],
        sights: &mut Vec<Sight>,
    ) {
        for (i, person) in people.iter().enumerate() {
            if person.score >= settings.start_score && sights.iter().all(|s| s.person != Some(i)) {
                self.tracks.push(Track::new(&person.bbox, frame.stamp));
                sights.push(Sight {
                    person: Some(i),
                    face: None,
                });
            }
        }
    }

    /// So are faces that sit on nobody.
    fn start_from_faces(&mut self, frame: &FrameObservation, sights: &mut Vec<Sight>) {
        for (f, face) in frame.faces.iter().enumerate() {
            if sights.iter().all(|s| s.face != Some(f)) {
                let body = body::below(&face.bbox, frame.width as f32, frame.height as f32);
                self.tracks.push(Track::new(&body, frame.stamp));
                sights.push(Sight {
                    person: None,
                    face: Some(f),
                });
            }
        }
    }

    /// Corrects each track that was seen.
    fn apply(&mut self, frame: &FrameObservation, people: &[PersonDetection], sights: &[Sight]) {
        for (track, sight) in self.tracks.iter_mut().zip(sights) {
            let face = sight.face.map(|f| &frame.faces[f]);
            if let Some(bbox) = measured(track, frame, sight.person.map(|p| &people[p]), face) {
                let cut = sight.person.is_some_and(|p| likeness::is_cut(people, p));
                let whole = likeness::whole(&bbox, &track.bbox, cut);
                track.measure(&bbox, &whole, frame.stamp);
            }
            if let Some(seen) = sight.person.and_then(|p| likeness::worn(people, p)) {
                track.dress(&seen);
            }
            if sight.is_some() {
                track.see(face, frame.stamp);
            } else if frame.people.is_some() {
                track.misses += 1;
            }
        }
    }

    /// A lost track goes on as the new one whose face is like its own. Only before the new one is believed: an id that
    /// was told is never taken back, and from then on it is for identity to say who it is.
    fn rejoin(&mut self, settings: &Settings, now: &Stamp, sights: &mut [Sight]) {
        for (lost, new) in match_by_face(&self.tracks, settings, now) {
            let id = self.tracks[lost].id.take();
            self.tracks[lost].over = true;
            self.tracks[new].id = id;
            self.tracks.swap(lost, new);
            sights.swap(lost, new);
        }
    }

    /// Who walked out of the picture is not waited for, nor a chance detection.
    fn give_up(&mut self, settings: &Settings, frame: &FrameObservation, sights: &[Sight]) {
        let picture = BBox::new(0.0, 0.0, frame.width as f32, frame.height as f32);
        for (track, sight) in self.tracks.iter_mut().zip(sights) {
            let left = !sight.is_some() && !picture.contains(track.bbox.centre());
            let chance = track.id.is_none() && track.misses >= settings.max_misses;
            track.over |= left || chance;
        }
    }

    fn report(
        &mut self,
        settings: &Settings,
        frame: &FrameObservation,
        sights: &[Sight],
        ids: &mut dyn IdSource,
    ) -> Vec<TrackUpdate> {
        let people = frame.people.as_deref().unwrap_or_default();
        let mut updates = Vec::new();
        for (track, sight) in self.tracks.iter_mut().zip(sights) {
            let (id, phase) = match track.id {
                _ if track.has_ended(settings, &frame.stamp) => continue,
                Some(id) if sight.is_some() => (id, TrackPhase::Seen),
                Some(id) => (id, TrackPhase::Coasting),
                None if track.sights < settings.min_sights => continue,
                None => (
                    *track.id.insert(TrackId::new(ids, &frame.stamp)),
                    TrackPhase::Started,
                ),
            };
            updates.push(TrackUpdate {
                stamp: frame.stamp,
                camera: frame.camera.clone(),
                track: id,
                since: track.first_seen,
                phase,
                bbox: track.bbox,
                picture: (frame.width, frame.height),
                face: sight.face.map(|f| frame.faces[f].clone()),
                appearance: sight.person.and_then(|p| likeness::worn(people, p)),
            });
        }
        updates.extend(self.tick(settings, &frame.camera, &frame.stamp));
        updates
    }
}

/// The box that this frame gives a track: the person's, else the track's own moved along with the face.
fn measured(
    track: &Track,
    frame: &FrameObservation,
    person: Option<&PersonDetection>,
    face: Option<&FaceDetection>,
) -> Option<BBox> {
    if let Some(person) = person {
        return Some(person.bbox);
    }
    let before = track.recent_face(&frame.stamp)?;
    Some(body::carried(&track.bbox, before, &face?.bbox))
}
