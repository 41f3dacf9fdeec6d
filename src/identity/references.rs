//! What is remembered of faces: for each person several templates, and the centres of those that agree.
//!
//! A person is as alike to a probe as their nearest centre (the normalised sum of templates that are alike), or as their
//! most alike template, which may be ahead of the centre by [`LEAD`] at most. The centre gathers what the templates have in
//! common; templates keep what sets views apart (pose, light, glasses); and the limit keeps a single one from speaking for
//! the person. Measured on portraits, three images enrolled in a gallery of 100, single probes, false positives 1 %, missed
//! at 93 px and at 40 px: by the most alike template alone 1.1 % and 3.0 %, as it is here 0.9 % and 2.1 %. With a
//! stranger's image as a fourth reference of everybody: 100 % and 100 % (the stranger's own face is the best match), and
//! 0.7 % and 2.3 %.
//!
//! Where there is no room for one more template, the most redundant one goes.

use std::fmt;

use super::gallery::{Gallery, Probe};
use crate::types::{ModelTag, SIGNATURE_DIM, Signature};

type Row = [f32; SIGNATURE_DIM];

/// Templates that are less alike (cosine) than this do not belong together: strangers reach it in 1 % of cases, single
/// images of one person miss it in 1 % at 93 px and in 4 % at 40 px.
const STRANGE: f32 = 0.25;

/// By so much (cosine) a template may be more alike than the centre.
const LEAD: f32 = 0.05;

/// More alike (cosine) than this to a template, another one shows nothing new.
const REDUNDANT: f32 = 0.92;

/// What becomes of a new template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Admission {
    Taken,
    /// Taken, and these went: they were the most like the others.
    Replaced(Vec<Signature>),
    /// It shows nothing new.
    Redundant,
    /// It is of another model.
    Foreign,
}

/// Templates and centres of one model.
pub(super) struct References<Owner> {
    tag: Option<ModelTag>,
    templates: Gallery<Owner>,
    centres: Gallery<Owner>,
    /// Sum of all centres: whom everybody is a little alike to.
    sum: Box<[f64; SIGNATURE_DIM]>,
}

/// Says how many there are; never the signatures.
impl<Owner: Copy> fmt::Debug for References<Owner> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "References({:?}, {:?})", self.templates, self.centres)
    }
}

impl<Owner: Copy + Ord> References<Owner> {
    pub(super) fn new(tag: Option<ModelTag>) -> Self {
        let gallery = || tag.clone().map_or_else(Gallery::default, Gallery::new);
        Self {
            templates: gallery(),
            centres: gallery(),
            sum: Box::new([0.0; SIGNATURE_DIM]),
            tag,
        }
    }

    /// Number of people.
    pub(super) fn people(&self) -> usize {
        self.templates.people()
    }

    /// Number of templates.
    pub(super) fn templates(&self) -> usize {
        self.templates.len()
    }

    /// Takes in what is known of a person, in place of what there was. Templates of other models are left out: their
    /// number.
    pub(super) fn set(&mut self, owner: Owner, templates: &[&Signature]) -> usize {
        self.remove(owner);
        let mut taken = 0;
        for signature in templates {
            taken += usize::from(self.add(owner, signature));
        }
        self.centre_again(owner);
        templates.len() - taken
    }

    /// Takes in a further template of a person, of whom at most `most` are kept.
    pub(super) fn learn(&mut self, owner: Owner, signature: &Signature, most: usize) -> Admission {
        if self.templates.best_of(owner, &Probe::from(signature)) > Some(REDUNDANT) {
            return Admission::Redundant;
        }
        if !self.add(owner, signature) {
            return Admission::Foreign;
        }
        // More than one too many where two people turned out to be one.
        let mut gone = Vec::new();
        while self.templates.templates_of(owner) > most.max(1) {
            gone.extend(self.drop_most_redundant(owner));
        }
        self.centre_again(owner);
        if gone.is_empty() {
            Admission::Taken
        } else if gone == [signature.clone()] {
            Admission::Redundant
        } else {
            Admission::Replaced(gone)
        }
    }

