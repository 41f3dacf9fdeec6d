//! Which faces get a signature: the best few of each face, not every frame of it.
//!
//! Embedding is the dearest part of a face, and a tenth blurred view of somebody adds nothing. The gate follows the faces
//! of one camera from frame to frame by overlap alone (the tracker proper comes later in the line and knows more; a gate
//! that loses a face merely embeds once more). A face is embedded when its quality reaches the floor, and
//! * fewer than [`FIRST`] signatures were made for it, or
//! * it is better than the best of them by [`MARGIN`], or
//! * the last of them is older than [`REFRESH`], so that a long stay keeps giving evidence.

use std::time::Duration;

use crate::types::{BBox, Stamp};

/// So many signatures are made of a face without further conditions: the eight that evidence rests on, and two that
/// pass before the tracker believes in the person.
const FIRST: u32 = 10;

/// By so much must a later view be better.
const MARGIN: f32 = 0.1;

/// After this time one more is made in any case.
const REFRESH: Duration = Duration::from_secs(3);

/// After a look from close by that gave no signature, the next one waits this long.
const AGAIN: Duration = Duration::from_millis(400);

/// After so many frames of a closer look a face is left alone for so long: it is turned away, or none.
const IN_VAIN: u32 = 40;
const GIVE_UP: Duration = Duration::from_secs(20);

/// A face that was not seen for this long is a new one when it comes back.
const FORGET: Duration = Duration::from_secs(1);

/// Boxes of consecutive frames that overlap at least so much show the same face.
const SAME_IOU: f32 = 0.2;

/// The faces that a camera saw lately.
#[derive(Debug, Default)]
pub struct Gate {
    faces: Vec<Known>,
    /// Lets every face through that reaches the floor.
    open: bool,
}

#[derive(Debug)]
struct Known {
    bbox: BBox,
    seen: Stamp,
    made: u32,
    /// The best prospect of which a signature was made, and that of the last try. What came of it is measured otherwise
    /// (from close by), and no measure for the next.
    best: f32,
    tried: f32,
    last_made: Option<Stamp>,
    last_tried: Option<Stamp>,
    /// In how many frames of the main stream it was seen, and when last.
    close: u32,
    last_close: Option<Stamp>,
}

/// A face that the gate has chosen.
#[derive(Clone, Copy, Debug)]
pub struct Chosen(usize);

impl Gate {
    /// A gate that chooses; an `open` one lets every face through that reaches the floor.
    pub fn new(open: bool) -> Self {
        Self {
            faces: Vec::new(),
            open,
        }
    }

    /// Which faces of a frame (box, and what quality it may have from close by) are worth a signature: the place of each,
    /// with what the gate knows it by until the next frame. `floor` is the least quality.
    pub fn choose(
        &mut self,
        now: Stamp,
        faces: &[(BBox, f32)],
        floor: f32,
    ) -> Vec<(usize, Chosen)> {
        self.faces.retain(|known| now.since(&known.seen) <= FORGET);
        let matched = self.matches(faces);
        let mut chosen = Vec::new();
        for (place, (&(bbox, prospect), known)) in faces.iter().zip(matched).enumerate() {
            let number = known.unwrap_or_else(|| self.add(bbox, now));
            let known = &mut self.faces[number];
            known.bbox = bbox;
            known.seen = now;
            if prospect >= floor && (self.open || known.wants(prospect, now)) {
                known.last_tried = Some(now);
                known.tried = prospect;
                chosen.push((place, Chosen(number)));
            }
        }
        chosen
    }

    /// A signature was made of a chosen face.
    pub fn made(&mut self, now: Stamp, Chosen(number): Chosen) {
        let known = &mut self.faces[number];
        known.made += 1;
        known.best = known.best.max(known.tried);
        known.last_made = Some(now);
    }

    /// Whether a closer look would tell more of a face that is in the picture now: too few signatures were made of it, and it
    /// is not one of which a closer look came to nothing. `close`: this was one.
    pub fn lacks(&mut self, now: Stamp, close: bool) -> bool {
        let mut lacks = false;
        for known in self.faces.iter_mut().filter(|known| known.seen == now) {
            let long_ago =
                |last: Option<Stamp>| last.is_none_or(|last| now.since(&last) >= GIVE_UP);
            if close {
                known.close += 1;
                known.last_close = Some(now);
            } else if known.close >= IN_VAIN && long_ago(known.last_close) {
                known.close = 0;
            }
            lacks |= known.made < FIRST && known.close < IN_VAIN;
        }
        lacks
    }

    /// For each face the known one that it continues: the pairs that overlap most first, each used once.
    fn matches(&self, faces: &[(BBox, f32)]) -> Vec<Option<usize>> {
        let mut pairs: Vec<(f32, usize, usize)> = faces
            .iter()
            .enumerate()
            .flat_map(|(i, (bbox, _))| {
                let overlaps = self.faces.iter().enumerate();
                overlaps.map(move |(k, known)| (known.bbox.iou(bbox), i, k))
            })
            .filter(|(iou, ..)| *iou >= SAME_IOU)
            .collect();
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut matched = vec![None; faces.len()];
        for (_, i, k) in pairs {
            if matched[i].is_none() && !matched.contains(&Some(k)) {
                matched[i] = Some(k);
            }
        }
        matched
    }

