//! `docs/openapi.json` against what the program does.

use std::{collections::BTreeSet, env, fs, path::Path};

use serde_json::Value;
use showfloor::web::{ROUTES, openapi};

use crate::{
    appliance::{ANNA, Appliance, BRUNO, CRM},
    http::request,
};

fn document() -> Value {
    serde_json::from_str(openapi()).expect("JSON")
}

/// `SHOWFLOOR_REGENERATE=1` writes the copy anew.
#[test]
fn the_copy_for_readers_is_what_the_program_gives() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let given = [openapi(), "\n"].concat();
    if env::var_os("SHOWFLOOR_REGENERATE").is_some() {
        fs::write(&file, &given).expect("it is written");
    }
    let copy = fs::read_to_string(file).expect("it is there");
    assert!(
        copy == given,
        "docs/openapi.json is another: SHOWFLOOR_REGENERATE=1 writes it"
    );
    let appliance = Appliance::start();
    let answer = appliance.get(None, "/api/v1/openapi.json").is(200);
    assert_eq!(answer.body, openapi());
}

#[test]
fn it_lists_the_routes_there_are_and_no_others_and_each_is_answered() {
    let document = document();
    let version = document["openapi"].as_str().expect("a version");
    assert!(version.starts_with("3.1"), "{version}");
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
        // Of whoever is erased, nothing is left to be asked for.
        let code = if method == "delete" { BRUNO } else { ANNA };
        let asked = path.replace("{code}", code);
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
