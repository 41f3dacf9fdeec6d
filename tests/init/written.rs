//! What is written: accepted at once, explained line by line, for the service alone, never in the place of another.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::folder::{ANSWERS, Folder};

const CAMERAS: [&str; 6] = [
    "--camera",
    "hall=rtsp://viewer@192.0.2.64/stream1",
    "--camera",
    "desk=rtsp://192.0.2.65/stream1",
    "--passwords",
    "passwords",
];

/// A folder with a configuration of two cameras.
fn configured(more: &[&str]) -> Folder {
    let folder = Folder::new();
    let passwords = folder.path("passwords");
    fs::write(&passwords, "camera-hall:s3:cret\n").expect("written");
    fs::set_permissions(&passwords, fs::Permissions::from_mode(0o644)).expect("set");
    let all = [&ANSWERS[..], &CAMERAS, more].concat();
    folder.init(&all, "").says(
        1,
        &[
            "everybody on this machine may read the passwords",
            "hint: chmod 600",
        ],
    );
    fs::set_permissions(&passwords, fs::Permissions::from_mode(0o600)).expect("set");
    let ended = folder.init(&all, "");
    ended.says(0, &["Written: showfloor.toml (mode 0640)"]);
    assert!(!ended.said.contains("cret"), "{ended:#?}");
    fs::remove_file(passwords).expect("it was there");
    folder
}

#[test]
fn check_accepts_it_at_once_and_passwords_are_in_files_of_the_service() {
    let folder = configured(&[]);
    assert_eq!(folder.names(), ["camera-hall-password", "showfloor.toml"]);
    assert_eq!(folder.mode("showfloor.toml"), 0o640);
    assert_eq!(folder.mode("camera-hall-password"), 0o600);
    assert_eq!(folder.text("camera-hall-password"), "s3:cret\n");
    let text = folder.text("showfloor.toml");
    assert!(!text.contains("s3:cret"), "{text}");
    // What each key means stands above it, as in the sample.
    for (above, key) in [
        (
            "# IANA time zone: decides what \"another day\" is.",
            "timezone = \"Europe/Warsaw\"",
        ),
        (
            "# Short name of the showroom: letters, digits, - and _. Part of every MQTT topic.",
            "id = \"north\"",
        ),
        (
            "# One encrypted file. Its key comes from the systemd credential",
            "path = ",
        ),
    ] {
        let (_, below) = text.split_once(above).expect(above);
        assert!(
            below.lines().take(4).any(|line| line.starts_with(key)),
            "{key}\n{text}"
        );
    }
    if let Some(check) = folder.check() {
        check.says(
            0,
            &["good. Site Motors North, 2 cameras, 0 zones, 0 products, recognition visit-only"],
        );
    }
}

#[test]
fn one_that_is_there_stays_unless_another_is_wanted_and_then_it_is_kept() {
    let folder = configured(&[]);
    let before = folder.text("showfloor.toml");
    let again = [&ANSWERS[..], &["--no-camera"]].concat();
    let refused = folder.init(&again, "");
    refused.says(
        1,
        &[
            "showfloor.toml is there already, and is left as it is\nhint: ",
            "--force",
        ],
    );
    assert_eq!(folder.text("showfloor.toml"), before);
    folder
        .init(&[&again[..], &["--force"]].concat(), "")
        .says(0, &["Kept:    "]);
    assert_ne!(folder.text("showfloor.toml"), before);
    let names = folder.names();
    let kept: Vec<_> = names
        .iter()
        .filter(|name| name.starts_with("showfloor.toml."))
        .collect();
    assert_eq!(kept.len(), 1, "{names:?}");
    assert_eq!(folder.text(kept[0]), before);
    assert_eq!(folder.mode(kept[0]), 0o640);
}

/// A password of before would be lost.
#[test]
fn a_password_that_is_there_is_not_replaced_either() {
    let folder = configured(&[]);
    fs::remove_file(folder.path("showfloor.toml")).expect("it was there");
    let all = [&ANSWERS[..], &CAMERAS[..4], &["--passwords", "-"]].concat();
    folder
        .init(&all, "camera-hall:another\n")
        .says(1, &["camera-hall-password is there already"]);
    assert_eq!(folder.names(), ["camera-hall-password"]);
    assert_eq!(folder.text("camera-hall-password"), "s3:cret\n");
    let more = [&all[..], &["--force"]].concat();
    folder
        .init(&more, "camera-hall:another\n")
        .says(0, &["Kept:    camera-hall-password."]);
    assert_eq!(folder.text("camera-hall-password"), "another\n");
}

#[test]
fn without_a_camera_it_can_be_written_and_checked_and_is_told_where_cameras_come_from() {
    let folder = Folder::new();
    let all = [&ANSWERS[..], &["--no-camera"]].concat();
    folder.init(&all, "").says(
        0,
        &[
            "showfloor cameras discover",
            "showfloor run --config showfloor.toml",
        ],
    );
    if let Some(check) = folder.check() {
        check.says(
            0,
            &["0 cameras", "There is no camera yet", "cameras discover"],
        );
    }
    // As wrong usage: systemd would start it again for ever after any other end.
    folder
        .run(&["run", "--config", "showfloor.toml"], "")
        .says(2, &["There is no camera yet", "cameras discover"]);
    assert!(!folder.path("data").exists(), "nothing was started");
    folder
        .run(&["doctor", "--config", "showfloor.toml"], "")
        .says(
            1,
            &[
                "FAILED   camera: There is no camera yet",
                "mend it: `showfloor cameras discover`",
            ],
        );
    // A camera is added below, by hand, as `cameras discover` prints it.
    let text = folder.text("showfloor.toml");
    let with = format!("{text}\n[[camera]]\nid = \"hall\"\nurl = \"rtsp://192.0.2.64/1\"\n");
    fs::write(folder.path("showfloor.toml"), with).expect("written");
    if let Some(check) = folder.check() {
        check.says(0, &["1 camera,"]);
    }
}

#[test]
fn pages_beyond_this_machine_have_a_certificate_for_the_names_that_were_given() {
    let folder = Folder::new();
    let web = [
        "--web",
        "0.0.0.0:8443",
        "--web-name",
        "192.0.2.7",
        "--web-name",
        "showroom",
    ];
    let all = [&ANSWERS[..12], &["--no-camera"], &web].concat();
    folder
        .init(&all, "")
        .says(0, &["Then draw the zones on its pages"]);
    let text = folder.text("showfloor.toml");
    assert!(text.contains("\nlisten = \"0.0.0.0:8443\"\n"), "{text}");
    assert!(
        text.contains("\nnames = [\"192.0.2.7\", \"showroom\"]\n"),
        "{text}"
    );
    assert!(text.contains("/data/tls\"\n"), "{text}");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let folder = Folder::new();
    let all = [
        &["init", "--config", "none/showfloor.toml", "--no-camera"],
        &ANSWERS[..],
    ]
    .concat();
    folder
        .run(&all, "")
        .says(1, &["none is no directory\nhint: "]);
}
