//! `showfloor score explain`.

use std::process::ExitCode;

use anyhow::anyhow;
use serde_json::json;

use crate::{
    app::Known,
    cli::ExplainArgs,
    cmd::console::say,
    config,
    scoring::{Explanation, Language},
};

pub(in crate::cmd) fn explain(args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let known = Known::open(&config)?;
    let visitor = known.find_visitor(&args.visitor).map_err(|e| anyhow!(e))?;
    let zone = &config.site.timezone;
    let at = args.at.map_or(known.now(), |at| at.begin(zone));
    let explanation = known.explain(visitor, at);
    let code = known.code(visitor);
    if args.json {
        say(&serde_json::to_string_pretty(&as_json(
            &code,
            &explanation,
        ))?);
        return Ok(ExitCode::SUCCESS);
    }
    let site = config.site.languages.first().map_or("en", String::as_str);
    let language = Language::of(args.language.as_deref().unwrap_or(site));
    let lines = explanation.lines(language, |at| at.to_zoned(zone.clone()).date());
    let mut lines = lines.into_iter();
    say(&format!("{code}  {}", lines.next().unwrap_or_default()));
    for line in lines {
        say(&format!("  {line}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(code: &str, explanation: &Explanation) -> serde_json::Value {
    let scores = &explanation.scores;
    json!({
        "visitor": code,
        "at": explanation.at,
        "score": scores.engagement,
        "band": scores.band,
        "fit": scores.fit,
        "cell": scores.cell,
        "segment": explanation.segment,
        "interests": scores.interests.iter().map(|(name, left)| (name.to_string(), *left)).collect::<std::collections::BTreeMap<_, _>>(),
        "reasons": explanation.reasons,
        "outlook": explanation.outlook,
    })
}
