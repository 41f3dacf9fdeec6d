//! Who may be remembered by their face: consents, their end, and what follows at once.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::Line;
use crate::{
    app::LineSettings,
    identity::{Comparisons, Consents, Reach, ReturnCodes},
    store::StartState,
    types::{
        AuditEntry, Consent, ConsentEnd, ConsentForm, ConsentId, Correction, KeepPermit,
        Likenesses, RecogniseIn, Recognition, Record, Stamp, VisitId, VisitorId, Withdrawal,
    },
};

/// Longest text of a consent, in bytes; and of its version and place.
const MAX_TEXT_BYTES: usize = 20_000;
const MAX_WORD_BYTES: usize = 64;

/// The time by which consents end: at least what any clock has said before, and never slower than the time that passes.
/// A clock that is turned back lengthens no consent.
#[derive(Debug)]
pub(super) struct Calendar {
    latest: Timestamp,
    /// When that was said, in this run.
    said: Option<Stamp>,
    /// Whether what had ended before the start was looked after.
    looked: bool,
}

impl Calendar {
    /// Begins with the latest moment that the store tells of.
    pub(super) fn new(start: &StartState) -> Self {
        let events = start.events.iter().map(|event| event.stamp.utc);
        let visits = start.visits.iter().map(|visit| visit.last_seen.utc);
        let consents = start.consents.iter().map(|consent| consent.given);
        let latest = events.chain(visits).chain(consents).max();
        Self {
            latest: latest.unwrap_or(Timestamp::MIN),
            said: None,
            looked: false,
        }
    }

    /// What time it is by it.
    pub(super) fn now(&self) -> Timestamp {
        self.latest
    }

    pub(super) fn advance(&mut self, now: &Stamp) {
        let passed = self.said.map_or(SignedDuration::ZERO, |said| {
            SignedDuration::try_from(now.since(&said)).unwrap_or(SignedDuration::ZERO)
        });
        let reckoned = self.latest.checked_add(passed).unwrap_or(self.latest);
        self.latest = reckoned.max(now.utc);
        self.said = Some(*now);
    }
}

/// What is kept of consents, and of codes to return by.
pub(super) fn kept(start: &StartState) -> (Consents, ReturnCodes) {
    let (mut consents, mut codes) = (Consents::default(), ReturnCodes::default());
    for consent in &start.consents {
        consents.note(consent.clone());
    }
    for code in &start.return_codes {
        codes.note(code.clone());
    }
    (consents, codes)
}

/// Where faces are compared with those of absent visitors.
pub(super) fn reach(settings: &LineSettings) -> Reach {
    match (settings.recognition, settings.recognise_in) {
        (Recognition::OptIn, RecogniseIn::CheckIn) => Reach::check_in(&settings.zones),
        _ => Reach::Everywhere,
    }
}

impl Line {
    /// How often faces were compared with those of absent visitors.
    pub fn comparisons(&self) -> Comparisons {
        self.identity.comparisons()
    }

    /// How alike tracks were to the best of those they were compared with.
    pub(in crate::app) fn likenesses(&self) -> &Likenesses {
        self.identity.likenesses()
    }

    /// Permission to keep signatures of this visitor, where there is one now.
    pub(super) fn permit(&self, visitor: VisitorId) -> Option<KeepPermit> {
        let at = self.calendar.now();
        let consents = &self.consents;
        let consent = consents.standing(visitor, at, &self.visits, &self.directory);
        self.settings.recognition.permit(visitor, consent)
    }

    /// Writes down what was learnt of those who are visiting and may be remembered.
    pub(super) fn keep_what_may_be(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        let ready = |visitor| {
            let visit = self.behaviour.visit_of(visitor)?;
            Some((visitor, visit, self.permit(visitor)?))
        };
        let waiting = self.templates.stirred();
        let ready = waiting.into_iter().filter_map(ready).collect();
        out.extend(self.templates.release(now, ready));
    }

