//! `showfloor eval identity`, as somebody runs it on a folder of portraits: the JSON that others read, and bad input.
//!
//! Real faces and models are needed where pictures are looked at; without them those tests say so and pass, unless
//! `SHOWFLOOR_REQUIRE_MODELS=1`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;

use rtsp::material;
use showroom::{Outcome, Setup, Showroom};

/// Runs the evaluation in a folder of its own.
fn eval(showroom: &Showroom, arguments: &[&str]) -> Outcome {
    let all = [&["eval", "identity"], arguments].concat();
    showroom.start_bare(&all).wait()
}

/// Copies the pictures of the first people who have enough of them, under made-up names.
fn portraits(from: &Path, to: &Path, people: usize, pictures: std::ops::RangeInclusive<usize>) {
    let entries = |dir: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<_> = fs::read_dir(dir)
            .expect("a folder")
            .map(|e| e.expect("listed").path())
            .collect();
        paths.sort();
        paths
    };
    let all = entries(from).into_iter().filter(|p| p.is_dir());
    let fitting = all
        .map(|p| entries(&p))
        .filter(|p| pictures.contains(&p.len()));
    for (n, files) in fitting.take(people).enumerate() {
        let dir = to.join(format!("person-{}-{n:02}", pictures.start()));
        fs::create_dir_all(&dir).expect("writable");
        for (k, file) in files.iter().enumerate() {
            let ending = file
                .extension()
                .and_then(|e| e.to_str())
                .expect("a picture");
            fs::copy(file, dir.join(format!("{k:02}.{ending}"))).expect("copied");
        }
    }
}

/// A showroom with 14 people of several pictures and 10 of one, in `faces`.
fn with_faces() -> Option<Showroom> {
    let lfw = material("faces/lfw")?;
    let showroom = Showroom::open(&Setup::default())?;
    portraits(&lfw, &showroom.path("faces"), 14, 4..=5);
    portraits(&lfw, &showroom.path("faces"), 10, 1..=1);
    Some(showroom)
}

fn number(json: &Value, key: &str) -> f64 {
    json[key]
        .as_f64()
        .unwrap_or_else(|| panic!("{key}: {}", json[key]))
}

#[test]
fn the_json_has_the_keys_of_the_contract_and_repeats_byte_by_byte() {
    let Some(showroom) = with_faces() else { return };
    let ask = [
        "--faces",
        "faces",
        "--gallery",
        "8",
        "--repeats",
        "5",
        "--json",
    ];
    let first = eval(&showroom, &ask).succeeded();
    let json: Value = serde_json::from_str(&first.stdout).expect("JSON and nothing else");
    assert_eq!(number(&json, "identities"), 24.0);
    assert!(number(&json, "images") >= 66.0);
    assert_eq!(number(&json, "no_face"), 0.0);
    assert!(number(&json, "threshold") <= number(&json, "threshold_at_fpir_3e-3"));
    for (key, least, most) in [
        ("tar_at_far_1e-2", 0.8, 1.0),
        ("tar_at_far_1e-3", 0.7, 1.0),
        ("fnir_at_fpir_1e-2", 0.0, 0.3),
        ("fnir_at_fpir_3e-3", 0.0, 0.3),
    ] {
        let value = number(&json, key);
        assert!((least..=most).contains(&value), "{key}: {value}");
        let ends = &json[format!("{key}_ci95")];
        let (low, high) = (ends[0].as_f64(), ends[1].as_f64());
        let (low, high) = (low.expect("a number"), high.expect("a number"));
        assert!(low <= value && value <= high && low < high, "{key}: {ends}");
    }
    assert_eq!(eval(&showroom, &ask).stdout, first.stdout);
}

#[test]
fn shrunk_faces_are_measured_at_their_width_and_the_curve_is_a_picture() {
    let Some(showroom) = with_faces() else { return };
    let ask = [
        "--faces",
        "faces",
        "--gallery",
        "8",
        "--shrink",
        "50",
        "--no-mirror",
    ];
    let ask = [
        &ask[..],
        &["--probes", "2", "--enrol", "2", "--det", "det.svg"],
    ]
    .concat();
    let said = eval(&showroom, &ask);
    said.says(
        0,
        &[
            "40 to 60",
            "FNIR",
            "in a gallery of 8, ",
            "false recognition",
            "largest gallery",
        ],
    );
    assert!(!said.stdout.contains("over 80"), "{}", said.stdout);
    let svg = fs::read_to_string(showroom.path("det.svg")).expect("drawn");
    assert!(svg.starts_with("<svg") && svg.contains("missed"), "{svg}");
}

