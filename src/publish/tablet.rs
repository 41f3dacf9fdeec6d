//! A colleague's tablet, as the contract has it (`docs/mqtt.md`): for simulated staff and for tests of brokers.

use std::{fmt, path::PathBuf, sync::Arc, thread::JoinHandle, time::Duration};

use crossbeam_channel::{SendTimeoutError, Sender};
use serde::Serialize;
use tokio::{
    select,
    sync::mpsc,
    time::{sleep, timeout},
};

use super::{
    address::Address,
    client,
    error::{Fault, PublishError},
    inbound::Arrival,
    messages::{self, Reply, topic},
    settings::{Link, Login, name},
    talk::{Receive, Talk},
    tries::{Tries, driven},
};
use crate::{
    runtime::{Shutdown, spawn},
    types::{Action, Alert, AlertId, OutboxMessage, ShiftAction},
};

/// Taps that may wait for an appliance that is not there.
const TAPS: usize = 32;

/// A receiver that takes nothing is looked after so often, until the stop is asked for.
const FULL: Duration = Duration::from_millis(100);

/// Longest goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// Where a tablet logs in, and as whom.
pub struct TabletSettings {
    pub site: String,
    pub address: Address,
    /// Its name on topics, and at the broker where there is a password.
    pub user: String,
    pub password: Option<String>,
    /// The only CA that is trusted with `mqtts`; without it, those of the system.
    pub ca_file: Option<PathBuf>,
    /// Without it, `tablet-` and the user.
    pub client_id: Option<String>,
}

impl fmt::Debug for TabletSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, address) = (&self.user, &self.address);
        write!(f, "TabletSettings({user} at {address}, password not shown)")
    }
}

impl TabletSettings {
    fn link(&self) -> Result<Link, PublishError> {
        let user = name("the tablet's user", &self.user)?;
        let id = match &self.client_id {
            Some(id) => name("the tablet's client id", id)?,
            None => format!("tablet-{user}"),
        };
        let login = |password: &String| Login {
            user: user.clone(),
            password: password.clone(),
        };
        let tls = self.address.tls;
        Ok(Link {
            site: name("site.id", &self.site)?,
            address: self.address.clone(),
            client_id: id,
            login: self.password.as_ref().map(login),
            tls: tls
                .then(|| client::tls(self.ca_file.as_deref()))
                .transpose()?,
        })
    }
}

/// What comes to a tablet.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Whose tablet.
    pub user: Arc<str>,
    pub news: TabletNews,
}

/// A message of the appliance.
#[derive(Clone, Debug, PartialEq)]
pub enum TabletNews {
    /// A revision, or the latest one of an alert that is open, told anew. The same may come several times.
    Alert(Box<Alert>),
    /// The answer to a tap.
    Reply(Reply),
    /// The appliance reads what is tapped from now on, or does not.
    Online(bool),
}

/// What a colleague taps.
#[derive(Clone, Debug, PartialEq)]
pub enum Touch {
    Alert {
        alert: AlertId,
        action: Action,
        reason: Option<String>,
    },
    Shift(ShiftAction),
}

/// So many taps wait for the appliance already; this one is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the appliance has not answered for long: the tap was not sent")]
pub struct Busy;

/// A tablet that is connected, or tries to be, until the stop is asked for.
#[derive(Debug)]
pub struct Tablet {
    site: String,
    user: Arc<str>,
    taps: mpsc::Sender<OutboxMessage>,
    thread: JoinHandle<()>,
}

impl Tablet {
    /// Connects, and goes on doing so where the connection is lost, in a thread of its own. What comes is put into
    /// `heard`; while that is full, nothing is read.
    ///
    /// # Errors
    /// The settings cannot work, or there is no thread left.
    pub fn start(
        settings: &TabletSettings,
        heard: Sender<Heard>,
        shutdown: &Shutdown,
    ) -> Result<Self, PublishError> {
        let link = settings.link()?;
        let user: Arc<str> = settings.user.as_str().into();
        let (taps, tapped) = mpsc::channel(TAPS);
        let ear = Ear {
            prefix: topic(&link.site, ""),
            user: user.clone(),
            heard,
            shutdown: shutdown.clone(),
            online: false,
        };
        let site = link.site.clone();
        let body = Body {
            link,
            ear,
            tapped,
            waiting: None,
            connected: false,
        };
        let thread = spawn(&format!("tablet-{user}"), move || body.run_blocking())
            .map_err(PublishError::Thread)?;
        Ok(Self {
            site,
            user,
            taps,
            thread,
        })
    }

    /// Sends a tap as soon as the appliance reads it.
    ///
    /// # Errors
    /// Many taps wait already.
    pub fn tap(&self, touch: &Touch) -> Result<(), Busy> {
        let message = message(&self.site, &self.user, touch);
        self.taps.try_send(message).map_err(|_| Busy)
    }

    /// Waits until it has said goodbye, after the stop was asked for.
    pub fn join(self) {
        // Its panic was told where it happened.
        let _ = self.thread.join();
    }
}

