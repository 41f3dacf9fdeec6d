//! Signatures in the store: how they stand there, and what becomes of them when somebody is erased.

use std::fs;

use super::pages::{all, column, contains, erased, face, keys, learnt, sealed};
use crate::{
    runtime::{Shutdown, Telemetry},
    store::{Desk, Store, testing::*},
    types::{AuditEntry, Enrolment, Record, RosterChange, StaffConsent, StaffId},
};

/// Visitors 1 to 3, each with a visit and a face of their number.
fn with_faces(place: &Place) -> Store {
    let mut store = place.open();
    let step = |n| {
        let visit = Record::Visit(visit(n, 50, true));
        [visitor(n), visit, learnt(n, Some(n), n)]
    };
    let records: Vec<_> = (1..=3).flat_map(step).collect();
    store.write(&records).unwrap();
    store
}

/// Whom the store knows by face, and that each face is the right one.
fn known(store: &Store) -> Vec<u32> {
    let templates = store.load().unwrap().templates;
    let number = |n: &u32| {
        let mine = templates.iter().filter(|t| t.visitor == visitor_id(*n));
        mine.clone().all(|t| same_face(&t.signature, &face(*n))) && mine.count() > 0
    };
    (1..=3).filter(number).collect()
}

#[test]
fn whoever_can_decrypt_the_pages_sees_no_signature_and_the_store_reads_each() {
    let place = Place::new();
    let store = with_faces(&place);
    assert_eq!(known(&store), [1, 2, 3]);
    assert_eq!(known(&store), known_by_reader(&place));
    let pages = all(&place);
    assert!(contains(&pages, b"V-00001"), "the pages can be read");
    for n in 1..=3 {
        for part in face(n).to_bytes().chunks(16) {
            assert!(!contains(&pages, part), "of face {n}");
        }
    }
    assert_eq!(keys(&place).len(), 3, "a key for each");
}

fn known_by_reader(place: &Place) -> Vec<u32> {
    let templates = place.reader().visitor_templates().unwrap();
    (1..=3)
        .filter(|n| templates.iter().any(|t| t.visitor == visitor_id(*n)))
        .collect()
}

#[test]
fn a_signature_that_others_replace_goes_alone_before_and_after_a_restart() {
    let place = Place::new();
    let mut store = with_faces(&place);
    store
        .write(&[learnt(1, Some(1), 8), learnt(1, Some(1), 9)])
        .unwrap();
    let drop_of = |signature| Record::TemplateDropped {
        visitor: visitor_id(1),
        signature,
    };
    // Of this run: with all its bits.
    store.write(&[drop_of(face(8))]).unwrap();
    drop(store);
    let mut store = place.open();
    let read = store.load().unwrap().templates;
    let nine = read
        .iter()
        .find(|t| same_face(&t.signature, &face(9)))
        .unwrap();
    // Of an earlier run: as the store gave it.
    store.write(&[drop_of(nine.signature.clone())]).unwrap();
    assert_eq!(store.load().unwrap().templates.len(), 3);
    assert_eq!(known(&store), [1, 2, 3]);
}

#[test]
fn erasing_destroys_the_key_so_that_no_older_copy_of_the_store_gives_the_face_back() {
    let place = Place::new();
    drop(with_faces(&place));
    let (backup, old_ring) = (
        fs::read(&place.settings.path).unwrap(),
        fs::read(place.settings.keyring()).unwrap(),
    );
    let mut store = place.open();
    store.write(&[erased(1, &[1])]).unwrap();
    assert_eq!(keys(&place).len(), 2);
    drop(store);

    fs::write(&place.settings.path, &backup).unwrap();
    let mut restored = place.open();
    assert_eq!(known(&restored), [2, 3]);
    assert_eq!(restored.forget_unreadable(at(400).utc).unwrap(), 1);
    assert_eq!(restored.forget_unreadable(at(400).utc).unwrap(), 0);
    assert_eq!(sealed(&restored).len(), 2);
    let log = place.reader().audit().unwrap();
    assert_eq!(log.last().unwrap().what, "keyring.keys_missing");
    drop(restored);

    // What the receipt says of copies of the keyring made before.
    fs::write(&place.settings.path, &backup).unwrap();
    fs::write(place.settings.keyring(), &old_ring).unwrap();
    assert_eq!(known(&place.open()), [1, 2, 3]);
}

