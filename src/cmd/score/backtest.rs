//! `showfloor score backtest`.

use std::{fs, path::Path, process::ExitCode, time::Duration};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::TimeZone;
use serde_json::json;

use crate::{
    app::Known,
    cli::BacktestArgs,
    cmd::{
        console::{band_name, say},
        table::{points, table},
    },
    config::{self, Config},
    scoring::{
        RuleSet,
        backtest::{Backtest, Called, Reason, Sorted, compare},
    },
    types::Band,
};

/// Lines of each list that are printed; all of them stand in the JSON.
const SHOWN: usize = 20;

pub(in crate::cmd) fn backtest(args: &BacktestArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let rules = rules(args, &config)?;
    let known = Known::open(&config)?;
    let bar = ProgressBar::new(known.events() as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} events, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    // The history of today's rules was derived when the store was read.
    let new = known.ledger_under(rules, &config, &mut |events| bar.inc(events as u64));
    bar.finish_and_clear();
    let until = known.now();
    let since = until.checked_sub(Duration::from_secs(86_400 * u64::from(args.days)))?;
    let result = compare(known.ledger(), &new, since, until);
    let old_version = known.ledger().rules().version;
    if args.json {
        say(&as_json(&result, &known)?);
    } else {
        let zone = &config.site.timezone;
        tell(
            &result,
            (&known, zone),
            args.days,
            (old_version, new.rules().version),
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn rules(args: &BacktestArgs, config: &Config) -> anyhow::Result<RuleSet> {
    let read = |path: &Path| {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let mut parts = config::rule_file(&args.rules, &read(&args.rules)?)?;
    let ideal = match &args.ideal {
        Some(path) => {
            let (ideal, profile) = config::ideal_file(path, &read(path)?)?;
            parts.join(&ideal, profile).map_err(anyhow::Error::msg)?;
            Some(ideal)
        }
        None => config.rules.ideal.clone(),
    };
    Ok(RuleSet::new(parts, ideal))
}

fn tell(result: &Backtest, (known, zone): (&Known, &TimeZone), days: u32, (old, new): (u32, u32)) {
    if old == new {
        say(
            "Both files have the same version: raise it in the one that changed, so that entries tell them apart.\n",
        );
    }
    say(&format!(
        "{} visitors with points, under the rules of today (version {old}) and the others (version {new}).",
        result.visitors
    ));
    say(&format!("\n{}", moves(result).trim_end()));
    if !result.changed.is_empty() {
        say("\nWho changes band:");
        let rows = result.changed.iter().take(SHOWN).map(|changed| {
            let of = |(score, band): (f64, Band)| format!("{} {}", points(score), band_name(band));
            vec![
                known.code(changed.visitor),
                of(changed.old),
                of(changed.new),
            ]
        });
        let rows: Vec<_> = rows.collect();
        say(table(&["visitor", "today", "then"], &[false; 3], &rows).trim_end());
        more(result.changed.len());
    }
    say(&format!(
        "\nCalls to staff in the last {days} days: {} would come as they do today, {} would come no longer, {} would come besides.",
        result.kept,
        result.lost.len(),
        result.gained.len()
    ));
    for (calls, what) in [
        (&result.lost, "would come no longer"),
        (&result.gained, "would come besides"),
    ] {
        for call in calls.iter().take(SHOWN) {
            say(&format!("  {what}: {}", called(call, known, zone)));
        }
        more(calls.len());
    }
    outcomes(result);
}

fn moves(result: &Backtest) -> String {
    let bands = [Band::Cold, Band::Warm, Band::Hot];
    let rows: Vec<_> = bands
        .iter()
        .zip(&result.moves)
        .map(|(band, row)| {
            let mut cells = vec![format!("{} today", band_name(*band))];
            cells.extend(row.iter().map(ToString::to_string));
            cells
        })
        .collect();
    table(
        &["", "then cold", "then warm", "then hot"],
        &[false, true, true, true],
        &rows,
    )
}

fn more(all: usize) {
    if all > SHOWN {
        say(&format!(
            "  ... and {} more (--json lists all)",
            all - SHOWN
        ));
    }
}

fn called(call: &Called, known: &Known, zone: &TimeZone) -> String {
    let why = match &call.reason {
        Reason::Hot => "became hot".to_owned(),
        Reason::Trigger(id) => format!("trigger {id}"),
    };
    format!(
        "{}, {}, {why}",
        call.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M"),
        known.code(call.visitor)
    )
}

fn outcomes(result: &Backtest) {
    if result.outcomes == 0 {
        say(
            "\nNo outcome is recorded (sold or lost), so nobody can say which rules sort buyers better.",
        );
        return;
    }
    say(&format!(
        "\n{} visitors with an outcome, {} of them bought. By their scores just before that was known: how often a buyer stood\nbefore somebody else (AUC; 0.5 is chance), and how many times more buyers than on average are in the top tenth (lift).",
        result.outcomes, result.conversions
    ));
    let number = |n: Option<f64>| n.map_or_else(|| "cannot say".to_owned(), |n| format!("{n:.3}"));
    let row = |name: &str, sorted: &Sorted| {
        vec![
            name.to_owned(),
            number(sorted.auc),
            number(sorted.lift_at_10),
        ]
    };
    let rows = [row("today", &result.old), row("the others", &result.new)];
    let headings = ["rules", "buyers before others", "buyers in the top tenth"];
    say(table(&headings, &[false, true, true], &rows).trim_end());
    if result.conversions < 20 || result.outcomes - result.conversions < 20 {
        say("That is too few of one kind to trust the difference.");
    }
}

fn as_json(result: &Backtest, known: &Known) -> anyhow::Result<String> {
    let call = |call: &Called| json!({"at": call.at, "visitor": known.code(call.visitor), "reason": call.reason});
    let changed = result.changed.iter().map(|c| {
        json!({
            "visitor": known.code(c.visitor),
            "old": {"score": c.old.0, "band": c.old.1},
            "new": {"score": c.new.0, "band": c.new.1},
        })
    });
    Ok(serde_json::to_string_pretty(&json!({
        "visitors": result.visitors,
        "moves": result.moves,
        "changed": changed.collect::<Vec<_>>(),
        "calls_kept": result.kept,
        "calls_lost": result.lost.iter().map(call).collect::<Vec<_>>(),
        "calls_gained": result.gained.iter().map(call).collect::<Vec<_>>(),
        "outcomes": result.outcomes,
        "conversions": result.conversions,
        "old": result.old,
        "new": result.new,
    }))?)
}
