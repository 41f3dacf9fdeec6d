//! The colleagues who enrolled, and whether a face is one of theirs. Exact, and small: some hundred templates.

use std::collections::{BTreeMap, BTreeSet};

use super::{Settings, gallery::Gallery};
use crate::types::{Signature, StaffId, VisitorId};

/// A face and how far to trust it (0 to 1).
pub(super) type Probe<'a> = (&'a Signature, f32);

/// The templates of the colleagues who enrolled. `Debug` shows no signature.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    members: BTreeMap<StaffId, Vec<Signature>>,
}

/// From which likeness on somebody is recognised: the same figures as for visitors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// From this mean cosine on it may be the colleague.
    pub(super) accept: f32,
    /// Lead over the next colleague, and over the visitor who is most alike.
    pub(super) margin: f32,
    /// Above this mean cosine it is too early to call somebody a visitor.
    pub(super) reject: f32,
}

impl Limits {
    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            accept: settings.accept,
            margin: settings.margin,
            reject: settings.reject,
        }
    }
}

/// A cosine this far beyond the threshold gives full confidence.
const FULL_CONFIDENCE: f32 = 0.3;

/// What the roster says of a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// This colleague, with a confidence from 0.5 (at the threshold) to 1.
    Staff(StaffId, f32),
    /// Perhaps a colleague: more faces will tell. Nobody is made a visitor meanwhile.
    Wait,
    /// No colleague.
    Nobody,
}

