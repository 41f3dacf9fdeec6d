//! `showfloor eval tracking`: on labelled sequences, where they are there, how good it is; and the text it reads and writes.
//!
//! Sequences are never committed. Without them the first test says so and passes, unless `SHOWFLOOR_REQUIRE_MODELS=1`.

use std::{fs, process::Command};

use showfloor::eval::tracking::evaluate;

#[path = "support/rtsp.rs"]
mod rtsp;

use rtsp::material;

/// `scripts/eval-tracking` shows what public trackers reach on these five: IDF1 0.516 at best, 198 switches at least.
#[test]
fn people_keep_their_tracks_better_than_public_trackers_have_it() {
    let Some(sequences) = material("mot/MOT15") else {
        return;
    };
    let overall = evaluate(&sequences, None).expect("sequences").overall;
    assert!(overall.idf1 >= 0.57, "{overall:?}");
    assert!(overall.mota >= 0.5, "{overall:?}");
    assert!(overall.switches <= 150, "{overall:?}");
}

/// Two people who pass each other, ten frames a second: one box a frame and person.
fn detections() -> String {
    let line = |frame: u16| {
        let way = 10 * frame;
        format!(
            "{frame},-1,{},200,60,160,0.98,-1,-1,-1\n{frame},-1,{},190,62,170,0.95,-1,-1,-1\n",
            100 + way,
            600 - way
        )
    };
    (1..=40).map(line).collect()
}

fn eval(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_showfloor"))
        .args(["eval", "tracking"])
        .args(arguments)
        .output()
        .expect("runs");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[test]
fn tracks_are_written_as_they_are_handed_in_and_a_frame_is_answered_before_the_next() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name).display().to_string();
    let run = |text: &str| {
        fs::write(path("det.txt"), text).expect("written");
        let (good, said) = eval(&[
            "--detections",
            &path("det.txt"),
            "--out",
            &path("out.txt"),
            "--fps",
            "10",
        ]);
        assert!(good, "{said}");
        fs::read_to_string(path("out.txt")).expect("tracks")
    };
    let all = detections();
    let tracks = run(&all);
    let numbers: Vec<Vec<&str>> = tracks
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    assert!(numbers.iter().all(|line| line.len() == 10));
    let ids: std::collections::BTreeSet<_> = numbers.iter().map(|line| line[1]).collect();
    assert_eq!(ids.len(), 2, "{tracks}");

    // What was said of the first twenty frames does not depend on what came later.
    let first: Vec<&str> = all.lines().take(40).collect();
    assert!(tracks.starts_with(&run(&first.join("\n"))));
}

#[test]
fn a_line_that_is_no_box_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("det.txt");
    fs::write(&file, "1,-1,10,10,20,40,0.9\n2,-1,ten,10,20,40,0.9\n").expect("written");
    let file = file.display().to_string();
    let (good, said) = eval(&["--detections", &file, "--out", &format!("{file}.out")]);
    assert!(!good);
    assert!(said.contains("det.txt:2: \"2,-1,ten"), "{said}");
}
