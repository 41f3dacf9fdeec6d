//! Who agreed to be known again by their face, and by which codes visitors are known again without it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{directory::Directory, visits::Visits};
use crate::types::{
    CodeDigest, Consent, ConsentEnd, ConsentId, ReturnCode, StandingConsent, VisitId, VisitorId,
};

/// All consents. Whose each is today follows the visit in which it was given, as with signatures that were learnt: a
/// correction takes both along.
#[derive(Clone, Debug, Default)]
pub struct Consents(BTreeMap<ConsentId, Consent>);

impl Consents {
    /// Takes one in.
    pub fn note(&mut self, consent: Consent) {
        self.0.insert(consent.id, consent);
    }

    /// Proof that a consent of whoever is called so stands at a moment.
    pub fn standing(
        &self,
        visitor: VisitorId,
        at: Timestamp,
        visits: &Visits,
        directory: &Directory,
    ) -> Option<StandingConsent> {
        let mut theirs = self.of(visitor, visits, directory);
        theirs.find_map(|consent| consent.standing(at, visitor))
    }

    /// The consents of a visitor of today, by any name they have; also those that have ended.
    pub fn of<'a>(
        &'a self,
        visitor: VisitorId,
        visits: &'a Visits,
        directory: &'a Directory,
    ) -> impl Iterator<Item = &'a Consent> {
        let today = directory.resolve(visitor);
        let mine = move |consent: &&Consent| {
            visits.whose(Some(consent.visit), consent.visitor, directory) == today
        };
        self.0.values().filter(mine)
    }

    /// The consent of a receipt.
    pub fn by_code(&self, code: &CodeDigest) -> Option<&Consent> {
        self.0.values().find(|consent| consent.code == *code)
    }

    /// A consent has ended; false where it had before, or there is none.
    pub fn end(&mut self, id: ConsentId, at: Timestamp, why: ConsentEnd) -> bool {
        match self.0.get_mut(&id) {
            Some(consent) if consent.ended.is_none() => {
                consent.ended = Some((at, why));
                true
            }
            _ => false,
        }
    }

    /// Those whose time is up.
    pub fn due(&self, now: Timestamp) -> Vec<ConsentId> {
        let open = self.0.values().filter(|consent| consent.ended.is_none());
        let due = open.filter(|consent| consent.expires <= now);
        due.map(|consent| consent.id).collect()
    }

    /// When the next one's time is up.
    pub fn next_due(&self) -> Option<Timestamp> {
        let open = self.0.values().filter(|consent| consent.ended.is_none());
        open.map(|consent| consent.expires).min()
    }

    /// Forgets those that were given in erased visits.
    pub fn erase(&mut self, visits: &BTreeSet<VisitId>) {
        self.0.retain(|_, consent| !visits.contains(&consent.visit));
    }
}

/// The codes that visitors took home.
#[derive(Clone, Debug, Default)]
pub struct ReturnCodes(BTreeMap<CodeDigest, ReturnCode>);

impl ReturnCodes {
    /// Whether this code leads to somebody.
    pub fn has(&self, code: &CodeDigest) -> bool {
        self.0.contains_key(code)
    }

    /// Forgets a code.
    pub fn drop(&mut self, code: &CodeDigest) {
        self.0.remove(code);
    }

    /// Takes one in.
    pub fn note(&mut self, code: ReturnCode) {
        self.0.insert(code.digest.clone(), code);
    }

    /// Who took this code home, as named then; `None` where nobody did, or its time is up.
    pub fn visitor(&self, code: &CodeDigest, now: Timestamp) -> Option<VisitorId> {
        let found = self.0.get(code).filter(|code| now < code.expires);
        found.map(|code| code.visitor)
    }

    /// Takes away the codes of a visitor of today.
    pub fn revoke(&mut self, visitor: VisitorId, directory: &Directory) -> Vec<CodeDigest> {
        let today = directory.resolve(visitor);
        let gone = self
            .0
            .extract_if(.., |_, code| directory.resolve(code.visitor) == today);
        gone.map(|(digest, _)| digest).collect()
    }

    /// Takes away those whose time is up.
    pub fn expire(&mut self, now: Timestamp) -> Vec<CodeDigest> {
        let gone = self.0.extract_if(.., |_, code| code.expires <= now);
        gone.map(|(digest, _)| digest).collect()
    }

    /// When the next one's time is up.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.0.values().map(|code| code.expires).min()
    }

    /// Forgets those of erased visitors.
    pub fn erase(&mut self, visitors: &BTreeSet<VisitorId>) {
        self.0.retain(|_, code| !visitors.contains(&code.visitor));
    }
}
