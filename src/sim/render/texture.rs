//! A picture that is laid over a mesh, with smaller versions for when it is far away.

/// A picture with its smaller versions.
#[derive(Clone, Debug)]
pub(super) struct Texture {
    levels: Vec<Level>,
}

#[derive(Clone, Debug)]
struct Level {
    width: usize,
    height: usize,
    /// Red, green, blue, 0 to 255.
    texels: Vec<[f32; 3]>,
}

impl Level {
    fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut texels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let at = |dx, dy| self.texels[(2 * y + dy) * self.width + 2 * x + dx];
                let four = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
                texels.push(std::array::from_fn(|i| {
                    four.iter().map(|texel| texel[i]).sum::<f32>() / 4.0
                }));
            }
        }
        Self {
            width,
            height,
            texels,
        }
    }
}

impl Texture {
    /// Takes the texels row by row, red, green, blue, 0 to 255.
    pub(super) fn new(width: usize, height: usize, texels: Vec<[f32; 3]>) -> Self {
        let mut levels = vec![Level {
            width,
            height,
            texels,
        }];
        while let Some(last) = levels.last().filter(|l| l.width.min(l.height) >= 8) {
            levels.push(last.halved());
        }
        Self { levels }
    }

    /// The version with about one texel for each sample, where a sample is `texels` texels of the full picture
    /// wide.
    pub(super) fn choose(&self, texels: f32) -> TextureView<'_> {
        let level = texels.max(1.0).log2().round() as usize;
        TextureView(&self.levels[level.min(self.levels.len() - 1)])
    }
}

/// One of the versions.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextureView<'a>(&'a Level);

impl TextureView<'_> {
    /// The colour at a place (0 to 1 on both axes), linear between texels; the edge continues.
    pub(super) fn sample(self, u: f32, v: f32) -> [f32; 3] {
        let level = self.0;
        let x = (u * level.width as f32 - 0.5).clamp(0.0, (level.width - 1) as f32 - 0.001);
        let y = (v * level.height as f32 - 0.5).clamp(0.0, (level.height - 1) as f32 - 0.001);
        let (x0, y0) = (x as usize, y as usize);
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let above = &level.texels[y0 * level.width + x0..][..2];
        let below = &level.texels[(y0 + 1) * level.width + x0..][..2];
        std::array::from_fn(|i| {
            let top = above[0][i] + (above[1][i] - above[0][i]) * fx;
            let bottom = below[0][i] + (below[1][i] - below[0][i]) * fx;
            top + (bottom - top) * fy
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_version_shows_the_same_on_average() {
        let checks = |i: usize| {
            [if (i / 64 + i).is_multiple_of(2) {
                200.0
            } else {
                100.0
            }; 3]
        };
        let texture = Texture::new(64, 64, (0..64 * 64).map(checks).collect());
        assert_eq!(texture.choose(4.0).sample(0.5, 0.5), [150.0; 3]);
        assert_eq!(texture.choose(1.0).sample(0.5 / 64.0, 0.5 / 64.0)[0], 200.0);
    }
}
