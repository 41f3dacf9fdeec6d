//! A constant-velocity Kalman filter (Kalman 1960) over the four numbers of a box.
//!
//! Centre, width and height do not influence one another in this model, so the 8-state filter falls apart into four
//! of two states each. Noise is proportional to the box's height, as in SORT and `ByteTrack`: near people are large
//! and move more pixels. It is told per second, so that any rate of frames will do.

use crate::types::{BBox, Point};

/// How sure a detection is, and how a value changes; all in shares of the box's height.
struct Noise {
    /// Standard deviation of a detection.
    measurement: f32,
    /// Standard deviation of an unknown speed, heights per second.
    first_speed: f32,
    /// How much the speed changes by chance within a second (the root of the acceleration's spectral density).
    acceleration: f32,
    /// The speed falls to 1/e of itself within so many seconds if nothing is measured.
    fades_s: f32,
}

// How far detections lie about their mean within one person was measured on five sequences with the truth at hand, in
// shares of the height: centre 0.04 sideways and 0.05 up and down, width 0.07, height 0.1. The figures here are no
// smaller, as the errors of one frame are much those of the next.
const X: Noise = Noise {
    measurement: 0.05,
    first_speed: 1.0,
    acceleration: 0.25,
    fades_s: f32::INFINITY,
};
/// Up and down it jumps more: legs are hidden and shown again.
const Y: Noise = Noise {
    measurement: 0.07,
    ..X
};
/// Nobody keeps growing: what looks like it is mostly a box that gets cut.
const SIZE: Noise = Noise {
    measurement: 0.1,
    first_speed: 0.1,
    acceleration: 0.2,
    fades_s: 0.5,
};

/// No box is thinner: a filter that shrinks through zero would never match again.
const MIN_SIZE_PX: f32 = 2.0;
/// The way of somebody hidden is gone again in steps of at most so many seconds.
const RETRACE_STEP_S: f32 = 0.25;

/// Value, rate and their covariance.
#[derive(Clone, Debug)]
struct Axis {
    x: f32,
    v: f32,
    p: [[f32; 2]; 2],
}

impl Axis {
    fn new(x: f32, noise: &Noise, scale: f32) -> Self {
        Self {
            x,
            v: 0.0,
            p: [
                [(noise.measurement * scale).powi(2), 0.0],
                [0.0, (noise.first_speed * scale).powi(2)],
            ],
        }
    }

    fn predict(&mut self, dt: f32, noise: &Noise, scale: f32) {
        let q = (noise.acceleration * scale).powi(2);
        let kept = (-dt / noise.fades_s).exp();
        let [[a, b], [_, d]] = self.p;
        self.x += self.v * dt;
        self.v *= kept;
        let cross = (b + d * dt + q * dt.powi(2) / 2.0) * kept;
        self.p = [
            [a + 2.0 * b * dt + d * dt * dt + q * dt.powi(3) / 3.0, cross],
            [cross, d * kept * kept + q * dt],
        ];
    }

    fn update(&mut self, z: f32, noise: &Noise, scale: f32) {
        let [[a, b], [_, d]] = self.p;
        let s = a + (noise.measurement * scale).powi(2);
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
            cx: Axis::new(x, &X, scale),
            cy: Axis::new(y, &Y, scale),
            w: Axis::new(bbox.w, &SIZE, scale),
            h: Axis::new(bbox.h, &SIZE, scale),
        }
    }

    /// Moves the prediction on by `dt` seconds.
    pub(super) fn predict(&mut self, dt: f32) {
        let scale = self.scale();
        self.cx.predict(dt, &X, scale);
        self.cy.predict(dt, &Y, scale);
        self.w.predict(dt, &SIZE, scale);
        self.h.predict(dt, &SIZE, scale);
    }

    /// Corrects the prediction with a detection.
    pub(super) fn update(&mut self, bbox: &BBox) {
        let scale = self.scale();
        let Point { x, y } = bbox.centre();
        self.cx.update(x, &X, scale);
        self.cy.update(y, &Y, scale);
        self.w.update(bbox.w, &SIZE, scale);
        self.h.update(bbox.h, &SIZE, scale);
    }

    /// Goes from one detection, the last this filter was told, to the next one `gap_s` later, as if all boxes on the
    /// straight way between them had been seen.
    pub(super) fn retrace(&mut self, from: &BBox, to: &BBox, gap_s: f32) {
        let steps = (gap_s / RETRACE_STEP_S).ceil().clamp(1.0, 100.0);
        for step in 1..=steps as u8 {
            self.predict(gap_s / steps);
            self.update(&from.towards(to, f32::from(step) / steps));
        }
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

        #[test]
        fn who_comes_back_off_their_way_is_followed_on_the_way_they_went(turn in -300.0f32..300.0) {
            let at = |t: f32| BBox::new(500.0 + turn * t, 300.0, 80.0, 200.0);
            let mut motion = Motion::new(&at(0.0));
            // Hidden at once: that they went sideways shows only when they are back.
            motion.retrace(&at(0.0), &at(1.5), 1.5);
            motion.predict(0.5);
            prop_assert!(motion.bbox().iou(&at(2.0)) > 0.7, "{:?} against {:?}", motion.bbox(), at(2.0));
        }
    }
}
