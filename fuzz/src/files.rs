//! Files that a target needs around it.

use std::{
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use tempfile::TempDir;

/// A folder of this process, in memory where there is such a place.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    folder.expect("a folder")
});

/// A file in a folder that holds what configurations name: the rule files that ship, and those of the tests.
pub fn beside_rules(name: &str) -> PathBuf {
    static LINKED: LazyLock<()> = LazyLock::new(|| {
        for (name, target) in [
            ("scoring", "config/scoring"),
            ("consent.toml", "config/consent.toml"),
            ("rules.toml", "tests/data/rules.toml"),
        ] {
            symlink(project(target), FOLDER.path().join(name)).expect("a link");
        }
    });
    LazyLock::force(&LINKED);
    FOLDER.path().join(name)
}

/// A file of the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
