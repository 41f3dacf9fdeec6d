//! What a scan has found so far for one probe.

use super::{
    best::Best,
    chunk,
    code::bound,
    kernel::{Form, Passed},
};

/// What a scan found in one chunk.
pub(super) struct Found<'a, Owner> {
    pub(super) passed: Passed,
    /// Of the rows that passed, without the probe's scale.
    pub(super) scores: &'a [f32; chunk::ROWS],
    pub(super) owners: &'a [Owner],
    /// The number of the chunk's first row.
    pub(super) first: usize,
    /// What the codes of the rows leave out at most.
    pub(super) error: f32,
}

/// The rows that can be among the k best owners', and the cosine that they have to reach.
///
/// That cosine, `pass`, is never above the k-th best owner's: k different owners have a row whose lower bound reaches
/// it. So a row that decides who the k best are has an upper bound of at least `pass`, and is kept.
pub(super) struct Shortlist<Owner> {
    /// What the probe's code leaves out, and its scale.
    error: f32,
    scale: f32,
    /// By their lower bounds.
    best: Best<Owner>,
    pass: f32,
    /// Rows that may be among the best, by their upper bounds.
    candidates: Vec<Ranked>,
    /// When the candidates are looked through for those that are none any more.
    sweep_at: usize,
    /// The rows of one chunk that passed, by their scores: kept for its memory.
    order: Vec<Ranked>,
    k: usize,
}

/// So many candidates cost nothing to keep.
const FEW: usize = 1024;

impl<Owner: Copy + Ord> Shortlist<Owner> {
    /// An empty list of the `k` best (at least 1) for a probe.
    pub(super) fn new(k: usize, probe: &Form) -> Self {
        Self {
            error: probe.error,
            scale: probe.scale,
            best: Best::new(k),
            pass: f32::NEG_INFINITY,
            candidates: Vec::with_capacity(chunk::ROWS),
            sweep_at: FEW,
            order: Vec::with_capacity(chunk::ROWS),
            k,
        }
    }

    /// The least score (without the probe's scale) that matters in a chunk whose codes leave out at most `error`.
    pub(super) fn limit(&self, error: f32) -> f32 {
        (self.pass - bound(error, self.error)) / self.scale
    }

    /// Takes in the rows that reached the limit.
    pub(super) fn take(&mut self, found: &Found<'_, Owner>) {
        let bound = bound(found.error, self.error);
        self.line_up(found);
        for ranked in &self.order {
            let place = ranked.number();
            let score = found.scores[place] * self.scale;
            let (at_least, at_most) = (score - bound, score + bound);
            if at_most < self.pass {
                continue;
            }
            self.candidates
                .push(Ranked::new(at_most, found.first + place));
            if at_least > self.pass {
                self.best.raise(found.owners[place], at_least);
                self.pass = self.best.last();
            }
        }
        if self.candidates.len() >= self.sweep_at {
            self.sweep();
        }
    }

    /// Lists the rows that passed, the k best before the others: the limit then rises at once, and of the first chunk,
    /// where everybody passes, most rows are none that matter.
    fn line_up(&mut self, found: &Found<'_, Owner>) {
        self.order.clear();
        let mut passed = found.passed;
        while passed != 0 {
            let place = passed.trailing_zeros() as usize;
            passed &= passed - 1;
            self.order.push(Ranked::new(found.scores[place], place));
        }
        if self.order.len() > self.k {
            self.order.select_nth_unstable(self.k - 1);
        }
    }

    /// Lets go of the rows that are out of the running, so that the list stays short whatever the order of the rows.
    fn sweep(&mut self) {
        let pass = Ranked::new(self.pass, 0);
        self.candidates.retain(|c| c.reaches(pass));
        self.sweep_at = FEW.max(2 * self.candidates.len());
    }

    /// The rows that can still be among the best, and the cosine that each does not exceed: the largest first.
    pub(super) fn rows(mut self) -> impl ExactSizeIterator<Item = (usize, f32)> + Clone {
        self.sweep();
        self.candidates.sort_unstable();
        let candidates = self.candidates.into_iter();
        candidates.map(|c| (c.number(), c.figure()))
    }
}

/// A row's number with a figure, in one word that sorts by the figure, the largest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked(u64);

impl Ranked {
    /// `number` is below 2^32. As bits, floats of one sign sort as numbers do, those below zero the other way round.
    fn new(figure: f32, number: usize) -> Self {
        let bits = figure.to_bits();
        let falling = if bits >> 31 == 0 {
            !bits ^ 1 << 31
        } else {
            bits
        };
        Self(u64::from(falling) << 32 | number as u64)
    }

    fn number(self) -> usize {
        self.0 as u32 as usize
    }

    fn figure(self) -> f32 {
        let falling = (self.0 >> 32) as u32;
        f32::from_bits(if falling >> 31 == 0 {
            !(falling ^ 1 << 31)
        } else {
            falling
        })
    }

    /// Whether the figure is at least the other's.
    fn reaches(self, other: Self) -> bool {
        self.0 >> 32 <= other.0 >> 32
    }
}
