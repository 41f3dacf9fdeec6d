//! Signatures on their way from the gallery to the store.

use std::collections::BTreeMap;

use crate::{
    identity::Learned,
    types::{KeepPermit, KeptSignature, Record, Signature, Stamp, VisitorId},
};

/// What was learnt of people whose visit has not opened yet. A passer-by is never written down.
#[derive(Debug)]
pub(super) struct Templates {
    permit: Option<KeepPermit>,
    waiting: BTreeMap<VisitorId, Vec<Learned>>,
}

impl Templates {
    pub(super) fn new(permit: Option<KeepPermit>) -> Self {
        Self {
            permit,
            waiting: BTreeMap::new(),
        }
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
        is_visiting: impl Fn(VisitorId) -> bool,
    ) -> Vec<Record> {
        let Some(permit) = self.permit else {
            return Vec::new();
        };
        let record = |learned: Learned| Record::Template {
            visitor: learned.visitor,
            signature: KeptSignature::new(learned.signature, permit),
            quality: learned.quality,
            at: *at,
        };
        let ready = self
            .waiting
            .extract_if(.., |visitor, _| is_visiting(*visitor));
        ready.flat_map(|(_, learned)| learned).map(record).collect()
    }

    /// Templates that others have taken the place of: those that were kept are to go.
    pub(super) fn drop(&mut self, gone: Vec<Signature>) -> Vec<Record> {
        let Some(permit) = self.permit else {
            return Vec::new();
        };
        for waiting in self.waiting.values_mut() {
            waiting.retain(|learned| !gone.contains(&learned.signature));
        }
        let record = |signature| Record::TemplateDropped(KeptSignature::new(signature, permit));
        gone.into_iter().map(record).collect()
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
