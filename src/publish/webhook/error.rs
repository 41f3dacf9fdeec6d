//! Why a webhook cannot be used.

use std::{io, path::PathBuf};

/// The settings of a webhook cannot work. Nothing here repeats a secret, nor more of an address than its host.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    #[error("is no address of a receiver\nhint: https://host/path")]
    Url,
    #[error(
        "{0} is not encrypted\nhint: write https://; http:// is for receivers on this machine (127.0.0.1)"
    )]
    NotEncrypted(String),
    #[error(
        "holds a user or password\nhint: leave it out: no secret stands in this file, and the receiver knows us by the \
         signature"
    )]
    UrlHoldsLogin,
    #[error(
        "webhook {webhook} has no secret\nhint: give it in secret_file or the systemd credential webhook-{webhook}"
    )]
    NoSecret { webhook: String },
    #[error("the secret of webhook {webhook} cannot be read from {}: {source}\nhint: the service's user must be able to read it", path.display())]
    Unreadable {
        webhook: String,
        path: PathBuf,
        source: io::Error,
    },
    #[error("everyone can read the secret of webhook {webhook} in {}\nhint: chmod o-rwx {}", path.display(), path.display())]
    Open { webhook: String, path: PathBuf },
    #[error(
        "what is in {} is no secret of webhook {webhook}\nhint: whsec_ and 24 to 64 bytes in base64, as the receiver has it; \
         to make one: echo whsec_$(openssl rand -base64 32)", path.display()
    )]
    NoSuchSecret { webhook: String, path: PathBuf },
}
