//! What makes a drawn face: some forty numbers, and the list of faces that the networks tell apart.

use crate::sim::Dice;

/// Red, green, blue, 0 to 255.
pub(super) type Rgb = [f32; 3];

/// The dice of all drawn faces: another number would be another cast.
const SEED: u64 = 3;

/// Faces that are far apart for the signature network, by their numbers in [`Features::drawn`]. Found by the ignored test
/// `search_for_identities` among 1200: in seven poses and lights each, no two pictures of different faces reach a cosine of
/// 0.47, and none of one face fall below 0.6. In order: the first ones are the farthest apart.
pub(super) const IDENTITIES: &[u64] = &[
    109, 101, 37, 368, 940, 293, 0, 804, 972, 989, 955, 273, 708, 18, 686, 1115, 435, 533, 204,
    430, 4, 695, 875, 995, 990, 1099,
];

const SKIN: [Rgb; 9] = [
    [242.0, 208.0, 185.0],
    [236.0, 196.0, 168.0],
    [228.0, 182.0, 150.0],
    [212.0, 158.0, 120.0],
    [196.0, 136.0, 98.0],
    [170.0, 112.0, 80.0],
    [140.0, 88.0, 62.0],
    [112.0, 70.0, 52.0],
    [88.0, 56.0, 42.0],
];

/// The first five go with every skin.
const HAIR: [Rgb; 10] = [
    [24.0, 22.0, 22.0],
    [30.0, 28.0, 30.0],
    [60.0, 40.0, 30.0],
    [84.0, 80.0, 80.0],
    [178.0, 176.0, 172.0],
    [105.0, 66.0, 40.0],
    [170.0, 128.0, 80.0],
    [208.0, 182.0, 140.0],
    [122.0, 48.0, 32.0],
    [150.0, 74.0, 36.0],
];

const IRIS: [Rgb; 6] = [
    [80.0, 50.0, 35.0],
    [50.0, 90.0, 120.0],
    [70.0, 110.0, 70.0],
    [45.0, 30.0, 25.0],
    [80.0, 120.0, 150.0],
    [100.0, 80.0, 60.0],
];

/// How the hair is worn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Short,
    Parted,
    Long,
    Full,
    Bald,
}

/// A face by its proportions. The unit of length is half the width of a mean face; x goes to the right of the picture,
/// y down, both from the middle of the face.
#[derive(Clone, Debug)]
pub(super) struct Features {
    /// For the noise of skin and hair.
    pub(super) number: u64,
    pub(super) skin: Rgb,
    pub(super) hair: Rgb,
    pub(super) iris: Rgb,
    /// Half width, half height, the jaw's share of the width, and the exponent of the outline.
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) jaw: f32,
    pub(super) square: f32,
    pub(super) eye: Eye,
    pub(super) brow: Brow,
    pub(super) nose: Nose,
    pub(super) mouth: Mouth,
    pub(super) style: Style,
    /// Height of the hairline, and where the hair is parted.
    pub(super) hairline: f32,
    pub(super) part: f32,
    /// 0 for none to 1.
    pub(super) beard: f32,
    pub(super) moustache: f32,
    /// Half width and exponent of the frames.
    pub(super) glasses: Option<(f32, f32)>,
    /// Red of the cheeks, lines of age.
    pub(super) cheek: f32,
    pub(super) age: f32,
    /// False: skin without eyes, nose and mouth.
    pub(super) drawn: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Eye {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) tilt: f32,
    /// Depth of the socket.
    pub(super) socket: f32,
}

#[derive(Clone, Debug)]
pub(super) struct Brow {
    /// Above the eye.
    pub(super) above: f32,
    pub(super) thick: f32,
    pub(super) tilt: f32,
    pub(super) length: f32,
    pub(super) arch: f32,
    pub(super) dark: f32,
}

#[derive(Clone, Debug)]
pub(super) struct Nose {
    /// From the eyes to the tip.
    pub(super) length: f32,
    pub(super) width: f32,
    /// How far it stands out.
    pub(super) out: f32,
    pub(super) bridge: f32,
}

#[derive(Clone, Debug)]
pub(super) struct Mouth {
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) upper: f32,
    pub(super) lower: f32,
    /// Positive: the corners are up.
    pub(super) curve: f32,
    pub(super) red: f32,
}

/// Rolls that lie near the ends of their range more often than in the middle (the arcsine distribution): faces near
/// the mean look alike.
struct Wide(Dice);

impl Wide {
    fn between(&mut self, from: f32, to: f32) -> f32 {
        let part = (std::f64::consts::FRAC_PI_2 * self.0.unit()).sin().powi(2);
        from + (to - from) * part as f32
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.0.below(of.len())]
    }

    /// A number of the range with this probability, otherwise 0.
    fn sometimes(&mut self, chance: f64, from: f32, to: f32) -> f32 {
        let value = self.between(from, to);
        if self.0.chance(chance) { value } else { 0.0 }
    }
}

