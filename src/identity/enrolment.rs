//! Enrolling a colleague: which faces are good enough, whether they are one person's, and whom else they are like.

use std::collections::BTreeMap;

use super::gallery::Probe;
use crate::types::{FaceDetection, FaceQuality, Signature};

/// Least width of a face, pixels: below it the signatures of different people come too near to each other.
const WIDTH_PX: f32 = 60.0;
/// Least variance of the Laplacian: below it the face is blurred.
const SHARPNESS: f32 = 18.0;
/// Farthest turn to the side, degrees. Some turn is welcome: it is seen later.
const YAW_DEG: f32 = 40.0;
/// Farthest tilt of the head, degrees.
const ROLL_DEG: f32 = 35.0;
/// Darkest and brightest mean of the face, 0 to 255.
const BRIGHTNESS: (f32, f32) = (40.0, 225.0);
/// Least detector score, 0 to 1: below it something covers the face.
const SCORE: f32 = 0.8;
/// Another face this wide, as a part of the widest one, leaves open who is meant.
const ALSO_MEANT: f32 = 0.5;
/// So many good pictures that agree are needed at least.
pub const LEAST_PICTURES: usize = 3;
/// So many templates are kept at most: more add little and cost a comparison each.
const MOST_TEMPLATES: usize = 8;
/// A picture this much alike (cosine) to one that is kept shows nothing new.
const REDUNDANT: f32 = 0.95;
/// Two faces that are less alike (cosine) than this are different views of a person.
const ANOTHER_VIEW: f32 = 0.9;
/// From this cosine on two faces are taken for one person's: those of strangers reach it in less than 0.01 % of cases.
const ALIKE: f32 = 0.43;
/// So far below (cosine) somebody is close enough to be told.
const CLOSE: f32 = 0.06;

/// A picture in which a colleague's face was looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What messages call it.
    pub name: String,
    /// Its one good face, or what is wrong with it: see [`only_face`].
    pub face: Result<Template, Fault>,
}

/// Why a picture is of no use.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("no face is found in it")]
    NoFace,
    #[error("{0} faces: it must show one person alone")]
    SeveralFaces(usize),
    #[error("too small: the face is {0:.0} px wide, and needs {WIDTH_PX:.0}")]
    TooSmall(f32),
    #[error("too dark")]
    TooDark,
    #[error("too bright")]
    TooBright,
    #[error("turned away by {0:.0} degrees; {YAW_DEG:.0} are the most")]
    Turned(f32),
    #[error("the head is tilted by {0:.0} degrees; {ROLL_DEG:.0} are the most")]
    Tilted(f32),
    #[error("blurred")]
    Blurred,
    #[error("the face is partly covered, or hardly to be made out")]
    Unclear,
    #[error("looks like somebody else than on the other pictures")]
    SomebodyElse,
}

/// What becomes of a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// A template is made of it; the quality of its face, 0 to 1.
    Kept(f32),
    /// A good picture of the same person, which shows nothing that those kept do not.
    Spare(f32),
    Refused(Fault),
}

/// A signature to be kept of a colleague.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub signature: Signature,
    /// Face quality, 0 to 1.
    pub quality: f32,
}

/// Why nobody can be enrolled with these pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(
        "{good} good picture{s} of one person, and {LEAST_PICTURES} are needed\nhint: take them at the entrance or under the showroom's light, from one to three metres, the face sharp and at least 60 pixels wide, a little to the left, straight on, and a little to the right", s = if *.good == 1 { "" } else { "s" }
    )]
    TooFew { good: usize },
    #[error(
        "the pictures show different people, and none of them on two thirds of the good ones\nhint: put the pictures of one colleague alone into the folder"
    )]
    Different,
}

/// What pictures give.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Each picture, in the order in which they came.
    pub findings: Vec<(String, Finding)>,
    pub templates: Result<Vec<Template>, Refusal>,
}

