//! For fuzz targets alone (`fuzz/`): the decoders behind the networks, with numbers that no network gave.

use ndarray::ArrayD;

use super::{
    align::AlignedFace,
    face,
    letterbox::{Letterbox, Scaler},
    person, quality,
};
use crate::types::{FaceDetection, Image, PersonDetection};

/// Numbers for each cell of the four kinds of outputs of the face network.
const PER_CELL: [usize; 4] = [1, 1, 4, 10];

/// The faces that the face network would tell of if its outputs were these numbers, again and again, aligned and judged.
pub fn faces(image: &Image, numbers: &[f32], min_score: f32) -> Vec<FaceDetection> {
    let letterbox = Letterbox::new((image.width, image.height), 640, false);
    let padded = |side: u32| (side as usize).next_multiple_of(32);
    let size = (padded(letterbox.width), padded(letterbox.height));
    let mut numbers = numbers.iter().copied().cycle();
    let grids = [8, 16, 32].map(|stride| {
        PER_CELL.map(|per_cell| {
            let cells = (size.0 / stride) * (size.1 / stride);
            let values = numbers.by_ref().take(cells * per_cell).collect();
            ArrayD::from_shape_vec(vec![1, cells, per_cell], values).expect("as many as asked for")
        })
    });
    let views = grids
        .each_ref()
        .map(|grid| grid.each_ref().map(|a| a.view()));
    let found =
        face::decode(&views, size, &letterbox, min_score).expect("outputs of the right size");
    let judged = found.into_iter().filter_map(|found| {
        let finely = AlignedFace::cut_finely(image, &found.landmarks);
        let crop = AlignedFace::cut(image, &found.landmarks)?;
        assert!(
            finely.is_some(),
            "what can be cut coarsely can be cut finely"
        );
        Some(FaceDetection {
            bbox: found.bbox,
            score: found.score,
            landmarks: found.landmarks,
            quality: quality::judge(&found, &crop),
            signature: None,
        })
    });
    judged.collect()
}

/// The people that the person network would tell of if its output were these numbers, again and again.
pub fn people(image: &Image, numbers: &[f32], min_score: f32) -> Vec<PersonDetection> {
    let letterbox = Letterbox::new((image.width, image.height), person::INPUT_PX, true);
    let mut scaled = Image::default();
    Scaler::default().scale(image, letterbox.width, letterbox.height, &mut scaled);
    let padded = |side: u32| (side as usize).next_multiple_of(32);
    let below = person::BELOW as u32;
    let size = (padded(letterbox.height + below), padded(letterbox.width));
    let cells: Vec<f32> = numbers
        .iter()
        .copied()
        .cycle()
        .take(person::cell_count(size) * person::CELL)
        .collect();
    person::people(&cells, size, &letterbox, &scaled, min_score)
}
