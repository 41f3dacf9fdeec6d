//! `showfloor replay`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::console::Console;
use crate::{app, cli::ReplayArgs, config};

pub(super) fn run(args: &ReplayArgs) -> anyhow::Result<ExitCode> {
    let file = stream(&args.file)?;
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let mut console = Console::new(&config, args.json, true);
    app::replay(&config, &file, |records, line| {
        console.show(records, line);
    })?;
    console.finish();
    Ok(ExitCode::SUCCESS)
}

/// The stream that was named, `-` for standard input; what can be told of a wrong name before anything is read.
fn stream(named: &Path) -> anyhow::Result<PathBuf> {
    if named == Path::new("-") {
        return Ok("/dev/stdin".into());
    }
    let name = named.display();
    anyhow::ensure!(
        named.exists(),
        "there is no {name}\nhint: name a stream that `showfloor record` wrote or `showfloor sim observe` printed, or - for standard input"
    );
    anyhow::ensure!(
        named
            .extension()
            .is_none_or(|extension| extension != "toml"),
        "{name} is no recorded stream\nhint: if it is a scenario: showfloor sim observe {name} --write-config sim.toml > day.jsonl, then showfloor replay day.jsonl --config sim.toml"
    );
    Ok(named.to_owned())
}
