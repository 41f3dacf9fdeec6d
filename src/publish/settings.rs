//! Where the broker is and how to log in: checked before anything connects, because rumqttc's setters panic.

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
};

use super::{
    address::Address,
    client::{self, TlsConnector},
    embedded::{Embedded, EmbeddedBroker},
    error::{Fault, PublishError},
    users::users,
};
use crate::runtime::{Shutdown, beyond_owner};

/// Name of the systemd credential that holds the password.
const CREDENTIAL: &str = "mqtt-password";

/// The `mqtt` section, and the site it speaks for.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `site.id`: part of every topic.
    pub site: String,
    pub broker: Broker,
    /// The broker's user; needs a password.
    pub user: Option<String>,
    /// Where the password is; without it, the systemd credential `mqtt-password`.
    pub password_file: Option<PathBuf>,
    /// The only CA that is trusted with `mqtts`; without it, those of the system.
    pub ca_file: Option<PathBuf>,
    /// Without it, `showfloor-` and the site.
    pub client_id: Option<String>,
    /// By which tablets in browsers log in at the broker: lines of `name:password`.
    pub tablets_file: Option<PathBuf>,
    /// Under which prefix Home Assistant is told what there is; `None`: it is told nothing.
    pub homeassistant: Option<String>,
}

/// Which broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broker {
    /// One in this process.
    Embedded(Embedded),
    /// One that is there already.
    At(Address),
}

/// Settings that work: all that is needed to connect, as often as it takes.
#[derive(Clone, Debug)]
pub struct Link {
    pub(super) site: String,
    pub(super) address: Address,
    pub(super) client_id: String,
    pub(super) login: Option<Login>,
    pub(super) tls: Option<TlsConnector>,
}

impl Link {
    /// Checks the settings, reads password and CA, and starts the embedded broker where that is the broker.
    ///
    /// # Errors
    /// [`PublishError`] names the key that is wrong and how to mend it.
    pub fn open(settings: &Settings, shutdown: &Shutdown) -> Result<Self, PublishError> {
        let mut link = Self::checked(settings)?;
        if let Broker::Embedded(embedded) = &settings.broker {
            link.address = EmbeddedBroker::open(embedded, shutdown)?.address().into();
        }
        Ok(link)
    }

    /// As [`Link::open`], but the embedded broker is not started: the address is where it should be.
    pub(super) fn checked(settings: &Settings) -> Result<Self, PublishError> {
        let login = settings.login()?;
        if let (Broker::At(_), Some(file)) = (&settings.broker, &settings.tablets_file) {
            users("mqtt.tablets_file", file)?;
        }
        let (address, tls) = match &settings.broker {
            Broker::Embedded(embedded) => {
                embedded.lets_in(login.as_ref())?;
                (embedded.reached_at().into(), None)
            }
            Broker::At(address) if address.tls => {
                let tls = client::tls(settings.ca_file.as_deref())?;
                (address.clone(), Some(tls))
            }
            Broker::At(address) => (address.clone(), None),
        };
        Ok(Self {
            site: name("site.id", &settings.site)?,
            client_id: settings.client_id()?,
            address,
            login,
            tls,
        })
    }

    /// Who we are at the broker, for people.
    pub(super) fn user(&self) -> &str {
        let login = self.login.as_ref();
        login.map_or("(none)", |login| &login.user)
    }

    /// Fails where some of these filters were refused.
    pub(super) fn subscribed(&self, filters: &[String], refused: &[usize]) -> Result<(), Fault> {
        Fault::of_subscription((&self.address.to_string(), self.user()), filters, refused)
    }

    /// Where the broker is.
    pub fn address(&self) -> &Address {
        &self.address
    }
}

impl Settings {
    /// Finds every mistake that can be found without starting or reaching a broker.
    ///
    /// # Errors
    /// As [`Link::open`].
    pub fn check(&self) -> Result<(), PublishError> {
        Link::checked(self).map(drop)
    }

    /// What an installer should know of settings that work, in words.
    pub fn note(&self) -> Option<String> {
        match &self.broker {
            Broker::Embedded(embedded) => embedded.note(),
            Broker::At(_) => None,
        }
    }

