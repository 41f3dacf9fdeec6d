//! What is wrong with a connection, from the errors of libraries to the words of a [`Fault`].

use std::{
    io::{self, ErrorKind},
    time::Duration,
};

use rumqttc::{
    ConnectReturnCode, ConnectionError, StateError, mqttbytes,
    tokio_native_tls::{self, native_tls},
};
use tokio::{net::TcpStream, time::timeout};

use super::{
    super::{address::Address, error::Fault, settings::Link},
    CONNECT_TIMEOUT_S,
};

/// Longest wait for an answer in TLS from a port that gave none in MQTT.
const HELLO: Duration = Duration::from_secs(5);

const SWITCHED_ON: &str = "is that machine switched on and in this network, is the address in mqtt.broker right, \
    and does its firewall let the port through?";

/// What OpenSSL says of a certificate, what that means, and how to mend it. The first that fits counts.
const CERTIFICATES: &[(&str, &str, &str)] = &[
    (
        "has expired",
        "has expired",
        "make a new one (move server.crt and server.key away, then scripts/mosquitto-users certificates) and restart the \
         broker; where it is still good, this machine's clock is wrong (date)",
    ),
    (
        "not yet valid",
        "is not yet valid",
        "this machine's clock or that of the one which made it is wrong (date); set it, or make a new certificate",
    ),
    (
        "hostname mismatch",
        "is for another host name",
        "write a name into mqtt.broker that stands in the certificate, or make one for this name \
         (scripts/mosquitto-users certificates)",
    ),
    (
        "ip address mismatch",
        "is not for this address",
        "write a name into mqtt.broker that stands in the certificate, or make one for this address \
         (scripts/mosquitto-users certificates)",
    ),
    (
        "issuer certificate",
        "was issued by another CA than the one that is trusted",
        TRUST,
    ),
    (
        "self-signed certificate",
        "was issued by another CA than the one that is trusted",
        TRUST,
    ),
    (
        "self signed certificate",
        "was issued by another CA than the one that is trusted",
        TRUST,
    ),
    (
        "verify the first certificate",
        "was issued by another CA than the one that is trusted",
        TRUST,
    ),
    (
        "signature failure",
        "was issued by another CA than the one that is trusted",
        TRUST,
    ),
];

const TRUST: &str = "mqtt.ca_file must be the certificate of the CA that issued the broker's: ca.crt of \
    scripts/mosquitto-users certificates";

/// What OpenSSL says where the other side speaks no TLS at all.
const NO_TLS: &[&str] = &[
    "wrong version number",
    "unexpected eof",
    "packet length too long",
    "record layer failure",
    "http request",
    "reset by peer",
    "closed via error",
];

/// What faults quote.
pub(super) struct Names {
    address: Address,
    user: Option<String>,
}

impl Names {
    pub(super) fn of(link: &Link) -> Self {
        Self {
            address: link.address.clone(),
            user: link.login.as_ref().map(|login| login.user.clone()),
        }
    }

    /// Names what ended a connection; `connected`: the broker had let us in before.
    pub(super) async fn fault(&self, error: &ConnectionError, connected: bool) -> Fault {
        let address = self.address.to_string();
        match error {
            ConnectionError::Io(error) => self.unreachable(error),
            ConnectionError::Tls(error) => self.tls(&error.to_string()),
            ConnectionError::NetworkTimeout => Fault::Unreachable {
                address,
                reason: format!("no answer for {CONNECT_TIMEOUT_S} s"),
                hint: SWITCHED_ON,
            },
            ConnectionError::ConnectionRefused(code) => self.refused(*code),
            ConnectionError::MqttState(StateError::Deserialization(
                mqttbytes::Error::PayloadSizeLimitExceeded(bytes),
            )) if connected => Fault::Lost {
                address,
                reason: format!(
                    "somebody sent {bytes} bytes; hint: limit the size of messages in the broker"
                ),
            },
            other if connected => Fault::Lost {
                address,
                reason: other.to_string(),
            },
            other => self.no_welcome(other).await,
        }
    }

