//! The session's cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use zeroize::Zeroizing;

/// With TLS: only for this host, only over TLS, for no other path.
const SECURE: &str = "__Host-showfloor";
const PLAIN: &str = "showfloor";

fn name(tls: bool) -> &'static str {
    if tls { SECURE } else { PLAIN }
}

/// The session's secret that a request brings.
pub(super) fn read(headers: &HeaderMap, tls: bool) -> Option<Zeroizing<String>> {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name(tls))
        .map(|(_, secret)| Zeroizing::new(secret.to_owned()))
}

/// Sets it for so many seconds; no script reads it, and no other site's form sends it.
pub(super) fn set(secret: &str, seconds: i64, tls: bool) -> HeaderValue {
    let secure = if tls { "; Secure" } else { "" };
    let name = name(tls);
    let text =
        format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

/// Takes it away.
pub(super) fn clear(tls: bool) -> HeaderValue {
    set("", 0, tls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_reads_back_among_others_and_over_tls_is_another() {
        let mut headers = HeaderMap::new();
        let both = "a=b; showfloor=plain; __Host-showfloor=secure";
        headers.insert(header::COOKIE, HeaderValue::from_static(both));
        assert_eq!(read(&headers, true).unwrap().as_str(), "secure");
        assert_eq!(read(&headers, false).unwrap().as_str(), "plain");
        assert_eq!(read(&HeaderMap::new(), true), None);
        let text = set("x", 60, true).to_str().unwrap().to_owned();
        assert!(text.starts_with("__Host-showfloor=x;") && text.contains("Secure"));
        assert!(text.contains("HttpOnly") && text.contains("SameSite=Lax"));
    }
}
