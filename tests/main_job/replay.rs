//! A recorded input stream, run again.

use std::fs;

use crate::showroom::{Setup, Showroom, clip};

#[test]
fn a_recording_replays_to_the_same_bytes_without_clip_models_or_store() {
    let Some(mut showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    showroom.play("clm_cap13.mp4", "2026-05-12T10:00:00Z");
    let copy = showroom.path("second-day.mp4");
    fs::copy(clip("clm_cap13.mp4"), &copy).expect("a copy");
    let recorded = showroom.run(&[
        "record",
        "--out",
        "stream.jsonl",
        "--json",
        "--speed",
        "max",
        "--start-at",
        "2026-05-13T10:00:00Z",
        "--input",
        "second-day.mp4",
    ]);
    let recorded = recorded.succeeded();
    assert_eq!(recorded.raised("returning").len(), 1, "{recorded:#?}");

    showroom.lose_models();
    for lost in ["second-day.mp4", "store.db", "store.key"] {
        fs::remove_file(showroom.path(lost)).expect("it was there");
    }
    let replayed = showroom
        .run(&["replay", "stream.jsonl", "--json"])
        .succeeded();
    assert!(
        replayed.stdout == recorded.stdout,
        "{recorded:#?}\n{replayed:#?}"
    );
    assert!(replayed.stderr.is_empty(), "{}", replayed.stderr);
    assert!(!showroom.path("store.db").exists());
}

#[test]
fn people_before_live_cameras_are_not_recorded_in_mode_visit_only() {
    let setup = Setup {
        recognition: "visit-only",
        ..Setup::default()
    };
    let showroom = Showroom::without_models(&setup);
    let refused = showroom.run(&["record", "--out", "stream.jsonl"]);
    refused.says(1, &["visit-only", "face signatures", "hint:", "--input"]);
    assert!(!showroom.path("stream.jsonl").exists());
}