/// A tap as the contract writes it.
fn message(site: &str, user: &str, touch: &Touch) -> OutboxMessage {
    #[derive(Serialize)]
    struct Payload<'a, A> {
        action: A,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'a str>,
    }
    let (to, payload) = match touch {
        Touch::Alert {
            alert,
            action,
            reason,
        } => {
            let reason = reason.as_deref();
            let action = *action;
            let payload = serde_json::to_string(&Payload { action, reason });
            (format!("alerts/{alert}"), payload)
        }
        Touch::Shift(action) => {
            let (action, reason) = (*action, None);
            let payload = serde_json::to_string(&Payload { action, reason });
            ("shift".to_owned(), payload)
        }
    };
    OutboxMessage {
        topic: topic(site, &format!("commands/{user}/{to}")),
        payload: payload.expect("a tap holds no map"),
        retain: false,
        latest_only: false,
    }
}

/// What the thread works with.
struct Body {
    link: Link,
    ear: Ear,
    tapped: mpsc::Receiver<OutboxMessage>,
    /// Sent, and not acknowledged when the connection was lost: it goes first on the next one.
    waiting: Option<OutboxMessage>,
    /// Whether this connection came about.
    connected: bool,
}

impl Body {
    fn run_blocking(self) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        match runtime {
            Ok(runtime) => runtime.block_on(self.run()),
            Err(error) => tracing::error!(%error, "a tablet cannot run"),
        }
    }

    async fn run(mut self) {
        let shutdown = self.ear.shutdown.clone();
        let mut tries = Tries::new();
        loop {
            let (connection, driver) = client::connect(&self.link, None);
            let talk = Talk::new(connection, &self.link);
            self.connected = false;
            let Err(fault) = driven(driver, self.session(talk)).await else {
                return;
            };
            self.ear.says(false);
            let wait = tries.failed(fault, self.connected);
            select! {
                () = sleep(wait) => {}
                () = shutdown.wait() => return,
            }
        }
    }

    /// One connection; `Ok` where the stop was asked for.
    async fn session(&mut self, mut talk: Talk) -> Result<(), Fault> {
        let shutdown = self.ear.shutdown.clone();
        let site = &self.link.site;
        let own = format!("replies/{}", self.ear.user);
        let filters = ["status", "alerts", "alerts/+", &own].map(|name| topic(site, name));
        let begin = async {
            talk.begin(&mut self.ear).await?;
            talk.subscribe(&filters, &mut self.ear).await
        };
        select! {
            begun = begin => begun?,
            () = shutdown.wait() => return Ok(()),
        }
        self.connected = true;
        loop {
            if self.ear.online
                && let Some(message) = &self.waiting
            {
                talk.send(message, &mut self.ear).await?;
                self.waiting = None;
            }
            select! {
                heard = talk.listen(&mut self.ear) => heard?,
                tapped = self.tapped.recv(), if self.waiting.is_none() => match tapped {
                    Some(message) => self.waiting = Some(message),
                    // Nobody holds the tablet any more.
                    None => break,
                },
                () = shutdown.wait() => break,
            }
        }
        // A broker that does not answer is not waited for.
        let _ = timeout(GOODBYE, talk.goodbye(&mut self.ear)).await;
        Ok(())
    }
}

/// Reads what arrives.
struct Ear {
    prefix: String,
    user: Arc<str>,
    heard: Sender<Heard>,
    shutdown: Shutdown,
    /// The appliance reads commands.
    online: bool,
}

impl Ear {
    fn says(&mut self, online: bool) {
        if self.online != online {
            self.online = online;
            self.put(TabletNews::Online(online));
        }
    }

    /// Waits while there is no room: a revision that is lost would be missed for good.
    fn put(&self, news: TabletNews) {
        let mut heard = Heard {
            user: self.user.clone(),
            news,
        };
        while !self.shutdown.is_requested() {
            match self.heard.send_timeout(heard, FULL) {
                Err(SendTimeoutError::Timeout(again)) => heard = again,
                Ok(()) | Err(SendTimeoutError::Disconnected(_)) => return,
            }
        }
    }
}

impl Receive for Ear {
    fn receive(&mut self, arrival: &Arrival<'_>) {
        let Some(name) = arrival.topic.strip_prefix(&self.prefix) else {
            return;
        };
        // The end of an alert's retained state: its last revision says more.
        if arrival.payload.is_empty() {
            return;
        }
        let payload = arrival.payload;
        let read = match name {
            "status" => {
                let here = messages::status_message("", true).payload;
                return self.says(payload == here.as_bytes());
            }
            _ if name == "alerts" || name.starts_with("alerts/") => {
                serde_json::from_slice(payload).map(|alert| TabletNews::Alert(Box::new(alert)))
            }
            _ => serde_json::from_slice(payload).map(TabletNews::Reply),
        };
        match read {
            Ok(news) => self.put(news),
            Err(error) => {
                let topic = arrival.topic;
                tracing::warn!(topic, %error, "a message cannot be read by a tablet");
            }
        }
    }
}
