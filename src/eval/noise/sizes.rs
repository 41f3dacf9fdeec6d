//! The figures that depend on size and turn.

use super::{
    clips::Seen,
    portraits::{SizedFaces, cosines},
    stats::{mean, spread},
};
use crate::{
    sim::{FaceSize, PersonSize, SignatureSize},
    types::FaceDetection,
};

/// Borders between the sizes that detections are sorted into, pixels of the networks' pictures.
const FACE_BORDERS: [f64; 7] = [8.0, 12.0, 16.0, 22.0, 32.0, 60.0, 300.0];
const PERSON_BORDERS: [f64; 7] = [25.0, 40.0, 60.0, 90.0, 130.0, 200.0, 420.0];
/// A size with fewer samples than this has no figure.
pub(super) const FEW: usize = 40;
/// So many faces of a width in the clips are better than portraits for telling how sharp cameras' pictures are.
const ENOUGH_SHARP: usize = 100;

/// What faces of one size are good for.
pub(super) fn signature_size(sized: &SizedFaces, seen: &Seen) -> SignatureSize {
    let (same, other) = cosines(&sized.faces);
    let each = |of: &dyn Fn(&FaceDetection) -> f64| -> Vec<f64> {
        sized.faces.iter().map(|(_, face)| of(face)).collect()
    };
    let width_px = mean(&each(&|face| face.bbox.w.into()));
    let near = |(w, s): &(f64, f64)| (0.8..1.25).contains(&(w / width_px)).then_some(*s);
    let mut sharpness: Vec<_> = seen.sharpness.iter().filter_map(near).collect();
    if sharpness.len() < ENOUGH_SHARP {
        sharpness = each(&|face| f64::from(face.quality.sharpness.max(1e-3)).ln());
    }
    SignatureSize {
        width_px,
        sharpness_ln: mean(&sharpness),
        sharpness_ln_spread: spread(&sharpness),
        norm: mean(&each(&|face| face.quality.norm.unwrap_or(0.0).into())),
        same: mean(&same),
        same_spread: spread(&same),
        other: mean(&other).max(0.0),
        other_spread: spread(&other),
    }
}

/// Yaw in degrees and score of faces that are large enough.
pub(super) fn yaws(seen: &Seen) -> Vec<(f64, f64)> {
    let large = seen.face_scores.iter().filter(|(width, ..)| *width >= 20.0);
    large.map(|(_, score, yaw)| (yaw.abs(), *score)).collect()
}

/// The slope of the line that fits best (least squares).
pub(super) fn slope(points: &[(f64, f64)]) -> f64 {
    let (x, y): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
    let (mx, my) = (mean(&x), mean(&y));
    let along: Vec<_> = points.iter().map(|(x, y)| (x - mx) * (y - my)).collect();
    mean(&along) / spread(&x).powi(2).max(1e-9)
}

/// The share of likeness to frontal pictures of the same person that pictures turned by 25 to 55 degrees lose.
pub(super) fn turn_loss(faces: &[(usize, FaceDetection)]) -> f64 {
    let turned = |degrees: std::ops::Range<f32>| {
        let chosen =
            |(_, face): &&(usize, FaceDetection)| degrees.contains(&face.quality.yaw_deg.abs());
        let frontal = |(_, face): &&(usize, FaceDetection)| face.quality.yaw_deg.abs() < 15.0;
        let mut cosines = Vec::new();
        for (person, face) in faces.iter().filter(chosen) {
            let others = faces.iter().filter(frontal).filter(|(p, _)| p == person);
            for (_, other) in others.filter(|(_, other)| other.bbox != face.bbox) {
                let pair = face.signature.as_ref().zip(other.signature.as_ref());
                cosines.extend(pair.and_then(|(a, b)| a.cosine(b)).map(f64::from));
            }
        }
        mean(&cosines)
    };
    (1.0 - turned(25.0..55.0) / turned(0.0..15.0).max(0.1)).clamp(0.0, 0.5)
}

/// The values whose size lies between two borders, with the mean size.
fn between<T: Copy>(
    all: &[T],
    borders: &[f64],
    i: usize,
    size: impl Fn(&T) -> f64,
) -> (f64, Vec<T>) {
    let inside = all
        .iter()
        .filter(|v| (borders[i]..borders[i + 1]).contains(&size(v)));
    let values: Vec<T> = inside.copied().collect();
    let sizes: Vec<_> = values.iter().map(size).collect();
    (mean(&sizes), values)
}

fn share_missed(found: &[(f64, bool)]) -> f64 {
    found.iter().filter(|(_, found)| !found).count() as f64 / found.len().max(1) as f64
}

/// How faces of each size are found; larger ones are never missed more often.
pub(super) fn face_sizes(seen: &Seen) -> Vec<FaceSize> {
    let mut rows: Vec<FaceSize> = Vec::new();
    for i in 0..FACE_BORDERS.len() - 1 {
        let (width_px, found) = between(&seen.face_scores, &FACE_BORDERS, i, |face| face.0);
        let (_, labelled) = between(&seen.labelled_faces, &FACE_BORDERS, i, |face| face.0);
        if found.len() < FEW {
            continue;
        }
        let scores: Vec<_> = found.iter().map(|(_, score, _)| *score).collect();
        let missed = share_missed(&labelled);
        rows.push(FaceSize {
            width_px,
            missed: rows
                .last()
                .map_or(missed, |smaller| missed.min(smaller.missed)),
            score: mean(&scores),
            score_spread: spread(&scores),
        });
    }
    rows
}

/// How people of each size are found; larger ones are never missed more often.
pub(super) fn person_sizes(seen: &Seen) -> Vec<PersonSize> {
    let mut rows: Vec<PersonSize> = Vec::new();
    for i in 0..PERSON_BORDERS.len() - 1 {
        let (height_px, found) = between(&seen.person_scores, &PERSON_BORDERS, i, |p| p.0);
        let (_, followed) = between(&seen.followed_people, &PERSON_BORDERS, i, |p| p.0);
        if found.len() < FEW {
            continue;
        }
        let scores: Vec<_> = found.iter().map(|(_, score)| *score).collect();
        let missed = share_missed(&followed);
        rows.push(PersonSize {
            height_px,
            missed: rows
                .last()
                .map_or(missed, |smaller| missed.min(smaller.missed)),
            score: mean(&scores),
            score_spread: spread(&scores),
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_of_a_line_is_found() {
        let points: Vec<_> = (0..10)
            .map(|i| (f64::from(i), 1.0 - 0.25 * f64::from(i)))
            .collect();
        assert!((slope(&points) + 0.25).abs() < 1e-9);
    }
}
