//! Rule files and files of the ideal customer: read, written anew with other points, and tried on a history.
#![no_main]

use std::{collections::BTreeMap, path::Path};

use libfuzzer_sys::fuzz_target;
use showfloor::{
    config::{ideal_file, rule_file, with_points},
    scoring::{Parts, Points, RuleSet},
};
use showfloor_fuzz::{history::try_rules, problems::assert_helpful};

fuzz_target!(|text: &str| {
    let file = Path::new("rules.toml");
    match rule_file(file, text) {
        Err(problems) => assert_helpful(&problems, file, text),
        Ok(parts) => {
            suggest(file, text, &parts);
            try_rules(&RuleSet::new(parts, None));
        }
    }
    if let Err(problems) = ideal_file(file, text) {
        assert_helpful(&problems, file, text);
    }
});

/// The file with other points differs in them and in its version, and in nothing else.
fn suggest(file: &Path, text: &str, parts: &Parts) {
    let first = &parts.rules[0];
    let other = BTreeMap::from([(first.id.as_str().to_owned(), (7.5, 1.5))]);
    let changed = with_points(text, &other).expect("a rule file is TOML");
    let read = match rule_file(file, &changed) {
        Ok(read) => read,
        Err(problems) => {
            // The last version there is has no next one, and a longer calculation may be too long.
            let too_far = parts.version == u32::MAX || matches!(first.points, Points::Computed(_));
            assert!(too_far, "{problems}\n{changed}");
            return;
        }
    };
    assert_eq!(read.version, parts.version + 1);
    match (&first.points, &read.rules[0].points) {
        (Points::Fixed(_), points) => assert_eq!(*points, Points::Fixed(7.5)),
        (Points::Computed(_), Points::Computed(points)) => {
            assert!(points.text.starts_with("1.500 * "))
        }
        (before, after) => panic!("{before:?} became {after:?}"),
    }
    assert_eq!(read.rules[1..], parts.rules[1..]);
    assert_eq!(read.triggers, parts.triggers);
}
