//! Portraits in several sizes: how alike the signatures of one person and of different people are.

use std::path::Path;

use anyhow::Result;
use image::RgbImage;

use crate::{
    eval::{
        central::central,
        pictures::{bgr, entries, read, shrunk},
    },
    runtime::Telemetry,
    types::{FaceDetection, Image},
    vision::Networks,
};

/// The faces of many people, all of about one width.
#[derive(Clone, Debug, Default)]
pub struct SizedFaces {
    /// What the pictures were scaled to, pixels.
    pub target_px: f64,
    /// Place of the person in the folder, and their face with its signature.
    pub faces: Vec<(usize, FaceDetection)>,
    /// Pictures on which no face was found.
    pub missed: usize,
}

/// Finds and embeds the most central face of up to `people` people with three pictures or more, of three pictures each,
/// in each of the sizes (widths of the face in pixels). A picture is never made larger. `each` is called after every person.
///
/// # Errors
/// A file cannot be read, or a network fails.
pub fn sized_faces(
    networks: &mut Networks,
    folder: &Path,
    people: usize,
    sizes: &[f64],
    mut each: impl FnMut(usize),
) -> Result<Vec<SizedFaces>> {
    let sized = |target_px: &f64| SizedFaces {
        target_px: *target_px,
        ..SizedFaces::default()
    };
    let mut all: Vec<_> = sizes.iter().map(sized).collect();
    let mut taken = 0;
    for folder in entries(folder)? {
        let files = if folder.is_dir() {
            entries(&folder)?
        } else {
            Vec::new()
        };
        if files.len() < 3 {
            continue;
        }
        for file in &files[..3] {
            add(networks, &read(file)?, taken, &mut all)?;
        }
        taken += 1;
        each(taken);
        if taken == people {
            break;
        }
    }
    Ok(all)
}

/// One picture in all sizes.
fn add(
    networks: &mut Networks,
    picture: &RgbImage,
    person: usize,
    all: &mut [SizedFaces],
) -> Result<()> {
    let Some(full) = signed(networks, &bgr(picture))? else {
        for sized in all {
            sized.missed += 1;
        }
        return Ok(());
    };
    for sized in all {
        let part = sized.target_px / f64::from(full.bbox.w);
        let face = if part < 1.0 {
            signed(networks, &bgr(&shrunk(picture, part)?))?
        } else {
            Some(full.clone())
        };
        match face {
            Some(face) => sized.faces.push((person, face)),
            None => sized.missed += 1,
        }
    }
    Ok(())
}

/// The most central face of a picture, with its signature.
fn signed(networks: &mut Networks, image: &Image) -> Result<Option<FaceDetection>> {
    let Some(mut face) = central(networks, image)? else {
        return Ok(None);
    };
    networks.embed(image, &mut face, &Telemetry::default())?;
    Ok(Some(face.detection))
}

/// Cosines of pairs of the same person, and of different people (every pair of them).
pub fn cosines(faces: &[(usize, FaceDetection)]) -> (Vec<f64>, Vec<f64>) {
    let (mut same, mut other) = (Vec::new(), Vec::new());
    for (i, (person, a)) in faces.iter().enumerate() {
        for (another, b) in &faces[..i] {
            let cosine = a.signature.as_ref().zip(b.signature.as_ref());
            let Some(cosine) = cosine.and_then(|(a, b)| a.cosine(b)) else {
                continue;
            };
            let kind = if person == another {
                &mut same
            } else {
                &mut other
            };
            kind.push(f64::from(cosine));
        }
    }
    (same, other)
}
