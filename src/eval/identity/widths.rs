//! What holds for faces of which width.

use serde::Serialize;

use super::{
    capacity::{Capacity, capacity},
    faces::Shot,
    interval::{Bootstrap, Rate},
    rates::{Impostors, Mated, Stranger, fnir, share},
    report::{FNIR_HELD, FPIR, WithRates},
    trials::Trials,
};

/// Sizes that faces are sorted into.
pub(super) const BANDS: usize = 4;

/// Their borders in pixels, and names.
const BORDERS: [f32; BANDS - 1] = [40.0, 60.0, 80.0];
const NAMES: [&str; BANDS] = ["under 40", "40 to 60", "60 to 80", "over 80"];

/// The size of a width in pixels: under 40, under 60, under 80, and all others.
pub(super) fn band(width_px: f32) -> usize {
    BORDERS.partition_point(|border| *border <= width_px)
}

/// One size. Rates are at the thresholds of all sizes together, as a showroom has one.
#[derive(Clone, Debug, PartialEq)]
pub struct WidthRow {
    pub face_px: &'static str,
    /// Pictures with a face of this width, and those of them that are never decided.
    pub images: usize,
    pub abstained: usize,
    /// Probes of people in the gallery, over all repeats, and the share that was not decided.
    pub mated: usize,
    pub mated_abstained: Option<Rate>,
    pub strangers: usize,
    pub strangers_abstained: Option<Rate>,
    /// FNIR at the threshold for FPIR 1 % and for 0.3 %, and the FPIR of this size at those thresholds as they are.
    pub fnir: [Option<Rate>; 2],
    pub fpir: [Option<Rate>; 2],
    /// The largest gallery that keeps each pair of targets, with a threshold for faces of this size.
    pub capacity: Vec<Capacity>,
    /// The same where probes that are not decided do not count as missed.
    pub capacity_decided: Vec<Capacity>,
}

/// The sizes of which there are faces.
pub(super) fn rows(people: &[Vec<Shot>], trials: &Trials, bootstrap: &Bootstrap) -> Vec<WidthRow> {
    let impostors = Impostors::new(&trials.strangers, people.len());
    let row = |at: usize| row(at, people, trials, &impostors, bootstrap);
    (0..BANDS).map(row).filter(|row| row.images > 0).collect()
}

fn row(
    at: usize,
    people: &[Vec<Shot>],
    trials: &Trials,
    impostors: &Impostors,
    bootstrap: &Bootstrap,
) -> WidthRow {
    let here = |width: Option<f32>| width.is_some_and(|width| band(width) == at);
    let shots = || people.iter().flatten().filter(|shot| here(shot.width_px));
    let mated: Vec<Mated> = trials
        .mated
        .iter()
        .filter(|m| here(m.width_px))
        .copied()
        .collect();
    let strangers: Vec<Stranger> = trials
        .strangers
        .iter()
        .filter(|s| here(s.width_px))
        .copied()
        .collect();
    let own = Impostors::new(&strangers, people.len());
    let persons = persons(mated.iter().map(|m| m.person), people.len());
    let everybody = vec![1; people.len()];
    let held = |is: &dyn Fn(&Mated) -> bool| -> Vec<Capacity> {
        let counted: Vec<&Mated> = mated.iter().filter(|m| is(m)).collect();
        let targets = FPIR
            .iter()
            .flat_map(|fpir| FNIR_HELD.map(|fnir| (*fpir, fnir)));
        let tail = &trials.comparisons[at];
        targets
            .filter_map(|(fpir, fnir)| capacity(&counted, tail, fpir, fnir))
            .collect()
    };
    WidthRow {
        face_px: NAMES[at],
        images: shots().count(),
        abstained: shots().filter(|shot| shot.face.is_none()).count(),
        mated: mated.len(),
        mated_abstained: bootstrap.rate(persons, |w| {
            share(&mated, w, |m| m.person, |m| m.found.is_none())
        }),
        strangers: strangers.len(),
        strangers_abstained: abstained(&strangers, people.len(), bootstrap),
        fnir: FPIR
            .map(|rate| bootstrap.rate(persons, |w| fnir(&mated, impostors.threshold(rate, w), w))),
        fpir: FPIR.map(|rate| {
            let threshold = impostors.threshold(rate, &everybody);
            bootstrap.rate(own.persons(), |w| own.share_from(threshold, w))
        }),
        capacity: held(&|_| true),
        capacity_decided: held(&|m| m.found.is_some()),
    }
}

