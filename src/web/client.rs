//! What commands on this machine ask the running appliance over HTTP.

use std::{
    fs,
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    path::PathBuf,
    time::Duration,
};

use openssl::{
    ssl::{SslConnector, SslMethod, SslVerifyMode},
    x509::X509,
};

use super::settings::{Settings, TlsSettings};

/// For a connection to this machine, and for each part of the answer.
const CONNECT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_secs(10);
/// Longest answer, in bytes.
const LONGEST: u64 = 8 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("nothing answers at {address}: {source}")]
    Nobody {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("who listens at {address} does not show the certificate of {}", .certificate.display())]
    Stranger {
        address: SocketAddr,
        certificate: PathBuf,
    },
    #[error("the certificate {} cannot be read: {source}", .certificate.display())]
    Certificate {
        certificate: PathBuf,
        source: io::Error,
    },
    #[error("the connection to {address} broke: {source}")]
    Broken {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("{address} refuses with {status}: {reason}")]
    Refused {
        address: SocketAddr,
        status: u16,
        reason: String,
    },
}

/// Asks the appliance of these settings, on this machine, and gives the body of its answer. The token goes to nobody who does
/// not show the appliance's certificate, where it has one.
///
/// # Errors
/// Nobody answers, it is somebody else, or the answer is no.
pub fn fetch(settings: &Settings, path: &str, token: &str) -> Result<String, FetchError> {
    let address = here(settings.listen());
    let nobody = |source| FetchError::Nobody { address, source };
    let broken = |source| FetchError::Broken { address, source };
    let stream = TcpStream::connect_timeout(&address, CONNECT).map_err(nobody)?;
    stream.set_read_timeout(Some(ANSWER)).map_err(broken)?;
    stream.set_write_timeout(Some(ANSWER)).map_err(broken)?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    let answer = match settings.tls() {
        None => exchange(stream, &request).map_err(broken)?,
        Some(tls) => {
            let stream = secured(stream, tls, address)?;
            exchange(stream, &request).map_err(broken)?
        }
    };
    read(&answer, address)
}

/// Where this machine reaches what listens there.
fn here(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// A connection to whoever shows the certificate that the appliance has. By which name it is reached does not matter: it is
/// this one certificate.
fn secured(
    stream: TcpStream,
    tls: &TlsSettings,
    address: SocketAddr,
) -> Result<openssl::ssl::SslStream<TcpStream>, FetchError> {
    let certificate = tls.certificate();
    let unreadable = |source| FetchError::Certificate {
        certificate: certificate.clone(),
        source,
    };
    let pem = fs::read(&certificate).map_err(unreadable)?;
    let own = X509::from_pem(&pem).and_then(|own| own.to_der());
    let own = own.map_err(|error| unreadable(error.into()))?;
    let broken = |source| FetchError::Broken { address, source };
    let connector =
        SslConnector::builder(SslMethod::tls()).map_err(|error| broken(error.into()))?;
    let connector = connector.build().configure();
    let mut connector = connector.map_err(|error| broken(error.into()))?;
    connector.set_verify_hostname(false);
    // Looked at below, before anything is sent.
    connector.set_verify(SslVerifyMode::NONE);
    let secured = connector.connect("localhost", stream);
    let secured = secured.map_err(|error| broken(io::Error::other(error.to_string())))?;
    let shown = secured.ssl().peer_certificate();
    let shown = shown.and_then(|shown| shown.to_der().ok());
    if shown.as_ref() == Some(&own) {
        Ok(secured)
    } else {
        Err(FetchError::Stranger {
            address,
            certificate,
        })
    }
}

/// Sends a request, and reads until the other end closes.
fn exchange(mut stream: impl Read + Write, request: &str) -> io::Result<Vec<u8>> {
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    match stream.take(LONGEST).read_to_end(&mut answer) {
        // How the other end closes does not matter where all of it came, which is looked at below.
        Err(error) if answer.is_empty() => Err(error),
        _ => Ok(answer),
    }
}

/// The body of an answer that says yes.
fn read(answer: &[u8], address: SocketAddr) -> Result<String, FetchError> {
    let answer = String::from_utf8_lossy(answer);
    let whole = answer.split_once("\r\n\r\n");
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    let broken = |what: &str| {
        let source = io::Error::new(io::ErrorKind::InvalidData, what);
        FetchError::Broken { address, source }
    };
    let (Some((head, body)), Some(status)) = (whole, status) else {
        return Err(broken("that is no answer of HTTP"));
    };
    let promised = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().ok())?
    });
    if promised.is_some_and(|bytes| body.len() < bytes) {
        return Err(broken("the answer is not whole"));
    }
    if status == 200 {
        return Ok(body.to_owned());
    }
    Err(FetchError::Refused {
        address,
        status,
        reason: body.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_listens_everywhere_is_reached_on_this_machine() {
        for (listen, reached) in [
            ("0.0.0.0:8443", "127.0.0.1:8443"),
            ("[::]:8443", "[::1]:8443"),
            ("10.1.2.3:80", "10.1.2.3:80"),
        ] {
            assert_eq!(here(listen.parse().unwrap()), reached.parse().unwrap());
        }
    }

    #[test]
    fn only_a_whole_yes_is_an_answer() {
        let address = "127.0.0.1:1".parse().unwrap();
        let yes = b"HTTP/1.1 200 OK\r\na: b\r\n\r\nbody";
        assert_eq!(read(yes, address).unwrap(), "body");
        let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nbody";
        assert!(matches!(read(cut, address), Err(FetchError::Broken { .. })));
        let no = read(b"HTTP/1.1 401 Unauthorized\r\n\r\nneeds a token", address);
        assert!(no.unwrap_err().to_string().contains("401: needs a token"));
        for none in [&b""[..], b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\n"] {
            assert!(matches!(
                read(none, address),
                Err(FetchError::Broken { .. })
            ));
        }
    }
}
