//! Which signatures may be kept. The one gate between a signature and the store.

use serde::{Deserialize, Serialize};

use super::{Signature, StandingConsent, VisitorId};

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

/// `privacy.recognise_in`: where, in mode `opt-in`, a face is compared with those that are kept from earlier visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecogniseIn {
    /// Only of whoever stands in a zone of kind `check-in`.
    #[default]
    CheckIn,
    /// Wherever a camera sees one.
    Everywhere,
}

impl RecogniseIn {
    /// The name in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CheckIn => "check-in",
            Self::Everywhere => "everywhere",
        }
    }
}

impl Recognition {
    /// Permission to keep signatures of one visitor: of anyone in mode `all`, in mode `opt-in` of whose consent stands.
    pub fn permit(
        self,
        visitor: VisitorId,
        consent: Option<StandingConsent>,
    ) -> Option<KeepPermit> {
        match self {
            Self::All => Some(KeepPermit { visitor }),
            Self::OptIn => consent
                .filter(|consent| consent.holder() == visitor)
                .map(|_| KeepPermit { visitor }),
            Self::VisitOnly => None,
        }
    }

    /// Whether it lets anybody's signatures be kept beyond the visit.
    pub fn keeps_any(self) -> bool {
        self != Self::VisitOnly
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

/// Proof that signatures of this visitor may be kept, and of nobody else. Only [`Recognition::permit`] makes one.
#[derive(Debug)]
pub struct KeepPermit {
    visitor: VisitorId,
}

/// A signature that may be written to the store, and whose it is: the only kind the store accepts.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptSignature {
    visitor: VisitorId,
    signature: Signature,
}

impl KeptSignature {
    /// Turns a signature of the visitor of the permit into one that may be kept.
    pub fn new(signature: Signature, permit: &KeepPermit) -> Self {
        Self {
            visitor: permit.visitor,
            signature,
        }
    }

    /// Whose it is, as known when it was learnt.
    pub fn visitor(&self) -> VisitorId {
        self.visitor
    }

    pub fn signature(&self) -> &Signature {
        &self.signature
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};
    use ulid::Ulid;

    use super::*;
    use crate::types::{Consent, ConsentEnd, ConsentId, HandCode, VisitId};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn visitor(n: u128) -> VisitorId {
        VisitorId(Ulid(n))
    }

    fn consent() -> Consent {
        let code: HandCode = "7K3Q-DM42-9XTR-VB6H".parse().unwrap();
        Consent {
            id: ConsentId(Ulid(1)),
            visitor: visitor(1),
            visit: VisitId(Ulid(2)),
            given: NOW,
            expires: NOW + 24.hours(),
            by: "nora".into(),
            place: "page".into(),
            version: "1".into(),
            language: "en".into(),
            text_sha256: String::new(),
            code: code.digest(),
            ended: None,
        }
    }

    #[test]
    fn in_opt_in_only_a_consent_that_stands_permits_and_only_for_its_holder() {
        let standing = consent().standing(NOW, visitor(1));
        let permit = |of: u128, consent| Recognition::OptIn.permit(visitor(of), consent).is_some();
        assert!(permit(1, standing));
        assert!(!permit(1, None) && !permit(2, standing));
        let expired = consent().standing(NOW + 24.hours(), visitor(1));
        let mut withdrawn = consent();
        withdrawn.ended = Some((NOW, ConsentEnd::Withdrawn));
        assert!(!permit(1, expired) && !permit(1, withdrawn.standing(NOW, visitor(1))));
    }

    #[test]
    fn visit_only_permits_nobody_and_all_everybody() {
        let standing = consent().standing(NOW, visitor(1));
        assert!(
            Recognition::VisitOnly
                .permit(visitor(1), standing)
                .is_none()
        );
        assert!(Recognition::All.permit(visitor(2), None).is_some());
        let kept = |mode: Recognition| mode.keeps_any();
        assert!(
            !kept(Recognition::VisitOnly) && kept(Recognition::OptIn) && kept(Recognition::All)
        );
    }
}
