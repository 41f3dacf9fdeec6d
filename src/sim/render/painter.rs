//! Scenes to pictures: the room once, then people from the far ones to the near ones.

use std::sync::Arc;

use super::{
    body,
    faces::Faces,
    head::Head,
    mesh::Mesh,
    raster::{Canvas, SAMPLES},
    room,
    seat::Seat,
    vector::V3,
    view::{Finish, View},
};
use crate::{
    sim::{Camera, Dice, Figure, Floor, Look, Scene},
    types::Image,
};

/// The noise of the sensor: bytes of it, and the standard deviation in grey levels.
const GRAIN: usize = 1 << 16;
const GRAIN_LEVELS: f64 = 1.6;

/// Paints what one camera sees. The room is drawn once, people in every picture.
pub struct Painter {
    view: View,
    /// Width and height in pixels.
    size: [usize; 2],
    looks: Vec<Look>,
    heads: Vec<Option<Arc<Head>>>,
    faces: Arc<Faces>,
    /// The room in pixels, blue, green, red; and the depth of its samples.
    background: Vec<u8>,
    near: Vec<f32>,
    /// What the noise adds, and what it takes away.
    grain: [Vec<u8>; 2],
    camera: String,
    canvas: Canvas,
    mesh: Mesh,
}

impl std::fmt::Debug for Painter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Painter({}x{})", self.size[0], self.size[1])
    }
}

/// Pixels: left, top, right and bottom, the latter two excluded.
#[derive(Clone, Copy, Debug)]
struct Patch {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Painter {
    /// Draws the room as the camera sees it, some tenths of a second for 1280x720. `looks` are those of the cast, by
    /// [`PersonIndex`](crate::sim::PersonIndex); `backlight` is 0 (none) to 1: light behind people that darkens faces.
    pub fn new(
        floor: &Floor,
        camera: &Camera,
        looks: Vec<Look>,
        faces: Arc<Faces>,
        backlight: f64,
    ) -> Self {
        let view = View::new(camera, backlight);
        let room = room::paint(floor, camera, &view, backlight);
        let size = [camera.width as usize, camera.height as usize];
        let mut background = vec![0; size[0] * size[1] * 3];
        let all = Patch {
            left: 0,
            top: 0,
            right: size[0],
            bottom: size[1],
        };
        settle(&room, all, size[0], &mut background);
        let mut dice = Dice::new(0, &["grain"], 0);
        let grains: Vec<_> = (0..GRAIN)
            .map(|_| (GRAIN_LEVELS * dice.normal()).round())
            .collect();
        // Casts of negative numbers give 0.
        let grain = [1.0, -1.0].map(|sign| grains.iter().map(|g| (sign * g) as u8).collect());
        Self {
            view,
            size,
            heads: vec![None; looks.len()],
            looks,
            faces,
            background,
            near: room.near,
            grain,
            camera: camera.id.to_string(),
            canvas: Canvas::default(),
            mesh: Mesh::default(),
        }
    }

    /// Paints a scene, in blue, green, red; `image` takes the camera's size. The same scene gives the same bytes.
    /// Somebody without a look is left out.
    pub fn paint(&mut self, scene: &Scene, image: &mut Image) {
        (image.width, image.height) = (self.size[0] as u32, self.size[1] as u32);
        image.data.clear();
        image.data.extend_from_slice(&self.background);
        let eye = self.view.eye;
        let far = |figure: &Figure| {
            let (dx, dy) = (figure.at.x as f32 - eye[0], figure.at.y as f32 - eye[1]);
            dx * dx + dy * dy
        };
        let mut figures: Vec<_> = scene
            .figures
            .iter()
            .filter(|figure| figure.person < self.looks.len())
            .collect();
        figures.sort_by(|a, b| far(b).total_cmp(&far(a)).then(a.person.cmp(&b.person)));
        for figure in &figures {
            self.shadow(figure, &mut image.data);
        }
        for figure in figures {
            self.person(figure, &mut image.data);
        }
        self.add_grain(scene, &mut image.data);
    }

    /// The head of somebody, made when it is first asked for.
    fn head(&mut self, person: usize) -> Arc<Head> {
        let (faces, look) = (&self.faces, &self.looks[person]);
        self.heads[person]
            .get_or_insert_with(|| faces.head(look))
            .clone()
    }

    fn person(&mut self, figure: &Figure, pixels: &mut [u8]) {
        let head = self.head(figure.person);
        let seat = Seat::of(figure, &head);
        self.mesh.clear();
        let look = &self.looks[figure.person];
        body::build(&mut self.mesh, figure, look, head.skin, &seat);
        let around = head.vertices.iter().step_by(3).map(|v| seat.place(v.at));
        let points = self.mesh.vertices.iter().map(|v| v.at).chain(around);
        let Some(patch) = self.patch(points, 2.0) else {
            return;
        };
        let (w, h) = (patch.right - patch.left, patch.bottom - patch.top);
        self.canvas.reset(w * SAMPLES, h * SAMPLES);
        // Only what is nearer than the room is drawn.
        for row in 0..h * SAMPLES {
            let from = (patch.top * SAMPLES + row) * self.size[0] * SAMPLES + patch.left * SAMPLES;
            let w = w * SAMPLES;
            self.canvas.near[row * w..][..w].copy_from_slice(&self.near[from..][..w]);
        }
        let origin = [patch.left as f32, patch.top as f32];
        self.view
            .draw(&mut self.canvas, &self.mesh, origin, Finish::Matt);
        self.view.draw_head(&mut self.canvas, &head, &seat, origin);
        settle(&self.canvas, patch, self.size[0], pixels);
    }

