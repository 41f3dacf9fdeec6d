//! From a TOML value to what it means.

use std::{fmt::Display, ops::RangeInclusive, path::PathBuf, str::FromStr, time::Duration};

use jiff::{civil::Time, tz::TimeZone};
use toml::de::DeValue;

use super::reader::Section;
use crate::types::{Point, Polygon, nearest};

/// What is wrong with a value, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) what: String,
    pub(crate) hint: String,
}

pub(crate) fn wrong<T>(what: impl Into<String>, hint: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong {
        what: what.into(),
        hint: hint.into(),
    })
}

/// "is an array": what a value is in TOML's own words.
pub(crate) fn is_a(value: &DeValue<'_>) -> String {
    let kind = value.type_str();
    let article = if kind.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("is {article} {kind}")
}

/// Any text that is not empty.
pub(crate) fn text(value: &DeValue<'_>) -> Result<String, Wrong> {
    match value.as_str() {
        Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
        Some(_) => wrong("is empty", "write something between the quotes"),
        None => wrong(format!("{}, not a text", is_a(value)), "write it in quotes"),
    }
}

/// `true` or `false`.
pub(crate) fn yes_or_no(value: &DeValue<'_>) -> Result<bool, Wrong> {
    value.as_bool().map_or_else(
        || {
            wrong(
                format!("{}, not true or false", is_a(value)),
                "write true or false, without quotes",
            )
        },
        Ok,
    )
}

/// Any text, also none.
pub(crate) fn maybe_text(value: &DeValue<'_>) -> Result<String, Wrong> {
    if value.as_str() == Some("") {
        Ok(String::new())
    } else {
        text(value)
    }
}

/// A name that may stand in a topic, a file name and a URL.
pub(crate) fn name(value: &DeValue<'_>) -> Result<String, Wrong> {
    let name = text(value)?;
    if name.len() <= 64
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    {
        return Ok(name);
    }
    wrong(
        format!("{name:?} is not a name"),
        "use at most 64 letters a-z, digits, - and _; it becomes part of MQTT topics",
    )
}

/// A number in a range.
pub(crate) fn number(range: RangeInclusive<f64>) -> impl Fn(&DeValue<'_>) -> Result<f64, Wrong> {
    move |value| {
        let digits = value
            .as_float()
            .map(toml::de::DeFloat::as_str)
            .or_else(|| value.as_integer().map(toml::de::DeInteger::as_str));
        let number = digits.and_then(|digits| digits.replace('_', "").parse::<f64>().ok());
        match number {
            Some(n) if range.contains(&n) => Ok(n),
            Some(n) => wrong(
                format!("{n} is out of range"),
                format!("from {} to {}", range.start(), range.end()),
            ),
            None => wrong(
                format!("{}, not a number", is_a(value)),
                format!("from {} to {}", range.start(), range.end()),
            ),
        }
    }
}

/// A fraction or a cosine.
pub(crate) fn ratio(range: RangeInclusive<f64>) -> impl Fn(&DeValue<'_>) -> Result<f32, Wrong> {
    move |value| number(range.clone())(value).map(|n| n as f32)
}

/// A whole number in a range.
pub(crate) fn whole(range: RangeInclusive<u32>) -> impl Fn(&DeValue<'_>) -> Result<u32, Wrong> {
    move |value| {
        let n = number(f64::from(*range.start())..=f64::from(*range.end()))(value)?;
        if n.fract() == 0.0 {
            Ok(n as u32)
        } else {
            wrong(
                format!("{n} is not a whole number"),
                "leave out the fraction",
            )
        }
    }
}

/// Seconds in a range.
pub(crate) fn seconds(
    range: RangeInclusive<f64>,
) -> impl Fn(&DeValue<'_>) -> Result<Duration, Wrong> {
    move |value| number(range.clone())(value).map(Duration::from_secs_f64)
}

/// One of a few words.
pub(crate) fn one_of<T: Copy>(
    choices: &'static [(&'static str, T)],
) -> impl Fn(&DeValue<'_>) -> Result<T, Wrong> {
    move |value| {
        let word = text(value)?;
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == word) {
            return Ok(*choice);
        }
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        let meant = nearest(&word, names.iter().copied());
        let meant = meant.map_or_else(String::new, |name| format!("; did you mean {name:?}?"));
        wrong(
            format!("{word:?} is not one of the choices"),
            format!("one of {}{meant}", names.join(", ")),
        )
    }
}

