//! What of a picture is worth looking at: where something changed, and where a face was.
//!
//! A showroom's picture is mostly floor, cars and walls, and what the networks said of those a moment ago they would say
//! again. So the face network looks at the parts that changed (with some space around them, which it needs to see a face)
//! and at the faces that it knows, and the person network looks when anything has changed since it last did, or its last two
//! looks differ; else what it said stands. Every second the whole picture is looked at all the same, in case a change was too
//! faint to tell, and every six where nobody was seen and nothing has changed for five. What changes in the picture of a
//! clock is no change.
//!
//! Faces are always looked at anew, so the line gets as many views of each as without this; that nothing moves in a
//! picture is known from its [`Cells`] alone.

use std::time::Duration;

use crate::types::{BBox, CELLS, Cells, Changed, Image, PersonDetection, Stamp};

/// The whole is looked at after this time where somebody is, or something moved of late.
const REFRESH: Duration = Duration::from_secs(1);

/// ... and after this time where nobody is and nothing moves.
const SELDOM: Duration = Duration::from_secs(6);

/// Nothing has moved for so long: a lull.
const LULL: Duration = Duration::from_secs(5);

/// A face that was not seen for this long is not looked for any more where it was.
const FORGET: Duration = Duration::from_secs(1);

/// Boxes of two looks that overlap so much are of one person who did not move.
const SAME_IOU: f32 = 0.7;

/// Parts that are together more than this of the picture are no gain.
const MOST: f32 = 0.6;

/// Space around what changed, in cells: a face, at the size from which on it is worth anything, and half of one more.
const AROUND: usize = 3;

/// So many parts at most; each costs some overhead.
const PARTS: usize = 3;

/// What the networks are to look at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) faces: Parts,
    pub(super) people: People,
}

/// Where faces are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    Whole,
    /// Rectangles of cells, of which no cell is in two: first column and row, and the column and row after the last.
    Some(Vec<[usize; 4]>),
}

/// Whether people are looked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum People {
    Look,
    /// Not now.
    Later,
    /// They would be the same as last time.
    Same(Vec<PersonDetection>),
}

/// What a camera showed lately.
#[derive(Debug, Default)]
pub(super) struct Scene {
    /// Looks at everything, always.
    open: bool,
    cells: Option<Cells>,
    size: (u32, u32),
    /// When the whole was looked at, when something last changed, and whether that was since people were looked for.
    whole: Option<Stamp>,
    moved: Option<Stamp>,
    stale: bool,
    /// Where faces were, as left, top, right and bottom in fractions of the picture.
    faces: Vec<([f32; 4], Stamp)>,
    people: Vec<PersonDetection>,
    /// Whether the last two looks for people found the same: what one look alone found may be none, and is not told again.
    settled: bool,
    /// When somebody was last found.
    somebody: Option<Stamp>,
}

impl Scene {
    /// An `open` one has everything looked at.
    pub(super) fn new(open: bool) -> Self {
        Self {
            open,
            ..Self::default()
        }
    }

    /// What of this picture is worth looking at; `people`: whether it is their turn.
    pub(super) fn plan(&mut self, image: &Image, now: Stamp, people: bool) -> Plan {
        if self.open {
            return Plan::everything(people);
        }
        let changed = self.changed(image);
        if !changed.is_empty() {
            self.moved = Some(now);
            self.stale = true;
        }
        self.faces.retain(|(_, seen)| now.since(seen) <= FORGET);
        let long_ago = |then: Option<Stamp>, time| then.is_none_or(|then| now.since(&then) >= time);
        let quiet = long_ago(self.somebody, LULL) && long_ago(self.moved, LULL);
        if long_ago(self.whole, if quiet { SELDOM } else { REFRESH }) {
            self.whole = Some(now);
            return Plan::everything(true);
        }
        let people = match (people, self.stale || !self.settled) {
            (false, _) => People::Later,
            (true, true) => People::Look,
            (true, false) => People::Same(self.people.clone()),
        };
        Plan {
            faces: self.parts(changed),
            people,
        }
    }

