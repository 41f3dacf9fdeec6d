//! The body of a vision thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam_channel::Sender;

use super::{
    Networks, SeenFace, Settings, VisionError,
    gate::Gate,
    mask,
    scene::{People, Scene},
};
use crate::{
    runtime::{Attention, CameraCounters, Mailboxes, Spares, Taken, Telemetry},
    types::{
        BBox, CameraId, Frame, FrameObservation, Observation, PersonDetection, Point, Polygon,
        Portrait,
    },
};

/// What a worker knows of a camera.
#[derive(Clone, Debug)]
pub struct CameraView {
    pub id: CameraId,
    /// Zones of kind `exclude`: painted over before any network sees the picture.
    pub masks: Vec<Polygon>,
    /// Whom to tell that a closer look is wanted, and the camera's place there, where it has two streams.
    pub attention: Option<(Arc<Attention>, usize)>,
}

/// The cameras that some workers share: whoever has taken a frame has its camera, too, until it is done with.
#[derive(Debug)]
pub struct Cameras(Vec<Mutex<Camera>>);

impl Cameras {
    /// Observations of `views[i]` go to `out[i]`.
    pub fn new(
        views: Vec<CameraView>,
        out: Vec<Sender<Observation>>,
        settings: &Settings,
        telemetry: &Telemetry,
    ) -> Self {
        let open = settings.every_face;
        let camera = |(view, out)| Mutex::new(Camera::new(view, open, out, telemetry));
        Self(views.into_iter().zip(out).map(camera).collect())
    }

    fn lock(&self, slot: usize) -> MutexGuard<'_, Camera> {
        self.0[slot].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves cameras until all of them have ended, alone or beside other workers: slot `i` of the mailboxes holds frames of camera `i`, whose
/// observations are sent in the order of the frames. When a camera's slot is closed its sender is dropped. When a
/// receiver is gone, or a network fails, the mailboxes are abandoned and nothing more is analysed.
///
/// # Errors
/// A network fails.
pub fn run(
    networks: Networks,
    cameras: &Cameras,
    mailboxes: &Mailboxes<Frame>,
    spares: &Spares,
    telemetry: &Telemetry,
) -> Result<(), VisionError> {
    let mut worker = Worker {
        networks,
        telemetry,
    };
    let served = worker.serve(cameras, mailboxes, spares);
    if !matches!(served, Ok(End::AllEnded)) {
        mailboxes.abandon();
    }
    served.map(|_| ())
}

/// What a worker ended with.
enum End {
    AllEnded,
    /// Nobody takes what it sees.
    NobodyListens,
}

struct Worker<'a> {
    networks: Networks,
    telemetry: &'a Telemetry,
}

#[derive(Debug)]
struct Camera {
    view: CameraView,
    scene: Scene,
    gate: Gate,
    /// Analysed frames so far.
    frames: u64,
    counters: Arc<CameraCounters>,
    out: Option<Sender<Observation>>,
}

impl Camera {
    fn new(view: CameraView, open: bool, out: Sender<Observation>, telemetry: &Telemetry) -> Self {
        Self {
            scene: Scene::new(open),
            gate: Gate::new(open),
            frames: 0,
            counters: telemetry.camera(&view.id),
            view,
            out: Some(out),
        }
    }
}

