//! Topics and bytes from outside to inputs of the line, or to a refusal that the sender is told. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::ToSchema;

use super::messages::{Reply, ReplyResult, topic};
use crate::types::{
    About, Action, AlertId, Command, External, Input, Saying, Scalar, ShiftAction, ShiftTap, Stamp,
    Statement, VisitorCode,
};

/// Longest command or event that is read; what people and CRM systems send is far shorter.
pub const MAX_COMMAND_BYTES: usize = 16 * 1024;

/// How far back an event may lie: an empty date of the sender's is no date.
const OLDEST_HOURS: i64 = 10 * 365 * 24;

/// Longest name in a topic, and longest id and name of an event, in bytes.
const MAX_NAME_BYTES: usize = 128;

/// A message as the broker gave it.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    pub topic: &'a str,
    pub payload: &'a [u8],
    /// The broker kept it and gives it to every new subscriber.
    pub retained: bool,
}

/// A message that was not taken, and the answer to its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Whose `replies` topic the answer goes to; `None` where the topic names nobody.
    pub to: Option<String>,
    pub reply: Box<Reply>,
}

/// Reads a message that arrived at `stamp` at the appliance of `site`.
///
/// # Errors
/// Not a topic of the contract, retained, longer than [`MAX_COMMAND_BYTES`], or not the JSON that the topic asks for.
pub fn read(site: &str, arrival: &Arrival<'_>, stamp: Stamp) -> Result<Input, Refusal> {
    let names: Option<Vec<_>> = arrival
        .topic
        .strip_prefix(&topic(site, ""))
        .map(|rest| rest.split('/').collect());
    match names.as_deref() {
        Some(&["commands", user, "alerts", alert]) if is_level(user) && is_level(alert) => {
            command(user, alert, arrival, stamp)
        }
        Some(&["commands", user, "visitors", visitor]) if is_level(user) && is_level(visitor) => {
            statement(user, visitor, arrival, stamp)
        }
        Some(&["commands", user, "shift"]) if is_level(user) => shift(user, arrival, stamp),
        Some(&["events", client]) if is_level(client) => event(client, arrival, stamp),
        _ => Err(Refusal {
            to: None,
            reply: Box::new(refused("no topic for messages to us".to_owned())),
        }),
    }
}

fn command(user: &str, alert: &str, arrival: &Arrival<'_>, stamp: Stamp) -> Result<Input, Refusal> {
    #[derive(Deserialize)]
    struct Body {
        action: String,
        #[serde(default)]
        reason: Option<String>,
    }
    let refuse = |action, reason| Refusal {
        to: Some(user.to_owned()),
        reply: Box::new(Reply {
            alert: Some(alert.to_owned()),
            action,
            ..refused(reason)
        }),
    };
    let id: AlertId = alert
        .parse()
        .map_err(|_| refuse(None, "the topic names no alert: not a ULID".to_owned()))?;
    let body: Body = body(arrival).map_err(|reason| refuse(None, reason))?;
    let action = action(&body.action).map_err(|reason| refuse(None, reason))?;
    Ok(Input::Command(Command {
        stamp,
        user: user.to_owned(),
        alert: id,
        action,
        reason: body.reason,
    }))
}

fn statement(
    user: &str,
    visitor: &str,
    arrival: &Arrival<'_>,
    stamp: Stamp,
) -> Result<Input, Refusal> {
    #[derive(Deserialize)]
    struct Body {
        action: String,
    }
    let visitor = VisitorCode::from(visitor.to_owned());
    let refuse = |reason: String| Refusal {
        to: Some(user.to_owned()),
        reply: Box::new(Reply::not_said(&visitor, None, reason)),
    };
    let body: Body = body(arrival).map_err(refuse)?;
    let known = Saying::WORDS.iter().find(|(_, word)| *word == body.action);
    let Some((saying, _)) = known.copied() else {
        let words = "unknown action: use me, service, supplier, customer or undo";
        return Err(refuse(words.into()));
    };
    Ok(Input::Said(Statement {
        stamp,
        user: user.to_owned(),
        visitor,
        saying,
    }))
}

fn shift(user: &str, arrival: &Arrival<'_>, stamp: Stamp) -> Result<Input, Refusal> {
    #[derive(Deserialize)]
    struct Body {
        action: String,
    }
    let refuse = |reason: String| Refusal {
        to: Some(user.to_owned()),
        reply: Box::new(refused(reason)),
    };
    let body: Body = body(arrival).map_err(refuse)?;
    let known = ShiftAction::WORDS.iter();
    let Some((action, _)) = known.clone().find(|(_, word)| *word == body.action) else {
        return Err(refuse(
            "unknown action: use start, end, busy or free".into(),
        ));
    };
    Ok(Input::Shift(ShiftTap {
        stamp,
        user: user.to_owned(),
        action: *action,
    }))
}

