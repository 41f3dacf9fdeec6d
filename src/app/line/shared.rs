//! What other appliances of the showroom kept, taken in as if it had happened here.
//!
//! Of what they tell, the line takes in the sources and derives the rest itself: scores, pasts, who is known to be two people.
//! Nothing depends on the order in which appliances are heard, but that what names somebody comes after whoever told of them
//! first. What names a visitor or a visit that is not known is about somebody who was erased, and is left out.

use std::collections::BTreeSet;

use super::Line;
use crate::types::{
    Change, Corrected, Event, EventKind, KeptSignature, Recognition, Record, SharedBatch,
    SharedRecord, Signature, Stamp, VisitId, VisitSummary, VisitorCode, VisitorId,
};

/// Two signatures are the same if they differ in no more than the last bits, which sealing and opening may change.
const SAME: f32 = 1.0 - 1e-5;

impl Line {
    /// Takes a batch in. Gives the open visits of this appliance whose state it changed.
    pub(super) fn shared(
        &mut self,
        batch: &SharedBatch,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        // The first record of the step: none that follows is told again.
        out.insert(0, Record::Followed { upto: batch.upto });
        let (mut touched, mut changed) = (BTreeSet::new(), BTreeSet::new());
        for record in &batch.records {
            self.share(record, now, &mut touched, &mut changed, out);
        }
        self.drop_unconsented(now, out);
        self.keep_apart();
        changed.extend(self.follow(&touched, now, out));
        // Those that others look after are theirs to tell.
        changed.retain(|visit| self.behaviour.presence_of(*visit).is_some());
        changed
    }

    fn share(
        &mut self,
        record: &SharedRecord,
        now: &Stamp,
        touched: &mut BTreeSet<VisitorId>,
        changed: &mut BTreeSet<VisitId>,
        out: &mut Vec<Record>,
    ) {
        match record {
            SharedRecord::Visitor { id, code, created } => {
                self.share_visitor(*id, code, created, out);
            }
            SharedRecord::Alias { from, into } => {
                if self.is_known(*from) && self.is_known(*into) {
                    self.share_alias(*from, *into, touched, out);
                }
            }
            SharedRecord::Visit(visit) => {
                if self.is_known(visit.visitor) {
                    self.share_visit(visit.clone(), touched, out);
                }
            }
            SharedRecord::Event(event) => self.share_event(event, touched, out),
            SharedRecord::Template {
                visitor,
                visit,
                signature,
                quality,
                at,
            } => {
                if self.is_known(*visitor) && visit.is_none_or(|visit| self.has_visit(visit)) {
                    let learnt = (*visit, *visitor);
                    self.share_template(learnt, signature, (*quality, at), out);
                }
            }
            SharedRecord::TemplateDropped { visitor, signature } => {
                self.share_dropped(*visitor, signature, out);
            }
            SharedRecord::Forget { visitor, at } => {
                if self.is_known(*visitor) {
                    self.forget_colleague(*visitor);
                    out.push(Record::Forget {
                        visitor: *visitor,
                        at: *at,
                    });
                }
            }
            SharedRecord::Consent { consent, text } => {
                let known = self.is_known(consent.visitor) && self.has_visit(consent.visit);
                if known && self.consents.by_code(&consent.code).is_none() {
                    self.consents.note((**consent).clone());
                    self.templates.stir();
                    out.push(Record::Consent {
                        consent: consent.clone(),
                        text: text.clone(),
                    });
                }
            }
            SharedRecord::ConsentEnded { id, at, why } => {
                let (id, at, why) = (*id, *at, *why);
                if self.consents.end(id, at, why) {
                    out.push(Record::ConsentEnded { id, at, why });
                }
            }
            SharedRecord::ReturnCode(code) => {
                if self.is_known(code.visitor) && !self.return_codes.has(&code.digest) {
                    self.return_codes.note(code.clone());
                    out.push(Record::ReturnCode(code.clone()));
                }
            }
            SharedRecord::ReturnCodeGone(digest) => {
                self.return_codes.drop(digest);
                out.push(Record::ReturnCodeGone(digest.clone()));
            }
            SharedRecord::Correction(corrected) => {
                changed.extend(self.share_correction(corrected, now, out));
            }
        }
    }

    /// Whether this very id was told of and is kept.
    fn is_known(&self, visitor: VisitorId) -> bool {
        self.directory.own_code(visitor).is_some()
    }

    fn has_visit(&self, visit: VisitId) -> bool {
        self.visits.opened(visit).is_some()
    }

    /// Whose it is, corrections say: one that its appliance has not heard of yet stands.
    fn share_visit(
        &mut self,
        mut visit: VisitSummary,
        touched: &mut BTreeSet<VisitorId>,
        out: &mut Vec<Record>,
    ) {
        let told = self.directory.resolve(visit.visitor);
        let owner = self.visits.owner(visit.id, &self.directory).unwrap_or(told);
        if owner != told {
            visit.visitor = owner;
        }
        touched.insert(owner);
        self.visits.note(&visit);
        out.push(Record::Visit(visit));
    }

