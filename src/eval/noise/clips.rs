//! Clips: how steady boxes, landmarks and signatures are from frame to frame, and what is missed.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};

use super::{
    chains::{Chain, chains},
    clothing::Clothing,
    footage::frames,
    stats::mean,
};
use crate::{
    runtime::Telemetry,
    types::{BBox, FaceDetection, PersonDetection, Signature},
    vision::{Networks, Settings, person_input_px},
};

/// Labelled faces below this score of the finer detector are not expected to be found.
const LABEL_SCORE: f64 = 0.7;

/// A found face that overlaps a labelled one at least so much is that one.
const LABEL_IOU: f32 = 0.3;

/// A chain of people with fewer links than this is left out where a person is followed.
const SHORT: usize = 4;

/// Only faces worth a signature are compared with each other.
const COMPARED_QUALITY: f32 = 0.5;

/// With more people than this in the mean, a lone box is rather one of them than a false one.
const QUIET: f64 = 3.0;

/// Signatures of one face that are compared with each other: more would only weigh long tracks more.
const COMPARED: usize = 12;

/// What was seen in the clips. Sizes are those in the networks' scaled pictures where they say `net`.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) frames: usize,
    pub(super) seconds: f64,
    /// Second differences of face boxes (x, y of the centre, width) as parts of the width.
    pub(super) face_boxes: Vec<f64>,
    /// Second differences of landmarks as parts of the face's width.
    pub(super) landmarks: Vec<f64>,
    /// Net width and score of followed faces, and yaw in degrees.
    pub(super) face_scores: Vec<(f64, f64, f64)>,
    /// Second differences of those scores.
    pub(super) face_score_steps: Vec<f64>,
    /// Net width of labelled faces, and whether they were found.
    pub(super) labelled_faces: Vec<(f64, bool)>,
    /// Source width of the face, and cosine of two signatures of one track: of neighbouring frames, of any two.
    pub(super) next: Vec<(f64, f64)>,
    pub(super) track: Vec<(f64, f64)>,
    /// Second differences of people's boxes as parts of the height: horizontally (centre, width), and of top and bottom.
    pub(super) person_sides: Vec<f64>,
    pub(super) person_ends: Vec<f64>,
    /// Net height and score of followed people.
    pub(super) person_scores: Vec<(f64, f64)>,
    pub(super) person_score_steps: Vec<f64>,
    /// Net height of people between the first and the last sight of them, and whether they were found.
    pub(super) followed_people: Vec<(f64, bool)>,
    /// Minutes of clips with few people, and boxes there that nothing in the frames before and after continues.
    pub(super) quiet_min: f64,
    pub(super) lone_people: usize,
    /// Faces in any clip that nothing continues and that lie on no person.
    pub(super) lone_faces: usize,
    pub(super) clothes: Clothing,
    /// Source width and natural logarithm of the sharpness of faces.
    pub(super) sharpness: Vec<(f64, f64)>,
    /// Mean brightness of each followed face, 0 to 255.
    pub(super) brightness: Vec<f64>,
}

/// A face of a labelled clip.
struct Label {
    bbox: BBox,
    /// Its track, where it shows a known person.
    tracklet: Option<i32>,
    score: f64,
}

