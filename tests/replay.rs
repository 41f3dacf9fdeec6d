//! A recorded day in a made-up showroom, replayed: its alerts, score changes and visits are known, and laws hold over
//! any other day.
//!
//! After a change that is meant to change the outcome, this writes the stream and the snapshot anew; read the diff:
//!
//! ```text
//! SHOWFLOOR_REGENERATE=1 INSTA_UPDATE=always cargo test --release --test replay
//! ```

#[path = "replay/laws.rs"]
mod laws;
#[path = "support/made_up.rs"]
mod made_up;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/story.rs"]
mod story;

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use showfloor::{
    app,
    config::{self, Config},
    types::{AlertKind, AlertState, EventKind, Record, VisitorCode},
};

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let file = data("showroom.toml");
    config::load(&file).unwrap_or_else(|problems| panic!("{problems}"))
});

/// The recorded day, written anew first where that is asked for.
static STREAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let file = data("showroom.jsonl");
    if env::var_os("SHOWFLOOR_REGENERATE").is_some() {
        let _ = fs::remove_file(&file);
        story::record(&CONFIG, &file);
    }
    file
});

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// All records of a replay, with the final code of each event's visitor beside it.
fn replayed(file: &Path) -> Vec<(Record, Option<VisitorCode>)> {
    let mut all = Vec::new();
    app::replay(&CONFIG, file, |records, line| {
        schema::check_all(records);
        all.extend(records.iter().map(|record| {
            let code = match record {
                Record::Event(event) => line.code(event.visitor).cloned(),
                _ => None,
            };
            (record.clone(), code)
        }));
    })
    .unwrap_or_else(|error| panic!("{error}"));
    all
}

#[test]
fn the_committed_stream_is_the_one_that_the_story_tells() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told.jsonl");
    story::record(&CONFIG, &told);
    let same = fs::read(&*STREAM).unwrap() == fs::read(&told).unwrap();
    assert!(
        same,
        "tests/data/showroom.jsonl is not what tests/support tells now; the first lines of tests/replay.rs say how to \
         write it anew"
    );
}

#[test]
fn a_replay_gives_the_known_alerts_scores_and_visits_byte_for_byte() {
    let told = outcome(&replayed(&STREAM));
    assert_eq!(
        told,
        outcome(&replayed(&STREAM)),
        "a replay differs from the one before"
    );
    insta::assert_snapshot!(told);
}

/// What a replay says to people and keeps, one line each.
fn outcome(records: &[(Record, Option<VisitorCode>)]) -> String {
    let mut text = String::new();
    for (record, _) in records {
        let line = match record {
            Record::Alert(alert) => format!("alert {}", json(alert)),
            Record::Ledger(entry) => format!("score {}", json(entry)),
            Record::Visit(visit) if visit.closed.is_some() => format!("visit {}", json(visit)),
            Record::Message(m)
                if m.topic.contains("/replies/") || m.topic.contains("/cameras/") =>
            {
                format!("{} {}", m.topic, m.payload)
            }
            _ => continue,
        };
        let _ = writeln!(text, "{line}");
    }
    text
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("messages are JSON")
}

