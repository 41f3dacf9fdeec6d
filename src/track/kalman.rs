//! A constant-velocity Kalman filter (Kalman 1960) over the four numbers of a box.
//!
//! Centre, width and height do not influence one another in this model, so the 8-state filter falls apart into four
//! of two states each. Noise is proportional to the box's height, as in SORT and `ByteTrack`: near people are large
//! and move more pixels.

use crate::types::{BBox, Point};

/// Standard deviation of a detection's edge, as a share of the box's height.
const MEASUREMENT: f32 = 0.05;
/// Standard deviation of the acceleration, heights per second squared.
const ACCELERATION: f32 = 0.6;
/// Standard deviation of an unknown speed, heights per second.
const FIRST_SPEED: f32 = 0.5;
/// No box is thinner: a filter that shrinks through zero would never match again.
const MIN_SIZE_PX: f32 = 2.0;

/// Value, rate and their covariance.
#[derive(Clone, Debug)]
struct Axis {
    x: f32,
    v: f32,
    p: [[f32; 2]; 2],
}

impl Axis {
    fn new(x: f32, scale: f32) -> Self {
        Self {
            x,
            v: 0.0,
            p: [
                [(MEASUREMENT * scale).powi(2), 0.0],
                [0.0, (FIRST_SPEED * scale).powi(2)],
            ],
        }
    }

    fn predict(&mut self, dt: f32, scale: f32) {
        let q = (ACCELERATION * scale).powi(2);
        let [[a, b], [_, d]] = self.p;
        self.x += self.v * dt;
        let cross = b + d * dt + q * dt.powi(3) / 2.0;
        self.p = [
            [a + 2.0 * b * dt + d * dt * dt + q * dt.powi(4) / 4.0, cross],
            [cross, d + q * dt * dt],
        ];
    }

    fn update(&mut self, z: f32, scale: f32) {
        let [[a, b], [_, d]] = self.p;
        let s = a + (MEASUREMENT * scale).powi(2);
        let (k0, k1) = (a / s, b / s);
        let innovation = z - self.x;
        self.x += k0 * innovation;
        self.v += k1 * innovation;
        self.p = [
            [(1.0 - k0) * a, (1.0 - k0) * b],
            [(1.0 - k0) * b, d - k1 * b],
        ];
    }
}

/// The motion of one box, in pixels and seconds.
#[derive(Clone, Debug)]
pub(super) struct Motion {
    cx: Axis,
    cy: Axis,
    w: Axis,
    h: Axis,
}

impl Motion {
    pub(super) fn new(bbox: &BBox) -> Self {
        let Point { x, y } = bbox.centre();
        let scale = bbox.h.max(MIN_SIZE_PX);
        Self {
            cx: Axis::new(x, scale),
            cy: Axis::new(y, scale),
            w: Axis::new(bbox.w, scale),
            h: Axis::new(bbox.h, scale),
        }
    }

    /// Moves the prediction on by `dt` seconds.
    pub(super) fn predict(&mut self, dt: f32) {
        let scale = self.scale();
        for axis in [&mut self.cx, &mut self.cy, &mut self.w, &mut self.h] {
            axis.predict(dt, scale);
        }
    }

    /// Corrects the prediction with a detection.
    pub(super) fn update(&mut self, bbox: &BBox) {
        let scale = self.scale();
        let Point { x, y } = bbox.centre();
        self.cx.update(x, scale);
        self.cy.update(y, scale);
        self.w.update(bbox.w, scale);
        self.h.update(bbox.h, scale);
    }

    /// The box as the filter sees it now.
    pub(super) fn bbox(&self) -> BBox {
        let (w, h) = (self.w.x.max(MIN_SIZE_PX), self.h.x.max(MIN_SIZE_PX));
        BBox::new(self.cx.x - w / 2.0, self.cy.x - h / 2.0, w, h)
    }

    fn scale(&self) -> f32 {
        self.h.x.max(MIN_SIZE_PX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn steady_motion_is_predicted_through_a_gap(vx in -200.0f32..200.0, vy in -50.0f32..50.0) {
            let at = |t: f32| BBox::new(500.0 + vx * t, 300.0 + vy * t, 80.0, 200.0);
            let mut motion = Motion::new(&at(0.0));
            for i in 1..=16u8 {
                motion.predict(0.125);
                motion.update(&at(f32::from(i) * 0.125));
            }
            motion.predict(1.0);
            prop_assert!(motion.bbox().iou(&at(3.0)) > 0.7, "{:?} against {:?}", motion.bbox(), at(3.0));
        }
    }
}
