//! `showfloor backup` and `showfloor restore`.

use std::{path::Path, process::ExitCode};

use anyhow::{Context, bail};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use jiff::Timestamp;
use ulid::Ulid;

use super::{console::say, login::login};
use crate::{
    cli::{BackupArgs, RestoreArgs},
    config::{self, Config},
    runtime::Clock,
    store::{Backup, Backups, Desk, Restored, Store, StoreError, back_up as copy_store},
    types::{AuditEntry, RunId},
};

pub(super) fn back_up(args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let backups = backups(&config, args.directory.as_deref())?;
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    let bar = bar("{bar:30} {pos} of {len} pages, {eta} to go");
    let backup = copy_store(&config.store, &backups, now, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let detail = format!("copied to {}", backup.file.display());
    Desk::open(&config.store)?.account(&entry(now, "store.backed_up", detail))?;
    if args.json {
        say(&serde_json::to_string_pretty(&backup)?);
    } else {
        say(&told(&backup, &config));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let from = match &args.from {
        Some(from) => from.clone(),
        None => backups(&config, None)?.directory,
    };
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    let bar = bar("{bar:30} {bytes} of {total_bytes}, {eta} to go");
    let account = |file: &Path| {
        let detail = format!("the store is the backup {}", file.display());
        entry(now, "store.restored", detail)
    };
    let restored = Store::restore(
        &config.store,
        &from,
        args.replace,
        account,
        &mut |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        },
    );
    bar.finish_and_clear();
    let restored = match restored {
        Err(StoreError::InUse { path }) => bail!(
            "{}: the appliance is running on this store\nhint: stop it first: systemctl stop showfloor",
            path.display()
        ),
        Err(StoreError::NotAStore { path } | StoreError::Unencrypted { path })
            if path != config.store.path =>
        {
            bail!(
                "{}: this is no backup\nhint: name the directory in which `showfloor backup` left them, or one of its files store-*.db",
                path.display()
            )
        }
        restored => restored?,
    };
    if args.json {
        say(&serde_json::to_string_pretty(&restored)?);
    } else {
        say(&told_again(&restored, &config));
    }
    Ok(ExitCode::SUCCESS)
}

fn backups(config: &Config, directory: Option<&Path>) -> anyhow::Result<Backups> {
    let configured = config.store.backups.as_ref();
    let directory = directory.map(Path::to_owned);
    let directory = directory.or(configured.map(|backups| backups.directory.clone()));
    Ok(Backups {
        directory: directory.context(
            "no directory for backups\nhint: name one, or set `store.backup_directory` in the configuration",
        )?,
        keep_days: configured.map_or(Backups::KEEP_DAYS, |backups| backups.keep_days),
    })
}

fn bar(template: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn entry(at: Timestamp, what: &str, detail: String) -> AuditEntry {
    AuditEntry {
        at,
        who: login(),
        what: what.to_owned(),
        detail,
    }
}

fn told(backup: &Backup, config: &Config) -> String {
    let key = &config.store.key_file;
    let mut said = vec![
        format!(
            "{}: {}, {} visits, {} signatures; every page was read again.",
            backup.file.display(),
            HumanBytes(backup.bytes),
            backup.visits,
            backup.signatures
        ),
        format!(
            "The keyring beside it is of now. The store's key ({}, or the credential store-key) is not among them, and without it they are of no use: keep a copy of it elsewhere.",
            key.display()
        ),
    ];
    if let Some(number) = backup.audit_broken_at {
        said.push(format!(
            "The audit log is broken from entry {number} on, in the store itself; see: showfloor audit verify"
        ));
    }
    let deleted = backup.deleted.len();
    if deleted > 0 {
        said.push(format!("Older backups that were deleted: {deleted}."));
    }
    said.join("\n")
}

fn told_again(restored: &Restored, config: &Config) -> String {
    let made = restored.made.map(|made| {
        let made = made.to_zoned(config.site.timezone.clone());
        format!(" of {}", made.strftime("%Y-%m-%d %H:%M"))
    });
    let mut said = vec![format!(
        "The store is the backup{} ({}). What happened since then is not in it.",
        made.unwrap_or_default(),
        restored.from.display()
    )];
    let again = &restored.again;
    let done = [
        (again.visitors, "visitors erased"),
        (again.consents, "consents withdrawn"),
        (again.colleagues, "colleagues taken off the roster"),
        (
            again.signatures,
            "signatures deleted, whose keys were destroyed",
        ),
    ];
    let done = done.into_iter().filter(|(count, _)| *count > 0);
    let done: Vec<_> = done
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !done.is_empty() {
        said.push(format!("Done since, and done again: {}.", done.join(", ")));
    }
    if restored.logged_out > 0 {
        said.push(format!(
            "{} devices were logged out: people log in anew, and tablets are paired anew.",
            restored.logged_out
        ));
    }
    said.push("Accounts of logins are those of the backup: look through them (showfloor web account list).".to_owned());
    said.join("\n")
}
