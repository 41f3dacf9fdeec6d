//! Which signatures may be kept. The one gate between a signature and the store.

use serde::{Deserialize, Serialize};

use super::Signature;

/// `privacy.recognition`: what may be remembered of a face. There is no default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recognition {
    /// Signatures live in RAM and are gone when the visit ends.
    VisitOnly,
    /// As `VisitOnly`; kept only for visitors with a recorded consent.
    OptIn,
    /// Everyone's signatures are kept, for as long as retention allows.
    All,
}

impl Recognition {
    /// Permission to keep signatures of anyone, where the mode gives it.
    pub fn permit(self) -> Option<KeepPermit> {
        match self {
            Self::All => Some(KeepPermit(())),
            // Consent is recorded per visitor; until a consent can be recorded, nothing is kept.
            Self::OptIn | Self::VisitOnly => None,
        }
    }

    /// The name in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VisitOnly => "visit-only",
            Self::OptIn => "opt-in",
            Self::All => "all",
        }
    }
}

/// Proof that the privacy mode allows a signature to be kept. Only [`Recognition::permit`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct KeepPermit(());

/// A signature that may be written to the store: the only kind the store accepts.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptSignature(Signature);

impl KeptSignature {
    /// Turns a signature into one that may be kept.
    pub fn new(signature: Signature, _permit: KeepPermit) -> Self {
        Self(signature)
    }

    pub fn signature(&self) -> &Signature {
        &self.0
    }
}
