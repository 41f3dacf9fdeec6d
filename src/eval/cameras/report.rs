//! What is said of every camera, and the JSON of it (docs/eval-cameras.md).

use serde::Serialize;

use super::{
    advice::Setting,
    figures::{Figures, Floor, figures},
    finding::{About, Finding, Verdict, worst},
    judge::judge,
    needs::{ENOUGH, Need},
    tally::{Sight, Tally},
};
use crate::{
    app::SurveyedCamera,
    types::{BBox, CameraId, CameraState, Point, Polygon, Zone, ZoneId, ZoneKind},
};

/// Fewer frames than this share of those that are to be analysed are a warning.
const RATE: f64 = 0.8;
/// More damaged or missing frames than this share are a warning.
const DAMAGED: f64 = 0.02;

/// The report of all cameras.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CamerasReport {
    /// Whether every camera can go into service, perhaps with warnings.
    pub go: bool,
    /// Name of the site.
    pub site: String,
    pub cameras: Vec<CameraReport>,
}

impl CamerasReport {
    pub(super) fn new(site: &str, cameras: Vec<CameraReport>) -> Self {
        Self {
            go: cameras.iter().all(|camera| camera.verdict < Verdict::NoGo),
            site: site.to_owned(),
            cameras,
        }
    }
}

/// One camera.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CameraReport {
    pub camera: CameraId,
    pub verdict: Verdict,
    /// What is to be said of it as a whole, the worst first.
    pub findings: Vec<Finding>,
    /// Size of the pictures in pixels; 0 where none came.
    pub width: u32,
    pub height: u32,
    /// Whether the sub-stream is analysed.
    pub substream: bool,
    /// How long was watched, in seconds from the first frame to the last.
    pub seconds: f64,
    /// Frames per second that came, and those that were analysed of them.
    pub fps: Option<f64>,
    pub analysed_fps: Option<f64>,
    /// Share of the frames that were damaged or missing.
    pub damaged: f64,
    /// Median brightness of the pictures, 0 to 255.
    pub light: Option<f32>,
    /// The whole picture first, then its zones in the configuration's order.
    pub places: Vec<PlaceReport>,
    /// Typical sights, for the drawing.
    #[serde(skip)]
    pub(super) examples: Vec<Sight>,
}

impl CameraReport {
    /// Everything that is to be said of it, the worst first, with the zone that it is said of. Where no place is good
    /// enough the camera's own finding says so, and the places do not say it again.
    pub fn said(&self) -> Vec<(Option<&PlaceReport>, &Finding)> {
        let own = self.findings.iter().map(|finding| (None, finding));
        let good = self
            .findings
            .iter()
            .all(|finding| finding.verdict < Verdict::NoGo);
        let speaks = |place: &&PlaceReport| place.decides || (good && place.zone.is_some());
        let places = self.places.iter().filter(speaks).flat_map(|place| {
            let zone = place.zone.is_some().then_some(place);
            place.findings.iter().map(move |finding| (zone, finding))
        });
        let mut all: Vec<_> = own.chain(places).collect();
        all.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.verdict));
        all
    }
}

/// The whole picture of a camera, or one of its zones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceReport {
    /// `None` for the whole picture.
    pub zone: Option<ZoneId>,
    pub kind: Option<ZoneKind>,
    pub label: String,
    pub need: Need,
    /// Median width of faces that is good here, in pixels.
    pub need_px: Option<f32>,
    /// Whether the camera's verdict depends on it alone.
    pub decides: bool,
    pub verdict: Verdict,
    pub findings: Vec<Finding>,
    #[serde(flatten)]
    pub figures: Figures,
    #[serde(skip)]
    pub(super) polygon: Option<Polygon>,
    /// Whether faces are good enough to be recognised here.
    #[serde(skip)]
    pub(super) recognises: bool,
}

impl PlaceReport {
    /// What it is called: the zone's id, or "whole picture".
    pub fn name(&self) -> &str {
        self.zone.as_ref().map_or("whole picture", ZoneId::as_str)
    }
}

impl PartialEq for Sight {
    fn eq(&self, other: &Self) -> bool {
        (self.track, self.body) == (other.track, other.body)
    }
}

/// What is asked of a camera besides its figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) zones: &'a [Zone],
    pub(super) floor: Floor,
    /// Nothing is asked of faces.
    pub(super) overview: bool,
}

