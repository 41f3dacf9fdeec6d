//! A folder for a configuration, and the program as it is called there.

use std::{
    env, fs,
    io::{Read, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// Everything that a site has to say, but for cameras.
pub(crate) const ANSWERS: [&str; 14] = [
    "--name",
    "Motors North",
    "--site",
    "north",
    "--language",
    "pl,en",
    "--timezone",
    "Europe/Warsaw",
    "--privacy",
    "visit-only",
    "--broker",
    "embedded",
    "--web",
    "none",
];

/// Says that a part is left out.
#[allow(clippy::print_stderr, reason = "what is left out is said")]
pub(crate) fn left_out(what: &str) {
    let required = env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
    assert!(!required, "{what}");
    eprintln!("left out: {what}");
}

/// How the program ended, and all that it printed.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
}

impl Ended {
    pub(crate) fn says(&self, code: i32, all: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:#?}");
        for said in all {
            assert!(self.said.contains(said), "{said:?} is not in {self:#?}");
        }
    }
}

/// An empty folder.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("it is there")
    }

    /// The names of all files, in their order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries.map(|entry| name(entry.expect("a file"))).collect();
        names.sort();
        names
    }

    pub(crate) fn mode(&self, name: &str) -> u32 {
        let about = fs::metadata(self.path(name)).expect("it is there");
        about.permissions().mode() & 0o7777
    }

    /// A command of the program, to be run in the folder.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.0.path())
            .env("LC_ALL", "C.UTF-8")
            .env_remove("SHOWFLOOR_MODELS")
            .env_remove("ORT_DYLIB_PATH")
            .env_remove("CREDENTIALS_DIRECTORY")
            .env_remove("RUST_LOG");
        command
    }

    /// Runs the program with this on its standard input, which is no terminal.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Ended {
        let mut command = self.command(env!("CARGO_BIN_EXE_showfloor"));
        ended(command.args(arguments), input)
    }

    /// `showfloor init` with its store below the folder.
    pub(crate) fn init(&self, arguments: &[&str], input: &str) -> Ended {
        let usual = ["init", "--config", "showfloor.toml", "--data", "data"];
        self.run(&[&usual[..], arguments].concat(), input)
    }

    /// What `showfloor check` says of the configuration; `None` where models or runtime are missing, which it would say, too.
    pub(crate) fn check(&self) -> Option<Ended> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let runtime = root.join(".showfloor/onnxruntime/libonnxruntime.so");
        if !root.join("models/mobilefacenet.onnx").exists() || !runtime.exists() {
            left_out("models or ONNX Runtime are not in the checkout (scripts/setup)");
            return None;
        }
        let mut command = self.command(env!("CARGO_BIN_EXE_showfloor"));
        command
            .env("SHOWFLOOR_MODELS", root.join("models"))
            .env("ORT_DYLIB_PATH", runtime);
        let arguments = ["check", "--config", "showfloor.toml"];
        Some(ended(command.args(arguments), ""))
    }
}

/// Runs it to its end.
pub(crate) fn ended(command: &mut Command, input: &str) -> Ended {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // Who asks nothing does not read it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).replace('\r', "");
    assert!(!said.contains("panicked"), "{said}");
    Ended {
        code: output.status.code(),
        said,
    }
}

/// Runs it at a terminal of its own, which shows what is typed unless it is told not to: each answer is typed when its question
/// stands there.
pub(crate) fn at_terminal(folder: &Folder, line: &str, answers: &[(&str, &str)]) -> Ended {
    let mut script = folder.command("script");
    let arguments = ["--quiet", "--return", "--flush", "--echo", "always"];
    script
        .args(arguments)
        .args(["--command", line, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = script.spawn().expect("it starts");
    let mut keyboard = child.stdin.take().expect("it is piped");
    let mut screen = child.stdout.take().expect("it is piped");
    let (mut shown, mut seen) = (Vec::new(), 0);
    for (question, answer) in answers {
        let asked = format!("{question}: ");
        while !String::from_utf8_lossy(&shown[seen..]).ends_with(&asked) {
            let mut byte = [0];
            let read = screen.read(&mut byte).expect("a terminal");
            assert_eq!(
                read,
                1,
                "{asked:?} was not asked:\n{}",
                String::from_utf8_lossy(&shown)
            );
            shown.push(byte[0]);
        }
        seen = shown.len();
        keyboard
            .write_all(format!("{answer}\n").as_bytes())
            .expect("it listens");
    }
    screen.read_to_end(&mut shown).expect("a terminal");
    let code = child.wait().expect("it ends").code();
    let said = String::from_utf8_lossy(&shown).replace('\r', "");
    Ended { code, said }
}
