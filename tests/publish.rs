//! The pump against a real Mosquitto, and against the embedded broker.

#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/schema.rs"]
mod schema;

use std::{
    collections::BTreeMap,
    collections::VecDeque,
    fs,
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex, MutexGuard},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Receiver, bounded};
use mosquitto::{Clients, Mosquitto, free_port, wait_until};
use showfloor::{
    publish::{
        Broker, Counters, Discovery, Embedded, EmbeddedBroker, Link, Settings, Showroom, Totals,
        Wiring, run, run_blocking,
    },
    runtime::{Clock, Shutdown, spawn},
    types::{Action, Input, KeptState, Outbox, OutboxMessage, OutboxRow, Product, RunId},
};
use tokio::sync::{Notify, watch};
use tracing_subscriber::fmt::MakeWriter;
use ulid::Ulid;

const ONLINE: &str = r#"{"v":1,"state":"online"}"#;
const OFFLINE: &str = r#"{"v":1,"state":"offline"}"#;
const STATUS: &str = "showfloor/north/status";

/// A queue in memory in place of the store's.
#[derive(Clone, Default)]
struct Queue(Arc<Mutex<QueueState>>);

#[derive(Default)]
struct QueueState {
    rows: VecDeque<OutboxRow>,
    last: i64,
    /// What is retained, as it was put last.
    states: BTreeMap<String, String>,
    /// How many acknowledgements are still to fail.
    failures: u32,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.0.lock().expect("no test panics while it holds this")
    }

    fn put(&self, topic: &str, payload: &str, retain: bool) {
        let mut state = self.lock();
        state.last += 1;
        let message = OutboxMessage {
            topic: format!("showfloor/north/{topic}"),
            payload: payload.to_owned(),
            retain,
            latest_only: false,
        };
        let seq = state.last;
        if retain && payload.is_empty() {
            state.states.remove(&message.topic);
        } else if retain {
            state
                .states
                .insert(message.topic.clone(), message.payload.clone());
        }
        state.rows.push_back(OutboxRow { seq, message });
    }

    fn len(&self) -> usize {
        self.lock().rows.len()
    }
}

impl Outbox for Queue {
    fn states(&mut self) -> Result<Vec<KeptState>, String> {
        let state = self.lock();
        let waits = |topic: &String| state.rows.iter().any(|row| row.message.topic == *topic);
        let kept = state.states.iter().map(|(topic, payload)| KeptState {
            topic: topic.clone(),
            payload: payload.clone(),
            waits: waits(topic),
        });
        Ok(kept.collect())
    }

    fn first(&mut self) -> Result<Option<OutboxRow>, String> {
        Ok(self.lock().rows.front().cloned())
    }

    fn acknowledge(&mut self, seq: i64) -> Result<(), String> {
        let mut state = self.lock();
        if state.failures > 0 {
            state.failures -= 1;
            return Err("the disk is full".to_owned());
        }
        state.rows.retain(|row| row.seq != seq);
        Ok(())
    }
}

/// A pump on a thread of its own, as the appliance runs it.
struct Appliance {
    queue: Queue,
    wake: Arc<Notify>,
    counters: Arc<Counters>,
    inputs: Receiver<Input>,
    shutdown: Shutdown,
    /// Ends the pump as a crash would, without goodbye.
    crash: Arc<Notify>,
    log: Log,
    thread: Option<JoinHandle<()>>,
}

impl Appliance {
    fn start(settings: &Settings, queue: &Queue) -> Self {
        Self::start_as("net", settings, queue, None)
    }

