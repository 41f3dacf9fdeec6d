//! What visitors looked at, and who spoke with them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Known;
use crate::types::{EventKind, ProductId, VisitId, VisitorId};

impl Known {
    /// The products at which a visitor stood in all their visits, with the seconds; the longest first.
    pub fn looked_at(&self, visitor: VisitorId) -> Vec<(ProductId, f64)> {
        self.dwelt(|visit, told| self.line.whose(Some(visit), told) == visitor)
    }

    /// As [`Known::looked_at`], in one visit with all that became a part of it.
    pub fn looked_at_in(&self, wanted: VisitId) -> Vec<(ProductId, f64)> {
        self.dwelt(|visit, _| self.line.whole_visit(visit) == wanted)
    }

    fn dwelt(&self, counts: impl Fn(VisitId, VisitorId) -> bool) -> Vec<(ProductId, f64)> {
        let mut seconds = BTreeMap::<ProductId, f64>::new();
        for event in &self.start.events {
            let EventKind::Dwelled {
                product: Some(product),
                added_s,
                ..
            } = &event.kind
            else {
                continue;
            };
            if event
                .visit
                .is_some_and(|visit| counts(visit, event.visitor))
            {
                *seconds.entry(product.clone()).or_default() += added_s;
            }
        }
        let mut seconds: Vec<_> = seconds.into_iter().collect();
        seconds.sort_by(|a, b| b.1.total_cmp(&a.1));
        seconds
    }

    /// Who spoke with a visitor last, and when.
    pub fn last_contact(&self, visitor: VisitorId) -> Option<(String, Timestamp)> {
        let events = self.start.events.iter();
        let contacts = events.filter_map(|event| match &event.kind {
            EventKind::Contacted { by, .. }
                if self.line.whose(event.visit, event.visitor) == visitor =>
            {
                Some((by.clone(), event.stamp.utc))
            }
            _ => None,
        });
        contacts.max_by_key(|(_, at)| *at)
    }

    /// What people call a product, also one that is there no more.
    pub fn product_label(&self, product: &ProductId) -> String {
        let mut known = self.start.products.iter();
        let found = known.rfind(|known| known.id == *product);
        found.map_or_else(|| product.to_string(), |found| found.label.clone())
    }
}
