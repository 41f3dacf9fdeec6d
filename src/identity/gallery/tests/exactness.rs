//! The proof of `code`, put to the test: each kernel of this machine, and the bound itself.

use proptest::prelude::*;

use super::data::{Kind, brute_force, filled, kind, signature_of};
use crate::{
    identity::gallery::{
        Gallery, Kernel, Probe, chunk,
        chunk::Chunk,
        code,
        exact::{Row, dot},
    },
    types::{ModelTag, Signature, VisitorId},
};

/// Probes that are in the gallery, near it, and far from it.
fn probes(kind: Kind, seed: u64) -> Vec<Probe> {
    let near = (0..6).map(|n| signature_of(kind, seed, n * 97));
    let far = (0..3).map(|n| signature_of(Kind::Random, seed ^ 1, n));
    let alone: Vec<_> = near.chain(far).collect();
    let pooled = Probe::pooled(&[(&alone[0], 0.9), (&alone[1], 0.4), (&alone[7], 0.2)]);
    alone.iter().map(Probe::from).chain(pooled).collect()
}

fn row(signature: &Signature) -> &Row {
    signature.values().try_into().unwrap()
}

proptest! {
    #[test]
    fn every_kernel_answers_as_brute_force_does(
        kind in kind(), seed: u64, rows in 0usize..700, owners in 1usize..300, k in 0usize..14,
    ) {
        let (mut gallery, all) = filled(kind, seed, rows, owners);
        let probes = probes(kind, seed);
        let expected: Vec<_> = probes.iter().map(|p| brute_force(&all, p, k)).collect();
        for kernel in Kernel::all() {
            gallery = gallery.with_kernel(kernel);
            for (probe, expected) in probes.iter().zip(&expected) {
                prop_assert_eq!(&gallery.top(probe, k), expected, "{}", kernel.name());
            }
            for n in 0..=probes.len() {
                let batch: Vec<_> = probes[..n].iter().collect();
                prop_assert_eq!(&gallery.top_batch(&batch, k), &expected[..n], "{}", kernel.name());
            }
        }
    }

    #[test]
    fn no_score_is_further_from_the_cosine_than_the_bound(kind in kind(), other in kind(), seed: u64) {
        let mut chunk = Chunk::EMPTY;
        let signatures: Vec<_> = (0..chunk::ROWS as u64).map(|n| signature_of(kind, seed, n)).collect();
        let left_out: Vec<_> = signatures.iter().enumerate().map(|(i, s)| chunk.put(i, row(s))).collect();
        for probe in [signature_of(kind, seed, 500), signature_of(other, seed, 0), signature_of(kind, seed, 0)] {
            for kernel in Kernel::all() {
                let form = kernel.form(row(&probe));
                let mut scores = [[0.0; chunk::ROWS]];
                let passed = kernel.scan(&chunk, &[form], &[f32::NEG_INFINITY], &mut scores);
                prop_assert_eq!(passed, [u128::MAX]);
                let form = kernel.form(row(&probe));
                for ((signature, score), left_out) in signatures.iter().zip(scores[0]).zip(&left_out) {
                    let off = (score * form.scale - dot(row(signature), row(&probe))).abs();
                    prop_assert!(off <= code::bound(*left_out, form.error), "{}: {off}", kernel.name());
                }
            }
        }
    }

    #[test]
    fn a_kernel_passes_the_rows_that_reach_the_limit_and_no_others(kind in kind(), seed: u64, rows in 0usize..=chunk::ROWS, at in 0usize..chunk::ROWS) {
        let mut chunk = Chunk::EMPTY;
        for place in 0..rows {
            chunk.put(place, row(&signature_of(kind, seed, place as u64)));
        }
        let probe = signature_of(kind, seed, 3);
        for kernel in Kernel::all() {
            let mut scores = [[0.0; chunk::ROWS]; 4];
            let forms = || std::array::from_fn(|_| kernel.form(row(&probe)));
            kernel.scan(&chunk, &forms(), &[f32::NEG_INFINITY; 4], &mut scores);
            let limit = if at < rows { scores[0][at] } else { -f32::INFINITY };
            let expected = (0..rows).filter(|&i| scores[0][i] >= limit).fold(0, |bits, i| bits | 1u128 << i);
            let limits = [limit, f32::INFINITY, limit, f32::NEG_INFINITY];
            let passed = kernel.scan(&chunk, &forms(), &limits, &mut scores);
            let everybody = (0..rows).fold(0, |bits, i| bits | 1u128 << i);
            prop_assert_eq!(passed, [expected, 0, expected, everybody], "{}", kernel.name());
        }
    }
}

/// The largest sums that can come up: every number at its peak, with equal and with opposite signs.
#[test]
fn nothing_overflows_at_the_extremes() {
    let flat = [1.0 / 128f32.sqrt(); 128];
    let checked: Row = std::array::from_fn(|i| if i % 2 == 0 { flat[i] } else { -flat[i] });
    let opposite = flat.map(|v| -v);
    let mut chunk = Chunk::EMPTY;
    for place in 0..chunk::ROWS {
        chunk.put(place, [&flat, &checked, &opposite][place % 3]);
    }
    for kernel in Kernel::all() {
        for probe in [&flat, &checked, &opposite] {
            let form = kernel.form(probe);
            let scale = form.scale;
            let mut scores = [[0.0; chunk::ROWS]];
            kernel.scan(&chunk, &[form], &[f32::INFINITY], &mut scores);
            for (place, score) in scores[0].iter().enumerate() {
                let cosine = dot([&flat, &checked, &opposite][place % 3], probe);
                assert!((score * scale - cosine).abs() < 1e-5, "{}", kernel.name());
            }
        }
    }
}

#[test]
fn another_model_never_matches() {
    let of = |tag: &str| Signature::new(ModelTag::new(tag, "plain"), &[1.0; 128]).unwrap();
    let (mine, other) = (of("aaaa"), of("bbbb"));
    let mut gallery: Gallery = Gallery::new(mine.tag().clone());
    let visitor = VisitorId(1u128.into());
    assert!(!gallery.add(visitor, &other));
    assert!(gallery.add(visitor, &mine));
    let (mine, stranger) = (Probe::from(&mine), Probe::from(&other));
    assert_eq!(gallery.nearest(&other), None);
    assert_eq!(gallery.top(&stranger, 3), []);
    assert_eq!(gallery.best_of(visitor, &stranger), None);
    let found = gallery.top_batch(&[&stranger, &mine, &stranger], 3);
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1, 0]);
}
