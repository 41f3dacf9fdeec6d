//! What visitors have a right to, asked for by another system.

use serde_json::Value;
use showfloor::store::Reader;

use crate::{
    appliance::{Appliance, BRUNO, CRM, READER},
    http::request,
};

#[test]
fn what_is_kept_is_handed_out_and_erased_with_a_receipt_for_whoever_may_ask() {
    let appliance = Appliance::start();
    let visitor = format!("/api/v1/visitors/{BRUNO}");
    let export = format!("{visitor}/export");
    let erase = |token| request(appliance.address, "DELETE", &visitor, token, b"");
    for (token, status) in [(None, 401), (Some("sf_nobody"), 401), (Some(READER), 403)] {
        appliance.get(token, &export).is(status);
        erase(token).is(status);
    }
    let kept = appliance.get(Some(CRM), &export).is(200).json();
    assert!(kept.to_string().contains(BRUNO), "{kept}");

    let receipt = erase(Some(CRM)).is(200).json();
    assert_eq!(receipt["codes"][0], BRUNO);
    assert_eq!(receipt["by"], "crm");
    assert_eq!(receipt["signature"].as_str().map(str::len), Some(128));
    appliance.get(Some(CRM), &export).is(404);
    erase(Some(CRM)).is(404);

    let reader = Reader::open(&appliance.config.store).expect("the store opens");
    let log = reader.audit().expect("it can be read");
    for what in ["visitors.exported", "visitors.erased"] {
        let entry = log.iter().find(|entry| entry.what == what);
        assert_eq!(entry.expect("it is noted").who, "crm", "{what}");
    }
}

#[test]
fn a_consent_ends_by_its_receipt_and_nothing_else_does_by_accident() {
    let appliance = Appliance::start();
    let withdraw = |token, body: &str| {
        let path = "/api/v1/withdrawals";
        request(appliance.address, "POST", path, token, body.as_bytes())
    };
    let code = r#"{"code":"7K3Q-DM42-9XTR-VB6H"}"#;
    withdraw(None, code).is(401);
    withdraw(Some(READER), code).is(403);
    for wrong in ["", "[]", "{}", r#"{"code":7}"#] {
        withdraw(Some(CRM), wrong).is(400);
    }
    let refused: Value = withdraw(Some(CRM), code).is(422).json();
    assert!(
        refused["reason"]
            .as_str()
            .is_some_and(|why| !why.is_empty()),
        "{refused}"
    );
}
