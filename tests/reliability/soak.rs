//! Days on end, with all that happens to a machine in a cupboard drawn by lot: what `scripts/soak` runs.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Span;
use showfloor::{
    runtime::{Shutdown, Stopwatch},
    sim::Dice,
};

use crate::{
    appliance::{Appliance, Part, pause},
    course::{Days, days},
    disk::Disk,
    laws,
    mosquitto::Mosquitto,
    place::{RESERVE, ROOT, Saturday, alerts, kept, wait},
    schema,
    witness::Witness,
};

/// What is done to a running appliance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Blow {
    BrokerAway,
    BrokerHangs,
    DiskTight,
    DiskFull,
    DiskHangs,
    Suspended,
}

impl Blow {
    const ALL: [Self; 6] = [
        Self::BrokerAway,
        Self::BrokerHangs,
        Self::DiskTight,
        Self::DiskFull,
        Self::DiskHangs,
        Self::Suspended,
    ];

    /// Strikes, waits, and takes it back.
    fn strike(
        self,
        appliance: &Appliance,
        broker: &mut Mosquitto,
        disk: Option<&Disk>,
        time: Duration,
    ) -> bool {
        match (self, disk) {
            (Self::BrokerAway, _) => {
                broker.stop();
                wait(time);
                broker.restart();
            }
            (Self::BrokerHangs, _) => {
                broker.hang();
                wait(time);
                broker.go_on();
            }
            (Self::Suspended, _) => {
                appliance.signal("STOP");
                wait(time);
                appliance.signal("CONT");
            }
            (Self::DiskTight, Some(disk)) => {
                disk.leave(RESERVE / 10);
                wait(time);
                disk.free();
            }
            (Self::DiskFull, Some(disk)) => {
                disk.fill();
                wait(time);
                disk.free();
            }
            (Self::DiskHangs, Some(disk)) => {
                disk.freeze();
                wait(time);
                disk.thaw();
            }
            (Self::DiskTight | Self::DiskFull | Self::DiskHangs, None) => return false,
        }
        true
    }
}

/// How a leg ends.
const ENDS: [&str; 4] = [KILL, KILL, TERM, LAST_DAY];
const KILL: &str = "kill -9";
const TERM: &str = "SIGTERM";
const LAST_DAY: &str = "its last day";

/// What a soak has come to.
#[derive(Default)]
struct Report {
    counts: BTreeMap<String, u32>,
    days: u32,
    legs: u32,
    /// Resident memory of the last leg, bytes: at its beginning, in the middle, at its end, and the most of all legs.
    memory: [u64; 3],
    most: u64,
}

impl Report {
    fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }
}

/// One run of the appliance, from its start to its end.
struct Leg {
    part: Part,
    /// How it ends, and after what time, where it does not end by itself.
    end: &'static str,
    after: Duration,
}

struct Soak {
    folder: PathBuf,
    log: PathBuf,
    disk: Option<Disk>,
    broker: Mosquitto,
    dice: Dice,
    report: Report,
}

impl Soak {
    fn run(&mut self, leg: &Leg) {
        let days = leg.part.days.unwrap_or_default();
        let place = days_of(&self.folder, &leg.part);
        let watch = Stopwatch::start();
        let mut appliance = Appliance::start(&self.folder, &self.log, &leg.part);
        let (mut witness, mut next) = (None, Duration::from_secs(2));
        let mut samples = Vec::new();
        let mut full = false;
        // Whoever is to end by itself has its time, too.
        let after = leg.after * if leg.end == LAST_DAY { 3 } else { 1 };
        while appliance.runs() && watch.elapsed() < after {
            witness = witness.or_else(|| Witness::of(&self.folder));
            if let Some(witness) = &mut witness {
                witness.look();
            }
            samples.extend(appliance.memory());
            if watch.elapsed() > next {
                let blow = Blow::ALL[self.dice.below(Blow::ALL.len())];
                let time = Duration::from_millis(200 + self.dice.below(3_000) as u64);
                if blow.strike(&appliance, &mut self.broker, self.disk.as_ref(), time) {
                    self.report.count(&format!("{blow:?}"));
                }
                full = matches!(blow, Blow::DiskFull) && !appliance.runs();
                next =
                    watch.elapsed() + Duration::from_millis(1_000 + self.dice.below(6_000) as u64);
            }
            pause();
        }
        let end = match leg.end {
            _ if !appliance.runs() => LAST_DAY,
            LAST_DAY => TERM,
            end => end,
        };
        match end {
            KILL => appliance.kill(),
            TERM => appliance.end(),
            _ => {
                let log = appliance.log();
                // Its days may be over while the disk is full: then what waited for room is lost, and it says so.
                let loud = full && log.contains("nothing is kept any more");
                assert!(appliance.finish() || loud, "it ended by itself:\n{log}");
            }
        }
        self.report.count(end);
        self.report.legs += 1;
        self.report.most = samples.iter().copied().fold(self.report.most, u64::max);
        let at = |share: usize| {
            samples.get((samples.len() * share / 100).min(samples.len().saturating_sub(1)))
        };
        self.report.memory = [10, 50, 99].map(|share| at(share).copied().unwrap_or_default());
        let memory = witness.map(Witness::leave);
        laws::hold(&self.folder, &place.config, memory.as_ref());
        let store = Witness::of(&self.folder).expect("a store");
        let played = store.number(&format!(
            "SELECT count(DISTINCT substr(utc, 1, 10)) FROM event WHERE utc >= '{}'",
            place_day(days.first)
        ));
        self.report.days += (played.max(0) as u32).min(days.count);
        println!(
            "leg {:3}: {:3} s, day {:4} on, {played} of {} days, ended by {end}; {} visitors, {} events, {} alerts; store {:.1} MB, memory {:.0} MB",
            self.report.legs,
            watch.elapsed().as_secs(),
            days.first,
            days.count,
            store.number("SELECT count(*) FROM visitor"),
            store.number("SELECT count(*) FROM event"),
            store.number("SELECT count(DISTINCT alert) FROM alert_revision"),
            bytes(&self.folder.join("store.db")) as f64 / 1e6,
            self.report.memory[2] as f64 / 1e6,
        );
    }

