//! The k best, exactly.

use super::{
    best::{Best, Hit},
    chunk,
    exact::dot,
    kernel::{self, Form},
    probe::Probe,
    rows::Snapshot,
    segment,
    shortlist::{Found, Shortlist},
};
use crate::types::SIGNATURE_DIM;

/// Probes that go over memory together.
const BATCH: usize = 8;
/// Rows that are on their way from memory while one is looked at.
const AHEAD: usize = 6;

impl<Owner: Copy + Ord> Snapshot<Owner> {
    /// The `k` owners most alike to the probe, the most alike first; of two who are equally alike, the one with the
    /// smaller id. Each is there once, with their most alike template. Nobody, if the probe is of another model.
    pub fn top(&self, probe: &Probe, k: usize) -> Vec<Hit<Owner>> {
        if k == 0 || self.tag.as_ref() != Some(probe.tag()) {
            return Vec::new();
        }
        self.pass::<1>(&[probe], k).pop().unwrap_or_default()
    }

    /// [`Snapshot::top`] for each of several probes, in one pass over memory for each eight of them.
    pub fn top_batch(&self, probes: &[&Probe], k: usize) -> Vec<Vec<Hit<Owner>>> {
        let mut found = vec![Vec::new(); probes.len()];
        let comparable = |&i: &usize| k > 0 && self.tag.as_ref() == Some(probes[i].tag());
        let places: Vec<_> = (0..probes.len()).filter(comparable).collect();
        for places in places.chunks(BATCH) {
            let group: Vec<_> = places.iter().map(|&i| probes[i]).collect();
            let hits = match group.len() {
                1 => self.pass::<1>(&group, k),
                2..=4 => self.pass::<4>(&group, k),
                _ => self.pass::<BATCH>(&group, k),
            };
            for (&place, hits) in places.iter().zip(hits) {
                found[place] = hits;
            }
        }
        found
    }

    /// One pass over memory for up to `P` probes.
    fn pass<const P: usize>(&self, probes: &[&Probe], k: usize) -> Vec<Vec<Hit<Owner>>> {
        let forms: [Form; P] = std::array::from_fn(|i| {
            let values = probes.get(i).map(|probe| probe.values());
            self.kernel.form(values.unwrap_or(&[0.0; SIGNATURE_DIM]))
        });
        let mut lists: Vec<_> = forms[..probes.len()]
            .iter()
            .map(|form| Shortlist::new(k, form))
            .collect();
        // Nothing reaches the limit of a probe that is not there.
        let mut limits = [f32::INFINITY; P];
        let mut scores = [[0.0; chunk::ROWS]; P];
        for (s, segment) in self.segments.iter().enumerate() {
            for (c, (chunk, owners, error)) in segment.chunks().enumerate() {
                for (limit, list) in limits.iter_mut().zip(&lists) {
                    *limit = list.limit(error);
                }
                let passed = self.kernel.scan(chunk, &forms, &limits, &mut scores);
                for ((list, passed), scores) in lists.iter_mut().zip(passed).zip(&scores) {
                    if passed != 0 {
                        list.take(&Found {
                            passed,
                            scores,
                            owners,
                            first: s * segment::ROWS + c * chunk::ROWS,
                            error,
                        });
                    }
                }
            }
        }
        let lists = probes.iter().zip(lists);
        lists
            .map(|(probe, list)| self.rank(probe, k, list))
            .collect()
    }

    /// The k best of a shortlist, by the cosine that decides.
    fn rank(&self, probe: &Probe, k: usize, list: Shortlist<Owner>) -> Vec<Hit<Owner>> {
        let mut best = Best::new(k);
        let rows = list.rows();
        let mut ahead = rows.clone();
        for (row, _) in ahead.by_ref().take(AHEAD) {
            kernel::fetch(self.row(row));
        }
        for (row, at_most) in rows {
            if at_most < best.last() {
                // Neither do those that come after it.
                break;
            }
            if let Some((next, _)) = ahead.next() {
                kernel::fetch(self.row(next));
            }
            let cosine = dot(self.row(row), probe.values());
            if cosine >= best.last() {
                best.raise(self.owner(row), cosine);
            }
        }
        best.into_hits()
    }
}
