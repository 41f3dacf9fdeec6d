//! How much a face is worth for telling who it is.
//!
//! A face is as good as its worst property: `value` is the least of these figures between 0 and 1, and `limit` names the
//! property that gave it. Each is 0.5 at the limit from which faces were found wholly reliable (score 0.85, width 30 px,
//! sharpness 18; at these limits no false match was left among 65 tracks of people):
//!
//! | property | 0 | 0.5 | 1 |
//! |---|---|---|---|
//! | detector score | 0.7 | 0.85 | 1.0 |
//! | width in pixels, by its logarithm | 15 | 30 | 60 |
//! | sharpness, by its logarithm | 6 | 18 | 54 |
//! | yaw in degrees | 90 | 60 | 30 |
//! | roll in degrees | 90 | 60 | 30 |
//! | brightness, dark side | 10 | 30 | 50 |
//! | brightness, bright side | 250 | 230 | 210 |
//! | norm of the raw embedding, where one was made | by model (`models/manifest.toml`) | | |
//!
//! Nothing is decided on faces below 0.3. Measured on 23 clips (1,889 faces, pairs of people of different clips): with no
//! floor 3.0 % of the pairs reach a cosine of 0.40 and 0.9 % one of 0.50; from 0.3 on 0.21 % and 0.003 %, and a higher floor
//! gains nothing more. Of portraits of 93 to 40 px 0.2 to 0.6 % lie below it. Where the norm counts, a turned head tells
//! little: with a yaw that is 0 at 60 degrees as many pairs of strangers are left (0.21 % and 0.004 %), and 1 % of the
//! portraits are lost.

use super::{
    align::{AlignedFace, CROP_PX},
    face::Found,
};
use crate::types::{FaceLimit, FaceQuality, Point};

/// How far the tip of the nose stands before the plane of the eyes, as a part of half the distance between the eyes.
/// Heads differ, so the yaw is good to about ten degrees.
const NOSE_DEPTH: f32 = 0.8;

/// Judges a face from the detector's answer and its aligned crop.
pub(super) fn judge(found: &Found, crop: &AlignedFace) -> FaceQuality {
    let grey = grey(crop);
    let (yaw_deg, roll_deg) = face_pose(&found.landmarks);
    weighed(
        FaceQuality {
            width_px: found.bbox.w,
            sharpness: laplacian_variance(&grey),
            yaw_deg,
            roll_deg,
            brightness: grey.iter().sum::<f32>() / grey.len() as f32,
            ..FaceQuality::default()
        },
        found.score,
    )
}

/// All properties of a face but the norm in one figure, 0 to 1, and which of them limits it, as the table above says;
/// `score` is the detector's, 0 to 1. What `value` and `limit` were does not count.
pub fn weighed(quality: FaceQuality, score: f32) -> FaceQuality {
    let figures = [
        (ramp(score, 0.7, 1.0), FaceLimit::Doubtful),
        (
            ramp(quality.width_px.ln(), 15f32.ln(), 60f32.ln()),
            FaceLimit::Small,
        ),
        (
            ramp(quality.sharpness.ln(), 6f32.ln(), 54f32.ln()),
            FaceLimit::Blurred,
        ),
        (ramp(quality.yaw_deg.abs(), 90.0, 30.0), FaceLimit::Turned),
        (ramp(quality.roll_deg.abs(), 90.0, 30.0), FaceLimit::Tilted),
        (ramp(quality.brightness, 10.0, 50.0), FaceLimit::Dark),
        (ramp(quality.brightness, 250.0, 210.0), FaceLimit::Bright),
    ];
    let worst = |a: (f32, FaceLimit), b: (f32, FaceLimit)| if b.0 < a.0 { b } else { a };
    let (value, limit) = figures.into_iter().fold((1.0, FaceLimit::Doubtful), worst);
    FaceQuality {
        value,
        limit,
        ..quality
    }
}

/// Takes the norm of the raw embedding into account: blurred, turned and covered faces give short ones. `range` is where
/// the figure is 0 and where it is 1 for the network at hand.
pub(super) fn with_norm(quality: FaceQuality, norm: f32, range: Option<[f32; 2]>) -> FaceQuality {
    let figure = range.map_or(1.0, |[zero, one]| ramp(norm, zero, one));
    let faint = figure < quality.value;
    FaceQuality {
        value: quality.value.min(figure),
        limit: if faint {
            FaceLimit::Faint
        } else {
            quality.limit
        },
        norm: Some(norm),
        ..quality
    }
}

/// 0 at `zero` and beyond, 1 at `one` and beyond, straight between; `zero` may be the greater one.
fn ramp(x: f32, zero: f32, one: f32) -> f32 {
    ((x - zero) / (one - zero)).clamp(0.0, 1.0)
}

fn grey(crop: &AlignedFace) -> Vec<f32> {
    crop.pixels()
        .iter()
        .map(|&[b, g, r]| 0.114 * f32::from(b) + 0.587 * f32::from(g) + 0.299 * f32::from(r))
        .collect()
}

/// Variance of the four-neighbour Laplacian, the outermost pixels left out.
fn laplacian_variance(grey: &[f32]) -> f32 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for y in 1..CROP_PX - 1 {
        let row = |dy: usize| &grey[(y + dy - 1) * CROP_PX..][..CROP_PX];
        let (above, here, below) = (row(0), row(1), row(2));
        for x in 1..CROP_PX - 1 {
            let l = above[x] + below[x] + here[x - 1] + here[x + 1] - 4.0 * here[x];
            sum += l;
            squares += l * l;
        }
    }
    let n = ((CROP_PX - 2) * (CROP_PX - 2)) as f32;
    (squares / n - (sum / n).powi(2)).max(0.0)
}

