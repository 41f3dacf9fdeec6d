//! `showfloor eval cameras`.

use std::{fmt::Write, fs, io::IsTerminal, path::Path, process::ExitCode, time::Duration};

use anyhow::{Context, ensure};
use indicatif::ProgressBar;

use crate::{
    cli::EvalCamerasArgs,
    cmd::{console::say, run::heed_signals, simulated::progress, table::table},
    config,
    eval::cameras::{
        CameraReport, CamerasReport, Finding, PlaceReport, Progress, Spread, Verdict, Watch, draw,
        measure,
    },
    runtime::{Clock, Stopwatch},
    types::RunId,
};

/// How long live cameras are watched where nothing else is said.
const USUAL: Duration = Duration::from_mins(1);
/// A line so often where there is no terminal for a bar.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Watches, and says of each camera whether it can go into service.
pub(in crate::cmd) fn cameras(args: &EvalCamerasArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    if let Some(file) = &args.html {
        may_be_written(file)?;
    }
    let seconds = args.seconds.map(Duration::from_secs);
    let watch = Watch {
        files: args.input.clone(),
        longest: seconds.or(args.input.is_empty().then_some(USUAL)),
        overview: args.overview.clone(),
    };
    let control = heed_signals(None)?;
    let mut shown = Shown::new();
    let result = measure(&config, &watch, &control.stop, |progress| {
        shown.tell(progress);
    });
    shown.bar.finish_and_clear();
    let report = result?;
    if args.json {
        say(&serde_json::to_string_pretty(&report)?);
    } else {
        say(as_text(&report).trim_end());
    }
    if let Some(file) = &args.html {
        let now = Clock::real(RunId(ulid::Ulid::nil())).now().utc;
        let when = now.to_zoned(config.site.timezone.clone());
        write(file, &draw(&report, &when))?;
    }
    Ok(if report.go {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Before minutes of work: whether there is a place for the page.
fn may_be_written(file: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    ensure!(
        folder.is_none_or(Path::is_dir) && !file.is_dir(),
        "--html {}: there is no such folder\nhint: make the folder first, and name a file in it",
        file.display()
    );
    Ok(())
}

fn write(file: &Path, page: &str) -> anyhow::Result<()> {
    fs::write(file, page).with_context(|| {
        let file = file.display();
        format!("cannot write {file}\nhint: name a file in a folder that is there and that you may write to")
    })
}

/// How far it is: a bar on a terminal, a line now and then elsewhere.
struct Shown {
    bar: ProgressBar,
    lines: Option<Stopwatch>,
    told: u32,
}

impl Shown {
    fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self {
            bar: progress(0, "watching"),
            lines: (!terminal).then(Stopwatch::start),
            told: 0,
        }
    }

    fn tell(&mut self, progress: Progress) {
        let Progress {
            watched,
            of,
            people,
            faces,
        } = progress;
        self.bar.set_length(of.unwrap_or(watched).as_secs());
        self.bar.set_position(watched.as_secs());
        self.bar
            .set_message(format!("watching: {people} people, {faces} faces"));
        let Some(watch) = &self.lines else { return };
        if watch.elapsed() >= LINE_EVERY * (self.told + 1) {
            self.told += 1;
            let of = of.map_or(String::new(), |of| format!(" of {}", of.as_secs()));
            eprintln!(
                "watched {}{of} s: {people} people, {faces} faces",
                watched.as_secs()
            );
        }
    }
}

fn as_text(report: &CamerasReport) -> String {
    let mut text = String::new();
    for camera in &report.cameras {
        let verdict = camera.verdict.as_str().to_uppercase();
        let _ = writeln!(text, "{}: {verdict}{}", camera.camera, stream(camera));
        for (place, finding) in camera.said() {
            let place = place.map_or(String::new(), |place| format!("{}: ", place.name()));
            said(&mut text, &place, finding);
        }
        if !camera.places.is_empty() && camera.width > 0 {
            text.push('\n');
            text.push_str(&places(&camera.places));
        }
        text.push('\n');
    }
    let stopped = report
        .cameras
        .iter()
        .filter(|camera| camera.verdict == Verdict::NoGo);
    let stopped: Vec<_> = stopped.map(|camera| camera.camera.as_str()).collect();
    if report.go {
        text.push_str("GO: every camera can go into service.\n");
    } else {
        let _ = writeln!(text, "NO-GO: mend {}, and repeat.", stopped.join(", "));
    }
    text
}

fn stream(camera: &CameraReport) -> String {
    if camera.width == 0 {
        return String::new();
    }
    let came = camera.fps.map_or("?".to_owned(), |fps| format!("{fps:.1}"));
    let light = camera
        .light
        .map_or(String::new(), |light| format!(", light {light:.0}"));
    let sub = if camera.substream {
        " (sub-stream)"
    } else {
        ""
    };
    format!(
        "   {}x{}{sub}, {came} frames a second, {:.0} s watched{light}",
        camera.width, camera.height, camera.seconds
    )
}

fn said(text: &mut String, place: &str, finding: &Finding) {
    let _ = writeln!(
        text,
        "  {:<8}{place}{}\n          -> {}",
        finding.verdict.as_str(),
        finding.reason,
        finding.advice
    );
}

fn places(places: &[PlaceReport]) -> String {
    let row = |place: &PlaceReport| {
        let f = &place.figures;
        vec![
            place.name().to_owned(),
            place.verdict.as_str().to_owned(),
            f.passed.to_string(),
            f.decidable.to_string(),
            f.faces.to_string(),
            spread(f.face_px),
            place
                .need_px
                .map_or("-".to_owned(), |px| format!("{px:.0}")),
            spread(f.sharpness),
            spread(f.yaw_deg),
            spread(f.brightness),
            f.usable
                .map_or("-".to_owned(), |share| format!("{:.0} %", 100.0 * share)),
        ]
    };
    let rows: Vec<_> = places.iter().map(row).collect();
    table(
        &[
            "place",
            "verdict",
            "people",
            "decidable",
            "faces",
            "face px",
            "needs",
            "sharpness",
            "yaw",
            "light",
            "usable",
        ],
        &[
            false, false, true, true, true, true, true, true, true, true, true,
        ],
        &rows,
    )
}

/// The tenth, the median and the ninth tenth.
fn spread(spread: Option<Spread>) -> String {
    spread.map_or("-".to_owned(), |s| {
        format!("{:.0}/{:.0}/{:.0}", s.p10, s.p50, s.p90)
    })
}
