//! How well a score sorts those who bought before the others.

use super::report::Estimate;

/// Area under the ROC curve: the share of pairs of a hit and a miss where the hit has the higher score, ties counting
/// half ("The meaning and use of the area under a receiver operating characteristic (ROC) curve", Radiology 143, 1982).
/// 0 to 1, 0.5 where the scores say nothing. `None` where hits or misses are missing, the lengths differ, or a score is
/// not a number.
pub fn auc(scores: &[f64], hits: &[bool]) -> Option<f64> {
    Some(mean(&of(&placements(scores, hits)?, hits, true)))
}

/// By how much `scores` sort better than `before`, of the same visitors: the difference of [`auc`], with an interval of
/// 95 % that knows of their being the same ("Comparing the areas under two or more correlated receiver operating
/// characteristic curves", Biometrics 44, 1988). `None` as for [`auc`], and with fewer than two hits or misses.
pub fn auc_gain(scores: &[f64], before: &[f64], hits: &[bool]) -> Option<Estimate> {
    let (new, old) = (placements(scores, hits)?, placements(before, hits)?);
    let gains: Vec<f64> = new.iter().zip(&old).map(|(n, o)| n - o).collect();
    let (of_hits, of_misses) = (of(&gains, hits, true), of(&gains, hits, false));
    let variance = variance_of_mean(&of_hits)? + variance_of_mean(&of_misses)?;
    Some(Estimate::normal(mean(&of_hits), variance))
}

/// How many times more often than on average there is a hit among the `share` (0 to 1, 0 excluded) with the highest
/// scores. Where equal scores lie across the border, each of them is in by the same part; so is the last where `share`
/// of the number is not whole. `None` without hits, where the lengths differ, or a number is out of range or none.
pub fn lift_at(scores: &[f64], hits: &[bool], share: f64) -> Option<f64> {
    let order = ascending(scores, hits)?;
    let all = hits.iter().filter(|hit| **hit).count() as f64;
    if all == 0.0 || share.is_nan() || share <= 0.0 || share > 1.0 {
        return None;
    }
    let wanted = share * scores.len() as f64;
    let (mut taken, mut found) = (0.0, 0.0);
    for tied in order.chunk_by(|a, b| scores[*a] == scores[*b]).rev() {
        let size = tied.len() as f64;
        let part = ((wanted - taken) / size).clamp(0.0, 1.0);
        found += part * tied.iter().filter(|i| hits[**i]).count() as f64;
        taken += part * size;
    }
    Some(found / wanted * (scores.len() as f64 / all))
}

/// For each visitor, in their order: of a hit the share of misses it is above, of a miss the share of hits above it;
/// ties by half.
fn placements(scores: &[f64], hits: &[bool]) -> Option<Vec<f64>> {
    let order = ascending(scores, hits)?;
    let all = hits.iter().filter(|hit| **hit).count();
    let (hit_count, miss_count) = (all as f64, (hits.len() - all) as f64);
    if hit_count == 0.0 || miss_count == 0.0 {
        return None;
    }
    let mut placed = vec![0.0; hits.len()];
    let (mut hits_below, mut misses_below) = (0.0, 0.0);
    for tied in order.chunk_by(|a, b| scores[*a] == scores[*b]) {
        let tied_hits = tied.iter().filter(|i| hits[**i]).count() as f64;
        let tied_misses = tied.len() as f64 - tied_hits;
        for &i in tied {
            placed[i] = if hits[i] {
                (misses_below + tied_misses / 2.0) / miss_count
            } else {
                (hit_count - hits_below - tied_hits / 2.0) / hit_count
            };
        }
        hits_below += tied_hits;
        misses_below += tied_misses;
    }
    Some(placed)
}

/// The visitors by rising score; `None` where there is no such order.
fn ascending(scores: &[f64], hits: &[bool]) -> Option<Vec<usize>> {
    if scores.len() != hits.len() || scores.iter().any(|score| score.is_nan()) {
        return None;
    }
    let mut order: Vec<usize> = (0..scores.len()).collect();
    // Sorts stably; -0 and 0 are the same score, which `total_cmp` does not know.
    order.sort_by(|a, b| (scores[*a] + 0.0).total_cmp(&(scores[*b] + 0.0)));
    Some(order)
}

