//! `showfloor eval tracking`.

use std::{path::Path, process::ExitCode};

use crate::{
    cli::EvalTrackingArgs,
    cmd::{console::say, table::table},
    eval::tracking::{TrackingReport, evaluate, follow_file},
};

/// Follows people through sequences of detections.
pub(in crate::cmd) fn tracking(args: &EvalTrackingArgs) -> anyhow::Result<ExitCode> {
    match (&args.mot, &args.detections, &args.out) {
        (Some(mot), ..) => judge(mot, args.out.as_deref(), args.json)?,
        (None, Some(detections), Some(out)) => {
            let tracks = follow_file(detections, args.fps, out)?;
            say(&format!("{tracks} tracks, written to {}", out.display()));
        }
        // clap lets nothing else through.
        (None, ..) => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn judge(mot: &Path, out: Option<&Path>, json: bool) -> anyhow::Result<()> {
    let report = evaluate(mot, out)?;
    if json {
        say(&serde_json::to_string_pretty(&report)?);
    } else {
        say(as_text(&report).trim_end());
    }
    Ok(())
}

fn as_text(report: &TrackingReport) -> String {
    let rows: Vec<Vec<String>> = report
        .sequences
        .iter()
        .chain([&report.overall])
        .map(|row| {
            vec![
                row.name.clone(),
                format!("{:.3}", row.idf1),
                format!("{:.3}", row.mota),
                row.switches.to_string(),
                row.misses.to_string(),
                row.false_positives.to_string(),
                row.truth.to_string(),
            ]
        })
        .collect();
    table(
        &[
            "sequence",
            "IDF1",
            "MOTA",
            "switches",
            "misses",
            "false positives",
            "boxes",
        ],
        &[false, true, true, true, true, true, true],
        &rows,
    )
}
