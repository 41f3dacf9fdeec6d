//! What is taken in, and what comes of it.

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use showfloor::{
    runtime::Clock,
    types::{Event, EventKind, RunId},
};
use ulid::Ulid;

use crate::{
    appliance::{ANNA, Appliance, BRUNO, CRM, WRITER},
    http::{connect, exchange, head, read_answer},
};

fn event(id: &str, visitor: &str) -> Value {
    json!({ "id": id, "visitor": visitor, "event": "price_list_opened" })
}

fn now() -> Timestamp {
    Clock::real(RunId(Ulid::nil())).now().utc
}

fn engagement(score: &Value) -> f64 {
    score["engagement"].as_f64().expect("a number")
}

/// Client and id of what came from outside.
fn ids(events: &[Event]) -> Vec<(&str, &str)> {
    let mut ids = Vec::new();
    for event in events {
        if let EventKind::External {
            client,
            external_id,
            ..
        } = &event.kind
        {
            ids.push((client.as_str(), external_id.as_str()));
        }
    }
    ids
}

#[test]
fn an_event_counts_once_and_a_late_one_in_its_time() {
    let appliance = Appliance::start();
    assert_eq!(engagement(&appliance.score(ANNA)), 0.0);
    for _ in 0..2 {
        let told = appliance.post(CRM, &event("e-1", ANNA).to_string()).is(202);
        assert_eq!(told.json(), json!({ "id": "e-1", "result": "accepted" }));
        let score = appliance.score(ANNA);
        assert!((engagement(&score) - 8.0).abs() < 0.01, "{score:#}");
        assert_eq!(score["entries"].as_array().map(Vec::len), Some(1));
    }
    // What another client calls the same is something else.
    appliance
        .post(WRITER, &event("e-1", BRUNO).to_string())
        .is(202);

    // A month late: half is left of it, and it stands before the other.
    let month_ago = now() - (30 * 24).hours();
    let mut late = event("e-0", ANNA);
    late["at"] = json!(month_ago);
    appliance.post(CRM, &late.to_string()).is(202);
    let score = appliance.score(ANNA);
    assert!((engagement(&score) - 12.0).abs() < 0.01, "{score:#}");
    let entries = score["entries"].as_array().expect("a list");
    let of = |n: usize, key: &str| entries[n][key].as_f64().expect("a number");
    assert_eq!(entries[0]["at"], json!(month_ago));
    assert_eq!((of(0, "points"), of(1, "points")), (8.0, 8.0));
    assert!((of(0, "left") - 4.0).abs() < 0.01, "{score:#}");
    assert_eq!(entries[0]["score"], "engagement");
    assert_eq!(entries[0]["rule"], "read");

    // A CRM's outcome, by the name of its own client, whatever the body says.
    let quote = json!({ "id": "q", "visitor": ANNA, "event": "quote", "client": "boss" });
    appliance.post(CRM, &quote.to_string()).is(202);
    let score = appliance.score(ANNA);
    assert!((engagement(&score) - 22.0).abs() < 0.01, "{score:#}");
    assert_eq!(score["band"], "warm");
    for key in ["visitor", "at", "fit", "cell", "interests"] {
        assert!(score.get(key).is_some(), "{key} is not in {score:#}");
    }

    let events = appliance.stop();
    let told = [
        ("crm", "e-1"),
        ("writer", "e-1"),
        ("crm", "e-0"),
        ("crm", "q"),
    ];
    assert_eq!(ids(&events), told);
}

#[test]
fn a_list_tells_of_each_event_what_became_of_it() {
    let appliance = Appliance::start();
    let list = json!([
        event("a", ANNA),
        event("b", "V-NONE0"),
        { "id": "c", "visitor": ANNA, "event": "price_list_opened", "data": { "pages": "many" } },
        { "id": "", "visitor": ANNA, "event": "sold" },
        7,
        { "id": "f", "visitor": ANNA, "event": "dwelled" },
        event("a", ANNA),
        { "id": "h", "visitor": BRUNO, "event": "sold", "data": { "price": 30000 } },
    ]);
    let told = appliance.post(CRM, &list.to_string()).is(202).json();
    let fates = told["events"].as_array().expect("a list");
    let status = |fate: &Value| fate["status"].as_u64().unwrap_or(202);
    let statuses: Vec<_> = fates.iter().map(status).collect();
    assert_eq!(
        statuses,
        [202, 404, 422, 400, 400, 422, 202, 202],
        "{told:#}"
    );
    for fate in fates {
        let accepted = fate["result"] == "accepted";
        assert_eq!(accepted, fate["reason"].is_null(), "{fate}");
    }
    assert_eq!(fates[2]["id"], "c");
    assert_eq!(fates[4]["id"], Value::Null);
    assert!((engagement(&appliance.score(ANNA)) - 8.0).abs() < 0.01);
    assert_eq!(
        appliance.post(CRM, " [ ] ").is(202).json(),
        json!({ "events": [] })
    );

    let events = appliance.stop();
    assert_eq!(ids(&events), [("crm", "a"), ("crm", "h")]);
}

#[test]
fn a_list_of_a_thousand_in_a_megabyte_is_taken_and_nothing_longer() {
    let appliance = Appliance::start();
    let list = |n: usize| {
        let all = (0..n).map(|n| event(&format!("e-{n}"), BRUNO));
        all.collect::<Value>().to_string()
    };
    let mut thousand = list(1000);
    thousand += &" ".repeat(1024 * 1024 - thousand.len());
    let told = appliance.post(CRM, &thousand).is(202).json();
    let fates = told["events"].as_array().expect("a list");
    let accepted = fates.iter().filter(|fate| fate["result"] == "accepted");
    assert_eq!(accepted.count(), 1000);
    appliance.post(CRM, &list(1001)).is(413).says("1000 events");
    thousand.push(' ');

    // What says that it is too long is not waited for.
    let path = "/api/v1/events";
    let long = head("POST", path, Some(CRM), thousand.len());
    exchange(appliance.address, long.as_bytes()).is(413);
    // What does not say how long it is, is read no further than it may be.
    let mut stream = connect(appliance.address);
    let chunked =
        head("POST", path, Some(CRM), 0).replace("Content-Length: 0", "Transfer-Encoding: chunked");
    let body = format!("{:x}\r\n{thousand}\r\n", thousand.len());
    std::io::Write::write_all(&mut stream, (chunked + &body).as_bytes()).expect("it is sent");
    read_answer(&mut stream).is(413);
    assert_eq!(ids(&appliance.stop()).len(), 1000);
}
