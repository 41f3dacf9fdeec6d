//! Capture with real parts: real clips, damaged files, and a real RTSP server.

#[path = "support/camera_thread.rs"]
mod camera_thread;
#[path = "support/rtsp.rs"]
mod rtsp;

use std::{
    fs,
    io::{BufReader, Read, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    sync::Arc,
    time::Duration,
};

use camera_thread::{Running, camera};
use rtsp::{RtspServer, free_port, material};
use showfloor::{
    capture::{Closeup, Login, Opener, Source, SystemOpener, Transport, probe},
    runtime::{Attention, CameraTotals, Stage, init_logging, spawn},
    types::CameraState,
};

/// Plays a recording; gives its analysed frames without their pictures, and what was counted.
fn play(path: &Path, fps: f32) -> (Vec<(u64, Duration)>, CameraTotals) {
    let running = Running::start(camera(path.to_str().expect("UTF-8"), fps));
    let mut frames = Vec::new();
    while let Some(frame) = running.next_frame() {
        let image = &frame.image;
        assert_eq!(
            image.data.len(),
            image.width as usize * image.height as usize * 3
        );
        frames.push((frame.seq, Duration::from_nanos(frame.stamp.mono_ns)));
    }
    let totals = running.totals();
    running.stop();
    (frames, totals)
}

fn ffmpeg(args: &str, output: &Path) {
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-y"])
        .args(args.split(' '))
        .arg(output)
        .status();
    assert!(
        status.expect("ffmpeg is installed").success(),
        "ffmpeg {args}"
    );
}

#[test]
fn every_clip_is_read_to_its_end() {
    let Some(clips) = material("clips") else {
        return;
    };
    let clips = [
        ("ahmetozlu_pedestrian.mp4", 242),
        ("bird.mkv", 63),
        ("clm_cap13.mp4", 765),
        ("dlib_MOT20-08.h264", 127),
        ("facenetpt_video.mp4", 105),
        ("intel_car-detection.gif", 62),
        ("intel_face-demographics-walking.gif", 35),
        ("intel_one-by-one.mp4", 1394),
        ("intel_store-aisle-detection.gif", 67),
        ("ocv4node_people.mp4", 460),
    ]
    .map(|(name, frames)| (clips.join(name), frames));
    for (clip, frames) in clips {
        let source = Source::parse(clip.to_str().expect("UTF-8")).expect("a source");
        let info = probe(&source).expect("opens");
        let (analysed, totals) = play(&clip, 8.0);
        let name = clip.display();
        assert_eq!((totals.grabbed, totals.corrupt), (frames, 0), "{name}");
        assert!(analysed.is_sorted(), "{name}");
        let seconds = frames as f64 / info.fps;
        // Where nothing moves some that are chosen are left out.
        let chosen = analysed.len() as f64 + totals.unchanged as f64;
        assert!((chosen - seconds * 8.0).abs() < 3.0, "{name}");
    }
}

#[test]
fn decode_and_conversion_are_booked_apart() {
    let Some(clips) = material("clips") else {
        return;
    };
    let clip = clips.join("facenetpt_video.mp4");
    let running = Running::start(camera(clip.to_str().expect("UTF-8"), 1000.0));
    while running.next_frame().is_some() {}
    for stage in running.telemetry.stages() {
        if [Stage::Decode, Stage::Convert].contains(&stage.stage) {
            let each_ms = stage.time.as_secs_f64() * 1000.0 / stage.calls as f64;
            println!(
                "{}: {} calls, {each_ms:.2} ms each",
                stage.stage.name(),
                stage.calls
            );
            assert!(stage.calls >= 105);
        }
    }
    running.stop();
}

#[test]
fn a_damaged_frame_is_left_out_and_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = folder.path().join("a.mp4");
    ffmpeg(
        "-f lavfi -i testsrc2=s=320x240:r=25 -frames:v 60 -c:v libx264 -bf 0 -g 60",
        &clip,
    );
    let packets = Command::new("ffprobe")
        .args("-v error -show_entries packet=pos,size -of csv=p=0".split(' '))
        .arg(&clip)
        .output()
        .expect("ffprobe is installed");
    let packets = String::from_utf8(packets.stdout).expect("text");
    let numbers: Vec<usize> = packets
        .lines()
        .nth(20)
        .expect("a packet")
        .split(',')
        .flat_map(str::parse)
        .collect();
    let (size, at) = (numbers[0], numbers[1]);
    let mut bytes = fs::read(&clip).expect("readable");
    bytes[at + 4..at + size].fill(0);
    fs::write(&clip, bytes).expect("writable");

    let (frames, totals) = play(&clip, 1000.0);
    assert_eq!((totals.grabbed, totals.corrupt), (59, 1));
    let last = frames.last().expect("frames").1;
    assert_eq!(last.as_millis(), 59 * 40, "times go on as recorded");
}

