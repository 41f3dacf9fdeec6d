//! What a demo ends with: who came, what they looked at, which alerts went out and how soon.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::board::{Board, Card, Raised};
use crate::{
    cmd::{
        console::{band_name, kind_name},
        table::{duration, table, tenths},
    },
    config::Config,
    eval::unattended_at,
    sim::{Expectation, Hall, Role, Truth},
    types::{AlertKind, VisitId},
};

/// Whose visit it was, where it was nobody's.
const NOBODY: &str = "(nobody)";
/// What keeps the figures from being better, so far.
const WHAT_MISLEADS: &str = "The staff of a demo are not enrolled and do not tap \"that's me\", so they count as visitors, also where\n\
    they wait at their own desk; and who turns away for long may be counted as another visit.";
/// An alert may come this much before its window, seconds: windows are written to the second.
const EARLY_S: f64 = 1.0;

/// Who came in just now may not be a visitor yet, seconds.
const MOMENT_S: f64 = 5.0;

/// The summary as text.
pub(super) fn summary(board: &Board, config: &Config) -> String {
    let mut text = String::new();
    visits(board, &mut text);
    alerts(board, config, &mut text);
    answered(board, &mut text);
    missed(board, &mut text);
    let _ = write!(text, "\n{}\n{WHAT_MISLEADS}\n", verdict(board));
    text
}

/// The visits that count, by whose they really were: people in the order in which they came, nobody's last.
fn by_person(board: &Board) -> Vec<(String, VisitId, &Card)> {
    let counted = board
        .visits
        .iter()
        .filter(|(_, card)| !card.merged && card.code.is_some());
    let mut visits: Vec<_> = counted
        .map(|(id, card)| (really(board, Some(*id)), *id, card))
        .collect();
    visits.sort_by_key(|(_, _, card)| card.came);
    let mut order: BTreeMap<String, usize> = BTreeMap::new();
    for (i, (name, ..)) in visits.iter().enumerate() {
        let place = if name == NOBODY { usize::MAX } else { i };
        order.entry(name.clone()).or_insert(place);
    }
    visits.sort_by_key(|(name, ..)| order.get(name).copied());
    visits
}

/// Whose visit it really was.
fn really(board: &Board, visit: Option<VisitId>) -> String {
    let name = visit.map_or_else(String::new, |visit| board.name(visit));
    if name.is_empty() {
        NOBODY.to_owned()
    } else {
        name
    }
}

