//! `showfloor privacy`.

use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use ulid::Ulid;

use super::{console::say, login::login, rights::write_new};
use crate::{
    app,
    cli::{DpiaArgs, RotateArgs},
    config,
    runtime::Clock,
    store::{Mode, Settings, Store},
    types::{AuditEntry, RunId},
};

pub(super) fn rotate(args: &RotateArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    let said = if args.store_key {
        renew_store_key(&config.store, now)?
    } else if args.lost_keyring {
        begin_keyring_anew(&config.store, now)?
    } else {
        renew_transform(&config.store, now)?
    };
    say(&said);
    Ok(ExitCode::SUCCESS)
}

pub(super) fn dpia(args: &DpiaArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    let text = app::dpia(&config, now)?;
    match &args.output {
        None => say(text.trim_end()),
        Some(file) => {
            write_new(file, text.as_bytes())?;
            say(&format!("Written to {}.", file.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn account(now: Timestamp, what: &str, detail: &str) -> AuditEntry {
    AuditEntry {
        at: now,
        who: login(),
        what: what.to_owned(),
        detail: detail.to_owned(),
    }
}

fn renew_transform(settings: &Settings, now: Timestamp) -> anyhow::Result<String> {
    let mut store = Store::open(settings, Mode::MustExist)?;
    let unreadable = store.forget_unreadable(now)?;
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} signatures, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let detail = "the site transform and the key of each person are new";
    let account = account(now, "privacy.rotated", detail);
    let rotated = store.rotate(&account, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let mut said = vec![format!(
        "The site transform and all keys of persons are new; {} signatures stand under them. Copy the keyring {} to where its latest copy lies, over the one of before.",
        rotated.signatures,
        settings.keyring().display()
    )];
    if unreadable > 0 {
        said.push(format!(
            "{unreadable} signatures were deleted: the keyring had no keys for them."
        ));
    }
    if !rotated.scrubbed {
        let again =
            "Another program reads the store: what was before leaves its files at the next start.";
        said.push(again.to_owned());
    }
    Ok(said.join("\n"))
}

fn renew_store_key(settings: &Settings, now: Timestamp) -> anyhow::Result<String> {
    let store = Store::open(settings, Mode::MustExist)?;
    let detail = "a new key for the store and its keyring takes the place of the old one";
    store.rekey(&account(now, "privacy.store_key", detail))?;
    Ok(format!(
        "The store has a new key. Keep a copy of {} and of {} in place of those of before: the old key opens neither any more.",
        settings.key_file.display(),
        settings.keyring().display()
    ))
}

fn begin_keyring_anew(settings: &Settings, now: Timestamp) -> anyhow::Result<String> {
    let mut store = Store::open_without_keyring(settings)?;
    let deleted = store.forget_unreadable(now)?;
    Ok(format!(
        "A new keyring is begun: {}. {deleted} signatures were deleted, which nobody could read without the old one.",
        settings.keyring().display()
    ))
}
