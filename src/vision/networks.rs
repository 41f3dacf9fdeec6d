//! The three networks of one worker, and what they make of one picture.

use std::fmt;

use super::{
    Role, Settings, VisionError,
    align::AlignedFace,
    any_size::any_size,
    closer::Closer,
    face::{self, FaceNet, Found, SAME_FACE_IOU, face_planes},
    letterbox::{Letterbox, Planes, SIDE, Scaler},
    manifest::{Manifest, Model},
    models,
    nms::suppress,
    onnx::{self, Network},
    person::{self, PersonNet},
    quality,
    scene::{Parts, People, Plan},
    signature::{self, SignatureNet},
};
use crate::{
    runtime::{Stage, Telemetry},
    types::{BBox, CELLS, FaceDetection, FaceLimit, Image, ModelTag, PersonDetection},
};

/// A face whose middle is closer to the rim of a part is not taken from there.
const RIM_PX: f32 = 12.0;

/// The sessions of one worker with their buffers: some 30 MB when loaded, beside the library's 40. They use the calling
/// thread alone. `Debug` shows no picture.
pub struct Networks {
    settings: Settings,
    face: FaceNet,
    person: PersonNet,
    signature: SignatureNet,
    scaler: Scaler,
    closer: Closer,
    /// The picture at the face network's size, from which the person network's is made.
    face_picture: Image,
    face_input: Planes,
    /// A part of it, and that as an input.
    part: Image,
    part_input: Planes,
    person_picture: Image,
}

/// A face that was found.
#[derive(Clone, Debug)]
pub struct SeenFace {
    pub detection: FaceDetection,
    /// What it looks like from close by, where it got a signature and pictures are wanted.
    pub picture: Option<Image>,
}

impl SeenFace {
    /// What its quality might be from close by: all that is known of it, but how sure the detector was from afar.
    pub fn prospect(&self) -> f32 {
        quality::weighed(self.detection.quality, 1.0).value
    }
}

/// What the detectors saw in one picture.
#[derive(Clone, Debug)]
pub struct Sight {
    /// Best first, judged, without signatures.
    pub faces: Vec<SeenFace>,
    /// Best first; `None` where the person network was not asked.
    pub people: Option<Vec<PersonDetection>>,
}

