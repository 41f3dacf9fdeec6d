//! The names of visitors: ids, the codes people see, and the aliases that merges leave.

use std::collections::{BTreeMap, BTreeSet};

use crate::types::{VisitorCode, VisitorId};

/// Which code belongs to which visitor, and who turned out to be whom.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    codes: BTreeMap<VisitorId, VisitorCode>,
    taken: BTreeSet<VisitorCode>,
    aliases: BTreeMap<VisitorId, VisitorId>,
}

impl Directory {
    /// Enters a visitor whose code is known.
    pub fn enter(&mut self, id: VisitorId, code: VisitorCode) {
        self.taken.insert(code.clone());
        self.codes.insert(id, code);
    }

    /// Enters a visitor whom another appliance named, under that code where nobody has it here. Gives the code.
    pub fn enter_elsewhere(&mut self, id: VisitorId, code: &VisitorCode) -> VisitorCode {
        let code = if self.taken.contains(code) {
            VisitorCode::derive(id, |code| self.taken.contains(code))
        } else {
            code.clone()
        };
        self.enter(id, code.clone());
        code
    }

    /// Keeps a code from being given to anybody: it was that of a visitor who is erased.
    pub fn reserve(&mut self, code: VisitorCode) {
        self.taken.insert(code);
    }

    /// Forgets these visitors and who turned out to be whom of them; nobody is given their codes.
    pub fn erase(&mut self, visitors: &BTreeSet<VisitorId>) {
        self.codes.retain(|id, _| !visitors.contains(id));
        self.aliases
            .retain(|from, into| !visitors.contains(from) && !visitors.contains(into));
    }

    /// Every id that means this visitor today.
    pub fn names_of(&self, visitor: VisitorId) -> BTreeSet<VisitorId> {
        let today = self.resolve(visitor);
        let all = self.codes.keys().chain(self.aliases.keys()).copied();
        all.chain([today])
            .filter(|id| self.resolve(*id) == today)
            .collect()
    }

    /// The code of this very id.
    pub fn own_code(&self, id: VisitorId) -> Option<&VisitorCode> {
        self.codes.get(&id)
    }

    /// The visitor an id stands for today.
    pub fn resolve(&self, mut id: VisitorId) -> VisitorId {
        while let Some(&next) = self.aliases.get(&id) {
            id = next;
        }
        id
    }

    /// Makes `from` another name of `into`; nothing changes where they are one already.
    pub fn alias(&mut self, from: VisitorId, into: VisitorId) {
        let (from, into) = (self.resolve(from), self.resolve(into));
        if from != into {
            self.aliases.insert(from, into);
        }
    }

    /// As whom a visitor is known, one step of the chain; `None` for one who is nobody else.
    pub fn known_as(&self, id: VisitorId) -> Option<VisitorId> {
        self.aliases.get(&id).copied()
    }

    /// Makes `id` known as somebody else, or as themselves again. The caller sees to it that no chain becomes a ring.
    pub(super) fn set_known_as(&mut self, id: VisitorId, other: Option<VisitorId>) {
        match other {
            Some(other) => self.aliases.insert(id, other),
            None => self.aliases.remove(&id),
        };
    }

    /// Whether the chain from `id` leads over `over`.
    pub(super) fn leads_over(&self, id: VisitorId, over: VisitorId) -> bool {
        std::iter::successors(Some(id), |id| self.known_as(*id)).any(|id| id == over)
    }

    /// The code of a visitor, and whether it had to be made just now.
    pub fn code(&mut self, id: VisitorId) -> (VisitorCode, bool) {
        let id = self.resolve(id);
        if let Some(code) = self.codes.get(&id) {
            return (code.clone(), false);
        }
        let code = VisitorCode::derive(id, |code| self.taken.contains(code));
        self.enter(id, code.clone());
        (code, true)
    }

    /// The code of a visitor, if it has one already.
    pub fn known_code(&self, id: VisitorId) -> Option<&VisitorCode> {
        self.codes.get(&self.resolve(id))
    }

    /// Whether this very id has a code.
    pub(super) fn has_code(&self, id: VisitorId) -> bool {
        self.codes.contains_key(&id)
    }

    /// The code of a visitor as text: the id for one who has no code.
    pub(super) fn say(&self, id: VisitorId) -> String {
        let code = self.known_code(id);
        code.map_or_else(|| id.to_string(), ToString::to_string)
    }

    /// The visitor with this code, aliases resolved.
    pub fn find(&self, code: &VisitorCode) -> Option<VisitorId> {
        self.codes
            .iter()
            .find(|(_, c)| *c == code)
            .map(|(id, _)| self.resolve(*id))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;

    proptest! {
        #[test]
        fn no_chain_of_merges_loops_or_dangles(merges in prop::collection::vec((0u128..8, 0u128..8), 0..30)) {
            let mut directory = Directory::default();
            let id = |n: u128| VisitorId(Ulid::from(n));
            for (from, into) in merges {
                directory.alias(id(from), id(into));
                prop_assert_eq!(directory.resolve(id(from)), directory.resolve(id(into)));
            }
            for n in 0..8 {
                let end = directory.resolve(id(n));
                prop_assert_eq!(directory.resolve(end), end);
            }
        }
    }
}
