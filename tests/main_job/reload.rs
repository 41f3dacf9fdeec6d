//! A configuration that changes while the appliance runs.

use crate::{
    mosquitto::{Mosquitto, free_port},
    rtsp::RtspServer,
    showroom::{Setup, Showroom},
};

const OPEN_ALERTS: &str = "showfloor/north/alerts/+";
const VISITORS: &str = "showfloor/north/visitors/+";

#[test]
fn a_changed_wait_holds_for_the_visitor_who_is_here_already() {
    let broker = Mosquitto::start();
    let clients = broker.clients();
    let (address, port) = (format!("mqtt://127.0.0.1:{}", broker.port), free_port());
    let url = format!("rtsp://127.0.0.1:{port}/cam");
    let waits = |unattended_after_s| Setup {
        broker: &address,
        camera: &url,
        unattended_after_s,
        ..Setup::default()
    };
    let Some(showroom) = Showroom::open(&waits(3000)) else {
        return;
    };
    let size = ["--size", "400x300"];
    let Some(_camera) = RtspServer::start_with(port, "clm_cap12.mp4", &size) else {
        return;
    };
    let appliance = showroom.start(&["run"]);
    clients.await_kept("a visitor", VISITORS, |kept| kept.len() == 1);

    // One that is wrong changes nothing, and the appliance goes on.
    showroom.configure("[site]\n");
    appliance.signal("HUP");
    showroom.configure_for(&waits(1));
    appliance.signal("HUP");
    clients.await_kept("an alert", OPEN_ALERTS, |kept| kept.len() == 1);

    appliance.signal("TERM");
    appliance.wait().succeeded();
    assert_eq!(showroom.visits().len(), 1, "the visit went on");
}