#[test]
fn a_folder_is_taken_in_the_order_of_its_names_without_its_broken_image() {
    let folder = tempfile::tempdir().expect("a folder");
    ffmpeg(
        "-f lavfi -i testsrc2=s=64x48:r=25 -frames:v 6",
        &folder.path().join("%03d.jpg"),
    );
    fs::write(folder.path().join("003.jpg"), b"\xff\xd8 and no more").expect("writable");
    fs::write(folder.path().join("notes.txt"), "not an image").expect("writable");
    let (frames, totals) = play(folder.path(), 4.0);
    let frames: Vec<_> = frames
        .iter()
        .map(|(seq, at)| (*seq, at.as_millis()))
        .collect();
    assert_eq!(frames, [(0, 0), (1, 250), (3, 750), (4, 1000), (5, 1250)]);
    assert_eq!((totals.grabbed, totals.corrupt), (5, 1));
}

#[test]
fn colours_arrive_as_blue_green_red() {
    let folder = tempfile::tempdir().expect("a folder");
    let red = "-f lavfi -i color=red:s=64x48:r=25 -frames:v 3";
    let (image, clip) = (folder.path().join("1.png"), folder.path().join("a.mp4"));
    ffmpeg(&red.replace("v 3", "v 1"), &image);
    ffmpeg(red, &clip);
    for source in [folder.path(), &clip] {
        let running = Running::start(camera(source.to_str().expect("UTF-8"), 8.0));
        let frame = running.next_frame().expect("a frame");
        let [blue, green, red] = frame.image.data[..3] else {
            panic!("three bytes a pixel");
        };
        assert!(blue < 20 && green < 20 && red > 235, "{source:?}");
        running.stop();
    }
}

#[test]
fn what_cannot_be_read_says_why_and_how_to_mend_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("empty.mp4"), "").expect("writable");
    fs::write(path("text.mp4"), "no video at all").expect("writable");
    fs::create_dir(path("none")).expect("writable");
    ffmpeg(
        "-f lavfi -i testsrc2=s=64x48:r=25 -frames:v 9 -movflags faststart",
        &path("hollow.mp4"),
    );
    let mut hollow = fs::read(path("hollow.mp4")).expect("readable");
    let media = hollow.windows(4).position(|w| w == b"mdat").expect("mdat");
    hollow[media + 4..].fill(0);
    fs::write(path("hollow.mp4"), hollow).expect("writable");
    let cases = [
        ("hollow.mp4", "not a video"),
        ("missing.mp4", "no such file"),
        ("empty.mp4", "the file is empty"),
        ("text.mp4", "not a video"),
        ("none", "no images"),
    ];
    for (name, what) in cases {
        let source = Source::parse(path(name).to_str().expect("UTF-8")).expect("a source");
        let error = probe(&source).expect_err("unusable").to_string();
        let told = error.contains(what) && error.contains("hint:") && error.contains(name);
        assert!(told, "{error}");
    }
    let device = Source::parse("/dev/showfloor-none").expect("a source");
    let error = probe(&device).expect_err("no such device").to_string();
    assert!(error.contains("/dev/showfloor-none"), "{error}");
}

