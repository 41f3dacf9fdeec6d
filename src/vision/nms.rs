//! Non-maximum suppression: of boxes that mean the same thing, the best stays.

use crate::types::BBox;

/// Keeps, best first, each item whose box overlaps no better kept one by more than `iou`.
pub(super) fn suppress<T>(
    mut items: Vec<T>,
    iou: f32,
    score: impl Fn(&T) -> f32,
    bbox: impl Fn(&T) -> BBox,
) -> Vec<T> {
    items.sort_by(|a, b| score(b).total_cmp(&score(a)));
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        let this = bbox(&item);
        if kept.iter().all(|k| bbox(k).iou(&this) <= iou) {
            kept.push(item);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scored_boxes() -> impl Strategy<Value = Vec<(f32, BBox)>> {
        let one = (
            0.0f32..1.0,
            0.0f32..300.0,
            0.0f32..300.0,
            1.0f32..200.0,
            1.0f32..200.0,
        );
        prop::collection::vec(
            one.prop_map(|(s, x, y, w, h)| (s, BBox::new(x, y, w, h))),
            0..40,
        )
    }

    proptest! {
        #[test]
        fn what_stays_is_apart_and_what_goes_had_a_better_neighbour(all in scored_boxes(), iou in 0.1f32..0.9) {
            let kept = suppress(all.clone(), iou, |i| i.0, |i| i.1);
            for (i, a) in kept.iter().enumerate() {
                prop_assert!(all.contains(a));
                prop_assert!(kept[..i].iter().all(|b| b.1.iou(&a.1) <= iou && b.0 >= a.0));
            }
            for gone in all.iter().filter(|a| !kept.contains(a)) {
                prop_assert!(kept.iter().any(|k| k.0 >= gone.0 && k.1.iou(&gone.1) > iou));
            }
        }

        #[test]
        fn suppressing_twice_changes_nothing(all in scored_boxes(), iou in 0.1f32..0.9) {
            let once = suppress(all, iou, |i| i.0, |i| i.1);
            prop_assert_eq!(suppress(once.clone(), iou, |i| i.0, |i| i.1), once);
        }
    }
}
