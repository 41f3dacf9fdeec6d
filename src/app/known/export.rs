//! Everything that is kept of a visitor, for the visitor.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Known, KnownConsent, KnownOutcome, KnownVisit,
    others::Others,
    told::{ToldPoints, ToldVisit},
};
use crate::{
    config::Config,
    identity::Link,
    store::{Reader, StoreError},
    types::{
        Alert, AuditEntry, Band, Corrected, Event, LedgerEntry, VisitId, VisitorCode, VisitorId,
    },
};

/// Everything that is kept of a visitor. What another person could be known by is not in it.
#[derive(Clone, Debug, Serialize)]
pub struct Export {
    pub v: u32,
    pub site: String,
    pub site_name: String,
    /// As of when.
    pub at: Timestamp,
    pub code: VisitorCode,
    /// Other codes that mean the same visitor.
    pub also: Vec<VisitorCode>,
    pub visits: Vec<KnownVisit>,
    pub events: Vec<Event>,
    pub score: ExportedScore,
    pub outcomes: Vec<KnownOutcome>,
    /// Consents to be linked with other systems, as they stand.
    pub links: Vec<Link>,
    /// Consents to be known again by their face, also those that have ended, each with its text.
    pub consents: Vec<ExportedConsent>,
    /// Until when a code that they took home leads to them.
    pub return_code_until: Option<Timestamp>,
    /// Signatures of the face, by what made them: how many, never what they are.
    pub face_signatures: BTreeMap<String, u32>,
    /// What people corrected about them, each with whether it stands.
    pub corrections: Vec<(Corrected, bool)>,
    /// The latest revision of each alert about them.
    pub alerts: Vec<Alert>,
    /// Entries of the audit log that name them.
    pub audit: Vec<AuditEntry>,
    /// Visits and points as somebody reads them; what they are made of is above.
    #[serde(skip)]
    pub told: (Vec<ToldVisit>, Vec<ToldPoints>),
    #[serde(skip)]
    others: Others,
}

impl Export {
    /// As JSON. Whoever else is named in what is kept of the visitor is not named here.
    ///
    /// # Errors
    /// What is kept is no JSON, which does not happen.
    pub fn json(&self) -> serde_json::Result<String> {
        let mut value = serde_json::to_value(self)?;
        self.others.hide_in(&mut value);
        serde_json::to_string_pretty(&value)
    }
}

/// A consent, word for word.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedConsent {
    #[serde(flatten)]
    pub consent: KnownConsent,
    pub text: String,
}

/// The score as of now, and every change that led to it.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedScore {
    pub value: f64,
    pub band: Band,
    pub ledger: Vec<LedgerEntry>,
}

impl Known {
    /// Everything that is kept of a visitor.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn export(&self, visitor: VisitorId, config: &Config) -> Result<Export, StoreError> {
        let reader = Reader::open(&config.store)?;
        let code: VisitorCode = self.code(visitor).into();
        let also = self.other_codes(visitor);
        let named = |text: &str| {
            let mut codes = also.iter().chain([&code]);
            codes.any(|code| text.contains(code.as_str()))
        };
        let mut audit = reader.audit()?;
        audit.retain(|entry| named(&entry.detail));
        let mut alerts = reader.alerts()?;
        alerts.retain(|alert| {
            let about = |visit: VisitId| self.whose_visit(visit) == Some(visitor);
            let by_name = alert
                .visitor
                .as_ref()
                .is_some_and(|code| named(code.as_str()));
            by_name || alert.visit.is_some_and(about)
        });
        for alert in &mut alerts {
            // Who came with them are others.
            alert.party.clear();
            alert.also.clear();
        }
        let (value, band) = self.line.score(visitor, self.now);
        let mut outcomes = self.outcomes();
        outcomes.retain(|outcome| self.line.today(outcome.visitor) == visitor);
        let corrections = self.corrections_of(visitor).into_iter();
        Ok(Export {
            v: 1,
            site: config.site.id.clone(),
            site_name: config.site.name.clone(),
            at: self.now,
            visits: self.visits_of(visitor),
            events: self.events_of(visitor),
            score: ExportedScore {
                value: value + 0.0,
                band,
                ledger: reader.ledger(visitor)?,
            },
            outcomes,
            links: self.links_of(visitor),
            consents: self.exported_consents(visitor, &reader)?,
            return_code_until: self.return_code_until(visitor),
            face_signatures: self.signatures_by_model(visitor),
            corrections: corrections.map(|(c, stands)| (c.clone(), stands)).collect(),
            alerts,
            audit,
            told: (self.told_visits(visitor), self.told_points(visitor)),
            others: Others::than(self, visitor),
            code,
            also,
        })
    }

    fn exported_consents(
        &self,
        visitor: VisitorId,
        reader: &Reader,
    ) -> Result<Vec<ExportedConsent>, StoreError> {
        let with_text = |consent: KnownConsent| {
            let text = reader.consent_text(&consent.text_sha256)?;
            let text = text.unwrap_or_default();
            Ok(ExportedConsent { consent, text })
        };
        self.consents_of(visitor)
            .into_iter()
            .map(with_text)
            .collect()
    }

    fn whose_visit(&self, visit: VisitId) -> Option<VisitorId> {
        let kept = self.start.visits.iter().find(|kept| kept.id == visit)?;
        Some(self.line.whose(Some(kept.id), kept.visitor))
    }

    fn events_of(&self, visitor: VisitorId) -> Vec<Event> {
        let events = self.start.events.iter();
        let mine = |event: &&Event| self.line.whose(event.visit, event.visitor) == visitor;
        events.filter(mine).cloned().collect()
    }

    fn signatures_by_model(&self, visitor: VisitorId) -> BTreeMap<String, u32> {
        let mut counted = BTreeMap::new();
        for template in &self.start.templates {
            if self.line.whose(template.visit, template.visitor) == visitor {
                *counted
                    .entry(template.tag().as_str().to_owned())
                    .or_default() += 1;
            }
        }
        counted
    }
}