/// The share of strangers' probes that are not decided.
pub(super) fn abstained(
    strangers: &[Stranger],
    people: usize,
    bootstrap: &Bootstrap,
) -> Option<Rate> {
    let persons = persons(strangers.iter().map(|s| s.person), people);
    bootstrap.rate(persons, |w| {
        share(strangers, w, |s| s.person, |s| s.best.is_none())
    })
}

/// How many different persons there are.
pub(super) fn persons(of: impl Iterator<Item = usize>, people: usize) -> usize {
    let mut seen = vec![false; people];
    of.for_each(|person| seen[person] = true);
    seen.iter().filter(|seen| **seen).count()
}

impl Serialize for WidthRow {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut json = WithRates::begin(serializer)?;
        json.entry("face_px", &self.face_px)?;
        json.entry("images", &self.images)?;
        json.entry("abstained", &self.abstained)?;
        json.entry("mated_probes", &self.mated)?;
        json.rate("mated_abstained_share", self.mated_abstained)?;
        json.entry("stranger_probes", &self.strangers)?;
        json.rate("stranger_abstained_share", self.strangers_abstained)?;
        json.rate("fnir_at_fpir_1e-2", self.fnir[0])?;
        json.rate("fpir_at_threshold", self.fpir[0])?;
        json.rate("fnir_at_fpir_3e-3", self.fnir[1])?;
        json.rate("fpir_at_threshold_at_fpir_3e-3", self.fpir[1])?;
        json.entry("capacity", &self.capacity)?;
        json.entry("capacity_decided", &self.capacity_decided)?;
        json.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::identity::{
        testing::{people, settings, shot},
        trials,
    };

    #[test]
    fn each_width_has_one_size() {
        let sizes = [12.0, 39.9, 40.0, 59.9, 60.0, 80.0, 300.0].map(|w| NAMES[band(w)]);
        assert_eq!(
            sizes,
            [
                "under 40", "under 40", "40 to 60", "40 to 60", "60 to 80", "over 80", "over 80"
            ]
        );
    }

    #[test]
    fn the_rows_are_the_whole_sorted_by_width() {
        let mut all = people(15, 4, 0.6);
        for (n, shots) in all.iter_mut().enumerate() {
            for shot in shots {
                shot.width_px = Some([35.0, 50.0, 90.0][n % 3]);
            }
        }
        all[0][1].face = None;
        all.push(vec![shot(99, 0.6, 0, 50.0), Shot::default()]);
        let trials = trials::run(&all, &settings());
        let rows = rows(&all, &trials, &Bootstrap::new(all.len(), 1));
        let names: Vec<_> = rows.iter().map(|r| r.face_px).collect();
        assert_eq!(names, ["under 40", "40 to 60", "over 80"]);
        assert_eq!(rows.iter().map(|r| r.images).sum::<usize>(), 61);
        assert_eq!((rows[0].abstained, rows[1].abstained), (1, 0));
        let mated: usize = rows.iter().map(|r| r.mated).sum();
        let faceless = trials.mated.iter().filter(|m| m.width_px.is_none()).count();
        assert_eq!(mated + faceless, trials.mated.len());
        let strangers: usize = rows.iter().map(|r| r.strangers).sum();
        let faceless = trials
            .strangers
            .iter()
            .filter(|s| s.width_px.is_none())
            .count();
        assert_eq!(strangers + faceless, trials.strangers.len());
    }
}
