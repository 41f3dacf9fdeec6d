//! `showfloor visits`.

use std::process::ExitCode;

use anyhow::bail;
use jiff::Timestamp;

use super::{
    console::say,
    table::{duration, table},
};
use crate::{
    cli::ListArgs,
    config::{self, Config},
    store::{Dwell, Reader, VisitRow},
};

pub(super) fn list(args: &ListArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let reader = Reader::open(&config.store)?;
    let visitor = match &args.visitor {
        None => None,
        Some(text) => match reader.resolve(text)? {
            Some((visitor, _)) => Some(visitor),
            None => bail!(
                "nobody is called {text}\nhint: codes look like V-7K3QD; `showfloor visits list` shows them"
            ),
        },
    };
    let since = args.since.map(|since| since.begin(&config.site.timezone));
    let mut visits = reader.visits(since.unwrap_or(Timestamp::MIN), visitor)?;
    visits.retain(|visit| args.all || !visit.colleague);
    if args.json {
        say(&serde_json::to_string_pretty(&visits)?);
    } else if visits.is_empty() {
        say("No visits.");
    } else {
        let rows: Vec<_> = visits.iter().map(|v| row(v, &config)).collect();
        say(table(
            &["visitor", "came", "stayed", "where", "points", "face"],
            &[false, false, true, false, true, false],
            &rows,
        )
        .trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

fn row(visit: &VisitRow, config: &Config) -> Vec<String> {
    let came = visit
        .opened
        .to_zoned(config.site.timezone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string();
    let stayed = visit.last_seen.duration_since(visit.opened).as_secs_f64();
    let stayed = if visit.colleague {
        format!("{} (a colleague)", duration(stayed))
    } else if visit.closed.is_some() {
        duration(stayed)
    } else {
        format!("{} so far", duration(stayed))
    };
    let label = |d: &Dwell| d.label.clone().unwrap_or_else(|| d.zone.to_string());
    let places: Vec<_> = visit
        .dwell
        .iter()
        .map(|d| format!("{} {}", label(d), duration(d.seconds)))
        .collect();
    vec![
        visit.code.to_string(),
        came,
        stayed,
        places.join(", "),
        format!("{:.1}", visit.points),
        visit
            .unrecognised
            .map_or_else(String::new, |why| why.to_string()),
    ]
}
