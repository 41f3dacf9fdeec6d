//! What it costs to time a stage: with nobody asking when it ran, and with `run --profile`. `cargo bench --bench telemetry`.

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use showfloor::runtime::{Profile, Stage, Telemetry};

fn stages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("telemetry");
    let (plain, profiled) = (Telemetry::default(), Telemetry::default());
    profiled.profile_to(Profile::new());
    for (name, telemetry) in [("off", &plain), ("on", &profiled)] {
        group.bench_function(format!("a stage is timed, profile {name}"), |bench| {
            bench.iter(|| telemetry.time(black_box(Stage::Align), || ()));
        });
        group.bench_function(format!("a time is booked, profile {name}"), |bench| {
            bench.iter(|| telemetry.add(black_box(Stage::Decide), Duration::from_millis(1)));
        });
    }
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
