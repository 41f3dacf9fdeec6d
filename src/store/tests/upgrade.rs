//! Stores of older versions.

use std::{fs::File, path::Path};

use rusqlite::Connection;

use super::pages::{all, contains, decrypted, keys};
use crate::store::{
    Mode, Reader, Store, StoreError,
    key::{Key, KeyPlace},
    testing::*,
    upgrade::{UPGRADES, VERSION},
};
use crate::types::{ModelTag, SIGNATURE_DIM, Signature};

/// The store of the first version, as it made its tables.
const FIRST: &str = include_str!("../upgrade/0001.sql");

/// One of everything that is referred to by something else, as version 1 wrote it.
const ROWS: &str = "
    INSERT INTO visitor VALUES ('00000000000000000000000001', 'V-00001', '0000000000000000000000000R', 5, '2026-05-12T10:00:00.000000000Z');
    INSERT INTO visitor VALUES ('00000000000000000000000002', 'V-00002', '0000000000000000000000000R', 6, '2026-05-12T10:00:01.000000000Z');
    INSERT INTO alias VALUES ('00000000000000000000000001', '00000000000000000000000002');
    INSERT INTO visit VALUES ('00000000000000000000000003', '00000000000000000000000002', '0000000000000000000000000P',
        '0000000000000000000000000R', 5, '2026-05-12T10:00:00.000000000Z', '0000000000000000000000000R', 9, '2026-05-12T10:00:04.000000000Z', NULL, NULL, NULL);
    INSERT INTO event (id, run, mono_ns, utc, visit, visitor, camera, confidence, body) VALUES ('00000000000000000000000004',
        '0000000000000000000000000R', 5, '2026-05-12T10:00:00.000000000Z', '00000000000000000000000003', '00000000000000000000000001', 'hall', 1.0,
        '{\"kind\":\"entered\",\"zone\":null}');
    INSERT INTO template (visitor, tag, quality, signature, at_run, at_mono_ns, at_utc)
        VALUES ('00000000000000000000000001', 'abc/plain', 0.5, zeroblob(512), '0000000000000000000000000R', 5, '2026-05-12T10:00:00.000000000Z');
    INSERT INTO outbox (topic, payload, retain, latest_only) VALUES ('t', '{}', 0, 0);";

/// Leaves a store of version 1 with some rows, as its program did.
pub(super) fn first_version(place: &Place) {
    let key_place = KeyPlace::find(&place.settings.key_file);
    let key = Key::create(key_place.path()).unwrap();
    File::create(&place.settings.path).unwrap();
    let connection = Connection::open(&place.settings.path).unwrap();
    connection.execute_batch(&key.pragma()).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = WAL")
        .unwrap();
    connection.execute_batch(FIRST).unwrap();
    connection.execute_batch(ROWS).unwrap();
    connection
        .execute_batch("PRAGMA application_id = 0x5348464C; PRAGMA user_version = 1")
        .unwrap();
}

/// Leaves a store of version 11 with a visitor's and a colleague's signature in the clear, as its program did.
fn with_plain_signatures(place: &Place, signature: &Signature) {
    first_version(place);
    let key = Key::read(&KeyPlace::find(&place.settings.key_file))
        .unwrap()
        .unwrap();
    let connection = Connection::open(&place.settings.path).unwrap();
    connection.execute_batch(&key.pragma()).unwrap();
    for step in &UPGRADES[..10] {
        connection.execute_batch(step).unwrap();
    }
    let staff = "INSERT INTO staff VALUES ('00000000000000000000000009', 'Mara', '2026-05-12T10:00:00.000000000Z', 'ewa', 'yes')";
    connection.execute_batch(staff).unwrap();
    let colleague = "INSERT INTO staff_template (staff, tag, quality, signature) VALUES ('00000000000000000000000009', 'abc/plain', 0.5, ?1)";
    let update = "UPDATE template SET signature = ?1";
    for statement in [colleague, update] {
        connection
            .execute(statement, [signature.to_bytes()])
            .unwrap();
    }
    connection
        .execute_batch("PRAGMA user_version = 11")
        .unwrap();
}

/// Everything the schema says, without comments and blanks: the same for tables that were made and that were altered.
pub(super) fn schema(store: &Store) -> Vec<String> {
    schema_of(&store.connection)
}

pub(super) fn schema_of(connection: &Connection) -> Vec<String> {
    let mut statement = connection
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(|sql: rusqlite::Result<String>| plain(&sql.unwrap()))
        .collect()
}

