//! `showfloor sim`.

use std::{
    io::{self, BufWriter},
    process::ExitCode,
};

use super::simulated::{Lines, progress, simulation};
use crate::{
    app::{Entry, Header, Recorder, RecordingError},
    cli::{ObserveArgs, RenderArgs},
    sim::{self, Simulation},
    store::StartState,
};

/// Prints the recorded stream of a simulated showroom.
pub(super) fn observe(args: &ObserveArgs) -> anyhow::Result<ExitCode> {
    let (simulation, config) = simulation(&args.sim, args.noise)?;
    let (origin, tag) = (simulation.origin(), Some(Simulation::tag()));
    let roster = simulation.roster();
    let header = Header::new(
        &config.site.id,
        simulation.seed(),
        origin,
        tag,
        &config.sha256,
        StartState {
            staff: roster.iter().flat_map(|e| e.templates().to_vec()).collect(),
            ..StartState::default()
        },
    );
    match print(&simulation, &header) {
        // Whoever reads has had enough, as `head` does.
        Err(RecordingError::Unwritable { source, .. })
            if source.kind() == io::ErrorKind::BrokenPipe =>
        {
            Ok(ExitCode::SUCCESS)
        }
        done => done.map(|()| ExitCode::SUCCESS).map_err(Into::into),
    }
}

fn print(simulation: &Simulation, header: &Header) -> Result<(), RecordingError> {
    let out = BufWriter::new(io::stdout().lock());
    let mut recorder = Recorder::to(out, "standard output", header)?;
    let days = simulation.days();
    let total = days
        .iter()
        .map(|day| day.end.saturating_sub(day.start).as_secs())
        .sum();
    let bar = progress(total, "observing");
    let mut last = header.origin;
    let (mut seconds, mut before) = (0.0, simulation.since_midnight(&last));
    for told in simulation.stream() {
        last = *told.input.stamp();
        let at = simulation.since_midnight(&last);
        let step = at.saturating_sub(before).as_secs_f64();
        seconds += if step < 60.0 { step } else { 0.0 };
        before = at;
        bar.set_position(seconds as u64);
        recorder.write(&Entry::Input(told.input))?;
    }
    bar.finish_and_clear();
    recorder.write(&Entry::End(last))
}

/// Draws a simulated showroom.
pub(super) fn render(args: &RenderArgs) -> anyhow::Result<ExitCode> {
    let (simulation, _) = simulation(&args.sim, None)?;
    let faces = sim::faces(args.faces.as_deref(), &simulation)?;
    let frames = sim::frames_to_draw(&simulation, args.seconds);
    let bar = progress(frames, "drawing");
    let mut lines = Lines::new(frames);
    let clips = sim::draw(
        &simulation,
        &faces,
        &args.out,
        args.seconds,
        &mut |frames| {
            bar.inc(frames);
            lines.add(frames);
        },
    )?;
    bar.finish_and_clear();
    for clip in clips {
        eprintln!(
            "{}: {} frames of {}x{}",
            clip.file.display(),
            clip.frames,
            clip.width,
            clip.height
        );
    }
    Ok(ExitCode::SUCCESS)
}