#[test]
fn faces_of_others_outlive_the_key_that_they_shared_with_what_was_erased() {
    let place = Place::new();
    let mut store = with_faces(&place);
    // Learnt as visitor 1, in a visit that is visitor 2's today; and the other way round.
    store
        .write(&[learnt(1, Some(2), 2), learnt(2, Some(1), 1)])
        .unwrap();
    let before = keys(&place);
    store.write(&[erased(2, &[2])]).unwrap();
    let templates = store.load().unwrap().templates;
    let faces: Vec<_> = templates.iter().map(|t| t.visitor).collect();
    assert_eq!(faces, [visitor_id(1), visitor_id(3), visitor_id(1)]);
    assert_eq!(known(&store), [1, 3]);
    // Both keys that something of visitor 2 was sealed with are gone.
    let (now, used) = (
        keys(&place),
        column::<i64>(&store, "SELECT DISTINCT key FROM template ORDER BY key"),
    );
    assert_eq!(now, used);
    assert_eq!(now.iter().filter(|key| before.contains(key)).count(), 1);
    drop(store);
    assert_eq!(known(&place.open()), [1, 3]);
}

#[test]
fn retention_destroys_keys_also_in_the_running_appliance() {
    let place = Place::new();
    let mut store = with_faces(&place);
    store.write(&[Record::Visit(visit(3, 90, true))]).unwrap();
    let wake = std::sync::Arc::default();
    let writer = store
        .writer(wake, Telemetry::default(), Shutdown::new())
        .unwrap();
    let retention = Record::Retention {
        before: at(60).utc,
        at: at(100).utc,
    };
    writer.records.send(vec![retention]).unwrap();
    drop(writer.records);
    writer.thread.join().unwrap().unwrap();
    assert_eq!(keys(&place).len(), 1);
    assert_eq!(known(&place.open()), [3]);
}

#[test]
fn colleagues_and_visitors_have_keys_of_their_own_whoever_writes_them() {
    let place = Place::new();
    let mut store = with_faces(&place);
    let mut desk = Desk::open(&place.settings).unwrap();
    let account = AuditEntry {
        at: at(6).utc,
        who: "installer".into(),
        what: "staff".into(),
        detail: "a change".into(),
    };
    let id = StaffId(ulid::Ulid::from(900_001));
    let enrol = || {
        let consent = StaffConsent::recorded(at(5).utc, "installer".into(), "I agree".into());
        let faces = [face(5), face(6)].map(|signature| (signature, 0.8));
        RosterChange::Enrolled(Enrolment::new(id, "Mara".into(), consent, faces))
    };
    desk.change(&enrol(), &account).unwrap();
    // The store is open meanwhile, and goes on with what the desk wrote.
    store.write(&[visitor(4), learnt(4, None, 4)]).unwrap();
    let first = keys(&place);
    assert_eq!(first.len(), 5);
    desk.change(&enrol(), &account).unwrap();
    let second = keys(&place);
    assert_eq!(second.len(), 5);
    assert_eq!(
        second.iter().filter(|key| first.contains(key)).count(),
        4,
        "hers is new"
    );
    let staff = place.reader().staff_templates().unwrap();
    assert!(same_face(&staff[0].signature, &face(5)) && same_face(&staff[1].signature, &face(6)));
    assert_eq!(store.forget_unreadable(at(7).utc).unwrap(), 0);
    assert_eq!(staff, store.load().unwrap().staff);
    desk.change(&RosterChange::Removed(id), &account).unwrap();
    assert_eq!(keys(&place).len(), 4);
    store.write(&[learnt(4, None, 7)]).unwrap();
    drop(store);
    assert_eq!(keys(&place).len(), 4);
    assert_eq!(place.open().load().unwrap().templates.len(), 5);
}
