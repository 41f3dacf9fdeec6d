//! Every probe of every repeat, compared with its gallery.

use super::{
    capacity::Tail,
    draw::{Drawn, draw},
    faces::Shot,
    matching::{Face, Gallery, Match},
    rates::{Found, Mated, Stranger},
    settings::Settings,
    widths::{BANDS, band},
};

/// What all repeats together gave.
#[derive(Clone, Debug)]
pub(super) struct Trials {
    pub(super) mated: Vec<Mated>,
    pub(super) strangers: Vec<Stranger>,
    /// Strangers' probes with fewer pictures than were asked for.
    pub(super) strangers_short: usize,
    /// Scores of single comparisons of a stranger's probe with a visitor, by width of the probe's faces.
    pub(super) comparisons: [Tail; BANDS],
}

/// Runs all repeats.
pub(super) fn run(people: &[Vec<Shot>], settings: &Settings) -> Trials {
    let mut trials = Trials {
        mated: Vec::new(),
        strangers: Vec::new(),
        strangers_short: 0,
        comparisons: std::array::from_fn(|_| Tail::default()),
    };
    for number in 0..settings.repeats {
        let repeat = draw(people, settings, number as u64);
        let enrolled = |visitor: &Drawn| faces(people, visitor);
        let gallery: Vec<_> = repeat.gallery.iter().map(enrolled).collect();
        let gallery = Gallery::new(&gallery);
        for (own, probe) in &repeat.mated {
            trials.mated.push(Mated {
                person: probe.person,
                width_px: width(people, probe),
                found: compare(people, &gallery, probe).map(|found| Found {
                    own: found.scores[*own],
                    best: found.scores[found.best],
                    right: found.best == *own,
                }),
            });
        }
        for probe in &repeat.strangers {
            trials.strangers_short += usize::from(probe.shots.len() < settings.probes);
            trials.add_stranger(people, &gallery, probe);
        }
    }
    trials
}

impl Trials {
    fn add_stranger(&mut self, people: &[Vec<Shot>], gallery: &Gallery, probe: &Drawn) {
        let width_px = width(people, probe);
        let found = compare(people, gallery, probe);
        if let (Some(found), Some(width)) = (&found, width_px) {
            self.comparisons[band(width)].add(&found.scores);
        }
        self.strangers.push(Stranger {
            person: probe.person,
            width_px,
            best: found.map(|found| found.scores[found.best]),
        });
    }
}

fn compare(people: &[Vec<Shot>], gallery: &Gallery, probe: &Drawn) -> Option<Match> {
    gallery.compare(&faces(people, probe))
}

/// The usable faces among the pictures.
fn faces<'a>(people: &'a [Vec<Shot>], drawn: &Drawn) -> Vec<&'a Face> {
    let shots = drawn.shots.iter().map(|shot| &people[drawn.person][*shot]);
    shots.filter_map(|shot| shot.face.as_ref()).collect()
}

/// The mean width of the faces that count, or, where none does, of those that were found.
fn width(people: &[Vec<Shot>], drawn: &Drawn) -> Option<f32> {
    let shots = || drawn.shots.iter().map(|shot| &people[drawn.person][*shot]);
    let mut widths: Vec<f32> = shots()
        .filter(|shot| shot.face.is_some())
        .filter_map(|shot| shot.width_px)
        .collect();
    if widths.is_empty() {
        widths = shots().filter_map(|shot| shot.width_px).collect();
    }
    let sum: f32 = widths.iter().sum();
    (!widths.is_empty()).then(|| sum / widths.len() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::identity::{
        rates::{Impostors, fnir},
        testing::{people, settings, shot},
    };

    fn false_positives(people: &[Vec<Shot>], settings: &Settings, threshold: f32) -> usize {
        let strangers = run(people, settings).strangers;
        strangers
            .iter()
            .filter(|s| s.best.is_some_and(|best| best >= threshold))
            .count()
    }

    #[test]
    fn people_who_are_told_apart_without_doubt_are_never_missed() {
        let all = people(20, 4, 0.1);
        let trials = run(&all, &settings());
        let impostors = Impostors::new(&trials.strangers, all.len());
        let ones = vec![1; all.len()];
        let threshold = impostors.threshold(0.003, &ones);
        assert_eq!(fnir(&trials.mated, threshold, &ones), Some(0.0));
        assert_eq!(
            (trials.mated.len(), trials.strangers.len()),
            (4 * 5 * 3, 4 * 15 * 4)
        );
        let comparisons: u64 = trials.comparisons.iter().map(Tail::count).sum();
        assert_eq!(comparisons, 4 * 15 * 4 * 5);
    }

    #[test]
    fn more_strangers_are_never_fewer_false_positives() {
        let few = people(12, 3, 1.5);
        let mut more = few.clone();
        more.extend((100..140).map(|p| vec![shot(p, 1.5, 0, 90.0)]));
        for threshold in [0.1, 0.15, 0.2] {
            let count = |all: &[Vec<Shot>]| false_positives(all, &settings(), threshold);
            assert!(count(&more) >= count(&few));
        }
    }

    #[test]
    fn fused_probes_miss_less_than_single_ones() {
        let all = people(40, 7, 1.6);
        let missed = |probes| {
            let settings = Settings {
                probes,
                gallery: 20,
                ..settings()
            };
            let trials = run(&all, &settings);
            let ones = vec![1; all.len()];
            let threshold = Impostors::new(&trials.strangers, all.len()).threshold(0.01, &ones);
            fnir(&trials.mated, threshold, &ones).unwrap()
        };
        assert!(
            missed(3) < missed(1) && missed(1) > 0.02,
            "{} {}",
            missed(3),
            missed(1)
        );
    }

    #[test]
    fn a_probe_is_as_wide_as_the_faces_that_count() {
        let mut all = vec![vec![
            shot(1, 0.1, 0, 80.0),
            shot(1, 0.1, 1, 60.0),
            shot(1, 0.1, 2, 10.0),
        ]];
        all[0][2].face = None;
        let drawn = |shots: &[usize]| Drawn {
            person: 0,
            shots: shots.to_vec(),
        };
        assert_eq!(width(&all, &drawn(&[0, 1, 2])), Some(70.0));
        assert_eq!(width(&all, &drawn(&[2])), Some(10.0));
        all[0][2].width_px = None;
        assert_eq!(width(&all, &drawn(&[2])), None);
    }
}
