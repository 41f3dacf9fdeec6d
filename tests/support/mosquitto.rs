//! A real Mosquitto on a free port, and its own clients.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use showfloor::runtime::Shutdown;
use tempfile::TempDir;

use crate::schema;

/// The subscriber for which the broker keeps all that the appliance publishes.
const TAP: &str = "tap";

/// A broker that ends with its owner.
pub(crate) struct Mosquitto {
    pub(crate) port: u16,
    dir: TempDir,
    process: Option<Child>,
    tapped: bool,
}

impl Mosquitto {
    /// A broker that lets everybody do everything. At its end, all that an appliance published there is held against
    /// `docs/asyncapi.json`.
    pub(crate) fn start() -> Self {
        let mut broker = Self::for_anything();
        let filters: Vec<_> = schema::published().collect();
        broker.clients().subscribe_all(TAP, &filters);
        broker.tapped = true;
        broker
    }

    /// As `start`, for messages that a test makes up: nobody looks at them.
    pub(crate) fn for_anything() -> Self {
        Self::with("allow_anonymous true\n", |_| {})
    }

    /// A broker with these lines of configuration, in which `{dir}` stands for a directory that `fill` may fill.
    pub(crate) fn with(lines: &str, fill: impl FnOnce(&Path)) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        fill(dir.path());
        let port = free_port();
        let home = dir.path().display().to_string();
        // Started by root, Mosquitto would become a user who may not enter our directory.
        let config = format!(
            "user root\nlistener {port} 127.0.0.1\npersistence true\npersistence_location {home}/\nmax_queued_messages 0\n{}",
            lines.replace("{dir}", &home)
        );
        fs::write(dir.path().join("mosquitto.conf"), config).expect("the configuration is written");
        let mut broker = Self {
            port,
            dir,
            process: None,
            tapped: false,
        };
        broker.restart();
        broker
    }

    /// Starts the broker again, on the same port and with what it kept, and waits until it accepts.
    pub(crate) fn restart(&mut self) {
        self.stop();
        let program = ["/usr/sbin/mosquitto", "mosquitto"]
            .into_iter()
            .find(|path| Path::new(path).exists())
            .unwrap_or("mosquitto");
        let started = Command::new(program)
            .arg("-c")
            .arg(self.dir.path().join("mosquitto.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let process = started.expect("Mosquitto is not installed: run scripts/setup");
        self.process = Some(process);
        let port = self.port;
        wait_until("Mosquitto accepts", || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
        });
    }

    /// Asks the broker to end, which saves what it keeps, and waits for that.
    pub(crate) fn stop(&mut self) {
        if self.process.is_some() {
            self.signal("TERM");
        }
        if let Some(mut process) = self.process.take() {
            process.wait().expect("Mosquitto ends");
        }
    }

    /// Lets the broker hang: it keeps its connections and answers nobody.
    pub(crate) fn hang(&self) {
        self.signal("STOP");
    }

    /// Lets a broker that hangs go on.
    pub(crate) fn go_on(&self) {
        self.signal("CONT");
    }

    /// Ends the broker at once, so that it keeps only what it kept at its last orderly end.
    pub(crate) fn crash(&mut self) {
        self.signal("KILL");
        if let Some(mut process) = self.process.take() {
            process.wait().expect("Mosquitto ends");
        }
    }

    fn signal(&self, name: &str) {
        let process = self.process.as_ref().expect("it runs");
        let pid = process.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "kill -s {name} {pid}"
        );
    }

    pub(crate) fn clients(&self) -> Clients {
        Clients { port: self.port }
    }

    /// Checks all that came through the tap.
    fn check_published(&self) {
        let filters: Vec<_> = schema::published().collect();
        // A status of no appliance: one of the filters asks for it.
        let mark = "showfloor/end-of-test/status";
        let published = self.clients().until(TAP, &filters, mark);
        for (topic, payload) in published {
            schema::check(&topic, &payload);
        }
    }

    /// The directory that `fill` filled.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        // A test that fails already is not to fail twice, and a broker that the test ended tells nothing.
        if self.tapped && self.process.is_some() && !thread::panicking() {
            self.check_published();
        }
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Mosquitto's clients, at a broker on loopback.
#[derive(Clone, Copy)]
pub(crate) struct Clients {
    pub(crate) port: u16,
}

impl Clients {
    /// From now on the broker keeps what matches `filter` for the subscriber `id`.
    pub(crate) fn subscribe(self, id: &str, filter: &str) {
        self.subscribe_all(id, &[filter]);
    }

