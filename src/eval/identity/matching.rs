//! How alike the faces of a probe are to each visitor of a gallery: what the appliance itself would say
//! ([`identity::Matcher`]).

use ulid::Ulid;

use crate::{
    identity,
    types::{Signature, VisitorId},
};

/// A face that is good enough to be decided on.
#[derive(Clone, Debug)]
pub(super) struct Face {
    pub(super) signature: Signature,
    /// Above the floor, at most 1.
    pub(super) quality: f32,
}

/// How alike a probe is to everybody in the gallery.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Match {
    /// The most alike visitor's place in the gallery.
    pub(super) best: usize,
    /// Score of each visitor, -1 to 1, in the gallery's order.
    pub(super) scores: Vec<f32>,
}

/// Enrolled visitors.
#[derive(Debug)]
pub(super) struct Gallery {
    matcher: identity::Matcher,
    size: usize,
}

impl Gallery {
    /// Enrols the faces of each visitor.
    pub(super) fn new(visitors: &[Vec<&Face>]) -> Self {
        let mut matcher = identity::Matcher::new(identity::Settings::default());
        for (place, faces) in visitors.iter().enumerate() {
            let signatures: Vec<_> = faces.iter().map(|face| &face.signature).collect();
            matcher.enrol(VisitorId(Ulid::from(place as u128)), &signatures);
        }
        Self {
            matcher,
            size: visitors.len(),
        }
    }

    /// Compares the faces of a probe with everybody; `None` where there is nothing to compare.
    pub(super) fn compare(&self, probe: &[&Face]) -> Option<Match> {
        let faces: Vec<_> = probe.iter().map(|f| (&f.signature, f.quality)).collect();
        let mut scores = vec![-1.0; self.size];
        for (VisitorId(place), likeness) in self.matcher.ranked(&faces) {
            scores[u128::from(place) as usize] = likeness;
        }
        let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
        (!faces.is_empty()).then_some(Match { best, scores })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::identity::testing::face;

    #[test]
    fn the_most_alike_template_counts_and_the_best_visitor_is_named() {
        let (near, far, own) = (face(1, 0.3, 1), face(2, 0.0, 2), face(1, 0.3, 3));
        let gallery = [vec![&far], vec![&far, &near]];
        let gallery = Gallery::new(&gallery);
        let found = gallery.compare(&[&own]).unwrap();
        assert_eq!(found.best, 1);
        assert!(found.scores[1] > found.scores[0]);
        assert!(gallery.compare(&[]).is_none() && Gallery::new(&[]).compare(&[&own]).is_none());
    }

    #[test]
    fn faces_seen_together_are_more_like_their_person_than_each_alone() {
        let truth = face(1, 0.0, 0);
        let noisy: Vec<_> = (1..6).map(|n| face(1, 1.0, n)).collect();
        let gallery = [vec![&truth]];
        let gallery = Gallery::new(&gallery);
        let score = |faces: &[&Face]| gallery.compare(faces).unwrap().scores[0];
        let together = score(&noisy.iter().collect::<Vec<_>>());
        assert!(noisy.iter().all(|alone| score(&[alone]) < together));
    }
}
