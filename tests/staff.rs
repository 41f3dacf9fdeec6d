//! Colleagues by opt-in enrolment: the real program, its networks, and people who are no visitors.
//!
//! What cannot be had (material, models) is left out with a printed line; `SHOWFLOOR_REQUIRE_MODELS=1` forbids that.

#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;

use std::{
    fs,
    path::{Path, PathBuf},
};

use image::{GrayImage, Luma, RgbImage, imageops};
use serde_json::Value;
use showfloor::store::{Mode, Store};

use crate::{
    rtsp::{RtspServer, material},
    showroom::{Outcome, Setup, Showroom, clip},
};

/// Of the people of the material who have five pictures, the `n`-th: their pictures.
fn person(n: usize) -> Vec<PathBuf> {
    let folders = listed(&material("faces/lfw").expect("asked for before"));
    let with_five = folders.into_iter().map(|folder| listed(&folder));
    let mut people = with_five.filter(|pictures| pictures.len() == 5);
    people.nth(n).expect("many people")
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

/// A folder with copies of these pictures, `1.jpg` and so on.
fn folder(showroom: &Showroom, name: &str, pictures: &[PathBuf]) -> PathBuf {
    let folder = showroom.path(name);
    fs::create_dir_all(&folder).expect("a folder");
    for (number, picture) in pictures.iter().enumerate() {
        fs::copy(picture, folder.join(format!("{}.jpg", number + 1))).expect("a copy");
    }
    folder
}

fn enrol(showroom: &Showroom, name: &str, folder: &Path, more: &[&str]) -> Outcome {
    let folder = folder.to_str().expect("UTF-8");
    let asked = [
        "staff",
        "enrol",
        "--consent",
        "--name",
        name,
        "--images",
        folder,
    ];
    showroom.run(&[&asked[..], more].concat())
}

fn opened(recognition: &str) -> Option<Showroom> {
    material("faces")?;
    Showroom::open(&Setup {
        recognition,
        ..Setup::default()
    })
}

fn staff_templates(showroom: &Showroom) -> usize {
    let store = Store::open(&showroom.store(), Mode::MustExist).expect("the store opens");
    store.load().expect("the store can be read").staff.len()
}

#[test]
fn nobody_is_enrolled_without_consent_and_mistakes_are_named() {
    let showroom = Showroom::without_models(&Setup::default());
    showroom
        .run(&["staff", "list"])
        .says(0, &["Nobody is enrolled."]);
    let asked = [
        "staff",
        "enrol",
        "--name",
        "Mara Example",
        "--camera",
        "hall",
    ];
    let refused = showroom.run(&asked);
    refused.says(
        1,
        &[
            "without their consent",
            "I can withdraw at any time",
            "hint: ask them",
        ],
    );
    let nameless = [
        "staff",
        "enrol",
        "--consent",
        "--name",
        "  ",
        "--camera",
        "hall",
    ];
    showroom
        .run(&nameless)
        .says(1, &["is no name for a roster"]);
    let nowhere = ["staff", "enrol", "--consent", "--name", "Mara Example"];
    showroom.run(&nowhere).says(2, &["--images"]);
    for command in [
        &["staff", "show", "Mara"][..],
        &["staff", "remove", "Mara"],
        &["staff", "rename", "Mara", "Maria"],
    ] {
        showroom
            .run(command)
            .says(1, &["nobody called Mara is enrolled", "staff list"]);
    }
    assert!(!showroom.store().path.exists(), "nothing was made");
}

#[test]
fn a_colleague_is_enrolled_listed_renamed_enrolled_again_and_removed() {
    let Some(showroom) = opened("visit-only") else {
        return;
    };
    let pictures = folder(&showroom, "mara", &person(0));
    let enrolled = enrol(&showroom, "Mara Example", &pictures, &[]);
    enrolled.says(0, &["Mara Example is enrolled with", "kept"]);
    assert!(staff_templates(&showroom) >= 3);

    enrol(&showroom, "mara example", &pictures, &[]).says(1, &["enrolled already", "--replace"]);
    enrol(&showroom, "Mara Example", &pictures, &["--replace"]).says(0, &["is enrolled with"]);
    enrol(&showroom, "Nobody", &pictures, &["--replace"]).says(1, &["nobody called Nobody"]);

    let listed = showroom.run(&["staff", "list"]);
    listed.says(0, &["Mara Example", "quality"]);
    let rows = showroom
        .run(&["staff", "list", "--json"])
        .succeeded()
        .stdout;
    let rows: Value = serde_json::from_str(&rows).expect("JSON");
    assert_eq!(rows[0]["current"], true, "{rows}");
    assert!(!rows.to_string().contains("f32le"), "no signatures: {rows}");

    let renamed = showroom.run(&["staff", "rename", "Mara Example", "Mara  Sample"]);
    renamed.says(0, &["is called Mara Sample"]);
    let shown = showroom.run(&["staff", "show", "mara sample"]);
    shown.says(0, &["consent: I agree", "of the model in use"]);

    let removed = showroom.run(&["staff", "remove", "Mara Sample"]);
    removed.says(0, &["is on the roster no more"]);
    assert_eq!(staff_templates(&showroom), 0);
    showroom.run(&["audit", "verify"]).says(0, &["is whole"]);
    let audited = showroom.run(&["audit", "list"]);
    audited.says(
        0,
        &[
            "staff.enrolled",
            "staff.enrolled again",
            "staff.renamed",
            "staff.removed",
            "consent recorded",
        ],
    );
}

#[test]
fn whoever_looks_like_somebody_on_the_roster_is_refused_and_told_who_that_is() {
    let Some(showroom) = opened("visit-only") else {
        return;
    };
    let (mine, other) = (person(0), person(1));
    let mara = folder(&showroom, "mara", &mine);
    enrol(&showroom, "Mara Example", &mara, &[]).succeeded();
    let again = enrol(&showroom, "Ida Sample", &mara, &[]);
    again.says(1, &["Ida Sample looks like Mara Example", "--replace"]);
    let ida = folder(&showroom, "ida", &other);
    enrol(&showroom, "Ida Sample", &ida, &[]).succeeded();
    let taken = showroom.run(&["staff", "rename", "Ida Sample", "mara EXAMPLE"]);
    taken.says(1, &["the name of another colleague"]);
    // Enrolled again with somebody else's face.
    let swapped = enrol(&showroom, "Ida Sample", &mara, &["--replace"]);
    swapped.says(1, &["looks like Mara Example"]);
}

#[test]
fn every_picture_that_is_of_no_use_is_named_with_its_reason() {
    let Some(showroom) = opened("visit-only") else {
        return;
    };
    let (mine, other) = (person(0), person(1));
    let pictures = folder(&showroom, "mara", &mine);
    spoil(&pictures, &mine[0], &other[0]);
    let enrolled = enrol(&showroom, "Mara Example", &pictures, &[]);
    enrolled.says(0, &["is enrolled with"]);
    for (picture, reason) in [
        ("both.png", "2 faces"),
        ("dark.png", "too dark"),
        ("blurred.png", "blurred"),
        ("notes.txt", "cannot be read"),
        ("other.png", "looks like somebody else"),
        ("small.png", "too small"),
        ("wall.png", "no face"),
    ] {
        let line = enrolled.stdout.lines().find(|l| l.starts_with(picture));
        let line = line.unwrap_or_else(|| panic!("{picture} is not named: {enrolled:#?}"));
        assert!(line.contains(reason), "{line}");
    }

    let few = folder(&showroom, "few", &mine[..2]);
    let refused = enrol(&showroom, "Ida Sample", &few, &[]);
    refused.says(
        1,
        &[
            "Ida Sample cannot be enrolled",
            "2 good pictures",
            "hint: take them",
        ],
    );
    let empty = folder(&showroom, "empty", &[]);
    enrol(&showroom, "Ida Sample", &empty, &[]).says(1, &["there is no picture"]);
}

/// Adds pictures that are of no use, made of a good one and of one of somebody else.
fn spoil(folder: &Path, mine: &Path, other: &Path) {
    let read = |path: &Path| image::open(path).expect("a picture").into_rgb8();
    let (mine, other) = (read(mine), read(other));
    let save = |name: &str, picture: &RgbImage| picture.save(folder.join(name)).expect("saved");
    let (width, height) = mine.dimensions();
    let part =
        |n: u32| imageops::resize(&mine, width / n, height / n, imageops::FilterType::Triangle);
    save("small.png", &part(3));
    save("blurred.png", &imageops::blur(&mine, 6.0));
    let mut dark = mine.clone();
    dark.pixels_mut().for_each(|p| p.0 = p.0.map(|v| v / 6));
    save("dark.png", &dark);
    let mut both = RgbImage::new(width * 2, height);
    imageops::replace(&mut both, &mine, 0, 0);
    imageops::replace(&mut both, &other, i64::from(width), 0);
    save("both.png", &both);
    save("other.png", &other);
    let wall = GrayImage::from_pixel(200, 200, Luma([120]));
    wall.save(folder.join("wall.png")).expect("saved");
    fs::write(folder.join("notes.txt"), "no picture").expect("written");
}

#[test]
fn a_colleague_before_a_camera_is_enrolled_and_opens_no_visit_on_another_day() {
    let camera = || clip("clm_cap12.mp4");
    let Some(showroom) = opened("visit-only") else {
        return;
    };
    showroom.configure_for(&Setup {
        recognition: "visit-only",
        camera: &camera(),
        ..Setup::default()
    });
    let unknown = [
        "staff",
        "enrol",
        "--consent",
        "--name",
        "Max Muster",
        "--camera",
        "roof",
    ];
    showroom
        .run(&unknown)
        .says(1, &["no camera is called roof", "hall"]);
    let asked = [
        "staff",
        "enrol",
        "--consent",
        "--name",
        "Max Muster",
        "--camera",
        "hall",
    ];
    let enrolled = showroom.run(&asked);
    enrolled.says(
        0,
        &[
            "Look at camera hall",
            "view 1 of 6",
            "Max Muster is enrolled",
        ],
    );

    let day = showroom.play("clm_cap13.mp4", "2026-05-12T10:00:00Z");
    assert!(day.alerts().is_empty(), "{day:#?}");
    assert!(showroom.visits().is_empty());
    showroom.run(&["staff", "remove", "Max Muster"]).succeeded();
    let day = showroom.play("clm_cap13.mp4", "2026-05-13T10:00:00Z");
    assert!(!day.alerts().is_empty(), "a visitor like others: {day:#?}");
    assert_eq!(showroom.visits().len(), 1);
}

#[test]
fn who_is_enrolled_while_the_appliance_runs_stops_being_a_visitor() {
    let Some(showroom) = opened("all") else {
        return;
    };
    let Some(camera) = RtspServer::start_with(rtsp::free_port(), "clm_cap12.mp4", &[]) else {
        return;
    };
    showroom.configure_for(&Setup {
        camera: &camera.address(""),
        ..Setup::default()
    });
    let running = showroom.start(&["run", "--json"]);
    let visits = |all: bool| {
        let all = if all { &["--all"][..] } else { &[] };
        let listed = showroom.run(&[&["visits", "list", "--json"][..], all].concat());
        serde_json::from_str::<Vec<Value>>(&listed.stdout).unwrap_or_default()
    };
    until("a visit has opened", || visits(true).len() == 1);
    // From the recording, as the camera shows it: the folder of its frames is made here.
    let frames = frames(&showroom, "clm_cap12.mp4");
    let enrolled = enrol(&showroom, "Max Muster", &frames, &[]);
    enrolled.says(
        0,
        &["is enrolled", "known as visitor V-", "within a few seconds"],
    );
    until("it has turned out to be none", || visits(false).is_empty());
    let all = visits(true);
    assert!(
        all.iter().all(|visit| visit["colleague"] == true),
        "{all:?}"
    );
    running.signal("TERM");
    running.wait().succeeded();
    let store = Store::open(&showroom.store(), Mode::MustExist).expect("the store opens");
    let known = store.load().expect("the store can be read");
    assert!(
        known.templates.is_empty(),
        "no visitor has this face: {known:?}"
    );
    assert!(known.visitors.iter().all(|visitor| visitor.visits == 0));
}

/// Some frames of a clip as pictures in a folder.
fn frames(showroom: &Showroom, name: &str) -> PathBuf {
    use showfloor::capture::{CameraSettings, Grab, Opener, Source, SystemOpener};
    let folder = showroom.path("frames");
    fs::create_dir_all(&folder).expect("a folder");
    let source = Source::File(clip(name).into());
    let settings = CameraSettings::new("clip".into(), source);
    let mut video = SystemOpener.open(&settings).expect("a clip");
    let mut image = showfloor::types::Image::default();
    for number in 0.. {
        if number > 200 || video.grab().expect("a frame") == Grab::End {
            break;
        }
        if number % 10 == 0 && video.retrieve(&mut image) {
            let mut data = image.data.clone();
            data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
            let picture = RgbImage::from_raw(image.width, image.height, data).expect("whole");
            picture
                .save(folder.join(format!("{number:04}.png")))
                .expect("saved");
        }
    }
    folder
}

/// Waits until it is so, a minute at most.
fn until(what: &str, so: impl Fn() -> bool) {
    let wait = showfloor::runtime::Shutdown::new();
    for _ in 0..120 {
        if so() {
            return;
        }
        wait.sleep(std::time::Duration::from_millis(500));
    }
    panic!("not within a minute: {what}");
}
