//! Who may name what. A new module of the crate is added to `ROOMS`; everything else follows from there.

use std::collections::BTreeSet;

use crate::reader::{self, Contents, Mention, Target};

/// A top-level module of the crate.
struct Room {
    name: &'static str,
    /// Other modules that it may import.
    imports: &'static [&'static str],
    /// No I/O, no thread, no clock, no random number, no order that differs from run to run.
    pure: bool,
}

const fn pure(name: &'static str, imports: &'static [&'static str]) -> Room {
    Room {
        name,
        imports,
        pure: true,
    }
}

const fn room(name: &'static str, imports: &'static [&'static str]) -> Room {
    Room {
        name,
        imports,
        pure: false,
    }
}

const ROOMS: &[Room] = &[
    pure("types", &[]),
    room("runtime", &["types"]),
    // Sentences in four languages.
    pure("words", &["types"]),
    // Tables as text.
    pure("csv", &[]),
    // The stages, in the order of the flow. None imports another.
    room("capture", &["types", "runtime"]),
    room("vision", &["types", "runtime"]),
    pure("track", &["types"]),
    pure("identity", &["types"]),
    pure("presence", &["types"]),
    pure("behaviour", &["types"]),
    pure("scoring", &["types", "words"]),
    pure("alerts", &["types"]),
    room("publish", &["types", "runtime"]),
    room("store", &["types", "runtime"]),
    // Reads events as MQTT does.
    room("web", &["types", "runtime", "words", "csv", "publish"]),
    // The stages for their settings, to fill them from the file.
    room(
        "config",
        &[
            "types",
            "runtime",
            "capture",
            "vision",
            "track",
            "identity",
            "presence",
            "behaviour",
            "scoring",
            "alerts",
            "publish",
            "store",
            "web",
        ],
    ),
    // The only one that wires stages together.
    room(
        "app",
        &[
            "types",
            "runtime",
            "words",
            "config",
            "capture",
            "vision",
            "track",
            "identity",
            "presence",
            "behaviour",
            "scoring",
            "alerts",
            "publish",
            "store",
            "web",
        ],
    ),
    // The simulated showroom: in place of cameras (`capture`) and of networks (`vision`), never of the line.
    room("sim", &["types", "runtime", "capture", "vision", "config"]),
    // Accuracy, measured: stages against the truth or against labelled material.
    room(
        "eval",
        &[
            "types", "runtime", "capture", "vision", "track", "identity", "config", "app", "sim",
            "store",
        ],
    ),
    room("cli", &["types", "config"]),
    room(
        "cmd",
        &[
            "types", "runtime", "csv", "capture", "scoring", "config", "app", "sim", "eval", "cli",
            "publish", "store", "web",
        ],
    ),
    room("main", &["types", "runtime", "config", "app", "cli", "cmd"]),
];

/// Crates that one room alone may name.
const CRATES: &[(&str, &str)] = &[
    ("opencv", "capture"),
    ("ort", "vision"),
    ("rumqttc", "publish"),
    ("rumqttd", "publish"),
    ("ureq", "publish"),
    ("rusqlite", "store"),
    ("postgres", "store"),
    ("postgres_native_tls", "store"),
    ("axum", "web"),
    ("hyper", "web"),
    ("hyper_util", "web"),
    ("tokio_openssl", "web"),
];

/// Crates and modules that a pure room may not name, and why.
const IMPURE: &[(&[&str], &str)] = &[
    (&["std", "fs"], "reads or writes files"),
    (&["std", "net"], "talks to the network"),
    (&["std", "io"], "does I/O"),
    (&["std", "env"], "reads the environment"),
    (&["std", "process"], "deals with processes"),
    (&["std", "thread"], "starts or waits for threads"),
    (&["tokio"], "is a runtime for I/O"),
    (&["crossbeam_channel"], "is for threads"),
    (&["signal_hook"], "deals with signals"),
    (&["rand"], "is random"),
    (&["rand_chacha"], "is random"),
    (&["rand_core"], "is random"),
    (&["getrandom"], "is random"),
];

/// Names that a pure room may not use wherever they come from, and why.
const IMPURE_NAMES: &[(&str, &str)] = &[
    ("HashMap", "has another order in each run: use BTreeMap"),
    ("HashSet", "has another order in each run: use BTreeSet"),
    ("RandomState", "is random"),
    ("Instant", "reads a clock: time comes with the Stamp"),
    ("SystemTime", "reads a clock: time comes with the Stamp"),
];

/// What only SQL says.
const SQL: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "ALTER TABLE ",
    "PRAGMA ",
];

/// A source file: its path under `src/`, and its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every breach of the rules, as `src/<file>:<line>: what`, in the files' order.
pub(crate) fn breaches(sources: &[Source]) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut files = Vec::new();
    for source in sources {
        let module = module_of(&source.path);
        match reader::read(&module, &source.text) {
            Ok(contents) => files.push((source, module, contents)),
            Err(error) => {
                let line = error.span().start().line;
                found.insert((&*source.path, line, format!("does not parse: {error}")));
            }
        }
    }
    let test_modules: BTreeSet<_> = files
        .iter()
        .flat_map(|(_, _, contents)| contents.test_modules.iter().cloned())
        .collect();
    for (source, module, contents) in &files {
        let in_test = test_modules.iter().any(|test| module.starts_with(test));
        for (line, what) in judge(&source.path, contents, in_test) {
            found.insert((&source.path, line, what));
        }
    }
    found
        .into_iter()
        .map(|(path, line, what)| format!("src/{path}:{line}: {what}"))
        .collect()
}

