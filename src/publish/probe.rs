//! Whether the broker is there, lets the appliance in, and lets it do all that it does, found out in a few seconds and
//! without disturbing an appliance that runs: another client id, no last will, nothing retained.

use std::{convert::Infallible, future, io, process, time::Duration};

use tokio::{select, time::timeout};

use super::{
    client::{self, Connection, Notice},
    embedded::EmbeddedBroker,
    error::{Fault, PublishError},
    messages,
    settings::{Broker, Link, Settings},
};
use crate::{
    runtime::{Shutdown, Stopwatch},
    types::OutboxMessage,
};

/// Longest wait for an answer of the broker, connecting included.
const ANSWER_S: u64 = 12;

/// Longest wait for our own message, once the broker has it.
const ECHO: Duration = Duration::from_secs(3);

/// Who we are in the topics that we try; `docs/mqtt.md` tells of it.
const CLIENT: &str = "doctor";

/// An alert that there never was: a command about it is refused, and moves nothing.
const NO_ALERT: &str = "00000000000000000000000000";

/// What a probe found in order.
#[derive(Clone, Debug)]
pub struct Probed {
    /// The broker's address.
    pub broker: String,
    /// The broker's user, where there is one.
    pub user: Option<String>,
    /// How long a message took to the broker and back.
    pub round_trip: Duration,
    /// Whether the embedded broker was started for this, as no appliance runs.
    pub started: bool,
}

/// What is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    #[error(transparent)]
    Settings(#[from] PublishError),
    #[error(transparent)]
    Broker(#[from] Fault),
}

/// Connects with the appliance's own settings, subscribes to what it needs, and hears its own messages again.
///
/// # Errors
/// The first thing that is wrong, and how to mend it.
pub fn probe(settings: &Settings, shutdown: &Shutdown) -> Result<Probed, ProbeError> {
    let mut link = Link::checked(settings)?;
    let started = start_broker(settings, &mut link, shutdown)?;
    link.client_id = format!("{}-{CLIENT}-{}", link.client_id, process::id());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(PublishError::Thread)?;
    let round_trip = runtime.block_on(ask(&link))?;
    Ok(Probed {
        broker: link.address.to_string(),
        user: link.login.map(|login| login.user),
        round_trip,
        started,
    })
}

/// Starts the embedded broker, where that is the broker and it does not run yet.
fn start_broker(
    settings: &Settings,
    link: &mut Link,
    shutdown: &Shutdown,
) -> Result<bool, PublishError> {
    let Broker::Embedded(embedded) = &settings.broker else {
        return Ok(false);
    };
    match EmbeddedBroker::open(embedded, shutdown) {
        Ok(broker) => link.address = broker.address().into(),
        // The appliance's own, or what is in its way: the probe finds out.
        Err(PublishError::Port { source, .. }) if source.kind() == io::ErrorKind::AddrInUse => {
            return Ok(false);
        }
        Err(error) => return Err(error),
    }
    Ok(true)
}

async fn ask(link: &Link) -> Result<Duration, Fault> {
    let (connection, driver) = client::connect(link, None);
    let mut probe = Probe { link, connection };
    let drive = async {
        driver.run().await;
        // Its last notice ends the probe.
        future::pending::<Infallible>().await
    };
    select! {
        asked = probe.run() => asked,
        never = drive => match never {},
    }
}

struct Probe<'a> {
    link: &'a Link,
    connection: Connection,
}

