//! Backups, and what comes back with them: everything but who was erased, withdrew or left since.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use ulid::Ulid;

use super::pages::{all, contains, erased, face, keys, learnt};
use crate::{
    store::{Backup, Backups, Desk, LetGoAgain, Restored, Store, StoreError, back_up, testing::*},
    types::{
        AuditEntry, Consent, ConsentEnd, Enrolment, HandCode, Record, RosterChange, StaffConsent,
        StaffId,
    },
};

/// A store that keeps backups beside it.
fn keeping_backups() -> Place {
    let mut place = Place::new();
    place.settings.backups = Some(Backups {
        directory: place.directory.path().join("backups"),
        keep_days: 14,
    });
    place
}

fn make_backup(place: &Place, now: Timestamp) -> Result<Backup, StoreError> {
    let backups = place.settings.backups.clone().unwrap();
    back_up(&place.settings, &backups, now, &mut |_, _| {})
}

fn account(file: &Path) -> AuditEntry {
    entry("store.restored", &file.display().to_string())
}

fn entry(what: &str, detail: &str) -> AuditEntry {
    AuditEntry {
        at: at(400).utc,
        who: "installer".into(),
        what: what.into(),
        detail: detail.into(),
    }
}

fn restore(place: &Place, from: &Path, replace: bool) -> Result<Restored, StoreError> {
    Store::restore(&place.settings, from, replace, account, &mut |_, _| {})
}

fn directory(place: &Place) -> PathBuf {
    place.settings.backups.clone().unwrap().directory
}

/// The same site on a new machine: its key came from where it is kept, the backups from another disk.
fn new_machine(old: &Place) -> Place {
    let place = keeping_backups();
    fs::copy(&old.settings.key_file, &place.settings.key_file).unwrap();
    fs::create_dir(directory(&place)).unwrap();
    for entry in fs::read_dir(directory(old)).unwrap() {
        let from = entry.unwrap().path();
        let to = directory(&place).join(from.file_name().unwrap());
        fs::copy(from, to).unwrap();
    }
    place
}

fn mara() -> StaffId {
    StaffId(Ulid::from(900_001u128))
}

/// Visitors 1 to 3, each with a visit and a face of their number; 2 consented, and Mara is on the roster.
fn showroom(place: &Place) -> Store {
    let mut store = place.open();
    let step = |n| {
        let visit = Record::Visit(visit(n, 50, true));
        [visitor(n), visit, learnt(n, Some(n), n)]
    };
    let mut records: Vec<_> = (1..=3).flat_map(step).collect();
    records.push(Record::Consent {
        consent: Box::new(agreed()),
        text: "May we?".into(),
    });
    store.write(&records).unwrap();
    let enrolled = StaffConsent::recorded(at(5).utc, "installer".into(), "I agree".into());
    let enrolment = Enrolment::new(mara(), "Mara".into(), enrolled, [(face(5), 0.8)]);
    let mut desk = Desk::open(&place.settings).unwrap();
    let change = RosterChange::Enrolled(enrolment);
    desk.change(&change, &entry("staff", "enrolled")).unwrap();
    store
}

fn agreed() -> Consent {
    let receipt: HandCode = "7K3Q-DM42-9XTR-VB6H".parse().unwrap();
    consent(2, &receipt)
}

/// What happened after the backup: visitor 1 is erased, 2 withdraws, Mara leaves.
fn afterwards(place: &Place, store: &mut Store) {
    store.write(&[erased(1, &[1])]).unwrap();
    let ended = Record::ConsentEnded {
        id: agreed().id,
        at: at(310).utc,
        why: ConsentEnd::Withdrawn,
    };
    store.write(&[ended]).unwrap();
    let mut desk = Desk::open(&place.settings).unwrap();
    let change = RosterChange::Removed(mara());
    desk.change(&change, &entry("staff", "removed")).unwrap();
}

