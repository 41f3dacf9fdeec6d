//! The `web` section.

use std::{net::SocketAddr, path::PathBuf};

/// Where the web server listens, how it is reached, and who may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    listen: SocketAddr,
    /// Where it speaks TLS, by which certificate.
    tls: Option<TlsSettings>,
    /// The file of the tokens' hashes; without it no other system may ask.
    pub tokens_file: Option<PathBuf>,
}

/// Whose certificate it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsSettings {
    /// The dealer's own, as PEM: the certificate with its chain, and its key.
    Own { certificate: PathBuf, key: PathBuf },
    /// One that the appliance makes, signed by a certificate authority of the site, in this folder.
    Made {
        folder: PathBuf,
        /// Names and addresses by which tablets reach it.
        names: Vec<String>,
    },
}

impl Settings {
    /// Settings under which it may listen.
    ///
    /// # Errors
    /// What is wrong with the address: off loopback passwords and people's data would travel in the clear.
    pub fn new(
        listen: SocketAddr,
        tls: Option<TlsSettings>,
        tokens_file: Option<PathBuf>,
    ) -> Result<Self, &'static str> {
        if listen.ip().is_loopback() || tls.is_some() {
            Ok(Self {
                listen,
                tls,
                tokens_file,
            })
        } else {
            Err("can be reached from other machines, and there is no TLS")
        }
    }

    /// The address to listen on: without TLS it is on loopback.
    pub fn listen(&self) -> SocketAddr {
        self.listen
    }

    pub fn tls(&self) -> Option<&TlsSettings> {
        self.tls.as_ref()
    }

    /// The address that people open: by the first of the names, where there are any.
    pub fn url(&self, listening: SocketAddr) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        match &self.tls {
            Some(TlsSettings::Made { names, .. }) if !names.is_empty() => {
                format!("{scheme}://{}:{}/", bracketed(&names[0]), listening.port())
            }
            _ => format!("{scheme}://{listening}/"),
        }
    }
}

/// An IPv6 address as it stands in a URL.
fn bracketed(name: &str) -> String {
    if name.parse::<std::net::Ipv6Addr>().is_ok() {
        format!("[{name}]")
    } else {
        name.to_owned()
    }
}
