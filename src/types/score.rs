//! The score ledger: entries derived from events and rules, and the score they fold to.

use std::{convert::Infallible, fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{EventId, ProductId, RuleId, Stamp, VisitId, VisitorId};

/// How warm a lead is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    Cold,
    Warm,
    Hot,
}

/// Which of a visitor's scores. Written `engagement`, `fit`, `category:SUV`, `product:kona`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum ScoreName {
    /// What they do. The one that has bands.
    #[default]
    Engagement,
    /// How well what is known of them suits the dealer.
    Fit,
    /// Interest in products of this category.
    Category(String),
    /// Interest in this product.
    Product(ProductId),
}

impl ScoreName {
    #[allow(
        clippy::trivially_copy_pass_by_ref,
        reason = "as the serializer calls it"
    )]
    fn is_engagement(&self) -> bool {
        *self == Self::Engagement
    }
}

impl fmt::Display for ScoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engagement => f.write_str("engagement"),
            Self::Fit => f.write_str("fit"),
            Self::Category(category) => write!(f, "category:{category}"),
            Self::Product(product) => write!(f, "product:{product}"),
        }
    }
}

impl From<ScoreName> for String {
    fn from(name: ScoreName) -> Self {
        name.to_string()
    }
}

impl From<String> for ScoreName {
    fn from(text: String) -> Self {
        match text.split_once(':') {
            Some(("category", category)) => Self::Category(category.to_owned()),
            Some(("product", product)) => Self::Product(product.into()),
            _ if text == "fit" => Self::Fit,
            _ => Self::Engagement,
        }
    }
}

impl FromStr for ScoreName {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.to_owned().into())
    }
}

/// A value that a system outside reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Scalar {
    Flag(bool),
    Number(f64),
    Text(String),
}

/// What a trigger calls for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerAction {
    /// Staff are told.
    Alert,
    /// A named series of messages is to begin in the dealer's mail tool.
    Start(String),
    /// It is to end.
    Stop(String),
}

/// A trigger that called for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Firing {
    pub trigger: RuleId,
    /// The event after which, or after the silence since which, it was called for.
    pub cause: EventId,
    pub at: Timestamp,
    pub action: TriggerAction,
}

/// One change of one score: never overwritten, and derivable again from the event and the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The event that caused it.
    pub event: EventId,
    pub visitor: VisitorId,
    pub visit: Option<VisitId>,
    pub rule: RuleId,
    /// Version of the rule file, as written in it.
    pub rules_version: u32,
    pub points: f64,
    /// Wall-clock time of the event, from which the entry decays.
    pub at: Timestamp,
    /// Match confidence of the event, 0 to 1.
    pub confidence: f32,
    #[serde(default, skip_serializing_if = "ScoreName::is_engagement")]
    pub score: ScoreName,
}

/// The score after a change, for whoever acts on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreChange {
    pub stamp: Stamp,
    pub visitor: VisitorId,
    pub visit: Option<VisitId>,
    /// The fold of all entries at `stamp`, decayed.
    pub value: f64,
    pub band: Band,
    /// The band before, where this change crossed a border.
    pub band_before: Option<Band>,
    /// The entries that made this change; what they took back stands in them as its negative.
    pub entries: Vec<LedgerEntry>,
}
