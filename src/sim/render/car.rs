//! A car on display as a mesh: body, greenhouse, wheels and lights.

use super::{
    mesh::{Mesh, Ring},
    vector::{V3, cross, dot, scale, sub, unit},
};
use crate::sim::{Car, Rectangle};

const GLASS: [f32; 3] = [62.0, 74.0, 84.0];
const TYRE: [f32; 3] = [34.0, 34.0, 36.0];
const RIM: [f32; 3] = [172.0, 176.0, 182.0];
const HEADLIGHT: [f32; 3] = [236.0, 240.0, 244.0];
const REAR_LIGHT: [f32; 3] = [168.0, 26.0, 28.0];
const SILL: [f32; 3] = [36.0, 36.0, 38.0];

/// Heights as parts of the roof's: of the bonnet, and where the windows begin.
const BONNET: f32 = 0.58;
const BELT: f32 = 0.635;

/// A car without what shines, and what shines.
#[derive(Clone, Debug, Default)]
pub(super) struct CarMesh {
    pub(super) paint: Mesh,
    pub(super) dull: Mesh,
}

struct Shape<'a> {
    body: &'a Rectangle,
    length: f32,
    half: f32,
    height: f32,
    colour: [f32; 3],
}

/// The car as it stands in the room.
pub(super) fn build(car: &Car) -> CarMesh {
    let shape = Shape {
        body: &car.body,
        length: car.body.length as f32,
        half: car.body.width as f32 / 2.0,
        height: car.height as f32,
        colour: car.colour.map(f32::from),
    };
    let mut mesh = CarMesh::default();
    shape.lower(&mut mesh);
    shape.greenhouse(&mut mesh);
    for (along, side) in [(-0.29, -1.0), (-0.29, 1.0), (0.295, -1.0), (0.295, 1.0)] {
        shape.wheel(&mut mesh.dull, along, side);
    }
    shape.lights(&mut mesh);
    mesh
}

