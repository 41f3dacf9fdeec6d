//! `showfloor outcomes`.

use std::process::ExitCode;

use anyhow::anyhow;
use serde_json::json;

use super::{
    console::say,
    table::table,
    visitors::{ask, ask_about, moment},
};
use crate::{
    app::Known,
    cli::{OutcomeAddArgs, OutcomeRemoveArgs, OutcomesListArgs},
    config,
    types::CorrectionKind,
};

pub(super) fn add(args: &OutcomeAddArgs) -> anyhow::Result<ExitCode> {
    ask_about(&args.ask, &args.visitor, |visitor, config| {
        CorrectionKind::Outcome {
            visitor,
            name: args.outcome.name().to_owned(),
            at: args.on.map(|on| on.begin(&config.site.timezone)),
        }
    })
}

pub(super) fn remove(args: &OutcomeRemoveArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    let recorded = Known::open(&config)?.outcomes();
    let wanted = args.outcome.trim().to_ascii_uppercase();
    let found = recorded
        .iter()
        .find(|outcome| outcome.id == wanted && outcome.by == "staff");
    let Some(found) = found else {
        return Err(anyhow!(
            "no colleague recorded an outcome {wanted}\nhint: `showfloor outcomes list` shows them; what another system reported, that system takes back"
        ));
    };
    let kind = CorrectionKind::NoOutcome {
        visitor: found.visitor,
        of: wanted.parse().map_err(|_| anyhow!("{wanted} is no id"))?,
    };
    ask(&config, kind, args.ask.json)
}

pub(super) fn list(args: &OutcomesListArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let outcomes = Known::open(&config)?.outcomes();
    if args.json {
        let all = outcomes.iter().map(
            |o| json!({"id": o.id, "visitor": o.code, "outcome": o.name, "at": o.at, "by": o.by}),
        );
        say(&serde_json::to_string_pretty(&all.collect::<Vec<_>>())?);
    } else if outcomes.is_empty() {
        say("No outcome is recorded. Record one: showfloor outcomes add CODE sold");
    } else {
        let zone = &config.site.timezone;
        let rows = outcomes.iter().map(|o| {
            let name = o.name.replace('_', " ");
            vec![
                o.code.clone(),
                name,
                moment(o.at, zone),
                o.by.clone(),
                o.id.clone(),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let headings = ["visitor", "outcome", "when", "told by", "id"];
        say(table(&headings, &[false; 5], &rows).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
