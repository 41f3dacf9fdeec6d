//! How unlike two people look: clothes and heights in one figure.

use super::person::Person;
use crate::types::Appearance;

/// Heights that differ by a decimetre more than they may be off say so much.
const HEIGHT: f32 = 0.1;
const HEIGHT_OFF_M: f64 = 0.04;

/// The distance of their clothes (A. Bhattacharyya, 1943), and what their heights, metres, add to it where both are known;
/// `None` where nothing is known of what one of them wears.
pub(super) fn unlike(clothes: [Option<Appearance>; 2], heights: [Option<f64>; 2]) -> Option<f32> {
    let [one, other] = clothes;
    let apart = one?.unlikeness(&other?);
    let taller = heights[0].zip(heights[1]).map_or(0.0, |(a, b)| {
        let beyond = ((a - b).abs() - HEIGHT_OFF_M).max(0.0) / 0.1;
        HEIGHT * (beyond as f32).powi(2)
    });
    Some(apart + taller)
}

/// The same of two people as they are known.
pub(super) fn look_unlike(one: &Person, other: &Person) -> Option<f32> {
    let clothes = [one.appearance(), other.appearance()];
    unlike(clothes, [one.height(), other.height()])
}
