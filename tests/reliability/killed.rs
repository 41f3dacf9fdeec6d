//! An appliance that is killed outright at any moment, over and over.

use std::{env, time::Duration};

use showfloor::runtime::{Shutdown, Stopwatch};

use crate::{
    appliance::{Appliance, Part, pause},
    laws,
    mosquitto::Mosquitto,
    place::{ROOT, Saturday, alerts, hold_against, kept},
    schema,
    witness::Witness,
};

/// How much faster than it was: ten minutes in five seconds.
const SPEED: f64 = 120.0;

#[test]
fn whenever_it_is_killed_nothing_that_was_committed_is_missing_and_what_comes_twice_is_the_same() {
    let kills = if env::var_os("SHOWFLOOR_LONG").is_some() {
        100
    } else {
        10
    };
    let broker = Mosquitto::for_anything();
    let clients = broker.clients();
    let filter = format!("{ROOT}/alerts/#");
    clients.subscribe("tablet", &filter);
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let mut dice: u64 = 20_261_129;
    let mut witnessed = 0;
    for seed in 0..kills {
        // Numerical Recipes' generator: another moment in each round, the same in each run of the test.
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
        let lives = Duration::from_millis(600 + dice % 3_000);
        let watch = Stopwatch::start();
        let part = Part {
            port: broker.port,
            seed,
            speed: SPEED,
            days: None,
        };
        let appliance = Appliance::start(folder.path(), &log, &part);
        let mut witness = None;
        while watch.elapsed() < lives {
            witness = witness.or_else(|| Witness::of(folder.path()));
            witnessed = witness.as_mut().map_or(witnessed, Witness::look);
            pause();
        }
        appliance.kill();
        if let Some(witness) = witness {
            let memory = witness.leave();
            let saturday = Saturday::new(folder.path(), broker.port, seed);
            laws::hold(folder.path(), &saturday.config, Some(&memory));
        }
    }
    assert!(
        witnessed > 100,
        "hardly anything was committed: {witnessed}"
    );
    let saturday = Saturday::new(folder.path(), broker.port, 1_000);
    saturday.play(SPEED, &Shutdown::new());
    laws::hold(folder.path(), &saturday.config, None);
    let got = clients.everything("tablet", &filter).into_iter();
    let got = got.inspect(|(topic, payload)| schema::check(topic, payload));
    let got = got.filter(|(topic, _)| *topic == alerts());
    let got: Vec<String> = got.map(|(_, payload)| payload).collect();
    let kept = kept(&saturday.config);
    let (twice, late) = hold_against(&kept, &got);
    let of_alerts = kept.keys().filter(|(_, rev)| *rev == 1).count();
    println!(
        "{kills} kills, {witnessed} rows witnessed, {of_alerts} alerts, {} revisions, {twice} came twice",
        kept.len()
    );
    assert!(kept.len() as u64 > kills, "hardly anything was told");
    assert_eq!(late, 0, "order holds: only what was in flight comes again");
    assert!(twice as u64 <= kills, "at most what was on its way");
    // Nobody is called for by what a dead run left.
    for states in ["alerts/+", "visitors/+", "staff/+"] {
        let left = clients.retained(&format!("{ROOT}/{states}"));
        assert!(left.is_empty(), "{left:?}");
    }
}
