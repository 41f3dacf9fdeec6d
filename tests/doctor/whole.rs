//! The whole report.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::{
    mosquitto::{Clients, free_port},
    rtsp::RtspServer,
    showroom::{Setup, Showroom},
    site::{configure, private, showroom, told},
};

const STATUS: &str = "showfloor/north/status";
const ONLINE: &str = r#"{"v":1,"state":"online"}"#;

#[test]
fn whatever_is_wrong_is_listed_with_what_to_do_and_without_passwords() {
    let showroom = showroom("broker = \"mqtt://127.0.0.1:1\"\n");
    configure(
        &showroom,
        "broker = \"mqtt://127.0.0.1:1\"\n",
        "rtsp://anna:s3cret@127.0.0.1:1/cam",
    );
    let outcome = showroom.run(&["doctor"]);
    outcome.says(
        1,
        &[
            "ok       configuration: showfloor.toml: site north, 1 camera",
            "FAILED   models: ",
            "ok       store: store.db: there is none yet",
            "FAILED   camera hall: rtsp://anna:***@127.0.0.1:1/cam: refuses the connection\n         mend it: is RTSP",
            "FAILED   mqtt: the MQTT broker at mqtt://127.0.0.1:1 cannot be reached: nothing listens on this port\n         mend it: ",
            // How the machine is on which this is tested, nobody knows.
            "advice   files: everybody on this machine can read showfloor.toml",
            "skipped  backup: there is no store yet",
            " 3 failed, ",
        ],
    );
    let lines: Vec<_> = outcome.stdout.lines().collect();
    for (line, next) in lines.iter().zip(&lines[1..]) {
        let is_finding = line.starts_with("advice ") || line.starts_with("FAILED ");
        assert!(
            !is_finding || next.trim_start().starts_with("mend it: "),
            "{outcome:#?}"
        );
    }
    assert!(!outcome.stdout.contains("s3cret") && !outcome.stderr.contains("s3cret"));
    assert!(!showroom.path("store.db").exists(), "nothing was made");

    showroom.configure("[site]\nid = \"a/b\"\n");
    let outcome = showroom.run(&["doctor", "--json"]);
    assert_eq!(outcome.code, Some(1));
    let configuration = told(&outcome, "configuration");
    assert!(configuration.seen.contains("site.id"), "{configuration:#?}");
}

#[test]
fn a_broker_for_other_machines_needs_users_and_says_what_they_may() {
    let showroom = showroom("broker = \"embedded\"\nembedded_listen = \"0.0.0.0:0\"\n");
    for command in ["check", "run", "doctor"] {
        showroom.run(&[command]).says(
            1,
            &[
                "mqtt.embedded_listen",
                "everybody there",
                "embedded_users_file",
            ],
        );
    }
    let (users, password) = (showroom.path("users"), showroom.path("password"));
    private(&users, "showfloor:s3cret-s3cret\nanna:geheim12\n");
    private(&password, "s3cret-s3cret\n");
    let lines = "broker = \"embedded\"\nembedded_listen = \"0.0.0.0:0\"\nembedded_users_file = \"users\"\n\
                 user = \"showfloor\"\npassword_file = \"password\"\n";
    configure(&showroom, lines, "rtsp://127.0.0.1:1/cam");
    let outcome = showroom.run(&["doctor"]);
    outcome.says(
        1,
        &[
            "ok       mqtt: the embedded broker, started for this",
            "write every topic",
            "Mosquitto",
        ],
    );

    fs::write(&password, "another\n").expect("written");
    showroom.run(&["doctor"]).says(
        1,
        &["FAILED   mqtt: the appliance cannot log in at its own broker"],
    );
}

#[test]
fn a_sound_showroom_passes_before_and_while_the_appliance_runs() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let Some(camera) = RtspServer::start(&["--size", "640x360"]) else {
        return;
    };
    let port = free_port();
    let lines = format!("broker = \"embedded\"\nembedded_port = {port}\n");
    configure(&showroom, &lines, &camera.address(""));
    let outcome = showroom.run(&["doctor", "--json"]).succeeded();
    for (check, seen) in [
        ("models", "loaded and run once"),
        ("store", "there is none yet"),
        ("camera", "640x360"),
        ("mqtt", "the embedded broker, started for this"),
    ] {
        let told = told(&outcome, check);
        assert!(told.result == "ok" && told.seen.contains(seen), "{told:#?}");
    }

    let appliance = showroom.start(&["run"]);
    let clients = Clients { port };
    crate::mosquitto::wait_until("the broker runs", || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    clients.await_retained(STATUS, ONLINE);
    let outcome = showroom.run(&["doctor", "--json"]).succeeded();
    let store = told(&outcome, "store");
    assert!(
        store.result == "skipped" && store.seen.contains("an appliance is running"),
        "{store:#?}"
    );
    let mqtt = told(&outcome, "mqtt");
    assert!(
        mqtt.result == "ok" && mqtt.seen.contains("the running appliance's"),
        "{mqtt:#?}"
    );
    // It was not thrown out, and nobody said that it is away.
    assert_eq!(clients.retained(STATUS), [format!("{STATUS} {ONLINE}")]);
    appliance.signal("TERM");
    let ended = appliance.wait().succeeded();
    assert!(!ended.stderr.contains("was lost"), "{ended:#?}");

    let outcome = showroom.run(&["doctor", "--json"]).succeeded();
    let store = told(&outcome, "store");
    assert!(
        store.result == "ok" && store.seen.contains("a change was written"),
        "{store:#?}"
    );
    let files = told(&outcome, "files");
    assert_eq!(files.result, "ok", "{files:#?}");
    // Nobody has said where backups are to lie.
    let backup = told(&outcome, "backup");
    assert!(
        backup.result == "advice" && backup.hint.contains("backup_directory"),
        "{backup:#?}"
    );
    let key = showroom.path("store.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("set");
    let outcome = showroom.run(&["doctor", "--json"]);
    assert_eq!(outcome.code, Some(1), "{outcome:#?}");
    let files = told(&outcome, "files");
    assert!(
        files.result == "failed" && files.hint.contains("chmod 600"),
        "{files:#?}"
    );
}
