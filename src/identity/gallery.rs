//! The signatures of known visitors, and the scan that finds who is alike. Exact: every template is looked at.

use std::{collections::BTreeMap, fmt};

use zeroize::Zeroize;

use crate::types::{ModelTag, SIGNATURE_DIM, Signature, VisitorId};

type Row = [f32; SIGNATURE_DIM];

/// Templates of one model, in one block of memory. Signatures with another tag are neither stored nor matched.
#[derive(Default)]
pub struct Gallery {
    tag: Option<ModelTag>,
    rows: Vec<Row>,
    /// Place of each row's visitor in `visitors`.
    owners: Vec<u32>,
    visitors: Vec<VisitorId>,
    places: BTreeMap<VisitorId, u32>,
}

/// The best cosine of each probe with each visitor: `scores[visitor * probes + probe]`.
#[derive(Debug)]
pub(super) struct Similarities<'a> {
    visitors: &'a [VisitorId],
    probes: usize,
    best: Vec<f32>,
}

impl Similarities<'_> {
    /// Each visitor with the best cosine of each probe.
    pub(super) fn iter(&self) -> impl Iterator<Item = (VisitorId, &[f32])> {
        let rows = self.best.chunks_exact(self.probes.max(1));
        self.visitors.iter().copied().zip(rows)
    }
}

/// Says how many there are; never the signatures.
impl fmt::Debug for Gallery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gallery({} templates)", self.rows.len())
    }
}

impl Gallery {
    /// A gallery for signatures of this tag.
    pub fn new(tag: ModelTag) -> Self {
        Self {
            tag: Some(tag),
            rows: Vec::new(),
            owners: Vec::new(),
            visitors: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// Number of templates.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of templates of a visitor.
    pub fn templates_of(&self, visitor: VisitorId) -> usize {
        let Some(&place) = self.places.get(&visitor) else {
            return 0;
        };
        self.owners.iter().filter(|&&o| o == place).count()
    }

    /// Adds a template; false, and nothing added, where its tag is another one. The first one sets an unset tag.
    pub fn add(&mut self, visitor: VisitorId, signature: &Signature) -> bool {
        if self.tag.get_or_insert_with(|| signature.tag().clone()) != signature.tag() {
            return false;
        }
        let place = self.place(visitor);
        let mut row = [0.0; SIGNATURE_DIM];
        row.copy_from_slice(signature.values());
        self.rows.push(row);
        self.owners.push(place);
        true
    }

    /// Removes all templates of a visitor and clears the memory they stood in.
    pub fn remove(&mut self, visitor: VisitorId) {
        let Some(&place) = self.places.get(&visitor) else {
            return;
        };
        let mut row = 0;
        while row < self.rows.len() {
            if self.owners[row] == place {
                let last = self.rows.len() - 1;
                self.rows.swap(row, last);
                self.rows[last].zeroize();
                self.rows.pop();
                self.owners.swap_remove(row);
            } else {
                row += 1;
            }
        }
        self.vacate(visitor);
    }

    /// Gives the templates of `from` to `into`.
    pub fn reassign(&mut self, from: VisitorId, into: VisitorId) {
        let Some(&old) = self.places.get(&from).filter(|_| from != into) else {
            return;
        };
        let new = self.place(into);
        for owner in self.owners.iter_mut().filter(|o| **o == old) {
            *owner = new;
        }
        self.vacate(from);
    }

    /// The visitor's place, a new one if there is none yet.
    fn place(&mut self, visitor: VisitorId) -> u32 {
        *self.places.entry(visitor).or_insert_with(|| {
            self.visitors.push(visitor);
            self.visitors.len() as u32 - 1
        })
    }

    /// Gives the place of a visitor without templates to the last visitor, so that no list grows with those who left.
    fn vacate(&mut self, visitor: VisitorId) {
        let Some(place) = self.places.remove(&visitor) else {
            return;
        };
        self.visitors.swap_remove(place as usize);
        if let Some(&moved) = self.visitors.get(place as usize) {
            let before = self.visitors.len() as u32;
            self.places.insert(moved, place);
            for owner in self.owners.iter_mut().filter(|o| **o == before) {
                *owner = place;
            }
        }
    }

    /// Compares all probes with all templates in one pass over memory. Probes of another tag match nobody.
    pub(super) fn compare(&self, probes: &[&Signature]) -> Similarities<'_> {
        let comparable: Vec<_> = probes
            .iter()
            .filter(|p| Some(p.tag()) == self.tag.as_ref())
            .collect();
        let n = comparable.len();
        let mut best = vec![f32::NEG_INFINITY; self.visitors.len() * n];
        for (row, &owner) in self.rows.iter().zip(&self.owners) {
            let slot = &mut best[owner as usize * n..][..n];
            for (probe, best) in comparable.iter().zip(slot) {
                *best = best.max(dot(row, probe.values()));
            }
        }
        Similarities {
            visitors: if n == 0 { &[] } else { &self.visitors },
            probes: n,
            best,
        }
    }

    /// Gives those templates of `from` to `into` that are `theirs`.
    pub fn split(&mut self, from: VisitorId, into: VisitorId, theirs: impl Fn(&[f32]) -> bool) {
        let Some(&old) = self.places.get(&from).filter(|_| from != into) else {
            return;
        };
        let moving: Vec<_> = (0..self.rows.len())
            .filter(|&row| self.owners[row] == old && theirs(&self.rows[row]))
            .collect();
        if moving.is_empty() {
            return;
        }
        let new = self.place(into);
        for row in moving {
            self.owners[row] = new;
        }
        if !self.owners.contains(&old) {
            self.vacate(from);
        }
    }

    /// The visitor most alike to one probe, and the cosine.
    pub fn nearest(&self, probe: &Signature) -> Option<(VisitorId, f32)> {
        if Some(probe.tag()) != self.tag.as_ref() {
            return None;
        }
        let scored = self
            .rows
            .iter()
            .map(|row| dot(row, probe.values()))
            .zip(&self.owners);
        let (cosine, &owner) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((self.visitors[owner as usize], cosine))
    }
}

impl Drop for Gallery {
    fn drop(&mut self) {
        self.rows.zeroize();
    }
}

/// Dot product in sixteen lanes, so that the compiler may use whatever vectors the machine has.
fn dot(row: &Row, probe: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 16];
    for (a, b) in row.chunks_exact(16).zip(probe.chunks_exact(16)) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;

