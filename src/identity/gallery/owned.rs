//! Whose the templates are.

use std::{collections::BTreeMap, fmt};

use super::{
    best::Hit,
    exact::{self, Row, dot},
    kernel::Kernel,
    probe::{self, Probe},
    rows::Snapshot,
};
use crate::types::{ModelTag, SIGNATURE_DIM, Signature, VisitorId};

/// Templates of one model, by whom they show. Signatures with another tag are neither stored nor matched.
pub struct Gallery<Owner = VisitorId> {
    templates: Snapshot<Owner>,
    /// The numbers of each owner's rows, in the order in which they came.
    rows_of: BTreeMap<Owner, Vec<usize>>,
}

/// Says how many there are; never the signatures.
impl<Owner: Copy> fmt::Debug for Gallery<Owner> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gallery({} templates)", self.templates.len())
    }
}

impl<Owner: Copy + Ord> Default for Gallery<Owner> {
    /// A gallery for signatures of the tag that the first one has.
    fn default() -> Self {
        Self::of(None)
    }
}

impl<Owner: Copy + Ord> Gallery<Owner> {
    /// A gallery for signatures of this tag.
    pub fn new(tag: ModelTag) -> Self {
        Self::of(Some(tag))
    }

    fn of(tag: Option<ModelTag>) -> Self {
        Self {
            templates: Snapshot::new(tag),
            rows_of: BTreeMap::new(),
        }
    }

    /// Scans with this kernel instead of the fastest one: for measurements, and for tests of those that are slower.
    #[must_use]
    pub fn with_kernel(mut self, kernel: Kernel) -> Self {
        self.templates.kernel = kernel;
        self
    }

    /// Number of templates.
    pub fn len(&self) -> usize {
        self.templates.len()
    }

    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }

    /// Number of templates of an owner.
    pub fn templates_of(&self, owner: Owner) -> usize {
        self.rows(owner).len()
    }

    /// The templates of an owner, unit vectors, in the order in which they came.
    pub fn templates(&self, owner: Owner) -> impl Iterator<Item = &[f32; SIGNATURE_DIM]> {
        self.rows(owner).iter().map(|&row| self.templates.row(row))
    }

    /// Number of those who have a template.
    pub fn people(&self) -> usize {
        self.rows_of.len()
    }

    /// Everybody who has a template, the smallest id first.
    pub fn owners(&self) -> impl Iterator<Item = Owner> {
        self.rows_of.keys().copied()
    }

    /// Adds a template; false, and nothing added, where its tag is another one, or where it is not of unit length and so
    /// nothing this program made. The first one sets an unset tag.
    pub fn add(&mut self, owner: Owner, signature: &Signature) -> bool {
        let own = self.templates.tag.as_ref();
        let Ok(row) = <&Row>::try_from(signature.values()) else {
            return false;
        };
        if own.is_some_and(|tag| tag != signature.tag()) || !probe::is_unit(exact::length(row)) {
            return false;
        }
        if own.is_none() {
            self.templates.tag = Some(signature.tag().clone());
        }
        let number = self.templates.push(owner, row);
        self.rows_of.entry(owner).or_default().push(number);
        true
    }

    /// Removes all templates of an owner. The memory they stood in is cleared, unless a snapshot still has it.
    pub fn remove(&mut self, owner: Owner) {
        let mut rows = self.rows_of.remove(&owner).unwrap_or_default();
        // The last first: then the row that moves into a gap is never one that goes too.
        rows.sort_unstable();
        for &row in rows.iter().rev() {
            let last = self.templates.len() - 1;
            let moved = self.templates.owner(last);
            self.templates.swap_remove(row);
            if let Some(place) = self.rows_of.get_mut(&moved).filter(|_| row != last) {
                for number in place.iter_mut().filter(|number| **number == last) {
                    *number = row;
                }
            }
        }
    }

    /// Gives the templates of `from` to `into`.
    pub fn reassign(&mut self, from: Owner, into: Owner) {
        if from == into {
            return;
        }
        let Some(rows) = self.rows_of.remove(&from) else {
            return;
        };
        for &row in &rows {
            self.templates.set_owner(row, into);
        }
        self.rows_of.entry(into).or_default().extend(rows);
    }

    /// The gallery as it is now, for other threads to search while this one goes on changing.
    pub fn snapshot(&self) -> Snapshot<Owner> {
        self.templates.clone()
    }

    /// [`Snapshot::top`].
    pub fn top(&self, probe: &Probe, k: usize) -> Vec<Hit<Owner>> {
        self.templates.top(probe, k)
    }

    /// [`Snapshot::top_batch`].
    pub fn top_batch(&self, probes: &[&Probe], k: usize) -> Vec<Vec<Hit<Owner>>> {
        self.templates.top_batch(probes, k)
    }

    /// The owner most alike to one probe, and the cosine.
    pub fn nearest(&self, probe: &Signature) -> Option<(Owner, f32)> {
        let hit = self.top(&Probe::from(probe), 1).pop()?;
        Some((hit.owner, hit.cosine))
    }

    /// The cosine of the probe with the most alike of an owner's templates; `None` where there is none, or the probe is
    /// of another model.
    pub fn best_of(&self, owner: Owner, probe: &Probe) -> Option<f32> {
        let comparable = self.templates.tag.as_ref() == Some(probe.tag());
        let cosines = self.templates(owner).map(|row| dot(row, probe.values()));
        cosines.max_by(f32::total_cmp).filter(|_| comparable)
    }

    fn rows(&self, owner: Owner) -> &[usize] {
        self.rows_of.get(&owner).map_or(&[], Vec::as_slice)
    }
}
