//! Time in one zone during one visit.

use std::time::Duration;

use crate::types::Stamp;

/// Standing in the zone, now or until a moment ago.
#[derive(Clone, Debug)]
struct Stand {
    since: Stamp,
    last_inside: Stamp,
    /// Time in it that is not a part of the dwell yet, and the part of that in which nobody saw them.
    stood: Duration,
    hidden: Duration,
    /// Time in a row in which they did not walk.
    still: Duration,
    /// Time since `last_inside` that does not count: no camera looked, or they were in another zone.
    blind: Duration,
    /// Long enough to be standing, not passing.
    settled: bool,
}

/// All stands of one visit in one zone.
#[derive(Clone, Debug, Default)]
pub(super) struct Stay {
    stand: Option<Stand>,
    /// Time in settled stands.
    dwelt: Duration,
    /// The part of `dwelt` between sights that are far apart: somebody hidden is taken to have stayed.
    inferred: Duration,
    /// From the first to the last moment inside of settled stands.
    span: Option<(Stamp, Stamp)>,
    /// What was told of `dwelt` and of `inferred`; more than is left of them where two visits turned out to be one.
    told: Duration,
    told_inferred: Duration,
}

/// Sights that are no farther apart are one observation: the person network does not run on every frame, nor find everybody
/// on each.
pub(super) const OBSERVED: Duration = Duration::from_secs(1);

/// What a sight changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Change {
    /// A stand that began at this moment has settled.
    Settled(Stamp),
    /// The stand ended at this moment.
    Ended(Stamp),
}

/// Dwell that was not told yet, and all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dwell {
    pub(super) added: Duration,
    /// The part of `added` in which nobody saw them.
    pub(super) inferred: Duration,
    pub(super) total: Duration,
}

impl Stay {
    /// The person is seen inside the zone. For `blind` of the time since the sight before no camera looked: nobody knows
    /// whether they stood there, so it does not count. `hidden`: where they were not here at the sight before, the time
    /// for which they may have been here since, unseen. `walks`: they are on their way, and may only pass.
    pub(super) fn inside(
        &mut self,
        now: &Stamp,
        (blind, hidden): (Duration, Duration),
        walks: bool,
        stand_after: Duration,
    ) -> Option<Change> {
        let stand = self.stand.get_or_insert_with(|| Stand {
            since: now.earlier(hidden),
            last_inside: *now,
            stood: hidden,
            hidden,
            still: hidden,
            blind: Duration::ZERO,
            settled: false,
        });
        let blind = blind + std::mem::take(&mut stand.blind);
        let step = now.since(&stand.last_inside).saturating_sub(blind);
        stand.last_inside = *now;
        stand.stood += step;
        if step > OBSERVED {
            stand.hidden += step;
        }
        stand.still = if walks {
            Duration::ZERO
        } else {
            stand.still + step
        };
        let settles = !stand.settled && stand.still >= stand_after;
        stand.settled |= settles;
        if stand.settled {
            self.dwelt += std::mem::take(&mut stand.stood);
            self.inferred += std::mem::take(&mut stand.hidden);
            let first = self.span.map_or(stand.since, |(first, _)| first);
            self.span = Some((first, *now));
        }
        settles.then_some(Change::Settled(stand.since))
    }

    /// The person is seen outside of the zone. `hidden`: where they were here at the sight before, the time for which
    /// they may have stayed, unseen. `elsewhere`: they are in another zone, so that the time since they were here does
    /// not count here, even if they are back in a moment.
    pub(super) fn outside(
        &mut self,
        now: &Stamp,
        (blind, hidden): (Duration, Duration),
        elsewhere: bool,
        step_out_after: Duration,
    ) -> Option<Change> {
        let stand = self.stand.as_mut()?;
        if hidden.is_zero() {
            stand.blind += blind;
        } else {
            stand.last_inside = stand.last_inside.later(hidden + blind);
            stand.stood += hidden;
            stand.hidden += hidden;
            if stand.settled {
                self.dwelt += std::mem::take(&mut stand.stood);
                self.inferred += std::mem::take(&mut stand.hidden);
            }
        }
        if elsewhere {
            stand.blind = now.since(&stand.last_inside);
        }
        if now.since(&stand.last_inside) < step_out_after {
            None
        } else {
            self.end()
        }
    }

