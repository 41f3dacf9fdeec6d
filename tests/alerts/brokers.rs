//! A broker that is killed in the middle of a thousand alerts.

use std::{
    collections::BTreeMap,
    fs,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use showfloor::{
    publish::{self, Broker, Counters, Link, Settings, Wiring},
    runtime::{Clock, Shutdown, spawn},
    types::{KeptState, Outbox, OutboxMessage, OutboxRow, RunId},
};
use tokio::sync::Notify;
use ulid::Ulid;

use crate::{
    mosquitto::{Clients, Mosquitto, wait_until},
    place::{hold_against, wait},
};

const ALERTS: u64 = 1_000;
const REVISIONS: u64 = 3;
const AHEAD: i64 = 10;

/// An outbox in which everything waits from the beginning, and that gives something only while it is open.
struct Full {
    rows: std::collections::VecDeque<OutboxRow>,
    open: Arc<AtomicBool>,
    /// What the tablet has heard.
    heard: std::path::PathBuf,
}

impl Outbox for Full {
    fn first(&mut self) -> Result<Option<OutboxRow>, String> {
        // No further ahead of the tablet than a broker has on its way to it at once: what waits in its memory alone goes with
        // it.
        let written = fs::metadata(&self.heard).map_or(0, |file| file.len());
        let heard = written as i64 / payload(0, 1).len() as i64;
        let near = |row: &&OutboxRow| row.seq < heard + AHEAD;
        let open = self.open.load(Relaxed);
        Ok(self.rows.front().filter(near).filter(|_| open).cloned())
    }

    fn states(&mut self) -> Result<Vec<KeptState>, String> {
        Ok(Vec::new())
    }

    fn acknowledge(&mut self, seq: i64) -> Result<(), String> {
        if self.rows.front().is_some_and(|row| row.seq == seq) {
            self.rows.pop_front();
        }
        Ok(())
    }
}

/// A tablet that connects again by itself, and writes down what it hears.
struct Listener {
    process: Child,
    file: tempfile::NamedTempFile,
}

impl Listener {
    fn start(port: u16) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let process = Command::new("mosquitto_sub")
            .args(["-p", &port.to_string(), "-q", "1", "-c", "-i", "tablet"])
            .args(["-t", "showfloor/north/alerts", "-F", "%p"])
            .stdout(file.reopen().expect("the file"))
            .stderr(Stdio::null())
            .spawn()
            .expect("mosquitto_sub is not installed: run scripts/setup");
        Self { process, file }
    }

    fn lines(&self) -> Vec<String> {
        let text = fs::read_to_string(self.file.path()).expect("text");
        // The last line may be half written.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let lines = whole.lines().filter(|line| !line.contains("probe"));
        lines.map(str::to_owned).collect()
    }

    /// Waits until it hears what is published.
    fn await_back(&self, clients: Clients, part: usize) {
        wait_until("the tablet is back", || {
            let probe = format!(r#"{{"probe":{part}}}"#);
            clients.publish("showfloor/north/alerts", probe.as_bytes(), false);
            wait(Duration::from_millis(50));
            let text = fs::read_to_string(self.file.path()).expect("text");
            text.contains(&probe)
        });
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The bytes of a revision, as far as they matter here.
fn payload(alert: u64, rev: u64) -> String {
    format!(
        r#"{{"id":"{alert:026}","rev":{rev},"text":"{}"}}"#,
        "x".repeat(1_500)
    )
}

#[test]
fn a_broker_that_is_killed_in_the_middle_of_a_thousand_alerts_costs_none() {
    // It saves what it keeps with every change: a tablet that is not back yet misses nothing.
    let lines = "allow_anonymous true\nautosave_interval 1\nautosave_on_changes true\nmax_inflight_messages 0\n";
    let mut broker = Mosquitto::with(lines, |_| {});
    let mut kept = BTreeMap::new();
    let mut waiting = std::collections::VecDeque::new();
    // As of a busy floor: the revisions of many alerts lie between each other.
    for step in 0..ALERTS + REVISIONS - 1 {
        for rev in 1..=REVISIONS {
            let Some(alert) = (step + 1).checked_sub(rev).filter(|a| *a < ALERTS) else {
                continue;
            };
            let payload = payload(alert, rev);
            kept.insert((format!("{alert:026}"), rev), payload.clone());
            waiting.push_back(OutboxRow {
                seq: waiting.len() as i64,
                message: OutboxMessage {
                    topic: "showfloor/north/alerts".into(),
                    payload,
                    retain: false,
                    latest_only: false,
                },
            });
        }
    }
    let listener = Listener::start(broker.port);
    let settings = Settings {
        site: "north".into(),
        broker: Broker::At(
            format!("mqtt://127.0.0.1:{}", broker.port)
                .parse()
                .expect("an address"),
        ),
        user: None,
        password_file: None,
        ca_file: None,
        client_id: None,
        tablets_file: None,
        homeassistant: None,
    };
    let (open, wake) = (Arc::new(AtomicBool::new(true)), Arc::new(Notify::new()));
    let (shutdown, counters) = (Shutdown::new(), Arc::<Counters>::default());
    let link = Link::open(&settings, &shutdown).expect("settings that work");
    let wiring = Wiring {
        outbox: Box::new(Full {
            rows: waiting,
            open: open.clone(),
            heard: listener.file.path().to_owned(),
        }),
        wake: wake.clone(),
        inbound: crossbeam_channel::bounded(4).0,
        clock: Clock::real(RunId(Ulid::from(1))),
        shutdown: shutdown.clone(),
        counters: counters.clone(),
        discovery: None,
    };
    let pump = spawn("net", move || publish::run_blocking(link, wiring)).expect("a thread");
    let all = (ALERTS * REVISIONS) as usize;
    let mut kills = 0;
    for part in 1..6 {
        wait_until("it goes on", || {
            wake.notify_one();
            listener.lines().len() > all * part / 6
        });
        broker.crash();
        open.store(false, Relaxed);
        kills += 1;
        wait(Duration::from_millis(200));
        broker.restart();
        // What a broker has acknowledged and loses before it has written it down is lost; so the tablet is back first.
        listener.await_back(broker.clients(), part);
        open.store(true, Relaxed);
        wake.notify_one();
    }
    wait_until("all of it is told", || {
        wake.notify_one();
        counters.totals().delivered as usize == all
    });
    // The last has been given to the broker, which gives it to us.
    wait_until("all of it is heard", || listener.lines().len() >= all);
    shutdown.request();
    pump.join().expect("no panic").expect("no error");
    // What the broker saved before it was killed it may bring again, however late that is; nothing is missing, and what is new
    // comes in order.
    let (twice, late) = hold_against(&kept, &listener.lines());
    println!(
        "{kills} kills of the broker, {all} revisions, {twice} came twice, {late} once more and late"
    );
}
