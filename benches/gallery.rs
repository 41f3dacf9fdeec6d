//! The gallery's search: how long one face, or eight together, take to be compared with everyone, by each kernel of this
//! machine, beside the time that merely reading the same bytes takes.
//!
//! Vectors lie as faces do: several templates of a visitor near each other, visitors in all directions. Probes are
//! further faces of the same visitors. `cargo bench --bench gallery`; other libraries: `scripts/bench-peers`.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use showfloor::{
    identity::{Gallery, Kernel, Probe},
    types::{ModelTag, SIGNATURE_DIM, Signature, VisitorId},
};
use ulid::Ulid;

#[path = "shared/floor.rs"]
mod floor;

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Templates of one visitor.
const TEMPLATES: usize = 5;
/// Probes of a batch: the faces of all cameras in one pass over memory.
const BATCH: usize = 8;
/// The best that are asked for.
const K: usize = 10;
/// How far a face lies from its visitor's middle: two of one visitor then have a cosine of about two thirds.
const SPREAD: f32 = 0.7;

/// A gallery of `size` templates, and a batch of further faces.
fn filled(size: usize) -> (Gallery, Vec<Probe>) {
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

fn search(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gallery");
    group.sample_size(20);
    for size in SIZES {
        let (mut gallery, probes) = filled(size);
        let batch: Vec<_> = probes.iter().collect();
        for kernel in Kernel::all() {
            gallery = gallery.with_kernel(kernel);
            let name = |what: &str| BenchmarkId::new(format!("{}/{what}", kernel.name()), size);
            group.throughput(Throughput::Bytes((size * floor::BYTES) as u64));
            group.bench_function(name("top 1"), |bench| {
                bench.iter(|| gallery.top(black_box(&probes[0]), 1));
            });
            group.bench_function(name("top 10"), |bench| {
                bench.iter(|| gallery.top(black_box(&probes[0]), K));
            });
            group.bench_function(name("top 10 of 8 probes"), |bench| {
                bench.iter(|| gallery.top_batch(black_box(&batch), K));
            });
        }
        let floor = floor::Floor::of(size);
        group.bench_function(BenchmarkId::new("read floor", size), |bench| {
            bench.iter(|| floor.pass());
        });
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
