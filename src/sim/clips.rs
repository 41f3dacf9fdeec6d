//! A simulated showroom as video files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;

use super::{cinema::Cinema, render::Faces, stream::Simulation};
use crate::{
    capture::{Grab, VideoSource, VideoWriter},
    types::Image,
};

/// A clip that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    pub file: PathBuf,
    pub frames: u64,
    pub width: u32,
    pub height: u32,
}

/// How many frames [`draw`] will draw, of all cameras.
pub fn frames_to_draw(simulation: &Simulation, seconds: Option<f64>) -> u64 {
    let halls = simulation.halls().iter();
    let fps: f64 = halls
        .flat_map(|hall| &hall.scenario.cameras)
        .map(|camera| camera.camera.fps)
        .sum();
    let days = simulation.days();
    let long: f64 = days.iter().map(|day| shown(day, seconds)).sum();
    (fps * long) as u64
}

/// Draws a clip for each camera and day into a folder: `<camera>.mp4`, or `<camera>-day<number>.mp4` where there are
/// several days; of each day the first `seconds`. `progress` is told of every frame.
///
/// # Errors
/// The folder cannot be made, or a clip cannot be written.
pub fn draw(
    simulation: &Simulation,
    faces: &Arc<Faces>,
    folder: &Path,
    seconds: Option<f64>,
    progress: &mut dyn FnMut(u64),
) -> anyhow::Result<Vec<Clip>> {
    fs::create_dir_all(folder).with_context(|| {
        format!(
            "cannot make the folder {}\nhint: name one that you may write to",
            folder.display()
        )
    })?;
    let cinema = Cinema::new(simulation, faces);
    let days = simulation.days();
    let mut clips = Vec::new();
    for hall in simulation.halls() {
        for camera in &hall.scenario.cameras {
            let camera = &camera.camera;
            for (n, day) in days.iter().enumerate() {
                let name = match days.len() {
                    1 => format!("{}.mp4", camera.id),
                    _ => format!("{}-day{}.mp4", camera.id, day.start.as_secs() / 86_400 + 1),
                };
                let Some(mut film) = cinema.camera(camera.id.as_str()) else {
                    continue;
                };
                film.only(n, shown(day, seconds));
                let file = folder.join(name);
                let mut writer =
                    VideoWriter::create(&file, camera.width, camera.height, camera.fps)?;
                let (mut image, mut frames) = (Image::default(), 0);
                while let Ok(Grab::Frame { .. }) = film.grab() {
                    film.retrieve(&mut image);
                    writer.write(&image)?;
                    frames += 1;
                    progress(1);
                }
                writer.finish()?;
                clips.push(Clip {
                    file,
                    frames,
                    width: camera.width,
                    height: camera.height,
                });
            }
        }
    }
    Ok(clips)
}

/// Seconds of a day that are drawn.
fn shown(day: &std::ops::Range<std::time::Duration>, seconds: Option<f64>) -> f64 {
    let whole = day.end.saturating_sub(day.start).as_secs_f64();
    seconds.map_or(whole, |seconds| whole.min(seconds.max(0.0)))
}
