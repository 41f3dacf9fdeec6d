//! Signatures as the real network spreads them.
//!
//! A signature is a sum of directions of length one: what all poor faces share, the person, the visit, the moment and the
//! frame. Directions of different things are independent, so the expected cosine of two signatures is the sum of the
//! squared weights that they share. That gives every weight from what was measured: of different people the shared
//! direction's, of two photographs of one person the person's as well, and so on. What the measured cosines vary beyond
//! that comes from weights that differ from visit to visit.

use super::{Noise, SignatureSize};
use crate::{
    sim::dice::Dice,
    types::{ModelTag, SIGNATURE_DIM, Signature},
};

type Direction = [f64; SIGNATURE_DIM];

/// Up to this turn of the head a face is as good as a frontal one; `Noise::turn_loss` is lost at the second. Degrees.
const TURN_DEG: (f64, f64) = (15.0, 40.0);
/// Width of a face in a portrait.
const PORTRAIT_PX: f64 = 90.0;
/// The least share of a signature that is not the person's nor poor faces' own.
const LEAST_REST: f64 = 0.02;

/// Whose signatures can be made.
#[derive(Clone, Debug)]
pub(super) struct FaceSpace {
    seed: u64,
    tag: ModelTag,
    /// Standard deviation of each coordinate of a direction before it is brought to length one.
    scale: Direction,
    common: Direction,
    people: Vec<(String, Direction)>,
}

/// A view of a face.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) camera: &'a str,
    pub(super) seq: u64,
    /// Seconds since the simulation's beginning.
    pub(super) at_s: f64,
    /// Whose face, by place in the cast, and which of their visits.
    pub(super) person: usize,
    pub(super) visit: u32,
    /// Pixels of the source picture.
    pub(super) width_px: f64,
    pub(super) turned_deg: f64,
}

/// How much of each direction a signature has; squares add up to one.
struct Weights {
    common: f64,
    person: f64,
    rest: f64,
}

impl FaceSpace {
    pub(super) fn new(names: impl Iterator<Item = String>, dimensions: f64, seed: u64) -> Self {
        let mut space = Self {
            seed,
            tag: ModelTag::new("simulated-faces", "plain"),
            scale: scale(dimensions),
            common: [0.0; SIGNATURE_DIM],
            people: Vec::new(),
        };
        space.common = space.direction(&["face-common"], 0);
        space.people = names
            .map(|name| {
                let own = space.direction(&["face", &name], 0);
                (name, own)
            })
            .collect();
        space
    }

    /// Signatures of a person's portraits: frontal, of good size, on a day of their own, a minute between them.
    pub(super) fn portraits(&self, noise: &Noise, person: usize, count: u64) -> Vec<Signature> {
        let view = |n: u64| View {
            camera: "portrait",
            seq: n,
            at_s: 60.0 * n as f64,
            person,
            visit: u32::MAX,
            width_px: PORTRAIT_PX,
            turned_deg: 0.0,
        };
        let signed = (0..count).filter_map(|n| self.sign(noise, &view(n)));
        signed.map(|(signature, _)| signature).collect()
    }

    /// The signature of a view, and the norm of what it was made of.
    pub(super) fn sign(&self, noise: &Noise, view: &View<'_>) -> Option<(Signature, f32)> {
        let row = noise.signature(view.width_px);
        let (name, own) = &self.people[view.person];
        let weights = self.weights(noise, &row, name, view);
        let visit_share = (1.0 - noise.moment_share - noise.frame_share).max(0.0);
        let part = |share: f64, strength: f64| (weights.rest * share).sqrt() * strength;
        let mut sum = [0.0; SIGNATURE_DIM];
        let mut add = |weight: f64, direction: &dyn Fn() -> Direction| {
            if weight > 0.0 {
                let direction = direction();
                sum.iter_mut()
                    .zip(direction)
                    .for_each(|(s, d)| *s += weight * d);
            }
        };
        add(weights.common, &|| self.common);
        add(weights.person, &|| *own);
        add(part(visit_share, noise.visit_noise), &|| {
            self.direction(&["face-visit", name], view.visit.into())
        });
        add(part(noise.moment_share, noise.frame_noise), &|| {
            self.moment(name, view)
        });
        add(part(noise.frame_share, noise.frame_noise), &|| {
            self.direction(&["face-frame", view.camera, name], view.seq)
        });
        let raw = sum.map(|v| v as f32);
        let signature = Signature::new(self.tag.clone(), &raw).ok()?;
        Some((signature, row.norm as f32))
    }