fn event(client: &str, arrival: &Arrival<'_>, stamp: Stamp) -> Result<Input, Refusal> {
    let read = text(arrival).map_err(Unread::from);
    let read = read.and_then(|text| read_event(client, text, stamp));
    read.map(Input::External).map_err(|unread| Refusal {
        to: Some(client.to_owned()),
        reply: Box::new(Reply {
            event: unread.id,
            ..refused(unread.reason)
        }),
    })
}

/// An event as other systems send it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Event, examples(json!({ "id": "crm-4711", "visitor": "V-7K3QD", "event": "price_list_opened" })))]
pub struct SentEvent {
    /// The sender's: one that is repeated counts once. At most 128 bytes.
    #[schema(min_length = 1, max_length = 128)]
    id: String,
    /// The code that the appliance gave.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 128)]
    visitor: Option<VisitorCode>,
    /// In place of the code: the caller's own id of somebody who is linked with it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 128)]
    contact: Option<String>,
    /// A name that scoring rules know, or an outcome: `test_drive`, `quote`, `sold`, `lost`.
    #[schema(min_length = 1, max_length = 128)]
    event: String,
    /// When it happened, at most ten years ago; now, if it is left out.
    #[serde(default)]
    #[schema(format = DateTime)]
    at: Option<String>,
    /// Fields as the rule file declares them.
    #[serde(default)]
    data: BTreeMap<String, Scalar>,
}

/// An event that is not taken as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The sender's id of it, where that much could be read.
    pub id: Option<String>,
    /// What is wrong, for the sender.
    pub reason: String,
    /// It has the form of an event; what it says cannot be.
    pub formed: bool,
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Self {
            id: None,
            reason,
            formed: false,
        }
    }
}

/// Reads the JSON of an event that `client` sent, whichever way it came.
///
/// # Errors
/// It is not what an event is.
pub fn read_event(client: &str, text: &str, stamp: Stamp) -> Result<External, Unread> {
    if client == External::STAFF {
        let why =
            "staff are colleagues, not a system: `showfloor outcomes add` records what they say";
        return Err(why.to_owned().into());
    }
    let body: SentEvent = json(text)?;
    let refuse = |id: &str, reason: &str, formed| Unread {
        id: (!id.is_empty()).then(|| id.to_owned()),
        reason: reason.to_owned(),
        formed,
    };
    let (about, named) = match (body.visitor, body.contact) {
        (Some(code), None) => (About::Visitor(code.clone()), code.as_str().to_owned()),
        (None, Some(contact)) => (About::Contact(contact.clone()), contact),
        _ => {
            let reason = "name either `visitor`, our code, or `contact`, your id of them";
            return Err(refuse(&body.id, reason, false));
        }
    };
    let key = match about {
        About::Visitor(_) => "visitor",
        About::Contact(_) => "contact",
    };
    for (key, value) in [
        ("id", body.id.as_str()),
        (key, named.as_str()),
        ("event", body.event.as_str()),
    ] {
        if !is_name(value) {
            let reason = format!("`{key}` must have 1 to {MAX_NAME_BYTES} bytes");
            let id = if key == "id" { "" } else { &body.id };
            // Letters beyond ASCII take more than a byte.
            let formed = (1..=MAX_NAME_BYTES).contains(&value.chars().count());
            return Err(refuse(id, &reason, formed));
        }
    }
    let at: Option<Timestamp> = match body.at.as_deref().map(str::parse).transpose() {
        Ok(at) => at,
        Err(error) => {
            let reason = format!("`at` is no time as 2026-05-12T10:00:00Z is one: {error}");
            return Err(refuse(&body.id, &reason, true));
        }
    };
    if let Some(at) = at
        && stamp.utc.duration_since(at).as_hours() > OLDEST_HOURS
    {
        let reason = "`at` lies more than ten years back: leave it out where the time is not known";
        return Err(refuse(&body.id, reason, true));
    }
    Ok(External {
        stamp,
        client: client.to_owned(),
        id: body.id,
        about,
        // As the command line writes it.
        name: if body.event == "test-drive" {
            "test_drive".to_owned()
        } else {
            body.event
        },
        at,
        data: body.data,
        quiet: false,
    })
}

