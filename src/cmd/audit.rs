//! `showfloor audit verify`.

use std::process::ExitCode;

use crate::{cli::CheckArgs, config, store::Reader};

pub(super) fn verify(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let check = Reader::open(&config.store)?.verify_audit()?;
    let entries = check.entries;
    Ok(match check.broken_at {
        None => {
            println!("The audit log is whole: {entries} entries, each as it was written.");
            ExitCode::SUCCESS
        }
        Some(number) => {
            println!(
                "The audit log was changed: entry {number} is not what was written, or is missing ({entries} entries stand)."
            );
            ExitCode::FAILURE
        }
    })
}
