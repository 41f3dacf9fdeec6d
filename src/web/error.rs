//! What can go wrong before the web server runs.

use std::{io, net::SocketAddr, path::PathBuf};

use openssl::error::ErrorStack;

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
    #[error(
        "the web server's certificate {} with the key {} cannot be used: {source}\nhint: both as PEM, readable by the service's user: the certificate first, then its chain; web.certificate_file and web.key_file name them",
        .certificate.display(), .key.display()
    )]
    Certificate {
        certificate: PathBuf,
        key: PathBuf,
        source: ErrorStack,
    },
    #[error(
        "no certificate for the web server can be kept in {}: {source}\nhint: the service's user must be able to write there; web.tls_folder names another place",
        .folder.display()
    )]
    Folder { folder: PathBuf, source: io::Error },
    #[error("no certificate for the web server can be made in {}: {source}\nhint: web.names has names and addresses, without port", .folder.display())]
    Made { folder: PathBuf, source: ErrorStack },
    #[error("the thread for the web server cannot be started: {0}")]
    Thread(io::Error),
}