    /// Ends the stand at the last sight inside; `None` where nobody stood.
    pub(super) fn end(&mut self) -> Option<Change> {
        self.stand
            .take()
            .filter(|s| s.settled)
            .map(|s| Change::Ended(s.last_inside))
    }

    /// All the time for which they have stood here.
    pub(super) fn dwelt(&self) -> Duration {
        self.dwelt
    }

    pub(super) fn is_standing(&self) -> bool {
        self.stand.as_ref().is_some_and(|s| s.settled)
    }

    /// Dwell to tell, once at least `at_least` of it has gathered.
    pub(super) fn tell(&mut self, at_least: Duration) -> Option<Dwell> {
        let added = self.dwelt.saturating_sub(self.told);
        if added.is_zero() || added < at_least {
            return None;
        }
        self.told = self.dwelt;
        let inferred = self.inferred.saturating_sub(self.told_inferred).min(added);
        self.told_inferred = self.inferred;
        Some(Dwell {
            added,
            inferred,
            total: self.dwelt,
        })
    }

    /// Nobody stands in a zone for longer than the visit lasts: where two visits that ran beside each other turned
    /// out to be one, the time that both counted counts once.
    pub(super) fn limit(&mut self, visit: Duration) {
        self.dwelt = self.dwelt.min(visit);
        self.inferred = self.inferred.min(self.dwelt);
    }

