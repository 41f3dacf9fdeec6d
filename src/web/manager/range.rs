//! The stretch of days that a page is about.

use jiff::{Span, civil::Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Days, SiteView};
use crate::web::{access::Signed, page::format};

/// No longer stretch is looked at: what is asked of the books stays bounded.
const MOST_DAYS: i32 = 400;

/// As a path carries it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::web) struct Range {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

impl Range {
    pub(super) fn new(from: &str, to: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    /// The days that are meant; `usual` days up to today where none are, or what is written is no date.
    pub(in crate::web) fn days(&self, today: Date, usual: i32) -> Days {
        let date = |text: &str| text.parse::<Date>().ok();
        // Nothing lies ahead.
        let past = |text: &str| date(text).map(|day| day.min(today));
        let to = past(&self.to).unwrap_or(today);
        let from = past(&self.from).unwrap_or_else(|| back(to, usual - 1));
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        let from = if (Days { from, to }).count() > MOST_DAYS {
            back(to, MOST_DAYS - 1)
        } else {
            from
        };
        Days { from, to }
    }
}

/// So many days earlier.
pub(super) fn back(day: Date, days: i32) -> Date {
    day.saturating_sub(Span::new().days(days))
}

/// The part of a path that says these days.
pub(in crate::web) fn query(days: Days) -> String {
    format!("from={}&to={}", days.from, days.to)
}

/// The days in words: one, or from one to another.
pub(super) fn in_words(signed: &Signed, days: Days) -> String {
    let day = |date| format::day(signed.words, date);
    if days.from == days.to {
        return day(days.from);
    }
    signed.words.say(
        "manager-range",
        &[("from", day(days.from).into()), ("to", day(days.to).into())],
    )
}

/// Where one chooses other days: usual stretches, and any others by two fields.
pub(in crate::web) fn bar(signed: &Signed, path: &str, site: &SiteView, days: Days) -> Markup {
    html! {
        div.range {
            (choices(signed, path, "", site, days))
            form.dates action=(path) {
                (dates(signed, site, days))
                button type="submit" { (signed.say("manager-show")) }
            }
        }
        (limit(signed, days))
    }
}

/// That no more days are shown at once, where as many are.
pub(super) fn limit(signed: &Signed, days: Days) -> Markup {
    html! {
        @if days.count() >= MOST_DAYS {
            p.hint role="status" { (signed.words.say("manager-range-most", &[("n", MOST_DAYS.into())])) }
        }
    }
}

/// Usual stretches of days; `rest` is what else the path carries, `&` first.
pub(super) fn choices(
    signed: &Signed,
    path: &str,
    rest: &str,
    site: &SiteView,
    days: Days,
) -> Markup {
    let today = site.today;
    let usual = [
        ("manager-range-today", Days::of(today)),
        ("manager-range-yesterday", Days::of(back(today, 1))),
        ("manager-range-week", last(today, 7)),
        ("manager-range-month", last(today, 30)),
        ("manager-range-quarter", last(today, 90)),
    ];
    html! {
        nav.choices aria-label=(signed.say("manager-range-choose")) {
            @for (sentence, choice) in usual {
                a href={ (path) "?" (query(choice)) (rest) } aria-current=[(choice == days).then_some("true")] {
                    (signed.say(sentence))
                }
            }
        }
    }
}

/// Two fields for the first and the last day.
pub(super) fn dates(signed: &Signed, site: &SiteView, days: Days) -> Markup {
    html! {
        label { span { (signed.say("manager-from")) }
            input type="date" name="from" value=(days.from) max=(site.today); }
        label { span { (signed.say("manager-to")) }
            input type="date" name="to" value=(days.to) max=(site.today); }
    }
}

/// So many days, the last of them `to`.
pub(super) fn last(to: Date, days: i32) -> Days {
    Days {
        from: back(to, days - 1),
        to,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn days(from: &str, to: &str) -> (Date, Date) {
        let days = Range::new(from, to).days(date(2026, 11, 30), 7);
        (days.from, days.to)
    }

    #[test]
    fn what_is_no_date_is_the_usual_and_too_long_is_cut() {
        let (week, today) = (date(2026, 11, 24), date(2026, 11, 30));
        assert_eq!(days("", ""), (week, today));
        assert_eq!(days("soon", "2026-13-01"), (week, today));
        let turned = (date(2026, 11, 1), date(2026, 11, 9));
        assert_eq!(days("2026-11-09", "2026-11-01"), turned);
        assert_eq!(days("1970-01-01", "").0, date(2025, 10, 27));
        assert_eq!(
            days("2026-11-29", "2030-01-01"),
            (date(2026, 11, 29), today)
        );
        assert_eq!(days("2030-01-01", "2031-01-01"), (today, today));
        assert_eq!(
            days("-009999-01-01", "-009999-01-01").0,
            date(-9999, 1, 1),
            "the calendar's end is no trap"
        );
    }
}
