//! The demo, and showrooms that are simulated.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::values::speed;

/// `showfloor demo`.
#[derive(Clone, Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct DemoArgs {
    /// How many times as fast as it would happen, 0.1 to 1000. Pictures that cannot be drawn in time are left out.
    #[arg(long, value_name = "N", default_value_t = 3.0, value_parser = speed)]
    pub speed: f64,
    /// Stop after so many seconds by your watch, and sum up what happened until then.
    #[arg(long, value_name = "N")]
    pub seconds: Option<f64>,
    /// Show this scenario, such as those in config/scenarios/ [default: a Saturday morning that is part of the program]
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Draw no pictures, tell what the networks would see of them: needs no models, and hardly any computing power.
    #[arg(long)]
    pub observations: bool,
    /// Draw people with faces from this folder of portraits (DIR/PERSON/IMAGE, or DIR/IMAGE).
    #[arg(long, value_name = "DIR", conflicts_with = "observations")]
    pub faces: Option<PathBuf>,
    /// Leave the tablets alone: nobody reacts to alerts. Otherwise simulated colleagues do, each with a tablet at the
    /// demo's broker.
    #[arg(long)]
    pub no_staff: bool,
    /// Where the pages are, on this machine alone [default: 127.0.0.1:8080, or another port where that is taken]
    #[arg(long, value_name = "ADDRESS")]
    pub pages: Option<SocketAddr>,
    /// Keep the pages open when the play is over, until Ctrl-C; so it is anyway where the output is a terminal and there is
    /// no --seconds.
    #[arg(long)]
    pub stay: bool,
    /// Print line by line instead of the live view, as is done where the output is no terminal.
    #[arg(long)]
    pub plain: bool,
}

/// `showfloor sim`.
#[derive(Clone, Debug, Subcommand)]
pub enum SimCommand {
    /// Print what noisy sensors would see of a scenario, as a recorded stream. `showfloor replay` runs it, with the
    /// configuration that --write-config gives.
    Observe(ObserveArgs),
    /// Draw a scenario as an H.264 clip for each camera.
    Render(RenderArgs),
}

/// Which simulation.
#[derive(Clone, Debug, Args)]
pub struct SimArgs {
    /// The scenario (TOML): config/scenarios/ has some, and first-visit.toml there explains every key.
    pub scenario: PathBuf,
    /// Seed of all that is left to chance: the same seed gives the same day [default: the scenario's]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Have the showroom so many times side by side, each with people and cameras of its own, 1 to 100.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub scale: u32,
    /// Repeat the scenario's days so many times, 1 to 1000: named people come again, the others are new. What the scenario
    /// expects is dropped: it was written for one time.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub times: u32,
    /// Write what is true to this file, as JSON lines: who was where, at which car, with whom.
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
    /// Write the showroom's configuration to this file, as an installer would have made it: for `replay` and `run`.
    #[arg(long, value_name = "FILE")]
    pub write_config: Option<PathBuf>,
}

/// `showfloor sim observe`.
#[derive(Clone, Debug, Args)]
pub struct ObserveArgs {
    #[command(flatten)]
    pub sim: SimArgs,
    /// How wrong the sensors are, in place of all that the scenario says in `[noise]` [default: what the scenario says]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub noise: Option<NoiseLevel>,
}

/// `showfloor sim render`.
#[derive(Clone, Debug, Args)]
pub struct RenderArgs {
    #[command(flatten)]
    pub sim: SimArgs,
    /// The folder for the clips, made if it is not there: CAMERA.mp4, or CAMERA-dayN.mp4 of several days. Clips of these
    /// names that are there already are replaced.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Draw people with faces from this folder of portraits (DIR/PERSON/IMAGE, or DIR/IMAGE).
    #[arg(long, value_name = "DIR")]
    pub faces: Option<PathBuf>,
    /// Only the first so many seconds of each day.
    #[arg(long, value_name = "N")]
    pub seconds: Option<f64>,
}

/// How wrong simulated sensors are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NoiseLevel {
    /// Everything is seen as it is.
    None,
    /// As measured on real pictures.
    Measured,
}
