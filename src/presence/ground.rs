//! Where somebody stands, from their box in the picture.

use std::collections::BTreeMap;

use super::{
    facing::Heading,
    pose::Pose,
    stature::{Stature, USUAL_STATURE},
};
use crate::types::{BBox, CameraId, FloorMarks, FloorPoint, Point, TrackUpdate};

/// Whoever seems shorter stands behind something, or is a child.
const LEAST_STATURE: f64 = 1.42;
const GREATEST_STATURE: f64 = 2.10;
/// Seems somebody shorter than they are by more than this, their feet are hidden.
const CUT_M: f64 = 0.15;
/// A box that is lower shows no child that stands, metres.
const LEAST_CHILD: f64 = 0.8;
/// Of whom the picture's border leaves a part, the place is off by so much along the line of sight and across it.
const SIDE_OFF_M: (f64, f64) = (1.5, 0.6);
/// The box of a whole body that stands is at most this wide for its height; of one that is cut, wider.
const SLIM: f32 = 0.5;
/// What marks and boxes are off by: metres, and metres per metre from the camera; and what people differ by in height.
const OFF_M: f64 = 0.15;
const OFF_BY_DISTANCE: f64 = 0.03;
const STATURE_OFF_M: f64 = 0.08;
/// A guess from the size of a body is off by this part of the distance.
const GUESS_OFF: f64 = 0.15;
/// For cameras without marks: focal length in picture widths (75 degrees), and what body and face measure in metres.
const FOCAL: f64 = 0.65;
pub(super) const SHOULDERS_M: f64 = 0.5;
const FACE_M: f64 = 0.15;
/// A face that would be narrower may be missed although it is turned to the camera, pixels.
const LEAST_FACE_PX: f64 = 18.0;

/// What is known of each camera's floor.
#[derive(Clone, Debug, Default)]
pub struct FloorPlan {
    marks: BTreeMap<CameraId, FloorMarks>,
    /// Heights of cameras' pictures as parts of their widths, as far as they were seen.
    aspects: BTreeMap<CameraId, f64>,
}

/// What a box says of where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ground {
    /// The feet in fractions of the picture: where the box ends, or where they are hidden by something.
    pub(super) foot: Point,
    pub(super) at: Option<FloorPoint>,
    /// Whether `at` is a point of the common floor.
    pub(super) common: bool,
    /// How far `at` may well be off, metres.
    pub(super) off: f64,
}

impl FloorPlan {
    pub fn new(marks: BTreeMap<CameraId, FloorMarks>) -> Self {
        Self {
            marks,
            aspects: BTreeMap::new(),
        }
    }

    /// Remembers how wide this camera's pictures are for their height.
    pub(super) fn note(&mut self, update: &TrackUpdate) {
        let aspect = Picture::of(update).aspect();
        if self.aspects.get(&update.camera) != Some(&aspect) {
            self.aspects.insert(update.camera.clone(), aspect);
        }
    }

    /// Where the person of this sight stands. `before`: where they stood at the sight before; of whom only a part is seen,
    /// nobody can say that they moved, unless it cannot be seen from there.
    pub(super) fn stand(
        &self,
        update: &TrackUpdate,
        stature: &mut Stature,
        before: Option<FloorPoint>,
    ) -> Ground {
        let picture = Picture::of(update);
        let marks = self.marks.get(&update.camera);
        match marks.and_then(|marks| Pose::new(marks, picture.aspect())) {
            Some(pose) => picture.on_floor(&pose, stature, before),
            None => picture.guessed(update.face.as_ref().map(|face| face.bbox.w)),
        }
    }

    /// How tall whoever is in this box is by this one sight, metres, if all of an adult is seen.
    pub(super) fn seems(&self, update: &TrackUpdate) -> Option<f64> {
        let picture = Picture::of(update);
        let pose = Pose::new(self.marks.get(&update.camera)?, picture.aspect())?;
        let ends_at = pose.below(picture.centred(picture.bbox.foot()), 0.0);
        let tall = picture.tall(&pose, ends_at)?;
        let whole = !picture.is_cut_by_the_picture() && !picture.is_cut_by_a_side();
        (whole && (LEAST_STATURE..=GREATEST_STATURE).contains(&tall)).then_some(tall)
    }

