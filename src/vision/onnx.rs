//! ONNX Runtime: loading the library, and sessions of one thread each. The only file that names `ort`.

use std::{
    env,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use ndarray::{Array4, ArrayViewD};
use ort::{
    environment::Environment,
    session::{Session, SessionOutputs, builder::GraphOptimizationLevel},
    value::TensorRef,
};

use super::{
    Role, VisionError,
    settings::{homes, packaged},
};

/// One environment per process, kept for good: `ort` cannot make a second one after the first is gone.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// Where `scripts/setup` puts the library.
const DEFAULT_RUNTIME: &str = ".showfloor/onnxruntime/libonnxruntime.so";

/// Where the package puts it, in `/usr`.
const PACKAGED_RUNTIME: &str = "lib/showfloor/libonnxruntime.so";

/// Loads ONNX Runtime. The first library that could be loaded serves the whole process; later calls only check that
/// theirs exists.
///
/// # Errors
/// No such file, no library, or one too old for us.
pub(super) fn load_runtime(configured: Option<&Path>) -> Result<Environment, VisionError> {
    let path = find_runtime(configured)?;
    let mut environment = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*environment {
        return Ok(environment.clone());
    }
    let unusable = |detail: String| VisionError::RuntimeUnusable {
        path: path.clone(),
        detail,
    };
    // `init_from` checks the version before anything else touches the library; the other ways into `ort` panic.
    let made = ort::init_from(&path)
        .map_err(|e| unusable(e.to_string()))?
        .with_telemetry(false)
        .build()
        .map_err(|e| unusable(e.to_string()))?;
    Ok(environment.insert(made).clone())
}

/// The absolute path of the library: `ort` would take a relative one from the program's directory.
fn find_runtime(configured: Option<&Path>) -> Result<PathBuf, VisionError> {
    let looked_at = configured.map_or_else(
        || {
            let named = env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty());
            let usual = || {
                let homes = homes().into_iter().map(|home| home.join(DEFAULT_RUNTIME));
                homes.chain(packaged(PACKAGED_RUNTIME)).collect()
            };
            named.map_or_else(usual, |path| vec![path.into()])
        },
        |path| vec![path.to_owned()],
    );
    looked_at
        .iter()
        .find_map(|path| path.canonicalize().ok())
        .ok_or(VisionError::RuntimeMissing { looked_at })
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
        environment: &Environment,
        model: &[u8],
        outputs: &[&str],
    ) -> Result<Self, VisionError> {
        let session = build(environment, model).map_err(|e| VisionError::ModelUnfit {
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

fn build(environment: &Environment, model: &[u8]) -> ort::Result<Session> {
    // One thread per session: workers are the unit of parallelism, and a pool would fight with the decoders.
    Session::builder(environment)?
        .with_optimization_level(GraphOptimizationLevel::Level3)?
        .with_intra_threads(1)?
        .with_parallel_execution(false)?
        .commit_from_memory(model)
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
