//! Made-up faces, which lie as real ones do.

use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use showfloor::{
    identity::{Gallery, Probe},
    types::{ModelTag, SIGNATURE_DIM, Signature, VisitorId},
};
use ulid::Ulid;

/// Templates of one visitor.
const TEMPLATES: usize = 5;
/// Probes of a batch: the faces of all cameras in one pass over memory.
const BATCH: usize = 8;
/// How far a face lies from its visitor's middle: two of one visitor then have a cosine of about two thirds.
const SPREAD: f32 = 0.7;

/// A gallery of `size` templates, and a batch of further faces.
pub(crate) fn filled(size: usize) -> (Gallery, Vec<Probe>) {
    let mut random = ChaCha12Rng::seed_from_u64(1);
    let (mut gallery, mut probes) = (Gallery::default(), Vec::new());
    for visitor in 0..size / TEMPLATES {
        let middle = direction(&mut random);
        for _ in 0..TEMPLATES {
            gallery.add(
                VisitorId(Ulid::from(visitor as u128)),
                &near(&middle, &mut random),
            );
        }
        if probes.len() < BATCH {
            probes.push(Probe::from(&near(&middle, &mut random)));
        }
    }
    (gallery, probes)
}

fn near(middle: &[f32], random: &mut ChaCha12Rng) -> Signature {
    let raw: Vec<_> = middle
        .iter()
        .zip(direction(random))
        .map(|(m, d)| m + SPREAD * d)
        .collect();
    Signature::new(ModelTag::new("bench", "plain"), &raw).expect("numbers")
}

/// Sums of even numbers, near enough to a normal distribution for all directions to be alike.
fn direction(random: &mut ChaCha12Rng) -> Vec<f32> {
    let mut even = || random.next_u32() as f32 / u32::MAX as f32 - 0.5;
    (0..SIGNATURE_DIM)
        .map(|_| (0..6).map(|_| even()).sum())
        .collect()
}
