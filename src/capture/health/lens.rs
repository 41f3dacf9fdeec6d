//! Black, or covered: pictures in which nothing can be seen.

use std::time::Duration;

use super::{
    Finding,
    glance::{Glance, TILES},
    latch::Latch,
};
use crate::types::{CameraState, Stamp};

/// How long nothing can be seen before it counts: somebody may walk by right before the lens.
const ENTER: Duration = Duration::from_secs(4);
const LEAVE: Duration = Duration::from_secs(2);
/// Mean light (0 to 255) under which a picture is dark.
const DARK: f32 = 26.0;
/// Two neighbouring tiles that differ by this much have an edge between them. Averaged over some pictures, noise makes
/// less, and so do the soft shades inside of a bag or under a hand.
const EDGE: f32 = 6.0;
/// The share of neighbours with an edge between them in which there is nothing to see: in the dark some lamps may
/// shine, and at a cover's rim some light falls in.
const FEW_EDGES: (f32, f32) = (0.015, 0.006);
/// The newest picture's part in the average.
const NEWEST: f32 = 0.3;

/// Judges whether anything can be seen.
#[derive(Debug)]
pub(super) struct Lens {
    /// Light of the tiles, averaged over about half a second against noise.
    average: Vec<f32>,
    covered: Latch,
    /// What the last picture was.
    sight: Sight,
    detail: &'static str,
}

/// What can be seen in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    Clear,
    /// Dark, and nothing shows.
    Dark,
    /// Light enough, but there is nothing in it.
    Blank,
}

impl Lens {
    pub(super) fn new() -> Self {
        Self {
            average: Vec::new(),
            covered: Latch::new(ENTER, LEAVE),
            sight: Sight::Clear,
            detail: "",
        }
    }

    /// Looks at the next picture.
    pub(super) fn look(&mut self, glance: &Glance, at: &Stamp) -> Sight {
        let tiles = glance.tiles();
        if self.average.len() == tiles.len() {
            for (average, tile) in self.average.iter_mut().zip(&tiles) {
                *average += (tile - *average) * NEWEST;
            }
        } else {
            self.average = tiles;
        }
        self.sight = sight(&self.average);
        self.covered.see(self.sight != Sight::Clear, at);
        match self.sight {
            Sight::Dark => self.detail = "the picture is black: is there light, is the lens free?",
            Sight::Blank => {
                self.detail = "the lens is covered: take away what is in front of it, or clean it";
            }
            Sight::Clear => {}
        }
        self.sight
    }

    /// The trouble, where there is some.
    pub(super) fn finding(&self) -> Option<Finding> {
        Some(Finding {
            state: CameraState::Black,
            since: self.covered.since()?,
            detail: self.detail.to_owned(),
        })
    }
}

fn sight(tiles: &[f32]) -> Sight {
    let mean = tiles.iter().sum::<f32>() / tiles.len() as f32;
    let edges = edges(tiles);
    if mean < DARK && edges < FEW_EDGES.0 {
        Sight::Dark
    } else if edges < FEW_EDGES.1 {
        Sight::Blank
    } else {
        Sight::Clear
    }
}

/// The share of neighbouring tiles that have an edge between them, 0 to 1.
fn edges(tiles: &[f32]) -> f32 {
    let (across, down) = TILES;
    let edge = |a: f32, b: f32| usize::from((a - b).abs() >= EDGE);
    let beside = tiles
        .chunks_exact(across)
        .flat_map(|row| row.windows(2).map(|pair| edge(pair[0], pair[1])));
    let below = tiles
        .iter()
        .zip(&tiles[across..])
        .map(|(a, b)| edge(*a, *b));
    let found: usize = beside.chain(below).sum();
    found as f32 / (2 * across * down - across - down) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        capture::health::testing::{Picture, at},
        types::Image,
    };

    /// Looks at pictures, 8 a second; gives the state after each second.
    fn judged(pictures: impl IntoIterator<Item = Image>) -> Vec<bool> {
        let mut lens = Lens::new();
        let look = |(i, image): (usize, Image)| {
            let glance = Glance::of(&image).expect("a picture");
            lens.look(&glance, &at(i as u64 * 125));
            lens.finding().is_some()
        };
        let all: Vec<_> = pictures.into_iter().enumerate().map(look).collect();
        all.into_iter().step_by(8).collect()
    }

    fn shown(scenes: &[(Picture, usize)]) -> Vec<bool> {
        let pictures = scenes
            .iter()
            .flat_map(|(scene, seconds)| (0..seconds * 8).map(|i| scene.noisy(i as u64)));
        judged(pictures)
    }

    #[test]
    fn black_and_every_kind_of_cover_are_found_within_six_seconds_and_end() {
        let scene = Picture::scene(1);
        let covers = [
            Picture::flat(2, 0.0),
            Picture::flat(16, 0.0),
            Picture::flat(120, 0.0),
            // A hand or a bag: from 40 on one side to 150 on the other.
            Picture::flat(40, 110.0),
        ];
        for cover in covers {
            let found = shown(&[(scene.clone(), 3), (cover, 8), (scene.clone(), 5)]);
            assert_eq!(found[..7], [false; 7]);
            assert_eq!(found[9..11], [true; 2]);
            assert!(!found[14], "ended");
        }
    }

    #[test]
    fn a_moment_in_front_of_the_lens_and_a_dim_room_are_no_trouble() {
        let scene = Picture::scene(2);
        let passing = [(scene.clone(), 3), (Picture::flat(30, 10.0), 3), (scene, 4)];
        assert!(!shown(&passing).contains(&true));
        assert!(!shown(&[(Picture::scene(3).dimmed(0.25), 10)]).contains(&true));
    }
}
