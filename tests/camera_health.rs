//! The health of a live camera, at a real RTSP server whose stream changes while the connection stays.
//!
//! Each kind of trouble has a camera of its own, and all go at once.

#[path = "support/camera_thread.rs"]
mod camera_thread;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/rtsp_meddler.rs"]
mod rtsp_meddler;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use camera_thread::{Running, camera};
use rtsp::{RtspServer, free_port};
use rtsp_meddler::Meddler;
use showfloor::{
    runtime::{Shutdown, Stopwatch},
    types::{CameraReport, CameraState, Observation},
};

/// In how many seconds every trouble is to be found. How long it took is printed; what fails a test is a machine's load
/// more than that, as it is busy with all cameras at once.
const FOUND_WITHIN: f32 = 10.0;
/// How long to wait at most. Long enough for an opening of the stream that times out after 15 s and is tried again, which
/// happens where the server takes down the last connection as the next one comes.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long the picture is good at first: until then a judge gets to know its camera.
const GOOD: Duration = Duration::from_secs(11);

static STARTS: Mutex<()> = Mutex::new(());

/// A camera and who watches it.
struct Watched {
    server: RtspServer,
    running: Running,
}

impl Watched {
    /// A camera that shows the room in good health; `None` where the parts of the server are missing and may be.
    fn start(meddler: Option<&mut Option<Meddler>>) -> Option<Self> {
        // One after the other: a free port is free until somebody takes it.
        let turn = STARTS.lock().unwrap_or_else(PoisonError::into_inner);
        let server = RtspServer::start_with(
            free_port(),
            "intel_one-by-one.mp4",
            &["--live", "--size", "480x270"],
        )?;
        drop(turn);
        let address = match meddler {
            None => server.address(""),
            Some(meddler) => meddler.insert(Meddler::start(server.port())).address(),
        };
        let running = Running::start(camera(&address, 8.0));
        let watched = Self { server, running };
        // Where the machine is busy with all servers at once, the first picture takes its time.
        while watched.next(PATIENCE).expect("a picture at last").state != CameraState::Ok {}
        watched.nothing_for(GOOD);
        Some(watched)
    }

    /// The next report within this time. Frames are taken meanwhile, as the networks would.
    fn next(&self, patience: Duration) -> Option<CameraReport> {
        match self.running.reports.recv_timeout(patience) {
            Ok(Observation::Camera(report)) => Some(report),
            _ => None,
        }
    }

    fn nothing_for(&self, time: Duration) {
        if let Some(report) = self.next(time) {
            panic!("nothing is wrong, and yet: {report:?}");
        }
    }

    /// Waits for this state; prints how long it took.
    #[allow(clippy::print_stdout, reason = "it is measured here")]
    fn becomes(&self, state: CameraState) -> CameraReport {
        let watch = Stopwatch::start();
        let report = self.next(PATIENCE);
        let report = report.unwrap_or_else(|| panic!("{state:?} is not found"));
        assert_eq!(report.state, state, "{report:?}");
        let seconds = watch.elapsed().as_secs_f32();
        let late = if seconds > FOUND_WITHIN { ", LATE" } else { "" };
        println!("{state:?} after {seconds:.1} s{late}: {}", report.detail);
        report
    }
}

#[test]
fn a_normal_stream_is_well_for_half_a_minute() {
    let Some(camera) = Watched::start(None) else {
        return;
    };
    camera.nothing_for(Duration::from_secs(20));
    let totals = camera.running.totals();
    assert!(totals.unchanged < 20, "{totals:?}");
    camera.running.stop();
}

