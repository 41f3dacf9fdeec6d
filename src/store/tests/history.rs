//! What is written comes back, and merges keep every id.

use std::slice;

use jiff::Timestamp;

use crate::{
    runtime::SeededIds,
    store::{Dwell, Recovery, testing::*},
    types::{AlertState, AuditEntry, EventKind, Outbox, Product, Record, StoredTemplate},
};

fn audit(detail: &str) -> AuditEntry {
    AuditEntry {
        at: at(3).utc,
        who: AuditEntry::ITSELF.into(),
        what: "privacy.mode".into(),
        detail: detail.into(),
    }
}

#[test]
fn every_kind_of_record_comes_back_as_it_was_written() {
    let place = Place::new();
    let mut store = place.open();
    let entered = event(1, 1, 10, EventKind::Entered { zone: None });
    let from_outside = {
        let kind = EventKind::External {
            client: "crm".into(),
            external_id: "42".into(),
            name: "price_list_opened".into(),
            data: std::collections::BTreeMap::new(),
        };
        let mut event = event(2, 1, 20, kind);
        event.evidence.camera = None;
        event
    };
    let points = ledger(&entered, 0.1 + 0.2);
    let first = alert(1, 1, AlertState::Open);
    let second = alert(1, 2, AlertState::Claimed);
    let queued = message("showfloor/lyon/alerts", "{\"v\":1}", false);
    let Record::Template {
        signature, quality, ..
    } = template(1, 0.37)
    else {
        unreachable!()
    };
    // References may come before what they refer to: they are checked at commit.
    store
        .write(&[
            Record::Ledger(points.clone()),
            Record::Event(entered.clone()),
            Record::Event(from_outside.clone()),
            template(1, 0.37),
            Record::Visit(visit(1, 50, false)),
            visitor(1),
            visitor(2),
            Record::Alias {
                from: visitor_id(2),
                into: visitor_id(1),
            },
            Record::Alert(Box::new(first.clone())),
            Record::Alert(Box::new(second.clone())),
            Record::Message(queued.clone()),
            Record::Audit(audit("all")),
        ])
        .unwrap();
    store.write(&[Record::Visit(visit(1, 60, true))]).unwrap();

    let state = store.load().unwrap();
    assert_eq!(state.events, [entered.clone(), from_outside.clone()]);
    assert_eq!(state.aliases, [(visitor_id(2), visitor_id(1))]);
    let kept = StoredTemplate {
        visit: None,
        visitor: signature.visitor(),
        // The same but for the last bits: it was put under the site transform and taken out again.
        signature: state.templates[0].signature.clone(),
        quality,
    };
    assert_eq!(state.templates, [kept]);
    assert!(same_face(
        &state.templates[0].signature,
        signature.signature()
    ));
    let profile = &state.visitors[0];
    assert_eq!(
        (profile.id, profile.code.as_str()),
        (visitor_id(1), "V-00001")
    );
    assert_eq!((profile.visits, profile.last_visit), (1, Some(at(60).utc)));

    let reader = place.reader();
    assert_eq!(reader.events(visit_id(1)).unwrap(), [entered, from_outside]);
    assert_eq!(reader.ledger(visitor_id(2)).unwrap(), [points]);
    assert_eq!(reader.alerts().unwrap(), slice::from_ref(&second));
    assert_eq!(reader.alert_revisions(first.id).unwrap(), [first, second]);
    assert_eq!(reader.audit().unwrap(), [audit("all")]);
    let row = store.outbox().unwrap().first().unwrap().unwrap();
    assert_eq!(row.message, queued);
}

