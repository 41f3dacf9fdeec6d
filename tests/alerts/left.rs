//! What dead runs left on the broker.

use showfloor::runtime::Shutdown;

use crate::{
    mosquitto::Mosquitto,
    place::{ROOT, Saturday},
};

#[test]
fn what_a_dead_run_left_on_the_broker_is_cleared_whatever_the_store_knows_of_it() {
    let broker = Mosquitto::for_anything();
    let clients = broker.clients();
    // A store that was lost, and one that was put back from a copy, know nothing of these.
    for (topic, payload) in [
        (
            "alerts/01KSR4W5M0000000000000000F",
            r#"{"v":1,"state":"open"}"#,
        ),
        ("visitors/V-7K3QD", r#"{"v":1}"#),
        ("staff/anna", r#"{"v":1}"#),
        ("cameras/gone/status", r#"{"v":1,"state":"ok"}"#),
    ] {
        clients.publish(&format!("{ROOT}/{topic}"), payload.as_bytes(), true);
    }
    // Another site's are none of our business.
    clients.publish("showfloor/other/visitors/V-22222", b"{}", true);
    let folder = tempfile::tempdir().expect("a folder");
    let stop = Shutdown::new();
    let running = Saturday::new(folder.path(), broker.port, 5).start(1.0, stop.clone());
    let status = format!("{ROOT}/status");
    clients.await_retained(&status, r#"{"v":1,"state":"online"}"#);
    let kept = clients.retained(&format!("{ROOT}/#"));
    stop.request();
    running.join().expect("no panic");
    for left in ["01KSR4W5M", "V-7K3QD", "staff/anna", "cameras/gone"] {
        assert!(!kept.iter().any(|line| line.contains(left)), "{kept:?}");
    }
    let other = clients.retained("showfloor/other/#");
    assert_eq!(other.len(), 1);
}
