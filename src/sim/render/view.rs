//! A camera in the painter's numbers: meshes to triangles in samples, with their light.

use super::{
    head::{Head, TEXELS_PER_UNIT},
    mesh::Mesh,
    raster::{Canvas, Corner, SAMPLES},
    seat::Seat,
    vector::{V3, dot, scale, sub, unit},
};
use crate::sim::{Camera, Point3};

/// Nothing nearer than this is drawn, metres.
const NEAR_M: f32 = 0.15;

/// A surface turned away by more than this cannot be seen; vertices of round bodies share their normals.
const TURNED_AWAY: f32 = -0.25;

/// Heads whose face is twice as many samples wide are drawn with the fine surface.
const FINE_SAMPLES: f32 = 44.0;

/// How a surface answers to light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Finish {
    Matt,
    /// Car paint: mirrors the bright ceiling.
    Gloss,
}

/// A camera's axes, and the light in the room.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) eye: V3,
    right: V3,
    up: V3,
    forward: V3,
    /// Focal length and middle of the picture, in pixels.
    focal: f32,
    centre: [f32; 2],
    /// 0 to 1: the light is behind people.
    backlight: f32,
}

/// A corner on the way to the rasteriser; `None` behind the camera.
type Seen = Option<Corner>;

fn single(p: Point3) -> V3 {
    [p.x as f32, p.y as f32, p.z as f32]
}

impl View {
    pub(super) fn new(camera: &Camera, backlight: f64) -> Self {
        let (cx, cy) = (
            f64::from(camera.width) / 2.0,
            f64::from(camera.height) / 2.0,
        );
        let focal = camera.focal_px();
        let forward = camera.ray(cx, cy).map(|v| v as f32);
        Self {
            eye: single(camera.at),
            right: sub(camera.ray(cx + focal, cy).map(|v| v as f32), forward),
            up: sub(camera.ray(cx, cy - focal).map(|v| v as f32), forward),
            forward,
            focal: focal as f32,
            centre: [cx as f32, cy as f32],
            backlight: backlight.clamp(0.0, 1.0) as f32,
        }
    }

    /// Pixels, and one over the depth; `None` for what is behind the camera.
    pub(super) fn project(&self, p: V3) -> Option<[f32; 3]> {
        let v = sub(p, self.eye);
        let depth = dot(v, self.forward);
        (depth > NEAR_M).then(|| {
            let k = self.focal / depth;
            [
                self.centre[0] + k * dot(v, self.right),
                self.centre[1] - k * dot(v, self.up),
                1.0 / depth,
            ]
        })
    }

    /// Pixels per metre at a depth given by one over it.
    pub(super) fn pixels_per_metre(&self, near: f32) -> f32 {
        self.focal * near
    }

    /// The light on people: from the ceiling and from around; dark before a bright window.
    fn people_light(&self, normal: V3, facing: f32) -> f32 {
        let open = 0.70 + 0.20 * normal[2] + 0.18 * facing.max(0.0);
        open * (1.0 - self.backlight * (0.25 + 0.45 * facing.max(0.0)))
    }

    fn corner(&self, at: V3, origin: [f32; 2], paint: [f32; 3]) -> Seen {
        let k = SAMPLES as f32;
        self.project(at).map(|[x, y, near]| Corner {
            x: (x - origin[0]) * k,
            y: (y - origin[1]) * k,
            near,
            paint,
        })
    }

    /// How much a surface is turned to the camera, -1 to 1.
    fn facing(&self, at: V3, normal: V3) -> f32 {
        dot(unit(sub(self.eye, at)), normal)
    }

    /// Draws a mesh of people or furniture; `origin` is the pixel at the canvas's corner.
    pub(super) fn draw(&self, canvas: &mut Canvas, mesh: &Mesh, origin: [f32; 2], finish: Finish) {
        let seen: Vec<_> = mesh
            .vertices
            .iter()
            .map(|vertex| {
                let facing = self.facing(vertex.at, vertex.normal);
                let light = match finish {
                    Finish::Matt => self.people_light(vertex.normal, facing),
                    Finish::Gloss => 0.58 + 0.28 * vertex.normal[2] + 0.20 * facing.max(0.0),
                };
                let mirror = match finish {
                    Finish::Matt => 0.0,
                    Finish::Gloss => 46.0 * vertex.normal[2].max(0.0).powi(5),
                };
                let paint = vertex
                    .colour
                    .map(|c| (c * light + mirror).clamp(1.0, 254.0));
                (self.corner(vertex.at, origin, paint), facing)
            })
            .collect();
        for triangle in &mesh.triangles {
            let corners = triangle.map(|i| seen[i as usize]);
            if let [(Some(a), fa), (Some(b), fb), (Some(c), fc)] = corners
                && fa.max(fb).max(fc) > TURNED_AWAY
            {
                canvas.fill(&[a, b, c]);
            }
        }
    }

    /// Draws a head where it sits.
    pub(super) fn draw_head(
        &self,
        canvas: &mut Canvas,
        head: &Head,
        seat: &Seat,
        origin: [f32; 2],
    ) {
        let Some([_, _, near]) = self.project(seat.centre) else {
            return;
        };
        let samples = self.pixels_per_metre(near) * seat.unit * SAMPLES as f32;
        let texture = head.texture.choose(TEXELS_PER_UNIT / samples);
        let seen: Vec<_> = head
            .vertices
            .iter()
            .map(|vertex| {
                let (at, normal) = (seat.place(vertex.at), seat.turn(vertex.normal));
                let facing = self.facing(at, normal);
                let [u, v] = vertex.uv;
                // The picture has its own light and shade: here only what is the same for the whole head.
                let light = 1.0 - self.backlight * (0.25 + 0.45 * facing.max(0.0));
                (self.corner(at, origin, [u, v, light]), facing)
            })
            .collect();
        // A small head needs no fine surface.
        let fine = samples > FINE_SAMPLES;
        let triangles = if fine { &head.triangles } else { &head.coarse };
        for triangle in triangles {
            let corners = triangle.map(|i| seen[i as usize]);
            if let [(Some(a), fa), (Some(b), fb), (Some(c), fc)] = corners
                && fa.max(fb).max(fc) > TURNED_AWAY
            {
                canvas.fill_textured(&[a, b, c], texture);
            }
        }
    }

    /// The pixels that points cover: left, top, right, bottom, and one over the depth of the nearest; `None` where all
    /// are behind the camera.
    pub(super) fn bounds(&self, points: impl Iterator<Item = V3>) -> Option<[f32; 5]> {
        points
            .filter_map(|p| self.project(p))
            .fold(None, |bounds, [x, y, near]| {
                let [l, t, r, b, n] = bounds.unwrap_or([x, y, x, y, near]);
                Some([l.min(x), t.min(y), r.max(x), b.max(y), n.max(near)])
            })
    }

    /// The direction in the room of a pixel, one unit along the camera's axis.
    pub(super) fn ray(&self, x: f32, y: f32) -> V3 {
        let (a, b) = (
            (x - self.centre[0]) / self.focal,
            (self.centre[1] - y) / self.focal,
        );
        let across = super::vector::add(scale(self.right, a), scale(self.up, b));
        super::vector::add(self.forward, across)
    }
}
