//! What a correction means: which steps it takes, whether it may be taken, and what it stands on.

use std::collections::{BTreeMap, BTreeSet};

use super::{directory::Directory, visits::Visits};
use crate::types::{
    Change, Corrected, CorrectionId, CorrectionKind, VisitId, VisitorCode, VisitorId,
};

/// Why a correction was refused; the text is for whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("no visitor has the id {0}")]
    Visitor(VisitorId),
    #[error(
        "no visit has the id {0}\nhint: `showfloor visitors show CODE` lists a visitor's visits"
    )]
    Visit(VisitId),
    #[error("no correction has the id {0}\nhint: `showfloor audit list` names every correction")]
    Correction(CorrectionId),
    #[error("the visit {0} was a colleague's time at work, and is nobody's")]
    Colleague(VisitId),
    #[error("these two are one visitor already: {0}")]
    AlreadyOne(String),
    #[error(
        "the visit {0} is the only one of {1}\nhint: `showfloor visitors merge {1} {2}` says that they are one person"
    )]
    OnlyVisit(VisitId, String, String),
    #[error("the visit {0} is one of {1} already")]
    AlreadyTheirs(VisitId, String),
    #[error(
        "a correction says that {0} and {1} are two people\nhint: undo that correction, or use --force where you know better"
    )]
    Apart(String, String),
    #[error("the visit {visit} is not one of {visitor}: it belongs to {owner}")]
    NotTheirs {
        visit: VisitId,
        visitor: String,
        owner: String,
    },
    #[error("no visit was named")]
    Nothing,
    #[error(
        "{0} would be left without any visit: there would be nobody to tell the other person from\nhint: split off some of the visits only"
    )]
    EveryVisit(String),
    #[error(
        "this correction is undone already, by {0}\nhint: `showfloor visitors undo {0}` does it again"
    )]
    Undone(CorrectionId),
    #[error(
        "a later correction stands on this one: {0}\nhint: first `showfloor visitors undo {0}`"
    )]
    StoodOn(CorrectionId),
    #[error(
        "what this correction changed has changed again since, by itself\nhint: correct what is wrong now"
    )]
    Overtaken,
}

/// Every correction ever made, and who was told apart from whom.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    log: Vec<Corrected>,
    /// Pairs as they were told, the smaller id first.
    apart: BTreeSet<(VisitorId, VisitorId)>,
}

impl Corrections {
    /// What was corrected in earlier runs, in order, and the pairs that came of it.
    pub fn new(log: &[Corrected], apart: &[(VisitorId, VisitorId)]) -> Self {
        Self {
            log: log.to_vec(),
            apart: apart.iter().copied().collect(),
        }
    }

    /// Whether this correction was carried out before.
    pub fn knows(&self, id: CorrectionId) -> bool {
        self.find(id).is_some()
    }

    /// Whether this is a correction that takes another one back.
    pub fn is_undo(&self, id: CorrectionId) -> bool {
        self.find(id).is_some_and(|at| is_undo(&self.log[at]))
    }

    /// The corrections that nobody took back, in order; undoing is none.
    pub fn standing_ids(&self) -> Vec<CorrectionId> {
        self.standing(0).map(|c| c.correction.id).collect()
    }

    /// Pairs of today's visitors who are known to be two people, the smaller id first.
    pub fn apart(&self, directory: &Directory) -> BTreeSet<(VisitorId, VisitorId)> {
        let today =
            |(a, b): &(VisitorId, VisitorId)| ordered(directory.resolve(*a), directory.resolve(*b));
        self.apart
            .iter()
            .map(today)
            .filter(|(a, b)| a != b)
            .collect()
    }

