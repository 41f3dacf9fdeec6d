//! A camera's sensors over time.

use std::time::Duration;

use super::{
    Noise,
    body::{self, Body},
    clothes,
    cover::{Cover, blocks},
    detect::Detector,
    face_space::{FaceSpace, View},
    head::{self, Face},
};
use crate::{
    sim::{
        camera::Camera,
        dice::Dice,
        floor::{Floor, Spot},
        scene::{Figure, PersonIndex, Scene},
    },
    types::{Appearance, BBox, FaceDetection, FrameObservation, PersonDetection, Signature, Stamp},
    vision::{Gate, Settings},
};

/// Faces whose boxes overlap by more than this may be taken for each other.
const CONFUSED_IOU: f32 = 0.02;
/// A face turned away further than this shows a profile, degrees.
const TURNED_DEG: f64 = 40.0;
/// No more time than this passes between two frames that false detections could fall into.
const LONGEST_STEP: Duration = Duration::from_secs(1);

/// What sensors need to know of somebody, in the order of the cast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensed {
    /// Names decide what a face is like: the same name under the same seed is the same face.
    pub name: String,
    /// False: this face is never found.
    pub face: bool,
}

/// Somebody who is in the picture, whether found or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub person: PersonIndex,
    /// Which of their visits, from 0.
    pub visit: u32,
    /// Around all of them, also what is hidden or outside of the picture; pixels.
    pub bbox: BBox,
    /// Share of the body that is neither hidden nor outside of the picture, 0 to 1.
    pub visible: f32,
    /// Place in the observation's people.
    pub found: Option<usize>,
    /// Place in the observation's faces.
    pub face: Option<usize>,
    /// How wide the face is, found or not, where it is turned to the camera by `TURNED_DEG` at most and not hidden;
    /// pixels, else 0.
    pub face_px: f32,
}

/// A frame as the networks report it, and who really was in the picture, in the order of the cast.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    pub observation: FrameObservation,
    pub shown: Vec<Shown>,
}

/// The sensors of one camera.
#[derive(Debug)]
pub struct Sensors {
    camera: Camera,
    blocks: Vec<Cover>,
    people: Vec<Sensed>,
    noise: Noise,
    seed: u64,
    detector: Detector,
    space: FaceSpace,
    gate: Gate,
    /// When faces, and people, were last looked for.
    looked: [Option<Stamp>; 2],
}

/// Somebody in view, and what was found of them.
struct Seen<'a> {
    figure: &'a Figure,
    body: Body,
    person: Option<PersonDetection>,
    face: Option<(Face, FaceDetection)>,
    face_px: f32,
}

/// Signatures of so many portraits of one of these people, as an enrolment takes them.
pub(in crate::sim) fn portraits(
    people: &[Sensed],
    person: PersonIndex,
    noise: &Noise,
    seed: u64,
    count: u64,
) -> Vec<Signature> {
    let names = people.iter().map(|person| person.name.clone());
    FaceSpace::new(names, noise.dimensions, seed).portraits(noise, person, count)
}

impl Sensors {
    /// The sensors of a camera in a room with these people in the cast. `backlight`: 0 none, to 1, faces are black.
    pub fn new(
        floor: &Floor,
        camera: &Camera,
        people: &[Sensed],
        noise: &Noise,
        seed: u64,
        backlight: f64,
    ) -> Self {
        let names = people.iter().map(|person| person.name.clone());
        Self {
            camera: camera.clone(),
            blocks: floor.cars.iter().flat_map(blocks).collect(),
            people: people.to_vec(),
            noise: noise.clone(),
            seed,
            detector: Detector {
                seed,
                camera: camera.id.as_str().to_owned(),
                size: (camera.width.into(), camera.height.into()),
                settings: Settings::default(),
                backlight: backlight.clamp(0.0, 1.0),
            },
            space: FaceSpace::new(names, noise.dimensions, seed),
            gate: Gate::default(),
            looked: [None; 2],
        }
    }

