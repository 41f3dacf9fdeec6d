//! What every thread stands on: time, ids, the stop signal, mailboxes, threads and counters.
//!
//! The only module that reads a clock, draws a random number or starts a thread. Knows `types` and nothing else;
//! the pure stages (`track` to `alerts`) may not import it.

mod backoff;
mod clock;
mod dumps;
mod ids;
mod mailbox;
mod played;
mod private;
mod replace;
mod shutdown;
mod telemetry;
mod threads;

pub use backoff::Backoff;
pub use clock::{Clock, Stopwatch};
pub use dumps::keep_out_of_dumps;
pub use ids::{SeededIds, random_bytes, random_seed};
pub use mailbox::{Mailboxes, Overflow, Taken};
pub use private::beyond_owner;
pub use replace::replace_file;
pub use shutdown::Shutdown;
pub use telemetry::{
    CameraCounters, CameraTotals, ProbeLives, Stage, StageTotals, Telemetry, init_logging,
};
pub use threads::{patiently, spawn, supervise};
