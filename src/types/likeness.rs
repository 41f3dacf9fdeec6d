//! How alike tracks were to the best of those they were compared with: counted, of nobody in particular.

/// Upper bounds of the counted likenesses (cosine, -1 to 1). Closer where thresholds lie.
pub const LIKENESS_BOUNDS: [f64; 18] = [
    -0.2, -0.1, 0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9, 1.0,
];

/// What a comparison said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compared {
    /// It is somebody who is known.
    Known,
    /// It is nobody who is known.
    Unknown,
    /// Nobody can say yet.
    Undecided,
}

impl Compared {
    /// All of them, and what they are called.
    pub const WORDS: [(Self, &'static str); 3] = [
        (Self::Known, "known"),
        (Self::Unknown, "unknown"),
        (Self::Undecided, "undecided"),
    ];
}

/// The likenesses of one answer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LikenessCounts {
    /// By [`LIKENESS_BOUNDS`], and one for what lies above the last.
    pub counts: [u64; LIKENESS_BOUNDS.len() + 1],
    pub sum: f64,
}

/// The likeness (cosine, less what the probe is alike to everybody) of the best candidate of every comparison since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Likenesses([LikenessCounts; Compared::WORDS.len()]);

impl Likenesses {
    /// Counts one.
    pub fn count(&mut self, answer: Compared, likeness: f32) {
        let likeness = f64::from(likeness);
        if likeness.is_finite() {
            let of = &mut self.0[answer as usize];
            of.counts[LIKENESS_BOUNDS.partition_point(|bound| *bound < likeness)] += 1;
            of.sum += likeness;
        }
    }

    /// Those of one answer.
    pub fn of(&self, answer: Compared) -> &LikenessCounts {
        &self.0[answer as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likenesses_are_counted_by_what_was_answered() {
        let mut likenesses = Likenesses::default();
        likenesses.count(Compared::Known, 0.72);
        likenesses.count(Compared::Known, 0.78);
        likenesses.count(Compared::Unknown, -0.4);
        likenesses.count(Compared::Unknown, f32::NAN);
        let known = likenesses.of(Compared::Known);
        assert_eq!(known.counts[15], 2, "both lie above 0.7 and not above 0.8");
        assert!((known.sum - 1.5).abs() < 1e-6);
        let unknown = likenesses.of(Compared::Unknown);
        assert_eq!((unknown.counts[0], unknown.counts.iter().sum()), (1, 1_u64));
        assert_eq!(
            likenesses
                .of(Compared::Undecided)
                .counts
                .iter()
                .sum::<u64>(),
            0
        );
    }
}
