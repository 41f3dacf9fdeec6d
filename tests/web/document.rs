//! `docs/openapi.json` against what the program does.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use showfloor::web::ROUTES;

use crate::{
    appliance::{ANNA, Appliance, CRM},
    http::request,
};

fn document() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let text = fs::read_to_string(file).expect("it is there");
    serde_json::from_str(&text).expect("JSON")
}

/// What `$ref` names, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"].as_str().map_or(value, |name| {
        let place = name.strip_prefix('#').expect("within the document");
        let found = document.pointer(place);
        found.unwrap_or_else(|| panic!("{name} is nowhere"))
    })
}

fn walk(document: &Value, value: &Value) {
    resolved(document, value);
    match value {
        Value::Object(fields) => fields.values().for_each(|value| walk(document, value)),
        Value::Array(items) => items.iter().for_each(|value| walk(document, value)),
        _ => {}
    }
}

#[test]
fn it_lists_the_routes_there_are_and_no_others_and_each_is_answered() {
    let document = document();
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|v| v.starts_with("3.1"))
    );
    walk(&document, &document);
    let paths = document["paths"].as_object().expect("paths");
    let documented: BTreeSet<_> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods");
            let methods = methods.keys().filter(|key| *key != "parameters");
            methods.map(|method| (method.as_str(), path.as_str()))
        })
        .collect();
    assert_eq!(documented, ROUTES.into());

    let appliance = Appliance::start();
    for (method, path) in ROUTES {
        let asked = path.replace("{code}", ANNA);
        let answer = request(
            appliance.address,
            &method.to_uppercase(),
            &asked,
            Some(CRM),
            b"{}",
        );
        let responses = &document["paths"][path][method]["responses"];
        let told = &responses[answer.status.to_string()];
        assert!(told.is_object(), "{method} {path}: {answer:#?}");
        assert!(![404, 405].contains(&answer.status), "{answer:#?}");
    }
}

#[test]
fn what_it_says_of_answers_is_what_they_hold() {
    let document = document();
    let appliance = Appliance::start();
    let event = serde_json::json!({ "id": "e", "visitor": ANNA, "event": "quote" });
    appliance.post(CRM, &event.to_string()).is(202);
    let score = appliance.score(ANNA);
    let schemas = &document["components"]["schemas"];
    let keys = |value: &Value| -> BTreeSet<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    let documented = |name: &str| keys(&schemas[name]["properties"]);
    assert_eq!(keys(&score), documented("Score"));
    assert_eq!(keys(&score["entries"][0]), documented("Entry"));
    let refused = appliance.post(CRM, "{").is(400).json();
    assert_eq!(keys(&refused), documented("Problem"));
    let list = serde_json::json!([event, { "id": "x", "visitor": "V-NONE0", "event": "quote" }]);
    let fates = appliance.post(CRM, &list.to_string()).is(202).json();
    let every: BTreeSet<_> = [0, 1]
        .iter()
        .flat_map(|n| keys(&fates["events"][n]))
        .collect();
    assert_eq!(every, documented("Fate"));
}
