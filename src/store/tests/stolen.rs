//! A store in other hands, and rows where they do not belong.

use std::fs;

use super::pages::{face, keyring_place, learnt};
use crate::{
    store::{Mode, Store, StoreError, seal, testing::*, vault::site_in_force},
    types::Signature,
};

fn with_face(place: &Place) -> Store {
    let mut store = place.open();
    store.write(&[visitor(1), learnt(1, None, 1)]).unwrap();
    store
}

/// Puts the store of `from` in the place of that of `to`.
fn carry(from: &Place, to: &Place) {
    fs::copy(&from.settings.path, &to.settings.path).unwrap();
}

fn carry_key(from: &Place, to: &Place) {
    fs::copy(&from.settings.key_file, &to.settings.key_file).unwrap();
}

#[test]
fn a_stolen_store_opens_with_no_other_key_and_no_other_keyring() {
    let (home, away) = (Place::new(), Place::new());
    drop(with_face(&home));
    drop(with_face(&away));
    carry(&home, &away);
    let error = Store::open(&away.settings, Mode::Create).unwrap_err();
    assert!(matches!(error, StoreError::WrongKey { .. }), "{error}");

    // The store's key is stolen, too.
    carry_key(&home, &away);
    let error = Store::open(&away.settings, Mode::Create).unwrap_err();
    assert!(matches!(error, StoreError::KeyringLocked { .. }), "{error}");

    // And a keyring of the thief's own is made to fit that key.
    keyring_place(&away).make().unwrap();
    let error = Store::open(&away.settings, Mode::Create).unwrap_err();
    assert!(
        matches!(error, StoreError::KeyringForeign { .. }),
        "{error}"
    );
    fs::remove_file(away.settings.keyring()).unwrap();
    let mut store = Store::open_without_keyring(&away.settings).unwrap();
    assert_eq!(store.load().unwrap().templates, []);
    assert_eq!(store.forget_unreadable(at(60).utc).unwrap(), 1);
}

/// What stands under the seal: the vector as the site keeps it.
fn under_the_seal(place: &Place, store: &Store) -> (String, Signature) {
    let keyring = keyring_place(place).read().unwrap().unwrap();
    let query = "SELECT visitor, tag, signature, key FROM template";
    store
        .connection
        .query_row(query, [], |row| {
            let (owner, tag): (String, String) = (row.get(0)?, row.get(1)?);
            let about = format!("visitor\n{owner}\n{tag}");
            let key = keyring.person(row.get(3)?).unwrap();
            let sealed: Vec<u8> = row.get(2)?;
            let bytes = seal::open(key, about.as_bytes(), &sealed).unwrap();
            Ok((
                tag,
                Signature::from_bytes(face(1).tag().clone(), &bytes).unwrap(),
            ))
        })
        .unwrap()
}

#[test]
fn one_face_at_two_sites_is_two_strangers_even_where_every_seal_is_open() {
    let (one, other) = (Place::new(), Place::new());
    let (here, there) = (with_face(&one), with_face(&other));
    let ((tag_here, here), (tag_there, there)) =
        (under_the_seal(&one, &here), under_the_seal(&other, &there));
    assert_ne!(tag_here, tag_there, "so they are never compared");
    // And were they: 0.5 is what strangers' faces stay under.
    for (a, b) in [(&here, &there), (&here, &face(1)), (&there, &face(1))] {
        assert!(a.cosine(b).unwrap().abs() < 0.5);
    }
}

#[test]
fn a_row_of_another_site_matches_nobody_and_a_row_moved_to_somebody_else_does_not_open() {
    let (one, other) = (Place::new(), Place::new());
    let (here, mut there) = (with_face(&one), with_face(&other));
    let (tag, sealed): (String, Vec<u8>) = here
        .connection
        .query_row("SELECT tag, signature FROM template", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    // Under a key that is here, its tag as it was there: sealed anew by somebody who could.
    let site = site_in_force(&there.connection).unwrap().unwrap();
    let key: i64 = there
        .connection
        .query_row("SELECT key FROM template", [], |row| row.get(0))
        .unwrap();
    let owner = visitor_id(1).to_string();
    let foreign = {
        let about = format!("visitor\n{owner}\n{tag}");
        let (_, vector) = under_the_seal(&one, &here);
        let key = there.vault.keyring.person(key).unwrap();
        seal::seal(key, about.as_bytes(), &vector.to_bytes())
    };
    let put = |store: &Store, tag: &str, bytes: &[u8]| {
        let update = "UPDATE template SET tag = ?, signature = ?";
        store
            .connection
            .execute(update, rusqlite::params![tag, bytes])
            .unwrap();
    };
    put(&there, &tag, &foreign);
    let read = there.load().unwrap().templates.remove(0);
    assert_eq!(read.signature.cosine(&face(1)), None, "never compared");
    let counted = other.reader().foreign_signatures(face(1).tag()).unwrap();
    assert_eq!((counted.signatures, counted.visitors), (1, 1));

    // As it was there, or under our tag, or somebody else's: it does not open.
    put(&there, &tag, &sealed);
    assert!(there.load().is_err());
    let ours = format!("0011223344556677/{:016x}", site.cast_unsigned());
    put(&there, &ours, &foreign);
    assert!(there.load().is_err());
    put(&there, &tag, &foreign);
    there.write(&[visitor(2)]).unwrap();
    let moved = "UPDATE template SET visitor = ?";
    there
        .connection
        .execute(moved, [visitor_id(2).to_string()])
        .unwrap();
    let error = there.load().unwrap_err();
    assert!(
        error.to_string().contains("put where it does not belong"),
        "{error}"
    );
}