    fn add(&mut self, bbox: BBox, now: Stamp) -> usize {
        self.faces.push(Known {
            bbox,
            seen: now,
            made: 0,
            best: 0.0,
            tried: 0.0,
            last_made: None,
            last_tried: None,
            close: 0,
            last_close: None,
        });
        self.faces.len() - 1
    }
}

impl Known {
    fn wants(&self, quality: f32, now: Stamp) -> bool {
        let long_ago = |last: Option<Stamp>, wait| last.is_none_or(|last| now.since(&last) >= wait);
        // A look that came to nothing is not repeated at once.
        let at = |moment: Option<Stamp>| moment.map(|stamp| stamp.mono_ns);
        let in_vain = at(self.last_tried) > at(self.last_made);
        if in_vain && !long_ago(self.last_tried, AGAIN) {
            return false;
        }
        self.made < FIRST || quality >= self.best + MARGIN || long_ago(self.last_made, REFRESH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vision::testing::stamp_ms;

    const FACE: BBox = BBox::new(100.0, 100.0, 50.0, 60.0);

    /// Signatures made of one face that stands still, one view each 125 ms.
    fn made(gate: &mut Gate, from: u64, qualities: &[f32]) -> usize {
        let views = qualities.iter().zip(from..);
        views
            .map(|(quality, i)| {
                let now = stamp_ms(i * 125);
                let chosen = gate.choose(now, &[(FACE, *quality)], 0.3);
                for (_, face) in &chosen {
                    gate.made(now, *face);
                }
                chosen.len()
            })
            .sum()
    }

    #[test]
    fn a_steady_face_is_embedded_a_few_times_then_seldom() {
        let mut gate = Gate::default();
        assert_eq!(made(&mut gate, 0, &[0.6; 28]), 10);
        assert_eq!(made(&mut gate, 28, &[0.6; 8]), 1, "refreshed after 3 s");
    }

    #[test]
    fn a_clearly_better_view_is_embedded_and_a_poor_one_never() {
        let mut gate = Gate::default();
        assert_eq!(made(&mut gate, 0, &[0.29; 40]), 0);
        assert_eq!(made(&mut gate, 40, &[0.5; 11]), 10);
        assert_eq!(made(&mut gate, 51, &[0.55, 0.61, 0.65, 0.72]), 2);
    }

    #[test]
    fn two_faces_are_kept_apart_and_a_returning_one_starts_anew() {
        let mut gate = Gate::default();
        assert_eq!(made(&mut gate, 0, &[0.5; 11]), 10);
        let other = BBox { x: 400.0, ..FACE };
        let now = stamp_ms(11 * 125);
        let chosen = gate.choose(now, &[(other, 0.5), (FACE, 0.5)], 0.3);
        assert_eq!(chosen.iter().map(|c| c.0).collect::<Vec<_>>(), [0]);
        assert_eq!(made(&mut gate, 60, &[0.5; 11]), 10);
    }

    #[test]
    fn an_open_gate_lets_every_face_through_that_reaches_the_floor() {
        let mut gate = Gate::new(true);
        assert_eq!(made(&mut gate, 0, &[0.6; 28]), 28);
        assert_eq!(made(&mut gate, 28, &[0.29; 8]), 0);
    }

    #[test]
    fn a_closer_look_is_wanted_until_there_are_signatures_or_it_is_in_vain() {
        let mut gate = Gate::default();
        assert!(!gate.lacks(stamp_ms(0), false), "nobody is there");
        let looks = |gate: &mut Gate, from: u64, quality: f32, close: bool| {
            let wanted = (from..from + 80).filter(|i| {
                made(gate, *i, &[quality]);
                gate.lacks(stamp_ms(i * 125), close)
            });
            wanted.count()
        };
        assert_eq!(
            looks(&mut gate, 0, 0.1, false),
            80,
            "from afar it is only found"
        );
        assert_eq!(looks(&mut gate, 80, 0.6, true), 9);
        let mut gate = Gate::default();
        assert_eq!(looks(&mut gate, 0, 0.1, true), 39);
        assert_eq!(looks(&mut gate, 80, 0.1, false), 0, "not again at once");
        assert_eq!(looks(&mut gate, 240, 0.1, false), 80);
    }

    #[test]
    fn what_is_no_face_from_close_by_is_looked_at_seldom() {
        let mut gate = Gate::default();
        let looks = (0..16).filter(|i| {
            let chosen = gate.choose(stamp_ms(i * 125), &[(FACE, 0.6)], 0.3);
            !chosen.is_empty()
        });
        assert_eq!(looks.count(), 4);
    }
}