/// Says something RTSP-like, or nothing, to everyone who connects.
fn impostor(replies: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    spawn("impostor", move || {
        let mut held = Vec::new();
        for (stream, reply) in listener.incoming().zip(replies.iter().cycle()) {
            let mut stream = stream.expect("a client");
            let mut request = [0; 2048];
            let _ = BufReader::new(&stream).read(&mut request);
            let _ = stream.write_all(reply.as_bytes());
            if reply.is_empty() {
                held.push(stream);
            }
        }
    })
    .expect("a thread");
    port
}

/// Started by the next test in a process of its own, so that all that is printed can be read.
#[test]
#[ignore = "a part of the next test"]
fn open_the_given_address() {
    init_logging("trace");
    let Ok(address) = std::env::var("SHOWFLOOR_TEST_ADDRESS") else {
        return;
    };
    let mut settings = camera(&address, 8.0);
    settings.silence = Duration::from_secs(1);
    let error = SystemOpener.open(&settings).err();
    let error = error.expect("it does not open");
    tracing::error!(%error, ?settings, debug = ?error, reason = error.reason());
    let running = Running::start(settings);
    eprintln!("{:?}", running.next_report());
    running.stop();
}

#[test]
fn no_failure_prints_the_password_and_each_is_told_in_plain_words() {
    const DENIED: &str =
        "RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Basic realm=\"c\"\r\n\r\n";
    const BAD_SDP: &str = "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nv=0\n";
    let cases = [
        (impostor(&[""]), "does not answer"),
        (
            impostor(&["HTTP/1.1 200 OK\r\n\r\n"]),
            "does not speak RTSP",
        ),
        (
            impostor(&["RTSP/1.0 404 Not Found\r\n\r\n"]),
            "no stream under this path",
        ),
        (impostor(&[BAD_SDP, DENIED]), "sends no pictures"),
        (impostor(&[BAD_SDP]), "sends no pictures"),
        // The last: the impostors take free ports, too.
        (free_port(), "refuses the connection"),
    ];
    for (port, what) in cases {
        let told = told(port);
        assert!(told.contains(what), "{told}");
    }
    let Some(server) = RtspServer::start(&["--user", "viewer", "--password", "right"]) else {
        return;
    };
    let told = told(server.port());
    assert!(told.contains("wrong user or password"), "{told}");
}

/// All that is printed while a camera at this port is opened with a wrong password.
fn told(port: u16) -> String {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "open_the_given_address",
            "--ignored",
            "--nocapture",
        ])
        .env(
            "SHOWFLOOR_TEST_ADDRESS",
            format!("rtsp://viewer:xyzzy@127.0.0.1:{port}/cam"),
        )
        .env("RUST_LOG", "trace")
        .output()
        .expect("runs");
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(output.status.success(), "{told}");
    assert!(!told.contains("xyzzy"), "{told}");
    assert!(told.contains("viewer:***@127.0.0.1"), "{told}");
    told
}

#[test]
fn a_camera_that_is_switched_off_and_on_again_comes_back() {
    let Some(server) = RtspServer::start(&["--user", "viewer", "--password", "r/ght @1"]) else {
        return;
    };
    let port = server.port();
    let mut settings = camera(&server.address("viewer:r%2Fght%20%401@"), 8.0);
    settings.silence = Duration::from_secs(2);
    let running = Running::start(settings);
    let first = running.next_frame().expect("frames flow");
    assert_eq!((first.image.width, first.image.height), (640, 360));
    assert_eq!(running.next_report().state, CameraState::Ok);
    drop(server);
    let report = running.next_report();
    assert_eq!(report.state, CameraState::Unreachable);
    let _server = RtspServer::start_at(port, &["--user", "viewer", "--password", "r/ght @1"]);
    let since = report.stamp.mono_ns;
    while running
        .next_frame()
        .expect("frames flow again")
        .stamp
        .mono_ns
        <= since
    {}
    assert_eq!(running.next_report().state, CameraState::Ok);
    assert_eq!(running.totals().opened, 2);
    running.stop();
}

