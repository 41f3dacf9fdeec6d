//! `showfloor eval cameras`: over clips, where they are there, which camera goes and which does not, and why.
//!
//! Clips and models are never committed. Without them the tests say so and pass, unless `SHOWFLOOR_REQUIRE_MODELS=1`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

#[path = "support/clips.rs"]
mod clips;

const CONFIG: &str = r#"
[site]
id = "north"
name = "North"
timezone = "UTC"
[[camera]]
id = "entrance-1"
url = "rtsp://u:sesame@127.0.0.1:1/1"
[[camera]]
id = "hall-2"
url = "rtsp://127.0.0.1:1/2"
[[zone]]
id = "door"
camera = "entrance-1"
kind = "entrance"
polygon = [[0.05, 0.2], [0.95, 0.2], [0.95, 1.0], [0.05, 1.0]]
[[zone]]
id = "kona"
camera = "hall-2"
kind = "product"
polygon = [[0.05, 0.45], [0.55, 0.45], [0.6, 0.98], [0.05, 0.98]]
[privacy]
recognition = "visit-only"
[mqtt]
broker = "embedded"
embedded_port = 0
[store]
path = "store.db"
key_file = "store.key"
"#;

struct Site(tempfile::TempDir);

impl Site {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("showfloor.toml"), CONFIG).expect("written");
        Self(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn eval(&self, clips: &[PathBuf], more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_showfloor"));
        command.args(["eval", "cameras", "--config"]);
        command.arg(self.path("showfloor.toml"));
        if !clips.is_empty() {
            command.arg("--input").args(clips);
        }
        command.args(more).output().expect("the program runs")
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn both() -> Option<[PathBuf; 2]> {
    let clips = [
        clips::clip("clm_cap12.mp4")?,
        clips::clip("ahmetozlu_pedestrian.mp4")?,
    ];
    clips::with_models().then_some(clips)
}

#[test]
fn a_camera_with_good_faces_goes_and_one_with_faces_of_15_px_does_not_and_says_why() {
    let Some(clips) = both() else { return };
    let site = Site::new();
    let page = site.path("report.html");
    let html = page.display().to_string();
    let output = site.eval(&clips, &["--json", "--html", &html]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["go"], false);
    let [near, far] = [&report["cameras"][0], &report["cameras"][1]];
    assert_eq!(
        (&near["camera"], &near["verdict"]),
        (&"entrance-1".into(), &"go".into())
    );
    let width = near["places"][1]["face_px"]["p50"]
        .as_f64()
        .expect("a width");
    assert!((90.0..110.0).contains(&width), "{width}");
    assert_eq!(far["verdict"], "no-go");
    let finding = &far["findings"][0];
    assert_eq!(finding["about"], "size");
    let reason = finding["reason"].as_str().expect("a reason");
    assert!(
        reason.contains("needs 60") && reason.starts_with("median face 1"),
        "{reason}"
    );
    assert!(
        finding["advice"]
            .as_str()
            .is_some_and(|a| a.contains("1920 px"))
    );
    stands_alone(&page);
    // Figures and a page: nothing else was written.
    assert_eq!(fs::read_dir(site.0.path()).expect("listed").count(), 2);

    let good = site.eval(&clips[..1], &[]);
    assert_eq!(good.status.code(), Some(0));
    assert!(said(&good.stdout).contains("entrance-1: GO"));
    let overview = site.eval(&clips, &["--overview", "hall-2", "--seconds", "6"]);
    assert_eq!(
        overview.status.code(),
        Some(0),
        "{}",
        said(&overview.stdout)
    );
}

fn stands_alone(page: &Path) {
    let page = fs::read_to_string(page).expect("a page");
    for foreign in ["<script", "http", "url(", "<img", "data:"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("hall-2") && page.contains("<svg class=\"geometry\""));
    assert!(!page.contains("sesame"));
}

#[test]
fn a_camera_that_cannot_be_reached_is_a_no_go_and_its_password_is_not_told() {
    if !clips::with_models() {
        return;
    }
    let output = Site::new().eval(&[], &["--seconds", "5"]);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output.stdout);
    assert!(
        text.contains("entrance-1: NO-GO") && text.contains("no picture came"),
        "{text}"
    );
    assert!(!text.contains("sesame") && !said(&output.stderr).contains("sesame"));
}

#[test]
fn wrong_usage_is_told_before_anything_is_watched() {
    let site = Site::new();
    let unknown = site.eval(&[], &["--overview", "attic"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said(&unknown.stderr).contains("entrance-1, hall-2"));
    assert_eq!(site.eval(&[], &["--seconds", "0"]).status.code(), Some(2));
    let nowhere = site.eval(&[], &["--html", "nowhere/a.html"]);
    assert!(said(&nowhere.stderr).contains("hint: make the folder first"));
}
