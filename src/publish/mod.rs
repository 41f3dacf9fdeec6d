//! What is said to the outside, and what comes in from there: MQTT, webhooks (`webhook`), and other
//! sites of the group that are asked for their figures (`group_site`).
//!
//! `messages` and `inbound` are pure: domain types to topics and payloads, and back. `pump` empties the durable
//! outbox into the broker, one `session` after the other, one message in flight, and takes commands and events in.
//! `tablet` is the other end, for simulated staff; `bridge` joins tablets in browsers to the broker, for `web`. `talk` holds what both ask of a broker, `tries` how both come back to
//! one that is away. `client` and what is below it alone name rumqttc, `embedded` alone names rumqttd. `probe` asks a broker
//! whether all this would work. `app` calls
//! this module, and `cmd` for its tablets; `docs/mqtt.md` is what it promises to others.

mod address;
mod announce;
mod bridge;
mod client;
mod counters;
mod embedded;
mod error;
mod group_site;
mod homeassistant;
mod inbound;
mod messages;
mod probe;
mod pump;
mod session;
mod settings;
mod sweep;
mod tablet;
mod talk;
mod tries;
mod underway;
mod users;
mod webhook;

pub use address::Address;
pub use bridge::{Breach, Bridge, BridgeFault};
pub use counters::{Counters, Totals};
pub use embedded::{Embedded, EmbeddedBroker};
pub use error::{Fault, PublishError};
pub use group_site::{GroupError, GroupSite};
pub use homeassistant::{Discovery, Showroom};
pub use inbound::{Arrival, MAX_COMMAND_BYTES, Refusal, SentEvent, Unread, read, read_event};
pub use messages::{
    Reply, ReplyResult, alert_messages, camera_message, floor_message, reply_message, staff_gone,
    staff_message, visitor_gone, visitor_message,
};
pub use probe::{ProbeError, Probed, probe};
pub use pump::{Wiring, run, run_blocking};
pub use settings::{Broker, Link, Settings};
pub use tablet::{Busy, Heard, Tablet, TabletNews, TabletSettings, Touch};
pub use webhook::{
    Courier, Delivered, Format, News, On, Reason, Webhook, WebhookError, WebhookUrl, What, delivery,
};
