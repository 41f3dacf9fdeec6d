//! The gallery's search: how long one face, or eight together, take to be compared with everyone, by each kernel of this
//! machine, beside the time that merely reading the same bytes takes.
//!
//! Vectors lie as faces do: several templates of a visitor near each other, visitors in all directions. Probes are
//! further faces of the same visitors. `cargo bench --bench gallery`; other libraries: `scripts/bench-peers`.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use showfloor::identity::Kernel;

#[path = "shared/faces.rs"]
mod faces;
#[path = "shared/floor.rs"]
mod floor;

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// The best that are asked for.
const K: usize = 10;

fn search(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gallery");
    group.sample_size(20);
    for size in SIZES {
        let (mut gallery, probes) = faces::filled(size);
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
