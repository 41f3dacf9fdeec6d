//! The body of a vision thread.

use std::sync::Arc;

use crossbeam_channel::Sender;

use super::{
    Networks, SeenFace, VisionError,
    gate::Gate,
    mask,
    scene::{People, Scene},
};
use crate::{
    runtime::{Attention, CameraCounters, Mailboxes, Taken, Telemetry},
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

/// Serves cameras until all of them have ended: slot `i` of the mailboxes holds frames of `cameras[i]`, whose
/// observations go to `out[i]` in the order of the frames. When a camera's slot is closed its sender is dropped. When a
/// receiver is gone, or a network fails, the mailboxes are abandoned and nothing more is analysed.
///
/// # Errors
/// A network fails.
pub fn run(
    networks: Networks,
    cameras: &[CameraView],
    mailboxes: &Mailboxes<Frame>,
    out: Vec<Sender<Observation>>,
    telemetry: &Telemetry,
) -> Result<(), VisionError> {
    let open = networks.settings().every_face;
    let mut worker = Worker {
        networks,
        cameras: cameras
            .iter()
            .zip(out)
            .map(|(view, out)| Camera::new(view, open, out, telemetry))
            .collect(),
        telemetry,
    };
    let result = worker.serve(mailboxes);
    mailboxes.abandon();
    result
}

struct Worker<'a> {
    networks: Networks,
    cameras: Vec<Camera<'a>>,
    telemetry: &'a Telemetry,
}

struct Camera<'a> {
    view: &'a CameraView,
    scene: Scene,
    gate: Gate,
    /// Analysed frames so far.
    frames: u64,
    counters: Arc<CameraCounters>,
    out: Option<Sender<Observation>>,
}

impl<'a> Camera<'a> {
    fn new(
        view: &'a CameraView,
        open: bool,
        out: Sender<Observation>,
        telemetry: &Telemetry,
    ) -> Self {
        Self {
            view,
            scene: Scene::new(open),
            gate: Gate::new(open),
            frames: 0,
            counters: telemetry.camera(&view.id),
            out: Some(out),
        }
    }
}

impl Worker<'_> {
    fn serve(&mut self, mailboxes: &Mailboxes<Frame>) -> Result<(), VisionError> {
        while let Some(taken) = mailboxes.take() {
            match taken {
                Taken::Closed(slot) => self.cameras[slot].out = None,
                Taken::Item(slot, frame) => {
                    let observation = Observation::Frame(self.analyse(slot, frame)?);
                    let out = self.cameras[slot].out.as_ref();
                    if out.is_some_and(|out| out.send(observation).is_err()) {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    fn analyse(&mut self, slot: usize, mut frame: Frame) -> Result<FrameObservation, VisionError> {
        let camera = &mut self.cameras[slot];
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
        self.embed_chosen(slot, &frame, &mut faces)?;
        let camera = &mut self.cameras[slot];
        if let Some((attention, seat)) = &camera.view.attention
            && camera.gate.lacks(frame.stamp, frame.shown_as.is_some())
        {
            attention.want(*seat, frame.stamp);
        }
        camera.frames += 1;
        CameraCounters::bump(&camera.counters.analysed);
        Ok(observation(camera.view, &frame, faces, sight.people))
    }

    fn embed_chosen(
        &mut self,
        slot: usize,
        frame: &Frame,
        faces: &mut [SeenFace],
    ) -> Result<(), VisionError> {
        let shown = Shown::of(frame);
        let prospects: Vec<_> = faces
            .iter()
            .map(|face| (shown.bbox(&face.detection.bbox), face.prospect()))
            .collect();
        let floor = self.networks.settings().min_embed_quality;
        let gate = &mut self.cameras[slot].gate;
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
