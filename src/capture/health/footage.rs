//! Judges at recorded footage of real cameras, which are all well.

use std::{env, path::Path, sync::Arc};

use super::{Advice, Health, Views, testing::at};
use crate::{
    capture::{CameraSettings, Grab, Opener, Source, SystemOpener},
    types::{CameraState, Image},
};

/// Clips of rooms and streets, the longest ones: 250 s together. Several have backgrounds that hardly change.
const CLIPS: [&str; 5] = [
    "intel_one-by-one.mp4",
    "clm_cap12.mp4",
    "clm_cap13.mp4",
    "ocv4node_people.mp4",
    "ahmetozlu_pedestrian.mp4",
];

#[test]
#[allow(clippy::print_stderr, reason = "a test says what it leaves out")]
fn nothing_is_found_in_recorded_footage_and_hardly_a_picture_left_out() {
    let root = env::var_os("SHOWFLOOR_MATERIAL").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/material"),
        Into::into,
    );
    if !root.is_dir() {
        eprintln!("skipped, missing: test material `clips` (set SHOWFLOOR_MATERIAL)");
        return;
    }
    for clip in CLIPS {
        let path = root.join("clips").join(clip);
        let source = Source::parse(path.to_str().expect("UTF-8")).expect("a source");
        let settings = CameraSettings::new("hall".into(), source);
        let mut video = SystemOpener.open(&settings).expect("opens");
        let mut health = Health::new(settings.id, settings.fps, Arc::<Views>::default());
        health.opened(video.promised_fps());
        let (mut image, mut next_ms, mut left_out) = (Image::default(), 0, 0);
        while let Grab::Frame { position, .. } = video.grab().expect("decodes") {
            let stamp = at(position.as_millis() as u64);
            let advice = health.came(position, video.setback(), &stamp);
            assert_eq!(advice, Advice::GoOn, "{clip} {position:?}");
            if (position.as_millis() as u64) < next_ms {
                continue;
            }
            next_ms += 125;
            assert!(video.retrieve(&mut image));
            health.due(&stamp);
            let look = health.look(&image, &stamp);
            left_out += usize::from(!look.worthwhile);
            assert_eq!(look.advice, Advice::GoOn, "{clip} {position:?}");
            let found = health.finding(&stamp);
            assert_eq!(
                found.state,
                CameraState::Ok,
                "{clip} {position:?}: {found:?}"
            );
        }
        assert!(left_out < 10, "{clip}: {left_out}");
    }
}
