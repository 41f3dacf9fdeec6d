//! From samples to the figures that the simulation uses.

use std::{fmt::Write, path::Path};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::{
    clips::{self, Seen},
    pictures::entries,
    portraits::{SizedFaces, cosines, sized_faces},
    stats::{jitter, mean, spread},
};
use crate::{
    sim::sensors::{FaceSize, Noise, PersonSize, SignatureSize},
    types::FaceDetection,
    vision::{self, Networks},
};

/// People with several portraits that are taken.
const PEOPLE: usize = 300;
/// Widths of their faces, pixels; the first is about what the portraits have.
const WIDTHS: [f64; 5] = [90.0, 60.0, 40.0, 30.0, 22.0];
/// Analysed frames of a clip that are taken at most.
const FRAMES: usize = 250;
/// Borders between the sizes that detections are sorted into, pixels of the networks' pictures.
const FACE_BORDERS: [f64; 7] = [8.0, 12.0, 16.0, 22.0, 32.0, 60.0, 300.0];
const PERSON_BORDERS: [f64; 7] = [25.0, 40.0, 60.0, 90.0, 130.0, 200.0, 420.0];
/// A size with fewer samples than this has no figure.
const FEW: usize = 40;
/// So many faces of a width in the clips are better than portraits for telling how sharp cameras' pictures are.
const ENOUGH_SHARP: usize = 100;

/// Chance that a face behind another is taken for it. There is too little of it in the clips to measure: assumed.
const IDENTITY_SWITCH: f64 = 0.05;

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
}

/// Measures the networks on a folder of portraits (`<person>/<picture>`) and a folder of clips, some with labels beside
/// them. `progress` is called with what is done and what there is. Some two minutes on one core.
///
/// # Errors
/// Models or material cannot be read, or there is too little of it to measure anything.
pub fn measure(
    settings: &vision::Settings,
    faces: &Path,
    clips: &Path,
    mut progress: impl FnMut(usize, usize),
) -> Result<NoiseReport> {
    let mut networks = Networks::load(settings)?;
    let mut files = entries(clips)?;
    files.retain(|path| path.is_file() && path.extension().is_none_or(|e| e != "csv"));
    let all = PEOPLE + files.len();
    let sized = sized_faces(&mut networks, faces, PEOPLE, &WIDTHS, |done| {
        progress(done, all)
    })?;
    let mut seen = Seen::default();
    for (i, clip) in files.iter().enumerate() {
        clips::add(&mut networks, clip, FRAMES, &mut seen)
            .with_context(|| format!("on {}", clip.display()))?;
        progress(PEOPLE + i + 1, all);
    }
    report(&sized, &seen, files.len())
}

