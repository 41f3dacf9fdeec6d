//! A rule file with other points, its comments kept.

use std::collections::BTreeMap;

use toml_edit::{DocumentMut, TomlError, value};

/// The text of a rule file with other points for some rules, and the next version's number. For each rule by its id: the
/// points where the file has a number, and the factor where it has a calculation.
///
/// # Errors
/// The text is no TOML.
pub fn with_points(
    text: &str,
    suggested: &BTreeMap<String, (f64, f64)>,
) -> Result<String, TomlError> {
    let mut file: DocumentMut = text.parse()?;
    let version = file.get("version").and_then(toml_edit::Item::as_integer);
    if let Some(version) = version {
        file["version"] = value(version + 1);
    }
    let rules = file
        .get_mut("rule")
        .and_then(|rules| rules.as_array_of_tables_mut());
    for rule in rules.into_iter().flat_map(|rules| rules.iter_mut()) {
        let id = rule
            .get("id")
            .and_then(|id| id.as_str())
            .unwrap_or_default();
        let Some((points, factor)) = suggested.get(id).copied() else {
            continue;
        };
        let Some(item) = rule.get_mut("points") else {
            continue;
        };
        let new = match item.as_str() {
            Some(calculation) => value(format!("{factor:.3} * double({calculation})")),
            None => value(points),
        };
        // What stands behind the number, a comment perhaps, stays.
        let decor = item.as_value().map(|old| old.decor().clone());
        *item = new;
        if let (Some(decor), Some(value)) = (decor, item.as_value_mut()) {
            *value.decor_mut() = decor;
        }
    }
    Ok(file.to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{config::rule_file, scoring::Points};

    #[test]
    fn points_change_comments_stay_and_the_file_is_still_right() {
        let text = super::super::OURS;
        let suggested = BTreeMap::from([
            ("entered".to_owned(), (7.5, 1.5)),
            ("dwell-product".to_owned(), (3.0, 0.5)),
        ]);
        let changed = with_points(text, &suggested).unwrap();
        let (before, after) = (
            rule_file(Path::new("a.toml"), text).unwrap(),
            rule_file(Path::new("b.toml"), &changed).unwrap_or_else(|e| panic!("{e}")),
        );
        assert_eq!(after.version, before.version + 1);
        assert_eq!(after.rules[0].points, Points::Fixed(7.5));
        let Points::Computed(points) = &after.rules[1].points else {
            panic!("a calculation stays one");
        };
        assert_eq!(points.text, "0.500 * double(6.0 * event.added_s / 60.0)");
        assert_eq!(after.rules[2..], before.rules[2..]);
        let comments = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
        assert_eq!(comments(&changed), comments(text));
    }
}
