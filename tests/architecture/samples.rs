//! Small sources that the rules must flag, and some that they must let pass.

use crate::rules::{Source, breaches};

fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// One breach, at this line, with these words.
#[track_caller]
fn flags(path: &str, text: &str, line: usize, words: &str) {
    let found = breaches(&[source(path, text)]);
    let place = format!("src/{path}:{line}: ");
    assert!(
        found.len() == 1 && found[0].starts_with(&place) && found[0].contains(words),
        "expected one breach at {place:?} with {words:?}, found {found:#?} in:\n{text}"
    );
}

#[track_caller]
fn passes(path: &str, text: &str) {
    assert_eq!(breaches(&[source(path, text)]), [""; 0], "in:\n{text}");
}

#[test]
fn a_stage_does_not_import_another_stage() {
    let import = "track may not import crate::store";
    flags("track/a.rs", "use crate::store::Store;", 1, import);
    flags(
        "track/a.rs",
        "use crate::{\n types::BBox,\n store::Store,\n};",
        3,
        import,
    );
    flags("track/a.rs", "use super::super::store::Store;", 1, import);
    flags(
        "track/a.rs",
        "mod b { use super::super::super::store::Store; }",
        1,
        import,
    );
    flags(
        "track/a.rs",
        "fn f() {\n crate::store::open();\n}",
        2,
        import,
    );
    flags(
        "track/a.rs",
        "struct S(Vec<Option<crate::store::Store>>);",
        1,
        import,
    );
    flags(
        "track/a.rs",
        "fn f() {\n g!(\"{}\",\n crate::store::N);\n}",
        3,
        import,
    );
    flags(
        "track/a.rs",
        "m! { use crate::{types::X, store::Y}; }",
        1,
        import,
    );
    flags(
        "track/a.rs",
        "macro_rules! m { () => { $crate::store::N } }",
        1,
        import,
    );
    flags(
        "track/a.rs",
        "#[serde(with = \"crate::store::ts\")]\nstruct S;",
        1,
        import,
    );
    flags("track/a.rs", "use showfloor::store::Store;", 1, import);
    flags(
        "capture/a.rs",
        "use crate::vision::Networks;",
        1,
        "capture may not import",
    );
    flags(
        "store/a.rs",
        "use crate::config::Config;",
        1,
        "store may not import",
    );
    flags(
        "publish/a.rs",
        "use crate::app::App;",
        1,
        "publish may not import",
    );
}

#[test]
fn tests_of_a_stage_do_not_import_another_stage_either() {
    let text = "#[cfg(test)]\nmod tests {\n use crate::store::Store;\n}";
    flags("track/a.rs", text, 3, "track may not import crate::store");
}

#[test]
fn nobody_imports_the_whole_crate() {
    for text in [
        "use crate as c;",
        "use crate::*;",
        "use super::super::*;",
        "use crate::{self as c};",
    ] {
        flags("track/a.rs", text, 1, "imports the crate's root");
    }
}

#[test]
fn types_and_runtime_stand_below_everything() {
    flags(
        "types/a.rs",
        "use crate::runtime::Clock;",
        1,
        "types may not import crate::runtime",
    );
    flags(
        "runtime/a.rs",
        "use crate::store::Store;",
        1,
        "runtime may not import crate::store",
    );
    passes(
        "runtime/a.rs",
        "use crate::types::Stamp;\nuse std::time::Instant;",
    );
}

#[test]
fn commands_reach_stages_through_the_app() {
    flags(
        "cmd/a.rs",
        "use crate::vision::Networks;",
        1,
        "cmd may not import crate::vision",
    );
    flags(
        "app/a.rs",
        "use crate::cmd::run;",
        1,
        "app may not import crate::cmd",
    );
    flags(
        "main.rs",
        "use showfloor::track::Tracker;",
        1,
        "main may not import crate::track",
    );
    passes(
        "cmd/a.rs",
        "use crate::{app::run, config::Config, publish::Settings, store::Store};",
    );
    passes(
        "app/a.rs",
        "use crate::{capture, config::Config, vision::Networks};",
    );
    passes("config/a.rs", "use crate::publish::Settings;");
}

