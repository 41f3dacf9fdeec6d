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

use std::{collections::VecDeque, time::Duration};

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
/// How far back a camera's noise is remembered, in pictures, and how many are needed to know it.
const NOISE_MEMORY: usize = 480;
const NOISE_KNOWN: usize = 24;
/// Less noise than this tells nothing.
const LEAST_NOISE: f32 = 0.3;
/// A change of the mean light by this share is another light.
const OTHER_LIGHT: f32 = 0.2;
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

/// How much the pictures of a camera differ from each other when it is alive.
#[derive(Debug, Default)]
struct Noise {
    /// The usual differences of the latest pictures, the last second's left out.
    heard: VecDeque<f32>,
    /// Those too young to be believed: a freeze may have begun.
    young: VecDeque<(Stamp, f32)>,
    /// The mean light of the pictures it was heard in, 0 to 255.
    light: Option<f32>,
}

impl Noise {
    /// The mean light of the next picture. In another light a sensor makes another noise.
    fn light(&mut self, light: f32) {
        let usual = *self.light.get_or_insert(light);
        if (light - usual).abs() > OTHER_LIGHT * usual.max(40.0) {
            *self = Self::default();
        } else {
            self.light = Some(usual + (light - usual) / 64.0);
        }
    }

    fn hear(&mut self, usual: f32, at: &Stamp) {
        self.young.push_back((*at, usual));
        while let Some((then, usual)) = self.young.front()
            && at.since(then) > NOISY
        {
            self.heard.push_back(*usual);
            self.young.pop_front();
        }
        while self.heard.len() > NOISE_MEMORY {
            self.heard.pop_front();
        }
    }

    /// What three quarters of the pictures exceed; `None` where it is not known, or too little to tell anything.
    fn floor(&self) -> Option<f32> {
        if self.heard.len() < NOISE_KNOWN {
            return None;
        }
        let mut sorted: Vec<_> = self.heard.iter().copied().collect();
        sorted.sort_unstable_by(f32::total_cmp);
        Some(sorted[sorted.len() / 4]).filter(|floor| *floor >= LEAST_NOISE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        capture::health::testing::{HEIGHT, Picture, at, dice},
        types::Image,
    };

    /// A judge, and pictures at 8 a second.
    struct Show {
        still: Still,
        shown: u64,
        /// Of the pictures, how many brought something new.
        fresh: usize,
    }

    impl Show {
        fn new() -> Self {
            Self {
                still: Still::new(),
                shown: 0,
                fresh: 0,
            }
        }

        /// Shows pictures for so many seconds; gives after how many it is frozen for the first time.
        fn show(&mut self, seconds: f32, picture: impl Fn(u64) -> Image) -> Option<f32> {
            let begun = self.shown;
            let mut found = None;
            while self.shown < begun + (seconds * 8.0) as u64 {
                let glance = Glance::of(&picture(self.shown)).expect("a picture");
                self.fresh += usize::from(self.still.look(glance, &at(self.shown * 125)));
                self.shown += 1;
                if self.still.finding().is_some() {
                    found.get_or_insert((self.shown - begun) as f32 / 8.0);
                }
            }
            found
        }

        fn frozen(&self) -> bool {
            self.still.finding().is_some()
        }
    }

    /// A sensor's picture: noise everywhere.
    fn live(scene: &Picture) -> impl Fn(u64) -> Image {
        let scene = scene.clone();
        move |number| scene.noisy(number)
    }

    /// A smoothed picture: the same until somebody moves.
    fn smooth(scene: &Picture) -> impl Fn(u64) -> Image {
        let scene = scene.clone();
        move |_| scene.plain()
    }

    fn walker(scene: &Picture, number: u64) -> Image {
        let mut scene = scene.clone();
        scene.put((150 + (number % 40) as usize * 2, 80), (16, 60), 30.0);
        scene.plain()
    }

    #[test]
    fn a_freeze_is_found_within_eight_seconds_and_ends_within_four() {
        let scene = Picture::scene(1);
        let mut show = Show::new();
        assert_eq!(show.show(10.0, live(&scene)), None);
        let stuck = scene.noisy(79);
        let fresh = show.fresh;
        let found = show.show(12.0, |_| stuck.clone()).expect("found");
        assert!(found < 8.0, "{found}");
        assert_eq!(show.fresh, fresh, "nothing new came");
        let since = show.still.finding().expect("frozen").since;
        assert_eq!(since, at(79 * 125), "since the last new picture");
        show.show(4.0, live(&scene));
        assert!(!show.frozen());
        assert_eq!(show.show(60.0, live(&scene)), None);
    }

    #[test]
    fn neither_key_frames_nor_a_running_clock_hide_a_freeze() {
        let scene = Picture::scene(2);
        for clock in [false, true] {
            let mut show = Show::new();
            show.show(8.0, live(&scene));
            let stuck = Picture(
                scene
                    .noisy(63)
                    .data
                    .chunks(3)
                    .map(|p| f32::from(p[0]))
                    .collect(),
            );
            let coded = |number: u64| {
                let mut picture = stuck.clone();
                if number.is_multiple_of(8) {
                    // A key frame: a little different everywhere, never twice the same.
                    for (i, light) in picture.0.iter_mut().enumerate() {
                        *light += (dice(number, i as u64) - 0.5) * 4.0;
                    }
                }
                if clock {
                    for digit in 0..6 {
                        let light = 200.0 * dice(number / 8, digit);
                        picture.put((250 + 12 * digit as usize, HEIGHT - 20), (8, 12), light);
                    }
                }
                picture.plain()
            };
            let found = show.show(12.0, coded).expect("found");
            assert!(found < 8.5, "clock {clock}: {found}");
            assert!(show.frozen(), "and stays so");
        }
    }

    #[test]
    fn one_jump_in_a_frozen_picture_does_not_revive_it() {
        let scene = Picture::scene(3);
        let mut show = Show::new();
        show.show(8.0, live(&scene));
        show.show(12.0, smooth(&scene));
        assert!(show.frozen());
        show.show(1.0, smooth(&Picture::scene(4)));
        assert!(show.frozen());
        show.show(4.0, live(&scene));
        assert!(!show.frozen());
    }

    #[test]
    fn a_camera_that_smoothes_its_noise_away_is_learnt() {
        let scene = Picture::scene(5);
        let mut show = Show::new();
        show.show(10.0, |number| walker(&scene, number));
        // Nobody moves: at first that looks frozen.
        assert!(show.show(20.0, smooth(&scene)).is_some());
        show.show(5.0, |number| walker(&scene, number));
        assert!(!show.frozen());
        for _ in 0..3 {
            assert_eq!(show.show(25.0, smooth(&scene)), None);
            show.show(5.0, |number| walker(&scene, number));
        }
    }

    #[test]
    fn other_light_that_silences_the_noise_is_no_freeze() {
        let dim = Picture::scene(6).dimmed(0.4);
        let bright = Picture::scene(6);
        let mut show = Show::new();
        show.show(30.0, live(&dim));
        let quieter = |number: u64| {
            let mut picture = bright.clone();
            for (i, light) in picture.0.iter_mut().enumerate() {
                *light += (dice(number, i as u64) - 0.5) * 3.0;
            }
            picture.plain()
        };
        assert_eq!(show.show(30.0, quieter), None);
    }

    #[test]
    fn somebody_who_stands_still_in_a_live_picture_is_looked_at_all_the_time() {
        let scene = Picture::scene(7);
        let mut show = Show::new();
        show.show(30.0, live(&scene));
        assert_eq!(show.fresh, 240);
    }
}
