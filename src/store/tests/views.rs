//! What cameras are to show.

use jiff::Timestamp;

use crate::{
    store::{ViewKeeper, testing::*},
    types::{AuditEntry, Landmarks, ViewReference},
};

fn account(what: &str) -> AuditEntry {
    AuditEntry {
        at: Timestamp::UNIX_EPOCH,
        who: "installer".into(),
        what: what.into(),
        detail: "hall".into(),
    }
}

#[test]
fn a_reference_survives_until_it_is_replaced_or_let_go_of_beside_a_running_appliance() {
    let place = Place::new();
    let _appliance = place.open();
    let mut keeper = ViewKeeper::open(&place.settings).unwrap();
    let reference = |aspect, marks: &[i8]| ViewReference {
        camera: "hall".into(),
        made: Timestamp::UNIX_EPOCH,
        landmarks: Landmarks {
            aspect,
            marks: marks.to_vec(),
        },
    };
    for reference in [reference(1777, &[0, 1, -1]), reference(1333, &[1])] {
        keeper.keep(&reference, &account("camera.view")).unwrap();
        let again = ViewKeeper::open(&place.settings).unwrap();
        assert_eq!(again.references().unwrap(), [reference]);
    }
    let accepted = account("camera.accepted");
    assert!(keeper.forget(&"hall".into(), &accepted).unwrap());
    assert!(!keeper.forget(&"hall".into(), &accepted).unwrap());
    assert!(keeper.references().unwrap().is_empty());
}
