//! A rule file with other numbers, everything else as it was written.

use toml_edit::{DocumentMut, Item, Table, Value, value};

use crate::web::manager::{NumberEdit, Shape};

/// The text with the number of the next version.
pub(super) fn next_version(text: &str) -> Result<String, String> {
    let mut file = read(text)?;
    let version = file.get("version").and_then(Item::as_integer);
    if let (Some(version), Some(item)) = (version, file.get_mut("version")) {
        put(item, (version + 1).into());
    }
    Ok(file.to_string())
}

/// The text with these numbers; what they already are stays as it is written.
pub(super) fn with_numbers(text: &str, numbers: &[NumberEdit]) -> Result<String, String> {
    let mut file = read(text)?;
    for number in numbers {
        match number {
            NumberEdit::Warm(points) => band(&mut file, "warm", *points)?,
            NumberEdit::Hot(points) => band(&mut file, "hot", *points)?,
            NumberEdit::Points { rule, value } => {
                points(rule_of(&mut file, rule)?, rule, *value, false)?;
            }
            NumberEdit::More { rule, value } => {
                points(rule_of(&mut file, rule)?, rule, *value, true)?;
            }
            NumberEdit::HalfLife { rule, days } => {
                let item = rule_of(&mut file, rule)?.get_mut("half_life_days");
                let item = item.ok_or_else(|| format!("{rule} has no half_life_days"))?;
                put_number(item, *days);
            }
        }
    }
    Ok(file.to_string())
}

/// Gives a rule other points; `more`: those from the border on.
fn points(table: &mut Table, rule: &str, value: f64, more: bool) -> Result<(), String> {
    let item = table.get_mut("points");
    let item = item.ok_or_else(|| format!("{rule} has no points"))?;
    let before = match item.as_str() {
        None if more => None,
        None => {
            let before = number_of(item);
            put_number(item, value);
            before
        }
        Some(text) => {
            let shape = Shape::of(text).and_then(|shape| reshaped(shape, value, more));
            let (before, after) =
                shape.ok_or_else(|| format!("{rule} has no number for its points"))?;
            if before != value {
                put(item, after.text().into());
            }
            Some(before)
        }
    };
    let before = before.ok_or_else(|| format!("{rule} has no number for its points"))?;
    // "5 points, at most 5 a visit" says once a visit, and goes on saying so.
    let most = table.get_mut("max_per_visit");
    if let Some(most) = most.filter(|most| number_of(most) == Some(before.abs())) {
        put_number(most, value.abs());
    }
    Ok(())
}

/// A calculation with another number in it, and the number that stood there; `None` where it has no such number.
fn reshaped(shape: Shape, value: f64, more: bool) -> Option<(f64, Shape)> {
    match shape {
        Shape::AMinute(before) if !more => Some((before, Shape::AMinute(value))),
        Shape::From {
            least,
            more: before,
            otherwise,
        } if more => Some((
            before,
            Shape::From {
                least,
                more: value,
                otherwise,
            },
        )),
        Shape::From {
            least,
            more,
            otherwise: before,
        } => Some((
            before,
            Shape::From {
                least,
                more,
                otherwise: value,
            },
        )),
        Shape::AMinute(_) | Shape::TakenAway => None,
    }
}

fn read(text: &str) -> Result<DocumentMut, String> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| error.to_string())
}

fn band(file: &mut DocumentMut, name: &str, points: f64) -> Result<(), String> {
    let bands = file.get_mut("bands").and_then(Item::as_table_like_mut);
    let item = bands.and_then(|bands| bands.get_mut(name));
    put_number(
        item.ok_or_else(|| format!("bands.{name} is missing"))?,
        points,
    );
    Ok(())
}

fn rule_of<'a>(file: &'a mut DocumentMut, id: &str) -> Result<&'a mut Table, String> {
    let rules = file.get_mut("rule").and_then(Item::as_array_of_tables_mut);
    let mut rules = rules.into_iter().flat_map(|rules| rules.iter_mut());
    let found = rules.find(|rule| rule.get("id").and_then(Item::as_str) == Some(id));
    found.ok_or_else(|| format!("no rule is called {id}"))
}

fn number_of(item: &Item) -> Option<f64> {
    let whole = || item.as_integer().map(|whole| whole as f64);
    item.as_float().or_else(whole)
}

fn put_number(item: &mut Item, number: f64) {
    if number_of(item) == Some(number) {
        return;
    }
    let whole = number.fract() == 0.0 && number.abs() < 1e9;
    put(
        item,
        if whole {
            (number as i64).into()
        } else {
            number.into()
        },
    );
}

/// Another value; what stands around it, a comment perhaps, stays.
fn put(item: &mut Item, new: Value) {
    let decor = item.as_value().map(|old| old.decor().clone());
    *item = value(new);
    if let (Some(decor), Some(new)) = (decor, item.as_value_mut()) {
        *new.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Ours.\nversion = 2 # raised\n\n[bands]\nwarm = 15\nhot = 40\n\n[[rule]]\nid = \"entered\"\npoints = 5 # for coming\nhalf_life_days = 14\n\n[[rule]]\nid = \"dwell\"\npoints = \"6.0 * event.added_s\"\n\n[[rule]]\nid = \"spoke\"\npoints = \"event.for_s >= 600.0 ? 15.0 : 8.0\" # long talks\nmax_per_visit = 15\n";

    #[test]
    fn numbers_change_and_nothing_else_does() {
        let numbers = [
            NumberEdit::Points {
                rule: "entered".into(),
                value: 7.5,
            },
            NumberEdit::HalfLife {
                rule: "entered".into(),
                days: 14.0,
            },
            NumberEdit::Hot(45.0),
        ];
        let changed = with_numbers(TEXT, &numbers).unwrap();
        let expected = TEXT
            .replace("points = 5 ", "points = 7.5 ")
            .replace("hot = 40", "hot = 45");
        assert_eq!(changed, expected);
        let next = next_version(TEXT).unwrap();
        assert_eq!(next, TEXT.replace("version = 2 ", "version = 3 "));
    }

    #[test]
    fn a_number_within_a_calculation_changes_and_a_cap_that_says_once_goes_along() {
        let rule = || "spoke".to_owned();
        let more = NumberEdit::More {
            rule: rule(),
            value: 20.0,
        };
        let same = NumberEdit::Points {
            rule: rule(),
            value: 8.0,
        };
        let changed = with_numbers(TEXT, &[more, same]).unwrap();
        let expected = TEXT
            .replace("? 15.0 : 8.0", "? 20.0 : 8.0")
            .replace("max_per_visit = 15", "max_per_visit = 20");
        assert_eq!(changed, expected);
        let less = NumberEdit::Points {
            rule: "entered".into(),
            value: -5.0,
        };
        let capped = TEXT.replace("points = 5 #", "max_per_visit = 5\npoints = 5 #");
        let changed = with_numbers(&capped, &[less]).unwrap();
        assert!(
            changed.contains("max_per_visit = 5\npoints = -5 #"),
            "{changed}"
        );
    }

    #[test]
    fn what_is_no_number_of_the_file_is_refused() {
        let points = |rule: &str| {
            let edit = NumberEdit::Points {
                rule: rule.into(),
                value: 1.0,
            };
            with_numbers(TEXT, &[edit]).unwrap_err()
        };
        assert_eq!(points("dwell"), "dwell has no number for its points");
        assert_eq!(points("left"), "no rule is called left");
        assert!(with_numbers("version =", &[]).is_err());
    }
}