#[test]
fn a_frozen_picture_is_found_and_ends_and_nothing_of_it_is_analysed() {
    let Some(mut camera) = Watched::start(None) else {
        return;
    };
    camera.server.mood("freeze");
    let frozen = camera.becomes(CameraState::Frozen);
    let handed_on = camera.running.totals();
    camera.nothing_for(Duration::from_secs(4));
    let later = camera.running.totals();
    assert!(
        later.unchanged > handed_on.unchanged && later.analysed == 0,
        "{handed_on:?} {later:?}"
    );
    camera.server.mood("normal");
    let ok = camera.becomes(CameraState::Ok);
    let lasted = ok.stamp.since(&frozen.stamp);
    assert!(
        lasted > Duration::from_secs(9),
        "since the picture froze: {lasted:?}"
    );
    camera.running.stop();
}

#[test]
fn a_black_picture_and_a_covered_lens_are_found_and_end() {
    let Some(mut camera) = Watched::start(None) else {
        return;
    };
    for (mood, word) in [("black", "black"), ("cover", "covered")] {
        camera.server.mood(mood);
        let report = camera.becomes(CameraState::Black);
        assert!(report.detail.contains(word), "{}", report.detail);
        camera.server.mood("normal");
        camera.becomes(CameraState::Ok);
    }
    camera.running.stop();
}

#[test]
fn too_few_pictures_are_found_and_end() {
    let Some(mut camera) = Watched::start(None) else {
        return;
    };
    camera.server.mood("slow");
    camera.becomes(CameraState::Slow);
    camera.server.mood("normal");
    camera.becomes(CameraState::Ok);
    camera.running.stop();
}

#[test]
fn a_camera_that_was_turned_is_found_with_way_and_distance_and_ends() {
    let Some(mut camera) = Watched::start(None) else {
        return;
    };
    // Until it is known what the camera is to show.
    camera.nothing_for(Duration::from_secs(22));
    camera.server.mood("turn 0.15 0");
    let report = camera.becomes(CameraState::Moved);
    assert!(report.detail.contains("to the left"), "{}", report.detail);
    camera.server.mood("turn 0 0");
    camera.becomes(CameraState::Ok);
    camera.running.stop();
}

#[test]
fn a_clock_that_jumps_and_one_that_runs_away_are_found_and_end() {
    let mut meddler = None;
    let Some(camera) = Watched::start(Some(&mut meddler)) else {
        return;
    };
    let meddler = meddler.expect("started with the camera");
    meddler.jump(-5.0);
    let report = camera.becomes(CameraState::Skewed);
    assert!(report.detail.contains("back by 5"), "{}", report.detail);
    camera.becomes(CameraState::Ok);
    meddler.speed(0.5);
    let report = camera.becomes(CameraState::Skewed);
    // Where the camera's own reports of its clock come in between, FFmpeg sets the time back instead.
    let told = ["later and later", "jumped back"];
    assert!(
        told.iter().any(|words| report.detail.contains(words)),
        "{}",
        report.detail
    );
    Shutdown::new().sleep(Duration::from_secs(4));
    meddler.speed(1.0);
    camera.becomes(CameraState::Ok);
    let opened = camera.running.totals().opened;
    assert!(opened <= 2, "opened anew once at most, not {opened} times");
    camera.running.stop();
}

#[test]
fn other_sizes_and_other_parameters_of_the_coder_are_followed() {
    let Some(mut camera) = Watched::start(None) else {
        return;
    };
    let sizes = [
        ("size 640x360", (640, 360)),
        ("size 320x240", (320, 240)),
        (
            "coder -g 50 -bf 0 -profile:v high -preset veryfast -b:v 400k",
            (320, 240),
        ),
    ];
    for (mood, size) in sizes {
        camera.server.mood(mood);
        let watch = Stopwatch::start();
        let mut right = 0;
        while right < 10 {
            let image = camera.running.next_frame().expect("frames flow").image;
            assert_eq!(
                image.data.len(),
                image.width as usize * image.height as usize * 3
            );
            right = if (image.width, image.height) == size {
                right + 1
            } else {
                0
            };
            assert!(watch.elapsed() < PATIENCE, "{mood}");
        }
        println!(
            "{mood}: followed after {:.1} s",
            watch.elapsed().as_secs_f32()
        );
    }
    camera.running.stop();
}
