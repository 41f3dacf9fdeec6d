//! How uncertain the networks' answers are.

use serde::{Deserialize, Serialize};

/// What was measured; how, is written in the file.
const MEASURED: &str = include_str!("measured.toml");

/// Natural logarithm of the sharpness of a face without any blur.
const SHARP_LN: f64 = 4.0;

/// The uncertainty of everything that sensors say. Shares are 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noise {
    /// Share of frames that miss a person in full view; absent: by their size, as in `person_sizes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_people: Option<f64>,
    /// Share of frames that miss a face in full view; absent: by its size, as in `face_sizes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_faces: Option<f64>,
    /// Boxes a minute where nobody is; 0 or more.
    pub false_people_per_min: f64,
    /// Faces a minute where none is; 0 or more.
    pub false_faces_per_min: f64,
    /// Standard deviation of each edge of a person's box, as a part of its height.
    pub box_jitter: f64,
    /// Standard deviation of the place and size of a face's box, as a part of its width.
    pub face_jitter: f64,
    /// Standard deviation of each coordinate of a landmark, as a part of the face's width.
    pub landmark_jitter: f64,
    /// Strength of the noise on scores; 1 as measured, 0 none.
    pub score_noise: f64,
    /// Standard deviation of a person's score from frame to frame.
    pub person_score_jitter: f64,
    /// Standard deviation of a face's score from frame to frame.
    pub face_score_jitter: f64,
    /// A face's score falls by this for every 10 degrees that it is turned away.
    pub face_score_per_10_deg: f64,
    /// Faces are so many times as sharp as in the clips that were measured; above 0.
    pub sharpness: f64,
    /// Strength of what makes somebody's face another one on each visit; 1 as measured, 0 none.
    pub visit_noise: f64,
    /// Strength of what changes a face's signature within a visit; 1 as measured, 0 none.
    pub frame_noise: f64,
    /// Strength of the pull of poor faces towards each other; 1 as measured, 0 none.
    pub collapse: f64,
    /// Chance that a face behind another one that overlaps it gets that one's signature.
    pub identity_switch: f64,
    /// Effective dimension of the space of identities, up to 128: the spread of the cosines of different people is one
    /// over its root.
    pub dimensions: f64,
    /// Of what two photographs of one person differ by: the shares that change within a second, and from one frame to the
    /// next. The rest stays during a visit.
    pub moment_share: f64,
    pub frame_share: f64,
    /// A face that is turned by 40 degrees is by this share less alike.
    pub turn_loss: f64,
    /// Mean and standard deviation (over people) of a face's brightness, 0 to 255.
    pub brightness: f64,
    pub brightness_spread: f64,
    /// What people wear.
    pub clothes: Clothes,
    /// By the height of a person in the person network's picture; ascending.
    pub person_sizes: Vec<PersonSize>,
    /// By the width of a face in the face network's picture; ascending.
    pub face_sizes: Vec<FaceSize>,
    /// By the width of a face in the source picture; ascending.
    pub signature_sizes: Vec<SignatureSize>,
}

/// Colours of clothes: luma, blue and red difference, 0 to 255 each; torso and legs alike.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clothes {
    /// Mean over people, and standard deviations of what differs: between people, within seconds, from frame to frame.
    pub mean: [f64; 3],
    pub people: [f64; 3],
    pub moment: [f64; 3],
    pub frame: [f64; 3],
    /// Standard deviation of the pixels of one person's torso, or legs.
    pub texture: [f64; 3],
}

/// How people of one size are found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonSize {
    /// Pixels of the network's picture (long side 416).
    pub height_px: f64,
    pub missed: f64,
    pub score: f64,
    pub score_spread: f64,
}

/// How faces of one size are found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaceSize {
    /// Pixels of the network's picture (long side 640).
    pub width_px: f64,
    pub missed: f64,
    pub score: f64,
    pub score_spread: f64,
}

/// What faces of one size are good for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignatureSize {
    /// Pixels of the source picture.
    pub width_px: f64,
    /// Natural logarithm of the sharpness.
    pub sharpness_ln: f64,
    pub sharpness_ln_spread: f64,
    /// Of the raw embedding.
    pub norm: f64,
    /// Cosine of two photographs of one person.
    pub same: f64,
    pub same_spread: f64,
    /// Cosine of photographs of different people.
    pub other: f64,
    pub other_spread: f64,
}

/// Between two rows of a table, `None` before the first and after the last.
fn place<T: Copy>(rows: &[T], at: f64, key: impl Fn(&T) -> f64) -> Option<(T, T, f64)> {
    let last = *rows.last()?;
    let next = rows.iter().position(|row| key(row) > at);
    Some(match next {
        None => (last, last, 0.0),
        Some(0) => (rows[0], rows[0], 0.0),
        Some(i) => {
            let (a, b) = (rows[i - 1], rows[i]);
            (a, b, (at - key(&a)) / (key(&b) - key(&a)))
        }
    })
}

