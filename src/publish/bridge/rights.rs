//! What a tablet may ask of the broker: as much as the access list grants it (`config/mosquitto/acl.example`), also where
//! the broker has none.

use super::{
    super::{inbound::MAX_COMMAND_BYTES, messages::topic, settings::Login},
    packet::{Fields, Packet, field},
};

/// Longest time between two signs of life, seconds: a tablet that is gone is noticed after half as much again.
const MAX_KEEP_ALIVE: u16 = 120;

/// Longest name of a device.
const MAX_DEVICE: usize = 32;

/// Why a tablet's connection was ended: no page of ours does this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    #[error("what it sent is no MQTT 3.1.1")]
    NoMqtt,
    #[error("it sent more than a tablet has to say")]
    TooLong,
    #[error("it did not begin with CONNECT, or not in time")]
    NoConnect,
    #[error("its client id is not `{expected}` and the device's letters and digits")]
    ClientId { expected: String },
    #[error("it asked for a last will")]
    Will,
    #[error("its keep-alive is not between 1 and {MAX_KEEP_ALIVE} s")]
    KeepAlive,
    #[error("it may not listen to {filter:?}")]
    Listen { filter: String },
    #[error("it may not write {topic:?}")]
    Write { topic: String },
    #[error("it asked for retained messages, or for QoS 2")]
    Quality,
}

/// So many letters of what a tablet asked for are told.
const NAMED: usize = 80;

/// Whose tablet, and what follows from that.
pub(super) struct Rights {
    client_id_begins: String,
    listens: Vec<String>,
    writes_below: String,
}

impl Rights {
    pub(super) fn of(site: &str, user: &str) -> Self {
        let own = format!("replies/{user}");
        let names = [
            "status",
            "floor",
            "alerts",
            "alerts/+",
            "visitors/+",
            "staff/+",
            "cameras/+/status",
            &own,
        ];
        Self {
            client_id_begins: format!("web-{user}-"),
            listens: names.map(|name| topic(site, name)).to_vec(),
            writes_below: topic(site, &format!("commands/{user}/")),
        }
    }

    /// CONNECT as it goes to the broker: with a login that the browser knows nothing of.
    pub(super) fn connect(&self, packet: &Packet, login: Option<&Login>) -> Result<Packet, Breach> {
        const NAME_OR_PASSWORD: u8 = 0b1100_0000;
        const WILL: u8 = 0b0011_1100;
        const CLEAN: u8 = 0b0000_0010;
        if packet.first != Packet::CONNECT << 4 {
            return Err(Breach::NoConnect);
        }
        let mut fields = Fields::of(&packet.body);
        let (protocol, level) = (fields.text()?, fields.byte()?);
        let (flags, keep_alive) = (fields.byte()?, fields.number()?);
        if protocol != "MQTT" || level != 4 || flags & 1 != 0 {
            return Err(Breach::NoMqtt);
        }
        if flags & WILL != 0 {
            return Err(Breach::Will);
        }
        if !(1..=MAX_KEEP_ALIVE).contains(&keep_alive) {
            return Err(Breach::KeepAlive);
        }
        let id = fields.text()?;
        let device = id.strip_prefix(&self.client_id_begins);
        let good = |device: &str| {
            (1..=MAX_DEVICE).contains(&device.len())
                && device.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        if !device.is_some_and(good) {
            let expected = self.client_id_begins.clone();
            return Err(Breach::ClientId { expected });
        }
        // What it says of a user is not looked at: the session of the page is who it is.
        let own = if login.is_some() { NAME_OR_PASSWORD } else { 0 };
        let mut body = field("MQTT");
        body.extend([4, flags & CLEAN | own]);
        body.extend(keep_alive.to_be_bytes());
        body.extend(field(id));
        if let Some(login) = login {
            body.extend(field(&login.user));
            body.extend(field(&login.password));
        }
        Ok(Packet {
            first: packet.first,
            body,
        })
    }

    /// Whether a packet after CONNECT may go to the broker.
    pub(super) fn judge(&self, packet: &Packet) -> Result<(), Breach> {
        match (packet.kind(), packet.flags(), packet.body.len()) {
            (Packet::PUBLISH, ..) => self.publish(packet),
            (Packet::SUBSCRIBE, 2, _) => self.filters(packet, true),
            (Packet::UNSUBSCRIBE, 2, _) => self.filters(packet, false),
            (Packet::PUBACK, 0, 2) | (Packet::PINGREQ | Packet::DISCONNECT, 0, 0) => Ok(()),
            _ => Err(Breach::NoMqtt),
        }
    }

    fn publish(&self, packet: &Packet) -> Result<(), Breach> {
        const RETAIN: u8 = 1;
        let quality = packet.flags() >> 1 & 0b11;
        if packet.flags() & RETAIN != 0 || quality > 1 {
            return Err(Breach::Quality);
        }
        let mut fields = Fields::of(&packet.body);
        let topic = fields.text()?;
        let below = topic.strip_prefix(&self.writes_below);
        let good = |below: &str| !below.is_empty() && !below.contains(['+', '#']);
        if !below.is_some_and(good) {
            let topic = topic.chars().take(NAMED).collect();
            return Err(Breach::Write { topic });
        }
        if quality > 0 {
            fields.number()?;
        }
        if fields.rest().len() > MAX_COMMAND_BYTES {
            return Err(Breach::TooLong);
        }
        Ok(())
    }

    /// SUBSCRIBE, whose filters have a quality each, or UNSUBSCRIBE.
    fn filters(&self, packet: &Packet, with_quality: bool) -> Result<(), Breach> {
        let mut fields = Fields::of(&packet.body);
        fields.number()?;
        if fields.is_empty() {
            return Err(Breach::NoMqtt);
        }
        while !fields.is_empty() {
            let filter = fields.text()?;
            if !self.listens.iter().any(|granted| granted == filter) {
                let filter = filter.chars().take(NAMED).collect();
                return Err(Breach::Listen { filter });
            }
            if with_quality && fields.byte()? > 1 {
                return Err(Breach::Quality);
            }
        }
        Ok(())
    }
}
