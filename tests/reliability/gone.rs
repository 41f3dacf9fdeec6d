//! A broker that is away for a day, cameras that are all gone for a while, memory that is short.

use std::{fs, path::PathBuf, time::Duration};

use showfloor::sim::{Fault, FaultKind};

use crate::{
    appliance::{Appliance, Part},
    course::{self, Days},
    laws,
    mosquitto::{Mosquitto, wait_until},
    place::{ROOT, Saturday, alerts, hold_against, kept, wait},
    schema,
};

/// Ten minutes in five seconds; nights take no time.
const SPEED: f64 = 120.0;
const TWO: Days = Days {
    first: 0,
    count: 2,
    full: false,
};

#[test]
fn a_broker_that_was_away_for_a_day_hears_all_of_it() {
    let mut broker = Mosquitto::for_anything();
    let filter = format!("{ROOT}/alerts/#");
    broker.clients().subscribe("tablet", &filter);
    let folder = tempfile::tempdir().expect("a folder");
    let part = Part {
        port: broker.port,
        seed: 3,
        speed: SPEED,
        days: Some(TWO),
    };
    let log = folder.path().join("log");
    let appliance = Appliance::start(folder.path(), &log, &part);
    let witness = appliance.await_kept("alert_revision", 3);
    broker.stop();
    // The next day has begun.
    wait_until("a night", || {
        witness.number("SELECT count(DISTINCT substr(utc, 1, 10)) FROM event") > 1
    });
    let waiting = witness.number("SELECT count(*) FROM outbox");
    assert!(waiting > 20, "{waiting} messages wait");
    broker.restart();
    assert!(appliance.finish());
    assert_eq!(witness.number("SELECT count(*) FROM outbox"), 0);
    let memory = witness.leave();
    let days = course::days(folder.path(), broker.port, 3, TWO);
    laws::hold(folder.path(), &days.config, Some(&memory));
    let got = broker.clients().everything("tablet", &filter).into_iter();
    let got = got.inspect(|(topic, payload)| schema::check(topic, payload));
    let got = got.filter(|(topic, _)| *topic == alerts());
    let got: Vec<String> = got.map(|(_, payload)| payload).collect();
    hold_against(&kept(&days.config), &got);
}

#[test]
fn cameras_that_are_all_gone_for_a_while_are_told_of_and_visits_go_on_after() {
    let broker = Mosquitto::for_anything();
    let folder = tempfile::tempdir().expect("a folder");
    let saturday = Saturday::changed(folder.path(), broker.port, 5, |mut scenario| {
        for camera in &mut scenario.cameras {
            camera.faults.push(Fault {
                kind: FaultKind::Unreachable,
                day: 1,
                between: "10:02:00".parse().expect("a time").."10:04:00".parse().expect("a time"),
            });
        }
        scenario
    });
    saturday.play(120.0, &showfloor::runtime::Shutdown::new());
    laws::hold(folder.path(), &saturday.config, None);
    let told = kept(&saturday.config);
    let of_cameras: Vec<_> = told
        .values()
        .filter(|alert| alert.contains("\"kind\":\"camera\""))
        .collect();
    assert!(
        of_cameras
            .iter()
            .any(|alert| alert.contains("\"state\":\"open\"")),
        "{of_cameras:#?}"
    );
    assert!(
        of_cameras
            .iter()
            .any(|alert| alert.contains("\"state\":\"closed\"")),
        "{of_cameras:#?}"
    );
    let store = crate::witness::Witness::of(folder.path()).expect("a store");
    let after = "SELECT count(*) FROM event WHERE kind = 'entered' AND utc > '2026-05-16T08:04:30'";
    assert!(store.number(after) > 0, "nobody came after");
    let open = "SELECT count(*) FROM visit WHERE closed_utc IS NULL";
    assert_eq!(store.number(open), 0);
}

/// A group of processes whose memory has a bound.
struct Bounded(PathBuf);

impl Bounded {
    /// `None`, and said so, where this user may make none.
    fn new(megabytes: u64) -> Option<Self> {
        let name = format!("showfloor-test-{}", std::process::id());
        for (root, bound) in [
            ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            ("/sys/fs/cgroup", "memory.max"),
        ] {
            let group = Self(PathBuf::from(root).join(&name));
            let made = fs::create_dir(&group.0)
                .and_then(|()| fs::write(group.0.join(bound), (megabytes << 20).to_string()));
            if made.is_ok() {
                return Some(group);
            }
        }
        eprintln!("left out: memory is bounded by root, where there are control groups");
        None
    }

    fn take(&self, pid: u32) {
        fs::write(self.0.join("cgroup.procs"), pid.to_string()).expect("taken");
    }
}

impl Drop for Bounded {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

#[test]
fn with_too_little_memory_it_goes_on_or_is_killed_and_goes_on_where_it_was() {
    // Far less than the store, its pages and the line need together, so that it ends at some moment.
    let Some(group) = Bounded::new(14) else {
        return;
    };
    let broker = Mosquitto::for_anything();
    let folder = tempfile::tempdir().expect("a folder");
    let part = Part {
        port: broker.port,
        seed: 11,
        speed: 60.0,
        days: None,
    };
    let log = folder.path().join("log");
    let saturday = Saturday::new(folder.path(), broker.port, 11);
    let mut appliance = Appliance::start(folder.path(), &log, &part);
    let mut witness = appliance.await_kept("event", 5);
    group.take(appliance.pid());
    for _ in 0..100 {
        witness.look();
        if !appliance.runs() {
            break;
        }
        wait(Duration::from_millis(100));
    }
    println!(
        "under pressure it {}",
        if appliance.runs() {
            "went on"
        } else {
            "was killed"
        }
    );
    appliance.kill();
    let memory = witness.leave();
    laws::hold(folder.path(), &saturday.config, Some(&memory));
    let appliance = Appliance::start(folder.path(), &log, &part);
    assert!(appliance.finish());
    laws::hold(folder.path(), &saturday.config, Some(&memory));
}
