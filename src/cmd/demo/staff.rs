//! The colleagues of a demo: simulated, but with tablets that are real clients of the demo's broker.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread::JoinHandle,
    time::Duration,
};

use anyhow::Context;
use crossbeam_channel::{Receiver, bounded};

use crate::{
    publish::{Heard, Reply, ReplyResult, Tablet, TabletNews, TabletSettings, Touch},
    runtime::{Shutdown, spawn},
    sim::{Answer, Crew, Deed, StaffSettings, Tap},
    types::Stamp,
};

/// Colleagues look at the clock this often, by the machine's time.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Messages for all tablets together that may wait.
const MESSAGES: usize = 256;

/// Who works here, and how they behave.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    pub(super) site: String,
    pub(super) users: Vec<String>,
    pub(super) seed: u64,
}

/// Colleagues at work; they go home when this is dropped.
pub(super) struct Staff {
    /// What time it is in the showroom, nanoseconds since the run began.
    now_ns: Arc<AtomicU64>,
    stop: Shutdown,
    thread: Option<JoinHandle<()>>,
}

impl Staff {
    /// Hands out the tablets.
    ///
    /// # Errors
    /// A tablet cannot be started; the text says why.
    pub(super) fn start(roster: &Roster, broker: &str) -> anyhow::Result<Self> {
        let stop = Shutdown::new();
        let (sender, heard) = bounded(MESSAGES);
        let mut tablets = BTreeMap::new();
        for user in &roster.users {
            let settings = TabletSettings {
                site: roster.site.clone(),
                address: broker.parse()?,
                user: user.clone(),
                password: None,
                ca_file: None,
                client_id: None,
            };
            let tablet = Tablet::start(&settings, sender.clone(), &stop)?;
            tablets.insert(user.clone(), tablet);
        }
        // Where the script sends somebody, the cameras see it.
        let settings = StaffSettings::default().seen_by_cameras();
        let now_ns = Arc::new(AtomicU64::new(0));
        let work = Work {
            crew: Crew::new(&roster.users, &settings, roster.seed),
            tablets,
            heard,
            now_ns: now_ns.clone(),
            stop: stop.clone(),
        };
        let thread = spawn("staff", move || work.run()).context("no thread for the staff")?;
        Ok(Self {
            now_ns,
            stop,
            thread: Some(thread),
        })
    }

    /// Says what time it is in the showroom.
    pub(super) fn tell(&self, now: &Stamp) {
        self.now_ns.fetch_max(now.mono_ns, Relaxed);
    }
}

impl Drop for Staff {
    fn drop(&mut self) {
        self.stop.request();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the thread works with.
struct Work {
    crew: Crew,
    tablets: BTreeMap<String, Tablet>,
    heard: Receiver<Heard>,
    now_ns: Arc<AtomicU64>,
    stop: Shutdown,
}

impl Work {
    fn run(mut self) {
        while !self.stop.is_requested() {
            let first = self.heard.recv_timeout(LOOK_EVERY).ok();
            let now = Duration::from_nanos(self.now_ns.load(Relaxed));
            let rest: Vec<Heard> = self.heard.try_iter().collect();
            for heard in first.into_iter().chain(rest) {
                self.hear(&heard, now);
            }
            for tap in self.crew.due(now) {
                self.tap(tap);
            }
        }
        for tablet in self.tablets.into_values() {
            tablet.join();
        }
    }

    fn hear(&mut self, heard: &Heard, now: Duration) {
        match &heard.news {
            TabletNews::Alert(alert) => self.crew.hear_on(&heard.user, alert, now),
            TabletNews::Reply(reply) => {
                if let Some(answer) = answer(reply) {
                    self.crew.answer(&heard.user, &answer, now);
                }
            }
            TabletNews::Online(_) => {}
        }
    }

    fn tap(&self, tap: Tap) {
        let Some(tablet) = self.tablets.get(&tap.user) else {
            return;
        };
        let touch = match tap.deed {
            Deed::Alert {
                alert,
                action,
                reason,
            } => Touch::Alert {
                alert,
                action,
                reason,
            },
            Deed::Shift(action) => Touch::Shift(action),
        };
        if let Err(busy) = tablet.tap(&touch) {
            tracing::warn!(user = tap.user, "{busy}");
        }
    }
}

/// An answer to a tap on an alert.
fn answer(reply: &Reply) -> Option<Answer> {
    Some(Answer {
        alert: reply.alert.as_ref()?.parse().ok()?,
        action: reply.action?,
        accepted: reply.result == ReplyResult::Accepted,
    })
}
