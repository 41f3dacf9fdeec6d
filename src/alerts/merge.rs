//! Alerts of a visit that turns out to be a part of another visit.

use std::collections::BTreeMap;

use super::{card::Card, company::unite, life::Live, text::Over};
use crate::types::{Alert, AlertId, Stamp, VisitId};

/// Moves the alerts of the visit `from` to the visit `into`, whose card is `card`. One goes on; an alert that is over comes
/// back by an undo only if none is open, the youngest of them.
pub(super) fn join(
    live: &mut BTreeMap<AlertId, Live>,
    from: VisitId,
    into: VisitId,
    card: &Card,
    now: &Stamp,
) -> Vec<Alert> {
    let (kept, mut out) = unite(live, &[from, into], Over::Merged, now);
    let kept = kept.map(|(id, joined)| (Some(id), joined));
    let (kept, joined) = kept.unwrap_or_default();
    let concerned = |live: &&mut Live| [Some(from), Some(into)].contains(&live.alert.visit);
    let newest = live
        .values_mut()
        .filter(concerned)
        .map(|l| l.alert.id)
        .max();
    for live in live.values_mut().filter(concerned) {
        let moves = live.alert.visit == Some(from);
        if Some(live.alert.id) == kept {
            if joined {
                live.reword(now);
            }
            if moves {
                out.extend(live.speak_of(into, &card.visitor, card.confidence, now));
            } else if joined {
                out.extend(live.correct(|_| (), now));
            }
        } else if kept.is_none() && Some(live.alert.id) == newest {
            if moves {
                live.speak_of(into, &card.visitor, card.confidence, now);
            }
        } else {
            live.forget_undo();
        }
    }
    out
}
