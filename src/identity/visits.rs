//! Whose visit is whose: every visit ever kept, and the visitor it is kept under.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::directory::Directory;
use crate::types::{Event, EventKind, VisitId, VisitSummary, VisitorId, VisitorProfile};

/// One visit, or a part of one.
#[derive(Clone, Debug)]
struct Kept {
    /// As whom it is kept; the directory knows who that is today.
    visitor: VisitorId,
    opened: Timestamp,
    last_seen: Timestamp,
    is_open: bool,
    /// The visit it turned out to be a part of: true as long as both are one person's.
    part_of: Option<VisitId>,
    /// It turned out to be a colleague's time at work, or a child's.
    nobodys: bool,
    /// Names the visitor had in this visit until identity answered.
    provisional: Vec<VisitorId>,
}

/// Visits that ended, and when the last of them did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    pub visits: u32,
    pub last: Timestamp,
    /// Those of them that are listed.
    pub of: Vec<VisitId>,
}

impl Past {
    fn of(visit: VisitId, kept: &Kept) -> Self {
        Self {
            visits: 1,
            last: kept.last_seen,
            of: vec![visit],
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.of.extend(other.of);
        Self {
            visits: self.visits + other.visits,
            last: self.last.max(other.last),
            of: self.of,
        }
    }
}

/// Every visit that is kept.
#[derive(Clone, Debug, Default)]
pub struct Visits {
    visits: BTreeMap<VisitId, Kept>,
    /// Visits that are counted somewhere, but not listed: recordings made before visits were listed have such.
    unlisted: BTreeMap<VisitorId, Past>,
}

impl Visits {
    /// Takes in a visit that opened, changed or closed.
    pub fn note(&mut self, visit: &VisitSummary) {
        let kept = self.visits.entry(visit.id).or_insert_with(|| Kept {
            visitor: visit.visitor,
            opened: visit.opened.utc,
            last_seen: visit.last_seen.utc,
            is_open: true,
            part_of: None,
            nobodys: false,
            provisional: Vec::new(),
        });
        kept.visitor = visit.visitor;
        (kept.opened, kept.last_seen) = (visit.opened.utc, visit.last_seen.utc);
        kept.is_open = visit.closed.is_none();
    }

    /// Takes in what an event says of its visit.
    pub fn note_event(&mut self, event: &Event) {
        let Some(kept) = event.visit.and_then(|visit| self.visits.get_mut(&visit)) else {
            return;
        };
        match event.kind {
            EventKind::Identified { from } => kept.provisional.push(from),
            EventKind::Merged { into } => kept.part_of = Some(into),
            EventKind::TurnedOutStaff | EventKind::TurnedOutChild => kept.nobodys = true,
            _ => {}
        }
    }

    /// Takes in what is known of visitors beyond the visits noted so far.
    pub fn note_history(&mut self, history: &[VisitorProfile], directory: &Directory) {
        let mut listed: BTreeMap<VisitorId, u32> = BTreeMap::new();
        for (_, kept) in self.ended(directory) {
            *listed.entry(directory.resolve(kept.visitor)).or_default() += 1;
        }
        for profile in history {
            let listed = listed.get(&profile.id).copied().unwrap_or_default();
            let (visits, last) = (profile.visits.saturating_sub(listed), profile.last_visit);
            if let (1.., Some(last)) = (visits, last) {
                let of = Vec::new();
                self.unlisted.insert(profile.id, Past { visits, last, of });
            }
        }
    }

    /// Forgets these visits and visitors.
    pub fn erase(&mut self, visitors: &BTreeSet<VisitorId>, visits: &BTreeSet<VisitId>) {
        self.visits.retain(|id, _| !visits.contains(id));
        for kept in self.visits.values_mut() {
            kept.provisional.retain(|name| !visitors.contains(name));
            kept.part_of = kept.part_of.filter(|whole| !visits.contains(whole));
        }
        self.unlisted
            .retain(|visitor, _| !visitors.contains(visitor));
    }

    /// The visitor a visit is kept under.
    pub(super) fn visitor(&self, visit: VisitId) -> Option<VisitorId> {
        self.visits.get(&visit).map(|kept| kept.visitor)
    }

    pub(super) fn keep_under(&mut self, visit: VisitId, visitor: VisitorId) {
        if let Some(kept) = self.visits.get_mut(&visit) {
            kept.visitor = visitor;
        }
    }

    /// Whose visit it is today.
    pub fn owner(&self, visit: VisitId, directory: &Directory) -> Option<VisitorId> {
        self.visitor(visit)
            .map(|visitor| directory.resolve(visitor))
    }

    /// Whom something is about today: whoever the visit belongs to in which it happened, else the visitor themselves.
    pub fn whose(
        &self,
        visit: Option<VisitId>,
        visitor: VisitorId,
        directory: &Directory,
    ) -> VisitorId {
        let owner = visit.and_then(|visit| self.owner(visit, directory));
        owner.unwrap_or_else(|| directory.resolve(visitor))
    }

    /// Whose each visit is today.
    pub fn owners(&self, directory: &Directory) -> BTreeMap<VisitId, VisitorId> {
        let owner = |(id, kept): (&VisitId, &Kept)| (*id, directory.resolve(kept.visitor));
        self.visits.iter().map(owner).collect()
    }

