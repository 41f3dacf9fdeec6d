//! What forms send: read within limits, and only from our own pages.

use std::sync::Arc;

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderName, StatusCode, header},
};
use serde::{Deserialize, de::DeserializeOwned};
use subtle::ConstantTimeEq;
use tokio::time::timeout;

use super::{cookie, secret::form_token};
use crate::web::{desk::Desk, page::Refusal};

/// Longest form, in bytes: the text of a rule file and more; and of whoever is not logged in yet.
const MOST: usize = 1024 * 1024;
const MOST_OF_STRANGERS: usize = 8 * 1024;

/// A form of somebody who is logged in.
pub(in crate::web) struct Sent<T>(pub(in crate::web) T);

/// A form of somebody who is not logged in yet.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<Desk>> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Arc<Desk>) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Token {
            csrf: String,
        }
        let headers = request.headers().clone();
        ours(&headers)?;
        let body = body(request, desk, MOST).await?;
        let token = serde_urlencoded::from_bytes::<Token>(&body).map(|token| token.csrf);
        proves(&headers, &token.unwrap_or_default(), desk)?;
        form(&body).map(Self)
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<Desk>> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Arc<Desk>) -> Result<Self, Refusal> {
        ours(request.headers())?;
        form(&body(request, desk, MOST_OF_STRANGERS).await?).map(Self)
    }
}

/// A browser says where a form stood. What is no browser has no session to be abused.
fn ours(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let Some(origin) = text(header::ORIGIN) else {
        // Where no form stood, a browser still says who had it sent: "none" is somebody at its address bar.
        return match text(HeaderName::from_static("sec-fetch-site")) {
            None | Some("same-origin" | "none") => Ok(()),
            Some(_) => Err(Refusal::foreign()),
        };
    };
    let from = origin.split_once("://").map(|(_, host)| host);
    if from.is_some() && from == text(header::HOST) {
        Ok(())
    } else {
        Err(Refusal::foreign())
    }
}

/// Whether a browser says that a page of ours asks. What says nothing is no page.
pub(in crate::web) fn from_our_page(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) && ours(headers).is_ok()
}

/// The token of the session whose cookie came with it.
fn proves(headers: &HeaderMap, token: &str, desk: &Desk) -> Result<(), Refusal> {
    let Some(secret) = cookie::read(headers, desk.tls()) else {
        return Err(Refusal::login(None));
    };
    if bool::from(form_token(&secret).as_bytes().ct_eq(token.as_bytes())) {
        Ok(())
    } else {
        Err(Refusal::foreign())
    }
}

async fn body(request: Request, desk: &Desk, most: usize) -> Result<Bytes, Refusal> {
    let read = to_bytes(request.into_body(), most);
    match timeout(desk.limits.body, read).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => {
            let reason = format!("longer than {most} bytes");
            Err(Refusal::bad(StatusCode::PAYLOAD_TOO_LARGE, reason))
        }
        Err(_) => {
            let reason = "the form did not come in time".to_owned();
            Err(Refusal::bad(StatusCode::REQUEST_TIMEOUT, reason))
        }
    }
}

fn form<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_urlencoded::from_bytes(body)
        .map_err(|error| Refusal::bad(StatusCode::BAD_REQUEST, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_another_page_is_not_ours() {
        let headers = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "showroom.example:8443".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            ours(&headers).is_ok()
        };
        assert!(headers(None));
        assert!(headers(Some("https://showroom.example:8443")));
        for foreign in [
            "null",
            "https://showroom.example",
            "https://evil.example",
            "https://showroom.example:8443.evil.example",
        ] {
            assert!(!headers(Some(foreign)), "{foreign}");
        }
        for (site, is_ours) in [
            ("same-origin", true),
            ("same-site", false),
            ("cross-site", false),
        ] {
            let sent = HeaderMap::from_iter([(
                HeaderName::from_static("sec-fetch-site"),
                site.parse().unwrap(),
            )]);
            assert_eq!(ours(&sent).is_ok(), is_ours, "{site}");
        }
    }
}
