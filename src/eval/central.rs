//! Whose face a portrait shows: that of the person in the middle.

use anyhow::Result;

use crate::{
    runtime::Telemetry,
    types::{FaceDetection, Image, Point},
    vision::{Networks, SeenFace},
};

/// The most central face of a picture, judged, without a signature; `None` where no face is found.
pub(super) fn central(networks: &mut Networks, image: &Image) -> Result<Option<SeenFace>> {
    let middle = Point::new(image.width as f32 / 2.0, image.height as f32 / 2.0);
    let off = |face: &FaceDetection| face.bbox.centre().distance(middle);
    let faces = networks.look(image, false, &Telemetry::default())?.faces;
    Ok(faces
        .into_iter()
        .min_by(|a, b| off(&a.detection).total_cmp(&off(&b.detection))))
}