/// A snapshot that is written anew forgives everything; these things have to come true in any case.
#[test]
fn the_story_of_the_day_is_understood() {
    let records = replayed(&STREAM);
    let alerts = |kind: AlertKind| {
        let of_kind = |(record, _): &(Record, _)| match record {
            Record::Alert(alert) if alert.kind == kind => {
                Some((alert.visitor.clone(), alert.state))
            }
            _ => None,
        };
        records.iter().filter_map(of_kind).collect::<Vec<_>>()
    };
    let one = |kind| match alerts(kind).first() {
        Some((Some(code), AlertState::Open)) => code.clone(),
        other => panic!("{kind:?}: {other:?}"),
    };
    // Bruno returns and becomes hot, in one alert; nobody goes, everyone is asked, nobody comes, and he leaves. Nobody else
    // does either.
    let (bruno, alma) = (one(AlertKind::Returning), one(AlertKind::Unattended));
    assert_eq!(bruno, one(AlertKind::Hot));
    let states = [AlertState::Open, AlertState::Escalated, AlertState::Closed];
    let states = states.map(|s| (Some(bruno.clone()), s));
    assert_eq!(alerts(AlertKind::Returning), states[..1]);
    assert_eq!(alerts(AlertKind::Hot), states);
    // Alma is claimed by Ewa, not by Jan, and spoken to.
    let states = [AlertState::Open, AlertState::Claimed, AlertState::Contacted];
    assert_eq!(
        alerts(AlertKind::Unattended),
        states.map(|s| (Some(alma.clone()), s))
    );
    let jan = records.iter().find_map(|(record, _)| match record {
        Record::Message(m) if m.topic.ends_with("/replies/jan") => Some(m.payload.as_str()),
        _ => None,
    });
    assert!(jan.unwrap().contains("claimed by ewa"), "{jan:?}");

    let events = |wanted: &VisitorCode, name: &str| {
        let of_visitor = |(record, code): &(Record, Option<VisitorCode>)| match record {
            Record::Event(event) if code.as_ref() == Some(wanted) && event.kind.name() == name => {
                Some(event.kind.clone())
            }
            _ => None,
        };
        records.iter().filter_map(of_visitor).collect::<Vec<_>>()
    };
    // A repeated report counts once. A pillar for two seconds ends no stand, and one visit is one.
    assert_eq!(events(&bruno, "external").len(), 1);
    for (code, zone) in [(&alma, "window-car"), (&bruno, "hall-car")] {
        assert_eq!(events(code, "entered").len(), 1);
        let stands = events(code, "zone_entered");
        let at_car = |kind: &&EventKind| matches!(kind, EventKind::ZoneEntered { zone: z } if z.as_str() == zone);
        assert_eq!(stands.iter().filter(at_car).count(), 1, "{stands:?}");
    }
    // Five people made five visits; only Alma and Bruno dwelled at cars, and Elif a little.
    let closed = |(record, _): &&(Record, _)| matches!(record, Record::Visit(visit) if visit.closed.is_some());
    assert_eq!(records.iter().filter(closed).count(), 5);
    let passers_by = records.iter().filter_map(|(record, code)| match record {
        Record::Event(event) if matches!(&event.kind, EventKind::Dwelled { zone, .. } if zone.as_str() == "hall-car") => {
            code.as_ref().filter(|code| **code != bruno)
        }
        _ => None,
    });
    assert_eq!(passers_by.count(), 0, "Cleo only passed by");
}

/// The error of replaying this text.
fn error_of(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bad.jsonl");
    fs::write(&file, text).expect("written");
    let error = app::replay(&CONFIG, &file, |_, _| {}).expect_err("a bad recording");
    error
        .to_string()
        .replace(&folder.path().display().to_string(), "recordings")
}

#[test]
fn what_is_wrong_with_a_recording_is_told_with_file_and_line() {
    let good = fs::read_to_string(&*STREAM).unwrap();
    let start: Vec<_> = good.lines().take(20).collect();
    let cut = format!("{}\n{}", start[..4].join("\n"), &start[4][..60]);
    insta::assert_snapshot!(error_of(&cut), @r#"
    recordings/bad.jsonl:5: not a line of a recording: EOF while parsing a string at column 60
    hint: the file is damaged or of another kind; record it again
    "#);
    let other_version = good.replacen("\"showfloor_recording\":1", "\"showfloor_recording\":7", 1);
    insta::assert_snapshot!(error_of(&other_version), @r#"
    recordings/bad.jsonl: a recording of format 7, this program reads 1
    hint: replay it with the version that wrote it
    "#);
    insta::assert_snapshot!(error_of(""), @r#"
    recordings/bad.jsonl:1: not a line of a recording: the file is empty
    hint: the file is damaged or of another kind; record it again
    "#);
    insta::assert_snapshot!(error_of("id,name\n1,Alma\n"), @r#"
    recordings/bad.jsonl:1: not a line of a recording: expected value at column 1
    hint: the file is damaged or of another kind; record it again
    "#);
    insta::assert_snapshot!(error_of(&start[1..].join("\n")), @r#"
    recordings/bad.jsonl:1: not a line of a recording: missing field `showfloor_recording` at column 96
    hint: the file is damaged or of another kind; record it again
    "#);
    let missing = app::replay(&CONFIG, Path::new("nowhere.jsonl"), |_, _| {}).unwrap_err();
    insta::assert_snapshot!(missing, @r#"
    nowhere.jsonl: No such file or directory (os error 2)
    hint: name a file that `showfloor record` wrote, in a folder you may write to
    "#);
}
