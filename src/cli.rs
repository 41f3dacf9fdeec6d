//! The command line: what can be asked, and with which exit code it ends.
//!
//! 0 done; 1 the answer is no, or the work failed; 2 wrong usage.

use std::{ops::RangeInclusive, path::PathBuf};

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum, builder::RangedI64ValueParser};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Tells showroom staff when to approach whom, and why. Nothing leaves the building.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// Say more: -v what happens, -vv everything. `RUST_LOG` goes before it.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the appliance: cameras in, alerts out.
    Run(RunArgs),
    /// Run, and keep the input stream as JSON lines, to replay it later.
    Record(RecordArgs),
    /// Run a recorded input stream again, without camera, model or store.
    Replay(ReplayArgs),
    /// Show a simulated showroom at work: alerts and visits live, then a summary. No camera is needed.
    Demo(DemoArgs),
    /// Check the configuration and the files it names, and list every problem.
    Check(CheckArgs),
    /// Who is known, and corrections of who is who. They work whether the appliance runs or not, and can be undone.
    #[command(subcommand)]
    Visitors(VisitorsCommand),
    /// The visits that are in the store.
    #[command(subcommand)]
    Visits(VisitsCommand),
    /// Colleagues who are known by their face, by their own consent: they are no visitors, and are never scored.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// The log of what must be accounted for.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Simulate a showroom: as a recorded stream, or drawn as clips.
    #[command(subcommand)]
    Sim(SimCommand),
    /// Measure how right it is, and how noisy its networks are.
    #[command(subcommand)]
    Eval(EvalCommand),
}

/// The configuration to use.
#[derive(Clone, Debug, Args)]
pub struct ConfigArg {
    /// Configuration file [default: /etc/showfloor/showfloor.toml, else config/showfloor.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// A day at the site, or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrMoment {
    Day(Date),
    Moment(Timestamp),
}

impl DayOrMoment {
    /// The moment, or when the day begins in this time zone.
    pub fn begin(self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Moment(at) => at,
            Self::Day(day) => day
                .to_zoned(zone.clone())
                .map_or(Timestamp::MIN, |midnight| midnight.timestamp()),
        }
    }
}

/// `showfloor run`.
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Files or image folders in place of the configured cameras, the first for the first camera; ends at their end.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub input: Vec<PathBuf>,
    /// How fast files are played: by their timestamps, or as fast as they can be analysed.
    #[arg(long, value_enum, default_value_t = Speed::Real, requires = "input")]
    pub speed: Speed,
    /// The moment at which the files begin, such as 2026-05-12T10:00:00Z [default: now]
    #[arg(long, value_name = "TIME", requires = "input", value_parser = day_or_moment)]
    pub start_at: Option<DayOrMoment>,
    /// Draw all ids from this seed, so that a run over files repeats exactly.
    #[arg(long, value_name = "N", requires = "input")]
    pub seed: Option<u64>,
    /// Insist on `identity.threshold` even where more strangers are recognised by it than allowed; audited.
    #[arg(long)]
    pub force: bool,
    /// Print alerts, score changes and visits as JSON lines.
    #[arg(long)]
    pub json: bool,
}

/// How fast files are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Speed {
    /// By their timestamps.
    Real,
    /// As fast as they can be analysed; no frame is dropped.
    Max,
}

/// `showfloor record`.
#[derive(Clone, Debug, Args)]
pub struct RecordArgs {
    /// Where to write the stream. It holds face signatures: refused at live cameras outside of mode "all".
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub run: RunArgs,
}

/// `showfloor replay`.
#[derive(Clone, Debug, Args)]
pub struct ReplayArgs {
    /// A stream that `showfloor record` wrote or `showfloor sim observe` printed; - for standard input.
    pub file: PathBuf,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print alerts, score changes and visits as JSON lines.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub config: ConfigArg,
}

/// `showfloor visitors`.
#[derive(Clone, Debug, Subcommand)]
pub enum VisitorsCommand {
    /// List everybody who has a visit, whoever was seen last at the end.
    List(VisitorsListArgs),
    /// Show a visitor: every visit with its id, how it was found to be theirs, and the corrections about them.
    Show(ShowArgs),
    /// Two visitors are one person: visits, scores and signatures become the second one's; both codes go on to work.
    Merge(MergeArgs),
    /// Some visits of a visitor were those of one other person, who becomes a visitor of their own.
    Split(SplitArgs),
    /// One visit was not that of the visitor it is kept under: it becomes that of somebody of their own.
    NotThisPerson(NotThisPersonArgs),
    /// One visit was that of another visitor who is known.
    Assign(AssignArgs),
    /// Take a correction back; an undo that is undone does it again.
    Undo(UndoArgs),
}