/// Tag of the signatures that the manifest's model makes. Loads nothing.
///
/// # Errors
/// The manifest cannot be read.
pub fn signature_tag(settings: &Settings) -> Result<ModelTag, VisionError> {
    let manifest = Manifest::load(settings.manifest.as_deref())?;
    Ok(signature::tag(&manifest.signature, settings.mirror))
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
        let read =
            |role: Role, model: &Model| models::read(&role.to_string(), model, &settings.dirs);
        let (_, face) = read(Role::Face, &manifest.face)?;
        let (_, signature) = read(Role::Signature, &manifest.signature.model)?;
        let (_, person) = read(Role::Person, &manifest.person)?;
        // What cannot be read is told by the runtime, with its own words.
        let person = any_size(&person).unwrap_or(person);
        let runtime = onnx::load_runtime(settings)?;
        let network = |role, model: &[u8], outputs| Network::new(role, &runtime, model, outputs);
        let mut networks = Self {
            settings: settings.clone(),
            face: FaceNet::new(network(Role::Face, &face, &face::OUTPUTS)?),
            person: PersonNet::new(network(Role::Person, &person, &[])?),
            signature: SignatureNet::new(
                network(Role::Signature, &signature, &[])?,
                &manifest.signature,
                settings.mirror,
            ),
            scaler: Scaler::default(),
            closer: Closer::new(),
            face_picture: Image::default(),
            face_input: face_planes(),
            part: Image::default(),
            part_input: face_planes(),
            person_picture: Image::default(),
        };
        networks.look(&Image::filled(64, 36, 0), true, &Telemetry::default())?;
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
        self.look_at(image, Plan::everything(people), telemetry)
    }

    /// As [`Networks::look`], at what is worth it.
    ///
    /// # Errors
    /// A network fails.
    pub(super) fn look_at(
        &mut self,
        image: &Image,
        plan: Plan,
        telemetry: &Telemetry,
    ) -> Result<Sight, VisionError> {
        let size = (image.width, image.height);
        if size.0 == 0 || size.1 == 0 {
            let people = (plan.people != People::Later).then(Vec::new);
            return Ok(Sight {
                faces: Vec::new(),
                people,
            });
        }
        let letterbox = Letterbox::new(size, self.settings.face_input_px, false);
        if plan.needs_picture() {
            let (width, height) = (letterbox.width, letterbox.height);
            let scale = || {
                let target = &mut self.face_picture;
                self.scaler.scale(image, width, height, target);
            };
            telemetry.time(Stage::Prepare, scale);
        }
        let found = match plan.faces {
            Parts::Whole => self.faces(&letterbox, telemetry)?,
            Parts::Some(parts) => self.faces_in(&parts, &letterbox, telemetry)?,
        };
        let people = match plan.people {
            People::Look => Some(self.people(size, telemetry)?),
            People::Same(people) => Some(people),
            People::Later => None,
        };
        let faces = telemetry.time(Stage::Align, || {
            found
                .iter()
                .filter_map(|found| judge(image, found))
                .collect()
        });
        Ok(Sight { faces, people })
    }

    /// The faces of the picture that was scaled.
    fn faces(
        &mut self,
        letterbox: &Letterbox,
        telemetry: &Telemetry,
    ) -> Result<Vec<Found>, VisionError> {
        let input = &mut self.face_input;
        telemetry.time(Stage::Prepare, || input.lay_out(&self.face_picture));
        let score = self.settings.face_score;
        telemetry.time(Stage::FaceNet, || self.face.run(input, letterbox, score))
    }

    /// Those of some parts of it.
    fn faces_in(
        &mut self,
        parts: &[[usize; 4]],
        letterbox: &Letterbox,
        telemetry: &Telemetry,
    ) -> Result<Vec<Found>, VisionError> {
        let size = (self.face_picture.width, self.face_picture.height);
        let score = self.settings.face_score;
        let mut all = Vec::new();
        for part in parts {
            let pixels = in_pixels(*part, size);
            telemetry.time(Stage::Prepare, || {
                self.face_picture.cut(pixels, &mut self.part);
                self.part_input.lay_out(&self.part);
            });
            let own = (self.part.width, self.part.height);
            let own = Letterbox::new(own, own.0.max(own.1), false);
            let (face, input) = (&mut self.face, &self.part_input);
            let found = telemetry.time(Stage::FacePart, || face.run(input, &own, score))?;
            let (left, top) = (pixels[0] as f32, pixels[1] as f32);
            let found = found.into_iter().map(|f| f.moved(left, top));
            let found = found.filter(|f| is_whole(&f.bbox, pixels, size));
            all.extend(found.map(|f| f.to_source(letterbox)));
        }
        // Parts that adjoin each other overlap by what makes their sides fit the network.
        Ok(suppress(all, SAME_FACE_IOU, |f| f.score, |f| f.bbox))
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
            self.person
                .run(&letterbox, &self.person_picture, self.settings.person_score)
        })
    }

    /// Looks at a face of this picture from close by, judges it anew, and makes its signature if it is still worth it;
    /// whether it did.
    ///
    /// # Errors
    /// A network fails.
    pub fn embed(
        &mut self,
        image: &Image,
        face: &mut SeenFace,
        telemetry: &Telemetry,
    ) -> Result<bool, VisionError> {
        let seen = telemetry.time(Stage::Closer, || {
            let with = (&mut self.face, &mut self.scaler);
            self.closer.look(image, &face.detection.bbox, with)
        })?;
        let Some((found, crop)) = seen.and_then(|found| {
            let crop = AlignedFace::cut_finely(image, &found.landmarks)?;
            Some((found, crop))
        }) else {
            // Many more pixels, and no face: it was none, or nothing that can be compared.
            face.detection.quality.value = 0.0;
            face.detection.quality.limit = FaceLimit::Doubtful;
            return Ok(false);
        };
        face.detection.landmarks = found.landmarks;
        face.detection.quality = quality::judge(&found, &crop);
        if face.detection.quality.value < self.settings.min_embed_quality {
            return Ok(false);
        }
        let embedded = telemetry.time(Stage::SignatureNet, || self.signature.embed(&crop))?;
        let Some((signature, norm)) = embedded else {
            return Ok(false);
        };
        let range = self.signature.norm_range();
        face.detection.quality = quality::with_norm(face.detection.quality, norm, range);
        let good = face.detection.quality.value >= self.settings.min_embed_quality;
        face.detection.signature = good.then_some(signature);
        face.picture = (good && self.settings.portraits).then(|| self.closer.seen().clone());
        Ok(good)
    }
}

/// A part in cells as one in pixels of a picture of this size, with sides that the network needs no padding for where the
/// picture has room: left, top, right, bottom.
fn in_pixels([left, top, right, bottom]: [usize; 4], size: (u32, u32)) -> [usize; 4] {
    let span = |from: usize, to: usize, cells: usize, side: u32| {
        let side = side as usize;
        let (from, to) = (from * side / cells, (to * side).div_ceil(cells));
        let length = (to - from).next_multiple_of(SIDE).min(side);
        let from = from.min(side - length);
        (from, from + length)
    };
    let (left, right) = span(left, right, CELLS.0, size.0);
    let (top, bottom) = span(top, bottom, CELLS.1, size.1);
    [left, top, right, bottom]
}

/// Whether a face stands well within a part, where the network saw all around it. At the border of the picture there is
/// nothing more to be seen.
fn is_whole(
    face: &BBox,
    [left, top, right, bottom]: [usize; 4],
    (width, height): (u32, u32),
) -> bool {
    let within = |at: f32, from: usize, to: usize, side: u32| {
        (from == 0 || at >= from as f32 + RIM_PX)
            && (to == side as usize || at < to as f32 - RIM_PX)
    };
    let middle = face.centre();
    within(middle.x, left, right, width) && within(middle.y, top, bottom, height)
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
    Some(SeenFace {
        detection,
        picture: None,
    })
}
