//! Connecting again and again, until it works.

use std::{convert::Infallible, future, time::Duration};

use tokio::select;

use super::{client::Driver, error::Fault};
use crate::runtime::Backoff;

/// Waits between attempts to connect.
const WAIT_MIN: Duration = Duration::from_millis(500);
const WAIT_MAX: Duration = Duration::from_secs(30);

/// The attempts so far.
pub(super) struct Tries {
    backoff: Backoff,
    told: Option<Fault>,
}

impl Tries {
    pub(super) fn new() -> Self {
        Self {
            backoff: Backoff::new(WAIT_MIN, WAIT_MAX),
            told: None,
        }
    }

    /// An attempt failed, or a connection that it made has ended (`connected`): says why, each cause once, and how long to
    /// wait before the next one.
    pub(super) fn failed(&mut self, fault: Fault, connected: bool) -> Duration {
        if connected {
            self.backoff.reset();
            self.told = None;
        }
        if self.told.as_ref() != Some(&fault) {
            tracing::warn!("{fault}");
            self.told = Some(fault);
        }
        self.backoff.wait()
    }
}

/// What a session ends with, while its driver moves the bytes. The driver's last notice ends the session, after all
/// notices before it.
pub(super) async fn driven<T>(driver: Driver, session: impl Future<Output = T>) -> T {
    let drive = async {
        driver.run().await;
        future::pending::<Infallible>().await
    };
    select! {
        ended = session => ended,
        never = drive => match never {},
    }
}
