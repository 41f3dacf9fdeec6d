//! The access list: what an appliance lacks is named, and what tablets and clients must not do they cannot.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
};

use crossbeam_channel::{Receiver, bounded};
use showfloor::{
    publish::{Broker, Counters, Link, Settings, Wiring, run_blocking},
    runtime::{Clock, Shutdown, spawn},
    types::{Input, KeptState, Outbox, OutboxRow, RunId},
};
use tokio::sync::Notify;
use ulid::Ulid;

use crate::site::{PASSWORD, Site, doctor, private};

const ALERT: &str = "01J00000000000000000000000";
const CLAIM: &str = r#"{"action":"claim"}"#;

#[test]
fn what_the_access_list_keeps_from_the_appliance_is_named() {
    let mut site = Site::open();
    let acl = site.dir().join("acl");
    let whole = fs::read_to_string(&acl).expect("the script wrote it");
    let all = "topic readwrite showfloor/north/#";
    assert!(whole.contains(all), "{whole}");
    for (rights, seen) in [
        (
            "topic read showfloor/north/#",
            "does not let user showfloor write showfloor/north/replies/",
        ),
        (
            "topic write showfloor/north/#",
            "does not let user showfloor read showfloor/north/replies/",
        ),
        (
            "topic write showfloor/north/#\ntopic read showfloor/north/replies/#",
            "does not let user showfloor read showfloor/north/commands/#",
        ),
    ] {
        fs::write(&acl, whole.replace(all, rights)).expect("written");
        site.broker.restart();
        let told = doctor(&site.right(), "mqtt");
        assert_eq!(told.result, "failed", "{told:#?}");
        assert!(told.seen.contains(seen), "{seen:?} is not in {told:#?}");
        assert!(
            told.hint
                .contains("mosquitto-users add appliance showfloor"),
            "{told:#?}"
        );
    }
    // No more than it needs, by an installer who likes it tight.
    let needed = "topic write showfloor/north/replies/+\ntopic read showfloor/north/replies/doctor\n\
                  topic read showfloor/north/commands/#\ntopic read showfloor/north/events/+";
    fs::write(&acl, whole.replace(all, needed)).expect("written");
    site.broker.restart();
    let told = doctor(&site.right(), "mqtt");
    assert_eq!(told.result, "ok", "{told:#?}");
}

#[test]
fn subscriptions_that_a_broker_refuses_are_named_one_by_one() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let broker = spawn("broker", move || {
        refuse_the_first_subscription(listener.accept().expect("a connection").0);
    })
    .expect("a thread");
    let told = doctor(&format!("broker = \"mqtt://127.0.0.1:{port}\"\n"), "mqtt");
    broker.join().expect("it was asked");
    let seen = "does not let user (none) listen to showfloor/north/commands/+/alerts/+";
    assert!(told.seen.ends_with(seen), "{told:#?}");
}

/// Mosquitto's access list never refuses a subscription, other brokers do.
fn refuse_the_first_subscription(mut stream: TcpStream) {
    assert_eq!(packet(&mut stream)[0] >> 4, 1, "CONNECT");
    stream.write_all(&[0x20, 2, 0, 0]).expect("it listens");
    let subscribe = packet(&mut stream);
    let (mut rest, mut answers) = (&subscribe[3..], Vec::new());
    while let [high, low, ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        rest = &rest[2 + length + 1..];
        answers.push(if answers.is_empty() { 0x80 } else { 1 });
    }
    let length = 2 + answers.len() as u8;
    let head = [0x90, length, subscribe[1], subscribe[2]];
    stream
        .write_all(&[&head[..], &answers].concat())
        .expect("it listens");
    // Until it hangs up.
    let _ = stream.read(&mut [0; 64]);
}

/// The next packet: the first byte of its header, and its body.
fn packet(stream: &mut TcpStream) -> Vec<u8> {
    let byte = |stream: &mut TcpStream| {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a packet");
        byte[0]
    };
    let first = byte(stream);
    let (mut length, mut shift) = (0, 0);
    loop {
        let part = byte(stream);
        length |= usize::from(part & 0x7f) << shift;
        shift += 7;
        if part < 0x80 {
            break;
        }
    }
    let mut packet = vec![first; 1 + length];
    stream.read_exact(&mut packet[1..]).expect("its body");
    packet
}

