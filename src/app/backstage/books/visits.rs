//! Lists of visits.

use super::{
    greetings::Greetings,
    snapshot::{Snapshot, Visit},
};
use crate::{
    config::Config,
    types::ProductId,
    web::manager::{Contact, Dwelt, Trouble, VisitFilter, VisitPage, VisitRow, VisitsQuery},
};

/// A look shorter than this is none, seconds.
pub(super) const A_LOOK_S: f64 = 5.0;

pub(super) fn visits(
    snapshot: &Snapshot,
    config: &Config,
    query: &VisitsQuery,
) -> Result<VisitPage, Trouble> {
    let greetings = Greetings::since(snapshot, snapshot.begin(query.days.from));
    let greetings = greetings.map_err(super::desk::failed)?;
    let text = query.text.trim().to_lowercase();
    let wanted = |visit: &&Visit| {
        is_wanted(visit, query, &greetings) && is_found(snapshot, config, visit, &text)
    };
    let mut found: Vec<&Visit> = snapshot.within(query.days).filter(wanted).collect();
    found.reverse();
    if query.only == Some(VisitFilter::Due) {
        // What went wrong is looked at first.
        found.sort_by_key(|visit| greetings.in_time(visit));
    }
    let (skip, take) = if query.whole {
        (0, found.len())
    } else {
        (
            query.page.saturating_mul(VisitsQuery::PAGE),
            VisitsQuery::PAGE,
        )
    };
    let page = found.iter().skip(skip).take(take);
    Ok(VisitPage {
        all: found.len(),
        visits: page
            .map(|visit| row(snapshot, config, visit, &greetings))
            .collect(),
    })
}

fn is_wanted(visit: &Visit, query: &VisitsQuery, greetings: &Greetings) -> bool {
    let in_time = greetings.in_time(visit);
    let car = query.car.as_deref().map(ProductId::from);
    car.is_none_or(|car| looked(visit).any(|(product, _)| *product == car))
        && query.stage.is_none_or(|stage| visit.stage == stage)
        && query.contacted.is_none_or(|met| visit.met() == met)
        && query
            .returning
            .is_none_or(|returning| (visit.number > 1) == returning)
        && query.only.is_none_or(|only| match only {
            VisitFilter::Interested => visit.is_interested(),
            VisitFilter::InTime => in_time == Some(true),
            VisitFilter::Late => in_time == Some(false),
            VisitFilter::Due => in_time.is_some(),
            VisitFilter::Lost => greetings.is_lost(visit),
            VisitFilter::LetBe => greetings.is_let_be(visit),
            VisitFilter::Here => visit.open,
            VisitFilter::Waiting => greetings.is_waiting(visit),
        })
}

fn is_found(snapshot: &Snapshot, config: &Config, visit: &Visit, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let code = snapshot.code(visit.visitor).to_lowercase();
    // As people write it, too: 7k3qd for V-7K3QD.
    let by_code = code.contains(text) || code.replace('-', "").contains(text);
    let by_car = || {
        looked(visit).any(|(product, _)| {
            label(snapshot, config, product)
                .to_lowercase()
                .contains(text)
        })
    };
    let by_carer = || {
        visit
            .carers()
            .iter()
            .any(|carer| carer.to_lowercase().contains(text))
    };
    by_code || by_car() || by_carer()
}

/// The cars that were looked at, and for how long.
pub(super) fn looked(visit: &Visit) -> impl Iterator<Item = (&ProductId, f64)> {
    let products = visit.products.iter().map(|(product, s)| (product, *s));
    products.filter(|(_, seconds)| *seconds >= A_LOOK_S)
}

/// What a car is called, or was called last.
pub(super) fn label(snapshot: &Snapshot, config: &Config, product: &ProductId) -> String {
    let of_today = config.products.iter();
    let known = of_today.chain(&snapshot.known.start().products);
    let mut known = known.filter(|known| known.id == *product);
    known
        .next()
        .map_or_else(|| product.to_string(), |known| known.label.clone())
}

pub(super) fn row(
    snapshot: &Snapshot,
    config: &Config,
    visit: &Visit,
    greetings: &Greetings,
) -> VisitRow {
    let (score, band) = snapshot
        .known
        .line()
        .score(visit.visitor, snapshot.known.now());
    let mut looked_at: Vec<Dwelt> = looked(visit)
        .map(|(product, seconds)| Dwelt {
            car: product.to_string(),
            label: label(snapshot, config, product),
            seconds,
        })
        .collect();
    looked_at.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    VisitRow {
        visit: visit.id.to_string(),
        code: snapshot.code(visit.visitor),
        opened: visit.opened,
        last_seen: visit.last_seen,
        open: visit.open,
        number: visit.number,
        looked_at,
        contact: Contact {
            after_s: visit.to_contact_s,
            met: visit.met(),
            by: visit.carers(),
            in_time: greetings.in_time(visit),
        },
        stage: visit.stage,
        lost: greetings.is_lost(visit),
        let_be: greetings.is_let_be(visit),
        score: score + 0.0,
        band,
    }
}
