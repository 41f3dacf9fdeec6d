//! What somebody wears, as far as colours tell: which of the people in the room this is, never who they are.

use std::{fmt, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::Stamp;

/// Bins of a channel's histogram.
const BINS: usize = 8;
/// Luma, and the two colour differences of ITU-R BT.601.
const CHANNELS: usize = 3;
/// A bin's width, in values of 0 to 255: colours of clothes crowd around grey.
const WIDTHS: [f32; CHANNELS] = [32.0, 6.0, 6.0];

/// The colours of one part of the clothes: a histogram of each channel, each adding up to 255 but for rounding. Whole
/// numbers, so that a recorded stream holds exactly what the line was told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Colours([[u8; BINS]; CHANNELS]);

/// The colours of somebody's clothes. They are gone with the clothes, and say nothing of who wears them; they never reach
/// the store.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    pub torso: Colours,
    /// `None` where the legs are hidden.
    pub legs: Option<Colours>,
}

/// The mean of what was seen of somebody's clothes, of which older sights count less and less.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Looks {
    torso: Mean,
    legs: Mean,
    at: Option<Stamp>,
}

/// Of one part: histograms, and for how many seconds of sights they stand.
#[derive(Clone, Copy, Default, PartialEq)]
struct Mean {
    bins: [[f32; BINS]; CHANNELS],
    seconds: f32,
}

/// One sight stands for this time at most, and for this where there was none before.
const LONGEST_LOOK_S: f32 = 0.5;
const FIRST_LOOK_S: f32 = 0.1;

impl Looks {
    /// Adds a sight; what is older than `memory` counts for little.
    pub fn see(&mut self, seen: &Appearance, now: &Stamp, memory: Duration) {
        let passed = self
            .at
            .map_or(FIRST_LOOK_S, |at| now.since(&at).as_secs_f32());
        // While nobody looks, nothing is forgotten.
        let counts = passed.min(LONGEST_LOOK_S);
        let kept = (-counts / memory.as_secs_f32()).exp();
        self.torso.see(Some(&seen.torso), kept, counts);
        self.legs.see(seen.legs.as_ref(), kept, counts);
        self.at = Some(*now);
    }

    /// When something was seen last.
    pub fn last(&self) -> Option<Stamp> {
        self.at
    }

    /// For how many seconds of sights this stands, about the memory at most.
    pub fn seconds(&self) -> f32 {
        self.torso.seconds
    }

    /// The mean; `None` where nothing was seen.
    pub fn mean(&self) -> Option<Appearance> {
        Some(Appearance {
            torso: self.torso.colours()?,
            legs: self.legs.colours(),
        })
    }
}

impl Mean {
    fn see(&mut self, seen: Option<&Colours>, kept: f32, counts: f32) {
        let Some(seen) = seen else { return };
        let (before, all) = (self.seconds * kept, self.seconds * kept + counts);
        for (bins, seen) in self.bins.iter_mut().zip(&seen.0) {
            for (bin, seen) in bins.iter_mut().zip(seen) {
                *bin = (*bin * before + f32::from(*seen) * counts) / all.max(f32::MIN_POSITIVE);
            }
        }
        self.seconds = all;
    }

    fn colours(&self) -> Option<Colours> {
        (self.seconds > 0.0).then(|| Colours(self.bins.map(|channel| channel.map(rounded))))
    }
}

/// Gathers the colours of pixels.
#[derive(Clone, Copy, Debug, Default)]
pub struct ColourCount {
    sums: [[f32; BINS]; CHANNELS],
    pixels: f32,
}

impl ColourCount {
    /// A pixel of this luma and these colour differences (blue, red), 0 to 255 each. It counts for the two bins between
    /// whose middles it lies, so that a shade more light changes little.
    pub fn add(&mut self, ycc: [f32; CHANNELS]) {
        for ((sums, value), (width, middle)) in self
            .sums
            .iter_mut()
            .zip(ycc)
            .zip(WIDTHS.into_iter().zip(MIDDLES))
        {
            let at = ((value - middle) / width + HALF).clamp(0.0, 2.0 * HALF);
            let below = at.floor();
            let (bin, part) = (below as usize, at - below);
            sums[bin] += 1.0 - part;
            sums[(bin + 1).min(BINS - 1)] += part;
        }
        self.pixels += 1.0;
    }

