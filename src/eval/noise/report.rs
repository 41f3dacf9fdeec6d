//! What was measured, as the file that the simulation reads.

use std::fmt::Write;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::sim::{FaceSize, Noise, PersonSize};

const HEAD: &str = "\
How noisy the networks are, measured by `eval::noise` on real pictures; not written by hand.
Measure again when a model, the input sizes, the alignment or the gate of `vision` change.

Portraits: the first people by name of a folder of news photographs (LFW), three pictures each, shrunk to each width and
compressed as JPEG 85. Two such photographs differ by years and places: a pessimistic stand-in for two visits. Its people
may have been seen in the signature model's training, which is optimistic.
Clips: indoor and street scenes at about 8 frames a second. Labels (person_id) tell which faces were missed; they were made
by the same network at a finer size, so what both miss is not counted. Everything else follows boxes by their overlap:
misses of people lie between two sights of them, and jitter is taken from second differences, so that an even motion does
not count. What a box is off by all the time is not in it. Shares of frame and moment come from faces worth a signature.
Sharpness comes from the clips too where there are enough faces of a width: at 40 px the portraits are four times as sharp.
A lone box counts as false: people in clips with fewer than three of them, faces that lie on no person. Both are upper
bounds: some are real. Clothes are compared where nobody else is in the box. `identity_switch` is assumed, not measured.
The fields are documented at `sim::Noise`.
";

/// The noise, and on how much it was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoiseReport {
    #[serde(flatten)]
    pub noise: Noise,
    pub samples: Samples,
}

/// How many samples stand behind the figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    /// Portraits of each size, and pairs of them of the same person and of different people.
    pub portraits: usize,
    pub pairs_same: usize,
    pub pairs_other: usize,
    /// Portraits in which no face was found, smallest size last.
    pub portraits_missed: [usize; 5],
    pub clips: usize,
    pub clip_frames: usize,
    pub clip_seconds: f64,
    pub labelled_faces: usize,
    pub faces: usize,
    pub people: usize,
    /// Pairs of signatures of one track.
    pub pairs_of_frames: usize,
    pub pairs_of_tracks: usize,
    /// Of the pairs of neighbouring frames, and of any two frames of one track.
    pub cosine_next_frame: f64,
    pub cosine_same_track: f64,
    /// Second differences of boxes.
    pub face_steps: usize,
    pub person_steps: usize,
    pub quiet_minutes: f64,
    /// How alike clothes look: of one person some seconds apart, and of two people in one picture; 5 %, half and 95 % are
    /// less alike.
    pub clothes_same: [f64; 3],
    pub clothes_other: [f64; 3],
}

impl NoiseReport {
    /// More digits than there are samples for say nothing.
    pub(super) fn rounded(mut self) -> Self {
        let round = |value: &mut f64| *value = (*value * 1e4).round() / 1e4;
        let noise = &mut self.noise;
        for value in [
            &mut noise.false_people_per_min,
            &mut noise.false_faces_per_min,
            &mut noise.box_jitter,
            &mut noise.face_jitter,
            &mut noise.landmark_jitter,
            &mut noise.person_score_jitter,
            &mut noise.face_score_jitter,
            &mut noise.face_score_per_10_deg,
            &mut noise.dimensions,
            &mut noise.moment_share,
            &mut noise.frame_share,
            &mut noise.turn_loss,
            &mut noise.brightness,
            &mut noise.brightness_spread,
            &mut self.samples.clip_seconds,
            &mut self.samples.cosine_next_frame,
            &mut self.samples.cosine_same_track,
            &mut self.samples.quiet_minutes,
        ] {
            round(value);
        }
        let clothes = &mut noise.clothes;
        let lists = [
            &mut clothes.mean,
            &mut clothes.people,
            &mut clothes.moment,
            &mut clothes.frame,
            &mut clothes.texture,
            &mut self.samples.clothes_same,
            &mut self.samples.clothes_other,
        ];
        lists.into_iter().flatten().for_each(round);
        for r in &mut noise.person_sizes {
            let PersonSize {
                height_px,
                missed,
                score,
                score_spread,
            } = r;
            [height_px, missed, score, score_spread]
                .into_iter()
                .for_each(round);
        }
        for r in &mut noise.face_sizes {
            let FaceSize {
                width_px,
                missed,
                score,
                score_spread,
            } = r;
            [width_px, missed, score, score_spread]
                .into_iter()
                .for_each(round);
        }
        for r in &mut noise.signature_sizes {
            let (a, b) = (&mut r.sharpness_ln, &mut r.sharpness_ln_spread);
            let cosines = [
                &mut r.same,
                &mut r.same_spread,
                &mut r.other,
                &mut r.other_spread,
            ];
            [&mut r.width_px, a, b, &mut r.norm]
                .into_iter()
                .chain(cosines)
                .for_each(round);
        }
        self
    }

    /// The file that the simulation reads, with what it is.
    ///
    /// # Errors
    /// Never in practice: every figure has a TOML form.
    pub fn to_toml(&self) -> Result<String> {
        let mut text = String::new();
        for line in HEAD.lines() {
            writeln!(text, "{}", format!("# {line}").trim_end())?;
        }
        text.push_str(&toml::to_string(self)?);
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_the_simulation_reads() {
        let samples = Samples {
            portraits: 3,
            pairs_same: 3,
            pairs_other: 0,
            portraits_missed: [0; 5],
            clips: 1,
            clip_frames: 1,
            clip_seconds: 1.0,
            labelled_faces: 0,
            faces: 0,
            people: 0,
            pairs_of_frames: 0,
            pairs_of_tracks: 0,
            cosine_next_frame: 0.9,
            cosine_same_track: 0.8,
            face_steps: 0,
            person_steps: 0,
            quiet_minutes: 0.1,
            clothes_same: [0.8, 0.9, 1.0],
            clothes_other: [0.4, 0.7, 0.9],
        };
        let noise = Noise::measured();
        let text = NoiseReport {
            noise: noise.clone(),
            samples,
        }
        .to_toml()
        .unwrap();
        assert_eq!(toml::from_str::<Noise>(&text).unwrap(), noise);
        assert!(text.starts_with("# How noisy"));
    }
}
