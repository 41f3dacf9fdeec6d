//! What can go wrong before the web server runs.

use std::{io, net::SocketAddr};

/// The web server does not come up.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error(
        "the web server cannot listen on {address}: {source}\nhint: choose another port in web.listen, or stop what listens there"
    )]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("the thread for the web server cannot be started: {0}")]
    Thread(io::Error),
}
