//! Networks of other kinds than ours in the list of models: refused, or allowed with an account of it.

use jiff::Timestamp;

use crate::{
    config::Config,
    types::AuditEntry,
    vision::{self, OtherModel, VisionError},
};

/// What is to be noted in the audit log of networks that the list names and nothing runs.
///
/// # Errors
/// One is not allowed, missing, or altered.
pub(super) fn account(config: &Config, at: Timestamp) -> Result<Vec<AuditEntry>, VisionError> {
    let others = vision::other_models(&config.vision)?;
    let entry = |model: &OtherModel| {
        tracing::warn!(
            kind = model.kind,
            model = model.name,
            "the list of models names a network of another kind; it is allowed by --allow-model-kind, and never used"
        );
        AuditEntry {
            at,
            who: config.vision.allowed_by.clone(),
            what: "models.kind_allowed".into(),
            detail: told(model),
        }
    };
    Ok(others.iter().map(entry).collect())
}

/// What it is, and that nobody uses it.
pub(super) fn told(model: &OtherModel) -> String {
    let OtherModel {
        kind,
        name,
        sha256,
        licence,
        ..
    } = model;
    format!(
        "kind {kind}: {name} ({licence}, sha256 {}…) lies there, by --allow-model-kind; it is never used",
        &sha256[..12]
    )
}
