//! The gallery's scan: how long one face takes to be compared with everyone, beside the time that merely reading the
//! same bytes takes.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use showfloor::{
    identity::Gallery,
    types::{ModelTag, SIGNATURE_DIM, Signature, VisitorId},
};
use ulid::Ulid;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// Templates of one visitor.
const TEMPLATES: usize = 5;

fn signatures(seed: u64) -> impl Iterator<Item = Signature> {
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    std::iter::repeat_with(move || {
        let raw: Vec<_> = (0..SIGNATURE_DIM)
            .map(|_| random.next_u32() as f32 / u32::MAX as f32 - 0.5)
            .collect();
        Signature::new(ModelTag::new("bench", "plain"), &raw).expect("numbers")
    })
}

fn scan(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gallery");
    for size in SIZES {
        let mut gallery = Gallery::default();
        for (i, template) in signatures(1).take(size).enumerate() {
            let visitor = VisitorId(Ulid::from((i / TEMPLATES) as u128));
            gallery.add(visitor, &template);
        }
        let probe = signatures(2).next().expect("endless");
        group.throughput(Throughput::Bytes((size * SIGNATURE_DIM * 4) as u64));
        group.bench_function(BenchmarkId::new("nearest", size), |bench| {
            bench.iter(|| gallery.nearest(black_box(&probe)));
        });
    }
    group.finish();
}

/// The floor: no exact scan is faster than a sum over the same memory.
fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for size in SIZES {
        let numbers: Vec<f32> = signatures(1)
            .take(size)
            .flat_map(|s| s.values().to_vec())
            .collect();
        group.throughput(Throughput::Bytes((numbers.len() * 4) as u64));
        group.bench_function(BenchmarkId::new("sum", size), |bench| {
            bench.iter(|| sum(black_box(&numbers)));
        });
    }
    group.finish();
}

/// A sum in 64 lanes: enough of them in flight that memory, not addition, sets the pace.
fn sum(numbers: &[f32]) -> f32 {
    let mut lanes = [0.0; 64];
    for chunk in numbers.chunks_exact(lanes.len()) {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    lanes.iter().sum()
}

criterion_group!(benches, scan, read);
criterion_main!(benches);
