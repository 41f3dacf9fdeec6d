//! The rules that are part of the program.

use std::path::Path;

use super::rule_file;
use crate::scoring::{Parts, RuleSet};

/// Their file.
pub(in crate::config) const OURS: &str = include_str!("../../../config/scoring/showroom.toml");

/// The rules by which a showroom is scored where its configuration names no others.
pub fn our_rules() -> RuleSet {
    RuleSet::new(our_parts(), None)
}

pub(in crate::config) fn our_parts() -> Parts {
    let read = rule_file(Path::new("showroom.toml"), OURS);
    read.expect("a test reads every file that the program brings along")
}