impl Features {
    /// The face of a number. The same number is the same face for ever.
    pub(super) fn drawn(number: u64) -> Self {
        let mut dice = Wide(Dice::new(SEED, &["drawn face"], number));
        let d = &mut dice;
        let (tone, warm) = (d.0.below(SKIN.len()), d.between(0.95, 1.03));
        // Light hair on dark skin looks dyed.
        let hairs = if tone < 5 { &HAIR[..] } else { &HAIR[..5] };
        let (hair, shade) = (d.pick(hairs), d.between(0.85, 1.1));
        let style = d.pick(&[
            Style::Short,
            Style::Parted,
            Style::Long,
            Style::Full,
            Style::Bald,
        ]);
        // Long hair and a beard on one drawing look like a disguise.
        let bearded = if style == Style::Long { 0.0 } else { 0.4 };
        Self {
            number,
            skin: SKIN[tone].map(|v| (v * warm).min(250.0)),
            hair: hair.map(|v| v * shade),
            iris: d.pick(&IRIS),
            width: d.between(0.8, 1.13),
            height: d.between(1.17, 1.48),
            jaw: d.between(0.52, 1.0),
            square: d.between(1.95, 3.1),
            eye: Eye {
                x: d.between(0.31, 0.49),
                y: d.between(-0.19, 0.06),
                width: d.between(0.13, 0.24),
                height: d.between(0.045, 0.12),
                tilt: d.between(-0.2, 0.2),
                socket: d.between(0.0, 0.16),
            },
            brow: Brow {
                above: d.between(0.15, 0.31),
                thick: d.between(0.014, 0.085),
                tilt: d.between(-0.3, 0.2),
                length: d.between(0.16, 0.31),
                arch: d.between(0.0, 0.13),
                dark: d.between(0.2, 0.95),
            },
            nose: Nose {
                length: d.between(0.3, 0.55),
                width: d.between(0.09, 0.24),
                out: d.between(0.1, 0.42),
                bridge: d.between(0.03, 0.11),
            },
            mouth: Mouth {
                y: d.between(0.55, 0.8),
                width: d.between(0.2, 0.45),
                upper: d.between(0.022, 0.09),
                lower: d.between(0.035, 0.13),
                curve: d.between(-0.03, 0.1),
                red: d.between(0.0, 1.0),
            },
            style,
            hairline: d.between(-1.0, -0.5),
            part: d.between(-0.6, 0.6),
            beard: d.sometimes(bearded, 0.3, 0.9),
            moustache: d.sometimes(bearded, 0.4, 0.9),
            glasses: {
                let frame = (d.between(0.18, 0.28), d.between(2.0, 6.0));
                d.0.chance(0.3).then_some(frame)
            },
            cheek: d.between(0.0, 0.16),
            age: d.between(0.0, 1.2),
            drawn: true,
        }
    }

    /// A head that nobody can be known by: hair and skin, no features. The number varies skin and hair.
    pub(super) fn blank(number: u64) -> Self {
        let mut dice = Dice::new(SEED, &["blank face"], number);
        let mut mean = Self::mean();
        mean.number = number;
        mean.skin = SKIN[dice.below(SKIN.len())];
        mean.hair = HAIR[dice.below(4)];
        mean.style = [Style::Short, Style::Parted, Style::Long][dice.below(3)];
        mean.drawn = false;
        mean
    }

    /// The middle of all ranges.
    pub(super) fn mean() -> Self {
        Self {
            number: 0,
            skin: SKIN[2],
            hair: HAIR[2],
            iris: IRIS[0],
            width: 0.96,
            height: 1.33,
            jaw: 0.78,
            square: 2.4,
            eye: Eye {
                x: 0.4,
                y: -0.06,
                width: 0.18,
                height: 0.08,
                tilt: 0.0,
                socket: 0.08,
            },
            brow: Brow {
                above: 0.22,
                thick: 0.045,
                tilt: 0.0,
                length: 0.24,
                arch: 0.05,
                dark: 0.6,
            },
            nose: Nose {
                length: 0.43,
                width: 0.16,
                out: 0.25,
                bridge: 0.07,
            },
            mouth: Mouth {
                y: 0.67,
                width: 0.32,
                upper: 0.05,
                lower: 0.08,
                curve: 0.02,
                red: 0.5,
            },
            style: Style::Short,
            hairline: -0.75,
            part: 0.0,
            beard: 0.0,
            moustache: 0.0,
            glasses: None,
            cheek: 0.05,
            age: 0.3,
            drawn: true,
        }
    }

    /// How far the hair stands off the skull.
    pub(super) fn volume(&self) -> f32 {
        match self.style {
            Style::Short => 0.10,
            Style::Parted => 0.15,
            Style::Long => 0.16,
            Style::Full => 0.22,
            Style::Bald => 0.03,
        }
    }
}
