//! Another key for the store: it and the keyring open with the new one, and whatever moment the power goes, with one of two.

use std::fs;

use super::pages::{face, learnt};
use crate::{
    store::{Mode, Reader, Store, StoreError, rekey, testing::*},
    types::AuditEntry,
};

fn account() -> AuditEntry {
    AuditEntry {
        at: at(400).utc,
        who: "officer".into(),
        what: "privacy.store_key".into(),
        detail: "a new key".into(),
    }
}

fn with_face(place: &Place) -> Store {
    let mut store = place.open();
    store.write(&[visitor(1), learnt(1, None, 1)]).unwrap();
    store
}

fn known(store: &Store) -> bool {
    let templates = store.load().unwrap().templates;
    templates.len() == 1 && same_face(&templates[0].signature, &face(1))
}

/// The files beside store and key that a change of the key leaves only where it was cut short.
fn left(place: &Place) -> usize {
    let begun = [&place.settings.key_file, &place.settings.keyring()].map(|path| rekey::next(path));
    begun.iter().filter(|path| path.exists()).count()
}

#[test]
fn store_and_keyring_open_with_the_new_key_and_not_with_the_old_one() {
    let place = Place::new();
    let store = with_face(&place);
    let (old_key, old_ring) = (
        fs::read(&place.settings.key_file).unwrap(),
        fs::read(place.settings.keyring()).unwrap(),
    );
    store.rekey(&account()).unwrap();
    assert_eq!(left(&place), 0);
    let mut store = place.open();
    assert!(known(&store));
    store.write(&[visitor(2), learnt(2, None, 2)]).unwrap();
    drop(store);
    let log = place.reader().audit().unwrap();
    assert_eq!(log.last().unwrap().what, "privacy.store_key");

    let new_key = fs::read(&place.settings.key_file).unwrap();
    assert_ne!(new_key, old_key);
    fs::write(&place.settings.key_file, &old_key).unwrap();
    let error = Store::open(&place.settings, Mode::Create).unwrap_err();
    assert!(matches!(error, StoreError::WrongKey { .. }), "{error}");
    fs::write(&place.settings.key_file, &new_key).unwrap();
    fs::write(place.settings.keyring(), &old_ring).unwrap();
    let error = Store::open(&place.settings, Mode::Create).unwrap_err();
    assert!(matches!(error, StoreError::KeyringLocked { .. }), "{error}");
}

#[test]
fn cut_short_before_the_store_is_encrypted_anew_the_old_key_stays() {
    let place = Place::new();
    let store = with_face(&place);
    let key = fs::read(&place.settings.key_file).unwrap();
    store.begin_rekey(&account()).unwrap();
    drop(store);
    assert_eq!(left(&place), 2);
    assert_half_changed(&place);
    assert!(known(&place.open()));
    assert_eq!(left(&place), 0);
    assert_eq!(fs::read(&place.settings.key_file).unwrap(), key);
}

#[test]
fn cut_short_afterwards_the_next_start_puts_the_new_key_in_its_place() {
    // Before either file has taken its place; after the keyring has; after both have, but the new key still lies beside.
    for moment in 0..3 {
        let place = Place::new();
        let store = with_face(&place);
        let (_, key_place) = store.begin_rekey(&account()).unwrap();
        store.encrypt_anew(&key_place).unwrap();
        drop(store);
        let (key, ring) = (&place.settings.key_file, &place.settings.keyring());
        let next_key = fs::read(rekey::next(key)).unwrap();
        if moment > 0 {
            fs::rename(rekey::next(ring), ring).unwrap();
        }
        if moment > 1 {
            fs::write(key, &next_key).unwrap();
        }
        assert_half_changed(&place);
        assert!(known(&place.open()), "{moment}");
        assert_eq!(left(&place), 0);
        assert_eq!(&fs::read(key).unwrap(), &next_key);
        assert!(known(&place.open()));
    }
}

/// Who only reads is told, and changes nothing.
fn assert_half_changed(place: &Place) {
    let error = Reader::open(&place.settings).unwrap_err();
    assert!(
        matches!(error, StoreError::KeyHalfChanged { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("hint: start the appliance"));
}

#[test]
fn while_somebody_else_reads_the_key_stays_and_nothing_is_lost() {
    let place = Place::new();
    let store = with_face(&place);
    let reader = place.reader();
    let moment = reader.connection.unchecked_transaction().unwrap();
    let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    moment
        .query_row("SELECT count(*) FROM visitor", [], count)
        .unwrap();
    let error = store.rekey(&account()).unwrap_err();
    assert!(error.may_pass(), "{error}");
    drop(moment);
    drop(reader);
    assert!(known(&place.open()));
    assert_eq!(left(&place), 0);
}
