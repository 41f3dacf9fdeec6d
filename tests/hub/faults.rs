//! Whatever is wrong with a hub is told by its name, and by what mends it.

use std::{fs, net::Ipv4Addr, net::TcpListener};

use showfloor::store::{HubSettings, probe_hub};

use crate::{group::Place, made_up::World, mosquitto::free_port, postgres::Postgres};

fn said(settings: &HubSettings) -> String {
    probe_hub(settings)
        .expect_err("something is wrong")
        .to_string()
}

#[test]
fn each_fault_has_its_name() {
    let postgres = Postgres::start();
    let dir = tempfile::tempdir().unwrap();
    let good = postgres.settings("hall", dir.path());
    let with = |change: &dyn Fn(&mut HubSettings)| {
        let mut settings = good.clone();
        change(&mut settings);
        settings
    };
    let fresh = probe_hub(&good).unwrap();
    assert_eq!((fresh.version, fresh.peers.len()), (None, 0));

    let port = format!(":{}/", postgres.port);
    let nobody = with(&|s| s.url = s.url.replace(&port, &format!(":{}/", free_port())));
    assert!(
        said(&nobody).contains("is not reached"),
        "{}",
        said(&nobody)
    );

    let trusted = with(&|s| s.ca_file = None);
    assert!(said(&trusted).contains("TLS"), "{}", said(&trusted));
    let plain = with(&|s| s.url += "?sslmode=disable");
    assert!(said(&plain).contains("pg_hba.conf"), "{}", said(&plain));

    let wrong = dir.path().join("wrong");
    fs::write(&wrong, "another").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(&wrong, mode).unwrap();
    let password = with(&|s| s.password_file = Some(wrong.clone()));
    assert!(
        said(&password).contains("hub-password"),
        "{}",
        said(&password)
    );
    assert!(!said(&password).contains("another\n"));
    let none = with(&|s| s.password_file = None);
    assert!(
        said(&none).contains("asks for a password"),
        "{}",
        said(&none)
    );

    let missing = with(&|s| {
        s.url = s
            .url
            .replace(&format!("{port}showfloor"), &format!("{port}nowhere"));
    });
    assert!(
        said(&missing).contains("no such database"),
        "{}",
        said(&missing)
    );

    let guest = with(&|s| s.url = s.url.replace("showfloor@", "guest@"));
    assert!(said(&guest).contains("lacks a right"), "{}", said(&guest));

    // Once it is in use: another key, a name that is taken, a newer version.
    let place = Place::new(&postgres, "hall", 1);
    let now = World::new("2026-05-12T09:00:00Z", 1, 1, Vec::new()).origin;
    let runs = place.start(now);
    crate::group::until(&mut [], "it has joined", |_| {
        probe_hub(&good).is_ok_and(|found| found.peers.len() == 1)
    });
    assert!(said(&guest).contains("lacks a right"), "{}", said(&guest));
    fs::write(&wrong, "ff".repeat(32)).unwrap();
    let key = with(&|s| s.key_file = wrong.clone());
    assert!(said(&key).contains("another key"), "{}", said(&key));
    let short = with(&|s| s.key_file = s.password_file.clone().unwrap());
    assert!(
        said(&short).contains("64 hexadecimal digits"),
        "{}",
        said(&short)
    );
    runs.end();
    postgres
        .look()
        .batch_execute("UPDATE hub SET version = 99")
        .unwrap();
    assert!(
        said(&good).contains("newer showfloor (version 99"),
        "{}",
        said(&good)
    );
}

#[test]
fn a_port_that_is_no_database_is_told_too() {
    let postgres = Postgres::start();
    let dir = tempfile::tempdir().unwrap();
    let mut settings = postgres.settings("hall", dir.path());
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = other.local_addr().unwrap().port();
    showfloor::runtime::spawn("other", move || {
        for stream in other.incoming().take(1).flatten() {
            let _ = std::io::Write::write_all(&mut { stream }, b"220 mail\r\n");
        }
    })
    .unwrap();
    settings.url = settings
        .url
        .replace(&postgres.port.to_string(), &port.to_string());
    let text = said(&settings);
    assert!(text.contains("hint:"), "{text}");
}
