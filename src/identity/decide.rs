//! The open-set decision: somebody known, nobody known, or not yet.
//!
//! The faces of a track are pooled into one probe (the sum of their signatures, weighted by quality), which is compared
//! with everybody known. Pooling beats comparing each face and taking the mean of what comes out: with two and three
//! faces of 40 px against one enrolled image, 4.0 % and 2.2 % are missed instead of 5.5 % and 4.4 % (single: 11 %).
//!
//! * **Likeness**: cosine of the probe with the most alike template or the centre (`references`), less what the probe is
//!   alike to everybody (`impostors`).
//! * **Same**: the likeness reaches the threshold that the target rate, the size of the gallery and the strangers on site
//!   ask for, the answer is probable (a colleague very probable), and nobody else is nearly as probable.
//! * **Unknown**: that nobody known is meant is probable enough, or all the evidence is in.
//! * **Confidence** is the probability of the answer by Bayes' rule. Likenesses of strangers and of the same person are
//!   taken for normal with equal spread, which makes the log odds a straight line (linear discriminant, Fisher 1936).

use std::collections::BTreeSet;

use super::{gallery::Probe, impostors::Impostors, references::References, settings::Settings};
use crate::types::{Doubt, StaffId, VisitorId, Who};

/// Where the installer says nothing else, nobody is recognised below this likeness, however few are known: the tail
/// that the threshold is reckoned from is that of portraits taken anywhere, and people before one camera, in one light,
/// are alike in more than the face. Two men of our clips, each a dozen frames of 65 px before the same wall, reach 0.43
/// to 0.48.
const LEAST: f32 = 0.5;
/// An answer that is not more probable than its opposite is none.
const PROBABLE: f32 = 0.5;
/// For a colleague more is asked: a customer who is taken for one is served by nobody.
const PROBABLE_STAFF: f32 = 0.9;
/// Mean likeness of a pooled probe with its own references: 0.73 measured for single images of 93 px, 0.68 at 40 px,
/// 0.62 at 29 px, each pooled face adds.
const MATE: f64 = 0.70;
/// Part of those who come in that is known already, before anything is seen of them.
const RETURNING: f64 = 0.3;
/// Odds of the best over the second best from which nobody else is meant.
const ODDS: f64 = 19.0;
/// The same where the two were mistaken for one another before.
const ODDS_CORRECTED: f64 = 399.0;
/// So far beyond the threshold (cosine) two sets of references are one face.
const CERTAIN: f32 = 0.06;
/// So probably nobody known is meant that more faces are not waited for.
const SURELY_NEW: f64 = 0.9;

/// What the evidence says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// This person, with how probable that is.
    Known(Who, f32),
    /// Nobody known, with how probable that is.
    Unknown(f32),
    /// Too little or contradictory evidence.
    Undecided(Doubt),
}

/// Everybody who is known.
#[derive(Debug)]
pub(super) struct Known {
    /// Those who are here; and whoever else is remembered, where the absent do not stand apart.
    pub(super) visitors: References<VisitorId>,
    /// Those who are not here, where they stand apart: a probe meets them only if its circumstances say so.
    pub(super) absent: References<VisitorId>,
    pub(super) staff: References<StaffId>,
}

/// Somebody alike to a probe.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Candidate {
    who: Who,
    likeness: f32,
}

/// What a decision takes into account besides the probe.
pub(super) struct Circumstances<'a> {
    pub(super) settings: &'a Settings,
    pub(super) impostors: &'a Impostors,
    /// Quality of the probe's faces, 0 to 1.
    pub(super) quality: f32,
    /// No better evidence is to be waited for.
    pub(super) full: bool,
    /// It may be one of those who stand apart as absent.
    pub(super) absent: bool,
    /// Who it cannot be.
    pub(super) except: &'a dyn Fn(Who) -> bool,
    /// Whether two people were mistaken for one another before.
    pub(super) confused: &'a dyn Fn(Who, Who) -> bool,
}

impl Known {
    /// How many a probe may meet, with the absent or without.
    pub(super) fn people(&self, with_absent: bool) -> usize {
        let absent = if with_absent { self.absent.people() } else { 0 };
        self.visitors.people() + absent + self.staff.people()
    }

    /// Visitors whose references are a colleague's face: as alike as the threshold asks for, and by more than strangers
    /// ever are.
    pub(super) fn doubles(
        &self,
        settings: &Settings,
        impostors: &Impostors,
    ) -> BTreeSet<VisitorId> {
        let alike = threshold(settings, impostors, self.people(true)) + CERTAIN;
        let mut doubles = BTreeSet::new();
        for staff in self.staff.owners() {
            let own = self.staff.of(staff);
            let weighted: Vec<_> = own.iter().map(|signature| (signature, 1.0)).collect();
            let Some(probe) = Probe::pooled(&weighted) else {
                continue;
            };
            for known in [&self.visitors, &self.absent] {
                let found = known.top(&probe, 8.min(known.people()));
                let found = found.into_iter().filter(|(_, likeness)| *likeness >= alike);
                doubles.extend(found.map(|(visitor, _)| visitor));
            }
        }
        doubles
    }

