//! What to do about what was measured, in words for somebody on a ladder.

use super::figures::Figures;
use crate::types::FaceLimit;

/// Width of the pictures that nearly every camera can give.
const FULL_PX: f32 = 1920.0;
/// Zooming in by more than this leaves too little of the scene.
const MOST_ZOOM: f32 = 3.0;

/// What a camera is, as far as advice depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    /// Width of the pictures.
    pub(super) width_px: u32,
    /// Whether the sub-stream is analysed.
    pub(super) substream: bool,
    /// Median brightness of whole pictures, 0 to 255.
    pub(super) light: Option<f32>,
}

/// How to make faces of `have` pixels `need` pixels wide.
pub(super) fn larger(have: f32, need: f32, setting: Setting) -> String {
    let mut ways = Vec::new();
    let mut left = need / have.max(1.0);
    let width = setting.width_px as f32;
    if setting.substream {
        // How much wider faces are there is not known; that is measured next.
        return "analyse the main stream (`analyse = \"main\"`), and repeat".to_owned();
    }
    if width < 0.9 * FULL_PX {
        let gain = FULL_PX / width.max(1.0);
        ways.push(format!(
            "let the camera send 1920 px across instead of {}, which makes them {} px wide",
            setting.width_px,
            (have * gain).round()
        ));
        left /= gain;
    }
    let then = if ways.is_empty() { "" } else { "then " };
    if left > MOST_ZOOM {
        ways.push(format!(
            "{then}mount it nearer: {left:.1} times is too much to zoom"
        ));
    } else if left > 1.0 {
        ways.push(format!(
            "{then}zoom in {left:.1} times (focal length), or go to {:.0} % of the distance, and draw the zones again",
            100.0 / left
        ));
    }
    ways.join("; ")
}

/// What keeps most faces from being usable, and the cure.
pub(super) fn cure(limit: FaceLimit, figures: &Figures, setting: Setting) -> String {
    match limit {
        FaceLimit::Small => "make faces larger: zoom in or go nearer".to_owned(),
        FaceLimit::Blurred => sharper(figures),
        FaceLimit::Turned => frontal().to_owned(),
        FaceLimit::Tilted => "turn the camera upright".to_owned(),
        FaceLimit::Dark => lighter(figures, setting),
        FaceLimit::Bright => "lower the exposure, or keep direct light off the faces".to_owned(),
        FaceLimit::Doubtful | FaceLimit::Faint => {
            "faces are covered, cut off or seen from above: aim the camera at faces that come towards it, at most 2.2 m high"
                .to_owned()
        }
    }
}

/// Where the sharpest tenth is good the lens is in focus, and it is motion that blurs.
pub(super) fn sharper(figures: &Figures) -> String {
    let in_focus = figures
        .sharpness
        .is_some_and(|s| s.p90 >= 2.0 * super::judge::SHARP);
    if in_focus {
        "the sharpest are good, so it is motion: shutter at 1/100 s or shorter, and more light if it gets dark".to_owned()
    } else {
        "even the sharpest are not: set the focus on faces, clean the lens, raise the bit rate; then shutter at 1/100 s"
            .to_owned()
    }
}

pub(super) fn frontal() -> &'static str {
    "mount the camera where people walk towards it, beside what they look at, not along their way"
}

pub(super) fn lower() -> &'static str {
    "lower the camera to 2.2 m, or aim it at faces farther away, so that it looks down by 15 degrees or less"
}

/// Faces that are darker than their picture have the light behind them.
pub(super) fn lighter(figures: &Figures, setting: Setting) -> String {
    let face = figures.brightness.map_or(0.0, |b| b.p50);
    match setting.light {
        Some(picture) if picture > face + 40.0 => format!(
            "they are lit from behind (the picture's brightness is {picture:.0}): turn the camera away from the window, or switch on WDR/backlight compensation"
        ),
        _ => "light the faces from the front, or raise the exposure (gain before a longer shutter)"
            .to_owned(),
    }
}
