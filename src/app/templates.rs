//! Signatures on their way from the gallery to the store.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    identity::Learned,
    types::{KeepPermit, KeptSignature, Record, Signature, Stamp, VisitId, VisitorId},
};

/// Tells one signature from another without being one.
type Fingerprint = u64;

/// Of whom a template was learnt.
#[derive(Clone, Copy, Debug)]
struct Origin {
    visit: Option<VisitId>,
    visitor: VisitorId,
}

/// What was learnt of people whose visit has not opened yet. A passer-by is never written down.
#[derive(Debug)]
pub(super) struct Templates {
    permit: Option<KeepPermit>,
    waiting: BTreeMap<VisitorId, Vec<Learned>>,
    /// Where each template came from that is kept: the gallery knows only whose it is.
    origins: BTreeMap<Fingerprint, Origin>,
}

impl Templates {
    pub(super) fn new(permit: Option<KeepPermit>) -> Self {
        Self {
            permit,
            waiting: BTreeMap::new(),
            origins: BTreeMap::new(),
        }
    }

    /// Remembers where a template came from that was kept in an earlier run.
    pub(super) fn note(&mut self, values: &[f32], visit: Option<VisitId>, visitor: VisitorId) {
        let origin = Origin { visit, visitor };
        self.origins.insert(fingerprint(values), origin);
    }

    /// The templates that were learnt in these visits.
    pub(super) fn of_visits(&self, visits: &[VisitId]) -> BTreeSet<Fingerprint> {
        let learnt = |of: &Origin| of.visit.is_some_and(|visit| visits.contains(&visit));
        let origins = self.origins.iter().filter(|(_, of)| learnt(of));
        origins.map(|(print, _)| *print).collect()
    }

    /// Whose each template is today, by the given answer to whose visit it was.
    pub(super) fn owners(
        &self,
        whose: impl Fn(Option<VisitId>, VisitorId) -> VisitorId,
    ) -> BTreeMap<Fingerprint, VisitorId> {
        let owner = |(print, of): (&Fingerprint, &Origin)| (*print, whose(of.visit, of.visitor));
        self.origins.iter().map(owner).collect()
    }

    /// Forgets where the templates of these visitors came from: they are kept no longer.
    pub(super) fn forget_origins(
        &mut self,
        visitors: &[VisitorId],
        whose: impl Fn(Option<VisitId>, VisitorId) -> VisitorId,
    ) {
        self.origins
            .retain(|_, of| !visitors.contains(&whose(of.visit, of.visitor)));
    }

    /// Whether the privacy mode lets anybody's signatures be kept beyond the visit.
    pub(super) fn may_keep(&self) -> bool {
        self.permit.is_some()
    }

    /// Takes in what the gallery learnt; where nothing may be kept it ends here.
    pub(super) fn hold(&mut self, learned: Vec<Learned>) {
        if self.permit.is_some() {
            for template in learned {
                let of_visitor = self.waiting.entry(template.visitor).or_default();
                of_visitor.push(template);
            }
        }
    }

    /// The templates of those who are visiting now, to be kept.
    pub(super) fn release(
        &mut self,
        at: &Stamp,
        visit_of: impl Fn(VisitorId) -> Option<VisitId>,
    ) -> Vec<Record> {
        let Some(permit) = self.permit else {
            return Vec::new();
        };
        let ready = self
            .waiting
            .extract_if(.., |visitor, _| visit_of(*visitor).is_some());
        let ready: Vec<_> = ready.flat_map(|(_, learned)| learned).collect();
        let record = |learned: Learned| {
            let visit = visit_of(learned.visitor);
            self.keep(learned, visit, at, permit)
        };
        ready.into_iter().map(record).collect()
    }

    /// What still waits of somebody whose faces may be kept, and who has no visit that it could belong to.
    pub(super) fn settle(&mut self, visitor: VisitorId, at: &Stamp) -> Vec<Record> {
        let Some(permit) = self.permit else {
            return Vec::new();
        };
        let waiting = self.waiting.remove(&visitor).unwrap_or_default();
        let record = |learned| self.keep(learned, None, at, permit);
        waiting.into_iter().map(record).collect()
    }

    fn keep(
        &mut self,
        learned: Learned,
        visit: Option<VisitId>,
        at: &Stamp,
        permit: KeepPermit,
    ) -> Record {
        self.note(learned.signature.values(), visit, learned.visitor);
        Record::Template {
            visitor: learned.visitor,
            visit,
            signature: KeptSignature::new(learned.signature, permit),
            quality: learned.quality,
            at: *at,
        }
    }

    /// Templates that others have taken the place of: those that were kept are to go.
    pub(super) fn drop(&mut self, gone: Vec<Signature>) -> Vec<Record> {
        let Some(permit) = self.permit else {
            return Vec::new();
        };
        for waiting in self.waiting.values_mut() {
            waiting.retain(|learned| !gone.contains(&learned.signature));
        }
        let origins = &mut self.origins;
        let record = |signature: Signature| {
            let origin = origins.remove(&fingerprint(signature.values()))?;
            Some(Record::TemplateDropped {
                visitor: origin.visitor,
                signature: KeptSignature::new(signature, permit),
            })
        };
        gone.into_iter().filter_map(record).collect()
    }

    /// Drops what waits of a visitor who only passed by.
    pub(super) fn forget(&mut self, visitor: VisitorId) {
        self.waiting.remove(&visitor);
    }

    /// `from` turned out to be `into`.
    pub(super) fn merge(&mut self, from: VisitorId, into: VisitorId) {
        for mut template in self.waiting.remove(&from).unwrap_or_default() {
            template.visitor = into;
            self.waiting.entry(into).or_default().push(template);
        }
    }
}

/// FNV-1a over the bits of the numbers.
pub(super) fn fingerprint(values: &[f32]) -> Fingerprint {
    let bytes = values
        .iter()
        .flat_map(|value| value.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
