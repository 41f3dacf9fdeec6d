//! A made-up camera for the tests of this stage.

/// A pinhole over the floor: metres to pixels and back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pinhole {
    /// Metres on the floor and above it.
    pub(super) at: [f64; 3],
    /// Direction of the view, counter-clockwise; 90 looks along y.
    pub(super) heading_deg: f64,
    /// Below the horizon.
    pub(super) tilt_deg: f64,
    pub(super) fov_deg: f64,
    pub(super) size: [f64; 2],
}

impl Pinhole {
    /// Pixels per unit of the ratio of sideways to forward.
    pub(super) fn focal(&self) -> f64 {
        self.size[0] / 2.0 / (self.fov_deg.to_radians() / 2.0).tan()
    }

    /// Pixels from the left and from the top, and metres before the camera; `None` for what is behind it.
    pub(super) fn project(&self, [x, y, z]: [f64; 3]) -> Option<[f64; 3]> {
        let to = [x - self.at[0], y - self.at[1], z - self.at[2]];
        let [right, down, depth] = self
            .axes()
            .map(|axis| (0..3).map(|i| axis[i] * to[i]).sum::<f64>());
        let scale = self.focal() / depth;
        (depth > 0.1).then(|| {
            [
                self.size[0] / 2.0 + scale * right,
                self.size[1] / 2.0 + scale * down,
                depth,
            ]
        })
    }

    /// Where on the floor a pixel looks; `None` above the horizon.
    pub(super) fn floor(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let seen = [
            (x - self.size[0] / 2.0) / self.focal(),
            (y - self.size[1] / 2.0) / self.focal(),
            1.0,
        ];
        let axes = self.axes();
        let ray: [f64; 3] =
            std::array::from_fn(|i| (0..3).map(|axis| axes[axis][i] * seen[axis]).sum());
        let far = -self.at[2] / ray[2];
        (far > 0.0).then(|| [self.at[0] + far * ray[0], self.at[1] + far * ray[1]])
    }

    /// To the right, down, and forward.
    fn axes(&self) -> [[f64; 3]; 3] {
        let (sin, cos) = self.heading_deg.to_radians().sin_cos();
        let (sin_t, cos_t) = self.tilt_deg.to_radians().sin_cos();
        [
            [sin, -cos, 0.0],
            [-cos * sin_t, -sin * sin_t, -cos_t],
            [cos * cos_t, sin * cos_t, -sin_t],
        ]
    }
}
