//! From a folder of portraits to the report.

use anyhow::Result;

use crate::identity::{self, threshold_as_delivered};

use super::{
    capacity::Tail,
    draw,
    faces::{self, Portraits, Shot},
    interval::{Bootstrap, Weights},
    rates::{Impostors, Mated, curve, fnir, fnir_decided, share},
    report::{Counts, FAR, FPIR, IdentityReport, Meaning, Misses, Outcome},
    settings::Settings,
    trials::{self, Trials},
    verification::Pairs,
    widths,
};

/// Sizes of galleries of which it is said what a threshold means there.
const GALLERIES: [usize; 5] = [10, 100, 400, 1000, 10_000];

/// Error rates between which curves are drawn, and points between ten times.
const CURVE: [f64; 2] = [1e-4, 1e-1];
const POINTS: u32 = 15;

/// Measures identity on a folder of portraits. `progress` is called with the pictures that are done and those there are.
/// A few milliseconds per picture and core, then some seconds.
///
/// # Errors
/// The folder or the models cannot be read, or there are too few people for the gallery.
pub fn evaluate(settings: &Settings, progress: impl FnMut(usize, usize)) -> Result<IdentityReport> {
    let portraits = faces::read(settings, progress)?;
    draw::check(&portraits.people, settings)?;
    Ok(report(settings, portraits))
}

fn report(settings: &Settings, portraits: Portraits) -> IdentityReport {
    let people = &portraits.people;
    let trials = trials::run(people, settings);
    let impostors = Impostors::new(&trials.strangers, people.len());
    let pairs = Pairs::new(people);
    let bootstrap = Bootstrap::new(people.len(), settings.seed);
    let ones = vec![1; people.len()];
    let mated_persons = widths::persons(trials.mated.iter().map(|m| m.person), people.len());
    let rates = curve_rates();
    let delivered = threshold_as_delivered(&identity::Settings::default(), settings.gallery);
    IdentityReport {
        settings: settings.clone(),
        counts: counts(people, &trials),
        tar: FAR.map(|far| bootstrap.rate(pairs.persons(), |w| pairs.tar(far, w))),
        tar_threshold: FAR.map(|far| pairs.threshold(far, &ones)),
        outcomes: FPIR.map(|fpir| {
            let threshold = |w: &Weights| impostors.threshold(fpir, w);
            outcome(threshold, &trials, &impostors, settings, &bootstrap)
        }),
        as_delivered: outcome(|_| delivered, &trials, &impostors, settings, &bootstrap),
        mated_abstained: bootstrap.rate(mated_persons, |w| {
            share(&trials.mated, w, |m| m.person, |m| m.found.is_none())
        }),
        stranger_abstained: widths::abstained(&trials.strangers, people.len(), &bootstrap),
        by_width: widths::rows(people, &trials, &bootstrap),
        verification: pairs.curve(&rates),
        open_set: curve(&trials.mated, &impostors, &rates),
        skipped: portraits.skipped,
    }
}

fn counts(people: &[Vec<Shot>], trials: &Trials) -> Counts {
    let count = |is: &dyn Fn(&Shot) -> bool| people.iter().flatten().filter(|s| is(s)).count();
    Counts {
        identities: people.len(),
        images: count(&|_| true),
        no_face: count(&|shot| shot.width_px.is_none()),
        abstained: count(&|shot| shot.width_px.is_some() && shot.face.is_none()),
        padded: count(&|shot| shot.padded),
        mated_probes: trials.mated.len(),
        stranger_probes: trials.strangers.len(),
        strangers_short: trials.strangers_short,
    }
}

/// What a threshold does, which may depend on the persons drawn.
fn outcome(
    threshold_of: impl Fn(&Weights) -> f32,
    trials: &Trials,
    impostors: &Impostors,
    settings: &Settings,
    bootstrap: &Bootstrap,
) -> Outcome {
    let mated = &trials.mated;
    let people = bootstrap.persons();
    let threshold = threshold_of(&vec![1; people]);
    let persons = widths::persons(mated.iter().map(|m| m.person), people);
    let mut all = Tail::default();
    trials.comparisons.iter().for_each(|tail| all.join(tail));
    let others = GALLERIES.iter().filter(|size| **size != settings.gallery);
    let expected = |size: &usize| Some((*size, all.fpir(*size as f64, threshold)?));
    Outcome {
        threshold,
        fnir: bootstrap.rate(persons, |w| fnir(mated, threshold_of(w), w)),
        fnir_decided: bootstrap.rate(persons, |w| fnir_decided(mated, threshold_of(w), w)),
        misses: misses(mated, threshold),
        meaning: Meaning {
            fpir: bootstrap.rate(impostors.persons(), |w| impostors.share_from(threshold, w)),
            expected: others.filter_map(expected).collect(),
        },
    }
}

