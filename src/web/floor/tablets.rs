//! The way from a tablet to the broker, which others know.

use std::{future::Future, pin::Pin};

use tokio::io::DuplexStream;

use crate::{runtime::Shutdown, types::AccountName};

/// Why a tablet was not joined to the broker, or not for longer; in words for whoever reads the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cut {
    /// It asked for what it may not.
    #[error("{0}")]
    Breach(String),
    /// There is no way to the broker.
    #[error("{0}")]
    Away(String),
}

/// What goes on until either side ends it.
pub type Joining = Pin<Box<dyn Future<Output = Result<(), Cut>> + Send>>;

/// Joins tablets to the broker, each as the user of its account.
pub trait Tablets: Send + Sync {
    /// Passes on what the tablet, at the other end of `bytes`, and the broker say to each other, until one of them ends it,
    /// or the stop is asked for.
    fn join(&self, account: &AccountName, bytes: DuplexStream, stop: Shutdown) -> Joining;
}
