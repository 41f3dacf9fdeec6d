//! A tablet against a real Mosquitto.

#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/schema.rs"]
mod schema;

use std::time::Duration;

use crossbeam_channel::{Receiver, bounded};
use mosquitto::Mosquitto;
use serde_json::{Value, json};
use showfloor::{
    publish::{Heard, Tablet, TabletNews, TabletSettings, Touch},
    runtime::Shutdown,
    types::{Action, AlertId, AlertState, ShiftAction},
};

const ALERT: &str = "01KSR4W5M0000000000000000F";
const STATUS: &str = "showfloor/north/status";
const TAPS: &str = "showfloor/north/commands/#";

/// A tablet, what it hears, and the appliance's part of the talk, played by the test.
struct Scene {
    broker: Mosquitto,
    tablet: Tablet,
    heard: Receiver<Heard>,
    stop: Shutdown,
}

impl Scene {
    fn of(broker: Mosquitto, password: Option<&str>) -> Self {
        let (sender, heard) = bounded(4);
        let stop = Shutdown::new();
        let settings = TabletSettings {
            site: "north".into(),
            address: format!("mqtt://127.0.0.1:{}", broker.port)
                .parse()
                .expect("an address"),
            user: "anna".into(),
            password: password.map(str::to_owned),
            ca_file: None,
            client_id: None,
        };
        let tablet = Tablet::start(&settings, sender, &stop).expect("a tablet");
        Self {
            broker,
            tablet,
            heard,
            stop,
        }
    }

    fn start() -> Self {
        Self::of(Mosquitto::for_anything(), None)
    }

    fn hears(&self) -> TabletNews {
        let heard = self.heard.recv_timeout(Duration::from_secs(20));
        let heard = heard.expect("something is heard");
        assert_eq!(&*heard.user, "anna");
        heard.news
    }

    /// The state and revision of the next alert that is heard.
    fn hears_alert(&self) -> (AlertState, u32) {
        match self.hears() {
            TabletNews::Alert(alert) => (alert.state, alert.rev),
            other => panic!("{other:?} in place of an alert"),
        }
    }

    fn says(&self, topic: &str, payload: &Value, retain: bool) {
        let topic = format!("showfloor/north/{topic}");
        let payload = payload.to_string();
        self.broker
            .clients()
            .publish(&topic, payload.as_bytes(), retain);
    }

    fn online(&self, yes: bool) {
        let state = if yes { "online" } else { "offline" };
        let payload = format!(r#"{{"v":1,"state":"{state}"}}"#);
        let clients = self.broker.clients();
        clients.publish(STATUS, payload.as_bytes(), true);
        assert_eq!(self.hears(), TabletNews::Online(yes));
    }

    fn claims(&self) {
        let touch = Touch::Alert {
            alert: id(),
            action: Action::Claim,
            reason: None,
        };
        self.tablet.tap(&touch).expect("it has room");
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.stop.request();
    }
}

fn id() -> AlertId {
    ALERT.parse().expect("an id")
}

fn alert(rev: u32, state: &str) -> Value {
    let text = json!({"en": "", "fr": "", "pl": "", "de": ""});
    let at = "2026-05-28T20:26:40Z";
    json!({
        "v": 1, "id": ALERT, "rev": rev, "kind": "unattended", "causes": ["unattended"], "priority": "high",
        "site": "north", "since": at, "at": at, "visitor": "V-7K3QD", "party": [], "zone": null, "stage": null,
        "score": null, "why": [], "text": text, "approach_at": at, "approach_by": at, "expires_at": null,
        "state": state, "by": null, "for": [], "also": [], "confidence": 0.9,
    })
}

#[test]
fn taps_wait_for_the_appliance_and_answers_and_revisions_come_to_the_tablet() {
    let scene = Scene::start();
    let clients = scene.broker.clients();
    clients.subscribe("appliance", TAPS);
    let start = Touch::Shift(ShiftAction::Start);
    scene.tablet.tap(&start).expect("it has room");
    scene.claims();
    scene.online(true);
    let tapped = clients.collect("appliance", TAPS, 2);
    let claim = format!(r#"showfloor/north/commands/anna/alerts/{ALERT} {{"action":"claim"}}"#);
    let shift = r#"showfloor/north/commands/anna/shift {"action":"start"}"#;
    assert_eq!(tapped, [shift, claim.as_str()]);

    scene.says("alerts", &alert(1, "open"), false);
    assert_eq!(scene.hears_alert(), (AlertState::Open, 1));
    // Not for them.
    let refused = json!({"v": 1, "alert": ALERT, "action": "claim", "result": "refused", "reason": "claimed by ben"});
    scene.says("replies/ben", &refused, false);
    scene.says("replies/anna", &refused, false);
    match scene.hears() {
        TabletNews::Reply(reply) => assert_eq!(reply.reason.as_deref(), Some("claimed by ben")),
        other => panic!("{other:?} in place of the reply"),
    }
}

#[test]
fn after_a_restart_of_the_broker_the_tablet_comes_back_and_learns_what_is_open() {
    let mut scene = Scene::start();
    scene.online(true);
    scene.broker.stop();
    assert_eq!(scene.hears(), TabletNews::Online(false));
    scene.claims();
    scene.broker.restart();
    let clients = scene.broker.clients();
    clients.subscribe("appliance", TAPS);
    // The broker kept the status; an alert was raised while the tablet was away.
    scene.says(&format!("alerts/{ALERT}"), &alert(2, "escalated"), true);
    let mut heard = [scene.hears(), scene.hears()].map(|news| match news {
        TabletNews::Alert(alert) => format!("{:?} {}", alert.state, alert.rev),
        other => format!("{other:?}"),
    });
    heard.sort();
    assert_eq!(heard, ["Escalated 2", "Online(true)"]);
}

#[test]
fn a_tablet_logs_in_with_its_password_and_nothing_unreadable_stops_it() {
    let lines = "allow_anonymous true\npassword_file {dir}/passwords\n";
    let broker = Mosquitto::with(lines, |dir| {
        let made = std::process::Command::new("mosquitto_passwd")
            .args(["-b", "-c"])
            .arg(dir.join("passwords"))
            .args(["anna", "s3cret"])
            .status();
        assert!(made.is_ok_and(|status| status.success()));
    });
    let scene = Scene::of(broker, Some("s3cret"));
    scene.online(true);
    let clients = scene.broker.clients();
    clients.publish("showfloor/north/alerts", b"nonsense", false);
    scene.says("alerts", &alert(3, "claimed"), false);
    assert_eq!(scene.hears_alert(), (AlertState::Claimed, 3));
}

#[test]
fn a_name_that_would_change_a_topic_is_refused_and_no_password_is_shown() {
    let settings = TabletSettings {
        site: "north".into(),
        address: "mqtt://127.0.0.1".parse().expect("an address"),
        user: "an/na".into(),
        password: Some("s3cret".into()),
        ca_file: None,
        client_id: None,
    };
    let started = Tablet::start(&settings, bounded(1).0, &Shutdown::new());
    let error = started.expect_err("a name with a slash").to_string();
    assert!(error.contains("the tablet's user") && error.contains("an/na"));
    assert!(!format!("{settings:?}").contains("s3cret"));
}
