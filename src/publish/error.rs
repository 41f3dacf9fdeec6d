//! What can go wrong before the pump runs, and what can go wrong with a connection.

use std::{io, net::SocketAddr, path::PathBuf};

/// The settings cannot work, or the broker in the process did not come up.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("`{url}` {problem}\nhint: write mqtt://host:1883, or mqtts://host:8883 for TLS")]
    Url { url: String, problem: &'static str },
    #[error(
        "the broker's address holds a user or password\nhint: give the user in mqtt.user, and the password in \
         mqtt.password_file or the systemd credential mqtt-password"
    )]
    UrlHoldsLogin,
    #[error(
        "{key}: `{value}` cannot be part of an MQTT topic or client id\nhint: 1 to 64 characters, without / + # \
         and control characters"
    )]
    Name { key: &'static str, value: String },
    #[error(
        "mqtt.user is set, but there is no password\nhint: give it in mqtt.password_file or the systemd credential \
         mqtt-password"
    )]
    PasswordMissing,
    #[error("the MQTT password cannot be read from {}: {source}\nhint: the service's user must be able to read it", path.display())]
    PasswordFile { path: PathBuf, source: io::Error },
    #[error("everyone can read the MQTT password in {}\nhint: chmod o-rwx {}", path.display(), path.display())]
    PasswordOpen { path: PathBuf },
    #[error("mqtt.ca_file: no certificate can be read from {}: {reason}\nhint: a PEM file with the broker's CA", path.display())]
    CaFile { path: PathBuf, reason: String },
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    #[error(
        "the embedded MQTT broker cannot listen on {listen}: {source}\nhint: choose another mqtt.embedded_port (0: any \
         free one) or mqtt.embedded_listen, or stop what listens there"
    )]
    Port {
        listen: SocketAddr,
        source: io::Error,
    },
    #[error(
        "the embedded MQTT broker on {listen} does not answer\nhint: the log says why it did not start"
    )]
    Silent { listen: SocketAddr },
    #[error(
        "mqtt.embedded_listen: {listen} can be reached from other machines, and everybody there could read and write \
         everything\nhint: give users and passwords in mqtt.embedded_users_file; for tablets use Mosquitto \
         (config/mosquitto/)"
    )]
    ListenOpen { listen: SocketAddr },
    #[error("{key}: {}:{line}: {problem}\nhint: one name:password a line, in a file of mode 0600", path.display())]
    UsersLine {
        key: &'static str,
        path: PathBuf,
        line: usize,
        problem: &'static str,
    },
    #[error("mqtt.embedded_users_file: {} names nobody\nhint: one name:password a line, one of them mqtt.user's", path.display())]
    UsersNone { path: PathBuf },
    #[error(
        "the appliance cannot log in at its own broker: {problem} {}\nhint: mqtt.user and its password must be one of \
         the lines of that file", path.display()
    )]
    UsersLackUs {
        path: PathBuf,
        problem: &'static str,
    },
    #[error("the thread for MQTT cannot be started: {0}")]
    Thread(io::Error),
}

/// Why a connection did not come about, or ended. Two equal faults are one cause, and logged once. `showfloor doctor` says
/// the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the MQTT broker at {address} cannot be reached: {reason}; hint: {hint}")]
    Unreachable {
        address: String,
        reason: String,
        hint: &'static str,
    },
    #[error(
        "what listens at {address} does not answer in TLS; hint: is the port in mqtt.broker that of TLS (mostly 8883)? \
         For a broker without TLS write mqtt:// there"
    )]
    NoTls { address: String },
    #[error(
        "the MQTT broker at {address} speaks TLS on this port; hint: write mqtts:// into mqtt.broker, and its CA into \
         mqtt.ca_file"
    )]
    WantsTls { address: String },
    #[error(
        "what listens at {address} does not speak MQTT; hint: is the port in mqtt.broker the broker's (mostly 8883 with \
         TLS, 1883 without)?"
    )]
    NoMqtt { address: String },
    #[error(
        "the MQTT broker at {address} hangs up without an answer ({reason}); hint: its log says why; an embedded broker \
         does so where user or password are wrong"
    )]
    HungUp { address: String, reason: String },
    #[error("the certificate of the MQTT broker at {address} {problem}; hint: {hint}")]
    Certificate {
        address: String,
        problem: &'static str,
        hint: &'static str,
    },
    #[error(
        "no TLS with the MQTT broker at {address}: {reason}; hint: it must speak TLS 1.2 or newer, with a certificate for \
         a server, issued by the CA in mqtt.ca_file"
    )]
    Tls { address: String, reason: String },
    #[error(
        "the MQTT broker at {address} refuses user {user}: unknown user or wrong password; hint: check mqtt.user and the \
         password; scripts/mosquitto-users add makes both, and the broker must have been reloaded since"
    )]
    Login { address: String, user: String },
    #[error(
        "the MQTT broker at {address} lets nobody in without a user; hint: set mqtt.user and mqtt.password_file \
         (scripts/mosquitto-users add appliance NAME makes both)"
    )]
    LoginMissing { address: String },
    #[error(
        "the MQTT broker at {address} refuses the connection: {reason}; hint: the broker's log says more"
    )]
    Refused { address: String, reason: String },
    #[error(
        "the MQTT broker at {address} does not let user {user} listen to {filters}; hint: allow it in the broker's access \
         list: scripts/mosquitto-users add appliance {user} --site SITE, with SITE as in site.id"
    )]
    Subscription {
        address: String,
        user: String,
        filters: String,
    },
    #[error(
        "the MQTT broker at {address} does not let user {user} write {topic}; hint: allow it in the broker's access list: \
         scripts/mosquitto-users add appliance {user} --site SITE, with SITE as in site.id"
    )]
    MayNotWrite {
        address: String,
        user: String,
        topic: String,
    },
    #[error(
        "the MQTT broker at {address} does not let user {user} read {topic}; hint: allow it in the broker's access list: \
         scripts/mosquitto-users add appliance {user} --site SITE, with SITE as in site.id"
    )]
    MayNotRead {
        address: String,
        user: String,
        topic: String,
    },
    #[error(
        "the MQTT broker at {address} took a message to {topic} and did not bring it back; hint: user {user} must be \
         allowed to read and to write it"
    )]
    NoEcho {
        address: String,
        user: String,
        topic: String,
    },
    #[error(
        "the MQTT broker at {address} gave no answer to {question} for {seconds} s; hint: is it overloaded, or has it \
         stopped? Its log and a restart may help"
    )]
    NoAnswer {
        address: String,
        question: &'static str,
        seconds: u64,
    },
    #[error("the connection to the MQTT broker at {address} was lost: {reason}")]
    Lost { address: String, reason: String },
}

impl Fault {
    /// Whether a broker (its address, and who we are there) granted all of these filters; `refused` are the places of those
    /// that it did not.
    pub(super) fn of_subscription(
        (address, user): (&str, &str),
        filters: &[String],
        refused: &[usize],
    ) -> Result<(), Self> {
        let refused: Vec<_> = refused.iter().filter_map(|&n| filters.get(n)).collect();
        if refused.is_empty() {
            return Ok(());
        }
        Err(Self::Subscription {
            address: address.to_owned(),
            user: user.to_owned(),
            filters: refused
                .into_iter()
                .cloned()
                .collect::<Vec<_>>()
                .join(" and "),
        })
    }
}
