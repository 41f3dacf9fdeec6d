//! What can go wrong before the pump runs, and what can go wrong with a connection.

use std::{io, path::PathBuf};

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
        "the embedded MQTT broker cannot listen on 127.0.0.1:{port}: {source}\nhint: choose another mqtt.embedded_port (0: any \
         free one), or stop what listens there"
    )]
    Port { port: u16, source: io::Error },
    #[error(
        "the embedded MQTT broker on 127.0.0.1:{port} does not answer\nhint: the log says why it did not start"
    )]
    Silent { port: u16 },
    #[error("the thread for MQTT cannot be started: {0}")]
    Thread(io::Error),
}

/// Why a connection did not come about, or ended. Two equal faults are one cause, and logged once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error(
        "the MQTT broker at {address} cannot be reached: {reason}; hint: is it running, and is mqtt.broker right?"
    )]
    Unreachable { address: String, reason: String },
    #[error(
        "no TLS with the MQTT broker at {address}: {reason}; hint: mqtt.ca_file must hold the CA of the broker's \
         certificate, and the certificate the host's name"
    )]
    Tls { address: String, reason: String },
    #[error(
        "the MQTT broker at {address} refuses user {user}: {reason}; hint: check mqtt.user, the password, and the \
         broker's access list"
    )]
    Login {
        address: String,
        user: String,
        reason: &'static str,
    },
    #[error("the MQTT broker at {address} refuses the connection: {reason}")]
    Refused { address: String, reason: String },
    #[error(
        "the MQTT broker at {address} does not let us listen to {filters}; hint: allow it in the broker's access list"
    )]
    Subscription { address: String, filters: String },
    #[error("the MQTT broker at {address} gave no answer to {question} for {seconds} s")]
    NoAnswer {
        address: String,
        question: &'static str,
        seconds: u64,
    },
    #[error("the connection to the MQTT broker at {address} was lost: {reason}")]
    Lost { address: String, reason: String },
}