/// Judges the pictures of one colleague, and chooses the templates.
///
/// A picture is good when its one face passes every floor above. Good pictures belong together when they are as much
/// alike as recognition asks for, directly or over others between them; those outside of the greatest such group, which
/// must hold two thirds of them, look like somebody else. Of the rest the best is kept, then always the one that is least
/// alike to those kept, until what remains shows nothing new.
pub fn assess(pictures: Vec<Picture>) -> Assessment {
    let mut findings = Vec::new();
    let mut good: Vec<(usize, Template)> = Vec::new();
    for (number, picture) in pictures.into_iter().enumerate() {
        let finding = match picture.face {
            Ok(template) => {
                let finding = Finding::Spare(template.quality);
                good.push((number, template));
                finding
            }
            Err(fault) => Finding::Refused(fault),
        };
        findings.push((picture.name, finding));
    }
    let all = good.len();
    let group = greatest_group(&good, ALIKE);
    let refusal = if group.len() * 3 < all * 2 && all >= LEAST_PICTURES {
        Some(Refusal::Different)
    } else {
        for (i, (number, _)) in good.iter().enumerate() {
            // Of two who differ nobody can say which is the wrong one.
            if !group.contains(&i) && group.len() > 1 {
                findings[*number].1 = Finding::Refused(Fault::SomebodyElse);
            }
        }
        (group.len() < LEAST_PICTURES).then_some(Refusal::TooFew { good: group.len() })
    };
    if let Some(refusal) = refusal {
        return Assessment {
            findings,
            templates: Err(refusal),
        };
    }
    let kept = varied(&good, &group);
    for i in &kept {
        let (number, template) = &good[*i];
        findings[*number].1 = Finding::Kept(template.quality);
    }
    let templates = kept.into_iter().map(|i| good[i].1.clone()).collect();
    Assessment {
        findings,
        templates: Ok(templates),
    }
}

/// The face of a picture that shows one person, if it is good enough to enrol them by.
///
/// # Errors
/// What is wrong with it.
pub fn only_face(mut faces: Vec<FaceDetection>) -> Result<Template, Fault> {
    faces.sort_by(|a, b| b.bbox.w.total_cmp(&a.bbox.w));
    let Some(widest) = faces.first().map(|face| face.bbox.w) else {
        return Err(Fault::NoFace);
    };
    let meant = faces.iter().take_while(|f| f.bbox.w >= widest * ALSO_MEANT);
    let meant = meant.count();
    if meant > 1 {
        return Err(Fault::SeveralFaces(meant));
    }
    let face = faces.swap_remove(0);
    fault(&face.quality, face.score).map_or(Ok(()), Err)?;
    let quality = face.quality.value;
    let signature = face.signature.ok_or(Fault::Unclear)?;
    Ok(Template { signature, quality })
}

fn fault(quality: &FaceQuality, score: f32) -> Option<Fault> {
    let (dark, bright) = BRIGHTNESS;
    // What the photographer can mend most easily comes first.
    if quality.width_px < WIDTH_PX {
        Some(Fault::TooSmall(quality.width_px))
    } else if quality.brightness < dark {
        Some(Fault::TooDark)
    } else if quality.brightness > bright {
        Some(Fault::TooBright)
    } else if quality.yaw_deg.abs() > YAW_DEG {
        Some(Fault::Turned(quality.yaw_deg.abs()))
    } else if quality.roll_deg.abs() > ROLL_DEG {
        Some(Fault::Tilted(quality.roll_deg.abs()))
    } else if quality.sharpness < SHARPNESS {
        Some(Fault::Blurred)
    } else {
        (score < SCORE).then_some(Fault::Unclear)
    }
}

/// The greatest set of pictures of which each is alike to another one of the set; the first of equals.
fn greatest_group(good: &[(usize, Template)], alike: f32) -> Vec<usize> {
    let mut group_of: Vec<usize> = (0..good.len()).collect();
    for (i, (_, a)) in good.iter().enumerate() {
        for (j, (_, b)) in good.iter().enumerate().take(i) {
            let cosine = a.signature.cosine(&b.signature);
            if cosine.is_some_and(|cosine| cosine >= alike) {
                let (from, into) = (group_of[i], group_of[j]);
                group_of
                    .iter_mut()
                    .filter(|g| **g == from)
                    .for_each(|g| *g = into);
            }
        }
    }
    let members = |group: usize| (0..good.len()).filter(move |i| group_of[*i] == group);
    let groups = (0..good.len()).map(|group| members.clone()(group).collect::<Vec<_>>());
    groups.fold(Vec::new(), |best, group| {
        if group.len() > best.len() {
            group
        } else {
            best
        }
    })
}

