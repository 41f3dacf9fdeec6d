//! Recorded input streams: JSON lines, a header first, then every input in order.
//!
//! A recording holds what the line knew at its start, so it replays without camera, model or store. It therefore holds
//! signatures, and is as much to be protected as the store.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    store::StartState,
    types::{Input, ModelTag, Stamp},
};

/// Version of the format that is written and read.
const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format.
    pub showfloor_recording: u32,
    pub site: String,
    /// Seed of the ids.
    pub seed: u64,
    /// Beginning of the run.
    pub origin: Stamp,
    /// Tag of the signatures; `None` where no model was loaded.
    pub signature_tag: Option<ModelTag>,
    /// sha256 of the configuration and its rules.
    pub config_sha256: String,
    /// `--force`: the installer insisted on a threshold.
    #[serde(default)]
    pub forced: bool,
    /// What was known at the beginning.
    pub start: StartState,
}

impl Header {
    pub fn new(
        site: &str,
        seed: u64,
        origin: Stamp,
        tag: Option<ModelTag>,
        config_sha256: &str,
        start: StartState,
    ) -> Self {
        Self {
            showfloor_recording: VERSION,
            site: site.to_owned(),
            seed,
            origin,
            signature_tag: tag,
            config_sha256: config_sha256.to_owned(),
            forced: false,
            start,
        }
    }
}

/// A line after the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Input(Input),
    /// The appliance stopped and closed its visits.
    End(Stamp),
}

/// What is wrong with a recording.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    #[error("{file}: {source}\nhint: name a file that `showfloor record` wrote, in a folder you may write to", file = file.display())]
    File { file: PathBuf, source: io::Error },
    #[error("{file}: there is such a file already\nhint: name another one; a recording is never overwritten", file = file.display())]
    Exists { file: PathBuf },
    #[error("{file}: cannot be written: {source}\nhint: name a file in a folder that is there and that you may write to", file = file.display())]
    Unwritable { file: PathBuf, source: io::Error },
    #[error("{file}:{line}: not a line of a recording: {what}\nhint: the file is damaged or of another kind; record it again", file = file.display())]
    Line {
        file: PathBuf,
        line: usize,
        what: String,
    },
    #[error("{file}: a recording of format {found}, this program reads {VERSION}\nhint: replay it with the version that wrote it", file = file.display())]
    Version { file: PathBuf, found: u32 },
}

/// Writes a recording.
#[derive(Debug)]
pub struct Recorder<W: Write = File> {
    /// What errors call it.
    name: PathBuf,
    out: BufWriter<W>,
}

impl Recorder {
    /// Starts a recording in a new file, readable by its owner only. An existing file is not overwritten.
    ///
    /// # Errors
    /// The file exists, or cannot be written.
    pub fn create(file: &Path, header: &Header) -> Result<Self, RecordingError> {
        let opened = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(file);
        let out = opened.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => RecordingError::Exists {
                file: file.to_owned(),
            },
            _ => RecordingError::Unwritable {
                file: file.to_owned(),
                source,
            },
        })?;
        Self::begin(out, file.to_owned(), header)
    }
}

impl<W: Write> Recorder<W> {
    /// Starts a recording to a writer, which errors call by this name, such as "standard output". What is written is
    /// gathered, and all of it is out once [`Entry::End`] is written.
    ///
    /// # Errors
    /// The header cannot be written.
    pub fn to(out: W, name: &str, header: &Header) -> Result<Self, RecordingError> {
        Self::begin(out, name.into(), header)
    }

    fn begin(out: W, name: PathBuf, header: &Header) -> Result<Self, RecordingError> {
        let out = BufWriter::new(out);
        let mut recorder = Self { name, out };
        recorder.line(header)?;
        Ok(recorder)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&mut self, entry: &Entry) -> Result<(), RecordingError> {
        self.line(entry)?;
        if let Entry::End(_) = entry {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&mut self) -> Result<(), RecordingError> {
        let flushed = self.out.flush();
        flushed.map_err(|source| self.unwritable(source))
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), RecordingError> {
        let written = serde_json::to_writer(&mut self.out, line)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(self.out));
        written.map_err(|source| self.unwritable(source))
    }

