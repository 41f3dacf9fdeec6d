//! What is kept too long goes: signatures of who stayed away, then all that is known of them.
//!
//! Time is reckoned here apart from the wall clock, as a wrong clock would delete everything. It never goes back: a clock that is
//! set back keeps nothing longer. One that jumps ahead, as a machine's whose battery is empty, is followed when it has been a day
//! without another jump; by then somebody, or the network, has set it right. (Consents end by the calendar in `consents.rs`,
//! which follows at once: there, sooner is safer.)

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

use super::Line;
use crate::{
    publish,
    store::StartState,
    types::{CorrectionId, Erasure, Record, Stamp},
};

const DAY: Duration = Duration::from_hours(24);

/// By so much wall clock and passing time may differ from one look to the next: summer time is none of it, a correction of
/// the clock by the network is.
const SLIP: SignedDuration = SignedDuration::from_mins(30);

/// A showroom is not shut for longer from one start to the next; a clock may be wrong by years.
const AWAY: SignedDuration = SignedDuration::from_hours(24 * 31);

/// What time it is for retention, and when what is due.
#[derive(Debug, Default)]
pub(super) struct Retention {
    /// `None` before anything is known.
    time: Option<Timestamp>,
    /// The last look.
    last: Option<Stamp>,
    /// The clock jumped ahead then.
    jumped: Option<Stamp>,
    /// When signatures are looked through next.
    signatures: Option<Stamp>,
    /// When visitors are; `None` at the start.
    visitors: Option<Stamp>,
}

impl Retention {
    /// Begins at the latest moment that the store tells of.
    pub(super) fn new(start: &StartState) -> Self {
        let events = start.events.iter().map(|event| event.stamp.utc);
        let visits = start.visits.iter().map(|visit| visit.last_seen.utc);
        Self {
            time: events.chain(visits).max(),
            ..Self::default()
        }
    }

    /// What time it is.
    fn advance(&mut self, now: &Stamp) -> Timestamp {
        let passed = self.last.map_or(SignedDuration::ZERO, |last| {
            SignedDuration::try_from(now.since(&last)).unwrap_or(SignedDuration::MAX)
        });
        let slip = if self.last.is_some() { SLIP } else { AWAY };
        let reckoned = self.time.map_or(now.utc, |time| {
            time.checked_add(passed).unwrap_or(Timestamp::MAX)
        });
        let ahead = self.last.map_or(reckoned, |last| {
            last.utc.checked_add(passed).unwrap_or(Timestamp::MAX)
        });
        if now.utc.duration_since(ahead) > slip {
            self.jumped = Some(*now);
            tracing::warn!("the clock jumped ahead: nothing is deleted by it for a day");
        }
        if self.jumped.is_some_and(|at| now.since(&at) >= DAY) {
            self.jumped = None;
        }
        self.last = Some(*now);
        let time = match self.jumped {
            None => reckoned.max(now.utc),
            Some(_) => reckoned,
        };
        *self.time.insert(time)
    }
}

impl Line {
    /// Looks after retention, once a day: signatures first a day after the start, which has done so before.
    pub(super) fn retain(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        let time = self.retention.advance(now);
        let since = |keep| time.checked_sub(keep).unwrap_or(Timestamp::MIN);
        if let Some(before) = self.settings.retention.map(since) {
            let due = *self.retention.signatures.get_or_insert(now.later(DAY));
            if now.mono_ns >= due.mono_ns {
                self.retention.signatures = Some(now.later(DAY));
                self.forget_faces(before, now, out);
            }
        }
        let due = self.retention.visitors;
        if due.is_none_or(|due| now.mono_ns >= due.mono_ns)
            && let Some(before) = self.settings.history.map(since)
            && !self.let_go_of_one(before, now, out)
        {
            self.retention.visitors = Some(now.later(DAY));
        }
    }

    /// Forgets the signatures of those who stayed away.
    fn forget_faces(&mut self, before: Timestamp, now: &Stamp, out: &mut Vec<Record>) {
        let absent = self.behaviour.absent_since(before);
        for visitor in &absent {
            self.identity.forget(*visitor);
        }
        let (visits, directory) = (&self.visits, &self.directory);
        self.templates.forget_origins(&absent, |visit, visitor| {
            visits.whose(visit, visitor, directory)
        });
        let at = now.utc;
        out.push(Record::Retention { before, at });
    }

    /// Lets go of one of those who stayed away, and of all that is known of them; whose consent stands stays until it ends. One
    /// at a time, as the store looks through all that may name them. Gives whether there was one.
    fn let_go_of_one(&mut self, before: Timestamp, now: &Stamp, out: &mut Vec<Record>) -> bool {
        let at = self.calendar.now();
        let (consents, visits, directory) = (&self.consents, &self.visits, &self.directory);
        let absent = self.behaviour.absent_since(before).into_iter();
        let mut gone = absent
            .map(|visitor| directory.resolve(visitor))
            .filter(|visitor| consents.standing(*visitor, at, visits, directory).is_none());
        let Some(visitor) = gone.next() else {
            return false;
        };
        let erasure = Erasure {
            away_since: Some(before),
            ..self.erasure(visitor, CorrectionId(Ulid::nil()), now)
        };
        for alert in self.forget_in_stages(visitor, &erasure, now) {
            let told = publish::alert_messages(&alert).into_iter();
            out.extend(told.map(Record::Message));
        }
        out.push(Record::Erased(Box::new(erasure)));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::RunId;

    fn stamp(hours: u64, wall: i64) -> Stamp {
        Stamp {
            run: RunId(Ulid::nil()),
            mono_ns: hours * 3_600_000_000_000,
            utc: at(wall),
        }
    }

    /// So many hours after a Friday in 2027.
    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(500_000 + hours)
    }

    #[test]
    fn a_clock_that_jumps_ahead_is_followed_after_a_day_and_one_that_goes_back_keeps_nothing_longer()
     {
        let mut retention = Retention::default();
        let mut time = |hours, wall| retention.advance(&stamp(hours, wall));
        assert_eq!((time(0, 0), time(1, 1)), (at(0), at(1)));
        // Ten years ahead; set right ten hours later.
        assert_eq!((time(2, 87_602), time(11, 87_611)), (at(2), at(11)));
        assert_eq!((time(12, 12), time(26, 26)), (at(12), at(26)));
        // Set back by a week: time goes on.
        assert_eq!((time(27, -140), time(37, -130)), (at(27), at(37)));
        // And right again, which is a jump; after a day it is believed.
        assert_eq!((time(38, 38), time(61, 61)), (at(38), at(61)));
        // Ahead by a month, and it stays so: that is the time.
        assert_eq!((time(62, 800), time(85, 823)), (at(62), at(85)));
        assert_eq!(time(86, 824), at(824));
    }

    #[test]
    fn a_start_long_after_the_last_visit_waits_a_day_and_one_in_1970_hears_of_the_time() {
        let from = |time| Retention {
            time: Some(time),
            ..Retention::default()
        };
        let mut soon = from(at(0));
        assert_eq!(soon.advance(&stamp(0, 700)), at(700));
        let mut late = from(at(0));
        assert_eq!(late.advance(&stamp(0, 90_000)), at(0));
        assert_eq!(late.advance(&stamp(25, 90_025)), at(90_025));
        let mut early = from(at(0));
        assert_eq!(early.advance(&stamp(0, -500_000)), at(0));
        assert_eq!(early.advance(&stamp(1, 30)), at(1));
        assert_eq!(early.advance(&stamp(25, 54)), at(54));
    }
}
