//! What the document says of messages to the appliance, held against what the appliance takes.

use jiff::Timestamp;
use serde_json::{Value, json};
use showfloor::{
    publish::{self, Arrival},
    types::{RunId, Stamp},
};
use ulid::Ulid;

use crate::{
    CHANNELS, Channel, DOCUMENT, examples,
    schema::{Message, found},
};

/// A topic of the channel, with the examples of its parameters.
fn topic(channel: &Channel) -> String {
    let parameters = &DOCUMENT["channels"][&channel.name]["parameters"];
    let name = |name: &str| {
        let parameter = name.trim_matches(['{', '}']);
        let example = &found(&parameters[parameter])["examples"][0];
        if name.starts_with('{') {
            example.as_str().expect("an example")
        } else {
            name
        }
        .to_owned()
    };
    let names: Vec<_> = channel.address.split('/').map(name).collect();
    names.join("/")
}

/// Why the appliance does not take this payload, where it does not.
fn refusal(topic: &str, payload: &Value) -> Option<String> {
    let payload = payload.to_string();
    let arrival = Arrival {
        topic,
        payload: payload.as_bytes(),
        retained: false,
    };
    let stamp = Stamp {
        run: RunId(Ulid::from(1)),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    let read = publish::read("north", &arrival, stamp);
    read.err()
        .map(|refusal| refusal.reply.reason.unwrap_or_default())
}

/// Messages that the document lets pass, with each word that it lists.
fn allowed(channel: &Channel, message: &Message) -> Vec<Value> {
    let properties = &found(message.payload())["properties"];
    let mut all = examples(channel, message);
    let mut first = all[0].clone();
    first["unheard_of"] = json!({ "by": ["us"] });
    all.push(first);
    for (name, property) in properties.as_object().expect("properties") {
        for word in property["enum"].as_array().into_iter().flatten() {
            let mut other = all[0].clone();
            other[name] = word.clone();
            all.push(other);
        }
    }
    all
}

#[test]
fn the_appliance_takes_what_the_document_lets_pass() {
    let mut tried = 0;
    for channel in CHANNELS.iter().filter(|channel| !channel.published) {
        let topic = topic(channel);
        for message in &channel.messages {
            for payload in allowed(channel, message) {
                assert!(message.problems(&payload).is_empty(), "{payload}");
                let refused = refusal(&topic, &payload);
                assert_eq!(refused, None, "{topic} {payload}");
                tried += 1;
            }
        }
    }
    assert!(tried > 15, "{tried} tried");
}

#[test]
fn what_the_document_forbids_the_appliance_refuses() {
    let long = "x".repeat(129);
    for (topic, payload) in [
        ("commands/anna/alerts/01KSR4W5M0000000000000000F", json!({})),
        (
            "commands/anna/alerts/01KSR4W5M0000000000000000F",
            json!({ "action": "hug" }),
        ),
        (
            "commands/anna/alerts/01KSR4W5M0000000000000000F",
            json!({ "action": "claim", "reason": 7 }),
        ),
        (
            "commands/anna/visitors/V-7K3QD",
            json!({ "action": "claim" }),
        ),
        ("events/crm", json!({ "id": "e-1", "event": "quote" })),
        (
            "events/crm",
            json!({ "id": "e-1", "event": "quote", "visitor": "V-7K3QD", "contact": "4711" }),
        ),
        (
            "events/crm",
            json!({ "id": "", "event": "quote", "visitor": "V-7K3QD" }),
        ),
        (
            "events/crm",
            json!({ "id": long, "event": "quote", "visitor": "V-7K3QD" }),
        ),
        (
            "events/crm",
            json!({ "id": "e-1", "event": "quote", "visitor": "V-7K3QD", "at": "yesterday" }),
        ),
        (
            "events/crm",
            json!({ "id": "e-1", "event": "quote", "visitor": "V-7K3QD", "data": { "a": [1] } }),
        ),
    ] {
        let topic = format!("showfloor/north/{topic}");
        let channel = crate::schema::channel(&topic).expect("a channel");
        assert!(
            !channel.problems(&payload.to_string()).is_empty(),
            "{topic} {payload}"
        );
        assert!(refusal(&topic, &payload).is_some(), "{topic} {payload}");
    }
}
