//! The colleagues who enrolled by their face, and the consent without which nothing of it is kept.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Signature, StaffId, Stamp};

/// A colleague's recorded consent: what a signature of theirs needs to be kept, in every privacy mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffConsent {
    at: Timestamp,
    recorded_by: String,
    text: String,
}

impl StaffConsent {
    /// The consent to `text`, given at `at` before whoever records it. It is kept beside the signatures it allows.
    pub fn recorded(at: Timestamp, recorded_by: String, text: String) -> Self {
        Self {
            at,
            recorded_by,
            text,
        }
    }

    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Who noted it down: the user who ran the command.
    pub fn recorded_by(&self) -> &str {
        &self.recorded_by
    }

    /// What was agreed to.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A colleague's enrolment: the only way in which signatures of staff reach the store, always with the consent.
#[derive(Clone, Debug, PartialEq)]
pub struct Enrolment {
    id: StaffId,
    name: String,
    consent: StaffConsent,
    templates: Vec<StaffTemplate>,
}

impl Enrolment {
    /// Joins signatures (with the quality of their faces) and the consent that allows to keep them.
    pub fn new(
        id: StaffId,
        name: String,
        consent: StaffConsent,
        signatures: impl IntoIterator<Item = (Signature, f32)>,
    ) -> Self {
        let template = |(signature, quality)| StaffTemplate {
            staff: id,
            signature,
            quality,
        };
        Self {
            id,
            name,
            consent,
            templates: signatures.into_iter().map(template).collect(),
        }
    }

    pub fn id(&self) -> StaffId {
        self.id
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn consent(&self) -> &StaffConsent {
        &self.consent
    }

    pub fn templates(&self) -> &[StaffTemplate] {
        &self.templates
    }
}

/// A change of the roster.
#[derive(Clone, Debug, PartialEq)]
pub enum RosterChange {
    /// Somebody enrolled, for the first time or again: name, consent and templates replace what there was.
    Enrolled(Enrolment),
    Renamed {
        id: StaffId,
        name: String,
    },
    /// Somebody is on the roster no more; their templates go.
    Removed(StaffId),
}

/// A signature of a colleague.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffTemplate {
    pub staff: StaffId,
    pub signature: Signature,
    /// Face quality, 0 to 1.
    pub quality: f32,
}

/// The whole roster, as far as faces are told by it, from a moment on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterUpdate {
    pub stamp: Stamp,
    pub staff: Vec<StaffTemplate>,
}
