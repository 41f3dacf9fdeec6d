//! Time: monotonic since the start of the run, and the wall clock beside it.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::played::Played;
use crate::types::{RunId, Stamp};

/// The clock of one run; clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    run: RunId,
    /// When the clock began to run. Until then it stands.
    begun: OnceLock<Instant>,
    /// Set where the wall clock is fixed at the start of the run instead of read (footage with a date of its own).
    fixed_start: Option<Timestamp>,
    /// Set where the time is that of a stream, not the machine's.
    played: Option<Played>,
}

impl Clock {
    /// The machine's clocks. The wall clock is read each time, so its jumps are seen and recorded.
    pub fn real(run: RunId) -> Self {
        Self::new(run, None, None).begun()
    }

    /// A wall clock that stood at `start` when the run began, and moves with the monotonic clock.
    pub fn starting_at(run: RunId, start: Timestamp) -> Self {
        Self::new(run, Some(start), None).begun()
    }

    /// The clock of a stream that began at `start`: both its times run `speed` times as fast as the machine's, and jump
    /// from the end of each scene to the beginning of the next. Scenes are stretches of time since `start`; where there
    /// are none, all time is played, and after the last one time goes on. Speeds outside of 0.001 to 1,000,000 are taken
    /// for the nearer of these. The clock stands at the beginning of the first scene until [`play`](Self::play).
    pub fn playing(run: RunId, start: Timestamp, speed: f64, scenes: Vec<Range<Duration>>) -> Self {
        Self::new(run, Some(start), Some(Played::new(speed, scenes)))
    }

    fn new(run: RunId, fixed_start: Option<Timestamp>, played: Option<Played>) -> Self {
        Self(Arc::new(Inner {
            run,
            begun: OnceLock::new(),
            fixed_start,
            played,
        }))
    }

    fn begun(self) -> Self {
        self.play();
        self
    }

    /// Lets a playing clock run; nothing changes where it runs already, as other clocks do from the beginning.
    pub fn play(&self) {
        self.0.begun.get_or_init(instant);
    }

    /// Whether this is the time of a stream, which all recordings of a run share, and not the machine's.
    pub fn plays(&self) -> bool {
        self.0.played.is_some()
    }

    /// The time now.
    pub fn now(&self) -> Stamp {
        let elapsed = self.elapsed();
        let played = self.0.played.as_ref();
        let since = played.map_or(elapsed, |p| Duration::from_nanos(p.at(elapsed)));
        match self.0.fixed_start {
            Some(start) => self.origin_at(start).later(since),
            None => Stamp {
                mono_ns: since.as_nanos() as u64,
                ..self.origin_at(wall_clock())
            },
        }
    }

    /// The beginning of the run: zero on the monotonic clock.
    pub fn origin(&self) -> Stamp {
        let start = self.0.fixed_start;
        self.origin_at(start.unwrap_or_else(|| wall_clock() - self.elapsed()))
    }

    /// How long it takes on the machine until this moment has come, by the monotonic clock; zero once it has. A moment
    /// that is not played has come when the next scene begins.
    pub fn until(&self, moment: &Stamp) -> Duration {
        let mono_ns = moment.mono_ns;
        let played = self.0.played.as_ref();
        let needed = played.map_or(Duration::from_nanos(mono_ns), |p| p.needed(mono_ns));
        needed.saturating_sub(self.elapsed())
    }

    /// The first moment from this one on that is played: itself, or the beginning of the next scene.
    #[must_use]
    pub fn next_played(&self, moment: &Stamp) -> Stamp {
        let mono_ns = moment.mono_ns;
        let played = self.0.played.as_ref();
        let next_ns = played.map_or(mono_ns, |p| p.past_gap(mono_ns));
        moment.later(Duration::from_nanos(next_ns - mono_ns))
    }

    /// The machine's time since the clock began to run.
    fn elapsed(&self) -> Duration {
        let begun = self.0.begun.get();
        begun.map_or(Duration::ZERO, Instant::elapsed)
    }

    fn origin_at(&self, utc: Timestamp) -> Stamp {
        Stamp {
            run: self.0.run,
            mono_ns: 0,
            utc,
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "this is where the clock is read")]
fn instant() -> Instant {
    Instant::now()
}

#[allow(clippy::disallowed_methods, reason = "this is where the clock is read")]
fn wall_clock() -> Timestamp {
    Timestamp::now()
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        Self(instant())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    fn run() -> RunId {
        RunId(Ulid::from(1u128))
    }

    fn start() -> Timestamp {
        "2026-03-07T09:00:00Z".parse().unwrap()
    }

    /// A millisecond of each of two days, played at this speed.
    fn two_days(speed: f64) -> Clock {
        let scene = |day: u32| DAY * day..DAY * day + Duration::from_millis(1);
        Clock::playing(run(), start(), speed, vec![scene(0), scene(1)])
    }

    #[test]
    fn a_playing_clock_stands_until_it_is_told_to_play() {
        let clock = two_days(1e6);
        assert!(clock.now() == clock.origin() && clock.now().utc == start());
        let tomorrow = clock.origin().later(DAY);
        assert!(!clock.until(&tomorrow).is_zero());
        clock.play();
        while !clock.until(&tomorrow).is_zero() {}
        assert!(clock.now().mono_ns >= tomorrow.mono_ns);
    }

    #[test]
    fn both_times_jump_together_and_never_back() {
        let clock = two_days(1.0);
        clock.play();
        let mut last = clock.origin();
        while last.mono_ns < (DAY + Duration::from_millis(2)).as_nanos() as u64 {
            let now = clock.now();
            assert!(now.mono_ns >= last.mono_ns && clock.until(&now).is_zero());
            assert_eq!(now, clock.origin().later(now.since(&clock.origin())));
            assert_eq!(clock.next_played(&now), now);
            last = now;
        }
    }

    #[test]
    fn by_the_machine_a_moment_is_as_far_as_it_says() {
        for clock in [Clock::real(run()), Clock::starting_at(run(), start())] {
            assert!(clock.until(&clock.now()).is_zero());
            let later = clock.now().later(DAY);
            assert!((DAY / 2..=DAY).contains(&clock.until(&later)));
            assert_eq!(clock.next_played(&later), later);
        }
    }
}