    fn unwritable(&self, source: io::Error) -> RecordingError {
        let file = self.name.clone();
        RecordingError::Unwritable { file, source }
    }
}

/// Reads a recording line by line.
#[derive(Debug)]
pub struct Recording {
    file: PathBuf,
    lines: io::Lines<BufReader<File>>,
    number: usize,
}

impl Recording {
    /// Opens a recording and reads its header.
    ///
    /// # Errors
    /// It cannot be read, is no recording, or has another format.
    pub fn open(file: &Path) -> Result<(Header, Self), RecordingError> {
        let opened = File::open(file).map_err(|source| RecordingError::File {
            file: file.to_owned(),
            source,
        })?;
        let mut recording = Self {
            file: file.to_owned(),
            lines: BufReader::new(opened).lines(),
            number: 0,
        };
        let first = recording
            .next_line()?
            .ok_or_else(|| recording.damaged("the file is empty".to_owned()))?;
        let value: serde_json::Value = recording.parse(&first)?;
        match value
            .get("showfloor_recording")
            .and_then(serde_json::Value::as_u64)
        {
            Some(found) if found != u64::from(VERSION) => Err(RecordingError::Version {
                file: file.to_owned(),
                found: found as u32,
            }),
            _ => Ok((recording.parse(&first)?, recording)),
        }
    }

    /// The next entry; `None` at the end.
    ///
    /// # Errors
    /// The line is not one of a recording.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, RecordingError> {
        let line = self.next_line()?;
        line.map(|line| self.parse(&line)).transpose()
    }

    fn next_line(&mut self) -> Result<Option<String>, RecordingError> {
        self.number += 1;
        self.lines.next().transpose().map_err(|source| {
            if source.kind() == io::ErrorKind::InvalidData {
                return self.damaged("it is not text".to_owned());
            }
            RecordingError::File {
                file: self.file.clone(),
                source,
            }
        })
    }

    fn parse<T: for<'de> Deserialize<'de>>(&self, line: &str) -> Result<T, RecordingError> {
        // The parser sees one line at a time: its "line 1" would mislead.
        let words = |error: serde_json::Error| error.to_string().replace(" at line 1 ", " at ");
        serde_json::from_str(line).map_err(|error| self.damaged(words(error)))
    }

    /// What is wrong with the line that was read last.
    fn damaged(&self, what: String) -> RecordingError {
        RecordingError::Line {
            file: self.file.clone(),
            line: self.number,
            what,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use ulid::Ulid;

    use super::*;
    use crate::types::RunId;

    #[test]
    fn a_recording_is_the_same_in_a_file_and_in_any_other_place() {
        let stamp = Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: 0,
            utc: Timestamp::UNIX_EPOCH,
        };
        let header = Header::new("north", 7, stamp, None, "", StartState::default());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("day.jsonl");
        let mut to_file = Recorder::create(&file, &header).unwrap();
        let mut bytes = Vec::new();
        let mut to_bytes = Recorder::to(&mut bytes, "standard output", &header).unwrap();
        for entry in [Entry::Input(Input::Tick(stamp)), Entry::End(stamp)] {
            to_file.write(&entry).unwrap();
            to_bytes.write(&entry).unwrap();
        }
        drop(to_bytes);
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
        let (read, mut recording) = Recording::open(&file).unwrap();
        assert_eq!(read, header);
        assert!(matches!(recording.next_entry(), Ok(Some(Entry::Input(_)))));
    }

    #[test]
    fn a_writer_that_fails_is_named() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let stamp = Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: 0,
            utc: Timestamp::UNIX_EPOCH,
        };
        let header = Header::new("north", 7, stamp, None, "", StartState::default());
        let mut recorder = Recorder::to(Closed, "standard output", &header).unwrap();
        let error = recorder.write(&Entry::End(stamp)).unwrap_err().to_string();
        assert!(
            error.starts_with("standard output: cannot be written"),
            "{error}"
        );
    }
}
