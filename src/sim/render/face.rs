//! The colours of a drawn face: skin, eyes, brows, nose and mouth by formula, light included.
//!
//! After a study with the real networks: what they look at most is the geometry of the eyes, then the face's shape, the
//! nose, the mouth, the brows and glasses; and without light and shadow they find every tenth face no more.

use super::{
    features::{Features, Rgb},
    noise::noise,
};

/// Direction of the light, before the face and above it; length one.
const LIGHT: [f32; 3] = [-0.18, -0.51, 0.84];
const AMBIENT: f32 = 0.45;

/// 1 inside (a negative distance), 0 outside, soft over `width`.
pub(super) fn soft(distance: f32, width: f32) -> f32 {
    (0.5 - distance / width).clamp(0.0, 1.0)
}

/// `part` of the way to another colour.
pub(super) fn blend(from: Rgb, to: Rgb, part: f32) -> Rgb {
    std::array::from_fn(|i| from[i] + (to[i] - from[i]) * part)
}

pub(super) fn times(colour: Rgb, by: f32) -> Rgb {
    colour.map(|v| v * by)
}

/// A bell with its middle at (a, b).
fn bell((x, y): (f32, f32), a: f32, b: f32, sx: f32, sy: f32) -> f32 {
    let e = ((x - a) / sx).powi(2) + ((y - b) / sy).powi(2);
    if e > 12.0 { 0.0 } else { (-e).exp() }
}

/// The same on both sides of the face.
fn bells(at: (f32, f32), a: f32, b: f32, sx: f32, sy: f32) -> f32 {
    bell((at.0.abs(), at.1), a, b, sx, sy)
}

/// -1 on the left of the picture, 1 on the right.
fn side(x: f32) -> f32 {
    if x < 0.0 { -1.0 } else { 1.0 }
}

impl Features {
    /// Half width of the face at a height, without the rounding of chin and crown.
    pub(super) fn half_width(&self, y: f32) -> f32 {
        let low = (y / self.height).clamp(0.0, 1.0);
        self.width * (1.0 - (1.0 - self.jaw) * low.powf(1.6))
    }

    /// How far nose, brows, cheeks, lips and chin stand out, and the sockets go in.
    pub(super) fn relief(&self, at: (f32, f32)) -> f32 {
        if !self.drawn {
            return 0.0;
        }
        let (eye, nose, mouth) = (&self.eye, &self.nose, &self.mouth);
        let tip = eye.y + nose.length;
        let ridge = bell(
            at,
            0.0,
            f32::midpoint(eye.y, tip),
            nose.bridge + 0.03,
            nose.length * 0.55,
        );
        nose.out * (bell(at, 0.0, tip, nose.width, 0.12) + 0.55 * ridge)
            + 0.10 * bells(at, nose.width, tip + 0.03, 0.07, 0.06)
            - (0.10 + eye.socket) * bells(at, eye.x, eye.y, 0.2, 0.13)
            + 0.07 * bells(at, eye.x, eye.y - 0.2, 0.26, 0.08)
            + 0.09 * bells(at, 0.5, 0.3, 0.25, 0.22)
            + 0.07 * bell(at, 0.0, mouth.y - 0.02, mouth.width * 0.9, 0.12)
            + 0.09 * bell(at, 0.0, self.height * 0.86, 0.25, 0.16)
            - 0.05 * bell(at, 0.0, mouth.y + 0.17, 0.25, 0.06)
    }

    /// The whole surface that the light falls on.
    fn surface(&self, (x, y): (f32, f32)) -> f32 {
        let across = (x.abs() / (self.half_width(y) * 1.03)).powf(2.2);
        let along = (y.abs() / (self.height * 1.03)).powf(2.2);
        0.85 * (1.0 - across - along).max(0.02).sqrt() + self.relief((x, y))
    }

    /// Light and its reflex at a place: 1 is the skin's own colour.
    fn light(&self, (x, y): (f32, f32)) -> (f32, f32) {
        // As wide as the study's smoothing.
        const STEP: f32 = 0.025;
        let dx = (self.surface((x + STEP, y)) - self.surface((x - STEP, y))) / (2.0 * STEP);
        let dy = (self.surface((x, y + STEP)) - self.surface((x, y - STEP))) / (2.0 * STEP);
        let length = (dx * dx + dy * dy + 1.0).sqrt();
        let falling = (LIGHT[2] - dx * LIGHT[0] - dy * LIGHT[1]) / length;
        let lambert = falling.clamp(0.0, 1.0);
        (AMBIENT + (1.0 - AMBIENT) * lambert * 1.25, lambert.powi(24))
    }

