//! Where a broker is.

use std::{fmt, net::SocketAddr, str::FromStr};

use super::error::PublishError;

/// `mqtt://host:port` or `mqtts://host:port`; the ports default to 1883 and 8883.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub host: String,
    pub port: u16,
    pub tls: bool,
}

impl FromStr for Address {
    type Err = PublishError;

    fn from_str(url: &str) -> Result<Self, PublishError> {
        if url.contains('@') {
            return Err(PublishError::UrlHoldsLogin);
        }
        let wrong = |problem| PublishError::Url {
            url: url.to_owned(),
            problem,
        };
        let (tls, rest) = match url.split_once("://") {
            Some(("mqtt", rest)) => (false, rest),
            Some(("mqtts", rest)) => (true, rest),
            _ => return Err(wrong("begins with neither mqtt:// nor mqtts://")),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let port = port.parse().ok().filter(|port| *port != 0);
                (host, port.ok_or_else(|| wrong("has no valid port"))?)
            }
            _ => (rest, if tls { 8883 } else { 1883 }),
        };
        let bracketed = host.starts_with('[') && host.ends_with(']');
        let plain = host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
        if host.is_empty() || !(plain || bracketed) {
            return Err(wrong("has no valid host"));
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            tls,
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "mqtts" } else { "mqtt" };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self {
            host: address.ip().to_string(),
            port: address.port(),
            tls: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_a_host_and_keep_no_password() {
        for (url, shown) in [
            ("mqtt://broker", "mqtt://broker:1883"),
            ("mqtts://broker/", "mqtts://broker:8883"),
            ("mqtt://10.0.0.7:1884", "mqtt://10.0.0.7:1884"),
            ("mqtt://[::1]", "mqtt://[::1]:1883"),
        ] {
            assert_eq!(url.parse::<Address>().unwrap().to_string(), shown);
        }
        for url in [
            "broker:1883",
            "http://b",
            "mqtt://",
            "mqtt://b:0",
            "mqtt://b:x",
            "mqtt://a/b",
        ] {
            let error = url.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains(url) && error.contains("hint:"), "{error}");
        }
        let error = "mqtt://anna:s3cret@b".parse::<Address>().unwrap_err();
        assert!(!error.to_string().contains("s3cret") && error.to_string().contains("mqtt.user"));
    }
}
