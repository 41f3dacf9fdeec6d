//! Identifiers: ULIDs inside, names from the configuration, and the short codes that people see.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::Stamp;

/// Where new ULIDs come from. Injected, so that a replay with the same seed gives the same ids.
pub trait IdSource {
    /// A new id whose time part is `at.utc` in milliseconds. Ids of one source never repeat.
    fn next(&mut self, at: &Stamp) -> Ulid;
}

macro_rules! ulid_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Ulid);

        impl $name {
            /// Draws a new id.
            pub fn new(ids: &mut dyn IdSource, at: &Stamp) -> Self {
                Self(ids.next(at))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ulid::DecodeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ulid::from_string(text).map(Self)
            }
        }
    )*};
}

ulid_ids! {
    /// One start of the process; monotonic times of different runs are not comparable.
    RunId,
    /// One track of one person in one camera, without a gap longer than the tracker bridges.
    TrackId,
    /// One person on the floor, across cameras and gaps, from entry to exit.
    PresenceId,
    /// One visitor across visits, as far as the privacy mode allows to link them.
    VisitorId,
    /// One visit of one visitor.
    VisitId,
    /// One member of staff who enrolled.
    StaffId,
    /// One behaviour event.
    EventId,
    /// One alert, over all its revisions.
    AlertId,
    /// One correction of who is who.
    CorrectionId,
    /// One consent, and its receipt.
    ConsentId,
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as written in the configuration.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.into())
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self(name.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &self.0)
            }
        }
    )*};
}

names! {
    /// `camera[].id`.
    CameraId,
    /// `zone[].id`.
    ZoneId,
    /// `product[].id`.
    ProductId,
    /// The id of a scoring rule in the rule file.
    RuleId,
}

/// The short code of a visitor that people see and say: `V-` and five characters of Crockford's base 32.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VisitorCode(String);

impl VisitorCode {
    /// Derives a code from a visitor's id; `taken` says which codes the store already knows.
    ///
    /// The id's random part gives sixteen candidates; after those the code is lengthened, so this always ends.
    pub fn derive(id: VisitorId, taken: impl Fn(&Self) -> bool) -> Self {
        let text = id.0.to_string();
        let random = &text[10..];
        (5..=random.len())
            .flat_map(|len| (0..=random.len() - len).map(move |at| (at, len)))
            .map(|(at, len)| Self(format!("V-{}", &random[at..at + len])))
            .find(|code| !taken(code))
            .unwrap_or_else(|| Self(format!("V-{text}")))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for VisitorCode {
    fn from(code: String) -> Self {
        Self(code)
    }
}

impl fmt::Display for VisitorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_and_never_taken_twice() {
        let id = VisitorId(Ulid::from_parts(
            1_700_000_000_000,
            0x0123_4567_89ab_cdef_0123,
        ));
        let first = VisitorCode::derive(id, |_| false);
        assert_eq!(first.as_str().len(), 7);
        let second = VisitorCode::derive(id, |code| *code == first);
        assert_ne!(first, second);
        let last = VisitorCode::derive(id, |code| code.as_str().len() < 28);
        assert_eq!(last.as_str(), format!("V-{id}"));
    }
}
