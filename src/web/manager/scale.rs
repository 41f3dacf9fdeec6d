//! The time that lanes have in common, from left to right, and the axis above them.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use maud::{Markup, html};

use super::Lane;
use crate::web::page::format::clock;

/// Where the score runs within a lane.
const SCORE_TOP: u32 = 4;
const SCORE_HIGH: u32 = 26;
/// Nobody was there for so long: that time is folded, to this share of the drawing's width.
const FOLDED: SignedDuration = SignedDuration::from_mins(20);
const FOLD: f64 = 0.03;
/// No drawing is of less time.
const LEAST: SignedDuration = SignedDuration::from_secs(60);
/// Times on the axis are this share of the width apart, at least.
const APART: f64 = 0.085;

/// A stretch of time in which somebody was there, and its place in the drawing, as shares of its width.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: Timestamp,
    to: Timestamp,
    left: f64,
    wide: f64,
}

/// What all lanes of a chart have in common.
pub(super) struct Scale {
    /// In order; hours in which nobody was there are folded.
    stretches: Vec<Stretch>,
    lowest: f64,
    highest: f64,
}

impl Scale {
    /// Over all of these lanes, on the clock; scores from zero, so that their lines compare.
    pub(super) fn over(lanes: &[Lane]) -> Option<Self> {
        let scores = lanes.iter().flat_map(|lane| &lane.score);
        let highest = scores.map(|mark| mark.value).fold(1.0, f64::max);
        Self::new(lanes, 0.0, highest)
    }

    /// Over one lane; its score from where it began, so that each step is seen.
    pub(super) fn of(lane: &Lane) -> Option<Self> {
        let before = lane.score.iter().map(|mark| mark.value - mark.points);
        let after = lane.score.iter().map(|mark| mark.value);
        let lowest = before.chain(after.clone()).fold(f64::INFINITY, f64::min);
        let highest = after.fold(lowest + 1.0, f64::max);
        Self::new(std::slice::from_ref(lane), lowest, highest)
    }

    fn new(lanes: &[Lane], lowest: f64, highest: f64) -> Option<Self> {
        let mut visits: Vec<_> = lanes.iter().map(|lane| (lane.from, lane.to)).collect();
        visits.sort();
        let mut stretches: Vec<Stretch> = Vec::new();
        for (from, to) in visits {
            match stretches.last_mut() {
                Some(last) if from.duration_since(last.to) < FOLDED => last.to = last.to.max(to),
                _ => stretches.push(Stretch {
                    from,
                    to: to.max(from.checked_add(LEAST).unwrap_or(to)),
                    left: 0.0,
                    wide: 0.0,
                }),
            }
        }
        let long = |stretch: &Stretch| stretch.to.duration_since(stretch.from).as_secs_f64();
        let whole: f64 = stretches.iter().map(long).sum();
        let room = 1.0 - FOLD * stretches.len().saturating_sub(1) as f64;
        let mut left = 0.0;
        for stretch in &mut stretches {
            (stretch.left, stretch.wide) = (left, room.max(0.1) * long(stretch) / whole);
            left += stretch.wide + FOLD;
        }
        let any = !stretches.is_empty();
        any.then_some(Self {
            stretches,
            lowest,
            highest,
        })
    }

    pub(super) fn share(&self, at: Timestamp) -> f64 {
        let after = self.stretches.partition_point(|stretch| stretch.from <= at);
        let Some(stretch) = after.checked_sub(1).map(|n| &self.stretches[n]) else {
            return 0.0;
        };
        let whole = stretch.to.duration_since(stretch.from).as_secs_f64();
        let part = at.duration_since(stretch.from).as_secs_f64() / whole;
        stretch.left + stretch.wide * part.clamp(0.0, 1.0)
    }

    pub(super) fn x(&self, at: Timestamp) -> String {
        format!("{:.3}%", 100.0 * self.share(at))
    }

    pub(super) fn wide(&self, from: Timestamp, to: Timestamp) -> String {
        format!("{:.3}%", 100.0 * (self.share(to) - self.share(from)))
    }

    pub(super) fn is_folded(&self) -> bool {
        self.stretches.len() > 1
    }

    /// The middles of the folds.
    pub(super) fn folds(&self) -> impl Iterator<Item = String> {
        let folded = self.stretches.iter().skip(1);
        folded.map(|next| format!("{:.3}%", 100.0 * (next.left - FOLD / 2.0)))
    }

    pub(super) fn score_y(&self, value: f64) -> f64 {
        let share = (value - self.lowest) / (self.highest - self.lowest);
        let share = share.clamp(0.0, 1.0);
        f64::from(SCORE_TOP) + f64::from(SCORE_HIGH) * (1.0 - share)
    }

