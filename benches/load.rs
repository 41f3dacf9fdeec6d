//! The start with a full store: 100,000 signatures of 20,000 visitors, each here once, one in fifty under two ids. What it
//! takes to read them, and to make a line of them. Prints the fastest of several times, in milliseconds.
//!
//! `cargo bench --bench load -- CONFIG` makes such a store for a configuration, of signatures as its model makes them, and measures
//! nothing: `scripts/bench` runs the appliance on it.

use std::{env, error::Error, path::Path, time::Duration};

use jiff::Timestamp;
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use showfloor::{
    app::{Line, LineSettings, signature_tag},
    config,
    runtime::{SeededIds, Stopwatch},
    store::{Mode, Settings, StartState, Store},
    types::{
        KeptSignature, ModelTag, PresenceId, Recognition, Record, RunId, SIGNATURE_DIM, Signature,
        Stamp, VisitId, VisitSummary, VisitorCode, VisitorId,
    },
};
use ulid::Ulid;

const VISITORS: u128 = 20_000;
/// Signatures of one visitor.
const TEMPLATES: usize = 5;
const ROUNDS: usize = 5;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[expect(clippy::print_stdout, reason = "its output is what it is for")]
fn main() -> Result<()> {
    if let Some(config) = env::args().skip(1).find(|a| a != "--bench") {
        let config = config::load(Path::new(&config)).map_err(|problems| problems.to_string())?;
        let tag = signature_tag(&config)?;
        return fill(&mut Store::open(&config.store, Mode::Create)?, &tag);
    }
    let tag = ModelTag::new("bench", "plain");
    let directory = tempfile::tempdir()?;
    let settings = Settings {
        path: directory.path().join("showfloor.db"),
        key_file: directory.path().join("store.key"),
        keyring_file: None,
        backups: None,
        reserve: 0,
        hub: None,
    };
    fill(&mut Store::open(&settings, Mode::Create)?, &tag)?;
    let (store, open) = fastest(|| Ok(Store::open(&settings, Mode::MustExist)?))?;
    let (start, read) = fastest(|| Ok(store.load()?))?;
    let (_, line) = fastest(|| line(&start))?;
    println!(
        "{} signatures of {} visitors: open {open:.0} ms, read {read:.0} ms, make a line {line:.0} ms",
        start.templates.len(),
        start.visitors.len(),
    );
    Ok(())
}

fn fill(store: &mut Store, tag: &ModelTag) -> Result<()> {
    let mut random = ChaCha12Rng::seed_from_u64(1);
    let mut records = Vec::new();
    for n in 0..VISITORS {
        let visitor = VisitorId(Ulid::from(n));
        let permit = Recognition::All.permit(visitor, None);
        let permit = permit.ok_or("all keeps all")?;
        let at = at(n as u64);
        records.push(Record::Visitor {
            id: visitor,
            code: VisitorCode::from(format!("V-{n:05}")),
            created: at,
        });
        records.push(Record::Visit(VisitSummary {
            id: VisitId(Ulid::from(n)),
            visitor,
            presence: PresenceId(Ulid::from(n)),
            opened: at,
            last_seen: at,
            closed: Some(at),
        }));
        let face = numbers(&mut random);
        records.extend((0..TEMPLATES).map(|_| Record::Template {
            visit: None,
            signature: KeptSignature::new(look(&mut random, tag, &face), &permit),
            quality: 0.8,
            at,
        }));
        if n % 50 == 49 {
            let into = VisitorId(Ulid::from(n - 1));
            records.push(Record::Alias {
                from: visitor,
                into,
            });
        }
    }
    Ok(store.write(&records)?)
}

fn at(second: u64) -> Stamp {
    let start = Stamp {
        run: RunId(Ulid::from(1)),
        mono_ns: 0,
        utc: Timestamp::constant(1_772_000_000, 0),
    };
    start.later(Duration::from_secs(second))
}

fn numbers(random: &mut ChaCha12Rng) -> [f32; SIGNATURE_DIM] {
    std::array::from_fn(|_| random.next_u32() as f32 / u32::MAX as f32 - 0.5)
}

/// One look of a face: those of one face are alike by a cosine of about 0.7, as they are of people.
fn look(random: &mut ChaCha12Rng, tag: &ModelTag, face: &[f32; SIGNATURE_DIM]) -> Signature {
    let otherwise = numbers(random);
    let raw: [f32; SIGNATURE_DIM] = std::array::from_fn(|i| face[i] + 0.65 * otherwise[i]);
    Signature::new(tag.clone(), &raw).expect("numbers")
}

fn line(start: &StartState) -> Result<Line> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/showroom.toml");
    let config = config::load(&file).map_err(|problems| problems.to_string())?;
    let mut settings = LineSettings::new(&config, Some(ModelTag::new("bench", "plain")));
    settings.recognition = Recognition::All;
    Ok(Line::new(settings, start, Box::new(SeededIds::new(1))))
}

/// The last result, and the milliseconds of the fastest time.
fn fastest<T>(mut work: impl FnMut() -> Result<T>) -> Result<(T, f64)> {
    let (mut result, mut ms) = (None, f64::INFINITY);
    for _ in 0..ROUNDS {
        // A store is opened once at a time.
        drop(result.take());
        let watch = Stopwatch::start();
        result = Some(work()?);
        ms = ms.min(watch.elapsed().as_secs_f64() * 1000.0);
    }
    Ok((result.ok_or("no rounds")?, ms))
}
