//! Values of options, and what is said of those that cannot be.

use std::ops::RangeInclusive;

use clap::builder::RangedI64ValueParser;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// A day at the site, or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrMoment {
    Day(Date),
    Moment(Timestamp),
}

impl DayOrMoment {
    /// The moment, or when the day begins in this time zone.
    pub fn begin(self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Moment(at) => at,
            Self::Day(day) => day
                .to_zoned(zone.clone())
                .map_or(Timestamp::MIN, |midnight| midnight.timestamp()),
        }
    }
}

/// A rate that frames can come at.
pub(super) fn frame_rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if (0.1..=1000.0).contains(&rate) => Ok(rate),
        _ => Err("write frames per second, 0.1 to 1000".to_owned()),
    }
}

/// A speed that a clock can run at.
pub(super) fn speed(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(speed) if (0.1..=1000.0).contains(&speed) => Ok(speed),
        _ => Err("write a number from 0.1 to 1000".to_owned()),
    }
}

/// A whole number in a range.
pub(super) fn count(range: RangeInclusive<i64>) -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(range)
}

/// A number from 0 to 1.
pub(super) fn part(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(part) if (0.0..=1.0).contains(&part) => Ok(part),
        _ => Err("write a number from 0 to 1".to_owned()),
    }
}

/// A day (from its midnight in UTC) or a moment.
pub(super) fn day_or_moment(text: &str) -> Result<DayOrMoment, String> {
    let moment = text.parse().map(DayOrMoment::Moment);
    moment
        .or_else(|_| text.parse().map(DayOrMoment::Day))
        .map_err(|_: jiff::Error| {
            "write a day, 2026-05-12, or a moment, 2026-05-12T10:00:00Z".to_owned()
        })
}
