//! What goes from a tablet to the appliance, and what comes back.

use std::time::Duration;

use serde::Deserialize;

use crate::types::{Action, AlertId, Command, Input, ShiftAction, ShiftTap, Stamp};

/// Somebody taps on their tablet.
#[derive(Clone, Debug, PartialEq)]
pub struct Tap {
    /// Since the run began.
    pub at: Duration,
    pub user: String,
    pub deed: Deed,
}

/// What is tapped.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Alert {
        alert: AlertId,
        action: Action,
        reason: Option<String>,
    },
    Shift(ShiftAction),
}

impl Tap {
    /// What arrives at the line at `stamp`.
    pub fn input(&self, stamp: Stamp) -> Input {
        let user = self.user.clone();
        match &self.deed {
            Deed::Alert {
                alert,
                action,
                reason,
            } => Input::Command(Command {
                stamp,
                user,
                alert: *alert,
                action: *action,
                reason: reason.clone(),
            }),
            Deed::Shift(action) => Input::Shift(ShiftTap {
                stamp,
                user,
                action: *action,
            }),
        }
    }
}

/// What the appliance answers to a tap on an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub alert: AlertId,
    pub action: Action,
    pub accepted: bool,
}

impl Answer {
    /// Reads the payload of a reply; none where it answers something else.
    pub fn read(payload: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Payload {
            alert: String,
            action: Action,
            result: String,
        }
        let read: Payload = serde_json::from_str(payload).ok()?;
        Some(Self {
            alert: read.alert.parse().ok()?,
            action: read.action,
            accepted: read.result == "accepted",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_the_contract_writes_it() {
        let reply = |tail: &str| {
            format!(r#"{{"v":1,"alert":"01KSR4W5M0000000000000000F","action":"claim",{tail}}}"#)
        };
        let refused = r#""result":"refused","reason":"claimed by anna""#;
        for (tail, accepted) in [(r#""result":"accepted""#, true), (refused, false)] {
            let answer = Answer::read(&reply(tail)).expect("an answer");
            assert_eq!((answer.action, answer.accepted), (Action::Claim, accepted));
        }
        let shift = r#"{"v":1,"shift":"start","result":"accepted"}"#;
        assert_eq!(Answer::read(shift), None);
    }
}
