//! What all handlers share: who may what, and the way to the line.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::{HeaderMap, StatusCode, header};
use crossbeam_channel::{Sender, TrySendError};
use jiff::{civil::Date, tz::TimeZone};
use tokio::{
    sync::{Semaphore, oneshot},
    task::spawn_blocking,
    time::{sleep, timeout},
};

use super::{
    access::{Accounts, Failed, Invitations, SetupCode, Throttle, Trouble},
    ask::Ask,
    bucket::Bucket,
    consent::ConsentDesk,
    floor::{FloorBooks, FloorDesk, Tablets},
    gauges::Gauges,
    group::Group,
    installer::Workshop,
    limits::{HASHES, Limits},
    manager::Books,
    page::Refusal,
    privacy::Records,
    problem::Problem,
    tls::Tls,
    tokens::{Scope, Tokens},
};
use crate::{runtime::Clock, types::Stamp, words::Language};

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
            buckets: vec![Bucket::new(now_ns); tokens.count()],
            tokens,
        }
    }
}

/// What pages say of the showroom.
#[derive(Clone, Debug)]
pub struct Site {
    /// As topics name it.
    pub id: Arc<str>,
    /// As people call it.
    pub name: Arc<str>,
    pub timezone: TimeZone,
    /// Of pages for whoever has not said which one is theirs.
    pub language: Language,
}

/// What pages need besides the line.
#[derive(Clone)]
pub struct Backstage {
    pub site: Site,
    pub accounts: Arc<dyn Accounts>,
    pub floor: Arc<dyn FloorBooks>,
    pub tablets: Arc<dyn Tablets>,
    pub books: Arc<dyn Books>,
    pub workshop: Arc<dyn Workshop>,
    pub records: Arc<dyn Records>,
    pub consents: Arc<dyn ConsentDesk>,
    pub gauges: Arc<dyn Gauges>,
    pub group: Arc<dyn Group>,
}

/// What all handlers share.
pub(super) struct Desk {
    doors: Mutex<Doors>,
    asks: Sender<Ask>,
    /// That of the showroom: where a recording is played, the time that it plays.
    clock: Clock,
    /// That of this machine.
    wall: Clock,
    pub(super) limits: Limits,
    pub(super) site: Site,
    pub(super) tls: Option<Tls>,
    pub(super) setup: SetupCode,
    pub(super) invitations: Invitations,
    pub(super) throttle: Throttle,
    pub(super) failed: Failed,
    pub(super) floor: FloorDesk,
    accounts: Arc<dyn Accounts>,
    books: Arc<dyn Books>,
    workshop: Arc<dyn Workshop>,
    records: Arc<dyn Records>,
    consents: Arc<dyn ConsentDesk>,
    gauges: Arc<dyn Gauges>,
    group: Arc<dyn Group>,
    /// Passwords are hashed so many at once: each takes memory and time on purpose.
    hashes: Semaphore,
}

/// What a desk is made of.
pub(super) struct Parts {
    pub(super) tokens: Tokens,
    pub(super) asks: Sender<Ask>,
    pub(super) clock: Clock,
    pub(super) wall: Clock,
    pub(super) limits: Limits,
    pub(super) tls: Option<Tls>,
    pub(super) backstage: Backstage,
}

impl Desk {
    pub(super) fn new(parts: Parts) -> Self {
        let Backstage {
            site,
            accounts,
            floor,
            tablets,
            books,
            workshop,
            records,
            consents,
            gauges,
            group,
        } = parts.backstage;
        Self {
            doors: Mutex::new(Doors::new(parts.tokens, parts.clock.now().mono_ns)),
            asks: parts.asks,
            clock: parts.clock,
            wall: parts.wall,
            limits: parts.limits,
            site,
            tls: parts.tls,
            setup: SetupCode::default(),
            invitations: Invitations::default(),
            throttle: Throttle::default(),
            failed: Failed::default(),
            floor: FloorDesk::new(floor, tablets),
            accounts,
            books,
            workshop,
            records,
            consents,
            gauges,
            group,
            hashes: Semaphore::new(HASHES),
        }
    }

