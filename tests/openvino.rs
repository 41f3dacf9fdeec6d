//! OpenVINO in place of ONNX Runtime's own kernels, where `scripts/setup --openvino` has put it. In a process of its own: a library, once
//! loaded, stays.

use std::{env, fs, path::Path};

use showfloor::{
    runtime::Telemetry,
    types::{Image, Signature},
    vision::{Networks, Provider, Settings, check},
};

const RUNTIME: &str = ".showfloor/openvino/libonnxruntime.so";

/// It is large and of use on some machines alone, so being left out is no failure anywhere.
#[allow(clippy::print_stderr, reason = "what is left out is said")]
fn left_out(why: &str) {
    eprintln!("left out: {why}");
}

/// A portrait of the test material.
fn portrait() -> Option<Image> {
    let root = env::var_os("SHOWFLOOR_MATERIAL").unwrap_or_else(|| "../shared/material".into());
    let people = fs::read_dir(Path::new(&root).join("faces/lfw")).ok()?;
    let mut people: Vec<_> = people.flatten().map(|entry| entry.path()).collect();
    people.sort();
    let picture = fs::read_dir(people.first()?).ok()?.flatten().next()?.path();
    let picture = image::open(picture).ok()?.into_rgb8();
    let (width, height) = picture.dimensions();
    let mut data = picture.into_raw();
    data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
    Some(Image {
        width,
        height,
        data,
    })
}

/// How many faces there are, and the signature of the best.
fn seen(settings: &Settings, image: &Image) -> (usize, Signature) {
    let mut networks = Networks::load(settings).expect("checked models load");
    let telemetry = Telemetry::default();
    // Twice, so that shapes change back and forth between the first and the second look.
    for _ in 0..2 {
        let mut sight = networks.look(image, true, &telemetry).expect("it runs");
        let face = sight.faces.first_mut().expect("a face");
        assert!(networks.embed(image, face, &telemetry).expect("it runs"));
    }
    let mut sight = networks.look(image, true, &telemetry).expect("it runs");
    let count = sight.faces.len();
    let face = &mut sight.faces[0];
    networks.embed(image, face, &telemetry).expect("it runs");
    (
        count,
        face.detection.signature.clone().expect("a signature"),
    )
}

#[test]
fn openvino_sees_and_recognises_what_the_cpu_does() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join(RUNTIME);
    if !runtime.exists() {
        return left_out("OpenVINO is not there (scripts/setup --openvino takes it from PyPI)");
    }
    let mut settings = Settings {
        runtime: Some(runtime),
        provider: Provider::OpenVino,
        ..Settings::default()
    };
    settings.dirs.push("../shared/models".into());
    if let Err(error) = check(&settings) {
        return left_out(&error.to_string());
    }
    let Some(image) = portrait() else {
        return left_out(
            "there is no portrait (no test material; name its folder in $SHOWFLOOR_MATERIAL)",
        );
    };
    let (faces, signature) = seen(&settings, &image);
    // The same library has ONNX Runtime's kernels, too.
    settings.provider = Provider::Cpu;
    let (on_cpu, reference) = seen(&settings, &image);
    assert_eq!(faces, on_cpu);
    let cosine = signature.cosine(&reference).expect("of one model");
    assert!(cosine > 0.999, "{cosine}");
}