    /// As `start`, with a name for the thread, and with what Home Assistant is told.
    fn start_as(
        thread: &str,
        settings: &Settings,
        queue: &Queue,
        discovery: Option<watch::Receiver<Discovery>>,
    ) -> Self {
        let shutdown = Shutdown::new();
        let link = Link::open(settings, &shutdown).expect("the settings work");
        let (sender, inputs) = bounded(4);
        let (wake, crash) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let counters = Arc::new(Counters::default());
        let wiring = Wiring {
            outbox: Box::new(queue.clone()),
            wake: wake.clone(),
            inbound: sender,
            clock: Clock::real(RunId(Ulid::from(1))),
            shutdown: shutdown.clone(),
            counters: counters.clone(),
            discovery,
        };
        let log = Log::default();
        let (crashes, writer) = (crash.clone(), log.clone());
        let body = move || {
            let subscriber = tracing_subscriber::fmt()
                .with_writer(writer)
                .with_max_level(tracing::Level::INFO)
                .with_ansi(false)
                .finish();
            tracing::subscriber::with_default(subscriber, || pump_or_crash(link, wiring, &crashes));
        };
        Self {
            queue: queue.clone(),
            wake,
            counters,
            inputs,
            shutdown,
            crash,
            log,
            thread: Some(spawn(thread, body).expect("a thread")),
        }
    }

    fn totals(&self) -> Totals {
        self.counters.totals()
    }

    fn drained(&self) {
        self.wake.notify_one();
        wait_until("the outbox is empty", || self.queue.len() == 0);
    }

    fn stop(&mut self) {
        self.shutdown.request();
        self.join();
    }

    fn crash(&mut self) {
        self.crash.notify_one();
        self.join();
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the pump does not panic");
        }
    }
}

impl Drop for Appliance {
    fn drop(&mut self) {
        self.shutdown.request();
    }
}

fn pump_or_crash(link: Link, wiring: Wiring, crash: &Notify) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        tokio::select! {
            () = run(link, wiring) => {}
            () = crash.notified() => {}
        }
    });
}

/// What the appliance logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let bytes = self.0.lock().expect("no test panics while it holds this");
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut log = self.0.lock().expect("no test panics while it holds this");
        log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn at(url: &str) -> Settings {
    Settings {
        site: "north".into(),
        broker: Broker::At(url.parse().expect("a URL")),
        user: None,
        password_file: None,
        ca_file: None,
        client_id: None,
        tablets_file: None,
        homeassistant: None,
    }
}

fn at_port(port: u16) -> Settings {
    at(&format!("mqtt://127.0.0.1:{port}"))
}