    /// Learns from a sight how tall whoever is in this box is, whoever it may be.
    pub(super) fn measure(&self, update: &TrackUpdate, stature: &mut Stature) {
        let picture = Picture::of(update);
        let marks = self.marks.get(&update.camera);
        if let Some(pose) = marks.and_then(|marks| Pose::new(marks, picture.aspect())) {
            let ends_at = pose.below(picture.centred(picture.bbox.foot()), 0.0);
            picture.shown(&pose, stature, ends_at);
        }
    }

    /// Where the cameras that share the floor would show this point of it, as fractions of their pictures.
    pub(super) fn shown_by(&self, at: FloorPoint) -> impl Iterator<Item = (&CameraId, Point)> {
        let cameras = self.marks.keys();
        cameras.flat_map(move |camera| self.shown_to(camera, &[at]))
    }

    /// Where in this camera's picture, or below it, a point of the common floor would be, in fractions of the picture.
    pub(super) fn would_show(&self, update: &TrackUpdate, at: FloorPoint) -> Option<Point> {
        let aspect = Picture::of(update).aspect();
        let [x, y] = Pose::new(self.marks.get(&update.camera)?, aspect)?.pixel(at)?;
        Some(Point::new(x as f32 + 0.5, (y / aspect) as f32 + 0.5))
    }

    /// Which way the person of this sight faces, who stands `at` this place.
    pub(super) fn heading(&self, update: &TrackUpdate, at: FloorPoint) -> Option<Heading> {
        let picture = Picture::of(update);
        let pose = Pose::new(self.marks.get(&update.camera)?, picture.aspect())?;
        let would_be_px = FACE_M / pose.metres_a_width(at) * f64::from(picture.width);
        let (turned_deg, wide_px) = match &update.face {
            Some(face) => (f64::from(face.quality.yaw_deg), f64::from(face.bbox.w)),
            None => (180.0, would_be_px),
        };
        // Where somebody else is in the box, the head may be hidden.
        let head = update.appearance.is_some() && update.bbox.y > 1.0;
        let shown = head && !picture.is_cut_by_a_side() && would_be_px >= LEAST_FACE_PX;
        let is_face = update.face.is_some();
        if !is_face && !shown {
            return None;
        }
        let at = pose.facing(at, turned_deg)?;
        Some(Heading {
            at,
            is_face,
            wide_px,
        })
    }

    /// Where the person of this sight stands should their feet be hidden, and they be so tall.
    pub(super) fn behind(&self, update: &TrackUpdate, stature: &Stature) -> Option<FloorPoint> {
        let picture = Picture::of(update);
        let pose = Pose::new(self.marks.get(&update.camera)?, picture.aspect())?;
        picture.below_head(&pose, stature)
    }

    /// Points of pictures that show the floor within `metres` of where somebody stands: of this camera's, and of those that
    /// share the floor with it.
    pub(super) fn around<'a>(
        &'a self,
        update: &'a TrackUpdate,
        ground: &Ground,
        metres: f64,
    ) -> Vec<(&'a CameraId, Point)> {
        let picture = Picture::of(update);
        let marks = self.marks.get(&update.camera);
        let pose = marks.and_then(|marks| Pose::new(marks, picture.aspect()));
        let rings = [1.0, 2.0, 3.0].map(|ring| metres * ring / 3.0);
        let points = AROUND
            .iter()
            .flat_map(|(x, y)| rings.map(|metres| (x * metres, y * metres)));
        if let (Some(pose), Some(at)) = (pose, ground.at.filter(|_| ground.common)) {
            let beside: Vec<_> = points
                .map(|(x, y)| FloorPoint::new(at.x + x, at.y + y))
                .collect();
            let pixels = beside.iter().filter_map(|at| pose.pixel(*at));
            let own = pixels.map(|pixel| (&update.camera, picture.fraction(pixel)));
            let others = self.marks.keys().filter(|id| **id != update.camera);
            let others = others.flat_map(|id| self.shown_to(id, &beside));
            return own.chain(others).collect();
        }
        let a_metre = f64::from(picture.bbox.w / picture.width) / SHOULDERS_M;
        let beside = points.map(|(x, y)| {
            let (x, y) = (x * a_metre, FORESHORTENED * y * a_metre / picture.aspect());
            let foot = ground.foot;
            let point = Point::new(
                (foot.x + x as f32).clamp(0.0, 1.0),
                (foot.y + y as f32).clamp(0.0, 1.0),
            );
            (&update.camera, point)
        });
        beside.collect()
    }

    /// Those of these points of the floor that are in this camera's picture, as fractions of it.
    fn shown_to<'a>(
        &self,
        camera: &'a CameraId,
        places: &[FloorPoint],
    ) -> Vec<(&'a CameraId, Point)> {
        let aspect = self.aspects.get(camera).copied();
        let pose = aspect.and_then(|aspect| Pose::new(self.marks.get(camera)?, aspect));
        let Some((aspect, pose)) = aspect.zip(pose) else {
            return Vec::new();
        };
        let shown = places.iter().filter_map(|at| {
            let [x, y] = pose.pixel(*at)?;
            let point = Point::new(x as f32 + 0.5, (y / aspect) as f32 + 0.5);
            let inside = (0.0..1.0).contains(&point.x) && (0.0..1.0).contains(&point.y);
            inside.then_some((camera, point))
        });
        shown.collect()
    }
}

