//! Another showroom of the group, whose appliance is asked for its figures.

use std::{
    env, fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use ureq::{
    Agent, Error,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem},
};
use zeroize::Zeroizing;

use super::webhook::WebhookUrl;

/// For everything from looking up the name to the last byte of the answer: a page waits for it.
const WITHIN: Duration = Duration::from_secs(4);
/// Longest answer, in bytes; figures of a site are some hundred.
const LONGEST: u64 = 64 * 1024;

/// One `[[group]]`.
#[derive(Clone, Debug)]
pub struct GroupSite {
    /// Short name, of the credential and of the row where the site has not said its own.
    pub id: String,
    /// Where its web server is: scheme, host and port count.
    pub url: WebhookUrl,
    /// Where the token is that it gave us, with the scope `figures`; the systemd credential `group-<id>` goes before it.
    pub token_file: Option<PathBuf>,
    /// Certificate authorities in PEM that vouch for it, in place of the machine's: that of a site that makes its own.
    pub ca_file: Option<PathBuf>,
}

/// Why a site's figures are not to be had. Nothing here repeats a token.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    #[error(
        "site {site} has no token\nhint: there, `showfloor web token --client group --scope figures` prints one; write it to \
         group.token_file or the systemd credential group-{site}"
    )]
    NoToken { site: String },
    #[error("{} cannot be read: {source}\nhint: the service's user must be able to read it", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("everyone can read the token in {}\nhint: chmod o-rwx {}", path.display(), path.display())]
    Open { path: PathBuf },
    #[error("{} holds no certificate in PEM\nhint: the site's own is ca.crt in web.tls_folder of its appliance", path.display())]
    NoCertificate { path: PathBuf },
    #[error(
        "it does not take the token\nhint: there, `showfloor web token --client group --scope figures` prints another"
    )]
    Token,
    #[error(
        "its token lacks the scope figures\nhint: there, `showfloor web token --client group --scope figures` prints another"
    )]
    Scope,
    #[error("it answers with status {0}\nhint: is it another program, or an older showfloor?")]
    Answer(u16),
    #[error("not reached: {0}")]
    Away(String),
}

impl GroupSite {
    /// What it says of itself and these days (`YYYY-MM-DD`, both included): the JSON of its `GET /api/v1/figures`. Waits for
    /// the network, for seconds at most.
    ///
    /// # Errors
    /// The token or the certificate cannot be read, the site is not reached, or it says no.
    pub fn figures(&self, from: &str, to: &str) -> Result<String, GroupError> {
        let token = self.token()?;
        let url = format!("{}/api/v1/figures?from={from}&to={to}", self.url);
        let authorization = Zeroizing::new(format!("Bearer {}", *token));
        let request = self.agent()?.get(url);
        let answer = request.header("Authorization", authorization.as_str());
        let mut answer = answer.call().map_err(|error| in_words(&error))?;
        match answer.status().as_u16() {
            200 => {
                let body = answer.body_mut().with_config().limit(LONGEST);
                body.read_to_string().map_err(|error| in_words(&error))
            }
            401 => Err(GroupError::Token),
            403 => Err(GroupError::Scope),
            status => Err(GroupError::Answer(status)),
        }
    }

    fn agent(&self) -> Result<Agent, GroupError> {
        let roots = match &self.ca_file {
            Some(path) => RootCerts::from(certificates(path)?),
            // Debian's, by its libssl.
            None => RootCerts::PlatformVerifier,
        };
        let tls = TlsConfig::builder()
            .provider(TlsProvider::NativeTls)
            .root_certs(roots)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(!self.url.is_loopback())
            .http_status_as_error(false)
            // A token that one site gave goes to no other.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(WITHIN))
            .max_idle_connections(0)
            .user_agent("showfloor");
        let config = if self.url.is_loopback() {
            config.proxy(None)
        } else {
            config
        };
        Ok(config.build().new_agent())
    }

    fn token(&self) -> Result<Zeroizing<String>, GroupError> {
        let directory = env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        self.token_from(directory.as_deref())
    }

    fn token_from(&self, directory: Option<&Path>) -> Result<Zeroizing<String>, GroupError> {
        let credential = directory.map(|directory| directory.join(format!("group-{}", self.id)));
        let credential = credential.filter(|path| path.exists());
        let path = credential.as_ref().or(self.token_file.as_ref());
        let none = || GroupError::NoToken {
            site: self.id.clone(),
        };
        let path = path.ok_or_else(none)?;
        let unreadable = |source| GroupError::Unreadable {
            path: path.clone(),
            source,
        };
        if credential.is_none() {
            let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
            if mode & 0o007 != 0 {
                return Err(GroupError::Open { path: path.clone() });
            }
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
        let token = Zeroizing::new(text.trim().to_owned());
        if token.is_empty() {
            return Err(none());
        }
        Ok(token)
    }
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, GroupError> {
    let unreadable = |source| GroupError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let pem = fs::read(path).map_err(unreadable)?;
    let found: Vec<_> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        return Err(GroupError::NoCertificate {
            path: path.to_owned(),
        });
    }
    Ok(found)
}

fn in_words(error: &Error) -> GroupError {
    GroupError::Away(match error {
        Error::Timeout(_) => format!("no answer within {} s", WITHIN.as_secs()),
        Error::HostNotFound => "no such host".to_owned(),
        Error::ConnectionFailed => "no connection".to_owned(),
        Error::Io(error) => error.kind().to_string(),
        Error::NativeTls(error) => format!(
            "no TLS: {error}\nhint: where the site makes its own certificate, group.ca_file names its authority"
        ),
        other => format!("{other}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(token_file: Option<PathBuf>) -> GroupSite {
        GroupSite {
            id: "north".into(),
            url: "https://north.example:8443".parse().unwrap(),
            token_file,
            ca_file: None,
        }
    }

    #[test]
    fn the_token_comes_from_a_file_that_others_cannot_read_or_from_a_credential() {
        let folder = tempfile::tempdir().unwrap();
        let error = |site: &GroupSite| site.token_from(None).unwrap_err().to_string();
        assert!(error(&site(None)).contains("group-north"));
        let file = folder.path().join("token");
        fs::write(&file, "sf_s3cret\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let open = error(&site(Some(file.clone())));
        assert!(
            open.contains("chmod o-rwx") && !open.contains("s3cret"),
            "{open}"
        );
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(
            *site(Some(file.clone())).token_from(None).unwrap(),
            "sf_s3cret"
        );
        fs::write(folder.path().join("group-north"), "sf_other").unwrap();
        let from = site(Some(file)).token_from(Some(folder.path()));
        assert_eq!(*from.unwrap(), "sf_other");
    }

    #[test]
    fn what_is_no_certificate_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        fs::write(&file, "hello").unwrap();
        let error = certificates(&file).unwrap_err().to_string();
        assert!(error.contains("no certificate in PEM"), "{error}");
    }
}
