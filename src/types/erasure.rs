//! What is deleted when a visitor is to be forgotten, and what shows afterwards that it was.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::{CorrectionId, VisitId, VisitorCode, VisitorId, hex};

/// Everything by which the store knows a visitor, to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The request for it.
    pub request: CorrectionId,
    pub at: Timestamp,
    /// Who asked for it.
    pub by: String,
    pub site: String,
    /// Every code they had, the one of today first: none is given to anybody else.
    pub codes: Vec<VisitorCode>,
    /// Every id they had.
    pub visitors: Vec<VisitorId>,
    /// The visits that are theirs today.
    pub visits: Vec<VisitId>,
    /// Client and contact of the systems they are linked with.
    pub links: Vec<(String, String)>,
    /// They were not asked for: the visitor stayed away since then, and nothing is kept for longer. No receipt is given.
    pub away_since: Option<Timestamp>,
    /// When the last backup that has them is deleted; `None` where the appliance keeps none.
    pub backups_until: Option<Timestamp>,
}

/// That a visitor was erased: for whoever asked, and for whoever has to show it. Its hash stands in the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasureReceipt {
    pub v: u32,
    pub site: String,
    #[schema(value_type = String)]
    pub request: CorrectionId,
    /// The codes the visitor had; they lead nowhere now, and nobody else is given them.
    #[schema(value_type = Vec<String>)]
    pub codes: Vec<VisitorCode>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub by: String,
    /// Rows that were deleted, by kind.
    pub deleted: BTreeMap<String, u64>,
    /// Rows of others in which the visitor was named, and is no longer.
    pub redacted: u64,
    /// How it was made sure that nothing is left in the files.
    pub files: String,
    /// What this erasure could not reach.
    pub beyond: Vec<String>,
    /// The site's public key, Ed25519 (RFC 8032), 64 hexadecimal digits; empty in receipts of version 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub public_key: String,
    /// Of the canonical form, by that key: 128 hexadecimal digits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
}

impl ErasureReceipt {
    /// The version of the form.
    pub const V: u32 = 2;

    /// What is signed and hashed: JSON without blanks, fields in the order in which they stand here, what was deleted in the
    /// order of its names, without the signature.
    pub fn canonical(&self) -> String {
        let unsigned = Self {
            signature: String::new(),
            ..self.clone()
        };
        serde_json::to_string(&unsigned).unwrap_or_default()
    }

    /// The SHA-256 of its canonical form, in hex.
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(self.canonical()))
    }
}
