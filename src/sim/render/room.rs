//! The room without people: floor, walls, windows and ceiling by rays; cars and furniture as meshes before them.

use super::{
    car,
    face::{blend, times},
    furniture::{self, furniture_of},
    mesh::Mesh,
    noise::noise,
    raster::{Canvas, SAMPLES},
    vector::{V3, add, scale, smooth},
    view::{Finish, View},
};
use crate::{
    sim::{Camera, Floor, Rectangle, Spot},
    types::ZoneKind,
};

/// Of the ceiling, metres.
const CEILING_M: f32 = 3.6;

/// Side of the floor's tiles, metres.
const TILE_M: f32 = 0.9;

const FLOOR: [f32; 3] = [172.0, 171.0, 168.0];
const WALL: [f32; 3] = [196.0, 195.0, 190.0];
const SKIRTING: [f32; 3] = [120.0, 120.0, 122.0];
const MULLION: [f32; 3] = [92.0, 94.0, 98.0];
const MAT: [f32; 3] = [84.0, 86.0, 92.0];

struct Room<'a> {
    floor: &'a Floor,
    /// What stands on the floor, and how dark its shadow is.
    standing: Vec<Rectangle>,
    mats: Vec<Rectangle>,
    backlight: f32,
}

/// Draws the room as the camera sees it, with the depth of every sample. Takes some tenths of a second.
pub(super) fn paint(floor: &Floor, camera: &Camera, view: &View, backlight: f64) -> Canvas {
    let (width, height) = (
        camera.width as usize * SAMPLES,
        camera.height as usize * SAMPLES,
    );
    let mut canvas = Canvas::new(width, height);
    let room = Room {
        floor,
        standing: floor
            .cars
            .iter()
            .map(|car| car.body)
            .chain(floor.places.iter().filter_map(furniture_of))
            .collect(),
        mats: floor
            .places
            .iter()
            .filter(|place| place.kind == ZoneKind::Entrance)
            .map(|place| place.area)
            .collect(),
        backlight: backlight as f32,
    };
    for row in 0..height {
        for column in 0..width {
            let pixel = |sample: usize| (sample as f32 + 0.5) / SAMPLES as f32;
            let ray = view.ray(pixel(column), pixel(row));
            let (far, colour) = room.hit(view.eye, ray);
            let place = row * width + column;
            let [r, g, b] = colour.map(|v| v.clamp(0.0, 255.0) as u8);
            canvas.colours[place] = [r, g, b, 255];
            canvas.near[place] = 1.0 / far;
        }
    }
    let mut things = Mesh::default();
    for place in &floor.places {
        furniture::build(&mut things, place);
    }
    view.draw(&mut canvas, &things, [0.0; 2], Finish::Matt);
    for car in &floor.cars {
        let mesh = car::build(car);
        view.draw(&mut canvas, &mesh.paint, [0.0; 2], Finish::Gloss);
        view.draw(&mut canvas, &mesh.dull, [0.0; 2], Finish::Matt);
    }
    canvas
}