    fn add(&mut self, owner: Owner, signature: &Signature) -> bool {
        let added = self.templates.add(owner, signature);
        if added {
            self.tag.get_or_insert_with(|| signature.tag().clone());
        }
        added
    }

    pub(super) fn remove(&mut self, owner: Owner) {
        self.uncentre(owner);
        self.templates.remove(owner);
    }

    /// `from` is `into`.
    pub(super) fn reassign(&mut self, from: Owner, into: Owner) {
        self.uncentre(from);
        self.templates.reassign(from, into);
        self.centre_again(into);
    }

    /// Whether a person has a template.
    pub(super) fn knows(&self, owner: Owner) -> bool {
        self.templates.templates_of(owner) > 0
    }

    /// Everybody who has a template.
    pub(super) fn owners(&self) -> impl Iterator<Item = Owner> {
        self.templates.owners()
    }

    /// The templates of a person.
    pub(super) fn of(&self, owner: Owner) -> Vec<Signature> {
        let signature = |row: &Row| Signature::of_unit(self.tag.clone()?, row).ok();
        self.templates
            .templates(owner)
            .filter_map(signature)
            .collect()
    }

    /// The `k` people most alike to a probe, best first, with their likeness. Exact: nobody who is left out by their centre
    /// can make up for it by a template.
    pub(super) fn top(&self, probe: &Probe, k: usize) -> Vec<(Owner, f32)> {
        let mut asked = k.saturating_add(4);
        loop {
            let hits = self.centres.top(probe, asked);
            let of = |owner| self.likeness(owner, probe).unwrap_or(f32::NEG_INFINITY);
            let mut best: Vec<_> = hits.iter().map(|hit| (hit.owner, of(hit.owner))).collect();
            best.sort_by(|a, b| b.1.total_cmp(&a.1));
            best.truncate(k);
            let all = hits.len() < asked;
            let beyond = hits.last().map_or(-1.0, |hit| hit.cosine + LEAD);
            if all || best.last().is_some_and(|(_, worst)| *worst >= beyond) {
                return best;
            }
            asked *= 2;
        }
    }

    /// How alike a person is to a probe.
    pub(super) fn likeness(&self, owner: Owner, probe: &Probe) -> Option<f32> {
        let centre = self.centres.best_of(owner, probe)?;
        let template = self.templates.best_of(owner, probe)?;
        Some(centre.max(template.min(centre + LEAD)))
    }

    /// The mean cosine of a probe with everybody's centre, `except` left out, and how many those are.
    pub(super) fn cohort(&self, probe: &Probe, except: Option<Owner>) -> (f64, usize) {
        if self.tag.as_ref() != Some(probe.tag()) {
            return (0.0, 0);
        }
        let all = self.sum.iter().zip(probe.values());
        let mut sum: f64 = all.map(|(sum, v)| sum * f64::from(*v)).sum();
        let mut n = self.centres.len();
        if let Some(owner) = except {
            for own in self.centres.templates(owner) {
                let cosine = own.iter().zip(probe.values());
                sum -= cosine
                    .map(|(a, b)| f64::from(*a) * f64::from(*b))
                    .sum::<f64>();
                n -= 1;
            }
        }
        (if n == 0 { 0.0 } else { sum / n as f64 }, n)
    }

    fn centre_again(&mut self, owner: Owner) {
        self.uncentre(owner);
        for centre in centres(&self.of(owner)) {
            if self.centres.add(owner, &centre) {
                for (sum, v) in self.sum.iter_mut().zip(centre.values()) {
                    *sum += f64::from(*v);
                }
            }
        }
    }

    fn uncentre(&mut self, owner: Owner) {
        for row in self.centres.templates(owner) {
            for (sum, v) in self.sum.iter_mut().zip(row) {
                *sum -= f64::from(*v);
            }
        }
        self.centres.remove(owner);
    }

