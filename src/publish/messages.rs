//! Domain types to topics and payloads. Pure; `docs/mqtt.md` shows each of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::types::{
    Action, Alert, AlertId, CameraReport, CameraState, FloorView, OutboxMessage, Saying,
    ShiftAction, StaffView, VisitorCode, VisitorView,
};

/// Version of the message format.
pub(super) const VERSION: u32 = 1;

/// What the appliance answers to a command or an event of `replies/{user}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Version of the message format: 1.
    pub v: u32,
    /// The alert of the command, as its topic named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    /// What was asked for, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// The visitor of whom something was said, as its topic named them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorCode>,
    /// What was said of them, where it could be read: `me`, `service`, `supplier`, `customer` or `undo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// What a colleague said of themselves, where it could be read: `start`, `end`, `busy` or `free`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftAction>,
    /// The sender's id of the event, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    pub result: ReplyResult,
    /// Why it was refused, for people: `claimed by anna`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a command or event ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyResult {
    Accepted,
    Refused,
}

impl Reply {
    /// The command was carried out.
    pub fn accepted(alert: AlertId, action: Action) -> Self {
        Self {
            alert: Some(alert.to_string()),
            action: Some(action),
            ..Self::blank(ReplyResult::Accepted)
        }
    }

    /// The event of a client was taken in, now or before.
    pub fn event_accepted(id: &str) -> Self {
        Self {
            event: Some(id.to_owned()),
            ..Self::blank(ReplyResult::Accepted)
        }
    }

    /// What a colleague said of themselves is noted.
    pub fn shift(action: ShiftAction) -> Self {
        Self {
            shift: Some(action),
            ..Self::blank(ReplyResult::Accepted)
        }
    }

    /// An answer that names nothing yet.
    pub(super) fn blank(result: ReplyResult) -> Self {
        Self {
            v: VERSION,
            alert: None,
            action: None,
            visitor: None,
            said: None,
            shift: None,
            event: None,
            result,
            reason: None,
        }
    }

    /// What was said of a visitor is noted.
    pub fn said(visitor: &VisitorCode, saying: Saying) -> Self {
        Self {
            visitor: Some(visitor.clone()),
            said: Some(saying.word().to_owned()),
            ..Self::blank(ReplyResult::Accepted)
        }
    }

    /// What was said of a visitor cannot be noted, and why.
    pub fn not_said(
        visitor: &VisitorCode,
        saying: Option<Saying>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            said: saying.map(|saying| saying.word().to_owned()),
            result: ReplyResult::Refused,
            reason: Some(reason.into()),
            ..Self::said(visitor, Saying::Me)
        }
    }

    /// The event of a client cannot be taken in, and why.
    pub fn event_refused(id: &str, reason: impl Into<String>) -> Self {
        Self {
            result: ReplyResult::Refused,
            reason: Some(reason.into()),
            ..Self::event_accepted(id)
        }
    }

    /// The command was understood but not carried out, and why.
    pub fn refused(alert: AlertId, action: Action, reason: impl Into<String>) -> Self {
        Self {
            result: ReplyResult::Refused,
            reason: Some(reason.into()),
            ..Self::accepted(alert, action)
        }
    }
}

/// The two messages of one revision: one for everyone who follows all revisions, one that stays with the broker for
/// as long as somebody needs to see the alert.
pub fn alert_messages(alert: &Alert) -> Vec<OutboxMessage> {
    let payload = json(alert);
    let latest = if alert.state.is_over() {
        String::new()
    } else {
        payload.clone()
    };
    vec![
        OutboxMessage {
            topic: topic(&alert.site, "alerts"),
            payload,
            retain: false,
            latest_only: false,
        },
        state(topic(&alert.site, &format!("alerts/{}", alert.id)), latest),
    ]
}

/// The state of a visitor during the visit.
pub fn visitor_message(view: &VisitorView) -> OutboxMessage {
    state(visitor_topic(&view.site, &view.visitor), json(view))
}

/// The visit is over: the visitor's state is cleared.
pub fn visitor_gone(site: &str, visitor: &VisitorCode) -> OutboxMessage {
    state(visitor_topic(site, visitor), String::new())
}