#[test]
fn the_main_stream_is_opened_while_it_is_wanted_and_the_sub_stream_goes_on_without_it() {
    let (Some(sub), Some(main)) = (
        RtspServer::start(&[]),
        RtspServer::start(&["--size", "1280x720"]),
    ) else {
        return;
    };
    let mut settings = camera(&sub.address(""), 8.0);
    settings.closeup = Some(Source::parse(&main.address("")).expect("a source"));
    let attention = Arc::new(Attention::new(1, 1));
    let closeup = Closeup::new(attention.clone(), 0);
    let running = Running::start_with(settings, Some(Arc::new(closeup)));
    // Boxes are told in the pixels of the sub-stream, whichever it is.
    let next = || {
        let frame = running.next_frame().expect("frames flow");
        let told = frame
            .shown_as
            .unwrap_or((frame.image.width, frame.image.height));
        assert_eq!(told, (640, 360));
        (frame.image.width, frame.stamp)
    };
    assert!((0..8).all(|_| next().0 == 640), "nobody wants more");
    let wanting = || {
        let (width, now) = next();
        attention.want(0, now);
        width
    };
    while wanting() != 1280 {}
    assert!(
        (0..16).all(|_| wanting() == 1280),
        "one of the two at a time"
    );
    while next().0 != 640 {}
    assert!((0..8).all(|_| next().0 == 640), "the turn is over");
    while wanting() != 1280 {}
    drop(main);
    while wanting() != 640 {}
    assert!((0..8).all(|_| wanting() == 640), "there is no main stream");
    assert_eq!(running.next_report().state, CameraState::Ok);
    assert!(running.reports.is_empty(), "its sub-stream says how it is");
    running.stop();
}

#[test]
fn a_camera_that_falls_silent_is_lost_though_its_connection_stays() {
    let Some(server) = RtspServer::start(&["--silent-after", "75"]) else {
        return;
    };
    let mut settings = camera(&server.address(""), 8.0);
    // Long enough that a busy machine is not taken for a silent camera.
    settings.silence = Duration::from_secs(3);
    let running = Running::start(settings);
    assert!(running.next_frame().is_some());
    assert_eq!(running.next_report().state, CameraState::Ok);
    assert_eq!(running.next_report().detail, "no picture for 3 s");
    running.stop();
}

#[test]
fn h265_over_udp_with_basic_login() {
    let login = [
        "--h265",
        "--basic",
        "--user",
        "viewer",
        "--password",
        "right",
    ];
    let Some(server) = RtspServer::start(&login) else {
        return;
    };
    let mut settings = camera(&server.address("viewer:right@"), 8.0);
    settings.transport = Transport::Udp;
    let running = Running::start(settings);
    for _ in 0..10 {
        let frame = running.next_frame().expect("frames flow");
        assert_eq!((frame.image.width, frame.image.height), (640, 360));
    }
    running.stop();
}

#[test]
fn a_camera_opens_with_the_password_of_its_file_and_not_while_everybody_can_read_it() {
    let Some(server) = RtspServer::start(&["--user", "viewer", "--password", "r/ght @1"]) else {
        return;
    };
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("password");
    fs::write(&file, "r/ght @1\n").expect("written");
    let mut settings = camera(&server.address(""), 8.0);
    settings.login = Some(Login {
        user: "viewer".to_owned(),
        password_file: Some(file.clone()),
    });
    let readable_by =
        |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("set");
    readable_by(0o644);
    let Err(refused) = SystemOpener.open(&settings) else {
        panic!("a password that everybody can read is refused");
    };
    assert!(refused.to_string().contains("chmod o-rwx"), "{refused}");
    readable_by(0o600);
    let running = Running::start(settings);
    assert!(running.next_frame().is_some());
    running.stop();
}
