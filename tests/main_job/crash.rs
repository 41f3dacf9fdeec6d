//! A process that was killed, and the next one.

use showfloor::store::Reader;

use crate::{
    mosquitto::Mosquitto,
    showroom::{Setup, Showroom, clip},
};

const OPEN_ALERTS: &str = "showfloor/north/alerts/+";
const VISITORS: &str = "showfloor/north/visitors/+";
const STATUS: &str = "showfloor/north/status";
const OFFLINE: &str = r#"{"v":1,"state":"offline"}"#;

#[test]
fn what_a_killed_appliance_left_open_is_closed_by_the_next_one() {
    let broker = Mosquitto::start();
    let clients = broker.clients();
    let setup = Setup {
        broker: &format!("mqtt://127.0.0.1:{}", broker.port),
        unattended_after_s: 3,
        ..Setup::default()
    };
    let Some(showroom) = Showroom::open(&setup) else {
        return;
    };
    let input = clip("clm_cap12.mp4");
    let begin = [
        "run",
        "--start-at",
        "2026-05-12T10:00:00Z",
        "--input",
        &input,
    ];
    let appliance = showroom.start(&begin);
    clients.await_kept("an alert", OPEN_ALERTS, |kept| kept.len() == 1);
    appliance.signal("KILL");
    assert_eq!(appliance.wait().code, None, "it was killed");

    clients.await_retained(STATUS, OFFLINE);
    assert_eq!(clients.retained(OPEN_ALERTS).len(), 1, "it is still there");
    assert_eq!(clients.retained(VISITORS).len(), 1, "they are still there");
    let left = showroom.visits();
    assert_eq!(left.len(), 1, "{left:#?}");
    assert!(left[0]["closed"].is_null(), "{left:#?}");

    showroom.play("intel_car-detection.gif", "2026-05-12T11:00:00Z");
    assert!(clients.retained(OPEN_ALERTS).is_empty());
    assert!(clients.retained(VISITORS).is_empty());
    let visits = showroom.visits();
    assert_eq!(visits.len(), 1, "{visits:#?}");
    assert_eq!(visits[0]["visit"], left[0]["visit"]);
    assert_eq!(visits[0]["recovered"], true);
    assert_eq!(visits[0]["closed"], visits[0]["last_seen"]);
    let reader = Reader::open(&showroom.store()).expect("the store opens");
    let alerts = reader.alerts().expect("the store can be read");
    assert_eq!(alerts.len(), 1, "{alerts:#?}");
    assert!(alerts[0].state.is_over(), "{alerts:#?}");
}
