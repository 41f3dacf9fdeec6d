//! When each stage ran, on which thread: what `run --profile` writes, in the format that Chrome's tracing and Perfetto read.

use std::{
    collections::VecDeque,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, ThreadId},
    time::Duration,
};

use serde_json::json;

use super::{Stage, Stopwatch};

/// How many runs of stages a profile holds: those of eight cameras in some ten minutes. They take 12 MB in memory and some
/// 45 MB when written, which is what browsers show without trouble.
pub const PROFILE_HOLDS: usize = 500_000;

/// The latest runs of stages; clones share them. Memory is taken at once, so that whoever is watched never waits for more.
#[derive(Clone, Debug)]
pub struct Profile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    begun: Stopwatch,
    holds: usize,
    taken: Mutex<Taken>,
}

/// What was taken down so far.
#[derive(Debug)]
struct Taken {
    runs: VecDeque<Run>,
    /// Runs that gave way to later ones.
    cut: u64,
    /// Threads in the order in which they were first met.
    threads: Vec<(ThreadId, String)>,
}

/// One run of a stage, in nanoseconds since the profile began.
#[derive(Clone, Copy, Debug)]
struct Run {
    begin: u64,
    took: u64,
    thread: u32,
    stage: Stage,
}

/// What a profile that was written holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profiled {
    pub events: usize,
    /// Earlier ones, for which there was no room.
    pub cut: u64,
}

impl Profile {
    /// An empty one, whose time begins now.
    pub fn new() -> Self {
        Self::of(PROFILE_HOLDS)
    }

    fn of(holds: usize) -> Self {
        Self(Arc::new(Inner {
            begun: Stopwatch::start(),
            holds,
            taken: Mutex::new(Taken {
                runs: VecDeque::with_capacity(holds),
                cut: 0,
                threads: Vec::new(),
            }),
        }))
    }

    /// A stage has just ended on this thread, and took so long.
    pub fn ran(&self, stage: Stage, took: Duration) {
        let (now, took) = (nanos(self.0.begun.elapsed()), nanos(took));
        let mut taken = self.lock();
        let thread = taken.thread();
        if taken.runs.len() == self.0.holds {
            taken.runs.pop_front();
            taken.cut += 1;
        }
        taken.runs.push_back(Run {
            begin: now.saturating_sub(took),
            took,
            thread,
            stage,
        });
    }

    /// Writes all of it as a JSON array of complete events (`"ph":"X"`, times in microseconds), after the threads' names.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, out: &mut impl Write) -> io::Result<Profiled> {
        let taken = self.lock();
        let meta = |name: &str, tid: usize, value: &str| json!({"ph": "M", "name": name, "pid": 1, "tid": tid, "args": {"name": value}});
        write!(out, "[{}", meta("process_name", 0, "showfloor"))?;
        for (tid, (_, name)) in taken.threads.iter().enumerate() {
            write!(out, ",\n{}", meta("thread_name", tid, name))?;
        }
        for run in &taken.runs {
            let (name, tid) = (run.stage.name(), run.thread);
            let (ts, dur) = (micros(run.begin), micros(run.took));
            write!(
                out,
                ",\n{{\"ph\":\"X\",\"name\":\"{name}\",\"cat\":\"stage\",\"pid\":1,\"tid\":{tid},\"ts\":{ts:.3},\"dur\":{dur:.3}}}"
            )?;
        }
        writeln!(out, "]")?;
        Ok(Profiled {
            events: taken.runs.len(),
            cut: taken.cut,
        })
    }

    /// Nobody leaves it in the middle of a change.
    fn lock(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::new()
    }
}

impl Taken {
    /// The number of the calling thread: there are a dozen or two.
    fn thread(&mut self) -> u32 {
        let current = thread::current();
        let known = self.threads.iter().position(|(id, _)| *id == current.id());
        let at = known.unwrap_or_else(|| {
            let name = current.name().unwrap_or("unnamed").to_owned();
            self.threads.push((current.id(), name));
            self.threads.len() - 1
        });
        at as u32
    }
}

fn nanos(time: Duration) -> u64 {
    time.as_nanos() as u64
}

fn micros(nanos: u64) -> f64 {
    nanos as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::runtime::spawn;

    fn written(profile: &Profile) -> (Vec<Value>, Profiled) {
        let mut bytes = Vec::new();
        let profiled = profile.write(&mut bytes).unwrap();
        (serde_json::from_slice(&bytes).unwrap(), profiled)
    }

    #[test]
    fn each_thread_has_its_lane_and_its_name() {
        let profile = Profile::of(10);
        for name in ["cam-hall", "vision-0"] {
            let profile = profile.clone();
            let run = move || profile.ran(Stage::FaceNet, Duration::from_nanos(1500));
            spawn(name, run).unwrap().join().unwrap();
        }
        let (events, profiled) = written(&profile);
        assert_eq!(profiled, Profiled { events: 2, cut: 0 });
        let of = |ph: &str, tid: u64| {
            let is = |e: &&Value| e["ph"] == ph && e["tid"] == tid;
            events.iter().rev().find(is).unwrap()
        };
        for (tid, name) in [(0, "cam-hall"), (1, "vision-0")] {
            assert_eq!(of("M", tid)["args"]["name"], name);
            assert_eq!(of("X", tid)["name"], "face net");
        }
        let dur = of("X", 1)["dur"].as_f64().unwrap();
        assert!((dur - 1.5).abs() < 1e-9, "microseconds: {dur}");
    }

    #[test]
    fn the_latest_runs_stay_and_those_that_gave_way_are_counted() {
        let profile = Profile::of(3);
        for stage in Stage::ALL {
            profile.ran(stage, Duration::ZERO);
        }
        let (events, profiled) = written(&profile);
        assert_eq!(profiled, Profiled { events: 3, cut: 8 });
        let last: Vec<_> = Stage::ALL[8..].iter().map(|s| s.name()).collect();
        let runs = events.iter().filter(|e| e["ph"] == "X");
        let names: Vec<_> = runs.map(|e| e["name"].as_str().unwrap()).collect();
        assert_eq!(names, last);
    }

    #[test]
    fn a_profile_of_nothing_is_json_too() {
        let (events, profiled) = written(&Profile::new());
        assert_eq!((events.len(), profiled.events), (1, 0));
    }
}