/// Yaw and roll in degrees, -90 to 90 and -180 to 180. Yaw comes from where the nose stands between the eyes, along the line of the eyes.
pub fn face_pose(landmarks: &[Point; 5]) -> (f32, f32) {
    let [right, left, nose, ..] = *landmarks;
    let (ex, ey) = (left.x - right.x, left.y - right.y);
    let between = ex.hypot(ey).max(f32::EPSILON);
    let along = ((nose.x - right.x) * ex + (nose.y - right.y) * ey) / between;
    let offset = 2.0 * along / between - 1.0;
    let yaw = (offset / NOSE_DEPTH).atan();
    (yaw.to_degrees(), ey.atan2(ex).to_degrees())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::types::BBox;

    fn frontal() -> [Point; 5] {
        [
            (30.0, 40.0),
            (70.0, 40.0),
            (50.0, 62.0),
            (35.0, 80.0),
            (65.0, 80.0),
        ]
        .map(|(x, y)| Point::new(x, y))
    }

    #[test]
    fn a_frontal_face_has_no_yaw_and_a_nose_to_the_right_has_a_positive_one() {
        assert_eq!(face_pose(&frontal()), (0.0, 0.0));
        let mut turned = frontal();
        turned[2].x += 10.0;
        assert!((20.0..45.0).contains(&face_pose(&turned).0));
        turned[2].x -= 20.0;
        assert!((-45.0..-20.0).contains(&face_pose(&turned).0));
    }

    #[test]
    fn a_face_at_all_limits_is_worth_a_half() {
        let quality = FaceQuality {
            width_px: 30.0,
            sharpness: 18.0,
            brightness: 120.0,
            ..FaceQuality::default()
        };
        assert!((weighed(quality, 0.85).value - 0.5).abs() < 1e-3);
    }

    #[test]
    fn the_worst_property_is_named() {
        let good = FaceQuality {
            width_px: 80.0,
            sharpness: 60.0,
            brightness: 120.0,
            ..FaceQuality::default()
        };
        let limit = |quality: FaceQuality| weighed(quality, 0.93).limit;
        assert_eq!(
            limit(FaceQuality {
                width_px: 20.0,
                ..good
            }),
            FaceLimit::Small
        );
        assert_eq!(
            limit(FaceQuality {
                sharpness: 9.0,
                ..good
            }),
            FaceLimit::Blurred
        );
        assert_eq!(
            limit(FaceQuality {
                yaw_deg: -50.0,
                ..good
            }),
            FaceLimit::Turned
        );
        assert_eq!(
            limit(FaceQuality {
                roll_deg: 80.0,
                ..good
            }),
            FaceLimit::Tilted
        );
        assert_eq!(
            limit(FaceQuality {
                brightness: 20.0,
                ..good
            }),
            FaceLimit::Dark
        );
        assert_eq!(
            limit(FaceQuality {
                brightness: 245.0,
                ..good
            }),
            FaceLimit::Bright
        );
        assert_eq!(weighed(good, 0.75).limit, FaceLimit::Doubtful);
    }

    #[test]
    fn a_short_embedding_lowers_the_figure_and_a_long_one_leaves_it() {
        let quality = FaceQuality {
            value: 0.8,
            limit: FaceLimit::Turned,
            ..FaceQuality::default()
        };
        let faint = with_norm(quality, 10.0, Some([8.0, 16.0]));
        assert_eq!((faint.value, faint.limit), (0.25, FaceLimit::Faint));
        let long = with_norm(quality, 17.0, Some([8.0, 16.0]));
        assert_eq!((long.value, long.limit), (0.8, FaceLimit::Turned));
        assert_eq!(with_norm(quality, 1.0, None).value, 0.8);
    }

    #[test]
    fn a_flat_crop_is_worth_nothing() {
        let found = Found {
            bbox: BBox::new(0.0, 0.0, 90.0, 110.0),
            score: 0.95,
            landmarks: frontal(),
        };
        let quality = judge(&found, &AlignedFace::blank());
        assert_eq!((quality.value, quality.sharpness), (0.0, 0.0));
        assert!((quality.brightness - 128.0).abs() < 0.1);
    }

    proptest! {
        #[test]
        fn roll_is_the_tilt_of_the_eyes_and_does_not_change_the_yaw(deg in -60.0f32..60.0, nose in -15.0f32..15.0) {
            let mut face = frontal();
            face[2].x += nose;
            let (sin, cos) = deg.to_radians().sin_cos();
            let tilted = face.map(|p| Point::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos));
            let (yaw, roll) = face_pose(&tilted);
            prop_assert!((roll - deg).abs() < 0.1);
            prop_assert!((yaw - face_pose(&face).0).abs() < 0.1);
        }

        #[test]
        fn better_properties_never_lower_the_value(
            score in 0.6f32..1.0, width in 5.0f32..200.0, sharpness in 0.0f32..200.0, more in 0.0f32..50.0,
        ) {
            let quality = |w, s| FaceQuality { width_px: w, sharpness: s, brightness: 120.0, ..FaceQuality::default() };
            let before = weighed(quality(width, sharpness), score).value;
            prop_assert!((0.0..=1.0).contains(&before));
            prop_assert!(weighed(quality(width + more, sharpness + more), score).value >= before);
        }
    }
}
