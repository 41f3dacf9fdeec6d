//! How alike the faces of a probe are to each visitor of a gallery. All that is known here of the decision stands in
//! this file.
//!
//! The faces of a probe are pooled: the mean of their unit signatures, weighted by quality, normalised again. A visitor
//! scores the cosine of their most alike template.

use crate::types::Signature;

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

/// Compares the faces of a probe with a gallery, the templates of each visitor; `None` where there is nothing to compare.
pub(super) fn compare(gallery: &[Vec<&Face>], probe: &[&Face]) -> Option<Match> {
    let pooled = pool(probe)?;
    let score = |templates: &Vec<&Face>| {
        let cosines = templates.iter().filter_map(|t| pooled.cosine(&t.signature));
        cosines.fold(-1.0, f32::max)
    };
    let scores: Vec<f32> = gallery.iter().map(score).collect();
    let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
    Some(Match { best, scores })
}

/// The signature of several faces of one person.
fn pool(faces: &[&Face]) -> Option<Signature> {
    let (first, others) = faces.split_first()?;
    if others.is_empty() {
        return Some(first.signature.clone());
    }
    let mut sum = vec![0.0; first.signature.values().len()];
    for face in faces {
        for (sum, value) in sum.iter_mut().zip(face.signature.values()) {
            *sum += face.quality * value;
        }
    }
    Signature::new(first.signature.tag().clone(), &sum).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::identity::testing::face;

    #[test]
    fn the_most_alike_template_counts_and_the_best_visitor_is_named() {
        let (near, far, own) = (face(1, 0.3, 1), face(2, 0.0, 2), face(1, 0.3, 3));
        let gallery = [vec![&far], vec![&far, &near]];
        let found = compare(&gallery, &[&own]).unwrap();
        assert_eq!(found.best, 1);
        assert_eq!(
            found.scores[1],
            own.signature.cosine(&near.signature).unwrap()
        );
        assert!(compare(&gallery, &[]).is_none() && compare(&[], &[&own]).is_none());
    }

    #[test]
    fn faces_seen_together_are_more_like_their_person_than_each_alone() {
        let truth = face(1, 0.0, 0);
        let noisy: Vec<_> = (1..6).map(|n| face(1, 1.0, n)).collect();
        let gallery = [vec![&truth]];
        let score = |faces: &[&Face]| compare(&gallery, faces).unwrap().scores[0];
        let together = score(&noisy.iter().collect::<Vec<_>>());
        assert!(noisy.iter().all(|alone| score(&[alone]) < together));
    }
}
