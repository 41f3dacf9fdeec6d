//! What a site has learnt about how alike strangers are. Three numbers: nothing of anybody's face.

use serde::{Deserialize, Serialize};

/// Cosines of people who were seen at the same time, and so are different people (Welford 1962).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImpostorStats {
    /// How many pairs.
    pub pairs: u64,
    /// Mean of their cosines.
    pub mean: f64,
    /// Sum of the squared differences from the mean.
    pub squares: f64,
}