/// The state of a colleague at work.
pub fn staff_message(site: &str, view: &StaffView) -> OutboxMessage {
    state(staff_topic(site, &view.user), json(view))
}

/// A colleague has gone home: their state is cleared.
pub fn staff_gone(site: &str, user: &str) -> OutboxMessage {
    state(staff_topic(site, user), String::new())
}

/// The showroom as a whole.
pub fn floor_message(view: &FloorView) -> OutboxMessage {
    state(topic(&view.site, "floor"), json(view))
}

/// The health of a camera.
pub fn camera_message(site: &str, report: &CameraReport) -> OutboxMessage {
    #[derive(Serialize)]
    struct Payload<'a> {
        v: u32,
        state: CameraState,
        since: Timestamp,
        #[serde(skip_serializing_if = "str::is_empty")]
        detail: &'a str,
    }
    let payload = Payload {
        v: VERSION,
        state: report.state,
        since: report.stamp.utc,
        detail: &report.detail,
    };
    let name = format!("cameras/{}/status", report.camera);
    state(topic(site, &name), json(&payload))
}

/// An answer to the user of a tablet, or to the system that sent an event.
pub fn reply_message(site: &str, user: &str, reply: &Reply) -> OutboxMessage {
    OutboxMessage {
        topic: topic(site, &format!("replies/{user}")),
        payload: json(reply),
        retain: false,
        latest_only: false,
    }
}

/// Whether the appliance is there; also its last will.
pub(super) fn status_message(site: &str, online: bool) -> OutboxMessage {
    #[derive(Serialize)]
    struct Payload {
        v: u32,
        state: &'static str,
    }
    let payload = Payload {
        v: VERSION,
        state: if online { "online" } else { "offline" },
    };
    state(topic(site, "status"), json(&payload))
}

/// What the appliance listens to: commands of tablets and events of other systems.
pub(super) fn subscriptions(site: &str) -> [String; 4] {
    [
        topic(site, "commands/+/alerts/+"),
        topic(site, "commands/+/visitors/+"),
        topic(site, "commands/+/shift"),
        topic(site, "events/+"),
    ]
}

/// Where retained states of a site stand, and its status.
pub(super) fn states(site: &str) -> [String; 6] {
    [
        "alerts/+",
        "visitors/+",
        "staff/+",
        "cameras/+/status",
        "floor",
        "status",
    ]
    .map(|name| topic(site, name))
}

/// The topic `name` of a site.
pub(super) fn topic(site: &str, name: &str) -> String {
    format!("showfloor/{site}/{name}")
}

fn staff_topic(site: &str, user: &str) -> String {
    topic(site, &format!("staff/{user}"))
}

fn visitor_topic(site: &str, visitor: &VisitorCode) -> String {
    topic(site, &format!("visitors/{visitor}"))
}

