//! Making landmarks, and comparing them.

use super::glance::TILES;
use crate::types::Landmarks;

const TILE_COUNT: usize = TILES.0 * TILES.1;
/// Two tiles are told apart where they differ by this share of the brighter one, and by this much (0 to 255).
const APART: (f32, f32) = (0.06, 2.0);
/// How far the view is looked for elsewhere, in tiles: a quarter of the picture.
const REACH: (isize, isize) = (16, 9);
/// The share of pairs that must be told apart for a picture to say anything.
const STRUCTURE: f32 = 0.04;
/// Parts of the picture, across and down, that can agree by themselves.
const PARTS: (usize, usize) = (4, 3);

/// Landmarks of the mean light of tiles, in a picture of this size.
pub(super) fn landmarks(tiles: &[f32], (width, height): (u32, u32)) -> Landmarks {
    let mark = |i: usize, other: usize, there: bool| {
        if !there {
            return 0;
        }
        let (a, b) = (tiles[i], tiles[other]);
        if (a - b).abs() < APART.0 * a.max(b) + APART.1 {
            0
        } else if b > a {
            1
        } else {
            -1
        }
    };
    let beside = (0..TILE_COUNT).map(|i| mark(i, i + 1, i % TILES.0 + 1 < TILES.0));
    let below = (0..TILE_COUNT).map(|i| mark(i, i + TILES.0, i + TILES.0 < TILE_COUNT));
    Landmarks {
        aspect: width * 1000 / height.max(1),
        marks: beside.chain(below).collect(),
    }
}

/// Whether there is enough to go by.
pub(super) fn is_structured(landmarks: &Landmarks) -> bool {
    let told = landmarks.marks.iter().filter(|mark| **mark != 0).count();
    landmarks.marks.len() == 2 * TILE_COUNT && told as f32 >= STRUCTURE * (2 * TILE_COUNT) as f32
}

/// How a view stands to its reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparison {
    /// The same view, as far as can be told.
    Here,
    /// What was shown is now so many tiles further to the right and down.
    Shifted(isize, isize),
    /// Another view.
    Elsewhere,
}

/// Compares a view with its reference; both are structured.
///
/// People, other cars and other light change parts of a view: where a few parts agree, or the edges are where they were
/// though their sides changed (as in infrared light), it is the same.
pub(super) fn compare(reference: &Landmarks, now: &Landmarks) -> Comparison {
    let here = agreement(reference, now, (0, 0), whole());
    if here >= 0.5 {
        return Comparison::Here;
    }
    let shifts = (-REACH.0..=REACH.0).flat_map(|x| (-REACH.1..=REACH.1).map(move |y| (x, y)));
    let agreements = shifts.map(|shift| (shift, agreement(reference, now, shift, whole())));
    let best = agreements.max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some(((x, y), best)) = best
        && (x, y) != (0, 0)
        && best >= 0.45
        && best >= here + 0.2
    {
        return Comparison::Shifted(x, y);
    }
    let edges = agreement(&edges(reference), &edges(now), (0, 0), whole());
    if here < 0.2 && edges < 0.5 && agreeing_parts(reference, now) < 2 {
        return Comparison::Elsewhere;
    }
    Comparison::Here
}

/// Columns and rows of tiles.
type Area = (std::ops::Range<usize>, std::ops::Range<usize>);

fn whole() -> Area {
    (0..TILES.0, 0..TILES.1)
}

/// How well the reference agrees with what is seen this much further to the right and down, over an area of the
/// reference: -1 where all is the other way round, 1 where all is the same, 0 also where there is too little to say.
fn agreement(reference: &Landmarks, now: &Landmarks, shift: (isize, isize), area: Area) -> f32 {
    let (mut same, mut known, mut seen, mut pairs) = (0i32, 0u32, 0u32, 0u32);
    for y in area.1 {
        let Some(there_y) = y.checked_add_signed(shift.1).filter(|y| *y < TILES.1) else {
            continue;
        };
        for x in area.0.clone() {
            let Some(there_x) = x.checked_add_signed(shift.0).filter(|x| *x < TILES.0) else {
                continue;
            };
            for plane in [0, TILE_COUNT] {
                let a = i32::from(reference.marks[plane + y * TILES.0 + x]);
                let b = i32::from(now.marks[plane + there_y * TILES.0 + there_x]);
                same += a * b;
                known += u32::from(a != 0);
                seen += u32::from(b != 0);
                pairs += 1;
            }
        }
    }
    if (known.min(seen) as f32) < STRUCTURE * pairs as f32 {
        return 0.0;
    }
    same as f32 / (known as f32 * seen as f32).sqrt()
}

/// How many parts of the picture agree.
fn agreeing_parts(reference: &Landmarks, now: &Landmarks) -> usize {
    let (wide, high) = (TILES.0 / PARTS.0, TILES.1 / PARTS.1);
    let parts = (0..PARTS.0).flat_map(|x| (0..PARTS.1).map(move |y| (x * wide, y * high)));
    let agrees = |&(x, y): &(usize, usize)| {
        agreement(reference, now, (0, 0), (x..x + wide, y..y + high)) >= 0.55
    };
    parts.filter(agrees).count()
}

/// Where there are edges, whichever side is the brighter one.
fn edges(landmarks: &Landmarks) -> Landmarks {
    Landmarks {
        aspect: landmarks.aspect,
        marks: landmarks.marks.iter().map(|mark| mark.abs()).collect(),
    }
}