    /// Whoever is here, and was known before, is known on every camera until they leave.
    pub(super) fn welcome(&mut self, visitor: VisitorId) {
        if !self.visits.open_of(visitor, &self.directory).is_empty() {
            self.identity.recall(visitor);
        }
    }

    /// In mode `opt-in`, nobody is remembered as here who is not, whatever became of the tracks by which they were known.
    pub(super) fn see_off(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        if self.settings.recognition != Recognition::OptIn {
            return;
        }
        for visitor in self.identity.present() {
            if !self.presence.holds(visitor) && self.identity.tracks_of(visitor).is_empty() {
                self.let_go(visitor, now, out);
            }
        }
    }

    /// Ends consents and codes whose time is up; at the first input also what had ended before the start.
    pub(super) fn end_what_is_due(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        let at = self.calendar.now();
        let first = !std::mem::replace(&mut self.calendar.looked, true);
        let is_due = |due: Option<Timestamp>| due.is_some_and(|due| due <= at);
        if is_due(self.return_codes.next_due()) {
            let gone = self.return_codes.expire(at);
            out.extend(gone.into_iter().map(Record::ReturnCodeGone));
        }
        if is_due(self.consents.next_due()) {
            for id in self.consents.due(at) {
                self.end_consent(id, ConsentEnd::Expired, now, out);
                out.push(Record::Audit(AuditEntry {
                    at: now.utc,
                    who: AuditEntry::ITSELF.to_owned(),
                    what: "consent.expired".to_owned(),
                    detail: "a consent has come to its end".to_owned(),
                }));
            }
            self.drop_unconsented(now, out);
        } else if first {
            self.drop_unconsented(now, out);
        }
    }

    fn end_consent(&mut self, id: ConsentId, why: ConsentEnd, now: &Stamp, out: &mut Vec<Record>) {
        if self.consents.end(id, now.utc, why) {
            let at = now.utc;
            out.push(Record::ConsentEnded { id, at, why });
        }
    }

    /// In mode `opt-in`, lets go of every signature of those whose consent does not stand. Whoever is here is known by what
    /// was learnt in this visit until they leave.
    pub(super) fn drop_unconsented(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        if self.settings.recognition != Recognition::OptIn {
            return;
        }
        let (visits, directory) = (&self.visits, &self.directory);
        let owners = self
            .templates
            .owners(|visit, visitor| visits.whose(visit, visitor, directory));
        let owners: BTreeSet<VisitorId> = owners.into_values().collect();
        for visitor in owners {
            if self.permit(visitor).is_none() {
                self.drop_signatures(visitor);
                let at = now.utc;
                out.push(Record::Unconsented { visitor, at });
            }
        }
    }

    fn drop_signatures(&mut self, visitor: VisitorId) {
        let open = self.visits.open_of(visitor, &self.directory);
        let parts = open
            .iter()
            .flat_map(|visit| self.visits.with_parts(*visit, &self.directory));
        let parts: Vec<VisitId> = parts.collect();
        let signatures = self.identity.signatures_of(visitor);
        let gone = self.templates.take_back(visitor, signatures, &parts);
        let is_gone = |values: &[f32]| gone.iter().any(|signature| signature.values() == values);
        self.identity.forget_some(visitor, is_gone);
        let (visits, directory) = (&self.visits, &self.directory);
        self.templates.forget_origins(&[visitor], |visit, visitor| {
            visits.whose(visit, visitor, directory)
        });
        let here = self.presence.holds(visitor) || !self.identity.tracks_of(visitor).is_empty();
        if !here {
            self.identity.forget(visitor);
            self.templates.forget(visitor);
        } else if self.identity.templates_of(visitor) == 0 {
            let learned = self.identity.learn_anew(visitor);
            self.templates.hold(learned);
        }
    }

