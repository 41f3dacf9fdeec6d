//! Times and durations as the reader's language writes them.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::words;
use crate::words::{Language, Words};

/// A date: "Mon 30 Nov 2026".
pub(in crate::web) fn day(words: &Words, date: Date) -> String {
    let weekday = date.weekday().to_monday_one_offset();
    words.say(
        "shell-day",
        &[
            (
                "weekday",
                words.say(&format!("shell-weekday-{weekday}"), &[]).into(),
            ),
            ("day", date.day().to_string().into()),
            (
                "month",
                words
                    .say(&format!("shell-month-{}", date.month()), &[])
                    .into(),
            ),
            ("year", date.year().to_string().into()),
        ],
    )
}

/// The time of the day: "14:05".
pub(in crate::web) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let time = at.to_zoned(zone.clone()).time();
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Date and time.
pub(in crate::web) fn moment(words: &Words, at: Timestamp, zone: &TimeZone) -> String {
    let date = at.to_zoned(zone.clone()).date();
    format!("{}, {}", day(words, date), clock(at, zone))
}

/// How long: "45 s", "12 min", "2 h 5 min".
pub(in crate::web) fn duration(words: &Words, seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
    match (hours, minutes) {
        (0, 0) => words.say("shell-seconds", &[("n", seconds.to_string().into())]),
        (0, n) => words.say("shell-minutes", &[("n", n.to_string().into())]),
        (hours, n) => words.say(
            "shell-hours",
            &[("h", hours.to_string().into()), ("n", n.to_string().into())],
        ),
    }
}

/// Date and time, as a language's pages write them.
pub fn moment_in(language: Language, at: Timestamp, zone: &TimeZone) -> String {
    moment(words::of(language), at, zone)
}

/// How long, as a language's pages write it.
pub fn duration_in(language: Language, seconds: f64) -> String {
    duration(words::of(language), seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_write_them() {
        let at: Timestamp = "2026-11-30T13:05:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let moment = |language| moment(words::of(language), at, &zone);
        assert_eq!(moment(Language::En), "Mon 30 Nov 2026, 14:05");
        assert_eq!(moment(Language::De), "Mo. 30. Nov. 2026, 14:05");
        let duration = |seconds| duration(words::of(Language::En), seconds);
        assert_eq!(duration(44.6), "45 s");
        assert_eq!(duration(725.0), "12 min");
        assert_eq!(duration(7500.0), "2 h 5 min");
        assert_eq!(duration(-1.0), "0 s");
    }
}
