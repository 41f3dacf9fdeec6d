//! ONNX Runtime: loading the library, what it calculates with, and sessions of one thread each. The only file that names
//! `ort`.

use std::{
    env,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use ndarray::{Array4, ArrayViewD};
use ort::{
    environment::Environment,
    ep::{ExecutionProvider, OpenVINO},
    session::{
        Session, SessionOutputs,
        builder::{GraphOptimizationLevel, SessionBuilder},
    },
    value::TensorRef,
};

use super::{
    Provider, Role, Settings, VisionError,
    settings::{homes, packaged},
};

/// One environment per process, kept for good: `ort` cannot make a second one after the first is gone.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// Where `scripts/setup` puts the library.
const DEFAULT_RUNTIME: &str = ".showfloor/onnxruntime/libonnxruntime.so";

/// Where the package puts it, in `/usr`.
const PACKAGED_RUNTIME: &str = "lib/showfloor/libonnxruntime.so";

/// Where `scripts/setup --openvino` puts the one with `OpenVINO`, and where docs/install.md has it put beside the package.
const OPENVINO_RUNTIME: &str = ".showfloor/openvino/libonnxruntime.so";
const INSTALLED_OPENVINO: &str = "/usr/local/lib/showfloor/openvino/libonnxruntime.so";

/// The library once it is loaded, and what it is to calculate with.
#[derive(Clone)]
pub(super) struct Runtime {
    environment: Environment,
    provider: Provider,
}

/// Loads ONNX Runtime. The first library that could be loaded serves the whole process; later calls only check that
/// theirs exists.
///
/// # Errors
/// No such file, no library, one too old for us, or one that cannot calculate as the settings want it.
pub(super) fn load_runtime(settings: &Settings) -> Result<Runtime, VisionError> {
    let provider = settings.provider;
    let path = find_runtime(settings.runtime.as_deref(), provider)?;
    let runtime = Runtime {
        environment: environment(&path)?,
        provider,
    };
    // What it calculates with is loaded by the first session otherwise, and an error would be told of the face model.
    runtime
        .usable()
        .map_err(|detail| VisionError::ProviderUnusable {
            provider,
            path,
            detail,
        })?;
    Ok(runtime)
}

/// The environment of the process.
fn environment(path: &Path) -> Result<Environment, VisionError> {
    let mut environment = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*environment {
        return Ok(environment.clone());
    }
    let unusable = |detail: String| VisionError::RuntimeUnusable {
        path: path.to_owned(),
        detail,
    };
    // `init_from` checks the version before anything else touches the library; the other ways into `ort` panic.
    let made = ort::init_from(path)
        .map_err(|e| unusable(e.to_string()))?
        .with_telemetry(false)
        .build()
        .map_err(|e| unusable(e.to_string()))?;
    Ok(environment.insert(made).clone())
}

/// The absolute path of the library: `ort` would take a relative one from the program's directory.
fn find_runtime(configured: Option<&Path>, provider: Provider) -> Result<PathBuf, VisionError> {
    let looked_at = configured.map_or_else(
        || {
            let named = env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty());
            let usual = || {
                let (set_up, installed) = match provider {
                    Provider::Cpu => (DEFAULT_RUNTIME, packaged(PACKAGED_RUNTIME)),
                    Provider::OpenVino => (OPENVINO_RUNTIME, Some(INSTALLED_OPENVINO.into())),
                };
                let homes = homes().into_iter().map(|home| home.join(set_up));
                homes.chain(installed).collect()
            };
            named.map_or_else(usual, |path| vec![path.into()])
        },
        |path| vec![path.to_owned()],
    );
    looked_at
        .iter()
        .find_map(|path| path.canonicalize().ok())
        .ok_or(VisionError::RuntimeMissing {
            looked_at,
            setup: match provider {
                Provider::Cpu => "scripts/setup",
                Provider::OpenVino => "scripts/setup --openvino",
            },
        })
}