    /// A visitor who is here agreed to be remembered.
    pub(super) fn consent(
        &mut self,
        visitor: VisitorId,
        form: &ConsentForm,
        asked: &Correction,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        if self.settings.recognition != Recognition::OptIn {
            return Err(format!(
                "privacy.recognition is {:?}: consents are recorded in mode \"opt-in\" only",
                self.settings.recognition.as_str()
            ));
        }
        let visitor = self.known(visitor)?;
        check(form)?;
        let open = self.visits.open_of(visitor, &self.directory);
        let visit = *open.last().ok_or(
            "the visitor is not in the showroom now\nhint: a consent is given by whoever is here, to whom the tablet is handed",
        )?;
        if self.consents.by_code(&form.code).is_some() {
            return Err("there is a receipt of this code already\nhint: ask for a new one".into());
        }
        let expires = now.utc.checked_add(self.settings.consent_for);
        let consent = Consent {
            id: ConsentId::new(&mut *self.ids, now),
            visitor,
            visit,
            given: now.utc,
            expires: expires.unwrap_or(Timestamp::MAX),
            by: asked.by.clone(),
            place: form.place.clone(),
            version: form.version.clone(),
            language: form.language.clone(),
            text_sha256: form.text_sha256(),
            code: form.code.clone(),
            ended: None,
        };
        let receipt = consent.receipt(&self.settings.alerts.site).sha256();
        self.consents.note(consent.clone());
        out.push(Record::Consent {
            consent: Box::new(consent),
            text: form.text.clone(),
        });
        self.templates.stir();
        self.keep_what_may_be(now, out);
        Ok(format!("a consent was recorded; receipt sha256 {receipt}"))
    }

    /// A visitor takes their consent back: what is kept of their face goes in this very step.
    pub(super) fn withdraw(
        &mut self,
        whose: &Withdrawal,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        let stands = |consent: &&Consent| consent.ended.is_none();
        let ids: Vec<ConsentId> = match whose {
            Withdrawal::Receipt(code) => {
                let consent = self.consents.by_code(code).ok_or(
                    "no consent has a receipt of this code\nhint: look at the receipt again; a visitor's code, such as V-7K3QD, works as well",
                )?;
                // Whoever shows one receipt wants no other consent of theirs to stand either.
                let holder =
                    self.visits
                        .whose(Some(consent.visit), consent.visitor, &self.directory);
                self.standing_of(holder)
            }
            Withdrawal::Visitor(visitor) => {
                let visitor = self.known(*visitor)?;
                let theirs = self.consents.of(visitor, &self.visits, &self.directory);
                theirs.filter(stands).map(|consent| consent.id).collect()
            }
        };
        if ids.is_empty() {
            return Ok("no consent stands: nothing of the face is kept".to_owned());
        }
        for id in ids {
            self.end_consent(id, ConsentEnd::Withdrawn, now, out);
        }
        self.drop_unconsented(now, out);
        Ok("the consent was withdrawn: what was kept of the face is deleted".to_owned())
    }

    /// The consents of a visitor that stand.
    fn standing_of(&self, visitor: VisitorId) -> Vec<ConsentId> {
        let theirs = self.consents.of(visitor, &self.visits, &self.directory);
        let stand = theirs.filter(|consent| consent.ended.is_none());
        stand.map(|consent| consent.id).collect()
    }
}

/// Whether a form says what it must.
fn check(form: &ConsentForm) -> Result<(), String> {
    let word = |text: &str| {
        (1..=MAX_WORD_BYTES).contains(&text.len()) && !text.chars().any(char::is_control)
    };
    if form.text.trim().is_empty() || form.text.len() > MAX_TEXT_BYTES {
        return Err(format!(
            "the consent must say in 1 to {MAX_TEXT_BYTES} bytes what they agreed to"
        ));
    }
    if !word(&form.version) || !word(&form.language) || !word(&form.place) {
        return Err(format!(
            "version, language and place of a consent have 1 to {MAX_WORD_BYTES} bytes"
        ));
    }
    Ok(())
}
