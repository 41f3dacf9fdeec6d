//! The ideal customer's file.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    file::{once, three_borders},
    item::{fields, fit_rule, version, words},
};
use crate::{
    config::{
        Problems,
        reader::{Section, document},
    },
    scoring::{Ideal, Kind, Schema},
};

/// Reads the file of the ideal customer, and the profile's fields that it declares.
///
/// # Errors
/// Every mistake found.
pub fn read(file: &Path, text: &str) -> Result<(Ideal, BTreeMap<String, Kind>), Problems> {
    document(file, text, "config/scoring/fit-segments.toml", ideal).0
}

fn ideal(mut root: Section<'_>) -> Option<(Ideal, BTreeMap<String, Kind>)> {
    let version = version(&mut root);
    let profile = fields(root.section("profile"));
    let schema = Schema {
        profile,
        ..Schema::default()
    };
    let mut grades = root.section("grades");
    let borders = grades.required(
        "from",
        "from how many points on the fit is A, B and C: from = [70, 40, 15]",
        three_borders,
    );
    grades.close();
    let mut ids = BTreeSet::new();
    let mut rules = Vec::new();
    for mut section in root.list("rule") {
        let rule = fit_rule(&mut section, &schema);
        once(&mut ids, &section, rule.as_ref().map(|rule| &rule.id));
        section.close();
        rules.push(rule);
    }
    let mut segments = BTreeMap::new();
    for mut section in root.list("segment") {
        let cells = section.required(
            "cells",
            "the cells of the grid that it holds: [\"A1\", \"A2\", \"B1\"]",
            crate::config::parse::texts,
        );
        let text = words(&mut section);
        for cell in cells.into_iter().flatten() {
            let known = matches!(cell.as_bytes(), [b'A'..=b'D', b'1'..=b'4']);
            if !known {
                section.problem_at(
                    "cells",
                    format!("{cell:?} is no cell of the grid"),
                    "A1 to D4: a letter for the fit, a number for engagement".to_owned(),
                );
            } else if let Some(text) = &text
                && segments.insert(cell.clone(), text.clone()).is_some()
            {
                section.problem_at(
                    "cells",
                    format!("{cell} is in two segments"),
                    "leave it in one".to_owned(),
                );
            }
        }
        section.close();
    }
    root.close();
    let rules: Option<Vec<_>> = rules.into_iter().collect();
    let ideal = Ideal {
        version: version?,
        grades: borders?,
        rules: rules?,
        segments,
    };
    Some((ideal, schema.profile))
}