#[test]
fn messages_arrive_in_order_and_what_cannot_be_sent_holds_up_nothing() {
    let broker = Mosquitto::for_anything();
    let clients = broker.clients();
    clients.subscribe("floor", "showfloor/north/#");
    let queue = Queue::default();
    // It is not there before it has looked for what an earlier run left.
    let mut wanted = vec![format!("{STATUS} {OFFLINE}"), format!("{STATUS} {ONLINE}")];
    for i in 0..200 {
        let (topic, retain) = match i % 3 {
            0 => ("alerts", false),
            1 => ("alerts/a", true),
            _ => ("visitors/V-7K3QD", true),
        };
        let payload = format!(r#"{{"n":{i},"text":"Zażółć"}}"#);
        queue.put(topic, &payload, retain);
        wanted.push(format!("showfloor/north/{topic} {payload}"));
        if i == 100 {
            queue.put("alerts", &"x".repeat(300 * 1024), false);
            queue.put("alerts/+", "{}", false);
        }
    }
    queue.put("visitors/V-7K3QD", "", true);
    wanted.push("showfloor/north/visitors/V-7K3QD".to_owned());
    wanted.push(format!("{STATUS} {OFFLINE}"));

    let mut appliance = Appliance::start(&at_port(broker.port), &queue);
    appliance.stop();

    assert_eq!(
        clients.collect("floor", "showfloor/north/#", wanted.len()),
        wanted
    );
    let totals = appliance.totals();
    assert_eq!((totals.delivered, totals.undeliverable), (201, 2));
    let log = appliance.log.text();
    assert_eq!(log.matches("a message is given up").count(), 2, "{log}");
    let kept = clients.retained("showfloor/north/#");
    let topics: Vec<_> = kept
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(topics.len(), 2, "{kept:?}");
    assert!(topics.contains(&STATUS) && topics.contains(&"showfloor/north/alerts/a"));
}

#[test]
fn a_broker_that_is_away_for_a_while_costs_neither_messages_nor_cpu_time() {
    const MESSAGES: usize = 4_000;
    let mut broker = Mosquitto::for_anything();
    let clients = broker.clients();
    clients.subscribe("floor", "showfloor/north/alerts/+");
    let queue = Queue::default();
    for i in 0..MESSAGES {
        queue.put(&format!("alerts/{}", i % 5), &i.to_string(), false);
    }
    let appliance = Appliance::start_as("net-away", &at_port(broker.port), &queue, None);
    wait_until("some are sent", || queue.len() < MESSAGES - 100);
    broker.stop();
    assert!(queue.len() > 0, "the broker went away in the middle");

    let before = cpu_ticks("net-away");
    let away = Duration::from_secs(2);
    Shutdown::new().sleep(away);
    let spent = cpu_ticks("net-away") - before;
    assert!(spent <= 10, "{spent} of {} ticks", away.as_millis() / 10);
    // The loss, and then the refused attempts: each cause once.
    let log = appliance.log.text();
    assert_eq!(log.matches("was lost").count(), 1, "{log}");
    assert_eq!(log.matches("cannot be reached").count(), 1, "{log}");

    broker.restart();
    appliance.drained();
    // One message was in flight when the broker went, so one may be there twice.
    clients.publish("showfloor/north/alerts/end", b"end", false);
    let got = clients.collect("floor", "showfloor/north/alerts/+", MESSAGES + 1);
    let mut next = [0, 1, 2, 3, 4];
    for line in &got {
        let (topic, payload) = line.split_once(' ').expect("a payload");
        let Ok(number) = payload.parse::<usize>() else {
            continue;
        };
        assert!(topic.ends_with(&format!("/{}", number % 5)));
        let expected = &mut next[number % 5];
        assert!(number <= *expected, "{number} came before {expected}");
        if number == *expected {
            *expected += 5;
        }
    }
    assert!(
        next.iter().all(|n| *n >= MESSAGES),
        "{next:?} of {MESSAGES}"
    );
    assert!(appliance.totals().connections >= 2);
}

#[test]
fn a_message_that_the_broker_did_not_acknowledge_is_sent_again_unchanged() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let queue = Queue::default();
    queue.put("alerts", "the first", false);
    queue.put("alerts", "the second", false);
    let appliance = Appliance::start(&at_port(port), &queue);

    let mut broker = ScriptedBroker::accept(&listener);
    let first = broker.read();
    drop(broker);
    assert_eq!(queue.len(), 2, "nothing was acknowledged");
    let mut broker = ScriptedBroker::accept(&listener);
    let again = broker.read();
    // The broker's number for it is another one.
    assert_eq!(without_id(&again), without_id(&first));
    assert!(again.ends_with(b"the first"));
    broker.acknowledge(&again);
    assert!(broker.read().ends_with(b"the second"));
    assert_eq!(queue.len(), 1, "only the first was acknowledged");
    assert_eq!(appliance.totals().delivered, 1);
}

/// A PUBLISH without its packet id.
fn without_id(publish: &[u8]) -> (&[u8], &[u8]) {
    let topic = 3 + usize::from(u16::from_be_bytes([publish[1], publish[2]]));
    (&publish[..topic], &publish[topic + 2..])
}

/// Just enough of a broker to leave out what a real one would do.
struct ScriptedBroker(TcpStream);

impl ScriptedBroker {
    /// Takes a connection up to and including "online".
    fn accept(listener: &TcpListener) -> Self {
        let mut broker = Self(listener.accept().expect("a connection").0);
        assert_eq!(broker.read()[0] >> 4, 1, "CONNECT");
        broker.write(&[0x20, 2, 0, 0]);
        let mut subscribe = broker.read();
        if subscribe.ends_with(b"/status\0") {
            // Nobody may look at what is retained here.
            let [_, high, low, ..] = subscribe[..] else {
                panic!("a packet id");
            };
            let refused = [0x80; 6];
            broker.write(&[&[0x90, 8, high, low], &refused[..]].concat());
            subscribe = broker.read();
        }
        assert_eq!(
            subscribe[0], 0x82,
            "SUBSCRIBE comes before anything is published"
        );
        broker.write(&[0x90, 6, subscribe[1], subscribe[2], 1, 1, 1, 1]);
        let online = broker.read();
        assert!(online.ends_with(ONLINE.as_bytes()));
        broker.acknowledge(&online);
        broker
    }

