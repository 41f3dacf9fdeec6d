//! What is known of visitors from their earlier visits.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;

use crate::types::{Event, EventKind, ProductId, VisitId, VisitorId};

/// Visits of one visitor that have ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// How many.
    pub visits: u32,
    /// When the last of them ended.
    pub last: Timestamp,
    /// Those of them that are listed, in no order.
    pub of: Vec<VisitId>,
}

/// What one visit leaves for later ones.
#[derive(Clone, Debug, Default)]
struct Memory {
    /// Looked at, and for how long.
    products: BTreeMap<ProductId, Duration>,
    /// Who said on a tablet that they spoke with them.
    by: Option<String>,
    in_company: bool,
    spoke: bool,
    /// The visits of whoever they came with.
    with: BTreeSet<VisitId>,
}

/// Earlier visits.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    past: BTreeMap<VisitorId, Past>,
    memories: BTreeMap<VisitId, Memory>,
}

impl History {
    pub(super) fn new(past: BTreeMap<VisitorId, Past>, events: &[Event]) -> Self {
        let mut history = Self {
            past,
            memories: BTreeMap::new(),
        };
        for event in events {
            history.note(event);
        }
        history
    }

    /// Takes in what an event leaves for later visits.
    pub(super) fn note(&mut self, event: &Event) {
        let Some(visit) = event.visit else { return };
        match &event.kind {
            EventKind::Dwelled {
                product: Some(product),
                added_s,
                ..
            } => {
                let added = Duration::try_from_secs_f64(*added_s).unwrap_or_default();
                let memory = self.memories.entry(visit).or_default();
                *memory.products.entry(product.clone()).or_default() += added;
            }
            EventKind::Contacted { by, .. } => {
                let memory = self.memories.entry(visit).or_default();
                memory.spoke = true;
                if by != EventKind::A_COLLEAGUE {
                    memory.by = Some(by.clone());
                }
            }
            EventKind::Party { with, .. } => {
                let memory = self.memories.entry(visit).or_default();
                memory.in_company = true;
                memory.with.extend(with);
            }
            kind if kind.voids_visit() => {
                self.memories.remove(&visit);
            }
            EventKind::Merged { into } => {
                let part = self.memories.remove(&visit).unwrap_or_default();
                let whole = self.memories.entry(*into).or_default();
                for (product, time) in part.products {
                    *whole.products.entry(product).or_default() += time;
                }
                whole.by = whole.by.take().or(part.by);
                whole.in_company |= part.in_company;
                whole.spoke |= part.spoke;
                whole.with.extend(part.with);
            }
            _ => {}
        }
    }

    pub(super) fn of(&self, visitor: VisitorId) -> Option<&Past> {
        self.past.get(&visitor)
    }

    pub(super) fn set(&mut self, visitor: VisitorId, past: Option<Past>) {
        match past {
            Some(past) => self.past.insert(visitor, past),
            None => self.past.remove(&visitor),
        };
    }

    pub(super) fn erase(&mut self, visitors: &BTreeSet<VisitorId>, visits: &BTreeSet<VisitId>) {
        self.past.retain(|visitor, _| !visitors.contains(visitor));
        self.memories.retain(|visit, _| !visits.contains(visit));
        for memory in self.memories.values_mut() {
            memory.with.retain(|visit| !visits.contains(visit));
        }
    }

    /// A visit has ended.
    pub(super) fn end(&mut self, visitor: VisitorId, visit: VisitId, at: Timestamp) {
        let new = Past {
            visits: 0,
            last: at,
            of: Vec::new(),
        };
        let past = self.past.entry(visitor).or_insert(new);
        past.visits += 1;
        past.last = at;
        past.of.push(visit);
    }

    /// `from` turned out to be `into`.
    pub(super) fn merge(&mut self, from: VisitorId, into: VisitorId) {
        let Some(past) = self.past.remove(&from) else {
            return;
        };
        match self.past.get_mut(&into) {
            Some(merged) => {
                merged.visits += past.visits;
                merged.last = merged.last.max(past.last);
                merged.of.extend(past.of);
            }
            None => {
                self.past.insert(into, past);
            }
        }
    }

    /// Visitors whose last visit ended before `before`.
    pub(super) fn last_before(&self, before: Timestamp) -> impl Iterator<Item = VisitorId> {
        let absent = self.past.iter().filter(move |(_, past)| past.last < before);
        absent.map(|(visitor, _)| *visitor)
    }

    /// Whether the visitor looked at this product in an earlier visit.
    pub(super) fn looked_at(&self, visitor: VisitorId, product: &ProductId) -> bool {
        let mut memories = self.memories_of(visitor);
        memories.any(|memory| memory.products.contains_key(product))
    }

    /// How many earlier visits there are, if the visitor was alone in all of them; else 0.
    pub(super) fn always_alone(&self, visitor: VisitorId) -> u32 {
        let alone = !self.memories_of(visitor).any(|memory| memory.in_company);
        let visits = self.of(visitor).map_or(0, |past| past.visits);
        if alone { visits } else { 0 }
    }

    /// Whether a colleague was in contact with the visitor in an earlier visit.
    pub(super) fn spoke(&self, visitor: VisitorId) -> bool {
        self.memories_of(visitor).any(|memory| memory.spoke)
    }

    /// Whether two visitors came together in an earlier visit.
    pub(super) fn came_together(&self, one: VisitorId, other: VisitorId) -> bool {
        let visits = self.of(other).map_or(&[][..], |past| &past.of);
        let mut memories = self.memories_of(one);
        memories.any(|memory| visits.iter().any(|visit| memory.with.contains(visit)))
    }

    /// What the visitor looked at in their last visit, the longest first, and who looked after them the last time somebody
    /// said so.
    pub(super) fn last_time(&self, visitor: VisitorId) -> (Vec<ProductId>, Option<String>) {
        let mut visits = self.of(visitor).map_or(Vec::new(), |past| past.of.clone());
        // Ids begin with the time.
        visits.sort_unstable();
        let memories = || {
            visits
                .iter()
                .rev()
                .filter_map(|visit| self.memories.get(visit))
        };
        let products = visits.last().map(|visit| self.looked_at_in(*visit));
        (
            products.unwrap_or_default(),
            memories().find_map(|memory| memory.by.clone()),
        )
    }

    /// What was looked at in a visit so far, the longest first.
    pub(super) fn looked_at_in(&self, visit: VisitId) -> Vec<ProductId> {
        let memory = self.memories.get(&visit);
        let mut products: Vec<_> = memory.iter().flat_map(|m| &m.products).collect();
        products.sort_by_key(|(_, time)| std::cmp::Reverse(**time));
        let products = products.into_iter().map(|(product, _)| product.clone());
        products.collect()
    }

    fn memories_of(&self, visitor: VisitorId) -> impl Iterator<Item = &Memory> {
        let visits = self.of(visitor).map_or(&[][..], |past| &past.of);
        visits.iter().filter_map(|visit| self.memories.get(visit))
    }
}