impl Probe<'_> {
    async fn run(&mut self) -> Result<Duration, Fault> {
        let site = &self.link.site;
        let replies = messages::topic(site, &format!("replies/{CLIENT}"));
        let commands = messages::topic(site, &format!("commands/{CLIENT}/alerts/{NO_ALERT}"));
        self.hear("the connection", |notice| {
            matches!(notice, Notice::Connected)
        })
        .await?;
        self.subscribe(&replies).await?;
        let round_trip = self.there_and_back(&replies).await?;
        self.reads_commands(&commands).await?;
        self.connection.disconnect().await;
        Ok(round_trip)
    }

    /// To all that the appliance listens to, and to the topic of our own replies.
    async fn subscribe(&mut self, replies: &str) -> Result<(), Fault> {
        let mut filters = messages::subscriptions(&self.link.site).to_vec();
        filters.push(replies.to_owned());
        self.connection.subscribe(&filters).await;
        let mut refused = Vec::new();
        self.hear("our subscriptions", |notice| match notice {
            Notice::Subscribed { refused: places } => {
                refused.clone_from(places);
                true
            }
            _ => false,
        })
        .await?;
        self.link.subscribed(&filters, &refused)
    }

    /// Writes a reply and reads it, as the appliance must be able to for every user.
    async fn there_and_back(&mut self, topic: &str) -> Result<Duration, Fault> {
        if let Some(took) = self.echo(topic).await? {
            return Ok(took);
        }
        let (address, user) = (self.link.address.to_string(), self.link.user().to_owned());
        let topic = topic.to_owned();
        Err(match self.may_write(&topic).await {
            Some(false) => Fault::MayNotWrite {
                address,
                user,
                topic,
            },
            Some(true) => Fault::MayNotRead {
                address,
                user,
                topic,
            },
            None => Fault::NoEcho {
                address,
                user,
                topic,
            },
        })
    }

    /// A broker grants subscriptions to what it then does not let through, so a command of our own must arrive. Where we
    /// may not write one, nothing is known, and nothing is wrong: the appliance writes none.
    async fn reads_commands(&mut self, topic: &str) -> Result<(), Fault> {
        if self.echo(topic).await?.is_some() || self.may_write(topic).await != Some(true) {
            return Ok(());
        }
        Err(Fault::MayNotRead {
            address: self.link.address.to_string(),
            user: self.link.user().to_owned(),
            topic: messages::topic(&self.link.site, "commands/#"),
        })
    }

    async fn may_write(&self, topic: &str) -> Option<bool> {
        client::may_write(self.link, topic, &self.payload()).await
    }

    /// How long our message took to the broker and back; `None` where it does not come.
    async fn echo(&mut self, topic: &str) -> Result<Option<Duration>, Fault> {
        let payload = self.payload();
        let watch = Stopwatch::start();
        let message = OutboxMessage {
            topic: topic.to_owned(),
            payload: payload.clone(),
            retain: false,
            latest_only: false,
        };
        self.connection.publish(&message).await;
        let (mut taken, mut took) = (false, None);
        let mut both = |notice: &Notice| {
            match notice {
                Notice::Acknowledged(_) => taken = true,
                Notice::Arrived {
                    topic,
                    payload: body,
                    ..
                } if *topic == message.topic && body == payload.as_bytes() => {
                    took = Some(watch.elapsed());
                }
                _ => {}
            }
            taken && took.is_some()
        };
        match timeout(ECHO, self.hear("a message", &mut both)).await {
            Ok(heard) => heard?,
            Err(_) if taken => return Ok(None),
            // The broker has not even acknowledged it.
            Err(_) => return Err(self.no_answer("a message", ECHO.as_secs())),
        }
        Ok(took)
    }

    /// Tells our messages from those of another probe.
    fn payload(&self) -> String {
        format!(r#"{{"action":"probe","reason":"{}"}}"#, self.link.client_id)
    }

    /// Takes in what comes until `enough`.
    async fn hear(
        &mut self,
        question: &'static str,
        mut enough: impl FnMut(&Notice) -> bool,
    ) -> Result<(), Fault> {
        let answer = async {
            loop {
                match self.connection.notices.recv().await {
                    Some(Notice::Broken(fault)) => return Err(fault),
                    Some(notice) if enough(&notice) => return Ok(()),
                    Some(_) => {}
                    None => {
                        return Err(Fault::Lost {
                            address: self.link.address.to_string(),
                            reason: "it ended".to_owned(),
                        });
                    }
                }
            }
        };
        match timeout(Duration::from_secs(ANSWER_S), answer).await {
            Ok(heard) => heard,
            Err(_) => Err(self.no_answer(question, ANSWER_S)),
        }
    }

    fn no_answer(&self, question: &'static str, seconds: u64) -> Fault {
        Fault::NoAnswer {
            address: self.link.address.to_string(),
            question,
            seconds,
        }
    }
}
