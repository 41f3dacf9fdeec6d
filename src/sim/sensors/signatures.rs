//! Signatures of people who never lived, as alike and as different as those of real ones.
//!
//! A signature is `√(1-c)·identity' + √c·common`, where `identity'` is the person's own direction with noise of three
//! kinds (from visit to visit, from second to second, from frame to frame) and `c` is what faces of that width have in
//! common. All are unit vectors; the powers of the noise are chosen so that cosines come out as measured.

use super::{
    measured::{COMMON, IDENTITY_DIM, SMALL, along},
    noise::Noise,
};
use crate::{
    sim::Dice,
    types::{ModelTag, SIGNATURE_DIM, Signature},
};

/// Pose and expression change within about this time, seconds.
const POSE_S: f64 = 2.0;

type Vector = [f64; SIGNATURE_DIM];

/// A view of somebody's face.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) name: &'a str,
    pub(super) visit: u32,
    pub(super) camera: &'a str,
    /// Seconds since midnight of day 1.
    pub(super) at: f64,
    pub(super) seq: u64,
    /// Of the face, pixels.
    pub(super) width: f64,
    /// How far the head is turned away, degrees.
    pub(super) turned: f64,
}

pub(super) fn signature(view: &View<'_>, noise: &Noise, seed: u64) -> Option<Signature> {
    let View {
        name,
        visit,
        camera,
        at,
        seq,
        ..
    } = *view;
    let visit = u64::from(visit);
    let direction = |purpose: &[&str], number| unit(Dice::new(seed, purpose, number), IDENTITY_DIM);
    let mut sum = direction(&["face", name], 0);
    // Some views are harder than others, for as long as the pose is held.
    let hard = |number: u64| {
        let z = Dice::new(seed, &["hard", name, camera], number).normal();
        (noise.signature_spread * z - noise.signature_spread.powi(2) / 2.0).exp()
    };
    let hardness = hard(visit);
    let mut add = |power: f64, vector: &Vector| {
        let amount = power.max(0.0).sqrt();
        sum.iter_mut()
            .zip(vector)
            .for_each(|(s, v)| *s += amount * v);
    };
    add(
        noise.signature_visit * hardness,
        &direction(&["visit", name], visit),
    );
    let (pose, part) = ((at / POSE_S).floor(), (at / POSE_S).fract());
    let (before, after) = (
        direction(&["pose", name, camera], pose as u64),
        direction(&["pose", name, camera], pose as u64 + 1),
    );
    // Of two independent directions, so that the power stays the same on the way from one to the other.
    let turn = part * std::f64::consts::FRAC_PI_2;
    let between: Vector = std::array::from_fn(|i| before[i] * turn.cos() + after[i] * turn.sin());
    add(noise.signature_pose * hardness, &between);
    let turned = noise.poor_faces * 0.13 * (view.turned / 40.0).powi(2);
    let small = noise.poor_faces * along(SMALL, view.width);
    add(
        (noise.signature_frame + small + turned) * hardness,
        &direction(&["frame", name, camera], seq),
    );
    let length = sum.iter().map(|v| v * v).sum::<f64>().sqrt();
    let common = (noise.poor_faces * (along(COMMON, view.width) + collapse(view.turned))).min(0.8);
    let (own, shared) = ((1.0 - common).sqrt() / length, common.sqrt());
    let poor = unit(Dice::new(0, &["poor"], 0), SIGNATURE_DIM);
    let raw: Vec<f32> = sum
        .iter()
        .zip(&poor)
        .map(|(s, p)| (s * own + p * shared) as f32)
        .collect();
    Signature::new(tag(), &raw).ok()
}

/// What profiles have in common with each other, beyond what small faces have.
fn collapse(turned_deg: f64) -> f64 {
    0.4 * ((turned_deg - 45.0) / 30.0).clamp(0.0, 1.0)
}

/// The tag of simulated signatures: never compared with real ones.
pub(super) fn tag() -> ModelTag {
    ModelTag::new("simulated-faces", "plain")
}

/// A direction in the first `dim` dimensions, each as likely as any other.
fn unit(mut dice: Dice, dim: usize) -> Vector {
    let vector: Vector = std::array::from_fn(|i| if i < dim { dice.normal() } else { 0.0 });
    let length = vector.iter().map(|v| v * v).sum::<f64>().sqrt();
    vector.map(|v| v / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str, visit: u32, at: f64, width: f64) -> View<'_> {
        View {
            name,
            visit,
            camera: "a",
            at,
            seq: (at * 8.0) as u64,
            width,
            turned: 0.0,
        }
    }

    fn stats(cosines: &[f64]) -> (f64, f64) {
        let mean = cosines.iter().sum::<f64>() / cosines.len() as f64;
        let variance =
            cosines.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / cosines.len() as f64;
        (mean, variance.sqrt())
    }

    fn cosine(a: View<'_>, b: View<'_>) -> f64 {
        let signature = |v| signature(&v, &Noise::MEASURED, 1).expect("a signature");
        f64::from(signature(a).cosine(&signature(b)).expect("one model"))
    }

    #[test]
    fn cosines_are_those_of_real_faces() {
        // Width, same person on two visits (mean, spread), different people (mean, spread): see `measured`.
        let table = [
            (88.0, (0.650, 0.13), (0.010, 0.102)),
            (60.0, (0.632, 0.13), (0.011, 0.102)),
            (40.0, (0.586, 0.14), (0.021, 0.102)),
            (30.0, (0.530, 0.14), (0.051, 0.104)),
            (22.0, (0.467, 0.14), (0.120, 0.107)),
        ];
        let names: Vec<String> = (0..300).map(|n| format!("p{n}")).collect();
        for (width, same, other) in table {
            let again: Vec<_> = names
                .iter()
                .map(|n| cosine(view(n, 0, 10.0, width), view(n, 1, 90.0, width)))
                .collect();
            let apart: Vec<_> = names
                .windows(2)
                .map(|n| cosine(view(&n[0], 0, 10.0, width), view(&n[1], 0, 10.0, width)))
                .collect();
            let (again, apart) = (stats(&again), stats(&apart));
            println!(
                "{width} px: same {again:.3?} measured {same:?}, other {apart:.3?} measured {other:?}"
            );
            assert!(
                (again.0 - same.0).abs() < 0.03 && (again.1 - same.1).abs() < 0.03,
                "{width}: {again:?}"
            );
            assert!(
                (apart.0 - other.0).abs() < 0.02 && (apart.1 - other.1).abs() < 0.015,
                "{width}: {apart:?}"
            );
        }
    }

    #[test]
    fn a_track_is_more_alike_than_two_visits_and_neighbouring_frames_more_than_a_track() {
        let names: Vec<String> = (0..200).map(|n| format!("p{n}")).collect();
        let pairs = |visit: u32, to: f64| {
            let all: Vec<_> = names
                .iter()
                .map(|n| cosine(view(n, 0, 10.0, 70.0), view(n, visit, to, 70.0)))
                .collect();
            stats(&all).0
        };
        let (next, track, visits) = (pairs(0, 10.125), pairs(0, 25.0), pairs(1, 90.0));
        assert!(
            (0.82..0.90).contains(&next) && (0.66..0.76).contains(&track) && visits < track,
            "{next} {track} {visits}"
        );
    }
}