    /// What the networks say of this scene; frames are numbered in their stream, and come in the order of their time.
    pub fn observe(
        &mut self,
        scene: &Scene,
        seq: u64,
        stamp: Stamp,
        with_people: bool,
    ) -> Sighting {
        let seen = self.look(scene, seq, with_people);
        let mut false_dice = Dice::new(self.seed, &["false", self.camera.id.as_str()], seq);
        let mut shown: Vec<_> = seen.iter().map(shown).collect();
        let mut faces: Vec<(Option<usize>, FaceDetection)> = Vec::new();
        let mut people: Vec<(Option<usize>, PersonDetection)> = Vec::new();
        for (place, seen) in seen.iter().enumerate() {
            people.extend(seen.person.map(|person| (Some(place), person)));
            let found = seen.face.as_ref();
            faces.extend(found.map(|(_, found)| (Some(place), found.clone())));
        }
        if false_dice.chance(self.expected(0, stamp, self.noise.false_faces_per_min)) {
            faces.push((None, self.detector.false_face(&self.noise, &mut false_dice)));
        }
        if with_people
            && false_dice.chance(self.expected(1, stamp, self.noise.false_people_per_min))
        {
            people.push((None, self.detector.false_person(&mut false_dice)));
        }
        // As the networks report them: best first.
        faces.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
        people.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
        self.sign(&seen, scene, seq, stamp, &mut faces);
        for (at, (place, _)) in faces.iter().enumerate() {
            if let Some(place) = place {
                shown[*place].face = Some(at);
            }
        }
        for (at, (place, _)) in people.iter().enumerate() {
            if let Some(place) = place {
                shown[*place].found = Some(at);
            }
        }
        let observation = FrameObservation {
            portraits: Vec::new(),
            stamp,
            camera: self.camera.id.clone(),
            seq,
            width: self.camera.width,
            height: self.camera.height,
            people: with_people.then(|| people.into_iter().map(|(_, person)| person).collect()),
            faces: faces.into_iter().map(|(_, face)| face).collect(),
        };
        Sighting { observation, shown }
    }

