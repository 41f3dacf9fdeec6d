//! Tracking against labelled people: one sequence of detections in, tracks out, and how far they agree with the truth.
//!
//! Text is `MOTChallenge`'s (Leal-Taixé et al. 2015, arXiv:1504.01942): a folder a sequence with `det/det.txt`,
//! `gt/gt.txt` and `seqinfo.ini` (`mot`). The stage `track` gets one frame after the other
//! (`follow`), as it does from a camera, so no later frame is ever used. Figures are CLEAR MOT (Bernardin
//! and Stiefelhagen 2008) and IDF1 (Ristani et al. 2016, arXiv:1609.01775) (`score`), equal to those of
//! `motmetrics`, which `scripts/eval-tracking` asks too.

mod evaluate;
mod follow;
mod mot;
mod score;

pub use evaluate::{SequenceScore, TrackingReport, evaluate, follow_file};
