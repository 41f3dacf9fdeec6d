//! The broker in the process, for demo and small sites. The only file that names rumqttd.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    time::Duration,
};

use rumqttd::{Broker, Config, ConnectionSettings, RouterConfig, ServerSettings};

use super::{client::MAX_MESSAGE_BYTES, error::PublishError, settings::Login, users::users};
use crate::runtime::{Shutdown, spawn};

/// How often a starting broker is asked, and the wait in between: 5 s in all.
const TRIES: u32 = 100;
const TRY_EVERY: Duration = Duration::from_millis(50);

/// Where the broker in the process listens, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// Port 0 takes any free one.
    pub listen: SocketAddr,
    /// Lines of `name:password`; without it, everybody who reaches the broker is let in.
    pub users_file: Option<PathBuf>,
}

impl Embedded {
    /// On 127.0.0.1, for everybody on this machine.
    pub fn on_loopback(port: u16) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            users_file: None,
        }
    }

    /// Where this machine reaches it.
    pub(super) fn reached_at(&self) -> SocketAddr {
        let ip = match self.listen.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        SocketAddr::new(ip, self.listen.port())
    }

    /// Checks that the appliance itself gets in, and nobody from outside without a password.
    pub(super) fn lets_in(&self, login: Option<&Login>) -> Result<(), PublishError> {
        let Some(path) = &self.users_file else {
            let open = !self.listen.ip().is_loopback();
            let listen = self.listen;
            return if open {
                Err(PublishError::ListenOpen { listen })
            } else {
                Ok(())
            };
        };
        let users = known(path)?;
        let lacks = |problem| {
            Err(PublishError::UsersLackUs {
                path: path.clone(),
                problem,
            })
        };
        match login.map(|login| (users.get(&login.user), &login.password)) {
            None => lacks("mqtt.user is not set, and everybody needs a login by"),
            Some((None, _)) => lacks("mqtt.user is not in"),
            Some((Some(theirs), ours)) if theirs != ours => {
                lacks("the password of mqtt.user is another one in")
            }
            Some(_) => Ok(()),
        }
    }

    /// What an installer should know, where other machines reach it.
    pub(super) fn note(&self) -> Option<String> {
        (!self.listen.ip().is_loopback()).then(|| {
            format!(
                "mqtt.embedded_listen: other machines reach the embedded broker at {}. It has no TLS and no access list: \
                 whoever has one of its passwords may read everything and write every topic, as the appliance does. For \
                 tablets and other systems use Mosquitto (config/mosquitto/).",
                self.listen
            )
        })
    }
}

/// Who is let in, by name, with their passwords.
fn known(path: &Path) -> Result<HashMap<String, String>, PublishError> {
    let users = users("mqtt.embedded_users_file", path)?;
    if users.is_empty() {
        return Err(PublishError::UsersNone {
            path: path.to_owned(),
        });
    }
    Ok(users)
}

/// A broker in this process, which keeps nothing over a restart. It cannot be stopped: it ends with the process.
#[derive(Debug)]
pub struct EmbeddedBroker {
    address: SocketAddr,
}

impl EmbeddedBroker {
    /// Starts a broker on 127.0.0.1, without passwords, and returns when it answers. Port 0 takes any free one.
    ///
    /// # Errors
    /// The port is taken, or the broker does not answer within 5 s or before the stop is asked for.
    pub fn start(port: u16, shutdown: &Shutdown) -> Result<Self, PublishError> {
        Self::open(&Embedded::on_loopback(port), shutdown)
    }

    /// As [`EmbeddedBroker::start`], where and for whom it was told to.
    ///
    /// # Errors
    /// Also where the file of users is not as it should be, or would be needed.
    pub fn open(embedded: &Embedded, shutdown: &Shutdown) -> Result<Self, PublishError> {
        let users = embedded.users_file.as_deref();
        let users = users.map(known).transpose()?;
        if users.is_none() {
            embedded.lets_in(None)?;
        }
        // rumqttd reports success on a taken port, so the port is tried here first.
        let taken = |source| PublishError::Port {
            listen: embedded.listen,
            source,
        };
        let listener = TcpListener::bind(embedded.listen).map_err(taken)?;
        let listen = listener.local_addr().map_err(taken)?;
        drop(listener);
        let probe = hello(users.as_ref().and_then(|users| users.iter().next()));
        let mut broker = Broker::new(config(listen, users));
        spawn("broker", move || {
            if let Err(error) = broker.start() {
                tracing::error!(%error, "the embedded MQTT broker ended");
            }
        })
        .map_err(PublishError::Thread)?;
        let listening = Embedded {
            listen,
            users_file: None,
        };
        let address = listening.reached_at();
        for _ in 0..TRIES {
            if answers(address, &probe).is_ok() {
                return Ok(Self { address });
            }
            if shutdown.sleep(TRY_EVERY) {
                break;
            }
        }
        Err(PublishError::Silent { listen })
    }