    /// The next packet: the first byte of its header, and its body.
    fn read(&mut self) -> Vec<u8> {
        let mut header = [0; 2];
        self.0.read_exact(&mut header).expect("a packet");
        let mut length = usize::from(header[1] & 0x7f);
        if header[1] >= 128 {
            let mut high = [0];
            self.0.read_exact(&mut high).expect("a longer packet");
            assert!(high[0] < 128, "two bytes of length are enough here");
            length += usize::from(high[0]) << 7;
        }
        let mut packet = vec![header[0]; 1 + length];
        self.0.read_exact(&mut packet[1..]).expect("its body");
        packet
    }

    /// PUBACK for a PUBLISH.
    fn acknowledge(&mut self, publish: &[u8]) {
        let id = 3 + usize::from(u16::from_be_bytes([publish[1], publish[2]]));
        self.write(&[0x40, 2, publish[id], publish[id + 1]]);
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).expect("the appliance listens");
    }
}

#[test]
fn the_status_tells_a_crash_as_well_as_a_clean_stop() {
    let broker = Mosquitto::start();
    let clients = broker.clients();
    let queue = Queue::default();
    let settings = at_port(broker.port);

    let mut appliance = Appliance::start(&settings, &queue);
    clients.await_retained(STATUS, ONLINE);
    appliance.crash();
    clients.await_retained(STATUS, OFFLINE);

    let mut appliance = Appliance::start(&settings, &queue);
    clients.await_retained(STATUS, ONLINE);
    appliance.stop();
    assert_eq!(clients.retained(STATUS), [format!("{STATUS} {OFFLINE}")]);
}

