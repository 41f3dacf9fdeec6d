//! The figures of a place.

use std::collections::BTreeMap;

use serde::Serialize;

use super::tally::{Face, Sight};
use crate::types::{BBox, FaceLimit, TrackId};

/// Three points of a distribution: a tenth lies below the first, half below the second, nine tenths below the third.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    pub p10: f32,
    pub p50: f32,
    pub p90: f32,
}

impl Spread {
    /// Of these values, in any order; `None` where there is none.
    pub(super) fn of(values: impl IntoIterator<Item = f32>) -> Option<Self> {
        let mut sorted: Vec<f32> = values.into_iter().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f32::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let at = |share: f32| hundredth(sorted[(share * last as f32).round() as usize]);
        Some(Self {
            p10: at(0.1),
            p50: at(0.5),
            p90: at(0.9),
        })
    }
}

fn hundredth(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

/// What was seen in a place. Faces and people are counted once in each frame that shows them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Sights of faces, and of people.
    pub faces: usize,
    pub people: usize,
    /// People who were followed through it, and those of them who showed enough usable faces to be decided on.
    pub passed: usize,
    pub decidable: usize,
    /// Width of the face in pixels of the source.
    pub face_px: Option<Spread>,
    /// Variance of the Laplacian of the aligned face: below 18 it is blurred.
    pub sharpness: Option<Spread>,
    /// Turn to the side in degrees, whichever side.
    pub yaw_deg: Option<Spread>,
    /// Mean brightness of the face, 0 to 255.
    pub brightness: Option<Spread>,
    /// Where the nose stands between eyes (0) and mouth (1): a half from the front, more where looked down on.
    pub nose: Option<Spread>,
    /// Height in pixels of people who were seen from head to foot.
    pub person_px: Option<Spread>,
    /// Share of the faces that reach `identity.min_quality`, 0 to 1.
    pub usable: Option<f32>,
    /// What limits the others, and how many of them.
    pub limits: BTreeMap<&'static str, usize>,
    /// Width of each face, for the drawing.
    #[serde(skip)]
    pub(super) widths: Vec<f32>,
    /// What limits most of the faces that are not usable.
    #[serde(skip)]
    pub(super) worst_limit: Option<FaceLimit>,
}

/// What makes a face usable, and a person decidable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Floor {
    pub(super) quality: f32,
    pub(super) faces: u32,
}

/// The figures of these sights in pictures of this size.
pub(super) fn figures(sights: &[&Sight], size: (u32, u32), floor: Floor) -> Figures {
    let faces: Vec<Face> = sights.iter().filter_map(|sight| sight.face).collect();
    let usable = faces.iter().filter(|f| f.value >= floor.quality).count();
    let spread = |of: &dyn Fn(&Face) -> f32| Spread::of(faces.iter().map(of));
    let whole = sights.iter().filter(|sight| is_whole(&sight.body, size));
    let (passed, decidable) = people(sights, floor);
    let limits = limits(&faces, floor);
    Figures {
        faces: faces.len(),
        people: sights.len(),
        passed,
        decidable,
        face_px: spread(&|f| f.width_px),
        sharpness: spread(&|f| f.sharpness),
        yaw_deg: spread(&|f| f.yaw_deg.abs()),
        brightness: spread(&|f| f.brightness),
        nose: spread(&|f| f.nose),
        person_px: Spread::of(whole.map(|sight| sight.body.h)),
        usable: (!faces.is_empty()).then(|| usable as f32 / faces.len() as f32),
        worst_limit: limits.iter().max_by_key(|(_, n)| **n).map(|(l, _)| *l),
        limits: limits.iter().map(|(l, n)| (l.as_str(), *n)).collect(),
        widths: faces.iter().map(|face| face.width_px).collect(),
    }
}

/// How many people there were, and how many of them showed enough usable faces.
fn people(sights: &[&Sight], floor: Floor) -> (usize, usize) {
    let mut usable: BTreeMap<TrackId, u32> = BTreeMap::new();
    for sight in sights {
        let good = sight.face.is_some_and(|f| f.value >= floor.quality);
        *usable.entry(sight.track).or_default() += u32::from(good);
    }
    let enough = usable.values().filter(|n| **n >= floor.faces).count();
    (usable.len(), enough)
}

fn limits(faces: &[Face], floor: Floor) -> BTreeMap<FaceLimit, usize> {
    let mut limits = BTreeMap::new();
    for face in faces.iter().filter(|face| face.value < floor.quality) {
        *limits.entry(face.limit).or_default() += 1;
    }
    limits
}

/// Whether a body is cut by no edge of the picture and has the form of somebody who stands.
fn is_whole(body: &BBox, (width, height): (u32, u32)) -> bool {
    let (width, height) = (width as f32, height as f32);
    let inside = body.x > 1.0
        && body.y > 1.0
        && body.x + body.w < width - 1.0
        && body.y + body.h < height - 1.0;
    inside && body.h > 2.0 * body.w
}
