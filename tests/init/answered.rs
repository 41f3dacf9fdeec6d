//! Answers: all of them by options, some of them, or one after the other at a terminal.

use std::process::Command;

use crate::folder::{ANSWERS, Folder, at_terminal, left_out};

#[test]
fn without_a_terminal_all_that_is_missing_is_listed_at_once_and_nothing_is_written() {
    let folder = Folder::new();
    folder.init(&[], "").says(
        2,
        &[
            "nobody can be asked here, and these answers are missing",
            "--name",
            "--site",
            "--language",
            "--timezone",
            "--privacy",
            "--camera",
            "--broker",
            "--web",
            "--yes takes what has a default",
        ],
    );
    // What has a default is not missing then. The privacy mode has none.
    let ended = folder.init(&["--yes", "--timezone", "Europe/Warsaw"], "");
    // Nor have cameras: a forgotten option makes no site that sees nothing.
    ended.says(2, &["--privacy", "--camera"]);
    assert!(!ended.said.contains("--broker"), "{ended:#?}");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn what_is_wrong_is_told_at_once_each_with_what_to_write() {
    let folder = Folder::new();
    let wrong = [
        "--yes",
        "--site",
        "a b",
        "--timezone",
        "Europe/Warschau",
        "--privacy",
        "opt-in",
        "--camera",
        "hall=http://192.0.2.64/",
        "--camera",
        "desk=192.0.2.65",
        "--camera",
        "nothing",
        "--broker",
        "tcp://b",
        "--web",
        "8443",
    ];
    folder.init(&wrong, "").says(
        2,
        &[
            "--site: \"a b\" is not a name\n  hint: use at most 64 letters",
            "--timezone: \"Europe/Warschau\" is not a time zone\n  hint: an IANA name",
            "--camera hall: addresses of kind `http://` are not supported",
            "--camera desk: that is no address of a camera",
            "rtsp://HOST/PATH",
            "--camera: there is no = in it",
            "--broker:",
            "--web: is not an address and a port",
        ],
    );
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_password_on_the_command_line_is_refused_and_not_repeated() {
    let folder = Folder::new();
    for camera in [
        "hall=rtsp://viewer:s3cret@192.0.2.64/1",
        "rtsp://viewer:s3cret@192.0.2.64/1",
    ] {
        let ended = folder.init(&[&ANSWERS[..], &["--camera", camera]].concat(), "");
        ended.says(2, &["--camera", "hint: "]);
        assert!(!ended.said.contains("s3cret"), "{ended:#?}");
    }
    // A user whose password is nowhere.
    let camera = ["--camera", "hall=rtsp://viewer@192.0.2.64/1"];
    let ended = folder.init(&[&ANSWERS[..], &camera].concat(), "");
    ended.says(2, &["--passwords", "camera-hall:PASSWORD"]);
    let more = [&ANSWERS[..], &camera, &["--passwords", "-"]].concat();
    let ended = folder.init(&more, "camera-hall:s3cret\ncamera-attic:s3cret\n");
    ended.says(
        2,
        &["there is a password of \"camera-attic\", and nobody has that name"],
    );
    assert!(!ended.said.contains("s3cret"), "{ended:#?}");
    assert_eq!(folder.names(), [""; 0]);
}

/// As the installer on the ladder: by a real terminal, whose echo is off while the password is typed.
#[test]
fn at_a_terminal_it_asks_and_a_password_is_not_shown() {
    if Command::new("script").arg("--version").output().is_err() {
        left_out("script (Debian's bsdutils) is not there: no terminal to ask at");
        return;
    }
    let folder = Folder::new();
    let program = env!("CARGO_BIN_EXE_showfloor");
    let line =
        format!("{program} init --config showfloor.toml --data data --timezone Europe/Warsaw");
    let answers = [
        (
            "Name of the showroom, for people [Showroom]",
            "Motors North",
        ),
        ("part of every MQTT topic [motors-north]", ""),
        ("of en, fr, pl, de [en]", "pl"),
        ("Privacy mode: visit-only, opt-in or all", ""),
        ("Privacy mode: visit-only, opt-in or all", "visit-only"),
        ("(Enter: none yet)", "rtsp://192.0.2.64/stream1"),
        ("Short name of it [camera-1]", "hall"),
        ("User at the camera (Enter: it asks for none)", "viewer"),
        ("Password of viewer (it is not shown)", "s3cret"),
        ("(Enter: no more)", ""),
        ("such as mqtts://broker.local:8883 [embedded]", ""),
        ("or none [0.0.0.0:8443]", "none"),
    ];
    let ended = at_terminal(&folder, &line, &answers);
    ended.says(
        0,
        &[
            // What is typed is shown, but for the password.
            "Motors North",
            "Ask your data-protection officer; there is no default",
            // Enter was no answer to that.
            "\"\" is not one of the modes\n  hint: visit-only, opt-in or all",
            "Written: showfloor.toml (mode 0640)",
            "camera-hall-password (mode 0600)",
            "Next:\n  showfloor doctor --config showfloor.toml",
        ],
    );
    assert!(!ended.said.contains("s3cret"), "{ended:#?}");
    assert_eq!(folder.text("camera-hall-password"), "s3cret\n");
    let text = folder.text("showfloor.toml");
    for line in [
        "id = \"motors-north\"",
        "name = \"Motors North\"",
        "languages = [\"pl\"]",
        "url = \"rtsp://192.0.2.64:554/stream1\"",
        "user = \"viewer\"",
        "password_file = \"camera-hall-password\"",
        "recognition = \"visit-only\"",
    ] {
        assert!(
            text.lines().any(|written| written == line),
            "{line} is not in\n{text}"
        );
    }
    if let Some(check) = folder.check() {
        check.says(0, &["good. Site Motors North, 1 camera"]);
    }
}