impl Room<'_> {
    /// How far along a ray the room ends, and in which colour.
    fn hit(&self, eye: V3, ray: V3) -> (f32, [f32; 3]) {
        let mut nearest = (60.0f32, 0);
        let mut meet = |far: f32, side: u8| {
            if far > 0.0 && far < nearest.0 {
                nearest = (far, side);
            }
        };
        if ray[2] < 0.0 {
            meet(-eye[2] / ray[2], 1);
        } else if ray[2] > 0.0 {
            meet((CEILING_M - eye[2]) / ray[2], 2);
        }
        // A wall is seen from inside of the room only.
        for (axis, end, sides) in [
            (0, self.floor.width as f32, [3, 4]),
            (1, self.floor.depth as f32, [5, 6]),
        ] {
            if ray[axis] < 0.0 && eye[axis] > 0.0 {
                meet(-eye[axis] / ray[axis], sides[0]);
            } else if ray[axis] > 0.0 && eye[axis] < end {
                meet((end - eye[axis]) / ray[axis], sides[1]);
            }
        }
        let (far, side) = nearest;
        let p = add(eye, scale(ray, far));
        let colour = match side {
            1 => self.ground(p, far),
            2 => ceiling(p),
            3 | 4 => self.wall(p[1], p[2], side == 4),
            5 | 6 => self.wall(p[0], p[2], side == 6),
            _ => WALL,
        };
        (far, colour)
    }

    fn ground(&self, [x, y, _]: V3, far: f32) -> [f32; 3] {
        let tile = noise(11, (x / TILE_M).floor() * 7.3, (y / TILE_M).floor() * 7.3);
        let mut colour = times(
            FLOOR,
            0.985 + 0.03 * tile + 0.03 * (noise(12, x * 1.5, y * 1.5) - 0.5),
        );
        let joint = |v: f32| {
            let off = (v / TILE_M - (v / TILE_M).round()).abs() * TILE_M;
            1.0 - smooth(0.004, 0.004 + 0.004 * far, off)
        };
        let seam = joint(x).max(joint(y)) * 0.16 / (1.0 + 0.12 * far);
        colour = times(colour, 1.0 - seam);
        let spot = Spot::new(f64::from(x), f64::from(y));
        if self.mats.iter().any(|mat| mat.contains(spot)) {
            colour = times(MAT, 0.9 + 0.2 * noise(13, x * 30.0, y * 30.0));
        }
        let open: f32 = self
            .standing
            .iter()
            .map(|body| open_sky(body, spot))
            .product();
        // The windows shine on the floor before them.
        let glow = 1.0 - smooth(0.0, 5.0, self.floor.depth as f32 - y);
        times(colour, open * (1.0 + 0.10 * glow))
    }

    fn wall(&self, along: f32, z: f32, glazed: bool) -> [f32; 3] {
        if z < 0.10 {
            return SKIRTING;
        }
        if glazed && (0.35..2.95).contains(&z) {
            let pane = along / 1.8;
            let mullion = (pane - pane.round()).abs() * 1.8 < 0.04 || (z - 2.1).abs() < 0.025;
            return if mullion {
                MULLION
            } else {
                self.outside(along, z)
            };
        }
        let shade = 0.93 + 0.05 * smooth(0.0, 2.5, z) + 0.02 * noise(14, along * 0.7, z * 0.7);
        times(WALL, shade)
    }

    /// A street in soft focus.
    fn outside(&self, along: f32, z: f32) -> [f32; 3] {
        let sky = blend(
            [196.0, 210.0, 222.0],
            [222.0, 230.0, 238.0],
            smooth(1.0, 2.9, z),
        );
        let hedge = 1.0 + 0.25 * noise(15, along * 0.9, 3.0) + 0.12 * noise(16, along * 3.0, 1.0);
        let ground = blend(
            [150.0, 154.0, 152.0],
            [136.0, 152.0, 132.0],
            smooth(0.6, 1.0, z),
        );
        let view = blend(ground, sky, smooth(hedge - 0.08, hedge + 0.08, z));
        blend(view, [252.0; 3], 0.25 + 0.7 * self.backlight)
    }
}

fn ceiling([x, y, _]: V3) -> [f32; 3] {
    let strip =
        ((x / 2.4 - (x / 2.4).round()).abs() * 2.4 < 0.11) && (y / 1.8).fract().abs() < 0.82;
    if strip {
        [250.0, 250.0, 246.0]
    } else {
        [188.0, 188.0, 186.0]
    }
}

/// How much light reaches the floor beside or under a body: 1 far away.
fn open_sky(body: &Rectangle, spot: Spot) -> f32 {
    let (along, across) = body.local(spot);
    let out = (along.abs() - body.length / 2.0).max(across.abs() - body.width / 2.0);
    0.36 + 0.64 * smooth(-0.30, 0.45, out as f32)
}
