//! Faces with five landmarks: input and decoding of `YuNet`.

use ndarray::{Array4, ArrayViewD};

use super::{
    VisionError,
    letterbox::{Letterbox, to_planes},
    nms::suppress,
    onnx::{Network, Outputs},
};
use crate::types::{BBox, Image, Point};

/// Sides of the input are multiples of the largest stride.
const STRIDES: [usize; 3] = [8, 16, 32];

/// Boxes that overlap more than this are the same face.
const SAME_FACE_IOU: f32 = 0.3;

/// The outputs of the decoder, per kind and stride.
pub(super) const OUTPUTS: [&str; 12] = [
    "cls_8", "cls_16", "cls_32", "obj_8", "obj_16", "obj_32", "bbox_8", "bbox_16", "bbox_32",
    "kps_8", "kps_16", "kps_32",
];

/// A face as the detector sees it, in source pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) bbox: BBox,
    /// 0 to 1.
    pub(super) score: f32,
    /// Right eye, left eye, nose, right and left corner of the mouth, image-left first.
    pub(super) landmarks: [Point; 5],
}

/// The face network.
pub(super) struct FaceNet(Network);

/// A picture laid out as the network's input.
pub(super) struct FacePicture {
    planes: Array4<f32>,
    /// Size of the picture for which the padding of `planes` is right.
    content: (u32, u32),
}

impl Default for FacePicture {
    fn default() -> Self {
        Self {
            planes: Array4::zeros((1, 3, 0, 0)),
            content: (0, 0),
        }
    }
}

impl FacePicture {
    /// Takes in a picture that has the network's scale.
    pub(super) fn lay_out(&mut self, scaled: &Image) {
        if self.content != (scaled.width, scaled.height) {
            let padded = |side: u32| (side as usize).next_multiple_of(STRIDES[2]);
            self.content = (scaled.width, scaled.height);
            self.planes = Array4::zeros((1, 3, padded(scaled.height), padded(scaled.width)));
        }
        to_planes(scaled, &mut self.planes);
    }
}

impl FaceNet {
    pub(super) fn new(network: Network) -> Self {
        Self(network)
    }

    /// The faces of a picture that reach `min_score`, best first, in source pixels.
    ///
    /// # Errors
    /// The network fails, or gives other shapes than `YuNet`.
    pub(super) fn run(
        &mut self,
        picture: &FacePicture,
        letterbox: &Letterbox,
        min_score: f32,
    ) -> Result<Vec<Found>, VisionError> {
        let (_, _, height, width) = picture.planes.dim();
        let outputs = self.0.run(&picture.planes)?;
        let mut found = Vec::new();
        for stride in STRIDES {
            decode_stride(&outputs, stride, (width, height), min_score, &mut found)?;
        }
        let found = suppress(found, SAME_FACE_IOU, |f| f.score, |f| f.bbox);
        Ok(found
            .into_iter()
            .map(|f| Found {
                bbox: letterbox.box_to_source(f.bbox),
                score: f.score,
                landmarks: f.landmarks.map(|p| letterbox.point_to_source(p)),
            })
            .collect())
    }
}

/// Decodes the cells of one stride that reach `min_score`, in input pixels.
fn decode_stride(
    outputs: &Outputs<'_>,
    stride: usize,
    (width, height): (usize, usize),
    min_score: f32,
    found: &mut Vec<Found>,
) -> Result<(), VisionError> {
    let columns = width / stride;
    let cells = columns * (height / stride);
    let view = |kind: &str| outputs.named(&format!("{kind}_{stride}"));
    let (cls, obj, bbox, kps) = (view("cls")?, view("obj")?, view("bbox")?, view("kps")?);
    let flat =
        |array, per_cell| flat(array, cells * per_cell).map_err(|detail| outputs.unfit(detail));
    let (cls, obj, bbox, kps) = (
        flat(&cls, 1)?,
        flat(&obj, 1)?,
        flat(&bbox, 4)?,
        flat(&kps, 10)?,
    );
    for cell in 0..cells {
        let score = (cls[cell].clamp(0.0, 1.0) * obj[cell].clamp(0.0, 1.0)).sqrt();
        if score >= min_score {
            let corner = Point::new((cell % columns) as f32, (cell / columns) as f32);
            found.push(Found {
                bbox: decode_box(&bbox[cell * 4..][..4], corner, stride as f32),
                score,
                landmarks: decode_landmarks(&kps[cell * 10..][..10], corner, stride as f32),
            });
        }
    }
    Ok(())
}

/// The numbers of an output, if there are as many as the grid needs.
fn flat<'a>(array: &'a ArrayViewD<'_, f32>, numbers: usize) -> Result<&'a [f32], String> {
    let all = array.as_slice().filter(|all| all.len() == numbers);
    all.ok_or_else(|| {
        let shape = array.shape();
        format!("an output has the shape {shape:?}, not {numbers} numbers")
    })
}

/// Centre as an offset from the cell's corner in cells, size as the logarithm of cells.
fn decode_box(raw: &[f32], cell: Point, stride: f32) -> BBox {
    let (cx, cy) = ((cell.x + raw[0]) * stride, (cell.y + raw[1]) * stride);
    let (w, h) = (raw[2].exp() * stride, raw[3].exp() * stride);
    BBox::new(cx - w / 2.0, cy - h / 2.0, w, h)
}

/// Offsets from the cell's corner in cells.
fn decode_landmarks(raw: &[f32], cell: Point, stride: f32) -> [Point; 5] {
    std::array::from_fn(|i| {
        Point::new(
            (cell.x + raw[2 * i]) * stride,
            (cell.y + raw[2 * i + 1]) * stride,
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_box_decodes_to_what_was_encoded(
            cx in 0.0f32..640.0, cy in 0.0f32..384.0, w in 4.0f32..400.0, h in 4.0f32..400.0, stride in prop::sample::select(vec![8.0f32, 16.0, 32.0]),
        ) {
            let cell = Point::new((cx / stride).floor(), (cy / stride).floor());
            let raw = [cx / stride - cell.x, cy / stride - cell.y, (w / stride).ln(), (h / stride).ln()];
            let back = decode_box(&raw, cell, stride);
            prop_assert!((back.centre().x - cx).abs() < 0.01 && (back.centre().y - cy).abs() < 0.01);
            prop_assert!((back.w - w).abs() < 0.01 * w && (back.h - h).abs() < 0.01 * h);
        }
    }

    #[test]
    fn landmarks_stand_at_their_offset_from_the_cell() {
        let raw = [0.0, 0.0, 1.0, -1.0, 0.5, 0.5, 2.0, 0.0, 0.0, 2.0];
        let points = decode_landmarks(&raw, Point::new(3.0, 2.0), 16.0);
        assert_eq!(points[0], Point::new(48.0, 32.0));
        assert_eq!(points[1], Point::new(64.0, 16.0));
        assert_eq!(points[2], Point::new(56.0, 40.0));
    }
}
