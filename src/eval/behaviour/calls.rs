//! What became of alerts: who went, how soon, and which nobody answered.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde::Serialize;

use super::report::quantile;
use crate::types::{Alert, AlertId, AlertKind, AlertState};

/// The alerts of a run about visitors, by what was said of them.
#[derive(Clone, Debug, Default)]
pub struct Calls(BTreeMap<AlertId, Call>);

#[derive(Clone, Debug, Default)]
struct Call {
    raised: Duration,
    /// Who was asked; everybody where it names nobody.
    asked: BTreeSet<String>,
    asked_all: bool,
    claim: Option<Claim>,
    /// The latest: a dismissal that was taken back is none.
    state: Option<AlertState>,
    escalated: bool,
    lapsed: bool,
    merged: BTreeSet<String>,
}

/// The first one.
#[derive(Clone, Copy, Debug)]
struct Claim {
    after_s: f64,
    /// Not after `approach_by`.
    in_time: bool,
}

impl Calls {
    /// Takes in a revision that was made `at`, since the run began.
    pub fn take(&mut self, alert: &Alert, at: Duration) {
        if matches!(alert.kind, AlertKind::Camera | AlertKind::Appliance) {
            return;
        }
        let call = self.0.entry(alert.id).or_insert_with(|| Call {
            raised: at,
            ..Call::default()
        });
        call.asked_all |= alert.for_staff.is_empty();
        call.asked.extend(alert.for_staff.iter().cloned());
        let others = alert.also.iter();
        call.merged
            .extend(others.map(|other| other.visitor.to_string()));
        match alert.state {
            AlertState::Claimed if call.claim.is_none() => {
                call.claim = Some(Claim {
                    after_s: at.saturating_sub(call.raised).as_secs_f64(),
                    in_time: alert.approach_by.is_none_or(|by| alert.at <= by),
                });
            }
            AlertState::Escalated if call.claim.is_none() => call.escalated = true,
            AlertState::Escalated => call.lapsed = true,
            _ => {}
        }
        call.state = Some(alert.state);
    }

    /// What became of them, with so many colleagues for so many hours.
    pub fn figures(&self, members: &[String], hours: f64) -> CrewReport {
        let mut counts = CrewCounts::default();
        for call in self.0.values() {
            let asked = if call.asked_all {
                members.len()
            } else {
                let theirs = members.iter().filter(|user| call.asked.contains(*user));
                theirs.count()
            };
            counts.asked += asked as u32;
            counts.alerts += 1;
            counts.claimed += u32::from(call.claim.is_some());
            counts.claimed_in_time += u32::from(call.claim.is_some_and(|claim| claim.in_time));
            let is = |state| u32::from(call.state == Some(state));
            counts.contacted += is(AlertState::Contacted);
            counts.dismissed += is(AlertState::Dismissed);
            counts.expired += is(AlertState::Expired);
            counts.escalated += u32::from(call.escalated);
            counts.lapsed += u32::from(call.lapsed);
            counts.merged += call.merged.len() as u32;
        }
        let claims = self.0.values().filter_map(|call| call.claim);
        CrewReport::of(
            counts,
            claims.map(|claim| claim.after_s).collect(),
            members.len() as f64 * hours,
        )
    }
}

/// How many of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct CrewCounts {
    /// About visitors.
    pub alerts: u32,
    /// Alerts counted once for each colleague whom they asked.
    pub asked: u32,
    pub claimed: u32,
    /// Of those, by `approach_by`.
    pub claimed_in_time: u32,
    /// Ended so, by a tap or because a camera saw it.
    pub contacted: u32,
    pub dismissed: u32,
    pub expired: u32,
    /// Nobody had claimed it in time.
    pub escalated: u32,
    /// Claimed, and escalated because no contact followed that was seen or told.
    pub lapsed: u32,
    /// Other visitors who need somebody, told in an alert instead of one of their own.
    pub merged: u32,
}

/// How colleagues fared with the alerts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CrewReport {
    #[serde(flatten)]
    pub counts: CrewCounts,
    /// Colleagues times hours.
    pub member_hours: f64,
    /// How many alerts asked each colleague in an hour.
    pub alerts_per_member_hour: Option<f64>,
    /// Claimed by `approach_by`, of all.
    pub claimed_in_time_share: Option<f64>,
    pub escalated_share: Option<f64>,
    /// Seconds from the alert to the first claim, where there was one.
    pub median_to_claim_s: Option<f64>,
    #[serde(skip)]
    to_claim_s: Vec<f64>,
}

impl CrewReport {
    fn of(counts: CrewCounts, mut to_claim_s: Vec<f64>, member_hours: f64) -> Self {
        to_claim_s.sort_by(f64::total_cmp);
        let of_all = |n: u32| {
            let all = counts.alerts;
            (all > 0).then(|| f64::from(n) / f64::from(all))
        };
        Self {
            counts,
            member_hours,
            alerts_per_member_hour: (member_hours > 0.0)
                .then(|| f64::from(counts.asked) / member_hours),
            claimed_in_time_share: of_all(counts.claimed_in_time),
            escalated_share: of_all(counts.escalated),
            median_to_claim_s: quantile(&to_claim_s, 0.5),
            to_claim_s,
        }
    }

    /// This one and another run's.
    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        let (a, b) = (self.counts, other.counts);
        let counts = CrewCounts {
            alerts: a.alerts + b.alerts,
            asked: a.asked + b.asked,
            claimed: a.claimed + b.claimed,
            claimed_in_time: a.claimed_in_time + b.claimed_in_time,
            contacted: a.contacted + b.contacted,
            dismissed: a.dismissed + b.dismissed,
            expired: a.expired + b.expired,
            escalated: a.escalated + b.escalated,
            lapsed: a.lapsed + b.lapsed,
            merged: a.merged + b.merged,
        };
        let to_claim_s = [self.to_claim_s, other.to_claim_s].concat();
        Self::of(counts, to_claim_s, self.member_hours + other.member_hours)
    }
}
