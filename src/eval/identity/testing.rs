//! Made-up faces and people.

use std::path::Path;

use super::{faces::Shot, matching::Face, settings::Settings};
use crate::{
    sim::Dice,
    types::{ModelTag, SIGNATURE_DIM, Signature},
};

fn direction(purpose: &str, number: u64) -> Vec<f64> {
    let mut dice = Dice::new(1, &["made-up face", purpose], number);
    let raw: Vec<f64> = (0..SIGNATURE_DIM).map(|_| dice.normal()).collect();
    let norm = raw.iter().map(|v| v * v).sum::<f64>().sqrt();
    raw.iter().map(|v| v / norm).collect()
}

/// A face of a person: their direction with so much of another one, which the picture's number gives.
pub(super) fn face(person: u64, noise: f64, picture: u64) -> Face {
    let (own, other) = (
        direction("person", person),
        direction("picture", person * 1000 + picture),
    );
    let raw: Vec<f32> = own
        .iter()
        .zip(other)
        .map(|(a, b)| (a + noise * b) as f32)
        .collect();
    Face {
        signature: Signature::new(ModelTag::new("made up", "plain"), &raw).unwrap(),
        quality: 0.7,
    }
}

/// A picture with a face of this width.
pub(super) fn shot(person: u64, noise: f64, picture: u64, width_px: f32) -> Shot {
    Shot {
        width_px: Some(width_px),
        face: Some(face(person, noise, picture)),
        padded: false,
    }
}

/// So many people with so many pictures each.
pub(super) fn people(count: u64, pictures: u64, noise: f64) -> Vec<Vec<Shot>> {
    (0..count)
        .map(|person| {
            (0..pictures)
                .map(|n| shot(person, noise, n, 90.0))
                .collect()
        })
        .collect()
}

/// The smallest measurement.
pub(super) fn settings() -> Settings {
    Settings {
        gallery: 5,
        repeats: 4,
        ..Settings::new(Path::new("faces"))
    }
}
