//! What the whole line cannot be faster than: decoding alone, and each network alone, in CPU milliseconds a call.
//!
//! Run by `scripts/bench`, which knows the clip and the models: `cargo bench --bench floors -- CLIP MODELS RUNTIME`.
//! Without a clip there is nothing to measure. CPU time instead of the clock, so that a busy machine measures the same.

use std::{env, error::Error, fs, path::Path};

use ndarray::Array4;
use ort::{
    environment::Environment,
    session::{Session, builder::GraphOptimizationLevel},
    value::TensorRef,
};
use showfloor::{
    capture::{CameraSettings, Grab, Opener, Source, SystemOpener},
    types::Image,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// CPU seconds spent on each figure.
const EFFORT_S: f64 = 3.0;

#[expect(clippy::print_stdout, reason = "its output is what it is for")]
fn main() -> Result<()> {
    let arguments: Vec<_> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let [clip, models, runtime] = &arguments[..] else {
        println!("floors: left out, no clip given; scripts/bench gives one");
        return Ok(());
    };
    println!("decode {:.3}", decode_ms(Path::new(clip), false)?);
    println!("decode+convert {:.3}", decode_ms(Path::new(clip), true)?);
    let environment = ort::init_from(fs::canonicalize(runtime)?)?
        .with_telemetry(false)
        .build()?;
    // The sizes at which the line runs its networks on a 16:9 picture.
    for (name, file, height, width) in [
        ("face_net", "yunet_n_dynamic.onnx", 384, 640),
        ("person_net", "yolox_nano.onnx", 416, 416),
        ("signature_net", "mobilefacenet.onnx", 112, 112),
    ] {
        let model = fs::read(Path::new(models).join(file))?;
        let ms = network_ms(&environment, &model, height, width)?;
        println!("{name} {ms:.3}");
    }
    Ok(())
}

/// Decoding every frame of the clip, and with `convert` also turning it into an image; a frame's share.
fn decode_ms(clip: &Path, convert: bool) -> Result<f64> {
    let settings = CameraSettings::new("bench".into(), Source::File(clip.to_owned()));
    let (mut image, mut frames) = (Image::default(), 0);
    let start = cpu_s()?;
    while cpu_s()? - start < EFFORT_S {
        let mut source = SystemOpener.open(&settings)?;
        while let Grab::Frame { .. } = source.grab()? {
            frames += 1;
            if convert {
                source.retrieve(&mut image);
            }
        }
    }
    Ok((cpu_s()? - start) * 1000.0 / f64::from(frames))
}

/// A network on one thread with an input that is in place already.
fn network_ms(environment: &Environment, model: &[u8], height: usize, width: usize) -> Result<f64> {
    let mut session = Session::builder(environment)?
        .with_optimization_level(GraphOptimizationLevel::Level3)?
        .with_intra_threads(1)?
        .with_parallel_execution(false)?
        .commit_from_memory(model)?;
    let input = Array4::<f32>::from_elem((1, 3, height, width), 0.5);
    let mut run = || -> Result<()> {
        session.run(ort::inputs![TensorRef::from_array_view(input.view())?])?;
        Ok(())
    };
    for _ in 0..10 {
        run()?;
    }
    let (start, mut calls) = (cpu_s()?, 0);
    while cpu_s()? - start < EFFORT_S {
        run()?;
        calls += 1;
    }
    Ok((cpu_s()? - start) * 1000.0 / f64::from(calls))
}

/// CPU seconds of this process so far, in steps of 10 ms.
fn cpu_s() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The program's name, in parentheses, may hold spaces.
    let (_, fields) = stat.rsplit_once(')').ok_or("no /proc/self/stat")?;
    let mut ticks = fields.split_whitespace().skip(11);
    let mut next = || ticks.next().ok_or("a short /proc/self/stat");
    let (user, system): (f64, f64) = (next()?.parse()?, next()?.parse()?);
    Ok((user + system) / 100.0)
}