fn faces(store: &Store) -> Vec<u32> {
    let templates = store.load().unwrap().templates;
    let known = |n: &u32| templates.iter().any(|t| same_face(&t.signature, &face(*n)));
    (1..=9).filter(known).collect()
}

#[test]
fn a_backup_made_while_the_store_is_written_stands_up_on_a_new_machine() {
    let place = keeping_backups();
    let mut store = showroom(&place);
    let mut heard = Vec::new();
    let backups = place.settings.backups.clone().unwrap();
    let made = back_up(&place.settings, &backups, at(100).utc, &mut |done, all| {
        heard.push((done, all));
    })
    .unwrap();
    store.write(&[visitor(4)]).unwrap();
    assert_eq!((made.visits, made.signatures), (3, 4));
    assert_eq!(made.audit_broken_at, None);
    assert!(made.file.exists() && made.keyring.exists());
    let beside: Vec<_> = fs::read_dir(directory(&place)).unwrap().collect();
    assert_eq!(beside.len(), 3, "copy, keyring, lock: {beside:?}");

    let new = new_machine(&place);
    let restored = restore(&new, &directory(&new), false).unwrap();
    assert_eq!(
        restored.made.unwrap(),
        at(100).utc.round(jiff::Unit::Second).unwrap()
    );
    assert!(restored.again.is_nothing(), "{restored:?}");
    let store = new.open();
    assert_eq!(faces(&store), [1, 2, 3]);
    assert_eq!(new.reader().staff().unwrap().len(), 1);
    let log = new.reader().audit().unwrap();
    assert_eq!(log.last().unwrap().what, "store.restored");
    assert_eq!(new.reader().verify_audit().unwrap().broken_at, None);
}

#[test]
fn who_was_erased_withdrew_or_left_since_does_not_come_back() {
    let place = keeping_backups();
    let mut store = showroom(&place);
    make_backup(&place, at(100).utc).unwrap();
    afterwards(&place, &mut store);
    drop(store);

    let again = LetGoAgain {
        visitors: 1,
        consents: 1,
        colleagues: 1,
        signatures: 0,
    };
    let gone = |place: &Place, restored: &Restored| {
        assert_eq!((restored.again.visitors, restored.again.colleagues), (1, 1));
        let store = place.open();
        assert_eq!(faces(&store), [2, 3]);
        let known = store.load().unwrap();
        assert_eq!(known.visitors.len(), 2);
        assert_eq!(known.erased.len(), 1, "nobody else is given the code");
        assert_eq!(known.consents[0].ended.unwrap().1, ConsentEnd::Withdrawn);
        assert_eq!(known.staff.len(), 0);
        let pages = all(place);
        for trace in [visitor_id(1).to_string(), visit_id(1).to_string()] {
            assert!(!contains(&pages, trace.as_bytes()), "{trace}");
        }
        assert!(!contains(&pages, b"Mara\0") && place.reader().staff().unwrap().is_empty());
        assert_eq!(place.reader().verify_audit().unwrap().broken_at, None);
    };
    // On the same machine, whose keyring knows; on a new one, by the copy that was written with each erasure.
    for new in [new_machine(&place), place] {
        let refused = restore(&new, &directory(&new), false);
        let restored = match refused {
            Err(StoreError::StoreThere { .. }) => restore(&new, &directory(&new), true).unwrap(),
            restored => restored.unwrap(),
        };
        assert_eq!(
            LetGoAgain {
                signatures: 0,
                ..restored.again
            },
            again
        );
        gone(&new, &restored);
        // Once is enough.
        assert!(new.open().let_go_again(at(500).utc).unwrap().is_nothing());
    }
}

