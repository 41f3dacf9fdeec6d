//! How well a box continues a track.

use super::body;
use crate::types::{Appearance, BBox, PersonDetection};

/// Boxes are grown to each side by this share of their size before their overlap is taken: people who walk fast for the
/// rate of the frames would not overlap at all (C-BIoU).
const GROWTH: f32 = 0.3;
/// A detection without any score counts for this much of a certain one.
const DOUBTED: f32 = 0.5;
/// How well a face must sit on a body for the two to belong together.
pub(super) const MIN_FIT: f32 = 0.1;
/// A body whose head region holds the track's own face is that track's body, however bad the overlap. Not beyond all
/// doubt: where people overlap, the face in front lies on the body behind as well.
const SAME_FACE: f32 = 0.7;
/// Of two bodies that the face fits, the one that overlaps more is the track's.
const SAME_FACE_OVERLAP: f32 = 0.3;

/// Of whom somebody in front covers more than this share, others' clothes may be seen in the box.
const COVERED: f32 = 0.2;
/// Clothes this much alike may well be one person's, and such are rather another's; one that could not look less alike
/// keeps this part of its likeness: light changes, and people turn round.
const SAME_CLOTHES: f32 = 0.9;
const OTHER_CLOTHES: f32 = 0.6;
const LEAST_BY_CLOTHES: f32 = 0.4;

/// Somebody in front hides others from their head or shoulders on, which are this part of their box, over more than this part
/// of the width of whom they hide; the box of whoever is hidden may end this part of its height above that.
const HIDES_FROM: f32 = 0.3;
const HIDES_ACROSS: f32 = 0.5;
const END_OFF: f32 = 0.05;
/// Of whom less than this part of the expected height is seen below a head that is off by less than this part of it, the
/// rest is hidden.
const SHORTER: f32 = 0.85;
const SAME_HEAD: f32 = 0.2;

/// What one of the people in a frame wears, as far as it is theirs that is seen: who stands lower in the picture stands
/// in front.
pub(super) fn worn(people: &[PersonDetection], of: usize) -> Option<Appearance> {
    let body = &people[of].bbox;
    let end = |bbox: &BBox| bbox.y + bbox.h;
    let covered = people.iter().enumerate().any(|(other, person)| {
        let front = other != of && end(&person.bbox) >= end(body);
        front && person.bbox.intersection(body) > COVERED * body.area()
    });
    people[of].appearance.filter(|_| !covered)
}

/// Whether this body's box ends where somebody stands in front of it, whose head or shoulders hide what is below.
pub(super) fn is_cut(people: &[PersonDetection], of: usize) -> bool {
    let body = &people[of].bbox;
    let end = body.y + body.h;
    people.iter().enumerate().any(|(other, person)| {
        let front = &person.bbox;
        let begins = front.y - END_OFF * body.h..front.y + HIDES_FROM * front.h;
        let goes_on = front.y + front.h > end + 2.0 * END_OFF * body.h;
        let across = (body.x + body.w).min(front.x + front.w) - body.x.max(front.x);
        other != of && begins.contains(&end) && goes_on && across > HIDES_ACROSS * body.w
    })
}

/// What a box would be if nobody stood before it, by where the person should be: if the head is there but less is below
/// it, the rest is hidden.
pub(super) fn whole(seen: &BBox, expected: &BBox, cut: bool) -> BBox {
    let shorter = seen.h < SHORTER * expected.h;
    let same_head = (seen.y - expected.y).abs() < SAME_HEAD * expected.h;
    if cut && shorter && same_head {
        let h = expected.y + expected.h - seen.y;
        BBox { h, ..*seen }
    } else {
        *seen
    }
}

/// What a likeness becomes by what both wear.
pub(super) fn dressed(likeness: f32, known: Option<&Appearance>, seen: Option<&Appearance>) -> f32 {
    let Some((known, seen)) = known.zip(seen) else {
        return likeness;
    };
    let clothes = (known.likeness(seen) - OTHER_CLOTHES) / (SAME_CLOTHES - OTHER_CLOTHES);
    likeness * (LEAST_BY_CLOTHES + (1.0 - LEAST_BY_CLOTHES) * clothes.clamp(0.0, 1.0))
}

