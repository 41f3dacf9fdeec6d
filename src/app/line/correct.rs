//! Corrections: a person says who is who, and everything that follows from it follows.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::Line;
use crate::{
    alerts,
    app::templates::fingerprint,
    identity::{Directory, Mistake, Visits},
    scoring::{Claim, Placed, Standing},
    types::{
        AuditEntry, Change, Corrected, Correction, CorrectionAnswer, CorrectionId, CorrectionKind,
        Event, IdentityChange, Record, Stamp, VisitId, VisitorId,
    },
};

/// Whose an event is today, and whether what it says still counts.
pub(super) fn standing(event: &Event, visits: &Visits, directory: &Directory) -> Standing {
    place(Placed::new(event), visits, directory)
}

fn place(placed: Placed, visits: &Visits, directory: &Directory) -> Standing {
    let Placed { visit, told, claim } = placed;
    let visitor = visits.whose(visit, told, directory);
    let counts = match claim {
        Claim::None => true,
        Claim::Returned => visit.is_none_or(|visit| visits.returned(visit, directory)),
        Claim::PartOf(whole) => visits.owner(whole, directory) == Some(visitor),
    };
    Standing { visitor, counts }
}

/// Whose everything is at one moment.
struct Owners {
    visits: BTreeMap<VisitId, VisitorId>,
    templates: BTreeMap<u64, VisitorId>,
}

/// From whom to whom.
type Way = (VisitorId, VisitorId);

/// What goes from one visitor to another.
#[derive(Debug, Default)]
struct Move {
    visits: Vec<VisitId>,
    templates: BTreeSet<u64>,
}

impl Line {
    /// Carries out a correction or says why not. Gives the open visits whose state it changed.
    pub(super) fn correct(
        &mut self,
        correction: &Correction,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        let id = correction.id;
        let answer = |done, text| Record::CorrectionAnswer {
            id,
            answer: CorrectionAnswer { done, text },
        };
        if self.corrections.knows(id) {
            out.push(answer(true, "this was done before".to_owned()));
            return BTreeSet::new();
        }
        let new = VisitorId::new(&mut *self.ids, &correction.stamp);
        let planned = self
            .corrections
            .plan(&correction.kind, &self.directory, &self.visits, new);
        let changes = match planned {
            Ok(changes) => changes,
            Err(refusal) => {
                let why = refusal.to_string();
                // Whoever asked may be gone by the time a busy appliance answers.
                let why_in_short = why.lines().next().unwrap_or_default();
                out.push(Record::Audit(AuditEntry {
                    at: now.utc,
                    who: correction.by.clone(),
                    what: what(&correction.kind).to_owned(),
                    detail: format!("refused: {why_in_short}; request {id}"),
                }));
                out.push(answer(false, why));
                return BTreeSet::new();
            }
        };
        let corrected = Corrected {
            correction: correction.clone(),
            changes,
        };
        let (text, revised) = self.do_correct(&corrected, 1.0, now, out);
        out.push(answer(true, text));
        revised
    }

