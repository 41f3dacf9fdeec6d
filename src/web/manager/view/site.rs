//! Where and when.

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};

/// Days of the site's calendar, the first and the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

impl Days {
    /// One day.
    pub fn of(day: Date) -> Self {
        Self { from: day, to: day }
    }

    /// How many they are, one at least.
    pub fn count(self) -> i32 {
        let span = self.from.until(self.to).map_or(0, |span| span.get_days());
        span.max(0) + 1
    }

    /// As many days right before them.
    #[must_use]
    pub fn before(self) -> Self {
        let back = jiff::Span::new().days(self.count());
        Self {
            from: self.from.saturating_sub(back),
            to: self.to.saturating_sub(back),
        }
    }
}

/// The showroom.
#[derive(Clone, Debug)]
pub struct SiteView {
    pub name: String,
    pub timezone: TimeZone,
    pub today: Date,
    pub opening: Option<(Time, Time)>,
    /// Whether visitors are known again on another day.
    pub remembers: bool,
    /// The cars of today, by id and label.
    pub cars: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_followed_back_by_a_week() {
        let week = Days {
            from: date(2026, 3, 2),
            to: date(2026, 3, 8),
        };
        assert_eq!(week.count(), 7);
        let before = week.before();
        assert_eq!(
            (before.from, before.to),
            (date(2026, 2, 23), date(2026, 3, 1))
        );
        assert_eq!(Days::of(date(2026, 3, 2)).count(), 1);
    }
}
