//! Clothes: how far apart the colours of different people are, and how steady those of one.

use super::{
    chains::Chain,
    stats::{jitter, mean, quantile, spread},
};
use crate::{
    sim::Clothes,
    types::{Appearance, BBox, ColourCount, PersonDetection},
};

/// A chain with fewer clear sights than this tells nothing.
const SHORT: usize = 6;
/// Two sights of one person that are compared are so many analysed frames apart at least: half a second.
const APART: usize = 4;
/// Sights of one chain that are compared: more would only weigh long chains more.
const COMPARED: usize = 8;
/// Whoever shares more of a box than this may be what is seen in it.
const CLEAR: f32 = 0.15;

/// What was seen of clothes in the clips.
#[derive(Clone, Debug, Default)]
pub(super) struct Clothing {
    /// Likeness of two sights of one person, and of sights of two people in one picture.
    pub(super) same: Vec<f64>,
    pub(super) other: Vec<f64>,
    /// By channel: means of people; the same less the mean of their clip's people; what one sight is off from its
    /// person's mean; second differences; standard deviation within the pixels of one part.
    people: [Vec<f64>; 3],
    apart: [Vec<f64>; 3],
    within: [Vec<f64>; 3],
    steps: [Vec<f64>; 3],
    texture: [Vec<f64>; 3],
}

type Sights = Vec<(usize, Appearance)>;

impl Clothing {
    /// Adds the people of one clip, and all that was found in each of its frames.
    pub(super) fn add(
        &mut self,
        chains: &[Chain<PersonDetection>],
        frames: &[Vec<(BBox, PersonDetection)>],
    ) {
        let clear = |frame: usize, bbox: &BBox| {
            let shares = frames[frame]
                .iter()
                .map(|(other, _)| other.intersection(bbox));
            // One of them is the box itself.
            shares
                .filter(|shared| *shared > CLEAR * bbox.area())
                .count()
                <= 1
        };
        let sights = |chain: &Chain<PersonDetection>| -> Sights {
            let links = chain
                .links
                .iter()
                .filter(|(frame, bbox, _)| clear(*frame, bbox));
            links
                .filter_map(|(frame, _, person)| Some((*frame, person.appearance?)))
                .collect()
        };
        let people: Vec<Sights> = chains
            .iter()
            .map(sights)
            .filter(|s| s.len() >= SHORT)
            .collect();
        let means: Vec<[f64; 3]> = people
            .iter()
            .flat_map(|sights| self.follow(sights))
            .collect();
        for c in 0..3 {
            let of_clip: Vec<f64> = means.iter().map(|mean| mean[c]).collect();
            let middle = mean(&of_clip);
            self.people[c].extend(&of_clip);
            if of_clip.len() > 1 {
                // The mean is these people's own, so they are nearer to it than to that of everybody (Bessel).
                let all = of_clip.len() as f64;
                let wider = (all / (all - 1.0)).sqrt();
                self.apart[c].extend(of_clip.iter().map(|v| wider * (v - middle)));
            }
        }
        self.compare(&people);
    }

    /// How steady one person's colours are; gives the means of torso and legs.
    fn follow(&mut self, sights: &Sights) -> Vec<[f64; 3]> {
        let parts = [
            sights
                .iter()
                .map(|(_, a)| Some(a.torso))
                .collect::<Vec<_>>(),
            sights.iter().map(|(_, a)| a.legs).collect(),
        ];
        let mut means = Vec::new();
        for part in parts {
            let all: Vec<_> = part.into_iter().flatten().map(|c| c.moments()).collect();
            if all.len() < SHORT {
                continue;
            }
            let own = [0, 1, 2].map(|c| {
                let values: Vec<f64> = all.iter().map(|m| m[c].0).collect();
                let middle = mean(&values);
                self.within[c].extend(values.iter().map(|v| v - middle));
                self.steps[c].extend(values.windows(3).map(|w| w[0] - 2.0 * w[1] + w[2]));
                self.texture[c].extend(all.iter().map(|m| m[c].1));
                middle
            });
            means.push(own);
        }
        means
    }

    fn compare(&mut self, people: &[Sights]) {
        let some = |sights: &Sights| -> Sights {
            let step = sights.len().div_ceil(COMPARED);
            sights.iter().step_by(step.max(1)).copied().collect()
        };
        let people: Vec<(Sights, &Sights)> = people.iter().map(|s| (some(s), s)).collect();
        let like = |a: &Appearance, b: &Appearance| f64::from(a.likeness(b));
        for (i, (one, all)) in people.iter().enumerate() {
            for (n, (frame, a)) in one.iter().enumerate() {
                let later = one[n + 1..]
                    .iter()
                    .filter(|(later, _)| *later >= frame + APART);
                self.same.extend(later.map(|(_, b)| like(a, b)));
            }
            for (another, others) in &people[i + 1..] {
                let at_once = all.iter().any(|(f, _)| others.iter().any(|(g, _)| f == g));
                if at_once {
                    let pairs = one
                        .iter()
                        .flat_map(|(_, a)| another.iter().map(move |(_, b)| (a, b)));
                    self.other.extend(pairs.map(|(a, b)| like(a, b)));
                }
            }
        }
    }

    /// The figures that the simulation draws clothes by.
    pub(super) fn figures(&self) -> Clothes {
        let all = |of: &[Vec<f64>; 3], figure: fn(&[f64]) -> f64| [0, 1, 2].map(|c| figure(&of[c]));
        let frame = all(&self.steps, jitter);
        let within = all(&self.within, spread);
        let smear = smear();
        let less = |a: f64, b: f64| (a * a - b * b).max(0.0).sqrt();
        let texture = all(&self.texture, mean);
        Clothes {
            mean: all(&self.people, mean),
            people: all(&self.apart, spread),
            moment: [0, 1, 2].map(|c| less(within[c], frame[c])),
            frame,
            texture: [0, 1, 2].map(|c| less(texture[c], smear[c])),
        }
    }

    /// Likeness of one person's sights, and of two people's: 5 %, half and 95 % are below.
    pub(super) fn likeness(&self) -> [[f64; 3]; 2] {
        [&self.same, &self.other].map(|of| [0.05, 0.5, 0.95].map(|part| quantile(of, part)))
    }
}

/// The spread that bins add to what falls into them, as values between two middles count for both.
fn smear() -> [f64; 3] {
    let mut count = ColourCount::default();
    for n in 0..64u8 {
        // Evenly over two bins of each channel.
        let at = f32::from(n) / 32.0;
        count.add([111.5 + 32.0 * at, 125.0 + 6.0 * at, 125.0 + 6.0 * at]);
    }
    let widths = [32.0, 6.0, 6.0f64];
    let seen = count.colours().map(|c| c.moments()).unwrap_or_default();
    [0, 1, 2].map(|c| {
        let true_spread = 2.0 * widths[c] / 12f64.sqrt();
        (seen[c].1 * seen[c].1 - true_spread * true_spread)
            .max(0.0)
            .sqrt()
    })
}
