//! What all handlers share: who may what, and the way to the line.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::http::{HeaderMap, StatusCode, header};
use crossbeam_channel::{Sender, TrySendError};
use tokio::{
    sync::oneshot,
    time::{sleep, timeout},
};

use super::{
    ask::Ask,
    bucket::Bucket,
    limits::Limits,
    problem::Problem,
    tokens::{Scope, Tokens},
};
use crate::{runtime::Clock, types::Stamp};

/// How often a full queue is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(20);

/// Who may come in, and how often.
struct Doors {
    tokens: Tokens,
    /// One for each token.
    buckets: Vec<Bucket>,
}

impl Doors {
    fn new(tokens: Tokens, now_ns: u64) -> Self {
        Self {
            buckets: vec![Bucket::new(now_ns); tokens.len()],
            tokens,
        }
    }
}

/// What all handlers share.
pub(super) struct Desk {
    doors: Mutex<Doors>,
    asks: Sender<Ask>,
    clock: Clock,
    pub(super) limits: Limits,
}

impl Desk {
    pub(super) fn new(tokens: Tokens, asks: Sender<Ask>, clock: Clock, limits: Limits) -> Self {
        Self {
            doors: Mutex::new(Doors::new(tokens, clock.now().mono_ns)),
            asks,
            clock,
            limits,
        }
    }

    /// From now on these tokens are good, and no others.
    pub(super) fn replace_tokens(&self, tokens: Tokens) {
        let doors = Doors::new(tokens, self.clock.now().mono_ns);
        *self.doors.lock().unwrap_or_else(PoisonError::into_inner) = doors;
    }

    /// The client whose token a request carries, where that may do this, now.
    ///
    /// # Errors
    /// What the caller is told in place of an answer.
    pub(super) fn admit(&self, headers: &HeaderMap, scope: Scope) -> Result<String, Problem> {
        let mut doors = self.doors.lock().unwrap_or_else(PoisonError::into_inner);
        let Doors { tokens, buckets } = &mut *doors;
        let found = bearer(headers).and_then(|token| tokens.whose(token));
        let Some((place, client)) = found else {
            let reason = "needs a token: Authorization: Bearer ...";
            return Err(Problem::new(StatusCode::UNAUTHORIZED, reason));
        };
        let now = self.clock.now().mono_ns;
        if !buckets.get_mut(place).is_some_and(|b| b.take(now)) {
            let reason = "too many requests with this token";
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, reason));
        }
        if !client.scopes.contains(&scope) {
            let reason = format!("the token lacks the scope {:?}", scope.word());
            return Err(Problem::new(StatusCode::FORBIDDEN, reason));
        }
        Ok(client.name.clone())
    }

    pub(super) fn now(&self) -> Stamp {
        self.clock.now()
    }

    /// Puts a question before the line and waits for the answer; where there is no room for it, so long at most.
    ///
    /// # Errors
    /// The line is busy or has ended.
    pub(super) async fn ask<T>(
        &self,
        room: Duration,
        question: impl FnOnce(oneshot::Sender<T>) -> Ask,
    ) -> Result<T, Problem> {
        let (sender, answer) = oneshot::channel();
        let mut question = question(sender);
        let mut waited = Duration::ZERO;
        loop {
            match self.asks.try_send(question) {
                Ok(()) => break,
                Err(TrySendError::Disconnected(_)) => return Err(Problem::stopping()),
                Err(TrySendError::Full(_)) if waited >= room => return Err(Problem::busy()),
                Err(TrySendError::Full(back)) => question = back,
            }
            sleep(TRY_AGAIN).await;
            waited += TRY_AGAIN;
        }
        match timeout(self.limits.answer, answer).await {
            Ok(answer) => answer.map_err(|_| Problem::stopping()),
            Err(_) => Err(Problem::busy()),
        }
    }
}

/// The token of a request.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