/// The best picture, then always the one that adds most.
fn varied(good: &[(usize, Template)], group: &[usize]) -> Vec<usize> {
    let mut left = group.to_vec();
    left.sort_by(|a, b| good[*b].1.quality.total_cmp(&good[*a].1.quality));
    let mut kept: Vec<usize> = Vec::new();
    while kept.len() < MOST_TEMPLATES {
        let nearest = |i: &usize| {
            let cosine = |k: &usize| good[*i].1.signature.cosine(&good[*k].1.signature);
            kept.iter().filter_map(cosine).fold(-1.0, f32::max)
        };
        let Some(next) = left
            .iter()
            .copied()
            .min_by(|a, b| nearest(a).total_cmp(&nearest(b)))
        else {
            break;
        };
        if nearest(&next) > REDUNDANT && kept.len() >= LEAST_PICTURES {
            break;
        }
        left.retain(|i| *i != next);
        kept.push(next);
    }
    kept
}

/// How many different views of a person there are among these faces.
pub fn variety(templates: &[Template]) -> usize {
    let mut kept: Vec<&Template> = Vec::new();
    for template in templates {
        let same = |k: &&Template| {
            let cosine = k.signature.cosine(&template.signature);
            cosine.is_some_and(|cosine| cosine >= ANOTHER_VIEW)
        };
        if !kept.iter().any(same) {
            kept.push(template);
        }
    }
    kept.len()
}

/// How alike two people are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Likeness {
    /// One would be taken for the other.
    Alike(f32),
    /// Not quite.
    Close(f32),
}