    /// Everybody of whom something lies in the picture.
    fn look<'a>(&self, scene: &'a Scene, seq: u64, with_people: bool) -> Vec<Seen<'a>> {
        let outlined: Vec<_> = scene
            .figures
            .iter()
            .filter_map(|figure| {
                let full = body::outline(&self.camera, figure)?;
                body::in_picture(&self.camera, &full).then_some((figure, full))
            })
            .collect();
        let at_s = scene.at.as_secs_f64();
        let mut covers = Vec::new();
        let seen = outlined.iter().map(|&(figure, full)| {
            covers.clear();
            let near = |cover: &Cover| cover.may_hide(self.camera.at, figure.at);
            covers.extend(self.blocks.iter().copied().filter(near));
            let others = outlined.iter().filter(|(o, _)| o.person != figure.person);
            covers.extend(others.map(|(other, _)| Cover::body(other)).filter(near));
            let body = body::look(&self.camera, figure, full, &covers);
            let sensed = &self.people[figure.person];
            let words = ["sight", self.camera.id.as_str(), &sensed.name];
            let mut dice = Dice::new(self.seed, &words, seq);
            let (detector, noise) = (&self.detector, &self.noise);
            let face = head::look(&self.camera, figure, &covers).filter(|_| sensed.face);
            let facing = face.filter(|face| face.turned_deg <= TURNED_DEG);
            let face_px = facing.map_or(0.0, |face| face.bbox.w);
            let face = face.and_then(|face| {
                let found = detector.face(noise, &sensed.name, &face, at_s, &mut dice)?;
                Some((face, found))
            });
            let mut dice = Dice::new(self.seed, &words, !seq);
            let person = with_people
                .then(|| detector.person(noise, &sensed.name, &body, at_s, &mut dice))
                .flatten();
            let person = person.map(|found| PersonDetection {
                appearance: self.clothes(figure, &body, &outlined, (seq, at_s)),
                ..found
            });
            Seen {
                figure,
                body,
                person,
                face,
                face_px,
            }
        });
        seen.collect()
    }

    /// What is seen of somebody's clothes, and of those of whoever stands before them.
    fn clothes(
        &self,
        figure: &Figure,
        body: &Body,
        outlined: &[(&Figure, BBox)],
        (seq, at_s): (u64, f64),
    ) -> Option<Appearance> {
        let camera = Spot::new(self.camera.at.x, self.camera.at.y);
        let far = |figure: &Figure| camera.distance(figure.at);
        let before = outlined.iter().filter(|(other, bbox)| {
            far(other) < far(figure) && bbox.intersection(&body.full) > 0.0
        });
        let over = before.min_by(|a, b| far(b.0).total_cmp(&far(a.0)));
        let name = |figure: &Figure| self.people[figure.person].name.as_str();
        let sight = clothes::Sight {
            seed: self.seed,
            camera: self.camera.id.as_str(),
            name: name(figure),
            visit: figure.visit,
            seq,
            at_s,
        };
        let over = over.map(|(other, _)| (name(other), other.visit));
        clothes::appearance(&self.noise, &sight, body, over)
    }

    /// How likely something that comes so many times a minute falls into this frame; `what`: 0 faces, 1 people.
    fn expected(&mut self, what: usize, stamp: Stamp, per_min: f64) -> f64 {
        let last = self.looked[what].replace(stamp);
        let step = last.map_or(Duration::ZERO, |last| stamp.since(&last).min(LONGEST_STEP));
        per_min / 60.0 * step.as_secs_f64()
    }

    /// Gives the faces that the gate chooses their signatures.
    fn sign(
        &mut self,
        seen: &[Seen<'_>],
        scene: &Scene,
        seq: u64,
        stamp: Stamp,
        faces: &mut [(Option<usize>, FaceDetection)],
    ) {
        let judged: Vec<_> = faces
            .iter()
            .map(|(_, face)| (face.bbox, face.quality.value))
            .collect();
        let floor = self.detector.settings.min_embed_quality;
        for (face, chosen) in self.gate.choose(stamp, &judged, floor) {
            let (place, found) = &mut faces[face];
            self.gate.made(stamp, chosen);
            let Some(place) = *place else { continue };
            let Some((face, _)) = &seen[place].face else {
                continue;
            };
            let whose = self.taken_for(seen, place, face, seq);
            let view = View {
                camera: self.camera.id.as_str(),
                seq,
                at_s: scene.at.as_secs_f64(),
                person: whose.person,
                visit: whose.visit,
                width_px: face.bbox.w.into(),
                turned_deg: face.turned_deg,
            };
            if let Some((signature, norm)) = self.space.sign(&self.noise, &view) {
                found.signature = Some(signature);
                found.quality.norm = Some(norm);
            }
        }
    }

    /// Whose signature a face gets: now and then that of the nearest face before it.
    fn taken_for<'a>(
        &self,
        seen: &'a [Seen<'_>],
        place: usize,
        face: &Face,
        seq: u64,
    ) -> &'a Figure {
        let own = seen[place].figure;
        let before = seen.iter().filter_map(|other| {
            let (other_face, _) = other.face.as_ref()?;
            let over = other_face.far < face.far && other_face.bbox.iou(&face.bbox) > CONFUSED_IOU;
            over.then_some((other_face.far, other.figure))
        });
        let Some((_, other)) = before.min_by(|a, b| a.0.total_cmp(&b.0)) else {
            return own;
        };
        let name = &self.people[own.person].name;
        let words = ["switch", self.camera.id.as_str(), name];
        let switched = Dice::new(self.seed, &words, seq).chance(self.noise.identity_switch);
        if switched { other } else { own }
    }
}

fn shown(seen: &Seen<'_>) -> Shown {
    Shown {
        person: seen.figure.person,
        visit: seen.figure.visit,
        bbox: seen.body.full,
        visible: seen.body.visible,
        found: None,
        face: None,
        face_px: seen.face_px,
    }
}
