//! A webhook as it is configured.

use std::{
    collections::BTreeSet,
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{error::WebhookError, sign::Secret, url::WebhookUrl};

/// What a webhook is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// A linked visitor's band changes.
    Band,
    /// A rule's trigger starts or stops a series of messages.
    Series,
    /// Somebody asks for it: `showfloor visitors send`.
    Demand,
    /// A day has passed: the audit log's last entry, which names nobody.
    Audit,
}

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    /// ADF 1.0, an XML that dealers' CRM systems take; it has no word for series.
    Adf,
}

/// One `[[webhook]]`.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: String,
    pub url: WebhookUrl,
    /// Where the secret is; the systemd credential `webhook-<id>` goes before it.
    pub secret_file: Option<PathBuf>,
    pub on: BTreeSet<On>,
    pub format: Format,
    /// Only visitors who are linked with this client are told of; empty where the audit log's head alone is told.
    pub client: String,
}

impl Webhook {
    /// Finds every mistake that can be found without reaching the receiver.
    ///
    /// # Errors
    /// There is no usable secret.
    pub fn check(&self) -> Result<(), WebhookError> {
        self.secret().map(drop)
    }

    pub(super) fn secret(&self) -> Result<Secret, WebhookError> {
        let directory = env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        self.secret_from(directory.as_deref())
    }

    fn secret_from(&self, directory: Option<&Path>) -> Result<Secret, WebhookError> {
        let webhook = || self.id.clone();
        let credential = directory.map(|directory| directory.join(format!("webhook-{}", self.id)));
        let credential = credential.filter(|path| path.exists());
        let path = match (credential, &self.secret_file) {
            (Some(path), _) => path,
            (None, Some(path)) => {
                let unreadable = |source| WebhookError::Unreadable {
                    webhook: webhook(),
                    path: path.clone(),
                    source,
                };
                let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
                if mode & 0o007 != 0 {
                    return Err(WebhookError::Open {
                        webhook: webhook(),
                        path: path.clone(),
                    });
                }
                path.clone()
            }
            (None, None) => return Err(WebhookError::NoSecret { webhook: webhook() }),
        };
        let text = fs::read_to_string(&path).map_err(|source| WebhookError::Unreadable {
            webhook: webhook(),
            path: path.clone(),
            source,
        })?;
        let text = Zeroizing::new(text);
        Secret::read(&text).ok_or_else(|| WebhookError::NoSuchSecret {
            webhook: webhook(),
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";

    fn webhook(secret_file: Option<PathBuf>) -> Webhook {
        Webhook {
            id: "crm".into(),
            url: "https://crm.example/in".parse().unwrap(),
            secret_file,
            on: BTreeSet::from([On::Band]),
            format: Format::Json,
            client: "crm".into(),
        }
    }

    #[test]
    fn the_secret_comes_from_a_file_that_others_cannot_read_or_from_a_credential() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret");
        let put = |path: &Path, text: &str, mode| {
            fs::write(path, text).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        let hook = webhook(Some(file.clone()));
        let error = |hook: &Webhook, credentials: Option<&Path>| {
            hook.secret_from(credentials).unwrap_err().to_string()
        };
        assert!(error(&hook, None).contains("cannot be read"));
        put(&file, GOOD, 0o644);
        assert!(error(&hook, None).contains("chmod o-rwx"));
        put(&file, "s3cret", 0o640);
        let said = error(&hook, None);
        assert!(
            said.contains("whsec_ and") && !said.contains("s3cret"),
            "{said}"
        );
        put(&file, GOOD, 0o640);
        hook.secret_from(None).unwrap();
        assert!(error(&webhook(None), Some(dir.path())).contains("webhook-crm"));
        put(&dir.path().join("webhook-crm"), GOOD, 0o600);
        webhook(None).secret_from(Some(dir.path())).unwrap();
    }
}
