//! What a day leaves behind in each privacy mode: every file of the appliance, its broker's and its backups', searched byte by byte
//! for what nobody may find there.
//!
//! The appliance runs in a process of its own (this test program, started once more) that is killed in the middle of the
//! evening, with everything it may write to in one folder: store, log, temporary files, working directory, output at its
//! most talkative. Names of signatures are known, as the people are made up.

#[path = "support/decrypt.rs"]
mod decrypt;
#[path = "support/made_up.rs"]
mod made_up;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "left_behind/planted.rs"]
mod planted;
#[path = "support/schema.rs"]
mod schema;
#[path = "left_behind/showroom.rs"]
mod showroom;

use std::fs;

use mosquitto::wait_until;
use planted::{CAMERA_PASSWORD, MQTT_PASSWORD, WEBHOOK_SECRET, contains};
use serde_json::Value;
use showfloor::types::VisitorId;
use showroom::Showroom;
use ulid::Ulid;

#[test]
fn the_day_of_the_child() {
    showroom::day_of_the_child();
}

/// Nothing of it lies about in the clear, and nothing of a face even for whoever decrypts the pages.
fn nothing_in_the_clear(showroom: &Showroom) {
    let key = fs::read_to_string(&showroom.config.store.key_file).expect("the key");
    let key = key.trim();
    let key_bytes: Vec<u8> = (0..32)
        .map(|i| u8::from_str_radix(&key[2 * i..2 * i + 2], 16).expect("hex"))
        .collect();
    let secrets = [
        MQTT_PASSWORD.as_bytes(),
        CAMERA_PASSWORD.as_bytes(),
        WEBHOOK_SECRET.as_bytes(),
        key.as_bytes(),
        &key_bytes,
    ];
    let files = showroom.files();
    assert!(
        files.keys().any(|path| path.ends_with("var/store.db")),
        "{files:?}"
    );
    for (path, bytes) in &files {
        let path = path.display();
        for secret in secrets {
            assert!(
                !contains(bytes, secret),
                "{path}: {}",
                String::from_utf8_lossy(secret)
            );
        }
        assert_eq!(showroom.planted.signature_in(bytes), None, "{path}");
        assert_eq!(showroom.planted.number_in(bytes), None, "{path}");
        // No picture of any kind that is in use: JPEG, PNG, WebP.
        for picture in [
            &b"JFIF\0"[..],
            b"Exif\0\0",
            b"\x89PNG\r\n\x1A\n",
            b"WEBPVP8",
        ] {
            assert!(!contains(bytes, picture), "{path}: a picture");
        }
    }
    for (path, bytes) in showroom.plain() {
        let path = path.display();
        assert_eq!(
            showroom.planted.signature_in(&bytes),
            None,
            "{path}, decrypted"
        );
        assert_eq!(
            showroom.planted.number_in(&bytes),
            None,
            "{path}, decrypted"
        );
    }
    assert_eq!(
        showroom
            .planted
            .signature_in(showroom.retained().as_bytes()),
        None
    );
}

/// Ids by which somebody is known, from what would be handed to them.
fn ids(showroom: &Showroom, code: &str) -> Vec<String> {
    let export = showroom.done(&["visitors", "export", code]);
    // It is theirs, and not a part of what the appliance leaves.
    let name = format!("var/said-visitors-export-{code}");
    fs::remove_file(showroom.folder.path().join(name)).expect("it was kept");
    let export: Value = serde_json::from_str(&export).expect("JSON");
    let mut ids = Vec::new();
    ulids(&export, &mut ids);
    ids
}

fn ulids(value: &Value, ids: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() == 26 && text.parse::<Ulid>().is_ok() => {
            ids.push(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| ulids(item, ids)),
        Value::Object(fields) => {
            for (key, field) in fields {
                // Of a rule, a run or an alert is said what is not theirs alone.
                if ["visitor", "visit", "id", "visits", "ids"].contains(&key.as_str())
                    || !field.is_string()
                {
                    ulids(field, ids);
                }
            }
        }
        _ => {}
    }
}

fn whole_day(recognition: &str) {
    let showroom = Showroom::new(recognition);
    let mut child = showroom.begin();
    let alma = showroom.first_visitor();
    if recognition == "opt-in" {
        showroom.consents(alma);
    }
    wait_until("the visits of the morning", || {
        let kept = showroom.reader().and_then(|reader| reader.kept().ok());
        kept.is_some_and(|kept| kept.visits >= 3)
    });
    showroom.done(&["backup"]);
    wait_until("the evening", || {
        let kept = showroom.reader().and_then(|reader| reader.kept().ok());
        kept.is_some_and(|kept| kept.visits >= 5)
    });
    // As the power goes: the log of the store is left where it is.
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert!(
        fs::metadata(showroom.folder.path().join("var/store.db-wal"))
            .is_ok_and(|log| log.len() > 0)
    );
    nothing_in_the_clear(&showroom);

    let kept = showroom
        .reader()
        .expect("a store")
        .kept()
        .expect("it can be read");
    match recognition {
        "visit-only" => assert_eq!(kept.signatures, 0),
        _ => assert!(kept.signatures > 0, "{kept:?}"),
    }
    if recognition == "opt-in" {
        let reader = showroom.reader().expect("a store");
        let today = |visitor: VisitorId| {
            let known = reader
                .resolve(&visitor.to_string())
                .expect("it can be read");
            known.map(|(visitor, _)| visitor)
        };
        let kept = reader.visitor_templates().expect("they can be read");
        let theirs = kept.iter().map(|template| today(template.visitor));
        assert!(
            theirs.eq(kept.iter().map(|_| today(alma))),
            "of nobody else"
        );
    }

    let code = showroom.who_left();
    // Whoever is erased is gone, from the store and from the backup that is put back.
    let known_by = ids(&showroom, &code);
    assert!(known_by.len() >= 2, "a visitor and a visit: {known_by:?}");
    showroom.done(&["visitors", "erase", &code, "--yes"]);
    gone(&showroom, &known_by);
    showroom.done(&["restore", "--replace"]);
    gone(&showroom, &known_by);
    nothing_in_the_clear(&showroom);
    assert!(!showroom.done(&["visitors", "list"]).contains(&code));
    showroom.done(&["audit", "verify"]);
}

/// Nobody finds any of these ids in the store and its log, not even with the key.
fn gone(showroom: &Showroom, ids: &[String]) {
    for (path, bytes) in showroom.plain() {
        if path.components().any(|part| part.as_os_str() == "backups") {
            continue;
        }
        for id in ids {
            assert!(!contains(&bytes, id.as_bytes()), "{}: {id}", path.display());
        }
    }
}

#[test]
fn a_day_in_which_nobody_is_remembered() {
    whole_day("visit-only");
}

#[test]
fn a_day_in_which_one_consents() {
    whole_day("opt-in");
}

#[test]
fn a_day_in_which_everybody_is_remembered() {
    whole_day("all");
}
