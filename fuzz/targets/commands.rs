//! MQTT: topic and payload as the appliance takes them, and what the line says to them. A line each, `topic payload`;
//! `$A` is the alert that is open, `$V` the visitor's code, `!` in front means retained, and `+N` lets N seconds pass.
#![no_main]

use std::{collections::BTreeMap, time::Duration};

use libfuzzer_sys::fuzz_target;
use showfloor::{
    publish::{Arrival, Refusal, Reply, ReplyResult, read},
    types::{AlertId, Input, Record},
};
use showfloor_fuzz::showroom::{CONFIG, Showroom};

/// More lines than this tell nothing new.
const MOST: usize = 40;

fuzz_target!(|text: &str| {
    let mut showroom = Showroom::open(true);
    let alert = showroom.alert.expect("the visitor is hot").to_string();
    let mut revisions = BTreeMap::new();
    for line in text.lines().take(MOST) {
        if let Some(seconds) = line.strip_prefix('+').and_then(|n| n.parse::<u16>().ok()) {
            showroom.now = showroom.now.later(Duration::from_secs(seconds.into()));
            let records = showroom.step(&Input::Tick(showroom.now));
            note_revisions(&mut revisions, &records);
            continue;
        }
        let (retained, line) = line
            .strip_prefix('!')
            .map_or((false, line), |line| (true, line));
        let (topic, payload) = line.split_once(' ').unwrap_or((line, ""));
        let filled = |text: &str| {
            text.replace("$A", &alert)
                .replace("$V", showroom.code.as_str())
        };
        let (topic, payload) = (filled(topic), filled(payload));
        let topic = format!("showfloor/{}/{topic}", CONFIG.site.id);
        let arrival = Arrival {
            topic: &topic,
            payload: payload.as_bytes(),
            retained,
        };
        match read(&CONFIG.site.id, &arrival, showroom.now) {
            Err(refusal) => assert_told(&refusal, &topic),
            Ok(input) => {
                assert!(
                    !retained,
                    "a retained command would be carried out at every start"
                );
                // What is due by now is not this input's doing.
                let due = showroom.step(&Input::Tick(showroom.now));
                note_revisions(&mut revisions, &due);
                let before = showroom.account();
                let records = showroom.step(&input);
                note_revisions(&mut revisions, &records);
                answered(&records, &input, &before, &showroom);
            }
        }
    }
    showroom.line.close(&showroom.now);
});

/// A refusal says why, to whoever the topic names.
fn assert_told(refusal: &Refusal, topic: &str) {
    assert_eq!(refusal.reply.result, ReplyResult::Refused);
    assert!(
        refusal
            .reply
            .reason
            .as_ref()
            .is_some_and(|why| !why.is_empty())
    );
    if let Some(to) = &refusal.to {
        assert_eq!(topic.split('/').nth(3), Some(to.as_str()));
    }
}

/// Everybody gets one answer, and what is refused changes nothing.
fn answered(records: &[Record], input: &Input, before: &str, showroom: &Showroom) {
    let to = match input {
        Input::Command(command) => &command.user,
        Input::Said(said) => &said.user,
        Input::Shift(tap) => &tap.user,
        Input::External(external) => &external.client,
        other => panic!("no message from outside is {other:?}"),
    };
    let topic = format!("showfloor/{}/replies/{to}", CONFIG.site.id);
    let replies: Vec<Reply> = records
        .iter()
        .filter_map(|record| match record {
            Record::Message(message) if message.topic == topic => {
                Some(serde_json::from_str(&message.payload).expect("a reply"))
            }
            _ => None,
        })
        .collect();
    let [reply] = &replies[..] else {
        panic!("{} replies to {input:?}", replies.len());
    };
    if reply.result == ReplyResult::Refused {
        assert!(reply.reason.is_some(), "{reply:?}");
        assert_eq!(records.len(), 1, "refused, and yet: {records:?}");
        assert_eq!(before, showroom.account());
    }
}

/// No revision of an alert is missing, and none comes twice.
fn note_revisions(revisions: &mut BTreeMap<AlertId, u32>, records: &[Record]) {
    for record in records {
        if let Record::Alert(alert) = record {
            let last = revisions.insert(alert.id, alert.rev);
            assert!(
                last.is_none_or(|last| alert.rev == last + 1),
                "{last:?} then {}",
                alert.rev
            );
        }
    }
}