    /// The colours; `None` of too few pixels to tell.
    pub fn colours(&self) -> Option<Colours> {
        (self.pixels >= LEAST_PIXELS).then(|| {
            Colours(
                self.sums
                    .map(|channel| channel.map(|sum| rounded(sum / self.pixels * 255.0))),
            )
        })
    }
}

const MIDDLES: [f32; CHANNELS] = [127.5, 128.0, 128.0];
/// The middle of a channel's range, in bins.
const HALF: f32 = (BINS - 1) as f32 / 2.0;
const LEAST_PIXELS: f32 = 6.0;

fn rounded(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

impl Colours {
    /// Mean and standard deviation of each channel (luma, blue, red), 0 to 255.
    pub fn moments(&self) -> [(f64, f64); CHANNELS] {
        std::array::from_fn(|c| {
            let value = |bin: usize| f64::from((bin as f32 - HALF) * WIDTHS[c] + MIDDLES[c]);
            let all: f64 = self.0[c].iter().map(|b| f64::from(*b)).sum();
            let share = |bin: usize| f64::from(self.0[c][bin]) / all.max(1.0);
            let mean: f64 = (0..BINS).map(|b| share(b) * value(b)).sum();
            let square = |b: usize| share(b) * (value(b) - mean).powi(2);
            (mean, (0..BINS).map(square).sum::<f64>().sqrt())
        })
    }

    /// The Bhattacharyya coefficient of the histograms, the mean over the channels: 1 for equal ones, 0 for such that
    /// share nothing. A. Bhattacharyya, *On a Measure of Divergence between Two Statistical Populations*, 1943.
    fn likeness(&self, other: &Self) -> f32 {
        let channels = self.0.iter().zip(&other.0).map(|(a, b)| {
            let sum = |bins: &[u8; BINS]| bins.iter().map(|v| f32::from(*v)).sum::<f32>();
            let both = a
                .iter()
                .zip(b)
                .map(|(p, q)| (f32::from(*p) * f32::from(*q)).sqrt());
            both.sum::<f32>() / (sum(a) * sum(b)).sqrt().max(1.0)
        });
        channels.sum::<f32>() / CHANNELS as f32
    }

    /// This part of the way to other colours.
    fn towards(&self, other: &Self, part: f32) -> Self {
        let bin = |c: usize, b: usize| {
            let (from, to) = (f32::from(self.0[c][b]), f32::from(other.0[c][b]));
            rounded(from + part * (to - from))
        };
        Self(std::array::from_fn(|c| std::array::from_fn(|b| bin(c, b))))
    }

    /// `None` where a channel has nothing.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let channel = |c: usize| std::array::from_fn(|b| bytes[c * BINS + b]);
        let channels: [[u8; BINS]; CHANNELS] = std::array::from_fn(channel);
        let all = channels
            .iter()
            .all(|bins| bins.iter().any(|share| *share > 0));
        all.then_some(Self(channels))
    }
}

impl Appearance {
    /// How alike two appearances are, 0 to 1, by the parts that both show. On real clips one person some seconds later
    /// is at 0.86 or more (95 %), and two people at 0.94 or less (95 %).
    pub fn likeness(&self, other: &Self) -> f32 {
        let torso = self.torso.likeness(&other.torso);
        match (self.legs, other.legs) {
            (Some(a), Some(b)) => f32::midpoint(torso, a.likeness(&b)),
            _ => torso,
        }
    }

    /// The distance of two appearances, 0 for equal ones: the negative logarithm of their likeness (A. Bhattacharyya,
    /// 1943).
    pub fn unlikeness(&self, other: &Self) -> f32 {
        -self.likeness(other).clamp(f32::MIN_POSITIVE, 1.0).ln()
    }

    /// What is known after another sight, which counts for this part.
    #[must_use]
    pub fn towards(&self, seen: &Self, part: f32) -> Self {
        let legs = match (self.legs, seen.legs) {
            (Some(known), Some(seen)) => Some(known.towards(&seen, part)),
            (known, seen) => known.or(seen),
        };
        Self {
            torso: self.torso.towards(&seen.torso, part),
            legs,
        }
    }
}

impl fmt::Debug for Appearance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.legs.is_some() {
            "Appearance"
        } else {
            "Appearance(torso)"
        })
    }
}

impl fmt::Debug for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Looks({:.1} s)", self.seconds())
    }
}

