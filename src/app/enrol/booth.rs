//! The networks, and what they make of one picture.

use std::fmt;

use crate::{
    config::Config,
    identity::{Fault, Template, only_face},
    runtime::Telemetry,
    types::{Image, ModelTag},
    vision::{Networks, SeenFace, VisionError},
};

/// Where a colleague's face is looked at.
pub struct Booth {
    networks: Networks,
}

impl fmt::Debug for Booth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Booth({:?})", self.networks)
    }
}

impl Booth {
    /// Loads the networks that a run would load.
    ///
    /// # Errors
    /// A model is missing or altered.
    pub fn open(config: &Config) -> Result<Self, VisionError> {
        let networks = Networks::load(&config.vision)?;
        Ok(Self { networks })
    }

    /// Tag of the signatures that are made here.
    pub fn tag(&self) -> &ModelTag {
        self.networks.signature_tag()
    }

    /// The one good face of a picture, or why there is none.
    pub(super) fn face(&mut self, image: &Image) -> Result<Result<Template, Fault>, VisionError> {
        let telemetry = Telemetry::default();
        let mut faces = self.networks.look(image, false, &telemetry)?.faces;
        let width = |face: &SeenFace| face.detection.bbox.w;
        if let Some(widest) = faces
            .iter_mut()
            .max_by(|a, b| width(a).total_cmp(&width(b)))
        {
            self.networks.embed(image, widest, &telemetry)?;
        }
        let faces = faces.into_iter().map(|face| face.detection);
        Ok(only_face(faces.collect()))
    }
}
