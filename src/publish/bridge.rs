//! A tablet in a browser: its bytes come from the web server, which knows whose it is, and go to the broker as that user's.
//!
//! The browser knows no password of the broker: CONNECT gets it here. What may be asked is judged here, too
//! (`rights`), so that a broker without an access list is no less safe. Whoever asks for more loses the connection. What the
//! broker sends passes through as it is: it was asked for nothing else.

mod packet;
mod rights;

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf, copy, split},
    select,
    time::timeout,
};

pub use self::rights::Breach;
use self::{
    packet::{Packet, Unread},
    rights::Rights,
};
use super::{
    client::{Wire, dial},
    error::{Fault, PublishError},
    settings::{Broker, Link, Login, Settings, name},
    users::users,
};
use crate::runtime::Shutdown;

/// Longest wait for CONNECT, and for the broker's answer to it.
const WELCOME: Duration = Duration::from_secs(10);

/// Which login tablets have at the broker.
#[derive(Debug)]
enum Logins {
    /// It asks for none.
    None,
    /// The appliance's own: the broker in the process has no rights to tell users by.
    Ours,
    /// A line of this file each.
    File(PathBuf),
    /// It asks for one, and there is no file.
    Missing,
}

/// Why a tablet was not joined to the broker, or not for longer.
#[derive(Debug, thiserror::Error)]
pub enum BridgeFault {
    /// It asked for what it may not.
    #[error("a tablet of {user} was cut off: {breach}")]
    Breach { user: String, breach: Breach },
    #[error("{0}")]
    Broker(Fault),
    #[error(
        "the tablet of {user} has no login at the MQTT broker; hint: {hint}: scripts/mosquitto-users add tablet {user} \
         --tablets-file FILE writes both sides"
    )]
    NoLogin { user: String, hint: String },
    #[error("{0}")]
    Setup(PublishError),
}

impl BridgeFault {
    /// Whether the tablet is to blame, and not what it wants to reach.
    pub fn is_breach(&self) -> bool {
        matches!(self, Self::Breach { .. })
    }
}

/// Joins tablets to the broker.
#[derive(Debug)]
pub struct Bridge {
    link: Link,
    logins: Logins,
}

impl Bridge {
    /// To the broker of a link that was opened with these settings.
    pub fn new(link: &Link, settings: &Settings) -> Self {
        let logins = match (&settings.broker, &settings.tablets_file, &settings.user) {
            (Broker::Embedded(_), ..) => Logins::Ours,
            (_, Some(file), _) => Logins::File(file.clone()),
            (_, None, Some(_)) => Logins::Missing,
            (_, None, None) => Logins::None,
        };
        Self {
            link: link.clone(),
            logins,
        }
    }

    /// Passes on what a tablet of `user` and the broker say to each other, until one of them ends it or the stop is asked
    /// for.
    ///
    /// # Errors
    /// The tablet asked for what it may not, or there is no way to the broker.
    pub async fn join(
        &self,
        user: &str,
        tablet: impl AsyncRead + AsyncWrite + Send,
        stop: &Shutdown,
    ) -> Result<(), BridgeFault> {
        let (from_tablet, to_tablet) = split(tablet);
        select! {
            ended = self.pass(user, from_tablet, to_tablet) => ended,
            () = stop.wait() => Ok(()),
        }
    }