    /// The pixels that points cover, with a margin; `None` where that is outside of the picture.
    fn patch(&self, points: impl Iterator<Item = V3>, margin: f32) -> Option<Patch> {
        let [left, top, right, bottom, _] = self.view.bounds(points)?;
        let low = |v: f32, size: usize| (v - margin).floor().clamp(0.0, size as f32) as usize;
        let high = |v: f32, size: usize| (v + margin).ceil().clamp(0.0, size as f32) as usize;
        let patch = Patch {
            left: low(left, self.size[0]),
            top: low(top, self.size[1]),
            right: high(right, self.size[0]),
            bottom: high(bottom, self.size[1]),
        };
        (patch.left < patch.right && patch.top < patch.bottom).then_some(patch)
    }

    /// The soft shadow of a figure on the floor.
    fn shadow(&self, figure: &Figure, pixels: &mut [u8]) {
        const REACH_M: f32 = 0.45;
        let (x, y) = (figure.at.x as f32, figure.at.y as f32);
        let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(i, j)| [x + i * REACH_M, y + j * REACH_M, 0.0]);
        let Some(patch) = self.patch(corners.into_iter(), 1.0) else {
            return;
        };
        for row in patch.top..patch.bottom {
            for column in patch.left..patch.right {
                let ray = self.view.ray(column as f32 + 0.5, row as f32 + 0.5);
                let far = -self.view.eye[2] / ray[2];
                if far <= 0.0 {
                    continue;
                }
                let sample = row * SAMPLES * self.size[0] * SAMPLES + column * SAMPLES;
                // Somewhere else than on the floor stands something before it.
                if self.near[sample] * far > 1.02 {
                    continue;
                }
                let dx = self.view.eye[0] + ray[0] * far - x;
                let dy = self.view.eye[1] + ray[1] * far - y;
                let out = ((dx * dx + dy * dy) / (REACH_M * REACH_M)).min(1.0);
                let light = 1.0 - 0.42 * (1.0 - out) * (1.0 - out);
                for value in &mut pixels[(row * self.size[0] + column) * 3..][..3] {
                    *value = (f32::from(*value) * light) as u8;
                }
            }
        }
    }

    /// The noise of the sensor: the same grains at another place in each picture and row.
    fn add_grain(&self, scene: &Scene, pixels: &mut [u8]) {
        let moment = scene.at.as_nanos() as u64;
        let mut dice = Dice::new(0, &["grain", &self.camera], moment);
        let row_bytes = self.size[0] * 3;
        for row in pixels.chunks_exact_mut(row_bytes) {
            let start = dice.below(GRAIN);
            let (before, after) = row.split_at_mut((GRAIN - start).min(row_bytes));
            for (values, from) in [(before, start), (after, 0)] {
                let brighter = &self.grain[0][from..][..values.len()];
                let darker = &self.grain[1][from..][..values.len()];
                for ((value, up), down) in values.iter_mut().zip(brighter).zip(darker) {
                    *value = value.saturating_add(*up).saturating_sub(*down);
                }
            }
        }
    }
}

/// Samples to pixels: what was drawn, by its share of each pixel, over what is there.
fn settle(canvas: &Canvas, patch: Patch, width: usize, pixels: &mut [u8]) {
    const ALL: u32 = (SAMPLES * SAMPLES) as u32;
    for row in 0..patch.bottom - patch.top {
        let start = ((patch.top + row) * width + patch.left) * 3;
        let target = &mut pixels[start..start + (patch.right - patch.left) * 3];
        let samples = &canvas.colours[row * SAMPLES * canvas.width..];
        let (above, below) = samples.split_at(canvas.width);
        for ((pixel, above), below) in target
            .as_chunks_mut::<3>()
            .0
            .iter_mut()
            .zip(above.as_chunks::<SAMPLES>().0)
            .zip(below.as_chunks::<SAMPLES>().0)
        {
            let samples = [above[0], above[1], below[0], below[1]];
            if samples == [[0; 4]; 4] {
                continue;
            }
            let sum: [u32; 4] =
                std::array::from_fn(|i| samples.iter().map(|sample| u32::from(sample[i])).sum());
            // What was not drawn is zero in all four.
            let drawn = sum[3] / 255;
            for (i, value) in pixel.iter_mut().enumerate() {
                let under = u32::from(*value) * (ALL - drawn);
                *value = ((sum[2 - i] + under + ALL / 2) / ALL) as u8;
            }
        }
    }
}
