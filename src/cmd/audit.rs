//! `showfloor audit`.

use std::process::ExitCode;

use anyhow::bail;
use jiff::Timestamp;

use super::{console::say, table::table};
use crate::{
    cli::{AuditHeadArgs, AuditListArgs, AuditVerifyArgs},
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

pub(super) fn verify(args: &AuditVerifyArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let reader = Reader::open(&config.store)?;
    let check = reader.verify_audit()?;
    let entries = check.entries;
    if let Some(head) = &args.head
        && check.broken_at.is_none()
        && !reader.has_head(head)?
    {
        say(&format!(
            "The audit log was cut and written anew: entry {} is not the one that was noted ({entries} entries stand).",
            head.number
        ));
        return Ok(ExitCode::FAILURE);
    }
    Ok(match check.broken_at {
        None => {
            let noted = if args.head.is_some() {
                "Entries up to the one that was noted are those of then."
            } else {
                "An older copy of the store would be whole, too: hold it against a head that was noted elsewhere (--head)."
            };
            say(&format!(
                "The audit log is whole: entries 1 to {entries}, each as it was written{}. {noted}",
                match check.taken_out {
                    0 => String::new(),
                    1 => ", but for the particulars of one that named somebody who was erased"
                        .to_owned(),
                    n => format!(
                        ", but for the particulars of {n} that named somebody who was erased"
                    ),
                }
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

pub(super) fn head(args: &AuditHeadArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let check = Reader::open(&config.store)?.verify_audit()?;
    if let Some(number) = check.broken_at {
        bail!(
            "the audit log was changed at entry {number}: its head is worth nothing\nhint: showfloor audit verify"
        );
    }
    let Some(head) = check.head else {
        say("The audit log is empty.");
        return Ok(ExitCode::SUCCESS);
    };
    if args.json {
        say(&serde_json::to_string_pretty(&head)?);
    } else {
        say(&head.to_string());
    }
    Ok(ExitCode::SUCCESS)
}
