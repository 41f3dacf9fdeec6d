//! Where a receiver is.

use std::{fmt, net::IpAddr, str::FromStr};

use ureq::http::Uri;

use super::error::WebhookError;

/// `https://host/path`; plain `http` on this machine alone. Paths and queries often hold a token, so only the host is
/// ever shown.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Uri);

impl WebhookUrl {
    pub(super) fn uri(&self) -> &Uri {
        &self.0
    }

    /// Whether the receiver is on this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.0.host().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let address: Option<IpAddr> = bare.parse().ok();
        host == "localhost" || address.is_some_and(|ip| ip.is_loopback())
    }
}

impl FromStr for WebhookUrl {
    type Err = WebhookError;

    fn from_str(text: &str) -> Result<Self, WebhookError> {
        let uri: Uri = text.parse().map_err(|_| WebhookError::Url)?;
        let authority = uri.authority().ok_or(WebhookError::Url)?;
        if authority.as_str().contains('@') {
            return Err(WebhookError::UrlHoldsLogin);
        }
        if authority.host().is_empty() {
            return Err(WebhookError::Url);
        }
        let url = Self(uri);
        match url.0.scheme_str() {
            Some("https") => Ok(url),
            Some("http") if url.is_loopback() => Ok(url),
            Some("http") => Err(WebhookError::NotEncrypted(url.to_string())),
            _ => Err(WebhookError::Url),
        }
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.scheme_str().unwrap_or_default();
        let host = self.0.host().unwrap_or_default();
        match self.0.port_u16() {
            Some(port) => write!(f, "{scheme}://{host}:{port}"),
            None => write!(f, "{scheme}://{host}"),
        }
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receivers_are_reached_by_tls_or_on_this_machine() {
        for (url, shown) in [
            (
                "https://crm.example/hooks/t0ken?key=s3cret",
                "https://crm.example",
            ),
            ("https://crm.example:8443", "https://crm.example:8443"),
            ("http://127.0.0.1:8080/in", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/in", "http://[::1]:8080"),
            ("http://localhost/in", "http://localhost"),
        ] {
            let url: WebhookUrl = url.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("s3cret"));
        }
    }

    #[test]
    fn what_is_refused_is_told_without_its_secrets() {
        for (url, why) in [
            ("http://crm.example/s3cret", "not encrypted"),
            ("http://10.0.0.7/s3cret", "not encrypted"),
            ("https://me:s3cret@crm.example/", "user or password"),
            ("ftp://crm.example/s3cret", "no address"),
            ("crm.example/s3cret", "no address"),
            ("/s3cret", "no address"),
            ("https:///s3cret", "no address"),
        ] {
            let error = url.parse::<WebhookUrl>().unwrap_err().to_string();
            assert!(error.contains(why) && !error.contains("s3cret"), "{error}");
        }
    }
}