fn report(sized: &[SizedFaces], seen: &Seen, clips: usize) -> Result<NoiseReport> {
    let (same, other) = cosines(&sized[0].faces);
    let steps = !seen.face_boxes.is_empty() && !seen.person_sides.is_empty();
    anyhow::ensure!(
        same.len() >= FEW && seen.next.len() >= FEW && steps,
        "too little material: portraits of people with three pictures each, and clips of people who walk, are needed"
    );
    let mut signature_sizes: Vec<_> = sized.iter().map(|s| signature_size(s, seen)).collect();
    signature_sizes.sort_by(|a, b| a.width_px.total_cmp(&b.width_px));
    let seconds = |pairs: &[(f64, f64)]| pairs.iter().map(|p| p.1).collect::<Vec<_>>();
    let (next, track) = (mean(&seconds(&seen.next)), mean(&seconds(&seen.track)));
    let differ = 1.0 - mean(&same);
    let frame_share = ((1.0 - next) / differ).clamp(0.0, 1.0);
    let moment_share = ((next - track) / differ).clamp(0.0, 1.0 - frame_share);
    let sides = [&seen.person_sides[..], &seen.person_ends].concat();
    let noise = Noise {
        missed_people: None,
        missed_faces: None,
        false_people_per_min: rate(seen.lone_people, seen.quiet_min),
        false_faces_per_min: rate(seen.lone_faces, seen.seconds / 60.0),
        box_jitter: jitter(&sides),
        face_jitter: jitter(&seen.face_boxes),
        landmark_jitter: jitter(&seen.landmarks),
        score_noise: 1.0,
        person_score_jitter: jitter(&seen.person_score_steps),
        face_score_jitter: jitter(&seen.face_score_steps),
        face_score_per_10_deg: -10.0 * slope(&yaws(seen)),
        sharpness: 1.0,
        visit_noise: 1.0,
        frame_noise: 1.0,
        collapse: 1.0,
        identity_switch: IDENTITY_SWITCH,
        dimensions: ((1.0 - mean(&other)) / spread(&other)).powi(2).min(128.0),
        moment_share,
        frame_share,
        turn_loss: turn_loss(&sized[0].faces),
        brightness: mean(&seen.brightness),
        brightness_spread: spread(&seen.brightness),
        person_sizes: person_sizes(seen),
        face_sizes: face_sizes(seen),
        signature_sizes,
    };
    let samples = Samples {
        portraits: sized[0].faces.len(),
        pairs_same: same.len(),
        pairs_other: other.len(),
        portraits_missed: std::array::from_fn(|i| sized[i].missed),
        clips,
        clip_frames: seen.frames,
        clip_seconds: seen.seconds,
        labelled_faces: seen.labelled_faces.len(),
        faces: seen.face_scores.len(),
        people: seen.person_scores.len(),
        pairs_of_frames: seen.next.len(),
        pairs_of_tracks: seen.track.len(),
        cosine_next_frame: next,
        cosine_same_track: track,
        face_steps: seen.face_boxes.len(),
        person_steps: seen.person_sides.len(),
        quiet_minutes: seen.quiet_min,
    };
    Ok(NoiseReport { noise, samples }.rounded())
}

/// Events a minute; where none was seen, as if half a one had been.
fn rate(events: usize, minutes: f64) -> f64 {
    (events as f64).max(0.5) / minutes.max(0.1)
}

fn signature_size(sized: &SizedFaces, seen: &Seen) -> SignatureSize {
    let (same, other) = cosines(&sized.faces);
    let each = |of: &dyn Fn(&FaceDetection) -> f64| -> Vec<f64> {
        sized.faces.iter().map(|(_, face)| of(face)).collect()
    };
    let width_px = mean(&each(&|face| face.bbox.w.into()));
    let near = |(w, s): &(f64, f64)| (0.8..1.25).contains(&(w / width_px)).then_some(*s);
    let mut sharpness: Vec<_> = seen.sharpness.iter().filter_map(near).collect();
    if sharpness.len() < ENOUGH_SHARP {
        sharpness = each(&|face| f64::from(face.quality.sharpness.max(1e-3)).ln());
    }
    SignatureSize {
        width_px,
        sharpness_ln: mean(&sharpness),
        sharpness_ln_spread: spread(&sharpness),
        norm: mean(&each(&|face| face.quality.norm.unwrap_or(0.0).into())),
        same: mean(&same),
        same_spread: spread(&same),
        other: mean(&other).max(0.0),
        other_spread: spread(&other),
    }
}

/// Yaw in degrees and score of faces that are large enough.
fn yaws(seen: &Seen) -> Vec<(f64, f64)> {
    let large = seen.face_scores.iter().filter(|(width, ..)| *width >= 20.0);
    large.map(|(_, score, yaw)| (yaw.abs(), *score)).collect()
}

/// The slope of the line that fits best (least squares).
fn slope(points: &[(f64, f64)]) -> f64 {
    let (x, y): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
    let (mx, my) = (mean(&x), mean(&y));
    let along: Vec<_> = points.iter().map(|(x, y)| (x - mx) * (y - my)).collect();
    mean(&along) / spread(&x).powi(2).max(1e-9)
}

