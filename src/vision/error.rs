//! What can go wrong with models and runtime.

use std::{io, path::PathBuf};

use super::{Provider, Role};

/// Why the networks cannot be loaded or run.
#[derive(Debug, thiserror::Error)]
pub enum VisionError {
    #[error(
        "cannot read the list of models {}: {cause}\nhint: `models.manifest` in the configuration names it; it is part of the package",
        path.display()
    )]
    ManifestUnreadable { path: PathBuf, cause: io::Error },
    #[error(
        "the list of models {} is wrong: {detail}\nhint: compare it with the models/manifest.toml of this version",
        path.display()
    )]
    ManifestInvalid { path: PathBuf, detail: String },
    #[error(
        "the list of models {} names {name}, a network of kind {kind:?}: nothing but who somebody is may be inferred from a face, so \
         showfloor has face, signature and person and refuses others\nhint: take [{kind}] out of the list; where your data-protection \
         officer lets it lie there, `showfloor run --allow-model-kind {kind}` starts, notes it in the audit log, and never uses it",
        path.display()
    )]
    ModelKind {
        path: PathBuf,
        kind: String,
        name: String,
    },
    #[error(
        "the {role} model {file} (sha256 {sha256}) is missing; looked in {}\nhint: run scripts/fetch-models, or put the file there; its source is {source_url}",
        list(looked_in)
    )]
    ModelMissing {
        role: Box<str>,
        file: String,
        sha256: String,
        looked_in: Vec<PathBuf>,
        source_url: String,
    },
    #[error(
        "the {role} model {} is not the one that was tested: expected sha256 {expected}, found {found} ({bytes} bytes)\nhint: delete it and run scripts/fetch-models; its source is {source_url}",
        path.display()
    )]
    ModelAltered {
        role: Box<str>,
        path: PathBuf,
        expected: String,
        found: String,
        bytes: usize,
        source_url: String,
    },
    #[error("cannot read the model {}: {cause}\nhint: the service's user must be able to read it", path.display())]
    ModelUnreadable { path: PathBuf, cause: io::Error },
    #[error(
        "the {role} model does not fit its role: {detail}\nhint: compare models/manifest.toml with the one of this version"
    )]
    ModelUnfit { role: Role, detail: String },
    #[error(
        "ONNX Runtime (libonnxruntime.so) is missing; looked at {}\nhint: run {setup}, or name the file in `models.runtime`",
        list(looked_at)
    )]
    RuntimeMissing {
        looked_at: Vec<PathBuf>,
        setup: &'static str,
    },
    #[error(
        "ONNX Runtime at {} cannot be used: {detail}\nhint: run scripts/setup, which takes the version that fits",
        path.display()
    )]
    RuntimeUnusable { path: PathBuf, detail: String },
    #[error(
        "the networks cannot be calculated with {provider}, which models.provider asks for: the ONNX Runtime at {} {detail}\nhint: run \
         scripts/setup --openvino, which takes the one with OpenVINO and all of its libraries, and name its libonnxruntime.so in \
         models.runtime (or $ORT_DYLIB_PATH); or take models.provider out",
        path.display()
    )]
    ProviderUnusable {
        provider: Provider,
        path: PathBuf,
        detail: String,
    },
    #[error(
        "the {role} network failed: {detail}\nhint: most often the memory is exhausted; fewer workers need less"
    )]
    Inference { role: Role, detail: String },
}

fn list(paths: &[PathBuf]) -> String {
    let texts: Vec<_> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    texts.join(", ")
}
