//! `showfloor score calibrate`.

use std::{collections::BTreeMap, fs, path::Path, process::ExitCode};

use anyhow::{Context, bail};

use crate::{
    app::Known,
    cli::CalibrateArgs,
    cmd::{
        console::say,
        table::{points, table},
    },
    config::{self, Config},
    scoring::calibrate::{
        Calibration, Estimate, NotEnough, Settings, Weight, calibrate as learn, draw,
    },
};

pub(in crate::cmd) fn calibrate(args: &CalibrateArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let known = Known::open(&config)?;
    let (columns, samples) = known.ledger().samples();
    let (result, enough) = match learn(&columns, &samples, &Settings::default()) {
        Ok(result) => (result, true),
        Err(NotEnough::Unclear(found)) => (*found, false),
        Err(refusal) => bail!("not enough data: {refusal}"),
    };
    if args.json {
        say(&serde_json::to_string_pretty(&result)?);
    } else {
        tell(&result);
    }
    if let Some(path) = &args.plot {
        write(path, &draw(&result)?)?;
        say_unless(args.json, &format!("Drawn: {}", path.display()));
    }
    if !enough {
        bail!("not enough data: {}", NotEnough::Unclear(Box::new(result)));
    }
    if let Some(path) = &args.out {
        write(path, &rule_file(&result, &config, &known)?)?;
        say_unless(
            args.json,
            &format!(
                "Written: {0}. Nothing is in force yet: read it, then try it with\n  showfloor score backtest --rules {0}",
                path.display()
            ),
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn say_unless(json: bool, text: &str) {
    if !json {
        say(text);
    }
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if path.exists() {
        bail!(
            "{} exists already\nhint: name another file, or take it away",
            path.display()
        );
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The rules as they are, with the suggested points.
fn rule_file(result: &Calibration, config: &Config, known: &Known) -> anyhow::Result<String> {
    let suggested = result.rules.iter().filter_map(|rule| {
        let points = rule.suggested?.value;
        Some((rule.id.clone(), (points, points / rule.points_before)))
    });
    let note = format!(
        "# Points suggested on {} from {} outcomes, {} of which were sales. Rules without enough of them are as they were.\n# What goes with buying need not cause it: read every change, and try the file with `showfloor score backtest`.\n\n",
        known.now().to_zoned(config.site.timezone.clone()).date(),
        result.samples,
        result.conversions
    );
    let suggested: BTreeMap<_, _> = suggested.collect();
    let text = config::with_points(&config.rules_text, &suggested)?;
    Ok(format!("{note}{text}"))
}

fn tell(result: &Calibration) {
    say(&format!(
        "{} visitors with an outcome, {} of them bought.\n",
        result.samples, result.conversions
    ));
    let rows: Vec<_> = result.rules.iter().map(row).collect();
    let headings = ["rule", "points", "suggested", "95 % from", "to", ""];
    let right = [false, true, true, true, true, false];
    say(table(&headings, &right, &rows).trim_end());
    let Estimate { value, ci95 } = result.auc_gain;
    let better = if ci95[0] > 0.0 {
        "better than today's points"
    } else if ci95[1] < 0.0 {
        "worse than today's points"
    } else {
        "not known to be better than today's points"
    };
    say(&format!(
        "\nTold of visitors that it had not seen:
  it sorts buyers {better}: AUC {:.3}, today {:.3} (difference {value:+.3}, {:+.3} to {:+.3})
  lift of the top 10 %: {:.2}, today {:.2}
  calibration error: {:.3} (chance alone: {:.3})
What goes with buying need not cause it: a rule that fires because somebody was already cared for gets much.",
        result.auc,
        result.auc_before,
        ci95[0],
        ci95[1],
        result.lift_at_10,
        result.lift_before,
        result.ece,
        result.ece_by_chance,
    ));
}

fn row(weight: &Weight) -> Vec<String> {
    let [value, low, high] = weight.suggested.map_or_else(
        || ["-".to_owned(), String::new(), String::new()],
        |s| [points(s.value), points(s.ci95[0]), points(s.ci95[1])],
    );
    let why = weight.why_none.map_or("", |silence| silence.text());
    vec![
        weight.id.clone(),
        points(weight.points_before),
        value,
        low,
        high,
        why.to_owned(),
    ]
}
