//! A colleague before a camera.

use std::time::Duration;

use super::Booth;
use crate::{
    capture::{CameraSettings, Grab, Opener, SystemOpener},
    config::Config,
    identity::{Fault, Picture, Template, variety},
    runtime::{Shutdown, Stopwatch},
    types::{Image, ZoneKind},
    vision::paint_over,
};

/// So many faces that differ from one another are enough.
const ENOUGH: usize = 6;
/// Between two looks.
const EVERY: Duration = Duration::from_millis(125);
/// So many good faces are kept to choose from, whatever comes.
const MOST: usize = 60;

/// What happened before the camera.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// A face was good enough; so many of `of` views are there.
    Views { seen: usize, of: usize },
    /// The picture was of no use.
    Useless(Fault),
}

impl Booth {
    /// Looks through a camera (or the recording in its place) until there are enough different views of a face, until
    /// `longest` has passed, the recording has ended, or the stop was asked for. Excluded zones are painted over first.
    ///
    /// # Errors
    /// The camera cannot be opened or fails, or a network fails.
    pub fn camera(
        &mut self,
        config: &Config,
        camera: &CameraSettings,
        longest: Duration,
        stop: &Shutdown,
        mut progress: impl FnMut(Progress),
    ) -> anyhow::Result<Vec<Picture>> {
        let mut source = SystemOpener.open(camera)?;
        let (watch, live) = (Stopwatch::start(), camera.source.is_live());
        let (mut image, mut last_look) = (Image::default(), None);
        let mut gathered = Gathered::default();
        loop {
            let (at, over) = match source.grab()? {
                Grab::Frame { position, .. } => {
                    let passed = if live { watch.elapsed() } else { position };
                    (position, passed > longest)
                }
                Grab::Corrupt => continue,
                Grab::End => break,
            };
            if over || stop.is_requested() {
                break;
            }
            let due = last_look.is_none_or(|last| at.saturating_sub(last) >= EVERY);
            if !due || !source.retrieve(&mut image) {
                continue;
            }
            last_look = Some(at);
            mask(config, camera, &mut image);
            match self.face(&image)? {
                Ok(template) => {
                    if let Some(seen) = gathered.add(template) {
                        progress(Progress::Views { seen, of: ENOUGH });
                    }
                }
                Err(fault) => progress(Progress::Useless(fault)),
            }
            if gathered.views >= ENOUGH {
                break;
            }
        }
        Ok(gathered.pictures())
    }
}

fn mask(config: &Config, camera: &CameraSettings, image: &mut Image) {
    let zones = config.zones.iter();
    for zone in zones.filter(|z| z.kind == ZoneKind::Exclude && z.camera == camera.id) {
        paint_over(image, &zone.polygon);
    }
}

/// The good faces so far.
#[derive(Default)]
struct Gathered {
    templates: Vec<Template>,
    views: usize,
}

impl Gathered {
    /// Keeps a face if there is room, or if it shows something new; the number of views where it did.
    fn add(&mut self, template: Template) -> Option<usize> {
        self.templates.push(template);
        let views = variety(&self.templates);
        let news = views > self.views;
        if !news && self.templates.len() > MOST {
            self.templates.pop();
        }
        self.views = views;
        news.then_some(views)
    }

    fn pictures(self) -> Vec<Picture> {
        let picture = |(number, template)| Picture {
            name: format!("view {}", number + 1),
            face: Ok(template),
        };
        self.templates
            .into_iter()
            .enumerate()
            .map(picture)
            .collect()
    }
}
