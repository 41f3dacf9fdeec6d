//! Which cameras a run looks through, and whether it may keep what it sees.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::recording::RecordingError;
use crate::{
    capture::{self, CameraSettings, CaptureError, Source},
    config::Config,
    types::Recognition,
};

/// Files in place of the configured cameras, in their order.
pub(super) fn replaced(config: &Config, files: &[PathBuf]) -> Vec<CameraSettings> {
    let camera = |(i, file): (usize, &PathBuf)| {
        let source = if file.is_dir() {
            Source::Folder(file.clone())
        } else {
            Source::File(file.clone())
        };
        if let Some(configured) = config.cameras.get(i) {
            let configured = configured.clone();
            return CameraSettings {
                source,
                substream: false,
                closeup: None,
                ..configured
            };
        }
        // More files than cameras: they get the files' names, and have no zones.
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        CameraSettings::new(format!("{}-{stem}", i + 1).into(), source)
    };
    files.iter().enumerate().map(camera).collect()
}

/// The configured cameras, whose pictures are painted.
pub(super) fn painted(config: &Config) -> Vec<CameraSettings> {
    let camera = |camera: &CameraSettings| CameraSettings {
        source: Source::Painted,
        closeup: None,
        ..camera.clone()
    };
    config.cameras.iter().map(camera).collect()
}

/// Looks into every recording, so that a bad one is told first.
pub(super) fn probed(cameras: Vec<CameraSettings>) -> Result<Vec<CameraSettings>, CaptureError> {
    for camera in cameras.iter().filter(|c| !c.source.is_live()) {
        capture::probe(&camera.source)?;
    }
    Ok(cameras)
}

/// Refuses a recording that must not be made: it holds signatures, and those of people at live cameras may be kept in
/// mode `all` only; nor is another recording overwritten.
pub(super) fn check_recording(
    config: &Config,
    record: Option<&Path>,
    live: bool,
) -> anyhow::Result<()> {
    let Some(file) = record else { return Ok(()) };
    if live && config.privacy.recognition != Recognition::All {
        bail!(
            "a recording holds face signatures, and privacy.recognition = {:?} does not allow to keep those of people at \
             live cameras\nhint: record from files with --input, or choose mode \"all\" if the law allows it",
            config.privacy.recognition.as_str()
        );
    }
    if file.exists() {
        let file = file.to_owned();
        return Err(RecordingError::Exists { file }.into());
    }
    Ok(())
}