    fn client_id(&self) -> Result<String, PublishError> {
        match &self.client_id {
            Some(id) => name("mqtt.client_id", id),
            None => Ok(format!("showfloor-{}", self.site)),
        }
    }

    fn login(&self) -> Result<Option<Login>, PublishError> {
        let Some(user) = &self.user else {
            return Ok(None);
        };
        let password = match &self.password_file {
            Some(path) => password_file(path)?,
            None => credential()?,
        };
        Ok(Some(Login {
            user: user.clone(),
            password,
        }))
    }
}

/// User and password; `Debug` does not show the password.
#[derive(Clone)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login({}, password not shown)", self.user)
    }
}

fn password_file(path: &Path) -> Result<String, PublishError> {
    let text = read_secret(path)?;
    password_in(&text)
}

/// The text of a file that not everybody may read.
pub(super) fn read_secret(path: &Path) -> Result<String, PublishError> {
    let failed = |source| PublishError::PasswordFile {
        path: path.to_owned(),
        source,
    };
    if beyond_owner(path).map_err(failed)? & 0o007 != 0 {
        return Err(PublishError::PasswordOpen {
            path: path.to_owned(),
        });
    }
    fs::read_to_string(path).map_err(failed)
}

fn credential() -> Result<String, PublishError> {
    let directory = env::var_os("CREDENTIALS_DIRECTORY").ok_or(PublishError::PasswordMissing)?;
    let path = Path::new(&directory).join(CREDENTIAL);
    if !path.exists() {
        return Err(PublishError::PasswordMissing);
    }
    let failed = |source| PublishError::PasswordFile {
        path: path.clone(),
        source,
    };
    password_in(&fs::read_to_string(&path).map_err(failed)?)
}

fn password_in(text: &str) -> Result<String, PublishError> {
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(PublishError::PasswordMissing);
    }
    Ok(password.to_owned())
}

/// A name that can stand in a topic and in a client id.
pub(super) fn name(key: &'static str, value: &str) -> Result<String, PublishError> {
    let forbidden = |c: char| matches!(c, '/' | '+' | '#') || c.is_control();
    if value.is_empty() || value.len() > 64 || value.contains(forbidden) {
        return Err(PublishError::Name {
            key,
            value: value.to_owned(),
        });
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn settings() -> Settings {
        Settings {
            site: "north".into(),
            broker: Broker::At("mqtt://localhost".parse().unwrap()),
            user: None,
            password_file: None,
            ca_file: None,
            client_id: None,
            tablets_file: None,
            homeassistant: None,
        }
    }

    #[test]
    fn names_that_would_change_a_topic_are_refused() {
        for site in ["", "a/b", "+", "a#", "line\nbreak"] {
            let settings = Settings {
                site: site.into(),
                ..settings()
            };
            let error = settings.check().unwrap_err().to_string();
            assert!(error.contains("site.id"), "{error}");
        }
    }

    #[test]
    fn the_password_is_read_from_a_file_that_others_cannot_read_and_never_shown() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        fs::write(&path, "s3cret\n").unwrap();
        let settings = Settings {
            user: Some("north".into()),
            password_file: Some(path.clone()),
            ..settings()
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = settings.check().unwrap_err().to_string();
        assert!(error.contains("everyone can read"), "{error}");

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = Link::open(&settings, &Shutdown::new()).unwrap();
        assert_eq!(link.login.as_ref().unwrap().password, "s3cret");
        assert!(!format!("{link:?}").contains("s3cret"));

        fs::remove_file(&path).unwrap();
        let error = settings.check().unwrap_err().to_string();
        assert!(error.contains("cannot be read"), "{error}");
    }

    #[test]
    fn a_ca_file_that_holds_no_certificate_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ca.pem");
        fs::write(&path, "not a certificate").unwrap();
        let settings = Settings {
            broker: Broker::At("mqtts://localhost".parse().unwrap()),
            ca_file: Some(path),
            ..settings()
        };
        let error = settings.check().unwrap_err().to_string();
        assert!(error.contains("mqtt.ca_file"), "{error}");
    }
}