impl Runtime {
    /// A session that is still to get its model.
    fn builder(&self) -> ort::Result<SessionBuilder> {
        // One thread per session: workers are the unit of parallelism, and a pool would fight with the decoders.
        let builder = Session::builder(&self.environment)?
            .with_optimization_level(GraphOptimizationLevel::Level3)?
            .with_intra_threads(1)?
            .with_parallel_execution(false)?;
        if self.provider == Provider::Cpu {
            return Ok(builder);
        }
        let openvino = OpenVINO::default()
            .with_device_type("CPU")
            .with_num_threads(1)
            .with_num_streams(1);
        Ok(builder.with_execution_providers([openvino.build().error_on_failure()])?)
    }

    /// What is wrong with what it is to calculate with, if anything is.
    fn usable(&self) -> Result<(), String> {
        if self.provider == Provider::Cpu {
            return Ok(());
        }
        if !OpenVINO::is_available().map_err(|e| e.to_string())? {
            return Err("was built without it".into());
        }
        let tried = self.builder().map(drop);
        tried.map_err(|e| format!("was built with it, but cannot load it: {e}"))
    }
}

/// A network with one input, run by the calling thread alone.
#[derive(Debug)]
pub(super) struct Network {
    role: Role,
    session: Session,
}

impl Network {
    /// Builds the session of a model.
    ///
    /// # Errors
    /// The runtime refuses the model, or it lacks one of the `outputs` that its decoder reads.
    pub(super) fn new(
        role: Role,
        runtime: &Runtime,
        model: &[u8],
        outputs: &[&str],
    ) -> Result<Self, VisionError> {
        let session = runtime
            .builder()
            .and_then(|mut builder| builder.commit_from_memory(model))
            .map_err(|e| VisionError::ModelUnfit {
                role,
                detail: e.to_string(),
            })?;
        let has = |name: &&str| session.outputs().iter().any(|o| o.name() == *name);
        if let Some(name) = outputs.iter().find(|name| !has(name)) {
            let detail = format!("it has no output named {name}");
            return Err(VisionError::ModelUnfit { role, detail });
        }
        Ok(Self { role, session })
    }

    /// Runs the network.
    ///
    /// # Errors
    /// The runtime fails; with a checked model that means memory.
    pub(super) fn run(&mut self, input: &Array4<f32>) -> Result<Outputs<'_>, VisionError> {
        let role = self.role;
        let outputs = TensorRef::from_array_view(input.view())
            .and_then(|tensor| self.session.run(ort::inputs![tensor]))
            .map_err(|e| VisionError::Inference {
                role,
                detail: e.to_string(),
            })?;
        Ok(Outputs { role, outputs })
    }
}

/// What a network said.
pub(super) struct Outputs<'s> {
    role: Role,
    outputs: SessionOutputs<'s>,
}

impl Outputs<'_> {
    /// The n-th output.
    ///
    /// # Errors
    /// There is none, or it holds no 32-bit floats.
    pub(super) fn nth(&self, n: usize) -> Result<ArrayViewD<'_, f32>, VisionError> {
        if n >= self.outputs.len() {
            return Err(self.unfit(format!("it has no output number {}", n + 1)));
        }
        self.outputs[n]
            .try_extract_array()
            .map_err(|e| self.unfit(e.to_string()))
    }

    /// An output by its name, which [`Network::new`] has checked.
    ///
    /// # Errors
    /// It holds no 32-bit floats.
    pub(super) fn named(&self, name: &str) -> Result<ArrayViewD<'_, f32>, VisionError> {
        self.outputs[name]
            .try_extract_array()
            .map_err(|e| self.unfit(e.to_string()))
    }

    /// An error about outputs that are not as the role needs them.
    pub(super) fn unfit(&self, detail: String) -> VisionError {
        VisionError::ModelUnfit {
            role: self.role,
            detail,
        }
    }
}
