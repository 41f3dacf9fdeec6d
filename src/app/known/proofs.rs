//! How it was found out whose each visit was.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    store::StartState,
    types::{
        AuditEntry, Change, Corrected, CorrectionId, EventKind, VisitId, VisitSummary, VisitorId,
    },
};

/// How it was found out whose visit it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    /// Nobody had to be recognised: it is the visitor's first visit.
    New,
    /// The face was recognised.
    Face,
    /// A person said so.
    Correction,
    /// Nobody can say who it was: it is kept as that of a visitor of its own.
    Unclear,
}

/// What the store tells of it, by visit.
pub(super) struct Proofs {
    /// How sure it was in the end who came.
    confidence: BTreeMap<VisitId, f32>,
    unclear: BTreeSet<VisitId>,
    /// The standing corrections by which people moved a visit.
    moved: BTreeMap<VisitId, Vec<CorrectionId>>,
    /// Ids of which people said that they are another visitor.
    merged: BTreeSet<VisitorId>,
}

impl Proofs {
    pub(super) fn new(start: &StartState, standing: &BTreeSet<CorrectionId>) -> Self {
        let mut proofs = Self {
            confidence: BTreeMap::new(),
            unclear: BTreeSet::new(),
            moved: BTreeMap::new(),
            merged: BTreeSet::new(),
        };
        for event in &start.events {
            let Some(visit) = event.visit else { continue };
            match event.kind {
                EventKind::External { .. } => continue,
                EventKind::Unrecognised { .. } => drop(proofs.unclear.insert(visit)),
                _ => {}
            }
            if event.evidence.camera.is_some() {
                let confidence = event.evidence.confidence;
                proofs.confidence.insert(visit, confidence);
            }
        }
        let by_people = |c: &&Corrected| {
            standing.contains(&c.correction.id) && c.correction.by != AuditEntry::ITSELF
        };
        for corrected in start.corrections.iter().filter(by_people) {
            proofs.note(corrected);
        }
        proofs.follow(start);
        proofs
    }

    fn note(&mut self, corrected: &Corrected) {
        for change in &corrected.changes {
            match *change {
                Change::Visit { visit, .. } => {
                    let moved = self.moved.entry(visit).or_default();
                    moved.push(corrected.correction.id);
                }
                Change::Alias {
                    visitor,
                    after: Some(_),
                    ..
                } => drop(self.merged.insert(visitor)),
                Change::Alias { .. } | Change::Apart { .. } => {}
            }
        }
    }

    /// Whoever is known as somebody whom people merged was merged along with them.
    fn follow(&mut self, start: &StartState) {
        let aliases: BTreeMap<_, _> = start.aliases.iter().copied().collect();
        let along = |mut id: VisitorId| {
            while !self.merged.contains(&id) {
                id = *aliases.get(&id)?;
            }
            Some(())
        };
        let ids = aliases.keys().copied();
        let merged: Vec<_> = ids.filter(|id| along(*id).is_some()).collect();
        self.merged.extend(merged);
    }

    /// How a visit was found to be its visitor's (whose first it may be), and how sure that is where a face told, 0 to 1.
    pub(super) fn of(&self, visit: &VisitSummary, is_first: bool) -> (KnownBy, Option<f32>) {
        let how = if self.moved.contains_key(&visit.id) || self.merged.contains(&visit.visitor) {
            KnownBy::Correction
        } else if self.unclear.contains(&visit.id) {
            KnownBy::Unclear
        } else if is_first {
            KnownBy::New
        } else {
            KnownBy::Face
        };
        let sure = self.confidence.get(&visit.id).copied();
        (how, sure.filter(|_| how == KnownBy::Face))
    }

    /// The corrections by which people moved a visit, and that stand.
    pub(super) fn corrections(&self, visit: VisitId) -> Vec<CorrectionId> {
        self.moved.get(&visit).cloned().unwrap_or_default()
    }
}
