//! Per-camera tracks of people, and the face that belongs to each. Pure: called by `app` only.
//!
//! Tracking by detection, one frame at a time, and no frame before its time. What it is made of, and who thought of it:
//!
//! * **Motion** (`kalman`): each track predicts its box with a constant-velocity filter. R. E. Kalman, *A New Approach to
//!   Linear Filtering and Prediction Problems*, 1960; over boxes of people as in A. Bewley et al., *Simple Online and
//!   Realtime Tracking* (SORT), 2016, arXiv:1602.00763.
//! * **Two rounds** (`association`): confident detections are matched first, weak ones then keep the tracks that were left.
//!   Y. Zhang et al., *ByteTrack: Multi-Object Tracking by Associating Every Detection Box*, 2022, arXiv:2110.06864. Here
//!   tracks that are believed choose before those that are not, and each round is solved exactly (`types::assign`).
//! * **Likeness** (`likeness`): the overlap of boxes that are grown first, F. Yang et al., *Hard to Track Objects with
//!   Irregular Motions and Similar Appearances? Make It Easier by Buffering the Matching Space* (C-BIoU), 2023,
//!   arXiv:2211.14317; times the ratio of heights, for who stands behind another looks smaller.
//! * **After an occlusion** (`life`): observations count more than what was predicted without any. A track that its
//!   prediction does not find is looked for where it was last seen, and the filter goes the straight way between the last
//!   box and the new one once more. J. Cao et al., *Observation-Centric SORT: Rethinking SORT for Robust Multi-Object
//!   Tracking*, 2023, arXiv:2203.14360. (Its third idea, to prefer who lies ahead, changed nothing reliably here.)
//! * **Faces** (`body`): tied to tracks by their own overlap from frame to frame, else by lying where the head of a person's
//!   box is; a face without a body (close-up, or the person network did not run) moves its track along, so both networks
//!   may run at rates of their own. A lost track goes on as a new one whose face has the same signature, as N. Wojke et
//!   al., *Simple Online and Realtime Tracking with a Deep Association Metric* (`DeepSORT`), 2017, arXiv:1703.07402, do with
//!   whole bodies; never two who were in one picture.
//!
//! `scripts/eval-tracking` measures it beside these trackers.

mod association;
mod body;
mod camera;
mod kalman;
#[cfg(test)]
mod laws;
mod life;
mod likeness;
mod settings;
#[cfg(test)]
mod tests;
mod tracker;

pub use settings::Settings;
pub use tracker::Tracker;