/// How alike two boxes are, 0 to 1: by the overlap of what is around them, and by their heights, for who stands behind
/// another looks smaller.
pub(super) fn alike(a: &BBox, b: &BBox) -> f32 {
    let heights = a.h.min(b.h) / a.h.max(b.h).max(f32::MIN_POSITIVE);
    grown(a).iou(&grown(b)) * heights.max(0.0)
}

/// The same, of two detections that fit equally well preferring the surer one.
pub(super) fn surely_alike(predicted: &BBox, person: &PersonDetection) -> f32 {
    let sureness = DOUBTED + (1.0 - DOUBTED) * person.score.clamp(0.0, 1.0);
    alike(predicted, &person.bbox) * sureness
}

/// What a likeness becomes by the face that leads to this body, if it does.
pub(super) fn with_face(likeness: f32, face: Option<&BBox>, body: &BBox) -> f32 {
    if face.is_some_and(|face| body::fits(face, body) > MIN_FIT) {
        SAME_FACE + SAME_FACE_OVERLAP * likeness
    } else {
        likeness
    }
}

fn grown(b: &BBox) -> BBox {
    let (w, h) = (b.w * GROWTH, b.h * GROWTH);
    BBox::new(b.x - w, b.y - h, b.w + 2.0 * w, b.h + 2.0 * h)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn boxes() -> impl Strategy<Value = BBox> {
        (0.0f32..1000.0, 0.0f32..1000.0, 1.0f32..300.0, 1.0f32..500.0)
            .prop_map(|(x, y, w, h)| BBox::new(x, y, w, h))
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_greatest_with_oneself(a in boxes(), b in boxes()) {
            let likeness = alike(&a, &b);
            prop_assert!((0.0..=1.0 + 1e-4).contains(&likeness));
            prop_assert!((likeness - alike(&b, &a)).abs() < 1e-4);
            prop_assert!((alike(&a, &a) - 1.0).abs() < 1e-3);
        }

        #[test]
        fn the_surer_of_two_equal_detections_is_liked_better(a in boxes(), b in boxes(), low in 0.0f32..1.0, more in 0.0f32..1.0) {
            let of = |score| surely_alike(&a, &PersonDetection::new(b, score));
            prop_assert!(of(low) <= of((low + more).min(1.0)));
        }
    }

    #[test]
    fn who_is_hidden_from_the_shoulders_of_another_on_is_as_tall_as_before() {
        let expected = BBox::new(100.0, 100.0, 60.0, 200.0);
        let seen = BBox::new(102.0, 102.0, 58.0, 80.0);
        let front = |y| PersonDetection::new(BBox::new(90.0, y, 70.0, 240.0), 0.9);
        let is_cut = |y| is_cut(&[PersonDetection::new(seen, 0.9), front(y)], 0);
        assert!(is_cut(160.0));
        assert!(!is_cut(60.0) && !is_cut(260.0), "at their waist, and below");
        assert_eq!(
            whole(&seen, &expected, true),
            BBox::new(102.0, 102.0, 58.0, 198.0)
        );
        assert_eq!(whole(&seen, &expected, false), seen);
        let smaller = BBox::new(102.0, 190.0, 58.0, 80.0);
        assert_eq!(whole(&smaller, &expected, true), smaller, "another head");
    }

    #[test]
    fn one_who_walked_on_by_their_own_width_is_still_alike_and_one_of_half_the_height_is_not() {
        let before = BBox::new(100.0, 100.0, 50.0, 150.0);
        assert!(alike(&before, &BBox::new(150.0, 100.0, 50.0, 150.0)) > 0.2);
        assert!(alike(&before, &BBox::new(110.0, 150.0, 30.0, 75.0)) < 0.2);
    }
}
