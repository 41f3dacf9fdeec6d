//! The audit log's last entry, as it is noted outside of the store.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::Serialize;

/// One entry by number and hash, noted outside of the store: that entry, and all before it, cannot be changed or cut off
/// afterwards without being found. Written `17:9f86d081...`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditHead {
    /// From 1.
    pub number: i64,
    /// SHA-256 in hexadecimal digits; of one that was typed from paper the first 16 at least.
    pub hash: String,
}

impl FromStr for AuditHead {
    type Err = HeadProblem;

    fn from_str(text: &str) -> Result<Self, HeadProblem> {
        let (number, hash) = text.split_once(':').ok_or(HeadProblem)?;
        let number = number.trim().parse().map_err(|_| HeadProblem)?;
        let digits = hash.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let hash = digits.collect::<String>().to_ascii_lowercase();
        let good = (16..=64).contains(&hash.len()) && hash.bytes().all(|b| b.is_ascii_hexdigit());
        (number > 0 && good)
            .then_some(Self { number, hash })
            .ok_or(HeadProblem)
    }
}

impl fmt::Display for AuditHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, self.hash)
    }
}

/// That the last entry is to be told to whoever notes it elsewhere. Whoever writes it into the store finds which one that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadDue {
    /// Of the message: the same to every webhook, and at every attempt.
    pub id: String,
    pub at: Timestamp,
    pub site: String,
    /// By which webhooks.
    pub webhooks: Vec<String>,
}

impl HeadDue {
    /// What is sent, as JSON.
    pub fn body(&self, head: &AuditHead) -> String {
        #[derive(Serialize)]
        struct Body<'a> {
            v: u32,
            event: &'static str,
            id: &'a str,
            at: Timestamp,
            site: &'a str,
            number: i64,
            hash: &'a str,
        }
        let body = Body {
            v: 1,
            event: "audit_head",
            id: &self.id,
            at: self.at,
            site: &self.site,
            number: head.number,
            hash: &head.hash,
        };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

/// What was typed is no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a head is NUMBER:HASH, with 16 hexadecimal digits of the hash at least, as `showfloor audit head` prints it"
)]
pub struct HeadProblem;
