//! Played time: a stream that runs at a speed of its own, and only through its scenes.
//!
//! Whole numbers throughout, so that both directions fit: whoever waits for a point as long as [`Played::needed`] says
//! finds the stream there, and what has been reached is never waited for.

use std::{ops::Range, time::Duration};

/// Fraction bits of the speed.
const SHIFT: u32 = 32;

/// Slowest and fastest play that make sense; what is asked beyond them is taken for the nearer one.
const SPEEDS: (f64, f64) = (0.001, 1_000_000.0);

/// How time on a stream follows the machine's time.
#[derive(Debug)]
pub(super) struct Played {
    /// Stream time per machine time, with [`SHIFT`] fraction bits; above 0.
    speed: u128,
    /// Nanoseconds of stream time, in order and apart from each other; the last one never ends.
    scenes: Vec<Range<u64>>,
}

impl Played {
    pub(super) fn new(speed: f64, scenes: Vec<Range<Duration>>) -> Self {
        let speed = speed.clamp(SPEEDS.0, SPEEDS.1) * (1u64 << SHIFT) as f64;
        Self {
            // No number at all is as slow as nothing.
            speed: (speed as u128).max(1),
            scenes: in_order(scenes),
        }
    }

    /// Where the stream is after so much machine time, in nanoseconds.
    pub(super) fn at(&self, elapsed: Duration) -> u64 {
        let elapsed = u128::from(nanos(elapsed.as_nanos()));
        let mut left = nanos((elapsed * self.speed) >> SHIFT);
        for scene in &self.scenes {
            let length = scene.end - scene.start;
            if left < length {
                return scene.start + left;
            }
            left -= length;
        }
        u64::MAX
    }

    /// The machine time after which the stream has come to this point, or past the gap in which it lies.
    pub(super) fn needed(&self, stream_ns: u64) -> Duration {
        let before = |scene: &Range<u64>| stream_ns.clamp(scene.start, scene.end) - scene.start;
        let played: u64 = self.scenes.iter().map(before).sum();
        let elapsed = (u128::from(played) << SHIFT).div_ceil(self.speed);
        Duration::from_nanos(nanos(elapsed))
    }

    /// This point, or the end of the gap in which it lies, in nanoseconds.
    pub(super) fn past_gap(&self, stream_ns: u64) -> u64 {
        let scene = self.scenes.iter().find(|scene| stream_ns < scene.end);
        scene.map_or(stream_ns, |scene| stream_ns.max(scene.start))
    }
}

/// Scenes by their time, empty ones left out, those that touch made one, the last one without end.
fn in_order(scenes: Vec<Range<Duration>>) -> Vec<Range<u64>> {
    let mut scenes: Vec<_> = scenes
        .into_iter()
        .map(|scene| nanos(scene.start.as_nanos())..nanos(scene.end.as_nanos()))
        .filter(|scene| !scene.is_empty())
        .collect();
    scenes.sort_by_key(|scene| scene.start);
    let mut apart: Vec<Range<u64>> = Vec::new();
    for scene in scenes {
        match apart.last_mut() {
            Some(last) if scene.start <= last.end => last.end = last.end.max(scene.end),
            _ => apart.push(scene),
        }
    }
    match apart.last_mut() {
        Some(last) => last.end = u64::MAX,
        None => apart.push(0..u64::MAX),
    }
    apart
}

fn nanos(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: u64 = 3_600_000_000_000;

    fn played() -> impl Strategy<Value = Played> {
        let scene = (0..200 * HOUR, 0..12 * HOUR)
            .prop_map(|(at, long)| Duration::from_nanos(at)..Duration::from_nanos(at + long));
        (0.01..1000.0, prop::collection::vec(scene, 0..6))
            .prop_map(|(speed, scenes)| Played::new(speed, scenes))
    }

    #[test]
    fn the_night_is_skipped_and_the_day_runs_at_its_speed() {
        let hours = |from, to| Duration::from_hours(from)..Duration::from_hours(to);
        let played = Played::new(60.0, vec![hours(9, 11), hours(33, 35)]);
        let at = |minutes| played.at(Duration::from_mins(minutes)) / HOUR;
        assert_eq!([0, 1, 2, 3, 4, 5].map(at), [9, 10, 33, 34, 35, 36]);
        assert_eq!(played.needed(34 * HOUR), Duration::from_mins(3));
        assert_eq!(played.needed(20 * HOUR), Duration::from_mins(2));
    }

    #[test]
    fn a_speed_that_is_none_stops_nothing() {
        for speed in [f64::NAN, f64::INFINITY, 0.0, -3.0] {
            let played = Played::new(speed, Vec::new());
            assert!(played.at(Duration::from_hours(100_000)) > 0, "{speed}");
        }
    }

    proptest! {
        #[test]
        fn what_was_waited_for_is_there_and_what_is_there_is_not_waited_for(
            played in played(), elapsed in 0..40 * HOUR, point in 0..300 * HOUR,
        ) {
            let elapsed = Duration::from_nanos(elapsed);
            prop_assert!(played.at(played.needed(point)) >= point);
            prop_assert!(played.needed(played.at(elapsed)) <= elapsed);
        }

        #[test]
        fn order_is_kept(played in played(), a in 0..40 * HOUR, b in 0..40 * HOUR) {
            let (early, late) = (Duration::from_nanos(a.min(b)), Duration::from_nanos(a.max(b)));
            prop_assert!(played.at(early) <= played.at(late));
            let (early, late) = (a.min(b), a.max(b));
            prop_assert!(played.needed(early) <= played.needed(late));
        }

        #[test]
        fn the_stream_is_never_in_a_gap(played in played(), elapsed in 0..40 * HOUR, point in 0..300 * HOUR) {
            let shown = |ns| played.scenes.iter().any(|scene| scene.contains(&ns));
            prop_assert!(shown(played.at(Duration::from_nanos(elapsed))));
            let past = played.past_gap(point);
            prop_assert!(past >= point && shown(past));
            prop_assert!(past == point || !shown(point));
        }
    }
}
