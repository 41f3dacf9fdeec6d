//! One connection to a broker. Only this file and those below it name rumqttc.
//!
//! A connection is made afresh for every attempt: a rumqttc client that is polled on while the broker is away spins,
//! and replays what it had in flight. Our outbox is the only queue.

mod diagnose;
mod dial;
mod permission;

use std::{fs, path::Path, time::Duration};

pub(super) use dial::{Wire, dial};
pub(super) use permission::may_write;
pub(super) use rumqttc::tokio_native_tls::native_tls::TlsConnector;
use rumqttc::{
    AsyncClient, ClientError, Event, EventLoop, LastWill, MqttOptions, NetworkOptions, Outgoing,
    Packet, QoS, SubscribeFilter, SubscribeReasonCode, TlsConfiguration, Transport,
    tokio_native_tls::native_tls::{self, Certificate, Protocol},
};
use tokio::sync::mpsc;

use self::diagnose::Names;
use super::{
    error::{Fault, PublishError},
    settings::Link,
};
use crate::types::OutboxMessage;

/// Longest topic and payload together that we send; brokers of the contract take at least this.
pub(super) const MAX_MESSAGE_BYTES: usize = 256 * 1024;

/// Longest packet that is read, so that a far too long command can still be answered. A longer one costs the sender
/// the answer and us the connection.
const MAX_INCOMING_BYTES: usize = 4 * 1024 * 1024;

/// A dead connection is noticed after at most twice this.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Longest time for TCP, TLS and CONNACK together, and for one flush.
const CONNECT_TIMEOUT_S: u64 = 10;

/// Requests that may wait for the driver; one message in flight and a subscription need two.
const REQUESTS: usize = 8;

/// Notices that may wait for whoever reads them; the driver stops reading the network when they are full.
const NOTICES: usize = 16;

/// What happened on a connection, in order.
#[derive(Debug)]
pub(super) enum Notice {
    Connected,
    /// The broker's answer to the subscriptions: which of them it refuses, by their place in the list.
    Subscribed {
        refused: Vec<usize>,
    },
    /// The broker has ended what we asked it to end.
    Unsubscribed,
    /// The message asked for last has this packet id.
    Sent(u16),
    /// The broker has the message of this packet id.
    Acknowledged(u16),
    Arrived {
        topic: String,
        payload: Vec<u8>,
        retained: bool,
    },
    /// We said goodbye; the broker will not send the last will.
    Disconnected,
    /// The connection is gone; nothing follows.
    Broken(Fault),
}

/// The near end of a connection: ask here, hear the answers as notices.
#[derive(Debug)]
pub(super) struct Connection {
    client: AsyncClient,
    pub(super) notices: mpsc::Receiver<Notice>,
}

/// The far end: moves the bytes for as long as it is polled.
pub(super) struct Driver {
    events: EventLoop,
    notices: mpsc::Sender<Notice>,
    names: Names,
    /// Whether the broker has let us in.
    connected: bool,
}

/// Prepares a connection; it begins when the driver runs. The broker publishes `will` where it ends without goodbye.
pub(super) fn connect(link: &Link, will: Option<OutboxMessage>) -> (Connection, Driver) {
    let (client, mut events) = AsyncClient::new(options(link, will), REQUESTS);
    let mut network = NetworkOptions::new();
    network.set_tcp_nodelay(true);
    network.set_connection_timeout(CONNECT_TIMEOUT_S);
    events.set_network_options(network);
    let (sender, notices) = mpsc::channel(NOTICES);
    let driver = Driver {
        events,
        notices: sender,
        names: Names::of(link),
        connected: false,
    };
    (Connection { client, notices }, driver)
}

/// A TLS set-up that trusts `ca_file` alone, or the system's CAs.
pub(super) fn tls(ca_file: Option<&Path>) -> Result<TlsConnector, PublishError> {
    let mut builder = TlsConnector::builder();
    builder.min_protocol_version(Some(Protocol::Tlsv12));
    if let Some(path) = ca_file {
        builder.disable_built_in_roots(true);
        for certificate in certificates(path)? {
            builder.add_root_certificate(certificate);
        }
    }
    builder
        .build()
        .map_err(|e| PublishError::Tls(e.to_string()))
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, PublishError> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    let failed = |reason: String| PublishError::CaFile {
        path: path.to_owned(),
        reason,
    };
    let text = fs::read_to_string(path).map_err(|e| failed(e.to_string()))?;
    let found: Result<Vec<_>, native_tls::Error> = text
        .match_indices(BEGIN)
        .map(|(at, _)| {
            let end = text[at + BEGIN.len()..]
                .find(BEGIN)
                .map_or(text.len(), |next| at + BEGIN.len() + next);
            Certificate::from_pem(&text.as_bytes()[at..end])
        })
        .collect();
    match found {
        Ok(found) if found.is_empty() => Err(failed("it holds none".to_owned())),
        Ok(found) => Ok(found),
        Err(e) => Err(failed(e.to_string())),
    }
}

