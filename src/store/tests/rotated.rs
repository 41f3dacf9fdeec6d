//! A new site transform and new keys: everybody is known as before, and by nothing that was copied before.

use std::fs;

use super::pages::{all, column, contains, face, keys, learnt, sealed};
use crate::{
    store::{Desk, Mode, Store, StoreError, testing::*, vault::site_in_force},
    types::{AuditEntry, Enrolment, ImpostorStats, Record, RosterChange, StaffConsent, StaffId},
};

fn account() -> AuditEntry {
    entry("privacy.rotated")
}

fn entry(what: &str) -> AuditEntry {
    AuditEntry {
        at: at(400).utc,
        who: "officer".into(),
        what: what.into(),
        detail: "new".into(),
    }
}

/// Visitors 1 to 5 with a face, a colleague, and what was measured of strangers.
fn with_faces(place: &Place) -> Store {
    let mut store = place.open();
    let mut records: Vec<_> = (1..=5)
        .flat_map(|n| [visitor(n), learnt(n, None, n)])
        .collect();
    records.push(Record::Impostors {
        tag: face(1).tag().clone(),
        stats: ImpostorStats {
            pairs: 9,
            mean: 0.1,
            squares: 0.2,
        },
    });
    store.write(&records).unwrap();
    let consent = StaffConsent::recorded(at(5).utc, "installer".into(), "I agree".into());
    let id = StaffId(ulid::Ulid::from(900_001));
    let mara = Enrolment::new(id, "Mara".into(), consent, [(face(6), 0.8)]);
    let mut desk = Desk::open(&place.settings).unwrap();
    desk.change(&RosterChange::Enrolled(mara), &entry("staff.enrolled"))
        .unwrap();
    store
}

/// Everybody is known by their face.
fn all_known(store: &Store) -> bool {
    let state = store.load().unwrap();
    let visitor = |n: u32| {
        let mut own = state
            .templates
            .iter()
            .filter(|t| t.visitor == visitor_id(n));
        own.any(|t| same_face(&t.signature, &face(n)))
    };
    (1..=5).all(visitor)
        && state
            .staff
            .iter()
            .any(|t| same_face(&t.signature, &face(6)))
        && state.impostors(Some(face(1).tag())).pairs == 9
}

#[test]
fn everybody_stays_known_and_nothing_of_before_is_left_or_fits() {
    let place = Place::new();
    drop(with_faces(&place));
    let copy = || {
        let path = &place.settings;
        (
            fs::read(&path.path).unwrap(),
            fs::read(path.keyring()).unwrap(),
        )
    };
    let put = |store: &[u8], ring: &[u8]| {
        fs::write(&place.settings.path, store).unwrap();
        fs::write(place.settings.keyring(), ring).unwrap();
    };
    let before = copy();
    let store = place.open();
    let (old_rows, old_keys, old_site) = (
        sealed(&store),
        keys(&place),
        site_in_force(&store.connection).unwrap(),
    );
    let mut told = Vec::new();
    let rotated = store
        .rotate(&account(), &mut |done, of| told.push((done, of)))
        .unwrap();
    assert_eq!((rotated.signatures, rotated.scrubbed), (6, true));
    assert_eq!(told, [(5, 6), (6, 6)]);

    let pages = all(&place);
    for row in &old_rows {
        assert!(
            contains(&before_pages(&place, &before.0), &row[..32]),
            "it was there"
        );
        assert!(!contains(&pages, &row[..32]), "nothing of before is left");
    }
    let store = place.open();
    assert!(all_known(&store));
    assert_ne!(site_in_force(&store.connection).unwrap(), old_site);
    let new_keys = keys(&place);
    assert_eq!(new_keys.len(), 6);
    assert!(new_keys.iter().all(|key| !old_keys.contains(key)));
    let tags: Vec<String> = column(&store, "SELECT DISTINCT tag FROM template");
    assert_eq!(tags.len(), 1);
    drop(store);
    let log = place.reader().audit().unwrap();
    assert_eq!(log.last().unwrap().what, "privacy.rotated");

    // A copy of one of the two files from before fits the other no more.
    let after = copy();
    for (store, ring) in [(&before.0, &after.1), (&after.0, &before.1)] {
        put(store, ring);
        let error = Store::open(&place.settings, Mode::Create).unwrap_err();
        assert!(
            matches!(error, StoreError::KeyringForeign { .. }),
            "{error}"
        );
        assert!(error.to_string().contains("hint: "));
    }
    put(&after.0, &after.1);
    assert!(all_known(&place.open()));
}

/// The pages of a copy of the store.
fn before_pages(place: &Place, copy: &[u8]) -> Vec<u8> {
    let now = fs::read(&place.settings.path).unwrap();
    fs::write(&place.settings.path, copy).unwrap();
    let pages = super::pages::decrypted(place, "");
    fs::write(&place.settings.path, now).unwrap();
    pages
}

#[test]
fn a_crash_before_the_commit_leaves_all_as_it_was() {
    let place = Place::new();
    let mut store = with_faces(&place);
    let (site, before) = (site_in_force(&store.connection).unwrap(), keys(&place));
    // The keyring is written, and the commit fails.
    store
        .connection
        .execute_batch(
            "CREATE TEMP TRIGGER fails AFTER UPDATE ON at_rest BEGIN
                INSERT INTO alias VALUES ('nobody', 'nobody else'); END",
        )
        .unwrap();
    assert!(store.renew(&account(), &mut |_, _| ()).is_err());
    assert_eq!(
        keys(&place).len(),
        12,
        "old and new keys stand in the keyring"
    );
    drop(store);
    let store = place.open();
    assert!(all_known(&store));
    assert_eq!(site_in_force(&store.connection).unwrap(), site);
    assert_eq!(keys(&place), before);
    let log = place.reader().audit().unwrap();
    assert!(log.iter().all(|entry| entry.what != "privacy.rotated"));
}

#[test]
fn a_crash_after_the_commit_is_finished_by_the_next_start() {
    let place = Place::new();
    let mut store = with_faces(&place);
    let (rows, before) = (sealed(&store), keys(&place));
    store.renew(&account(), &mut |_, _| ()).unwrap();
    assert_eq!(keys(&place).len(), 12);
    drop(store);
    let store = place.open();
    assert!(all_known(&store));
    let now = keys(&place);
    assert_eq!(now.len(), 6);
    assert!(now.iter().all(|key| !before.contains(key)));
    let pages = all(&place);
    assert!(
        rows.iter().all(|row| !contains(&pages, &row[..32])),
        "scrubbed"
    );
}

#[test]
fn a_thousand_rows_and_more_are_renewed() {
    let place = Place::new();
    let mut store = place.open();
    let records: Vec<_> = (1..=2_300)
        .flat_map(|n| [visitor(n), learnt(n, None, n % 7)])
        .collect();
    store.write(&records).unwrap();
    let mut told = Vec::new();
    let rotated = store
        .rotate(&account(), &mut |done, _| told.push(done))
        .unwrap();
    assert_eq!((rotated.signatures, told.last()), (2_300, Some(&2_300)));
    let templates = place.open().load().unwrap().templates;
    assert_eq!(templates.len(), 2_300);
    for (n, template) in (1..).zip(&templates) {
        assert!(same_face(&template.signature, &face(n % 7)), "{n}");
    }
}
