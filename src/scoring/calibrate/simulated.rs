//! Visitors whose weights are known, for tests: points like those of a showroom, sparse, capped and skewed.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::report::{RuleColumn, Sample};

/// Rules of a showroom and their present points.
const RULES: [(&str, f64); 6] = [
    ("entered", 5.0),
    ("dwell", 6.0),
    ("returned", 20.0),
    ("unattended", 5.0),
    ("test-drive", 15.0),
    ("zones", 3.0),
];

/// Where true weights come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum World {
    /// As the model assumes: around a common weight per point.
    PerPoint,
    /// Not so: what one firing does has nothing to do with the points it has now.
    PerFiring,
    /// No rule has to do with buying.
    Noise,
}

pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        mean + deviation * radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }
}

/// One showroom: its rules, the true weights in log-odds per point, and visitors.
pub(super) struct Showroom {
    pub(super) rules: Vec<RuleColumn>,
    pub(super) truth: Vec<f64>,
    pub(super) samples: Vec<Sample>,
}

impl Showroom {
    pub(super) fn new(world: World, visitors: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let common = dice.normal(0.06, 0.03);
        let truth: Vec<f64> = RULES
            .iter()
            .map(|(_, points)| match world {
                World::PerPoint => common + dice.normal(0.0, 0.05),
                World::PerFiring => dice.normal(0.5, 0.8) / points,
                World::Noise => 0.0,
            })
            .collect();
        // About one in three buys.
        let base = dice.normal(-0.7, 0.5);
        let points: Vec<Vec<f64>> = (0..visitors).map(|_| visitor(&mut dice)).collect();
        let worth =
            |points: &Vec<f64>| -> f64 { points.iter().zip(&truth).map(|(p, w)| p * w).sum() };
        let mean = points.iter().map(worth).sum::<f64>() / visitors as f64;
        let samples = points
            .into_iter()
            .map(|points| {
                let odds = base + worth(&points) - mean;
                let converted = dice.chance(1.0 / (1.0 + (-odds).exp()));
                Sample { points, converted }
            })
            .collect();
        let rule = |(id, points): (&str, f64)| RuleColumn {
            id: id.to_owned(),
            points,
        };
        Self {
            rules: RULES.map(rule).into(),
            truth,
            samples,
        }
    }

    pub(super) fn conversions(&self) -> usize {
        self.samples.iter().filter(|s| s.converted).count()
    }
}

/// Points of one visitor: each firing has faded for a while, and rules are capped.
fn visitor(dice: &mut Dice) -> Vec<f64> {
    let days = dice.exponential(5.0);
    let faded = |half_life: f64| 0.5f64.powf(days / half_life);
    let fired = |hit: bool, points: f64| if hit { points } else { 0.0 };
    // Who comes back stays longer: columns hang together.
    let back = dice.chance(0.25);
    let minutes = dice.exponential(if back { 3.0 } else { 1.5 });
    let waited = dice.chance(0.15);
    let drove = dice.chance(if back { 0.2 } else { 0.06 });
    let zones = dice.exponential(1.5).floor();
    vec![
        5.0 * faded(14.0),
        (6.0 * minutes).min(30.0) * faded(21.0),
        fired(back, 20.0) * faded(30.0),
        fired(waited, 5.0) * faded(7.0),
        fired(drove, 15.0),
        (3.0 * zones).min(12.0),
    ]
}
