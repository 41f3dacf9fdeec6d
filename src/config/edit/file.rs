//! The configuration's file, replaced as a whole or left as it is.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::change::{ConfigChange, EditError, changed};
use crate::{
    config::{Config, load::load_text},
    runtime::replace_file,
    types::hex,
};

/// Of a file that somebody took away meanwhile.
const NEW_MODE: u32 = 0o640;

/// The configuration's file as it was read.
#[derive(Clone, Debug)]
pub struct ConfigDocument {
    path: PathBuf,
    text: String,
}

/// A configuration that is written.
#[derive(Debug)]
pub struct EditedConfig {
    /// What it says now.
    pub config: Config,
    /// Its version, by which the next change names it.
    pub version: String,
}

impl ConfigDocument {
    /// Reads it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(path: &Path) -> Result<Self, EditError> {
        // Where the name is a link, what it leads to is replaced, not the link.
        let path = fs::canonicalize(path).map_err(failed(path, "found"))?;
        let text = fs::read_to_string(&path).map_err(failed(&path, "read"))?;
        Ok(Self { path, text })
    }

    /// What changes with every change of the file.
    pub fn version(&self) -> String {
        hex(&Sha256::digest(&self.text))
    }

    /// What it says.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn config(&self) -> Result<Config, EditError> {
        load_text(&self.path, &self.text).map_err(EditError::Wrong)
    }

    /// Makes changes, all or none: the whole is checked as `showfloor check` does, then takes the place of the file in one
    /// step, with its owner and mode.
    ///
    /// # Errors
    /// Why the file is as it was. `seen` is the version that whoever wants the change has looked at.
    pub fn edit(self, seen: &str, changes: &[ConfigChange]) -> Result<EditedConfig, EditError> {
        if self.version() != seen {
            return Err(EditError::Changed);
        }
        let text = changes
            .iter()
            .try_fold(self.text.clone(), |text, change| changed(&text, change))?;
        let config = load_text(&self.path, &text).map_err(EditError::Wrong)?;
        if Self::read(&self.path)?.text != self.text {
            return Err(EditError::Changed);
        }
        replace_file(&self.path, text.as_bytes(), NEW_MODE)
            .map_err(failed(&self.path, "written"))?;
        let version = Self { text, ..self }.version();
        Ok(EditedConfig { config, version })
    }
}

fn failed(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> EditError {
    let path = path.display().to_string();
    move |source| EditError::File {
        path,
        doing,
        source,
    }
}