    /// Whether it speaks TLS.
    pub(super) fn tls(&self) -> bool {
        self.tls.is_some()
    }

    /// This machine's time: what sessions and passwords go by.
    pub(super) fn wall(&self) -> Stamp {
        self.wall.now()
    }

    /// Does what may wait for a disk, beside the requests.
    ///
    /// # Errors
    /// It panicked.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let done = spawn_blocking(work).await;
        done.map_err(|error| Refusal::failed(error.to_string()))
    }

    /// As [`Desk::blocking`], with the desk.
    pub(super) async fn blocking_self<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let desk = self.clone();
        self.blocking(move || work(&desk)).await
    }

    /// As [`Desk::blocking`], a few at a time: what hashes a password.
    pub(super) async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let place = self.hashes.acquire().await;
        let done = self.blocking(work).await;
        drop(place);
        done
    }

    /// Reads or changes accounts.
    ///
    /// # Errors
    /// They cannot be read or changed now.
    pub(super) async fn accounts<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Accounts) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Refusal> {
        let accounts = self.accounts.clone();
        Ok(self.blocking(move || work(&*accounts)).await??)
    }

    /// The manager's books: for what runs beside the requests.
    pub(super) fn books(&self) -> Arc<dyn Books> {
        self.books.clone()
    }

    /// Consents and codes of visitors: what may block goes through [`Desk::blocking`].
    pub(super) fn consents(&self) -> Arc<dyn ConsentDesk> {
        self.consents.clone()
    }

    /// How the appliance is: what may wait for a disk goes through [`Desk::blocking`].
    pub(super) fn all_gauges(&self) -> Arc<dyn Gauges> {
        self.gauges.clone()
    }

    /// The other sites of the group: asking them goes through [`Desk::blocking`].
    pub(super) fn group(&self) -> Arc<dyn Group> {
        self.group.clone()
    }

    /// Reads or changes the showroom's set-up.
    ///
    /// # Errors
    /// It cannot be read or changed now.
    pub(super) async fn workshop<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Workshop) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Refusal> {
        let workshop = self.workshop.clone();
        Ok(self.blocking(move || work(&*workshop)).await??)
    }

    /// Reads or erases what is kept of people.
    ///
    /// # Errors
    /// It cannot be read or erased now.
    pub(super) async fn records<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Records) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Refusal> {
        let records = self.records.clone();
        Ok(self.blocking(move || work(&*records)).await??)
    }

    /// Does for another system what the privacy officer's pages do.
    ///
    /// # Errors
    /// It cannot be done now.
    pub(super) async fn rights<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Records, &dyn ConsentDesk) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Problem> {
        let (records, consents) = (self.records.clone(), self.consents.clone());
        let done = spawn_blocking(move || work(&*records, &*consents)).await;
        let why = match done {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(trouble)) => trouble.to_string(),
            Err(panicked) => panicked.to_string(),
        };
        tracing::error!(%why, "a request of a visitor cannot be answered");
        Err(Problem::busy())
    }

    /// Reads how the appliance is.
    ///
    /// # Errors
    /// It cannot be read now.
    pub(super) async fn gauges<T: Send + 'static>(
        &self,
        read: impl FnOnce(&dyn Gauges) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let gauges = self.gauges.clone();
        let done = spawn_blocking(move || read(&*gauges)).await;
        done.map_err(|panicked| {
            tracing::error!(%panicked, "the appliance's figures cannot be read");
            Problem::busy()
        })
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
        if let Some(last) = client.expires
            && last < self.today()
        {
            let reason =
                format!("the token was good until {last}: `showfloor web token` gives another");
            return Err(Problem::new(StatusCode::UNAUTHORIZED, reason));
        }
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

    /// This machine's day, where the showroom is.
    fn today(&self) -> Date {
        self.wall().utc.to_zoned(self.site.timezone.clone()).date()
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
