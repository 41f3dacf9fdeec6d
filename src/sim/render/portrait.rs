//! Heads with photographs for faces: the detector finds the face in a portrait, and the picture is laid over a mean head.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    features::{Features, Rgb},
    head::{self, Head},
};
use crate::{
    runtime::Telemetry,
    types::{FaceDetection, Image, Point},
    vision::{self, Networks, VisionError},
};

/// Why a folder gives no faces.
#[derive(Debug, thiserror::Error)]
pub enum PortraitError {
    #[error("{}: cannot be read: {source}\nhint: --faces names a folder of portraits, DIR/<person>/<image> or DIR/<image>", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: no pictures in this folder\nhint: put .jpg or .png portraits into it, or a folder of them for each person", .0.display())]
    Empty(PathBuf),
    #[error("{}: not a picture that can be decoded: {source}\nhint: save it again as JPEG or PNG", .path.display())]
    NotPicture {
        path: PathBuf,
        source: image::ImageError,
    },
    #[error("{}: no face is found in it\nhint: take portraits where the face is sharp, turned to the camera, and 60 pixels wide or more", .0.display())]
    NoFace(PathBuf),
    #[error("portraits need the models that find faces in them: {0}")]
    Models(#[from] VisionError),
}

/// A portrait, and where in it the face is.
struct Portrait {
    image: Image,
    face: FaceDetection,
}

/// Heads of the people in a folder, in the order of their names, at most `count`.
pub(super) fn heads(
    dir: &Path,
    count: usize,
    models: &vision::Settings,
) -> Result<Vec<Head>, PortraitError> {
    let mut people = Vec::new();
    for path in entries(dir)? {
        if path.is_dir() {
            let pictures: Vec<_> = entries(&path)?
                .into_iter()
                .filter(|p| is_picture(p))
                .collect();
            people.extend((!pictures.is_empty()).then_some(pictures));
        } else if is_picture(&path) {
            people.push(vec![path]);
        }
    }
    if people.is_empty() {
        return Err(PortraitError::Empty(dir.to_owned()));
    }
    let mut networks = Networks::load(models)?;
    people
        .iter()
        .take(count)
        .map(|pictures| Ok(find(pictures, &mut networks)?.head()))
        .collect()
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, PortraitError> {
    let unreadable = |source| PortraitError::Unreadable {
        path: dir.to_owned(),
        source,
    };
    let entries = fs::read_dir(dir).map_err(unreadable)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

fn is_picture(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ["jpg", "jpeg", "png"].contains(&ending.to_ascii_lowercase().as_str())
    })
}

/// The first of a person's pictures with a face; the most central face counts.
fn find(pictures: &[PathBuf], networks: &mut Networks) -> Result<Portrait, PortraitError> {
    for path in pictures {
        let image = decode(path)?;
        let middle = Point::new(image.width as f32 / 2.0, image.height as f32 / 2.0);
        let sight = networks.look(&image, false, &Telemetry::default())?;
        let off = |face: &FaceDetection| face.bbox.centre().distance(middle);
        let faces = sight.faces.into_iter().map(|face| face.detection);
        if let Some(face) = faces.min_by(|a, b| off(a).total_cmp(&off(b))) {
            return Ok(Portrait { image, face });
        }
    }
    Err(PortraitError::NoFace(pictures[0].clone()))
}

fn decode(path: &Path) -> Result<Image, PortraitError> {
    let broken = |source| PortraitError::NotPicture {
        path: path.to_owned(),
        source,
    };
    let reader = image::ImageReader::open(path).map_err(|source| PortraitError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let reader = reader.with_guessed_format().map_err(|e| broken(e.into()))?;
    let rgb = reader.decode().map_err(broken)?.into_rgb8();
    let (width, height) = rgb.dimensions();
    let mut data = rgb.into_raw();
    data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
    Ok(Image {
        width,
        height,
        data,
    })
}

impl Portrait {
    fn head(&self) -> Head {
        let mut features = Features::mean();
        let [right, left, nose, ..] = self.face.landmarks;
        let cheek = |eye: Point| Point::new(eye.x, nose.y);
        let cheeks = [cheek(right), cheek(left)].map(|p| self.pixel(p));
        features.skin = std::array::from_fn(|i| f32::midpoint(cheeks[0][i], cheeks[1][i]));
        let above = Point::new(
            f32::midpoint(right.x, left.x),
            self.face.bbox.y - 0.08 * self.face.bbox.h,
        );
        features.hair = self.pixel(above).map(|v| (v * 0.9).min(190.0));
        // The relief of a mean face without a picture of its own.
        let texture = head::bake_portrait(&features, |at| self.colour(&features, at));
        Head::with_texture(&features, texture)
    }

    /// The portrait's colour at a place of a mean face: its eyes and its mouth lie on those of the picture.
    fn colour(&self, features: &Features, (x, y): (f32, f32)) -> Rgb {
        let [right, left, _, mouth_right, mouth_left] = self.face.landmarks;
        let middle =
            |a: Point, b: Point| Point::new(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y));
        let (eyes, mouth) = (middle(right, left), middle(mouth_right, mouth_left));
        let across = x / (2.0 * features.eye.x);
        let down = (y - features.eye.y) / (features.mouth.y - features.eye.y);
        self.pixel(Point::new(
            eyes.x + across * (left.x - right.x) + down * (mouth.x - eyes.x),
            eyes.y + across * (left.y - right.y) + down * (mouth.y - eyes.y),
        ))
    }

    /// Linear between pixels; the edge continues.
    fn pixel(&self, at: Point) -> Rgb {
        let (w, h) = (self.image.width as usize, self.image.height as usize);
        let (x, y) = (
            at.x.clamp(0.0, (w - 1) as f32),
            at.y.clamp(0.0, (h - 1) as f32),
        );
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        std::array::from_fn(|i| {
            // Pictures are blue, green, red.
            let value = |x: usize, y: usize| f32::from(self.image.data[(y * w + x) * 3 + 2 - i]);
            let above = value(x0, y0) + (value(x1, y0) - value(x0, y0)) * fx;
            let below = value(x0, y1) + (value(x1, y1) - value(x0, y1)) * fx;
            above + (below - above) * fy
        })
    }
}
