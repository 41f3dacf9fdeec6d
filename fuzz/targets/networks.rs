//! What networks say: outputs of any numbers, not-a-number and infinity among them, decoded to faces and people, and
//! faces aligned and judged.
//!
//! Three bytes: the picture's sides, and the lowest score; then cells in which something is found: two bytes for the place,
//! and sixteen numbers of four bytes each.
#![no_main]

use libfuzzer_sys::fuzz_target;
use showfloor::{
    types::{BBox, Image},
    vision::fuzzing::{faces, people},
};

/// Cells of one input, at most: each face is aligned, which takes its time.
const MOST: usize = 4;

/// What the face network says of a cell: `cls`, `obj`, `bbox` and `kps`; of a person, the first six are taken.
struct Cell {
    place: usize,
    numbers: [f32; 16],
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&[width, height, score], rest)) = bytes.split_first_chunk() else {
        return;
    };
    let cells: Vec<_> = rest.as_chunks().0.iter().take(MOST).map(cell).collect();
    let (width, height) = (u32::from(width) + 1, u32::from(height) + 1);
    let min_score = f32::from(score.max(1)) / 255.0;
    let mut image = Image::filled(width, height, 0);
    for (place, byte) in image.data.iter_mut().enumerate() {
        *byte = (place * 31 % 251) as u8;
    }
    let faces = faces(&image, &face_outputs((width, height), &cells), min_score);
    for face in &faces {
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
    }
    let boxes: Vec<_> = faces.iter().map(|face| (face.bbox, face.score)).collect();
    assert_sane(&boxes, (width, height), min_score);
    let people = people(&image, &person_output(&cells), min_score);
    let boxes: Vec<_> = people
        .iter()
        .map(|person| (person.bbox, person.score))
        .collect();
    assert_sane(&boxes, (width, height), min_score);
});

fn cell(bytes: &[u8; 66]) -> Cell {
    let number = |place: usize| {
        bytes[2 + 4 * place..][..4]
            .try_into()
            .map(f32::from_le_bytes)
    };
    Cell {
        place: u16::from_le_bytes([bytes[0], bytes[1]]).into(),
        numbers: std::array::from_fn(|place| number(place).expect("four bytes")),
    }
}

/// Outputs of the face network for a picture of this size, stride by stride, kind by kind.
fn face_outputs((width, height): (u32, u32), found: &[Cell]) -> Vec<f32> {
    let padded = |side: u32| side.next_multiple_of(32) as usize;
    let cells = |stride: usize| (padded(width) / stride) * (padded(height) / stride);
    let all: usize = [8, 16, 32].map(cells).iter().sum();
    let mut outputs = Vec::new();
    let mut before = 0;
    for stride in [8, 16, 32] {
        let start = outputs.len();
        outputs.resize(start + 16 * cells(stride), 0.0);
        for Cell { place, numbers } in found {
            let Some(place) = (place % all)
                .checked_sub(before)
                .filter(|p| *p < cells(stride))
            else {
                continue;
            };
            let mut from = start;
            let mut numbers = numbers.iter();
            for per_cell in [1, 1, 4, 10] {
                for (output, number) in outputs[from + place * per_cell..][..per_cell]
                    .iter_mut()
                    .zip(&mut numbers)
                {
                    *output = *number;
                }
                from += per_cell * cells(stride);
            }
        }
        before += cells(stride);
    }
    outputs
}

/// Output of the person network: 85 numbers for each of its cells.
fn person_output(found: &[Cell]) -> Vec<f32> {
    const CELLS: usize = 52 * 52 + 26 * 26 + 13 * 13;
    let mut output = vec![0.0; 85 * CELLS];
    for Cell { place, numbers } in found {
        output[place % CELLS * 85..][..6].copy_from_slice(&numbers[..6]);
    }
    output
}

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
