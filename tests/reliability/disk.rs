//! A small file system of its own, which fills, freezes and fails as disks do.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// An ext4 in a file, mounted.
pub(crate) struct Disk {
    home: TempDir,
}

impl Disk {
    /// `None`, and said so, where this user may not mount anything.
    pub(crate) fn new(megabytes: u64) -> Option<Self> {
        let disk = Self {
            home: tempfile::tempdir().expect("a folder"),
        };
        let file = fs::File::create(disk.image()).expect("an image");
        file.set_len(megabytes << 20).expect("its size");
        fs::create_dir(disk.path()).expect("a folder");
        // Nothing is held back for root, as which tests may run.
        let made = run("mkfs.ext4", &["-q", "-m", "0", &text(&disk.image())]);
        if made.and_then(|()| disk.mount()).is_err() {
            eprintln!("left out: a disk of its own is mounted by root (loop devices)");
            return None;
        }
        Some(disk)
    }

    fn image(&self) -> PathBuf {
        self.home.path().join("image")
    }

    /// Where it is mounted.
    pub(crate) fn path(&self) -> PathBuf {
        self.home.path().join("disk")
    }

    fn mount(&self) -> Result<(), String> {
        run(
            "mount",
            &["-o", "loop", &text(&self.image()), &text(&self.path())],
        )
    }

    /// Leaves so many bytes free, about.
    pub(crate) fn leave(&self, bytes: u64) {
        let about = rustix::fs::statvfs(self.path()).expect("its state");
        let free = about.f_bavail * about.f_frsize;
        let mut file = self.ballast();
        for _ in 0..free.saturating_sub(bytes) >> 16 {
            file.write_all(&vec![7; 1 << 16]).expect("there is room");
        }
        file.sync_data().expect("on the disk");
    }

    fn ballast(&self) -> fs::File {
        let mut options = OpenOptions::new();
        let path = self.path().join("ballast");
        options
            .create(true)
            .append(true)
            .open(path)
            .expect("a file")
    }

    /// Leaves no byte free.
    pub(crate) fn fill(&self) {
        let mut file = self.ballast();
        for size in [1 << 20, 1 << 12, 1] {
            let block = vec![7; size];
            while file
                .write_all(&block)
                .and_then(|()| file.sync_data())
                .is_ok()
            {}
        }
    }

    /// Makes room again.
    pub(crate) fn free(&self) {
        fs::remove_file(self.path().join("ballast")).expect("it was full");
    }

    /// Whoever writes waits, as at a disk that hangs.
    pub(crate) fn freeze(&self) {
        run("fsfreeze", &["--freeze", &text(&self.path())]).expect("frozen");
    }

    pub(crate) fn thaw(&self) {
        run("fsfreeze", &["--unfreeze", &text(&self.path())]).expect("thawed");
    }

    /// The kernel gives the file system up, as after a fault of the disk: from now on it is read, not written.
    pub(crate) fn fail(&self) {
        run("mount", &["-o", "remount,abort", &text(&self.path())]).expect("given up");
    }

    /// Puts it in for reading only, or as it was.
    pub(crate) fn again(&self, how: &str) {
        run("umount", &[&text(&self.path())]).expect("unmounted");
        // 1: mended.
        let checked = Command::new("e2fsck")
            .args(["-p", &text(&self.image())])
            .output();
        let code = checked.expect("e2fsck").status.code();
        assert!(code.is_some_and(|code| code < 2), "e2fsck: {code:?}");
        let options = format!("loop,{how}");
        run(
            "mount",
            &["-o", &options, &text(&self.image()), &text(&self.path())],
        )
        .expect("mounted");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = run("fsfreeze", &["--unfreeze", &text(&self.path())]);
        let _ = run("umount", &["--lazy", &text(&self.path())]);
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let path = format!(
        "{}:/usr/sbin:/sbin",
        std::env::var("PATH").unwrap_or_default()
    );
    let done = Command::new(program)
        .args(arguments)
        .env("PATH", path)
        .output();
    let done = done.map_err(|error| format!("{program}: {error}"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!(
        "{program}: {}",
        String::from_utf8_lossy(&done.stderr)
    ))
}
