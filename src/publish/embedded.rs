//! The broker in the process, for demo and small sites. The only file that names rumqttd.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use rumqttd::{Broker, Config, ConnectionSettings, RouterConfig, ServerSettings};

use super::{client::MAX_MESSAGE_BYTES, error::PublishError};
use crate::runtime::{Shutdown, spawn};

/// How often a starting broker is asked, and the wait in between: 5 s in all.
const TRIES: u32 = 100;
const TRY_EVERY: Duration = Duration::from_millis(50);

/// A broker on loopback, without passwords, that keeps nothing over a restart. It cannot be stopped: it ends with
/// the process.
#[derive(Debug)]
pub struct EmbeddedBroker {
    address: SocketAddr,
}

impl EmbeddedBroker {
    /// Starts a broker on 127.0.0.1, and returns when it answers. Port 0 takes any free one.
    ///
    /// # Errors
    /// The port is taken, or the broker does not answer within 5 s or before the stop is asked for.
    pub fn start(port: u16, shutdown: &Shutdown) -> Result<Self, PublishError> {
        // rumqttd reports success on a taken port, so the port is tried here first.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .and_then(|listener| listener.local_addr())
            .map_err(|source| PublishError::Port { port, source })?;
        let mut broker = Broker::new(config(address));
        spawn("broker", move || {
            if let Err(error) = broker.start() {
                tracing::error!(%error, "the embedded MQTT broker ended");
            }
        })
        .map_err(PublishError::Thread)?;
        for _ in 0..TRIES {
            if answers(address).is_ok() {
                return Ok(Self { address });
            }
            if shutdown.sleep(TRY_EVERY) {
                break;
            }
        }
        Err(PublishError::Silent {
            port: address.port(),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Connects as an MQTT 3.1.1 client, hears CONNACK, and leaves.
fn answers(address: SocketAddr) -> io::Result<()> {
    const CONNECT: &[u8] = b"\x10\x11\0\x04MQTT\x04\x02\0\x05\0\x05probe";
    const ACCEPTED: [u8; 4] = [0x20, 2, 0, 0];
    const DISCONNECT: &[u8] = b"\xe0\0";
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(CONNECT)?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer)?;
    if answer != ACCEPTED {
        return Err(io::ErrorKind::InvalidData.into());
    }
    stream.write_all(DISCONNECT)
}

fn config(listen: SocketAddr) -> Config {
    let connections = ConnectionSettings {
        connection_timeout_ms: 5_000,
        max_payload_size: 2 * MAX_MESSAGE_BYTES,
        // Also the most retained messages that a new subscriber gets.
        max_inflight_count: 1_000,
        auth: None,
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
            max_connections: 256,
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
    use super::*;

    #[test]
    fn a_taken_port_is_an_error_that_names_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = EmbeddedBroker::start(port, &Shutdown::new()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(&format!("127.0.0.1:{port}")) && text.contains("hint:"));
    }
}
