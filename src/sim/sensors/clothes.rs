//! What people wear, as it would be seen: other colours on each visit, as far apart as those of real people.
//!
//! Spreads are as measured. Real ones have long tails, which standard deviations do not tell: most people wear something
//! dark or grey and some are colourful, most of the time next to nothing changes and now and then much does, as somebody
//! turns round, a shadow falls, or what lies behind them gets into the box. The shapes of the tails are chosen so that
//! the likeness of one person's sights, and of two people's, is spread as in the clips (`tests` holds this).

use super::{Noise, body::Body};
use crate::{
    sim::dice::Dice,
    types::{Appearance, ColourCount, Colours},
};

/// Between so many parts of equal weight of the normal distribution the colours of one part of the clothes lie.
const SHADES: [f64; 9] = [-1.6, -0.97, -0.59, -0.28, 0.0, 0.28, 0.59, 0.97, 1.6];
/// A box that is lower for its width shows no legs, as in `vision`.
const WHOLE: f32 = 2.2;
/// A mixture is made of so many pieces.
const PIECES: f64 = 20.0;
/// Of whom less is seen than this, what covers them is a part of what is seen.
const CLEAR: f64 = 0.98;

/// Spread of the logarithm of how colourful, and how patterned, somebody dresses.
const COLOURFUL: f64 = 0.9;
const PATTERNED: f64 = 0.2;
/// Strength of what changes within seconds, and the spread of its logarithm.
const CHANGE: f64 = 0.5;
const CHANGEABLE: f64 = 1.2;
/// Background comes into the box where a standard normal number is beyond this, by so much of what it is beyond.
const BACKGROUND: (f64, f64) = (0.9, 0.6);
const MOST_BACKGROUND: f64 = 0.6;

/// Colours of a part: luma, blue and red difference.
type Colour = [f64; 3];

/// Whose clothes, when, and by which camera.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight<'a> {
    pub(super) seed: u64,
    pub(super) camera: &'a str,
    pub(super) name: &'a str,
    pub(super) visit: u32,
    pub(super) seq: u64,
    pub(super) at_s: f64,
}

/// The appearance of somebody of whom this is seen. `over`: whoever stands in front of them, else it is a car.
pub(super) fn appearance(
    noise: &Noise,
    sight: &Sight<'_>,
    body: &Body,
    over: Option<(&str, u32)>,
) -> Option<Appearance> {
    let hidden = ((CLEAR - f64::from(body.visible)) / CLEAR).max(0.0);
    // Covered by half, a box around the rest shows little else.
    let foreign = (hidden * (1.0 - hidden) * 2.0).min(0.5);
    let words = ["clothes-frame", sight.camera, sight.name];
    let mut dice = Dice::new(sight.seed, &words, sight.seq);
    let clothes = &noise.clothes;
    let changes = clothes.moment.iter().any(|spread| *spread > 0.0);
    let [open, much, _] = if changes {
        moment(sight, "all")
    } else {
        [0.0; 3]
    };
    let behind = BACKGROUND.1 * (open.abs() - BACKGROUND.0).max(0.0);
    let behind = behind.min(MOST_BACKGROUND);
    let much = CHANGE * (CHANGEABLE * much).exp();
    let mut part = |which: &str| {
        let who = (sight.name, sight.visit);
        let own = worn(noise, sight, who, which);
        let cover = over.map_or(clothes.mean, |who| worn(noise, sight, who, "torso").colour);
        let background = worn(noise, sight, who, "background").colour;
        let change = moment(sight, which);
        let colour = std::array::from_fn(|c| {
            let jitter = clothes.frame[c] * dice.normal();
            own.colour[c] + much * clothes.moment[c] * change[c] + jitter
        });
        let texture = clothes.texture.map(|spread| own.patterned * spread);
        let parts = [
            (colour, 1.0 - behind),
            (background, behind),
            (cover, foreign),
        ];
        mixed(parts, &texture)
    };
    let whole = body.seen.h >= WHOLE * body.seen.w;
    Some(Appearance {
        torso: part("torso")?,
        legs: whole.then(|| part("legs")).flatten(),
    })
}

/// One part of somebody's clothes.
struct Worn {
    colour: Colour,
    patterned: f64,
}

/// What somebody wears on one of their visits.
fn worn(noise: &Noise, sight: &Sight<'_>, (name, visit): (&str, u32), part: &str) -> Worn {
    let mut dice = Dice::new(sight.seed, &["clothes", name, part], visit.into());
    let mut around_one = |spread: f64| (spread * dice.normal() - spread * spread / 2.0).exp();
    let (colourful, patterned) = (around_one(COLOURFUL), around_one(PATTERNED));
    let clothes = &noise.clothes;
    let mut of = |c: usize| clothes.mean[c] + colourful * clothes.people[c] * dice.normal();
    Worn {
        colour: [of(0), of(1), of(2)],
        patterned,
    }
}

/// Numbers from the standard normal distribution that change within a second or so.
fn moment(sight: &Sight<'_>, part: &str) -> [f64; 3] {
    let second = sight.at_s.floor();
    let (sin, cos) = ((sight.at_s - second) * std::f64::consts::FRAC_PI_2).sin_cos();
    let words = ["clothes-moment", sight.camera, sight.name, part];
    let mut now = Dice::new(sight.seed, &words, second as u64);
    let mut next = Dice::new(sight.seed, &words, second as u64 + 1);
    std::array::from_fn(|_| cos * now.normal() + sin * next.normal())
}

/// Colours that are so many parts of each of these.
fn mixed(parts: [(Colour, f64); 3], texture: &[f64; 3]) -> Option<Colours> {
    let all: f64 = parts.iter().map(|(_, share)| share).sum();
    let mut count = ColourCount::default();
    for (colour, share) in parts {
        for _ in 0..(PIECES * share / all).round() as usize {
            for shade in SHADES {
                count.add(std::array::from_fn(|c| {
                    (colour[c] + texture[c] * shade) as f32
                }));
            }
        }
    }
    count.colours()
}
