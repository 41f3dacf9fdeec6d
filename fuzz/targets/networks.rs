//! What networks say: outputs of any numbers, not-a-number and infinity among them, decoded to faces and people, and
//! faces aligned and judged.
//!
//! Two bytes: the picture's sides; one: the lowest score; then the outputs, four bytes each.
#![no_main]

use libfuzzer_sys::fuzz_target;
use showfloor::{
    types::{BBox, Image},
    vision::fuzzing::{faces, people},
};

fuzz_target!(|bytes: &[u8]| {
    let Some((&[width, height, score], rest)) = bytes.split_first_chunk() else {
        return;
    };
    let numbers: Vec<_> = rest
        .as_chunks()
        .0
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect();
    if numbers.is_empty() {
        return;
    }
    let (width, height) = (u32::from(width) + 1, u32::from(height) + 1);
    let min_score = f32::from(score.max(1)) / 255.0;
    let mut image = Image::filled(width, height, 0);
    for (place, byte) in image.data.iter_mut().enumerate() {
        *byte = (place * 31 % 251) as u8;
    }
    let mut boxes: Vec<(BBox, f32)> = Vec::new();
    for face in faces(&image, &numbers, min_score) {
        for point in face.landmarks {
            assert!(point.x.is_finite() && point.y.is_finite(), "{face:?}");
        }
        let quality = face.quality;
        assert!((0.0..=1.0).contains(&quality.value), "{quality:?}");
        let figures = [
            quality.width_px,
            quality.sharpness,
            quality.yaw_deg,
            quality.roll_deg,
            quality.brightness,
        ];
        assert!(
            figures.iter().all(|figure| figure.is_finite()),
            "{quality:?}"
        );
        boxes.push((face.bbox, face.score));
    }
    assert_sane(&boxes, (width, height), min_score);
    let people = people(&image, &numbers, min_score);
    let boxes: Vec<_> = people
        .iter()
        .map(|person| (person.bbox, person.score))
        .collect();
    assert_sane(&boxes, (width, height), min_score);
});

/// Boxes are somewhere in the picture, best first, and no two mean the same.
fn assert_sane(boxes: &[(BBox, f32)], (width, height): (u32, u32), min_score: f32) {
    let picture = BBox::new(0.0, 0.0, width as f32, height as f32);
    for (place, (bbox, score)) in boxes.iter().enumerate() {
        let numbers = [bbox.x, bbox.y, bbox.w, bbox.h];
        assert!(numbers.iter().all(|number| number.is_finite()), "{bbox:?}");
        assert!(bbox.w > 0.0 && bbox.h > 0.0, "{bbox:?}");
        assert!(bbox.area().is_finite(), "{bbox:?}");
        assert!(
            bbox.intersection(&picture) > 0.0,
            "{bbox:?} is not in the picture"
        );
        assert!((min_score..=1.0).contains(score), "{score}");
        for (other, better) in &boxes[..place] {
            assert!(
                better >= score && other.iou(bbox) <= 0.51,
                "{other:?} {bbox:?}"
            );
        }
    }
}
