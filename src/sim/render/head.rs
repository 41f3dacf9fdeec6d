//! A head as a mesh, and the picture that is laid over it.
//!
//! The surface is a grid: columns run around the head, rows from the crown to the chin. The picture uses the same grid,
//! so a place in it is a place on the head; six sevenths of its columns belong to the face.

use std::f32::consts::{FRAC_PI_2, PI};

use super::{
    face::blend,
    features::{Features, Rgb, Style},
    noise::noise,
    texture::Texture,
    vector::{V3, cross, dot, scale, smooth, sub, unit},
};

/// Size of the picture, and the columns of one half of the back.
const COLUMNS: usize = 420;
const ROWS: usize = 352;
const BACK: f32 = 30.0 / 420.0;

/// Cells of the surface.
const ACROSS: usize = 54;
const DOWN: usize = 44;

/// A head in the face's unit of length: half the width of a mean face.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) vertices: Vec<HeadVertex>,
    pub(super) triangles: Vec<[u32; 3]>,
    /// The same surface of every second column and row.
    pub(super) coarse: Vec<[u32; 3]>,
    pub(super) texture: Texture,
    /// From the middle of the face up to the top of the hair, and down to the chin.
    pub(super) top: f32,
    pub(super) chin: f32,
    /// For the neck and the hands.
    pub(super) skin: Rgb,
}

/// x to the right of somebody who looks into the face, y down, z out of the face; from the middle of the face.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeadVertex {
    pub(super) at: V3,
    pub(super) normal: V3,
    pub(super) uv: [f32; 2],
}

/// Texels per unit of length in the middle of the face.
pub(super) const TEXELS_PER_UNIT: f32 = 115.0;

/// Column of the picture (0 to 1) to the direction around the head: 0 is the nose, positive to the right.
fn direction(u: f32) -> f32 {
    if u < BACK {
        -PI + u / BACK * FRAC_PI_2
    } else if u > 1.0 - BACK {
        PI - (1.0 - u) / BACK * FRAC_PI_2
    } else {
        ((u - BACK) / (1.0 - 2.0 * BACK) - 0.5) * PI
    }
}

/// The inverse of [`direction`].
fn column(around: f32) -> f32 {
    if around < -FRAC_PI_2 {
        (around + PI) / FRAC_PI_2 * BACK
    } else if around > FRAC_PI_2 {
        1.0 - (PI - around) / FRAC_PI_2 * BACK
    } else {
        BACK + (around / PI + 0.5) * (1.0 - 2.0 * BACK)
    }
}

/// The picture for a head, from the colour at a direction around it and a row.
fn bake(colour: impl Fn(f32, f32) -> Rgb) -> Texture {
    let mut texels = Vec::with_capacity(COLUMNS * ROWS);
    for row in 0..ROWS {
        let v = (row as f32 + 0.5) / ROWS as f32;
        texels.extend((0..COLUMNS).map(|column| {
            let u = (column as f32 + 0.5) / COLUMNS as f32;
            colour(direction(u), v).map(|c| c.clamp(0.0, 255.0))
        }));
    }
    Texture::new(COLUMNS, ROWS, texels)
}

/// The picture for a head with a photograph on the front of it; hair and skin go around.
pub(super) fn bake_portrait(features: &Features, photo: impl Fn((f32, f32)) -> Rgb) -> Texture {
    bake(|around, v| {
        let [x, y, _] = features.skull(around, v);
        let drawn = features.colour_at(around, v);
        if around.abs() > FRAC_PI_2 {
            return drawn;
        }
        let out = (x / features.width).hypot(y / (features.height * 1.02));
        blend(drawn, photo((x, y)), smooth(1.0, 0.9, out))
    })
}

impl Head {
    /// The head of a face; takes some 50 ms.
    pub(super) fn new(features: &Features) -> Self {
        let texture = bake(|around, v| features.colour_at(around, v));
        Self::with_texture(features, texture)
    }

    /// The same surface with another picture on it.
    pub(super) fn with_texture(features: &Features, texture: Texture) -> Self {
        let mut head = Self {
            vertices: Vec::new(),
            triangles: Vec::new(),
            coarse: Vec::new(),
            texture,
            top: 0.0,
            chin: features.height,
            skin: features.skin,
        };
        head.grid(features);
        if features.style == Style::Long {
            head.curtain(features);
        }
        let tops = head.vertices.iter().map(|vertex| -vertex.at[1]);
        head.top = tops.fold(0.0, f32::max);
        head
    }