fn plain(sql: &str) -> String {
    let code = sql
        .lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code));
    let words: Vec<_> = code.flat_map(str::split_whitespace).collect();
    let mut text = words.join(" ");
    for mark in ["(", ")", ","] {
        for (blank, none) in [(format!(" {mark}"), mark), (format!("{mark} "), mark)] {
            text = text.replace(&blank, none);
        }
    }
    text
}

pub(super) fn count(store: &Store, table: &str) -> i64 {
    let query = format!("SELECT count(*) FROM {table}");
    store
        .connection
        .query_row(&query, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn an_upgraded_store_is_like_a_new_one_and_keeps_what_it_held() {
    let (old, new) = (Place::new(), Place::new());
    first_version(&old);
    let (upgraded, fresh) = (old.open(), new.open());
    assert_eq!(schema(&upgraded), schema(&fresh));
    let rows = [
        ("visitor", 2),
        ("alias", 1),
        ("visit", 1),
        ("event", 1),
        ("template", 1),
        ("outbox", 1),
        ("delivery", 0),
        ("correction", 0),
        ("staff", 0),
    ];
    for (table, expected) in rows {
        assert_eq!(count(&upgraded, table), expected, "{table}");
    }
    let known = upgraded.load().unwrap();
    assert_eq!((known.visitors.len(), known.events.len()), (2, 1));
    drop(upgraded);
    let again = Store::open(&old.settings, Mode::MustExist).unwrap();
    assert_eq!(again.load().unwrap(), known);
}

#[test]
fn signatures_that_stood_in_the_clear_are_sealed_and_leave_no_trace() {
    let place = Place::new();
    let raw: Vec<f32> = (0..SIGNATURE_DIM)
        .map(|i| (i as f32 * 0.7).sin() + 0.1)
        .collect();
    let signature = Signature::new(ModelTag::from_stored("abc/plain"), &raw).unwrap();
    with_plain_signatures(&place, &signature);
    let trace = &signature.to_bytes()[..24];
    assert!(contains(&decrypted(&place, ""), trace), "it was there");
    let store = place.open();
    let known = store.load().unwrap();
    assert!(same_face(&known.templates[0].signature, &signature));
    assert!(same_face(&known.staff[0].signature, &signature));
    assert!(!contains(&all(&place), trace));
    assert_eq!(keys(&place).len(), 2);
    drop(store);
    assert!(!contains(&all(&place), trace));
    assert_eq!(place.open().load().unwrap(), known);
}

#[test]
fn a_crash_between_sealing_and_scrubbing_leaves_the_scrubbing_to_the_next_start() {
    let place = Place::new();
    let raw: Vec<f32> = (0..SIGNATURE_DIM)
        .map(|i| (i as f32 * 0.7).sin() + 0.1)
        .collect();
    let signature = Signature::new(ModelTag::from_stored("abc/plain"), &raw).unwrap();
    with_plain_signatures(&place, &signature);
    drop(place.open());
    let store = place.open();
    let due = |store: &Store| count(store, "at_rest WHERE unscrubbed");
    assert_eq!(due(&store), 0);
    // What a program without secure_delete, or a crash, leaves behind: a free page that still shows it.
    store
        .connection
        .execute_batch(
            "PRAGMA secure_delete = OFF; CREATE TABLE left (x); UPDATE at_rest SET unscrubbed = 1",
        )
        .unwrap();
    store
        .connection
        .execute("INSERT INTO left VALUES (?)", [signature.to_bytes()])
        .unwrap();
    store
        .connection
        .execute_batch("DROP TABLE left; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(store);
    let trace = &signature.to_bytes()[..24];
    assert!(contains(&all(&place), trace));
    let store = place.open();
    assert_eq!(due(&store), 0);
    assert!(!contains(&all(&place), trace));
}

#[test]
fn who_only_reads_an_older_store_is_told_how_to_bring_it_up_to_date() {
    let place = Place::new();
    first_version(&place);
    let error = Reader::open(&place.settings).unwrap_err();
    let StoreError::Older { found, known, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!((*found, *known), (1, VERSION));
    assert!(error.to_string().contains("hint: start the appliance"));
    drop(place.open());
    Reader::open(&place.settings).unwrap();
}

#[test]
fn every_upgrade_has_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/upgrade");
    let files = folder.read_dir().unwrap().count();
    assert_eq!(files, VERSION as usize, "0001.sql and one file per upgrade");
}
