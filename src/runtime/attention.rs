//! Which cameras are looked at closely: those of whose two streams the large one is decoded as well.
//!
//! Decoding a main stream is the dearest thing that the appliance does, and what it is for, a face that is large enough to
//! be recognised, is wanted for seconds in a visit of minutes. So a few cameras at a time have it, in turn, and the others
//! go on with their sub-streams.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::types::Stamp;

/// A camera keeps its turn for so long after it was last wanted: people look away.
const LINGER: Duration = Duration::from_secs(3);

/// So long is a turn where others wait: enough for the signatures that tell somebody, and for opening the stream.
const TURN: Duration = Duration::from_secs(8);

/// The turns of all cameras that have two streams. Times are monotonic.
#[derive(Debug)]
pub struct Attention {
    /// So many cameras at once.
    most: usize,
    seats: Mutex<Vec<Seat>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Seat {
    /// When it was last wanted, and since when it has waited, and had its turn.
    wanted: Option<Stamp>,
    waits: Option<Stamp>,
    has: Option<Stamp>,
}

impl Attention {
    /// For `cameras` cameras, of which `most` have their turn at once.
    pub fn new(cameras: usize, most: usize) -> Self {
        Self {
            most,
            seats: Mutex::new(vec![Seat::default(); cameras]),
        }
    }

    /// Somebody is in this camera's picture whom a closer look would tell more of.
    pub fn want(&self, camera: usize, now: Stamp) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats[camera].wanted = Some(now);
    }

    /// The camera can do nothing with its turn: others have theirs.
    pub fn give_back(&self, camera: usize) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats[camera] = Seat::default();
    }

    /// Whether it is this camera's turn. Each camera asks again and again, and gives its turn back by asking.
    pub fn has_turn(&self, camera: usize, now: Stamp) -> bool {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let others_wait = |seats: &[Seat]| {
            let others = seats.iter().enumerate().filter(|(i, _)| *i != camera);
            others.filter(|(_, seat)| seat.waits.is_some()).count() > 0
        };
        let wanted = seats[camera].wanted.filter(|then| now.since(then) < LINGER);
        if wanted.is_none() {
            seats[camera] = Seat::default();
            return false;
        }
        if let Some(since) = seats[camera].has {
            let over = now.since(&since) >= TURN && others_wait(&seats);
            if over {
                seats[camera].has = None;
                seats[camera].waits = Some(now);
            }
            return !over;
        }
        let since = *seats[camera].waits.get_or_insert(now);
        let earlier = |seat: &&Seat| seat.waits.is_some_and(|then| then.mono_ns < since.mono_ns);
        let taken = seats.iter().filter(|seat| seat.has.is_some()).count();
        // Who has waited longer goes first, as far as there are turns for both.
        let turn = taken + seats.iter().filter(earlier).count() < self.most;
        if turn {
            seats[camera].has = Some(now);
            seats[camera].waits = None;
        }
        turn
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use ulid::Ulid;

    use super::*;
    use crate::types::RunId;

    fn at(ms: u64) -> Stamp {
        Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: ms * 1_000_000,
            utc: Timestamp::UNIX_EPOCH,
        }
    }

    /// How long each camera had its turn, in tenths of a second, and the most at once, if these are wanted all the time.
    fn turns(
        attention: &Attention,
        wanting: &[usize],
        cameras: usize,
        ms: std::ops::Range<u64>,
    ) -> (Vec<u32>, usize) {
        let (mut had, mut most) = (vec![0; cameras], 0);
        for now in ms.step_by(100) {
            for camera in wanting {
                attention.want(*camera, at(now));
            }
            let turns: Vec<_> = (0..cameras)
                .filter(|c| attention.has_turn(*c, at(now)))
                .collect();
            for camera in &turns {
                had[*camera] += 1;
            }
            most = most.max(turns.len());
        }
        (had, most)
    }

    #[test]
    fn turns_are_bounded_and_shared_evenly() {
        let attention = Attention::new(5, 2);
        let (had, most) = turns(&attention, &[0, 1, 2, 3, 4], 5, 0..200_000);
        assert_eq!(most, 2);
        let (least, longest) = (had.iter().min(), had.iter().max());
        assert!(
            had.iter().all(|had| (700..=900).contains(had)),
            "{least:?} {longest:?}"
        );
    }

    #[test]
    fn a_turn_that_is_given_back_is_another_camera_s() {
        let attention = Attention::new(2, 1);
        assert_eq!(turns(&attention, &[0], 2, 0..1_000).0, [10, 0]);
        // Wanted and not asked for: its stream failed, and it waits before it tries again.
        attention.give_back(0);
        attention.want(0, at(1_000));
        attention.want(1, at(1_000));
        assert!(attention.has_turn(1, at(1_000)));
    }

    #[test]
    fn whoever_wants_it_alone_keeps_it_and_gives_it_back() {
        let attention = Attention::new(3, 1);
        assert_eq!(turns(&attention, &[1], 3, 0..60_000).0, [0, 600, 0]);
        let (had, _) = turns(&attention, &[], 3, 60_000..70_000);
        assert!((29..=30).contains(&had[1]), "{had:?}");
        let (had, _) = turns(&attention, &[2], 3, 70_000..71_000);
        assert_eq!(had, [0, 0, 10]);
    }
}
