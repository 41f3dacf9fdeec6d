//! Cards of visitors, for whoever goes up to them.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

use crate::{
    app::Known,
    config::Config,
    runtime::Stopwatch,
    types::VisitorId,
    web::{Dwelt, FloorBooks, LastContact, PastVisit, Trouble, VisitorCard},
    words::Language,
};

/// For so long what was read serves for further cards: colleagues look at several in a row.
const FRESH: Duration = Duration::from_secs(2);

/// Visits that a card shows.
const VISITS: usize = 8;
/// Sentences of why.
const REASONS: usize = 6;

/// The store as cards are made from it.
pub(super) struct Cards {
    config: Config,
    read: Mutex<Option<(Stopwatch, Known)>>,
}

impl Cards {
    pub(super) fn new(config: Config) -> Self {
        Self {
            config,
            read: Mutex::new(None),
        }
    }

    /// What was read is not as it is any more.
    pub(super) fn forget(&self) {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn card(
        &self,
        known: &Known,
        visitor: VisitorId,
        language: Language,
        at: Timestamp,
    ) -> VisitorCard {
        let zone = &self.config.site.timezone;
        let named = |dwelt: Vec<(crate::types::ProductId, f64)>| {
            let label = |(product, seconds)| Dwelt {
                product: known.product_label(&product),
                seconds,
            };
            dwelt.into_iter().map(label).collect::<Vec<_>>()
        };
        let visits = known.visits_of(visitor);
        let explanation = known.explain(visitor, at);
        let lines = explanation.lines(language, |at| at.to_zoned(zone.clone()).date());
        let contact = known.last_contact(visitor);
        VisitorCard {
            code: known.code(visitor).into(),
            here: visits.iter().any(|visit| visit.open),
            score: explanation.scores.engagement + 0.0,
            band: explanation.scores.band,
            confidence: visits.last().and_then(|visit| visit.confidence),
            interests: named(known.looked_at(visitor)),
            visits: visits
                .iter()
                .rev()
                .take(VISITS)
                .map(|visit| PastVisit {
                    opened: visit.opened,
                    last_seen: visit.last_seen,
                    open: visit.open,
                    looked_at: named(known.looked_at_in(visit.visit)),
                })
                .collect(),
            // The first line is the score, which the card has.
            reasons: lines.into_iter().skip(1).take(REASONS).collect(),
            spoke: contact.map(|(by, at)| LastContact { by, at }),
        }
    }
}

impl FloorBooks for Cards {
    fn visitor(
        &self,
        code: &str,
        language: Language,
        at: Timestamp,
    ) -> Result<Option<VisitorCard>, Trouble> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read
            .as_ref()
            .is_none_or(|(since, _)| since.elapsed() > FRESH)
        {
            let known = Known::open(&self.config).map_err(|error| Trouble(error.to_string()))?;
            *read = Some((Stopwatch::start(), known));
        }
        let Some((_, known)) = &*read else {
            return Ok(None);
        };
        let visitor = known.find_visitor(code).ok();
        Ok(visitor.map(|visitor| self.card(known, visitor, language, at)))
    }
}