    fn grid(&mut self, features: &Features) {
        for row in 0..=DOWN {
            // The poles themselves have no direction.
            let v = (row as f32 / DOWN as f32).clamp(0.004, 0.996);
            for i in 0..=ACROSS {
                let around = angle(i);
                self.vertices.push(HeadVertex {
                    at: features.vertex(around, v),
                    normal: [0.0; 3],
                    uv: [column(around), v],
                });
            }
        }
        let normals: Vec<_> = (0..self.vertices.len()).map(|i| self.normal(i)).collect();
        for (vertex, normal) in self.vertices.iter_mut().zip(normals) {
            vertex.normal = normal;
        }
        self.cells(0, DOWN);
    }

    fn cells(&mut self, first: usize, rows: usize) {
        let cells = |step: usize| {
            let across = (0..ACROSS).step_by(step);
            let corners = (0..rows).step_by(step).flat_map(move |row| {
                across
                    .clone()
                    .map(move |i| (first + row * (ACROSS + 1) + i) as u32)
            });
            let (right, below) = (step as u32, (step * (ACROSS + 1)) as u32);
            corners.flat_map(move |p| {
                let across = p + right + below;
                [[p, p + right, across], [p, across, p + below]]
            })
        };
        self.triangles.extend(cells(1));
        self.coarse.extend(cells(2));
    }

    /// Across the neighbours, out of the head.
    fn normal(&self, i: usize) -> V3 {
        let (row, across) = (i / (ACROSS + 1), i % (ACROSS + 1));
        let at = |row: usize, across: usize| self.vertices[row * (ACROSS + 1) + across].at;
        // The last column is the first one again.
        let left = if across == 0 { ACROSS - 1 } else { across - 1 };
        let right = if across == ACROSS { 1 } else { across + 1 };
        let around = sub(at(row, right), at(row, left));
        let down = sub(
            at((row + 1).min(DOWN), across),
            at(row.saturating_sub(1), across),
        );
        let normal = unit(cross(down, around));
        let out = self.vertices[i].at;
        if dot(normal, [out[0], out[1], out[2] + 0.1]) < 0.0 {
            scale(normal, -1.0)
        } else {
            normal
        }
    }

    /// Long hair that hangs beside the face and down the neck.
    fn curtain(&mut self, features: &Features) {
        const TURN: (f32, f32) = (68.0, 292.0);
        const FALLS: usize = 6;
        let first = self.vertices.len();
        for row in 0..=FALLS {
            let part = row as f32 / FALLS as f32;
            for i in 0..=ACROSS {
                let turn = TURN.0 + (TURN.1 - TURN.0) * i as f32 / ACROSS as f32;
                let (sin, cos) = turn.to_radians().sin_cos();
                let wide = features.width * (1.06 + 0.5 * part * (0.9 - part));
                let y = -0.35 + 1.9 * part;
                let z = if cos < 0.0 { 1.42 - 0.4 * part } else { 0.7 };
                let wave = 1.0 + 0.03 * noise(features.number + 6, turn / 9.0, part * 2.0);
                self.vertices.push(HeadVertex {
                    at: [wide * sin * wave, y, z * cos * wave],
                    // Seen from both sides.
                    normal: [0.0; 3],
                    uv: [column(hidden(turn)), 0.25 + 0.3 * part],
                });
            }
        }
        self.cells(first, FALLS);
    }
}

/// The direction on the back of the head whose hair a strand of the curtain shows.
fn hidden(turn: f32) -> f32 {
    let half = (turn - 180.0) / 180.0 * 0.45 * PI;
    if half < 0.0 { PI + half } else { half - PI }
}

/// The columns of the surface: closer together on the face.
fn angle(i: usize) -> f32 {
    const FACE: usize = 42;
    let back = (ACROSS - FACE) / 2;
    if i < back {
        -PI + i as f32 / back as f32 * FRAC_PI_2
    } else if i <= back + FACE {
        ((i - back) as f32 / FACE as f32 - 0.5) * PI
    } else {
        FRAC_PI_2 + (i - back - FACE) as f32 / back as f32 * FRAC_PI_2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_the_picture_is_where_it_came_from() {
        for step in 1..100 {
            let u = step as f32 / 100.0;
            assert!((column(direction(u)) - u).abs() < 1e-4);
        }
    }

    #[test]
    fn a_head_has_a_nose_before_it_and_every_number_is_finite() {
        for number in 0..12 {
            let features = Features::drawn(number);
            let head = Head::new(&features);
            assert!(
                head.vertices
                    .iter()
                    .all(|v| v.at.iter().chain(&v.normal).all(|x| x.is_finite()))
            );
            let front = head.vertices.iter().map(|v| v.at[2]).fold(0.0, f32::max);
            let back = head.vertices.iter().map(|v| v.at[2]).fold(0.0, f32::min);
            assert!(
                (0.9..1.7).contains(&front) && (-1.9..-1.0).contains(&back),
                "{number}: {front} {back}"
            );
            assert!(head.top > features.height * 0.99 && head.top < features.height * 1.3);
        }
    }
}
