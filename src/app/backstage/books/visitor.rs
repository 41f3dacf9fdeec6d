//! One visitor.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    greetings::Greetings,
    lanes::{lane, reason, score_line, score_marks},
    outcomes,
    snapshot::{Snapshot, Visit},
    visits::row,
};
use crate::{
    app::{KnownBy, KnownVisit, Link},
    config::Config,
    types::{Corrected, CorrectionKind, ScoreName, VisitId, VisitorId},
    web::manager::{
        CorrectionView, CorrectionWhat, LinkView, ScoreStep, Trouble, VisitorPage, VisitorVisit,
    },
    words::Language,
};

/// Codes of others that are offered.
const OTHERS: usize = 30;

pub(super) fn visitor(
    snapshot: &Snapshot,
    config: &Config,
    code: &str,
    language: Language,
) -> Result<VisitorPage, Trouble> {
    let known = &snapshot.known;
    let nobody = |_| Trouble::Nobody(code.trim().to_owned());
    let id = known.find_visitor(code).map_err(nobody)?;
    let mine: Vec<&Visit> = snapshot.visits.iter().filter(|v| v.visitor == id).collect();
    let greetings = match mine.first() {
        Some(first) => Greetings::since(snapshot, first.opened).map_err(super::desk::failed)?,
        None => Greetings::default(),
    };
    let marks = score_marks(snapshot, id, language);
    let proofs = known.visits_of(id);
    let visits = mine.iter().rev().map(|visit| {
        let proof = proofs.iter().find(|proof| proof.visit == visit.id);
        VisitorVisit {
            row: row(snapshot, config, visit, &greetings),
            lane: lane(snapshot, config, (visit, &greetings), &marks),
            known_by: proof.map_or("unclear", known_by),
            confidence: proof.and_then(|proof| proof.confidence),
        }
    });
    let (score, band) = known.line().score(id, known.now());
    let zone = snapshot.timezone.clone();
    let explained = known.explain(id, known.now());
    let bands = known.ledger().rules().bands;
    let code = snapshot.code(id);
    Ok(VisitorPage {
        also: known
            .other_codes(id)
            .iter()
            .map(ToString::to_string)
            .collect(),
        here: mine.iter().any(|visit| visit.open),
        score: score + 0.0,
        band,
        explanation: explained.lines(language, |at| at.to_zoned(zone.clone()).date()),
        borders: (bands.warm, bands.hot),
        visits: visits.collect(),
        score_line: score_line(snapshot, id, &marks),
        score_marks: marks,
        steps: steps(snapshot, id, language),
        signatures: known.signatures_of(id),
        links: known.links_of(id).iter().map(link).collect(),
        outcomes: outcomes::of(snapshot, &code),
        corrections: corrections(snapshot, id),
        others: others(snapshot, id),
        code,
    })
}

fn known_by(visit: &KnownVisit) -> &'static str {
    match visit.known_by {
        KnownBy::New => "new",
        KnownBy::Face => "face",
        KnownBy::Correction => "correction",
        KnownBy::Unclear => "unclear",
    }
}

fn link(link: &Link) -> LinkView {
    LinkView {
        client: link.client.clone(),
        contact: link.contact.clone(),
        consent: link.consent.clone(),
        by: link.by.clone(),
        at: link.at,
    }
}

/// What one rule gave in one visit together, the newest first.
fn steps(snapshot: &Snapshot, visitor: VisitorId, language: Language) -> Vec<ScoreStep> {
    let mut steps: Vec<ScoreStep> = Vec::new();
    let mut places: BTreeMap<(Option<VisitId>, &str), usize> = BTreeMap::new();
    let line = snapshot.known.line();
    for entry in snapshot.known.ledger().entries(visitor) {
        if entry.score != ScoreName::Engagement {
            continue;
        }
        let visit = entry.visit.map(|visit| line.whole_visit(visit));
        let place = places.entry((visit, entry.rule.as_str()));
        // What came outside of visits comes one by one.
        let together = visit.is_some();
        let place = *place.or_insert(usize::MAX);
        if let Some(step) = steps.get_mut(place).filter(|_| together) {
            step.last = step.last.max(entry.at);
            step.points += entry.points;
            step.times += 1;
            step.confidence = step.confidence.min(entry.confidence);
            continue;
        }
        places.insert((visit, entry.rule.as_str()), steps.len());
        steps.push(ScoreStep {
            first: entry.at,
            last: entry.at,
            points: entry.points,
            times: 1,
            text: reason(snapshot, entry, language),
            rule: entry.rule.to_string(),
            confidence: entry.confidence,
        });
    }
    steps.sort_by_key(|step| std::cmp::Reverse(step.last));
    steps
}

fn corrections(snapshot: &Snapshot, visitor: VisitorId) -> Vec<CorrectionView> {
    let all = snapshot.known.corrections_of(visitor);
    let mut views: Vec<_> = all
        .into_iter()
        .map(|(corrected, stands)| correction(snapshot, corrected, stands))
        .collect();
    views.reverse();
    views
}

fn correction(snapshot: &Snapshot, corrected: &Corrected, stands: bool) -> CorrectionView {
    let known = &snapshot.known;
    let opened = |visit: VisitId| -> Option<Timestamp> {
        let whole = known.line().whole_visit(visit);
        snapshot.visit(whole).map(|visit| visit.opened)
    };
    let correction = &corrected.correction;
    let what = match &correction.kind {
        CorrectionKind::Merge { from, into, .. } => CorrectionWhat::Merge {
            from: known.own_code(*from),
            into: known.own_code(*into),
        },
        CorrectionKind::Split { visitor, visits } => CorrectionWhat::Split {
            of: known.own_code(*visitor),
            visits: visits.len(),
        },
        CorrectionKind::NotThisPerson { visit } => CorrectionWhat::NotThisPerson {
            opened: opened(*visit),
        },
        CorrectionKind::Assign { visit, to } => CorrectionWhat::Assign {
            opened: opened(*visit),
            to: known.own_code(*to),
        },
        // The others are no corrections, and are kept elsewhere.
        _ => CorrectionWhat::Undo,
    };
    let undo = matches!(what, CorrectionWhat::Undo);
    CorrectionView {
        id: correction.id.to_string(),
        at: correction.stamp.utc,
        by: correction.by.clone(),
        stands: stands && !undo,
        what,
    }
}

/// Who else was here lately, the latest first.
fn others(snapshot: &Snapshot, visitor: VisitorId) -> Vec<String> {
    let mut met = BTreeSet::from([visitor]);
    let lately = snapshot.visits.iter().rev();
    lately
        .filter(|visit| met.insert(visit.visitor))
        .take(OTHERS)
        .map(|visit| snapshot.code(visit.visitor))
        .collect()
}