#[test]
fn merges_in_any_order_never_leave_an_id_without_a_visitor() {
    let place = Place::new();
    let mut store = place.open();
    let people: Vec<_> = (1..=4).map(visitor).collect();
    store.write(&people).unwrap();
    store.write(&[Record::Visit(visit(1, 60, true))]).unwrap();
    store.write(&[template(1, 0.2)]).unwrap();
    // The last two would close a ring and fork a chain.
    for (from, into) in [(1, 2), (3, 4), (2, 3), (4, 1), (1, 4)] {
        let (from, into) = (visitor_id(from), visitor_id(into));
        store.write(&[Record::Alias { from, into }]).unwrap();
    }
    let reader = place.reader();
    let today = Some((visitor_id(4), "V-00004".to_owned().into()));
    for n in 1..=4 {
        assert_eq!(reader.resolve(&format!(" v-{n:05}")).unwrap(), today);
        let id = visitor_id(n).to_string();
        assert_eq!(reader.resolve(&id.to_lowercase()).unwrap(), today);
    }
    assert_eq!(reader.resolve("V-XXXXX").unwrap(), None);

    let state = store.load().unwrap();
    let visits: Vec<_> = state.visitors.iter().map(|v| v.visits).collect();
    assert_eq!(visits, [0, 0, 0, 1], "history goes with the merge");
    // A signature keeps the name under which it was learnt: the merge may be taken back.
    assert_eq!(state.templates[0].visitor, visitor_id(1));
    let rows = reader.visits(Timestamp::MIN, Some(visitor_id(4))).unwrap();
    assert_eq!(rows[0].code.as_str(), "V-00004");
}

fn dwell(zone: &str, product: Option<&str>, label: Option<&str>, seconds: f64) -> Dwell {
    Dwell {
        zone: zone.into(),
        product: product.map(Into::into),
        label: label.map(Into::into),
        seconds,
    }
}

fn product(label: &str, zone: Option<&str>) -> Product {
    Product {
        id: "plinth-car".into(),
        label: label.into(),
        category: "SUV".into(),
        stock_number: "K-1".into(),
        zone: zone.map(Into::into),
    }
}

#[test]
fn the_visit_table_adds_up_time_per_car_under_its_old_name() {
    let place = Place::new();
    let mut store = place.open();
    store
        .place(&[product("Kona", Some("plinth"))], at(0).utc)
        .unwrap();
    let events = [
        event(1, 1, 20, dwelled("plinth", Some("plinth-car"), 5.5)),
        event(2, 1, 30, dwelled("plinth", Some("plinth-car"), 4.5)),
        event(3, 1, 40, dwelled("lounge", None, 3.0)),
    ];
    let mut records = vec![visitor(1), Record::Visit(visit(1, 50, true))];
    records.extend(events.iter().cloned().map(Record::Event));
    records.push(Record::Ledger(ledger(&events[0], 12.0)));
    records.push(Record::Ledger(ledger(&events[1], -2.0)));
    store.write(&records).unwrap();
    // The same configuration again changes nothing; another car, then none, must not rename the past.
    for products in [
        vec![product("Kona", Some("plinth"))],
        vec![product("Ioniq", Some("plinth"))],
        vec![product("Ioniq", None)],
    ] {
        store.place(&products, at(100).utc).unwrap();
    }

    let rows = place.reader().visits(at(10).utc, None).unwrap();
    assert_eq!(
        rows[0].dwell,
        [
            dwell("plinth", Some("plinth-car"), Some("Kona"), 10.0),
            dwell("lounge", None, None, 3.0)
        ]
    );
    assert_eq!((rows[0].points, rows[0].closed), (10.0, Some(at(50).utc)));
    assert!(place.reader().visits(at(11).utc, None).unwrap().is_empty());
}

