//! The body of a person as a mesh: legs that walk, arms, trunk and neck.

use super::{
    mesh::{Mesh, Ring},
    seat::{Frame, MEAN_M, Seat},
    vector::{V3, add, dot, mix, scale, sub, unit},
};
use crate::sim::{Figure, Look, Pose};

/// Metres from one print of a foot to the next of the same foot, for somebody of [`MEAN_M`].
const CYCLE_M: f32 = 1.45;

const SHOES: [f32; 3] = [38.0, 36.0, 38.0];

/// Adds the body of a figure, all but its head.
pub(super) fn build(mesh: &mut Mesh, figure: &Figure, look: &Look, skin: [f32; 3], seat: &Seat) {
    let body = Body {
        frame: Frame::of(figure),
        k: figure.height as f32 / MEAN_M,
        skin,
        top: look.top.map(f32::from),
        trousers: look.trousers.map(f32::from),
    };
    let walks = figure.pose == Pose::Walking;
    let phase = figure.walked as f32 / (CYCLE_M * body.k) * std::f32::consts::TAU;
    for left in [-1.0, 1.0] {
        let phase = if left > 0.0 {
            phase
        } else {
            phase + std::f32::consts::PI
        };
        body.leg(mesh, left, walks.then_some(phase));
        body.arm(
            mesh,
            left,
            walks.then_some(phase),
            figure.pose == Pose::Talking,
        );
    }
    body.trunk(mesh);
    body.neck(mesh, seat);
}

struct Body {
    frame: Frame,
    /// Of a mean person's size.
    k: f32,
    skin: [f32; 3],
    top: [f32; 3],
    trousers: [f32; 3],
}

impl Body {
    /// So far to the front, to the left and up, in metres of a mean person.
    fn at(&self, front: f32, left: f32, z: f32) -> V3 {
        self.frame.at(front * self.k, left * self.k, z * self.k)
    }

    /// A level ring.
    fn ring(&self, z: f32, front: f32, half: f32, deep: f32, colour: [f32; 3]) -> Ring {
        Ring {
            centre: self.at(front, 0.0, z),
            a: self.frame.vector(0.0, half * self.k, 0.0),
            b: self.frame.vector(deep * self.k, 0.0, 0.0),
            colour,
        }
    }

    fn trunk(&self, mesh: &mut Mesh) {
        let dark = scale(self.top, 0.93);
        let rings = [
            (0.845, 0.00, 0.172, 0.124, dark),
            (0.92, 0.00, 0.172, 0.122, dark),
            (1.00, 0.00, 0.165, 0.118, self.top),
            (1.12, 0.01, 0.160, 0.112, self.top),
            (1.25, 0.01, 0.178, 0.122, self.top),
            (1.36, 0.00, 0.188, 0.116, self.top),
            (1.42, -0.01, 0.180, 0.098, self.top),
            (1.465, -0.01, 0.118, 0.080, self.top),
            (1.50, -0.01, 0.066, 0.062, dark),
        ]
        .map(|(z, front, half, deep, colour)| self.ring(z, front, half, deep, colour));
        mesh.loft(&rings, 18);
        let hips = [
            (0.78, 0.0, 0.140, 0.098),
            (0.86, 0.0, 0.152, 0.104),
            (0.93, 0.0, 0.150, 0.104),
        ]
        .map(|(z, front, half, deep)| self.ring(z, front, half, deep, self.trousers));
        mesh.loft(&hips, 14);
    }

    fn neck(&self, mesh: &mut Mesh, seat: &Seat) {
        let base = self.at(-0.012, 0.0, 1.45);
        let nape = seat.nape;
        let shade = scale(self.skin, 0.74);
        let ring = |centre: V3, half: f32| Ring {
            centre,
            a: self.frame.vector(0.0, half * self.k, 0.0),
            b: self.frame.vector(half * self.k, 0.0, 0.0),
            colour: shade,
        };
        let rings = [
            ring(base, 0.066),
            ring(mix(base, nape, 0.5), 0.056),
            ring(nape, 0.055),
        ];
        mesh.loft(&rings, 12);
    }

