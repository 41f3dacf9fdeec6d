//! Alerts: what staff are told, in the shape of the MQTT contract.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AlertId, Band, CameraId, RuleId, VisitId, VisitorCode, ZoneId, ZoneKind};

/// Why staff are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    Unattended,
    Waiting,
    Returning,
    Party,
    Hot,
    Approach,
    Camera,
    /// The appliance itself wants somebody.
    Appliance,
}

/// Why an alert was dismissed, where that tells more than that nobody goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dismissal {
    /// They came for the workshop.
    Service,
    /// It is a colleague.
    Colleague,
    /// They want to be left in peace for a while.
    JustLooking,
    /// It is not the visitor whom the alert names.
    WrongPerson,
}

impl Dismissal {
    /// All of them, and how tablets write them.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::Service, "service"),
        (Self::Colleague, "colleague"),
        (Self::JustLooking, "just_looking"),
        (Self::WrongPerson, "wrong_person"),
    ];

    /// What a tablet wrote; `None` for a reason in somebody's own words.
    pub fn read(reason: &str) -> Option<Self> {
        let mut words = Self::WORDS.iter();
        words
            .find(|(_, word)| *word == reason)
            .map(|(reason, _)| *reason)
    }
}

/// How urgent an alert is beside others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    Normal,
    High,
}

/// Where an alert stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    Open,
    Claimed,
    Contacted,
    Snoozed,
    Escalated,
    Dismissed,
    Expired,
    Closed,
}

impl AlertState {
    /// Those in which an alert is not over, and what they are called.
    pub const STANDING: [(Self, &'static str); 4] = [
        (Self::Open, "open"),
        (Self::Claimed, "claimed"),
        (Self::Snoozed, "snoozed"),
        (Self::Escalated, "escalated"),
    ];

    /// Whether nobody needs to see the alert any more: its retained message is cleared.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Contacted | Self::Dismissed | Self::Expired | Self::Closed
        )
    }
}

/// How far the visitor is on the way to a car of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Browsing,
    Interested,
    Engaged,
    Returning,
    Deciding,
}

/// The zone of an alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertZone {
    pub id: ZoneId,
    pub kind: ZoneKind,
    pub label: String,
    /// Label of the product that stands there.
    pub product: Option<String>,
}

/// The score that an alert quotes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreView {
    /// Rounded to a tenth.
    pub value: f64,
    pub band: Band,
    /// Points of this visit, rounded to a tenth.
    pub delta: f64,
    /// What would change the band, and how the largest reason fades, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlook: Option<Texts>,
}

/// One reason with its points, in the site's first language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    pub rule: RuleId,
    pub points: f64,
    pub text: String,
}

/// What the salesperson reads, in every language of the product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Texts {
    pub en: String,
    pub fr: String,
    pub pl: String,
    pub de: String,
}

/// A text in its parts, each to be shown on its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// Empty where the text names no place, as when it only says why an alert is over.
    #[serde(rename = "where")]
    pub place: String,
    /// The reasons, without how long nobody has been with them: that goes on, from [`Alert::alone_since`]. Beside it,
    /// how long they have been here is left out, too.
    pub why: String,
    /// What to do, and who else needs somebody.
    pub todo: String,
}

/// [`Texts`] in their parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLines {
    pub en: Lines,
    pub fr: Lines,
    pub pl: Lines,
    pub de: Lines,
}

/// One revision of one alert. Serialises to the payload of the MQTT contract; `visit` and `camera` stay inside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Version of the message format: 1.
    pub v: u32,
    pub id: AlertId,
    /// 1, 2, 3 ... without gaps.
    pub rev: u32,
    /// The most urgent of `causes`.
    pub kind: AlertKind,
    /// What has called for them so far, in the order in which it came: each a revision of its own.
    #[serde(default)]
    pub causes: Vec<AlertKind>,
    pub priority: Priority,
    pub site: String,
    /// When it was raised; alerts of old stores do not say.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// When this revision was made.
    pub at: Timestamp,
    pub visitor: Option<VisitorCode>,
    /// Who came with them; empty for a visitor alone.
    pub party: Vec<VisitorCode>,
    pub zone: Option<AlertZone>,
    pub stage: Option<Stage>,
    pub score: Option<ScoreView>,
    pub why: Vec<Why>,
    pub text: Texts,
    /// What `text` says, in its parts; alerts of old stores have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Box<TextLines>>,
    /// Since when nobody has been with them, where the text says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone_since: Option<Timestamp>,
    /// From when an approach is welcome.
    pub approach_at: Option<Timestamp>,
    /// By when somebody should have gone.
    pub approach_by: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub state: AlertState,
    /// The tablet user who brought it into this state.
    pub by: Option<String>,
    /// For whom: the salesperson who knows them first; empty means everyone.
    #[serde(rename = "for")]
    pub for_staff: Vec<String>,
    /// Others who need somebody: told here, as whoever reads this has had as many alerts as they can take. Each has one
    /// of its own as soon as there is room.
    #[serde(default)]
    pub also: Vec<Also>,
    /// How sure it is that this is that visitor, 0 to 1.
    pub confidence: f32,
    #[serde(skip)]
    pub visit: Option<VisitId>,
    #[serde(skip)]
    pub camera: Option<CameraId>,
}

/// Another visitor who needs somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Also {
    pub visitor: VisitorCode,
    pub kind: AlertKind,
    pub zone: Option<AlertZone>,
}

/// The retained state of a visitor during the visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitorView {
    /// Version of the message format: 1.
    pub v: u32,
    pub site: String,
    pub visitor: VisitorCode,
    /// When this state was made.
    pub at: Timestamp,
    /// When the visit began.
    pub since: Timestamp,
    pub zone: Option<AlertZone>,
    pub stage: Stage,
    pub score: f64,
    pub band: Band,
    /// The rules that gave most points, most first.
    pub reasons: Vec<Why>,
    pub confidence: f32,
}