#[test]
fn pure_stages_do_nothing_but_compute() {
    let sample = |text: &str, words: &str| flags("scoring/a.rs", text, 1, words);
    sample(
        "use crate::runtime::Clock;",
        "scoring may not import crate::runtime",
    );
    for module in ["fs", "net", "io", "thread", "env", "process"] {
        sample(&format!("use std::{module};"), "scoring is pure");
        sample(
            &format!("fn f() {{ std::{module}::g(); }}"),
            "scoring is pure",
        );
    }
    sample(
        "use std::time::{Duration, Instant};",
        "Instant reads a clock",
    );
    sample(
        "fn f() -> std::time::SystemTime { g() }",
        "SystemTime reads a clock",
    );
    sample(
        "fn f() { let t = jiff::Timestamp::now(); }",
        "jiff::Timestamp::now reads a clock",
    );
    sample("use std::*;", "std as a whole");
    sample("use std::collections::HashMap;", "use BTreeMap");
    sample(
        "fn f() { g!(collections::HashSet::new()); }",
        "use BTreeSet",
    );
    sample("use rand_chacha::ChaCha12Rng;", "rand_chacha is random");
    sample("fn f() { getrandom::u64(); }", "getrandom is random");
    sample("use tokio::sync::Notify;", "tokio is a runtime");
    sample(
        "use crossbeam_channel::Sender;",
        "crossbeam_channel is for threads",
    );
    flags(
        "types/a.rs",
        "use std::collections::HashMap;",
        1,
        "types is pure",
    );
}

#[test]
fn pure_code_passes() {
    passes(
        "scoring/a.rs",
        "//! Like `SELECT ` in [`crate::store`], said in passing.\n\
         use std::{collections::BTreeMap, time::Duration};\n\
         use crate::types::{self, Stamp};\n\
         use self::inner::X;\n\
         use super::ledger::Ledger;\n\
         pub(crate) fn f(now: &Stamp, rand: u8) -> u64 { tracing::debug!(now = now.mono_ns, \"SELECTED\"); now.mono_ns }",
    );
}

#[test]
fn tests_of_pure_stages_may_use_a_real_clock() {
    let body = "use std::{collections::HashMap, fs};\nuse crate::runtime::Clock;";
    passes(
        "track/a.rs",
        &format!("#[cfg(test)]\nmod tests {{ {body} }}"),
    );
    passes(
        "track/a.rs",
        "#[test]\nfn t() { std::fs::read(\"x\").unwrap(); }",
    );
    let declared = source("track/mod.rs", "mod a;\n#[cfg(test)]\nmod tests;");
    let tests = || source("track/tests.rs", body);
    assert_eq!(breaches(&[declared, tests()]), [""; 0]);
    let declared = source("track/mod.rs", "mod a;\n#[cfg(not(test))]\nmod tests;");
    assert_eq!(breaches(&[declared, tests()]).len(), 3);
}

#[test]
fn foreign_crates_keep_to_their_room() {
    flags(
        "vision/a.rs",
        "use opencv::core::Mat;",
        1,
        "only capture does",
    );
    flags("app/a.rs", "extern crate ort;", 1, "only vision does");
    flags(
        "store/a.rs",
        "fn f() { g!(rumqttc::QoS::AtLeastOnce); }",
        1,
        "only publish does",
    );
    flags(
        "app/a.rs",
        "struct S(rumqttd::Broker);",
        1,
        "only publish does",
    );
    flags("publish/a.rs", "use rusqlite as sql;", 1, "only store does");
    passes("capture/a.rs", "use opencv::prelude::*;");
    passes(
        "vision/a.rs",
        "fn f(ort: u8) -> u8 { ort }\nuse ort::session::Session;",
    );
}

#[test]
fn only_the_store_speaks_sql() {
    flags(
        "publish/a.rs",
        "const Q: &str = \"SELECT id FROM outbox\";",
        1,
        "publish speaks SQL",
    );
    flags(
        "app/a.rs",
        "fn f() {\n g!(r#\"\n INSERT INTO t VALUES (1)\"#);\n}",
        2,
        "app speaks SQL",
    );
    passes("store/a.rs", "const Q: &str = \"SELECT id FROM outbox\";");
    passes(
        "app/a.rs",
        "const HELP: &str = \"Select a zone, or DELETE it\";",
    );
}

#[test]
fn a_mod_file_only_declares() {
    let words = "only declarations and re-exports";
    flags("track/mod.rs", "mod a;\nfn f() {}", 2, words);
    flags("store/mod.rs", "pub struct S;", 1, words);
    flags("store/mod.rs", "mod a;\nimpl a::S {}", 2, words);
    flags("store/mod.rs", "mod inline { pub fn f() {} }", 1, words);
    flags("lib.rs", "pub mod track;\npub fn f() {}", 2, words);
    passes(
        "track/mod.rs",
        "//! Tracks.\n\nmod a;\npub mod b;\npub use a::A;",
    );
}

#[test]
fn there_is_no_way_around() {
    let words = "around the module tree";
    flags(
        "track/a.rs",
        "#[path = \"../store/schema.rs\"]\nmod schema;",
        1,
        words,
    );
    flags("track/a.rs", "include!(\"../store/schema.rs\");", 1, words);
    flags("extra/a.rs", "fn f() {}", 1, "extra is on no map");
    flags("track/a.rs", "fn f( {}", 1, "does not parse");
}