#[test]
fn a_copy_that_was_put_back_by_hand_lets_go_as_well() {
    let place = keeping_backups();
    let mut store = showroom(&place);
    let made = make_backup(&place, at(100).utc).unwrap();
    afterwards(&place, &mut store);
    drop(store);
    fs::copy(&made.file, &place.settings.path).unwrap();
    let mut store = place.open();
    let again = store.let_go_again(at(400).utc).unwrap();
    assert_eq!(
        (again.visitors, again.consents, again.colleagues),
        (1, 1, 1)
    );
    assert_eq!(faces(&store), [2, 3]);
    assert_eq!(keys(&place).len(), 2);
}

#[test]
fn keys_of_the_erased_are_gone_from_the_copy_at_once() {
    let place = keeping_backups();
    let mut store = showroom(&place);
    let made = make_backup(&place, at(100).utc).unwrap();
    let before = fs::read(&made.keyring).unwrap();
    store.write(&[erased(1, &[1])]).unwrap();
    assert_ne!(fs::read(&made.keyring).unwrap(), before);
    drop(store);
    // Whoever has all of the backups and the key: no face of 1.
    let thief = new_machine(&place);
    fs::copy(&made.file, &thief.settings.path).unwrap();
    fs::copy(&made.keyring, thief.settings.keyring()).unwrap();
    assert_eq!(faces(&thief.open()), [2, 3]);
}

#[test]
fn what_is_damaged_of_another_key_or_not_there_is_refused_and_nothing_is_touched() {
    let place = keeping_backups();
    let store = showroom(&place);
    let made = make_backup(&place, at(100).utc).unwrap();
    drop(store);
    let before = fs::read(&place.settings.path).unwrap();
    let whole = fs::read(&made.file).unwrap();
    for at in [100, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&made.file, &bytes).unwrap();
        let refused = restore(&place, &directory(&place), true).unwrap_err();
        let said = refused.to_string();
        assert!(
            matches!(
                refused,
                StoreError::Damaged { .. } | StoreError::WrongKey { .. } | StoreError::Sql { .. }
            ),
            "{said}"
        );
        assert!(said.contains("hint: "), "{said}");
    }
    fs::write(&made.file, &whole).unwrap();
    let other = keeping_backups();
    drop(other.open());
    let refused = restore(&other, &made.file, true).unwrap_err();
    assert!(matches!(refused, StoreError::WrongKey { .. }), "{refused}");
    fs::create_dir_all(directory(&other)).unwrap();
    let refused = restore(&other, &directory(&other), true).unwrap_err();
    assert!(matches!(refused, StoreError::NoBackup { .. }), "{refused}");
    // Without the keyring nobody could be recognised: that is said before anything is replaced.
    let new = new_machine(&place);
    fs::remove_file(directory(&new).join("keyring")).unwrap();
    let refused = restore(&new, &directory(&new), false).unwrap_err();
    assert!(
        matches!(refused, StoreError::KeyringForeign { .. }),
        "{refused}"
    );
    assert!(!new.settings.path.exists());
    assert_eq!(fs::read(&place.settings.path).unwrap(), before);
    assert_eq!(faces(&place.open()), [1, 2, 3]);
}

#[test]
fn old_backups_go_and_the_newest_stays_however_old_it_is() {
    let place = keeping_backups();
    let _store = showroom(&place);
    let day = |n: i64| at(100).utc + jiff::SignedDuration::from_hours(24 * n);
    let first = make_backup(&place, day(0)).unwrap();
    let second = make_backup(&place, day(10)).unwrap();
    assert_eq!(second.deleted, Vec::<PathBuf>::new());
    // A clock that is far ahead deletes what is old by it, and not the one that it makes.
    let third = make_backup(&place, day(15)).unwrap();
    assert_eq!(third.deleted, [first.file]);
    let fourth = make_backup(&place, day(400)).unwrap();
    assert_eq!(fourth.deleted, [second.file, third.file]);
    // And one that went back deletes nothing.
    assert_eq!(
        make_backup(&place, day(16)).unwrap().deleted,
        Vec::<PathBuf>::new()
    );
    assert!(fourth.file.exists());
}
