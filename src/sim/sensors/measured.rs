//! What was measured of the real networks on real pictures (`showfloor eval noise` measures it again).
//!
//! Signatures: 900 portraits of 300 people (LFW), shrunk so that the detected face has the width given, `MobileFaceNet`.
//!
//! | width px | same person, mean | spread | different people, mean | spread | ln sharpness |
//! |---|---|---|---|---|---|
//! | 88 | 0.650 | 0.13 | 0.010 | 0.102 | 4.59 |
//! | 60 | 0.632 | 0.13 | 0.011 | 0.102 | 4.11 |
//! | 40 | 0.586 | 0.14 | 0.021 | 0.102 | 3.59 |
//! | 30 | 0.530 | 0.14 | 0.051 | 0.104 | 3.16 |
//! | 22 | 0.467 | 0.14 | 0.120 | 0.107 | 2.65 |
//!
//! Within one track (23 clips): neighbouring frames 0.82 to 0.89, any two frames 0.62 to 0.76. The same clips gave scores,
//! misses and the jitter of boxes (from second differences, so that steady motion does not count). Nothing was found in
//! the one clip without people (31 frames), and in crowds a box that nobody follows may still be somebody: the rates of
//! false detections are a cautious guess.

/// Straight between points by the logarithm of `x`, level outside of them.
pub(super) fn along(points: &[(f64, f64)], x: f64) -> f64 {
    let after = points.partition_point(|(at, _)| *at < x);
    match (after.checked_sub(1).map(|i| points[i]), points.get(after)) {
        (None, Some((_, value))) => *value,
        (Some((_, value)), None) => value,
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (x / x0).ln() / (x1 / x0).ln(),
        (None, None) => 0.0,
    }
}

/// Mean cosine of different people's faces by width: how much of a signature is common to all faces of that width.
/// Below 22 px by the rule of the clips, where crops of different people reach 0.6.
pub(super) const COMMON: &[(f64, f64)] = &[
    (10.0, 0.45),
    (15.0, 0.28),
    (22.0, 0.120),
    (30.0, 0.051),
    (40.0, 0.021),
    (60.0, 0.011),
    (88.0, 0.010),
];

/// What small faces add to the noise of a signature: the noise's power beside that of the identity.
pub(super) const SMALL: &[(f64, f64)] = &[
    (10.0, 5.0),
    (15.0, 2.8),
    (22.0, 1.3),
    (30.0, 0.57),
    (40.0, 0.25),
    (60.0, 0.07),
    (88.0, 0.0),
];

/// Directions that identities spread over: 1 / 0.102².
pub(super) const IDENTITY_DIM: usize = 96;

/// Norm of the raw embedding by width.
pub(super) const NORM: &[(f64, f64)] = &[
    (22.0, 14.7),
    (30.0, 15.9),
    (40.0, 16.7),
    (60.0, 17.6),
    (88.0, 17.95),
];

/// Logarithm of the sharpness by width; its spread is [`SHARPNESS_SPREAD`].
pub(super) const SHARPNESS: &[(f64, f64)] = &[
    (10.0, 1.6),
    (22.0, 2.65),
    (30.0, 3.16),
    (40.0, 3.59),
    (60.0, 4.11),
    (80.0, 4.42),
    (88.0, 4.59),
];
pub(super) const SHARPNESS_SPREAD: f64 = 0.45;

/// Score of a face that looks here, by its width in the network's picture, and what a turned head takes of it, by degrees.
pub(super) const FACE_SCORE: &[(f64, f64)] = &[
    (8.0, 0.80),
    (14.0, 0.845),
    (19.0, 0.89),
    (26.0, 0.91),
    (40.0, 0.92),
    (60.0, 0.93),
];
pub(super) const FACE_TURNED: &[(f64, f64)] = &[
    (5.0, 0.0),
    (15.0, 0.016),
    (25.0, 0.031),
    (35.0, 0.045),
    (45.0, 0.05),
    (55.0, 0.07),
    (70.0, 0.15),
];
/// Share of faces that are missed, by width in the network's picture.
pub(super) const FACE_MISSED: &[(f64, f64)] = &[
    (5.0, 1.0),
    (8.0, 0.4),
    (10.0, 0.18),
    (14.0, 0.135),
    (19.0, 0.014),
    (30.0, 0.0),
];

/// Score of a person and share of misses, by height in the network's picture.
pub(super) const PERSON_SCORE: &[(f64, f64)] = &[
    (15.0, 0.40),
    (35.0, 0.505),
    (50.0, 0.593),
    (75.0, 0.662),
    (110.0, 0.723),
    (165.0, 0.839),
    (300.0, 0.921),
];
pub(super) const PERSON_MISSED: &[(f64, f64)] = &[
    (10.0, 1.0),
    (20.0, 0.4),
    (35.0, 0.114),
    (50.0, 0.082),
    (75.0, 0.081),
    (110.0, 0.057),
    (165.0, 0.011),
    (300.0, 0.0),
];

/// Brightness of faces, and its spread from person to person.
pub(super) const BRIGHTNESS: (f64, f64) = (112.0, 22.0);

/// A face's box: width of the head it is as wide as (metres), and its height beside its width.
pub(super) const FACE_WIDTH_M: f64 = 0.155;
pub(super) const FACE_ASPECT: f64 = 1.36;
/// Width of the box beside the distance of the eyes, seen from the front.
pub(super) const WIDTH_TO_EYES: f64 = 2.14;
/// Heights of eyes, nose and mouth in the box, and half the width of the mouth in its width.
pub(super) const FEATURES: (f64, f64, f64, f64) = (0.387, 0.58, 0.73, 0.205);
