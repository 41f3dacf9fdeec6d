//! Whether the broker lets us write a topic. MQTT 3.1.1, which the appliance speaks, cannot say: a broker acknowledges
//! what it then throws away. MQTT 5 can, so it is asked for that alone.

use std::time::Duration;

use rumqttc::{
    TlsConfiguration, Transport,
    v5::{
        AsyncClient, Event, MqttOptions,
        mqttbytes::{
            QoS,
            v5::{Packet, PubAckReason},
        },
    },
};
use tokio::time::timeout;

use super::super::settings::Link;

/// Longest time for the whole question.
const PATIENCE: Duration = Duration::from_secs(10);

/// Publishes to `topic`; `None` where the broker does not say what it thinks of that.
pub(in super::super) async fn may_write(link: &Link, topic: &str, payload: &str) -> Option<bool> {
    timeout(PATIENCE, ask(link, topic, payload)).await.ok()?
}

async fn ask(link: &Link, topic: &str, payload: &str) -> Option<bool> {
    let (client, mut events) = AsyncClient::new(options(link), 2);
    loop {
        match events.poll().await.ok()? {
            Event::Incoming(Packet::ConnAck(_)) => {
                let (quality, payload) = (QoS::AtLeastOnce, payload.to_owned());
                client.publish(topic, quality, false, payload).await.ok()?;
            }
            Event::Incoming(Packet::PubAck(answer)) => {
                return match answer.reason {
                    PubAckReason::Success | PubAckReason::NoMatchingSubscribers => Some(true),
                    PubAckReason::NotAuthorized => Some(false),
                    _ => None,
                };
            }
            _ => {}
        }
    }
}

fn options(link: &Link) -> MqttOptions {
    let address = &link.address;
    let mut options =
        MqttOptions::new(format!("{}-5", link.client_id), &address.host, address.port);
    options.set_clean_start(true);
    if let Some(login) = &link.login {
        options.set_credentials(&login.user, &login.password);
    }
    if let Some(connector) = &link.tls {
        let tls = TlsConfiguration::NativeConnector(connector.clone());
        options.set_transport(Transport::tls_with_config(tls));
    }
    options
}
