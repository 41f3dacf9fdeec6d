//! `showfloor check`.

use std::process::ExitCode;

use super::console::say;
use crate::{app, cli::CheckArgs, config};

/// Checks the configuration, the models it names, the broker's settings, and recordings that stand in for cameras.
pub(super) fn run(args: &CheckArgs) -> ExitCode {
    let file = config::find(args.config.config.as_deref());
    let mut config = match config::load(&file) {
        Ok(config) => config,
        Err(problems) => {
            say(&problems.to_string());
            return ExitCode::FAILURE;
        }
    };
    config
        .vision
        .allowed_kinds
        .clone_from(&args.kinds.allow_model_kind);
    let findings = app::check(&config);
    for finding in &findings {
        say(finding);
    }
    if !findings.is_empty() {
        say(&format!(
            "{} problem{}",
            findings.len(),
            if findings.len() == 1 { "" } else { "s" }
        ));
        return ExitCode::FAILURE;
    }
    let (cameras, zones, products) = (
        config.cameras.len(),
        config.zones.len(),
        config.products.len(),
    );
    say(&format!(
        "{}: good. Site {}, {cameras} camera{}, {zones} zone{}, {products} product{}, recognition {}.",
        file.display(),
        config.site.name,
        if cameras == 1 { "" } else { "s" },
        if zones == 1 { "" } else { "s" },
        if products == 1 { "" } else { "s" },
        config.privacy.recognition.as_str()
    ));
    if let Some(note) = config.note_on_cameras() {
        say(note);
    }
    if let Some(note) = config.mqtt.note() {
        say(&note);
    }
    if let Some(note) = config.note_on_check_in() {
        say(note);
    }
    if let Some(note) = app::note_on_signatures(&config) {
        say(&note);
    }
    if let Some(note) = app::note_on_threshold(&config) {
        say(&note);
    }
    ExitCode::SUCCESS
}