    /// Drops the template that is most alike to the others of its person.
    fn drop_most_redundant(&mut self, owner: Owner) -> Option<Signature> {
        let mut own = self.of(owner);
        let likeness = |i: usize| -> f32 {
            let others = own.iter().enumerate().filter(|(j, _)| *j != i);
            let cosines = others.filter_map(|(_, other)| own[i].cosine(other));
            cosines.fold(f32::NEG_INFINITY, f32::max)
        };
        // Of the most alike pair the older one goes: the first of equals.
        let mut most = (0, f32::NEG_INFINITY);
        for i in 0..own.len() {
            let alike = likeness(i);
            if alike > most.1 + 1e-6 {
                most = (i, alike);
            }
        }
        let gone = (most.0 < own.len()).then(|| own.remove(most.0))?;
        self.templates.remove(owner);
        for signature in &own {
            self.templates.add(owner, signature);
        }
        Some(gone)
    }
}

/// The centres of templates that are alike, directly or over others between them. A template that is like none of the
/// others has none, unless that holds for all of them: then nobody can say which is the wrong one.
fn centres(templates: &[Signature]) -> Vec<Signature> {
    let mut group_of: Vec<usize> = (0..templates.len()).collect();
    for i in 0..templates.len() {
        for j in 0..i {
            let cosine = templates[i].cosine(&templates[j]);
            if cosine.is_some_and(|cosine| cosine >= STRANGE) {
                let (from, into) = (group_of[i], group_of[j]);
                group_of
                    .iter_mut()
                    .filter(|group| **group == from)
                    .for_each(|group| *group = into);
            }
        }
    }
    let members = |group: usize| {
        let all = templates.iter().zip(&group_of);
        all.filter(move |(_, of)| **of == group)
            .map(|(s, _)| (s, 1.0))
            .collect::<Vec<_>>()
    };
    let groups: Vec<_> = (0..templates.len())
        .map(members)
        .filter(|g| !g.is_empty())
        .collect();
    let least = groups.iter().map(Vec::len).max().unwrap_or(0).min(2);
    groups
        .iter()
        .filter(|group| group.len() >= least)
        .filter_map(|group| {
            // To the bit: of two people with the same face neither is nearer.
            if let [(only, _)] = group[..] {
                return Some(only.clone());
            }
            let pooled = Probe::pooled(group)?;
            Signature::of_unit(pooled.tag().clone(), pooled.values()).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tag() -> ModelTag {
        ModelTag::new("aaaa", "plain")
    }

    fn signature(raw: &[f32]) -> Signature {
        let mut values = [0.0; SIGNATURE_DIM];
        values[..raw.len()].copy_from_slice(raw);
        Signature::new(tag(), &values).expect("a direction")
    }

    /// A view of person `n`: mostly their own direction, a little of view `v`.
    fn view(n: usize, v: usize) -> Signature {
        let mut raw = [0.0; SIGNATURE_DIM];
        raw[n] = 1.0;
        raw[20 + v] = 0.6;
        signature(&raw)
    }

    fn known(people: &[(u32, &[Signature])]) -> References<u32> {
        let mut references = References::new(Some(tag()));
        for (owner, templates) in people {
            references.set(*owner, &templates.iter().collect::<Vec<_>>());
        }
        references
    }

    #[test]
    fn one_bad_reference_poisons_nobody() {
        let poison = view(9, 9);
        let own = [view(1, 0), view(1, 1), view(1, 2), poison.clone()];
        let references = known(&[(1, &own)]);
        let likeness = |signature: &Signature| {
            let probe = Probe::from(signature);
            references.likeness(1, &probe).unwrap()
        };
        assert!(likeness(&poison) < 0.1, "{}", likeness(&poison));
        assert!(own[..3].iter().all(|view| likeness(view) > 0.9));
    }

    #[test]
    fn two_looks_of_one_person_are_both_known() {
        let looks = [view(1, 0), view(1, 1), view(9, 2), view(9, 3)];
        let references = known(&[(1, &looks)]);
        for look in &looks {
            assert!(references.likeness(1, &Probe::from(look)).unwrap() > 0.85);
        }
    }

    #[test]
    fn what_shows_nothing_new_is_not_kept_and_the_cap_holds_with_variety() {
        let mut references = known(&[(1, &[view(1, 0)])]);
        assert_eq!(references.learn(1, &view(1, 0), 3), Admission::Redundant);
        for v in 1..3 {
            assert_eq!(references.learn(1, &view(1, v), 3), Admission::Taken);
        }
        // Between two views that are there: it, or one of them, goes.
        let mut raw = [0.0; SIGNATURE_DIM];
        (raw[1], raw[20], raw[21]) = (1.0, 0.35, 0.5);
        references.learn(1, &signature(&raw), 3);
        assert_eq!(references.templates(), 3);
        for v in [0, 1, 2] {
            let likeness = references.likeness(1, &Probe::from(&view(1, v))).unwrap();
            assert!(likeness > 0.8, "view {v} is forgotten: {likeness}");
        }
    }

    #[test]
    fn another_model_is_left_out_and_said_so() {
        let old = Signature::new(ModelTag::new("bbbb", "plain"), &[1.0; SIGNATURE_DIM]).unwrap();
        let mut references = References::new(Some(tag()));
        assert_eq!(references.set(1, &[&old, &view(1, 0)]), 1);
        assert_eq!(references.learn(1, &old, 8), Admission::Foreign);
        assert_eq!(references.cohort(&Probe::from(&old), None), (0.0, 0));
    }

    fn vectors(n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Vec<f32>>> {
        prop::collection::vec(prop::collection::vec(-1.0f32..1.0, 6..7), n)
            .prop_filter("directions", |all| {
                all.iter().all(|v| v.iter().any(|x| x.abs() > 0.1))
            })
    }

    proptest! {
        #[test]
        fn the_most_alike_are_those_of_everybody_compared(raws in vectors(1..40), probe in vectors(1..2), k in 1usize..6) {
            let mut references = References::new(Some(tag()));
            for (i, raw) in raws.iter().enumerate() {
                references.learn((i % 7) as u32, &signature(raw), 4);
            }
            let probe = Probe::from(&signature(&probe[0]));
            let mut all: Vec<_> = references.owners().map(|o| references.likeness(o, &probe).unwrap()).collect();
            all.sort_by(|a, b| b.total_cmp(a));
            let top: Vec<_> = references.top(&probe, k).into_iter().map(|(_, likeness)| likeness).collect();
            prop_assert_eq!(&top[..], &all[..k.min(all.len())]);
        }

        #[test]
        fn more_people_never_lower_the_likeness_of_the_most_alike(raws in vectors(2..30), probe in vectors(1..2), few in 1u32..5) {
            let mut references = References::new(Some(tag()));
            for (i, raw) in raws.iter().enumerate() {
                references.learn((i % 9) as u32, &signature(raw), 4);
            }
            let probe = Probe::from(&signature(&probe[0]));
            let best = |references: &References<u32>| references.top(&probe, 1).first().map_or(-1.0, |(_, likeness)| *likeness);
            let all = best(&references);
            for owner in few..9 {
                references.remove(owner);
            }
            prop_assert!(best(&references) <= all);
        }

        #[test]
        fn the_cohorts_mean_is_that_of_all_centres(raws in vectors(2..30), probe in vectors(1..2), gone in 0u32..5) {
            let mut references = References::new(Some(tag()));
            for (i, raw) in raws.iter().enumerate() {
                references.learn((i % 6) as u32, &signature(raw), 3);
            }
            references.remove(gone);
            references.reassign(gone + 1, 0);
            let probe = Probe::from(&signature(&probe[0]));
            let rows = references.owners().flat_map(|o| references.centres.templates(o));
            let dot = |row: &Row| -> f64 { row.iter().zip(probe.values()).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum() };
            let centres: Vec<f64> = rows.map(dot).collect();
            let (mean, n) = references.cohort(&probe, None);
            prop_assert_eq!(n, centres.len());
            let expected = if n == 0 { 0.0 } else { centres.iter().sum::<f64>() / n as f64 };
            prop_assert!((mean - expected).abs() < 1e-5, "{mean} {expected}");
        }

        #[test]
        fn nobody_has_more_templates_than_the_cap(raws in vectors(1..30), most in 1usize..5) {
            let mut references = References::new(Some(tag()));
            for raw in &raws {
                references.learn(1u32, &signature(raw), most);
                prop_assert!(references.templates() <= most);
            }
        }
    }
}