#[test]
fn a_visit_that_became_a_part_of_another_brings_its_time_and_points_along() {
    let place = Place::new();
    let mut store = place.open();
    // 3 became a part of 2, which became a part of 1; 4 is nobody's.
    let events = [
        event(1, 1, 20, dwelled("plinth", None, 5.0)),
        event(2, 2, 30, dwelled("plinth", None, 4.0)),
        event(3, 3, 25, dwelled("lounge", None, 30.0)),
        event(4, 3, 35, EventKind::Merged { into: visit_id(2) }),
        event(5, 2, 45, EventKind::Merged { into: visit_id(1) }),
        event(6, 4, 45, dwelled("lounge", None, 1.0)),
    ];
    let mut records: Vec<_> = (1..=4).map(visitor).collect();
    for (n, opened, last_seen) in [(1, 15, 50), (2, 12, 44), (3, 10, 60), (4, 15, 50)] {
        let mut visit = visit(n, last_seen, true);
        visit.opened = at(opened);
        records.push(Record::Visit(visit));
    }
    let one = [(2, 1), (3, 1)].map(|(from, into)| Record::Alias {
        from: visitor_id(from),
        into: visitor_id(into),
    });
    records.extend(one);
    records.extend(events.iter().cloned().map(Record::Event));
    for (event, points) in [(0, 10.0), (1, 2.0), (2, 0.5), (4, -1.0), (5, 7.0)] {
        records.push(Record::Ledger(ledger(&events[event], points)));
    }
    store.write(&records).unwrap();

    let reader = place.reader();
    let rows = reader.visits(Timestamp::MIN, None).unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.visit).collect();
    assert_eq!(ids, [visit_id(1), visit_id(4)]);
    let whole = &rows[0];
    let spent = [
        dwell("lounge", None, None, 30.0),
        dwell("plinth", None, None, 9.0),
    ];
    assert_eq!((&whole.dwell[..], whole.points), (&spent[..], 11.5));
    assert_eq!((whole.opened, whole.last_seen), (at(10).utc, at(60).utc));
    assert_eq!((rows[1].dwell.len(), rows[1].points), (1, 7.0));
    let first = |since, n| reader.visits(at(since).utc, Some(visitor_id(n))).unwrap();
    assert_eq!(first(10, 1), rows[..1], "it began when its first part did");
    assert_eq!((first(11, 1), first(10, 3)), (vec![], vec![]));

    let visitors = store.load().unwrap().visitors;
    let visits: Vec<_> = visitors.iter().map(|v| v.visits).collect();
    assert_eq!(
        visits,
        [1, 0, 0, 1],
        "a part of a visit is no visit of its own"
    );
}

#[test]
fn the_last_visit_is_dated_when_the_person_was_last_seen() {
    let place = Place::new();
    let mut store = place.open();
    let mut over = visit(1, 60, true);
    over.closed = Some(at(240));
    store.write(&[visitor(1), Record::Visit(over)]).unwrap();
    let profile = store.load().unwrap().visitors.remove(0);
    assert_eq!((profile.visits, profile.last_visit), (1, Some(at(60).utc)));
}

#[test]
fn what_a_crash_left_open_is_closed_where_the_person_was_last_seen() {
    let place = Place::new();
    let mut store = place.open();
    store
        .write(&[
            visitor(1),
            visitor(2),
            Record::Visit(visit(1, 70, false)),
            Record::Visit(visit(2, 40, true)),
            Record::Event(event(1, 1, 20, EventKind::Entered { zone: None })),
            Record::Alert(Box::new(alert(1, 1, AlertState::Open))),
            Record::Alert(Box::new(alert(1, 2, AlertState::Claimed))),
            Record::Alert(Box::new(alert(2, 1, AlertState::Open))),
            Record::Alert(Box::new(alert(2, 2, AlertState::Dismissed))),
        ])
        .unwrap();
    drop(store);

    let mut store = place.open();
    let mut ids = SeededIds::new(1);
    let recovery = store.recover(&at(9000), &mut ids).unwrap();
    assert_eq!(recovery.visits, [visit(1, 70, true)]);
    assert_eq!(recovery.alerts, [alert(1, 2, AlertState::Claimed)]);
    let left = &recovery.events[0];
    let kind = EventKind::Left {
        duration_s: 60.0,
        recovered: true,
    };
    assert_eq!((&left.kind, left.stamp), (&kind, at(70)));
    assert_eq!(left.evidence, event(1, 1, 20, kind.clone()).evidence);

    let mut records = recovery.records();
    records.push(Record::Alert(Box::new(alert(1, 3, AlertState::Closed))));
    store.write(&records).unwrap();
    let nothing = store.recover(&at(9001), &mut ids).unwrap();
    assert_eq!(nothing, Recovery::default());
    let rows = place.reader().visits(Timestamp::MIN, None).unwrap();
    assert_eq!(
        rows.iter().map(|r| r.recovered).collect::<Vec<_>>(),
        [true, false]
    );
}
