//! Who agreed to be known again by their face.

use jiff::Timestamp;
use serde::Serialize;

use super::Known;
use crate::types::{Consent, ConsentEnd, ConsentId, HandCode, VisitorCode, VisitorId, Withdrawal};

/// A consent of a visitor of today.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KnownConsent {
    pub visitor: VisitorCode,
    /// That of the receipt.
    pub id: ConsentId,
    pub given: Timestamp,
    pub expires: Timestamp,
    /// Who handed them the tablet, and where it was recorded.
    pub by: String,
    pub place: String,
    pub version: String,
    pub language: String,
    pub text_sha256: String,
    /// The SHA-256 of the receipt, as the audit log names it.
    pub receipt_sha256: String,
    /// When it ended, and why; `None` while it holds.
    pub ended: Option<(Timestamp, ConsentEnd)>,
}

impl Known {
    /// All consents, the latest first.
    pub fn consents(&self) -> Vec<KnownConsent> {
        let all = self.start.consents.iter().rev();
        all.filter_map(|consent| self.consent(consent)).collect()
    }

    /// The consents of a visitor, the latest first.
    pub fn consents_of(&self, visitor: VisitorId) -> Vec<KnownConsent> {
        let all = self.start.consents.iter().rev();
        let theirs = all.filter(|consent| self.holder(consent) == visitor);
        theirs.filter_map(|consent| self.consent(consent)).collect()
    }

    /// Until when a visitor can show a code to return by.
    pub fn return_code_until(&self, visitor: VisitorId) -> Option<Timestamp> {
        let codes = self.start.return_codes.iter();
        let theirs = codes.filter(|code| self.line.today(code.visitor) == visitor);
        theirs.map(|code| code.expires).max()
    }

    /// Whose consent is to end, by the code of a receipt, or a visitor's code or id.
    ///
    /// # Errors
    /// It is neither.
    pub fn withdrawal(&self, text: &str) -> Result<Withdrawal, String> {
        match text.parse::<HandCode>() {
            Ok(code) => Ok(Withdrawal::Receipt(code.digest())),
            Err(_) => self.find_visitor(text).map(Withdrawal::Visitor),
        }
    }

    fn holder(&self, consent: &Consent) -> VisitorId {
        self.line.whose(Some(consent.visit), consent.visitor)
    }

    fn consent(&self, consent: &Consent) -> Option<KnownConsent> {
        Some(KnownConsent {
            visitor: self.line.code(self.holder(consent))?.clone(),
            id: consent.id,
            given: consent.given,
            expires: consent.expires,
            by: consent.by.clone(),
            place: consent.place.clone(),
            version: consent.version.clone(),
            language: consent.language.clone(),
            text_sha256: consent.text_sha256.clone(),
            receipt_sha256: consent.receipt(&self.site).sha256(),
            ended: consent.ended,
        })
    }
}
