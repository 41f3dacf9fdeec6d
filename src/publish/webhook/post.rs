//! One attempt to deliver: the only file that names the HTTP client.

use std::time::Duration;

use ureq::{
    Agent, Error,
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    tls::{RootCerts, TlsConfig, TlsProvider},
};

use super::url::WebhookUrl;

/// For everything from looking up the name to the answer's head.
const WITHIN: Duration = Duration::from_secs(10);
/// More of an answer's head is not read, and nothing of its body.
const MAX_ANSWER_BYTES: usize = 16 * 1024;
/// A receiver that asks for more patience gets so much.
const MOST_PATIENCE: Duration = Duration::from_mins(10);

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Accepted,
    /// The receiver will never take it: the status.
    Refused(u16),
    /// To be tried again: why, and how long the receiver wants to be left alone.
    Later(String, Option<Duration>),
}

/// The way to one receiver.
#[derive(Debug)]
pub(super) struct Post {
    agent: Agent,
    url: WebhookUrl,
}

impl Post {
    pub(super) fn to(url: &WebhookUrl) -> Self {
        // Debian's certificates, by its libssl.
        let tls = TlsConfig::builder()
            .provider(TlsProvider::NativeTls)
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(!url.is_loopback())
            .http_status_as_error(false)
            // What was signed for one receiver goes to no other.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(WITHIN))
            .max_response_header_size(MAX_ANSWER_BYTES)
            .max_idle_connections(0)
            .user_agent("showfloor");
        // Nobody else stands between us and this machine.
        let config = if url.is_loopback() {
            config.proxy(None)
        } else {
            config
        };
        Self {
            agent: config.build().new_agent(),
            url: url.clone(),
        }
    }

    /// Sends a body with these headers. The answer's body is not read.
    pub(super) fn send(&self, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = self.agent.post(self.url.uri());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match request.send(body) {
            Ok(response) => judge(response.status(), response.headers()),
            Err(error) => Answer::Later(in_words(&error), None),
        }
    }
}

fn judge(status: StatusCode, headers: &HeaderMap) -> Answer {
    match status.as_u16() {
        200..=299 => Answer::Accepted,
        408 | 429 => Answer::Later(format!("it answers {status}"), patience(headers)),
        code @ 400..=499 => Answer::Refused(code),
        300..=399 => Answer::Later(
            format!("it answers {status}, and redirects are not followed"),
            None,
        ),
        _ => Answer::Later(format!("it answers {status}"), patience(headers)),
    }
}

fn patience(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds).min(MOST_PATIENCE))
}

/// Why a receiver was not reached; without its address, which may hold a token.
fn in_words(error: &Error) -> String {
    match error {
        Error::Timeout(_) => format!("no answer within {} s", WITHIN.as_secs()),
        Error::HostNotFound => "no such host".to_owned(),
        Error::ConnectionFailed => "no connection".to_owned(),
        Error::Io(error) => format!("{error}"),
        Error::LargeResponseHeader(..) => "its answer is too long".to_owned(),
        Error::BadUri(_) => "its address cannot be used".to_owned(),
        Error::NativeTls(error) => format!("no TLS: {error}"),
        other => format!("{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_receiver_answers_decides_what_becomes_of_a_delivery() {
        let of = |code: u16| judge(StatusCode::from_u16(code).unwrap(), &HeaderMap::new());
        for code in [200, 202, 204, 299] {
            assert_eq!(of(code), Answer::Accepted);
        }
        for code in [400, 401, 404, 410, 422] {
            assert_eq!(of(code), Answer::Refused(code));
        }
        for code in [301, 307, 408, 429, 500, 503] {
            assert!(matches!(of(code), Answer::Later(_, None)), "{code}");
        }
    }

    #[test]
    fn a_receiver_that_asks_for_patience_gets_it_within_reason() {
        let asks = |text: &str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
            match judge(StatusCode::TOO_MANY_REQUESTS, &headers) {
                Answer::Later(_, patience) => patience,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(asks("30"), Some(Duration::from_secs(30)));
        assert_eq!(asks("999999"), Some(MOST_PATIENCE));
        assert_eq!(asks("Fri, 31 Dec 1999 23:59:59 GMT"), None);
    }
}
