//! Addresses of RTSP cameras, with a password that is shown nowhere.

use std::fmt;

use zeroize::Zeroizing;

use super::{SourceError, Transport};

/// An address like `rtsp://user:password@host:554/path`. `Display` and `Debug` put `***` in place of the password.
#[derive(Clone, PartialEq, Eq)]
pub struct RtspUrl {
    user: String,
    password: Zeroizing<String>,
    /// Name or address; an IPv6 address stands in its brackets.
    host: String,
    port: u16,
    /// From the slash on, with the query; may be empty.
    path: String,
}

impl RtspUrl {
    /// Reads what follows `rtsp://`. User and password may be percent-encoded, and must be where they contain `/`,
    /// `?` or `#`.
    pub(super) fn parse(rest: &str) -> Result<Self, SourceError> {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (login, place) = authority
            .rsplit_once('@')
            .map_or((None, authority), |(login, place)| (Some(login), place));
        if login.is_none() && path.contains('@') {
            // Most likely a password with a slash: taken for a path, it would be shown.
            return Err(SourceError::Login);
        }
        let (user, password) = login.map_or(("", ""), |l| l.split_once(':').unwrap_or((l, "")));
        let (host, port) = split_port(place).ok_or(SourceError::Host)?;
        Ok(Self {
            user: decode(user).ok_or(SourceError::Login)?,
            password: Zeroizing::new(decode(password).ok_or(SourceError::Login)?),
            host: host.to_owned(),
            port,
            path: path.to_owned(),
        })
    }

    /// The same address with this user and password in place of its own.
    pub(super) fn with_login(&self, user: &str, password: Zeroizing<String>) -> Self {
        Self {
            user: user.to_owned(),
            password,
            ..self.clone()
        }
    }

    /// Whether the address itself says who to log in as.
    pub fn has_login(&self) -> bool {
        !self.user.is_empty()
    }

    pub(super) fn login(&self) -> Option<(&str, &str)> {
        (!self.user.is_empty()).then_some((&*self.user, &*self.password))
    }

    /// The address without a login, and the login: a user, and a password that may be empty.
    pub fn apart(&self) -> (String, Option<(String, Zeroizing<String>)>) {
        let login = self.login();
        let login = login.map(|(user, password)| (user.to_owned(), password.to_owned().into()));
        (self.bare(), login)
    }

    pub(super) fn host(&self) -> &str {
        self.host.trim_matches(['[', ']'])
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The address as a request names it: without user and password.
    pub(super) fn bare(&self) -> String {
        format!("rtsp://{}:{}{}", self.host, self.port, self.path)
    }

    /// The address as FFmpeg wants it, which takes the transport from the query. Contains the password.
    pub(super) fn for_ffmpeg(&self, transport: Transport) -> Zeroizing<String> {
        let login = self.login().map_or_else(String::new, |(user, password)| {
            format!("{}:{}@", encode(user), encode(password))
        });
        let mark = if self.path.contains('?') { '&' } else { '?' };
        let transport = match transport {
            Transport::Tcp => "tcp",
            Transport::Udp => "udp",
        };
        let (host, port, path) = (&self.host, self.port, &self.path);
        Zeroizing::new(format!(
            "rtsp://{login}{host}:{port}{path}{mark}{transport}"
        ))
    }
}

fn split_port(place: &str) -> Option<(&str, u16)> {
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (place, 554),
    };
    let bracketed = host.starts_with('[') && host.ends_with(']');
    let plain = !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    (bracketed || plain).then_some((host, port))
}

/// Resolves `%XX`; `None` where that does not make UTF-8 without control characters.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.contains(char::is_control)).then_some(text)
}

/// Writes everything but ASCII letters and digits as `%XX`.
fn encode(text: &str) -> String {
    use fmt::Write;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

impl fmt::Display for RtspUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let login = match self.login() {
            Some((user, "")) => format!("{user}@"),
            Some((user, _)) => format!("{user}:***@"),
            None => String::new(),
        };
        let path = without_secrets(&self.path);
        write!(f, "rtsp://{login}{}:{}{path}", self.host, self.port)
    }
}

/// Words in the names of parameters whose values are passwords: some cameras take the login from the query.
const SECRETS: [&str; 5] = ["pass", "pwd", "psw", "secret", "token"];

/// A path with `***` in place of passwords in its query.
fn without_secrets(path: &str) -> String {
    let Some((place, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let hidden = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}=***"),
        _ => pair.to_owned(),
    });
    format!("{place}?{}", hidden.collect::<Vec<_>>().join("&"))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETS.iter().any(|word| name.contains(word))
}

impl fmt::Debug for RtspUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RtspUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_password_in_the_query_is_shown_nowhere_either() {
        let url = RtspUrl::parse("cam.local/s?user=ada&Password=geheim&ch=1&pwd=x").expect("valid");
        let shown = "rtsp://cam.local:554/s?user=ada&Password=***&ch=1&pwd=***";
        assert_eq!(url.to_string(), shown);
        assert!(!format!("{url:?}").contains("geheim"));
        assert!(url.for_ffmpeg(Transport::Tcp).contains("Password=geheim"));
    }

    #[test]
    fn the_password_reaches_ffmpeg_and_nobody_else() {
        let url = RtspUrl::parse("admin:p@ss%2Fw@cam.local/s?ch=1").expect("valid");
        assert_eq!(url.to_string(), "rtsp://admin:***@cam.local:554/s?ch=1");
        assert_eq!(format!("{url:?}"), format!("RtspUrl({url})"));
        assert_eq!(url.login(), Some(("admin", "p@ss/w")));
        assert_eq!(
            *url.for_ffmpeg(Transport::Udp),
            "rtsp://admin:p%40ss%2Fw@cam.local:554/s?ch=1&udp"
        );
    }

    #[test]
    fn hosts_and_ports() {
        let v6 = RtspUrl::parse("[::1]:8554/a").expect("valid");
        assert_eq!((v6.host(), v6.port()), ("::1", 8554));
        assert_eq!(v6.bare(), "rtsp://[::1]:8554/a");
        for bad in ["", "/a", "cam:x/a", "cam:99999/", "u:p@/a"] {
            assert_eq!(RtspUrl::parse(bad), Err(SourceError::Host), "{bad}");
        }
        assert_eq!(RtspUrl::parse("u:1/2@cam/a"), Err(SourceError::Login));
    }

    proptest! {
        #[test]
        fn whatever_the_password_is_it_is_not_shown(user in "[a-z]{1,8}", password in "\\PC{1,20}") {
            let url = RtspUrl::parse(&format!("{user}:{}@h/p", encode(&password))).expect("valid");
            prop_assert_eq!(url.login(), Some((&*user, &*password)));
            prop_assert_eq!(format!("{url} {url:?}"), format!("rtsp://{user}:***@h:554/p RtspUrl(rtsp://{user}:***@h:554/p)"));
        }
    }
}
