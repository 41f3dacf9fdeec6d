//! How tall somebody is.

/// Metres from the floor to the top of the head where nothing else is known.
pub(super) const USUAL_STATURE: f64 = 1.70;
/// Who was seen so often, never as tall as an adult, is a child.
const SMALL_SIGHTS: u32 = 4;

/// How tall somebody is, as far as it could be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stature {
    /// Metres, as thought.
    pub(super) metres: f64,
    /// All of somebody as tall as an adult was seen.
    pub(super) seen: bool,
    /// Sights of somebody who stood there whole and was too small for an adult, and how tall they were on the mean.
    small: u32,
    small_m: f64,
}

impl Default for Stature {
    fn default() -> Self {
        Self {
            metres: USUAL_STATURE,
            seen: false,
            small: 0,
            small_m: 0.0,
        }
    }
}

impl Stature {
    /// Metres, where all of somebody was seen often enough; a child is one who was never seen taller.
    pub(super) fn known(&self) -> Option<f64> {
        if self.seen {
            Some(self.metres)
        } else {
            (self.small >= SMALL_SIGHTS).then_some(self.small_m)
        }
    }

    /// A body seen whole that is too small for an adult.
    pub(super) fn learn_small(&mut self, metres: f64) {
        self.small += 1;
        self.small_m += (metres - self.small_m) / f64::from(self.small);
    }

    /// A body seen whole. Who stands behind something low seems shorter, never taller: what is tall counts for more.
    pub(super) fn learn(&mut self, metres: f64) {
        let weight = if !self.seen || metres > self.metres {
            0.2
        } else {
            0.03
        };
        self.metres += weight * (metres - self.metres);
        self.seen = true;
    }
}
