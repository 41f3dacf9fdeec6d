//! The three networks of one worker, and what they make of one picture.

use std::fmt;

use super::{
    Role, Settings, VisionError,
    align::AlignedFace,
    face::{self, FaceNet, Found},
    letterbox::{Letterbox, Scaler},
    manifest::{Manifest, Model},
    models,
    onnx::{self, Network},
    person::{self, PersonNet},
    quality,
    signature::SignatureNet,
};
use crate::{
    runtime::{Stage, Telemetry},
    types::{FaceDetection, Image, ModelTag, PersonDetection},
};

/// The sessions of one worker with their buffers: some 30 MB when loaded, beside the library's 40. They use the calling
/// thread alone. `Debug` shows no picture.
pub struct Networks {
    settings: Settings,
    face: FaceNet,
    person: PersonNet,
    signature: SignatureNet,
    scaler: Scaler,
    /// The picture at the face network's size, from which the person network's is made.
    face_picture: Image,
    person_picture: Image,
}

/// A face that was found, with its aligned crop until a signature is made of it. `Debug` shows no picture.
#[derive(Clone, Debug)]
pub struct SeenFace {
    pub detection: FaceDetection,
    crop: AlignedFace,
}

/// What the detectors saw in one picture.
#[derive(Clone, Debug)]
pub struct Sight {
    /// Best first, judged, without signatures.
    pub faces: Vec<SeenFace>,
    /// Best first; `None` where the person network was not asked.
    pub people: Option<Vec<PersonDetection>>,
}

impl fmt::Debug for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Networks({})", self.signature_tag().as_str())
    }
}

impl Networks {
    /// Loads the runtime and the models, and runs each network once on a blank picture.
    ///
    /// # Errors
    /// The manifest, a model or the runtime is missing, altered, or not what its role needs.
    pub fn load(settings: &Settings) -> Result<Self, VisionError> {
        let manifest = Manifest::load(settings.manifest.as_deref())?;
        let read = |role, model: &Model| models::read(role, model, &settings.dirs);
        let (_, face) = read(Role::Face, &manifest.face)?;
        let (_, signature) = read(Role::Signature, &manifest.signature.model)?;
        let (_, person) = read(Role::Person, &manifest.person)?;
        let environment = onnx::load_runtime(settings.runtime.as_deref())?;
        let network =
            |role, model: &[u8], outputs| Network::new(role, &environment, model, outputs);
        let mut networks = Self {
            settings: settings.clone(),
            face: FaceNet::new(network(Role::Face, &face, &face::OUTPUTS)?),
            person: PersonNet::new(network(Role::Person, &person, &[])?),
            signature: SignatureNet::new(
                network(Role::Signature, &signature, &[])?,
                manifest.signature.prepare,
                &manifest.signature.model.sha256,
            ),
            scaler: Scaler::default(),
            face_picture: Image::default(),
            person_picture: Image::default(),
        };
        networks.look(&Image::filled(64, 64, 0), true, &Telemetry::default())?;
        networks.signature.embed(&AlignedFace::blank())?;
        Ok(networks)
    }

    /// What made the signatures.
    pub fn signature_tag(&self) -> &ModelTag {
        self.signature.tag()
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Finds and judges the faces of a picture and, where asked, its people. An empty picture shows nobody.
    ///
    /// # Errors
    /// A network fails.
    pub fn look(
        &mut self,
        image: &Image,
        people: bool,
        telemetry: &Telemetry,
    ) -> Result<Sight, VisionError> {
        let size = (image.width, image.height);
        if size.0 == 0 || size.1 == 0 {
            return Ok(Sight {
                faces: Vec::new(),
                people: people.then(Vec::new),
            });
        }
        let letterbox = Letterbox::new(size, self.settings.face_input_px, false);
        telemetry.time(Stage::Prepare, || {
            let (width, height) = (letterbox.width, letterbox.height);
            self.scaler
                .scale(image, width, height, &mut self.face_picture);
            self.face.prepare(&self.face_picture);
        });
        let found = telemetry.time(Stage::FaceNet, || {
            self.face.run(&letterbox, self.settings.face_score)
        })?;
        let people = people.then(|| self.people(size, telemetry)).transpose()?;
        let faces = telemetry.time(Stage::Align, || {
            found
                .iter()
                .filter_map(|found| judge(image, found))
                .collect()
        });
        Ok(Sight { faces, people })
    }

    /// The people of the picture that was scaled for the face network: scaling that one again is several times cheaper
    /// than scaling the source, and found 1187 of the same 1209 people in two clips.
    fn people(
        &mut self,
        source: (u32, u32),
        telemetry: &Telemetry,
    ) -> Result<Vec<PersonDetection>, VisionError> {
        let letterbox = Letterbox::new(source, person::INPUT_PX, true);
        telemetry.time(Stage::Prepare, || {
            let (width, height) = (letterbox.width, letterbox.height);
            let (from, to) = (&self.face_picture, &mut self.person_picture);
            self.scaler.scale(from, width, height, to);
            self.person.prepare(&self.person_picture);
        });
        telemetry.time(Stage::PersonNet, || {
            self.person.run(&letterbox, self.settings.person_score)
        })
    }

    /// Makes the signature of a face, and notes the norm of the raw embedding in its quality.
    ///
    /// # Errors
    /// The network fails.
    pub fn embed(&mut self, face: &mut SeenFace, telemetry: &Telemetry) -> Result<(), VisionError> {
        let embedded = telemetry.time(Stage::SignatureNet, || self.signature.embed(&face.crop))?;
        if let Some((signature, norm)) = embedded {
            face.detection.signature = Some(signature);
            face.detection.quality.norm = Some(norm);
        }
        Ok(())
    }

    /// As [`Networks::embed`], with the mean of the signatures of the face and of its mirror image, normalised again.
    /// It costs two runs of the network; its tag says what it is, as it is not to be compared with plain ones.
    ///
    /// # Errors
    /// The network fails.
    pub fn embed_mirrored(
        &mut self,
        face: &mut SeenFace,
        telemetry: &Telemetry,
    ) -> Result<(), VisionError> {
        let embedded = telemetry.time(Stage::SignatureNet, || {
            self.signature.embed_mirrored(&face.crop)
        })?;
        if let Some((signature, norm)) = embedded {
            face.detection.signature = Some(signature);
            face.detection.quality.norm = Some(norm);
        }
        Ok(())
    }
}

/// Aligns and judges one face; `None` where its landmarks are no face.
fn judge(image: &Image, found: &Found) -> Option<SeenFace> {
    let crop = AlignedFace::cut(image, &found.landmarks)?;
    let detection = FaceDetection {
        bbox: found.bbox,
        score: found.score,
        landmarks: found.landmarks,
        quality: quality::judge(found, &crop),
        signature: None,
    };
    Some(SeenFace { detection, crop })
}
