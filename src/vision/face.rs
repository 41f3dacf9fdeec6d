//! Faces with five landmarks: input and decoding of `YuNet`.

use ndarray::ArrayViewD;

use super::{
    VisionError,
    letterbox::{Letterbox, Planes},
    nms::suppress,
    onnx::Network,
};
use crate::types::{BBox, Point};

/// Sides of the input are multiples of the largest stride.
const STRIDES: [usize; 3] = [8, 16, 32];

/// Boxes that overlap more than this are the same face.
pub(super) const SAME_FACE_IOU: f32 = 0.3;

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

impl Found {
    /// The same face in a picture that begins farther left and higher.
    pub(super) fn moved(self, left: f32, top: f32) -> Self {
        let bbox = self.bbox;
        Self {
            bbox: BBox::new(bbox.x + left, bbox.y + top, bbox.w, bbox.h),
            landmarks: self.landmarks.map(|p| Point::new(p.x + left, p.y + top)),
            ..self
        }
    }

    /// From input pixels to those of the source.
    pub(super) fn to_source(self, letterbox: &Letterbox) -> Self {
        Self {
            bbox: letterbox.box_to_source(self.bbox),
            landmarks: self.landmarks.map(|p| letterbox.point_to_source(p)),
            ..self
        }
    }

    /// Whether the landmarks are those of this face: none is farther beyond the box than the box is large.
    fn has_its_landmarks(&self) -> bool {
        let BBox { x, y, w, h } = self.bbox;
        let around = BBox::new(x - w, y - h, 3.0 * w, 3.0 * h);
        self.landmarks.iter().all(|p| around.contains(*p))
    }
}

/// The face network.
pub(super) struct FaceNet(Network);

/// What `YuNet` was trained to see around a picture.
const PADDING: f32 = 0.0;

/// The face network's input.
pub(super) fn face_planes() -> Planes {
    Planes::padded_with(PADDING, 0)
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
        picture: &Planes,
        letterbox: &Letterbox,
        min_score: f32,
    ) -> Result<Vec<Found>, VisionError> {
        let (height, width) = picture.size();
        let outputs = self.0.run(picture.values())?;
        let view = |kind: &str, stride| outputs.named(&format!("{kind}_{stride}"));
        let mut grids = Vec::new();
        for stride in STRIDES {
            let [cls, obj] = [view("cls", stride)?, view("obj", stride)?];
            let [bbox, kps] = [view("bbox", stride)?, view("kps", stride)?];
            grids.push([cls, obj, bbox, kps]);
        }
        decode(&grids, (width, height), letterbox, min_score)
            .map_err(|detail| outputs.unfit(detail))
    }
}

/// The faces that the outputs tell of, `cls`, `obj`, `bbox` and `kps` for each of [`STRIDES`], for an input of this size.
///
/// # Errors
/// An output is not as large as its grid.
pub(super) fn decode(
    grids: &[[ArrayViewD<'_, f32>; 4]],
    size: (usize, usize),
    letterbox: &Letterbox,
    min_score: f32,
) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    for (outputs, stride) in grids.iter().zip(STRIDES) {
        decode_stride(outputs, stride, size, min_score, &mut found)?;
    }
    found.retain(|f| letterbox.holds(&f.bbox) && f.has_its_landmarks());
    let found = suppress(found, SAME_FACE_IOU, |f| f.score, |f| f.bbox);
    Ok(found.into_iter().map(|f| f.to_source(letterbox)).collect())
}

/// Decodes the cells of one stride that reach `min_score`, in input pixels.
fn decode_stride(
    [cls, obj, bbox, kps]: &[ArrayViewD<'_, f32>; 4],
    stride: usize,
    (width, height): (usize, usize),
    min_score: f32,
    found: &mut Vec<Found>,
) -> Result<(), String> {
    let columns = width / stride;
    let cells = columns * (height / stride);
    let (cls, obj) = (flat(cls, cells)?, flat(obj, cells)?);
    let (bbox, kps) = (flat(bbox, 4 * cells)?, flat(kps, 10 * cells)?);
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

    /// What a network says that finds one face, in the first cell of the finest grid of a picture of 64x64, and of which the
    /// box and the first landmark are these.
    fn one_face(bbox: [f32; 4], eye: f32) -> Vec<Found> {
        let mut grids = STRIDES.map(|stride| {
            [1, 1, 4, 10]
                .map(|per_cell| ndarray::ArrayD::zeros(vec![1, (64 / stride).pow(2), per_cell]))
        });
        let [cls, obj, boxes, landmarks] = &mut grids[0];
        (cls[[0, 0, 0]], obj[[0, 0, 0]]) = (1.0, 1.0);
        for (place, value) in bbox.into_iter().enumerate() {
            boxes[[0, 0, place]] = value;
        }
        landmarks[[0, 0, 0]] = eye;
        let views = grids
            .each_ref()
            .map(|grid| grid.each_ref().map(|a| a.view()));
        let letterbox = Letterbox::new((64, 64), 640, false);
        decode(&views, (64, 64), &letterbox, 0.5).expect("the right size")
    }

    #[test]
    fn a_box_or_a_landmark_that_is_no_number_or_out_of_all_bounds_is_no_face() {
        assert_eq!(one_face([0.5, 0.5, 0.7, 0.7], 0.1).len(), 1);
        for odd in [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            3e38,
            -3e38,
            90.0,
            -90.0,
        ] {
            for place in 0..4 {
                let mut bbox = [0.5, 0.5, 0.7, 0.7];
                bbox[place] = odd;
                assert_eq!(one_face(bbox, 0.1), [], "{bbox:?}");
            }
            assert_eq!(one_face([0.5, 0.5, 0.7, 0.7], odd), [], "{odd}");
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