    fn leg(&self, mesh: &mut Mesh, left: f32, phase: Option<f32>) {
        let drop = if phase.is_some() { 0.035 } else { 0.0 };
        let hip = self.at(0.0, 0.085 * left, 0.885 - drop);
        // Two steps a cycle: the foot swings from behind to the front, lifted, and stands while the body passes.
        let (reach, lift) = phase.map_or((0.0, 0.0), |phase| {
            let (sin, cos) = phase.sin_cos();
            (0.25 * sin, 0.10 * cos.max(0.0))
        });
        let out = if phase.is_some() { 0.085 } else { 0.105 };
        // The middle of the shoe, not the ankle, is where somebody stands.
        let ankle = self.at(reach - 0.035, out * left, 0.085 + lift);
        let knee = joint(
            hip,
            ankle,
            0.41 * self.k,
            0.40 * self.k,
            self.frame.vector(1.0, 0.0, 0.0),
        );
        let legs = [
            (hip, 0.083),
            (mix(hip, knee, 0.5), 0.073),
            (knee, 0.056),
            (mix(knee, ankle, 0.35), 0.056),
            (ankle, 0.043),
        ];
        self.limb(mesh, &legs, self.trousers, 10);
        // Heel to toe: the toe of a lifted foot points down.
        let tip = self
            .frame
            .vector(0.17 * self.k, 0.02 * left * self.k, -0.35 * lift * self.k);
        let sole = [ankle[0], ankle[1], ankle[2] - 0.043 * self.k];
        let heel = add(sole, scale(tip, -0.38));
        let shoe = [
            (heel, 0.030),
            (add(sole, scale(tip, -0.1)), 0.043),
            (add(sole, scale(tip, 0.6)), 0.040),
            (add(sole, tip), 0.022),
        ];
        self.limb(mesh, &shoe, SHOES, 8);
    }

    fn arm(&self, mesh: &mut Mesh, left: f32, phase: Option<f32>, talks: bool) {
        let shoulder = self.at(-0.01, 0.178 * left, 1.375);
        let swing = phase.map_or(0.04, |phase| -0.18 * phase.sin());
        let hand = match (talks, left > 0.0) {
            (true, false) => self.at(0.30, -0.20, 1.16),
            (true, true) => self.at(0.20, 0.13, 0.98),
            _ => self.at(swing + 0.04, 0.245 * left, 0.84 + swing.abs() * 0.25),
        };
        let back = self.frame.vector(-1.0, 0.25 * left, 0.0);
        let elbow = joint(shoulder, hand, 0.285 * self.k, 0.27 * self.k, back);
        let sleeve = [
            (add(shoulder, [0.0, 0.0, 0.040 * self.k]), 0.034),
            (shoulder, 0.057),
            (mix(shoulder, elbow, 0.5), 0.053),
            (elbow, 0.045),
            (mix(elbow, hand, 0.95), 0.034),
        ];
        self.limb(mesh, &sleeve, self.top, 9);
        let along = unit(sub(hand, elbow));
        let fingers = [
            (hand, 0.024),
            (add(hand, scale(along, 0.05 * self.k)), 0.034),
            (add(hand, scale(along, 0.11 * self.k)), 0.026),
            (add(hand, scale(along, 0.155 * self.k)), 0.010),
        ];
        self.limb(mesh, &fingers, scale(self.skin, 0.9), 7);
    }

    /// A round limb through points, with a radius at each.
    fn limb(&self, mesh: &mut Mesh, points: &[(V3, f32)], colour: [f32; 3], sides: usize) {
        let along = unit(sub(points[points.len() - 1].0, points[0].0));
        let front = self.frame.vector(1.0, 0.0, 0.0);
        let left = self.frame.vector(0.0, 1.0, 0.0);
        // Across the limb: the body's own axes without what lies along it. For a limb that points to the front, up.
        let level = sub(front, scale(along, dot(front, along)));
        let up = [0.0, 0.0, 1.0];
        let second = if dot(level, level) < 0.2 {
            unit(sub(up, scale(along, dot(up, along))))
        } else {
            unit(level)
        };
        let first = unit(sub(left, scale(along, dot(left, along))));
        let rings: Vec<_> = points
            .iter()
            .map(|&(centre, radius)| Ring {
                centre,
                a: scale(first, radius * self.k),
                b: scale(second, radius * self.k),
                colour,
            })
            .collect();
        mesh.loft(&rings, sides);
    }
}

/// The joint between two points that are joined by two bones, bent towards `towards`.
fn joint(from: V3, to: V3, upper: f32, lower: f32, towards: V3) -> V3 {
    let way = sub(to, from);
    let far = dot(way, way).sqrt().clamp(1e-3, (upper + lower) * 0.999);
    let along = (far * far + upper * upper - lower * lower) / (2.0 * far);
    let out = (upper * upper - along * along).max(0.0).sqrt();
    let way = unit(way);
    let bend = unit(sub(towards, scale(way, dot(towards, way))));
    add(add(from, scale(way, along)), scale(bend, out))
}
