//! Time in one zone during one visit.

use std::time::Duration;

use crate::types::Stamp;

/// Standing in the zone, now or until a moment ago.
#[derive(Clone, Debug)]
struct Stand {
    since: Stamp,
    last_inside: Stamp,
    /// Long enough to be standing, not passing.
    settled: bool,
}

/// All stands of one visit in one zone.
#[derive(Clone, Debug, Default)]
pub(super) struct Stay {
    stand: Option<Stand>,
    /// Time in settled stands.
    dwelt: Duration,
    /// The part of `dwelt` that was told.
    told: Duration,
}

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
    pub(super) total: Duration,
}

impl Stay {
    /// The person is seen inside the zone.
    pub(super) fn inside(&mut self, now: &Stamp, stand_after: Duration) -> Option<Change> {
        let stand = self.stand.get_or_insert(Stand {
            since: *now,
            last_inside: *now,
            settled: false,
        });
        if stand.settled {
            self.dwelt += now.since(&stand.last_inside);
        }
        stand.last_inside = *now;
        if stand.settled || now.since(&stand.since) < stand_after {
            return None;
        }
        stand.settled = true;
        self.dwelt += now.since(&stand.since);
        Some(Change::Settled(stand.since))
    }

    /// The person is seen outside of the zone.
    pub(super) fn outside(&mut self, now: &Stamp, step_out_after: Duration) -> Option<Change> {
        let stand = self.stand.as_ref()?;
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
        Some(Dwell {
            added,
            total: self.dwelt,
        })
    }

    /// Nobody stands in a zone for longer than the visit lasts: where two visits that ran beside each other turned
    /// out to be one, the time that both counted counts once.
    pub(super) fn limit(&mut self, visit: Duration) {
        self.dwelt = self.dwelt.min(visit);
        self.told = self.told.min(self.dwelt);
    }

    /// Takes up what was told of another stay of the same person.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.dwelt += other.dwelt;
        self.told += other.told;
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;
    use crate::types::RunId;

    proptest! {
        #[test]
        fn what_is_told_is_what_was_dwelt_and_never_more_than_the_time_that_passed(
            sights in prop::collection::vec((1u64..5000, any::<bool>()), 1..200),
        ) {
            let start = Stamp { run: RunId(Ulid::from(1)), mono_ns: 0, utc: Timestamp::UNIX_EPOCH };
            let (mut stay, mut now, mut told) = (Stay::default(), start, Duration::ZERO);
            for (ms, inside) in sights {
                now = now.later(Duration::from_millis(ms));
                if inside {
                    stay.inside(&now, Duration::from_secs(3));
                } else {
                    stay.outside(&now, Duration::from_secs(2));
                }
                told += stay.tell(Duration::from_secs(10)).map_or(Duration::ZERO, |d| d.added);
            }
            stay.end();
            told += stay.tell(Duration::ZERO).map_or(Duration::ZERO, |d| d.added);
            prop_assert_eq!(told, stay.dwelt);
            prop_assert!(stay.dwelt <= now.since(&start));
        }
    }
}
