//! `showfloor eval noise`.

use std::process::ExitCode;

use crate::{
    cli::EvalNoiseArgs,
    cmd::{console::say, simulated::progress},
    eval,
};

/// Measures what simulated sensors are fitted to.
pub(in crate::cmd) fn noise(args: &EvalNoiseArgs) -> anyhow::Result<ExitCode> {
    let bar = progress(0, "measuring");
    let report = eval::noise::measure(&args.faces, &args.clips, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    say(report.to_toml()?.trim_end());
    Ok(ExitCode::SUCCESS)
}
