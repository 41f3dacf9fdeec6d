//! Corrections: what they change, requests for them, and what follows for signatures.

use ulid::Ulid;

use crate::{
    store::{Inbox, testing::*},
    types::{
        Change, Corrected, Correction, CorrectionAnswer, CorrectionId, CorrectionKind,
        CorrectionRequest, ModelTag, Record,
    },
};

fn id(n: u32) -> CorrectionId {
    CorrectionId(Ulid::from(500_000 + u128::from(n)))
}

/// Visit 2 goes from visitor 2 to visitor 3, visitor 1 becomes visitor 4, and 2 and 3 are two people.
fn changes() -> Vec<Change> {
    vec![
        Change::Visit {
            visit: visit_id(2),
            before: visitor_id(2),
            after: visitor_id(3),
        },
        Change::Alias {
            visitor: visitor_id(1),
            before: None,
            after: Some(visitor_id(4)),
        },
        Change::Apart {
            one: visitor_id(2),
            other: visitor_id(3),
            after: true,
        },
    ]
}

fn corrected(n: u32, changes: Vec<Change>) -> Record {
    let correction = Correction {
        id: id(n),
        stamp: at(100),
        by: "ewa".into(),
        kind: CorrectionKind::NotThisPerson { visit: visit_id(2) },
    };
    Record::Correction(Box::new(Corrected {
        correction,
        changes,
    }))
}

/// Visitors 1 to 4 with a visit each.
fn with_visits(place: &Place) -> crate::store::Store {
    let mut store = place.open();
    let visitors = (1..=4).map(visitor);
    let visits = (1..=4).map(|n| Record::Visit(visit(n, 40, true)));
    let records: Vec<_> = visitors.chain(visits).collect();
    store.write(&records).unwrap();
    store
}

#[test]
fn a_correction_is_kept_with_what_it_changed_and_turned_round_takes_it_back() {
    let place = Place::new();
    let mut store = with_visits(&place);
    let before = store.load().unwrap();
    store.write(&[corrected(1, changes())]).unwrap();
    let after = store.load().unwrap();
    assert_eq!(after.aliases, [(visitor_id(1), visitor_id(4))]);
    assert_eq!(after.visits[1].visitor, visitor_id(3));
    assert_eq!(after.apart, [(visitor_id(2), visitor_id(3))]);
    let Record::Correction(kept) = corrected(1, changes()) else {
        unreachable!("it was made so")
    };
    assert_eq!(after.corrections, [*kept]);
    let back = changes().iter().rev().map(Change::inverse).collect();
    store.write(&[corrected(2, back)]).unwrap();
    let mut restored = store.load().unwrap();
    assert_eq!(restored.corrections.len(), 2);
    restored.corrections.clear();
    assert_eq!(restored, before);
}

#[test]
fn a_request_waits_until_it_is_answered_also_over_a_restart() {
    let place = Place::new();
    let mut store = place.open();
    let request = |n| CorrectionRequest {
        id: id(n),
        at: at(50).utc,
        by: "ewa".into(),
        kind: CorrectionKind::Undo { correction: id(9) },
    };
    // While somebody else writes.
    let inbox = Inbox::open(&place.settings).unwrap();
    inbox.ask(&request(2)).unwrap();
    inbox.ask(&request(1)).unwrap();
    drop(store);
    store = place.open();
    let waiting = store.inbox().unwrap().waiting().unwrap();
    assert_eq!(waiting, [request(2), request(1)]);
    let answer = CorrectionAnswer {
        done: false,
        text: "there is none".into(),
    };
    let record = Record::CorrectionAnswer {
        id: id(2),
        answer: answer.clone(),
    };
    store.write(&[record]).unwrap();
    assert_eq!(inbox.answer(id(2)).unwrap(), Some(answer));
    assert_eq!(inbox.answer(id(1)).unwrap(), None);
    assert_eq!(inbox.waiting().unwrap(), [request(1)]);
}

#[test]
fn signatures_stay_as_long_as_whoever_the_visit_belongs_to_today() {
    let place = Place::new();
    let mut store = with_visits(&place);
    let learnt = |n: u32, seed| match template(n, seed) {
        Record::Template {
            signature,
            quality,
            at,
            ..
        } => Record::Template {
            visit: Some(visit_id(n)),
            signature,
            quality,
            at,
        },
        other => other,
    };
    store.write(&[learnt(2, 0.3), learnt(4, 0.4)]).unwrap();
    store
        .write(&[Record::Visit(crate::types::VisitSummary {
            last_seen: at(90),
            ..visit(3, 40, true)
        })])
        .unwrap();
    // Visitor 3 was here later than visitor 2, whose visit turned out to be theirs.
    store.write(&[corrected(1, changes())]).unwrap();
    assert_eq!(store.forget(Some(at(60).utc), at(100).utc).unwrap(), 1);
    let kept = store.load().unwrap().templates;
    assert_eq!((kept.len(), kept[0].visit), (1, Some(visit_id(2))));
}

#[test]
fn signatures_of_another_model_are_counted() {
    let place = Place::new();
    let mut store = with_visits(&place);
    store
        .write(&[template(1, 0.3), template(1, 0.4), template(2, 0.5)])
        .unwrap();
    store
        .write(&[Record::Alias {
            from: visitor_id(2),
            into: visitor_id(3),
        }])
        .unwrap();
    let made_by = ModelTag::new("00112233445566778899", "plain");
    let reader = place.reader();
    assert_eq!(reader.foreign_signatures(&made_by).unwrap().signatures, 0);
    let in_use = ModelTag::new("ffffffffffffffffffff", "plain");
    let foreign = reader.foreign_signatures(&in_use).unwrap();
    assert_eq!((foreign.signatures, foreign.visitors), (3, 2));
    assert_eq!(foreign.tags, [made_by]);
}
