//! Who is in the gallery, who is probed with what, and who is a stranger.

use anyhow::Result;

use super::{faces::Shot, settings::Settings};
use crate::sim::Dice;

/// Pictures of one person, by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drawn {
    pub(super) person: usize,
    pub(super) shots: Vec<usize>,
}

/// One repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Repeat {
    /// What is enrolled of each visitor: at least one picture, all usable.
    pub(super) gallery: Vec<Drawn>,
    /// Probes of people in the gallery, and their place there.
    pub(super) mated: Vec<(usize, Drawn)>,
    /// Probes of everybody else.
    pub(super) strangers: Vec<Drawn>,
}

fn usable(shots: &[Shot]) -> usize {
    shots.iter().filter(|shot| shot.face.is_some()).count()
}

/// The people who may be enrolled: those with enough pictures to enrol and to be probed with, one of them usable.
pub(super) fn eligible(people: &[Vec<Shot>], settings: &Settings) -> Vec<usize> {
    let needs = settings.enrol + settings.probes;
    let enough = |shots: &Vec<Shot>| usable(shots) > 0 && shots.len() >= needs;
    (0..people.len()).filter(|&p| enough(&people[p])).collect()
}

/// Whether the galleries that are asked for can be drawn, with somebody left who is a stranger.
///
/// # Errors
/// There are too few people, with how many there are.
pub(super) fn check(people: &[Vec<Shot>], settings: &Settings) -> Result<()> {
    let Settings {
        gallery,
        enrol,
        probes,
        ..
    } = *settings;
    let may = eligible(people, settings).len();
    let dir = settings.faces.display();
    let needs = enrol + probes;
    if may < gallery {
        let hint = match may.min(people.len().saturating_sub(1)) {
            0 if needs > 2 => "hint: lower --enrol or --probes, or name a folder with more images of each person".to_owned(),
            0 => "hint: name a folder with two images or more of several people, DIR/<person>/<image>".to_owned(),
            most => format!("hint: --gallery {most} or less"),
        };
        anyhow::bail!(
            "{dir}: a gallery of {gallery} needs as many people with {needs} images or more, one of them good enough to \
             enrol; there {} {may}\n{hint}",
            if may == 1 { "is" } else { "are" }
        );
    }
    // Whoever is drawn, somebody else must be left who can be decided on.
    let known = people.iter().filter(|shots| usable(shots) > 0).count();
    anyhow::ensure!(
        known > gallery,
        "{dir}: with a gallery of {gallery}, nobody of the {known} people with a usable image is left as a stranger\n\
         hint: --gallery {} or less, or a folder with more people (of a stranger one image is enough)",
        known.saturating_sub(1)
    );
    Ok(())
}

/// Draws the gallery of one repeat, and all probes. The same seed and number give the same.
pub(super) fn draw(people: &[Vec<Shot>], settings: &Settings, number: u64) -> Repeat {
    let mut dice = Dice::new(settings.seed, &["gallery"], number);
    let mut may = eligible(people, settings);
    shuffle(&mut may, &mut dice);
    may.truncate(settings.gallery);
    let mut place = vec![None; people.len()];
    for (at, &person) in may.iter().enumerate() {
        place[person] = Some(at);
    }
    let mut repeat = Repeat {
        gallery: may
            .iter()
            .map(|&person| Drawn {
                person,
                shots: Vec::new(),
            })
            .collect(),
        ..Repeat::default()
    };
    // In the order of people, not of the gallery, so that the gallery's size alone changes who is drawn.
    for (person, shots) in people.iter().enumerate() {
        let mut order: Vec<usize> = (0..shots.len()).collect();
        shuffle(&mut order, &mut dice);
        let Some(at) = place[person] else {
            repeat
                .strangers
                .extend(probes(person, &order, settings.probes, true));
            continue;
        };
        repeat.gallery[at].shots = enrol(shots, &mut order, settings.enrol);
        let mated = probes(person, &order, settings.probes, false);
        repeat.mated.extend(mated.map(|probe| (at, probe)));
    }
    repeat
}

/// Takes what is to be enrolled off the front of the order, and gives what of it is usable: somebody is only known where at
/// least one picture of them was good enough, so one of those comes to the front if none is there by chance. The rest
/// is a fair sample of good and poor pictures, as it would not be if all poor ones were left for the probes.
fn enrol(shots: &[Shot], order: &mut Vec<usize>, count: usize) -> Vec<usize> {
    let good = |shot: &usize| shots[*shot].face.is_some();
    if !order[..count].iter().any(good)
        && let Some(at) = order.iter().position(good)
    {
        order.swap(0, at);
    }
    order.drain(..count).filter(good).collect()
}

/// Groups of `size` pictures; what is left over is not used, except that somebody with too few pictures, where that
/// may be, is probed with what there is.
fn probes(person: usize, order: &[usize], size: usize, short: bool) -> impl Iterator<Item = Drawn> {
    let too_few = short && order.len() < size;
    let size = if too_few { order.len().max(1) } else { size };
    let groups = order.chunks_exact(size).map(<[usize]>::to_vec);
    groups.map(move |shots| Drawn { person, shots })
}

