//! What a signature costs, from 1,000 to 1,000,000 of them: microseconds to compare one face with all, beside merely reading the
//! same bytes, and bytes of memory each. `cargo bench --bench scale` prints a line of JSON for each size, up to the one that is
//! given; `scripts/bench --scale` draws them.
//!
//! CPU time; of each search the fastest of several rounds, so that a busy machine measures nearly the same.

use std::{env, error::Error, fs, hint::black_box};

use rustix::time::{ClockId, clock_gettime};
use serde_json::json;

#[path = "shared/faces.rs"]
mod faces;
#[path = "shared/floor.rs"]
mod floor;

const SIZES: [usize; 7] = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
const ROUNDS: usize = 40;
/// The best that are asked for.
const K: usize = 10;

#[expect(clippy::print_stdout, reason = "its output is what it is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let given = env::args().skip(1).find(|a| a != "--bench");
    let most = given.map_or(Ok(usize::MAX), |most| most.parse())?;
    for size in SIZES.into_iter().filter(|size| *size <= most) {
        let before = resident_bytes()?;
        let (gallery, probes) = faces::filled(size);
        let bytes = resident_bytes()?.saturating_sub(before);
        let floor = floor::Floor::of(size);
        let (mut search, mut read) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..ROUNDS {
            let times = probes.iter().map(|probe| us(|| gallery.top(probe, K)));
            search = search.min(times.sum::<f64>() / probes.len() as f64);
            read = read.min(us(|| floor.pass()));
        }
        let line = json!({"signatures": size, "search_us": search, "read_us": read,
            "bytes_each": bytes as f64 / size as f64});
        println!("{line}");
    }
    Ok(())
}

/// Microseconds of CPU time that the work takes.
fn us<T>(work: impl FnOnce() -> T) -> f64 {
    let begin = clock_gettime(ClockId::ThreadCPUTime);
    black_box(work());
    let end = clock_gettime(ClockId::ThreadCPUTime);
    (end.tv_sec - begin.tv_sec) as f64 * 1e6 + (end.tv_nsec - begin.tv_nsec) as f64 / 1e3
}

/// Memory of this process. What an earlier size gave back may be used again, so small sizes after large ones would look free.
fn resident_bytes() -> Result<usize, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.ok_or("no VmRSS")?.parse::<usize>()? * 1024)
}
