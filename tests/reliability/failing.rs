//! Disks that are full, hang, fail, or may only be read.

use std::time::Duration;

use crate::{
    appliance::{Appliance, Part},
    disk::Disk,
    laws,
    mosquitto::{Mosquitto, wait_until},
    place::{RESERVE, ROOT, Saturday, alerts, hold_against, kept, wait},
    schema,
    witness::Witness,
};

/// The Saturday in twenty seconds: long enough to meddle with.
const SPEED: f64 = 30.0;
/// Room for more than the reserve.
const MEGABYTES: u64 = 128;
/// Alerts that call for a visitor.
const ABOUT_VISITORS: &str =
    "SELECT count(DISTINCT alert) FROM alert_revision WHERE payload ->> 'visitor' IS NOT NULL";
/// What is said where the store cannot be written, and where it can again.
const WAITS: &str = "records wait in memory";
const AGAIN: &str = "the store can be written again";

fn part(broker: &Mosquitto) -> Part {
    Part {
        port: broker.port,
        seed: 7,
        speed: SPEED,
        days: None,
    }
}

/// What the tablets heard is what stands in the store, all of it and in order.
fn told(broker: &Mosquitto, saturday: &Saturday) {
    let filter = format!("{ROOT}/alerts/#");
    let got = broker.clients().everything("tablet", &filter).into_iter();
    let got = got.inspect(|(topic, payload)| schema::check(topic, payload));
    let got = got.filter(|(topic, _)| *topic == alerts());
    let got: Vec<String> = got.map(|(_, payload)| payload).collect();
    let kept = kept(&saturday.config);
    assert!(kept.len() > 5, "hardly anything was told");
    hold_against(&kept, &got);
}

#[test]
fn a_disk_that_is_full_for_a_while_or_hangs_costs_nothing() {
    let Some(disk) = Disk::new(MEGABYTES) else {
        return;
    };
    let broker = Mosquitto::for_anything();
    broker
        .clients()
        .subscribe("tablet", &format!("{ROOT}/alerts/#"));
    let folder = disk.path().join("store");
    let logs = tempfile::tempdir().expect("a folder");
    let mut appliance = Appliance::start(&folder, &logs.path().join("log"), &part(&broker));
    let mut witness = appliance.await_kept("event", 5);
    disk.fill();
    appliance.await_said(WAITS);
    wait(Duration::from_secs(2));
    assert!(appliance.runs(), "{}", appliance.log());
    disk.free();
    appliance.await_said(AGAIN);
    disk.freeze();
    wait(Duration::from_secs(2));
    disk.thaw();
    assert!(appliance.runs(), "{}", appliance.log());
    let before = witness.look();
    assert!(appliance.finish());
    assert!(witness.look() > before, "it went on");
    let saturday = Saturday::new(&folder, broker.port, 7);
    laws::hold(&folder, &saturday.config, Some(&witness.leave()));
    told(&broker, &saturday);
}

#[test]
fn a_disk_with_hardly_any_room_is_told_of_until_it_has_some_and_alerts_go_on() {
    let Some(disk) = Disk::new(MEGABYTES) else {
        return;
    };
    let broker = Mosquitto::for_anything();
    broker
        .clients()
        .subscribe("tablet", &format!("{ROOT}/alerts/#"));
    let folder = disk.path().join("store");
    let logs = tempfile::tempdir().expect("a folder");
    let appliance = Appliance::start(&folder, &logs.path().join("log"), &part(&broker));
    let mut witness = appliance.await_kept("event", 3);
    disk.leave(RESERVE / 9);

    appliance.await_said("room=Critical");
    let before = witness.number(ABOUT_VISITORS);
    wait_until("an alert about a visitor", || {
        witness.number(ABOUT_VISITORS) > before
    });
    disk.free();
    appliance.await_said("has room again");
    assert!(appliance.finish());
    witness.look();
    let saturday = Saturday::new(&folder, broker.port, 7);
    laws::hold(&folder, &saturday.config, Some(&witness.leave()));
    told(&broker, &saturday);
    let store = Witness::of(&folder).expect("a store");
    let of_disk = store.texts(
        "SELECT payload ->> 'state' || ' ' || (payload ->> '$.text.en') FROM alert_revision
            WHERE payload ->> 'kind' = 'appliance' ORDER BY alert, rev",
    );
    assert!(
        of_disk[0].starts_with("open Appliance: its disk is almost full."),
        "{of_disk:#?}"
    );
    let last = of_disk.last().expect("revisions");
    assert_eq!(
        last, "closed The appliance has room on its disk again.",
        "{of_disk:#?}"
    );
    // What was held back stands there in the end: nobody's visit ends before it began.
    let orphans = "SELECT count(*) FROM visit WHERE id NOT IN (SELECT visit FROM event WHERE kind = 'entered')";
    assert_eq!(store.number(orphans), 0);
}

#[test]
fn what_is_killed_while_history_waits_for_room_contradicts_itself_nowhere() {
    let Some(disk) = Disk::new(MEGABYTES) else {
        return;
    };
    let broker = Mosquitto::for_anything();
    let folder = disk.path().join("store");
    let logs = tempfile::tempdir().expect("a folder");
    let saturday = Saturday::new(&folder, broker.port, 7);
    for seconds in [1, 3, 5, 8] {
        let appliance = Appliance::start(&folder, &logs.path().join("log"), &part(&broker));
        let mut witness = appliance.await_kept("event", 1);
        disk.leave(RESERVE / 9);
        appliance.await_said("room=Critical");
        wait(Duration::from_secs(seconds));
        witness.look();
        appliance.kill();
        laws::hold(&folder, &saturday.config, Some(&witness.leave()));
        disk.free();
    }
}

#[test]
fn a_disk_that_fails_ends_nothing_that_stood_on_it_and_one_that_may_only_be_read_is_refused() {
    let Some(disk) = Disk::new(MEGABYTES) else {
        return;
    };
    let broker = Mosquitto::for_anything();
    let folder = disk.path().join("store");
    let logs = tempfile::tempdir().expect("a folder");
    let log = logs.path().join("log");
    let appliance = Appliance::start(&folder, &log, &part(&broker));
    let mut witness = appliance.await_kept("event", 5);
    disk.fail();
    appliance.await_said(WAITS);
    witness.look();
    appliance.kill();
    let memory = witness.leave();

    disk.again("ro");
    let refused = Appliance::start(&folder, &log, &part(&broker));
    assert!(
        !refused.finish(),
        "a store that cannot be written is no store"
    );
    let said = std::fs::read_to_string(&log).expect("a log");
    assert!(said.contains("hint: "), "{said}");
    assert!(
        said.contains("Read-only") || said.contains("only be read"),
        "{said}"
    );

    disk.again("rw");
    let saturday = Saturday::new(&folder, broker.port, 7);
    laws::hold(&folder, &saturday.config, Some(&memory));
    let appliance = Appliance::start(&folder, &log, &part(&broker));
    drop(appliance.await_kept("event", 20));
    appliance.end();
    laws::hold(&folder, &saturday.config, Some(&memory));
    assert!(Witness::of(&folder).is_some());
}
