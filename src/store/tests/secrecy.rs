//! Nothing that was kept can be read from the files without the key.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::{
    store::testing::*,
    types::{EventKind, Record},
};

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

#[test]
fn no_file_beside_the_store_shows_what_is_in_it() {
    let place = Place::new();
    let mut store = place.open();
    let planted = template(1, 0.37);
    let Record::Template { signature, .. } = &planted else {
        unreachable!()
    };
    let bytes = signature.signature().to_bytes();
    let contacted = EventKind::contacted("planted-colleague");
    store
        .write(&[
            visitor(1),
            planted.clone(),
            Record::Visit(visit(1, 50, false)),
            Record::Event(event(1, 1, 20, contacted)),
            Record::Message(message("planted/topic", "planted-payload", false)),
        ])
        .unwrap();
    let id = visitor_id(1).to_string();
    let needles: [&[u8]; 8] = [
        b"V-00001",
        b"planted-colleague",
        b"planted/topic",
        b"planted-payload",
        b"CREATE TABLE",
        b"SQLite format",
        id.as_bytes(),
        &bytes[..16],
    ];
    let mut seen = 0;
    // Once with the log beside the file, once with the log folded into it.
    for _ in 0..2 {
        for entry in fs::read_dir(place.directory.path()).unwrap() {
            let path = entry.unwrap().path();
            let content = fs::read(&path).unwrap();
            seen += content.len();
            for needle in needles {
                assert!(
                    !contains(&content, needle),
                    "{} in {}",
                    needle.escape_ascii(),
                    path.display()
                );
            }
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{} is the owner's alone", path.display());
        }
        store
            .connection
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
    }
    assert!(seen > 50_000, "the files hold the store");
}