    fn subscribe_all(self, id: &str, filters: &[impl AsRef<str>]) {
        let mut sub = self.sub_all(filters);
        let status = sub.args(["-c", "-i", id, "-E"]).status();
        let status = status.expect("mosquitto_sub is not installed: run scripts/setup");
        assert!(status.success(), "mosquitto_sub -E: {status}");
    }

    /// The next `count` messages for the subscriber `id`, each as `topic payload`; fewer where 20 s do not bring them.
    pub(crate) fn collect(self, id: &str, filter: &str, count: usize) -> Vec<String> {
        let count = count.to_string();
        Self::lines(
            self.sub(filter)
                .args(["-c", "-i", id, "-C", &count, "-W", "20"]),
        )
    }

    /// All that waits for the subscriber `id` of `filter` (which ends with `/#`), each as topic and payload, in the
    /// order in which it came.
    pub(crate) fn everything(self, id: &str, filter: &str) -> Vec<(String, String)> {
        self.until(id, &[filter], &filter.replace('#', "end-of-test"))
    }

    /// All that waits for the subscriber `id` of these filters, of which one asks for the topic `mark`.
    fn until(self, id: &str, filters: &[impl AsRef<str>], mark: &str) -> Vec<(String, String)> {
        self.publish(mark, b"end", false);
        let mut sub = self.sub_all(filters);
        sub.args(["-c", "-i", id, "-W", "20"])
            .stdout(Stdio::piped());
        let mut sub = sub.spawn().expect("it has run before");
        let lines = BufReader::new(sub.stdout.take().expect("it is piped")).lines();
        let mut got = Vec::new();
        let mut ended = false;
        for line in lines {
            let line = line.expect("payloads are UTF-8");
            let (topic, payload) = line.split_once(' ').expect("topic and payload");
            ended = topic == mark;
            if ended {
                break;
            }
            got.push((topic.to_owned(), payload.to_owned()));
        }
        let _ = sub.kill();
        let _ = sub.wait();
        assert!(ended, "the end never came after {} messages", got.len());
        got
    }

    /// Waits until what the broker keeps under `filter` is as it should be.
    pub(crate) fn await_kept(
        self,
        what: &str,
        filter: &str,
        is_so: impl Fn(&[String]) -> bool,
    ) -> Vec<String> {
        let mut kept = Vec::new();
        for _ in 0..60 {
            kept = self.retained(filter);
            if is_so(&kept) {
                return kept;
            }
        }
        panic!("{what} never came; kept: {kept:#?}");
    }

    /// What the broker keeps under `filter`, each as `topic payload`.
    pub(crate) fn retained(self, filter: &str) -> Vec<String> {
        Self::lines(self.sub(filter).args(["--retained-only", "-W", "1"]))
    }

    /// Waits until the retained message of a topic has this payload.
    pub(crate) fn await_retained(self, topic: &str, payload: &str) {
        let wanted = format!("{topic} {payload}");
        for _ in 0..20 {
            let args = ["-C", "1", "-W", "1"];
            if Self::lines(self.sub(topic).args(args)) == [wanted.as_str()] {
                return;
            }
        }
        panic!("{topic} never became {payload}");
    }

    /// Publishes bytes at `QoS` 1.
    pub(crate) fn publish(self, topic: &str, payload: &[u8], retain: bool) {
        let mut publish = Command::new("mosquitto_pub");
        publish.args(["-p", &self.port.to_string(), "-q", "1", "-t", topic, "-s"]);
        if retain {
            publish.arg("-r");
        }
        let child = publish.stdin(Stdio::piped()).spawn();
        let mut child = child.expect("mosquitto_pub is not installed: run scripts/setup");
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(payload).expect("mosquitto_pub reads");
        drop(stdin);
        assert!(child.wait().is_ok_and(|status| status.success()));
    }

    fn sub(self, filter: &str) -> Command {
        self.sub_all(&[filter])
    }

    fn sub_all(self, filters: &[impl AsRef<str>]) -> Command {
        let mut sub = Command::new("mosquitto_sub");
        let port = self.port.to_string();
        sub.args(["-p", &port, "-q", "1", "-F", "%t %p"]);
        for filter in filters {
            sub.args(["-t", filter.as_ref()]);
        }
        sub.stderr(Stdio::null());
        sub
    }

    fn lines(command: &mut Command) -> Vec<String> {
        let output = command.output();
        let output = output.expect("mosquitto_sub is not installed: run scripts/setup");
        let text = String::from_utf8(output.stdout).expect("payloads are UTF-8");
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }
}

/// Waits for something that must come within 20 s.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let pause = Shutdown::new();
    for _ in 0..2_000 {
        if is_so() {
            return;
        }
        pause.sleep(Duration::from_millis(10));
    }
    panic!("waited in vain: {what}");
}

/// A port that nothing listens on.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}
