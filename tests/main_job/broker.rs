//! A broker that is away for a while.

use std::{collections::BTreeMap, fs, time::Duration};

use serde_json::Value;
use showfloor::{runtime::Shutdown, store::Reader};

use crate::{
    mosquitto::{Mosquitto, wait_until},
    showroom::{Setup, Showroom, clip},
};

const STATUS: &str = "showfloor/north/status";
const ONLINE: &str = r#"{"v":1,"state":"online"}"#;

/// Payloads of the topic that carries every revision, by alert.
type Revisions = BTreeMap<String, Vec<String>>;

#[test]
fn a_broker_that_was_away_gets_every_revision_of_every_alert_and_costs_no_cpu_time() {
    let mut broker = Mosquitto::start();
    let clients = broker.clients();
    let setup = Setup {
        broker: &format!("mqtt://127.0.0.1:{}", broker.port),
        unattended_after_s: 6,
        fps: 2,
        ..Setup::default()
    };
    let Some(showroom) = Showroom::open(&setup) else {
        return;
    };
    clients.subscribe("floor", "showfloor/north/#");
    // So that the broker has written down who subscribed.
    broker.restart();
    // At the speed at which it happened, so that there is little to do.
    let appliance = showroom.start(&["run", "--json", "--input", &clip("clm_cap12.mp4")]);
    clients.await_retained(STATUS, ONLINE);

    // What is sent to a broker that hangs and then dies arrives nowhere.
    broker.hang();
    wait_until("an alert is raised while the broker is away", || {
        appliance.stdout().contains(r#""alert""#)
    });
    broker.crash();
    let (net, all) = (net_ticks(appliance.pid()), process_ticks(appliance.pid()));
    let away = Duration::from_secs(3);
    Shutdown::new().sleep(away);
    let net = net_ticks(appliance.pid()) - net;
    let all = process_ticks(appliance.pid()) - all;
    let ticks = away.as_millis() as u64 / 10;
    assert!(
        net <= ticks / 20,
        "the broker's thread: {net} of {ticks} ticks"
    );
    assert!(all <= ticks / 2, "the process: {all} of {ticks} ticks");

    broker.restart();
    let open = "showfloor/north/alerts/+";
    let kept = clients.await_kept("the alert", open, |kept| kept.len() == 1);
    let (topic, _) = kept[0].split_once(' ').expect("a payload");
    let command = topic.replace("/alerts/", "/commands/anna/alerts/");
    clients.publish(&command, br#"{"action":"claim"}"#, false);
    clients.await_kept("the claim", open, |kept| {
        kept.iter()
            .any(|line| line.contains(r#""state":"claimed""#))
    });

    // Away again, and still away when the appliance stops: the next one sends what is left.
    broker.stop();
    appliance.signal("TERM");
    appliance.wait().succeeded();
    broker.restart();
    showroom.play("intel_car-detection.gif", "2030-05-13T10:00:00Z");
    assert!(clients.retained(open).is_empty(), "no alert is open");

    let got = delivered(&clients.everything("floor", "showfloor/north/#"));
    let stored = stored(&showroom);
    assert_eq!(got, stored);
    assert_eq!(stored.len(), 1);
    assert_eq!(states(&stored), ["open", "claimed", "closed"]);
}

/// What the subscriber got, in its order; what came twice must be the same, and is left out.
fn delivered(messages: &[(String, String)]) -> Revisions {
    let mut by_alert = Revisions::new();
    let alerts = messages
        .iter()
        .filter(|(topic, _)| topic == "showfloor/north/alerts");
    for (_, payload) in alerts {
        let alert: Value = serde_json::from_str(payload).expect("JSON");
        let id = alert["id"].as_str().expect("an id").to_owned();
        let revisions = by_alert.entry(id).or_default();
        if !revisions.contains(payload) {
            revisions.push(payload.clone());
        }
    }
    by_alert
}

fn stored(showroom: &Showroom) -> Revisions {
    let reader = Reader::open(&showroom.store()).expect("the store opens");
    let alerts = reader.alerts().expect("the store can be read");
    let revisions = |id| reader.alert_revisions(id).expect("the store can be read");
    let json = |alert: &_| serde_json::to_string(alert).expect("JSON");
    alerts
        .iter()
        .map(|alert| {
            (
                alert.id.to_string(),
                revisions(alert.id).iter().map(json).collect(),
            )
        })
        .collect()
}

fn states(revisions: &Revisions) -> Vec<String> {
    let state = |payload: &String| {
        let alert: Value = serde_json::from_str(payload).expect("JSON");
        alert["state"].as_str().expect("a state").to_owned()
    };
    revisions.values().flatten().map(state).collect()
}

/// Clock ticks (10 ms) that the process has used.
fn process_ticks(pid: u32) -> u64 {
    used(&fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs"))
}

/// Clock ticks that its thread `net` has used.
fn net_ticks(pid: u32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("it runs");
    let read = |task: fs::DirEntry| {
        let comm = fs::read_to_string(task.path().join("comm")).ok()?;
        let stat = fs::read_to_string(task.path().join("stat")).ok()?;
        (comm.trim_end() == "net").then(|| used(&stat))
    };
    let found = tasks.flatten().find_map(read);
    found.expect("the appliance has a thread for the broker")
}

/// utime and stime of a line of /proc, which follow twelve fields after the name.
fn used(stat: &str) -> u64 {
    let (_, fields) = stat.rsplit_once(')').expect("the name stands in brackets");
    let times = fields.split_whitespace().skip(11).take(2);
    times
        .map(|time| time.parse::<u64>().expect("a number"))
        .sum()
}