#[test]
fn commands_are_taken_from_online_on_and_every_bad_one_is_answered() {
    const ALERT: &str = "01J00000000000000000000000";
    let broker = Mosquitto::start();
    let clients = broker.clients();
    let replies = "showfloor/north/replies/anna";
    clients.subscribe("anna", replies);
    let appliance = Appliance::start(&at_port(broker.port), &Queue::default());
    clients.await_retained(STATUS, ONLINE);

    let commands = format!("showfloor/north/commands/anna/alerts/{ALERT}");
    clients.publish(&commands, br#"{"action":"claim"}"#, false);
    let input = appliance.inputs.recv_timeout(Duration::from_secs(20));
    let Ok(Input::Command(command)) = input else {
        panic!("no command, but {input:?}");
    };
    assert_eq!(
        (command.user.as_str(), command.action),
        ("anna", Action::Claim)
    );
    assert_eq!(command.alert.to_string(), ALERT);

    let huge = vec![b'x'; 1024 * 1024];
    for (payload, why) in [
        (&b"{\"action\""[..], "not the JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (&huge, "1048576 bytes are too long"),
        (br#"{"action":"hug"}"#, "unknown action"),
    ] {
        clients.publish(&commands, payload, false);
        let reply = clients.collect("anna", replies, 1).concat();
        assert!(reply.contains(why) && reply.contains(ALERT), "{reply}");
        assert!(reply.contains(r#""result":"refused""#), "{reply}");
    }

    // Nobody takes them any more: four find room, the fifth does not.
    for _ in 0..5 {
        clients.publish(&commands, br#"{"action":"undo"}"#, false);
    }
    let reply = clients.collect("anna", replies, 1).concat();
    assert!(reply.contains("try again"), "{reply}");
    let totals = appliance.totals();
    assert_eq!(
        (totals.received, totals.refused, totals.connections),
        (5, 5, 1)
    );
}

#[test]
fn a_message_is_not_sent_again_because_the_outbox_fails() {
    let broker = Mosquitto::for_anything();
    let clients = broker.clients();
    clients.subscribe("floor", "showfloor/north/alerts");
    let queue = Queue::default();
    queue.lock().failures = 1;
    queue.put("alerts", "1", false);
    queue.put("alerts", "2", false);
    let appliance = Appliance::start(&at_port(broker.port), &queue);
    appliance.drained();
    let got = clients.collect("floor", "showfloor/north/alerts", 2);
    assert_eq!(
        got,
        ["showfloor/north/alerts 1", "showfloor/north/alerts 2"]
    );
    assert_eq!(appliance.totals().delivered, 2);
    assert!(appliance.log.text().contains("the disk is full"));
}

#[test]
fn the_embedded_broker_serves_other_clients() {
    let broker = EmbeddedBroker::start(0, &Shutdown::new()).expect("it starts");
    let clients = Clients {
        port: broker.address().port(),
    };
    let queue = Queue::default();
    queue.put("alerts/a", "open", true);
    queue.put("alerts/b", "open", true);
    queue.put("alerts/b", "", true);
    let mut appliance = Appliance::start(&at_port(clients.port), &queue);
    appliance.drained();
    clients.await_retained(STATUS, ONLINE);
    assert_eq!(
        clients.retained("showfloor/north/alerts/+"),
        ["showfloor/north/alerts/a open"]
    );
    let event = br#"{"id":"e-1","visitor":"V-7K3QD","event":"price_list_opened"}"#;
    clients.publish("showfloor/north/events/crm", event, false);
    let input = appliance.inputs.recv_timeout(Duration::from_secs(20));
    assert!(matches!(input, Ok(Input::External(_))), "{input:?}");
    appliance.crash();
    clients.await_retained(STATUS, OFFLINE);
}

/// The site with these cars, as Home Assistant is told of it.
fn cars(ids: &[&str]) -> Showroom {
    let product = |id: &&str| Product {
        id: (*id).into(),
        label: (*id).to_owned(),
        category: String::new(),
        stock_number: String::new(),
        zone: None,
    };
    Showroom {
        site: "north".into(),
        name: "North".into(),
        language: "en".into(),
        cameras: vec!["hall".into()],
        products: ids.iter().map(product).collect(),
    }
}

#[test]
fn home_assistant_is_told_again_when_it_has_started_and_of_what_a_reload_changed() {
    const OURS: &str = "homeassistant/+/showfloor-north/+/config";
    let mut broker = Mosquitto::for_anything();
    let clients = broker.clients();
    let discovery = Discovery::new("homeassistant", cars(&["kona"]));
    let count = discovery.messages().len();
    let (told, discovery) = watch::channel(discovery);
    let settings = at_port(broker.port);
    let mut appliance = Appliance::start_as("net", &settings, &Queue::default(), Some(discovery));
    let is_told = |kept: &[String]| kept.len() == count;
    clients.await_kept("what there is", OURS, is_told);

    // Somebody has spoilt one; Home Assistant starts, and has it again.
    let one = "homeassistant/sensor/showfloor-north/car_kona_dwell/config";
    clients.publish(one, b"{}", true);
    let spoilt = format!("{one} {{}}");
    clients.await_kept("one is spoilt", one, |kept| kept == [spoilt.as_str()]);
    clients.publish("homeassistant/status", b"online", false);
    clients.await_kept("it is whole again", one, |kept| kept != [spoilt.as_str()]);

    // Another car stands there: what was told of the old one goes.
    told.send_modify(|discovery| discovery.reload(cars(&["tucson"])));
    let is_told_anew = |kept: &[String]| {
        let kept = kept.concat();
        kept.contains("car_tucson_dwell") && !kept.contains("kona")
    };
    clients.await_kept("the other car", OURS, is_told_anew);

    // A broker that has lost everything is told at the next connection.
    broker.crash();
    broker.restart();
    clients.await_kept("after the broker's crash", OURS, |kept| {
        is_told(kept) && is_told_anew(kept)
    });
    appliance.stop();
    assert_eq!(appliance.totals().refused, 0);
}

#[test]
fn a_thread_of_its_own_can_run_the_pump_on_the_embedded_broker() {
    let shutdown = Shutdown::new();
    let settings = Settings {
        broker: Broker::Embedded(Embedded::on_loopback(0)),
        ..at_port(1)
    };
    let link = Link::open(&settings, &shutdown).expect("it starts");
    let queue = Queue::default();
    queue.put("alerts", "1", false);
    let wiring = Wiring {
        outbox: Box::new(queue.clone()),
        wake: Arc::new(Notify::new()),
        inbound: bounded(1).0,
        clock: Clock::real(RunId(Ulid::from(1))),
        shutdown: shutdown.clone(),
        counters: Arc::new(Counters::default()),
        discovery: None,
    };
    // Already stopping: it still empties the outbox.
    shutdown.request();
    run_blocking(link, wiring).expect("a runtime");
    assert_eq!(queue.len(), 0);
}

#[test]
fn a_broker_that_is_not_there_is_told_once() {
    let mut appliance = Appliance::start(&at_port(free_port()), &Queue::default());
    Shutdown::new().sleep(Duration::from_millis(1_500));
    appliance.stop();
    let log = appliance.log.text();
    assert_eq!(log.matches("cannot be reached").count(), 1, "{log}");
}

#[test]
fn tls_and_passwords_work_and_what_is_wrong_with_them_is_told() {
    let lines = "allow_anonymous false\npassword_file {dir}/passwords\ncertfile {dir}/cert.pem\nkeyfile {dir}/key.pem\n";
    let secrets = tempfile::tempdir().expect("a temporary directory");
    let broker = Mosquitto::with(lines, |dir| {
        certificate(dir, "localhost");
        fs::copy(dir.join("cert.pem"), secrets.path().join("ca.pem")).expect("copied");
        let status = Command::new("mosquitto_passwd")
            .args(["-b", "-c"])
            .arg(dir.join("passwords"))
            .args(["north", "s3cret"])
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()));
    });
    certificate(secrets.path(), "localhost");
    let (right, wrong) = (secrets.path().join("right"), secrets.path().join("wrong"));
    private(&right, "s3cret\n");
    private(&wrong, "guess\n");
    let settings = |password: &Path, ca: &str| Settings {
        user: Some("north".into()),
        password_file: Some(password.to_owned()),
        ca_file: Some(secrets.path().join(ca)),
        ..at(&format!("mqtts://localhost:{}", broker.port))
    };

    let queue = Queue::default();
    queue.put("alerts", "1", false);
    Appliance::start(&settings(&right, "ca.pem"), &queue).drained();

    for (settings, told) in [
        (settings(&wrong, "ca.pem"), "refuses user north"),
        (settings(&right, "cert.pem"), "another CA"),
    ] {
        let mut appliance = Appliance::start(&settings, &Queue::default());
        wait_until("a warning", || appliance.log.text().contains("WARN"));
        appliance.stop();
        let log = appliance.log.text();
        assert!(log.contains(told) && log.contains("hint:"), "{log}");
        assert!(!log.contains("guess") && !log.contains("s3cret"), "{log}");
    }
}

/// A self-signed certificate for `host`, `cert.pem` and `key.pem` in `dir`.
fn certificate(dir: &Path, host: &str) {
    let status = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ])
        .args(["-days", "2", "-subj", &format!("/CN={host}")])
        .args(["-addext", &format!("subjectAltName=DNS:{host}")])
        .arg("-keyout")
        .arg(dir.join("key.pem"))
        .arg("-out")
        .arg(dir.join("cert.pem"))
        .stderr(Stdio::null())
        .status();
    let status = status.expect("openssl is not installed: run scripts/setup");
    assert!(status.success());
}

fn private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("protected");
}

/// Processor time of the thread of this name so far, in clock ticks (10 ms).
fn cpu_ticks(thread: &str) -> u64 {
    let tasks = fs::read_dir("/proc/self/task").expect("procfs");
    let stat = tasks
        .filter_map(|task| fs::read_to_string(task.ok()?.path().join("stat")).ok())
        .find(|stat| stat.contains(&format!("({thread})")))
        .expect("the thread runs");
    let after_name = stat.rsplit_once(") ").expect("a name in brackets").1;
    let fields: Vec<_> = after_name.split(' ').collect();
    let ticks = |at: usize| fields[at].parse::<u64>().expect("a number");
    ticks(11) + ticks(12)
}
