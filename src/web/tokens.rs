//! Who may ask, and for what: tokens, of which only the hash is kept.

use std::{collections::BTreeSet, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{runtime::random_bytes, types::hex};

/// How tokens begin, so that whoever finds one, or a scanner, sees what it is.
const PREFIX: &str = "sf_";

/// Whose the token of commands on this machine is. No other client is called so: a point is in no name.
const CONSOLE: &str = "showfloor.console";

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// To send events.
    Events,
    /// To read scores.
    Scores,
    /// To export and erase visitors, and to end consents.
    Privacy,
    /// To read how the appliance is: figures, of nobody in particular.
    Metrics,
    /// To read what a day came to: counts, of nobody in particular.
    Figures,
}

impl Scope {
    /// All of them, as files and commands write them.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("events", Self::Events),
        ("scores", Self::Scores),
        ("privacy", Self::Privacy),
        ("metrics", Self::Metrics),
        ("figures", Self::Figures),
    ];

    /// As files and commands write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Scores => "scores",
            Self::Privacy => "privacy",
            Self::Metrics => "metrics",
            Self::Figures => "figures",
        }
    }
}

/// The SHA-256 of a token. Tokens are 256 random bits, so nothing slower is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Of this token.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// As 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

impl FromStr for Digest {
    type Err = String;

    fn from_str(hex: &str) -> Result<Self, String> {
        let wrong = || {
            "is not the SHA-256 of a token in hex\nhint: 64 hexadecimal digits, as `showfloor web token` writes them".to_owned()
        };
        if hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest(not shown)")
    }
}

/// Who holds a token. Two tokens may be one client's: while one is changed for another, both work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The client of its events.
    pub name: String,
    pub sha256: Digest,
    pub scopes: BTreeSet<Scope>,
    /// The last day, as the showroom counts days, on which it is good; without one it is until it is taken back.
    pub expires: Option<Date>,
}

/// All tokens that are good.
#[derive(Clone, Debug, Default)]
pub struct Tokens(Vec<Client>);

impl Tokens {
    pub fn new(clients: Vec<Client>) -> Self {
        Self(clients)
    }

    /// These, and a token of commands on this machine, which may read how the appliance is.
    #[must_use]
    pub fn with_console(mut self, token: &str) -> Self {
        self.0.push(Client {
            name: CONSOLE.to_owned(),
            sha256: Digest::of(token),
            scopes: [Scope::Metrics].into(),
            expires: None,
        });
        self
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whose tokens have had their last day, which that was.
    pub fn expired(&self, today: Date) -> impl Iterator<Item = (&str, Date)> {
        self.0.iter().filter_map(move |client| {
            let last = client.expires.filter(|last| *last < today)?;
            Some((client.name.as_str(), last))
        })
    }

    /// Whose token this is, and its place among all. Takes the same time whichever it is and however much of it is right.
    pub(super) fn whose(&self, token: &str) -> Option<(usize, &Client)> {
        let digest = Digest::of(token);
        let mut found = None;
        for (place, client) in self.0.iter().enumerate() {
            if bool::from(client.sha256.0.ct_eq(&digest.0)) {
                found = Some((place, client));
            }
        }
        found
    }
}

/// A new token.
pub fn draw_token() -> Zeroizing<String> {
    let bytes = Zeroizing::new(random_bytes::<32>());
    let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes));
    Zeroizing::new([PREFIX, &text].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(name: &str, token: &str, scopes: &[Scope]) -> Client {
        Client {
            name: name.to_owned(),
            sha256: Digest::of(token),
            scopes: scopes.iter().copied().collect(),
            expires: None,
        }
    }

    #[test]
    fn a_token_is_its_clients_and_nothing_like_it_is() {
        let tokens = Tokens::new(vec![
            client("crm", "sf_one", &[Scope::Events]),
            client("site", "sf_two", &[Scope::Scores]),
        ]);
        let name = |token: &str| tokens.whose(token).map(|(_, c)| c.name.as_str());
        assert_eq!(name("sf_one"), Some("crm"));
        assert_eq!(name("sf_two"), Some("site"));
        for wrong in [
            "",
            "sf_on",
            "sf_one ",
            "SF_ONE",
            "sf_onee",
            &Digest::of("sf_one").hex(),
        ] {
            assert_eq!(name(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn drawn_tokens_differ_and_their_hash_reads_back_and_is_never_shown() {
        let (one, other) = (draw_token(), draw_token());
        assert_ne!(one, other);
        assert_eq!(one.len(), PREFIX.len() + 43);
        let digest = Digest::of(&one);
        assert_eq!(digest.hex().parse(), Ok(digest));
        assert_eq!(digest.hex().to_uppercase().parse(), Ok(digest));
        assert!(!format!("{:?}", client("crm", &one, &[])).contains(&digest.hex()));
        let long = "é".repeat(32);
        for wrong in ["", "abc", &digest.hex()[1..], &long, &"+1".repeat(32)] {
            assert!(wrong.parse::<Digest>().is_err(), "{wrong}");
        }
    }
}
