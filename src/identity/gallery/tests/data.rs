//! Signatures of every kind that could mislead a scan, and the plain search that it is compared with.

use std::collections::BTreeMap;

use proptest::prelude::*;
use ulid::Ulid;

use crate::{
    identity::gallery::{Gallery, Hit, Probe, exact::dot},
    types::{ModelTag, SIGNATURE_DIM, Signature, VisitorId},
};

/// How the vectors of a case lie to each other.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// In all directions.
    Random,
    /// A few directions, each with many near it, as faces are.
    Clustered,
    /// The same few vectors again and again, for different owners.
    Duplicated,
    /// All within the last bits of one vector: the codes cannot tell them apart.
    NearTies,
    /// One number much larger than all others, which the codes then hardly see.
    Spiky,
}

pub(super) fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Random),
        Just(Kind::Clustered),
        Just(Kind::Duplicated),
        Just(Kind::NearTies),
        Just(Kind::Spiky),
    ]
}

/// The `n`th signature of a case.
pub(super) fn signature_of(kind: Kind, seed: u64, n: u64) -> Signature {
    let cluster = n % 7;
    let raw: Vec<f32> = (0..SIGNATURE_DIM as u64)
        .map(|i| match kind {
            Kind::Clustered => noise(seed, cluster, i) + 0.3 * noise(seed, n + 100, i),
            Kind::Duplicated => noise(seed, cluster, i),
            Kind::NearTies => noise(seed, 0, i) * (1.0 + 3e-7 * noise(seed, n + 100, i)),
            Kind::Spiky if i == cluster => 30.0 + noise(seed, n, i),
            Kind::Random | Kind::Spiky => noise(seed, n, i),
        })
        .collect();
    signature(&raw)
}

/// From -1 to 1, the same for the same three numbers.
pub(super) fn noise(seed: u64, n: u64, i: u64) -> f32 {
    let mut x =
        seed ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ i.wrapping_mul(0xd1b5_4a32_d192_ed03);
    for _ in 0..3 {
        x = (x ^ (x >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x ^= x >> 27;
    }
    (x >> 40) as f32 / (1u32 << 23) as f32 - 1.0
}

pub(super) fn tag() -> ModelTag {
    ModelTag::new("aaaa", "plain")
}

pub(super) fn signature(raw: &[f32]) -> Signature {
    Signature::new(tag(), raw).unwrap()
}

pub(super) fn visitor(n: usize) -> VisitorId {
    VisitorId(Ulid::from(n as u128))
}

/// A gallery, and what is in it.
pub(super) type Filled = (Gallery, Vec<(VisitorId, Signature)>);

/// `rows` signatures of `owners` visitors who take turns.
pub(super) fn filled(kind: Kind, seed: u64, rows: usize, owners: usize) -> Filled {
    let mut gallery = Gallery::default();
    let all: Vec<_> = (0..rows)
        .map(|n| (visitor(n % owners), signature_of(kind, seed, n as u64)))
        .collect();
    for (owner, signature) in &all {
        assert!(gallery.add(*owner, signature));
    }
    (gallery, all)
}

/// The answer that every search must give: each signature compared, each owner's best, in order.
pub(super) fn brute_force(
    all: &[(VisitorId, Signature)],
    probe: &Probe,
    k: usize,
) -> Vec<Hit<VisitorId>> {
    let mut best = BTreeMap::new();
    for (owner, signature) in all {
        let cosine = dot(signature.values().try_into().unwrap(), probe.values());
        let before = best.entry(*owner).or_insert(cosine);
        *before = before.max(cosine);
    }
    let mut hits: Vec<_> = best
        .into_iter()
        .map(|(owner, cosine)| Hit { owner, cosine })
        .collect();
    // Stable: who has the smaller id stays before an equal.
    hits.sort_by(|a, b| b.cosine.total_cmp(&a.cosine));
    hits.truncate(k);
    hits
}
