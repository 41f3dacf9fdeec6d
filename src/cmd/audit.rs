//! `showfloor audit`.

use std::process::ExitCode;

use jiff::Timestamp;

use super::table::table;
use crate::{
    cli::{AuditListArgs, CheckArgs},
    config,
    store::Reader,
    types::AuditEntry,
};

pub(super) fn list(args: &AuditListArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let mut entries = Reader::open(&config.store)?.audit()?;
    let since = args.since.unwrap_or(Timestamp::MIN);
    entries.retain(|entry| entry.at >= since);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&entries)?);
        return Ok(ExitCode::SUCCESS);
    }
    let row = |entry: &AuditEntry| {
        let at = entry.at.to_zoned(config.site.timezone.clone());
        let at = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        vec![
            at,
            entry.who.clone(),
            entry.what.clone(),
            entry.detail.clone(),
        ]
    };
    let rows: Vec<_> = entries.iter().map(row).collect();
    print!(
        "{}",
        table(&["when", "who", "what", "particulars"], &[false; 4], &rows)
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) fn verify(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let check = Reader::open(&config.store)?.verify_audit()?;
    let entries = check.entries;
    Ok(match check.broken_at {
        None => {
            println!("The audit log is whole: entries 1 to {entries}, each as it was written.");
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
