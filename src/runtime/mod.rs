//! What every thread stands on: time, ids, the stop signal, mailboxes, threads and counters.
//!
//! The only module that reads a clock, draws a random number or starts a thread. Knows `types` and nothing else;
//! the pure stages (`track` to `alerts`) may not import it.

mod allocator;
mod attention;
mod backoff;
mod camera_counters;
mod clock;
mod decided;
mod dumps;
mod histogram;
mod ids;
mod journal;
mod logging;
mod mailbox;
mod played;
mod private;
mod profile;
mod replace;
mod shutdown;
mod spares;
mod stage;
mod telemetry;
mod threads;

pub use allocator::spare_memory;
pub use attention::Attention;
pub use backoff::Backoff;
pub use camera_counters::{CameraCounters, CameraTotals};
pub use clock::{Clock, Stopwatch};
pub use decided::{Decided, FloorFigures};
pub use dumps::keep_out_of_dumps;
pub use histogram::{Buckets, DELAYS_S, Histogram, TIMES_S};
pub use ids::{SeededIds, random_bytes, random_seed};
pub use logging::{init_logging, spare_the_log};
pub use mailbox::{Mailboxes, Overflow, Room, Taken};
pub use private::beyond_owner;
pub use profile::{PROFILE_HOLDS, Profile, Profiled};
pub use replace::replace_file;
pub use shutdown::Shutdown;
pub use spares::Spares;
pub use stage::{Stage, StageTotals};
pub use telemetry::{ProbeLives, Telemetry};
pub use threads::{beside, patiently, spawn, spawn_behind, supervise};