/// Of the places around `at` that look the same to a camera over `from`, the nearest to `before`: `along` the line of
/// sight and `across` it, metres.
fn nearest(
    before: FloorPoint,
    at: FloorPoint,
    from: FloorPoint,
    along: f64,
    across: f64,
) -> FloorPoint {
    let far = at.distance(from);
    if far < 1e-6 {
        return at;
    }
    let (x, y) = ((at.x - from.x) / far, (at.y - from.y) / far);
    let (dx, dy) = (before.x - at.x, before.y - at.y);
    let ahead = (dx * x + dy * y).clamp(-along, along);
    let aside = (dy * x - dx * y).clamp(-across, across);
    FloorPoint::new(at.x + ahead * x - aside * y, at.y + ahead * y + aside * x)
}

/// A few directions around a place.
const AROUND: [(f64, f64); 9] = [
    (0.0, 0.0),
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, 1.0),
    (0.0, -1.0),
    (0.7, 0.7),
    (0.7, -0.7),
    (-0.7, 0.7),
    (-0.7, -0.7),
];
/// Seen from as high as cameras hang, a metre away from the camera is as far in the picture as so much of one sideways.
const FORESHORTENED: f64 = 0.4;

/// What is in a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Whole,
    /// A body from the head down to something that hides the rest.
    Head,
    /// What the left or right border of the picture leaves: its top need not be a head.
    Side,
}

/// A box in a picture.
struct Picture {
    bbox: BBox,
    /// Where it ends, in fractions of the picture.
    foot: Point,
    width: f32,
    height: f32,
}

impl Picture {
    fn of(update: &TrackUpdate) -> Self {
        let (width, height) = update.picture;
        Self {
            bbox: update.bbox,
            foot: update.foot(),
            width: width.max(1) as f32,
            height: height.max(1) as f32,
        }
    }

    fn aspect(&self) -> f64 {
        f64::from(self.height / self.width)
    }

    /// In picture widths from the middle.
    fn centred(&self, p: Point) -> [f64; 2] {
        [
            f64::from((p.x - self.width / 2.0) / self.width),
            f64::from((p.y - self.height / 2.0) / self.width),
        ]
    }

    fn is_cut_by_a_side(&self) -> bool {
        self.bbox.x < 1.0 || self.bbox.x + self.bbox.w > self.width - 1.0
    }

    fn is_cut_by_the_picture(&self) -> bool {
        self.bbox.y + self.bbox.h > self.height * 0.99
    }

    fn on_floor(&self, pose: &Pose, stature: &mut Stature, before: Option<FloorPoint>) -> Ground {
        let ends_at = pose.below(self.centred(self.bbox.foot()), 0.0);
        let shown = self.shown(pose, stature, ends_at);
        let at = match shown {
            Shown::Whole | Shown::Side => ends_at,
            Shown::Head => self.below_head(pose, stature).or(ends_at),
        };
        let slack = at.and_then(|at| self.slack(shown, pose, stature, at));
        let at = at.map(|at| match slack.zip(before) {
            Some(((along, across), before)) => nearest(before, at, pose.place(), along, across),
            None => at,
        });
        let seen = at.filter(|_| shown != Shown::Whole);
        let seen = seen.and_then(|at| pose.pixel(at));
        let foot = seen.map_or(self.foot, |pixel| self.fraction(pixel));
        let off = match slack {
            Some((along, _)) => OFF_M + along,
            None => OFF_M + OFF_BY_DISTANCE * at.map_or(0.0, |at| pose.distance(at)),
        };
        Ground {
            foot,
            at,
            common: true,
            off,
        }
    }

