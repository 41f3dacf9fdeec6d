//! People who log in, what they may do, and the devices they are logged in on.

use std::{collections::BTreeSet, fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What somebody is here for; an account may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works on the floor: alerts, the plan, who is here.
    Staff,
    /// Looks at visits, corrects them, tunes the rules.
    Manager,
    /// Sets up cameras, zones and tablets.
    Installer,
    /// Answers for people's data: consents, requests, the audit log.
    Privacy,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Staff, Self::Manager, Self::Installer, Self::Privacy];

    /// As forms and commands write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Manager => "manager",
            Self::Installer => "installer",
            Self::Privacy => "privacy",
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.word() == word);
        found.ok_or_else(|| format!("{word:?} is none of staff, manager, installer, privacy"))
    }
}

/// The name of an account: 2 to 32 of a-z, 0-9, `-`, `_` and `.`, a letter first. It is the MQTT user of their tablets, so it
/// can stand in a topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct AccountName(String);

impl AccountName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        let first = name.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        if first && (2..=32).contains(&name.len()) && name.chars().all(letter) {
            Ok(Self(name))
        } else {
            Err("use 2 to 32 of the letters a-z, digits, - _ and ., a letter first")
        }
    }
}

impl FromStr for AccountName {
    type Err = &'static str;

    /// As people write it: large letters are small ones.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::try_from(name.trim().to_lowercase())
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody who may log in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub name: AccountName,
    pub roles: BTreeSet<Role>,
    /// The password's hash as a PHC string; `None`: only devices that were paired are logged in.
    pub password: Option<String>,
    /// The language of their pages, such as "fr"; `None`: the site's first.
    pub language: Option<String>,
    pub created: Timestamp,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, roles) = (&self.name, &self.roles);
        write!(f, "Account({name}, {roles:?}, password not shown)")
    }
}

/// The SHA-256 of a secret that a device holds: of a session's cookie, or of a pairing code.
pub type SecretDigest = [u8; 32];

/// A device on which somebody is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub digest: SecretDigest,
    pub account: AccountName,
    /// What the device is called, for whoever looks which ones there are.
    pub device: String,
    /// It came in by a code, without a password: it is for the floor, whatever else its owner may do.
    pub paired: bool,
    pub created: Timestamp,
    pub seen: Timestamp,
    pub expires: Timestamp,
}

/// A code that logs a device in, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    pub digest: SecretDigest,
    pub account: AccountName,
    pub device: String,
    pub expires: Timestamp,
}

/// A change of who may log in, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountChange {
    Created(Account),
    Password {
        name: AccountName,
        hash: String,
    },
    Roles {
        name: AccountName,
        roles: BTreeSet<Role>,
    },
    Language {
        name: AccountName,
        language: Option<String>,
    },
    /// With all its devices.
    Removed(AccountName),
    /// A code was made with which a device can be logged in.
    PairingMade(Pairing),
    LoggedIn(Session),
    /// By whoever had it, or by an administrator.
    LoggedOut(SecretDigest),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_stand_in_a_topic() {
        for (written, read) in [
            ("anna", "anna"),
            (" Bob.Miller ", "bob.miller"),
            ("x-1_", "x-1_"),
        ] {
            assert_eq!(
                written.parse::<AccountName>().map(|n| n.to_string()),
                Ok(read.to_owned())
            );
        }
        let long = "a".repeat(33);
        for wrong in [
            "", "a", "1a", "-a", "a/b", "a+", "a#", "ann a", "żaneta", &long,
        ] {
            assert!(wrong.parse::<AccountName>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn roles_read_back_and_hashes_are_not_shown() {
        for role in Role::ALL {
            assert_eq!(role.word().parse(), Ok(role));
        }
        assert!("boss".parse::<Role>().is_err());
        let account = Account {
            name: "anna".parse().unwrap(),
            roles: BTreeSet::new(),
            password: Some("$argon2id$secret".to_owned()),
            language: None,
            created: Timestamp::UNIX_EPOCH,
        };
        assert!(!format!("{account:?}").contains("argon"));
    }
}