impl Worker<'_> {
    fn serve(
        &mut self,
        cameras: &Cameras,
        mailboxes: &Mailboxes<Frame>,
        spares: &Spares,
    ) -> Result<End, VisionError> {
        while let Some(taken) = mailboxes.next() {
            match taken {
                Taken::Closed(slot) => cameras.lock(slot).out = None,
                Taken::Item(slot, mut frame) => {
                    let mut camera = cameras.lock(slot);
                    let observation = Observation::Frame(self.analyse(&mut camera, &mut frame)?);
                    spares.give(frame.image);
                    let out = camera.out.as_ref();
                    if out.is_some_and(|out| out.send(observation).is_err()) {
                        return Ok(End::NobodyListens);
                    }
                    drop(camera);
                    mailboxes.done(slot);
                }
            }
        }
        Ok(End::AllEnded)
    }

    fn analyse(
        &mut self,
        camera: &mut Camera,
        frame: &mut Frame,
    ) -> Result<FrameObservation, VisionError> {
        for polygon in &camera.view.masks {
            mask::fill(&mut frame.image, polygon);
        }
        let every = u64::from(self.networks.settings().people_every.max(1));
        let with_people = camera.frames.is_multiple_of(every);
        let plan = camera.scene.plan(&frame.image, frame.stamp, with_people);
        let anew = plan.people == People::Look;
        let networks = &mut self.networks;
        let sight = networks.look_at(&frame.image, plan, self.telemetry)?;
        let boxes = sight.faces.iter().map(|face| &face.detection.bbox);
        let people = sight.people.as_deref().filter(|_| anew);
        camera.scene.saw(frame.stamp, boxes, people);
        let mut faces = sight.faces;
        self.embed_chosen(&mut camera.gate, frame, &mut faces)?;
        if let Some((attention, seat)) = &camera.view.attention
            && camera.gate.lacks(frame.stamp, frame.shown_as.is_some())
        {
            attention.want(*seat, frame.stamp);
        }
        camera.frames += 1;
        CameraCounters::bump(&camera.counters.analysed);
        Ok(observation(&camera.view, frame, faces, sight.people))
    }

    fn embed_chosen(
        &mut self,
        gate: &mut Gate,
        frame: &Frame,
        faces: &mut [SeenFace],
    ) -> Result<(), VisionError> {
        let shown = Shown::of(frame);
        let prospects: Vec<_> = faces
            .iter()
            .map(|face| (shown.bbox(&face.detection.bbox), face.prospect()))
            .collect();
        let floor = self.networks.settings().min_embed_quality;
        for (place, chosen) in gate.choose(frame.stamp, &prospects, floor) {
            let face = &mut faces[place];
            if self.networks.embed(&frame.image, face, self.telemetry)? {
                gate.made(frame.stamp, chosen);
            }
        }
        Ok(())
    }
}

/// How boxes are told: in the pixels of the picture, or of another that shows the same.
#[derive(Clone, Copy)]
struct Shown {
    size: (u32, u32),
    scale: (f32, f32),
}

impl Shown {
    fn of(frame: &Frame) -> Self {
        let own = (frame.image.width, frame.image.height);
        let size = frame.shown_as.unwrap_or(own);
        let scale = |shown: u32, own: u32| shown as f32 / own.max(1) as f32;
        Self {
            size,
            scale: (scale(size.0, own.0), scale(size.1, own.1)),
        }
    }

    fn point(&self, p: Point) -> Point {
        Point::new(p.x * self.scale.0, p.y * self.scale.1)
    }

    fn bbox(&self, b: &BBox) -> BBox {
        let (x, y) = self.scale;
        BBox::new(b.x * x, b.y * y, b.w * x, b.h * y)
    }
}

fn observation(
    view: &CameraView,
    frame: &Frame,
    mut faces: Vec<SeenFace>,
    mut people: Option<Vec<PersonDetection>>,
) -> FrameObservation {
    let shown = Shown::of(frame);
    for face in &mut faces {
        let found = &mut face.detection;
        found.bbox = shown.bbox(&found.bbox);
        found.landmarks = found.landmarks.map(|p| shown.point(p));
    }
    for person in people.iter_mut().flatten() {
        person.bbox = shown.bbox(&person.bbox);
    }
    let portraits = faces.iter_mut().filter_map(|face| {
        Some(Portrait {
            face: face.detection.bbox,
            quality: face.detection.quality.value,
            picture: face.picture.take()?,
        })
    });
    let portraits = portraits.collect();
    FrameObservation {
        stamp: frame.stamp,
        camera: view.id.clone(),
        seq: frame.seq,
        width: shown.size.0,
        height: shown.size.1,
        people,
        faces: faces.into_iter().map(|face| face.detection).collect(),
        portraits,
    }
}
