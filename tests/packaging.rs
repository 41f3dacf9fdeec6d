//! What the package is made of, as far as it can be judged without installing it: the units as systemd reads them, and the
//! program that finds its models beside it. `scripts/test-install` installs it for good (the long tier).
//!
//! What cannot be had (systemd, models) is left out with a printed line; `SHOWFLOOR_REQUIRE_MODELS=1` forbids that.

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

const SERVICES: [&str; 2] = ["showfloor.service", "showfloor-backup.service"];

/// What `systemd-analyze security` may find at most, in tenths.
const EXPOSURE: &str = "15";

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Says that a part is left out.
#[allow(clippy::print_stderr, reason = "what is left out is said")]
fn left_out(what: &str) {
    let required = env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
    assert!(!required, "{what}");
    eprintln!("left out: {what}");
}

/// A machine on which our units are installed, and of everything that they name a stand-in; `None` where there is no systemd.
fn installed() -> Option<TempDir> {
    if Command::new("systemd-analyze")
        .arg("--version")
        .output()
        .is_err()
    {
        left_out("systemd-analyze is not there (scripts/setup)");
        return None;
    }
    let root = tempfile::tempdir().expect("a directory");
    let put = |path: &str, text: &str, mode: u32| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
    };
    for program in ["bin/showfloor", "bin/kill", "lib/showfloor/backup"] {
        put(&format!("usr/{program}"), "#!/bin/sh\n", 0o755);
    }
    for name in [
        "basic",
        "sysinit",
        "shutdown",
        "multi-user",
        "network-online",
        "time-sync",
        "timers",
    ] {
        let path = format!("usr/lib/systemd/system/{name}.target");
        put(&path, "[Unit]\nDescription=a stand-in\n", 0o644);
    }
    for unit in SERVICES.iter().chain(&["showfloor-backup.timer"]) {
        let text = fs::read_to_string(here("systemd").join(unit)).expect("a unit");
        put(&format!("usr/lib/systemd/system/{unit}"), &text, 0o644);
    }
    symlink("usr/lib", root.path().join("lib")).expect("a link");
    symlink("usr/bin", root.path().join("bin")).expect("a link");
    Some(root)
}

/// Puts one of our drop-ins beside the appliance's unit.
fn drop_in(root: &TempDir, name: &str) {
    let folder = root.path().join("etc/systemd/system/showfloor.service.d");
    fs::create_dir_all(&folder).expect("made");
    fs::copy(here("systemd").join(name), folder.join(name)).expect("copied");
}

fn analyze(root: &TempDir, arguments: &[&str]) -> Output {
    let root = format!("--root={}", root.path().display());
    let mut command = Command::new("systemd-analyze");
    command.arg("--no-pager").arg(root).args(arguments);
    command.output().expect("it runs")
}

/// What `systemd-analyze verify` complains of. It exits with 0 where it only ignores what it does not know.
fn complaints(root: &TempDir) -> String {
    let units = ["verify", SERVICES[0], SERVICES[1], "showfloor-backup.timer"];
    let output = analyze(root, &units);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.success(), said.is_empty(), "{said}");
    said
}

/// Whether a unit is as closed as it has to be, and what was found.
fn closed(root: &TempDir, unit: &str) -> (bool, String) {
    let threshold = format!("--threshold={EXPOSURE}");
    let output = analyze(root, &["security", "--offline=true", &threshold, unit]);
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(found.contains("Overall exposure"), "{output:?}");
    (output.status.success(), found)
}

#[test]
fn systemd_understands_every_line_of_the_units() {
    let Some(root) = installed() else { return };
    assert_eq!(complaints(&root), "");
    for name in ["openvino.conf", "lan-only.conf"] {
        drop_in(&root, name);
        assert_eq!(complaints(&root), "", "with {name}");
    }
}

#[test]
fn the_units_leave_little_open_and_neither_does_the_drop_in_for_openvino() {
    let Some(root) = installed() else { return };
    for unit in SERVICES {
        let (closed, found) = closed(&root, unit);
        assert!(closed, "{unit}:\n{found}");
    }
    drop_in(&root, "openvino.conf");
    let (closed, found) = closed(&root, SERVICES[0]);
    assert!(closed, "with openvino.conf:\n{found}");
    assert!(found.contains("✗ MemoryDenyWriteExecute"), "{found}");
}