    /// The `k` most alike whom the probe may show, best first; likeness as defined above.
    fn candidates(&self, probe: &Probe, k: usize, c: &Circumstances<'_>) -> Vec<Candidate> {
        let (cohort, n) = self.cohort(probe, c.absent);
        let excess = c.impostors.excess(cohort, n, c.quality);
        let alike = |who, cosine: f32| Candidate {
            who,
            likeness: cosine - excess,
        };
        // Exceptions are few: twice as many are asked for, and all if that is not enough.
        for k in [k + 2, usize::MAX] {
            let visitors = self.visitors.top(probe, k.min(self.visitors.people()));
            let absent = if c.absent {
                self.absent.top(probe, k.min(self.absent.people()))
            } else {
                Vec::new()
            };
            let staff = self.staff.top(probe, k.min(self.staff.people()));
            let visitors = visitors
                .into_iter()
                .chain(absent)
                .map(|(v, x)| alike(Who::Visitor(v), x));
            let staff = staff.into_iter().map(|(s, x)| alike(Who::Staff(s), x));
            let mut all: Vec<_> = visitors.chain(staff).collect();
            let found = all.len();
            all.retain(|candidate| !(c.except)(candidate.who));
            if found - all.len() <= 2 || k == usize::MAX {
                all.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
                return all;
            }
        }
        Vec::new()
    }

    /// The mean cosine of a probe with the visitors it may meet, and how many centres those have.
    fn cohort(&self, probe: &Probe, with_absent: bool) -> (f64, usize) {
        let (mean, n) = self.visitors.cohort(probe, None);
        if !with_absent {
            return (mean, n);
        }
        let (absent, m) = self.absent.cohort(probe, None);
        let all = (n + m).max(1) as f64;
        ((mean * n as f64 + absent * m as f64) / all, n + m)
    }

    /// Decides from one pooled probe; also gives the likeness of the best candidate, where there is one.
    pub(super) fn decide(&self, probe: &Probe, c: &Circumstances<'_>) -> (Verdict, Option<f32>) {
        let candidates = self.candidates(probe, 2, c);
        let Some(best) = candidates.first() else {
            return (Verdict::Unknown(1.0), None);
        };
        (self.choose(best, &candidates, c), Some(best.likeness))
    }

    fn choose(&self, best: &Candidate, candidates: &[Candidate], c: &Circumstances<'_>) -> Verdict {
        let people = self.people(c.absent);
        let posterior = Posterior::new(c.impostors, people, candidates);
        if best.likeness >= threshold(c.settings, c.impostors, people) {
            let rival = candidates.get(1);
            let sure = rival.is_none_or(|rival| {
                let needed = if (c.confused)(best.who, rival.who) {
                    ODDS_CORRECTED
                } else {
                    ODDS
                };
                posterior.odds(best.likeness, rival.likeness) >= needed
            });
            if !sure {
                // Saying either would be a guess, and a third would be one more look-alike.
                return Verdict::Undecided(Doubt::LikeSeveral);
            }
            let probability = posterior.of(best.likeness);
            let enough = match best.who {
                _ if c.settings.forced => 0.0,
                Who::Visitor(_) => PROBABLE,
                Who::Staff(_) => PROBABLE_STAFF,
            };
            if probability >= enough {
                return Verdict::Known(best.who, probability);
            }
        }
        let unknown = posterior.unknown();
        if f64::from(unknown) >= SURELY_NEW || c.full {
            Verdict::Unknown(unknown)
        } else {
            Verdict::Undecided(Doubt::Unclear)
        }
    }

    /// Everybody with their likeness, most alike first; for measurements.
    pub(super) fn ranked(&self, probe: &Probe, c: &Circumstances<'_>) -> Vec<(Who, f32)> {
        let all = self.candidates(probe, self.people(c.absent), c);
        all.into_iter().map(|c| (c.who, c.likeness)).collect()
    }
}

/// The likeness from which on somebody is recognised with these settings where so many people are known, and nothing was
/// learnt of the strangers on site yet.
pub fn threshold_as_delivered(settings: &Settings, people: usize) -> f32 {
    threshold(settings, &Impostors::default(), people)
}

/// The likeness that the target asks for.
pub(super) fn asked(settings: &Settings, impostors: &Impostors, people: usize) -> f32 {
    impostors.threshold(settings.false_recognitions, people)
}

/// The likeness from which on somebody is recognised: what the target asks for and not below [`LEAST`]; where the installer
/// wants another, that, if the target allows it or they insist.
pub(super) fn threshold(settings: &Settings, impostors: &Impostors, people: usize) -> f32 {
    let asked = asked(settings, impostors, people);
    match settings.threshold {
        Some(own) if settings.forced => own,
        Some(own) => own.max(asked),
        None => asked.max(LEAST),
    }
}

/// Probabilities of who it is, given the likenesses of the best candidates; all others count as hopeless.
struct Posterior {
    mean: f64,
    variance: f64,
    /// Sum of likelihood ratio times prior, over candidates, and over "nobody".
    total: f64,
    prior: f64,
}

impl Posterior {
    fn new(impostors: &Impostors, people: usize, candidates: &[Candidate]) -> Self {
        let mut posterior = Self {
            mean: impostors.mean(),
            variance: impostors.spread().powi(2),
            total: 1.0 - RETURNING,
            prior: RETURNING / people.max(1) as f64,
        };
        let sum: f64 = candidates
            .iter()
            .map(|c| posterior.weight(c.likeness))
            .sum();
        posterior.total += sum;
        posterior
    }

    /// How many times likelier this likeness is for the same person than for a stranger, as a logarithm.
    fn log_ratio(&self, likeness: f32) -> f64 {
        let middle = f64::midpoint(MATE, self.mean);
        (MATE - self.mean) / self.variance * (f64::from(likeness) - middle)
    }

    fn weight(&self, likeness: f32) -> f64 {
        self.log_ratio(likeness).min(60.0).exp() * self.prior
    }

    fn of(&self, likeness: f32) -> f32 {
        (self.weight(likeness) / self.total) as f32
    }

    fn unknown(&self) -> f32 {
        ((1.0 - RETURNING) / self.total) as f32
    }

    fn odds(&self, best: f32, rival: f32) -> f64 {
        (self.log_ratio(best) - self.log_ratio(rival)).exp()
    }
}
