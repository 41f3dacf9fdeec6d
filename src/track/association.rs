//! Which detection continues which track: rounds of exact assignment, the surest first.

use std::time::Duration;

use super::{
    body,
    life::Track,
    likeness::{MIN_FIT, alike, dressed, is_cut, surely_alike, whole, with_face, worn},
    settings::Settings,
};
use crate::types::{Appearance, BBox, FrameObservation, PersonDetection, Stamp, assign};

/// What one frame says about one track: the places of a person and of a face in it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sight {
    pub(super) person: Option<usize>,
    pub(super) face: Option<usize>,
}

impl Sight {
    pub(super) fn is_some(self) -> bool {
        self.person.is_some() || self.face.is_some()
    }
}

/// A face lies where the track's face should be by now.
pub(super) fn match_faces_to_faces(
    tracks: &[Track],
    settings: &Settings,
    frame: &FrameObservation,
) -> Vec<Sight> {
    let affinity: Vec<Vec<f32>> = tracks
        .iter()
        .map(|track| {
            let before = track.recent_face(&frame.stamp);
            frame
                .faces
                .iter()
                .map(|face| before.map_or(0.0, |b| b.iou(&face.bbox)))
                .collect()
        })
        .collect();
    let faces = assign(&affinity, settings.min_face_iou);
    faces
        .into_iter()
        .map(|face| Sight { person: None, face })
        .collect()
}

/// One of the people of a frame, and what the others leave to be seen of them.
struct Seen<'a> {
    person: &'a PersonDetection,
    worn: Option<Appearance>,
    cut: bool,
}

impl<'a> Seen<'a> {
    fn new(people: &'a [PersonDetection], i: usize) -> Self {
        Self {
            person: &people[i],
            worn: worn(people, i),
            cut: is_cut(people, i),
        }
    }

    /// All of them, by where a track expects them.
    fn whole(&self, expected: &BBox) -> BBox {
        whole(&self.person.bbox, expected, self.cut)
    }
}

/// One round: which tracks choose among which people, by what, and how alike the two must be.
struct Round<'a> {
    tracks: &'a dyn Fn(&Track) -> bool,
    people: &'a dyn Fn(&PersonDetection) -> bool,
    likeness: &'a dyn Fn(&Track, &Seen<'_>) -> f32,
    floor: f32,
}

/// People against tracks. Believed tracks choose before those that are not believed yet, confident detections are given
/// before weak ones (`ByteTrack`), and predictions are asked before the place where a track was last seen, which is
/// right where somebody hidden did not go on as predicted (OC-SORT).
pub(super) fn match_people(
    tracks: &[Track],
    settings: &Settings,
    frame: &FrameObservation,
    sights: &mut [Sight],
) {
    let reach = |track: &Track| track.within_reach(settings, &frame.stamp);
    let believed = |track: &Track| reach(track) && track.id.is_some();
    let not_yet = |track: &Track| reach(track) && track.id.is_none();
    let confident = |person: &PersonDetection| person.score >= settings.high_score;
    let weak = |person: &PersonDetection| !confident(person);
    let surely = |track: &Track, seen: &Seen<'_>| {
        let whole = seen.whole(&track.bbox);
        surely_alike(&track.bbox, &PersonDetection::new(whole, seen.person.score))
    };
    let now = |track: &Track, seen: &Seen<'_>| alike(&track.bbox, &seen.whole(&track.bbox));
    let last = |track: &Track, seen: &Seen<'_>| {
        let before = &track.measured.bbox;
        alike(before, &seen.whole(before))
    };
    let rounds = [
        Round {
            tracks: &believed,
            people: &confident,
            likeness: &surely,
            floor: settings.min_likeness,
        },
        Round {
            tracks: &reach,
            people: &weak,
            likeness: &now,
            floor: settings.min_likeness_low,
        },
        Round {
            tracks: &not_yet,
            people: &confident,
            likeness: &surely,
            floor: settings.min_likeness,
        },
        Round {
            tracks: &reach,
            people: &confident,
            likeness: &last,
            floor: settings.min_likeness_last,
        },
    ];
    let people = frame.people.as_deref().unwrap_or_default();
    let seen: Vec<_> = (0..people.len()).map(|i| Seen::new(people, i)).collect();
    for round in &rounds {
        round.play(tracks, &seen, frame, sights);
    }
}

