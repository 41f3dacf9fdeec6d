//! From picture files to faces with signatures, once per picture, on all cores.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, bounded};
use image::RgbImage;

use super::{
    folder::{Folder, Skipped},
    matching::Face,
    settings::Settings,
};
use crate::{
    eval::{
        central::central,
        pictures::{bgr, decode, padded, shrunk},
    },
    runtime::{Telemetry, spawn},
    types::Image,
    vision::{self, Networks, SeenFace},
};

/// Pictures with no longer side than this are looked at again with a wider margin where no face is found: the face
/// network does not see faces that fill the picture.
const SMALL_PX: u32 = 320;
/// The margin: this part of the longer side, and at least so many pixels.
const MARGIN_PART: u32 = 6;
const MARGIN_PX: u32 = 20;
/// Sessions take some 70 MB each, and disks do not get faster.
const MOST_WORKERS: usize = 8;

/// A picture of a person, and what can be made of its face.
#[derive(Clone, Debug, Default)]
pub(super) struct Shot {
    /// Width of the face, pixels; `None` where no face was found.
    pub(super) width_px: Option<f32>,
    /// `None` where there is none, or one below the quality floor.
    pub(super) face: Option<Face>,
    /// Whether the face was found only with a margin around the picture.
    pub(super) padded: bool,
}

/// All pictures of all people.
#[derive(Clone, Debug, Default)]
pub(super) struct Portraits {
    /// The pictures of each person that could be read; nobody is without one.
    pub(super) people: Vec<Vec<Shot>>,
    pub(super) skipped: Vec<Skipped>,
}

/// What a picture gave: a shot, or why it could not be read.
type Read = std::result::Result<Shot, String>;

/// Reads and embeds the pictures of a folder. `progress` is called with what is done and what there is.
///
/// # Errors
/// The folder has nobody in it, the models cannot be loaded, or a network fails.
pub(super) fn read(
    settings: &Settings,
    mut progress: impl FnMut(usize, usize),
) -> Result<Portraits> {
    let mut folder = Folder::list(&settings.faces)?;
    let files: Vec<PathBuf> = folder.people.iter().flatten().cloned().collect();
    let all = files.len();
    let results = start(settings, &Arc::new(files))?;
    let mut shots: Vec<Option<Read>> = vec![None; all];
    for done in 1..=all {
        let (at, read) = results.recv().context("a worker ended before its time")?;
        shots[at] = Some(read?);
        progress(done, all);
    }
    let mut shots = shots.into_iter().flatten();
    let mut people = Vec::new();
    for files in std::mem::take(&mut folder.people) {
        let mut own = Vec::new();
        for file in files {
            match shots.next() {
                Some(Ok(shot)) => own.push(shot),
                Some(Err(why)) => folder.skip(&settings.faces, &file, &why),
                None => {}
            }
        }
        if !own.is_empty() {
            people.push(own);
        }
    }
    folder.skipped.sort();
    Ok(Portraits {
        people,
        skipped: folder.skipped,
    })
}

/// Starts the workers; each takes the next picture that nobody has taken.
fn start(
    settings: &Settings,
    files: &Arc<Vec<PathBuf>>,
) -> Result<Receiver<(usize, Result<Read>)>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let workers = cores.min(MOST_WORKERS).min(files.len());
    let (tell, results) = bounded(2 * workers.max(1));
    let next = Arc::new(AtomicUsize::new(0));
    for worker in 0..workers {
        let mut of = vision::Settings {
            mirror: settings.mirror,
            min_embed_quality: settings.min_quality,
            ..vision::Settings::default()
        };
        if let Some(list) = settings.models.clone() {
            of.list(list);
        }
        let mut networks = Networks::load(&of)?;
        let (tell, next, files) = (tell.clone(), Arc::clone(&next), Arc::clone(files));
        let settings = settings.clone();
        spawn(&format!("eval-{worker}"), move || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(file) = files.get(at) else { return };
                let read = shot(&mut networks, file, &settings);
                // Where nobody listens any more, something else has failed.
                if tell.send((at, read)).is_err() {
                    return;
                }
            }
        })?;
    }
    Ok(results)
}

/// One picture; an error is one of the networks, not of the picture.
fn shot(networks: &mut Networks, file: &Path, settings: &Settings) -> Result<Read> {
    let picture = match decode(file) {
        Ok(picture) => picture,
        Err(error) => return Ok(Err(format!("not a picture that can be read: {error}"))),
    };
    let (mut found, mut was_padded) = find(networks, &picture)?;
    if let (Some((_, face)), Some(width)) = (&found, settings.shrink_px) {
        let part = f64::from(width) / f64::from(face.detection.bbox.w);
        if part < 1.0 {
            (found, was_padded) = find(networks, &shrunk(&picture, part)?)?;
        }
    }
    let Some((image, mut seen)) = found else {
        return Ok(Ok(Shot::default()));
    };
    if seen.prospect() >= settings.min_quality {
        networks.embed(&image, &mut seen, &Telemetry::default())?;
    }
    let width_px = seen.detection.bbox.w;
    let quality = seen.detection.quality.value;
    let signature = seen.detection.signature;
    Ok(Ok(Shot {
        width_px: Some(width_px),
        face: signature.map(|signature| Face { signature, quality }),
        padded: was_padded,
    }))
}

/// The most central face with the picture it is in, and whether a margin was needed to find it.
fn find(networks: &mut Networks, picture: &RgbImage) -> Result<(Option<(Image, SeenFace)>, bool)> {
    let mut look = |picture: &RgbImage| -> Result<_> {
        let image = bgr(picture);
        Ok(central(networks, &image)?.map(|face| (image, face)))
    };
    let found = look(picture)?;
    let side = picture.width().max(picture.height());
    if found.is_some() || side > SMALL_PX || picture.width().min(picture.height()) == 0 {
        return Ok((found, false));
    }
    let margin = (side / MARGIN_PART).max(MARGIN_PX);
    let found = look(&padded(picture, margin))?;
    let needed = found.is_some();
    Ok((found, needed))
}
