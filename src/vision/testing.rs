//! Where tests find models, runtime, pictures and clips; they are not part of the repository.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use jiff::Timestamp;
use ulid::Ulid;

use super::{Networks, Settings, check};
use crate::types::{Image, RunId, Stamp};

/// A stamp of the tests' run.
pub(super) fn stamp_ms(ms: u64) -> Stamp {
    Stamp {
        run: RunId(Ulid::from(1u128)),
        mono_ns: ms * 1_000_000,
        utc: Timestamp::UNIX_EPOCH,
    }
}

/// Settings with which the networks can be loaded; `None`, with a plain message, where models or runtime are missing.
/// `SHOWFLOOR_REQUIRE_MODELS=1` turns that into a failure.
pub(super) fn settings() -> Option<Settings> {
    let mut settings = Settings::default();
    settings.dirs.push("../shared/models".into());
    match check(&settings) {
        Ok(_) => Some(settings),
        Err(error) => left_out(&error.to_string()),
    }
}

/// Loaded networks, on the same terms.
pub(super) fn networks() -> Option<Networks> {
    settings().map(|settings| Networks::load(&settings).expect("checked models load"))
}

/// A file or folder of the test material, on the same terms.
pub(super) fn material(path: &str) -> Option<PathBuf> {
    let root = env::var_os("SHOWFLOOR_MATERIAL").map_or("../shared/material".into(), PathBuf::from);
    let path = root.join(path);
    if path.exists() {
        return Some(path);
    }
    left_out(&format!("{} is missing", path.display()))
}

fn left_out<T>(why: &str) -> Option<T> {
    let required = env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
    assert!(!required, "{why}");
    eprintln!("left out: {why}");
    None
}

/// A picture file.
pub(super) fn picture(path: &Path) -> Image {
    let rgb = image::open(path).expect("a picture").into_rgb8();
    let (width, height) = rgb.dimensions();
    let mut data = rgb.into_raw();
    data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
    Image {
        width,
        height,
        data,
    }
}

/// Every n-th frame of a clip of known size, decoded by FFmpeg.
pub(super) fn clip(path: &Path, (width, height): (u32, u32), every: u32) -> Vec<Image> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args([
            "-vf",
            &format!("select=not(mod(n\\,{every}))"),
            "-fps_mode",
            "passthrough",
        ])
        .args(["-f", "rawvideo", "-pix_fmt", "bgr24", "-"])
        .output()
        .expect("ffmpeg is installed");
    let frames = output.stdout.chunks_exact((width * height * 3) as usize);
    let frames: Vec<_> = frames
        .map(|data| Image {
            width,
            height,
            data: data.to_vec(),
        })
        .collect();
    assert!(
        !frames.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    frames
}
