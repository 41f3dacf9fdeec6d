//! What the appliance publishes, held against the schemas of `docs/asyncapi.json`.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{fmt::Write, fs, path::Path, sync::LazyLock};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use showfloor::types::{OutboxMessage, Record};

/// The document, as it stands in the file.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/asyncapi.json");
    let text = fs::read_to_string(file).expect("docs/asyncapi.json is there");
    serde_json::from_str(&text).expect("docs/asyncapi.json is JSON")
});

pub(crate) static CHANNELS: LazyLock<Vec<Channel>> = LazyLock::new(|| {
    let channels = DOCUMENT["channels"].as_object().expect("channels");
    channels.keys().map(|name| Channel::read(name)).collect()
});

/// The message whose payload is no JSON but nothing.
const CLEARED: &str = "cleared";

/// Topics of one kind, and what may be published there.
pub(crate) struct Channel {
    pub(crate) name: String,
    pub(crate) address: String,
    /// Whether the appliance publishes there, and does not read.
    pub(crate) published: bool,
    pub(crate) retained: bool,
    pub(crate) messages: Vec<Message>,
}

pub(crate) struct Message {
    pub(crate) name: String,
    payload: &'static Value,
    validator: Validator,
}

impl Channel {
    fn read(name: &str) -> Self {
        let channel = &DOCUMENT["channels"][name];
        let place = format!("#/channels/{name}");
        let operations = DOCUMENT["operations"].as_object().expect("operations");
        let mut own = operations
            .values()
            .filter(|operation| operation["channel"]["$ref"] == *place);
        let (Some(operation), None) = (own.next(), own.next()) else {
            panic!("{place} has one operation");
        };
        let messages = channel["messages"].as_object().expect("messages");
        Self {
            name: name.to_owned(),
            address: channel["address"].as_str().expect("an address").to_owned(),
            published: operation["action"] == "send",
            retained: found(&operation["bindings"])["mqtt"]["retain"] == true,
            messages: messages.values().map(Message::read).collect(),
        }
    }

    /// Whether a topic, or a filter of a subscription, is about topics of this channel.
    pub(crate) fn matches(&self, topic: &str) -> bool {
        let mut ours = self.address.split('/');
        for theirs in topic.split('/') {
            match ours.next() {
                Some(_) if theirs == "#" => return true,
                Some(name) if name.starts_with('{') && !theirs.is_empty() => {}
                Some(name) if theirs == "+" || theirs == name => {}
                _ => return false,
            }
        }
        ours.next().is_none()
    }

    /// What is wrong with a payload under every message that it could be; nothing where it is right under one.
    pub(crate) fn problems(&self, payload: &str) -> Vec<String> {
        let is_nothing = |message: &Message| message.name == CLEARED;
        if payload.is_empty() {
            let may_be = self.messages.iter().any(is_nothing);
            return if may_be {
                vec![]
            } else {
                vec!["it is empty, and no topic here is ever cleared".to_owned()]
            };
        }
        let value = match serde_json::from_str(payload) {
            Ok(value) => value,
            Err(error) => return vec![format!("not JSON: {error}")],
        };
        let mut all = Vec::new();
        for message in self.messages.iter().filter(|message| !is_nothing(message)) {
            let problems = message.problems(&value);
            if problems.is_empty() {
                return problems;
            }
            let of_message = |problem| format!("as `{}`: {problem}", message.name);
            all.extend(problems.into_iter().map(of_message));
        }
        all
    }
}

impl Message {
    fn read(reference: &'static Value) -> Self {
        let message = found(reference);
        // Under draft 7 nothing counts beside `$ref`.
        let schema = json!({
            "allOf": [message["payload"]],
            "components": { "schemas": DOCUMENT["components"]["schemas"] },
        });
        let validator = jsonschema::options()
            .with_draft(Draft::Draft7)
            .should_validate_formats(true)
            .build(&schema);
        Self {
            name: message["name"].as_str().expect("a name").to_owned(),
            payload: &message["payload"],
            validator: validator.unwrap_or_else(|e| panic!("{reference}: {e}")),
        }
    }

    /// The schema of its payload.
    pub(crate) fn payload(&self) -> &'static Value {
        self.payload
    }

    /// What is wrong with this payload, each with its place in it.
    pub(crate) fn problems(&self, payload: &Value) -> Vec<String> {
        let problems = self.validator.iter_errors(payload);
        problems
            .map(|problem| format!("{} {problem}", problem.instance_path()))
            .collect()
    }
}

/// What `$ref` names, or the value itself.
pub(crate) fn found(value: &Value) -> &Value {
    let Some(name) = value["$ref"].as_str() else {
        return value;
    };
    let place = name.strip_prefix('#').expect("within the document");
    let there = DOCUMENT.pointer(place);
    found(there.unwrap_or_else(|| panic!("{name} is nowhere in docs/asyncapi.json")))
}

/// The channel of a topic.
pub(crate) fn channel(topic: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|channel| channel.matches(topic))
}

/// Checks a message that the appliance published; says what is wrong where it is not as `docs/asyncapi.json` has it.
pub(crate) fn check(topic: &str, payload: &str) {
    let Some(channel) = channel(topic).filter(|channel| channel.published) else {
        panic!(
            "docs/asyncapi.json has no channel on which the appliance publishes {topic}\n  {payload}"
        );
    };
    let problems = channel.problems(payload);
    let mut text = String::new();
    for problem in &problems {
        let _ = write!(text, "\n  {problem}");
    }
    assert!(
        problems.is_empty(),
        "published on {topic} (channel `{}` of docs/asyncapi.json):\n  {payload}\nis not what the document says:{text}",
        channel.name
    );
}

/// As `check`, and whether the broker keeps it as it should.
pub(crate) fn check_message(message: &OutboxMessage) {
    check(&message.topic, &message.payload);
    let retained = channel(&message.topic).is_some_and(|channel| channel.retained);
    assert_eq!(message.retain, retained, "retained: {}", message.topic);
}

/// Checks every message among what the line wants to be kept.
pub(crate) fn check_all(records: &[Record]) {
    for record in records {
        if let Record::Message(message) = record {
            check_message(message);
        }
    }
}

/// Filters that subscribe to all that the appliance publishes, at any site.
pub(crate) fn published() -> impl Iterator<Item = String> {
    let channels = CHANNELS.iter().filter(|channel| channel.published);
    channels.map(|channel| {
        let wild = |name: &str| if name.starts_with('{') { "+" } else { name }.to_owned();
        let names: Vec<_> = channel.address.split('/').map(wild).collect();
        names.join("/")
    })
}
