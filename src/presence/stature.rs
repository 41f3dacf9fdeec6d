//! How tall somebody is.

/// Metres from the floor to the top of the head where nothing else is known.
pub(super) const USUAL_STATURE: f64 = 1.70;
/// In so many sights somebody must have been seen whole before anything is said of their height.
const SIGHTS: u32 = 4;
/// Who is seldom as tall as an adult, once in more sights than this, was taken for somebody beside them then.
const SELDOM: u32 = 10;

/// How tall somebody is, as far as it could be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stature {
    /// Sights of all of somebody as tall as an adult, and how tall they are by them, metres.
    tall: u32,
    tall_m: f64,
    /// Sights of somebody who stood there whole and was too small for an adult, and how tall they were on the mean.
    small: u32,
    small_m: f64,
}

impl Default for Stature {
    fn default() -> Self {
        Self {
            tall: 0,
            tall_m: USUAL_STATURE,
            small: 0,
            small_m: 0.0,
        }
    }
}

impl Stature {
    /// Metres, as thought.
    pub(super) fn metres(&self) -> f64 {
        self.known().unwrap_or(self.tall_m)
    }

    /// Metres, where all of somebody was seen often enough.
    pub(super) fn known(&self) -> Option<f64> {
        if self.is_adult() {
            Some(self.tall_m)
        } else {
            (self.small >= SIGHTS).then_some(self.small_m)
        }
    }

    /// Whether somebody was seen as tall as an adult. Who stands behind something low seems shorter, never taller: what is
    /// tall counts for more, but where people hide each other a child may have somebody's box for a moment.
    pub(super) fn is_adult(&self) -> bool {
        self.tall >= SIGHTS && self.tall * SELDOM >= self.small
    }

    /// A body seen whole that is too small for an adult.
    pub(super) fn learn_small(&mut self, metres: f64) {
        self.small += 1;
        self.small_m += (metres - self.small_m) / f64::from(self.small);
    }

    /// A body seen whole.
    pub(super) fn learn(&mut self, metres: f64) {
        let weight = if self.tall == 0 || metres > self.tall_m {
            0.2
        } else {
            0.03
        };
        self.tall_m += weight * (metres - self.tall_m);
        self.tall += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(sights: &[(u32, f64)]) -> Stature {
        let mut stature = Stature::default();
        for (times, metres) in sights {
            for _ in 0..*times {
                if *metres > 1.42 {
                    stature.learn(*metres);
                } else {
                    stature.learn_small(*metres);
                }
            }
        }
        stature
    }

    #[test]
    fn a_child_that_had_somebodys_box_for_a_moment_stays_one() {
        let child = seen(&[(30, 1.2), (2, 1.8), (30, 1.2), (3, 1.8)]);
        assert!(!child.is_adult() && (child.metres() - 1.2).abs() < 0.01);
        assert_eq!(seen(&[(3, 1.8)]).known(), None);
    }

    #[test]
    fn an_adult_who_stands_behind_something_low_for_a_while_stays_one() {
        let adult = seen(&[(8, 1.8), (60, 1.1)]);
        assert!(adult.is_adult() && adult.metres() > 1.7);
    }
}
