//! What a demo ends with: who came, what they looked at, which alerts went out and how soon.

use std::{collections::BTreeSet, fmt::Write};

use super::board::{Board, Raised};
use crate::{
    cmd::{
        console::{band_name, kind_name},
        table::{duration, table},
    },
    config::Config,
    eval::unattended_at,
    sim::{Role, Truth},
    types::AlertKind,
};

/// Who came in just now may not be a visitor yet, seconds.
const MOMENT_S: f64 = 5.0;

/// The summary as text.
pub(super) fn summary(board: &Board, config: &Config) -> String {
    let mut text = String::new();
    visits(board, &mut text);
    alerts(board, config, &mut text);
    missed(board, &mut text);
    text
}

fn visits(board: &Board, text: &mut String) {
    let mut cards: Vec<_> = board
        .visits
        .iter()
        .filter(|(_, card)| !card.merged && card.code.is_some())
        .collect();
    cards.sort_by_key(|(_, card)| card.came);
    let rows: Vec<Vec<String>> = cards
        .iter()
        .map(|(id, card)| {
            let mut dwell: Vec<_> = card.dwell.iter().collect();
            dwell.sort_by(|a, b| b.1.total_cmp(a.1));
            let dwell: Vec<String> = dwell
                .iter()
                .map(|(place, s)| format!("{place} {}", duration(**s)))
                .collect();
            let came = card.came.to_zoned(board.timezone.clone());
            vec![
                card.code
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
                board.name(**id),
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
        "visitor", "really", "came", "stayed", "where", "score", "band",
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
            let who = raised
                .alert
                .visit
                .map_or_else(String::new, |visit| board.name(visit));
            vec![
                board.time(raised.alert.at),
                kind_name(raised.alert.kind).to_owned(),
                who,
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
    Some(format!("{:.1} s", at - cause))
}

/// Who came and was not seen, up to where the story went.
fn missed(board: &Board, text: &mut String) {
    let now = board.simulation.since_midnight_of(board.now).as_secs_f64();
    for hall in board.simulation.halls() {
        let cast = hall.world.cast();
        let seen: Vec<_> = board
            .visits
            .keys()
            .filter_map(|visit| board.truly(*visit))
            .map(|(_, person)| person)
            .collect();
        let truth = Truth::of(&hall.world);
        let came: BTreeSet<_> = truth
            .visits
            .iter()
            .filter(|visit| visit.span.start + MOMENT_S <= now)
            .map(|visit| visit.person)
            .filter(|person| cast[*person].role == Role::Visitor)
            .collect();
        let unseen: Vec<&str> = came
            .iter()
            .filter(|person| !seen.contains(person))
            .map(|person| cast[*person].name.as_str())
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
