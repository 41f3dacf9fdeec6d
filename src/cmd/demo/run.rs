//! Builds the demo and runs it.

use std::{
    fs::{self, DirBuilder},
    io::IsTerminal,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;

use super::{
    board::Board,
    pages::{self, Pages, empty_room},
    pictures::{Pictures, tenths_left_out, too_slow},
    show::{Caption, Show},
    staff::Roster,
    summary::summary,
};
use crate::{
    app::{self, Control, Eyes, Pace, Play, RunOptions},
    cli::DemoArgs,
    cmd::{
        console::say,
        run::{die_with_threads, heed_signals},
    },
    config::Config,
    runtime::{Shutdown, random_seed, spawn},
    sim::{self, Scenario, Simulation},
    store::Desk,
    types::{AuditEntry, RosterChange},
};

/// The scenario that is part of the program.
pub(super) const SATURDAY: &str = include_str!("../../../config/scenarios/saturday.toml");

/// Shows a simulated showroom at work.
pub(in crate::cmd) fn run(args: &DemoArgs) -> anyhow::Result<ExitCode> {
    let named = args.scenario.clone();
    let (scenario, file) = if let Some(file) = named {
        (Scenario::load(&file)?, file)
    } else {
        let file = PathBuf::from("config/scenarios/saturday.toml");
        (Scenario::parse(&file, SATURDAY)?, file)
    };
    let folder = Folder::make()?;
    // What is wrong with the scenario is said of its own file.
    sim::configuration(std::slice::from_ref(&scenario), &file, &folder.0)?;
    let Pages {
        config,
        file,
        how: pages,
    } = pages::open(&scenario, &folder.0, args.pages)?;
    let simulation = Simulation::new(vec![scenario.clone()], &scenario.noise, scenario.seed);
    let (eyes, honest, short) = eyes(args, &config, &simulation)?;
    if matches!(eyes, Eyes::Told(_)) {
        enrol(&simulation, &config)?;
    }
    let mut board = Board::new(simulation.clone(), &config);
    if matches!(eyes, Eyes::Painted(_)) {
        board.pictures = Pictures::of(&scenario);
    }
    let board = Arc::new(Mutex::new(board));
    let caption = Caption {
        title: scenario.name.clone(),
        about: scenario.about.clone(),
        honest,
        short,
        speed: args.speed,
        pages: pages.clone(),
        broker: String::new(),
    };
    let terminal = std::io::stdout().is_terminal();
    let live = !args.plain && terminal;
    let stay = args.stay || (terminal && args.seconds.is_none());
    let control = heed_signals(Some(file))?;
    if let Some(seconds) = args.seconds {
        end_after(seconds, control.stop.clone())?;
    }
    let roster = (!args.no_staff).then(|| Roster {
        site: config.site.id.clone(),
        users: sim::crew_names(&scenario, None),
        seed: simulation.seed(),
    });
    let show = Show::new(board.clone(), caption, roster, live)?;
    die_with_threads();
    let options = RunOptions {
        eyes,
        pace: Pace::FileTime,
        start_at: Some(simulation.origin().utc),
        play: Some(play(&simulation, args.speed)),
        seed: Some(simulation.seed()),
        record: None,
        force: false,
    };
    let done = app::run(&config, options, Box::new(show), &of_one_run(&control)?)?;
    let ended = simulation.days().last().map(|day| day.end);
    let board = board.lock().unwrap_or_else(PoisonError::into_inner);
    let analysed: u64 = done.cameras.values().map(|c| c.analysed).sum();
    let dropped: u64 = done.cameras.values().map(|c| c.dropped).sum();
    if let Some(n) = tenths_left_out(analysed, dropped) {
        say(&format!(
            "\n{} What follows is what the line made of the rest.",
            too_slow(args.speed, n)
        ));
    }
    say(&format!("\n{}", summary(&board, &config)));
    let delivered = done.published.delivered;
    say(&match analysed {
        0 => format!("{delivered} MQTT messages delivered."),
        _ => format!(
            "{analysed} pictures analysed, {dropped} left out because the machine was busy; {delivered} MQTT messages delivered."
        ),
    });
    drop(board);
    if stay && !control.stop.is_requested() {
        say(&format!(
            "\nThe play is over. {pages}\nThey stay open until Ctrl-C; then the store is deleted."
        ));
        let over = ended
            .unwrap_or_default()
            .saturating_sub(simulation.since_midnight(&simulation.origin()));
        let options = RunOptions {
            eyes: Eyes::Told(empty_room(&config)),
            pace: Pace::FileTime,
            start_at: Some(simulation.origin().later(over).utc),
            play: None,
            seed: None,
            record: None,
            force: false,
        };
        app::run(&config, options, Box::new(Quiet), &of_one_run(&control)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A run that ends by itself asks its own parts to stop, and nobody else: whether somebody pressed Ctrl-C is another thing.
fn of_one_run(control: &Control) -> anyhow::Result<Control> {
    let stop = Shutdown::new();
    let (asked, own) = (control.stop.clone(), stop.clone());
    spawn("stop", move || {
        while !asked.sleep(Duration::from_hours(1)) {}
        own.request();
    })?;
    Ok(Control {
        stop,
        ..control.clone()
    })
}

/// Nobody looks on but by the pages.
struct Quiet;

impl app::Watch for Quiet {
    fn ready(&mut self, _broker: &str, _recognises: &str) {}

    fn records(&mut self, _records: &[crate::types::Record], _line: &app::Line) {}
}

/// Pictures for the networks where there are networks, else what they would say; and a line that says which, in full
/// and in short.
fn eyes(
    args: &DemoArgs,
    config: &Config,
    simulation: &Simulation,
) -> anyhow::Result<(Eyes, String, String)> {
    const PEOPLE: &str = "Nobody here is real. Recognition \"all\": everyone is remembered; the store is deleted at the end.";
    let told = |why: &str, short: &str| {
        let told = app::Told {
            observations: Box::new(simulation.clone().into_observations()),
            signatures: Some(Simulation::tag()),
        };
        let short = format!("{short}, recognition \"all\"");
        (Eyes::Told(told), format!("{why} {PEOPLE}"), short)
    };
    if args.observations {
        return Ok(told(
            "Simulated people: no pictures, the line is told what the networks would see.",
            "simulated people",
        ));
    }
    if let Some(missing) = app::missing_models(config) {
        let why = format!(
            "NO MODELS ({missing}; scripts/fetch-models mends it): the line is told what they would see."
        );
        return Ok(told(&why, "NO MODELS, simulated people"));
    }
    let faces = sim::faces(args.faces.as_deref(), simulation)?;
    let honest = format!("Drawn people, seen by the real networks. {PEOPLE}");
    Ok((
        Eyes::Painted(Arc::new(sim::Cinema::new(simulation, &faces))),
        honest,
        "drawn people, recognition \"all\"".to_owned(),
    ))
}

/// Puts the colleagues who enrolled on the roster. Only where simulated signatures are compared with them: drawn faces
/// have others.
fn enrol(simulation: &Simulation, config: &Config) -> anyhow::Result<()> {
    let mut desk = Desk::open(&config.store)?;
    for enrolment in simulation.roster() {
        let account = AuditEntry {
            at: enrolment.consent().at(),
            who: enrolment.consent().recorded_by().to_owned(),
            what: "staff.enrolled".to_owned(),
            detail: enrolment.name().to_owned(),
        };
        desk.change(&RosterChange::Enrolled(enrolment), &account)?;
    }
    Ok(())
}

/// The days of the simulation, the nights left out.
fn play(simulation: &Simulation, speed: f64) -> Play {
    let begin = simulation.since_midnight(&simulation.origin());
    let scenes = simulation
        .days()
        .into_iter()
        .map(|day| day.start.saturating_sub(begin)..day.end.saturating_sub(begin));
    Play {
        speed,
        scenes: scenes.collect(),
    }
}

fn end_after(seconds: f64, stop: Shutdown) -> anyhow::Result<()> {
    let seconds =
        Duration::try_from_secs_f64(seconds).context("--seconds must be a time from now on")?;
    spawn("end-after", move || {
        if !stop.sleep(seconds) {
            stop.request();
        }
    })?;
    Ok(())
}

/// A folder for the demo's store, deleted at the end.
struct Folder(PathBuf);

impl Folder {
    fn make() -> anyhow::Result<Self> {
        let name = format!("showfloor-demo-{:016x}", random_seed());
        let folder = std::path::absolute(std::env::temp_dir().join(name))?;
        let made = DirBuilder::new().mode(0o700).create(&folder);
        made.with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all::<&Path>(&self.0);
    }
}
