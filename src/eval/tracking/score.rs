//! How far tracks agree with the truth.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::AddAssign,
};

use super::mot::Line;
use crate::types::assign;

/// A person is found where a track's box overlaps theirs by this much.
const MIN_IOU: f32 = 0.5;

/// What was counted in one or more sequences.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    /// Boxes of the truth, and of the tracks.
    pub(super) truth: u64,
    pub(super) found: u64,
    pub(super) misses: u64,
    pub(super) false_positives: u64,
    /// How often a person was found in another track than before.
    pub(super) switches: u64,
    /// Boxes found where each person has one track and each track one person, chosen once for all frames.
    pub(super) identified: u64,
}

impl Counts {
    /// Harmonic mean of the shares of the truth and of the tracks that are identified, 0 to 1.
    pub(super) fn idf1(&self) -> f64 {
        2.0 * self.identified as f64 / (self.truth + self.found).max(1) as f64
    }

    /// One less the mistakes per box of the truth; negative where mistakes are more.
    pub(super) fn mota(&self) -> f64 {
        let mistakes = self.misses + self.false_positives + self.switches;
        1.0 - mistakes as f64 / self.truth.max(1) as f64
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.truth += other.truth;
        self.found += other.found;
        self.misses += other.misses;
        self.false_positives += other.false_positives;
        self.switches += other.switches;
        self.identified += other.identified;
    }
}

/// Compares tracks with the truth of the same sequence.
pub(super) fn score(truth: &[Line], tracks: &[Line]) -> Counts {
    let truth: Vec<&Line> = truth.iter().filter(|line| line.score != 0.0).collect();
    let frames: BTreeSet<u32> = truth
        .iter()
        .copied()
        .chain(tracks)
        .map(|line| line.frame)
        .collect();
    let mut counts = Counts {
        truth: truth.len() as u64,
        found: tracks.len() as u64,
        ..Counts::default()
    };
    let mut partner: BTreeMap<i64, i64> = BTreeMap::new();
    let mut together: BTreeMap<(i64, i64), f32> = BTreeMap::new();
    for frame in frames {
        let people: Vec<&Line> = truth.iter().filter(|l| l.frame == frame).copied().collect();
        let found: Vec<&Line> = tracks.iter().filter(|l| l.frame == frame).collect();
        for (a, b) in pairs(&people, &found) {
            *together.entry((people[a].id, found[b].id)).or_default() += 1.0;
        }
        let matched = correspond(&people, &found, &mut partner, &mut counts.switches);
        counts.misses += people.len() as u64 - matched;
        counts.false_positives += found.len() as u64 - matched;
    }
    counts.identified = identified(&together);
    counts
}

/// Who overlaps whom.
fn pairs(people: &[&Line], found: &[&Line]) -> Vec<(usize, usize)> {
    let all = (0..people.len()).flat_map(|a| (0..found.len()).map(move |b| (a, b)));
    all.filter(|&(a, b)| people[a].bbox.iou(&found[b].bbox) >= MIN_IOU)
        .collect()
}

/// CLEAR MOT: who was found in a track before stays with it while the two overlap; the others are matched at the least
/// distance. Returns how many are found.
fn correspond(
    people: &[&Line],
    found: &[&Line],
    partner: &mut BTreeMap<i64, i64>,
    switches: &mut u64,
) -> u64 {
    let overlapping = pairs(people, found);
    let (mut done, mut taken) = (BTreeSet::new(), BTreeSet::new());
    for &(a, b) in &overlapping {
        if partner.get(&people[a].id) == Some(&found[b].id) && !taken.contains(&b) {
            done.insert(a);
            taken.insert(b);
        }
    }
    let mut likeness = vec![vec![0.0; found.len()]; people.len()];
    for (a, b) in overlapping {
        if !done.contains(&a) && !taken.contains(&b) {
            // As many as possible first, then the best overlap.
            likeness[a][b] = people.len() as f32 + people[a].bbox.iou(&found[b].bbox);
        }
    }
    let mut matched = done.len() as u64;
    for (a, b) in assign(&likeness, 0.0).into_iter().enumerate() {
        let Some(b) = b else { continue };
        let before = partner.insert(people[a].id, found[b].id);
        *switches += u64::from(before.is_some_and(|before| before != found[b].id));
        matched += 1;
    }
    matched
}

/// The most boxes that one track a person, and one person a track, can hold.
fn identified(together: &BTreeMap<(i64, i64), f32>) -> u64 {
    let people: BTreeSet<i64> = together.keys().map(|&(person, _)| person).collect();
    let tracks: BTreeSet<i64> = together.keys().map(|&(_, track)| track).collect();
    let held: Vec<Vec<f32>> = people
        .iter()
        .map(|&person| {
            let row = tracks.iter().map(|&track| together.get(&(person, track)));
            row.map(|frames| frames.copied().unwrap_or(0.0)).collect()
        })
        .collect();
    let chosen = assign(&held, 0.0).into_iter().enumerate();
    chosen.filter_map(|(a, b)| Some(held[a][b?] as u64)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::BBox;

    fn line(frame: u32, id: i64, x: f32) -> Line {
        Line {
            frame,
            id,
            bbox: BBox::new(x, 0.0, 50.0, 100.0),
            score: 1.0,
        }
    }

    #[test]
    fn the_truth_itself_makes_no_mistake() {
        let truth: Vec<_> = (1..=10)
            .flat_map(|f| [line(f, 1, 0.0), line(f, 2, 200.0)])
            .collect();
        let counts = score(&truth, &truth);
        assert_eq!(
            (counts.idf1(), counts.mota(), counts.switches),
            (1.0, 1.0, 0)
        );
    }

    #[test]
    fn two_who_swap_their_tracks_are_two_switches_and_half_identified() {
        let truth: Vec<_> = (1..=10)
            .flat_map(|f| [line(f, 1, 0.0), line(f, 2, 200.0)])
            .collect();
        let swapped = |f| if f <= 5 { (7, 8) } else { (8, 7) };
        let tracks: Vec<_> = (1..=10)
            .flat_map(|f| [line(f, swapped(f).0, 0.0), line(f, swapped(f).1, 200.0)])
            .collect();
        let counts = score(&truth, &tracks);
        assert_eq!((counts.idf1(), counts.switches), (0.5, 2));
        assert!((counts.mota() - 0.9).abs() < 1e-9);
    }

    #[test]
    fn who_is_missed_for_a_while_and_found_in_another_track_switches_once() {
        let truth: Vec<_> = (1..=10).map(|f| line(f, 1, 0.0)).collect();
        let tracks: Vec<_> = [1, 2, 3, 8, 9, 10]
            .map(|f| line(f, if f < 5 { 4 } else { 5 }, 5.0))
            .into();
        let counts = score(&truth, &tracks);
        assert_eq!(
            (counts.switches, counts.misses, counts.false_positives),
            (1, 4, 0)
        );
        assert_eq!(counts.identified, 3);
    }

    #[test]
    fn who_does_not_count_in_the_truth_is_not_missed() {
        let ignored = Line {
            score: 0.0,
            ..line(1, 1, 0.0)
        };
        let counts = score(&[ignored, line(1, 2, 200.0)], &[line(1, 3, 200.0)]);
        assert_eq!((counts.truth, counts.misses, counts.mota()), (1, 0, 1.0));
    }
}
