//! Visits as lanes, from left to right: cars as coloured spans, contacts as ticks, the score as a thin line.

use std::fmt::Write;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use maud::{Markup, html};

use super::{Lane, ScoreMark, StandView};
use crate::web::{
    access::Signed,
    page::format::{clock, duration},
};

/// A lane's height, where the score runs, and where the spans lie.
const HEIGHT: u32 = 64;
const SCORE_TOP: u32 = 4;
const SCORE_HIGH: u32 = 26;
const SPANS_TOP: u32 = 36;
const SPANS_HIGH: u32 = 22;
/// Width of a letter, and of the narrowest plot that labels are to fit in, pixels.
const LETTER: f64 = 7.4;
const PLOT: f64 = 520.0;
/// Nobody was there for so long: that time is folded, to this share of the drawing's width.
const FOLDED: SignedDuration = SignedDuration::from_mins(20);
const FOLD: f64 = 0.03;
/// No drawing is of less time.
const LEAST: SignedDuration = SignedDuration::from_secs(60);
/// Times on the axis are this share of the width apart, at least.
const APART: f64 = 0.085;
/// Colours of cars.
const COLOURS: usize = 6;

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

    fn share(&self, at: Timestamp) -> f64 {
        let after = self.stretches.partition_point(|stretch| stretch.from <= at);
        let Some(stretch) = after.checked_sub(1).map(|n| &self.stretches[n]) else {
            return 0.0;
        };
        let whole = stretch.to.duration_since(stretch.from).as_secs_f64();
        let part = at.duration_since(stretch.from).as_secs_f64() / whole;
        stretch.left + stretch.wide * part.clamp(0.0, 1.0)
    }

    fn x(&self, at: Timestamp) -> String {
        format!("{:.3}%", 100.0 * self.share(at))
    }

    fn wide(&self, from: Timestamp, to: Timestamp) -> String {
        format!("{:.3}%", 100.0 * (self.share(to) - self.share(from)))
    }

    pub(super) fn is_folded(&self) -> bool {
        self.stretches.len() > 1
    }

    /// The middles of the folds.
    fn folds(&self) -> impl Iterator<Item = String> {
        let folded = self.stretches.iter().skip(1);
        folded.map(|next| format!("{:.3}%", 100.0 * (next.left - FOLD / 2.0)))
    }

    fn score_y(&self, value: f64) -> f64 {
        let share = (value - self.lowest) / (self.highest - self.lowest);
        let share = share.clamp(0.0, 1.0);
        f64::from(SCORE_TOP) + f64::from(SCORE_HIGH) * (1.0 - share)
    }

    /// Times on the axis that are easy to read: round ones within each stretch, none so near the one before that their
    /// words would touch.
    fn ticks(&self, zone: &TimeZone) -> Vec<Timestamp> {
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

/// One lane.
pub(super) fn lane(signed: &Signed, scale: &Scale, lane: &Lane, zone: &TimeZone) -> Markup {
    let marks = merged(&lane.score);
    html! {
        svg.lane role="img" aria-label=(in_words(signed, lane, zone)) width="100%" height=(HEIGHT) {
            @for at in scale.ticks(zone) {
                line.grid x1=(scale.x(at)) x2=(scale.x(at)) y1="0" y2=(HEIGHT) {}
            }
            @for fold in scale.folds() { line.fold x1=(fold) x2=(fold) y1="0" y2=(HEIGHT) {} }
            rect.stay x=(scale.x(lane.from)) width=(scale.wide(lane.from, lane.to)) y=(SPANS_TOP) height=(SPANS_HIGH) rx="4" {}
            @for stand in &lane.stands { (span(signed, scale, stand, zone)) }
            @for contact in &lane.contacts {
                @let to = contact.to.unwrap_or(contact.from);
                g.contact {
                    title { (contact_words(signed, contact.by.as_deref(), contact.from, contact.to, zone)) }
                    rect x=(scale.x(contact.from)) width=(scale.wide(contact.from, to)) y=(SPANS_TOP + SPANS_HIGH + 1) height="4" {}
                    line x1=(scale.x(contact.from)) x2=(scale.x(contact.from)) y1=(SPANS_TOP - 4) y2=(SPANS_TOP + SPANS_HIGH + 5) {}
                }
            }
            (score(scale, lane))
            @for mark in &marks {
                g.mark data-told=(mark_words(signed, mark, zone)) {
                    title { (mark_words(signed, mark, zone)) }
                    circle.reach cx=(scale.x(mark.at)) cy=(format!("{:.1}", scale.score_y(mark.value))) r="12" {}
                    circle cx=(scale.x(mark.at)) cy=(format!("{:.1}", scale.score_y(mark.value))) r="3" {}
                }
            }
        }
    }
}

/// The line of the score: it stays as it is until it changes.
fn score(scale: &Scale, lane: &Lane) -> Markup {
    let Some(first) = lane.score.first() else {
        return html! {};
    };
    let mut points = String::new();
    let mut before = first.value - first.points;
    let mut point = |at, value| {
        let (x, y) = (1000.0 * scale.share(at), scale.score_y(value));
        let _ = write!(points, "{x:.2},{y:.2} ");
    };
    point(lane.from, before);
    for mark in &lane.score {
        point(mark.at, before);
        point(mark.at, mark.value);
        before = mark.value;
    }
    point(lane.to, before);
    html! {
        svg width="100%" height=(HEIGHT) viewBox={ "0 0 1000 " (HEIGHT) } preserveAspectRatio="none" {
            polyline.score points=(points.trim_end()) vector-effect="non-scaling-stroke" {}
        }
    }
}

/// A while at one place, its name on it as far as there is room.
fn span(signed: &Signed, scale: &Scale, stand: &StandView, zone: &TimeZone) -> Markup {
    let class = match stand.car {
        Some(usize::MAX) => "span car-gone".to_owned(),
        Some(car) => format!("span car-{}", car % COLOURS),
        None => "span place".to_owned(),
    };
    let share = scale.share(stand.to) - scale.share(stand.from);
    let seconds = stand.to.duration_since(stand.from).as_secs_f64();
    html! {
        svg class=(class) x=(scale.x(stand.from)) width=(scale.wide(stand.from, stand.to)) y=(SPANS_TOP) height=(SPANS_HIGH) {
            title {
                (stand.label) ", " (clock(stand.from, zone)) "–" (clock(stand.to, zone)) ", " (duration(signed.words, seconds))
            }
            rect width="100%" height="100%" rx="3" {}
            @if let Some(label) = fitting(&stand.label, share * PLOT) {
                text x="6" y="15" { (label) }
            }
        }
    }
}

/// As much of a label as there is room for; `None` where that says nothing.
fn fitting(label: &str, pixels: f64) -> Option<String> {
    let room = ((pixels - 10.0) / LETTER).floor().max(0.0) as usize;
    let letters = label.chars().count();
    if letters <= room {
        return Some(label.to_owned());
    }
    (room >= 4).then(|| {
        let start: String = label.chars().take(room - 1).collect();
        format!("{}…", start.trim_end())
    })
}

/// Changes for the same reason, one right after the other, as one.
pub(super) fn merged(marks: &[ScoreMark]) -> Vec<ScoreMark> {
    let mut merged: Vec<ScoreMark> = Vec::new();
    for mark in marks {
        match merged.last_mut().filter(|last| last.text == mark.text) {
            Some(last) => {
                last.points += mark.points;
                (last.at, last.value) = (mark.at, mark.value);
            }
            None => merged.push(mark.clone()),
        }
    }
    merged
}

/// What changed the score, when, to how much.
pub(super) fn mark_words(signed: &Signed, mark: &ScoreMark, zone: &TimeZone) -> String {
    let words = signed.words;
    words.say(
        "manager-mark",
        &[
            ("time", clock(mark.at, zone).into()),
            ("text", mark.text.as_str().into()),
            ("points", words.signed(mark.points).into()),
            ("score", words.number(mark.value).into()),
        ],
    )
}

fn contact_words(
    signed: &Signed,
    by: Option<&str>,
    from: Timestamp,
    to: Option<Timestamp>,
    zone: &TimeZone,
) -> String {
    let who = by.map_or_else(|| signed.say("manager-a-colleague"), str::to_owned);
    let time = match to {
        Some(to) => format!("{}–{}", clock(from, zone), clock(to, zone)),
        None => clock(from, zone),
    };
    let values = [("who", who.into()), ("time", time.into())];
    signed.words.say("manager-with-them", &values)
}

/// The lane for whoever does not see it.
fn in_words(signed: &Signed, lane: &Lane, zone: &TimeZone) -> String {
    let mut parts = vec![format!(
        "{}, {}–{}",
        lane.code,
        clock(lane.from, zone),
        clock(lane.to, zone)
    )];
    for stand in &lane.stands {
        let seconds = stand.to.duration_since(stand.from).as_secs_f64();
        parts.push(format!(
            "{} {}",
            stand.label,
            duration(signed.words, seconds)
        ));
    }
    let contacts = lane.contacts.iter();
    parts.extend(contacts.map(|c| contact_words(signed, c.by.as_deref(), c.from, c.to, zone)));
    if let Some(last) = lane.score.last() {
        let score = [("score", signed.words.number(last.value).into())];
        parts.push(signed.words.say("manager-score-then", &score));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_whole_or_says_enough_or_is_left_out() {
        assert_eq!(fitting("Kona", 100.0).as_deref(), Some("Kona"));
        assert_eq!(fitting("Kona Electric", 70.0).as_deref(), Some("Kona El…"));
        assert_eq!(fitting("Kona Electric", 30.0), None);
    }

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
