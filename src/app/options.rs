//! What a run is told besides its configuration.

use std::{ops::Range, path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;
use ulid::Ulid;

use crate::{
    capture::{Opener, Pace},
    runtime::Clock,
    types::{ModelTag, Observation, RunId},
};

/// What a run is told besides its configuration.
pub struct RunOptions {
    pub eyes: Eyes,
    /// How fast recordings are played.
    pub pace: Pace,
    /// The date of the recordings' first frames; now, if not given.
    pub start_at: Option<Timestamp>,
    /// How time passes in recordings that share one; if not given, each is played from when it is opened, as it
    /// happened. Live cameras know no other time than the machine's.
    pub play: Option<Play>,
    /// Seed of all ids; drawn if not given.
    pub seed: Option<u64>,
    /// Where to keep the input stream.
    pub record: Option<PathBuf>,
    /// Whether a threshold below what the target allows is insisted on.
    pub force: bool,
}

/// Where observations come from. All but live cameras are recordings: ticks come from their time, and the run ends at
/// their end.
pub enum Eyes {
    /// The configured cameras.
    Cameras,
    /// Files in place of the configured cameras, in their order.
    Files(Vec<PathBuf>),
    /// The configured cameras, with pictures that this opener gives in place of real ones. Positions are times since the
    /// run's beginning. Where a clock plays, frames that it has overtaken are never retrieved.
    Painted(Arc<dyn Opener>),
    /// No pictures at all: what networks would say. No model is loaded.
    Told(Told),
}

/// Observations in place of pictures.
pub struct Told {
    /// In the order of their time. Only `mono_ns` of a stamp counts, the time since the run's beginning; run and date
    /// become those of the run.
    pub observations: Box<dyn Iterator<Item = Observation> + Send>,
    /// Tag of their signatures; `None` where they have none.
    pub signatures: Option<ModelTag>,
}

/// How time passes in a recording: see [`Clock::playing`].
#[derive(Clone, Debug, PartialEq)]
pub struct Play {
    /// How many times as fast as it happened, 0.001 to 1,000,000.
    pub speed: f64,
    /// What is played, as times since the run's beginning; everything, if empty.
    pub scenes: Vec<Range<Duration>>,
}

/// The clock of a run.
pub(super) fn clock(start_at: Option<Timestamp>, play: Option<Play>, seed: u64) -> Clock {
    let begin = start_at.unwrap_or_else(|| Clock::real(RunId(Ulid::nil())).now().utc);
    // The run's id comes from the seed, so that a seeded run over recordings repeats to the same bytes.
    let run = RunId(Ulid::from_parts(
        begin.as_millisecond().max(0) as u64,
        u128::from(seed),
    ));
    match (play, start_at) {
        (Some(play), _) => Clock::playing(run, begin, play.speed, play.scenes),
        (None, Some(start)) => Clock::starting_at(run, start),
        (None, None) => Clock::real(run),
    }
}
