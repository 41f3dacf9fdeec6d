//! What the floor's handlers share.

use std::{sync::Arc, time::Duration};

use axum::body::Bytes;
use tokio::sync::{Mutex, Semaphore};

use super::{books::FloorBooks, tablets::Tablets};
use crate::{
    types::SecretDigest,
    web::{
        limits::{TABLETS, TABLETS_OF_SESSION},
        problem::Problem,
        shares::Shares,
    },
};

/// For so long an answer of the line is everybody's.
const FRESH: Duration = Duration::from_secs(1);

/// What the line answered last, and when; a refusal, too, so that a line that is busy is not asked again by everybody.
type Answered = Option<(u64, Result<Bytes, Problem>)>;

pub(in crate::web) struct FloorDesk {
    pub(super) books: Arc<dyn FloorBooks>,
    pub(super) tablets: Arc<dyn Tablets>,
    pub(super) places: Arc<Semaphore>,
    pub(super) of_session: Shares<SecretDigest>,
    answered: Mutex<Answered>,
}

impl FloorDesk {
    pub(in crate::web) fn new(books: Arc<dyn FloorBooks>, tablets: Arc<dyn Tablets>) -> Self {
        Self {
            books,
            tablets,
            places: Arc::new(Semaphore::new(TABLETS)),
            of_session: Shares::new(TABLETS_OF_SESSION),
            answered: Mutex::new(None),
        }
    }

    /// What was answered within the last second, else what `ask` answers; whoever comes meanwhile waits for the same answer.
    pub(super) async fn fresh(
        &self,
        now_ns: impl Fn() -> u64,
        ask: impl Future<Output = Result<Bytes, Problem>>,
    ) -> Result<Bytes, Problem> {
        let mut answered = self.answered.lock().await;
        if let Some((at, answer)) = &*answered
            && now_ns().saturating_sub(*at) < FRESH.as_nanos() as u64
        {
            return answer.clone();
        }
        let answer = ask.await;
        *answered = Some((now_ns(), answer.clone()));
        answer
    }
}
