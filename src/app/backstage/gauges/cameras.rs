//! Figures of each camera.

use super::{text::Exposition, watch::Gauges};
use crate::{runtime::CameraTotals, types::CameraState};

/// A counter of frames: its name, what it means, and where it stands.
type Counted = (&'static str, &'static str, fn(&CameraTotals) -> u64);

const COUNTED: [Counted; 6] = [
    (
        "showfloor_camera_frames_grabbed_total",
        "Frames that arrived.",
        |c| c.grabbed,
    ),
    (
        "showfloor_camera_frames_analysed_total",
        "Frames that went through the networks.",
        |c| c.analysed,
    ),
    (
        "showfloor_camera_frames_dropped_total",
        "Frames chosen for analysis that a newer one replaced: the machine is too slow.",
        |c| c.dropped,
    ),
    (
        "showfloor_camera_frames_unchanged_total",
        "Frames chosen for analysis that show nothing new, or nothing: the same as before, black, of a lull, or shown by the main stream.",
        |c| c.unchanged,
    ),
    (
        "showfloor_camera_frames_corrupt_total",
        "Frames that could not be decoded, or are missing between their neighbours.",
        |c| c.corrupt,
    ),
    (
        "showfloor_camera_connections_total",
        "Connections made to the camera, the first included.",
        |c| c.opened,
    ),
];

pub(super) fn write(gauges: &Gauges, text: &mut Exposition) {
    let cameras = gauges.cameras();
    let counted = gauges.telemetry.cameras();
    for (name, help, count) in COUNTED {
        let mut family = text.counter(name, help);
        for camera in &cameras {
            let totals = counted.get(camera).copied().unwrap_or_default();
            family.of(&[("camera", camera.as_str())], count(&totals));
        }
    }
    let decided = gauges.telemetry.all_decided();
    let help = "Faces found in all frames, the same face as often as it was seen.";
    let mut family = text.counter("showfloor_camera_faces_total", help);
    for (camera, seen) in &decided {
        family.of(&[("camera", camera.as_str())], seen.faces());
    }
    let help = "People found in all frames, the same person as often as they were seen.";
    let mut family = text.counter("showfloor_camera_people_total", help);
    for (camera, seen) in &decided {
        family.of(&[("camera", camera.as_str())], seen.people());
    }
    let help = "Seconds from when a frame arrived to when it was decided about.";
    let mut family = text.histograms("showfloor_camera_delay_seconds", help);
    for (camera, seen) in &decided {
        family.buckets(&[("camera", camera.as_str())], &seen.delays());
    }
    let help =
        "Age of the newest frame that was decided about, in seconds. Grows while none comes.";
    let mut family = text.gauge("showfloor_camera_newest_frame_age_seconds", help);
    let now = gauges.frame_clock.as_ref().map(crate::runtime::Clock::now);
    for (camera, seen) in &decided {
        if let Some(age) = now.and_then(|now| seen.age(&now)) {
            family.of(&[("camera", camera.as_str())], age.as_secs_f64());
        }
    }
    let help = "1 for what the camera is worth now, 0 for what it is not. Nothing before its first report.";
    let mut family = text.gauge("showfloor_camera_state", help);
    for (camera, seen) in &decided {
        if let Some((state, _)) = seen.health() {
            for (known, word) in CameraState::WORDS {
                let labels = [("camera", camera.as_str()), ("state", word)];
                family.of(&labels, u8::from(known == state));
            }
        }
    }
    let help = "Since when the camera has been in its state, in seconds since 1970.";
    let mut family = text.gauge("showfloor_camera_state_since_timestamp_seconds", help);
    for (camera, seen) in &decided {
        if let Some((_, since)) = seen.health() {
            let since = since.utc.as_millisecond() as f64 / 1000.0;
            family.of(&[("camera", camera.as_str())], since);
        }
    }
}