    /// The steps of a correction. `new` is an id for whoever turns out to be somebody new.
    ///
    /// # Errors
    /// Why it cannot be carried out; nothing has changed then.
    pub fn plan(
        &self,
        kind: &CorrectionKind,
        directory: &Directory,
        visits: &Visits,
        new: VisitorId,
    ) -> Result<Vec<Change>, Refusal> {
        let floor = Floor {
            log: self,
            directory,
            visits,
        };
        match kind {
            CorrectionKind::Merge { from, into, force } => floor.merge(*from, *into, *force),
            CorrectionKind::Split { visitor, visits } => floor.split(*visitor, visits, new),
            CorrectionKind::NotThisPerson { visit } => floor.not_this_person(*visit, new),
            CorrectionKind::Assign { visit, to } => floor.assign(*visit, *to),
            CorrectionKind::Undo { correction } => floor.undo(*correction),
            // Nothing of who is who changes by these.
            CorrectionKind::Link { .. }
            | CorrectionKind::Unlink { .. }
            | CorrectionKind::Outcome { .. }
            | CorrectionKind::NoOutcome { .. }
            | CorrectionKind::Send { .. }
            | CorrectionKind::Erase { .. }
            | CorrectionKind::Consent { .. }
            | CorrectionKind::Withdraw(_)
            | CorrectionKind::ReturnCode { .. }
            | CorrectionKind::Returned { .. } => Ok(Vec::new()),
        }
    }

    /// Carries out a correction that was planned a moment ago.
    pub fn carry_out(
        &mut self,
        corrected: Corrected,
        directory: &mut Directory,
        visits: &mut Visits,
    ) {
        for change in &corrected.changes {
            match *change {
                Change::Alias { visitor, after, .. } => directory.set_known_as(visitor, after),
                Change::Visit { visit, after, .. } => visits.keep_under(visit, after),
                Change::Apart { one, other, after } if after => {
                    self.apart.insert((one, other));
                }
                Change::Apart { one, other, .. } => {
                    self.apart.remove(&(one, other));
                }
            }
        }
        self.log.push(corrected);
    }

    /// Forgets every correction that says something about these visitors, and taking it back with it.
    pub fn erase(&mut self, visitors: &BTreeSet<VisitorId>) {
        let about = |corrected: &Corrected| visitors.iter().any(|v| mentions(corrected, *v));
        self.log.retain(|corrected| !about(corrected));
        self.apart
            .retain(|(one, other)| !visitors.contains(one) && !visitors.contains(other));
    }

    fn find(&self, id: CorrectionId) -> Option<usize> {
        self.log.iter().position(|c| c.correction.id == id)
    }

    /// The corrections that do not stand, each with the one that took it back. An undo that is undone takes nothing back.
    fn undone(&self) -> BTreeMap<CorrectionId, CorrectionId> {
        let mut undone = BTreeMap::new();
        for Corrected { correction, .. } in self.log.iter().rev() {
            if let CorrectionKind::Undo { correction: of } = correction.kind
                && !undone.contains_key(&correction.id)
            {
                undone.entry(of).or_insert(correction.id);
            }
        }
        undone
    }

    /// What people said and did not take back, from this place of the log on.
    fn standing(&self, from: usize) -> impl DoubleEndedIterator<Item = &Corrected> {
        let undone = self.undone();
        let stands = move |c: &&Corrected| !is_undo(c) && !undone.contains_key(&c.correction.id);
        self.log[from..].iter().filter(stands)
    }

    /// The correction that a chain of undoing and doing again is about in the end.
    fn origin(&self, mut position: usize) -> usize {
        while let CorrectionKind::Undo { correction } = self.log[position].correction.kind
            && let Some(before) = self.find(correction)
        {
            position = before;
        }
        position
    }
}

fn is_undo(corrected: &Corrected) -> bool {
    matches!(corrected.correction.kind, CorrectionKind::Undo { .. })
}

/// What a correction is decided by.
struct Floor<'a> {
    log: &'a Corrections,
    directory: &'a Directory,
    visits: &'a Visits,
}