/// Judges one camera.
pub(super) fn camera(seen: &SurveyedCamera, tally: &Tally, asked: Asked<'_>) -> CameraReport {
    let counted = &seen.counted;
    let all = counted.grabbed + counted.corrupt;
    let light = super::figures::Spread::of(seen.light.iter().copied()).map(|light| light.p50);
    let setting = Setting {
        width_px: tally.size.0,
        substream: seen.settings.substream,
        light,
    };
    let places = places(&seen.settings.id, tally, asked, setting);
    let damaged = if all == 0 {
        0.0
    } else {
        counted.corrupt as f64 / all as f64
    };
    let mut report = CameraReport {
        camera: seen.settings.id.clone(),
        verdict: Verdict::Go,
        findings: Vec::new(),
        width: tally.size.0,
        height: tally.size.1,
        substream: seen.settings.substream,
        seconds: tenth(tally.span().as_secs_f64()),
        fps: tally.rate().map(tenth),
        analysed_fps: tally.analysed_rate().map(tenth),
        damaged: (damaged * 1000.0).round() / 1000.0,
        light,
        examples: examples(tally),
        places,
    };
    report.findings = findings(&report, tally, seen.settings.fps, asked.overview);
    let deciding = report.places.iter().filter(|place| place.decides);
    report.verdict = deciding
        .map(|place| place.verdict)
        .chain([worst(&report.findings)])
        .max()
        .unwrap_or_default();
    report
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The whole picture, and the zones that are drawn on it.
fn places(
    camera: &CameraId,
    tally: &Tally,
    asked: Asked<'_>,
    setting: Setting,
) -> Vec<PlaceReport> {
    let here = |zone: &&Zone| zone.camera == *camera && zone.kind != ZoneKind::Exclude;
    let zones: Vec<&Zone> = asked.zones.iter().filter(here).collect();
    let need = |kind| {
        if asked.overview {
            Need::People
        } else {
            Need::of(kind)
        }
    };
    let decided = zones
        .iter()
        .any(|zone| need(Some(zone.kind)) == Need::Passing);
    let place = |zone: Option<&Zone>| {
        let inside = |sight: &&Sight| zone.is_none_or(|zone| stands_in(&zone.polygon, sight.foot));
        let sights: Vec<&Sight> = tally.sights.iter().filter(inside).collect();
        let figures = figures(&sights, tally.size, asked.floor);
        let kind = zone.map(|zone| zone.kind);
        let need = match zone {
            // Where a zone decides, the rest of the picture is only told of; where none does, it is one more place in which
            // people may be recognised.
            None if decided => Need::People,
            None if !zones.is_empty() && !asked.overview => Need::Staying,
            _ => need(kind),
        };
        let mut findings = judge(&figures, need, setting);
        let recognises = worst(&findings) < Verdict::NoGo;
        if need == Need::Staying {
            // People are followed here all the same: it alone stops nothing.
            for finding in &mut findings {
                finding.verdict = finding.verdict.min(Verdict::Warning);
            }
        }
        PlaceReport {
            zone: zone.map(|zone| zone.id.clone()),
            kind,
            label: zone.map_or_else(String::new, |zone| zone.label.clone()),
            need,
            need_px: need.widths().map(|(good, _)| good),
            decides: need == Need::Passing,
            verdict: worst(&findings),
            findings,
            figures,
            polygon: zone.map(|zone| zone.polygon.clone()),
            recognises,
        }
    };
    std::iter::once(None)
        .chain(zones.iter().copied().map(Some))
        .map(place)
        .collect()
}

/// As the line places people: who is cut by the lower edge stands on it.
fn stands_in(polygon: &Polygon, foot: Point) -> bool {
    let inside = |at: f32| at.clamp(1e-4, 1.0 - 1e-4);
    polygon.contains(Point::new(inside(foot.x), inside(foot.y)))
}

/// What is to be said of the camera as a whole.
fn findings(report: &CameraReport, tally: &Tally, fps: f32, overview: bool) -> Vec<Finding> {
    if tally.analysed == 0 {
        return vec![no_picture(tally)];
    }
    let mut findings: Vec<_> = [
        trouble(tally),
        rate(report, fps),
        damage(report),
        if overview {
            empty(report)
        } else {
            nowhere(report)
        },
    ]
    .into_iter()
    .flatten()
    .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
    findings
}

fn no_picture(tally: &Tally) -> Finding {
    let detail = tally.trouble.as_ref().map(|report| report.detail.clone());
    let detail = detail.filter(|detail| !detail.is_empty());
    Finding::no_go(
        About::Stream,
        format!(
            "no picture came: {}",
            detail.as_deref().unwrap_or("no connection in this time")
        ),
        "check address, login and cable; `showfloor check` and the log say more",
    )
}

fn trouble(tally: &Tally) -> Option<Finding> {
    let report = tally.trouble.as_ref()?;
    let state = match report.state {
        CameraState::Ok => return None,
        CameraState::Unreachable => "the connection was lost",
        CameraState::Frozen => "the picture stands still",
        CameraState::Black => "the picture is black",
        CameraState::Moved => "the camera was moved",
        CameraState::Skewed => "its clock runs away",
        CameraState::Slow => "too few frames come",
    };
    let detail = match report.detail.as_str() {
        "" => String::new(),
        detail => format!(": {detail}"),
    };
    Some(Finding::no_go(
        About::Stream,
        format!("{state}{detail}"),
        "mend it and repeat: what was measured may not hold",
    ))
}

fn rate(report: &CameraReport, fps: f32) -> Option<Finding> {
    let came = report.fps?;
    let wanted = f64::from(fps);
    (came < RATE * wanted).then(|| {
        Finding::warning(
            About::Rate,
            format!("{came:.1} frames a second came, {wanted:.0} are to be analysed"),
            format!("set the stream to {wanted:.0} frames a second or more; if it is, look at network and camera load"),
        )
    })
}

fn damage(report: &CameraReport) -> Option<Finding> {
    (report.damaged > DAMAGED).then(|| {
        Finding::warning(
            About::Damage,
            format!(
                "{:.0} of 100 frames are damaged or missing",
                100.0 * report.damaged
            ),
            "transport = \"tcp\", a cable in place of radio, or a lower bit rate",
        )
    })
}

/// A camera for overview only that found nobody.
fn empty(report: &CameraReport) -> Option<Finding> {
    let people = report.places.first()?.figures.people;
    (people < ENOUGH).then(|| {
        Finding::no_go(
            About::TooFew,
            format!("people seen {people} times, too few to judge (needs {ENOUGH})"),
            "walk through and repeat; if you did, people are too small: they need a tenth of the picture's height",
        )
    })
}

/// A camera none of whose places decides alone must have one where faces are good enough.
fn nowhere(report: &CameraReport) -> Option<Finding> {
    if report.places.iter().any(|place| place.decides) {
        return None;
    }
    if report.places.iter().any(|place| place.recognises) {
        return None;
    }
    let whole = report.places.first()?.findings.first()?;
    Some(Finding {
        verdict: Verdict::NoGo,
        reason: format!("{}; no zone is better", whole.reason),
        advice: format!(
            "{}. If it only has to count who stands where: --overview {}",
            whole.advice, report.camera
        ),
        ..whole.clone()
    })
}

/// How many sights are drawn.
const EXAMPLES: usize = 5;
/// Sights of about the same width among which the one is chosen that lies farthest from those that are drawn already.
const CHOICE: usize = 12;
/// Faces that overlap more than this would hide one another.
const SAME_PLACE: f32 = 0.1;

/// Sights with faces from the narrow to the wide, that overlap little.
fn examples(tally: &Tally) -> Vec<Sight> {
    let mut sights: Vec<Sight> = tally
        .sights
        .iter()
        .filter(|s| s.face.is_some())
        .copied()
        .collect();
    let width = |sight: &Sight| sight.face.map_or(0.0, |face| face.width_px);
    sights.sort_by(|a, b| width(a).total_cmp(&width(b)));
    let mut chosen: Vec<Sight> = Vec::new();
    for n in 0..EXAMPLES.min(sights.len()) {
        let middle = (2 * n + 1) * sights.len() / (2 * EXAMPLES).min(2 * sights.len());
        let (from, to) = (
            middle.saturating_sub(CHOICE),
            (middle + CHOICE).min(sights.len()),
        );
        let apart = |sight: &Sight| {
            let distance = |other: &Sight| sight.body.centre().distance(other.body.centre());
            chosen.iter().map(distance).fold(f32::INFINITY, f32::min)
        };
        let face = |sight: &Sight| sight.face.map_or(BBox::default(), |face| face.bbox);
        let hides = |sight: &Sight| {
            chosen
                .iter()
                .any(|c| face(c).iou(&face(sight)) > SAME_PLACE)
        };
        let best = sights[from..to]
            .iter()
            .filter(|sight| !hides(sight))
            .max_by(|a, b| apart(a).total_cmp(&apart(b)));
        chosen.extend(best.copied());
    }
    chosen
}