    fn signature(raw: &[f32]) -> Signature {
        Signature::new(ModelTag::new("aaaa", "plain"), raw).unwrap()
    }

    fn vectors(n: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Vec<f32>>> {
        prop::collection::vec(prop::collection::vec(-1.0f32..1.0, SIGNATURE_DIM), n)
    }

    proptest! {
        #[test]
        fn the_nearest_is_the_nearest(templates in vectors(1..40), probe in prop::collection::vec(-1.0f32..1.0, SIGNATURE_DIM)) {
            let mut gallery = Gallery::default();
            let templates: Vec<_> = templates.iter().map(|t| signature(t)).collect();
            for (i, t) in templates.iter().enumerate() {
                gallery.add(VisitorId(Ulid::from(i as u128 / 2)), t);
            }
            let probe = signature(&probe);
            let (visitor, cosine) = gallery.nearest(&probe).unwrap();
            let best = templates.iter().map(|t| t.cosine(&probe).unwrap()).fold(f32::MIN, f32::max);
            prop_assert!((cosine - best).abs() < 1e-5);
            let compared = gallery.compare(&[&probe]);
            let (who, _) = compared.iter().max_by(|a, b| a.1[0].total_cmp(&b.1[0])).unwrap();
            prop_assert_eq!(who, visitor);
        }

        #[test]
        fn what_was_removed_matches_no_more_and_everybody_else_still_does(templates in vectors(2..20), gone in 0usize..5) {
            let mut gallery = Gallery::default();
            let id = |i: usize| VisitorId(Ulid::from((i % 5) as u128));
            let templates: Vec<_> = templates.iter().map(|t| signature(t)).collect();
            for (i, t) in templates.iter().enumerate() {
                gallery.add(id(i), t);
            }
            gallery.remove(id(gone));
            prop_assert_eq!(gallery.templates_of(id(gone)), 0);
            for (i, t) in templates.iter().enumerate().filter(|(i, _)| i % 5 != gone) {
                prop_assert_eq!(gallery.nearest(t).unwrap().0, id(i));
            }
            prop_assert_eq!(gallery.visitors.len(), templates.len().min(5) - usize::from(gone < templates.len()));
            gallery.reassign(id(gone + 1), id(gone + 2));
            prop_assert!(templates.iter().all(|t| gallery.nearest(t).is_none_or(|(v, _)| v != id(gone + 1))));
            prop_assert!(templates.iter().all(|t| gallery.nearest(t).is_none_or(|(v, _)| v != id(gone))));
            prop_assert!(templates.iter().all(|t| gallery.compare(&[t]).iter().all(|(v, _)| v != id(gone))));
        }
    }

    #[test]
    fn another_model_never_matches() {
        let mut gallery = Gallery::new(ModelTag::new("aaaa", "plain"));
        let other = Signature::new(ModelTag::new("bbbb", "plain"), &[1.0; SIGNATURE_DIM]).unwrap();
        assert!(!gallery.add(VisitorId(Ulid::from(1)), &other));
        assert!(gallery.add(VisitorId(Ulid::from(1)), &signature(&[1.0; SIGNATURE_DIM])));
        assert_eq!(gallery.nearest(&other), None);
        assert_eq!(gallery.compare(&[&other]).iter().count(), 0);
    }
}
