//! Where the hub is, who we are there, and what opens it: all checked before anything connects.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use postgres::config::{Host, SslMode};
use zeroize::Zeroizing;

use super::{HubError, seal::HubKey};
use crate::{runtime::beyond_owner, store::secret::Secret};

/// Systemd credentials that go before the files.
const PASSWORD: &str = "hub-password";
const KEY: &str = "hub-key";

/// The `store.url` of a configuration, and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubSettings {
    /// `postgres://user@host:port/database`, without a password.
    pub url: String,
    /// The name of this appliance, for people: no two of a showroom have the same.
    pub appliance: String,
    /// Where the password is; a systemd credential `hub-password` goes before it. Neither: none is given.
    pub password_file: Option<PathBuf>,
    /// What seals everything that goes to the hub: 64 hexadecimal digits, the same on all appliances. A systemd credential
    /// `hub-key` goes before it.
    pub key_file: PathBuf,
    /// The only CA that is trusted; without it, those of the system.
    pub ca_file: Option<PathBuf>,
}

impl HubSettings {
    /// Finds every mistake that can be found without reaching the hub.
    ///
    /// # Errors
    /// [`HubError`] names what is wrong and how to mend it.
    pub fn check(&self) -> Result<(), HubError> {
        self.key()?;
        self.client().map(drop)
    }

    /// Whether this can be a hub's address: what a configuration may say.
    ///
    /// # Errors
    /// It is no URL of PostgreSQL, or has a password in it, or would go without TLS to another machine.
    pub fn check_url(url: &str) -> Result<(), HubError> {
        parse(url).map(drop)
    }

    /// What connects, with the password.
    pub(super) fn client(&self) -> Result<postgres::Config, HubError> {
        let mut config = parse(&self.url)?;
        if let Some(password) = self.password()? {
            config.password(password.as_bytes());
        }
        Ok(config)
    }

    /// Whether the hub is on this machine and TLS is not wanted.
    pub(super) fn plain(&self) -> Result<bool, HubError> {
        Ok(parse(&self.url)?.get_ssl_mode() == SslMode::Disable)
    }

    /// Where it is, for people.
    pub(super) fn place(&self) -> String {
        let rest = self.url.split_once("://").map_or("", |(_, rest)| rest);
        let rest = rest.split('?').next().unwrap_or_default();
        rest.split_once('@')
            .map_or(rest, |(_, place)| place)
            .to_owned()
    }

    pub(super) fn user(&self) -> String {
        let config = parse(&self.url).ok();
        let user = config.as_ref().and_then(postgres::Config::get_user);
        user.unwrap_or_default().to_owned()
    }

    fn password(&self) -> Result<Option<Zeroizing<String>>, HubError> {
        match (credential(PASSWORD), &self.password_file) {
            (Some(path), _) => read(&path, false).map(Some),
            (None, Some(path)) => read(path, true).map(Some),
            (None, None) => Ok(None),
        }
    }

    pub(super) fn key(&self) -> Result<HubKey, HubError> {
        let (path, guarded) = match credential(KEY) {
            Some(path) => (path, false),
            None => (self.key_file.clone(), true),
        };
        let text = read(&path, guarded)?;
        let secret = from_hex(text.trim_ascii());
        secret
            .map(|secret| HubKey::new(&secret))
            .ok_or(HubError::KeyMalformed { path })
    }
}

fn parse(url: &str) -> Result<postgres::Config, HubError> {
    let wrong = |why: &str| HubError::Url {
        why: why.to_owned(),
    };
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(wrong("it does not begin with postgres://"));
    }
    let mut config: postgres::Config = url.parse().map_err(|e: postgres::Error| {
        // The parser's words may quote what stands there, and so a password.
        let _ = e;
        wrong("it cannot be read")
    })?;
    if config.get_password().is_some() {
        return Err(HubError::PasswordInUrl);
    }
    if config.get_user().is_none() || config.get_dbname().is_none() {
        return Err(wrong("it names no user or no database"));
    }
    if config.get_hosts().len() != 1 {
        return Err(wrong("it must name one host"));
    }
    let here = match &config.get_hosts()[0] {
        Host::Unix(_) => true,
        Host::Tcp(host) => {
            host == "localhost"
                || host
                    .parse()
                    .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
    };
    let socket = matches!(config.get_hosts()[0], Host::Unix(_));
    match config.get_ssl_mode() {
        SslMode::Disable if !here => {
            return Err(wrong("sslmode=disable is for a hub on this machine alone"));
        }
        SslMode::Disable => {}
        _ if socket => {
            config.ssl_mode(SslMode::Disable);
        }
        // "prefer", the default elsewhere, would do without.
        _ => {
            config.ssl_mode(SslMode::Require);
        }
    }
    Ok(config)
}

fn credential(name: &str) -> Option<PathBuf> {
    let directory = env::var_os("CREDENTIALS_DIRECTORY")?;
    let path = Path::new(&directory).join(name);
    path.exists().then_some(path)
}

/// `guarded`: the file's mode is ours to check.
fn read(path: &Path, guarded: bool) -> Result<Zeroizing<String>, HubError> {
    let failed = |source| HubError::SecretFile {
        path: path.to_owned(),
        source,
    };
    if guarded && beyond_owner(path).map_err(failed)? & 0o007 != 0 {
        return Err(HubError::SecretOpen {
            path: path.to_owned(),
        });
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
    Ok(Zeroizing::new(
        text.trim_end_matches(['\r', '\n']).to_owned(),
    ))
}

fn from_hex(text: &str) -> Option<Secret> {
    let digits = text.as_bytes().chunks_exact(2);
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let byte = |pair: &[u8]| {
        let digit = |c: u8| char::from(c).to_digit(16);
        Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8)
    };
    let bytes = Zeroizing::new(digits.map(byte).collect::<Option<Vec<u8>>>()?);
    Secret::from_bytes(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_where_the_password_belongs_and_never_shows_one() {
        let error = HubSettings::check_url("postgres://showfloor:s3cret@db.example/showfloor");
        let text = error.unwrap_err().to_string();
        assert!(text.contains("hub_password_file"), "{text}");
        assert!(!text.contains("s3cret"), "{text}");
        let unread = HubSettings::check_url("postgres://showfloor:s3cret@db.example:port/x");
        assert!(!unread.unwrap_err().to_string().contains("s3cret"));
    }

    #[test]
    fn nothing_goes_to_another_machine_without_tls() {
        let plain = "postgres://showfloor@db.example/showfloor?sslmode=disable";
        let error = HubSettings::check_url(plain).unwrap_err().to_string();
        assert!(error.contains("sslmode"), "{error}");
        for asked in ["", "?sslmode=prefer", "?sslmode=require"] {
            let url = format!("postgres://showfloor@db.example/showfloor{asked}");
            assert_eq!(parse(&url).unwrap().get_ssl_mode(), SslMode::Require);
        }
        let here = "postgres://showfloor@127.0.0.1:5433/showfloor?sslmode=disable";
        assert!(HubSettings::check_url(here).is_ok());
    }

    #[test]
    fn what_is_no_address_of_a_database_is_refused() {
        for url in [
            "mysql://u@h/d",
            "postgres://db.example/showfloor",
            "postgres://u@db.example",
            "postgres://u@a,b/d",
        ] {
            assert!(HubSettings::check_url(url).is_err(), "{url}");
        }
    }
}