    /// Where this machine reaches it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// CONNECT of an MQTT 3.1.1 client, with the login of one of the users where there are any.
fn hello(user: Option<(&String, &String)>) -> Vec<u8> {
    let field = |text: &str| [&(text.len() as u16).to_be_bytes(), text.as_bytes()].concat();
    let flags = if user.is_some() { 0xC2 } else { 0x02 };
    let mut body = [&field("MQTT")[..], &[4, flags, 0, 5], &field("probe")].concat();
    if let Some((name, password)) = user {
        body.extend([field(name), field(password)].concat());
    }
    // The length of the rest, seven bits a byte.
    let mut packet = vec![0x10];
    let mut length = body.len();
    while length >= 0x80 {
        packet.push((length % 0x80) as u8 | 0x80);
        length /= 0x80;
    }
    packet.push(length as u8);
    packet.extend(body);
    packet
}

/// Connects, hears CONNACK, and leaves.
fn answers(address: SocketAddr, hello: &[u8]) -> io::Result<()> {
    const ACCEPTED: [u8; 4] = [0x20, 2, 0, 0];
    const DISCONNECT: &[u8] = b"\xe0\0";
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(hello)?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer)?;
    if answer != ACCEPTED {
        return Err(io::ErrorKind::InvalidData.into());
    }
    stream.write_all(DISCONNECT)
}

fn config(listen: SocketAddr, users: Option<HashMap<String, String>>) -> Config {
    let connections = ConnectionSettings {
        connection_timeout_ms: 5_000,
        max_payload_size: 2 * MAX_MESSAGE_BYTES,
        // Also the most retained messages that a new subscriber gets.
        max_inflight_count: 1_000,
        auth: users,
        external_auth: None,
        dynamic_filters: true,
    };
    let server = ServerSettings {
        name: "embedded".to_owned(),
        listen,
        tls: None,
        next_connection_delay_ms: 1,
        connections,
    };
    Config {
        // Kept in memory for every subscribed filter, so small: a slow subscriber may be this far behind.
        router: RouterConfig {
            max_connections: 1_024,
            max_outgoing_packet_count: 200,
            max_segment_size: 1024 * 1024,
            max_segment_count: 8,
            ..RouterConfig::default()
        },
        v4: Some(HashMap::from([("embedded".to_owned(), server)])),
        ..Config::default()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
    };

    use tempfile::TempDir;

    use super::*;

    fn file(text: &str) -> (TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("users");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        (dir, path)
    }

    #[test]
    fn a_taken_port_is_an_error_that_names_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = EmbeddedBroker::start(port, &Shutdown::new()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(&format!("127.0.0.1:{port}")) && text.contains("hint:"));
    }

    #[test]
    fn other_machines_are_not_let_in_without_passwords() {
        let open = Embedded {
            listen: "0.0.0.0:0".parse().unwrap(),
            users_file: None,
        };
        let error = EmbeddedBroker::open(&open, &Shutdown::new()).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("embedded_users_file") && text.contains("Mosquitto"),
            "{text}"
        );
        assert!(
            open.note()
                .is_some_and(|note| note.contains("write every topic"))
        );
        assert_eq!(Embedded::on_loopback(1883).note(), None);
    }

    #[test]
    fn a_broker_with_users_answers_and_the_appliance_must_be_one_of_them() {
        let (_dir, path) = file("anna:geheim12\n");
        let embedded = Embedded {
            users_file: Some(path),
            ..Embedded::on_loopback(0)
        };
        let broker = EmbeddedBroker::open(&embedded, &Shutdown::new()).unwrap();
        assert!(answers(broker.address(), &hello(None)).is_err());
        let wrong = ("anna".to_owned(), "guess".to_owned());
        assert!(answers(broker.address(), &hello(Some((&wrong.0, &wrong.1)))).is_err());

        let login = |user: &str, password: &str| Login {
            user: user.into(),
            password: password.into(),
        };
        assert!(embedded.lets_in(Some(&login("anna", "geheim12"))).is_ok());
        for (ours, told) in [
            (None, "mqtt.user is not set"),
            (Some(login("bob", "geheim12")), "mqtt.user is not in"),
            (Some(login("anna", "guess")), "the password of mqtt.user"),
        ] {
            let text = embedded.lets_in(ours.as_ref()).unwrap_err().to_string();
            assert!(text.contains(told) && !text.contains("geheim"), "{text}");
        }
    }
}