    /// What of the body is in the box, if it ends at this place of the floor.
    fn shown(&self, pose: &Pose, stature: &mut Stature, ends_at: Option<FloorPoint>) -> Shown {
        let tall = self.tall(pose, ends_at);
        let slim = self.bbox.w < SLIM * self.bbox.h;
        let whole = !self.is_cut_by_the_picture()
            && tall.is_some_and(|tall| {
                let adult = tall >= LEAST_STATURE && tall > stature.metres() - CUT_M;
                let child = !stature.is_adult() && slim && tall > LEAST_CHILD;
                (adult || child) && tall <= GREATEST_STATURE
            });
        if whole {
            match tall {
                Some(tall) if tall >= LEAST_STATURE => stature.learn(tall),
                Some(tall) => stature.learn_small(tall),
                None => {}
            }
            Shown::Whole
        } else if self.is_cut_by_a_side() {
            Shown::Side
        } else {
            Shown::Head
        }
    }

    /// How high the box reaches over the floor if it ends at this place, metres.
    fn tall(&self, pose: &Pose, ends_at: Option<FloorPoint>) -> Option<f64> {
        let top = self.centred(Point::new(self.bbox.centre().x, self.bbox.y));
        pose.height_over(ends_at?, top)
    }

    /// How far somebody of whom this is shown may stand from there, along the line of sight and across it, metres; `None`
    /// where all of them is seen.
    fn slack(
        &self,
        shown: Shown,
        pose: &Pose,
        stature: &Stature,
        at: FloorPoint,
    ) -> Option<(f64, f64)> {
        match shown {
            Shown::Whole => None,
            Shown::Side => Some(SIDE_OFF_M),
            Shown::Head => {
                // A head that is so much higher than thought is that much nearer.
                let above = (pose.height_m() - stature.metres()).max(0.2);
                let along = STATURE_OFF_M * pose.distance(at) / above;
                let seen_m = f64::from(self.bbox.w / self.width) * pose.metres_a_width(at);
                Some((along, ((SHOULDERS_M - seen_m) / 2.0).max(0.0)))
            }
        }
    }

    /// The floor below the head of somebody so tall.
    fn below_head(&self, pose: &Pose, stature: &Stature) -> Option<FloorPoint> {
        let top = Point::new(self.bbox.centre().x, self.bbox.y);
        let tall = stature.metres().min(pose.height_m() - 0.1);
        pose.below(self.centred(top), tall)
    }

    fn fraction(&self, [x, y]: [f64; 2]) -> Point {
        let (x, y) = (x as f32 + 0.5, y as f32 * self.width / self.height + 0.5);
        Point::new(x.clamp(0.0, 1.0), y.clamp(0.0, 1.0))
    }