impl fmt::Debug for Colours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Colours({:.0?})", self.moments().map(|(mean, _)| mean))
    }
}

/// In recorded streams: a byte for each bin in base 64, torso first.
impl Serialize for Appearance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = [Some(self.torso), self.legs].into_iter().flatten();
        let bytes: Vec<u8> = parts
            .flat_map(|part| part.0.into_iter().flatten())
            .collect();
        serializer.serialize_str(&STANDARD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Appearance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const PART: usize = BINS * CHANNELS;
        let unfit = || D::Error::custom("an appearance is 24 or 48 bytes in base 64");
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(|_| unfit())?;
        let part = |bytes: &[u8]| Colours::from_bytes(bytes).ok_or_else(unfit);
        match bytes.len() {
            PART => Ok(Self {
                torso: part(&bytes)?,
                legs: None,
            }),
            n if n == 2 * PART => {
                let (torso, legs) = bytes.split_at(PART);
                Ok(Self {
                    torso: part(torso)?,
                    legs: Some(part(legs)?),
                })
            }
            _ => Err(unfit()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;
    use crate::types::RunId;

    fn of(pixels: &[[f32; 3]]) -> Colours {
        let mut count = ColourCount::default();
        for _ in 0..8 {
            for pixel in pixels {
                count.add(*pixel);
            }
        }
        count.colours().unwrap()
    }

    fn colours() -> impl Strategy<Value = Colours> {
        prop::collection::vec(prop::array::uniform3(0.0f32..255.0), 1..20).prop_map(|p| of(&p))
    }

    fn appearances() -> impl Strategy<Value = Appearance> {
        (colours(), prop::option::of(colours()))
            .prop_map(|(torso, legs)| Appearance { torso, legs })
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_greatest_with_oneself(a in appearances(), b in appearances()) {
            let likeness = a.likeness(&b);
            prop_assert!((-1e-5..=1.0 + 1e-5).contains(&likeness));
            prop_assert!((likeness - b.likeness(&a)).abs() < 1e-5);
            prop_assert!((a.likeness(&a) - 1.0).abs() < 1e-4);
            let nearer = a.towards(&b, 0.5);
            prop_assert!(nearer.likeness(&b) >= likeness - 0.01 || a.legs.is_some() != b.legs.is_some());
        }

        #[test]
        fn the_mean_of_looks_is_of_what_was_seen_last(a in appearances(), b in appearances()) {
            let start = Stamp { run: RunId(Ulid::from(1)), mono_ns: 0, utc: jiff::Timestamp::UNIX_EPOCH };
            let mut looks = Looks::default();
            prop_assert_eq!(looks.mean(), None);
            let memory = Duration::from_secs(2);
            let at = |looks: &mut Looks, seen: &Appearance, i: u64| {
                looks.see(seen, &start.later(Duration::from_millis(100 * i)), memory);
            };
            for i in 0..20 {
                at(&mut looks, &a, i);
            }
            prop_assert!(looks.mean().unwrap().torso.likeness(&a.torso) > 0.999);
            prop_assert!(looks.seconds() <= memory.as_secs_f32() * 1.1);
            for i in 20..220 {
                at(&mut looks, &b, i);
            }
            prop_assert!(looks.mean().unwrap().torso.likeness(&b.torso) > 0.99);
        }

        #[test]
        fn an_appearance_survives_the_wire(a in appearances()) {
            let json = serde_json::to_string(&a).unwrap();
            let back: Appearance = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(back, a);
        }
    }

    #[test]
    fn a_shade_more_light_is_still_alike_and_another_colour_is_not() {
        let blue = |luma| Appearance {
            torso: of(&[[luma, 150.0, 118.0]]),
            legs: None,
        };
        let red = Appearance {
            torso: of(&[[80.0, 112.0, 160.0]]),
            legs: None,
        };
        assert!(blue(80.0).likeness(&blue(90.0)) > 0.9);
        assert!(blue(80.0).likeness(&red) < 0.6);
    }

    #[test]
    fn what_is_no_appearance_is_refused() {
        for text in [
            "\"\"",
            "\"AAAA\"",
            "\"?\"",
            &format!("\"{}\"", STANDARD.encode([0; 24])),
        ] {
            assert!(serde_json::from_str::<Appearance>(text).is_err(), "{text}");
        }
    }
}
