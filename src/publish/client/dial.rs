//! A bare stream to a broker, for bytes that are somebody else's packets.

use std::time::Duration;

use rumqttc::{ConnectionError, TlsError, tokio_native_tls::TlsConnector};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};

use super::{
    super::{error::Fault, settings::Link},
    CONNECT_TIMEOUT_S,
    diagnose::Names,
};

/// Bytes to and from a broker.
pub(in crate::publish) trait Bytes:
    AsyncRead + AsyncWrite + Send + Unpin
{
}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

/// A stream, in TLS or not.
pub(in crate::publish) type Wire = Box<dyn Bytes>;

/// Reaches the broker of a link, in TLS where that is its way.
pub(in crate::publish) async fn dial(link: &Link) -> Result<Wire, Fault> {
    let reached = timeout(Duration::from_secs(CONNECT_TIMEOUT_S), reach(link)).await;
    let error = match reached {
        Ok(Ok(wire)) => return Ok(wire),
        Ok(Err(error)) => error,
        Err(_) => ConnectionError::NetworkTimeout,
    };
    Err(Names::of(link).fault(&error, false).await)
}

async fn reach(link: &Link) -> Result<Wire, ConnectionError> {
    let host = link.address.host.trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, link.address.port)).await?;
    stream.set_nodelay(true)?;
    let Some(connector) = &link.tls else {
        return Ok(Box::new(stream));
    };
    let connector = TlsConnector::from(connector.clone());
    let connected = connector.connect(host, stream).await;
    let stream = connected.map_err(|error| ConnectionError::Tls(TlsError::NativeTls(error)))?;
    Ok(Box::new(stream))
}
