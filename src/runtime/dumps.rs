//! What is in memory stays out of files: signatures, passwords and keys are there while the process runs.

use rustix::{
    io,
    process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit},
};

/// No core dump of this process is written, and no other process of its user may read its memory (`prctl(2)`,
/// `PR_SET_DUMPABLE`; `setrlimit(2)`, `RLIMIT_CORE`). What it starts inherits the limit.
///
/// # Errors
/// The operating system refuses.
pub fn keep_out_of_dumps() -> io::Result<()> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
}
