//! Of whom what is told, and to whom.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use showfloor::types::{About, CorrectionId, CorrectionKind, Input, Record};
use ulid::Ulid;

use crate::desk::{Desk, code, deliveries, visitor};

#[test]
fn bands_and_series_are_told_to_the_systems_that_listen() {
    let mut desk = Desk::new();
    desk.link(0, "crm", "4711");
    desk.link(0, "mail", "m-1");
    let records = desk.basket(0);
    let told: Vec<_> = deliveries(&records)
        .into_iter()
        .map(|d| {
            (
                d.webhook.as_str(),
                d.contact.as_str(),
                d.content_type.as_str(),
            )
        })
        .collect();
    let (json, xml) = ("application/json", "application/xml");
    assert_eq!(
        told,
        [
            ("crm", "4711", json),
            ("mail", "m-1", json),
            ("crm", "4711", json),
            ("leads", "4711", xml)
        ]
    );
    let bodies: Vec<Value> = deliveries(&records)
        .iter()
        .filter(|d| d.content_type == json)
        .map(|d| serde_json::from_str(&d.body).unwrap())
        .collect();
    let series = &bodies[0];
    assert_eq!(
        (&series["event"], &series["series"]),
        (&"series_start".into(), &"basket".into())
    );
    assert_eq!(
        bodies[0]["id"], bodies[1]["id"],
        "one message, to two systems"
    );
    let band = &bodies[2];
    assert_eq!(band["event"], "band_changed");
    assert_eq!(
        (&band["band_before"], &band["band"]),
        (&"cold".into(), &"warm".into())
    );
    assert_eq!(
        (&band["visitor"], &band["contact"], &band["site"]),
        (&"V-00000".into(), &"4711".into(), &"north".into())
    );
    let reason = &band["why"][0];
    for language in ["en", "fr", "pl", "de"] {
        assert!(
            !reason["text"][language].as_str().unwrap().is_empty(),
            "{reason}"
        );
    }
    // Points fade, and the band with them, though nothing happens.
    desk.second += 400 * 86_400;
    let stamp = desk.stamp();
    let records = desk.step(&Input::Tick(stamp));
    let faded = deliveries(&records);
    let last: Value = serde_json::from_str(
        &faded
            .iter()
            .rfind(|d| d.webhook == "crm")
            .expect("told")
            .body,
    )
    .unwrap();
    assert_eq!(
        (&last["band_before"], &last["band"]),
        (&"warm".into(), &"cold".into())
    );
}

#[test]
fn a_series_ends_and_what_is_asked_for_is_sent() {
    let mut desk = Desk::new();
    desk.link(0, "crm", "4711");
    desk.link(0, "mail", "m-1");
    desk.basket(0);
    let sold = desk.report("staff", About::Visitor(code(0)), "sold", 0.0);
    let stops = deliveries(&sold)
        .into_iter()
        .filter(|d| d.body.contains("series_stop"));
    assert_eq!(
        stops.map(|d| d.webhook.as_str()).collect::<Vec<_>>(),
        ["crm", "mail"]
    );
    let send = |webhook: Option<&str>| CorrectionKind::Send {
        visitor: visitor(0),
        webhook: webhook.map(Into::into),
    };
    let (answer, records) = desk.ask(send(None));
    assert_eq!(answer.text, "V-00000 will be sent by crm, leads");
    let ids: Vec<_> = deliveries(&records).iter().map(|d| d.id.clone()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1]);
    assert_eq!(deliveries(&desk.ask(send(Some("leads"))).1).len(), 1);
    assert!(
        !desk.ask(send(Some("mail"))).0.done,
        "which is told of series alone"
    );
    let (answer, records) = desk.ask(CorrectionKind::Send {
        visitor: visitor(1),
        webhook: None,
    });
    assert!(
        !answer.done && answer.text.contains("has not agreed to be linked with crm"),
        "{answer:?}"
    );
    assert!(deliveries(&records).is_empty());
}