/// Why no broker will ever take a message, or `None`.
pub(super) fn undeliverable(message: &OutboxMessage) -> Option<String> {
    let bytes = message.topic.len() + message.payload.len();
    if message.topic.is_empty() || !rumqttc::valid_topic(&message.topic) {
        Some("its topic is empty or holds a wildcard".to_owned())
    } else if message.topic.len() > usize::from(u16::MAX) || bytes > MAX_MESSAGE_BYTES {
        Some(format!(
            "it has {bytes} bytes; at most {MAX_MESSAGE_BYTES} can be sent"
        ))
    } else {
        None
    }
}

fn options(link: &Link, will: Option<OutboxMessage>) -> MqttOptions {
    let address = &link.address;
    let mut options = MqttOptions::new(&link.client_id, &address.host, address.port);
    options
        .set_keep_alive(KEEP_ALIVE)
        .set_clean_session(true)
        .set_max_packet_size(MAX_INCOMING_BYTES, MAX_MESSAGE_BYTES + 1024);
    if let Some(will) = will {
        let (qos, retain) = (QoS::AtLeastOnce, will.retain);
        options.set_last_will(LastWill::new(will.topic, will.payload, qos, retain));
    }
    if let Some(login) = &link.login {
        options.set_credentials(&login.user, &login.password);
    }
    if let Some(connector) = &link.tls {
        let tls = TlsConfiguration::NativeConnector(connector.clone());
        options.set_transport(Transport::tls_with_config(tls));
    }
    options
}

impl Connection {
    /// Asks to send a message at `QoS` 1; [`Notice::Sent`] and [`Notice::Acknowledged`] follow.
    pub(super) async fn publish(&self, message: &OutboxMessage) {
        let (topic, payload) = (message.topic.as_str(), message.payload.as_str());
        let asked = self
            .client
            .publish(topic, QoS::AtLeastOnce, message.retain, payload)
            .await;
        self.note(&asked);
    }

    /// Asks for the topics of a site that concern us; [`Notice::Subscribed`] follows.
    pub(super) async fn subscribe(&self, filters: &[String]) {
        let filters = filters
            .iter()
            .map(|f| SubscribeFilter::new(f.clone(), QoS::AtLeastOnce));
        let asked = self.client.subscribe_many(filters).await;
        self.note(&asked);
    }

    /// Asks for topics that are wanted for a moment, at `QoS` 0: they come at once and in order. [`Notice::Subscribed`] follows.
    pub(super) async fn subscribe_once(&self, filters: &[String]) {
        let filters = filters
            .iter()
            .map(|f| SubscribeFilter::new(f.clone(), QoS::AtMostOnce));
        let asked = self.client.subscribe_many(filters).await;
        self.note(&asked);
    }

    /// Ends such a subscription; [`Notice::Unsubscribed`] follows the last of the answers.
    pub(super) async fn unsubscribe(&self, filters: &[String]) {
        for filter in filters {
            let asked = self.client.unsubscribe(filter.clone()).await;
            self.note(&asked);
        }
    }

    /// Says goodbye; [`Notice::Disconnected`] follows.
    pub(super) async fn disconnect(&self) {
        let asked = self.client.disconnect().await;
        self.note(&asked);
    }

    /// A request fails only where the driver has ended, which told why in its last notice.
    fn note(&self, asked: &Result<(), ClientError>) {
        if asked.is_err() {
            tracing::debug!(
                waiting = self.notices.len(),
                "asked of a connection that has ended"
            );
        }
    }
}

impl Driver {
    /// Connects and keeps the connection going; when it breaks, tells so as the last notice, and returns.
    pub(super) async fn run(mut self) {
        loop {
            let notice = match self.events.poll().await {
                Ok(event) => notice(event),
                Err(error) => {
                    let fault = self.names.fault(&error, self.connected).await;
                    Some(Notice::Broken(fault))
                }
            };
            let Some(notice) = notice else { continue };
            self.connected |= matches!(notice, Notice::Connected);
            let last = matches!(notice, Notice::Broken(_));
            if self.notices.send(notice).await.is_err() || last {
                return;
            }
        }
    }
}

fn notice(event: Event) -> Option<Notice> {
    match event {
        Event::Incoming(Packet::ConnAck(_)) => Some(Notice::Connected),
        Event::Incoming(Packet::SubAck(answer)) => {
            let codes = answer.return_codes.iter().enumerate();
            let refused = codes.filter(|(_, code)| **code == SubscribeReasonCode::Failure);
            let refused = refused.map(|(place, _)| place).collect();
            Some(Notice::Subscribed { refused })
        }
        Event::Incoming(Packet::UnsubAck(_)) => Some(Notice::Unsubscribed),
        Event::Incoming(Packet::PubAck(answer)) => Some(Notice::Acknowledged(answer.pkid)),
        Event::Incoming(Packet::Publish(publish)) => Some(Notice::Arrived {
            topic: publish.topic,
            payload: publish.payload.to_vec(),
            retained: publish.retain,
        }),
        Event::Outgoing(Outgoing::Publish(id)) => Some(Notice::Sent(id)),
        Event::Outgoing(Outgoing::Disconnect) => Some(Notice::Disconnected),
        Event::Incoming(_) | Event::Outgoing(_) => None,
    }
}
