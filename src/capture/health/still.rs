//! Frozen: the same picture again and again, though packets flow.
//!
//! A sensor is never silent: its noise touches nearly every cell of nearly every picture. A frozen picture is the same
//! bit by bit, or, where a coder that has bits to spare refines it and begins anew with every key frame, the same as one
//! of the pictures a moment ago, or much nearer to one of them than pictures of this camera ever are. A clock that is burnt
//! in may go on running, so a few cells at the upper and lower edge do not count.
//!
//! A camera that smoothes its noise away, or is given few bits, can look frozen while nobody moves. Stillness that ends
//! in one corner was no freeze: what had been frozen goes on elsewhere all over. So the judge learns how long such
//! stillness lasts at this camera, and waits longer from then on.

mod noise;
#[cfg(test)]
mod tests;

use std::{collections::VecDeque, time::Duration};

use self::noise::Noise;
use super::{
    Finding,
    glance::{CELLS, Difference, Glance},
};
use crate::types::{CameraState, Stamp};

/// For how long pictures must be the same: at a camera whose noise is known, and at another one.
const NOISY: Duration = Duration::from_millis(5500);
const QUIET: Duration = Duration::from_millis(7500);
/// The longest that is waited for, and how long is remembered what was learnt.
const LONGEST: Duration = Duration::from_mins(15);
const MEMORY: Duration = Duration::from_hours(24);
/// Stillness shorter than this teaches nothing.
const TELLING: Duration = Duration::from_secs(3);
/// How long a picture that moves again is watched before it counts as live.
const REVIVAL: Duration = Duration::from_millis(2500);
/// Pictures that one is compared with: over a second's, so that there is one of the same place between key frames.
const EARLIER: usize = 12;
/// The share of pictures that must be the same: the rest is what a coder does at key frames.
const MOSTLY: f32 = 0.55;
/// A cell in which pictures differ by this much (0 to 255), and by more than thrice what is usual in this picture,
/// holds something that moved.
const MOVED: f32 = 6.0;
/// So many cells at the upper and lower edge may change as they like: a clock.
const CLOCK_CELLS: usize = 10;
/// Of the latest pictures, how many say whether it is quiet at the moment.
const HUSH: usize = 8;

/// Judges whether pictures are still made.
#[derive(Debug)]
pub(super) struct Still {
    earlier: VecDeque<Glance>,
    /// What the latest pictures were; as far back as the required time.
    marks: VecDeque<(Stamp, Mark)>,
    /// Since when nothing has moved.
    calm: Option<Stamp>,
    noise: Noise,
    learnt: Option<(Duration, Stamp)>,
    /// When the last picture came that differed from those before.
    changed: Option<Stamp>,
    /// Since when it is frozen.
    frozen: Option<Stamp>,
}

/// What a picture is beside those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// The same, or nearly.
    Same,
    /// It differs a little everywhere.
    Different,
    /// Something moved.
    Moved,
}

/// A picture beside the one of those before it that is most like it.
struct Look {
    /// Cells that are not the same, without those of a clock.
    changed: usize,
    /// The difference that half of the cells stay under.
    usual: f32,
    moved: bool,
}

impl Still {
    pub(super) fn new() -> Self {
        Self {
            earlier: VecDeque::new(),
            marks: VecDeque::new(),
            calm: None,
            noise: Noise::default(),
            learnt: None,
            changed: None,
            frozen: None,
        }
    }

    /// Looks at the next picture; gives whether it brings anything new.
    pub(super) fn look(&mut self, glance: Glance, at: &Stamp) -> bool {
        if self
            .earlier
            .back()
            .is_some_and(|last| last.size() != glance.size())
        {
            self.earlier.clear();
        }
        let look = self.compare(&glance);
        self.noise.light(glance.light());
        if self.earlier.len() == EARLIER {
            self.earlier.pop_front();
        }
        self.earlier.push_back(glance);
        let Some(look) = look else {
            self.forget(at);
            return true;
        };
        let mark = self.mark(&look);
        self.remember(mark, &look, at);
        self.conclude(at);
        let fresh =
            look.changed > 0 && self.frozen.is_none() && !(mark != Mark::Moved && self.hushed());
        if fresh {
            self.changed = Some(*at);
        }
        fresh
    }

    /// A connection begins: the time without one was no stillness. What was frozen is so until its pictures say otherwise.
    pub(super) fn opened(&mut self) {
        if self.frozen.is_none() {
            self.marks.clear();
            self.calm = None;
        }
    }

    /// The pictures cannot be judged, as there is nothing in them.
    pub(super) fn look_away(&mut self, at: &Stamp) {
        self.earlier.clear();
        self.forget(at);
    }

    /// The trouble, where there is some.
    pub(super) fn finding(&self) -> Option<Finding> {
        Some(Finding {
            state: CameraState::Frozen,
            since: self.frozen?,
            detail: "the picture stands still though the stream goes on: restart the camera"
                .to_owned(),
        })
    }

    /// How long pictures must be the same before they count as frozen.
    fn required(&self, at: &Stamp) -> Duration {
        let least = if self.noise.floor().is_some() {
            NOISY
        } else {
            QUIET
        };
        match self.learnt {
            Some((time, learnt)) if at.since(&learnt) < MEMORY => time.max(least),
            _ => least,
        }
    }