    /// The colour of the face at a place, `edge` (0 to 1) of the way to the side of the head.
    pub(super) fn face(&self, at: (f32, f32), edge: f32) -> Rgb {
        let (light, reflex) = self.light(at);
        let light = light + (0.70 - light) * edge;
        let mut colour = times(self.skin_at(at), light);
        let shine = 30.0 * reflex * bell(at, 0.0, 0.0, 1.0, 1.0);
        colour = colour.map(|v| v + shine);
        if self.drawn {
            colour = self.nose(colour, at);
            colour = self.mouth(colour, at, light);
            colour = self.eye(colour, at, light);
            colour = self.brow(colour, at);
            colour = self.frames(colour, at);
        }
        colour
    }

    /// Skin with its mottle, red cheeks, lines and beard, before light.
    fn skin_at(&self, at: (f32, f32)) -> Rgb {
        let (x, y) = at;
        let (eye, mouth) = (&self.eye, &self.mouth);
        let tip = eye.y + self.nose.length;
        let mottle = noise(self.number, x * 5.0 + 40.0, y * 5.0 + 40.0) - 0.5;
        let mut skin = times(self.skin, 1.0 + 0.06 * mottle);
        let red =
            self.cheek * (bells(at, 0.52, 0.3, 0.25, 0.2) + 0.7 * bell(at, 0.0, tip, 0.13, 0.1));
        for (value, part) in skin.iter_mut().zip([-0.2, 1.0, 1.2]) {
            *value *= 1.0 - red * part;
        }
        if !self.drawn {
            return skin;
        }
        let tired = 0.22 * bells(at, eye.x, eye.y + 0.1, 0.2, 0.05) * (0.4 + 0.6 * self.age);
        skin = times(skin, 1.0 - tired);
        let fold = (((x.abs() - 0.02).hypot((y - tip) / 1.25) - 0.36) / 0.035).powi(2);
        let fades = soft(0.26 - x.abs(), 0.12) * soft(tip - y, 0.1) * soft(y - mouth.y - 0.05, 0.2);
        skin = times(skin, 1.0 - 0.18 * self.age * (-fold).exp() * fades);
        let cheeks = (x / (self.width * 1.02)).hypot((y + 0.1) / (self.height * 0.8));
        let beard = self.beard * soft(0.86 - cheeks, 0.25) * ((y - 0.15) / 0.2).clamp(0.0, 1.0);
        let lip = self.moustache * bell(at, 0.0, mouth.y - 0.13, mouth.width * 0.95, 0.055);
        let hairs = 0.8 + 0.4 * noise(self.number + 1, x * 60.0 + 99.0, y * 25.0 + 99.0);
        blend(skin, self.hair, (beard.max(lip) * hairs).clamp(0.0, 0.95))
    }

    fn eye(&self, under: Rgb, (x, y): (f32, f32), light: f32) -> Rgb {
        let eye = &self.eye;
        let (dx, dy) = (x.abs() - eye.x, y - eye.y);
        if dx.abs() > eye.width * 1.4 || dy.abs() > 0.3 {
            return under;
        }
        let (sin, cos) = eye.tilt.sin_cos();
        // Mirrored: u grows away from the nose.
        let (u, v) = (dx * cos + dy * sin, -dx * sin + dy * cos);
        let arch = (1.0 - (u / eye.width).powi(2)).max(0.0);
        let (upper, lower) = (-eye.height * arch.powf(0.8), 0.72 * eye.height * arch);
        let outside = (upper - v).max(v - lower) + 0.5 * (u.abs() - eye.width).max(0.0);
        let radius = eye.width * 0.5;
        let centre = u.hypot(v + 0.1 * eye.height);
        let lit = 0.80 + 0.2 * ((v - upper) / (0.6 * eye.height)).clamp(0.0, 1.0);
        let mut ball = times([216.0, 212.0, 205.0], lit);
        ball = blend(ball, self.iris, soft(centre - radius, 0.02));
        let rim = (centre - radius).abs() - 0.012;
        ball = blend(ball, times(self.iris, 0.35), soft(rim, 0.02));
        ball = blend(ball, [10.0; 3], soft(centre - radius * 0.48, 0.02));
        let glint = (side(x) * u - 0.03).hypot(v + 0.04) - 0.02;
        ball = blend(ball, [250.0; 3], soft(glint, 0.015));
        let mut colour = blend(under, times(ball, 0.55 + 0.45 * light), soft(outside, 0.02));
        let line = |at: f32, width: f32| (-((v - at) / width).powi(2)).exp();
        let wide = soft(u.abs() - eye.width * 1.06, 0.03);
        colour = blend(colour, [26.0, 20.0, 20.0], 0.9 * line(upper, 0.018) * wide);
        colour = blend(
            colour,
            times(self.skin, 0.45),
            0.45 * line(lower, 0.012) * wide,
        );
        blend(
            colour,
            times(self.skin, 0.5),
            0.5 * line(upper - 0.055, 0.014) * wide,
        )
    }

