//! Whose templates are whose, after anything that can happen to them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::data::{Kind, brute_force, filled, kind, signature, signature_of, tag, visitor};
use crate::{
    identity::gallery::{Gallery, Probe},
    types::{SIGNATURE_DIM, Signature, VisitorId},
};

/// What happens to a gallery.
#[derive(Clone, Debug)]
enum Step {
    /// So many templates for a visitor.
    Add(usize, usize),
    Remove(usize),
    Reassign(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0usize..12, 1usize..120).prop_map(|(who, n)| Step::Add(who, n)),
        2 => (0usize..12).prop_map(Step::Remove),
        2 => (0usize..12, 0usize..12).prop_map(|(from, into)| Step::Reassign(from, into)),
    ]
}

/// A gallery as it ought to be: each visitor's signatures, in the order in which they came.
#[derive(Clone, Default)]
struct Model(BTreeMap<VisitorId, Vec<Signature>>);

impl Model {
    fn all(&self) -> Vec<(VisitorId, Signature)> {
        let of = |(who, theirs): (&VisitorId, &Vec<Signature>)| {
            let who = *who;
            theirs
                .iter()
                .map(move |s| (who, s.clone()))
                .collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of).collect()
    }
}

/// Takes the step in both.
fn play(step: &Step, kind: Kind, seed: u64, gallery: &mut Gallery, model: &mut Model) {
    match *step {
        Step::Add(who, n) => {
            for _ in 0..n {
                let signature = signature_of(kind, seed, gallery.len() as u64);
                assert!(gallery.add(visitor(who), &signature));
                model.0.entry(visitor(who)).or_default().push(signature);
            }
        }
        Step::Remove(who) => {
            gallery.remove(visitor(who));
            model.0.remove(&visitor(who));
        }
        Step::Reassign(from, into) => {
            gallery.reassign(visitor(from), visitor(into));
            if let Some(theirs) = model.0.remove(&visitor(from)) {
                model.0.entry(visitor(into)).or_default().extend(theirs);
            }
        }
    }
}

proptest! {
    #[test]
    fn a_gallery_holds_what_was_done_to_it_and_a_snapshot_what_had_been_done(
        kind in kind(), seed: u64, steps in prop::collection::vec(step(), 1..25), pause in 0usize..25,
    ) {
        let (mut gallery, mut model) = (Gallery::default(), Model::default());
        let mut before = (gallery.snapshot(), model.clone());
        for (i, step) in steps.iter().enumerate() {
            if i == pause {
                before = (gallery.snapshot(), model.clone());
            }
            play(step, kind, seed, &mut gallery, &mut model);
        }
        let all = model.all();
        prop_assert_eq!(gallery.len(), all.len());
        prop_assert_eq!(gallery.is_empty(), all.is_empty());
        prop_assert!(gallery.owners().eq(model.0.keys().copied()));
        for who in (0..13).map(visitor) {
            let theirs = model.0.get(&who).map_or(&[][..], Vec::as_slice);
            prop_assert_eq!(gallery.templates_of(who), theirs.len());
            prop_assert!(gallery.templates(who).eq(theirs.iter().map(Signature::values)));
        }
        let probe = Probe::from(&signature_of(kind, seed, 5));
        let best = gallery.top(&probe, 5);
        prop_assert_eq!(&best, &brute_force(&all, &probe, 5));
        for hit in best {
            prop_assert_eq!(gallery.best_of(hit.owner, &probe), Some(hit.cosine));
        }
        prop_assert_eq!(before.0.len(), before.1.all().len());
        prop_assert_eq!(before.0.top(&probe, 5), brute_force(&before.1.all(), &probe, 5));
    }

    #[test]
    fn the_nearest_is_the_nearest_by_every_way_of_asking(kind in kind(), seed: u64, rows in 1usize..80) {
        let (gallery, all) = filled(kind, seed, rows, 9);
        let probe = signature_of(kind, seed, 1000);
        let expected = brute_force(&all, &Probe::from(&probe), 1)[0];
        prop_assert_eq!(gallery.nearest(&probe), Some((expected.owner, expected.cosine)));
        let best = expected.cosine;
        let unlike = all.iter().map(|(_, s)| s.cosine(&probe).unwrap()).fold(f32::MIN, f32::max);
        prop_assert!((best - unlike).abs() < 1e-5);
    }
}

#[test]
fn owners_need_not_be_visitors() {
    let mut staff: Gallery<u8> = Gallery::new(tag());
    assert!(staff.add(7, &signature(&[1.0; SIGNATURE_DIM])));
    assert_eq!(
        staff.nearest(&signature(&[2.0; SIGNATURE_DIM])).unwrap().0,
        7
    );
}

#[test]
fn what_is_no_unit_vector_is_not_taken_up() {
    let mut gallery: Gallery = Gallery::default();
    let damaged = |value: f32| {
        let bytes: Vec<_> = [value; SIGNATURE_DIM]
            .iter()
            .flat_map(|v| v.to_le_bytes())
            .collect();
        Signature::from_bytes(tag(), &bytes).unwrap()
    };
    for value in [0.0, 1e-30, 0.5, 1e30] {
        assert!(!gallery.add(visitor(1), &damaged(value)));
    }
    assert!(gallery.is_empty());
    let sound = signature(&[1.0; SIGNATURE_DIM]);
    assert!(gallery.add(visitor(1), &sound));
    // As a probe, its direction counts.
    let (_, cosine) = gallery.nearest(&damaged(1e30)).unwrap();
    assert!((cosine - 1.0).abs() < 1e-6);
    assert_eq!(gallery.nearest(&damaged(0.0)), Some((visitor(1), 0.0)));
}

#[test]
fn several_faces_make_one_probe_that_lies_between_them() {
    let (a, b) = (
        signature_of(Kind::Random, 1, 1),
        signature_of(Kind::Random, 1, 2),
    );
    let probe = Probe::pooled(&[(&a, 0.6), (&b, 0.3)]).unwrap();
    let length: f32 = probe.values().iter().map(|v| v * v).sum();
    assert!((length - 1.0).abs() < 1e-5);
    let mut gallery = Gallery::default();
    gallery.add(visitor(1), &a);
    gallery.add(visitor(2), &b);
    let cosines: Vec<_> = gallery
        .top(&probe, 2)
        .iter()
        .map(|h| (h.owner, h.cosine > 0.3))
        .collect();
    assert_eq!(cosines, [(visitor(1), true), (visitor(2), true)]);
    let opposite = signature(&a.values().iter().map(|v| -v).collect::<Vec<_>>());
    assert!(Probe::pooled(&[]).is_none());
    assert!(Probe::pooled(&[(&a, 1.0), (&opposite, 1.0)]).is_none());
    assert!(Probe::pooled(&[(&a, 0.0)]).is_none());
    assert!(Probe::pooled(&[(&a, f32::NAN)]).is_none());
}

#[test]
fn debug_never_shows_the_numbers() {
    let (gallery, all) = filled(Kind::Random, 1, 3, 2);
    assert_eq!(format!("{gallery:?}"), "Gallery(3 templates)");
    assert_eq!(format!("{:?}", gallery.snapshot()), "Snapshot(3 templates)");
    assert_eq!(
        format!("{:?}", Probe::from(&all[0].1)),
        "Probe(128 numbers, aaaa/plain)"
    );
}
