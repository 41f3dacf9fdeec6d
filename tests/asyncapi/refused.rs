//! That the schemas refuse: a schema that takes anything would pass every test that holds messages against it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    CHANNELS, examples,
    schema::{Message, found},
};

/// A value that stands nowhere in the contract.
const SURPRISE: &str = "surprise";

/// An example with one thing wrong, and what that is.
struct Spoilt {
    what: String,
    payload: Value,
}

/// All ways in which `at`, a place in `payload`, can be wrong under `schema`.
struct Spoiler<'a> {
    payload: &'a Value,
    spoilt: Vec<Spoilt>,
    /// Names of all properties that stand in the example.
    seen: BTreeSet<String>,
}

impl Spoiler<'_> {
    fn spoil(&mut self, at: &str, what: &str, change: impl FnOnce(&mut Value)) {
        let mut payload = self.payload.clone();
        change(payload.pointer_mut(at).expect("it is there"));
        let what = format!("{at}: {what}");
        self.spoilt.push(Spoilt { what, payload });
    }

    fn walk(&mut self, schema: &Value, at: &str) {
        let schema = found(schema);
        let value = self.payload.pointer(at).expect("it is there").clone();
        for part in list(schema, "allOf") {
            self.walk(part, at);
        }
        // Only what may be null is written with `oneOf`.
        for part in list(schema, "oneOf") {
            if value.is_null() == (part["type"] == "null") {
                self.walk(part, at);
            }
        }
        if schema["type"].is_string() || schema["type"].is_array() {
            self.spoil(at, "of another type", |value| *value = json!([[]]));
        }
        for key in ["enum", "const", "pattern", "format"] {
            if schema.get(key).is_some() {
                self.spoil(at, &format!("against `{key}`"), |value| {
                    *value = SURPRISE.into();
                });
            }
        }
        if let (Some(number), Some(_)) = (schema.get("minimum"), value.as_f64()) {
            let below = json!(number.as_f64().expect("a number") - 1.0);
            self.spoil(at, "below the minimum", |value| *value = below);
        }
        if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
            for n in 0..values.len() {
                self.walk(items, &format!("{at}/{n}"));
            }
        }
        if let (Some(properties), Some(fields)) =
            (schema["properties"].as_object(), value.as_object())
        {
            self.walk_fields(schema, properties, fields, at);
        }
    }

    fn walk_fields(
        &mut self,
        schema: &Value,
        properties: &Map<String, Value>,
        fields: &Map<String, Value>,
        at: &str,
    ) {
        for name in list(schema, "required").iter().filter_map(Value::as_str) {
            self.spoil(at, &format!("`{name}` left out"), |value| {
                value.as_object_mut().expect("an object").remove(name);
            });
        }
        if schema["additionalProperties"] == false {
            self.spoil(at, "a field more", |value| value[SURPRISE] = 1.into());
        }
        for (name, property) in properties {
            if fields.contains_key(name) {
                self.seen.insert(name.clone());
                self.walk(property, &format!("{at}/{name}"));
            }
        }
    }
}

fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema[key].as_array().map_or(&[], Vec::as_slice)
}

fn spoiler<'a>(message: &Message, example: &'a Value) -> Spoiler<'a> {
    let mut spoiler = Spoiler {
        payload: example,
        spoilt: Vec::new(),
        seen: BTreeSet::new(),
    };
    spoiler.walk(message.payload(), "");
    spoiler
}

#[test]
fn a_published_message_with_one_thing_wrong_is_refused() {
    let mut tried = 0;
    for channel in CHANNELS.iter().filter(|channel| channel.published) {
        for message in channel
            .messages
            .iter()
            .filter(|message| message.name != "cleared")
        {
            let mut seen = BTreeSet::new();
            for example in examples(channel, message) {
                let spoiler = spoiler(message, &example);
                tried += spoiler.spoilt.len();
                for Spoilt { what, payload } in &spoiler.spoilt {
                    let problems = message.problems(payload);
                    assert!(
                        !problems.is_empty(),
                        "{} with {what} is taken: {payload:#}",
                        message.name
                    );
                }
                seen.extend(spoiler.seen);
            }
            // What no example has, nobody tried.
            let schema = found(message.payload());
            let schema = list(schema, "allOf").first().map_or(schema, found);
            let all = schema["properties"].as_object().expect("properties").keys();
            let unseen: Vec<_> = all.filter(|name| !seen.contains(*name)).collect();
            assert!(
                unseen.is_empty(),
                "no example of {} has {unseen:?}",
                message.name
            );
        }
    }
    assert!(tried > 400, "{tried} tried");
}

#[test]
fn what_hangs_together_is_refused_apart() {
    let problems = |topic: &str, payload: &Value| {
        let channel =
            crate::schema::channel(&format!("showfloor/north/{topic}")).expect("a channel");
        channel.problems(&payload.to_string())
    };
    let alerts = CHANNELS
        .iter()
        .find(|channel| channel.name == "alerts")
        .expect("alerts");
    let alert = examples(alerts, &alerts.messages[0]).swap_remove(0);
    let with = |field: &str, value: Value| {
        let mut alert = alert.clone();
        alert[field] = value;
        alert
    };
    assert!(problems("alerts", &alert).is_empty());
    // Nobody is where a camera is meant, and somebody where none is.
    assert!(!problems("alerts", &with("kind", "camera".into())).is_empty());
    assert!(!problems("alerts", &with("visitor", Value::Null)).is_empty());
    assert!(!problems("alerts", &with("at", "2026-05-28T22:26:40+02:00".into())).is_empty());
    // An alert that is over is cleared, and stands no more.
    let own = "alerts/01KSR4W5M0000000000000000F";
    assert!(problems(own, &alert).is_empty());
    assert!(!problems(own, &with("state", "closed".into())).is_empty());
    let empty = |topic: &str| {
        crate::schema::channel(topic)
            .expect("a channel")
            .problems("")
    };
    assert!(empty("showfloor/north/visitors/V-7K3QD").is_empty());
    assert!(!empty("showfloor/north/alerts").is_empty());
    assert!(!empty("showfloor/north/status").is_empty());
    // A refusal says why, and nothing else needs to.
    let reply = json!({ "v": 1, "event": "crm-1", "result": "refused" });
    assert!(!problems("replies/crm", &reply).is_empty());
    let reply = json!({ "v": 1, "event": "crm-1", "result": "accepted", "reason": "so" });
    assert!(!problems("replies/crm", &reply).is_empty());
    // One answer is about one thing.
    let reply = json!({ "v": 1, "event": "crm-1", "shift": "start", "result": "accepted" });
    assert!(!problems("replies/crm", &reply).is_empty());
    // What two topics could mean is meant by one.
    assert!(crate::schema::channel("showfloor/north/commands/anna/alerts").is_none());
    assert!(crate::schema::channel("showfloor/north/doors").is_none());
}