    /// What the networks said of it: the boxes of faces, and people where they were looked for anew.
    pub(super) fn saw<'a>(
        &mut self,
        now: Stamp,
        faces: impl Iterator<Item = &'a BBox>,
        people: Option<&[PersonDetection]>,
    ) {
        let (width, height) = (self.size.0.max(1) as f32, self.size.1.max(1) as f32);
        for b in faces {
            let place = [
                b.x / width,
                b.y / height,
                (b.x + b.w) / width,
                (b.y + b.h) / height,
            ];
            // The same face, a step further, is one.
            self.faces
                .retain(|(old, seen)| *seen == now || !overlap(old, &place));
            self.faces.push((place, now));
        }
        if let Some(people) = people {
            let found = |one: &PersonDetection| {
                let same = |other: &PersonDetection| one.bbox.iou(&other.bbox) >= SAME_IOU;
                self.people.iter().any(same)
            };
            self.settled = people.len() == self.people.len() && people.iter().all(found);
            self.people = people.to_vec();
            self.stale = false;
        }
        if !self.people.is_empty() || self.faces.iter().any(|(_, seen)| *seen == now) {
            self.somebody = Some(now);
        }
    }

    fn changed(&mut self, image: &Image) -> Changed {
        let now = Cells::of(image);
        let size = (image.width, image.height);
        match &mut self.cells {
            Some(cells) if self.size == size => cells.take_over(&now).without_clock(),
            before => {
                *before = Some(now);
                self.size = size;
                self.whole = None;
                self.faces.clear();
                Changed::everywhere()
            }
        }
    }

    /// What changed, and where faces were, with space around them.
    fn parts(&self, mut changed: Changed) -> Parts {
        for (face, _) in &self.faces {
            changed.add_rectangle(*face);
        }
        let mut parts: Vec<_> = changed.groups().into_iter().map(grown).collect();
        while let Some((one, other)) = to_join(&parts) {
            let removed = parts.swap_remove(other);
            parts[one] = around(parts[one], removed);
        }
        let cells: usize = parts.iter().map(|&p| area(p)).sum();
        if cells as f32 > MOST * (CELLS.0 * CELLS.1) as f32 {
            Parts::Whole
        } else {
            Parts::Some(parts)
        }
    }
}

impl Plan {
    /// Whether any network looks at the picture.
    pub(super) fn needs_picture(&self) -> bool {
        self.faces != Parts::Some(Vec::new()) || self.people == People::Look
    }

    /// The whole, and people where they are asked for.
    pub(super) fn everything(people: bool) -> Self {
        Self {
            faces: Parts::Whole,
            people: if people { People::Look } else { People::Later },
        }
    }
}

