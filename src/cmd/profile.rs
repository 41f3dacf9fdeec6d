//! The file of `run --profile`.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use crate::runtime::{Profile, Profiled};

/// A profile, and the file in which it will stand: made before the run, so that nobody learns at its end that there is no place.
/// Where the run fails in order the file goes again; one that was killed leaves it, empty.
pub(super) struct ProfileFile {
    pub(super) profile: Profile,
    path: PathBuf,
    /// `None` once it is written: then it stays.
    file: Option<File>,
}

/// Why there is no such file.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProfileError {
    #[error("{path}: there is such a file already\nhint: name another one; a profile replaces nothing", path = path.display())]
    Exists { path: PathBuf },
    #[error("{path}: the profile cannot be written: {source}\nhint: name a file in a folder that is there and that you may write to", path = path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

impl ProfileFile {
    /// Makes the file, readable by its owner only. One that is there is left as it is.
    ///
    /// # Errors
    /// The file exists, or cannot be made.
    pub(super) fn create(path: &Path) -> Result<Self, ProfileError> {
        let (made, path) = (new_file(path), path.to_owned());
        match made {
            Ok(file) => Ok(Self {
                profile: Profile::new(),
                path,
                file: Some(file),
            }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(ProfileError::Exists { path })
            }
            Err(source) => Err(ProfileError::Unwritable { path, source }),
        }
    }

    /// Writes what was taken down; gives a sentence about it. What was cut is in the log, too.
    ///
    /// # Errors
    /// The disk refuses.
    pub(super) fn write(mut self) -> Result<String, ProfileError> {
        let unwritable = |source| ProfileError::Unwritable {
            path: self.path.clone(),
            source,
        };
        let Profiled { events, cut } = self.fill().map_err(unwritable)?;
        self.file = None;
        let path = self.path.display();
        if cut == 0 {
            return Ok(format!("profile: {events} runs of stages in {path}"));
        }
        tracing::warn!(
            cut,
            events,
            "the profile begins late: it holds the last runs of stages"
        );
        Ok(format!(
            "profile: the last {events} runs of stages in {path}; {cut} earlier ones were cut"
        ))
    }

    fn fill(&self) -> io::Result<Profiled> {
        let mut profiled = Profiled { events: 0, cut: 0 };
        if let Some(file) = &self.file {
            let mut out = BufWriter::new(file);
            profiled = self.profile.write(&mut out)?;
            out.flush()?;
        }
        Ok(profiled)
    }
}

impl Drop for ProfileFile {
    fn drop(&mut self) {
        if self.file.is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}
