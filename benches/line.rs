//! The pure line, `track` to `alerts`, over the made-up day of `tests/data`: inputs per second on one core. The whole
//! line with cameras and networks is measured by `scripts/bench`.

use std::{hint::black_box, path::Path};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use showfloor::{
    app::{Entry, Header, Line, LineSettings, Recording},
    config,
    runtime::SeededIds,
    types::Input,
};

fn line(criterion: &mut Criterion) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let config =
        config::load(&data.join("showroom.toml")).unwrap_or_else(|problems| panic!("{problems}"));
    let (header, inputs) = recorded(&data.join("showroom.jsonl"));
    let fresh = || {
        let settings = LineSettings::new(&config, header.signature_tag.clone());
        let ids = Box::new(SeededIds::new(header.seed));
        Line::new(settings, &header.start, ids)
    };
    let mut group = criterion.benchmark_group("line");
    group.throughput(Throughput::Elements(inputs.len() as u64));
    group.bench_function("made-up day", |bench| {
        bench.iter_batched(
            fresh,
            |mut line| {
                for input in &inputs {
                    black_box(line.step(input));
                }
                line
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn recorded(file: &Path) -> (Header, Vec<Input>) {
    let (header, mut recording) = Recording::open(file).unwrap_or_else(|error| panic!("{error}"));
    let entries = std::iter::from_fn(|| {
        recording
            .next_entry()
            .unwrap_or_else(|error| panic!("{error}"))
    });
    let inputs = entries.filter_map(|entry| match entry {
        Entry::Input(input) => Some(input),
        Entry::End(_) => None,
    });
    (header, inputs.collect())
}

criterion_group!(benches, line);
criterion_main!(benches);
