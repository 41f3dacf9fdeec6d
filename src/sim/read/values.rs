//! What single values of a scenario mean.

use std::ops::Range;

use jiff::civil::{Date, Time};
use toml::de::DeValue;

use crate::{
    config::{
        parse::{Wrong, is_a, number, text, texts, whole, wrong},
        reader::Section,
    },
    sim::floor::Spot,
};

pub(super) const SPOT_HINT: &str = "[x, y] in metres on the plan, from its lower left corner";
pub(super) const TIMES_HINT: &str = "[\"10:05:00\", \"10:06:00\"]";

/// All or none; which one is wrong has been noted already.
pub(super) fn all<T>(items: Vec<Option<T>>) -> Option<Vec<T>> {
    items.into_iter().collect()
}

/// A time of up to a day.
pub(super) fn seconds(value: &DeValue<'_>) -> Result<f64, Wrong> {
    number(0.0..=86_400.0)(value)
}

pub(super) fn day(section: &mut Section<'_>) -> u32 {
    let mut day = 1;
    section.set("day", &mut day, whole(1..=3650));
    day
}

pub(super) fn date(value: &DeValue<'_>) -> Result<Date, Wrong> {
    let date = text(value)?;
    date.parse()
        .or_else(|_| wrong(format!("{date:?} is not a date"), "such as \"2026-05-16\""))
}

pub(super) fn time(value: &DeValue<'_>) -> Result<Time, Wrong> {
    let time = text(value)?;
    time.parse().or_else(|_| {
        wrong(
            format!("{time:?} is not a time of the day"),
            "such as \"10:00:30\"",
        )
    })
}

fn pair<T>(
    value: &DeValue<'_>,
    hint: &str,
    parse: impl Fn(&DeValue<'_>) -> Result<T, Wrong>,
) -> Result<(T, T), Wrong> {
    match value.as_array().map(|items| &items[..]) {
        Some([a, b]) => Ok((parse(a.get_ref())?, parse(b.get_ref())?)),
        _ => wrong("is not a pair", hint),
    }
}

pub(super) fn times(value: &DeValue<'_>) -> Result<Range<Time>, Wrong> {
    let (from, to) = pair(value, TIMES_HINT, time)?;
    if from < to {
        return Ok(from..to);
    }
    wrong("ends before it begins", "the earlier time first")
}

pub(super) fn range(value: &DeValue<'_>) -> Result<Range<f64>, Wrong> {
    let (from, to) = pair(value, "[5, 20]", number(0.0..=86_400.0))?;
    if from < to {
        return Ok(from..to);
    }
    wrong("ends before it begins", "the smaller number first")
}

pub(super) fn spot(value: &DeValue<'_>) -> Result<Spot, Wrong> {
    let (x, y) = pair(value, SPOT_HINT, number(0.0..=100.0))?;
    Ok(Spot::new(x, y))
}

pub(super) fn sides(value: &DeValue<'_>) -> Result<[bool; 4], Wrong> {
    const SIDES: [&str; 4] = ["left", "right", "front", "rear"];
    let named = texts(value)?;
    match named.iter().find(|side| !SIDES.contains(&side.as_str())) {
        Some(other) => wrong(
            format!("{other:?} is no side of a car"),
            "any of left, right, front, rear",
        ),
        None if named.is_empty() => wrong("is empty", "any of left, right, front, rear"),
        None => Ok(SIDES.map(|side| named.iter().any(|n| n == side))),
    }
}

pub(super) fn colour(value: &DeValue<'_>) -> Result<[u8; 3], Wrong> {
    let hex = text(value)?;
    let digits = hex
        .strip_prefix('#')
        .filter(|d| d.len() == 6 && d.is_ascii());
    let part = |i: usize| digits.and_then(|d| u8::from_str_radix(&d[2 * i..2 * i + 2], 16).ok());
    match (part(0), part(1), part(2)) {
        (Some(r), Some(g), Some(b)) => Ok([r, g, b]),
        _ => wrong(format!("{hex:?} is not a colour"), "such as \"#8a1f1f\""),
    }
}

pub(super) fn truth(value: &DeValue<'_>) -> Result<bool, Wrong> {
    match value {
        DeValue::Boolean(yes) => Ok(*yes),
        _ => wrong(
            format!("{}, not true or false", is_a(value)),
            "true or false",
        ),
    }
}
