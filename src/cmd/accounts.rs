//! `showfloor web account`: who may log in, from the console, also where nobody remembers a password.

use std::{collections::BTreeSet, process::ExitCode};

use anyhow::{anyhow, bail};
use serde_json::json;

use super::{console::say, login::login, table::table};
use crate::{
    cli::{AccountAddArgs, AccountListArgs, AccountNameArgs, ConfigArg},
    config,
    runtime::Clock,
    store::Accounts,
    types::{Account, AccountChange, AccountName, AuditEntry, Role, RunId},
    web::{draw_code, hash_password},
};

/// Makes a login, and prints its password: that alone on standard output.
pub(super) fn add(args: &AccountAddArgs) -> anyhow::Result<ExitCode> {
    let password = draw_code();
    let roles: BTreeSet<Role> = args.role.iter().copied().collect();
    let listed: Vec<_> = roles.iter().map(|role| role.word()).collect();
    let detail = format!("{}: {}", args.name, listed.join(", "));
    let account = Account {
        name: args.name.clone(),
        roles,
        password: Some(hashed(&password)?),
        language: None,
        created: now(),
    };
    let created = AccountChange::Created(account);
    change(&args.config, &created, "account.created", detail)?.ok_or_else(|| {
        anyhow!(
            "somebody is called {} already\nhint: `showfloor web account list`",
            args.name
        )
    })?;
    tell(&args.name, &password);
    Ok(ExitCode::SUCCESS)
}

/// Gives a login another password, and prints it. All its devices are logged out.
pub(super) fn password(args: &AccountNameArgs) -> anyhow::Result<ExitCode> {
    let password = draw_code();
    let changed = AccountChange::Password {
        name: args.name.clone(),
        hash: hashed(&password)?,
    };
    change(
        &args.config,
        &changed,
        "account.password",
        args.name.to_string(),
    )?
    .ok_or_else(|| nobody(&args.name))?;
    tell(&args.name, &password);
    Ok(ExitCode::SUCCESS)
}

pub(super) fn remove(args: &AccountNameArgs) -> anyhow::Result<ExitCode> {
    let accounts = open(&args.config)?;
    if accounts.find(&args.name)?.is_none() {
        return Err(nobody(&args.name));
    }
    drop(accounts);
    let removed = AccountChange::Removed(args.name.clone());
    let done = change(
        &args.config,
        &removed,
        "account.removed",
        args.name.to_string(),
    )?;
    if done.is_none() {
        bail!(
            "{} is the last login with a password that may set up the appliance\nhint: make another one first: showfloor web account add NAME --role installer",
            args.name
        );
    }
    eprintln!(
        "{} and all their devices are logged out for good.",
        args.name
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) fn list(args: &AccountListArgs) -> anyhow::Result<ExitCode> {
    let accounts = open(&args.config)?.all()?;
    let roles = |account: &Account| -> Vec<&'static str> {
        account.roles.iter().map(|role| role.word()).collect()
    };
    if args.json {
        let all = accounts.iter().map(|account| {
            json!({
                "name": account.name, "roles": roles(account), "password": account.password.is_some(),
                "language": account.language, "created": account.created,
            })
        });
        say(&serde_json::to_string_pretty(&all.collect::<Vec<_>>())?);
    } else if accounts.is_empty() {
        say("Nobody can log in yet. `showfloor run` prints a code for the first login.");
    } else {
        let rows = accounts.iter().map(|account| {
            let by = if account.password.is_some() {
                "password"
            } else {
                "paired tablets only"
            };
            vec![
                account.name.to_string(),
                roles(account).join(", "),
                by.to_owned(),
            ]
        });
        let rows: Vec<_> = rows.collect();
        say(table(&["name", "areas", "logs in by"], &[false; 3], &rows).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

fn open(config: &ConfigArg) -> anyhow::Result<Accounts> {
    let config = config::load(&config::find(config.config.as_deref()))?;
    Ok(Accounts::open(&config.store)?)
}

fn change(
    config: &ConfigArg,
    change: &AccountChange,
    what: &str,
    detail: String,
) -> anyhow::Result<Option<()>> {
    let entry = AuditEntry {
        at: now(),
        who: login(),
        what: what.to_owned(),
        detail,
    };
    let done = open(config)?.change(change, Some(&entry), entry.at)?;
    Ok(done.then_some(()))
}

fn hashed(password: &str) -> anyhow::Result<String> {
    hash_password(password).map_err(|why| anyhow!(why))
}

fn tell(name: &AccountName, password: &str) {
    say(password);
    eprintln!("This password of {name} is shown once. They can change it on their page.");
}

fn nobody(name: &AccountName) -> anyhow::Error {
    anyhow!("nobody is called {name}\nhint: `showfloor web account list` shows who can log in")
}

fn now() -> jiff::Timestamp {
    Clock::real(RunId(ulid::Ulid::nil())).now().utc
}