/// The body of a message, or why it is none.
fn body<T: DeserializeOwned>(arrival: &Arrival<'_>) -> Result<T, String> {
    json(text(arrival)?)
}

/// The text of a message that may be read.
fn text<'a>(arrival: &Arrival<'a>) -> Result<&'a str, String> {
    if arrival.retained {
        return Err("retained, so it would be carried out at every start: send it without".into());
    }
    let length = arrival.payload.len();
    if length > MAX_COMMAND_BYTES {
        return Err(format!(
            "{length} bytes are too long: at most {MAX_COMMAND_BYTES}"
        ));
    }
    std::str::from_utf8(arrival.payload).map_err(|e| format!("not UTF-8: {e}"))
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|e| format!("not the JSON that belongs here: {e}"))
}

fn is_name(text: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&text.len())
}

/// A name in a topic. The answer goes to a topic that has it, too, and brokers hang up on whoever writes wildcards or control
/// characters there (MQTT 3.1.1, 1.5.3 and 4.7.1); the embedded one lets senders do so.
fn is_level(text: &str) -> bool {
    is_name(text) && !text.contains(|c: char| matches!(c, '+' | '#') || c.is_control())
}

fn action(name: &str) -> Result<Action, String> {
    match name {
        "claim" => Ok(Action::Claim),
        "contacted" => Ok(Action::Contacted),
        "dismiss" => Ok(Action::Dismiss),
        "snooze" => Ok(Action::Snooze),
        "undo" => Ok(Action::Undo),
        _ => Err("unknown action: use claim, contacted, dismiss, snooze or undo".into()),
    }
}

fn refused(reason: String) -> Reply {
    Reply {
        reason: Some(reason),
        ..Reply::blank(ReplyResult::Refused)
    }
}

