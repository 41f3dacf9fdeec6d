//! What is to be measured.

use std::path::{Path, PathBuf};

use crate::identity;

/// One measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The folder with a folder of images for each person.
    pub faces: PathBuf,
    /// Visitors in the gallery; at least 1.
    pub gallery: usize,
    /// Images enrolled of each visitor; at least 1.
    pub enrol: usize,
    /// Images that are seen together, as those of one track, before it is decided who it is; at least 1.
    pub probes: usize,
    /// Galleries that are drawn, one after the other; at least 1.
    pub repeats: usize,
    /// Seed of the draws and of the bootstrap.
    pub seed: u64,
    /// Pictures are made smaller until the face is so many pixels wide, and compressed again; never larger.
    pub shrink_px: Option<u32>,
    /// Whether each signature is averaged with that of the mirror image, as in the appliance.
    pub mirror: bool,
    /// A list of models in place of the one in the program.
    pub models: Option<PathBuf>,
    /// Faces with less quality are never decided (0 to 1).
    pub min_quality: f32,
}

impl Settings {
    /// The defaults of the command, with the quality floor of the appliance.
    pub fn new(faces: &Path) -> Self {
        Self {
            faces: faces.to_owned(),
            gallery: 100,
            enrol: 1,
            probes: 1,
            repeats: 20,
            seed: 1,
            shrink_px: None,
            mirror: true,
            models: None,
            min_quality: identity::Settings::default().min_quality,
        }
    }
}