impl Shape<'_> {
    /// `along` in lengths from the middle (0.5 is the nose), `across` in metres to the left, height in metres.
    fn at(&self, along: f32, across: f32, z: f32) -> V3 {
        let spot = self
            .body
            .spot(f64::from(along * self.length), f64::from(across));
        [spot.x as f32, spot.y as f32, z]
    }

    /// Half width, lowest and highest height of the lower body at a place along.
    fn section(&self, along: f32) -> (f32, f32, f32) {
        let end = (along.abs() * 2.0).clamp(0.0, 1.0);
        let half = self.half * (1.0 - 0.20 * end.powi(10));
        let bottom = 0.19 + 0.14 * end.powi(10);
        let (tall, droop) = if along > 0.0 {
            (BONNET, 0.10)
        } else {
            (BELT, 0.06)
        };
        let join = ((along + 0.05) / 0.3).clamp(0.0, 1.0);
        let tall = if along > -0.05 {
            BELT + (BONNET - BELT) * join
        } else {
            tall
        };
        (half, bottom, self.height * (tall - droop * end.powi(7)))
    }

    fn lower(&self, mesh: &mut CarMesh) {
        let rows: Vec<Vec<V3>> = (0..=26)
            .map(|i| {
                let along = (i as f32 / 26.0 - 0.5).clamp(-0.5, 0.5);
                let (half, bottom, top) = self.section(along);
                let rise = top - bottom;
                let side = [
                    (0.90, 0.0),
                    (0.985, 0.10),
                    (1.0, 0.35),
                    (1.0, 0.60),
                    (0.975, 0.82),
                    (0.93, 0.93),
                    (0.84, 1.0),
                    (0.55, 1.03),
                    (0.2, 1.045),
                ];
                let left = side.iter().map(|&(w, z)| (w, z));
                let right = side.iter().rev().map(|&(w, z)| (-w, z));
                left.chain(right)
                    .map(|(w, z)| self.at(along, w * half, bottom + z * rise))
                    .collect()
            })
            .collect();
        for (end, sign) in [(0, -1.0), (rows.len() - 1, 1.0)] {
            let out = unit(sub(self.at(sign, 0.0, 0.0), self.at(0.0, 0.0, 0.0)));
            mesh.paint.face(&rows[end], out, self.colour);
        }
        mesh.paint.skin(&rows, self.colour);
        let inner = self.half * 0.84;
        let floor = [
            (0.40, inner),
            (-0.40, inner),
            (-0.40, -inner),
            (0.40, -inner),
        ];
        let corners = floor.map(|(along, across)| {
            let [x, y, _] = self.at(along, across, 0.0);
            [x, y]
        });
        mesh.dull.block(corners, 0.15, 0.26, SILL);
    }

    fn greenhouse(&self, mesh: &mut CarMesh) {
        let (belt, roof) = (self.height * BELT * 0.985, self.height);
        // A low car has a boot, a tall one a hatch.
        let rear = if self.height < 1.5 { -0.40 } else { -0.475 };
        let rear_roof = if self.height < 1.5 { -0.23 } else { -0.40 };
        let (wide, narrow) = (self.half * 0.885, self.half * 0.69);
        let low = [rear, -0.20, 0.02, 0.235];
        let high = [rear_roof, -0.19, 0.01, 0.075];
        for side in [-1.0, 1.0] {
            let below = |x: f32| self.at(x, side * wide, belt);
            let above = |x: f32| self.at(x, side * narrow, roof - 0.05);
            for i in 0..3 {
                let panel = [
                    below(low[i]),
                    below(low[i + 1]),
                    above(high[i + 1]),
                    above(high[i]),
                ];
                self.panel(&mut mesh.paint, &panel, self.colour);
                // The window, a hand's width inside of the frame and a hair before it.
                let window = inset(&panel, 0.07, 0.12);
                self.panel(&mut mesh.dull, &self.lifted(&window), GLASS);
            }
        }
        let quad = |a: f32, b: f32, wa: f32, za: f32, wb: f32, zb: f32| {
            [
                self.at(a, wa, za),
                self.at(a, -wa, za),
                self.at(b, -wb, zb),
                self.at(b, wb, zb),
            ]
        };
        for (a, b) in [(low[3], high[3]), (low[0], high[0])] {
            let pane = quad(a, b, wide, belt, narrow, roof - 0.05);
            self.panel(&mut mesh.paint, &pane, self.colour);
            let window = inset(&pane, 0.06, 0.06);
            self.panel(&mut mesh.dull, &self.lifted(&window), GLASS);
        }
        let edge = roof - 0.05;
        let ridge: Vec<Vec<V3>> = [rear_roof, rear_roof + 0.05, -0.1, 0.0, high[3]]
            .iter()
            .enumerate()
            .map(|(i, &along)| {
                let crown = if i == 0 || i == 4 { 0.0 } else { 0.045 };
                [1.0, 0.85, 0.4, -0.4, -0.85, -1.0]
                    .iter()
                    .map(|&w: &f32| {
                        let z =
                            edge + crown * (1.0 - w * w) + if w.abs() < 0.9 { 0.012 } else { 0.0 };
                        self.at(along, w * narrow, z)
                    })
                    .collect()
            })
            .collect();
        mesh.paint.skin(&ridge, self.colour);
    }

    /// A flat panel that looks out of the car.
    fn panel(&self, mesh: &mut Mesh, corners: &[V3; 4], colour: [f32; 3]) {
        mesh.face(corners, self.outward(corners), colour);
    }

    fn outward(&self, corners: &[V3; 4]) -> V3 {
        let normal = unit(cross(
            sub(corners[1], corners[0]),
            sub(corners[3], corners[0]),
        ));
        let out = sub(corners[0], self.at(-0.1, 0.0, self.height * 0.5));
        if dot(normal, out) < 0.0 {
            scale(normal, -1.0)
        } else {
            normal
        }
    }

    fn lifted(&self, corners: &[V3; 4]) -> [V3; 4] {
        let out = scale(self.outward(corners), 0.008);
        corners.map(|p| super::vector::add(p, out))
    }

    fn wheel(&self, mesh: &mut Mesh, along: f32, side: f32) {
        let radius = self.height.mul_add(0.06, 0.235);
        let lean = |r: f32, across: f32, z: f32, colour| Ring {
            centre: self.at(along, side * across, z),
            a: sub(
                self.at(along + r / self.length, 0.0, 0.0),
                self.at(along, 0.0, 0.0),
            ),
            b: [0.0, 0.0, r],
            colour,
        };
        let arch = [self.half - 0.3, self.half + 0.004];
        mesh.loft(
            &arch.map(|across| lean(radius + 0.055, across, radius + 0.02, SILL)),
            20,
        );
        let tyre = [self.half - 0.22, self.half + 0.012];
        mesh.loft(&tyre.map(|across| lean(radius, across, radius, TYRE)), 20);
        let rim = [self.half, self.half + 0.018];
        mesh.loft(
            &rim.map(|across| lean(radius * 0.66, across, radius, RIM)),
            20,
        );
        let hub = [self.half, self.half + 0.022];
        mesh.loft(
            &hub.map(|across| lean(radius * 0.16, across, radius, SILL)),
            10,
        );
    }

    fn lights(&self, mesh: &mut CarMesh) {
        for side in [-1.0, 1.0] {
            for (along, next, low, high, colour) in [
                (0.487, 0.462, 0.40, 0.47, HEADLIGHT),
                (-0.489, -0.470, 0.44, 0.54, REAR_LIGHT),
            ] {
                let (inner, outer) = (self.half * 0.42, self.half * 0.86);
                let out = 0.012f32.copysign(along);
                let lamp = [
                    self.at(along + out, side * inner, self.height * low),
                    self.at(next + out, side * outer, self.height * low),
                    self.at(next + out, side * outer, self.height * high),
                    self.at(along + out, side * inner, self.height * high),
                ];
                self.panel(&mut mesh.dull, &lamp, colour);
            }
        }
        // Where the number plate is.
        for along in [0.506f32, -0.506] {
            let plate = [(0.26, 0.27), (-0.26, 0.27), (-0.26, 0.345), (0.26, 0.345)]
                .map(|(across, z)| self.at(along, across, self.height * z));
            self.panel(&mut mesh.dull, &plate, [206.0, 208.0, 206.0]);
        }
    }
}

/// A quadrilateral's inner part, with margins as parts of its sides: along, then across.
fn inset([a, b, c, d]: &[V3; 4], along: f32, across: f32) -> [V3; 4] {
    use super::vector::mix;
    let place = |u: f32, v: f32| mix(mix(*a, *b, u), mix(*d, *c, u), v);
    [
        place(along, across),
        place(1.0 - along, across),
        place(1.0 - along, 1.0 - across),
        place(along, 1.0 - across),
    ]
}
