//! `showfloor replay`.

use std::process::ExitCode;

use super::console::Console;
use crate::{app, cli::ReplayArgs, config};

pub(super) fn run(args: &ReplayArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let mut console = Console::new(&config, args.json, true);
    app::replay(&config, &args.file, |records, line| {
        console.show(records, line);
    })?;
    console.finish();
    Ok(ExitCode::SUCCESS)
}
