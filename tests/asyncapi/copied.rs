//! What users copy: the commands of `docs/mqtt.md`, and the flow for Node-RED.

use serde_json::Value;

use crate::{Channel, file, schema::CHANNELS};

/// The channels that a topic or a subscription's filter is about.
fn channels(topic: &str) -> Vec<&'static Channel> {
    let channels = CHANNELS.iter().filter(|channel| channel.matches(topic));
    channels.collect()
}

#[test]
fn the_commands_of_the_document_name_topics_that_there_are() {
    let text = file("docs/mqtt.md");
    let mut seen = (0, 0);
    for line in text.lines() {
        let mut words = line
            .split_whitespace()
            .map(|word| word.trim_matches(['\'', '"', '`']));
        let Some(program) = words.find(|word| ["mosquitto_sub", "mosquitto_pub"].contains(word))
        else {
            continue;
        };
        let words: Vec<_> = words.collect();
        for pair in words.windows(2).filter(|pair| pair[0] == "-t") {
            let found = channels(pair[1]);
            assert!(
                !found.is_empty(),
                "no topic of docs/asyncapi.json is {}: {line}",
                pair[1]
            );
            if program == "mosquitto_pub" {
                assert!(
                    found.iter().all(|channel| !channel.published),
                    "the appliance publishes there: {line}"
                );
                seen.0 += 1;
            } else {
                seen.1 += 1;
            }
        }
        if let Some((_, rest)) = line.split_once(" -m '") {
            let (payload, _) = rest.split_once('\'').expect("an end");
            let topic = words
                .windows(2)
                .find(|pair| pair[0] == "-t")
                .expect("a topic")[1];
            let problems = channels(topic)[0].problems(payload);
            assert!(problems.is_empty(), "{line}: {problems:#?}");
        }
    }
    assert!(seen.0 >= 2 && seen.1 >= 3, "{seen:?}");
}

/// All texts of a flow that begin as topics do, in the code of its functions too.
fn topics(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            for (at, _) in text.match_indices("showfloor/") {
                let topic: String = text[at..]
                    .chars()
                    .take_while(|c| !"'\"` ".contains(*c))
                    .collect();
                into.push(topic);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| topics(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| topics(field, into)),
        _ => {}
    }
}

#[test]
fn the_flow_for_node_red_is_whole_and_names_topics_that_there_are() {
    let flow: Value = serde_json::from_str(&file("docs/node-red.json")).expect("JSON");
    let nodes = flow.as_array().expect("a list of nodes");
    let ids: Vec<_> = nodes
        .iter()
        .map(|node| node["id"].as_str().expect("an id"))
        .collect();
    for node in nodes {
        let wires = node["wires"].as_array().into_iter().flatten();
        for wire in wires.flat_map(|wires| wires.as_array().expect("a list")) {
            assert!(ids.contains(&wire.as_str().expect("an id")), "{node:#}");
        }
        // The broker's own node names its host so.
        let broker = node["broker"]
            .as_str()
            .filter(|_| node["type"] != "mqtt-broker");
        for other in node["z"].as_str().into_iter().chain(broker) {
            assert!(ids.contains(&other), "{node:#}");
        }
    }
    let mut named = Vec::new();
    topics(&flow, &mut named);
    for topic in &named {
        assert!(
            !channels(topic).is_empty(),
            "no topic of docs/asyncapi.json is {topic}"
        );
    }
    let reads = |name: &str| {
        named
            .iter()
            .any(|topic| channels(topic).iter().any(|channel| channel.name == name))
    };
    for name in ["alerts", "alertCommands", "replies"] {
        assert!(reads(name), "{name}: {named:?}");
    }
}
