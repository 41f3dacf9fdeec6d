//! Who is recognised on another day, and who is not.

use std::fs;

use serde_json::Value;
use showfloor::store::{Mode, Store};

use crate::showroom::{Outcome, Setup, Showroom, clip};

#[test]
fn the_same_person_is_recognised_on_another_day_and_strangers_are_not() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let first = showroom.play("clm_cap12.mp4", "2026-05-12T07:00:00Z");
    assert!(first.raised("returning").is_empty());

    // The same face late on the same day, by the showroom's calendar: no returning visitor.
    let evening = showroom.play("clm_cap13.mp4", "2026-05-12T21:30:00Z");
    assert!(evening.raised("returning").is_empty(), "{evening:#?}");

    for stranger in [
        "intel_head-pose-face-detection-male.gif",
        "intel_head-pose-face-detection-female.gif",
        "mmaction2_demo_skeleton.mp4",
        "facenetpt_video.mp4",
    ] {
        let played = showroom.play(stranger, "2026-05-12T22:10:00Z");
        assert!(
            played.raised("returning").is_empty(),
            "{stranger}: {played:#?}"
        );
    }
    let known: Vec<_> = codes(&showroom.visits());
    let code = &known[0];
    let theirs = known.iter().filter(|other| *other == code).count();
    assert_eq!(theirs, 2, "morning and evening, and no stranger: {known:?}");

    // Half an hour after midnight in Warsaw, and the same day in UTC.
    let next_day = showroom.play("clm_cap13.mp4", "2026-05-12T22:30:00Z");
    let returning = next_day.raised("returning");
    assert_eq!(returning.len(), 1, "{next_day:#?}");
    assert_eq!(returning[0]["visitor"], **code);
    assert_eq!(returning[0]["stage"], "returning");
    let codes = codes(&showroom.visits());
    assert_eq!(codes.last(), Some(code));
    assert_eq!(codes.len(), known.len() + 1);
}

#[test]
fn in_mode_visit_only_nobody_is_recognised_and_no_face_is_kept() {
    let setup = Setup {
        recognition: "visit-only",
        ..Setup::default()
    };
    let Some(showroom) = Showroom::open(&setup) else {
        return;
    };
    let days: [Outcome; 2] = ["2026-05-12T10:00:00Z", "2026-05-13T10:00:00Z"]
        .map(|day| showroom.play("clm_cap13.mp4", day));
    for day in &days {
        assert_eq!(day.raised("unattended").len(), 1, "{day:#?}");
        assert!(day.raised("returning").is_empty(), "{day:#?}");
    }
    let codes = codes(&showroom.visits());
    assert_eq!(codes.len(), 2);
    assert_ne!(codes[0], codes[1], "two visits of nobody in particular");
    let store = Store::open(&showroom.store(), Mode::MustExist).expect("the store opens");
    let known = store.load().expect("the store can be read");
    assert!(known.templates.is_empty(), "{:?}", known.templates);
}

#[test]
fn a_change_to_visit_only_forgets_whom_another_mode_remembered() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    showroom.play("clm_cap12.mp4", "2026-05-12T10:00:00Z");
    let before = templates(&showroom);
    assert!(before > 0, "mode all keeps signatures");

    showroom.configure_for(&Setup {
        recognition: "visit-only",
        ..Setup::default()
    });
    let arguments = [
        "--input",
        &clip("clm_cap13.mp4"),
        "--speed",
        "max",
        "--json",
    ];
    let day = ["--start-at", "2026-05-13T10:00:00Z", "--out", "day.jsonl"];
    let recorded = showroom
        .run(&[&["record"][..], &arguments, &day].concat())
        .succeeded();
    assert!(recorded.raised("returning").is_empty(), "{recorded:#?}");
    assert_eq!(templates(&showroom), 0);
    let stream = fs::read_to_string(showroom.path("day.jsonl")).expect("a recording");
    let header: Value =
        serde_json::from_str(stream.lines().next().expect("a header")).expect("JSON");
    assert_eq!(header["start"]["templates"], serde_json::json!([]));
    let audit = showroom.run(&["audit", "list"]);
    audit.says(0, &["signatures deleted: the privacy mode keeps none"]);
}

/// How many signatures the store holds.
fn templates(showroom: &Showroom) -> usize {
    let store = Store::open(&showroom.store(), Mode::MustExist).expect("the store opens");
    store.load().expect("the store can be read").templates.len()
}

fn codes(visits: &[Value]) -> Vec<String> {
    let code = |visit: &Value| visit["code"].as_str().expect("a code").to_owned();
    visits.iter().map(code).collect()
}
