//! Boxes of neighbouring frames that overlap: the same person or face, where nobody has labelled them.

use crate::types::BBox;

/// Boxes that overlap at least so much from one frame to the next show the same.
const SAME_IOU: f32 = 0.4;

/// So many frames may be missing between two boxes of one chain.
const LONGEST_GAP: usize = 4;

/// One person or face over some frames.
#[derive(Clone, Debug)]
pub(super) struct Chain<T> {
    /// Number of the analysed frame, the box, and what is known of it; frames ascend.
    pub(super) links: Vec<(usize, BBox, T)>,
}

/// Ties the boxes of each frame, greedily by overlap, to the chains that are still alive.
pub(super) fn chains<T: Clone>(frames: &[Vec<(BBox, T)>]) -> Vec<Chain<T>> {
    let mut all: Vec<Chain<T>> = Vec::new();
    for (number, found) in frames.iter().enumerate() {
        let mut pairs = Vec::new();
        for (c, chain) in all.iter().enumerate() {
            let (last, before, _) = &chain.links[chain.links.len() - 1];
            if number - last <= LONGEST_GAP + 1 {
                let overlaps = found.iter().enumerate();
                pairs.extend(overlaps.map(|(f, (bbox, _))| (before.iou(bbox), c, f)));
            }
        }
        pairs.retain(|(iou, ..)| *iou >= SAME_IOU);
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut used = vec![false; found.len()];
        for (_, c, f) in pairs {
            if !used[f] && all[c].links[all[c].links.len() - 1].0 < number {
                used[f] = true;
                all[c].links.push((number, found[f].0, found[f].1.clone()));
            }
        }
        let fresh = found.iter().zip(used).filter(|(_, used)| !used);
        all.extend(fresh.map(|((bbox, what), _)| Chain {
            links: vec![(number, *bbox, what.clone())],
        }));
    }
    all
}

impl<T> Chain<T> {
    /// Every three links of neighbouring frames.
    pub(super) fn triples(&self) -> impl Iterator<Item = [&(usize, BBox, T); 3]> {
        self.links.windows(3).filter_map(|w| {
            let [a, b, c] = w else { return None };
            (b.0 == a.0 + 1 && c.0 == b.0 + 1).then_some([a, b, c])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_with_a_gap_is_one_chain_and_a_lone_box_another() {
        let walker = |i: usize| (BBox::new(10.0 * i as f32, 0.0, 60.0, 160.0), 'w');
        let mut frames: Vec<_> = (0..10).map(|i| vec![walker(i)]).collect();
        frames[4].clear();
        frames[7].push((BBox::new(500.0, 0.0, 60.0, 160.0), 'x'));
        let chains = chains(&frames);
        assert_eq!(chains.len(), 2);
        assert_eq!(chains[0].links.len(), 9);
        assert_eq!(chains[0].triples().count(), 5, "none across the gap");
        assert_eq!((chains[1].links.len(), chains[1].links[0].2), (1, 'x'));
    }
}