    /// Takes up another stay of the same person. Time that both counted counts once; time between the last moment of the
    /// one and the first of the other, if the one was still standing there, was spent there unseen.
    pub(super) fn absorb(&mut self, other: &Self) {
        let both = self
            .span
            .zip(other.span)
            .map_or(Duration::ZERO, |(own, its)| {
                let from = if own.0.mono_ns > its.0.mono_ns {
                    own.0
                } else {
                    its.0
                };
                let to = if own.1.mono_ns < its.1.mono_ns {
                    own.1
                } else {
                    its.1
                };
                to.since(&from)
            });
        let both = both.min(self.dwelt).min(other.dwelt);
        self.dwelt = (self.dwelt + other.dwelt).saturating_sub(both);
        self.told += other.told;
        self.inferred += other.inferred;
        self.told_inferred += other.told_inferred;
        if let Some((from, to)) = other.span {
            if let Some(stand) = self.stand.as_mut().filter(|stand| stand.settled) {
                let unseen = from.since(&stand.last_inside).saturating_sub(stand.blind);
                self.dwelt += unseen;
                self.inferred += unseen;
                if to.mono_ns > stand.last_inside.mono_ns {
                    (stand.last_inside, stand.blind) = (to, Duration::ZERO);
                }
            }
            let (first, last) = self.span.unwrap_or((from, to));
            let first = if first.mono_ns < from.mono_ns {
                first
            } else {
                from
            };
            let last = if last.mono_ns > to.mono_ns { last } else { to };
            self.span = Some((first, last));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;
    use crate::types::RunId;

    fn at(s: u64) -> Stamp {
        let start = Stamp {
            run: RunId(Ulid::from(1)),
            mono_ns: 0,
            utc: Timestamp::UNIX_EPOCH,
        };
        start.later(seconds(s))
    }

    fn seconds(s: u64) -> Duration {
        Duration::from_secs(s)
    }

    /// Neither blind nor hidden.
    const NOTHING: (Duration, Duration) = (Duration::ZERO, Duration::ZERO);

    #[test]
    fn whoever_walks_through_does_not_stand_there_however_slowly() {
        let mut stay = Stay::default();
        for s in 0..=5 {
            assert_eq!(stay.inside(&at(s), NOTHING, true, seconds(3)), None);
        }
        // They stop: all the time since they came in is theirs.
        assert_eq!(stay.inside(&at(7), NOTHING, false, seconds(3)), None);
        let settled = stay.inside(&at(8), NOTHING, false, seconds(3));
        assert_eq!(settled, Some(Change::Settled(at(0))));
        assert_eq!(stay.tell(Duration::ZERO).unwrap().total, seconds(8));
    }

    #[test]
    fn who_is_hidden_goes_on_dwelling_and_what_nobody_looked_at_does_not_count() {
        let mut stay = Stay::default();
        for s in 0..=10 {
            stay.inside(&at(s), NOTHING, false, seconds(3));
        }
        // Behind a car for 30 s, then half a minute of which the camera missed 20 s.
        stay.inside(&at(40), NOTHING, false, seconds(3));
        stay.inside(&at(70), (seconds(20), Duration::ZERO), false, seconds(3));
        let dwell = stay.tell(Duration::ZERO).unwrap();
        assert_eq!((dwell.total, dwell.inferred), (seconds(50), seconds(40)));
    }

    #[test]
    fn whoever_was_hidden_on_the_way_in_or_out_stood_there_as_long_as_they_can_have() {
        let mut stay = Stay::default();
        // Seen inside at 20 s, hidden for 8 s before; then outside at 32 s, hidden for 10 s.
        let settled = stay.inside(&at(20), (Duration::ZERO, seconds(8)), false, seconds(3));
        assert_eq!(settled, Some(Change::Settled(at(12))));
        stay.inside(&at(21), NOTHING, false, seconds(3));
        stay.outside(&at(32), (Duration::ZERO, seconds(10)), false, seconds(2));
        let left = stay.outside(&at(34), NOTHING, false, seconds(2));
        assert_eq!(left, Some(Change::Ended(at(31))));
        let dwell = stay.tell(Duration::ZERO).unwrap();
        assert_eq!((dwell.total, dwell.inferred), (seconds(19), seconds(18)));
    }

    #[test]
    fn two_stays_that_ran_beside_each_other_count_once_and_what_lies_between_counts() {
        let stay = |from: u64, to: u64| {
            let mut stay = Stay::default();
            for s in from..=to {
                stay.inside(&at(s), NOTHING, false, seconds(3));
            }
            stay
        };
        // One is lost at 10 s; another track shows them from 14 s to 20 s, and then the first one again.
        let mut one = stay(0, 10);
        one.absorb(&stay(14, 20));
        one.inside(&at(21), NOTHING, false, seconds(3));
        assert_eq!(one.tell(Duration::ZERO).unwrap().total, seconds(21));
        // Both at the same time: what was told twice is not told for as long again.
        let (mut one, mut other) = (stay(0, 10), stay(4, 10));
        let told =
            one.tell(Duration::ZERO).unwrap().added + other.tell(Duration::ZERO).unwrap().added;
        assert_eq!(told, seconds(16));
        one.absorb(&other);
        for s in 11..=30 {
            one.inside(&at(s), NOTHING, false, seconds(3));
        }
        let rest = one.tell(Duration::ZERO).unwrap();
        assert_eq!((told + rest.added, rest.total), (seconds(30), seconds(30)));
    }

    proptest! {
        #[test]
        fn what_is_told_is_what_was_dwelt_and_never_more_than_the_time_that_passed(
            sights in prop::collection::vec((1u64..5000, any::<bool>(), 0u64..3000, any::<bool>()), 1..200),
        ) {
            let start = at(0);
            let (mut stay, mut now, mut told) = (Stay::default(), start, Duration::ZERO);
            let mut inferred = Duration::ZERO;
            let mut looked = Duration::ZERO;
            let mut was_inside = false;
            for (ms, inside, blind, walks) in sights {
                let blind = Duration::from_millis(blind.min(ms));
                now = now.later(Duration::from_millis(ms));
                looked += Duration::from_millis(ms).saturating_sub(blind);
                // Hidden for all but 100 ms of the way.
                let seen = blind + Duration::from_millis(100);
                let hidden = Duration::from_millis(ms).saturating_sub(seen);
                let hidden = if was_inside == inside { Duration::ZERO } else { hidden };
                was_inside = inside;
                if inside {
                    stay.inside(&now, (blind, hidden), walks, Duration::from_secs(3));
                } else {
                    stay.outside(&now, (blind, hidden), walks, Duration::from_secs(2));
                }
                let dwell = stay.tell(Duration::from_secs(10));
                told += dwell.map_or(Duration::ZERO, |d| d.added);
                inferred += dwell.map_or(Duration::ZERO, |d| d.inferred);
            }
            stay.end();
            let dwell = stay.tell(Duration::ZERO);
            told += dwell.map_or(Duration::ZERO, |d| d.added);
            inferred += dwell.map_or(Duration::ZERO, |d| d.inferred);
            prop_assert_eq!(told, stay.dwelt);
            prop_assert_eq!(inferred, stay.inferred);
            prop_assert!(stay.inferred <= stay.dwelt && stay.dwelt <= looked);
        }
    }
}
