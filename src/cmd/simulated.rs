//! What commands over simulated showrooms have in common.

use std::{
    fs,
    io::{BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use super::table::duration;
use crate::{
    cli::{NoiseLevel, SimArgs},
    config::{Config, Problems},
    runtime::Stopwatch,
    sim::{self, Noise, Scenario, Simulation},
};

/// Scenarios, each with its noise and the configuration of its showroom. All that is wrong with any of them, at once.
pub(super) fn cases(
    named: &[PathBuf],
    noise: Option<NoiseLevel>,
) -> anyhow::Result<Vec<(Scenario, Noise, Config)>> {
    let (mut cases, mut problems) = (Vec::new(), Vec::new());
    for file in files(named)? {
        let case = Scenario::load(&file).and_then(|scenario| {
            let halls = std::slice::from_ref(&scenario);
            let config = sim::configuration(halls, &file, Path::new("sim"))?;
            let noise = level(&scenario, noise);
            Ok((scenario, noise, config))
        });
        match case {
            Ok(case) => cases.push(case),
            Err(wrong) => problems.extend(wrong.0),
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    Ok(cases)
}

fn level(scenario: &Scenario, noise: Option<NoiseLevel>) -> Noise {
    match noise {
        Some(NoiseLevel::None) => Noise::none(),
        Some(NoiseLevel::Measured) => Noise::measured(),
        None => scenario.noise.clone(),
    }
}

/// A scenario with its noise.
fn load(file: &Path, noise: Option<NoiseLevel>) -> anyhow::Result<(Scenario, Noise)> {
    let scenario = Scenario::load(file)?;
    let noise = level(&scenario, noise);
    Ok((scenario, noise))
}

/// The simulation that was asked for, and the configuration of its showroom; writes the files that were asked for.
pub(super) fn simulation(
    args: &SimArgs,
    noise: Option<NoiseLevel>,
) -> anyhow::Result<(Simulation, Config)> {
    let (scenario, noise) = load(&args.scenario, noise)?;
    let seed = args.seed.unwrap_or(scenario.seed);
    let halls = scenario.multiplied(args.scale, args.times);
    // The store beside the configuration, wherever that is: streams name the configuration by its hash, and must not
    // depend on the folder in which they were made.
    let beside = Path::new("");
    let config = sim::configuration(&halls, &args.scenario, beside)?;
    if let Some(file) = &args.write_config {
        write(file, sim::configuration_text(&halls, beside).as_bytes())?;
    }
    let simulation = Simulation::new(halls, &noise, seed);
    if let Some(file) = &args.truth {
        let made = fs::File::create(file).with_context(|| unwritable(file))?;
        let mut out = BufWriter::new(made);
        simulation.write_truth(&mut out)?;
        out.flush().with_context(|| unwritable(file))?;
    }
    Ok((simulation, config))
}

fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(file, bytes).with_context(|| unwritable(file))
}

fn unwritable(file: &Path) -> String {
    let file = file.display();
    format!(
        "cannot write {file}\nhint: name a file in a folder that is there and that you may write to"
    )
}

/// Scenarios by their files, or all of a folder, in the order of their names.
fn files(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in named {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let entries =
            fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut inside: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        inside.retain(|file| file.extension().is_some_and(|e| e == "toml"));
        inside.sort();
        anyhow::ensure!(
            !inside.is_empty(),
            "there is no scenario (*.toml) in {}\nhint: there are some in config/scenarios/",
            path.display()
        );
        found.append(&mut inside);
    }
    Ok(found)
}

/// A bar on the terminal; nothing where there is none.
pub(super) fn progress(total: u64, what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    let style = ProgressStyle::with_template("{msg} [{bar:40}] {percent}% {eta} to go");
    bar.set_style(
        style
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> "),
    );
    bar.set_message(what.to_owned());
    bar
}

/// A line so often where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// What takes long, told line by line on standard error where there is no terminal for a bar.
pub(super) struct Lines {
    watch: Option<Stopwatch>,
    told: u32,
    done: u64,
    total: u64,
}

impl Lines {
    pub(super) fn new(total: u64) -> Self {
        let silent = std::io::stderr().is_terminal();
        Self {
            watch: (!silent).then(Stopwatch::start),
            told: 0,
            done: 0,
            total,
        }
    }

    /// So many more are done.
    pub(super) fn add(&mut self, n: u64) {
        self.done += n;
        let Some(watch) = &self.watch else { return };
        let elapsed = watch.elapsed();
        if elapsed < LINE_EVERY * (self.told + 1) {
            return;
        }
        self.told = (elapsed.as_secs() / LINE_EVERY.as_secs()) as u32;
        let (done, total) = (self.done, self.total);
        let left = elapsed.as_secs_f64() * (total.saturating_sub(done)) as f64 / done.max(1) as f64;
        eprintln!("{done} of {total} pictures, {} to go", duration(left));
    }
}
