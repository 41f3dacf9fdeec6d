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

#[cfg(test)]
mod tests {
    use rustix::process::{dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn from_then_on_no_core_is_written_and_nobody_reads_the_memory() {
        keep_out_of_dumps().unwrap();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let core = getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
    }
}