    /// Carries out what was planned, of which one is as sure as `sure` (0 to 1), and notes it in the audit log. Gives what was done, in words, and the open visits whose
    /// state it changed.
    fn do_correct(
        &mut self,
        corrected: &Corrected,
        sure: f32,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> (String, BTreeSet<VisitId>) {
        let Correction { id, by, kind, .. } = &corrected.correction;
        let before = self.words_before(corrected);
        let revised = self.carry_out(corrected, sure, now, out);
        let mut text = self.words(corrected, &before);
        if let Some(faceless) = self.faceless(corrected) {
            let code = self.code_of(faceless);
            text =
                format!("{text}; no face of {code} is remembered: they will be new the next time");
        }
        out.push(Record::Audit(AuditEntry {
            at: now.utc,
            who: by.clone(),
            what: what(kind).to_owned(),
            detail: format!("{text}; correction {id}, undone by: showfloor visitors undo {id}"),
        }));
        (text, revised)
    }

    /// Better evidence says that whoever was recognised is somebody else. A visit that has told of them is corrected, as a
    /// person would; where that cannot be, what was said stands for now. Gives the new answer, and the open visits that it changed.
    pub(super) fn revise(
        &mut self,
        mistake: &Mistake,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> (Option<IdentityChange>, BTreeSet<VisitId>) {
        let (track, nothing) = (mistake.track, BTreeSet::new());
        if mistake.is.is_some_and(|is| self.identity.shows(is, track)) {
            return (None, nothing);
        }
        let new = VisitorId::new(&mut *self.ids, now);
        // Where the visit rests on other tracks, too, it stays whose it is, and this one becomes a presence of its own.
        let presence = self.presence.of_track(track).map(|(presence, _)| presence);
        let presence = presence.filter(|presence| self.presence.rests_on(*presence, track));
        let open = presence.and_then(|presence| self.behaviour.open_visit(presence));
        let Some((visit, visitor)) = open else {
            let is = mistake.is.unwrap_or(new);
            return (self.answer_anew(mistake, is, now), nothing);
        };
        let correction = Correction {
            id: CorrectionId::new(&mut *self.ids, now),
            stamp: *now,
            by: AuditEntry::ITSELF.to_owned(),
            kind: match mistake.is {
                Some(to) => CorrectionKind::Assign { visit, to },
                None => CorrectionKind::NotThisPerson { visit },
            },
        };
        let planned = self
            .corrections
            .plan(&correction.kind, &self.directory, &self.visits, new)
            .ok()
            .filter(|_| self.directory.resolve(visitor) == self.directory.resolve(mistake.was));
        let Some(mut changes) = planned else {
            return (None, nothing);
        };
        // Only people tell two apart for good.
        changes.retain(|change| !matches!(change, Change::Apart { .. }));
        let corrected = Corrected {
            correction,
            changes,
        };
        let changed = self.do_correct(&corrected, mistake.confidence, now, out).1;
        let is = self.whose(Some(visit), visitor);
        (self.answer_anew(mistake, is, now), changed)
    }

    fn answer_anew(
        &mut self,
        mistake: &Mistake,
        is: VisitorId,
        now: &Stamp,
    ) -> Option<IdentityChange> {
        let (change, learned) = self.identity.revise(mistake, is, now)?;
        self.templates.hold(learned);
        Some(change)
    }

    /// Tells the stages who is known to be two people.
    pub(super) fn keep_apart(&mut self) {
        let pairs = self.corrections.apart(&self.directory);
        self.identity.keep_apart(pairs.clone());
        self.behaviour.keep_apart(pairs);
    }

    fn carry_out(
        &mut self,
        corrected: &Corrected,
        sure: f32,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        for change in &corrected.changes {
            if let Change::Visit { after, .. } = change {
                self.introduce(*after, &corrected.correction.stamp, out);
            }
        }
        let before = self.owners();
        let named: Vec<_> = named(&corrected.changes)
            .map(|id| (id, self.directory.resolve(id)))
            .collect();
        out.push(Record::Correction(Box::new(corrected.clone())));
        self.corrections
            .carry_out(corrected.clone(), &mut self.directory, &mut self.visits);
        let moves = moves(&before, &self.owners());
        let mut touched: BTreeSet<VisitorId> = moves.keys().flat_map(|(a, b)| [*a, *b]).collect();
        for (id, was) in named {
            touched.extend([was, self.directory.resolve(id)]);
        }
        for change in &corrected.changes {
            if let Change::Alias {
                visitor,
                after: Some(_),
                ..
            } = change
            {
                self.unite(*visitor, self.directory.resolve(*visitor));
            }
        }
        for (way, moved) in &moves {
            self.part(*way, moved, sure, out);
        }
        // What was learnt of whoever is here is known as that of their visit at once: the next correction may move it on.
        let behaviour = &self.behaviour;
        out.extend(self.templates.release(now, |v| behaviour.visit_of(v)));
        self.keep_apart();
        self.follow(&touched, now, out)
    }

    fn owners(&self) -> Owners {
        let (visits, directory) = (&self.visits, &self.directory);
        let whose = |visit, visitor| visits.whose(visit, visitor, directory);
        Owners {
            visits: visits.owners(directory),
            templates: self.templates.owners(whose),
        }
    }

    /// What has no visit yet, and whom the stages know as `from`, is `into` from now on.
    fn unite(&mut self, from: VisitorId, into: VisitorId) {
        self.identity.merge(from, into);
        self.templates.merge(from, into);
        self.presence.merge(from, into);
        self.behaviour.merge(from, into);
        self.ledger.merge(from, into);
    }

    /// Visits and templates go from one visitor to another, and with open visits whoever is on the floor.
    fn part(&mut self, (from, into): Way, moved: &Move, sure: f32, out: &mut Vec<Record>) {
        let mut tracks = Vec::new();
        for &visit in &moved.visits {
            if let Some(presence) = self.behaviour.presence_of(visit) {
                tracks.extend(self.presence.tracks_of(presence));
                self.presence.is(presence, into, sure);
                self.behaviour.is(visit, into, sure);
            }
        }
        let theirs = |values: &[f32]| moved.templates.contains(&fingerprint(values));
        let learned = self.identity.split(from, into, &tracks, theirs);
        self.templates.hold(learned);
        self.let_go(from, out);
    }

    /// Scores, history, alerts and states of everybody whom a correction touched.
    fn follow(
        &mut self,
        touched: &BTreeSet<VisitorId>,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        let (visits, directory) = (&self.visits, &self.directory);
        let settled = self
            .ledger
            .place_anew(touched, |placed| place(placed, visits, directory));
        out.extend(settled.into_iter().map(Record::Ledger));
        let mut open = BTreeSet::new();
        for &visitor in touched {
            let past = self.visits.past(visitor, &self.directory);
            let past = past.map(|past| (past.visits, past.last));
            self.behaviour.set_past(visitor, past);
            open.extend(self.visits.open_of(visitor, &self.directory));
        }
        for &visit in &open {
            if let Some(revised) = self.revised(visit, now) {
                let alerts = self.alerts.corrected(visit, &revised, now);
                Self::say(alerts, out);
            }
        }
        open
    }

    /// What a correction left of an open visit.
    fn revised(&self, visit: VisitId, now: &Stamp) -> Option<alerts::Revised> {
        let visitor = self.visits.owner(visit, &self.directory)?;
        let (score, band) = self.ledger.score(visitor, now.utc);
        let parts = self.visits.with_parts(visit, &self.directory);
        let returned = self.visits.returned(visit, &self.directory);
        let returned = returned.then(|| self.visits.past(visitor, &self.directory));
        let past = returned.flatten().map(|past| (past.visits, past.last));
        Some(alerts::Revised {
            visitor: self.directory.known_code(visitor)?.clone(),
            confidence: self.behaviour.confidence_of(visit).unwrap_or(1.0),
            past,
            score,
            band,
            points: self.ledger.points_of(visitor, &parts),
        })
    }

    /// The codes that a correction is about, as they were before it.
    fn words_before(&self, corrected: &Corrected) -> BTreeMap<VisitorId, String> {
        let say = |id: VisitorId| (id, self.code_of(id));
        named(&corrected.changes).map(say).collect()
    }

    /// Who has visits of their own now, and no face by which to be recognised.
    fn faceless(&self, corrected: &Corrected) -> Option<VisitorId> {
        let moves = corrected.changes.iter().filter_map(|change| match change {
            Change::Visit { before, after, .. } => Some([*after, *before]),
            _ => None,
        });
        let mut concerned = moves
            .flatten()
            .map(|visitor| self.directory.resolve(visitor));
        concerned.find(|visitor| self.identity.templates_of(*visitor) == 0)
    }

    fn code_of(&self, visitor: VisitorId) -> String {
        let code = self.directory.known_code(visitor);
        code.map_or_else(|| visitor.to_string(), ToString::to_string)
    }

    /// What was done, in words.
    fn words(&self, corrected: &Corrected, before: &BTreeMap<VisitorId, String>) -> String {
        let was = |id: &VisitorId| before.get(id).cloned().unwrap_or_else(|| self.code_of(*id));
        let of_visit = |wanted: fn(&Change) -> bool| corrected.changes.iter().find(|c| wanted(c));
        let moved = of_visit(|change| matches!(change, Change::Visit { .. }));
        let (from, to) = match moved {
            Some(Change::Visit { before, after, .. }) => (was(before), self.code_of(*after)),
            _ => (String::new(), String::new()),
        };
        match &corrected.correction.kind {
            CorrectionKind::Merge { .. } => {
                let alias = of_visit(|change| matches!(change, Change::Alias { .. }));
                let Some(Change::Alias { visitor, .. }) = alias else {
                    return String::new();
                };
                let (from, into) = (was(visitor), self.code_of(*visitor));
                format!("{from} is {into} from now on")
            }
            CorrectionKind::Split { visits, .. } => {
                let (s, belong) = if visits.len() == 1 {
                    ("", "belongs")
                } else {
                    ("s", "belong")
                };
                format!("{} visit{s} of {from} now {belong} to {to}", visits.len())
            }
            CorrectionKind::NotThisPerson { visit } => {
                format!("the visit {visit} was not {from}: it belongs to {to}")
            }
            CorrectionKind::Assign { visit, .. } => {
                format!("the visit {visit} was not {from}'s, but {to}'s")
            }
            CorrectionKind::Undo { correction } => {
                if self.corrections.is_undo(*correction) {
                    format!("what {correction} had taken back holds again")
                } else {
                    format!("the correction {correction} was taken back")
                }
            }
        }
    }
}

/// How the audit log calls it.
fn what(kind: &CorrectionKind) -> &'static str {
    match kind {
        CorrectionKind::Merge { .. } => "visitors.merge",
        CorrectionKind::Split { .. } => "visitors.split",
        CorrectionKind::NotThisPerson { .. } => "visitors.not-this-person",
        CorrectionKind::Assign { .. } => "visitors.assign",
        CorrectionKind::Undo { .. } => "visitors.undo",
    }
}

/// The visitors that changes are about.
fn named(changes: &[Change]) -> impl Iterator<Item = VisitorId> {
    changes.iter().flat_map(|change| match *change {
        Change::Alias {
            visitor,
            before,
            after,
        } => [Some(visitor), before, after].into_iter().flatten(),
        Change::Visit { before, after, .. } => {
            [Some(before), Some(after), None].into_iter().flatten()
        }
        Change::Apart { one, other, .. } => [Some(one), Some(other), None].into_iter().flatten(),
    })
}

/// What belongs to somebody else than before.
fn moves(before: &Owners, after: &Owners) -> BTreeMap<Way, Move> {
    let mut moves: BTreeMap<Way, Move> = BTreeMap::new();
    for (visit, was) in &before.visits {
        if let Some(is) = after.visits.get(visit).filter(|is| *is != was) {
            moves.entry((*was, *is)).or_default().visits.push(*visit);
        }
    }
    for (template, was) in &before.templates {
        if let Some(is) = after.templates.get(template).filter(|is| *is != was) {
            let moved = moves.entry((*was, *is)).or_default();
            moved.templates.insert(*template);
        }
    }
    moves
}
