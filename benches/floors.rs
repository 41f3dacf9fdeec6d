//! What the line cannot be faster than: each part of its work alone, as often as the line asks for it. Run by `scripts/bench`, which
//! knows the clip, the models and the cameras.
//!
//! `cargo bench --bench floors -- calls CLIP MANIFEST MODELS RUNTIME [WxH]`: CPU milliseconds of one call of each part, on one
//! thread, with the clip's own pictures. `WxH` is what the person network is shown, where its input is not fixed. The parts take
//! turns in several rounds, and of each the fastest round counts: on a machine that others use too, that is as near as one gets to
//! what the work takes.
//!
//! `cargo bench --bench floors -- decoders SECONDS ADDRESS...`: these cameras opened and decoded, each on a thread, and nothing else:
//! CPU seconds, frames, and the peak of the memory.
//!
//! Without arguments there is nothing to measure.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread::JoinHandle,
    time::Duration,
};

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image as Pixels, ImageRef},
};
use ndarray::Array4;
use ort::{
    environment::Environment,
    session::{Session, builder::GraphOptimizationLevel},
    value::TensorRef,
};
use rustix::time::{ClockId, clock_gettime};
use serde_json::json;
use showfloor::{
    capture::{CameraSettings, CaptureError, Grab, Opener, Source, SystemOpener, VideoSource},
    runtime::{Shutdown, Stopwatch, spawn},
    types::Image,
    vision::any_size,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Where `$FLOORS_ROUNDS` says nothing else.
const ROUNDS: usize = 6;
/// CPU seconds spent on each part in a round; decoding takes the clip once.
const EFFORT_S: f64 = 0.25;
/// Every third frame of 25 a second is analysed, or nearly so.
const ANALYSED: usize = 3;

/// A camera that gives no picture for so long gives none.
const PATIENCE: Duration = Duration::from_secs(45);

/// What the face network is shown: the whole picture of a 16:9 camera, and a face from close by.
const WHOLE: (u32, u32) = (640, 384);
const CLOSE: (u32, u32) = (192, 192);
/// A part of the picture: as many pixels as parts have in the middle, of a room in which two people move.
const PART: (u32, u32) = (288, 288);
/// The picture within the whole.
const SCALED: (u32, u32) = (640, 360);

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &arguments[..] {
        ["calls", clip, manifest, models, runtime, rest @ ..] => {
            let person = rest.first().map_or(Ok((416, 416)), |size| parse(size))?;
            calls(
                Path::new(clip),
                &Models::open(manifest, models, runtime)?,
                person,
            )
        }
        ["decoders", seconds, addresses @ ..] => decoders(seconds.parse()?, addresses),
        _ => {
            say("floors: left out, nothing given; scripts/bench gives a clip");
            Ok(())
        }
    }
}

#[expect(clippy::print_stdout, reason = "its output is what it is for")]
fn say(line: &str) {
    println!("{line}");
}

fn parse(size: &str) -> Result<(u32, u32)> {
    let (width, height) = size.split_once('x').ok_or("a size is WxH")?;
    Ok((width.parse()?, height.parse()?))
}

// --- Each part alone ---

fn calls(clip: &Path, models: &Models, person: (u32, u32)) -> Result<()> {
    let frame = frame(clip)?;
    let mut best = Best::default();
    let mut networks = Vec::new();
    let whole = planes(&frame, SCALED, WHOLE, 0.0);
    networks.push(("face_net", models.network("face", whole)?));
    for (name, size) in [("face_net_part", PART), ("face_net_close", CLOSE)] {
        let input = planes(&frame, size, size, 0.0);
        networks.push((name, models.network("face", input)?));
    }
    let fit = |(w, h): (u32, u32)| (w, (w * 9 / 16).min(h));
    let square = (416, 416);
    for (name, size) in [("person_net", person), ("person_net_square", square)] {
        let input = planes(&frame, fit(size), size, 114.0);
        networks.push((name, models.network("person", input)?));
    }
    let face = planes(&frame, (112, 112), (112, 112), 0.0).mapv(|v| (v - 120.0) / 57.0);
    networks.push(("signature_net", models.network("signature", face)?));
    let (mut scaler, mut scaled) = (Resizer::new(), Image::default());
    let mut part = Image::default();
    let rounds = env::var("FLOORS_ROUNDS").map_or(Ok(ROUNDS), |n| n.parse())?;
    for _ in 0..rounds {
        decode(clip, &mut best)?;
        best.repeat("resize", || {
            scale(&mut scaler, &frame, SCALED, &mut scaled);
            Ok(())
        })?;
        best.repeat("resize_person", || {
            scale(&mut scaler, &scaled, fit(person), &mut part);
            Ok(())
        })?;
        for (name, network) in &mut networks {
            best.repeat(name, || network.run())?;
        }
    }
    let sizes: BTreeMap<_, _> = networks.iter().map(|(n, net)| (*n, net.size())).collect();
    let line = json!({"ms": best.0, "inputs": sizes, "rounds": rounds});
    say(&line.to_string());
    Ok(())
}