fn overlap(a: &[f32; 4], b: &[f32; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// A group of cells with space around it.
fn grown([left, top, right, bottom]: [usize; 4]) -> [usize; 4] {
    [
        left.saturating_sub(AROUND),
        top.saturating_sub(AROUND),
        (right + AROUND).min(CELLS.0),
        (bottom + AROUND).min(CELLS.1),
    ]
}

fn area([left, top, right, bottom]: [usize; 4]) -> usize {
    (right - left) * (bottom - top)
}

fn around(a: [usize; 4], b: [usize; 4]) -> [usize; 4] {
    [
        a[0].min(b[0]),
        a[1].min(b[1]),
        a[2].max(b[2]),
        a[3].max(b[3]),
    ]
}

/// Two parts to be made one: those that touch, and where there are too many those that grow least by it. The first is the
/// earlier of the two.
fn to_join(parts: &[[usize; 4]]) -> Option<(usize, usize)> {
    let pairs = || (0..parts.len()).flat_map(|i| (i + 1..parts.len()).map(move |j| (i, j)));
    let touch = |&(i, j): &(usize, usize)| {
        let ([a, b, c, d], [e, f, g, h]) = (parts[i], parts[j]);
        a < g && e < c && b < h && f < d
    };
    let growth = |&(i, j): &(usize, usize)| {
        let both = area(around(parts[i], parts[j]));
        both.saturating_sub(area(parts[i]) + area(parts[j]))
    };
    let too_many = parts.len() > PARTS;
    let closest = || pairs().min_by_key(growth);
    pairs()
        .find(touch)
        .or_else(|| closest().filter(|_| too_many))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vision::testing::stamp_ms;

    fn room(figure_at: Option<u32>) -> Image {
        let mut image = Image::filled(640, 360, 90);
        if let Some(x) = figure_at {
            for y in 150..300u32 {
                image.data[(y * 640 + x) as usize * 3..(y * 640 + x + 40) as usize * 3].fill(200);
            }
        }
        image
    }

    fn person() -> PersonDetection {
        PersonDetection::new(BBox::new(100.0, 150.0, 40.0, 150.0), 0.9)
    }

    #[test]
    fn an_empty_room_is_looked_at_seldom_and_whoever_comes_in_at_once() {
        let mut scene = Scene::new(false);
        let mut looks = 0;
        for i in 0..240 {
            let plan = scene.plan(&room(None), stamp_ms(i * 125), i % 2 == 0);
            looks += usize::from(plan.faces == Parts::Whole);
            let people: Option<&[PersonDetection]> = (plan.people == People::Look).then_some(&[]);
            scene.saw(stamp_ms(i * 125), [].iter(), people);
        }
        assert!((5..=11).contains(&looks), "{looks}");
        let plan = scene.plan(&room(Some(0)), stamp_ms(30_000), true);
        assert_ne!(plan.faces, Parts::Some(vec![]));
        assert_eq!(plan.people, People::Look);
    }

    #[test]
    fn who_stands_still_is_told_again_and_looked_at_every_second() {
        let mut scene = Scene::new(false);
        for ms in [0, 10] {
            scene.plan(&room(Some(100)), stamp_ms(ms), true);
            scene.saw(stamp_ms(ms), [].iter(), Some(&[person()]));
        }
        let mut plans = (1..=16).map(|i| {
            let plan = scene.plan(&room(Some(100)), stamp_ms(i * 125), i % 2 == 0);
            if plan.people == People::Look {
                scene.saw(stamp_ms(i * 125), [].iter(), Some(&[person()]));
            }
            plan
        });
        let same = plans
            .by_ref()
            .take(7)
            .filter(|p| p.people == People::Same(vec![person()]));
        assert_eq!(same.count(), 3);
        assert!(plans.any(|plan| plan == Plan::everything(true)));
    }

    #[test]
    fn what_one_look_found_is_looked_for_again_before_it_is_told_again() {
        let mut scene = Scene::new(false);
        scene.plan(&room(None), stamp_ms(0), true);
        scene.saw(stamp_ms(0), [].iter(), Some(&[person()]));
        assert_eq!(
            scene.plan(&room(None), stamp_ms(250), true).people,
            People::Look
        );
        scene.saw(stamp_ms(250), [].iter(), Some(&[]));
        assert_eq!(
            scene.plan(&room(None), stamp_ms(500), true).people,
            People::Look
        );
        scene.saw(stamp_ms(500), [].iter(), Some(&[]));
        assert_eq!(
            scene.plan(&room(None), stamp_ms(750), true).people,
            People::Same(vec![])
        );
        // Who was there is looked for every second for a while.
        let looked = (8..40)
            .filter(|i| scene.plan(&room(None), stamp_ms(i * 125), false).people == People::Look);
        assert_eq!(looked.count(), 4);
    }

    #[test]
    fn faces_that_overlap_are_both_known() {
        let mut scene = Scene::new(false);
        scene.plan(&room(None), stamp_ms(0), false);
        let faces = [
            BBox::new(100.0, 40.0, 40.0, 50.0),
            BBox::new(130.0, 60.0, 40.0, 50.0),
        ];
        scene.saw(stamp_ms(0), faces.iter(), None);
        assert_eq!(scene.faces.len(), 2);
    }

    #[test]
    fn only_where_somebody_walks_is_looked_at_and_every_known_face_always() {
        let mut scene = Scene::new(false);
        scene.plan(&room(Some(100)), stamp_ms(0), false);
        let face = BBox::new(500.0, 40.0, 30.0, 40.0);
        scene.saw(stamp_ms(0), [face].iter(), None);
        let plan = scene.plan(&room(Some(110)), stamp_ms(125), false);
        let Parts::Some(parts) = plan.faces else {
            panic!("not the whole");
        };
        let holds = |x: usize, y: usize| {
            parts
                .iter()
                .any(|p| (p[0]..p[2]).contains(&x) && (p[1]..p[3]).contains(&y))
        };
        assert!(holds(10, 15) && holds(14, 29) && holds(50, 4) && holds(52, 7));
        assert!(!holds(35, 20) && parts.len() == 2);
        // Not seen again, it is forgotten.
        scene.plan(&room(Some(110)), stamp_ms(1100), false);
        assert_eq!(
            scene.plan(&room(Some(110)), stamp_ms(1225), false).faces,
            Parts::Some(vec![])
        );
    }

    proptest! {
        #[test]
        fn parts_are_few_lie_apart_and_hold_all_that_changed(
            places in prop::collection::vec((0.0f32..0.9, 0.0f32..0.9, 0.01f32..0.1), 0..12),
        ) {
            let mut changed = Changed::nowhere();
            for (x, y, side) in &places {
                changed.add_rectangle([*x, *y, x + side, y + side]);
            }
            if let Parts::Some(parts) = Scene::new(false).parts(changed.clone()) {
                prop_assert!(parts.len() <= PARTS);
                for group in changed.groups() {
                    prop_assert!(parts.iter().any(|p| around(*p, group) == *p));
                }
                for (i, a) in parts.iter().enumerate() {
                    for b in &parts[i + 1..] {
                        prop_assert!(a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3]);
                    }
                }
            }
        }
    }
}
