//! The words and fields of the document, held against the program's own types.

use std::collections::BTreeSet;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use showfloor::{
    publish::{self, Reply},
    types::{
        Action, Alert, AlertKind, AlertState, Band, CameraState, OutboxMessage, Priority, Saying,
        ShiftAction, StaffState, StaffView, Stage, VisitorView, ZoneKind,
    },
};

use crate::{
    CHANNELS, DOCUMENT, examples,
    schema::{channel, check_message},
};

/// How a type writes its words: its reader names them all where it meets another.
fn written<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = serde_json::from_str::<T>("\"surprise\"") else {
        panic!("it takes any word");
    };
    let text = error.to_string();
    let words = text.split('`').skip(1).step_by(2);
    words
        .filter(|word| *word != "surprise")
        .map(str::to_owned)
        .collect()
}

/// The words that the document lists at a place.
fn described(place: &str) -> BTreeSet<String> {
    let list = DOCUMENT.pointer(&format!("/components/schemas/{place}/enum"));
    let words = list
        .and_then(Value::as_array)
        .unwrap_or_else(|| panic!("{place} lists no words"));
    words
        .iter()
        .map(|word| word.as_str().expect("a word").to_owned())
        .collect()
}

#[test]
fn it_lists_the_words_that_the_program_knows() {
    for (place, words) in [
        ("alertKind", written::<AlertKind>()),
        ("alertState", written::<AlertState>()),
        ("alert/properties/priority", written::<Priority>()),
        ("stage", written::<Stage>()),
        ("band", written::<Band>()),
        ("camera/properties/state", written::<CameraState>()),
        ("staff/properties/state", written::<StaffState>()),
        ("command/properties/action", written::<Action>()),
        ("alertReply/properties/action", written::<Action>()),
        ("statement/properties/action", written::<Saying>()),
        ("visitorReply/properties/said", written::<Saying>()),
        ("shift/properties/action", written::<ShiftAction>()),
        ("shiftReply/properties/shift", written::<ShiftAction>()),
    ] {
        assert_eq!(described(place), words, "{place}");
    }
    // Nobody is ever seen in a zone that is masked.
    let mut zones = written::<ZoneKind>();
    zones.remove("exclude");
    assert_eq!(described("zone/properties/kind"), zones);
}

/// The examples of a message, read by the program and written again: neither may lose a field.
fn read<T: DeserializeOwned + Serialize>(message: &str) -> Vec<T> {
    let mut of_message = CHANNELS
        .iter()
        .flat_map(|channel| channel.messages.iter().map(move |m| (channel, m)));
    let (channel, found) = of_message
        .find(|(_, m)| m.name == message)
        .expect("a message");
    let read = |example: Value| {
        let value: T = serde_json::from_value(example.clone())
            .unwrap_or_else(|e| panic!("{message}: {e}: {example:#}"));
        let again = serde_json::to_string(&value).expect("JSON");
        let again: Value = serde_json::from_str(&again).expect("JSON");
        assert_eq!(again, example, "{message}");
        value
    };
    examples(channel, found).into_iter().map(read).collect()
}

fn check(messages: &[OutboxMessage]) {
    messages.iter().for_each(check_message);
}

#[test]
fn what_the_program_makes_of_its_types_is_what_it_describes() {
    for alert in read::<Alert>("alert") {
        for state in described("alertState") {
            let state = serde_json::from_value(state.into()).expect("a state");
            check(&publish::alert_messages(&Alert {
                state,
                ..alert.clone()
            }));
        }
    }
    for view in read::<VisitorView>("visitor") {
        check(&[
            publish::visitor_message(&view),
            publish::visitor_gone(&view.site, &view.visitor),
        ]);
    }
    for view in read::<StaffView>("staff") {
        check(&[
            publish::staff_message("north", &view),
            publish::staff_gone("north", &view.user),
        ]);
    }
    for message in &channel("showfloor/north/replies/anna")
        .expect("a channel")
        .messages
    {
        for reply in read::<Reply>(&message.name) {
            check(&[publish::reply_message("north", "anna", &reply)]);
        }
    }
}
