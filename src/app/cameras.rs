//! Which pictures a run works on, and whether it may keep what it sees.

use anyhow::bail;

use super::{graph::RunOptions, recording::RecordingError};
use crate::{
    capture::{self, CameraSettings, Source},
    config::Config,
};

/// The configured cameras, or the files in their place; every recording is probed, so that a bad one is told first.
pub(super) fn sources(
    config: &Config,
    options: &RunOptions,
) -> anyhow::Result<Vec<CameraSettings>> {
    let mut cameras = config.cameras.clone();
    if !options.inputs.is_empty() {
        cameras.truncate(options.inputs.len());
        for (i, input) in options.inputs.iter().enumerate() {
            let source = if input.is_dir() {
                Source::Folder(input.clone())
            } else {
                Source::File(input.clone())
            };
            if let Some(camera) = cameras.get_mut(i) {
                camera.source = source;
            } else {
                // More files than cameras: they get the files' names, and have no zones.
                let stem = input
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                cameras.push(CameraSettings::new(
                    format!("{}-{stem}", i + 1).into(),
                    source,
                ));
            }
        }
    }
    for camera in cameras.iter().filter(|c| !c.source.is_live()) {
        capture::probe(&camera.source)?;
    }
    Ok(cameras)
}

/// Refuses a recording that must not be made: it holds signatures, and those of people at live cameras may be kept in
/// mode `all` only; nor is another recording overwritten.
pub(super) fn check_recording(
    config: &Config,
    options: &RunOptions,
    live: bool,
) -> anyhow::Result<()> {
    let all = config.privacy.recognition.permit().is_some();
    if options.record.is_some() && live && !all {
        bail!(
            "a recording holds face signatures, and privacy.recognition = {:?} does not allow to keep those of people at \
             live cameras\nhint: record from files with --input, or choose mode \"all\" if the law allows it",
            config.privacy.recognition.as_str()
        );
    }
    match &options.record {
        Some(file) if file.exists() => Err(RecordingError::Exists { file: file.clone() }.into()),
        _ => Ok(()),
    }
}