/// Anything that says itself what is wrong with a text.
pub(crate) fn parsed<T: FromStr<Err: Display>>(value: &DeValue<'_>) -> Result<T, Wrong> {
    let text = text(value)?;
    text.parse()
        .or_else(|error: T::Err| split_hint(&error.to_string()))
}

/// An error whose text may end in a hint of its own.
pub(crate) fn split_hint<T>(message: &str) -> Result<T, Wrong> {
    let (what, hint) = message.split_once("hint:").unwrap_or((message, ""));
    wrong(what.trim().trim_end_matches([';', '\n']), hint.trim())
}

/// A path; a relative one starts at the configuration file's directory.
pub(crate) fn path(
    section: &Section<'_>,
) -> impl Fn(&DeValue<'_>) -> Result<PathBuf, Wrong> + use<> {
    let directory = section.source().directory();
    move |value| text(value).map(|path| directory.join(path))
}

/// A list of texts.
pub(crate) fn texts(value: &DeValue<'_>) -> Result<Vec<String>, Wrong> {
    match value.as_array() {
        Some(items) => items.iter().map(|item| text(item.get_ref())).collect(),
        None => wrong(
            format!("{}, not a list", is_a(value)),
            "write [\"...\", \"...\"]",
        ),
    }
}

/// A time zone by its IANA name.
pub(crate) fn timezone(value: &DeValue<'_>) -> Result<TimeZone, Wrong> {
    let name = text(value)?;
    TimeZone::get(&name).or_else(|_| {
        wrong(
            format!("{name:?} is not a time zone"),
            "an IANA name such as \"Europe/Warsaw\"",
        )
    })
}

/// Opening hours of every day: `"09:00-19:00"`.
pub(crate) fn hours(value: &DeValue<'_>) -> Result<(Time, Time), Wrong> {
    let hours = text(value)?;
    let time = |part: &str| Time::strptime("%H:%M", part.trim()).ok();
    match hours
        .split_once('-')
        .map(|(from, to)| (time(from), time(to)))
    {
        Some((Some(from), Some(to))) if from < to => Ok((from, to)),
        _ => wrong(
            format!("{hours:?} are not opening hours"),
            "from-to in 24 hours, such as \"09:00-19:00\"",
        ),
    }
}

/// Four `[x, y]` pairs.
pub(crate) fn four_points(value: &DeValue<'_>) -> Result<[[f64; 2]; 4], Wrong> {
    let hint = "four pairs: [[x, y], [x, y], [x, y], [x, y]]";
    let coordinate = number(f64::MIN..=f64::MAX);
    let points = value.as_array().map(|points| &points[..]);
    let Some([a, b, c, d]) = points else {
        return wrong("is not a list of four points", hint);
    };
    let point = |point: &DeValue<'_>| match point.as_array().map(|xy| &xy[..]) {
        Some([x, y]) => Ok([coordinate(x.get_ref())?, coordinate(y.get_ref())?]),
        _ => wrong("has a point that is not [x, y]", hint),
    };
    Ok([
        point(a.get_ref())?,
        point(b.get_ref())?,
        point(c.get_ref())?,
        point(d.get_ref())?,
    ])
}

/// A simple polygon in fractions of the image.
pub(crate) fn polygon(value: &DeValue<'_>) -> Result<Polygon, Wrong> {
    let hint = "three or more [x, y] pairs in fractions of the image, in the order in which one walks around them";
    let Some(corners) = value.as_array() else {
        return wrong("is not a list of corners", hint);
    };
    let coordinate = number(f64::MIN..=f64::MAX);
    let corner = |corner: &DeValue<'_>| match corner.as_array().map(|xy| &xy[..]) {
        Some([x, y]) => Ok(Point::new(
            coordinate(x.get_ref())? as f32,
            coordinate(y.get_ref())? as f32,
        )),
        _ => wrong("has a corner that is not [x, y]", hint),
    };
    let corners = corners
        .iter()
        .map(|c| corner(c.get_ref()))
        .collect::<Result<Vec<_>, _>>()?;
    Polygon::new(corners).or_else(|error| wrong(error.to_string(), hint))
}