/// `track/assign.rs` and `track/mod.rs` to their paths from the crate's root.
fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let mut module: Vec<String> = path.split('/').map(str::to_owned).collect();
    if matches!(
        module.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        module.pop();
    }
    module
}

/// The breaches in one file. `in_test`: only tests see it.
fn judge(path: &str, contents: &Contents, in_test: bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let only_declares = path == "lib.rs" || path.ends_with("mod.rs");
    if only_declares {
        found.extend(contents.definitions.iter().map(|&line| {
            let what = "only declarations and re-exports belong here: move it into a file";
            (line, what.to_owned())
        }));
    }
    found.extend(contents.detours.iter().map(|&line| {
        let what = "#[path] and include! go around the module tree";
        (line, what.to_owned())
    }));
    if path == "lib.rs" {
        return found;
    }
    let name = path.split('/').next().unwrap_or(path);
    let name = name.trim_end_matches(".rs");
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        let what = format!(
            "the module {name} is on no map: add it to ROOMS in tests/architecture/rules.rs, with what it may import"
        );
        found.push((1, what));
        return found;
    };
    for mention in &contents.mentions {
        let in_test = in_test || mention.in_test;
        found.extend(judge_mention(room, mention, in_test).map(|what| (mention.line, what)));
    }
    if room.name != "store" {
        let sql = contents.strings.iter().filter(|(text, _)| speaks_sql(text));
        found.extend(sql.map(|&(_, line)| (line, format!("{name} speaks SQL: only store does"))));
    }
    found
}

fn judge_mention(room: &Room, mention: &Mention, in_test: bool) -> Option<String> {
    match &mention.target {
        Target::Inside(path) => judge_import(room, path, mention.imported, in_test),
        Target::Outside(path) => judge_crate(room, path, mention.imported).or_else(|| {
            (room.pure && !in_test).then(|| judge_purity(room, path, mention.imported))?
        }),
    }
}

/// A path into this crate, from its root.
fn judge_import(room: &Room, path: &[String], imported: bool, in_test: bool) -> Option<String> {
    let Some(to) = path.first() else {
        return imported.then(|| {
            format!(
                "{} imports the crate's root, and with it every module: name what is needed",
                room.name
            )
        });
    };
    let may = to == room.name
        || room.imports.contains(&to.as_str())
        // Tests of a pure room may stand on a real clock and a real id source.
        || (in_test && room.pure && to == "runtime");
    let allowed = if room.imports.is_empty() {
        "nothing but itself".to_owned()
    } else {
        room.imports.join(", ")
    };
    (!may).then(|| {
        format!(
            "{} may not import crate::{} (it may: {allowed})",
            room.name,
            path.join("::")
        )
    })
}

/// Crates that live in one room.
fn judge_crate(room: &Room, path: &[String], imported: bool) -> Option<String> {
    let first = path.first()?;
    let (name, home) = CRATES.iter().find(|(name, _)| name == first)?;
    // A lone word in passing is a variable.
    let named = imported || path.len() > 1;
    (named && *home != room.name).then(|| format!("{} names {name}: only {home} does", room.name))
}

fn judge_purity(room: &Room, path: &[String], imported: bool) -> Option<String> {
    let breach = |what: &str, why: &str| Some(format!("{} is pure, and {what} {why}", room.name));
    let named = imported || path.len() > 1;
    if imported && path == ["std"] {
        return breach("std as a whole", "does everything: name what is needed");
    }
    if let Some((impure, why)) = IMPURE.iter().find(|(impure, _)| {
        named && path.iter().zip(*impure).all(|(a, b)| a == b) && path.len() >= impure.len()
    }) {
        return breach(&impure.join("::"), why);
    }
    if let Some((name, why)) = IMPURE_NAMES
        .iter()
        .find(|(name, _)| path.iter().any(|segment| segment == name))
    {
        return breach(name, why);
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "now") {
        return breach(&path.join("::"), "reads a clock: time comes with the Stamp");
    }
    None
}

fn speaks_sql(text: &str) -> bool {
    SQL.iter().any(|word| {
        text.match_indices(word)
            .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
    })
}

/// Every room on the map, to see that the walk over `src/` met them all.
pub(crate) fn room_names() -> impl Iterator<Item = &'static str> {
    ROOMS.iter().map(|room| room.name)
}
