//! The keyring's file: what a crash leaves of it, and what is said where it was altered or is gone.

use std::{fs, os::unix::fs::PermissionsExt};

use super::pages::{column, face, keys, learnt};
use crate::store::{Mode, Reader, Store, StoreError, testing::*};

/// Visitors 1 to 3 with a face each, written one after the other.
fn with_faces(place: &Place) -> Store {
    let mut store = place.open();
    for n in 1..=3 {
        store.write(&[visitor(n), learnt(n, None, n)]).unwrap();
    }
    store
}

fn faces(store: &Store) -> usize {
    let templates = store.load().unwrap().templates;
    let right = |n: &u32| templates.iter().any(|t| same_face(&t.signature, &face(*n)));
    (1..=9).filter(right).count()
}

/// What stands in the way of the next commit, after everything else was done for it.
fn fail_next_commit(store: &Store, table: &str, what: &str) {
    let trigger = format!(
        "CREATE TEMP TRIGGER fails AFTER {what} ON {table} BEGIN
            INSERT INTO alias VALUES ('nobody', 'nobody else'); END"
    );
    store.connection.execute_batch(&trigger).unwrap();
}

#[test]
fn a_key_without_its_signature_is_left_by_a_crash_and_swept_up_by_the_next_start() {
    let place = Place::new();
    let mut store = with_faces(&place);
    fail_next_commit(&store, "template", "INSERT");
    assert!(store.write(&[visitor(4), learnt(4, None, 4)]).is_err());
    assert_eq!(keys(&place).len(), 4, "the key came first");
    drop(store);
    let mut store = place.open();
    assert_eq!((keys(&place).len(), faces(&store)), (3, 3));
    store.write(&[visitor(4), learnt(4, None, 4)]).unwrap();
    assert_eq!((keys(&place).len(), faces(&store)), (4, 4));
}

#[test]
fn what_a_crash_left_half_written_at_the_end_is_no_loss() {
    let place = Place::new();
    drop(with_faces(&place));
    let path = place.settings.keyring();
    let whole = fs::read(&path).unwrap();
    for (n, rest) in (4..).zip([&[0u8; 3][..], &[7; 200], &whole[40..90]]) {
        let now = fs::read(&path).unwrap();
        fs::write(&path, [&now, rest].concat()).unwrap();
        let mut store = place.open();
        let known = faces(&store);
        // The next key is written over it.
        store.write(&[visitor(n), learnt(n, None, n)]).unwrap();
        drop(store);
        assert_eq!(faces(&place.open()), known + 1);
    }
    assert_eq!((faces(&place.open()), keys(&place).len()), (6, 6));
}

#[test]
fn an_altered_or_shortened_keyring_is_refused_with_where_and_how_to_mend_it() {
    let place = Place::new();
    drop(with_faces(&place));
    let path = place.settings.keyring();
    let (whole, store) = (
        fs::read(&path).unwrap(),
        fs::read(&place.settings.path).unwrap(),
    );
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        let error = Store::open(&place.settings, Mode::Create).unwrap_err();
        let text = error.to_string();
        let known = matches!(
            error,
            StoreError::KeyringAltered { .. } | StoreError::KeyringLocked { .. }
        );
        assert!(known, "{what}: {text}");
        assert!(
            text.contains(&path.display().to_string()) && text.contains("hint: put"),
            "{text}"
        );
        assert_eq!(
            fs::read(&path).unwrap(),
            bytes,
            "{what}: it was not touched"
        );
        assert_eq!(fs::read(&place.settings.path).unwrap(), store, "{what}");
    };
    for at in 0..whole.len() {
        let mut altered = whole.clone();
        altered[at] ^= 0x10;
        refused(&altered, &format!("byte {at}"));
    }
    refused(&whole[..whole.len() - 1], "one byte short");
    refused(b"", "empty");
    fs::write(&path, &whole).unwrap();
    assert_eq!(faces(&place.open()), 3);
}

#[test]
fn without_its_keyring_a_store_is_refused_until_somebody_gives_the_faces_up() {
    let place = Place::new();
    drop(with_faces(&place));
    let path = place.settings.keyring();
    let error = Store::open_without_keyring(&place.settings).unwrap_err();
    assert!(matches!(error, StoreError::KeyringThere { .. }), "{error}");
    fs::remove_file(&path).unwrap();
    let error = Store::open(&place.settings, Mode::Create).unwrap_err();
    assert!(
        matches!(error, StoreError::KeyringMissing { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("hint: put it back"));
    let reader = Reader::open(&place.settings).unwrap();
    assert!(matches!(
        reader.load().unwrap_err(),
        StoreError::KeyringMissing { .. }
    ));
    assert!(!path.exists(), "no new one is made by itself");

    let mut store = Store::open_without_keyring(&place.settings).unwrap();
    assert_eq!(store.forget_unreadable(at(60).utc).unwrap(), 3);
    store.write(&[learnt(1, None, 1)]).unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(
        (faces(&store), store.load().unwrap().visitors.len()),
        (1, 3)
    );
}

#[test]
fn a_store_that_holds_no_face_needs_no_keyring_and_gets_a_new_one() {
    let place = Place::new();
    let mut store = place.open();
    store.write(&[visitor(1)]).unwrap();
    drop(store);
    fs::remove_file(place.settings.keyring()).unwrap();
    let mut store = place.open();
    store.write(&[learnt(1, None, 1)]).unwrap();
    drop(store);
    assert_eq!(faces(&place.open()), 1);
}

#[test]
fn an_older_copy_of_the_keyring_knows_nobody_who_came_since() {
    let place = Place::new();
    let mut store = with_faces(&place);
    let older = fs::read(place.settings.keyring()).unwrap();
    store.write(&[visitor(4), learnt(4, None, 4)]).unwrap();
    drop(store);
    fs::write(place.settings.keyring(), older).unwrap();
    let mut store = place.open();
    assert_eq!(faces(&store), 3);
    assert_eq!(store.forget_unreadable(at(60).utc).unwrap(), 1);
    let left: Vec<i64> = column(&store, "SELECT count(*) FROM template");
    assert_eq!(left, [3]);
}

#[test]
fn a_new_visitor_is_appended_and_costs_the_same_however_many_are_known() {
    let place = Place::new();
    let mut store = place.open();
    let length = || fs::metadata(place.settings.keyring()).unwrap().len();
    let mut grown = Vec::new();
    for n in 1..=30 {
        let before = length();
        store.write(&[visitor(n), learnt(n, None, n)]).unwrap();
        grown.push(length() - before);
        let before = length();
        store.write(&[learnt(n, None, n + 100)]).unwrap();
        assert_eq!(length(), before, "who has a key needs no other");
    }
    assert!(
        grown.iter().all(|bytes| *bytes == grown[0] && *bytes < 100),
        "{grown:?}"
    );
}

#[test]
fn nobody_but_its_owner_may_read_the_keyring() {
    let place = Place::new();
    drop(with_faces(&place));
    let mode = fs::metadata(place.settings.keyring())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o7777, 0o600);
}