    /// The visit that this one is a part of: it turned out so, and no correction has said since that the two were
    /// different people's.
    fn part_of(&self, kept: &Kept, directory: &Directory) -> Option<VisitId> {
        let owner = directory.resolve(kept.visitor);
        kept.part_of
            .filter(|into| self.owner(*into, directory) == Some(owner))
    }

    /// The visit that this one is, or is a part of.
    pub fn whole(&self, mut visit: VisitId, directory: &Directory) -> VisitId {
        let part_of = |visit| self.part_of(self.visits.get(&visit)?, directory);
        while let Some(into) = part_of(visit) {
            visit = into;
        }
        visit
    }

    /// A whole visit with all its parts.
    pub fn with_parts(&self, whole: VisitId, directory: &Directory) -> Vec<VisitId> {
        let parts = self
            .visits
            .iter()
            .filter(|(_, kept)| self.part_of(kept, directory).is_some());
        let of_whole = parts
            .map(|(id, _)| *id)
            .filter(|id| self.whole(*id, directory) == whole);
        [whole].into_iter().chain(of_whole).collect()
    }

    /// The whole visits of a visitor, open ones included.
    pub(super) fn wholes_of(&self, visitor: VisitorId, directory: &Directory) -> Vec<VisitId> {
        let mine = self.visits.iter().filter(|(_, kept)| {
            directory.resolve(kept.visitor) == visitor && self.part_of(kept, directory).is_none()
        });
        mine.map(|(id, _)| *id).collect()
    }

    /// Whether it turned out to be a colleague's time at work, or a child's: nobody's visit.
    pub fn is_nobodys(&self, visit: VisitId) -> bool {
        self.visits.get(&visit).is_some_and(|kept| kept.nobodys)
    }

    /// Whether visits of this visitor are known that nobody can name.
    pub(super) fn has_unlisted(&self, visitor: VisitorId, directory: &Directory) -> bool {
        let mut visitors = self.unlisted.keys();
        visitors.any(|v| directory.resolve(*v) == visitor)
    }

    /// When a visit began.
    pub fn opened(&self, visit: VisitId) -> Option<Timestamp> {
        self.visits.get(&visit).map(|kept| kept.opened)
    }

    /// The visits of a visitor that are open now.
    pub fn open_of(&self, visitor: VisitorId, directory: &Directory) -> Vec<VisitId> {
        let wholes = self.wholes_of(visitor, directory);
        let is_open = |visit: &VisitId| self.visits[visit].is_open;
        wholes.into_iter().filter(is_open).collect()
    }

    /// Names that the visitor had in this visit and its parts until identity answered.
    pub(super) fn provisional(&self, whole: VisitId, directory: &Directory) -> Vec<VisitorId> {
        let parts = self.with_parts(whole, directory);
        let names = parts.iter().filter_map(|part| self.visits.get(part));
        names
            .flat_map(|kept| kept.provisional.iter().copied())
            .collect()
    }

    /// Whether any visit is kept under exactly this id.
    pub(super) fn names(&self, visitor: VisitorId) -> bool {
        self.visits.values().any(|kept| kept.visitor == visitor)
    }

    /// The visits of a visitor that ended.
    pub fn past(&self, visitor: VisitorId, directory: &Directory) -> Option<Past> {
        let mine = |kept: VisitorId| directory.resolve(kept) == visitor;
        let listed = self.ended(directory).filter(|(_, kept)| mine(kept.visitor));
        let unlisted = self.unlisted.iter().filter(|(v, _)| mine(**v));
        listed
            .map(|(id, kept)| Past::of(*id, kept))
            .chain(unlisted.map(|(_, past)| past.clone()))
            .reduce(Past::and)
    }

    /// The visits that ended, of everybody.
    pub fn pasts(&self, directory: &Directory) -> BTreeMap<VisitorId, Past> {
        let listed = self.ended(directory);
        let listed = listed.map(|(id, kept)| (kept.visitor, Past::of(*id, kept)));
        let unlisted = self.unlisted.iter().map(|(v, past)| (*v, past.clone()));
        let mut pasts: BTreeMap<VisitorId, Past> = BTreeMap::new();
        for (visitor, past) in listed.chain(unlisted) {
            let visitor = directory.resolve(visitor);
            let known = pasts.remove(&visitor);
            pasts.insert(visitor, known.into_iter().fold(past, |a, b| b.and(a)));
        }
        pasts
    }

    /// Whether it is true today that the visitor had been here before this visit.
    pub fn returned(&self, visit: VisitId, directory: &Directory) -> bool {
        let whole = self.whole(visit, directory);
        let Some(this) = self.visits.get(&whole) else {
            return true;
        };
        let owner = directory.resolve(this.visitor);
        let before = |(id, kept): (&VisitId, &Kept)| {
            let mine = directory.resolve(kept.visitor) == owner;
            *id != whole
                && !kept.nobodys
                && mine
                && self.part_of(kept, directory).is_none()
                && kept.last_seen < this.opened
        };
        self.visits.iter().any(before) || self.has_unlisted(owner, directory)
    }

    /// Visits that are over and no part of another.
    fn ended(&self, directory: &Directory) -> impl Iterator<Item = (&VisitId, &Kept)> {
        let over = |(_, kept): &(&VisitId, &Kept)| {
            !kept.is_open && !kept.nobodys && self.part_of(kept, directory).is_none()
        };
        self.visits.iter().filter(over)
    }
}