/// A retained message of which only the latest matters.
fn state(topic: String, payload: String) -> OutboxMessage {
    OutboxMessage {
        topic,
        payload,
        retain: true,
        latest_only: true,
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("messages hold no map whose keys are not strings")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;
    use crate::publish::{Arrival, read};
    use crate::types::{
        AlertKind, AlertState, AlertZone, Band, Priority, RunId, ScoreView, Stage, Stamp, Texts,
        Why, ZoneKind,
    };

    const STATES: [AlertState; 8] = [
        AlertState::Open,
        AlertState::Claimed,
        AlertState::Contacted,
        AlertState::Snoozed,
        AlertState::Escalated,
        AlertState::Dismissed,
        AlertState::Expired,
        AlertState::Closed,
    ];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + second).unwrap()
    }

    fn visitor() -> VisitorCode {
        VisitorCode::from("V-7K3QD".to_owned())
    }

    fn zone() -> AlertZone {
        AlertZone {
            id: "kona".into(),
            kind: ZoneKind::Product,
            label: "by the window".into(),
            product: Some("Kona Electric".into()),
        }
    }

    fn why() -> Vec<Why> {
        vec![Why {
            rule: "dwell".into(),
            points: 12.5,
            text: "11 min here".into(),
        }]
    }

    fn alert(state: AlertState, confidence: f32, text: &str) -> Alert {
        Alert {
            v: 1,
            id: AlertId(Ulid::from(7)),
            rev: 2,
            kind: AlertKind::Unattended,
            causes: vec![AlertKind::Unattended],
            priority: Priority::High,
            site: "north".into(),
            since: Some(at(0)),
            at: at(0),
            visitor: Some(visitor()),
            party: vec![],
            zone: Some(zone()),
            stage: Some(Stage::Interested),
            score: Some(ScoreView {
                value: 41.2,
                band: Band::Warm,
                delta: 12.5,
                outlook: None,
            }),
            why: why(),
            text: Texts {
                en: text.into(),
                fr: "Personne".into(),
                pl: "Nikt".into(),
                de: "Niemand".into(),
            },
            lines: None,
            alone_since: None,
            approach_at: Some(at(0)),
            approach_by: Some(at(240)),
            expires_at: None,
            state,
            by: None,
            for_staff: vec!["anna".into()],
            also: vec![],
            confidence,
            visit: None,
            camera: Some("cam-1".into()),
        }
    }

    fn stamp() -> Stamp {
        Stamp {
            run: RunId(Ulid::from(1)),
            mono_ns: 0,
            utc: at(0),
        }
    }

    fn unreachable(detail: &str) -> CameraReport {
        CameraReport {
            stamp: stamp(),
            camera: "desk".into(),
            state: CameraState::Unreachable,
            detail: detail.into(),
        }
    }

    /// The topic and the payload of a message.
    fn shown(message: &OutboxMessage) -> String {
        let retained = if message.retain { " (retained)" } else { "" };
        format!("{}{retained}\n{}", message.topic, message.payload)
    }

    #[test]
    fn an_open_alert_is_told_once_and_kept() {
        let messages = alert_messages(&alert(AlertState::Open, 0.9, "Nobody with them"));
        assert_snapshot!(shown(&messages[0]), @r#"
        showfloor/north/alerts
        {"v":1,"id":"00000000000000000000000007","rev":2,"kind":"unattended","causes":["unattended"],"priority":"high","site":"north","since":"2026-05-28T20:26:40Z","at":"2026-05-28T20:26:40Z","visitor":"V-7K3QD","party":[],"zone":{"id":"kona","kind":"product","label":"by the window","product":"Kona Electric"},"stage":"interested","score":{"value":41.2,"band":"warm","delta":12.5},"why":[{"rule":"dwell","points":12.5,"text":"11 min here"}],"text":{"en":"Nobody with them","fr":"Personne","pl":"Nikt","de":"Niemand"},"approach_at":"2026-05-28T20:26:40Z","approach_by":"2026-05-28T20:30:40Z","expires_at":null,"state":"open","by":null,"for":["anna"],"also":[],"confidence":0.9}
        "#);
        assert_eq!(
            messages[1].topic,
            "showfloor/north/alerts/00000000000000000000000007"
        );
    }

    proptest! {
        #[test]
        fn every_revision_is_told_and_only_what_is_over_is_cleared(
            state in prop::sample::select(&STATES[..]), confidence in 0f32..=1.0, text in ".*",
        ) {
            let alert = alert(state, confidence, &text);
            let messages = alert_messages(&alert);
            prop_assert_eq!(messages.len(), 2);
            let told: Alert = serde_json::from_str(&messages[0].payload).unwrap();
            prop_assert_eq!(&told, &Alert { camera: None, ..alert });
            prop_assert!(!messages[0].retain && !messages[0].latest_only);
            prop_assert!(messages[1].retain);
            prop_assert_eq!(messages[1].payload.is_empty(), state.is_over());
        }
    }

    #[test]
    fn a_visitor_is_shown_while_here_and_cleared_after() {
        let view = VisitorView {
            v: 1,
            site: "north".into(),
            visitor: visitor(),
            at: at(60),
            since: at(0),
            zone: None,
            stage: Stage::Browsing,
            score: 3.5,
            band: Band::Cold,
            reasons: why(),
            confidence: 1.0,
        };
        assert_snapshot!(shown(&visitor_message(&view)), @r#"
        showfloor/north/visitors/V-7K3QD (retained)
        {"v":1,"site":"north","visitor":"V-7K3QD","at":"2026-05-28T20:27:40Z","since":"2026-05-28T20:26:40Z","zone":null,"stage":"browsing","score":3.5,"band":"cold","reasons":[{"rule":"dwell","points":12.5,"text":"11 min here"}],"confidence":1.0}
        "#);
        let gone = visitor_gone("north", &visitor());
        assert_eq!(
            (gone.topic.as_str(), gone.payload.as_str(), gone.retain),
            ("showfloor/north/visitors/V-7K3QD", "", true)
        );
    }

    #[test]
    fn a_camera_says_since_when_and_what_happened() {
        assert_snapshot!(shown(&camera_message("north", &unreachable("no stream"))), @r#"
        showfloor/north/cameras/desk/status (retained)
        {"v":1,"state":"unreachable","since":"2026-05-28T20:26:40Z","detail":"no stream"}
        "#);
        assert!(
            !camera_message("north", &unreachable(""))
                .payload
                .contains("detail")
        );
    }

    #[test]
    fn replies_say_what_became_of_a_command() {
        let alert = AlertId(Ulid::from(7));
        let accepted = reply_message("north", "ben", &Reply::accepted(alert, Action::Claim));
        assert_snapshot!(shown(&accepted), @r#"
        showfloor/north/replies/ben
        {"v":1,"alert":"00000000000000000000000007","action":"claim","result":"accepted"}
        "#);
        let refused = Reply::refused(alert, Action::Claim, "claimed by anna");
        assert_snapshot!(shown(&reply_message("north", "ben", &refused)), @r#"
        showfloor/north/replies/ben
        {"v":1,"alert":"00000000000000000000000007","action":"claim","result":"refused","reason":"claimed by anna"}
        "#);
    }

    /// The examples of `docs/mqtt.md`, each with the name of its kind.
    fn examples() -> Vec<(&'static str, &'static str)> {
        include_str!("../../docs/mqtt.md")
            .split("```json ")
            .skip(1)
            .map(|block| block.split_once('\n').unwrap())
            .map(|(kind, rest)| (kind, rest.split_once("```").unwrap().0))
            .collect()
    }

    /// Whether `T` holds all that the example holds, and the example all that `T` holds.
    fn complete<T: Serialize + serde::de::DeserializeOwned>(example: &str) -> bool {
        let value: T = serde_json::from_str(example).unwrap();
        let written: serde_json::Value = serde_json::from_str(&json(&value)).unwrap();
        written == serde_json::from_str::<serde_json::Value>(example).unwrap()
    }

    fn is_taken(name: &str, payload: &str) -> bool {
        let arrival = Arrival {
            topic: &topic("north", name),
            payload: payload.as_bytes(),
            retained: false,
        };
        read("north", &arrival, stamp()).is_ok()
    }

    #[test]
    fn the_examples_of_the_document_are_what_is_sent_and_taken() {
        let mut seen = vec![];
        for (kind, example) in examples() {
            assert!(
                match kind {
                    "alert" => complete::<Alert>(example),
                    "visitor" => complete::<VisitorView>(example),
                    "floor" => complete::<FloorView>(example),
                    "reply" => complete::<Reply>(example),
                    "status" => status_message("north", true).payload == example.trim_end(),
                    "camera" =>
                        camera_message("north", &unreachable("no stream")).payload
                            == example.trim_end(),
                    "command" =>
                        is_taken("commands/anna/alerts/01J00000000000000000000000", example),
                    "statement" => is_taken("commands/anna/visitors/V-7K3QD", example),
                    "shift" => is_taken("commands/anna/shift", example),
                    "staff" => complete::<StaffView>(example),
                    "event" => is_taken("events/crm", example),
                    other => panic!("no such message: {other}"),
                },
                "{kind}: {example}"
            );
            seen.push(kind);
        }
        assert_eq!(seen.len(), 15);
    }
}
