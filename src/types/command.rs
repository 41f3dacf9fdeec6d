//! What comes in from people and from other systems.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AlertId, Scalar, Stamp, VisitorCode};

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

/// What a colleague says of somebody on the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Saying {
    /// "That's me": a colleague, for as long as they are followed. Nothing of their face is kept.
    Me,
    /// Came for the workshop.
    Service,
    /// Came to deliver something, or to do their work here.
    Supplier,
    /// Came for a car after all.
    Customer,
    /// Takes back what the same user said of the same visitor last.
    Undo,
}

impl External {
    /// The client whose reports need no link: colleagues, who say what they were told or saw.
    pub const STAFF: &str = "staff";
    /// The name of a report that takes one of the same client back, whose id its field `id` has.
    pub const RETRACTED: &str = "retracted";
}

impl Saying {
    /// All of them, and how tablets write them.
    pub const WORDS: [(Self, &'static str); 5] = [
        (Self::Me, "me"),
        (Self::Service, "service"),
        (Self::Supplier, "supplier"),
        (Self::Customer, "customer"),
        (Self::Undo, "undo"),
    ];

    /// As tablets write it.
    pub fn word(self) -> &'static str {
        let words = Self::WORDS.iter().find(|(saying, _)| *saying == self);
        words.map_or("", |(_, word)| word)
    }
}

/// A colleague says something of somebody who is here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub stamp: Stamp,
    /// The broker's user, taken from the topic.
    pub user: String,
    pub visitor: VisitorCode,
    pub saying: Saying,
}

/// Whom a system outside reports on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A visitor, by our code.
    Visitor(VisitorCode),
    /// Whoever is linked with this contact of the sender's.
    Contact(String),
}

/// An event of a CRM, web site or newsletter about a linked visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct External {
    pub stamp: Stamp,
    /// Who sent it, taken from the topic.
    pub client: String,
    /// The sender's id of the event: a repeated one is ignored.
    pub id: String,
    #[serde(flatten)]
    pub about: About,
    /// What happened, in the sender's words: `price_list_opened`.
    pub name: String,
    /// When it happened, where the sender says so: a late report is placed in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What it says in particular.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, Scalar>,
    /// The sender is answered on the way it came by, not on its `replies` topic.
    #[serde(default, skip_serializing_if = "is_false")]
    pub quiet: bool,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "as the serializer calls it"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// What the line says to an event from outside; the text is for its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventAnswer {
    /// It counts from now on, or has since it came for the first time.
    Taken,
    /// Nobody is called so.
    Unknown(String),
    /// The rule file says otherwise of what such an event holds.
    Misfit(String),
}
