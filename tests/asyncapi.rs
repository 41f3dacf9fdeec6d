//! `docs/asyncapi.json` against its own standard, against `docs/mqtt.md`, and against what the program takes; and the
//! examples that users copy.

#[path = "asyncapi/copied.rs"]
mod copied;
#[path = "asyncapi/refused.rs"]
mod refused;
#[path = "support/schema.rs"]
mod schema;
#[path = "asyncapi/taken.rs"]
mod taken;
#[path = "asyncapi/types.rs"]
mod types;

use std::{collections::BTreeMap, env, fs, path::Path, process::Command};

use schema::{CHANNELS, Channel, DOCUMENT, Message, found};
use serde_json::Value;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The examples of a message, as the document shows them.
fn examples(channel: &Channel, message: &Message) -> Vec<Value> {
    let shown = found(&DOCUMENT["channels"][&channel.name]["messages"][&message.name]);
    let examples = shown["examples"].as_array().into_iter().flatten();
    examples.map(|example| example["payload"].clone()).collect()
}

#[test]
#[allow(clippy::print_stderr, reason = "a test says what it leaves out")]
fn asyncapis_own_parser_finds_nothing_wrong_with_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let parser = root.join(".showfloor/asyncapi");
    if !parser.join("stamp").exists() {
        let required = env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
        let missing = "AsyncAPI's parser is missing: scripts/setup takes it from npm";
        assert!(!required, "{missing}");
        eprintln!("left out: {missing}");
        return;
    }
    let read = Command::new("node")
        .arg(root.join("tests/asyncapi/read.cjs"))
        .arg(&parser)
        .arg(root.join("docs/asyncapi.json"))
        .output()
        .expect("Node is not installed: run scripts/setup");
    let (said, errors) = [&read.stdout, &read.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes))
        .into();
    assert!(read.status.success(), "{said}{errors}");
    assert_eq!(
        said.trim_end(),
        format!("AsyncAPI 3.0.0, {} operations", CHANNELS.len())
    );
}

#[test]
fn it_has_the_topics_of_the_document_and_no_others() {
    let text = file("docs/mqtt.md");
    let rows = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `showfloor/"));
    let told: BTreeMap<_, _> = rows
        .map(|row| {
            let cells: Vec<_> = row.split('|').map(str::trim).collect();
            let topic = cells[0].trim_end_matches('`');
            (
                format!("showfloor/{topic}"),
                (
                    cells[1] == "appliance",
                    !["no", "must not be"].contains(&cells[2]),
                ),
            )
        })
        .collect();
    let described: BTreeMap<_, _> = CHANNELS
        .iter()
        .map(|channel| {
            (
                channel.address.clone(),
                (channel.published, channel.retained),
            )
        })
        .collect();
    assert_eq!(
        described, told,
        "topic, whether the appliance publishes there, whether it is retained"
    );
}

#[test]
fn the_examples_of_both_documents_are_as_it_says() {
    for channel in CHANNELS.iter() {
        for message in &channel.messages {
            let examples = examples(channel, message);
            assert!(
                !examples.is_empty() || message.name == "cleared",
                "{} has no example",
                message.name
            );
            for example in examples {
                let problems = message.problems(&example);
                assert!(
                    problems.is_empty(),
                    "{}: {example:#}: {problems:#?}",
                    message.name
                );
            }
        }
    }
    let text = file("docs/mqtt.md");
    let mut seen = 0;
    for block in text.split("```json ").skip(1) {
        let (kind, rest) = block.split_once('\n').expect("a line");
        let (example, _) = rest.split_once("```").expect("an end");
        let of_kind = |name: &str| {
            CHANNELS
                .iter()
                .find(|channel| channel.messages.iter().any(|m| m.name == name))
        };
        let channel = of_kind(if kind == "reply" { "alertReply" } else { kind });
        let channel =
            channel.unwrap_or_else(|| panic!("docs/asyncapi.json has no message `{kind}`"));
        let problems = channel.problems(example);
        assert!(problems.is_empty(), "{kind}: {example}: {problems:#?}");
        seen += 1;
    }
    assert!(seen >= 11, "{seen} examples");
}
