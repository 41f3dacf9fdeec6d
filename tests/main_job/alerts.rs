//! From a clip to the alert that a tablet receives.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    mosquitto::Mosquitto,
    showroom::{Setup, Showroom},
};

type Message = (String, String);

#[test]
fn a_visitor_whom_nobody_attends_becomes_an_alert_that_ends_with_the_visit() {
    let broker = Mosquitto::start();
    let setup = Setup {
        broker: &format!("mqtt://127.0.0.1:{}", broker.port),
        ..Setup::default()
    };
    let Some(showroom) = Showroom::open(&setup) else {
        return;
    };
    let clients = broker.clients();
    clients.subscribe("floor", "showfloor/north/#");
    showroom.play("clm_cap12.mp4", "2026-05-12T10:00:00Z");

    let got = clients.everything("floor", "showfloor/north/#");
    let status: Vec<_> = of(&got, "showfloor/north/status")
        .iter()
        .map(|payload| json(payload)["state"].clone())
        .collect();
    // It is there when it has looked for what an earlier run left.
    assert_eq!(status, ["offline", "online", "offline"]);

    let revisions: Vec<_> = of(&got, "showfloor/north/alerts")
        .into_iter()
        .map(json)
        .collect();
    let [opened, closed] = &revisions[..] else {
        panic!("one alert, opened and closed: {revisions:#?}");
    };
    check_told(opened);
    check_told(closed);
    assert_eq!(opened["kind"], "unattended");
    assert_eq!(
        (&opened["state"], &opened["rev"]),
        (&"open".into(), &1.into())
    );
    assert_eq!(
        (&closed["state"], &closed["rev"]),
        (&"closed".into(), &2.into())
    );
    assert_eq!(opened["id"], closed["id"]);
    assert_eq!(opened["zone"]["product"], "Kona Electric");
    // The visitor has stood there for the ten seconds of the configuration, by the clip's own time.
    let at = opened["at"].as_str().expect("a time");
    assert!(
        ("2026-05-12T10:00:10".."2026-05-12T10:00:20").contains(&at),
        "{at}"
    );

    // On the alert's own topic stands its latest revision, until it is cleared.
    let id = opened["id"].as_str().expect("an id");
    let own = of(&got, &format!("showfloor/north/alerts/{id}"));
    assert_eq!(
        own.first().map(|payload| json(payload)),
        Some(opened.clone())
    );
    assert_eq!(own.last(), Some(&""));
    let visitor = opened["visitor"].as_str().expect("a code");
    let views = of(&got, &format!("showfloor/north/visitors/{visitor}"));
    assert_eq!(json(views[0])["visitor"], visitor);
    assert_eq!(
        views.iter().position(|view| view.is_empty()),
        Some(views.len() - 1)
    );

    let kept = clients.retained("showfloor/north/#");
    let topics: BTreeSet<_> = kept
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let left = [
        "showfloor/north/cameras/hall/status",
        "showfloor/north/floor",
        "showfloor/north/status",
    ];
    assert_eq!(topics, BTreeSet::from(left), "{kept:#?}");

    let visits = showroom.visits();
    assert_eq!(visits.len(), 1, "{visits:#?}");
    assert_eq!(visits[0]["code"], visitor);
    assert!(visits[0]["closed"].is_string());
    assert!(visits[0]["dwell"][0]["seconds"].as_f64() > Some(40.0));
}

fn of<'a>(messages: &'a [Message], topic: &str) -> Vec<&'a str> {
    let of_topic = messages.iter().filter(|(of, _)| of == topic);
    of_topic.map(|(_, payload)| payload.as_str()).collect()
}

fn json(payload: &str) -> Value {
    serde_json::from_str(payload).expect("JSON")
}

/// Somebody at a product, with all that is said of them; what each field looks like is checked by the broker's end.
fn check_told(alert: &Value) {
    assert_eq!(alert["site"], "north");
    assert_eq!(alert["causes"], serde_json::json!(["unattended"]));
    for part in ["id", "kind", "label", "product"] {
        assert!(alert["zone"][part].is_string(), "{alert:#}");
    }
    assert!(alert["score"]["band"].is_string(), "{alert:#}");
    let why = alert["why"].as_array().expect("reasons");
    assert!(!why.is_empty(), "{alert:#}");
}
