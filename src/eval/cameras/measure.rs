//! Watches, and judges what was seen.

use std::{path::PathBuf, time::Duration};

use anyhow::ensure;

use super::{
    figures::Floor,
    report::{Asked, CamerasReport, camera},
    tally::Tallies,
};
use crate::{
    app::{SurveyEvent, SurveyedCamera, survey},
    config::Config,
    runtime::Shutdown,
};

/// What is to be watched.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// Recordings in place of the configured cameras, in their order.
    pub files: Vec<PathBuf>,
    /// How long; of recordings to their end where not given.
    pub longest: Option<Duration>,
    /// Cameras of whose faces nothing is asked.
    pub overview: Vec<String>,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub watched: Duration,
    pub of: Option<Duration>,
    /// People followed and sights of faces so far.
    pub people: usize,
    pub faces: usize,
}

/// Watches through the cameras and judges what they show. A stop that is asked for ends the watching early; what was seen
/// until then is judged.
///
/// # Errors
/// An overview camera is not configured, a recording or model is missing or damaged, or a network fails.
pub fn measure(
    config: &Config,
    watch: &Watch,
    stop: &Shutdown,
    mut progress: impl FnMut(Progress),
) -> anyhow::Result<CamerasReport> {
    check_names(config, &watch.overview)?;
    let mut tallies = Tallies::new(config.track.clone());
    let surveyed = survey(
        config,
        &watch.files,
        watch.longest,
        stop,
        &mut |event| match event {
            SurveyEvent::Observation(observation) => tallies.take(&observation),
            SurveyEvent::Time { watched, of } => {
                let (people, faces) = tallies.seen();
                progress(Progress {
                    watched,
                    of,
                    people,
                    faces,
                });
            }
        },
    )?;
    let floor = Floor {
        quality: config.identity.min_quality,
        faces: config.identity.min_faces,
    };
    let report = |seen: &SurveyedCamera| {
        let asked = Asked {
            zones: &config.zones,
            floor,
            overview: watch
                .overview
                .iter()
                .any(|id| id == seen.settings.id.as_str()),
        };
        camera(seen, &tallies.of(&seen.settings.id), asked)
    };
    let cameras = surveyed.cameras.iter().map(report).collect();
    Ok(CamerasReport::new(&config.site.name, cameras))
}

fn check_names(config: &Config, overview: &[String]) -> anyhow::Result<()> {
    let known: Vec<&str> = config
        .cameras
        .iter()
        .map(|camera| camera.id.as_str())
        .collect();
    for name in overview {
        ensure!(
            known.contains(&name.as_str()),
            "--overview {name}: no camera is called so\nhint: the configuration has {}",
            known.join(", ")
        );
    }
    Ok(())
}
