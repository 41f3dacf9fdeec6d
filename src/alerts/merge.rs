//! Alerts of a visit that turns out to be a part of another visit.

use std::collections::BTreeMap;

use super::{card::Card, life::Live, text::Over};
use crate::types::{Alert, AlertId, AlertState, Stamp, VisitId};

/// Moves the alerts of the visit `from` to the visit `into`, whose card is `card`. One alert of each kind goes on: the
/// older of two that are open; an alert that is over comes back by an undo only if none of its kind is open.
pub(super) fn join(
    live: &mut BTreeMap<AlertId, Live>,
    from: VisitId,
    into: VisitId,
    card: &Card,
    now: &Stamp,
) -> Vec<Alert> {
    let rank = |live: &Live| {
        let is_young = live.alert.visit == Some(from);
        let over = live.alert.state.is_over();
        (over, live.raised.mono_ns, is_young, live.alert.id)
    };
    let concerned = |live: &Live| [Some(from), Some(into)].contains(&live.alert.visit);
    let mut first = BTreeMap::new();
    for live in live.values().filter(|live| concerned(live)) {
        let rank = rank(live);
        let best = first.entry(live.alert.kind).or_insert(rank);
        *best = rank.min(*best);
    }
    live.values_mut()
        .filter(|live| concerned(live))
        .filter_map(|live| {
            if first.get(&live.alert.kind) != Some(&rank(live)) {
                live.end(now, AlertState::Closed, Over::Merged)
            } else if live.alert.visit == Some(from) {
                live.speak_of(into, &card.visitor, card.confidence, now)
            } else {
                None
            }
        })
        .collect()
}
