//! Whether what the configuration names is there and usable, without starting anything.

use crate::{
    capture,
    config::{self, Config},
    store::{HubSettings, Reader},
    types::ModelTag,
    vision,
};

/// Everything that would keep `run` from working, in words.
pub fn check(config: &Config) -> Vec<String> {
    let mut findings = Vec::new();
    if let Err(error) = vision::check(&config.vision) {
        findings.push(error.to_string());
    }
    if let Err(error) = config.mqtt.check() {
        findings.push(error.to_string());
    }
    for webhook in &config.webhooks {
        if let Err(error) = webhook.check() {
            findings.push(error.to_string());
        }
    }
    if let Some(file) = config.web.as_ref().and_then(|web| web.tokens_file.as_ref())
        && let Err(problems) = config::tokens(file)
    {
        findings.push(problems.to_string());
    }
    // A store that is not there yet is made by the first run.
    if config.store.path.exists()
        && let Err(error) = Reader::open(&config.store)
    {
        findings.push(error.to_string());
    }
    if let Some(Err(error)) = config.store.hub.as_ref().map(HubSettings::check) {
        findings.push(error.to_string());
    }
    for camera in &config.cameras {
        if let Err(error) = capture::check_login(camera) {
            findings.push(format!("camera {}: {error}", camera.id));
        }
    }
    for camera in config
        .cameras
        .iter()
        .filter(|camera| !camera.source.is_live())
    {
        if let Err(error) = capture::probe(&camera.source) {
            findings.push(format!("camera {}: {error}", camera.id));
        }
    }
    findings
}

/// Tag of the signatures that a run would make.
///
/// # Errors
/// The list of models cannot be read.
pub fn signature_tag(config: &Config) -> anyhow::Result<ModelTag> {
    Ok(vision::signature_tag(&config.vision)?)
}

/// What keeps the networks from being loaded, in a few words; `None` where nothing does.
pub fn missing_models(config: &Config) -> Option<String> {
    let error = vision::check(&config.vision).err()?.to_string();
    error.lines().next().map(str::to_owned)
}
