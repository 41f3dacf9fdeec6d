//! `showfloor eval behaviour`.

use std::{collections::BTreeMap, fmt::Write, process::ExitCode};

use crate::{
    cli::EvalBehaviourArgs,
    cmd::{
        console::say,
        simulated::{cases, progress},
        table::{table, tenths},
    },
    eval::{BehaviourReport, CrewReport, DwellErrors, Tally, evaluate},
};

/// Compares what the line makes of simulated showrooms with the truth.
pub(in crate::cmd) fn behaviour(args: &EvalBehaviourArgs) -> anyhow::Result<ExitCode> {
    let mut cases = cases(&args.scenario, args.noise)?;
    for (scenario, ..) in &mut cases {
        scenario.seed += u64::from(args.skip_seeds);
    }
    let bar = progress(cases.len() as u64 * u64::from(args.seeds), "evaluating");
    let crew = args.crew as usize;
    let report = evaluate(&cases, args.seeds, crew, |done, _| {
        bar.set_position(done.into());
    });
    bar.finish_and_clear();
    if args.json {
        say(&serde_json::to_string_pretty(&report)?);
    } else {
        say(as_text(&report).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

fn as_text(report: &BehaviourReport) -> String {
    let mut text = String::new();
    let (n, seeds) = (report.scenarios.len(), report.seeds);
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    let _ = writeln!(
        text,
        "{n} scenario{}, {seeds} seed{} each\n",
        plural(n),
        plural(seeds as usize)
    );
    tallies(&mut text, "event", &report.events);
    tallies(&mut text, "event, faces of 50 px", &report.events_close);
    tallies(&mut text, "alert", &report.alerts);
    if n > 1 {
        by_scenario(&mut text, report);
    }
    dwell_errors(&mut text, report);
    let delay = &report.alert_delay_s;
    if delay.count > 0 {
        let _ = writeln!(
            text,
            "alert delay, beyond the configured wait: median {}, 95 % under {}, of {}",
            tenths(delay.median),
            tenths(delay.p95),
            delay.count
        );
    }
    if let Some(report) = &report.crew {
        crew(&mut text, report);
    }
    let _ = writeln!(text, "identity switches: {}", report.identity_switches);
    if !report.mistakes.is_empty() {
        text.push_str("\nmistakes (events of the first seed, alerts of all)\n\n");
        let rows: Vec<Vec<String>> = report
            .mistakes
            .iter()
            .map(|m| {
                vec![
                    m.scenario.clone(),
                    m.seed.to_string(),
                    m.at.clone(),
                    m.what.clone(),
                ]
            })
            .collect();
        text.push_str(&table(
            &["scenario", "seed", "at", "what"],
            &[false, true, false, false],
            &rows,
        ));
    }
    text
}

/// How colleagues with tablets fared.
fn crew(text: &mut String, report: &CrewReport) {
    let share =
        |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{:.0} %", v * 100.0));
    let counts = &report.counts;
    let rows = [
        ("alerts about visitors", counts.alerts.to_string()),
        (
            "alerts for each colleague in an hour",
            report
                .alerts_per_member_hour
                .map_or("-".to_owned(), |n| format!("{n:.1}")),
        ),
        (
            "claimed by approach_by",
            share(report.claimed_in_time_share),
        ),
        (
            "median time to the claim",
            report.median_to_claim_s.map_or("-".to_owned(), tenths),
        ),
        ("escalated", share(report.escalated_share)),
        ("claims that no contact followed", counts.lapsed.to_string()),
        ("contacted", counts.contacted.to_string()),
        ("dismissed", counts.dismissed.to_string()),
        ("expired", counts.expired.to_string()),
        (
            "visitors told in another's alert",
            counts.merged.to_string(),
        ),
    ];
    let rows = rows.map(|(what, value)| vec![what.to_owned(), value]);
    text.push_str(&table(
        &["colleagues with tablets", ""],
        &[false, true],
        &rows,
    ));
    text.push('\n');
}

/// Apart by how well people could be seen.
fn dwell_errors(text: &mut String, report: &BehaviourReport) {
    let row = |who: &str, errors: &DwellErrors| {
        let per_cent = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.1}"));
        let of = [errors.median_pct, errors.mean_pct, errors.worst_pct].map(per_cent);
        let mut row = vec![who.to_owned(), errors.count.to_string()];
        row.extend(of);
        row
    };
    let rows = [
        row("seen all the time", &report.dwell_error_seen),
        row("hidden for up to 30 s", &report.dwell_error_hidden),
        row("hidden for longer", &report.dwell_error_hidden_long),
        row("all", &report.dwell_error_all),
    ];
    text.push_str(&table(
        &["dwell error, per cent", "dwells", "median", "mean", "worst"],
        &[false, true, true, true, true],
        &rows,
    ));
    text.push('\n');
}

/// Where the figures come from: a row for each scenario.
fn by_scenario(text: &mut String, report: &BehaviourReport) {
    let rows: Vec<Vec<String>> = report
        .by_scenario
        .iter()
        .map(|row| {
            let counts = |t: &Tally| format!("{} / {} / {}", t.truth, t.found, t.right);
            vec![
                row.scenario.clone(),
                counts(&row.events),
                counts(&row.alerts),
            ]
        })
        .collect();
    text.push_str(&table(
        &["scenario", "events: truth / found / right", "alerts"],
        &[false, true, true],
        &rows,
    ));
    text.push('\n');
}

fn tallies(text: &mut String, heading: &str, kinds: &BTreeMap<String, Tally>) {
    let share = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
    let rows: Vec<Vec<String>> = kinds
        .iter()
        .map(|(kind, t)| {
            vec![
                kind.clone(),
                t.truth.to_string(),
                t.found.to_string(),
                t.right.to_string(),
                share(t.precision),
                share(t.recall),
            ]
        })
        .collect();
    if !rows.is_empty() {
        text.push_str(&table(
            &[heading, "truth", "found", "right", "precision", "recall"],
            &[false, true, true, true, true, true],
            &rows,
        ));
        text.push('\n');
    }
}