fn misses(mated: &[Mated], threshold: f32) -> Misses {
    let count = |is: &dyn Fn(&Mated) -> bool| mated.iter().filter(|m| is(m)).count();
    let missed = count(&|m| !m.is_found(threshold));
    let abstained = count(&|m| m.found.is_none());
    let mistaken = count(&|m| m.is_mistaken(threshold));
    Misses {
        abstained,
        below_threshold: missed - abstained - mistaken,
        mistaken,
    }
}

/// Evenly by their logarithm.
fn curve_rates() -> Vec<f64> {
    let decades = (CURVE[1] / CURVE[0]).log10();
    let points = (decades * f64::from(POINTS)).round() as u32;
    (0..=points)
        .map(|i| CURVE[0] * 10f64.powf(f64::from(i) / f64::from(POINTS)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::identity::testing::{people, settings, shot};

    fn made_up(noise: f64) -> Portraits {
        let mut people = people(30, 4, noise);
        people.extend((200..230).map(|p| vec![shot(p, noise, 0, 55.0)]));
        people[3][2].face = None;
        people[4].push(Shot::default());
        Portraits {
            people,
            skipped: Vec::new(),
        }
    }

    fn json(seed: u64, noise: f64) -> String {
        let settings = Settings {
            gallery: 10,
            seed,
            ..settings()
        };
        serde_json::to_string(&report(&settings, made_up(noise))).unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_one_other_galleries() {
        assert_eq!(json(1, 1.5), json(1, 1.5));
        assert_ne!(json(1, 1.5), json(2, 1.5));
    }

    #[test]
    fn the_keys_that_others_rely_on_are_there_and_each_rate_has_its_interval() {
        let json: serde_json::Value = serde_json::from_str(&json(1, 1.5)).unwrap();
        let number = |key: &str| {
            json[key]
                .as_f64()
                .unwrap_or_else(|| panic!("{key}: {}", json[key]))
        };
        assert_eq!([number("identities"), number("images")], [60.0, 151.0]);
        assert_eq!([number("no_face"), number("abstained")], [1.0, 1.0]);
        assert!(number("threshold") < number("threshold_at_fpir_3e-3"));
        for key in [
            "tar_at_far_1e-2",
            "tar_at_far_1e-3",
            "fnir_at_fpir_1e-2",
            "fnir_at_fpir_3e-3",
            "fnir_as_delivered",
        ] {
            let ends = &json[format!("{key}_ci95")];
            let (low, high) = (ends[0].as_f64().unwrap(), ends[1].as_f64().unwrap());
            assert!(
                0.0 <= low && low <= number(key) && number(key) <= high && high <= 1.0,
                "{key}"
            );
            assert!(low < high, "{key}");
        }
        assert!(number("threshold_as_delivered") >= 0.5);
        let misses = &json["misses_at_fpir_1e-2"];
        let all: f64 = ["abstained", "below_threshold", "mistaken"]
            .iter()
            .map(|why| misses[why].as_f64().unwrap())
            .sum();
        let expected = number("fnir_at_fpir_1e-2") * number("mated_probes");
        assert!((all - expected).abs() < 1e-6, "{misses}");
    }

    #[test]
    fn without_overlap_only_what_was_not_decided_is_missed() {
        let json: serde_json::Value = serde_json::from_str(&json(1, 0.1)).unwrap();
        for key in ["fnir_at_fpir_1e-2", "fnir_at_fpir_3e-3"] {
            assert_eq!(json[key], json["mated_abstained_share"]);
        }
    }

    #[test]
    fn curves_fall_from_left_to_right() {
        let settings = Settings {
            gallery: 10,
            ..settings()
        };
        let report = report(&settings, made_up(1.5));
        for curve in [&report.verification, &report.open_set] {
            assert!(curve.len() > 30);
            assert!(
                curve
                    .windows(2)
                    .all(|w| w[0].0 <= w[1].0 && w[0].1 >= w[1].1),
                "{curve:?}"
            );
        }
    }
}
