//! Which way people face, as far as their heads tell.
//!
//! A face shows how far it is turned from the camera; a head in full view on which no face is found is turned away from
//! it. Cameras that stand elsewhere see it otherwise, and people glance aside: what counts is the mean of some seconds.

use crate::types::Stamp;

/// Over so long facing is a mean: people look up and aside.
const FACING_OVER_S: f64 = 2.0;
/// A head without a face is turned away by anything from 60 degrees on, so it says less than a face does.
const NO_FACE: f64 = 0.4;
/// Whoever has shown less than this, seconds' worth of sights, may face anywhere.
const ENOUGH_S: f64 = 0.4;
/// A sight stands for the time since the last one, and no more than this, seconds.
const SIGHT_S: f64 = 0.3;

/// A face so wide, pixels, says all it can; a smaller one may be that of somebody behind, and says less by the square of it.
const WIDE_PX: f64 = 40.0;

/// What one picture says of where somebody faces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heading {
    /// A direction on the floor, of length 1: of the nose where a face was seen, else away from the camera.
    pub(super) at: [f64; 2],
    pub(super) is_face: bool,
    /// How wide the face is, or would be, pixels.
    pub(super) wide_px: f64,
}

/// The mean of where somebody has faced by now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facing {
    /// Sum of directions, each for the seconds that it stands for, fading.
    sum: [f64; 2],
    seconds: f64,
    last: Option<Stamp>,
}

impl Facing {
    /// Takes in a sight.
    pub(super) fn see(&mut self, heading: Heading, now: &Stamp) {
        let passed = self
            .last
            .map_or(SIGHT_S, |last| now.since(&last).as_secs_f64());
        let fade = (-passed / FACING_OVER_S).exp();
        let [x, y] = heading.at;
        let weight = if heading.is_face { 1.0 } else { NO_FACE };
        let clear = (heading.wide_px / WIDE_PX).min(1.0).powi(2);
        let worth = weight * clear * passed.min(SIGHT_S);
        self.sum = [
            self.sum[0] * fade + worth * x,
            self.sum[1] * fade + worth * y,
        ];
        self.seconds = self.seconds * fade + worth;
        self.last = Some(*now);
    }

    /// Where they face by `now`: a direction, as long as the sights agreed, at most 1; `None` where too little was seen.
    pub(super) fn by(&self, now: &Stamp) -> Option<[f64; 2]> {
        let fade = (-now.since(&self.last?).as_secs_f64() / FACING_OVER_S).exp();
        (self.seconds * fade >= ENOUGH_S).then(|| self.sum.map(|part| part / self.seconds))
    }
}