fn mix(a: f64, b: f64, part: f64) -> f64 {
    a + (b - a) * part
}

impl Noise {
    /// As the networks were measured to be.
    pub fn measured() -> Self {
        toml::from_str(MEASURED)
            .expect("the measured noise that is part of the program can be read")
    }

    /// No noise at all: boxes and landmarks are exact, nobody in view is missed, and a face's signature never changes.
    pub fn none() -> Self {
        let sure = |size: &mut f64, spread: &mut f64| (*size, *spread) = (0.95, 0.0);
        let mut noise = Self {
            missed_people: Some(0.0),
            missed_faces: Some(0.0),
            false_people_per_min: 0.0,
            false_faces_per_min: 0.0,
            box_jitter: 0.0,
            face_jitter: 0.0,
            landmark_jitter: 0.0,
            score_noise: 0.0,
            face_score_per_10_deg: 0.0,
            visit_noise: 0.0,
            frame_noise: 0.0,
            collapse: 0.0,
            identity_switch: 0.0,
            turn_loss: 0.0,
            brightness_spread: 0.0,
            clothes: Clothes {
                moment: [0.0; 3],
                frame: [0.0; 3],
                ..Self::measured().clothes
            },
            ..Self::measured()
        };
        for row in &mut noise.person_sizes {
            sure(&mut row.score, &mut row.score_spread);
        }
        for row in &mut noise.face_sizes {
            sure(&mut row.score, &mut row.score_spread);
        }
        for row in &mut noise.signature_sizes {
            (row.sharpness_ln, row.sharpness_ln_spread) = (SHARP_LN, 0.0);
        }
        noise
    }

    /// The row for a person of this height in the network's picture.
    pub(super) fn person(&self, height_px: f64) -> PersonSize {
        let found = place(&self.person_sizes, height_px, |row| row.height_px);
        let (a, b, part) = found.expect("a table has rows");
        PersonSize {
            height_px,
            missed: self
                .missed_people
                .unwrap_or_else(|| mix(a.missed, b.missed, part)),
            score: mix(a.score, b.score, part),
            score_spread: mix(a.score_spread, b.score_spread, part),
        }
    }

    /// The row for a face of this width in the network's picture.
    pub(super) fn face(&self, width_px: f64) -> FaceSize {
        let found = place(&self.face_sizes, width_px, |row| row.width_px);
        let (a, b, part) = found.expect("a table has rows");
        FaceSize {
            width_px,
            missed: self
                .missed_faces
                .unwrap_or_else(|| mix(a.missed, b.missed, part)),
            score: mix(a.score, b.score, part),
            score_spread: mix(a.score_spread, b.score_spread, part),
        }
    }

    /// The row for a face of this width in the source picture.
    pub(super) fn signature(&self, width_px: f64) -> SignatureSize {
        let found = place(&self.signature_sizes, width_px, |row| row.width_px);
        let (a, b, part) = found.expect("a table has rows");
        let mix = |of: fn(&SignatureSize) -> f64| mix(of(&a), of(&b), part);
        SignatureSize {
            width_px,
            sharpness_ln: mix(|row| row.sharpness_ln) + self.sharpness.ln(),
            sharpness_ln_spread: mix(|row| row.sharpness_ln_spread),
            norm: mix(|row| row.norm),
            same: mix(|row| row.same),
            same_spread: mix(|row| row.same_spread),
            other: mix(|row| row.other),
            other_spread: mix(|row| row.other_spread),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_measured_is_in_order_and_in_range() {
        let noise = Noise::measured();
        let ascends = |keys: Vec<f64>| keys.len() >= 3 && keys.is_sorted_by(|a, b| a < b);
        assert!(ascends(
            noise.person_sizes.iter().map(|r| r.height_px).collect()
        ));
        assert!(ascends(
            noise.face_sizes.iter().map(|r| r.width_px).collect()
        ));
        assert!(ascends(
            noise.signature_sizes.iter().map(|r| r.width_px).collect()
        ));
        assert!(noise.moment_share + noise.frame_share <= 1.0);
        assert!(
            noise
                .signature_sizes
                .iter()
                .all(|r| 0.0 < r.other && r.other < r.same && r.same < 1.0)
        );
        assert!(
            noise
                .face_sizes
                .iter()
                .all(|r| (0.0..1.0).contains(&r.missed))
        );
        assert!((20.0..=128.0).contains(&noise.dimensions));
    }

    #[test]
    fn between_two_sizes_lies_what_is_between_their_figures() {
        let noise = Noise::measured();
        let rows = &noise.signature_sizes;
        let middle = noise.signature(f64::midpoint(rows[0].width_px, rows[1].width_px));
        assert!((middle.same - f64::midpoint(rows[0].same, rows[1].same)).abs() < 1e-12);
        assert_eq!(noise.signature(5.0).same, rows[0].same);
        assert_eq!(noise.signature(500.0).same, rows[rows.len() - 1].same);
    }
}
