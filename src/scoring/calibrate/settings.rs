//! What may be chosen about a calibration. The least number of outcomes is not among it.

use serde::Serialize;

/// How a calibration is made; the defaults are meant to be used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Parts the visitors are cut into; each is predicted by a model of the others. Taken as 2 to 20.
    pub folds: usize,
    /// Groups of the reliability plot at most; fewer where a group would be of less than 20 visitors. At least 2.
    pub bins: usize,
    /// Suggested points are multiples of this; 0 or less leaves them as they are.
    pub step: f64,
    /// A rule gets no suggestion where fewer visitors than this have points of it that differ from what is most common.
    pub least_visitors: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            folds: 5,
            bins: 10,
            step: 0.5,
            least_visitors: 10,
        }
    }
}