/// `showfloor visitors list`.
#[derive(Clone, Debug, Args)]
pub struct VisitorsListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor visitors show`.
#[derive(Clone, Debug, Args)]
pub struct ShowArgs {
    /// The visitor's code, such as V-7K3QD, or id.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// What every correction takes.
#[derive(Clone, Debug, Args)]
pub struct AskArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print what became of it as JSON: "done", "refused", or "waiting" for an appliance that has not answered yet.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor visitors merge`.
#[derive(Clone, Debug, Args)]
pub struct MergeArgs {
    /// Who turned out to be somebody known.
    #[arg(value_name = "CODE")]
    pub from: String,
    /// Who they are; this code stays the one that is shown.
    #[arg(value_name = "INTO")]
    pub into: String,
    /// Also where a correction says that they are two people.
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors split`.
#[derive(Clone, Debug, Args)]
pub struct SplitArgs {
    /// The visitor whose visits are not all theirs.
    #[arg(value_name = "CODE")]
    pub visitor: String,
    /// The other person's visits: ids as `showfloor visitors show` has them, or their beginnings.
    #[arg(long, value_name = "ID", value_delimiter = ',', num_args = 1.., required = true)]
    pub visit: Vec<String>,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors not-this-person`.
#[derive(Clone, Debug, Args)]
pub struct NotThisPersonArgs {
    /// The visit's id as `showfloor visitors show` has it, or its beginning.
    pub visit: String,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors assign`.
#[derive(Clone, Debug, Args)]
pub struct AssignArgs {
    /// The visit's id as `showfloor visitors show` has it, or its beginning.
    pub visit: String,
    /// Whose it was.
    #[arg(value_name = "CODE")]
    pub to: String,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visitors undo`.
#[derive(Clone, Debug, Args)]
pub struct UndoArgs {
    /// The correction's id as `showfloor audit list` has it, or its beginning.
    pub correction: String,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// `showfloor visits`.
#[derive(Clone, Debug, Subcommand)]
pub enum VisitsCommand {
    /// List visits, the latest last.
    List(ListArgs),
}

/// `showfloor visits list`.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Visits that began since this day or moment: 2026-05-12, or 2026-05-12T10:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = day_or_moment)]
    pub since: Option<DayOrMoment>,
    /// Only this visitor's: a code such as V-7K3QD, or an id.
    #[arg(long)]
    pub visitor: Option<String>,
    /// Also those that do not count, because the person turned out to be a colleague.
    #[arg(long)]
    pub all: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor staff`.
#[derive(Clone, Debug, Subcommand)]
pub enum StaffCommand {
    /// Enrol a colleague who consents, from pictures or before a camera. Pictures are looked at and not kept.
    Enrol(EnrolArgs),
    /// List the colleagues who are enrolled.
    List(StaffListArgs),
    /// Show one colleague's enrolment and consent.
    Show(StaffArgs),
    /// Call a colleague something else.
    Rename(StaffRenameArgs),
    /// Take a colleague off the roster, and delete what is kept of their face.
    Remove(StaffArgs),
}

/// `showfloor staff enrol`.
#[derive(Clone, Debug, Args)]
pub struct EnrolArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// What the colleague is called on the roster.
    #[arg(long)]
    pub name: String,
    /// A folder with pictures of this colleague alone: three or more, JPEG, PNG or PGM, the face 60 pixels wide or more.
    #[arg(long, value_name = "DIR", required_unless_present = "camera")]
    pub images: Option<PathBuf>,
    /// Look through this camera of the configuration, at the colleague alone.
    #[arg(long, value_name = "ID", conflicts_with = "images")]
    pub camera: Option<String>,
    /// Look through the camera for so many seconds at most, 3 to 300.
    #[arg(long, value_name = "N", default_value_t = 30, requires = "camera", value_parser = clap::value_parser!(u64).range(3..=300))]
    pub seconds: u64,
    /// The colleague consents to being recognised by their face. Required: it is recorded with the date and who ran this.
    #[arg(long)]
    pub consent: bool,
    /// Enrol somebody again who is enrolled already, with these pictures in place of the earlier ones.
    #[arg(long)]
    pub replace: bool,
}

/// `showfloor staff list`.
#[derive(Clone, Debug, Args)]
pub struct StaffListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor staff show` and `showfloor staff remove`.
#[derive(Clone, Debug, Args)]
pub struct StaffArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// The colleague's name, or the id.
    pub name: String,
}

/// `showfloor staff rename`.
#[derive(Clone, Debug, Args)]
pub struct StaffRenameArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// The colleague's name, or the id.
    pub name: String,
    /// What they are called from now on.
    pub new_name: String,
}

/// `showfloor audit`.
#[derive(Clone, Debug, Subcommand)]
pub enum AuditCommand {
    /// List the entries, the latest last.
    List(AuditListArgs),
    /// Check that no entry of the audit log was changed or removed.
    Verify(CheckArgs),
}

/// `showfloor audit list`.
#[derive(Clone, Debug, Args)]
pub struct AuditListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Entries since this day or moment: 2026-05-12, or 2026-05-12T10:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = day_or_moment)]
    pub since: Option<DayOrMoment>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor demo`.
#[derive(Clone, Debug, Args)]
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
    /// How wrong the sensors are, in place of all that the scenario says in [noise] [default: what the scenario says]
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
    /// How wrong the sensors are, in place of all that each scenario says in [noise] [default: what each scenario says]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub noise: Option<NoiseLevel>,
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

/// A rate that frames can come at.
fn frame_rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if (0.1..=1000.0).contains(&rate) => Ok(rate),
        _ => Err("write frames per second, 0.1 to 1000".to_owned()),
    }
}

/// A speed that a clock can run at.
fn speed(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(speed) if (0.1..=1000.0).contains(&speed) => Ok(speed),
        _ => Err("write a number from 0.1 to 1000".to_owned()),
    }
}

/// A whole number in a range.
fn count(range: RangeInclusive<i64>) -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(range)
}

/// A number from 0 to 1.
fn part(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(part) if (0.0..=1.0).contains(&part) => Ok(part),
        _ => Err("write a number from 0 to 1".to_owned()),
    }
}

/// A day (from its midnight in UTC) or a moment.
fn day_or_moment(text: &str) -> Result<DayOrMoment, String> {
    let moment = text.parse().map(DayOrMoment::Moment);
    moment
        .or_else(|_| text.parse().map(DayOrMoment::Day))
        .map_err(|_: jiff::Error| {
            "write a day, 2026-05-12, or a moment, 2026-05-12T10:00:00Z".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