    /// Whoever has their code here already is called otherwise here.
    fn share_visitor(
        &mut self,
        id: VisitorId,
        code: &VisitorCode,
        created: &Stamp,
        out: &mut Vec<Record>,
    ) {
        if self.is_known(id) {
            return;
        }
        let code = self.directory.enter_elsewhere(id, code);
        out.push(Record::Visitor {
            id,
            code,
            created: *created,
        });
    }

    fn share_alias(
        &mut self,
        from: VisitorId,
        into: VisitorId,
        touched: &mut BTreeSet<VisitorId>,
        out: &mut Vec<Record>,
    ) {
        let (was, is) = (self.directory.resolve(from), self.directory.resolve(into));
        if was == is {
            return;
        }
        self.directory.alias(was, is);
        self.unite(was, is);
        out.push(Record::Alias { from, into });
        touched.extend([was, is]);
    }

    fn share_event(
        &mut self,
        event: &Event,
        touched: &mut BTreeSet<VisitorId>,
        out: &mut Vec<Record>,
    ) {
        let visit_known = event.visit.is_none_or(|visit| self.has_visit(visit));
        if !self.is_known(event.visitor) || !visit_known {
            return;
        }
        // A system that tells two appliances of one thing has told of one thing.
        if let EventKind::External {
            client,
            external_id,
            ..
        } = &event.kind
            && self
                .external_seen
                .contains(&(client.clone(), external_id.clone()))
        {
            return;
        }
        self.visits.note_event(event);
        self.behaviour.told(event);
        self.floor.note(event, &self.settings.alerts.timezone);
        self.links.note(event);
        if let EventKind::External {
            client,
            external_id,
            ..
        } = &event.kind
        {
            self.external_seen
                .insert((client.clone(), external_id.clone()));
        }
        if let EventKind::Identified { from } = event.kind
            && self.is_known(from)
        {
            self.share_alias(from, event.visitor, touched, out);
        }
        let score = self.ledger.observe(event);
        out.push(Record::Event(event.clone()));
        let entries = score.into_iter().flat_map(|change| change.entries);
        out.extend(entries.map(Record::Ledger));
        touched.insert(
            self.visits
                .whose(event.visit, event.visitor, &self.directory),
        );
        if let (true, Some(visit)) = (event.kind.voids_visit(), event.visit) {
            self.forget_faces_of(visit, event.visitor, out);
        }
    }

    /// A signature that may be kept here, too: that is asked anew, as modes may differ.
    fn share_template(
        &mut self,
        (visit, visitor): (Option<VisitId>, VisitorId),
        signature: &Signature,
        (quality, at): (f32, &Stamp),
        out: &mut Vec<Record>,
    ) {
        let Some(permit) = self.permit(visitor) else {
            return;
        };
        let whose = self.visits.whose(visit, visitor, &self.directory);
        self.templates
            .note(signature.values(), (visit, visitor), quality);
        let absent = self.settings.recognition == Recognition::OptIn;
        self.identity.learnt_elsewhere(whose, signature, absent);
        out.push(Record::Template {
            visit,
            signature: KeptSignature::new(signature.clone(), &permit),
            quality,
            at: *at,
        });
    }

    fn share_dropped(&mut self, visitor: VisitorId, signature: &Signature, out: &mut Vec<Record>) {
        let whose = self.directory.resolve(visitor);
        let is = |values: &[f32]| {
            let same: f32 = values
                .iter()
                .zip(signature.values())
                .map(|(a, b)| a * b)
                .sum();
            same > SAME
        };
        let gone = self.identity.forget_some(whose, is);
        out.extend(self.templates.drop(gone));
    }

    fn forget_colleague(&mut self, visitor: VisitorId) {
        let whose = self.directory.resolve(visitor);
        let (visits, directory) = (&self.visits, &self.directory);
        self.templates.forget_origins(&[whose], |visit, visitor| {
            visits.whose(visit, visitor, directory)
        });
        self.identity.forget(whose);
        self.templates.forget(whose);
    }

    /// A correction of another appliance, as far as what it is about is known here. Of two appliances that merged the same two at
    /// the same time, each the other way round, each stays with its own name for them.
    fn share_correction(
        &mut self,
        corrected: &Corrected,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        if self.corrections.knows(corrected.correction.id) {
            return BTreeSet::new();
        }
        let mut known = corrected.clone();
        known.changes.retain(|change| match *change {
            Change::Alias {
                visitor,
                after: Some(after),
                ..
            } => {
                self.is_known(visitor)
                    && self.is_known(after)
                    && self.directory.resolve(after) != self.directory.resolve(visitor)
            }
            Change::Alias { visitor, .. } => self.is_known(visitor),
            Change::Visit { visit, after, .. } => self.has_visit(visit) && self.is_known(after),
            Change::Apart { one, other, .. } => self.is_known(one) && self.is_known(other),
        });
        if known.changes.is_empty() {
            return BTreeSet::new();
        }
        let mut done = Vec::new();
        let changed = self.carry_out(&known, 1.0, now, &mut done);
        // What this appliance had learnt itself, and may keep now, is news for the others: it goes with the next step.
        let own = |record: &mut Record| matches!(record, Record::Template { .. });
        self.late.extend(done.extract_if(.., own));
        out.extend(done);
        changed
    }
}
