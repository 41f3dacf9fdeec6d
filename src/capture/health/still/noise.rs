//! How much the pictures of a camera differ from each other when it is alive.

use std::collections::VecDeque;

use super::NOISY;
use crate::types::Stamp;

/// How far back a camera's noise is remembered, in pictures, and how many are needed to know it.
const NOISE_MEMORY: usize = 480;
const NOISE_KNOWN: usize = 24;
/// Less noise than this tells nothing.
const LEAST_NOISE: f32 = 0.3;
/// A change of the mean light by this share is another light.
const OTHER_LIGHT: f32 = 0.2;
/// How much the pictures of a camera differ from each other when it is alive.
#[derive(Debug, Default)]
pub(super) struct Noise {
    /// The usual differences of the latest pictures, the last second's left out.
    heard: VecDeque<f32>,
    /// Those too young to be believed: a freeze may have begun.
    young: VecDeque<(Stamp, f32)>,
    /// The mean light of the pictures it was heard in, 0 to 255.
    light: Option<f32>,
}

impl Noise {
    /// The mean light of the next picture. In another light a sensor makes another noise.
    pub(super) fn light(&mut self, light: f32) {
        let usual = *self.light.get_or_insert(light);
        if (light - usual).abs() > OTHER_LIGHT * usual.max(40.0) {
            *self = Self::default();
        } else {
            self.light = Some(usual + (light - usual) / 64.0);
        }
    }

    pub(super) fn hear(&mut self, usual: f32, at: &Stamp) {
        self.young.push_back((*at, usual));
        while let Some((then, usual)) = self.young.front()
            && at.since(then) > NOISY
        {
            self.heard.push_back(*usual);
            self.young.pop_front();
        }
        while self.heard.len() > NOISE_MEMORY {
            self.heard.pop_front();
        }
    }

    /// What three quarters of the pictures exceed; `None` where it is not known, or too little to tell anything.
    pub(super) fn floor(&self) -> Option<f32> {
        if self.heard.len() < NOISE_KNOWN {
            return None;
        }
        let mut sorted: Vec<_> = self.heard.iter().copied().collect();
        sorted.sort_unstable_by(f32::total_cmp);
        Some(sorted[sorted.len() / 4]).filter(|floor| *floor >= LEAST_NOISE)
    }
}
