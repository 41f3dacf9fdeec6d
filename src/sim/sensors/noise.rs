//! How wrong the sensors are.

use super::super::scenario::Scenario;
use crate::config::{
    Problems,
    parse::{number, one_of},
    reader::{Section, document},
};

/// What goes wrong between the world and the line. All zero: everything is seen as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Noise {
    /// People and faces that are not found, as a multiple of what was measured for their size.
    pub missed_people: f64,
    pub missed_faces: f64,
    /// Detections of nobody, per camera and minute.
    pub false_people_per_min: f64,
    pub false_faces_per_min: f64,
    /// Standard deviation of a person's box at each side, as a part of its height.
    pub box_jitter: f64,
    /// Of a face's box and landmarks, as a part of its width.
    pub landmark_jitter: f64,
    /// Of scores.
    pub score_jitter: f64,
    /// Noise of signatures, as power beside that of the identity: what differs from visit to visit (light, glasses, hair),
    /// what changes within seconds (pose, expression), and what differs from frame to frame.
    pub signature_visit: f64,
    pub signature_pose: f64,
    pub signature_frame: f64,
    /// How much harder some views are than others: the standard deviation of the noise's logarithm.
    pub signature_spread: f64,
    /// What small and turned faces lose, as a multiple of what was measured: noise, and likeness to everybody else.
    pub poor_faces: f64,
    /// Chance that of two faces that overlap, the one behind gets the signature of the one before it.
    pub swapped_faces: f64,
}

impl Noise {
    /// Everything is seen as it is.
    pub const NONE: Self = Self {
        missed_people: 0.0,
        missed_faces: 0.0,
        false_people_per_min: 0.0,
        false_faces_per_min: 0.0,
        box_jitter: 0.0,
        landmark_jitter: 0.0,
        score_jitter: 0.0,
        signature_visit: 0.0,
        signature_pose: 0.0,
        signature_frame: 0.0,
        signature_spread: 0.0,
        poor_faces: 0.0,
        swapped_faces: 0.0,
    };

    /// As measured on real pictures: see `measured`.
    pub const MEASURED: Self = Self {
        missed_people: 1.0,
        missed_faces: 1.0,
        false_people_per_min: 0.5,
        false_faces_per_min: 0.25,
        box_jitter: 0.0075,
        landmark_jitter: 0.018,
        score_jitter: 0.03,
        signature_visit: 0.14,
        signature_pose: 0.27,
        signature_frame: 0.23,
        signature_spread: 0.8,
        poor_faces: 1.0,
        swapped_faces: 0.3,
    };

    /// The noise of a scenario, as its `[noise]` section says.
    ///
    /// # Errors
    /// Everything that is wrong with the section.
    pub fn of(scenario: &Scenario) -> Result<Self, Problems> {
        let name = std::path::Path::new(&scenario.name);
        document(name, &scenario.text, |mut root| {
            Some(noise(root.section("noise")))
        })
        .0
    }
}

/// Reads `[noise]`.
pub(in super::super) fn noise(mut section: Section<'_>) -> Noise {
    const LEVELS: &[(&str, bool)] = &[("measured", true), ("none", false)];
    let mut measured = true;
    section.set("level", &mut measured, one_of(LEVELS));
    let mut noise = if measured {
        Noise::MEASURED
    } else {
        Noise::NONE
    };
    let share = || number(0.0..=1.0);
    let multiple = || number(0.0..=20.0);
    section.set("missed_people", &mut noise.missed_people, multiple());
    section.set("missed_faces", &mut noise.missed_faces, multiple());
    section.set(
        "false_people_per_min",
        &mut noise.false_people_per_min,
        number(0.0..=600.0),
    );
    section.set(
        "false_faces_per_min",
        &mut noise.false_faces_per_min,
        number(0.0..=600.0),
    );
    section.set("box_jitter", &mut noise.box_jitter, share());
    section.set("landmark_jitter", &mut noise.landmark_jitter, share());
    section.set("score_jitter", &mut noise.score_jitter, share());
    section.set("signature_visit", &mut noise.signature_visit, multiple());
    section.set("signature_pose", &mut noise.signature_pose, multiple());
    section.set("signature_frame", &mut noise.signature_frame, multiple());
    section.set(
        "signature_spread",
        &mut noise.signature_spread,
        number(0.0..=3.0),
    );
    section.set("poor_faces", &mut noise.poor_faces, multiple());
    section.set("swapped_faces", &mut noise.swapped_faces, share());
    section.close();
    noise
}