/// CPU milliseconds of one call, by part: those of the fastest round.
#[derive(Default)]
struct Best(BTreeMap<&'static str, f64>);

impl Best {
    fn take(&mut self, name: &'static str, ms: f64) {
        let best = self.0.entry(name).or_insert(f64::INFINITY);
        *best = best.min(ms);
    }

    fn repeat(&mut self, name: &'static str, mut work: impl FnMut() -> Result<()>) -> Result<()> {
        // Whose turn it was before has left other things in the caches.
        work()?;
        let (start, mut calls) = (cpu_s(ClockId::ProcessCPUTime), 0);
        while calls < 3 || cpu_s(ClockId::ProcessCPUTime) - start < EFFORT_S {
            work()?;
            calls += 1;
        }
        let took = cpu_s(ClockId::ProcessCPUTime) - start;
        self.take(name, took * 1000.0 / f64::from(calls));
        Ok(())
    }
}

/// The clip once: a frame's share of decoding, and what it takes to make a picture of one. The decoder may have threads of its own, so
/// its time is the process's, less that of the pictures, which is this thread's.
fn decode(clip: &Path, best: &mut Best) -> Result<()> {
    let settings = CameraSettings::new("bench".into(), Source::File(clip.to_owned()));
    let (mut image, mut frames, mut pictures, mut convert) = (Image::default(), 0, 0, 0.0);
    let mut source = SystemOpener.open(&settings)?;
    let start = cpu_s(ClockId::ProcessCPUTime);
    while let Grab::Frame { .. } = source.grab()? {
        if frames % ANALYSED == 0 {
            let start = cpu_s(ClockId::ThreadCPUTime);
            source.retrieve(&mut image);
            convert += cpu_s(ClockId::ThreadCPUTime) - start;
            pictures += 1;
        }
        frames += 1;
    }
    let took = cpu_s(ClockId::ProcessCPUTime) - start - convert;
    best.take("decode", took * 1000.0 / frames as f64);
    best.take("convert", convert * 1000.0 / f64::from(pictures));
    Ok(())
}

/// A picture from the middle of the clip's first second.
fn frame(clip: &Path) -> Result<Image> {
    let settings = CameraSettings::new("bench".into(), Source::File(clip.to_owned()));
    let mut source = SystemOpener.open(&settings)?;
    let mut image = Image::default();
    for _ in 0..12 {
        source.grab()?;
    }
    if source.retrieve(&mut image) {
        Ok(image)
    } else {
        Err("the clip has no twelfth picture".into())
    }
}

/// As the line scales: bilinear, with a support that grows with the reduction.
fn scale(resizer: &mut Resizer, source: &Image, (width, height): (u32, u32), target: &mut Image) {
    target.width = width;
    target.height = height;
    target.data.resize(width as usize * height as usize * 3, 0);
    let from = ImageRef::new(source.width, source.height, &source.data, PixelType::U8x3)
        .expect("an Image holds width * height * 3 bytes");
    let mut to = Pixels::from_slice_u8(width, height, &mut target.data, PixelType::U8x3)
        .expect("resized above");
    let how = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    resizer
        .resize(&from, &mut to, &how)
        .expect("equal pixel types and no crop");
}

/// The picture scaled into the top-left corner of an input, three planes.
fn planes(image: &Image, scaled: (u32, u32), input: (u32, u32), padding: f32) -> Array4<f32> {
    let mut small = Image::default();
    scale(&mut Resizer::new(), image, scaled, &mut small);
    let mut planes = Array4::from_elem((1, 3, input.1 as usize, input.0 as usize), padding);
    for (i, value) in small.data.iter().enumerate() {
        let (pixel, channel) = (i / 3, i % 3);
        let (x, y) = (pixel % scaled.0 as usize, pixel / scaled.0 as usize);
        planes[[0, channel, y, x]] = f32::from(*value);
    }
    planes
}

/// The models that the manifest names.
struct Models {
    environment: Environment,
    manifest: toml::Table,
    folder: String,
}

impl Models {
    fn open(manifest: &str, folder: &str, runtime: &str) -> Result<Self> {
        Ok(Self {
            environment: ort::init_from(fs::canonicalize(runtime)?)?
                .with_telemetry(false)
                .build()?,
            manifest: fs::read_to_string(manifest)?.parse()?,
            folder: folder.to_owned(),
        })
    }

    /// A session of one thread, for an input of this size, as the line has it.
    fn network(&self, role: &str, input: Array4<f32>) -> Result<Network> {
        let file = self.manifest[role]["file"].as_str().ok_or("no file")?;
        let model = fs::read(Path::new(&self.folder).join(file))?;
        let model = if role == "person" {
            any_size(&model).ok_or("no ONNX model")?
        } else {
            model
        };
        let session = Session::builder(&self.environment)?
            .with_optimization_level(GraphOptimizationLevel::Level3)?
            .with_intra_threads(1)?
            .with_parallel_execution(false)?
            .commit_from_memory(&model)?;
        Ok(Network { session, input })
    }
}

struct Network {
    session: Session,
    input: Array4<f32>,
}

impl Network {
    fn run(&mut self) -> Result<()> {
        let tensor = TensorRef::from_array_view(self.input.view())?;
        self.session.run(ort::inputs![tensor])?;
        Ok(())
    }

    /// Width and height of what it is shown.
    fn size(&self) -> String {
        let shape = self.input.shape();
        format!("{}x{}", shape[3], shape[2])
    }
}

/// CPU seconds so far.
fn cpu_s(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

// --- Decoding, and nothing else ---

fn decoders(seconds: f64, addresses: &[&str]) -> Result<()> {
    let stop = Shutdown::new();
    let (mut threads, mut counts) = (Vec::new(), Vec::new());
    for (i, address) in addresses.iter().enumerate() {
        let source = Source::parse(address)?;
        let settings = CameraSettings::new(format!("c{i}").as_str().into(), source);
        let count = Arc::new(AtomicU64::new(0));
        counts.push(count.clone());
        let stop = stop.clone();
        let body = move || decode_until(&stop, &settings, &count);
        threads.push(((*address).to_owned(), spawn(&format!("cam-{i}"), body)?));
    }
    let pause = Shutdown::new();
    // Until all of them give pictures, and what that took is over.
    while counts.iter().any(|count| count.load(Relaxed) == 0) {
        ended(&mut threads)?;
        pause.sleep(Duration::from_millis(100));
    }
    pause.sleep(Duration::from_secs(3));
    let grabbed = || counts.iter().map(|count| count.load(Relaxed)).sum::<u64>();
    let (cpu, frames, watch) = (
        cpu_s(ClockId::ProcessCPUTime),
        grabbed(),
        Stopwatch::start(),
    );
    pause.sleep(Duration::from_secs_f64(seconds));
    let cpu = cpu_s(ClockId::ProcessCPUTime) - cpu;
    let (frames, seconds) = (grabbed() - frames, watch.elapsed().as_secs_f64());
    ended(&mut threads)?;
    stop.request();
    for (address, thread) in threads {
        joined(&address, thread)?;
    }
    let line = json!({"cameras": addresses.len(), "seconds": seconds, "cpu_s": cpu, "frames": frames,
        "peak_mb": peak_mb()?});
    say(&line.to_string());
    Ok(())
}

type Decoder = (String, JoinHandle<std::result::Result<(), CaptureError>>);

/// What a decoder ended with that should go on.
fn ended(threads: &mut Vec<Decoder>) -> Result<()> {
    let place = threads.iter().position(|(_, thread)| thread.is_finished());
    place.map_or(Ok(()), |place| {
        let (address, thread) = threads.swap_remove(place);
        joined(&address, thread)?;
        Err(format!("{address} ended too early").into())
    })
}

fn joined(address: &str, thread: JoinHandle<std::result::Result<(), CaptureError>>) -> Result<()> {
    let ended = thread.join().map_err(|_| "a decoder panicked")?;
    ended.map_err(|error| format!("{address}: {error}").into())
}

fn decode_until(
    stop: &Shutdown,
    settings: &CameraSettings,
    count: &AtomicU64,
) -> std::result::Result<(), CaptureError> {
    let mut source = opened(stop, settings)?;
    while !stop.is_requested() {
        match source.grab()? {
            Grab::End => return Err(CaptureError::Ended),
            _ => count.fetch_add(1, Relaxed),
        };
    }
    Ok(())
}

/// A source that gives pictures. While all cameras are opened at once some take too long, as in the appliance, which tries again, too.
fn opened(
    stop: &Shutdown,
    settings: &CameraSettings,
) -> std::result::Result<Box<dyn VideoSource>, CaptureError> {
    let begun = Stopwatch::start();
    loop {
        let source = SystemOpener
            .open(settings)
            .and_then(|mut source| match source.grab()? {
                Grab::End => Err(CaptureError::Ended),
                _ => Ok(source),
            });
        match source {
            Err(_) if begun.elapsed() < PATIENCE && !stop.is_requested() => {
                stop.sleep(Duration::from_millis(500));
            }
            source => return source,
        }
    }
}

/// The most memory that this process has had, in MB of 1,000,000 bytes.
fn peak_mb() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.ok_or("no VmHWM")?.parse::<f64>()? * 1024.0 / 1e6)
}