/// Otherwise the test above could not fail.
#[test]
fn a_unit_that_leaves_more_open_is_found() {
    let Some(root) = installed() else { return };
    let path = root.path().join("usr/lib/systemd/system/showfloor.service");
    let text = fs::read_to_string(&path).expect("a unit");
    let open = text
        .replace("SystemCallFilter=~@privileged @resources\n", "")
        .replace("PrivateUsers=yes\n", "");
    assert_ne!(text, open);
    fs::write(&path, open).expect("written");
    let (closed, found) = closed(&root, SERVICES[0]);
    assert!(!closed, "{found}");
}

/// The values of a key, all of its lines together.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    let lines = unit.lines().filter_map(|line| line.split_once('='));
    let of_key = lines.filter(|(name, _)| *name == key);
    of_key
        .flat_map(|(_, value)| value.split_whitespace())
        .collect()
}

/// systemd 252 mounts what may be written apart, and `NoExecPaths=/` does not reach it there: what took over the service could
/// run what it wrote.
#[test]
fn nothing_that_a_service_can_write_can_be_run() {
    for name in SERVICES {
        let unit = fs::read_to_string(here("systemd").join(name)).expect("a unit");
        let never_run = values(&unit, "NoExecPaths");
        let folders = |key, parent: &str| -> Vec<String> {
            let names = values(&unit, key);
            names
                .iter()
                .map(|name| format!("{parent}/{name}"))
                .collect()
        };
        let mut written = folders("StateDirectory", "/var/lib");
        written.extend(folders("CacheDirectory", "/var/cache"));
        written.extend(values(&unit, "ReadWritePaths").into_iter().map(Into::into));
        written.extend(["/", "/tmp", "/var/tmp", "/dev/shm"].map(Into::into));
        assert_eq!(values(&unit, "ProtectSystem"), ["strict"], "{name}");
        for folder in written {
            assert!(
                never_run.contains(&&*folder),
                "{name}: {folder} can be run from"
            );
        }
    }
}

/// As in `/usr/bin`, started from anywhere, without a variable that says where things are.
#[test]
fn an_installed_program_finds_its_models_and_runtime() {
    let models = here("models");
    let runtime = here(".showfloor/onnxruntime/libonnxruntime.so");
    if !models.join("mobilefacenet.onnx").exists() || !runtime.exists() {
        left_out("models or ONNX Runtime are not in the checkout (scripts/setup)");
        return;
    }
    let root = tempfile::tempdir().expect("a directory");
    let usr = root.path().join("usr");
    for folder in ["bin", "share/showfloor", "lib/showfloor"] {
        fs::create_dir_all(usr.join(folder)).expect("made");
    }
    // A copy: of a link, what it leads to would count as the program's place.
    let program = usr.join("bin/showfloor");
    fs::copy(env!("CARGO_BIN_EXE_showfloor"), &program).expect("copied");
    let sample = fs::read_to_string(here("config/showfloor.toml")).expect("a sample");
    let chosen = sample.replace("#recognition = ", "recognition = ");
    let config = root.path().join("showfloor.toml");
    fs::write(&config, chosen).expect("written");
    let check = || {
        let mut command = Command::new(&program);
        command
            .env_remove("SHOWFLOOR_MODELS")
            .env_remove("ORT_DYLIB_PATH");
        command.current_dir(root.path()).args(["check", "--config"]);
        let output = command.arg(&config).output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (output.status.success(), said)
    };
    let (right, said) = check();
    assert!(!right && said.contains("is missing"), "{said}");
    symlink(&models, usr.join("share/showfloor/models")).expect("a link");
    let (right, said) = check();
    assert!(
        !right && said.contains("lib/showfloor/libonnxruntime.so"),
        "{said}"
    );
    symlink(&runtime, usr.join("lib/showfloor/libonnxruntime.so")).expect("a link");
    let (right, said) = check();
    assert!(right, "{said}");
}
