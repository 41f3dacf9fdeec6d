//! Connections: how many, for how long, and how they end.

use std::{
    net::{IpAddr, SocketAddr, TcpListener},
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use crossbeam_channel::Sender;
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use openssl::ssl::Ssl;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    select,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{interval, sleep, timeout},
};
use tokio_openssl::SslStream;

use super::{
    ask::Ask,
    desk::{Backstage, Desk, Parts},
    error::WebError,
    limits::{Limits, MAX_HEAD},
    router::router,
    settings::Settings,
    shares::{Share, Shares, network},
    tls::Tls,
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
    /// The showroom's.
    pub clock: Clock,
    /// This machine's.
    pub wall: Clock,
    /// What pages need besides the line.
    pub backstage: Backstage,
    /// Asked for when the line answers no more.
    pub shutdown: Shutdown,
    pub limits: Limits,
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// A web server that listens already, so that an address that is taken is found at the start.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    url: String,
    tokens: Tokens,
    tls: Option<Tls>,
}

impl Server {
    /// Listens; who comes waits until [`Server::run_blocking`]. `site` stands in a certificate that is made.
    ///
    /// # Errors
    /// The address is taken, or may not be listened on; the certificate cannot be used or made.
    pub fn open(settings: &Settings, tokens: Tokens, site: &str) -> Result<Self, WebError> {
        let tls = settings.tls().map(|tls| Tls::open(tls, site)).transpose()?;
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
            url: settings.url(address),
            tokens,
            tls,
        })
    }

    /// What people open.
    pub fn url(&self) -> &str {
        &self.url
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
            .thread_name("web-work")
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
            wall,
            backstage,
            shutdown,
            limits,
        } = wiring;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let desk = Arc::new(Desk::new(Parts {
            tokens: self.tokens,
            asks,
            clock,
            wall,
            limits,
            tls: self.tls,
            backstage,
        }));
        say_how_to_begin(&desk, &self.url).await;
        let router = router(desk.clone());
        let mut look = interval(limits.tokens);
        let mut certificate = interval(limits.certificate);
        let places = Arc::new(Semaphore::new(limits.connections));
        let shares = Shares::new(limits.connections_of_address);
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
                _ = certificate.tick() => {
                    // Files are read and a key may be drawn: a moment every few hours.
                    let renewed = desk.blocking_self(|desk| {
                        if let Some(tls) = &desk.tls {
                            tls.refresh();
                        }
                    });
                    let _ = renewed.await;
                    continue;
                }
                () = shutdown.wait() => break,
            };
            match (place, accepted) {
                (Ok(place), Ok((stream, peer))) => {
                    // Closed at once: one machine that opens many and says nothing would have all places.
                    let Some(share) = shares.take(network(peer.ip())) else {
                        continue;
                    };
                    let caller = Caller {
                        router: router.clone(),
                        peer: Peer(peer.ip()),
                        shutdown: shutdown.clone(),
                        limits,
                        _place: (place, share),
                    };
                    open.spawn(welcome(stream, desk.clone(), caller));
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

/// Where nobody can log in yet, the console says how the first one does.
async fn say_how_to_begin(desk: &Desk, url: &str) {
    match desk.accounts(|accounts| accounts.all()).await {
        Ok(all) if all.is_empty() => {
            let code = desk.setup.draw();
            tracing::warn!(
                "nobody can log in yet: open {url}setup and enter the code {}",
                code.as_str()
            );
        }
        Ok(_) => {}
        Err(_) => tracing::error!("accounts cannot be read: nobody can log in"),
    }
}

/// What a connection is served with.
struct Caller {
    router: Router,
    peer: Peer,
    shutdown: Shutdown,
    limits: Limits,
    /// Among all connections, and among those of its address.
    _place: (OwnedSemaphorePermit, Share<IpAddr>),
}

/// A new connection; with TLS, that begins first.
async fn welcome(stream: TcpStream, desk: Arc<Desk>, caller: Caller) {
    let _ = stream.set_nodelay(true);
    let Some(tls) = &desk.tls else {
        return connection(stream, caller).await;
    };
    let acceptor = tls.acceptor();
    let Ok(stream) = Ssl::new(acceptor.context()).and_then(|ssl| SslStream::new(ssl, stream))
    else {
        return;
    };
    let mut stream = stream;
    // Who speaks no TLS, or trusts us not, goes away by themselves: nothing is logged of what others send.
    if let Ok(Ok(())) = timeout(caller.limits.head, Pin::new(&mut stream).accept()).await {
        connection(stream, caller).await;
    }
}

/// One connection, from its beginning to its end. What it turns into, a web socket, goes on by itself.
async fn connection<S>(stream: S, caller: Caller)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Caller {
        router,
        peer,
        shutdown,
        limits,
        _place,
    } = caller;
    let service = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        service.call(request)
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
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
