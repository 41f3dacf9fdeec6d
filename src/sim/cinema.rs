//! A simulated showroom in place of cameras: pictures painted when they are asked for.

use std::{ops::Range, path::Path, sync::Arc, time::Duration};

use super::{
    render::{Faces, Painter, PortraitError},
    scenario::{FaultKind, Scenario, SimCamera},
    stream::Simulation,
    world::World,
};
use crate::{
    capture::{CameraSettings, CaptureError, Grab, Opener, VideoSource},
    types::Image,
    vision,
};

/// The drawn faces, or those of a folder of portraits.
///
/// # Errors
/// What is wrong with the folder, or that the models to find faces with are missing.
pub fn faces(folder: Option<&Path>, simulation: &Simulation) -> Result<Arc<Faces>, PortraitError> {
    let people: usize = simulation
        .halls()
        .iter()
        .map(|hall| hall.world.cast().len())
        .sum();
    let faces = match folder {
        Some(folder) => Faces::from_folder(folder, people.max(1), &vision::Settings::default())?,
        None => Faces::drawn(),
    };
    Ok(Arc::new(faces))
}

/// Opens the cameras of a simulation by their ids.
#[derive(Debug)]
pub struct Cinema {
    simulation: Simulation,
    faces: Arc<Faces>,
}

impl Cinema {
    pub fn new(simulation: &Simulation, faces: &Arc<Faces>) -> Self {
        Self {
            simulation: simulation.clone(),
            faces: faces.clone(),
        }
    }

    /// The pictures of one camera; `None` where there is no such camera.
    pub(super) fn camera(&self, id: &str) -> Option<Film> {
        let halls = self.simulation.halls().iter();
        let mut cameras = halls.flat_map(|hall| {
            hall.scenario
                .cameras
                .iter()
                .map(move |camera| (hall, camera))
        });
        let (hall, camera) = cameras.find(|(_, camera)| camera.camera.id.as_str() == id)?;
        let looks = hall.world.looks(self.faces.len());
        let painter = Painter::new(
            hall.world.floor(),
            &camera.camera,
            looks,
            self.faces.clone(),
            camera.backlight,
        );
        Some(Film {
            scenario: Arc::new(hall.scenario.clone()),
            world: hall.world.clone(),
            camera: camera.clone(),
            painter,
            begin: self.simulation.since_midnight(&self.simulation.origin()),
            days: self.simulation.days(),
            day: 0,
            next: 0,
            at: Duration::ZERO,
            last: Image::default(),
            gapless: false,
        })
    }
}

impl Opener for Cinema {
    fn open(&self, settings: &CameraSettings) -> Result<Box<dyn VideoSource>, CaptureError> {
        let film = self.camera(settings.id.as_str());
        film.map(|film| Box::new(film) as Box<dyn VideoSource>)
            .ok_or_else(|| CaptureError::Missing(settings.id.as_str().into()))
    }
}

/// The pictures of one camera, one after another, the nights left out.
pub(super) struct Film {
    scenario: Arc<Scenario>,
    world: Arc<World>,
    camera: SimCamera,
    painter: Painter,
    /// Since midnight of day 1: from when positions count.
    begin: Duration,
    days: Vec<Range<Duration>>,
    day: usize,
    /// Number of the next picture of the day.
    next: u64,
    /// Of the picture that was grabbed.
    at: Duration,
    /// What a frozen camera goes on showing.
    last: Image,
    /// Whether every moment has a picture.
    gapless: bool,
}

impl Film {
    /// Of all the days this one alone, and of it so many seconds; black where the camera cannot be reached, as a clip has
    /// no gaps.
    pub(super) fn only(&mut self, day: usize, seconds: f64) {
        let day = self.days.get(day).cloned().unwrap_or_default();
        let end = day.end.min(day.start + Duration::from_secs_f64(seconds));
        self.days = vec![day.start..end];
        self.gapless = true;
    }

    fn fault(&self, at: Duration) -> Option<FaultKind> {
        let on = |fault: &&super::scenario::Fault| {
            let from = self.scenario.since_midnight(fault.day, fault.between.start);
            let to = self.scenario.since_midnight(fault.day, fault.between.end);
            (from..to).contains(&at)
        };
        self.camera.faults.iter().find(on).map(|fault| fault.kind)
    }

    fn freezes(&self) -> bool {
        self.camera
            .faults
            .iter()
            .any(|fault| fault.kind == FaultKind::Frozen)
    }
}

impl VideoSource for Film {
    fn grab(&mut self) -> Result<Grab, CaptureError> {
        loop {
            let Some(day) = self.days.get(self.day) else {
                return Ok(Grab::End);
            };
            let at = day.start + Duration::from_secs_f64(self.next as f64 / self.camera.camera.fps);
            if at >= day.end {
                (self.day, self.next) = (self.day + 1, 0);
                continue;
            }
            self.next += 1;
            if !self.gapless && self.fault(at) == Some(FaultKind::Unreachable) {
                continue;
            }
            self.at = at;
            return Ok(Grab::Frame {
                position: at.saturating_sub(self.begin),
                missing: 0,
            });
        }
    }

    fn retrieve(&mut self, image: &mut Image) -> bool {
        match self.fault(self.at) {
            Some(FaultKind::Frozen) if !self.last.data.is_empty() => {
                (image.width, image.height) = (self.last.width, self.last.height);
                image.data.clone_from(&self.last.data);
            }
            Some(FaultKind::Black | FaultKind::Unreachable) => {
                *image = Image::filled(self.camera.camera.width, self.camera.camera.height, 0);
            }
            _ => {
                self.painter.paint(&self.world.scene(self.at), image);
                if self.freezes() {
                    (self.last.width, self.last.height) = (image.width, image.height);
                    self.last.data.clone_from(&image.data);
                }
            }
        }
        true
    }
}