/// What may happen to three visitors.
#[derive(Clone, Copy, Debug)]
enum Act {
    Basket(usize),
    Sold(usize),
    Link(usize, bool),
    Unlink(usize, bool),
    Send(usize),
    Merge(usize, usize),
    UndoMerge,
    Restart,
    LongSilence,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let who = 0usize..3;
    let act = prop_oneof![
        4 => who.clone().prop_map(Act::Basket),
        1 => who.clone().prop_map(Act::Sold),
        2 => (who.clone(), any::<bool>()).prop_map(|(n, crm)| Act::Link(n, crm)),
        1 => (who.clone(), any::<bool>()).prop_map(|(n, crm)| Act::Unlink(n, crm)),
        1 => who.clone().prop_map(Act::Send),
        1 => (who.clone(), who).prop_map(|(a, b)| Act::Merge(a, b)),
        1 => Just(Act::UndoMerge),
        1 => Just(Act::Restart),
        1 => Just(Act::LongSilence),
    ];
    prop::collection::vec(act, 1..30)
}

fn client(crm: bool) -> &'static str {
    if crm { "crm" } else { "mail" }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever happens, what is told is told of a contact whose consent stands at that moment, to their system alone.
    #[test]
    fn nothing_is_told_of_anybody_whose_consent_does_not_stand(acts in acts()) {
        let mut desk = Desk::new();
        // By client and contact; a contact is named after the visitor and the client.
        let mut stands: BTreeMap<(String, String), bool> = BTreeMap::new();
        let mut owners = BTreeMap::new();
        let mut merges = Vec::new();
        for act in acts {
            let before = desk.records.len();
            match act {
                Act::Basket(n) => drop(desk.basket(n)),
                Act::Sold(n) => drop(desk.report("staff", About::Visitor(code(n)), "sold", 0.0)),
                Act::Link(n, crm) => {
                    let contact = format!("{}-{n}", client(crm));
                    if desk.link(n, client(crm), &contact).done {
                        let key = (client(crm).into(), contact.clone());
                        if stands.insert(key, true) != Some(true) {
                            // As whom they were known when they agreed.
                            let as_whom = (0..3).find(|m| code(*m) == desk.code_today(n));
                            owners.insert(contact, as_whom.expect("one of them"));
                        }
                    }
                }
                Act::Unlink(n, crm) => {
                    for record in desk.unlink(n, client(crm)) {
                        if let Record::DeliveriesWithdrawn { client, contact } = record {
                            stands.insert((client, contact), false);
                        }
                    }
                }
                Act::Send(n) => drop(desk.ask(CorrectionKind::Send { visitor: visitor(n), webhook: None })),
                Act::Merge(a, b) => {
                    let kind = CorrectionKind::Merge { from: visitor(a), into: visitor(b), force: true };
                    desk.next += 1;
                    let id = CorrectionId(Ulid::from(desk.next + 1));
                    if desk.ask(kind).0.done {
                        merges.push(id);
                    }
                }
                Act::UndoMerge => {
                    if let Some(correction) = merges.pop() {
                        desk.ask(CorrectionKind::Undo { correction });
                    }
                }
                Act::Restart => {
                    let before = desk.links();
                    desk.restart();
                    prop_assert_eq!(before, desk.links(), "a start knows what the end knew");
                }
                Act::LongSilence => {
                    desk.second += 100 * 86_400;
                    let stamp = desk.stamp();
                    desk.step(&Input::Tick(stamp));
                }
            }
            for delivery in deliveries(&desk.records[before..]) {
                let key = (delivery.client.clone(), delivery.contact.clone());
                prop_assert_eq!(stands.get(&key), Some(&true), "{:?}", delivery);
                // It is about whoever the contact is today, and nobody else.
                let theirs = desk.code_today(owners[&delivery.contact]);
                for other in (0..3).map(code) {
                    let named = delivery.body.contains(other.as_str());
                    prop_assert_eq!(named, other == theirs, "{:?}", delivery);
                }
                let of_crm = ["crm", "leads"].contains(&delivery.webhook.as_str());
                prop_assert_eq!(delivery.client.as_str(), client(of_crm));
            }
        }
    }
}
