//! Files that are no store, keys that do not fit, and a second appliance: clear words, and nothing is touched.

use std::{fs, path::Path};

use rusqlite::Connection;

use crate::{
    store::{Mode, Reader, Settings, Store, StoreError, testing::*},
    types::{AlertState, EventKind, Record},
};

/// Opens for writing and for reading, expects both to fail alike, and checks that the file is as it was.
fn refused(settings: &Settings) -> StoreError {
    let before = fs::read(&settings.path).unwrap();
    let for_reading = Reader::open(settings).unwrap_err();
    let error = Store::open(settings, Mode::Create).unwrap_err();
    assert_eq!(error.to_string(), for_reading.to_string());
    assert!(error.to_string().contains("hint: "), "{error}");
    assert!(
        error
            .to_string()
            .contains(&settings.path.display().to_string())
    );
    assert_eq!(
        fs::read(&settings.path).unwrap(),
        before,
        "nothing is overwritten"
    );
    error
}

fn key_beside(settings: &Settings) {
    let other = Settings {
        path: settings.path.with_extension("other"),
        ..settings.clone()
    };
    drop(Store::open(&other, Mode::Create).unwrap());
}

#[test]
fn a_store_under_another_key_is_refused() {
    let place = Place::new();
    drop(place.open());
    fs::remove_file(&place.settings.key_file).unwrap();
    key_beside(&place.settings);
    assert!(matches!(
        refused(&place.settings),
        StoreError::WrongKey { .. }
    ));
}

#[test]
fn a_store_whose_key_is_gone_gets_no_new_one() {
    let place = Place::new();
    drop(place.open());
    fs::remove_file(&place.settings.key_file).unwrap();
    assert!(matches!(
        refused(&place.settings),
        StoreError::KeyMissing { .. }
    ));
    assert!(!place.settings.key_file.exists());
}

#[test]
fn a_plain_sqlite_file_is_recognised_as_one() {
    let place = Place::new();
    key_beside(&place.settings);
    let plain = Connection::open(&place.settings.path).unwrap();
    plain.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(plain);
    assert!(matches!(
        refused(&place.settings),
        StoreError::Unencrypted { .. }
    ));
}

#[test]
fn a_file_of_another_kind_or_a_truncated_store_is_no_store() {
    let place = Place::new();
    key_beside(&place.settings);
    for content in [b"just a text".to_vec(), vec![0x5a; 10_000]] {
        fs::write(&place.settings.path, content).unwrap();
        assert!(matches!(
            refused(&place.settings),
            StoreError::NotAStore { .. }
        ));
    }
}

#[test]
fn an_encrypted_database_of_something_else_is_left_alone() {
    let place = Place::new();
    let store = place.open();
    store
        .connection
        .pragma_update(None, "application_id", 7)
        .unwrap();
    drop(store);
    assert!(matches!(
        refused(&place.settings),
        StoreError::Foreign { .. }
    ));
}

#[test]
fn a_store_of_a_newer_version_is_refused_with_both_versions() {
    let place = Place::new();
    let store = place.open();
    store
        .connection
        .pragma_update(None, "user_version", 99)
        .unwrap();
    drop(store);
    let error = refused(&place.settings);
    assert!(
        matches!(error, StoreError::Newer { found: 99, .. }),
        "{error}"
    );
}

#[test]
fn a_second_appliance_is_kept_out_but_commands_may_look() {
    let place = Place::new();
    let mut store = place.open();
    store.write(&[visitor(1)]).unwrap();
    let error = Store::open(&place.settings, Mode::Create).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    assert!(place.reader().resolve("V-00001").unwrap().is_some());
    let queue = store.outbox().unwrap();
    drop(store);
    assert!(
        Store::open(&place.settings, Mode::Create).is_err(),
        "the outbox still writes"
    );
    drop(queue);
    place.open();
}

#[test]
fn where_there_is_no_store_only_the_appliance_makes_one() {
    let place = Place::new();
    let missing = Reader::open(&place.settings).unwrap_err();
    assert!(matches!(missing, StoreError::Missing { .. }), "{missing}");
    assert!(Store::open(&place.settings, Mode::MustExist).is_err());
    let files = |directory: &Path| fs::read_dir(directory).unwrap().count();
    assert_eq!(files(place.directory.path()), 0, "looking makes no files");
    // A crash before the first write leaves an empty file.
    fs::write(&place.settings.path, "").unwrap();
    assert!(Reader::open(&place.settings).is_err());
    drop(place.open());
    drop(place.reader());
}

#[test]
fn events_and_revisions_of_alerts_cannot_be_rewritten() {
    let place = Place::new();
    let mut store = place.open();
    store
        .write(&[
            visitor(1),
            Record::Visit(visit(1, 20, true)),
            Record::Event(event(1, 1, 10, EventKind::Entered { zone: None })),
            Record::Alert(Box::new(alert(1, 1, AlertState::Open))),
        ])
        .unwrap();
    for sql in [
        "UPDATE event SET confidence = 1",
        "UPDATE alert_revision SET payload = '{}'",
    ] {
        assert!(store.connection.execute_batch(sql).is_err(), "{sql}");
    }
    let again = store.write(&[Record::Alert(Box::new(alert(1, 1, AlertState::Closed)))]);
    assert!(again.is_err(), "a revision is written once");
}

#[test]
fn a_store_and_its_key_may_stand_in_directories_that_are_still_to_be_made() {
    let place = Place::new();
    let settings = Settings {
        path: place.directory.path().join("data/hall/showfloor.db"),
        key_file: place.directory.path().join("keys/store.key"),
        keyring_file: None,
        backups: None,
        reserve: 0,
        hub: None,
    };
    drop(Store::open(&settings, Mode::Create).unwrap());
    drop(Store::open(&settings, Mode::MustExist).unwrap());
}

#[test]
fn a_step_is_written_whole_or_not_at_all() {
    let place = Place::new();
    let mut store = place.open();
    let orphan = Record::Visit(visit(9, 20, false));
    let error = store.write(&[visitor(1), orphan]).unwrap_err();
    assert!(!error.may_pass(), "{error}");
    assert_eq!(store.load().unwrap().visitors, []);
}

#[test]
fn the_log_is_as_small_as_before_once_nobody_reads_what_it_holds() {
    let place = Place::new();
    let mut store = place.open();
    let log = || fs::metadata(place.settings.path.with_extension("db-wal")).map_or(0, |f| f.len());
    store.write(&[visitor(0)]).unwrap();
    // Somebody who reads for long: the log cannot be folded into the file beyond what they see.
    let reader = place.reader();
    reader
        .connection
        .execute_batch("BEGIN; SELECT count(*) FROM visitor")
        .unwrap();
    let big = "x".repeat(100_000);
    for n in 0..400 {
        store
            .write(&[Record::Message(message(
                "topic",
                &format!("{n} {big}"),
                false,
            ))])
            .unwrap();
    }
    assert!(log() > 32 << 20, "{} bytes", log());
    reader.connection.execute_batch("COMMIT").unwrap();
    for n in 1..20 {
        store
            .write(&[visitor(n), Record::Message(message("topic", &big, false))])
            .unwrap();
    }
    assert!(log() <= 16 << 20, "{} bytes", log());
}
