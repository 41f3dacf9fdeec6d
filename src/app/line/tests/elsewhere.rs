//! What another appliance of the showroom told.

use super::*;
use crate::types::{
    Correction, CorrectionId, CorrectionKind, PresenceId, SharedBatch, SharedRecord, VisitSummary,
};

const CODE: &str = "V-7K3QD";

/// Another appliance opened a visit, and died.
fn left_open(showroom: &mut Showroom) {
    let stamp = showroom.now(1);
    let visitor = VisitorId(Ulid::from(7u128));
    let visit = VisitSummary {
        id: VisitId(Ulid::from(8u128)),
        visitor,
        presence: PresenceId(Ulid::from(9u128)),
        opened: stamp,
        last_seen: stamp,
        closed: None,
    };
    let known = SharedRecord::Visitor {
        id: visitor,
        code: VisitorCode::from(CODE.to_owned()),
        created: stamp,
    };
    showroom.line.step(&Input::Shared(SharedBatch {
        stamp,
        upto: 1,
        records: vec![known, SharedRecord::Visit(visit)],
    }));
}

fn erase(showroom: &mut Showroom) -> (bool, String) {
    let stamp = showroom.now(1);
    let records = showroom.line.step(&Input::Correction(Correction {
        id: CorrectionId(Ulid::from(u128::from(showroom.ms))),
        stamp,
        by: "officer".into(),
        kind: CorrectionKind::Erase {
            code: CODE.to_owned().into(),
        },
    }));
    let answer = records.iter().find_map(|record| match record {
        Record::CorrectionAnswer { answer, .. } => Some((answer.done, answer.text.clone())),
        _ => None,
    });
    answer.expect("every correction is answered")
}

#[test]
fn whoever_was_in_a_visit_that_a_dead_appliance_left_open_can_be_erased_a_day_later() {
    let mut showroom = Showroom::new(Recognition::All);
    left_open(&mut showroom);
    let (done, text) = erase(&mut showroom);
    assert!(!done && text.contains("in the showroom now"), "{text}");
    showroom.now(24 * 3600 * 1000);
    let (done, text) = erase(&mut showroom);
    assert!(done, "{text}");
}
