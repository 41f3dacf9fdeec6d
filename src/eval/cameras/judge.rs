//! From figures to findings.

use super::{
    advice::{self, Setting},
    figures::Figures,
    finding::{About, Finding, Verdict},
    needs::{ENOUGH, Need, cost},
};
use crate::types::FaceLimit;

/// Sharpness below which a face is blurred.
pub(super) const SHARP: f32 = 18.0;
/// Brightness of a face at which nothing is lost, from and to.
const BRIGHT: (f32, f32) = (50.0, 210.0);
/// Turned by more than this in the median, most faces are half hidden.
const TURNED_DEG: f32 = 40.0;
/// Where the nose stands in faces that are looked down on by about 30 degrees: it stands before the plane of eyes and
/// mouth by a third of their distance, so it moves by a third of the tangent from the 0.52 of a face from the front.
const FROM_ABOVE: f32 = 0.72;
/// Landmarks of faces below this width are too rough to tell how they are turned.
const READABLE_PX: f32 = 24.0;
/// Usable shares of faces below which it is a warning, and no good.
const USABLE: (f32, f32) = (0.5, 0.2);
/// A body is about so many faces high: the width to expect where no face is found.
const BODY_IN_FACE_WIDTHS: f32 = 11.0;

/// What is to be said of a place with these figures.
pub(super) fn judge(figures: &Figures, need: Need, setting: Setting) -> Vec<Finding> {
    match need.widths() {
        None => people(figures).into_iter().collect(),
        Some((good, least)) => faces(figures, good, least, setting),
    }
}

/// Only whether people are found.
fn people(figures: &Figures) -> Option<Finding> {
    (figures.people < ENOUGH).then(|| {
        Finding::warning(
            About::TooFew,
            format!(
                "people seen {} times, too few to judge (needs {ENOUGH})",
                figures.people
            ),
            "walk through, stand there for ten seconds, and repeat",
        )
    })
}

fn faces(figures: &Figures, good: f32, least: f32, setting: Setting) -> Vec<Finding> {
    if figures.faces < ENOUGH {
        return vec![too_few(figures, good, setting)];
    }
    let size = size(figures, good, least, setting);
    let far = figures.face_px.is_some_and(|px| px.p50 < READABLE_PX);
    let usable =
        usable(figures, setting).filter(|_| size.is_none() || !limited(figures, FaceLimit::Small));
    // What limits the use of most faces has been said with that.
    let named = |limits: &[FaceLimit]| {
        usable.is_some() && limits.iter().any(|limit| limited(figures, *limit))
    };
    let unless = |said: bool, finding: Option<Finding>| finding.filter(|_| !said && !far);
    let light = light(figures, setting);
    let mut findings: Vec<Finding> = [
        unless(false, height(figures)),
        unless(named(&[FaceLimit::Turned]), yaw(figures)),
        unless(named(&[FaceLimit::Blurred]), sharpness(figures)),
        unless(named(&[FaceLimit::Dark, FaceLimit::Bright]), light),
    ]
    .into_iter()
    .flatten()
    .collect();
    findings.splice(0..0, size.into_iter().chain(usable));
    // The worst first; of equals the one that is found first explains the others.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
    findings
}

fn limited(figures: &Figures, limit: FaceLimit) -> bool {
    figures.worst_limit == Some(limit)
}

/// Too few faces: either nobody came, or they are there and no face is found.
fn too_few(figures: &Figures, good: f32, setting: Setting) -> Finding {
    let counts = format!(
        "{} faces seen, too few to judge (needs {ENOUGH})",
        figures.faces
    );
    if figures.people < ENOUGH {
        return Finding::no_go(
            About::TooFew,
            counts,
            "let somebody walk through, look ahead, and repeat",
        );
    }
    let people = format!("{counts}, though people were seen {} times", figures.people);
    let expected = figures.person_px.map(|px| px.p50 / BODY_IN_FACE_WIDTHS);
    match expected.filter(|width| *width < good) {
        Some(width) => Finding::no_go(
            About::Size,
            format!(
                "{people}; by their height a face is about {width:.0} px wide, needs {good:.0}"
            ),
            advice::larger(width, good, setting),
        ),
        None => Finding::no_go(
            About::TooFew,
            people,
            format!(
                "they are seen from behind or from above: {}",
                advice::frontal()
            ),
        ),
    }
}

fn size(figures: &Figures, good: f32, least: f32, setting: Setting) -> Option<Finding> {
    let median = figures.face_px?.p50;
    if median >= good {
        return None;
    }
    let reason = format!("median face {median:.0} px, needs {good:.0}");
    let advice = advice::larger(median, good, setting);
    Some(if median >= least {
        Finding::warning(
            About::Size,
            format!("{reason}: it works, but {}", cost(median)),
            advice,
        )
    } else {
        Finding::no_go(About::Size, reason, advice)
    })
}

fn usable(figures: &Figures, setting: Setting) -> Option<Finding> {
    let share = figures.usable.filter(|share| *share < USABLE.0)?;
    let limit = figures.worst_limit?;
    Some(Finding {
        verdict: if share < USABLE.1 {
            Verdict::NoGo
        } else {
            Verdict::Warning
        },
        about: About::Usable,
        reason: format!(
            "{:.0} of 100 faces are usable, needs {:.0}; most of the others are {}",
            100.0 * share,
            100.0 * USABLE.0,
            limit.as_str()
        ),
        advice: advice::cure(limit, figures, setting),
    })
}

fn height(figures: &Figures) -> Option<Finding> {
    let nose = figures.nose.filter(|nose| nose.p50 > FROM_ABOVE)?;
    Some(Finding::warning(
        About::Height,
        format!(
            "faces are looked down on (nose at {:.2} of the way from eyes to mouth, {FROM_ABOVE} at most)",
            nose.p50
        ),
        advice::lower(),
    ))
}

fn yaw(figures: &Figures) -> Option<Finding> {
    let yaw = figures.yaw_deg.filter(|yaw| yaw.p50 > TURNED_DEG)?;
    Some(Finding::warning(
        About::Yaw,
        format!(
            "faces are turned by {:.0} degrees in the median, {TURNED_DEG:.0} at most",
            yaw.p50
        ),
        advice::frontal(),
    ))
}

fn sharpness(figures: &Figures) -> Option<Finding> {
    let sharp = figures.sharpness.filter(|sharp| sharp.p50 < SHARP)?;
    Some(Finding::warning(
        About::Sharpness,
        format!(
            "faces are blurred: median sharpness {:.0}, needs {SHARP:.0}",
            sharp.p50
        ),
        advice::sharper(figures),
    ))
}

fn light(figures: &Figures, setting: Setting) -> Option<Finding> {
    let face = figures.brightness?.p50;
    if face < BRIGHT.0 {
        let reason = format!(
            "faces are dark: median brightness {face:.0}, needs {:.0}",
            BRIGHT.0
        );
        let advice = advice::lighter(figures, setting);
        return Some(Finding::warning(About::Light, reason, advice));
    }
    (face > BRIGHT.1).then(|| {
        Finding::warning(
            About::Light,
            format!(
                "faces are too bright: median brightness {face:.0}, {:.0} at most",
                BRIGHT.1
            ),
            "lower the exposure, or keep direct light off the faces",
        )
    })
}
