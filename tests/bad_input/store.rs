//! Store files that cannot be opened.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::showroom::{Setup, Showroom, clip};

const CLIP: &str = "intel_car-detection.gif";

#[test]
fn a_store_that_is_no_database_is_refused_and_left_alone() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let store = showroom.path("store.db");
    fs::write(&store, "the minutes of Monday's meeting\n".repeat(200)).expect("writable");
    write_key(&showroom.path("store.key"), "5");
    refused(&showroom, &["store.db: not a showfloor store", "hint:"]);
}

#[test]
fn a_store_with_another_key_is_refused_and_left_alone() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    showroom.play(CLIP, "2026-05-12T10:00:00Z");
    assert!(showroom.visits().is_empty(), "it can be read");
    write_key(&showroom.path("store.key"), "5");
    refused(
        &showroom,
        &["store.db", "another key", "store.key", "hint:"],
    );
    fs::remove_file(showroom.path("store.key")).expect("it was there");
    refused(&showroom, &["store.db", "its key", "store.key", "hint:"]);
}

fn write_key(path: &Path, digit: &str) {
    fs::write(path, digit.repeat(64)).expect("writable");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("our own file");
}

/// Nothing that needs the store works, each says the same, and the file stays as it is.
fn refused(showroom: &Showroom, all: &[&str]) {
    let before = fs::read(showroom.path("store.db")).expect("it is there");
    let clip = clip(CLIP);
    for command in [
        &["run", "--input", &clip][..],
        &["visits", "list"],
        &["audit", "verify"],
    ] {
        showroom.run(command).says(1, all);
    }
    let after = fs::read(showroom.path("store.db")).expect("it is there");
    assert!(before == after, "the file was touched");
}