    /// Leg after leg until so much time has passed; gives the next day.
    fn legs(&mut self, seed: u64, watch: &Stopwatch, until: Duration) -> i64 {
        let mut first = 0;
        while watch.elapsed() < until {
            let count = 1 + self.dice.below(6) as u32;
            let part = Part {
                port: self.broker.port,
                seed: seed + first as u64 / 3,
                speed: [300.0, 600.0, 1_200.0][self.dice.below(3)],
                days: Some(Days {
                    first,
                    count,
                    full: true,
                }),
            };
            let leg = Leg {
                part,
                end: ENDS[self.dice.below(ENDS.len())],
                after: Duration::from_millis(1_000 + self.dice.below(60_000) as u64),
            };
            self.run(&leg);
            first += i64::from(count);
            // A clock that was set while it was off.
            match self.dice.below(12) {
                0 => first -= 1,
                1 => first += 9,
                _ => {}
            }
        }
        first
    }

    fn report(&self, took: Duration, told: usize) {
        let report = &self.report;
        let mb = |bytes: u64| bytes as f64 / 1e6;
        println!(
            "\nsoak: {:.1} min, {} legs, {} simulated days, {told} revisions of alerts told",
            took.as_secs_f64() / 60.0,
            report.legs,
            report.days,
        );
        for (what, times) in &report.counts {
            println!("  {times:5}  {what}");
        }
        let [begin, middle, end] = report.memory.map(mb);
        println!(
            "  memory of the last leg: {begin:.1} MB at its beginning, {middle:.1} in the middle, {end:.1} at its end; the most of all legs: {:.1}",
            mb(report.most)
        );
        let [store, log] =
            ["store.db", "store.db-wal"].map(|name| mb(bytes(&self.folder.join(name))));
        println!("  store: {store:.1} MB, its log {log:.1} MB");
    }
}

fn days_of(folder: &Path, part: &Part) -> Saturday {
    days(folder, part.port, part.seed, part.days.unwrap_or_default())
}

/// The date of a day, as text that sorts.
fn place_day(day: i64) -> String {
    (jiff::civil::date(2026, 5, 16) + Span::new().days(day)).to_string()
}

fn bytes(file: &Path) -> u64 {
    fs::metadata(file).map_or(0, |about| about.len())
}

#[test]
#[ignore = "scripts/soak runs it, for as long as is asked"]
fn soak() {
    let number = |name: &str, usual: u64| {
        let said = env::var(name).ok();
        said.map_or(usual, |said| {
            said.parse().unwrap_or_else(|_| panic!("{name}: {said}"))
        })
    };
    let time = Duration::from_secs(60 * number("SHOWFLOOR_SOAK_MINUTES", 30));
    let seed = number("SHOWFLOOR_SOAK_SEED", 1);
    let disk = Disk::new(256);
    let home = tempfile::tempdir().expect("a folder");
    let folder = disk
        .as_ref()
        .map_or_else(|| home.path().to_owned(), Disk::path)
        .join("store");
    let broker = Mosquitto::for_anything();
    let filter = format!("{ROOT}/alerts/#");
    broker.clients().subscribe("tablet", &filter);
    let mut soak = Soak {
        folder: folder.clone(),
        log: home.path().join("log"),
        disk,
        broker,
        dice: Dice::new(seed, &["soak"], 0),
        report: Report::default(),
    };
    let watch = Stopwatch::start();
    // A third of the time is for one leg that is struck but not ended: its memory is what a year is judged by.
    let first = soak.legs(seed, &watch, time * 2 / 3);
    let part = Part {
        port: soak.broker.port,
        seed: seed + 999_999,
        speed: 1_200.0,
        days: Some(Days {
            first,
            count: 400,
            full: true,
        }),
    };
    let after = time.saturating_sub(watch.elapsed());
    soak.run(&Leg {
        part,
        end: TERM,
        after,
    });

    // Nothing waits any more, and all that is kept was told.
    let rest = Part {
        days: None,
        seed: 1,
        speed: 600.0,
        ..part
    };
    Saturday::new(&folder, rest.port, rest.seed).play(rest.speed, &Shutdown::new());
    let config = days_of(&folder, &part).config;
    laws::hold(&folder, &config, None);
    let store = Witness::of(&folder).expect("a store");
    assert_eq!(
        store.number("SELECT count(*) FROM outbox"),
        0,
        "all is told in the end"
    );
    let got = soak
        .broker
        .clients()
        .everything("tablet", &filter)
        .into_iter();
    let got = got.inspect(|(topic, payload)| schema::check(topic, payload));
    let got: std::collections::BTreeSet<String> = got
        .filter(|(topic, _)| *topic == alerts())
        .map(|(_, payload)| payload)
        .collect();
    let missing = kept(&config)
        .into_values()
        .filter(|payload| !got.contains(payload))
        .count();
    assert_eq!(missing, 0, "revisions that no tablet heard");

    soak.report(watch.elapsed(), got.len());
}