    fn weights(&self, noise: &Noise, row: &SignatureSize, name: &str, view: &View<'_>) -> Weights {
        let mut dice = Dice::new(self.seed, &["face-weights", name], view.visit.into());
        let (common2, person2) = (row.other, row.same - row.other);
        let rest = 1.0 - row.same;
        // The variance that independent directions alone give to the cosines.
        let by_chance = |share: f64| share * share / noise.dimensions;
        let spread = spread_of_weight(common2, row.other_spread, by_chance(1.0 - common2));
        let common = noise.collapse * (common2.sqrt() + spread * dice.normal()).abs();
        let chance = by_chance(rest) + 2.0 * person2 * rest / noise.dimensions;
        let spread = noise.visit_noise * spread_of_weight(person2, row.same_spread, chance);
        let (from, to) = TURN_DEG;
        let turned = ((view.turned_deg - from) / (to - from)).max(0.0);
        let person = (person2.sqrt() + spread * dice.normal()) * (1.0 - noise.turn_loss * turned);
        let common = common.min(0.9);
        let most = (1.0 - LEAST_REST - common * common).sqrt();
        let person = person.clamp(0.1, most.max(0.1));
        Weights {
            common,
            person,
            rest: (1.0 - common * common - person * person).max(0.0),
        }
    }

    /// What changes within a second: from one direction to the next one evenly.
    fn moment(&self, name: &str, view: &View<'_>) -> Direction {
        let second = view.at_s.floor();
        let (sin, cos) = ((view.at_s - second) * std::f64::consts::FRAC_PI_2).sin_cos();
        let at = |second: f64| self.direction(&["face-moment", view.camera, name], second as u64);
        let (from, to) = (at(second), at(second + 1.0));
        std::array::from_fn(|i| cos * from[i] + sin * to[i])
    }

    /// A direction of length one, without any of the common one.
    fn direction(&self, purpose: &[&str], number: u64) -> Direction {
        let mut dice = Dice::new(self.seed, purpose, number);
        let raw = self.scale.map(|scale| scale * dice.normal());
        let along = dot(&raw, &self.common);
        let free: Direction = std::array::from_fn(|i| raw[i] - along * self.common[i]);
        let length = dot(&free, &free).sqrt().max(f64::MIN_POSITIVE);
        free.map(|v| v / length)
    }
}

fn dot(a: &Direction, b: &Direction) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The standard deviation of a weight whose square is `mean2` in the mean, so that products of two of them have the
/// measured spread, apart from what chance gives: the variance of such a product is `2 mean2 s^2 + s^4`.
fn spread_of_weight(mean2: f64, measured_spread: f64, by_chance: f64) -> f64 {
    let wanted = (measured_spread * measured_spread - by_chance).max(0.0);
    ((mean2 * mean2 + wanted).sqrt() - mean2).max(0.0).sqrt()
}

/// Variances that fall exponentially over the coordinates, as fast as gives this effective dimension (the squared sum
/// of the variances by the sum of their squares). With `e^(-2 y x)` over `x` from 0 to 1 that is `n tanh(y) / y`.
fn scale(dimensions: f64) -> Direction {
    let wanted = (dimensions / SIGNATURE_DIM as f64).clamp(0.05, 1.0);
    let (mut low, mut high) = (1e-6, 20.0f64);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if middle.tanh() / middle > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    std::array::from_fn(|i| (-low * (i as f64 + 0.5) / SIGNATURE_DIM as f64).exp())
}
