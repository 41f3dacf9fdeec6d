//! The module map, enforced: who may import whom, which modules are pure, and where each foreign crate lives.
//!
//! `architecture/rules.rs` holds the rules, `architecture/reader.rs` finds out what a file names, and
//! `architecture/samples.rs` shows that the rules can fail.

#[path = "architecture/reader.rs"]
mod reader;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/samples.rs"]
mod samples;

use std::{fs, path::Path};

use rules::Source;

#[test]
fn the_source_keeps_to_the_map() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    // `cli` comes with its first option.
    for room in rules::room_names().filter(|&name| name != "cli") {
        let met = |source: &Source| {
            source.path == format!("{room}.rs") || source.path.starts_with(&format!("{room}/"))
        };
        assert!(sources.iter().any(met), "no file of {room} in src/");
    }
    let breaches = rules::breaches(&sources);
    assert!(
        breaches.is_empty(),
        "the architecture (ARCHITECTURE.md) does not allow:\n{}",
        breaches.join("\n")
    );
}

/// Every Rust file under `folder`, in the order of their names.
fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("src/ can be listed")
        .map(|entry| entry.expect("src/ can be listed").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(root).expect("found below the root");
            sources.push(Source {
                path: below.to_str().expect("file names are UTF-8").to_owned(),
                text: fs::read_to_string(&path).expect("source files can be read"),
            });
        }
    }
}