/// The values of those that are hits, or that are none.
fn of(values: &[f64], hits: &[bool], hit: bool) -> Vec<f64> {
    let both = values.iter().zip(hits);
    both.filter(|(_, h)| **h == hit).map(|(v, _)| *v).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance_of_mean(values: &[f64]) -> Option<f64> {
    let (n, mean) = (values.len() as f64, mean(values));
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (n >= 2.0).then(|| squares / (n - 1.0) / n)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Scores of few values, so that there are ties, and outcomes.
    fn scored() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
        let one = (-4i8..4, any::<bool>());
        prop::collection::vec(one, 0..40)
            .prop_map(|all| all.into_iter().map(|(s, h)| (f64::from(s), h)).unzip())
    }

    /// All pairs, one by one.
    fn auc_by_pairs(scores: &[f64], hits: &[bool]) -> Option<f64> {
        let (mut won, mut pairs) = (0.0, 0.0);
        for (i, _) in hits.iter().enumerate().filter(|(_, hit)| **hit) {
            for (j, _) in hits.iter().enumerate().filter(|(_, hit)| !**hit) {
                pairs += 1.0;
                won += match scores[i].partial_cmp(&scores[j]).unwrap() {
                    std::cmp::Ordering::Greater => 1.0,
                    std::cmp::Ordering::Equal => 0.5,
                    std::cmp::Ordering::Less => 0.0,
                };
            }
        }
        (pairs > 0.0).then(|| won / pairs)
    }

    /// The mean over all orders of the tied, by how much of each visitor is among the highest.
    fn lift_by_shares(scores: &[f64], hits: &[bool], share: f64) -> Option<f64> {
        let wanted = share * scores.len() as f64;
        let part = |score: f64| {
            let above = scores.iter().filter(|s| **s > score).count() as f64;
            let tied = scores.iter().filter(|s| **s == score).count() as f64;
            ((wanted - above) / tied).clamp(0.0, 1.0)
        };
        let hit = |(s, h): (&f64, &bool)| if *h { part(*s) } else { 0.0 };
        let found: f64 = scores.iter().zip(hits).map(hit).sum();
        let rate = hits.iter().filter(|h| **h).count() as f64 / hits.len() as f64;
        (rate > 0.0).then(|| found / wanted / rate)
    }

    fn near(a: Option<f64>, b: Option<f64>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9,
            (a, b) => a == b,
        }
    }

    proptest! {
        #[test]
        fn auc_is_the_share_of_pairs((scores, hits) in scored()) {
            prop_assert!(near(auc(&scores, &hits), auc_by_pairs(&scores, &hits)));
        }

        #[test]
        fn lift_takes_equal_scores_by_equal_parts((scores, hits) in scored(), share in 0.01..=1.0) {
            prop_assert!(near(lift_at(&scores, &hits, share), lift_by_shares(&scores, &hits, share)));
        }

        #[test]
        fn the_gain_is_the_difference((scores, hits) in scored(), turn in 0usize..40) {
            let mut before = scores.clone();
            before.rotate_left(turn.min(scores.len()));
            if let Some(gain) = auc_gain(&scores, &before, &hits) {
                let parts = auc(&scores, &hits).unwrap() - auc(&before, &hits).unwrap();
                prop_assert!((gain.value - parts).abs() < 1e-9);
                prop_assert!(gain.contains(gain.value));
            }
        }
    }

    #[test]
    fn what_cannot_be_told_is_none() {
        assert_eq!(auc(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(auc(&[1.0, f64::NAN], &[true, false]), None);
        assert_eq!(auc(&[1.0], &[true, false]), None);
        assert_eq!(auc(&[], &[]), None);
        assert_eq!(auc(&[0.0, -0.0], &[true, false]), Some(0.5));
        assert_eq!(lift_at(&[1.0, 2.0], &[false, false], 0.5), None);
        for share in [0.0, 1.1, -1.0, f64::NAN] {
            assert_eq!(lift_at(&[1.0, 2.0], &[true, false], share), None);
        }
        assert_eq!(auc_gain(&[1.0, 2.0], &[1.0, 2.0], &[true, false]), None);
    }

    #[test]
    fn the_top_tenth_by_hand() {
        let scores: Vec<f64> = (0..20).map(f64::from).collect();
        let hits: Vec<bool> = (0..20).map(|i| !(2..18).contains(&i)).collect();
        // Both of the top two bought, as one in five of all did.
        assert!(near(lift_at(&scores, &hits, 0.1), Some(5.0)));
        assert!(near(lift_at(&[1.0; 20], &hits, 0.1), Some(1.0)));
    }

    #[test]
    fn nothing_is_gained_over_oneself() {
        let scores = [0.1, 0.4, 0.35, 0.8];
        let gain = auc_gain(&scores, &scores, &[false, false, true, true]).unwrap();
        assert_eq!((gain.value, gain.ci95), (0.0, [0.0, 0.0]));
    }
}