    fn unreachable(&self, error: &io::Error) -> Fault {
        let address = self.address.to_string();
        let (reason, hint) = match error.kind() {
            ErrorKind::ConnectionRefused => (
                "nothing listens on this port".to_owned(),
                "is the broker running (systemctl status mosquitto), and is the port in mqtt.broker its own?",
            ),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                ("there is no way to this address".to_owned(), SWITCHED_ON)
            }
            ErrorKind::TimedOut => ("no answer".to_owned(), SWITCHED_ON),
            _ if error.to_string().contains("lookup address") => (
                format!(
                    "the name `{}` is not known in this network",
                    self.address.host
                ),
                "check the host in mqtt.broker, or write its IP address",
            ),
            _ => (error.to_string(), SWITCHED_ON),
        };
        Fault::Unreachable {
            address,
            reason,
            hint,
        }
    }

    fn tls(&self, reason: &str) -> Fault {
        let address = self.address.to_string();
        let said = reason.to_lowercase();
        let known = CERTIFICATES.iter().find(|(word, ..)| said.contains(word));
        if let Some((_, problem, hint)) = known {
            return Fault::Certificate {
                address,
                problem,
                hint,
            };
        }
        if NO_TLS.iter().any(|word| said.contains(word)) {
            return Fault::NoTls { address };
        }
        Fault::Tls {
            address,
            reason: reason.to_owned(),
        }
    }

    /// The connection came about, and ended before the broker said yes or no.
    async fn no_welcome(&self, error: &ConnectionError) -> Fault {
        let address = self.address.to_string();
        if !self.address.tls && self.speaks_tls().await {
            return Fault::WantsTls { address };
        }
        match error {
            ConnectionError::NotConnAck(_)
            | ConnectionError::MqttState(StateError::Deserialization(_)) => {
                Fault::NoMqtt { address }
            }
            other => Fault::HungUp {
                address,
                reason: other.to_string(),
            },
        }
    }

    /// Whether the port answers a hello in TLS, whatever its certificate. Nothing is said to it.
    async fn speaks_tls(&self) -> bool {
        let host = self.address.host.trim_matches(['[', ']']);
        let hello = async {
            let connector = native_tls::TlsConnector::builder()
                .danger_accept_invalid_certs(true)
                .danger_accept_invalid_hostnames(true)
                .build()
                .ok()?;
            let stream = TcpStream::connect((host, self.address.port)).await.ok()?;
            let connector = tokio_native_tls::TlsConnector::from(connector);
            connector.connect(host, stream).await.ok()
        };
        matches!(timeout(HELLO, hello).await, Ok(Some(_)))
    }

    fn refused(&self, code: ConnectReturnCode) -> Fault {
        let address = self.address.to_string();
        match (code, &self.user) {
            (ConnectReturnCode::BadUserNamePassword | ConnectReturnCode::NotAuthorized, None) => {
                Fault::LoginMissing { address }
            }
            (
                ConnectReturnCode::BadUserNamePassword | ConnectReturnCode::NotAuthorized,
                Some(user),
            ) => Fault::Login {
                address,
                user: user.clone(),
            },
            (other, _) => Fault::Refused {
                address,
                reason: format!("{other:?}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(openssl: &str) -> String {
        let names = Names {
            address: "mqtts://broker".parse().unwrap(),
            user: None,
        };
        names.tls(openssl).to_string()
    }

    #[test]
    fn what_openssl_says_of_a_certificate_is_said_in_words() {
        const FAILED: &str = "Native TLS error error:0A000086:SSL routines:tls_post_process_server_certificate:\
            certificate verify failed:../ssl/statem/statem_clnt.c:1889:";
        for (openssl, words) in [
            ("(certificate has expired)", "has expired"),
            ("(certificate is not yet valid)", "not yet valid"),
            ("(Hostname mismatch)", "another host name"),
            ("(IP address mismatch)", "not for this address"),
            ("(unable to get local issuer certificate)", "another CA"),
            (
                "(self-signed certificate in certificate chain)",
                "another CA",
            ),
            (
                "(unsuitable certificate purpose)",
                "unsuitable certificate purpose",
            ),
        ] {
            let text = told(&format!("{FAILED} {openssl}"));
            assert!(text.contains(words) && text.contains("hint:"), "{text}");
        }
        assert!(
            told("error:0A00010B:SSL routines:ssl3_get_record:wrong version number")
                .contains("does not answer in TLS")
        );
    }
}
