//! What the web server asks the line, and what it is told.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::oneshot;
use utoipa::ToSchema;

use crate::types::{
    AlertId, Band, EventAnswer, EventId, External, FloorPoint, Image, RuleId, ScoreName, StaffView,
    VisitorCode, ZoneId, ZoneKind,
};

/// A question to the line. Whoever waits for an answer that never comes sees its channel close.
#[derive(Debug)]
pub enum Ask {
    /// These are to be taken in, in this order; one answer each.
    Events {
        events: Vec<External>,
        answer: oneshot::Sender<Vec<EventAnswer>>,
    },
    /// What are this visitor's scores? `None`: nobody is called so, or they have not agreed to be linked with who asks.
    Score {
        client: String,
        visitor: VisitorCode,
        answer: oneshot::Sender<Option<Score>>,
    },
    /// Who is on the floor, and where?
    Floor { answer: oneshot::Sender<FloorNow> },
    /// What does this visitor look like now? `None`: nobody is called so, they are not here, or no camera gives pictures.
    Portrait {
        visitor: VisitorCode,
        answer: oneshot::Sender<Option<Arc<Image>>>,
    },
}

/// The floor at a moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FloorNow {
    /// By the showroom's clock.
    pub at: Timestamp,
    /// Whose visit is open, each visitor once.
    pub visitors: u32,
    /// Parties who wait or are left alone, and nobody has taken that on.
    pub waiting: u32,
    /// Who came first at the beginning.
    pub parties: Vec<PartyNow>,
    /// Alerts that are not over, and the latest revision of each.
    pub alerts: Vec<(AlertId, u32)>,
    /// Colleagues at work, as their tablets said.
    pub staff: Vec<StaffView>,
    /// Where colleagues are seen, whoever they are.
    pub staff_at: Vec<FloorPoint>,
    pub zones: Vec<Outline>,
    /// Of which visitors there is a live picture, and its number: another number is another picture.
    pub pictures: Vec<(VisitorCode, u64)>,
}

/// A party on the floor; somebody alone is one, too.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartyNow {
    pub visitors: Vec<VisitorCode>,
    /// All of them, children too.
    pub people: u32,
    pub children: u32,
    /// Of the one who is most interested.
    pub band: Band,
    pub since: Timestamp,
    /// When a camera saw one of them last.
    pub seen: Timestamp,
    /// Where they are on the floor, where a camera knows.
    pub at: Option<FloorPoint>,
    /// The zone in which they are.
    pub place: Option<PlaceNow>,
    /// A colleague is with them.
    pub spoken_with: bool,
    /// Since when they wait for somebody.
    pub waiting_since: Option<Timestamp>,
    /// Who is on the way to them, or was told last.
    pub by: Option<String>,
    /// The alert about them.
    pub alert: Option<AlertId>,
}

/// A zone as people call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceNow {
    pub zone: ZoneId,
    pub label: String,
    /// Label of the product that stands there.
    pub product: Option<String>,
}

/// A zone on the floor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outline {
    pub zone: ZoneId,
    pub kind: ZoneKind,
    pub label: String,
    /// Label of the product that stands there.
    pub product: Option<String>,
    /// In metres; none where the camera's place over the floor is not known.
    pub corners: Vec<FloorPoint>,
}

/// The scores of a visitor at a moment, and what they are made of.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Score {
    /// The code as of today, also where an earlier one was asked for.
    #[schema(value_type = String)]
    pub visitor: VisitorCode,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub engagement: f64,
    #[schema(inline)]
    pub band: Band,
    pub fit: f64,
    /// A1 to D4; null without an ideal customer's file.
    #[schema(required)]
    pub cell: Option<String>,
    /// What is left by category and product: `category:SUV`, `product:kona`.
    #[schema(value_type = BTreeMap<String, f64>)]
    pub interests: BTreeMap<ScoreName, f64>,
    /// The entries that count, in the order of their time.
    pub entries: Vec<Entry>,
}

/// One entry of the ledger, as of the moment of its scores.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Entry {
    /// engagement, fit, category:..., product:...
    #[schema(value_type = String)]
    pub score: ScoreName,
    #[schema(value_type = String)]
    pub rule: RuleId,
    /// The appliance's id of the event that caused it.
    #[schema(value_type = String)]
    pub event: EventId,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub points: f64,
    /// What decay has left of the points.
    pub left: f64,
    /// How sure it is whose event it was, 0 to 1.
    pub confidence: f32,
}
