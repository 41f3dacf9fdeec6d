//! Where the head is in a body, and where the body is below a head.

use crate::types::BBox;

/// A face is this share of the standing body's height (7.5 heads a body, the face box a little less than a head).
const BODY_IN_FACES: f32 = 8.0;
/// Width of a body's box in face widths.
const BODY_WIDTH_IN_FACES: f32 = 3.0;

/// Of whom no more than the head is seen, the face may be anywhere in the box: it ends at most so many face heights below its
/// top.
const HEAD_ALONE: f32 = 1.5;

/// The body's box that a face without one suggests, cut at the image's edges as a detector would cut it.
pub(super) fn below(face: &BBox, width: f32, height: f32) -> BBox {
    let w = face.w * BODY_WIDTH_IN_FACES;
    let (left, top) = (face.x + face.w / 2.0 - w / 2.0, face.y - 0.4 * face.h);
    let (right, bottom) = (
        (left + w).min(width),
        (top + face.h * BODY_IN_FACES).min(height),
    );
    let (left, top) = (left.max(0.0), top.max(0.0));
    BBox::new(left, top, (right - left).max(1.0), (bottom - top).max(1.0))
}

/// How well a face sits where the head of this body is: 0 (it does not) to 1.
///
/// A body's box is often cut (by the image, a desk, a car), so "the head" is measured from the top in face heights.
pub(super) fn fits(face: &BBox, body: &BBox) -> f32 {
    let centre = face.centre();
    // Of somebody who stands behind another a strip may be all that is seen.
    let narrow = face.w > body.w * 1.1;
    let from_top = (centre.y - body.y) / face.h.max(1.0);
    let low = (0.6 * body.h).max(HEAD_ALONE * face.h);
    let upper_half = centre.y < body.y + low;
    if narrow || !body.contains(centre) || !upper_half || from_top > 3.0 {
        return 0.0;
    }
    let sideways = ((centre.x - body.centre().x) / (body.w / 2.0)).abs();
    (1.0 - 0.6 * sideways) * (1.0 - 0.25 * (from_top - 0.9).abs()).max(0.05)
}

/// A box moved and scaled along with the face on it.
pub(super) fn carried(body: &BBox, face_before: &BBox, face_now: &BBox) -> BBox {
    let scale = (face_now.w * face_now.h / (face_before.w * face_before.h).max(1.0)).sqrt();
    let (from, to) = (face_before.centre(), face_now.centre());
    BBox::new(
        to.x + (body.x - from.x) * scale,
        to.y + (body.y - from.y) * scale,
        body.w * scale,
        body.h * scale,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_face_fits_the_body_it_suggests(x in 0.0f32..1700.0, y in 20.0f32..700.0, w in 20.0f32..150.0) {
            let face = BBox::new(x, y, w, w * 1.3);
            prop_assert!(fits(&face, &below(&face, 1920.0, 1080.0)) > 0.2);
        }

        #[test]
        fn a_face_that_stays_leaves_its_body_in_place(x in 0.0f32..1700.0, y in 20.0f32..700.0, w in 20.0f32..150.0) {
            let face = BBox::new(x, y, w, w * 1.3);
            let body = below(&face, 1920.0, 1080.0);
            prop_assert!(carried(&body, &face, &face).iou(&body) > 0.99);
        }
    }

    #[test]
    fn a_face_beside_or_at_the_feet_of_a_body_does_not_fit() {
        let body = BBox::new(100.0, 100.0, 100.0, 300.0);
        assert_eq!(fits(&BBox::new(300.0, 110.0, 30.0, 40.0), &body), 0.0);
        assert_eq!(fits(&BBox::new(130.0, 350.0, 30.0, 40.0), &body), 0.0);
    }

    #[test]
    fn a_face_fits_a_head_of_which_no_more_is_seen() {
        let head = BBox::new(100.0, 100.0, 60.0, 44.0);
        assert!(fits(&BBox::new(115.0, 108.0, 28.0, 36.0), &head) > 0.2);
    }
}