/// The refusal of an input that was understood but cannot be taken now.
pub(super) fn not_now(input: &Input, reason: &str) -> Option<Refusal> {
    let (to, reply) = match input {
        Input::Command(c) => (&c.user, Reply::refused(c.alert, c.action, reason)),
        Input::Said(s) => {
            let reply = Reply::not_said(&s.visitor, Some(s.saying), reason);
            (&s.user, reply)
        }
        Input::Shift(tap) => {
            let reply = refused(reason.to_owned());
            let shift = Some(tap.action);
            (&tap.user, Reply { shift, ..reply })
        }
        Input::External(e) => {
            let event = Some(e.id.clone());
            let reply = refused(reason.to_owned());
            (&e.client, Reply { event, ..reply })
        }
        Input::Observation(_)
        | Input::Tick(_)
        | Input::Correction(_)
        | Input::Roster(_)
        | Input::Shared(_)
        | Input::Room(_)
        | Input::Reload(_) => return None,
    };
    Some(Refusal {
        to: Some(to.clone()),
        reply: Box::new(reply),
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;
    use crate::types::RunId;

    const ALERT: &str = "01J00000000000000000000000";

    fn stamp() -> Stamp {
        Stamp {
            run: RunId(Ulid::from(1)),
            mono_ns: 5,
            utc: Timestamp::UNIX_EPOCH,
        }
    }

    fn arrives(name: &str, payload: &[u8]) -> Result<Input, Refusal> {
        let arrival = Arrival {
            topic: &topic("north", name),
            payload,
            retained: false,
        };
        read("north", &arrival, stamp())
    }

    fn refusal(name: &str, payload: &[u8]) -> (Option<String>, String) {
        let refusal = arrives(name, payload).unwrap_err();
        assert_eq!(refusal.reply.result, ReplyResult::Refused);
        (refusal.to, refusal.reply.reason.unwrap())
    }

    #[test]
    fn every_action_is_understood() {
        for (name, action) in [
            ("claim", Action::Claim),
            ("contacted", Action::Contacted),
            ("dismiss", Action::Dismiss),
            ("snooze", Action::Snooze),
            ("undo", Action::Undo),
        ] {
            let payload = format!(r#"{{"action":"{name}","reason":"busy"}}"#);
            let input = arrives(&format!("commands/anna/alerts/{ALERT}"), payload.as_bytes());
            let Ok(Input::Command(command)) = input else {
                panic!("{name} was refused");
            };
            assert_eq!((command.action, command.user.as_str()), (action, "anna"));
            assert_eq!(command.reason.as_deref(), Some("busy"));
            assert_eq!(command.alert.to_string(), ALERT);
        }
    }

    #[test]
    fn an_event_of_a_crm_is_understood() {
        let payload = br#"{"id":"e-1","visitor":"V-7K3QD","event":"price_list_opened"}"#;
        let Ok(Input::External(event)) = arrives("events/crm", payload) else {
            panic!("the event was refused");
        };
        assert_eq!(
            (
                event.client.as_str(),
                event.id.as_str(),
                event.name.as_str()
            ),
            ("crm", "e-1", "price_list_opened")
        );
    }

    #[test]
    fn an_event_names_a_visitor_or_a_contact_and_not_both() {
        let of = |who: &str| {
            let payload = format!(r#"{{"id":"e-1",{who}"event":"test_drive"}}"#);
            arrives("events/crm", payload.as_bytes())
        };
        let Ok(Input::External(event)) = of(r#""contact":"4711","#) else {
            panic!("the event was refused");
        };
        assert_eq!(event.about, About::Contact("4711".into()));
        for who in ["", r#""contact":"4711","visitor":"V-7K3QD","#] {
            let refusal = of(who).unwrap_err();
            assert!(refusal.reply.reason.unwrap().contains("either `visitor`"));
        }
        let empty = of(r#""contact":"","#).unwrap_err();
        assert!(empty.reply.reason.unwrap().contains("`contact` must have"));
    }

    #[test]
    fn a_refusal_goes_to_the_sender_and_says_why() {
        let commands = format!("commands/anna/alerts/{ALERT}");
        let long = vec![b' '; MAX_COMMAND_BYTES + 1];
        let unnamed = br#"{"id":"","visitor":"V-7K3QD","event":"x"}"#;
        for (name, payload, to, why) in [
            (commands.as_str(), &b"{"[..], "anna", "not the JSON"),
            (&commands, br#"{"action":"hug"}"#, "anna", "unknown action"),
            (&commands, b"\xff\xfe", "anna", "not UTF-8"),
            (&commands, &long, "anna", "too long"),
            ("commands/anna/alerts/x", b"{}", "anna", "no alert"),
            ("events/crm", b"[]", "crm", "not the JSON"),
            ("events/crm", unnamed, "crm", "`id` must have"),
        ] {
            let (sender, reason) = refusal(name, payload);
            assert_eq!(sender.as_deref(), Some(to), "{name}");
            assert!(reason.contains(why), "{reason}");
        }
        assert_eq!(refusal("commands//alerts/x", b"{}").0, None);
        let endless = format!("events/{}", "x".repeat(60_000));
        assert_eq!(refusal(&endless, b"{}").0, None);
    }

    #[test]
    fn nobody_is_answered_on_a_topic_that_a_broker_hangs_up_on() {
        for user in ["an\0na", "\t", "an\u{85}na", "+", "#", "an+na"] {
            let commands = [
                (
                    format!("commands/{user}/alerts/{ALERT}"),
                    &br#"{"action":"claim"}"#[..],
                ),
                (
                    format!("commands/{user}/visitors/V-7K3QD"),
                    br#"{"action":"service"}"#,
                ),
                (format!("commands/{user}/shift"), br#"{"action":"start"}"#),
                (
                    format!("events/{user}"),
                    br#"{"id":"e-1","visitor":"V-7K3QD","event":"sold"}"#,
                ),
            ];
            for (name, payload) in commands {
                let (to, reason) = refusal(&name, payload);
                assert_eq!(
                    (to, reason.as_str()),
                    (None, "no topic for messages to us"),
                    "{name:?}"
                );
            }
        }
    }

    #[test]
    fn a_retained_command_is_refused() {
        let arrival = Arrival {
            topic: &topic("north", &format!("commands/anna/alerts/{ALERT}")),
            payload: br#"{"action":"claim"}"#,
            retained: true,
        };
        let refusal = read("north", &arrival, stamp()).unwrap_err();
        assert!(refusal.reply.reason.unwrap().contains("retained"));
    }

    proptest! {
        #[test]
        fn nothing_that_arrives_is_taken_for_another_site_or_panics(
            topic in "(showfloor/(north|south)/)?(commands|events|alerts)?(/[a-z+#]{0,4}){0,4}",
            payload in prop::collection::vec(any::<u8>(), 0..64),
            retained in any::<bool>(),
        ) {
            let arrival = Arrival { topic: &topic, payload: &payload, retained };
            let taken = read("north", &arrival, stamp());
            prop_assert!(taken.is_err() || topic.starts_with("showfloor/north/"));
        }
    }
}