/// The share of likeness to frontal pictures of the same person that pictures turned by 25 to 55 degrees lose.
fn turn_loss(faces: &[(usize, FaceDetection)]) -> f64 {
    let turned = |degrees: std::ops::Range<f32>| {
        let chosen =
            |(_, face): &&(usize, FaceDetection)| degrees.contains(&face.quality.yaw_deg.abs());
        let frontal = |(_, face): &&(usize, FaceDetection)| face.quality.yaw_deg.abs() < 15.0;
        let mut cosines = Vec::new();
        for (person, face) in faces.iter().filter(chosen) {
            let others = faces.iter().filter(frontal).filter(|(p, _)| p == person);
            for (_, other) in others.filter(|(_, other)| other.bbox != face.bbox) {
                let pair = face.signature.as_ref().zip(other.signature.as_ref());
                cosines.extend(pair.and_then(|(a, b)| a.cosine(b)).map(f64::from));
            }
        }
        mean(&cosines)
    };
    (1.0 - turned(25.0..55.0) / turned(0.0..15.0).max(0.1)).clamp(0.0, 0.5)
}

/// The values whose size lies between two borders, with the mean size.
fn between<T: Copy>(
    all: &[T],
    borders: &[f64],
    i: usize,
    size: impl Fn(&T) -> f64,
) -> (f64, Vec<T>) {
    let inside = all
        .iter()
        .filter(|v| (borders[i]..borders[i + 1]).contains(&size(v)));
    let values: Vec<T> = inside.copied().collect();
    let sizes: Vec<_> = values.iter().map(size).collect();
    (mean(&sizes), values)
}

fn share_missed(found: &[(f64, bool)]) -> f64 {
    found.iter().filter(|(_, found)| !found).count() as f64 / found.len().max(1) as f64
}

fn face_sizes(seen: &Seen) -> Vec<FaceSize> {
    let mut rows: Vec<FaceSize> = Vec::new();
    for i in 0..FACE_BORDERS.len() - 1 {
        let (width_px, found) = between(&seen.face_scores, &FACE_BORDERS, i, |face| face.0);
        let (_, labelled) = between(&seen.labelled_faces, &FACE_BORDERS, i, |face| face.0);
        if found.len() < FEW {
            continue;
        }
        let scores: Vec<_> = found.iter().map(|(_, score, _)| *score).collect();
        let missed = share_missed(&labelled);
        rows.push(FaceSize {
            width_px,
            missed: rows
                .last()
                .map_or(missed, |smaller| missed.min(smaller.missed)),
            score: mean(&scores),
            score_spread: spread(&scores),
        });
    }
    rows
}

fn person_sizes(seen: &Seen) -> Vec<PersonSize> {
    let mut rows: Vec<PersonSize> = Vec::new();
    for i in 0..PERSON_BORDERS.len() - 1 {
        let (height_px, found) = between(&seen.person_scores, &PERSON_BORDERS, i, |p| p.0);
        let (_, followed) = between(&seen.followed_people, &PERSON_BORDERS, i, |p| p.0);
        if found.len() < FEW {
            continue;
        }
        let scores: Vec<_> = found.iter().map(|(_, score)| *score).collect();
        let missed = share_missed(&followed);
        rows.push(PersonSize {
            height_px,
            missed: rows
                .last()
                .map_or(missed, |smaller| missed.min(smaller.missed)),
            score: mean(&scores),
            score_spread: spread(&scores),
        });
    }
    rows
}

impl NoiseReport {
    /// More digits than there are samples for say nothing.
    fn rounded(mut self) -> Self {
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
bounds: some are real. `identity_switch` is assumed, not measured.
The fields are documented at `sim::sensors::Noise`.
";

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

    #[test]
    fn the_slope_of_a_line_is_found() {
        let points: Vec<_> = (0..10)
            .map(|i| (f64::from(i), 1.0 - 0.25 * f64::from(i)))
            .collect();
        assert!((slope(&points) + 0.25).abs() < 1e-9);
    }
}
