//! The roster: what is kept, beside what, and when it goes.

use ulid::Ulid;

use crate::{
    store::{Desk, testing::*},
    types::{
        AuditEntry, Enrolment, EventKind, ModelTag, Record, RosterChange, SIGNATURE_DIM, Signature,
        StaffConsent, StaffId,
    },
};

fn staff(n: u128) -> StaffId {
    StaffId(Ulid::from(900_000 + n))
}

fn signature(model: &str, seed: f32) -> Signature {
    let raw: Vec<f32> = (0..SIGNATURE_DIM)
        .map(|i| (i as f32 * seed).cos() + 0.1)
        .collect();
    Signature::new(ModelTag::new(model, "plain"), &raw).unwrap()
}

fn enrolled(n: u128, name: &str, signatures: &[Signature]) -> RosterChange {
    let consent = StaffConsent::recorded(at(5).utc, "installer".into(), "I agree".into());
    let signatures = signatures.iter().map(|s| (s.clone(), 0.8));
    RosterChange::Enrolled(Enrolment::new(staff(n), name.into(), consent, signatures))
}

fn change(desk: &mut Desk, change: &RosterChange) {
    let account = AuditEntry {
        at: at(6).utc,
        who: "installer".into(),
        what: "staff".into(),
        detail: "a change".into(),
    };
    desk.change(change, &account).unwrap();
}

#[test]
fn the_roster_is_kept_with_its_consent_and_goes_wholly() {
    let place = Place::new();
    let mut desk = Desk::open(&place.settings).unwrap();
    let (a, b) = (signature("aaaa", 0.3), signature("bbbb", 0.4));
    change(&mut desk, &enrolled(1, "Mara", &[a.clone(), a.clone(), b]));
    change(&mut desk, &enrolled(2, "Ida", &[a]));
    let rows = place.reader().staff().unwrap();
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Ida", "Mara"]);
    assert_eq!(rows[1].consent.text(), "I agree");
    assert_eq!(rows[1].consent.recorded_by(), "installer");
    let counts: Vec<_> = rows[1].templates.iter().map(|t| t.count).collect();
    assert_eq!(counts, [2, 1]);

    let name = "Mara B.".to_owned();
    change(&mut desk, &RosterChange::Renamed { id: staff(1), name });
    change(&mut desk, &RosterChange::Removed(staff(2)));
    let known = place.open().load().unwrap();
    assert!(known.staff.iter().all(|t| t.staff == staff(1)));
    assert_eq!(known.staff.len(), 3);
    assert_eq!(place.reader().staff().unwrap()[0].name, "Mara B.");
    let audit = place.reader().verify_audit().unwrap();
    assert_eq!((audit.entries, audit.broken_at), (4, None));
}

#[test]
fn two_colleagues_never_share_a_name() {
    let place = Place::new();
    let mut desk = Desk::open(&place.settings).unwrap();
    change(&mut desk, &enrolled(1, "Mara", &[signature("aaaa", 0.3)]));
    let account = AuditEntry {
        at: at(6).utc,
        who: "installer".into(),
        what: "staff".into(),
        detail: "a change".into(),
    };
    let second = enrolled(2, "MARA", &[signature("aaaa", 0.4)]);
    assert!(desk.change(&second, &account).is_err());
    assert_eq!(place.reader().audit().unwrap().len(), 1, "both or neither");
    assert_eq!(place.reader().staff_templates().unwrap().len(), 1);
}

#[test]
fn the_roster_changes_beside_a_running_appliance_and_any_change_shows() {
    let place = Place::new();
    let mut store = place.open();
    let mut desk = Desk::open(&place.settings).unwrap();
    let reader = place.reader();
    let mut seen = vec![reader.roster_version().unwrap()];
    let one = [signature("aaaa", 0.3)];
    for next in [
        enrolled(1, "Mara", &one),
        enrolled(1, "Mara", &one),
        RosterChange::Removed(staff(1)),
        enrolled(2, "Ida", &one),
    ] {
        change(&mut desk, &next);
        store
            .write(&[Record::Audit(AuditEntry {
                at: at(7).utc,
                who: AuditEntry::ITSELF.into(),
                what: "run".into(),
                detail: String::new(),
            })])
            .unwrap();
        let version = reader.roster_version().unwrap();
        assert_ne!(seen.last(), Some(&version), "{next:?}");
        seen.push(version);
    }
    assert_eq!(reader.verify_audit().unwrap().broken_at, None);
}

#[test]
fn signatures_of_staff_outlive_a_mode_that_keeps_none_and_those_of_a_mistaken_visitor_do_not() {
    let place = Place::new();
    let mut store = place.open();
    store
        .write(&[
            visitor(1),
            visitor(2),
            template(1, 0.3),
            template(2, 0.4),
            Record::Visit(visit(1, 50, true)),
            Record::Event(event(1, 1, 50, EventKind::TurnedOutStaff)),
            Record::Forget {
                visitor: visitor_id(1),
                at: at(50).utc,
            },
        ])
        .unwrap();
    let known = store.load().unwrap();
    let owners: Vec<_> = known.templates.iter().map(|t| t.visitor).collect();
    assert_eq!(owners, [visitor_id(2)]);
    assert_eq!(known.visitors[0].visits, 0, "it does not count as a visit");
    let listed = place.reader().visits(jiff::Timestamp::MIN, None).unwrap();
    assert!(listed[0].colleague);
    let audit = place.reader().audit().unwrap();
    assert_eq!(
        audit[0].detail,
        "1 signatures of V-00001 deleted: it was a colleague"
    );

    let mut desk = Desk::open(&place.settings).unwrap();
    change(&mut desk, &enrolled(1, "Mara", &[signature("aaaa", 0.3)]));
    store.forget(None, at(60).utc).unwrap();
    let known = store.load().unwrap();
    assert_eq!((known.templates.len(), known.staff.len()), (0, 1));
}
