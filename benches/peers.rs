//! The gallery beside other libraries, one thread each: our part of `scripts/bench-peers`, which makes the vectors, asks
//! for a round of measurements whenever it is our turn, and prints the table.
//!
//! `cargo bench --bench peers -- FILE TEMPLATES` reads `f32` vectors, the templates and then the probes, and for each line
//! on its standard input measures a round and answers with a line of JSON for each kernel, and one for the read floor.
//! Without a file there is nothing to measure.

use std::{
    env,
    error::Error,
    fs,
    hint::black_box,
    io::{self, BufRead},
};

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use showfloor::{
    identity::{Gallery, Hit, Kernel, Probe},
    types::{ModelTag, SIGNATURE_DIM, Signature},
};

#[path = "shared/floor.rs"]
mod floor;

/// The best that are asked for.
const K: usize = 10;
/// Probes of a batch.
const BATCH: usize = 8;

/// Times that the floor is measured in a round.
const PASSES: usize = 16;
const FLOOR: &str = "read floor";

/// Every template is its own owner, as the other libraries have no owners.
type Rows = Gallery<u32>;

#[expect(clippy::print_stdout, reason = "its output is what it is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let [file, templates] = &arguments[..] else {
        println!("peers: left out, no vectors given; scripts/bench-peers gives them");
        return Ok(());
    };
    let templates: usize = templates.parse()?;
    let (mut gallery, probes) = read(file, templates)?;
    let floor = floor::Floor::of(templates);
    for turn in io::stdin().lock().lines() {
        turn?;
        for kernel in Kernel::all() {
            gallery = gallery.with_kernel(kernel);
            println!("{}", round(kernel.name(), &gallery, &probes));
        }
        let passes: Vec<_> = (0..PASSES).map(|_| us(|| floor.pass())).collect();
        println!("{}", json!({"name": FLOOR, "one": passes}));
        println!("{}", json!({}));
    }
    Ok(())
}

fn read(file: &str, templates: usize) -> Result<(Rows, Vec<Probe>), Box<dyn Error>> {
    let tag = ModelTag::new("bench", "plain");
    let (mut gallery, mut probes) = (Gallery::new(tag.clone()), Vec::new());
    let bytes = fs::read(file)?;
    for (i, vector) in bytes.chunks_exact(SIGNATURE_DIM * 4).enumerate() {
        let signature = Signature::from_bytes(tag.clone(), vector)?;
        if i < templates {
            assert!(gallery.add(i as u32, &signature), "not a unit vector");
        } else {
            probes.push(Probe::from(&signature));
        }
    }
    Ok((gallery, probes))
}

/// Microseconds of each search, and what was found.
fn round(name: &str, gallery: &Rows, probes: &[Probe]) -> Value {
    let mut found = Vec::new();
    // Whose turn it was before has left other things in the caches.
    black_box(gallery.top(&probes[0], 1));
    let one: Vec<_> = probes.iter().map(|p| us(|| gallery.top(p, 1))).collect();
    let ten: Vec<_> = probes
        .iter()
        .map(|p| us(|| found.push(gallery.top(p, K))))
        .collect();
    let batch: Vec<_> = probes
        .chunks(BATCH)
        .map(|probes| {
            let probes: Vec<_> = probes.iter().collect();
            us(|| gallery.top_batch(&probes, K))
        })
        .collect();
    let rows = |hits: &Vec<Hit<u32>>| hits.iter().map(|h| h.owner).collect::<Vec<_>>();
    let found: Vec<_> = found.iter().map(rows).collect();
    json!({"name": format!("showfloor {name}"), "one": one, "ten": ten, "batch": batch, "found": found})
}

/// Microseconds of CPU time that the work takes, as `scripts/bench-peers.py` measures the others.
fn us<T>(work: impl FnOnce() -> T) -> f64 {
    let begin = clock_gettime(ClockId::ProcessCPUTime);
    black_box(work());
    let end = clock_gettime(ClockId::ProcessCPUTime);
    (end.tv_sec - begin.tv_sec) as f64 * 1e6 + (end.tv_nsec - begin.tv_nsec) as f64 / 1e3
}
