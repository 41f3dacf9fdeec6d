//! Videos, cameras and models that cannot be used.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::{
    mosquitto::Mosquitto,
    rtsp::RtspServer,
    showroom::{Setup, Showroom, clip},
};

#[test]
fn a_file_that_is_no_video_and_one_that_is_not_there_are_named() {
    let showroom = Showroom::without_models(&Setup::default());
    fs::write(showroom.path("notes.mp4"), "bring the keys of the Kona").expect("writable");
    let notes = showroom.run(&["run", "--input", "notes.mp4"]);
    notes.says(1, &["notes.mp4", "not a video", "hint:"]);
    let missing = showroom.run(&["run", "--input", "yesterday.mp4"]);
    missing.says(1, &["yesterday.mp4", "no such file", "hint:"]);
    assert!(!showroom.path("store.db").exists(), "nothing was started");
}

#[test]
fn damaged_frames_in_mid_stream_are_left_out_and_counted() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let damaged = showroom.path("damaged.mp4");
    fs::write(&damaged, damage(Path::new(&clip("clm_cap13.mp4")))).expect("writable");
    let played = showroom.run(&["run", "--speed", "max", "--input", "damaged.mp4"]);
    played.says(0, &["hall: ", " missing or corrupt"]);
    let summary = played
        .stderr
        .lines()
        .find(|line| line.starts_with("hall: "));
    let summary = summary.expect("a line about the camera");
    let (frames, corrupt) = (count(summary, "frames"), count(summary, "missing"));
    assert!(corrupt > 0, "{summary}");
    assert_eq!(frames + corrupt, 765, "each is counted once: {summary}");
    assert_eq!(showroom.visits().len(), 1, "and the visitor with it");
}

/// The number before a word: `2` in `hall: 9 frames, 2 missing or corrupt`.
fn count(summary: &str, word: &str) -> u64 {
    let words: Vec<_> = summary
        .split([' ', ','])
        .filter(|w| !w.is_empty())
        .collect();
    let at = words.iter().position(|w| *w == word).expect("the word");
    words[at - 1].parse().expect("a number")
}

/// The bytes of a video, five packets of its middle zeroed.
fn damage(video: &Path) -> Vec<u8> {
    let mut bytes = fs::read(video).expect("readable");
    let listed = Command::new("ffprobe")
        .args("-v error -select_streams v -show_entries packet=size,pos -of csv=p=0".split(' '))
        .arg(video)
        .output()
        .expect("ffprobe is not installed: run scripts/setup");
    let listed = String::from_utf8(listed.stdout).expect("text");
    for packet in listed.lines().skip(300).take(5) {
        let mut numbers = packet.split(',').flat_map(str::parse::<usize>);
        let (size, at) = (
            numbers.next().expect("a size"),
            numbers.next().expect("a place"),
        );
        bytes[at + 4..at + size].fill(0);
    }
    bytes
}

#[test]
fn a_wrong_password_of_a_camera_is_told_and_shown_nowhere() {
    const PASSWORD: &str = "sesame-7316";
    let broker = Mosquitto::start();
    let login = ["--user", "anna", "--password", "another"];
    let Some(camera) = RtspServer::start(&login) else {
        return;
    };
    let setup = Setup {
        broker: &format!("mqtt://127.0.0.1:{}", broker.port),
        camera: &camera.address(&format!("anna:{PASSWORD}@")),
        ..Setup::default()
    };
    let Some(showroom) = Showroom::open(&setup) else {
        return;
    };
    let clients = broker.clients();
    clients.subscribe("floor", "#");
    let appliance = showroom.start(&["run", "-vv"]);
    let status = "showfloor/north/cameras/hall/status";
    let kept = clients.await_kept("the camera's status", status, |kept| kept.len() == 1);
    appliance.signal("TERM");
    let ended = appliance.wait().succeeded();

    let (_, payload) = kept[0].split_once(' ').expect("a payload");
    let report: Value = serde_json::from_str(payload).expect("JSON");
    assert_eq!(report["state"], "unreachable");
    assert_eq!(report["detail"], "wrong user or password");
    ended.says(0, &["wrong user or password", "hint:"]);
    let checked = showroom.run(&["check"]);
    for printed in [
        &ended.stdout,
        &ended.stderr,
        &checked.stdout,
        &checked.stderr,
    ] {
        assert!(!printed.contains(PASSWORD), "{printed}");
    }
    for (topic, payload) in clients.everything("floor", "#") {
        assert!(!payload.contains(PASSWORD), "{topic} {payload}");
    }
}

#[test]
fn an_altered_model_is_refused() {
    let Some(mut showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let folder = showroom.path("altered");
    fs::create_dir(&folder).expect("writable");
    for name in [
        "yunet_n_dynamic.onnx",
        "yolox_nano.onnx",
        "mobilefacenet.onnx",
    ] {
        let mut model = fs::read(showroom.models().join(name)).expect("a model");
        if name == "yolox_nano.onnx" {
            *model.last_mut().expect("not empty") ^= 1;
        }
        fs::write(folder.join(name), model).expect("writable");
    }
    showroom.use_models(folder);
    let all = [
        "altered/yolox_nano.onnx",
        "expected sha256",
        "found",
        "hint:",
        "scripts/fetch-models",
    ];
    showroom.run(&["check"]).says(1, &all);
    let clip = clip("intel_car-detection.gif");
    showroom.run(&["run", "--input", &clip]).says(1, &all);
    assert!(!showroom.path("store.db").exists(), "nothing was started");
}
