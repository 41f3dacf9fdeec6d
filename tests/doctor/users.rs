//! `scripts/mosquitto-users` by itself.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::site::{made, users};

/// It refuses, with this exit code, and says this.
fn refuses(dir: &Path, arguments: &[&str], code: i32, said: &str) {
    let output = users(dir, arguments, "");
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    assert!(
        text.contains(said) && text.contains("hint:"),
        "{said:?} is not in {text}"
    );
}

#[test]
fn adding_twice_changes_nothing_and_removing_takes_everything() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let dir = dir.path().join("showfloor");
    let read = |name: &str| fs::read_to_string(dir.join(name)).expect("it is there");
    let said = made(
        &dir,
        &[
            "add",
            "appliance",
            "showfloor",
            "--site",
            "north",
            "--homeassistant",
        ],
        "",
    );
    let password = said
        .lines()
        .nth(1)
        .expect("the password, alone on its line")
        .to_owned();
    assert_eq!(password.len(), 24, "{said}");
    assert!(said.contains("systemctl reload mosquitto"), "{said}");
    // The site is known from now on.
    made(&dir, &["add", "tablet", "anna"], "");
    made(&dir, &["add", "client", "anna.crm"], "");
    let (acl, passwords) = (read("acl"), read("passwords"));
    assert!(!passwords.contains(&password), "only its hash is kept");
    assert!(
        acl.contains("topic readwrite homeassistant/+/showfloor-north/+/config"),
        "{acl}"
    );

    let said = made(&dir, &["add", "tablet", "anna"], "");
    assert!(said.contains("stays as it is"), "{said}");
    assert_eq!(read("passwords"), passwords);
    let once = |text: &str| text.matches("user anna\n").count();
    assert_eq!((once(&acl), once(&read("acl"))), (1, 1));
    made(&dir, &["add", "tablet", "anna", "--new-password"], "");
    assert_ne!(read("passwords"), passwords);

    let listed = made(&dir, &["list"], "");
    assert_eq!(listed.lines().count(), 3, "{listed}");
    made(&dir, &["remove", "anna.crm"], "");
    made(&dir, &["remove", "anna"], "");
    let left = format!("{}{}", read("acl"), read("passwords"));
    assert!(
        left.contains("showfloor:") && !left.contains("anna"),
        "{left}"
    );
    for secret in ["acl", "passwords"] {
        let mode = fs::metadata(dir.join(secret))
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o640, "{secret}");
    }
}

#[test]
fn a_tablets_password_goes_into_the_appliances_file_and_nowhere_else() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (dir, file) = (dir.path().join("showfloor"), dir.path().join("tablets"));
    let file = file.to_str().expect("UTF-8");
    let add = [
        "add",
        "tablet",
        "anna",
        "--site",
        "north",
        "--tablets-file",
        file,
    ];
    let read = || fs::read_to_string(file).expect("it is there");
    let said = made(&dir, &add, "");
    let first = read();
    let password = first.trim().strip_prefix("anna:").expect("her line");
    assert!(password.len() == 24 && !said.contains(password), "{said}");
    let mode = fs::metadata(file).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Again changes nothing; a new password takes the place of the old one.
    made(&dir, &add, "");
    assert_eq!(read(), first);
    made(&dir, &[&add[..], &["--new-password"]].concat(), "");
    assert!(read() != first && read().lines().count() == 1);
    // Whose password only they know cannot be written down.
    made(&dir, &["add", "tablet", "bob", "--site", "north"], "");
    let bob = ["add", "tablet", "bob", "--tablets-file", file];
    refuses(&dir, &bob, 1, "known to nobody but bob");
    refuses(
        &dir,
        &["add", "client", "crm", "--tablets-file", file],
        2,
        "is for tablets",
    );
    made(&dir, &["remove", "anna", "--tablets-file", file], "");
    assert_eq!(read(), "");
}

#[test]
fn the_example_is_what_the_script_writes() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let dir = dir.path().join("showfloor");
    made(
        &dir,
        &[
            "add",
            "appliance",
            "showfloor",
            "--site",
            "north",
            "--homeassistant",
        ],
        "",
    );
    made(&dir, &["add", "tablet", "anna"], "");
    made(&dir, &["add", "client", "crm"], "");
    let rules = |text: &str| {
        let from = text.find("# showfloor:").expect("a user");
        text[from..].to_owned()
    };
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/mosquitto/acl.example");
    let example = fs::read_to_string(example).expect("it is part of the project");
    let written = fs::read_to_string(dir.join("acl")).expect("it is there");
    assert_eq!(rules(&written), rules(&example));
}

#[test]
fn what_would_open_a_hole_is_refused() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let dir = dir.path().join("showfloor");
    for name in [
        "#",
        "a/b",
        "+",
        "anna bob",
        "anna\ntopic readwrite #",
        "",
        "-x",
        "żaneta",
    ] {
        let arguments = ["add", "tablet", "--site", "north", "--", name];
        let arguments = if name.starts_with('-') {
            &arguments[..]
        } else {
            &["add", "tablet", name, "--site", "north"]
        };
        let output = users(&dir, arguments, "");
        assert!(!output.status.success(), "{name:?} was taken");
    }
    assert!(!dir.join("acl").exists(), "nothing was written");
    refuses(&dir, &["add", "tablet", "anna"], 1, "which site");
    refuses(
        &dir,
        &["add", "tablet", "anna", "--site", "a/b"],
        1,
        "the site cannot be called",
    );
    refuses(
        &dir,
        &["add", "manager", "anna", "--site", "north"],
        2,
        "is no role",
    );
    refuses(
        &dir,
        &["add", "client", "staff", "--site", "north"],
        1,
        "cannot be called staff",
    );
    refuses(&dir, &["remove", "anna"], 1, "there is no user anna");
    refuses(&dir, &["frobnicate"], 2, "unknown argument");
    let output = users(
        &dir,
        &[
            "add",
            "tablet",
            "anna",
            "--site",
            "north",
            "--password-stdin",
        ],
        "short\n",
    );
    assert!(!output.status.success());
    made(&dir, &["add", "tablet", "anna", "--site", "north"], "");
    refuses(
        &dir,
        &["add", "appliance", "anna"],
        1,
        "is there already, as tablet",
    );
}

#[test]
fn certificates_are_never_overwritten_and_keys_are_nobodys() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let dir = dir.path().join("showfloor");
    made(
        &dir,
        &["certificates", "broker.example", "192.168.1.10", "fd00::10"],
        "",
    );
    let ca = fs::read(dir.join("ca.crt")).expect("there");
    refuses(
        &dir,
        &["certificates", "other.example"],
        1,
        "there is a server certificate",
    );
    refuses(
        &dir,
        &["certificates", "not a host"],
        1,
        "neither a host name nor an address",
    );
    for (file, mode) in [
        ("ca.key", 0o600),
        ("ca.crt", 0o644),
        ("server.key", 0o640),
        ("server.crt", 0o644),
    ] {
        let found = fs::metadata(dir.join(file))
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(found & 0o777, mode, "{file}");
    }
    // A renewal keeps the authority, which tablets trust.
    for file in ["server.key", "server.crt"] {
        fs::remove_file(dir.join(file)).expect("removed");
    }
    made(&dir, &["certificates", "broker.example"], "");
    assert_eq!(fs::read(dir.join("ca.crt")).expect("there"), ca);
    let left = fs::read_dir(&dir).expect("there").count();
    assert_eq!(left, 4, "nothing else is left behind");
}
