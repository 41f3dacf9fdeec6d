//! The `web` section.

use std::{net::SocketAddr, path::PathBuf};

/// Where the web server listens, and who may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    listen: SocketAddr,
    /// The file of the tokens' hashes.
    pub tokens_file: PathBuf,
}

impl Settings {
    /// Settings under which it may listen.
    ///
    /// # Errors
    /// What is wrong with the address: off loopback tokens would travel in the clear.
    pub fn new(listen: SocketAddr, tokens_file: PathBuf) -> Result<Self, &'static str> {
        if listen.ip().is_loopback() {
            Ok(Self {
                listen,
                tokens_file,
            })
        } else {
            Err("can be reached from other machines, and this version has no TLS")
        }
    }

    /// The address to listen on, which is on loopback.
    pub fn listen(&self) -> SocketAddr {
        self.listen
    }
}