impl Floor<'_> {
    fn known(&self, id: VisitorId) -> Result<VisitorId, Refusal> {
        let known: Option<&VisitorCode> = self.directory.known_code(id);
        known
            .map(|_| self.directory.resolve(id))
            .ok_or(Refusal::Visitor(id))
    }

    /// The whole visit, and whose it is.
    fn visit(&self, visit: VisitId) -> Result<(VisitId, VisitorId), Refusal> {
        let whole = self.visits.whole(visit, self.directory);
        if self.visits.is_nobodys(whole) {
            return Err(Refusal::Colleague(visit));
        }
        let owner = self.visits.owner(whole, self.directory);
        owner
            .map(|owner| (whole, owner))
            .ok_or(Refusal::Visit(visit))
    }

    fn merge(&self, from: VisitorId, into: VisitorId, force: bool) -> Result<Vec<Change>, Refusal> {
        let (from, into) = (self.known(from)?, self.known(into)?);
        if from == into {
            return Err(Refusal::AlreadyOne(self.directory.say(into)));
        }
        let between = |(a, b): &&(VisitorId, VisitorId)| {
            ordered(self.directory.resolve(*a), self.directory.resolve(*b)) == ordered(from, into)
        };
        let told: Vec<_> = self.log.apart.iter().filter(between).collect();
        if !told.is_empty() && !force {
            let say = |visitor| self.directory.say(visitor);
            return Err(Refusal::Apart(say(from), say(into)));
        }
        let no_more_apart = told.into_iter().map(|&(one, other)| Change::Apart {
            one,
            other,
            after: false,
        });
        // An open visit goes on under the new name, so its row has to say which one it had.
        let open = self.visits.open_of(from, self.directory);
        let renamed = open.iter().filter_map(|visit| self.moved(*visit, into));
        let alias = Change::Alias {
            visitor: from,
            before: None,
            after: Some(into),
        };
        Ok(no_more_apart.chain(renamed).chain([alias]).collect())
    }

    fn split(
        &self,
        visitor: VisitorId,
        visits: &[VisitId],
        new: VisitorId,
    ) -> Result<Vec<Change>, Refusal> {
        let visitor = self.known(visitor)?;
        let mut wholes = BTreeSet::new();
        for &visit in visits {
            let (whole, owner) = self.visit(visit)?;
            if owner != visitor {
                return Err(Refusal::NotTheirs {
                    visit,
                    visitor: self.directory.say(visitor),
                    owner: self.directory.say(owner),
                });
            }
            wholes.insert(whole);
        }
        self.leaves_some(visitor, &wholes)?;
        let mut changes = self.moves(&wholes, new);
        changes.extend(self.apart(visitor, new));
        Ok(changes)
    }

    fn not_this_person(&self, visit: VisitId, new: VisitorId) -> Result<Vec<Change>, Refusal> {
        let (whole, visitor) = self.visit(visit)?;
        let wholes = BTreeSet::from([whole]);
        self.leaves_some(visitor, &wholes)?;
        // Staff have seen the names that the visitor had before they were taken for somebody else.
        let names = self.former_names(whole, visitor);
        let own = names.first().copied().unwrap_or(new);
        let renamed = names.iter().map(|&name| Change::Alias {
            visitor: name,
            before: self.directory.known_as(name),
            after: (name != own).then_some(own),
        });
        let mut changes: Vec<_> = renamed.collect();
        changes.extend(self.moves(&wholes, own));
        changes.extend(self.apart(visitor, own));
        Ok(changes)
    }

    fn assign(&self, visit: VisitId, to: VisitorId) -> Result<Vec<Change>, Refusal> {
        let ((whole, visitor), to) = (self.visit(visit)?, self.known(to)?);
        if visitor == to {
            return Err(Refusal::AlreadyTheirs(visit, self.directory.say(to)));
        }
        let wholes = BTreeSet::from([whole]);
        if self.leaves_some(visitor, &wholes).is_err() {
            let say = |visitor| self.directory.say(visitor);
            return Err(Refusal::OnlyVisit(visit, say(visitor), say(to)));
        }
        let mut changes = self.moves(&wholes, to);
        changes.extend(self.apart(visitor, to));
        Ok(changes)
    }

    /// The provisional names of a visit that stand for nothing else.
    fn former_names(&self, whole: VisitId, visitor: VisitorId) -> Vec<VisitorId> {
        let mut names = self.visits.provisional(whole, self.directory);
        names.retain(|&name| {
            self.directory.known_as(name).is_some()
                && self.directory.resolve(name) == visitor
                && self.directory.has_code(name)
                && !self.visits.names(name)
                && !self.log.standing(0).any(|c| mentions(c, name))
        });
        names.sort();
        names.dedup();
        names
    }

    /// That a visitor keeps something by which to tell them from the other person.
    fn leaves_some(&self, visitor: VisitorId, leaving: &BTreeSet<VisitId>) -> Result<(), Refusal> {
        if leaving.is_empty() {
            return Err(Refusal::Nothing);
        }
        let all = self.visits.wholes_of(visitor, self.directory);
        let stays = all.iter().any(|visit| !leaving.contains(visit));
        if stays || self.visits.has_unlisted(visitor, self.directory) {
            Ok(())
        } else {
            Err(Refusal::EveryVisit(self.directory.say(visitor)))
        }
    }

    fn moves(&self, wholes: &BTreeSet<VisitId>, to: VisitorId) -> Vec<Change> {
        let pieces = wholes
            .iter()
            .flat_map(|whole| self.visits.with_parts(*whole, self.directory));
        pieces.filter_map(|visit| self.moved(visit, to)).collect()
    }

    fn moved(&self, visit: VisitId, to: VisitorId) -> Option<Change> {
        let before = self.visits.visitor(visit)?;
        Some(Change::Visit {
            visit,
            before,
            after: to,
        })
    }

    fn apart(&self, a: VisitorId, b: VisitorId) -> Option<Change> {
        let (one, other) = ordered(a, b);
        let new = a != b && !self.log.apart.contains(&(one, other));
        new.then_some(Change::Apart {
            one,
            other,
            after: true,
        })
    }

    fn undo(&self, id: CorrectionId) -> Result<Vec<Change>, Refusal> {
        let position = self.log.find(id).ok_or(Refusal::Correction(id))?;
        if let Some(by) = self.log.undone().get(&id) {
            return Err(Refusal::Undone(*by));
        }
        let first = self.log.origin(position);
        let (origin, mut later) = (&self.log.log[first], self.log.standing(first + 1));
        if let Some(later) = later.rfind(|later| self.stands_on(later, origin)) {
            return Err(Refusal::StoodOn(later.correction.id));
        }
        let changes = &self.log.log[position].changes;
        let back: Vec<_> = changes.iter().rev().map(Change::inverse).collect();
        if back.iter().all(|change| self.fits(change)) {
            Ok(back)
        } else {
            Err(Refusal::Overtaken)
        }
    }

    /// Whether taking `earlier` back would take away what `later` is about.
    fn stands_on(&self, later: &Corrected, earlier: &Corrected) -> bool {
        let same = |a: &Change| earlier.changes.iter().any(|b| is_about_the_same(a, b));
        if later.changes.iter().any(same) {
            return true;
        }
        let moves = || {
            later.changes.iter().filter_map(|change| match change {
                Change::Visit { before, .. } => Some(*before),
                _ => None,
            })
        };
        earlier.changes.iter().any(|change| match *change {
            // Visits were taken from whom only the merge had brought there.
            Change::Alias {
                visitor,
                after: Some(_),
                ..
            } => moves().any(|before| self.directory.leads_over(before, visitor)),
            // Somebody new came of it, and more was said about them since.
            Change::Visit { after, .. } => {
                !matches!(
                    earlier.correction.kind,
                    CorrectionKind::Merge { .. } | CorrectionKind::Assign { .. }
                ) && mentions(later, after)
            }
            _ => false,
        })
    }

    /// Whether a step back meets what the step left behind.
    fn fits(&self, change: &Change) -> bool {
        match *change {
            Change::Alias {
                visitor,
                before,
                after,
            } => {
                let ring = |after| self.directory.leads_over(after, visitor);
                self.directory.known_as(visitor) == before && !after.is_some_and(ring)
            }
            Change::Visit { visit, before, .. } => self.visits.visitor(visit) == Some(before),
            Change::Apart { one, other, after } => self.log.apart.contains(&(one, other)) != after,
        }
    }
}

/// Whether a correction says something about this visitor.
fn mentions(corrected: &Corrected, visitor: VisitorId) -> bool {
    corrected.changes.iter().any(|change| match *change {
        Change::Alias {
            visitor: alias,
            before,
            after,
        } => alias == visitor || before == Some(visitor) || after == Some(visitor),
        Change::Visit { before, after, .. } => before == visitor || after == visitor,
        Change::Apart { .. } => false,
    })
}

fn is_about_the_same(a: &Change, b: &Change) -> bool {
    match (a, b) {
        (Change::Alias { visitor: a, .. }, Change::Alias { visitor: b, .. }) => a == b,
        (Change::Visit { visit: a, .. }, Change::Visit { visit: b, .. }) => a == b,
        (
            Change::Apart { one, other, .. },
            Change::Apart {
                one: one_b,
                other: other_b,
                ..
            },
        ) => (one, other) == (one_b, other_b),
        _ => false,
    }
}

fn ordered(a: VisitorId, b: VisitorId) -> (VisitorId, VisitorId) {
    (a.min(b), a.max(b))
}
