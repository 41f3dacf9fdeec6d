//! Corrections: a person says who is who, and everything that follows from it follows.

mod revise;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::words::what;
use super::Line;
use crate::{
    alerts,
    app::templates::fingerprint,
    behaviour,
    identity::{self, Directory, Visits},
    scoring::{Claim, Placed, Standing},
    types::{
        AuditEntry, Change, Corrected, Correction, CorrectionAnswer, Event, Record, Stamp, VisitId,
        VisitorId,
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

    /// Carries out what was planned, of which one is as sure as `sure` (0 to 1), and notes it in the audit log. Gives
    /// what was done, in words, and the open visits whose state it changed.
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

    /// Tells the stages who is known to be two people.
    pub(super) fn keep_apart(&mut self) {
        let pairs = self.corrections.apart(&self.directory);
        self.identity.keep_apart(pairs.clone());
        self.behaviour.keep_apart(pairs);
    }

    pub(super) fn carry_out(
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
            self.part(*way, moved, (sure, now), out);
        }
        // What was learnt of whoever is here is known as that of their visit at once: the next correction may move it on.
        self.templates.stir();
        self.keep_what_may_be(now, out);
        // A template that became somebody else's needs the consent of that one.
        self.drop_unconsented(now, out);
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
    pub(super) fn unite(&mut self, from: VisitorId, into: VisitorId) {
        self.identity.merge(from, into);
        self.welcome(into);
        self.templates.merge(from, into);
        self.presence.merge(from, into);
        self.behaviour.merge(from, into);
        self.ledger.merge(from, into);
    }

    /// Visits and templates go from one visitor to another, and with open visits whoever is on the floor.
    fn part(
        &mut self,
        (from, into): Way,
        moved: &Move,
        (sure, now): (f32, &Stamp),
        out: &mut Vec<Record>,
    ) {
        let mut tracks = Vec::new();
        self.welcome(into);
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
        self.let_go(from, now, out);
    }

    /// Places the scores of these visitors as is true today.
    pub(super) fn place_anew(&mut self, touched: &BTreeSet<VisitorId>) -> Vec<Record> {
        let (visits, directory) = (&self.visits, &self.directory);
        let settled = self
            .ledger
            .place_anew(touched, |placed| place(placed, visits, directory));
        settled.into_iter().map(Record::Ledger).collect()
    }

    /// Scores, history, alerts and states of everybody whom a correction touched.
    pub(super) fn follow(
        &mut self,
        touched: &BTreeSet<VisitorId>,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        out.extend(self.place_anew(touched));
        let mut open = BTreeSet::new();
        for &visitor in touched {
            let past = self.visits.past(visitor, &self.directory);
            self.behaviour.set_past(visitor, past.map(history));
            open.extend(self.visits.open_of(visitor, &self.directory));
        }
        for &visit in &open {
            if let Some(revised) = self.revised(visit, now) {
                let alerts = self.alerts.corrected(visit, &revised, now);
                self.say(alerts, out);
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
}

/// Earlier visits, as behaviour keeps them.
pub(super) fn history(past: identity::Past) -> behaviour::Past {
    behaviour::Past {
        visits: past.visits,
        last: past.last,
        of: past.of,
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
