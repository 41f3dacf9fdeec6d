//! How fast an alert was acted on: of alerts, never of people.

use jiff::Timestamp;
use serde::Serialize;

use super::text::{Over, over};
use crate::types::{Alert, AlertId, AlertKind, AlertState, VisitorCode};

/// What became of one alert, and when.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reaction {
    pub id: AlertId,
    /// The most urgent of all that called.
    pub kind: AlertKind,
    pub visitor: Option<VisitorCode>,
    /// Where, as texts name it.
    pub place: Option<String>,
    pub raised: Timestamp,
    /// Seconds until somebody said that they go; `None`: nobody did.
    pub claimed_s: Option<f64>,
    /// Seconds until a colleague was with them, as seen or told.
    pub met_s: Option<f64>,
    /// Nobody went in time, and everyone was asked.
    pub escalated: bool,
    /// Whether somebody had claimed it, or was with them, by the time it asked for; `None` where it needed nobody any more
    /// before that.
    pub in_time: Option<bool>,
    /// How it stands.
    pub state: AlertState,
}

/// Many alerts together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reactions {
    pub alerts: usize,
    /// Of those that still needed somebody then: how many had somebody in time.
    pub due: usize,
    pub in_time: usize,
    pub claimed: usize,
    /// Half of the claims came within this time, seconds; and nine in ten.
    pub claimed_median_s: Option<f64>,
    pub claimed_p90_s: Option<f64>,
    /// A colleague was with them.
    pub met: usize,
    pub met_median_s: Option<f64>,
    pub escalated: usize,
    pub dismissed: usize,
    pub expired: usize,
}

impl Reaction {
    /// From all revisions of an alert about a visitor, the first one first; `None` for none, and for a camera's.
    pub fn of(revisions: &[Alert]) -> Option<Self> {
        let (first, last) = (revisions.first()?, revisions.last()?);
        if first.camera.is_some() || matches!(first.kind, AlertKind::Camera | AlertKind::Appliance)
        {
            return None;
        }
        let raised = first.since.unwrap_or(first.at);
        let after = |at: Timestamp| at.duration_since(raised).as_secs_f64();
        // What was taken back within seconds was no reaction.
        let stood = |state: AlertState| {
            let undone = |(n, alert): &(usize, &Alert)| {
                let next = revisions[n + 1..].iter().find(|next| next.state != state);
                next.is_some_and(|next| {
                    next.at.duration_since(alert.at).as_secs_f64() <= 5.0
                        && matches!(next.state, AlertState::Open | AlertState::Escalated)
                })
            };
            let of_state = revisions.iter().enumerate();
            let mut of_state = of_state.filter(|(_, alert)| alert.state == state);
            of_state.find(|at| !undone(at)).map(|(_, alert)| alert.at)
        };
        let claimed = stood(AlertState::Claimed);
        let met = stood(AlertState::Contacted).or_else(|| {
            // Why an alert closed itself stands in its text alone.
            let by_itself = last.state == AlertState::Closed;
            (by_itself && last.text == over(Over::Contacted).text).then_some(last.at)
        });
        // The first deadline, or an earlier one: a snooze gives no more time.
        let by = revisions.iter().filter_map(|alert| alert.approach_by).min();
        let somebody = claimed.into_iter().chain(met).min();
        let in_time = by.and_then(|by| match somebody {
            Some(at) => Some(at <= by),
            None => (!last.state.is_over() || last.at > by).then_some(false),
        });
        let zone = revisions.iter().rev().find_map(|alert| alert.zone.as_ref());
        Some(Self {
            id: first.id,
            kind: last.kind,
            visitor: last.visitor.clone(),
            place: zone.map(super::card::spoken),
            raised,
            claimed_s: claimed.map(after),
            met_s: met.map(after),
            escalated: revisions
                .iter()
                .any(|alert| alert.state == AlertState::Escalated),
            in_time,
            state: last.state,
        })
    }
}

impl Reactions {
    /// Sums them up.
    pub fn of(reactions: &[Reaction]) -> Self {
        let times = |time: fn(&Reaction) -> Option<f64>| {
            let mut times: Vec<f64> = reactions.iter().filter_map(time).collect();
            times.sort_by(f64::total_cmp);
            times
        };
        let (claims, contacts) = (times(|r| r.claimed_s), times(|r| r.met_s));
        let at = |times: &[f64], share: f64| {
            // The nearest rank: the least of which so many are no longer.
            let rank = (times.len() as f64 * share).ceil() as usize;
            times.get(rank.saturating_sub(1)).copied()
        };
        let count = |is: fn(&Reaction) -> bool| reactions.iter().filter(|r| is(r)).count();
        Self {
            alerts: reactions.len(),
            due: count(|r| r.in_time.is_some()),
            in_time: count(|r| r.in_time == Some(true)),
            claimed: claims.len(),
            claimed_median_s: at(&claims, 0.5),
            claimed_p90_s: at(&claims, 0.9),
            met: contacts.len(),
            met_median_s: at(&contacts, 0.5),
            escalated: count(|r| r.escalated),
            dismissed: count(|r| r.state == AlertState::Dismissed),
            expired: count(|r| r.state == AlertState::Expired),
        }
    }
}
