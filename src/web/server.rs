//! Connections: how many, for how long, and how they end.

use std::{
    net::{SocketAddr, TcpListener},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use crossbeam_channel::Sender;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::TcpStream,
    select,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{interval, sleep, timeout},
};

use super::{
    ask::Ask,
    desk::Desk,
    error::WebError,
    limits::{Limits, MAX_CONNECTIONS, MAX_HEAD},
    router::router,
    settings::Settings,
    tokens::Tokens,
};
use crate::runtime::{Clock, Shutdown};

/// The wait after the operating system has no connection to give.
const NO_CONNECTION: Duration = Duration::from_millis(200);

/// What the web server works with.
pub struct Wiring {
    /// Where questions to the line go. Where it is full, callers are told to come again.
    pub asks: Sender<Ask>,
    /// The tokens that are good from now on, where they have changed since this was asked last.
    pub new_tokens: Box<dyn FnMut() -> Option<Tokens> + Send>,
    pub clock: Clock,
    /// Asked for when the line answers no more.
    pub shutdown: Shutdown,
    pub limits: Limits,
}

/// A web server that listens already, so that an address that is taken is found at the start.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    tokens: Tokens,
}

impl Server {
    /// Listens; who comes waits until [`Server::run_blocking`].
    ///
    /// # Errors
    /// The address is taken, or may not be listened on.
    pub fn open(settings: &Settings, tokens: Tokens) -> Result<Self, WebError> {
        let failed = |source| WebError::Listen {
            address: settings.listen(),
            source,
        };
        let listener = TcpListener::bind(settings.listen()).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self {
            listener,
            address,
            tokens,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the stop is asked for, on a runtime of its own, as the body of a thread.
    ///
    /// # Errors
    /// The operating system denies the runtime.
    pub fn run_blocking(self, wiring: Wiring) -> Result<(), WebError> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(WebError::Thread)?
            .block_on(self.run(wiring))
            .map_err(WebError::Thread)
    }

    async fn run(self, wiring: Wiring) -> std::io::Result<()> {
        let Wiring {
            asks,
            mut new_tokens,
            clock,
            shutdown,
            limits,
        } = wiring;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let desk = Arc::new(Desk::new(self.tokens, asks, clock, limits));
        let router = router(desk.clone());
        let mut look = interval(limits.tokens);
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let mut open = JoinSet::new();
        let next = async || {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        loop {
            let (place, accepted) = select! {
                next = next() => next,
                _ = look.tick() => {
                    if let Some(tokens) = new_tokens() {
                        desk.replace_tokens(tokens);
                    }
                    continue;
                }
                () = shutdown.wait() => break,
            };
            match (place, accepted) {
                (Ok(place), Ok((stream, _))) => {
                    let end = shutdown.clone();
                    open.spawn(connection(stream, router.clone(), end, limits, place));
                }
                (_, Err(error)) => {
                    tracing::debug!(%error, "no connection");
                    sleep(NO_CONNECTION).await;
                }
                // The places are never closed.
                (Err(_), _) => break,
            }
            while open.try_join_next().is_some() {}
        }
        // What was asked is still answered, if that does not take long.
        let rest = async { while open.join_next().await.is_some() {} };
        let _ = timeout(limits.stop, rest).await;
        Ok(())
    }
}

/// One connection, from its beginning to its end.
async fn connection(
    stream: TcpStream,
    router: Router,
    shutdown: Shutdown,
    limits: Limits,
    _place: OwnedSemaphorePermit,
) {
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut serving = pin!(serving);
    let end = async {
        select! {
            () = sleep(limits.connection) => {}
            () = shutdown.wait() => {}
        }
    };
    // How a connection ends is its caller's affair: nothing is logged of what others send.
    select! {
        _ = serving.as_mut() => return,
        () = end => serving.as_mut().graceful_shutdown(),
    }
    let _ = timeout(limits.stop, serving).await;
}
