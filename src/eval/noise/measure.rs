//! From samples to the figures that the simulation uses.

use std::path::Path;

use anyhow::{Context, Result};

use super::{
    clips::{self, Seen},
    portraits::{SizedFaces, cosines, sized_faces},
    report::{NoiseReport, Samples},
    sizes::{FEW, face_sizes, person_sizes, signature_size, slope, turn_loss, yaws},
    stats::{jitter, mean, spread},
};
use crate::{
    eval::pictures::entries,
    sim::Noise,
    vision::{self, Networks},
};

/// People with several portraits that are taken.
const PEOPLE: usize = 300;
/// Widths of their faces, pixels; the first is about what the portraits have.
const WIDTHS: [f64; 5] = [90.0, 60.0, 40.0, 30.0, 22.0];
/// Analysed frames of a clip that are taken at most.
const FRAMES: usize = 250;
/// Chance that a face behind another is taken for it. There is too little of it in the clips to measure: assumed.
const IDENTITY_SWITCH: f64 = 0.05;

/// Measures the networks on a folder of portraits (`<person>/<picture>`) and a folder of clips, some with labels beside
/// them. `progress` is called with what is done and what there is. Some two minutes on one core.
///
/// # Errors
/// Models or material cannot be read, or there is too little of it to measure anything.
pub fn measure(
    faces: &Path,
    clips: &Path,
    mut progress: impl FnMut(usize, usize),
) -> Result<NoiseReport> {
    let mut networks = Networks::load(&vision::Settings {
        // What is blurred or small belongs to the noise.
        min_embed_quality: 0.0,
        ..vision::Settings::default()
    })?;
    let mut files = entries(clips)?;
    files.retain(|path| path.is_file() && path.extension().is_none_or(|e| e != "csv"));
    let all = PEOPLE + files.len();
    let sized = sized_faces(&mut networks, faces, PEOPLE, &WIDTHS, |done| {
        progress(done, all);
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
        same.len() >= FEW && seen.next.len() >= FEW && steps && seen.clothes.other.len() >= FEW,
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
        clothes: seen.clothes.figures(),
        brightness: mean(&seen.brightness),
        brightness_spread: spread(&seen.brightness),
        person_sizes: person_sizes(seen),
        face_sizes: face_sizes(seen),
        signature_sizes,
    };
    let [same_clothes, other_clothes] = seen.clothes.likeness();
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
        clothes_same: same_clothes,
        clothes_other: other_clothes,
    };
    Ok(NoiseReport { noise, samples }.rounded())
}

/// Events a minute; where none was seen, as if half a one had been.
fn rate(events: usize, minutes: f64) -> f64 {
    (events as f64).max(0.5) / minutes.max(0.1)
}
