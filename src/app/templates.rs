//! Signatures on their way from the gallery to the store.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    identity::Learned,
    types::{KeepPermit, KeptSignature, Recognition, Record, Signature, Stamp, VisitId, VisitorId},
};

/// Tells one signature from another without being one.
type Fingerprint = u64;

/// Of whom a template was learnt, and how good the face was (0 to 1).
#[derive(Clone, Copy, Debug)]
struct Origin {
    visit: Option<VisitId>,
    visitor: VisitorId,
    quality: f32,
}

/// What was learnt of people whose visit has not opened yet, or whose consent is not given. A passer-by is never written
/// down, nor is anybody without a permit of their own.
#[derive(Debug)]
pub(super) struct Templates {
    mode: Recognition,
    waiting: BTreeMap<VisitorId, Vec<Learned>>,
    /// Something has changed that may let go of what waits.
    stirred: bool,
    /// Where each template came from that is kept: the gallery knows only whose it is.
    origins: BTreeMap<Fingerprint, Origin>,
}

impl Templates {
    pub(super) fn new(mode: Recognition) -> Self {
        Self {
            mode,
            stirred: false,
            waiting: BTreeMap::new(),
            origins: BTreeMap::new(),
        }
    }

    /// Remembers where a template came from that was kept in an earlier run.
    pub(super) fn note(
        &mut self,
        values: &[f32],
        (visit, visitor): (Option<VisitId>, VisitorId),
        quality: f32,
    ) {
        let origin = Origin {
            visit,
            visitor,
            quality,
        };
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

    /// Takes in what the gallery learnt; where nothing may be kept it ends here.
    pub(super) fn hold(&mut self, learned: Vec<Learned>) {
        if self.mode.keeps_any() {
            for template in learned {
                let of_visitor = self.waiting.entry(template.visitor).or_default();
                of_visitor.push(template);
                self.stirred = true;
            }
        }
    }

    /// Visits have changed, or consents: what waits is to be looked at again.
    pub(super) fn stir(&mut self) {
        self.stirred = true;
    }

    /// Of whom something waits that may have become ready to be kept.
    pub(super) fn stirred(&self) -> Vec<VisitorId> {
        if self.stirred {
            self.waiting.keys().copied().collect()
        } else {
            Vec::new()
        }
    }

    /// The templates of these, who are visiting now and of whom they may be kept. Those of others go on waiting: for the
    /// visit to open, for a consent, or to be forgotten with the visit.
    pub(super) fn release(
        &mut self,
        at: &Stamp,
        ready: Vec<(VisitorId, VisitId, KeepPermit)>,
    ) -> Vec<Record> {
        self.stirred = false;
        let mut out = Vec::new();
        for (visitor, visit, permit) in ready {
            for learned in self.waiting.remove(&visitor).unwrap_or_default() {
                out.push(self.keep(learned, Some(visit), at, &permit));
            }
        }
        out
    }

    /// What still waits of somebody whose faces may be kept, and who has no visit that it could belong to.
    pub(super) fn settle(
        &mut self,
        visitor: VisitorId,
        at: &Stamp,
        permit: &KeepPermit,
    ) -> Vec<Record> {
        let waiting = self.waiting.remove(&visitor).unwrap_or_default();
        let record = |learned| self.keep(learned, None, at, permit);
        waiting.into_iter().map(record).collect()
    }

    fn keep(
        &mut self,
        learned: Learned,
        visit: Option<VisitId>,
        at: &Stamp,
        permit: &KeepPermit,
    ) -> Record {
        let (visitor, quality) = (learned.visitor, learned.quality);
        self.note(learned.signature.values(), (visit, visitor), quality);
        Record::Template {
            visit,
            signature: KeptSignature::new(learned.signature, permit),
            quality,
            at: *at,
        }
    }

    /// Templates that others have taken the place of: those that were kept are to go.
    pub(super) fn drop(&mut self, gone: Vec<Signature>) -> Vec<Record> {
        for waiting in self.waiting.values_mut() {
            waiting.retain(|learned| !gone.contains(&learned.signature));
        }
        let origins = &mut self.origins;
        let record = |signature: Signature| {
            let origin = origins.remove(&fingerprint(signature.values()))?;
            Some(Record::TemplateDropped {
                visitor: origin.visitor,
                signature,
            })
        };
        gone.into_iter().filter_map(record).collect()
    }

    /// Nothing of this visitor may be kept any longer: what was learnt in the visits that are open, of these signatures,
    /// waits again. Gives those of earlier visits, which are to be forgotten at once.
    pub(super) fn take_back(
        &mut self,
        visitor: VisitorId,
        signatures: Vec<Signature>,
        open: &[VisitId],
    ) -> Vec<Signature> {
        let mut gone = Vec::new();
        for signature in signatures {
            let Some(origin) = self.origins.remove(&fingerprint(signature.values())) else {
                continue;
            };
            if origin.visit.is_some_and(|visit| open.contains(&visit)) {
                self.hold(vec![Learned {
                    visitor,
                    signature,
                    quality: origin.quality,
                }]);
            } else {
                gone.push(signature);
            }
        }
        gone
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
            self.stirred = true;
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
