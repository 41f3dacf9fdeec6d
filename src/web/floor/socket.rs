//! `/mqtt`: a web socket whose bytes are MQTT, for whoever is logged in and works on the floor.
//!
//! It ends with the session: a tablet that was logged out hears nothing more.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{
        State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, duplex},
    select,
    sync::OwnedSemaphorePermit,
    task::JoinHandle,
    time::{interval, timeout},
};

use super::tablets::Cut;
use crate::{
    runtime::Shutdown,
    types::{Role, SecretDigest},
    web::{
        access::{Signed, from_our_page},
        desk::Desk,
        page::Refusal,
        problem::Problem,
        shares::Share,
    },
};

/// Longest message of the web socket, and what waits in between in each direction.
const MAX_MESSAGE: usize = 32 * 1024;
const BETWEEN: usize = 16 * 1024;

/// How often it is looked whether the session is still good.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// For so long one side may take nothing of what the other one says.
const TAKES: Duration = Duration::from_secs(10);

/// What a page is told where its session has ended: it leads to the login.
const LOGGED_OUT: u16 = 4401;

pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    signed.must(Role::Staff)?;
    // Web sockets know no same origin: whatever page a browser shows could open one, with our cookie.
    if !from_our_page(&headers) {
        return Err(Refusal::foreign());
    }
    let Some(share) = desk.floor.of_session.take(signed.session()) else {
        let reason = "this device has the floor open too often: close a page of it";
        return Ok(Problem::new(StatusCode::TOO_MANY_REQUESTS, reason).into_response());
    };
    let Ok(place) = desk.floor.places.clone().try_acquire_owned() else {
        tracing::warn!("so many tablets are joined that another one is not");
        let reason = "too many tablets";
        return Ok(Problem::new(StatusCode::SERVICE_UNAVAILABLE, reason).into_response());
    };
    let upgrade = upgrade
        .protocols(["mqtt"])
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE);
    Ok(upgrade.on_upgrade(move |socket| serve(socket, desk, signed, (place, share))))
}

/// One tablet, until it goes, or is sent away.
async fn serve(
    mut socket: WebSocket,
    desk: Arc<Desk>,
    signed: Signed,
    _place: (OwnedSemaphorePermit, Share<SecretDigest>),
) {
    let (near, far) = duplex(BETWEEN);
    let stop = Shutdown::new();
    let joining = desk.floor.tablets.join(&signed.account, far, stop.clone());
    let joined = Joined {
        task: tokio::spawn(joining),
        stop,
    };
    let (code, reason) = match relay(&mut socket, near, joined, &desk, &signed).await {
        End::Gone => return,
        End::LoggedOut => (LOGGED_OUT, "logged out"),
        End::Cut(Cut::Breach(why)) => {
            tracing::warn!("{why}");
            (close_code::POLICY, "not allowed")
        }
        End::Cut(Cut::Away(why)) => {
            tracing::warn!("{why}");
            (close_code::AGAIN, "the broker is away")
        }
        End::Broker => (close_code::AGAIN, "the broker closed"),
    };
    let close = CloseFrame {
        code,
        reason: reason.into(),
    };
    // Whoever is gone meanwhile does not hear it.
    let _ = timeout(TAKES, socket.send(Message::Close(Some(close)))).await;
}

/// How it came to an end.
enum End {
    /// The tablet went.
    Gone,
    LoggedOut,
    Cut(Cut),
    Broker,
}

/// The other side of the way, which ends with this one.
struct Joined {
    task: JoinHandle<Result<(), Cut>>,
    stop: Shutdown,
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.stop.request();
    }
}

/// Carries bytes to and fro.
async fn relay(
    socket: &mut WebSocket,
    bytes: tokio::io::DuplexStream,
    mut joined: Joined,
    desk: &Arc<Desk>,
    signed: &Signed,
) -> End {
    let (mut from_broker, mut to_broker) = tokio::io::split(bytes);
    let mut look = interval(LOOK_EVERY);
    let mut buffer = vec![0; BETWEEN];
    loop {
        select! {
            said = socket.recv() => match said {
                Some(Ok(Message::Binary(said))) => {
                    match timeout(TAKES, to_broker.write_all(&said)).await {
                        Ok(Ok(())) => {}
                        Ok(Err(_)) => return ended(&mut joined).await,
                        Err(_) => return End::Broker,
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Text(_))) => {
                    let why = format!("a tablet of {} sent text", signed.account);
                    return End::Cut(Cut::Breach(why));
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return End::Gone,
            },
            heard = from_broker.read(&mut buffer) => match heard {
                Ok(0) | Err(_) => return ended(&mut joined).await,
                Ok(n) => {
                    let message = Message::Binary(buffer[..n].to_vec().into());
                    // Whoever takes nothing would be asked nothing more, not even whether they are still logged in.
                    if !matches!(timeout(TAKES, socket.send(message)).await, Ok(Ok(()))) {
                        return End::Gone;
                    }
                }
            },
            _ = look.tick() => {
                // A store that cannot be read for a moment logs nobody out.
                if matches!(signed.still(desk).await, Ok(false)) {
                    return End::LoggedOut;
                }
            }
        }
    }
}

/// Why the other side has ended.
async fn ended(joined: &mut Joined) -> End {
    match (&mut joined.task).await {
        Ok(Ok(())) => End::Broker,
        Ok(Err(cut)) => End::Cut(cut),
        Err(error) => End::Cut(Cut::Away(error.to_string())),
    }
}
