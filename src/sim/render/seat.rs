//! Where a figure's body and head are in the room.

use super::{
    head::Head,
    vector::{V3, add, scale},
};
use crate::sim::Figure;

/// Half the width of a mean face in metres, for somebody of [`MEAN_M`].
const FACE_HALF_M: f32 = 0.0795;
/// Height of a mean person, metres.
pub(super) const MEAN_M: f32 = 1.75;

/// Where the head is: its middle in the room, its axes, and its unit of length in metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    pub(super) centre: V3,
    /// Right of somebody who looks into the face, down, and out of the face.
    pub(super) right: V3,
    pub(super) down: V3,
    pub(super) out: V3,
    pub(super) unit: f32,
    /// Where the neck ends inside of the head.
    pub(super) nape: V3,
}

impl Seat {
    /// The seat of a figure's head: its top is as high as the figure is.
    pub(super) fn of(figure: &Figure, head: &Head) -> Self {
        let height = figure.height as f32;
        // The heads of small people are large for them.
        let unit = FACE_HALF_M * (height / MEAN_M).powf(0.4);
        let (sin, cos) = (figure.gaze as f32).sin_cos();
        let (low, level) = (figure.nod as f32).sin_cos();
        let (right, forward, up) = ([-sin, cos, 0.0], [cos, sin, 0.0], [0.0, 0.0, 1.0]);
        let out = add(scale(forward, level), scale(up, -low));
        let down = scale(add(scale(up, level), scale(forward, low)), -1.0);
        let frame = Frame::of(figure);
        // It nods about the top of the neck, below the ears.
        let low_ear = 0.42 * head.chin;
        let pivot = frame.at(0.01, 0.0, height - unit * (head.top + low_ear));
        let centre = add(
            pivot,
            scale(add(scale(down, -low_ear), scale(out, 0.25)), unit),
        );
        let mut seat = Self {
            centre,
            right,
            down,
            out,
            unit,
            nape: centre,
        };
        seat.nape = seat.place([0.0, 0.57 * head.chin, -0.28]);
        seat
    }

    /// A place on the head, in the room.
    pub(super) fn place(&self, p: V3) -> V3 {
        add(self.centre, scale(self.turn(p), self.unit))
    }

    /// A direction at the head, in the room.
    pub(super) fn turn(&self, d: V3) -> V3 {
        add(
            add(scale(self.right, d[0]), scale(self.down, d[1])),
            scale(self.out, d[2]),
        )
    }
}

/// The axes of a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    feet: [f32; 2],
    forward: [f32; 2],
}

impl Frame {
    pub(super) fn of(figure: &Figure) -> Self {
        let (sin, cos) = (figure.heading as f32).sin_cos();
        Self {
            feet: [figure.at.x as f32, figure.at.y as f32],
            forward: [cos, sin],
        }
    }

    /// So far to the front, to the left, and above the floor.
    pub(super) fn at(&self, front: f32, left: f32, z: f32) -> V3 {
        let [c, s] = self.forward;
        [
            self.feet[0] + front * c - left * s,
            self.feet[1] + front * s + left * c,
            z,
        ]
    }

    pub(super) fn vector(&self, front: f32, left: f32, z: f32) -> V3 {
        let [c, s] = self.forward;
        [front * c - left * s, front * s + left * c, z]
    }
}