#[test]
fn what_is_no_picture_is_named_and_the_rest_is_measured() {
    let Some(showroom) = with_faces() else { return };
    let faces = showroom.path("faces");
    fs::write(faces.join("README"), "about these pictures").expect("writable");
    fs::create_dir_all(faces.join("nobody")).expect("writable");
    fs::create_dir_all(faces.join("person-4-00/more")).expect("writable");
    fs::write(faces.join("person-4-00/empty.jpg"), "").expect("writable");
    fs::write(faces.join("person-4-01/notes.txt"), "wears glasses").expect("writable");
    let whole = fs::read(faces.join("person-4-02/00.jpg")).expect("a picture");
    fs::write(faces.join("person-4-02/cut.jpg"), &whole[..400]).expect("writable");
    image::GrayImage::new(64, 64)
        .save(faces.join("person-1-00/black.pgm"))
        .expect("writable");
    let ask = [
        "--faces",
        "faces",
        "--gallery",
        "5",
        "--repeats",
        "2",
        "--json",
    ];
    let json: Value =
        serde_json::from_str(&eval(&showroom, &ask).succeeded().stdout).expect("JSON");
    assert_eq!(number(&json, "identities"), 24.0);
    assert_eq!(number(&json, "no_face"), 1.0, "the black picture");
    let skipped = json["skipped"].as_array().expect("a list");
    let named: Vec<_> = skipped
        .iter()
        .map(|s| s["file"].as_str().expect("a name"))
        .collect();
    let expected = [
        "README",
        "nobody",
        "person-4-00/empty.jpg",
        "person-4-00/more",
        "person-4-01/notes.txt",
        "person-4-02/cut.jpg",
    ];
    assert_eq!(named, expected);
}

#[test]
fn small_grey_pictures_that_the_face_fills_are_understood() {
    let (Some(orl), Some(showroom)) = (material("faces/orl"), Showroom::open(&Setup::default()))
    else {
        return;
    };
    portraits(&orl, &showroom.path("faces"), 6, 10..=10);
    let ask = [
        "--faces",
        "faces",
        "--gallery",
        "3",
        "--repeats",
        "4",
        "--json",
    ];
    let json: Value =
        serde_json::from_str(&eval(&showroom, &ask).succeeded().stdout).expect("JSON");
    assert_eq!(number(&json, "images"), 60.0);
    assert!(number(&json, "no_face") <= 3.0, "{json:#}");
    assert!(number(&json, "tar_at_far_1e-2") > 0.5, "{json:#}");
}

#[test]
fn a_gallery_larger_than_there_are_people_is_refused_with_how_many_there_are() {
    let Some(showroom) = with_faces() else { return };
    let said = eval(&showroom, &["--faces", "faces", "--json"]);
    said.says(
        1,
        &[
            "a gallery of 100",
            "there are 14",
            "hint: --gallery 14 or less",
        ],
    );
    assert!(said.stdout.is_empty(), "{}", said.stdout);
}

#[test]
fn a_folder_that_is_not_there_is_named_with_a_hint() {
    let showroom = Showroom::without_models(&Setup::default());
    eval(&showroom, &["--faces", "nowhere"]).says(1, &["nowhere", "no folder", "hint:"]);
    fs::create_dir(showroom.path("void")).expect("writable");
    eval(&showroom, &["--faces", "void"]).says(1, &["no people in void", "hint:"]);
    fs::write(showroom.path("file"), "").expect("writable");
    eval(&showroom, &["--faces", "file"]).says(1, &["file, not a folder", "hint:"]);
}

#[test]
fn numbers_out_of_range_are_wrong_usage() {
    let showroom = Showroom::without_models(&Setup::default());
    for wrong in [
        ["--gallery", "0"],
        ["--enrol", "0"],
        ["--probes", "0"],
        ["--repeats", "0"],
        ["--shrink", "0"],
        ["--min-quality", "2"],
        ["--seed", "some"],
    ] {
        let said = eval(&showroom, &[&["--faces", "."], &wrong[..]].concat());
        said.says(2, &[wrong[0]]);
    }
    eval(&showroom, &[]).says(2, &["--faces"]);
}