    async fn pass<S: AsyncRead + AsyncWrite>(
        &self,
        user: &str,
        mut from_tablet: ReadHalf<S>,
        mut to_tablet: WriteHalf<S>,
    ) -> Result<(), BridgeFault> {
        let user_name = name("the account's name", user).map_err(BridgeFault::Setup)?;
        let rights = Rights::of(&self.link.site, &user_name);
        let breach = |breach| BridgeFault::Breach {
            user: user_name.clone(),
            breach,
        };
        let hello = timeout(WELCOME, Packet::read(&mut from_tablet)).await;
        let hello = match hello {
            Ok(Ok(Some(packet))) => packet,
            Ok(Ok(None) | Err(Unread::Broken)) => return Ok(()),
            Ok(Err(Unread::Breach(what))) => return Err(breach(what)),
            Err(_) => return Err(breach(Breach::NoConnect)),
        };
        let login = self.login(&user_name)?;
        let login = login.as_ref();
        let hello = rights.connect(&hello, login).map_err(breach)?;
        let (mut from_broker, mut to_broker) =
            split(self.greet(&hello, login, &mut to_tablet).await?);
        let up = async {
            loop {
                match Packet::read(&mut from_tablet).await {
                    Ok(Some(packet)) => {
                        rights.judge(&packet).map_err(breach)?;
                        if send(&mut to_broker, &packet).await.is_err() {
                            return Ok(());
                        }
                    }
                    Ok(None) | Err(Unread::Broken) => return Ok(()),
                    Err(Unread::Breach(what)) => return Err(breach(what)),
                }
            }
        };
        select! {
            ended = up => ended,
            // How a connection ends that was good is nobody's fault: the tablet comes again.
            _ = copy(&mut from_broker, &mut to_tablet) => Ok(()),
        }
    }

    /// The login of a user at the broker, where it asks for one.
    fn login(&self, user: &str) -> Result<Option<Login>, BridgeFault> {
        let lacks = |hint: String| BridgeFault::NoLogin {
            user: user.to_owned(),
            hint,
        };
        match &self.logins {
            Logins::None => Ok(None),
            Logins::Ours => Ok(self.link.login.clone()),
            Logins::Missing => Err(lacks(
                "name a file of theirs in mqtt.tablets_file, and fill it".to_owned(),
            )),
            // Read each time: who was added comes in without a restart.
            Logins::File(file) => {
                let password = passwords(file)?.remove(user);
                let none = || lacks(format!("it is not in {}", file.display()));
                Ok(Some(Login {
                    user: user.to_owned(),
                    password: password.ok_or_else(none)?,
                }))
            }
        }
    }

    /// Connects to the broker and passes on its yes; a no is for us to explain.
    async fn greet<T: AsyncWrite>(
        &self,
        hello: &Packet,
        login: Option<&Login>,
        to_tablet: &mut WriteHalf<T>,
    ) -> Result<Wire, BridgeFault> {
        let address = self.link.address.to_string();
        let user = login.map_or("(none)", |login| &login.user).to_owned();
        let lost = |error: &io::Error| {
            BridgeFault::Broker(Fault::HungUp {
                address: address.clone(),
                reason: error.to_string(),
            })
        };
        let mut wire = dial(&self.link).await.map_err(BridgeFault::Broker)?;
        let mut welcome = [0; 4];
        let answered = timeout(WELCOME, async {
            send(&mut wire, hello).await?;
            wire.read_exact(&mut welcome).await
        });
        match answered.await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(lost(&error)),
            Err(_) => {
                return Err(BridgeFault::Broker(Fault::NoAnswer {
                    address,
                    question: "a tablet's connection",
                    seconds: WELCOME.as_secs(),
                }));
            }
        }
        match welcome {
            [0x20, 2, _, 0] => {
                // Where the tablet is gone already, the next word to it says so.
                let _ = to_tablet.write_all(&welcome).await;
                let _ = to_tablet.flush().await;
                Ok(wire)
            }
            [0x20, 2, _, 4 | 5] => Err(BridgeFault::NoLogin {
                user,
                hint: format!("the broker at {address} does not take the one it has"),
            }),
            [0x20, 2, _, code] => Err(BridgeFault::Broker(Fault::Refused {
                address,
                reason: format!("code {code}"),
            })),
            _ => Err(BridgeFault::Broker(Fault::NoMqtt { address })),
        }
    }
}

fn passwords(file: &Path) -> Result<std::collections::HashMap<String, String>, BridgeFault> {
    users("mqtt.tablets_file", file).map_err(BridgeFault::Setup)
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), packet: &Packet) -> io::Result<()> {
    stream.write_all(&packet.bytes()).await?;
    stream.flush().await
}
