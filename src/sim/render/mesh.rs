//! Surfaces of triangles, in metres or in a unit of their own.

use super::vector::{V3, add, cross, dot, scale, sub, unit};

/// A corner of a mesh.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vertex {
    pub(super) at: V3,
    /// Out of the surface, length one.
    pub(super) normal: V3,
    /// Red, green, blue, 0 to 255, before light.
    pub(super) colour: [f32; 3],
}

/// Triangles over shared vertices.
#[derive(Clone, Debug, Default)]
pub(super) struct Mesh {
    pub(super) vertices: Vec<Vertex>,
    pub(super) triangles: Vec<[u32; 3]>,
}

/// A closed ring around an axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ring {
    pub(super) centre: V3,
    /// Half axes of the ellipse.
    pub(super) a: V3,
    pub(super) b: V3,
    pub(super) colour: [f32; 3],
}

impl Mesh {
    pub(super) fn clear(&mut self) {
        self.vertices.clear();
        self.triangles.clear();
    }

    /// A skin over rings of `sides` corners, closed at both ends.
    pub(super) fn loft(&mut self, rings: &[Ring], sides: usize) {
        let first = self.vertices.len() as u32;
        let step = std::f32::consts::TAU / sides as f32;
        for (i, ring) in rings.iter().enumerate() {
            let along = sub(
                rings[(i + 1).min(rings.len() - 1)].centre,
                rings[i.saturating_sub(1)].centre,
            );
            let (la, lb) = (dot(ring.a, ring.a), dot(ring.b, ring.b));
            let grows = (size(&rings[(i + 1).min(rings.len() - 1)])
                - size(&rings[i.saturating_sub(1)]))
                / dot(along, along).sqrt().max(1e-6);
            for side in 0..sides {
                let (sin, cos) = (step * side as f32).sin_cos();
                let out = add(scale(ring.a, cos), scale(ring.b, sin));
                // The gradient of the ellipse; where the skin widens it leans back.
                let round = unit(add(scale(ring.a, cos / la), scale(ring.b, sin / lb)));
                let normal = unit(sub(round, scale(unit(along), grows.clamp(-1.5, 1.5))));
                self.vertices.push(Vertex {
                    at: add(ring.centre, out),
                    normal,
                    colour: ring.colour,
                });
            }
        }
        let sides = sides as u32;
        for i in 0..rings.len() as u32 - 1 {
            for side in 0..sides {
                let next = (side + 1) % sides;
                let [p, q] = [side, next].map(|s| first + i * sides + s);
                self.triangles.push([p, q, q + sides]);
                self.triangles.push([p, q + sides, p + sides]);
            }
        }
        self.cap(&rings[0], first, sides, -1.0);
        let last = first + (rings.len() as u32 - 1) * sides;
        self.cap(&rings[rings.len() - 1], last, sides, 1.0);
    }

    fn cap(&mut self, ring: &Ring, first: u32, sides: u32, sign: f32) {
        let centre = self.vertices.len() as u32;
        self.vertices.push(Vertex {
            at: ring.centre,
            normal: scale(unit(cross(ring.a, ring.b)), sign),
            colour: ring.colour,
        });
        for side in 0..sides {
            let next = (side + 1) % sides;
            self.triangles.push([centre, first + side, first + next]);
        }
    }

    /// A smooth skin over a grid of points, row by row.
    pub(super) fn skin(&mut self, rows: &[Vec<V3>], colour: [f32; 3]) {
        let first = self.vertices.len() as u32;
        let (down, across) = (rows.len(), rows[0].len());
        let middle = scale(
            rows.iter().flatten().fold([0.0; 3], |sum, &p| add(sum, p)),
            1.0 / (down * across) as f32,
        );
        for i in 0..down {
            for j in 0..across {
                let at = rows[i][j];
                let u = sub(rows[(i + 1).min(down - 1)][j], rows[i.saturating_sub(1)][j]);
                let v = sub(
                    rows[i][(j + 1).min(across - 1)],
                    rows[i][j.saturating_sub(1)],
                );
                let normal = unit(cross(u, v));
                let out = dot(normal, sub(at, middle)) >= 0.0;
                let normal = if out { normal } else { scale(normal, -1.0) };
                self.vertices.push(Vertex { at, normal, colour });
            }
        }
        let across = across as u32;
        for i in 0..down as u32 - 1 {
            for j in 0..across - 1 {
                let p = first + i * across + j;
                self.triangles.push([p, p + 1, p + across + 1]);
                self.triangles.push([p, p + across + 1, p + across]);
            }
        }
    }

    /// A flat polygon with its corners in order, all seen or hidden together.
    pub(super) fn face(&mut self, corners: &[V3], normal: V3, colour: [f32; 3]) {
        let first = self.vertices.len() as u32;
        self.vertices
            .extend(corners.iter().map(|&at| Vertex { at, normal, colour }));
        for i in 1..corners.len() as u32 - 1 {
            self.triangles.push([first, first + i, first + i + 1]);
        }
    }

    /// A box: its lower corners in order around, from height `bottom` to `top`.
    pub(super) fn block(
        &mut self,
        corners: [[f32; 2]; 4],
        bottom: f32,
        top: f32,
        colour: [f32; 3],
    ) {
        let at = |i: usize, z: f32| [corners[i % 4][0], corners[i % 4][1], z];
        let middle = scale(
            (0..4).fold([0.0; 3], |sum, i| add(sum, at(i, bottom))),
            0.25,
        );
        for i in 0..4 {
            let out = sub(scale(add(at(i, bottom), at(i + 1, bottom)), 0.5), middle);
            let side = [at(i, bottom), at(i + 1, bottom), at(i + 1, top), at(i, top)];
            self.face(&side, unit(out), colour);
        }
        self.face(&[0, 1, 2, 3].map(|i| at(i, top)), [0.0, 0.0, 1.0], colour);
    }
}

/// Mean radius of a ring.
fn size(ring: &Ring) -> f32 {
    f32::midpoint(dot(ring.a, ring.a).sqrt(), dot(ring.b, ring.b).sqrt())
}