/// Of other people, those whom the templates are alike or close to, most alike first.
pub fn look_alikes<Id: Copy + Ord>(
    templates: &[Template],
    others: impl IntoIterator<Item = (Id, Signature)>,
) -> Vec<(Id, Likeness)> {
    let mut people: BTreeMap<Id, Vec<Signature>> = BTreeMap::new();
    for (id, signature) in others {
        people.entry(id).or_default().push(signature);
    }
    let weighted: Vec<_> = templates
        .iter()
        .map(|t| (&t.signature, t.quality))
        .collect();
    let Some(probe) = Probe::pooled(&weighted) else {
        return Vec::new();
    };
    let likeness = |theirs: &[Signature]| {
        let cosines = theirs.iter().filter_map(|s| Probe::from(s).cosine(&probe));
        cosines.max_by(f32::total_cmp)
    };
    let mut found: Vec<(Id, f32)> = people
        .iter()
        .filter_map(|(id, theirs)| Some((*id, likeness(theirs)?)))
        .filter(|(_, cosine)| *cosine >= ALIKE - CLOSE)
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    let judged = |(id, cosine)| {
        let likeness = if cosine >= ALIKE {
            Likeness::Alike(cosine)
        } else {
            Likeness::Close(cosine)
        };
        (id, likeness)
    };
    found.into_iter().map(judged).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        identity::testing::face,
        types::{BBox, SIGNATURE_DIM},
    };

    /// A good face of `person`, in its `view`-th pose: different poses of one person are alike by 0.8.
    fn good(person: u8, view: u8) -> FaceDetection {
        let mut found = face(person, 0.8);
        found.bbox = BBox::new(0.0, 0.0, 90.0, 110.0);
        found.quality.width_px = 90.0;
        found.quality.sharpness = 60.0;
        found.quality.brightness = 120.0;
        let mut raw = [0.0; SIGNATURE_DIM];
        raw[usize::from(person)] = 0.8f32.sqrt();
        raw[usize::from(40 + view)] = 0.2f32.sqrt();
        let tag = found.signature.as_ref().unwrap().tag().clone();
        found.signature = Signature::new(tag, &raw).ok();
        found
    }

    fn pictures(people: &[(u8, u8)]) -> Vec<Picture> {
        let picture = |(n, (person, view)): (usize, &(u8, u8))| Picture {
            name: n.to_string(),
            face: only_face(vec![good(*person, *view)]),
        };
        people.iter().enumerate().map(picture).collect()
    }

    fn judged(people: &[(u8, u8)]) -> Assessment {
        assess(pictures(people))
    }

    #[test]
    fn what_is_wrong_with_a_face_is_said() {
        let with = |change: fn(&mut FaceDetection)| {
            let mut face = good(1, 0);
            change(&mut face);
            only_face(vec![face]).unwrap_err()
        };
        assert_eq!(only_face(Vec::new()), Err(Fault::NoFace));
        let small = with(|f| f.quality.width_px = 28.0);
        assert_eq!(
            small.to_string(),
            "too small: the face is 28 px wide, and needs 60"
        );
        assert_eq!(with(|f| f.quality.brightness = 20.0), Fault::TooDark);
        assert_eq!(with(|f| f.quality.brightness = 240.0), Fault::TooBright);
        assert_eq!(with(|f| f.quality.yaw_deg = -55.0), Fault::Turned(55.0));
        assert_eq!(with(|f| f.quality.roll_deg = 50.0), Fault::Tilted(50.0));
        assert_eq!(with(|f| f.quality.sharpness = 5.0), Fault::Blurred);
        assert_eq!(with(|f| f.score = 0.72), Fault::Unclear);
    }

    #[test]
    fn a_small_face_in_the_background_does_not_matter_and_a_second_person_does() {
        let mut behind = good(2, 0);
        behind.bbox.w = 30.0;
        assert!(only_face(vec![behind.clone(), good(1, 0)]).is_ok());
        behind.bbox.w = 80.0;
        let two = only_face(vec![behind, good(1, 0)]);
        assert_eq!(two, Err(Fault::SeveralFaces(2)));
    }

    #[test]
    fn an_odd_one_out_is_named_and_the_rest_is_kept() {
        let assessment = judged(&[(1, 0), (1, 1), (2, 0), (1, 2)]);
        let odd = Finding::Refused(Fault::SomebodyElse);
        assert_eq!(assessment.findings[2], ("2".to_owned(), odd));
        assert_eq!(assessment.templates.unwrap().len(), 3);
    }

    #[test]
    fn too_few_and_different_people_are_refused() {
        let refusal = |people: &[(u8, u8)]| judged(people).templates.unwrap_err();
        assert_eq!(refusal(&[(1, 0), (1, 1)]), Refusal::TooFew { good: 2 });
        assert_eq!(
            refusal(&[(1, 0), (1, 1), (2, 0), (2, 1)]),
            Refusal::Different
        );
        assert_eq!(refusal(&[]), Refusal::TooFew { good: 0 });
    }

    #[test]
    fn pictures_that_show_nothing_new_are_left_out() {
        let same = [(1, 0); 12];
        let assessment = judged(&[&same[..], &[(1, 1), (1, 2)]].concat());
        assert_eq!(assessment.templates.unwrap().len(), 3);
        let spare = |(_, finding): &&(String, Finding)| matches!(finding, Finding::Spare(_));
        assert_eq!(assessment.findings.iter().filter(spare).count(), 11);
    }

    #[test]
    fn look_alikes_are_found_and_told_apart_from_those_who_are_only_close() {
        let templates = judged(&[(1, 0), (1, 1), (1, 2)]).templates.unwrap();
        let at = |cosine: f32| {
            let mut raw = [0.0; SIGNATURE_DIM];
            raw[1] = cosine / 0.8f32.sqrt();
            raw[100] = (1.0 - raw[1] * raw[1]).sqrt();
            let tag = templates[0].signature.tag().clone();
            Signature::new(tag, &raw).unwrap()
        };
        let others = [(1, at(0.2)), (2, at(0.4)), (3, at(0.6))];
        let found = look_alikes(&templates, others);
        let [(3, Likeness::Alike(_)), (2, Likeness::Close(_))] = found[..] else {
            panic!("{found:?}");
        };
    }

    proptest! {
        #[test]
        fn whoever_is_enrolled_has_enough_templates_of_one_person(
            people in prop::collection::vec((1u8..4, 0u8..10), 0..20),
        ) {
            let assessment = judged(&people);
            let Ok(templates) = assessment.templates else { return Ok(()) };
            prop_assert!((LEAST_PICTURES..=MOST_TEMPLATES).contains(&templates.len()));
            let kept = assessment.findings.iter().zip(&people);
            let kept = kept.filter(|((_, finding), _)| matches!(finding, Finding::Kept(_)));
            let whose: Vec<u8> = kept.map(|(_, (person, _))| *person).collect();
            prop_assert_eq!(whose.len(), templates.len());
            prop_assert!(whose.windows(2).all(|pair| pair[0] == pair[1]));
        }
    }
}
