//! A camera that goes away and comes back.

use std::net::TcpListener;

use crate::{
    mosquitto::{Clients, Mosquitto, free_port},
    rtsp::RtspServer,
    showroom::{Setup, Showroom},
};

const CAMERA: &str = "showfloor/north/cameras/hall/status";
const VISITORS: &str = "showfloor/north/visitors/+";
const ALERTS: &str = "showfloor/north/alerts/+";
const STATUS: &str = "showfloor/north/status";
/// One person, as the camera sees them.
const SIZE: [&str; 2] = ["--size", "400x300"];

#[test]
fn a_visit_goes_on_while_its_camera_is_switched_off_and_on_again() {
    let broker = Mosquitto::start();
    let clients = broker.clients();
    let port = free_port();
    let Some(showroom) = open(&broker, port) else {
        return;
    };
    let Some(camera) = RtspServer::start_with(port, "clm_cap12.mp4", &SIZE) else {
        return;
    };
    let appliance = showroom.start(&["run"]);
    await_camera(clients, "ok");
    await_visitors(clients, true);

    drop(camera);
    await_camera(clients, "unreachable");
    await_camera_alert(clients, true);
    // For longer than anybody is waited for whom a camera could have seen: each look takes a second.
    for _ in 0..12 {
        assert!(!clients.retained(VISITORS).is_empty(), "nobody has left");
    }

    let camera = RtspServer::start_with(port, "clm_cap12.mp4", &SIZE);
    await_camera(clients, "ok");
    await_camera_alert(clients, false);
    await_visitors(clients, true);

    appliance.signal("TERM");
    appliance.wait().succeeded();
    drop(camera);
    clients.await_retained(STATUS, r#"{"v":1,"state":"offline"}"#);
    assert!(clients.retained(VISITORS).is_empty());
    let visits = showroom.visits();
    assert_eq!(visits.len(), 1, "the same person, one visit: {visits:#?}");
    for visit in &visits {
        assert!(visit["closed"].is_string(), "{visit:#}");
        assert_eq!(visit["recovered"], false, "{visit:#}");
    }
}

#[test]
fn what_is_wrong_with_a_picture_is_said_while_the_connection_stays() {
    let broker = Mosquitto::start();
    let clients = broker.clients();
    let port = free_port();
    let Some(showroom) = open(&broker, port) else {
        return;
    };
    let live = ["--live", "--size", "400x300"];
    let Some(mut camera) = RtspServer::start_with(port, "clm_cap12.mp4", &live) else {
        return;
    };
    let appliance = showroom.start(&["run"]);
    await_camera(clients, "ok");
    for (mood, state) in [("freeze", "frozen"), ("black", "black"), ("normal", "ok")] {
        camera.mood(mood);
        await_camera(clients, state);
    }
    appliance.signal("TERM");
    appliance.wait().succeeded();
}

#[test]
fn a_camera_that_hangs_in_its_connection_does_not_delay_the_stop() {
    let broker = Mosquitto::start();
    // Takes the connection and never says a word.
    let mute = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = mute.local_addr().expect("bound").port();
    let Some(showroom) = open(&broker, port) else {
        return;
    };
    let appliance = showroom.start(&["run"]);
    let _connection = mute.accept().expect("the camera's thread connects");
    broker
        .clients()
        .await_retained(STATUS, r#"{"v":1,"state":"online"}"#);
    appliance.signal("TERM");
    // A stop that is not in order ends with 1, by its deadline.
    appliance.wait().succeeded();
    broker
        .clients()
        .await_retained(STATUS, r#"{"v":1,"state":"offline"}"#);
}

/// A showroom whose camera is at this port; `None`, with a plain message, where the models are missing.
fn open(broker: &Mosquitto, port: u16) -> Option<Showroom> {
    Showroom::open(&Setup {
        broker: &format!("mqtt://127.0.0.1:{}", broker.port),
        camera: &format!("rtsp://127.0.0.1:{port}/cam"),
        ..Setup::default()
    })
}

fn await_camera(clients: Clients, state: &str) {
    let wanted = format!(r#""state":"{state}""#);
    clients.await_kept(&format!("camera {state}"), CAMERA, |kept| {
        kept.iter().any(|line| line.contains(&wanted))
    });
}

/// The one that staff read while it fails.
fn await_camera_alert(clients: Clients, open: bool) {
    let words = "Camera hall: no picture. Visitors there are not seen. Check its power and cable.";
    clients.await_kept("the alert about the camera", ALERTS, |kept| {
        let about = kept.iter().filter(|alert| alert.contains(words));
        about.count() == usize::from(open)
    });
}

fn await_visitors(clients: Clients, present: bool) {
    let what = if present {
        "a visitor"
    } else {
        "an empty floor"
    };
    clients.await_kept(what, VISITORS, |kept| kept.is_empty() != present);
}