    fn brow(&self, under: Rgb, (x, y): (f32, f32)) -> Rgb {
        let brow = &self.brow;
        let along = (x.abs() - self.eye.x * 1.03) / brow.length;
        if along.abs() > 1.3 {
            return under;
        }
        let middle =
            self.eye.y - brow.above + brow.tilt * 0.3 * along - brow.arch * (1.0 - along * along);
        let outer = along.clamp(0.0, 1.0);
        let thick = brow.thick * (1.0 - 0.55 * outer * outer);
        let hairs = 0.75 + 0.5 * noise(self.number + 2, x * 40.0 + 60.0, y * 15.0 + 60.0);
        let mask = soft((y - middle).abs() - thick, 0.035) * soft(along.abs() - 1.0, 0.25);
        blend(
            under,
            times(self.hair, 0.7),
            (brow.dark * mask * hairs).min(0.95),
        )
    }

    fn nose(&self, under: Rgb, at: (f32, f32)) -> Rgb {
        let (x, y) = at;
        let nose = &self.nose;
        let tip = self.eye.y + nose.length;
        if x.abs() > nose.width + 0.3 || (y - tip).abs() > 0.3 {
            return under;
        }
        let hole =
            ((x.abs() - nose.width * 0.55) / 0.05).powi(2) + ((y - tip - 0.075) / 0.026).powi(2);
        let mut colour = blend(
            under,
            times(self.skin, 0.3),
            0.8 * soft((hole - 1.0) * 0.03, 0.02),
        );
        let below = 0.4 * bell(at, 0.0, tip + 0.12, nose.width * 1.1, 0.035);
        colour = blend(colour, times(self.skin, 0.5), below);
        let wing = ((x.abs() - nose.width * 0.95) / 0.075).hypot((y - tip - 0.03) / 0.085);
        let crease = 0.35 * (-((wing - 1.0) / 0.18).powi(2)).exp();
        let outer = soft(nose.width * 0.9 - x.abs(), 0.04);
        blend(colour, times(self.skin, 0.45), crease * outer)
    }

    fn mouth(&self, under: Rgb, at: (f32, f32), light: f32) -> Rgb {
        let (x, y) = at;
        let mouth = &self.mouth;
        if (y - mouth.y).abs() > 0.4 {
            return under;
        }
        let arch = (1.0 - (x / mouth.width).powi(2)).max(0.0);
        let line = mouth.y - 0.6 * mouth.curve * (1.0 - 2.0 * arch);
        let bow = 1.0 - 0.25 * (-(x / 0.05).powi(2)).exp();
        let upper = line - mouth.upper * arch.powf(0.7) * bow;
        let lower = line + mouth.lower * arch.powf(0.7);
        let tone = 1.0 - 0.18 * mouth.red;
        let [r, g, b] = self.skin;
        let lip = times([r * 0.86, g * 0.62, b * 0.72], tone * light);
        let within = soft(x.abs() - mouth.width, 0.05);
        let over = 0.9 * within * soft((upper - y).max(y - line), 0.02);
        let mut colour = blend(under, times(lip, 0.82), over);
        let beneath = 0.9 * within * soft((line - y).max(y - lower), 0.02);
        colour = blend(colour, times(lip, 1.02), beneath);
        let gap = 0.85 * soft((y - line).abs() - 0.010, 0.02) * within;
        colour = blend(colour, [60.0, 28.0, 30.0], gap);
        let shadow = 0.35 * bell(at, 0.0, mouth.y + mouth.lower + 0.05, 0.16, 0.03);
        blend(colour, times(self.skin, 0.55), shadow)
    }

    fn frames(&self, under: Rgb, (x, y): (f32, f32)) -> Rgb {
        let Some((half, exponent)) = self.glasses else {
            return under;
        };
        let eye = &self.eye;
        let across = ((x.abs() - eye.x).abs() / half).powf(exponent);
        let along = ((y - eye.y - 0.02).abs() / (half * 0.8)).powf(exponent);
        let ring = (across + along).powf(1.0 / exponent) - 1.0;
        let mut mask = soft(ring.abs() * half - 0.015, 0.02);
        let bridge = ((y - eye.y).abs() - 0.014).max(x.abs() - (eye.x - half));
        mask = mask.max(soft(bridge, 0.02));
        let temple = ((y - eye.y).abs() - 0.02).max(eye.x + half - x.abs());
        mask = mask.max(soft(temple, 0.02));
        blend(under, [28.0, 26.0, 26.0], 0.9 * mask)
    }
}
