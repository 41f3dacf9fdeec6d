//! Who may report on whom.

use showfloor::types::{About, Record};

use crate::desk::{Desk, code, reply, took_in};

#[test]
fn a_system_reports_on_those_alone_who_agreed_to_be_linked_with_it() {
    let mut desk = Desk::new();
    let refused = desk.report("crm", About::Visitor(code(0)), "basket_changed", 1.0);
    assert!(!took_in(&refused));
    let answer = reply(&refused);
    assert_eq!(answer["result"], "refused");
    let said = "V-00000 has not agreed to be linked with crm: showfloor visitors link V-00000 --client crm";
    assert!(
        answer["reason"].as_str().unwrap().starts_with(said),
        "{answer}"
    );
    let unknown = desk.report("crm", About::Contact("4711".into()), "basket_changed", 1.0);
    let answer = reply(&unknown);
    assert!(
        !took_in(&unknown) && !answer.to_string().contains("4711"),
        "{answer}"
    );
    // Colleagues need nobody's link.
    assert!(took_in(&desk.report(
        "staff",
        About::Visitor(code(0)),
        "basket_changed",
        1.0
    )));
    assert!(desk.link(0, "crm", "4711").done);
    for about in [About::Visitor(code(0)), About::Contact("4711".into())] {
        assert!(took_in(&desk.report(
            "crm",
            about.clone(),
            "basket_changed",
            2.0
        )));
        assert!(
            !took_in(&desk.report("mail", about, "basket_changed", 2.0)),
            "another system's link"
        );
    }
    desk.restart();
    assert!(took_in(&desk.report(
        "crm",
        About::Contact("4711".into()),
        "basket_changed",
        2.0
    )));
    desk.unlink(0, "crm");
    for _ in 0..2 {
        assert!(!took_in(&desk.report(
            "crm",
            About::Contact("4711".into()),
            "basket_changed",
            2.0
        )));
        desk.restart();
    }
}

#[test]
fn a_link_is_noted_once_and_its_contact_stays_out_of_the_audit_log() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.link(0, "crm", "4711").text,
        "V-00000 is linked with crm from now on"
    );
    assert_eq!(
        desk.link(0, "crm", "4711").text,
        "V-00000 is linked with crm already"
    );
    let taken = desk.link(1, "crm", "4711");
    assert!(
        !taken.done && taken.text.contains("visitors merge V-00001 V-00000"),
        "{taken:?}"
    );
    let second = desk.link(0, "crm", "4712");
    assert!(
        !second.done && second.text.contains("visitors unlink V-00000 --client crm"),
        "{second:?}"
    );
    assert!(!desk.link(1, "staff", "4712").done);
    assert!(!desk.link(1, "crm", "").done && !desk.link(1, "a/b", "1").done);
    let gone = desk.unlink(0, "crm");
    assert!(
        gone.iter()
            .any(|r| matches!(r, Record::DeliveriesWithdrawn { contact, .. } if contact == "4711"))
    );
    assert!(
        !took_in(&desk.unlink(0, "crm")),
        "there is nothing more to take back"
    );
    let events = desk
        .records
        .iter()
        .filter(|r| matches!(r, Record::Event(_)))
        .count();
    assert_eq!(events, 2);
    let audited: Vec<_> = desk
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Audit(entry) => Some((entry.what.as_str(), entry.detail.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(audited.len(), 9, "{audited:#?}");
    assert!(
        audited
            .iter()
            .all(|(what, _)| what.starts_with("visitors."))
    );
    assert!(
        !audited
            .iter()
            .any(|(_, detail)| detail.contains("4711") || detail.contains("4712"))
    );
}
