//! Ids from a seed, so that a recorded run can be repeated to the same bytes.

use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use ulid::Ulid;

use crate::types::{IdSource, Stamp};

/// ULIDs whose random part comes from `ChaCha12` under a seed.
#[derive(Debug)]
pub struct SeededIds(ChaCha12Rng);

impl SeededIds {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha12Rng::seed_from_u64(seed))
    }
}

impl IdSource for SeededIds {
    fn next(&mut self, at: &Stamp) -> Ulid {
        let random = u128::from(self.0.next_u64()) << 64 | u128::from(self.0.next_u64());
        Ulid::from_parts(at.utc.as_millisecond().max(0) as u64, random)
    }
}

/// A seed nobody can guess, from the operating system.
///
/// # Panics
/// Where the operating system has no randomness, which no supported system lacks.
pub fn random_seed() -> u64 {
    getrandom::u64().expect("the operating system gives random numbers")
}

/// Bytes nobody can guess, from the operating system: for secrets.
///
/// # Panics
/// As [`random_seed`].
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    bytes
}