/// Fisher and Yates.
fn shuffle<T>(items: &mut [T], dice: &mut Dice) {
    for last in (1..items.len()).rev() {
        items.swap(last, dice.below(last + 1));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::eval::identity::testing::{people, settings, shot};

    proptest! {
        #[test]
        fn every_picture_has_one_role_and_nobody_in_the_gallery_is_a_stranger(
            gallery in 1usize..6, enrol in 1usize..3, probes in 1usize..4, seed in 0u64..50,
        ) {
            let mut all = people(10, 6, 0.5);
            all.extend(people(5, 1, 0.5));
            let settings = Settings { gallery, enrol, probes, seed, ..settings() };
            let repeat = draw(&all, &settings, 0);
            prop_assert_eq!(repeat.gallery.len(), gallery);
            let known: BTreeSet<_> = repeat.gallery.iter().map(|g| g.person).collect();
            prop_assert_eq!(known.len(), gallery);
            prop_assert!(repeat.gallery.iter().all(|g| g.shots.len() == enrol));
            prop_assert!(repeat.strangers.iter().all(|s| !known.contains(&s.person)));
            prop_assert!(repeat.mated.iter().all(|(at, m)| m.person == repeat.gallery[*at].person && m.shots.len() == probes));
            let drawn = repeat.gallery.iter().chain(repeat.mated.iter().map(|m| &m.1)).chain(&repeat.strangers);
            let roles: Vec<_> = drawn.flat_map(|d| d.shots.iter().map(|s| (d.person, *s))).collect();
            prop_assert_eq!(roles.iter().collect::<BTreeSet<_>>().len(), roles.len());
            prop_assert_eq!(draw(&all, &settings, 0), repeat);
        }
    }

    #[test]
    fn what_is_below_the_floor_is_never_enrolled_and_its_share_of_the_probes_is_fair() {
        let mut all = people(3, 4, 0.5);
        for shots in &mut all {
            shots[1].face = None;
        }
        let settings = Settings {
            gallery: 2,
            enrol: 3,
            ..settings()
        };
        let (mut probes, mut poor) = (0, 0);
        for number in 0..400 {
            let repeat = draw(&all, &settings, number);
            for visitor in &repeat.gallery {
                assert!(!visitor.shots.contains(&1) && visitor.shots.len() >= 2);
            }
            probes += repeat.mated.len();
            poor += repeat.mated.iter().filter(|(_, p)| p.shots == [1]).count();
        }
        // One picture of four.
        assert_eq!(probes, 800);
        assert!((150..250).contains(&poor), "{poor}");
    }

    #[test]
    fn somebody_with_one_good_picture_is_enrolled_with_it() {
        let mut all = people(2, 5, 0.5);
        for shot in &mut all[0][1..] {
            shot.face = None;
        }
        let settings = Settings {
            gallery: 1,
            ..settings()
        };
        for number in 0..40 {
            let repeat = draw(&all, &settings, number);
            let enrolled = &repeat.gallery[0];
            assert!(enrolled.person == 1 || enrolled.shots == [0]);
            assert_eq!(repeat.mated.len(), 4);
        }
    }

    #[test]
    fn strangers_with_too_few_pictures_are_probed_with_what_they_have() {
        let mut all = people(2, 5, 0.5);
        all.push(vec![shot(9, 0.5, 0, 90.0)]);
        let settings = Settings {
            gallery: 1,
            probes: 2,
            ..settings()
        };
        let repeat = draw(&all, &settings, 0);
        let sizes: Vec<_> = repeat.strangers.iter().map(|s| s.shots.len()).collect();
        assert_eq!(sizes, [2, 2, 1]);
        assert_eq!(repeat.mated.len(), 2);
    }

    #[test]
    fn too_few_people_are_an_error_that_says_how_many_there_are() {
        let mut all = people(7, 2, 0.5);
        all.extend(people(3, 1, 0.5));
        let says = |settings: Settings| check(&all, &settings).unwrap_err().to_string();
        let error = says(Settings {
            gallery: 8,
            ..settings()
        });
        assert!(
            error.contains("there are 7") && error.contains("hint: --gallery 7 or less"),
            "{error}"
        );
        let error = says(Settings {
            gallery: 5,
            enrol: 2,
            ..settings()
        });
        assert!(
            error.contains("there are 0") && error.contains("hint: lower --enrol"),
            "{error}"
        );
        assert!(
            check(
                &all,
                &Settings {
                    gallery: 7,
                    ..settings()
                }
            )
            .is_ok()
        );
        let alone = check(
            &all[..7],
            &Settings {
                gallery: 7,
                ..settings()
            },
        )
        .unwrap_err()
        .to_string();
        assert!(
            alone.contains("stranger") && alone.contains("hint: --gallery 6 or less"),
            "{alone}"
        );
    }
}
