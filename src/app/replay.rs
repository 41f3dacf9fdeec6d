//! A recorded stream through the line again.

use std::path::Path;

use super::{
    line::Line,
    recording::{Entry, Recording, RecordingError},
    settings::LineSettings,
};
use crate::{
    config::Config,
    runtime::SeededIds,
    types::{Input, Record},
};

/// Replays a recording under a configuration, handing the records of each step to `watch`. The same recording and
/// configuration give the same records, byte for byte. Nothing is stored or sent.
///
/// # Errors
/// The recording cannot be read.
pub fn replay(
    config: &Config,
    file: &Path,
    mut watch: impl FnMut(&[Record], &Line),
) -> Result<(), RecordingError> {
    let (header, mut recording) = Recording::open(file)?;
    if header.config_sha256 != config.sha256 {
        tracing::warn!(
            "the recording was made under another configuration: its outcome may differ"
        );
    }
    let mut settings = LineSettings::new(config, header.signature_tag.clone());
    settings.identity.forced = header.forced;
    let mut line = Line::new(
        settings,
        &header.start,
        Box::new(SeededIds::new(header.seed)),
    );
    let mut last = header.origin;
    while let Some(entry) = recording.next_entry()? {
        match entry {
            Entry::Input(input) => {
                if matches!(input, Input::Reload(_)) {
                    tracing::warn!(
                        "the configuration was changed here; the replay goes on with the one it has"
                    );
                }
                last = *input.stamp();
                let records = line.step(&input);
                watch(&records, &line);
            }
            Entry::End(stamp) => last = stamp,
        }
    }
    let records = line.close(&last);
    watch(&records, &line);
    Ok(())
}