fn visits(board: &Board, text: &mut String) {
    let rows: Vec<Vec<String>> = by_person(board)
        .into_iter()
        .map(|(name, _, card)| {
            let mut dwell: Vec<_> = card.dwell.iter().collect();
            dwell.sort_by(|a, b| b.1.total_cmp(a.1));
            let dwell: Vec<String> = dwell
                .iter()
                .map(|(place, s)| format!("{place} {}", duration(**s)))
                .collect();
            let came = card.came.to_zoned(board.timezone.clone());
            vec![
                name,
                card.code
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
                came.strftime("%a %H:%M:%S").to_string(),
                duration(card.last_seen.duration_since(card.came).as_secs_f64()),
                if dwell.is_empty() {
                    "-".into()
                } else {
                    dwell.join(", ")
                },
                format!("{:.0}", card.score),
                card.band.map_or("", band_name).to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        text.push_str("Nobody stayed long enough to be a visitor.\n");
        return;
    }
    let headings = [
        "really", "visitor", "came", "stayed", "where", "score", "band",
    ];
    let right = [false, false, true, true, false, true, false];
    let _ = write!(
        text,
        "Who came, and what they looked at\n\n{}",
        table(&headings, &right, &rows)
    );
}

fn alerts(board: &Board, config: &Config, text: &mut String) {
    if board.raised.is_empty() {
        text.push_str("\nNo alert went out.\n");
        return;
    }
    let rows: Vec<Vec<String>> = board
        .raised
        .iter()
        .map(|raised| {
            let at = raised.alert.at.to_zoned(board.timezone.clone());
            vec![
                at.strftime("%a %H:%M:%S").to_string(),
                kind_name(raised.alert.kind).to_owned(),
                really(board, raised.alert.visit),
                delay(board, config, raised).unwrap_or_else(|| "-".into()),
                raised.alert.text.en.clone(),
            ]
        })
        .collect();
    let headings = ["time", "alert", "really", "after", "what the tablets said"];
    let right = [false, false, false, true, false];
    let _ = write!(
        text,
        "\nWhich alerts went out (after: from the moment that caused it to the alert, beyond the configured wait)\n\n{}",
        table(&headings, &right, &rows)
    );
}

/// What became of the alerts: "4 alerts about visitors: 3 claimed, 11.3 s after the alert (median); 2 ended in a contact."
fn answered(board: &Board, text: &mut String) {
    let figures = board.calls.figures(&[], 0.0);
    let counts = &figures.counts;
    if counts.alerts == 0 {
        return;
    }
    let s = if counts.alerts == 1 { "" } else { "s" };
    let _ = write!(text, "\n{} alert{s} about visitors: ", counts.alerts);
    let _ = match figures.median_to_claim_s.map(tenths) {
        Some(s) => write!(
            text,
            "{} claimed, {s} after the alert (median)",
            counts.claimed
        ),
        None => write!(text, "nobody claimed any"),
    };
    for (n, what) in [
        (counts.contacted, "ended in a contact"),
        (counts.dismissed, "dismissed"),
        (counts.expired, "expired"),
        (counts.escalated, "escalated"),
    ] {
        if n > 0 {
            let _ = write!(text, "; {n} {what}");
        }
    }
    text.push_str(".\n");
}

/// Seconds from the moment that caused an alert, by the truth of the scenario.
fn delay(board: &Board, config: &Config, raised: &Raised) -> Option<String> {
    let (hall, person) = board.truly(raised.alert.visit?)?;
    let truth = Truth::of(&hall.world);
    let at = raised.at.as_secs_f64();
    let visit = truth
        .visits
        .iter()
        .find(|v| v.person == person && v.span.start <= at + 1.0 && at <= v.span.end + 60.0)?;
    let cause = match raised.alert.kind {
        AlertKind::Unattended => unattended_at(&truth, person, visit.visit, config)?,
        AlertKind::Returning => visit.span.start,
        _ => return None,
    };
    Some(tenths(at - cause))
}

/// Who came until now, by the truth of a hall's scenario.
fn came(board: &Board, hall: &Hall) -> BTreeSet<usize> {
    let now = board.simulation.since_midnight_of(board.now).as_secs_f64();
    let truth = Truth::of(&hall.world);
    let came = truth
        .visits
        .iter()
        .filter(|v| v.span.start + MOMENT_S <= now);
    came.map(|visit| visit.person).collect()
}

/// Who came and was not seen.
fn missed(board: &Board, text: &mut String) {
    let seen: BTreeSet<String> = by_person(board)
        .into_iter()
        .map(|(name, ..)| name)
        .collect();
    for hall in board.simulation.halls() {
        let cast = hall.world.cast();
        let unseen: Vec<&str> = came(board, hall)
            .into_iter()
            .filter(|person| cast[*person].role == Role::Visitor)
            .map(|person| cast[person].name.as_str())
            .filter(|name| !seen.contains(*name))
            .collect();
        if !unseen.is_empty() {
            let _ = writeln!(
                text,
                "\nCame, and was not counted as a visitor: {}",
                unseen.join(", ")
            );
        }
    }
}

/// The whole in a line: "6 people came (2 of them staff), counted as 14 visits; 5 alerts, 3 of 4 expected ones."
fn verdict(board: &Board) -> String {
    let (mut people, mut staff) = (0, 0);
    for hall in board.simulation.halls() {
        let came = came(board, hall);
        people += came.len();
        let is_staff = |person: &&usize| hall.world.cast()[**person].role == Role::Staff;
        staff += came.iter().filter(is_staff).count();
    }
    let of_them = match staff {
        0 => String::new(),
        staff => format!(" ({staff} of them staff)"),
    };
    let visits = by_person(board).len();
    let ids: BTreeSet<_> = board.raised.iter().map(|raised| raised.alert.id).collect();
    let alerts = ids.len();
    let (expected, right) = expectations(board);
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let whole = format!(
        "{people} {} came{of_them}; counted as {visits} visit{}; {} alert{}",
        if people == 1 { "person" } else { "people" },
        s(visits),
        alerts,
        s(alerts),
    );
    match expected {
        0 => format!("{whole}, none expected."),
        _ => format!("{whole}; of {expected} expected, {right} came."),
    }
}

/// How many alerts a sales manager expected until now, and how many of those came, each counted once.
fn expectations(board: &Board) -> (usize, usize) {
    let now = board.simulation.since_midnight_of(board.now).as_secs_f64();
    let mut raised: Vec<&Raised> = board.raised.iter().collect();
    let (mut all, mut right) = (0, 0);
    for hall in board.simulation.halls() {
        for expected in hall.scenario.expectations.iter().filter(|e| !e.never) {
            let fits = |raised: &&Raised| meets(board, hall, expected, raised);
            if let Some(found) = raised.iter().position(fits) {
                raised.remove(found);
                right += 1;
                all += 1;
                continue;
            }
            // One that may still come is no miss.
            let scenario = &hall.scenario;
            let ends = scenario.since_midnight(expected.day, expected.between.end);
            all += usize::from(ends.as_secs_f64() <= now);
        }
    }
    (all, right)
}

fn meets(board: &Board, hall: &Hall, expected: &Expectation, raised: &Raised) -> bool {
    let at = |time| {
        hall.scenario
            .since_midnight(expected.day, time)
            .as_secs_f64()
    };
    let window = at(expected.between.start) - EARLY_S..=at(expected.between.end);
    let about = expected.person.as_ref().is_none_or(|name| {
        let who = raised.alert.visit.and_then(|visit| board.truly(visit));
        who.is_some_and(|(hall, person)| hall.world.cast()[person].name == *name)
    });
    about && raised.alert.kind == expected.alert && window.contains(&raised.at.as_secs_f64())
}
