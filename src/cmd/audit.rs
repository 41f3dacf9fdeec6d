//! `showfloor audit`.

use std::process::ExitCode;

use jiff::Timestamp;

use super::{console::say, table::table};
use crate::{
    cli::{AuditListArgs, CheckArgs},
    config,
    store::Reader,
    types::AuditEntry,
};

pub(super) fn list(args: &AuditListArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let mut entries = Reader::open(&config.store)?.audit()?;
    let since = args.since.map(|since| since.begin(&config.site.timezone));
    let since = since.unwrap_or(Timestamp::MIN);
    entries.retain(|entry| entry.at >= since);
    if args.json {
        say(&serde_json::to_string_pretty(&entries)?);
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
    say(table(&["when", "who", "what", "particulars"], &[false; 4], &rows).trim_end());
    Ok(ExitCode::SUCCESS)
}

pub(super) fn verify(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let check = Reader::open(&config.store)?.verify_audit()?;
    let entries = check.entries;
    Ok(match check.broken_at {
        None => {
            say(&format!(
                "The audit log is whole: entries 1 to {entries}, each as it was written. Note the number: an older copy of the store would be whole, too, with fewer."
            ));
            ExitCode::SUCCESS
        }
        Some(number) => {
            say(&format!(
                "The audit log was changed: entry {number} is not what was written, or is missing ({entries} entries stand)."
            ));
            ExitCode::FAILURE
        }
    })
}
