//! An appliance that is killed outright at any moment, over and over.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use showfloor::runtime::Shutdown;

use crate::{
    mosquitto::Mosquitto,
    place::{ROOT, Saturday, alerts, hold_against, kept, wait},
    schema,
};

/// Where the process that is killed finds its folder, and the broker's port.
const PLACE: &str = "SHOWFLOOR_TEST_SATURDAY";

/// How much faster than it was: ten minutes in five seconds.
const SPEED: f64 = 120.0;

#[test]
fn whenever_it_is_killed_no_revision_is_missing_and_what_comes_twice_is_the_same() {
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
    let file = folder.path().join("broker");
    fs::write(file, broker.port.to_string()).expect("written");
    let mut dice: u64 = 20_261_129;
    for round in 0..kills {
        let mut child = Command::new(env::current_exe().expect("this test"))
            .args(["--exact", "killed::child", "--include-ignored"])
            .env(PLACE, folder.path())
            .env("SHOWFLOOR_TEST_SEED", round.to_string())
            .stdout(Stdio::null())
            .spawn()
            .expect("it runs");
        // Numerical Recipes' generator: another moment in each round, the same in each run of the test.
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
        wait(Duration::from_millis(600 + dice % 3_000));
        child.kill().expect("killed");
        child.wait().expect("it ended");
    }
    let saturday = Saturday::new(folder.path(), broker.port, 1_000);
    saturday.play(SPEED, &Shutdown::new());
    let got = clients.everything("tablet", &filter).into_iter();
    let got = got.inspect(|(topic, payload)| schema::check(topic, payload));
    let got = got.filter(|(topic, _)| *topic == alerts());
    let got: Vec<String> = got.map(|(_, payload)| payload).collect();
    let kept = kept(&saturday.config);
    let (twice, late) = hold_against(&kept, &got);
    let of_alerts = kept.keys().filter(|(_, rev)| *rev == 1).count();
    println!(
        "{kills} kills, {of_alerts} alerts, {} revisions, {twice} came twice",
        kept.len()
    );
    assert!(kept.len() > kills, "hardly anything was told");
    assert_eq!(late, 0, "order holds: only what was in flight comes again");
    assert!(twice <= kills, "at most what was on its way");
    // Nobody is called for by what a dead run left.
    for states in ["alerts/+", "visitors/+", "staff/+"] {
        let left = clients.retained(&format!("{ROOT}/{states}"));
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
#[ignore = "started, and killed, by the test above"]
fn child() {
    let Some(folder) = env::var_os(PLACE) else {
        return;
    };
    let folder = Path::new(&folder);
    let port = fs::read_to_string(folder.join("broker")).expect("a port");
    let seed = env::var("SHOWFLOOR_TEST_SEED").expect("a seed");
    let port = port.parse().expect("a port");
    let saturday = Saturday::new(folder, port, seed.parse().expect("a number"));
    saturday.play(SPEED, &Shutdown::new());
}
