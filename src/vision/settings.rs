//! What the networks are made from, and from which score on they are believed.

use std::{
    env, fmt,
    path::{Path, PathBuf},
};

/// What the networks are calculated with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Provider {
    /// ONNX Runtime's own kernels.
    #[default]
    Cpu,
    /// Intel's, which come with a runtime of their own (`scripts/setup --openvino`).
    OpenVino,
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpu => "ONNX Runtime on the CPU",
            Self::OpenVino => "OpenVINO on the CPU",
        })
    }
}

/// Where models and runtime lie, and the thresholds of this stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// A list of models in place of the one that is part of the program (`models/manifest.toml`).
    pub manifest: Option<PathBuf>,
    /// Where model files are looked for, in this order. Default: the folder `models` where we are; then
    /// `$SHOWFLOOR_MODELS` where set, else `models` above the program and where the package puts them.
    pub dirs: Vec<PathBuf>,
    /// `libonnxruntime.so`; `None` looks at `$ORT_DYLIB_PATH`, then where `scripts/setup` puts it:
    /// `.showfloor/onnxruntime/libonnxruntime.so`, where we are or above the program; then where the package puts it. With
    /// [`Provider::OpenVino`] in `openvino` instead, and last in `/usr/local`.
    pub runtime: Option<PathBuf>,
    /// What the networks are calculated with; the CPU by ONNX Runtime's own kernels.
    pub provider: Provider,
    /// Faces below this detector score (0 to 1) are not reported; 0.7.
    pub face_score: f32,
    /// People below this detector score (0 to 1) are not reported; 0.35.
    pub person_score: f32,
    /// The person network runs on every n-th analysed frame of a camera; 2. At least 1.
    pub people_every: u32,
    /// Long side of the face network's input in pixels; 640. Smaller pictures are not scaled up.
    pub face_input_px: u32,
    /// Whether a signature is the mean of those of a face and of its mirror image; true. It costs a second run of the
    /// signature network, and misses a tenth to a sixth fewer of single images (much less where many are fused).
    pub mirror: bool,
    /// Faces below this [`FaceQuality::value`](crate::types::FaceQuality::value) get no signature; 0.3, from which on
    /// identity uses them.
    pub min_embed_quality: f32,
    /// Whether a picture goes with each face that gets a signature; false.
    pub portraits: bool,
    /// Whether every face that may be good enough is looked at from close by, not the best few of each; false. For
    /// measuring: it costs some milliseconds a face and frame.
    pub every_face: bool,
    /// Kinds of networks beside ours that the list of models may name (`run --allow-model-kind`), and who allowed them. None of
    /// them is ever run.
    pub allowed_kinds: Vec<String>,
    pub allowed_by: String,
}

impl Settings {
    /// Takes another list of models; what it names is looked for beside it, too.
    pub fn list(&mut self, manifest: PathBuf) {
        let folder = manifest.parent().map(Path::to_owned);
        self.dirs.extend(folder);
        self.manifest = Some(manifest);
    }
}

/// Folders that may hold our files, best first: where we are, and those above the program, so that a program that was
/// built in its checkout works from anywhere. Absolute, so that messages name places that can be gone to.
pub(super) fn homes() -> Vec<PathBuf> {
    let program = env::current_exe().unwrap_or_default();
    let above = program.ancestors().skip(1).take(4).map(Path::to_owned);
    env::current_dir().into_iter().chain(above).collect()
}

/// Where the package puts a file or folder of ours: a program in `/usr/bin` has the rest of it in `/usr`.
pub(super) fn packaged(rest: &str) -> Option<PathBuf> {
    let folder = env::current_exe().ok()?.parent()?.to_owned();
    (folder.file_name()? == "bin").then(|| folder.with_file_name(rest))
}

/// `models` where we are; then `$SHOWFLOOR_MODELS` where set, else `models` above the program and of the package.
fn model_dirs() -> Vec<PathBuf> {
    let named = env::var_os("SHOWFLOOR_MODELS").filter(|dir| !dir.is_empty());
    let mut homes = homes().into_iter().map(|home| home.join("models"));
    let here = homes.next();
    let elsewhere: Vec<_> = match named {
        Some(dir) => vec![dir.into()],
        None => homes
            .chain(packaged("share/showfloor/models"))
            .filter(|dir| dir.is_dir())
            .collect(),
    };
    here.into_iter().chain(elsewhere).collect()
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            manifest: None,
            dirs: model_dirs(),
            runtime: None,
            provider: Provider::default(),
            face_score: 0.7,
            person_score: 0.35,
            people_every: 2,
            face_input_px: 640,
            mirror: true,
            min_embed_quality: 0.3,
            portraits: false,
            every_face: false,
            allowed_kinds: Vec::new(),
            allowed_by: String::new(),
        }
    }
}
