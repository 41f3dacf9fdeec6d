//! `showfloor alerts`.

use std::process::ExitCode;

use anyhow::{anyhow, bail};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    console::say,
    table::{duration, table},
    visitors::moment,
};
use crate::{
    app::{Reaction, Reactions, reactions},
    cli::{AlertShowArgs, AlertsArgs},
    config::{self, Config},
    store::Reader,
};

pub(super) fn list(args: &AlertsArgs) -> anyhow::Result<ExitCode> {
    let (config, alerts) = read(args)?;
    if args.json {
        say(&serde_json::to_string_pretty(&alerts)?);
    } else if alerts.is_empty() {
        say("No alert about a visitor was raised.");
    } else {
        let zone = &config.site.timezone;
        let after = |seconds: Option<f64>| seconds.map_or_else(String::new, duration);
        let rows = alerts.iter().map(|alert| {
            vec![
                moment(alert.raised, zone),
                word(&alert.kind),
                alert
                    .visitor
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
                alert.place.clone().unwrap_or_default(),
                became(alert),
                after(alert.claimed_s),
                after(alert.met_s),
                alert.id.to_string(),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let headings = [
            "raised",
            "why",
            "visitor",
            "where",
            "now",
            "claimed after",
            "met after",
            "id",
        ];
        let right = [false, false, false, false, false, true, true, false];
        say(table(&headings, &right, &rows).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn summary(args: &AlertsArgs) -> anyhow::Result<ExitCode> {
    let (_, alerts) = read(args)?;
    let all = Reactions::of(&alerts);
    if args.json {
        say(&serde_json::to_string_pretty(&all)?);
    } else {
        say(&words(&all));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn show(args: &AlertShowArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let id = args.alert.trim().to_ascii_uppercase();
    let id = id.parse().map_err(|_| {
        anyhow!(
            "{} is no id of an alert\nhint: `showfloor alerts list` shows them",
            args.alert
        )
    })?;
    let revisions = Reader::open(&config.store)?.alert_revisions(id)?;
    let Some(last) = revisions.last() else {
        bail!("no alert is called {id}\nhint: `showfloor alerts list` shows them");
    };
    if args.json {
        say(&serde_json::to_string_pretty(&revisions)?);
        return Ok(ExitCode::SUCCESS);
    }
    let zone = &config.site.timezone;
    let rows = revisions.iter().map(|alert| {
        vec![
            alert.rev.to_string(),
            alert
                .at
                .to_zoned(zone.clone())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string(),
            word(&alert.state),
            alert.by.clone().unwrap_or_default(),
            if alert.for_staff.is_empty() {
                "everyone".to_owned()
            } else {
                alert.for_staff.join(", ")
            },
            alert.text.en.clone(),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let headings = ["", "at", "state", "by", "asks", "text"];
    let right = [true, false, false, false, false, false];
    let about = last
        .visitor
        .as_ref()
        .map_or_else(String::new, |code| format!(" about {code}"));
    say(&format!(
        "{}{about}\n{}",
        word(&last.kind),
        table(&headings, &right, &rows).trim_end()
    ));
    Ok(ExitCode::SUCCESS)
}

fn read(args: &AlertsArgs) -> anyhow::Result<(Config, Vec<Reaction>)> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let since = args.since.map(|since| since.begin(&config.site.timezone));
    let reader = Reader::open(&config.store)?;
    let alerts = reactions(&reader, since.unwrap_or(Timestamp::MIN))?;
    Ok((config, alerts))
}

fn words(all: &Reactions) -> String {
    if all.alerts == 0 {
        return "No alert about a visitor was raised.".to_owned();
    }
    format!(
        "{} alerts about visitors\n\
         in time     {} of {} that still needed somebody by then\n\
         claimed     {}{}\n\
         met         {}{}\n\
         escalated   {}\n\
         dismissed   {}\n\
         expired     {}",
        all.alerts,
        all.in_time,
        all.due,
        all.claimed,
        within(all.claimed_median_s, all.claimed_p90_s),
        all.met,
        within(all.met_median_s, None),
        all.escalated,
        all.dismissed,
        all.expired,
    )
}

/// How it stands, and whether nobody went in time.
fn became(alert: &Reaction) -> String {
    let state = word(&alert.state);
    match (alert.escalated, alert.in_time) {
        (true, _) => format!("{state}, escalated"),
        (false, Some(false)) => format!("{state}, late"),
        _ => state,
    }
}

/// Half of them, and nine in ten, where there are any.
fn within(half: Option<f64>, nine_in_ten: Option<f64>) -> String {
    let half = half.map(|time| format!(", half of them within {}", duration(time)));
    let nine = nine_in_ten.map(|time| format!(", nine in ten within {}", duration(time)));
    half.into_iter().chain(nine).collect()
}

/// A word of the contract.
fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}