    /// Without marks: as far away as face, body or shoulders seem small.
    fn guessed(&self, face_width: Option<f32>) -> Ground {
        let slim = self.bbox.w < SLIM * self.bbox.h;
        let (metres, pixels) = match face_width {
            Some(width) => (FACE_M, width),
            None if slim && !self.is_cut_by_the_picture() => (USUAL_STATURE, self.bbox.h),
            None => (SHOULDERS_M, self.bbox.w),
        };
        let far = FOCAL * metres * f64::from(self.width / pixels.max(1.0));
        let [x, _] = self.centred(self.bbox.centre());
        Ground {
            foot: self.foot,
            at: Some(FloorPoint::new(x / FOCAL * far, far)),
            common: false,
            off: GUESS_OFF * far,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Pinhole, *};
    use crate::types::{RunId, Stamp, TrackId, TrackPhase};
    use ulid::Ulid;

    /// 2.5 m high, looking along y.
    const CAMERA: Pinhole = Pinhole {
        at: [0.0, 0.0, 2.5],
        heading_deg: 90.0,
        tilt_deg: 20.0,
        fov_deg: 75.0,
        size: [1920.0, 1080.0],
    };

    fn plan() -> FloorPlan {
        let floor = [(-1.0, 3.0), (1.0, 3.0), (2.0, 6.0), (-2.0, 6.0)];
        let image = floor.map(|(x, y)| {
            let [x, y, _] = CAMERA.project([x, y, 0.0]).unwrap();
            Point::new((x / 1920.0) as f32, (y / 1080.0) as f32)
        });
        let metres = floor.map(|(x, y)| FloorPoint::new(x, y));
        FloorPlan::new([("a".into(), FloorMarks { image, metres })].into())
    }

    /// Somebody of whom all above `from_m` metres is seen.
    fn sight(x: f64, y: f64, tall: f64, from_m: f64) -> TrackUpdate {
        let pixel = |z| CAMERA.project([x, y, z]).unwrap();
        let ([left, top, depth], [_, bottom, _]) = (pixel(tall), pixel(from_m));
        let stamp = Stamp {
            run: RunId(Ulid::from(1)),
            mono_ns: 0,
            utc: jiff::Timestamp::UNIX_EPOCH,
        };
        let (w, h) = (0.45 / depth * CAMERA.focal(), bottom - top);
        TrackUpdate {
            stamp,
            camera: "a".into(),
            track: TrackId(Ulid::from(1)),
            since: stamp,
            phase: TrackPhase::Seen,
            bbox: BBox::new((left - w / 2.0) as f32, top as f32, w as f32, h as f32),
            picture: (1920, 1080),
            face: None,
            appearance: None,
        }
    }

    #[test]
    fn feet_behind_a_car_are_where_the_head_says() {
        let (plan, mut stature) = (plan(), Stature::default());
        for i in 0..20 {
            let y = 6.0 - 0.1 * f64::from(i);
            let ground = plan.stand(&sight(0.5, y, 1.8, 0.0), &mut stature, None);
            assert!(ground.at.unwrap().distance(FloorPoint::new(0.5, y)) < 0.1);
        }
        for hidden in [0.6, 1.0, 1.3] {
            let ground = plan.stand(&sight(1.0, 4.5, 1.8, hidden), &mut stature, None);
            let off = ground.at.unwrap().distance(FloorPoint::new(1.0, 4.5));
            assert!(off < 0.4, "{off} m off with {hidden} m hidden");
            let [_, y, _] = CAMERA.project([1.0, 4.5, 0.0]).unwrap();
            assert!((f64::from(ground.foot.y) - y / 1080.0).abs() < 0.04);
        }
    }

    #[test]
    fn whoever_shows_a_strip_of_themselves_stands_where_they_stood() {
        let (plan, mut stature) = (plan(), Stature::default());
        let whole = plan.stand(&sight(1.0, 5.0, 1.7, 0.0), &mut stature, None);
        let mut strip = sight(1.0, 5.0, 1.7, 1.35);
        strip.bbox.x += 0.7 * strip.bbox.w;
        strip.bbox.w *= 0.3;
        let alone = plan.stand(&strip, &mut stature.clone(), None);
        let after = plan.stand(&strip, &mut stature.clone(), whole.at);
        let off = |ground: &Ground| ground.at.unwrap().distance(FloorPoint::new(1.0, 5.0));
        assert!(
            off(&after) < 0.13 && off(&after) < off(&alone),
            "{} {}",
            off(&after),
            off(&alone)
        );
        // From there it could not be seen where it is.
        let far = plan.stand(&strip, &mut stature, Some(FloorPoint::new(-1.0, 5.0)));
        assert!(off(&far) < 0.6, "{}", off(&far));
    }

    #[test]
    fn a_child_that_is_seen_whole_stands_where_it_ends() {
        let ground = plan().stand(&sight(-0.5, 4.0, 1.05, 0.0), &mut Stature::default(), None);
        let off = ground.at.unwrap().distance(FloorPoint::new(-0.5, 4.0));
        assert!(off < 0.15, "{off}");
    }

    #[test]
    fn without_marks_distances_are_guessed_from_the_size_of_people() {
        let plan = FloorPlan::default();
        let place = |x, y| {
            let ground = plan.stand(&sight(x, y, 1.7, 0.0), &mut Stature::default(), None);
            assert!(!ground.common);
            ground.at.unwrap()
        };
        let apart = place(-1.0, 4.0).distance(place(1.0, 5.0));
        assert!((1.7..2.9).contains(&apart), "{apart} m for 2.2 m");
    }
}
