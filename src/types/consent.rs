//! A visitor's consent to be known again by their face, as it was given, and what became of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{CodeDigest, ConsentId, VisitId, VisitorId, hex};

/// What a visitor agreed to, as whoever recorded it hands it to the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentForm {
    /// The very words that they read.
    pub text: String,
    /// Which edition of the text it is.
    pub version: String,
    /// Of the text: `en`, `fr`, `pl` or `de`.
    pub language: String,
    /// Where it was recorded: `page` or `command`.
    pub place: String,
    /// Of the code on the receipt.
    pub code: CodeDigest,
}

impl ConsentForm {
    /// The SHA-256 of the text, in hex.
    pub fn text_sha256(&self) -> String {
        text_sha256(&self.text)
    }
}

/// The SHA-256 of what somebody agreed to, in hex.
pub fn text_sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Whose consent is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Withdrawal {
    /// The one of this receipt.
    Receipt(CodeDigest),
    /// All of this visitor.
    Visitor(VisitorId),
}

/// Why a consent holds no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentEnd {
    Withdrawn,
    Expired,
}

impl ConsentEnd {
    /// The word for it, in the store and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}

/// A consent that was given. Its text is kept apart, as many agree to the same one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// That of the receipt.
    pub id: ConsentId,
    /// As known at that moment.
    pub visitor: VisitorId,
    /// The visit in which it was given: whoever that belongs to today, it is their consent.
    pub visit: VisitId,
    pub given: Timestamp,
    /// When it ends by itself.
    pub expires: Timestamp,
    /// The login of whoever handed them the tablet.
    pub by: String,
    /// Where it was recorded: `page` or `command`.
    pub place: String,
    pub version: String,
    pub language: String,
    pub text_sha256: String,
    /// Of the code on the receipt.
    pub code: CodeDigest,
    /// When it ended, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<(Timestamp, ConsentEnd)>,
}

impl Consent {
    /// Proof that it holds at a moment, for whoever it belongs to today: `holder`, by any name they have.
    pub fn standing(&self, at: Timestamp, holder: VisitorId) -> Option<StandingConsent> {
        let holds = self.ended.is_none() && at < self.expires;
        holds.then_some(StandingConsent { holder })
    }

    /// What the visitor is given.
    pub fn receipt(&self, site: &str) -> ConsentReceipt {
        ConsentReceipt {
            v: ConsentReceipt::V,
            id: self.id,
            site: site.to_owned(),
            given: self.given,
            expires: self.expires,
            version: self.version.clone(),
            language: self.language.clone(),
            text_sha256: self.text_sha256.clone(),
        }
    }
}

/// Proof that a visitor's consent stands. Only [`Consent::standing`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandingConsent {
    holder: VisitorId,
}

impl StandingConsent {
    /// Whose it is.
    pub fn holder(self) -> VisitorId {
        self.holder
    }
}

/// That a consent was given: for the visitor. It names nobody; its hash stands in the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentReceipt {
    pub v: u32,
    pub id: ConsentId,
    pub site: String,
    pub given: Timestamp,
    pub expires: Timestamp,
    pub version: String,
    pub language: String,
    pub text_sha256: String,
}

impl ConsentReceipt {
    /// The version of the form.
    pub const V: u32 = 1;

    /// The SHA-256 of its canonical form, in hex: JSON without blanks, fields in the order in which they stand here.
    pub fn sha256(&self) -> String {
        let canonical = serde_json::to_string(self).unwrap_or_default();
        hex(&Sha256::digest(canonical))
    }
}

/// A code by which a visitor is known again without their face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnCode {
    pub digest: CodeDigest,
    /// As known when it was made.
    pub visitor: VisitorId,
    pub made: Timestamp,
    pub expires: Timestamp,
}