impl Roster {
    /// A roster of these templates. Templates of another model than the one in use may be among them: they match nobody.
    pub fn new(templates: impl IntoIterator<Item = (StaffId, Signature)>) -> Self {
        let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (staff, signature) in templates {
            members.entry(staff).or_default().push(signature);
        }
        Self { members }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The two colleagues who are most alike, best first, with the mean over the faces of the cosine with their most
    /// alike template, weighted by quality.
    fn best_two(&self, probes: &[Probe<'_>]) -> [Option<(StaffId, f32)>; 2] {
        best_two(&self.members, probes)
    }

    /// Decides from the faces of one track; `own` is the visitor whom the gallery knows from this very track, `full` says
    /// that waiting longer brings no more faces.
    ///
    /// A colleague may have been taken for a visitor before they enrolled. Such a visitor has the colleague's face by all
    /// that is kept of them, and is no reason to doubt.
    pub(super) fn ask(
        &self,
        gallery: &Gallery,
        probes: &[Probe<'_>],
        limits: Limits,
        own: Option<VisitorId>,
        full: bool,
    ) -> Verdict {
        let mut except: BTreeSet<VisitorId> = own.into_iter().collect();
        if let [Some((staff, mean)), _] = self.best_two(probes)
            && mean >= limits.accept
        {
            except.extend(self.doubles(gallery, staff, limits));
        }
        let visitor = best_visitor(gallery, probes, &except);
        self.verdict(probes, limits, visitor, full)
    }

    /// Visitors whose templates are as much alike to the colleague's as the same face is, and by a margin more than
    /// strangers ever are.
    fn doubles(&self, gallery: &Gallery, staff: StaffId, limits: Limits) -> Vec<VisitorId> {
        let templates = self.members.get(&staff).map_or(&[][..], Vec::as_slice);
        let probes: Vec<_> = templates.iter().map(|template| (template, 1.0)).collect();
        let alike = means(gallery, &probes);
        alike
            .into_iter()
            .filter(|(_, mean)| *mean >= limits.accept + limits.margin)
            .map(|(visitor, _)| visitor)
            .collect()
    }

    /// Decides from the faces of one track. `visitor` is the mean cosine with the most alike visitor; `full` says that
    /// waiting longer brings no more faces.
    fn verdict(&self, probes: &[Probe<'_>], limits: Limits, visitor: f32, full: bool) -> Verdict {
        let [Some((staff, mean)), second] = self.best_two(probes) else {
            return Verdict::Nobody;
        };
        let second = second.map_or(-1.0, |(_, cosine)| cosine);
        let lead = mean - visitor.max(second);
        if mean >= limits.accept {
            return if lead >= limits.margin {
                let beyond = (mean - limits.accept) / FULL_CONFIDENCE;
                Verdict::Staff(staff, (0.5 + 0.5 * beyond).min(1.0))
            } else if visitor - mean >= limits.margin {
                Verdict::Nobody
            } else {
                // Alike to two, of whom one is a colleague: saying either would be a guess.
                Verdict::Wait
            };
        }
        let early = mean > limits.reject && mean > visitor && !full;
        if early {
            Verdict::Wait
        } else {
            Verdict::Nobody
        }
    }
}

/// The two most alike of some people, best first. People without a template that can be compared are left out.
fn best_two<Id: Copy>(
    people: &BTreeMap<Id, Vec<Signature>>,
    probes: &[Probe<'_>],
) -> [Option<(Id, f32)>; 2] {
    let mut best = [None, None];
    for (id, templates) in people {
        let Some(mean) = likeness(templates, probes) else {
            continue;
        };
        let beats = |other: Option<(Id, f32)>| other.is_none_or(|(_, cosine)| mean > cosine);
        if beats(best[0]) {
            best = [Some((*id, mean)), best[0]];
        } else if beats(best[1]) {
            best[1] = Some((*id, mean));
        }
    }
    best
}

/// How alike faces are to somebody's templates; `None` where nothing can be compared.
pub(super) fn likeness(templates: &[Signature], probes: &[Probe<'_>]) -> Option<f32> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (probe, weight) in probes {
        let cosines = templates.iter().filter_map(|t| t.cosine(probe));
        if let Some(best) = cosines.max_by(f32::total_cmp) {
            sum += best * weight;
            weights += weight;
        }
    }
    (weights > 0.0).then(|| sum / weights)
}

/// The mean cosine with the visitor who is most alike; -1 where there is none. `except` are not looked at.
fn best_visitor(gallery: &Gallery, probes: &[Probe<'_>], except: &BTreeSet<VisitorId>) -> f32 {
    means(gallery, probes)
        .into_iter()
        .filter(|(visitor, _)| !except.contains(visitor))
        .map(|(_, mean)| mean)
        .fold(-1.0, f32::max)
}

/// The mean cosine with each visitor, weighted by quality; nobody where nothing can be compared.
fn means(gallery: &Gallery, probes: &[Probe<'_>]) -> Vec<(VisitorId, f32)> {
    let signatures: Vec<_> = probes.iter().map(|(signature, _)| *signature).collect();
    let weights: f32 = probes.iter().map(|(_, weight)| weight).sum();
    let mean = |cosines: &[f32]| {
        let weighted = cosines.iter().zip(probes).map(|(c, (_, w))| c * w);
        weighted.sum::<f32>() / weights
    };
    let compared = gallery.compare(&signatures);
    compared
        .iter()
        .map(|(visitor, cosines)| (visitor, mean(cosines)))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::*;
    use crate::{
        identity::testing::face,
        types::{ModelTag, SIGNATURE_DIM},
    };

    const LIMITS: Limits = Limits {
        accept: 0.43,
        margin: 0.06,
        reject: 0.33,
    };

    fn staff(n: u8) -> StaffId {
        StaffId(Ulid::from(u128::from(n)))
    }

    fn own(person: u8) -> Signature {
        face(person, 0.9).signature.unwrap()
    }

    /// Alike to `person` by this cosine, and to nobody else.
    fn alike(person: u8, cosine: f32) -> Signature {
        let mut raw = [0.0; SIGNATURE_DIM];
        raw[usize::from(person)] = cosine;
        raw[SIGNATURE_DIM - 1] = (1.0 - cosine * cosine).sqrt();
        Signature::new(own(person).tag().clone(), &raw).unwrap()
    }

    fn verdict(likeness: f32, visitor: f32, full: bool) -> Verdict {
        let roster = Roster::new([(staff(1), own(1)), (staff(2), own(2))]);
        let probe = alike(1, likeness);
        roster.verdict(&[(&probe, 0.7)], LIMITS, visitor, full)
    }

    #[test]
    fn a_colleague_is_recognised_by_the_threshold_and_the_lead() {
        assert!(matches!(verdict(0.6, 0.2, false), Verdict::Staff(s, _) if s == staff(1)));
        assert_eq!(verdict(0.6, 0.58, true), Verdict::Wait);
        assert_eq!(verdict(0.6, 0.7, true), Verdict::Nobody);
        assert_eq!(verdict(0.2, 0.1, false), Verdict::Nobody);
    }

    #[test]
    fn who_may_be_a_colleague_is_no_visitor_until_the_evidence_is_full() {
        assert_eq!(verdict(0.4, -1.0, false), Verdict::Wait);
        assert_eq!(verdict(0.4, -1.0, true), Verdict::Nobody);
        assert_eq!(verdict(0.4, 0.5, false), Verdict::Nobody);
    }

    #[test]
    fn templates_of_another_model_recognise_nobody() {
        let roster = Roster::new([(staff(1), own(1))]);
        let other = ModelTag::new("bbbb", "plain");
        let mut raw = [0.0; SIGNATURE_DIM];
        raw[1] = 1.0;
        let probe = Signature::new(other, &raw).unwrap();
        let said = roster.verdict(&[(&probe, 0.7)], LIMITS, -1.0, true);
        assert_eq!(said, Verdict::Nobody);
    }

    proptest! {
        #[test]
        fn nobody_is_a_colleague_below_the_threshold_or_without_a_lead(
            cosine in 0.0f32..1.0, visitor in -1.0f32..1.0, full in any::<bool>(),
        ) {
            if let Verdict::Staff(who, confidence) = verdict(cosine, visitor, full) {
                prop_assert_eq!(who, staff(1));
                prop_assert!(cosine >= LIMITS.accept - 1e-4 && cosine - visitor >= LIMITS.margin - 1e-4);
                prop_assert!((0.5..=1.0).contains(&confidence));
            }
        }
    }
}