/// Adds what one clip shows, its first `most` analysed frames.
///
/// # Errors
/// The clip or its labels cannot be read, or a network fails.
pub(super) fn add(
    networks: &mut Networks,
    clip: &Path,
    most: usize,
    seen: &mut Seen,
) -> Result<()> {
    let telemetry = Telemetry::default();
    let (mut faces, mut people, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    let mut long_side = 1.0f64;
    let fps = frames(clip, most, |number, image| {
        long_side = f64::from(image.width.max(image.height));
        let mut sight = networks.look(image, true, &telemetry)?;
        for face in &mut sight.faces {
            networks.embed(image, face, &telemetry)?;
        }
        let found = sight
            .faces
            .into_iter()
            .map(|f| (f.detection.bbox, f.detection));
        faces.push(found.collect::<Vec<_>>());
        let found = sight.people.into_iter().flatten().map(|p| (p.bbox, p));
        people.push(found.collect::<Vec<_>>());
        numbers.push(number);
        Ok(())
    })?;
    seen.frames += faces.len();
    seen.seconds += faces.len() as f64 / fps;
    let scale = |input: u32| (f64::from(input) / long_side).min(1.0);
    let face_scale = scale(Settings::default().face_input_px);
    let person_scale = scale(person_input_px());
    let labels = labels(clip)?;
    if let Some(labels) = &labels {
        check_labels(labels, &numbers, &faces, face_scale, seen);
    }
    for chain in chains(&faces) {
        match &chain.links[..] {
            [(frame, bbox, _)] => {
                let on = people[*frame]
                    .iter()
                    .any(|(p, _)| p.contains(bbox.centre()));
                seen.lone_faces += usize::from(!on);
            }
            _ => add_face(&chain, face_scale, seen),
        }
    }
    let found: usize = people.iter().map(Vec::len).sum();
    let quiet = (found as f64) < QUIET * people.len() as f64;
    if quiet {
        seen.quiet_min += faces.len() as f64 / fps / 60.0;
    }
    let followed = chains(&people);
    seen.clothes.add(&followed, &people);
    for chain in followed {
        seen.lone_people += usize::from(quiet && chain.links.len() == 1);
        add_person(&chain, person_scale, seen);
    }
    Ok(())
}

fn add_face(chain: &Chain<FaceDetection>, scale: f64, seen: &mut Seen) {
    let links = &chain.links;
    let light: Vec<_> = links
        .iter()
        .map(|(_, _, f)| f.quality.brightness.into())
        .collect();
    seen.brightness.push(mean(&light));
    for (_, bbox, face) in links {
        let sharpness = f64::from(face.quality.sharpness.max(1e-3)).ln();
        seen.sharpness.push((bbox.w.into(), sharpness));
        let width = f64::from(bbox.w) * scale;
        let yaw = f64::from(face.quality.yaw_deg);
        seen.face_scores.push((width, f64::from(face.score), yaw));
    }
    for three in chain.triples() {
        let width = f64::from(three[1].1.w);
        let mut differ = |value: &dyn Fn(&BBox) -> f32| {
            let second = second(three.map(|(_, bbox, _)| value(bbox)));
            seen.face_boxes.push(second / width);
        };
        differ(&|b| b.centre().x);
        differ(&|b| b.centre().y);
        differ(&|b| b.w);
        for i in 0..5 {
            for axis in [0, 1] {
                let at = three.map(|(_, _, f)| [f.landmarks[i].x, f.landmarks[i].y][axis]);
                seen.landmarks.push(second(at) / width);
            }
        }
        seen.face_score_steps
            .push(second(three.map(|(_, _, f)| f.score)));
    }
    compare(chain, seen);
}

/// Signatures of one face with each other.
fn compare(chain: &Chain<FaceDetection>, seen: &mut Seen) {
    let signed = |(number, bbox, face): &(usize, BBox, FaceDetection)| {
        let signature = face.signature.clone()?;
        let good = face.quality.value >= COMPARED_QUALITY;
        good.then_some((*number, f64::from(bbox.w), signature))
    };
    let all: Vec<(usize, f64, Signature)> = chain.links.iter().filter_map(signed).collect();
    let step = all.len().div_ceil(COMPARED).max(1);
    let cosine = |a: &Signature, b: &Signature| f64::from(a.cosine(b).unwrap_or(0.0));
    for pair in all.windows(2).filter(|p| p[1].0 == p[0].0 + 1) {
        let width = f64::midpoint(pair[0].1, pair[1].1);
        seen.next.push((width, cosine(&pair[0].2, &pair[1].2)));
    }
    let some: Vec<_> = all.iter().step_by(step).collect();
    for (i, a) in some.iter().enumerate() {
        for b in &some[..i] {
            let width = f64::midpoint(a.1, b.1);
            seen.track.push((width, cosine(&a.2, &b.2)));
        }
    }
}

fn add_person(chain: &Chain<PersonDetection>, scale: f64, seen: &mut Seen) {
    let links = &chain.links;
    if links.len() < SHORT {
        return;
    }
    let height = |bbox: &BBox| f64::from(bbox.h) * scale;
    for (_, bbox, person) in links {
        seen.person_scores
            .push((height(bbox), f64::from(person.score)));
    }
    for pair in links.windows(2) {
        seen.followed_people.push((height(&pair[1].1), true));
        let between = f64::midpoint(height(&pair[0].1), height(&pair[1].1));
        let gap = pair[1].0 - pair[0].0 - 1;
        seen.followed_people
            .extend((0..gap).map(|_| (between, false)));
    }
    for three in chain.triples() {
        let size = f64::from(three[1].1.h);
        let differ = |value: &dyn Fn(&BBox) -> f32| second(three.map(|(_, b, _)| value(b))) / size;
        seen.person_sides
            .extend([differ(&|b| b.x), differ(&|b| b.x + b.w)]);
        seen.person_ends
            .extend([differ(&|b| b.y), differ(&|b| b.y + b.h)]);
        seen.person_score_steps
            .push(second(three.map(|(_, _, p)| p.score)));
    }
}

fn second([a, b, c]: [f32; 3]) -> f64 {
    f64::from(a) - 2.0 * f64::from(b) + f64::from(c)
}

/// The labels beside a clip by frame; `None` where it has none.
fn labels(clip: &Path) -> Result<Option<BTreeMap<usize, Vec<Label>>>> {
    let mut name = clip.as_os_str().to_owned();
    name.push(".facetracks.csv");
    let path = Path::new(&name);
    if !path.exists() {
        return Ok(None);
    }
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut by_frame: BTreeMap<usize, Vec<Label>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let (frame, label) =
            label(line).with_context(|| format!("{}: not a label: {line}", path.display()))?;
        by_frame.entry(frame).or_default().push(label);
    }
    Ok(Some(by_frame))
}

/// `frame0,person_id,tracklet,x,y,w,h,score`
fn label(line: &str) -> Option<(usize, Label)> {
    let fields: Vec<_> = line.split(',').map(str::trim).collect();
    let [frame, person, tracklet, x, y, w, h, score] = fields[..] else {
        return None;
    };
    let side = |text: &str| text.parse::<f32>().ok();
    let known = person.parse::<i32>().ok()? > 0;
    let tracklet = tracklet.parse().ok()?;
    let label = Label {
        bbox: BBox::new(side(x)?, side(y)?, side(w)?, side(h)?),
        tracklet: known.then_some(tracklet),
        score: score.parse().ok()?,
    };
    Some((frame.parse().ok()?, label))
}

/// Which labelled faces were found.
fn check_labels(
    labels: &BTreeMap<usize, Vec<Label>>,
    numbers: &[usize],
    faces: &[Vec<(BBox, FaceDetection)>],
    scale: f64,
    seen: &mut Seen,
) {
    for (number, found) in numbers.iter().zip(faces) {
        let here = labels.get(number).into_iter().flatten();
        for label in here.filter(|l| l.tracklet.is_some() && l.score >= LABEL_SCORE) {
            let hit = found.iter().any(|(b, _)| b.iou(&label.bbox) >= LABEL_IOU);
            let width = f64::from(label.bbox.w) * scale;
            seen.labelled_faces.push((width, hit));
        }
    }
}
