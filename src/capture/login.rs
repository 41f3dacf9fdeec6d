//! Answers to an RTSP server that asks who is there: RFC 2617, as cameras use it.

use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};

use crate::types::hex;

/// The value of the `Authorization` header for a `DESCRIBE` of `uri`, after these `WWW-Authenticate` headers.
/// `None` where no challenge is of a kind that can be answered.
pub(super) fn answer(challenges: &[&str], uri: &str, login: (&str, &str)) -> Option<String> {
    let digest = challenges.iter().find_map(|c| digest(c, uri, login));
    digest.or_else(|| challenges.iter().find_map(|c| basic(c, login)))
}

fn basic(challenge: &str, (user, password): (&str, &str)) -> Option<String> {
    after_scheme(challenge, "basic")?;
    let login = STANDARD.encode(format!("{user}:{password}"));
    Some(format!("Basic {login}"))
}

fn digest(challenge: &str, uri: &str, (user, password): (&str, &str)) -> Option<String> {
    let fields = after_scheme(challenge, "digest")?;
    let field = |name| field(fields, name);
    let known = |algorithm: &str| algorithm.eq_ignore_ascii_case("MD5");
    if !field("algorithm").is_none_or(known) {
        return None;
    }
    let (realm, nonce) = (field("realm")?, field("nonce")?);
    let who = md5(&format!("{user}:{realm}:{password}"));
    let what = md5(&format!("DESCRIBE:{uri}"));
    let proof = if field("qop").is_some_and(|kinds| kinds.split(',').any(|k| k.trim() == "auth")) {
        // One request per nonce, so that the client's own nonce has nothing to protect.
        let response = md5(&format!("{who}:{nonce}:00000001:showfloor:auth:{what}"));
        format!(r#"response="{response}", qop=auth, nc=00000001, cnonce="showfloor""#)
    } else {
        let response = md5(&format!("{who}:{nonce}:{what}"));
        format!(r#"response="{response}""#)
    };
    let opaque = field("opaque").map_or_else(String::new, |o| format!(r#", opaque="{o}""#));
    Some(format!(
        r#"Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", {proof}{opaque}"#
    ))
}

fn after_scheme<'a>(challenge: &'a str, scheme: &str) -> Option<&'a str> {
    let (found, fields) = challenge.trim().split_once(' ').unwrap_or((challenge, ""));
    found.eq_ignore_ascii_case(scheme).then_some(fields)
}

/// The value of `name=value` or `name="value"` in a list with commas.
fn field<'a>(fields: &'a str, name: &str) -> Option<&'a str> {
    let mut quoted = false;
    fields
        .split(|c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        })
        .filter_map(|field| field.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().trim_matches('"'))
}

fn md5(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_digest_is_preferred_to_a_password_in_the_clear() {
        let challenges = [
            r#"Basic realm="cam""#,
            r#"Digest realm="a, b", nonce="n1", opaque="o""#,
        ];
        let answer = answer(&challenges, "rtsp://h:554/s", ("u", "pw")).expect("answered");
        // From Python's hashlib, by the formula of RFC 2069.
        assert_eq!(
            answer,
            r#"Digest username="u", realm="a, b", nonce="n1", uri="rtsp://h:554/s", response="ca44a79973c2bbe81feaf3a9dacffe9a", opaque="o""#
        );
    }

    #[test]
    fn an_unknown_algorithm_is_not_answered() {
        let sha = r#"Digest realm="r", nonce="n", algorithm=SHA-256"#;
        assert_eq!(answer(&[sha], "rtsp://h/", ("u", "pw")), None);
        assert_eq!(
            answer(&[sha, "Basic realm=r"], "rtsp://h/", ("u", "pw")).as_deref(),
            Some("Basic dTpwdw==")
        );
    }

    proptest! {
        #[test]
        fn any_challenge_is_survived(challenge in "(Digest |Basic )?\\PC{0,80}") {
            let _ = answer(&[&challenge], "rtsp://h/", ("u", "pw"));
        }
    }
}
