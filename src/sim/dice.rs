//! Random numbers that depend on what they are for, so that one person more changes nothing for the others.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use sha2::{Digest, Sha256};

/// A stream of random numbers of its own for each seed and purpose.
#[derive(Clone, Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of one purpose: `["face", "anna"]`, and a number such as a frame's. The same three give the same rolls.
    pub fn new(seed: u64, purpose: &[&str], number: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        for word in purpose {
            hash.update((word.len() as u64).to_le_bytes());
            hash.update(word);
        }
        hash.update(number.to_le_bytes());
        Self(ChaCha8Rng::from_seed(hash.finalize().into()))
    }

    /// Evenly from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        // The upper 53 bits: every value is exact.
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Evenly between two numbers.
    pub fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.unit()
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// From the standard normal distribution (Box and Muller, 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A whole number below `n`, which is above 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_rolls_of_its_own_that_repeat() {
        let roll = |purpose: &[&str], n| Dice::new(7, purpose, n).unit();
        assert_eq!(roll(&["a", "b"], 1), roll(&["a", "b"], 1));
        let others = [roll(&["ab"], 1), roll(&["a", "b"], 2), roll(&["b", "a"], 1)];
        assert!(others.iter().all(|other| *other != roll(&["a", "b"], 1)));
    }

    #[test]
    fn the_normal_distribution_is_standard() {
        let mut dice = Dice::new(1, &["normal"], 0);
        let rolls: Vec<f64> = (0..20_000).map(|_| dice.normal()).collect();
        let mean = rolls.iter().sum::<f64>() / rolls.len() as f64;
        let variance = rolls.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / rolls.len() as f64;
        assert!(
            mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05,
            "{mean} {variance}"
        );
    }
}
