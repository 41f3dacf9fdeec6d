//! `showfloor web token`.

use std::{
    collections::BTreeSet,
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, bail, ensure};
use ulid::Ulid;

use super::console::say;
use crate::{
    cli::{TokenArgs, TokenScope},
    config,
    runtime::Clock,
    types::RunId,
    web::{Digest, Scope, draw_token},
};

/// Draws a token, keeps its hash in the file of tokens, and prints it: the token alone on standard output.
pub(super) fn token(args: &TokenArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let Some(file) = config.web.as_ref().and_then(|web| web.tokens_file.as_ref()) else {
        bail!("the configuration has no file of tokens\nhint: set web.listen and web.tokens_file");
    };
    if file.exists() {
        // What is wrong with it now would be wrong with it afterwards, and keep the appliance from starting.
        config::tokens(file)?;
    }
    if let Some(last) = args.expires {
        let now = Clock::real(RunId(Ulid::nil())).now().utc;
        let today = now.to_zoned(config.site.timezone.clone()).date();
        ensure!(
            last >= today,
            "the token would be good until {last}, and today is {today}\nhint: --expires names its last day"
        );
    }
    let expires = args
        .expires
        .map_or_else(String::new, |last| format!("expires = {last}\n"));
    // Each once, in the order of their names.
    let scopes: BTreeSet<_> = args.scope.iter().map(|scope| word(*scope)).collect();
    let token = draw_token();
    let lines = format!(
        "\n[[token]]\nclient = \"{}\"\nsha256 = \"{}\"\nscopes = {:?}\n{expires}",
        args.client,
        Digest::of(&token).hex(),
        Vec::from_iter(scopes),
    );
    append(file, &lines).with_context(|| {
        let user = "run this as the service's user";
        format!("cannot write {}\nhint: {user}", file.display())
    })?;
    say(&token);
    eprintln!(
        "This token of {} is shown once, and only its hash is in {}. A running appliance takes it over within seconds.",
        args.client,
        file.display()
    );
    Ok(ExitCode::SUCCESS)
}

fn word(scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Events => Scope::Events,
        TokenScope::Scores => Scope::Scores,
        TokenScope::Privacy => Scope::Privacy,
        TokenScope::Metrics => Scope::Metrics,
        TokenScope::Figures => Scope::Figures,
    }
    .word()
}

/// A new file is its owner's alone.
fn append(file: &Path, lines: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.append(true).create(true).mode(0o600).open(file)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}
