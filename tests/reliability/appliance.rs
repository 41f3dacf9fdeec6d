//! The appliance as a process of its own: this test program, started anew for it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use showfloor::runtime::{Shutdown, init_logging, spawn};

use crate::{
    course,
    mosquitto::wait_until,
    place::{Saturday, wait},
    witness::Witness,
};

/// What the process is to play: the folder of the store, the broker's port, the seed, how many times as fast, how many days,
/// and which day is the first.
const PLAY: &str = "SHOWFLOOR_TEST_PLAY";

/// How a process is to play.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) port: u16,
    pub(crate) seed: u64,
    pub(crate) speed: f64,
    /// `None`: the busy Saturday alone.
    pub(crate) days: Option<course::Days>,
}

/// A running appliance.
pub(crate) struct Appliance {
    child: Child,
    folder: PathBuf,
    log: PathBuf,
}

impl Appliance {
    /// Starts one on the store in this folder. What it says goes into `log`, which stands elsewhere.
    pub(crate) fn start(folder: &Path, log: &Path, part: &Part) -> Self {
        let days = part.days.unwrap_or_default();
        let said = format!(
            "{}\n{}\n{}\n{}\n{}\n{}\n{}",
            folder.display(),
            part.port,
            part.seed,
            part.speed,
            days.first,
            days.count,
            days.full,
        );
        let out = fs::File::create(log).expect("a log");
        let child = Command::new(env::current_exe().expect("this test"))
            .args([
                "--exact",
                "appliance::child",
                "--include-ignored",
                "--nocapture",
            ])
            .env(PLAY, said)
            .env("RUST_BACKTRACE", "0")
            .stdout(Stdio::null())
            .stderr(out)
            .spawn()
            .expect("it runs");
        Self {
            child,
            folder: folder.to_owned(),
            log: log.to_owned(),
        }
    }

    /// What it has said so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("a log")
    }

    /// Waits until it says this.
    pub(crate) fn await_said(&self, words: &str) {
        wait_until(words, || self.log().contains(words));
    }

    /// Waits until something of this table was committed, and gives who saw it.
    pub(crate) fn await_kept(&self, table: &str, rows: usize) -> Witness {
        let mut witness = None;
        wait_until(table, || {
            witness = witness.take().or_else(|| Witness::of(&self.folder));
            let Some(witness) = &mut witness else {
                return false;
            };
            witness.look();
            witness.seen(table) >= rows
        });
        witness.expect("it saw something")
    }

    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().expect("its state").is_none()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Outright, as a power cut does.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("it ended");
    }

    /// Asks it to end, and waits for that.
    pub(crate) fn end(mut self) {
        self.signal("TERM");
        self.child.wait().expect("it ended");
    }

    /// Waits for the end of what it plays.
    pub(crate) fn finish(mut self) -> bool {
        self.child.wait().expect("it ended").success()
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill -s {name}");
    }

    /// Resident memory, bytes.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kibi: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibi * 1024)
    }
}

/// A test that fails leaves none behind.
impl Drop for Appliance {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The time from one look to the next of whoever watches.
pub(crate) fn pause() {
    wait(Duration::from_millis(50));
}

#[test]
#[ignore = "started, and killed, by others"]
fn child() {
    let Ok(said) = env::var(PLAY) else {
        return;
    };
    init_logging("info");
    let said: Vec<&str> = said.lines().collect();
    let [folder, port, seed, speed, first, count, full] = said[..] else {
        panic!("{said:?}");
    };
    let folder = Path::new(folder);
    let (port, seed) = (port.parse().expect("a port"), seed.parse().expect("a seed"));
    let days = course::Days {
        first: first.parse().expect("a day"),
        count: count.parse().expect("days"),
        full: full.parse().expect("true or false"),
    };
    let stop = Shutdown::new();
    stop_with(&stop);
    let saturday = if days.count == 0 {
        Saturday::new(folder, port, seed)
    } else {
        course::days(folder, port, seed, days)
    };
    saturday.play(speed.parse().expect("a speed"), &stop);
}

/// Lets `SIGTERM` ask for the end, as in the program.
fn stop_with(stop: &Shutdown) {
    let stop = stop.clone();
    let mut signals =
        signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM]).expect("signals");
    let heed = move || {
        if signals.forever().next().is_some() {
            stop.request();
        }
    };
    drop(spawn("signals", heed).expect("a thread"));
}
