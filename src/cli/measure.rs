//! Measurements of how right it is.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use super::{
    ConfigArg,
    simulate::NoiseLevel,
    values::{count, frame_rate, part},
};

/// `showfloor eval`.
#[derive(Clone, Debug, Subcommand)]
pub enum EvalCommand {
    /// Run simulated showrooms through the line, and compare with the truth: events, dwell, alerts, and identity switches:
    /// how often somebody who stayed in one camera's picture was taken for somebody else from then on.
    Behaviour(EvalBehaviourArgs),
    /// Measure on portraits how often a known face is missed, and an unknown one taken for a visitor.
    Identity(EvalIdentityArgs),
    /// Follow people through sequences of detections (MOTChallenge text) as through a camera's frames, none of which comes
    /// before its time, and compare with the truth: IDF1, MOTA, identity switches.
    Tracking(EvalTrackingArgs),
    /// Measure what the cameras show: whether faces are large, sharp and light enough where people come in, and people are
    /// found where they stay; go or no-go for each camera, with the reason and what to do. Ends with 1 where one is a
    /// no-go. No picture and no face is kept.
    Cameras(EvalCamerasArgs),
    /// Measure how noisy the networks are on real portraits and clips: the figures of the simulation's sensors (TOML).
    Noise(EvalNoiseArgs),
}

/// `showfloor eval behaviour`.
#[derive(Clone, Debug, Args)]
pub struct EvalBehaviourArgs {
    /// Scenarios, or folders of them, such as config/scenarios.
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub scenario: Vec<PathBuf>,
    /// Run each with so many seeds, from the scenario's own on: more runs, surer figures.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub seeds: u32,
    /// Begin so many seeds after the scenario's own: the first ones may be those that something was chosen by.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub skip_seeds: u32,
    /// How wrong the sensors are, in place of all that each scenario says in `[noise]` [default: what each scenario says]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub noise: Option<NoiseLevel>,
    /// Let so many simulated colleagues react to the alerts on tablets, 0 to 100, and say how they fared: how often they
    /// were asked, what was claimed in time, what was escalated.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub crew: u32,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor eval identity`.
#[derive(Clone, Debug, Args)]
pub struct EvalIdentityArgs {
    /// Portraits: DIR/PERSON/IMAGE. The most central face of an image counts. People with one image are strangers.
    #[arg(long, value_name = "DIR")]
    pub faces: PathBuf,
    /// Visitors in the gallery, drawn from the people with several images, 1 to 100000.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = count(1..=100_000))]
    pub gallery: u32,
    /// Images enrolled of each of them, 1 to 100; they are probed with the others.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = count(1..=100))]
    pub enrol: u32,
    /// Images that are seen together before it is decided who it is, as those of a track, 1 to 100. A stranger with
    /// fewer is probed with what there is.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = count(1..=100))]
    pub probes: u32,
    /// Draw so many galleries, 1 to 10000.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = count(1..=10_000))]
    pub repeats: u32,
    /// Seed of all draws: the same seed gives the same figures.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Make each picture smaller until its face is so many pixels wide, 10 to 1000, and compress it again; never larger.
    #[arg(long, value_name = "PX", value_parser = count(10..=1000))]
    pub shrink: Option<u32>,
    /// Without the mirror image of each face, which signatures are averaged with.
    #[arg(long)]
    pub no_mirror: bool,
    /// Faces with less quality are never decided, 0 to 1; 0 decides all [default: that of the appliance]
    #[arg(long, value_name = "Q", value_parser = part)]
    pub min_quality: Option<f32>,
    /// A list of models in place of the one in the program, as models.manifest of the configuration: what is lost with int8 networks, for one.
    #[arg(long, value_name = "FILE")]
    pub models: Option<PathBuf>,
    /// Draw the error trade-off (DET) to this file, as SVG.
    #[arg(long, value_name = "FILE")]
    pub det: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor eval tracking`.
#[derive(Clone, Debug, Args)]
#[command(group(ArgGroup::new("material").required(true).args(["mot", "detections"])))]
pub struct EvalTrackingArgs {
    /// A folder of sequences to follow and judge: DIR/SEQUENCE/det/det.txt, gt/gt.txt and seqinfo.ini.
    #[arg(long, value_name = "DIR")]
    pub mot: Option<PathBuf>,
    /// One file of detections to follow, frame,id,x,y,w,h,score a line.
    #[arg(long, value_name = "FILE", requires = "out")]
    pub detections: Option<PathBuf>,
    /// Write the tracks here, in the same form: a file, or with --mot a folder that gets SEQUENCE.txt of each.
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Frames a second of --detections [default: what seqinfo.ini beside it or one folder up says, else 15]
    #[arg(long, value_name = "N", conflicts_with = "mot", value_parser = frame_rate)]
    pub fps: Option<f64>,
    /// Print JSON.
    #[arg(long, conflicts_with = "detections")]
    pub json: bool,
}

/// `showfloor eval cameras`.
#[derive(Clone, Debug, Args)]
pub struct EvalCamerasArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Files or image folders in place of the configured cameras, the first for the first camera; to their end, where
    /// --seconds says nothing else.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub input: Vec<PathBuf>,
    /// Watch for so long, 5 to 86400 [default: 60]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(5..=86_400))]
    pub seconds: Option<u64>,
    /// A camera that only has to count who stands where: nothing is asked of its faces. May be given again.
    #[arg(long, value_name = "CAMERA")]
    pub overview: Vec<String>,
    /// Write the report to this file, as a page with drawings: what to hand over, or to print.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print JSON (its keys: docs/eval-cameras.md).
    #[arg(long)]
    pub json: bool,
}

/// `showfloor eval noise`.
#[derive(Clone, Debug, Args)]
pub struct EvalNoiseArgs {
    /// Portraits: DIR/PERSON/IMAGE, several images of each.
    #[arg(long, value_name = "DIR")]
    pub faces: PathBuf,
    /// Clips with people, and labels beside some (CLIP.facetracks.csv).
    #[arg(long, value_name = "DIR")]
    pub clips: PathBuf,
}
