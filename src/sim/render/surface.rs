//! The surface of a head by formula: where skull, face, ears and hair are, and in which colours.
//!
//! A place on it is a direction around the head (radians, 0 is the nose, positive to the right of somebody who looks
//! into the face) and a row (0 is the crown, 1 the chin).

use std::f32::consts::{FRAC_PI_2, PI};

use super::{
    face::{blend, soft, times},
    features::{Features, Rgb, Style},
    noise::noise,
    vector::{V3, add, scale, smooth, sub},
};

impl Features {
    /// Height of the row `v` (0 crown, 1 chin).
    fn row_y(&self, v: f32) -> f32 {
        -self.height * (PI * v).cos()
    }

    /// How much of a place is hair, 0 to 1.
    fn hair_at(&self, around: f32, x: f32, y: f32) -> f32 {
        let turned = around.abs().to_degrees();
        let out = (x.abs() / self.width).min(1.2);
        // Over the face: the hairline, which falls at the temples.
        let fall = match self.style {
            Style::Full => 0.9 * out.powi(5),
            _ => 0.35 * out.powi(4),
        };
        let lean = match self.style {
            Style::Parted => 0.22 * (x - self.part),
            _ => 0.0,
        };
        let wave = 0.10 * (3.0 * (x - self.part)).cos() + 0.05 * (x - self.part).abs();
        let front = self.hairline + wave + lean + fall;
        // Around: before the ear, behind it, and in the neck.
        let (temple, nape) = match self.style {
            Style::Long => (0.1, 0.7),
            Style::Full => (0.3, 0.75),
            _ => (-0.05, 0.5),
        };
        let low = front.max(self.hairline + 0.2)
            + (temple - front).max(0.0) * smooth(70.0, 88.0, turned)
            + (nape - temple) * smooth(94.0, 118.0, turned);
        let mask = soft(y - low, 0.08);
        if self.style == Style::Bald {
            return mask * smooth(86.0, 100.0, turned) * soft(-0.35 - y, 0.2);
        }
        mask
    }

    /// Whether a place belongs to an ear, 0 to 1.
    fn ear_at(&self, around: f32, y: f32) -> f32 {
        if self.style == Style::Long {
            return 0.0;
        }
        let across = (around.abs().to_degrees() - 90.0) / 11.0;
        let along = (y - 0.06) / 0.27;
        soft(across.hypot(along) - 1.0, 0.5)
    }

    /// The surface without hair.
    pub(super) fn skull(&self, around: f32, v: f32) -> V3 {
        let y = self.row_y(v);
        let t = (y / self.height).abs().min(1.0);
        let half =
            self.half_width(y) * (1.0 - t.powf(self.square)).max(0.0).powf(1.0 / self.square);
        let below = y.max(0.0) / self.height;
        let (sin, cos) = around.sin_cos();
        let depth = if cos > 0.0 {
            0.98 * (1.0 - t.powf(if y > 0.0 { 4.0 } else { 2.8 }))
                .max(0.0)
                .sqrt()
        } else {
            1.25 * (1.0 - t.powf(2.5)).max(0.0).sqrt() * (1.0 - 0.5 * smooth(0.3, 0.95, below))
        };
        // The chin stands before the neck.
        let forward = 0.30 * smooth(0.45, 1.0, below);
        [half * sin, y, depth * cos + forward]
    }

    pub(super) fn vertex(&self, around: f32, v: f32) -> V3 {
        let skull = self.skull(around, v);
        let [x, y, _] = skull;
        let hair = self.hair_at(around, x, y) * self.volume();
        let strands = 0.85 + 0.3 * noise(self.number + 3, around * 4.0 + 30.0, y * 2.0 + 30.0);
        let centre = [0.0, y * 0.35, -0.1];
        let swell = scale(sub(skull, centre), hair * strands);
        let ear = 0.11 * self.ear_at(around, y) * x.signum();
        let face = self.relief((x, y)) * smooth(0.25, 0.7, around.cos());
        add(add(skull, swell), [ear, 0.0, face * 0.9])
    }

    /// The colour of the surface.
    pub(super) fn colour_at(&self, around: f32, v: f32) -> Rgb {
        let [x, y, _] = self.skull(around, v);
        let out = (x.abs() / self.half_width(y)).min(1.0);
        let side = smooth(0.72, 0.98, out);
        let mut colour = if around.abs() < FRAC_PI_2 {
            self.face((x, y), side)
        } else {
            times(self.skin, 0.70)
        };
        colour = times(
            colour,
            1.0 - 0.18 * side * soft(FRAC_PI_2 - around.abs(), 0.6),
        );
        let ear = self.ear_at(around, y);
        let fold = 0.86 - 0.25 * ear * soft((around.abs().to_degrees() - 92.0).abs() - 3.0, 6.0);
        colour = blend(colour, times(self.skin, fold), ear);
        let strand = noise(self.number + 4, around * 26.0 + 200.0, y * 2.2 + 50.0);
        let fine = noise(self.number + 5, around * 70.0 + 400.0, y * 4.0 + 50.0);
        let crown = 0.72 + 0.34 * smooth(0.4, -1.0, y / self.height);
        let hair = times(self.hair, crown * (0.72 + 0.36 * strand + 0.2 * fine));
        blend(colour, hair, self.hair_at(around, x, y) * (1.0 - ear))
    }
}
