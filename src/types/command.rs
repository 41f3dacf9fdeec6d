//! What comes in from people and from other systems.

use serde::{Deserialize, Serialize};

use super::{AlertId, Stamp, VisitorCode};

/// What a tablet may do with an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Claim,
    Contacted,
    Dismiss,
    Snooze,
    Undo,
}

/// A tap on a tablet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    pub stamp: Stamp,
    /// The broker's user, taken from the topic.
    pub user: String,
    pub alert: AlertId,
    pub action: Action,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An event of a CRM, web site or newsletter about a linked visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct External {
    pub stamp: Stamp,
    /// Who sent it, taken from the topic.
    pub client: String,
    /// The sender's id of the event: a repeated one is ignored.
    pub id: String,
    pub visitor: VisitorCode,
    /// What happened, in the sender's words: `price_list_opened`.
    pub name: String,
}
