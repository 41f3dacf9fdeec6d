//! `showfloor visitors consents`, `withdraw`, `return-code` and `returned`.

use std::process::ExitCode;

use anyhow::anyhow;
use serde_json::json;

use super::{
    console::say,
    login::login,
    table::table,
    visitors::{ask, ask_about, moment},
};
use crate::{
    app::{self, Known, KnownConsent, draw_hand_code},
    cli::{ConsentsArgs, ReturnCodeArgs, ReturnedArgs, WithdrawArgs},
    config::{self, Config},
    types::{CorrectionKind, HandCode},
};

pub(super) fn consents(args: &ConsentsArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let mut consents = Known::open(&config)?.consents();
    consents.retain(|consent| args.all || consent.ended.is_none());
    if args.json {
        say(&serde_json::to_string_pretty(&consents)?);
    } else if consents.is_empty() {
        say("No consents.");
    } else {
        let rows: Vec<_> = consents.iter().map(|c| row(c, &config)).collect();
        let headings = ["visitor", "given", "until", "text", "by", "where", ""];
        say(table(&headings, &[false; 7], &rows).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

fn row(consent: &KnownConsent, config: &Config) -> Vec<String> {
    let at = |at| moment(at, &config.site.timezone);
    let ended = consent.ended.map_or_else(String::new, |(when, why)| {
        format!("{} {}", why.as_str(), at(when))
    });
    vec![
        consent.visitor.to_string(),
        at(consent.given),
        at(consent.expires),
        format!("{} ({})", consent.version, consent.language),
        consent.by.clone(),
        consent.place.clone(),
        ended,
    ]
}

pub(super) fn withdraw(args: &WithdrawArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    let whose = Known::open(&config)?.withdrawal(&args.code);
    let kind = CorrectionKind::Withdraw(whose.map_err(|e| anyhow!(e))?);
    ask(&config, kind, args.ask.json)
}

pub(super) fn return_code(args: &ReturnCodeArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    let visitor = Known::open(&config)?.find_visitor(&args.visitor);
    let visitor = visitor.map_err(|e| anyhow!(e))?;
    let drawn = draw_hand_code();
    let code = drawn.digest();
    let (id, answer) = app::correct(
        &config,
        &login(),
        CorrectionKind::ReturnCode { visitor, code },
    )?;
    match answer {
        Some(answer) if !answer.done => return Err(anyhow!(answer.text)),
        Some(_) => {}
        // It counts as soon as the appliance has looked at it.
        None => say(&format!(
            "The appliance that runs has not answered yet: request {id}."
        )),
    }
    let code = drawn.grouped();
    if args.ask.json {
        say(&json!({ "code": code.as_str() }).to_string());
    } else {
        say(&code);
        say("Write it down for them: it is kept nowhere. An earlier one is good no longer.");
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn returned(args: &ReturnedArgs) -> anyhow::Result<ExitCode> {
    let code: HandCode = args.code.parse()?;
    ask_about(&args.ask, &args.is, |is, _| CorrectionKind::Returned {
        code: code.digest(),
        is,
    })
}
