//! Pictures and times for tests.

use jiff::Timestamp;
use ulid::Ulid;

use crate::types::{Image, RunId, Stamp};

pub(super) const WIDTH: usize = 384;
pub(super) const HEIGHT: usize = 216;

/// So many milliseconds after the beginning.
pub(super) fn at(ms: u64) -> Stamp {
    let beginning = Stamp {
        run: RunId(Ulid::from(1u128)),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    beginning.later(std::time::Duration::from_millis(ms))
}

/// A grey picture without noise.
#[derive(Clone, Debug)]
pub(super) struct Picture(pub(super) Vec<f32>);

/// A number from 0 to 1 that depends on all of the given ones.
pub(super) fn dice(a: u64, b: u64) -> f32 {
    let mut z = a.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ b.wrapping_mul(0xD1B5_4A32_D192_ED03);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 40) as f32 / (1 << 24) as f32
}

impl Picture {
    /// From `left` on the left side, brighter by `slope` on the right.
    pub(super) fn flat(left: u8, slope: f32) -> Self {
        let light = |i: usize| f32::from(left) + slope * (i % WIDTH) as f32 / WIDTH as f32;
        Self((0..WIDTH * HEIGHT).map(light).collect())
    }

    /// A wall, a floor, and some 40 things of different brightness, others for every seed.
    pub(super) fn scene(seed: u64) -> Self {
        let mut picture = Self::flat(110, 30.0);
        for thing in 0..40 {
            let roll = |n: u64| dice(seed * 100 + n, thing);
            let (x, y) = (roll(1) * 350.0, roll(2) * 190.0);
            let (w, h) = (10.0 + roll(3) * 60.0, 10.0 + roll(4) * 50.0);
            picture.put(
                (x as usize, y as usize),
                (w as usize, h as usize),
                20.0 + roll(5) * 210.0,
            );
        }
        picture
    }

    /// Puts a rectangle of this brightness into the picture.
    pub(super) fn put(&mut self, (x, y): (usize, usize), (w, h): (usize, usize), light: f32) {
        for row in y..(y + h).min(HEIGHT) {
            for column in x..(x + w).min(WIDTH) {
                self.0[row * WIDTH + column] = light;
            }
        }
    }

    pub(super) fn dimmed(mut self, by: f32) -> Self {
        for light in &mut self.0 {
            *light *= by;
        }
        self
    }

    /// As a camera that was turned sees it; what comes in at the edges is what went out on the other side.
    pub(super) fn turned(&self, right: isize, down: isize) -> Self {
        let light = |i: usize| {
            let (x, y) = ((i % WIDTH) as isize, (i / WIDTH) as isize);
            let x = (x + right).rem_euclid(WIDTH as isize) as usize;
            let y = (y + down).rem_euclid(HEIGHT as isize) as usize;
            self.0[y * WIDTH + x]
        };
        Self((0..WIDTH * HEIGHT).map(light).collect())
    }

    /// The picture with a sensor's noise of about 3, another for every number.
    pub(super) fn noisy(&self, number: u64) -> Image {
        self.image(|i| (dice(number + 1, i as u64) - 0.5) * 10.0)
    }

    pub(super) fn plain(&self) -> Image {
        self.image(|_| 0.0)
    }

    fn image(&self, noise: impl Fn(usize) -> f32) -> Image {
        let byte = |(i, light): (usize, &f32)| [(light + noise(i)).clamp(0.0, 255.0) as u8; 3];
        Image {
            width: WIDTH as u32,
            height: HEIGHT as u32,
            data: self.0.iter().enumerate().flat_map(byte).collect(),
        }
    }
}
