//! How much room the store's disk has.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{runtime::Stopwatch, types::Room};

/// How often the disk is asked at most.
const EVERY: Duration = Duration::from_secs(2);
/// Of a step's bound so much more must be free before it is over: a disk at the bound is not told of every minute.
const MORE: f64 = 1.1;

/// Looks at the disk of the store.
#[derive(Debug)]
pub(super) struct Disk {
    store: PathBuf,
    /// Bytes; 0: it is never looked at.
    reserve: u64,
    room: Room,
    free: Option<u64>,
    looked: Option<Stopwatch>,
}

impl Disk {
    pub(super) fn new(store: PathBuf, reserve: u64) -> Self {
        Self {
            store,
            reserve,
            room: Room::Enough,
            free: None,
            looked: None,
        }
    }

    pub(super) fn store(&self) -> &Path {
        &self.store
    }

    /// As it was when it was looked at last.
    pub(super) fn room(&self) -> Room {
        self.room
    }

    /// How much room there is, as far as can be told without writing, and in bytes.
    pub(super) fn look(&mut self) -> (Room, Option<u64>) {
        let due = self
            .looked
            .as_ref()
            .is_none_or(|watch| watch.elapsed() >= EVERY);
        if self.reserve > 0 && due {
            self.looked = Some(Stopwatch::start());
            let about = rustix::fs::statvfs(&self.store).ok();
            self.free = about.map(|about| about.f_bavail * about.f_frsize);
            if let Some(free) = self.free {
                self.room = room(free, self.reserve, self.room);
            }
        }
        (self.room, self.free)
    }
}

/// What so many free bytes are, where there was so much room before.
fn room(free: u64, reserve: u64, before: Room) -> Room {
    let reserve = reserve as f64;
    let bounds = [
        (Room::Critical, reserve / 8.0),
        (Room::Scarce, reserve / 2.0),
        (Room::Low, reserve),
    ];
    let within = |(step, bound): &(Room, f64)| {
        let bound = if before >= *step {
            bound * MORE
        } else {
            *bound
        };
        (free as f64) < bound
    };
    bounds
        .into_iter()
        .find(within)
        .map_or(Room::Enough, |(step, _)| step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_begins_at_its_bound_and_ends_a_tenth_beyond_it() {
        let at = |free, before| room(free, 800, before);
        assert_eq!(at(800, Room::Enough), Room::Enough);
        assert_eq!(at(799, Room::Enough), Room::Low);
        assert_eq!(at(399, Room::Low), Room::Scarce);
        assert_eq!(at(99, Room::Enough), Room::Critical);
        assert_eq!(at(105, Room::Critical), Room::Critical);
        assert_eq!(at(115, Room::Critical), Room::Scarce);
        assert_eq!(at(439, Room::Scarce), Room::Scarce);
        assert_eq!(at(441, Room::Scarce), Room::Low);
        assert_eq!(at(879, Room::Low), Room::Low);
        assert_eq!(at(881, Room::Low), Room::Enough);
    }

    #[test]
    fn a_disk_without_a_reserve_is_not_looked_at() {
        assert_eq!(Disk::new("/nowhere".into(), 0).look(), (Room::Enough, None));
    }
}
