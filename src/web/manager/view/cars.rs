//! What cars were to visitors.

use super::Days;

/// All cars over some days, and where in the showroom time was spent.
#[derive(Clone, Debug, PartialEq)]
pub struct Cars {
    pub days: Days,
    /// The one looked at longest first.
    pub cars: Vec<CarView>,
    pub plans: Vec<Plan>,
}

/// One car.
#[derive(Clone, Debug, PartialEq)]
pub struct CarView {
    pub id: String,
    pub label: String,
    pub category: String,
    /// Seconds that visitors spent at it, all together.
    pub seconds: f64,
    /// Visits in which it was looked at, and visitors who did.
    pub looks: usize,
    pub visitors: usize,
    /// Visits in which somebody stood at it for long.
    pub long_looks: usize,
    /// Visitors who came to see it on another day again.
    pub repeat: usize,
    /// Standing at it now.
    pub here: usize,
}

/// A map: the floor in metres, or one camera's picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub place: Place,
    /// Of everything that is drawn on it.
    pub width: f64,
    pub height: f64,
    pub zones: Vec<ZoneHeat>,
}

/// What a map shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The showroom from above.
    Floor,
    /// The picture of this camera.
    Camera(String),
}

/// How long visitors were in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneHeat {
    pub id: String,
    /// The car that stands there, or what the zone is called.
    pub label: String,
    /// The car's id.
    pub car: Option<String>,
    pub corners: Vec<(f64, f64)>,
    pub seconds: f64,
    pub visits: usize,
}