    /// Times on the axis that are easy to read: round ones within each stretch, none so near the one before that their
    /// words would touch.
    pub(super) fn ticks(&self, zone: &TimeZone) -> Vec<Timestamp> {
        const STEPS_MIN: [i64; 9] = [1, 2, 5, 10, 15, 30, 60, 120, 240];
        let stretches = self.stretches.iter();
        let whole: i64 = stretches
            .map(|stretch| stretch.to.duration_since(stretch.from).as_secs() / 60)
            .sum();
        let step = STEPS_MIN
            .into_iter()
            .find(|step| whole / step < 10)
            .unwrap_or(720);
        let mut ticks: Vec<Timestamp> = Vec::new();
        for stretch in &self.stretches {
            for at in round_times(stretch, step, zone) {
                let last = ticks.last().map(|last| self.share(*last));
                if last.is_none_or(|last| self.share(at) - last >= APART) {
                    ticks.push(at);
                }
            }
        }
        ticks
    }
}

/// The round times of a stretch; where there is none, when it began.
fn round_times(stretch: &Stretch, step: i64, zone: &TimeZone) -> Vec<Timestamp> {
    let day = stretch.from.to_zoned(zone.clone()).start_of_day();
    let midnight = day.map_or(stretch.from, |day| day.timestamp());
    let since = stretch.from.duration_since(midnight).as_secs();
    let until = stretch.to.duration_since(midnight).as_secs();
    let (first, last) = (
        (since + step * 60 - 1).div_euclid(step * 60),
        until.div_euclid(step * 60),
    );
    let at = |n: i64| midnight.checked_add(SignedDuration::from_mins(n * step));
    let times: Vec<_> = (first..=last).filter_map(|n| at(n).ok()).collect();
    if times.is_empty() {
        vec![stretch.from]
    } else {
        times
    }
}

/// The times above lanes.
pub(super) fn axis(scale: &Scale, zone: &TimeZone) -> Markup {
    html! {
        svg.axis aria-hidden="true" width="100%" height="24" {
            @for at in scale.ticks(zone) {
                text x=(scale.x(at)) y="16" text-anchor=(anchor(scale.share(at))) { (clock(at, zone)) }
            }
        }
    }
}

/// How a time stands at its place: at the drawing's ends it stays within.
fn anchor(share: f64) -> &'static str {
    if share < APART / 2.0 {
        "start"
    } else if share > 1.0 - APART / 2.0 {
        "end"
    } else {
        "middle"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(from: &str, minutes: i64) -> Lane {
        let from: Timestamp = from.parse().unwrap();
        Lane {
            visit: String::new(),
            code: String::new(),
            from,
            to: from + SignedDuration::from_mins(minutes),
            open: false,
            lost: false,
            stands: Vec::new(),
            contacts: Vec::new(),
            score: Vec::new(),
        }
    }

    #[test]
    fn the_axis_has_a_few_round_times() {
        for minutes in [3, 20, 90, 600, 1400] {
            let scale = Scale::of(&lane("2026-05-16T08:53:00Z", minutes)).unwrap();
            let ticks = scale.ticks(&TimeZone::UTC);
            assert!((1..=11).contains(&ticks.len()), "{minutes}: {ticks:?}");
        }
        let hours = Scale::of(&lane("2026-05-16T08:53:00Z", 300)).unwrap();
        let first = hours.ticks(&TimeZone::UTC)[0];
        assert_eq!(first.to_string(), "2026-05-16T09:00:00Z");
    }

    #[test]
    fn times_at_the_ends_stay_within_the_drawing() {
        let ends = [0.0, 0.5, 1.0].map(anchor);
        assert_eq!(ends, ["start", "middle", "end"]);
    }

    #[test]
    fn hours_in_which_nobody_was_there_take_no_room() {
        let lanes = [
            lane("2026-05-16T10:00:00Z", 10),
            lane("2026-05-16T10:08:00Z", 2),
            lane("2026-05-16T13:00:00Z", 10),
        ];
        let scale = Scale::over(&lanes).unwrap();
        let share = |text: &str| scale.share(text.parse().unwrap());
        assert!((share("2026-05-16T10:10:00Z") - 0.485).abs() < 1e-9);
        assert!((share("2026-05-16T13:00:00Z") - 0.515).abs() < 1e-9);
        assert!((share("2026-05-16T13:10:00Z") - 1.0).abs() < 1e-9);
        assert_eq!(share("2026-05-16T09:00:00Z"), 0.0);
        assert_eq!(scale.folds().count(), 1);
        assert!(Scale::over(&[]).is_none());
    }
}