#[test]
fn a_tablet_reads_alerts_gives_its_own_commands_and_can_do_nothing_else() {
    let site = Site::open();
    let (appliance, anna) = (site.user("showfloor"), site.user("anna"));
    let everything = ["showfloor/north/#"];
    let topics = ["showfloor/north/#", "showfloor/north/replies/#", "#"];
    appliance.subscribe(&everything);
    anna.subscribe(&topics);

    for topic in [
        "commands/bob/alerts/x",
        "alerts",
        "alerts/x",
        "replies/anna",
        "status",
        "staff/anna",
        "events/anna",
    ] {
        anna.publish(&format!("showfloor/north/{topic}"), CLAIM);
    }
    anna.publish("showfloor/south/commands/anna/alerts/x", CLAIM);
    anna.publish("showfloor/north/commands/anna/shift", "own");
    // Where she does not hear it.
    appliance.publish("showfloor/north/events/test", "end");
    assert_eq!(
        appliance.until_end(&everything),
        ["showfloor/north/commands/anna/shift own"]
    );

    // She has asked for everything, and gets what is for her.
    let allowed = [
        "alerts",
        "alerts/x",
        "visitors/V-7K3QD",
        "staff/bob",
        "status",
        "cameras/hall/status",
        "replies/anna",
    ];
    let mut wanted: Vec<_> = allowed
        .iter()
        .map(|topic| format!("showfloor/north/{topic} say"))
        .collect();
    for topic in allowed.iter().chain(&[
        "replies/bob",
        "commands/bob/shift",
        "events/crm",
        "cameras/hall/picture",
    ]) {
        appliance.publish(&format!("showfloor/north/{topic}"), "say");
    }
    appliance.publish("showfloor/north/floor", "end");
    // Her filters overlap; the broker may send once for each.
    let mut got: Vec<_> = anna.until_end(&topics);
    got.retain(|line| !line.ends_with(" end"));
    got.sort();
    got.dedup();
    wanted.sort();
    assert_eq!(got, wanted);
}

#[test]
fn a_client_gives_its_own_events_and_sees_no_visitor() {
    let site = Site::open();
    let (appliance, crm) = (site.user("showfloor"), site.user("crm"));
    let everything = ["showfloor/north/#"];
    appliance.subscribe(&everything);
    crm.subscribe(&["#"]);
    for topic in [
        "events/other",
        "commands/crm/alerts/x",
        "alerts",
        "replies/crm",
    ] {
        crm.publish(&format!("showfloor/north/{topic}"), "{}");
    }
    crm.publish("showfloor/north/events/crm", "own");
    for topic in [
        "alerts",
        "alerts/x",
        "visitors/V-7K3QD",
        "staff/bob",
        "floor",
        "replies/anna",
    ] {
        appliance.publish(&format!("showfloor/north/{topic}"), "say");
    }
    appliance.publish("showfloor/north/replies/crm", "end");
    assert_eq!(crm.until_end(&["#"]), [""; 0]);
    let got = appliance.until_end(&everything);
    assert_eq!(
        got.first().map(String::as_str),
        Some("showfloor/north/events/crm own")
    );
    assert!(
        got[1..].iter().all(|line| line.ends_with(" say")),
        "{got:#?}"
    );
}

#[test]
fn a_tablet_is_answered_by_the_appliance_through_the_real_access_list() {
    let site = Site::open();
    let (stop, inputs) = start_appliance(&site);
    let (anna, replies) = (site.user("anna"), ["showfloor/north/replies/anna"]);
    anna.subscribe(&replies);
    let status = ["showfloor/north/status"];
    let bob = site.user("bob");
    bob.subscribe(&status);
    // What cannot be read is answered at once; what can is handed on.
    let topic = format!("showfloor/north/commands/anna/alerts/{ALERT}");
    crate::mosquitto::wait_until("the appliance listens", || {
        anna.publish(&topic, CLAIM);
        !inputs.is_empty()
    });
    anna.publish(&topic, r#"{"action":"hug"}"#);
    let Ok(Input::Command(command)) = inputs.recv() else {
        panic!("no command");
    };
    assert_eq!(command.user.as_str(), "anna");
    site.user("showfloor").publish(replies[0], "end");
    let replied = anna.until_end(&replies).concat();
    assert!(
        replied.contains("unknown action") && replied.contains(ALERT),
        "{replied}"
    );
    stop.request();
}

/// The appliance's end of the broker, with its own user.
fn start_appliance(site: &Site) -> (Shutdown, Receiver<Input>) {
    let password = site.broker.dir().join("password");
    private(&password, PASSWORD);
    let settings = Settings {
        site: "north".into(),
        broker: Broker::At(site.url("mqtts://localhost").parse().expect("a URL")),
        user: Some("showfloor".into()),
        password_file: Some(password),
        ca_file: Some(site.dir().join("ca.crt")),
        client_id: None,
        tablets_file: None,
        homeassistant: None,
    };
    let (sender, inputs) = bounded(64);
    let shutdown = Shutdown::new();
    let link = Link::open(&settings, &shutdown).expect("the settings work");
    let wiring = Wiring {
        outbox: Box::new(Nothing),
        wake: Arc::new(Notify::new()),
        inbound: sender,
        clock: Clock::real(RunId(Ulid::from(1))),
        shutdown: shutdown.clone(),
        counters: Arc::new(Counters::default()),
        discovery: None,
    };
    spawn("net", move || run_blocking(link, wiring)).expect("a thread");
    (shutdown, inputs)
}

/// An outbox in which nothing ever waits.
struct Nothing;

impl Outbox for Nothing {
    fn states(&mut self) -> Result<Vec<KeptState>, String> {
        Ok(Vec::new())
    }

    fn first(&mut self) -> Result<Option<OutboxRow>, String> {
        Ok(None)
    }

    fn acknowledge(&mut self, _: i64) -> Result<(), String> {
        Ok(())
    }
}