impl Round<'_> {
    fn play(
        &self,
        tracks: &[Track],
        people: &[Seen<'_>],
        frame: &FrameObservation,
        sights: &mut [Sight],
    ) {
        let free: Vec<usize> = (0..people.len())
            .filter(|&i| {
                (self.people)(people[i].person) && sights.iter().all(|s| s.person != Some(i))
            })
            .collect();
        let open: Vec<usize> = (0..tracks.len())
            .filter(|&t| sights[t].person.is_none() && (self.tracks)(&tracks[t]))
            .collect();
        let affinity: Vec<Vec<f32>> = open
            .iter()
            .map(|&t| {
                let face = sights[t].face.map(|f| &frame.faces[f].bbox);
                let likeness = |i: usize| {
                    let alike = (self.likeness)(&tracks[t], &people[i]);
                    let alike = dressed(
                        alike,
                        tracks[t].appearance.as_ref(),
                        people[i].worn.as_ref(),
                    );
                    with_face(alike, face, &people[i].person.bbox)
                };
                free.iter().map(|&i| likeness(i)).collect()
            })
            .collect();
        for (row, column) in assign(&affinity, self.floor).into_iter().enumerate() {
            sights[open[row]].person = column.map(|c| free[c]);
        }
    }
}

/// Faces that no face led to, by sitting on a body.
pub(super) fn match_faces_to_bodies(
    tracks: &[Track],
    settings: &Settings,
    frame: &FrameObservation,
    sights: &mut [Sight],
) {
    let people = frame.people.as_deref().unwrap_or_default();
    let free: Vec<usize> = (0..frame.faces.len())
        .filter(|f| sights.iter().all(|s| s.face != Some(*f)))
        .collect();
    let open: Vec<usize> = (0..tracks.len())
        .filter(|&t| sights[t].face.is_none())
        .filter(|&t| tracks[t].within_reach(settings, &frame.stamp))
        .collect();
    let affinity: Vec<Vec<f32>> = open
        .iter()
        .map(|&t| {
            let body = sights[t].person.map_or(tracks[t].bbox, |p| people[p].bbox);
            free.iter()
                .map(|&f| body::fits(&frame.faces[f].bbox, &body))
                .collect()
        })
        .collect();
    for (row, column) in assign(&affinity, MIN_FIT).into_iter().enumerate() {
        sights[open[row]].face = column.map(|c| free[c]);
    }
}

/// Lost tracks whose person is back: pairs of a lost track and a track that is not believed yet, of like faces. Who was
/// seen with or after the other's first sight is somebody else.
pub(super) fn match_by_face(
    tracks: &[Track],
    settings: &Settings,
    now: &Stamp,
) -> Vec<(usize, usize)> {
    let seen = |track: &Track| track.last_seen == *now;
    let lost: Vec<usize> = (0..tracks.len())
        .filter(|&t| tracks[t].id.is_some() && !seen(&tracks[t]))
        .collect();
    let new: Vec<usize> = (0..tracks.len())
        .filter(|&t| tracks[t].id.is_none() && seen(&tracks[t]))
        .collect();
    let affinity: Vec<Vec<f32>> = lost
        .iter()
        .map(|&l| {
            new.iter()
                .map(|&n| same_face(&tracks[l], &tracks[n]))
                .collect()
        })
        .collect();
    let pairs = assign(&affinity, settings.same_face)
        .into_iter()
        .enumerate();
    pairs
        .filter_map(|(l, n)| Some((lost[l], new[n?])))
        .collect()
}

/// Cosine of the two tracks' faces; 0 where one has none, or where both were seen at once.
fn same_face(lost: &Track, new: &Track) -> f32 {
    let apart = new.first_seen.since(&lost.last_seen) > Duration::ZERO;
    let faces = lost.signature.as_ref().zip(new.signature.as_ref());
    let cosine = faces.and_then(|(a, b)| a.cosine(b));
    if apart { cosine.unwrap_or(0.0) } else { 0.0 }
}