    fn forget(&mut self, at: &Stamp) {
        self.marks.clear();
        self.calm = None;
        self.frozen = None;
        self.changed = Some(*at);
        self.noise = Noise::default();
    }

    /// `None` where there is nothing to compare with.
    fn compare(&self, glance: &Glance) -> Option<Look> {
        let looks = self
            .earlier
            .iter()
            .rev()
            .map(|other| look(&glance.difference(other)));
        let nearest = looks.min_by(|a, b| {
            (a.usual, a.changed)
                .partial_cmp(&(b.usual, b.changed))
                .unwrap_or(std::cmp::Ordering::Equal)
        })?;
        Some(nearest)
    }

    fn mark(&self, look: &Look) -> Mark {
        if look.moved {
            Mark::Moved
        } else if look.changed == 0
            || self
                .noise
                .floor()
                .is_some_and(|floor| look.usual <= floor / 2.0)
        {
            Mark::Same
        } else {
            Mark::Different
        }
    }

    fn remember(&mut self, mark: Mark, look: &Look, at: &Stamp) {
        if mark == Mark::Moved {
            self.learn(look, at);
            self.calm = None;
        } else {
            self.calm.get_or_insert(*at);
        }
        let kept = self.required(at);
        self.marks.push_back((*at, mark));
        while self
            .marks
            .front()
            .is_some_and(|(then, _)| at.since(then) > kept)
        {
            self.marks.pop_front();
        }
        if self.frozen.is_none() {
            self.noise.hear(look.usual, at);
        }
    }

    /// A stillness ends. Where only a part of the picture goes on there was no freeze.
    fn learn(&mut self, look: &Look, at: &Stamp) {
        let still = self.calm.map_or(Duration::ZERO, |calm| at.since(&calm));
        let local = look.changed < CELLS.0 * CELLS.1 / 2;
        let same = self.share(Mark::Same, still.min(QUIET), at) >= MOSTLY;
        if local && same && still >= TELLING {
            let longer = (still + still / 2).min(LONGEST);
            let known = self.learnt.map_or(Duration::ZERO, |(time, _)| time);
            self.learnt = Some((longer.max(known), *at));
        }
    }

    fn conclude(&mut self, at: &Stamp) {
        if self.frozen.is_some() {
            let moved = self.share(Mark::Moved, REVIVAL, at);
            let live = 1.0 - self.share(Mark::Same, REVIVAL, at);
            if moved >= 0.25 || live > 0.7 {
                self.frozen = None;
                self.calm = None;
                self.changed = Some(*at);
            }
            return;
        }
        let required = self.required(at);
        let calm = self.calm.is_some_and(|calm| at.since(&calm) >= required);
        if calm && self.share(Mark::Same, required, at) >= MOSTLY {
            self.frozen = self.changed.or(self.calm);
        }
    }

    /// The share of this mark among the pictures of the last so many seconds.
    fn share(&self, wanted: Mark, time: Duration, at: &Stamp) -> f32 {
        let recent = self
            .marks
            .iter()
            .rev()
            .take_while(|(then, _)| at.since(then) <= time);
        let (count, of) = recent.fold((0, 0), |(count, of), (_, mark)| {
            (count + usize::from(*mark == wanted), of + 1)
        });
        count as f32 / f32::max(of as f32, 1.0)
    }

    /// Whether the latest pictures were all but the same: one that differs as a key frame does brings nothing new then.
    fn hushed(&self) -> bool {
        let latest = || self.marks.iter().rev().take(HUSH).map(|(_, mark)| *mark);
        let same = latest().filter(|mark| *mark == Mark::Same).count();
        same >= HUSH - 2 && !latest().any(|mark| mark == Mark::Moved)
    }
}

fn look(difference: &Difference) -> Look {
    let mut sorted = difference.0;
    sorted.sort_unstable_by(f32::total_cmp);
    let usual = sorted[sorted.len() / 2];
    let moving = MOVED.max(3.0 * usual);
    let (mut changed, mut moved) = (Outside::default(), Outside::default());
    for (cell, &by) in difference.0.iter().enumerate() {
        changed.count(cell, by > 0.0);
        moved.count(cell, by >= moving);
    }
    Look {
        changed: changed.beside_a_clock(),
        usual,
        moved: moved.beside_a_clock() > 0 || usual >= MOVED,
    }
}

/// Cells, those at the edges where a clock may be apart.
#[derive(Default)]
struct Outside {
    inner: usize,
    edge: usize,
}

impl Outside {
    fn count(&mut self, cell: usize, yes: bool) {
        let row = cell / CELLS.0;
        let at_edge = row == 0 || row == CELLS.1 - 1;
        *(if at_edge {
            &mut self.edge
        } else {
            &mut self.inner
        }) += usize::from(yes);
    }

    /// How many there are, where those of a clock do not count.
    fn beside_a_clock(&self) -> usize {
        self.inner
            + if self.edge > CLOCK_CELLS {
                self.edge
            } else {
                0
            }
    }
}
