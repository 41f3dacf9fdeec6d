//! `showfloor eval identity`.

use std::{fmt::Write, fs, path::Path, process::ExitCode};

use anyhow::{Context, ensure};

use crate::{
    cli::EvalIdentityArgs,
    cmd::{console::say, simulated::progress, table::table},
    eval::identity::{
        Capacity, IdentityReport, Outcome, Rate, Settings, Skipped, WidthRow, draw_det, evaluate,
    },
};

/// An interval wider than this is said to be of little worth.
const WIDE: f64 = 0.1;

/// Files that were left out are named up to so many; all of them with `--json`.
const NAMED: usize = 10;

/// Measures identity on portraits.
pub(in crate::cmd) fn identity(args: &EvalIdentityArgs) -> anyhow::Result<ExitCode> {
    if let Some(file) = &args.det {
        may_be_drawn(file)?;
    }
    let bar = progress(0, "reading faces");
    let result = evaluate(&settings(args), |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let report = result?;
    if args.json {
        say(&serde_json::to_string_pretty(&report)?);
    } else {
        say(as_text(&report).trim_end());
    }
    if let Some(file) = &args.det {
        write(file, &draw_det(&report)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn settings(args: &EvalIdentityArgs) -> Settings {
    let defaults = Settings::new(&args.faces);
    Settings {
        gallery: args.gallery as usize,
        enrol: args.enrol as usize,
        probes: args.probes as usize,
        repeats: args.repeats as usize,
        seed: args.seed,
        shrink_px: args.shrink,
        mirror: !args.no_mirror,
        models: args.models.clone(),
        min_quality: args.min_quality.unwrap_or(defaults.min_quality),
        ..defaults
    }
}

/// Before minutes of work: whether there is a place for the drawing.
fn may_be_drawn(file: &Path) -> anyhow::Result<()> {
    let name = file.display();
    ensure!(
        file.extension().is_some_and(|ending| ending == "svg"),
        "--det {name}: the curve is drawn as SVG\nhint: call the file something.svg"
    );
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    ensure!(
        folder.is_none_or(Path::is_dir),
        "--det {name}: there is no such folder\nhint: make the folder first, or name another"
    );
    Ok(())
}

fn write(file: &Path, svg: &str) -> anyhow::Result<()> {
    fs::write(file, svg).with_context(|| {
        let file = file.display();
        format!("cannot write {file}\nhint: name a file in a folder that is there and that you may write to")
    })
}

fn as_text(report: &IdentityReport) -> String {
    let mut text = String::new();
    in_short(&mut text, report);
    material(&mut text, report);
    let [tar, stricter] = &report.tar;
    let _ = writeln!(
        text,
        "\ntwo pictures of one person are accepted: {} at FAR 1 % (threshold {:.3}), {} at FAR 0.1 % ({:.3})",
        rate(*tar),
        report.tar_threshold[0],
        rate(*stricter),
        report.tar_threshold[1],
    );
    thresholds(&mut text, report);
    for (outcome, name) in report.outcomes.iter().zip(["1 %", "0.3 %"]) {
        meaning(&mut text, report, outcome, name);
    }
    widths(&mut text, &report.by_width);
    capacities(&mut text, &report.by_width);
    skipped(&mut text, &report.skipped);
    text
}

/// The one thing to take away, before all the figures.
fn in_short(text: &mut String, report: &IdentityReport) {
    let (outcome, s) = (&report.as_delivered, &report.settings);
    let (Some(missed), Some(strangers)) = (outcome.fnir, outcome.meaning.fpir) else {
        let _ = writeln!(
            text,
            "Too few people to say how well they are recognised: it takes visitors with more than {}, and strangers besides.\n",
            images(s.enrol)
        );
        return;
    };
    let _ = writeln!(
        text,
        "At the threshold as delivered, with {} people known by {} each and seen with {}: {:.1} of 100 who come back are not like enough, and {:.2} of 100 strangers are.",
        s.gallery,
        images(s.enrol),
        images(s.probes),
        100.0 * missed.value,
        100.0 * strangers.value,
    );
    let wide = |rate: Rate| rate.ci95[1] - rate.ci95[0] > WIDE;
    if wide(missed) || wide(strangers) {
        let _ = writeln!(
            text,
            "These pictures are too few to trust that: the intervals in brackets say how far off it may be."
        );
    }
    text.push('\n');
}

fn material(text: &mut String, report: &IdentityReport) {
    let (c, s) = (&report.counts, &report.settings);
    let _ = writeln!(
        text,
        "{} people, {} images; without a face {}; below the quality floor of {:.2}, and never decided, {}",
        c.identities, c.images, c.no_face, s.min_quality, c.abstained
    );
    if c.padded > 0 {
        let _ = writeln!(
            text,
            "{} small images got a margin around them, as no face was found without it",
            c.padded
        );
    }
    let _ = writeln!(
        text,
        "gallery of {}, enrolled with {} each, seen with {}; {} galleries drawn, seed {}{}{}",
        s.gallery,
        images(s.enrol),
        images(s.probes),
        s.repeats,
        s.seed,
        s.shrink_px
            .map_or(String::new(), |px| format!(", faces at most {px} px wide")),
        if s.mirror {
            ""
        } else {
            ", without mirror images"
        },
    );
    let _ = writeln!(
        text,
        "{} probes of visitors, not decided {}; {} of strangers, not decided {}",
        c.mated_probes,
        rate(report.mated_abstained),
        c.stranger_probes,
        rate(report.stranger_abstained),
    );
    if c.strangers_short > 0 {
        let _ = writeln!(
            text,
            "{} probes of strangers are of fewer than {}, as there are no more of them",
            c.strangers_short,
            images(s.probes)
        );
    }
    let _ = writeln!(
        text,
        "in brackets: 95 % intervals, by a bootstrap over persons"
    );
}

fn images(n: usize) -> String {
    format!("{n} image{}", if n == 1 { "" } else { "s" })
}

fn thresholds(text: &mut String, report: &IdentityReport) {
    let row = |(outcome, fpir): (&Outcome, String)| {
        let misses = &outcome.misses;
        vec![
            fpir,
            format!("{:.3}", outcome.threshold),
            rate(outcome.fnir),
            rate(outcome.fnir_decided),
            misses.abstained.to_string(),
            misses.below_threshold.to_string(),
            misses.mistaken.to_string(),
        ]
    };
    let delivered = &report.as_delivered;
    let fpir = delivered.meaning.fpir;
    let fpir = fpir.map_or(0.0, |fpir| 100.0 * fpir.value);
    let outcomes = report.outcomes.iter().chain([delivered]);
    let names = [
        "1 %".into(),
        "0.3 %".into(),
        format!("as delivered, {fpir:.2} %"),
    ];
    let rows: Vec<_> = outcomes.zip(names).map(row).collect();
    text.push('\n');
    text.push_str(&table(
        &[
            "FPIR",
            "threshold",
            "FNIR",
            "of the decided",
            "not decided",
            "not like enough",
            "taken for another",
        ],
        &[true; 7],
        &rows,
    ));
}

/// What a threshold means on the floor.
fn meaning(text: &mut String, report: &IdentityReport, outcome: &Outcome, name: &str) {
    let one_in = |share: f64| match share {
        share if share <= 0.0 => "more than were tried".to_owned(),
        share if share < 1e-6 => "more than a million".to_owned(),
        share if share > 0.5 => "nearly every one".to_owned(),
        share => format!("{:.0}", 1.0 / share),
    };
    let _ = write!(text, "\nthreshold {:.3} (FPIR {name})", outcome.threshold);
    if let Some(fpir) = outcome.meaning.fpir {
        let gallery = report.settings.gallery;
        let _ = match fpir.value {
            0.0 => write!(
                text,
                ": in a gallery of {gallery}, no false recognition among those tried"
            ),
            value => write!(
                text,
                ": in a gallery of {gallery}, one false recognition per {} visitors whom it does not know ({} to {})",
                one_in(value),
                one_in(fpir.ci95[1]),
                one_in(fpir.ci95[0]),
            ),
        };
    }
    let others = outcome.meaning.expected.iter();
    let others: Vec<_> = others
        .map(|(gallery, share)| format!("of {gallery} {}", one_in(*share)))
        .collect();
    let _ = writeln!(text, "\n  expected in a gallery {}", others.join(", "));
}

fn widths(text: &mut String, rows: &[WidthRow]) {
    let row = |row: &WidthRow| {
        vec![
            row.face_px.to_owned(),
            row.images.to_string(),
            row.abstained.to_string(),
            rate(row.mated_abstained),
            rate(row.fnir[0]),
            rate(row.fpir[0]),
            rate(row.fnir[1]),
            rate(row.fpir[1]),
        ]
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    text.push_str("\nby width of the face, at the thresholds above for FPIR 1 % and 0.3 %\n\n");
    text.push_str(&table(
        &[
            "face px",
            "images",
            "below floor",
            "not decided",
            "FNIR 1 %",
            "FPIR 1 %",
            "FNIR 0.3 %",
            "FPIR 0.3 %",
        ],
        &[true; 8],
        &rows,
    ));
}

/// The largest galleries, a line for each size and FPIR, a column for each FNIR.
fn capacities(text: &mut String, rows: &[WidthRow]) {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for row in rows {
        for (of, capacity) in [("all", &row.capacity), ("decided", &row.capacity_decided)] {
            for held in capacity.chunk_by(|a, b| a.fpir == b.fpir) {
                let fpir = format!("{} %", 100.0 * held[0].fpir);
                let mut line = vec![row.face_px.to_owned(), of.to_owned(), fpir];
                line.extend(held.iter().map(size));
                lines.push(line);
            }
        }
    }
    if lines.is_empty() {
        return;
    }
    text.push_str("\nlargest gallery with which at most so many visitors are missed\n\n");
    text.push_str(&table(
        &[
            "face px",
            "of",
            "FPIR",
            "2 % missed",
            "5 % missed",
            "10 % missed",
        ],
        &[true, false, true, true, true, true],
        &lines,
    ));
}

fn size(held: &Capacity) -> String {
    match (held.gallery, held.at_least) {
        (0, _) => "none".to_owned(),
        (n, true) => format!("{n} or more"),
        (n, false) => n.to_string(),
    }
}

fn skipped(text: &mut String, skipped: &[Skipped]) {
    if skipped.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nleft out: {}\n", skipped.len());
    for file in skipped.iter().take(NAMED) {
        let _ = writeln!(text, "{}: {}", file.file, file.why);
    }
    if skipped.len() > NAMED {
        let _ = writeln!(
            text,
            "and {} more, which --json names",
            skipped.len() - NAMED
        );
    }
}

/// In percent with its interval; a dash where there is nothing to measure.
fn rate(rate: Option<Rate>) -> String {
    rate.map_or(
        "-".to_owned(),
        |Rate {
             value,
             ci95: [low, high],
         }| {
            format!(
                "{:.2} % ({:.2} to {:.2})",
                100.0 * value,
                100.0 * low,
                100.0 * high
            )
        },
    )
}
