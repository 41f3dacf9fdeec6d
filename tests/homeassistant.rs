//! A played showroom at a real Mosquitto, as Home Assistant sees it: what it is told of, and what the states come to.

#![allow(clippy::print_stdout, reason = "what was measured is said")]

#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/schema.rs"]
mod schema;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use crossbeam_channel::bounded;
use mosquitto::Mosquitto;
use serde_json::{Value, json};
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, RunOptions, Told, Watch},
    config::Config,
    publish::Broker,
    runtime::{Shutdown, Telemetry},
    sim::{self, Noise, Scenario, Simulation, Truth},
    types::{FloorView, FrameObservation, Observation, Product, Record},
};
use tempfile::TempDir;

const FLOOR: &str = "showfloor/sim/floor";
/// Whoever came in is counted by now, and whoever left is missed.
const SETTLED_S: usize = 60;
/// A stand begins and ends within a step.
const STEP_S: f64 = 2.0;

type Observations = Box<dyn Iterator<Item = Observation> + Send>;

/// Four visitors at two cars, seen perfectly.
struct Showroom {
    simulation: Simulation,
    config: Config,
    _folder: TempDir,
}

impl Showroom {
    fn new(broker: &Mosquitto) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("config/scenarios/strangers-at-one-car.toml");
        let scenario = Scenario::load(&file).unwrap_or_else(|problems| panic!("{problems}"));
        let folder = tempfile::tempdir().expect("a folder");
        let halls = vec![scenario];
        let mut config = sim::configuration(&halls, &file, folder.path())
            .unwrap_or_else(|problems| panic!("{problems}"));
        let url = format!("mqtt://127.0.0.1:{}", broker.port);
        config.mqtt.broker = Broker::At(url.parse().expect("an address"));
        Self {
            simulation: Simulation::new(halls, &Noise::none(), 1),
            config,
            _folder: folder,
        }
    }

    fn for_home_assistant(broker: &Mosquitto) -> Self {
        let mut showroom = Self::new(broker);
        showroom.config.mqtt.homeassistant = Some("homeassistant".to_owned());
        showroom
    }

    /// Plays the day, and gives each state of the floor.
    fn play(&self, reload: Option<Config>) -> Vec<FloorView> {
        let day = self.simulation.clone().into_observations();
        self.run(Box::new(day), Duration::ZERO, reload)
    }

    /// Nobody is there any more, ten minutes after the day's beginning: for a few seconds.
    fn look_into_the_empty_room(&self) -> Vec<FloorView> {
        let origin = self.simulation.origin();
        let camera = self.config.cameras[0].id.clone();
        let frame = move |n: u64| {
            Observation::Frame(FrameObservation {
                portraits: Vec::new(),
                stamp: origin.later(Duration::from_secs(n)),
                camera: camera.clone(),
                seq: n,
                width: 1920,
                height: 1080,
                people: Some(Vec::new()),
                faces: Vec::new(),
            })
        };
        self.run(Box::new((0..8).map(frame)), Duration::from_mins(10), None)
    }

    fn run(
        &self,
        observations: Observations,
        later: Duration,
        reload: Option<Config>,
    ) -> Vec<FloorView> {
        let (reloads, received) = bounded(1);
        if let Some(config) = reload {
            reloads.send(config).expect("it has room");
        }
        let control = Control {
            stop: Shutdown::new(),
            reloads: received,
            file: None,
            telemetry: Telemetry::default(),
        };
        let options = RunOptions {
            eyes: Eyes::Told(Told {
                observations,
                signatures: Some(Simulation::tag()),
            }),
            pace: Pace::Max,
            start_at: Some(self.simulation.origin().utc + later),
            play: None,
            seed: Some(7),
            record: None,
            force: false,
        };
        let floors = Floors::default();
        app::run(&self.config, options, Box::new(floors.clone()), &control)
            .unwrap_or_else(|error| panic!("{error:#}"));
        std::mem::take(&mut *floors.0.lock().expect("not poisoned"))
    }

    fn truth(&self) -> Truth {
        Truth::of(&self.simulation.halls()[0].world)
    }
}

/// Each state of the floor, as the line makes it.
#[derive(Clone, Default)]
struct Floors(Arc<Mutex<Vec<FloorView>>>);

impl Watch for Floors {
    fn ready(&mut self, _: &str, _: &str) {}

    fn records(&mut self, records: &[Record], _: &Line) {
        let floors = records.iter().filter_map(|record| match record {
            Record::Message(message) if message.topic == FLOOR => {
                Some(serde_json::from_str(&message.payload).expect("a state of the floor"))
            }
            _ => None,
        });
        self.0.lock().expect("not poisoned").extend(floors);
    }
}

#[test]
fn the_counts_follow_the_people_and_dwell_is_what_a_stopwatch_says() {
    let broker = Mosquitto::start();
    let showroom = Showroom::new(&broker);
    let floors = showroom.play(None);
    let truth = showroom.truth();
    let second = |floor: &FloorView| {
        let at = showroom.simulation.since_midnight_of(floor.at);
        at.as_secs_f64()
    };
    for pair in floors[..floors.len() - 1].windows(2) {
        assert!(second(&pair[1]) - second(&pair[0]) >= 5.0, "{pair:#?}");
    }
    // Second by second, wherever nobody came or went for a while.
    let present = |t: f64| {
        let visits = truth.visits.iter();
        visits.filter(|visit| visit.span.contains(&t)).count() as u32
    };
    let (first, last) = (second(&floors[0]), second(&floors[floors.len() - 1]));
    let seconds: Vec<f64> = (0..=(last - first) as u32)
        .map(|s| first + f64::from(s))
        .collect();
    let mut checked = BTreeSet::new();
    for (i, t) in seconds.iter().enumerate().skip(SETTLED_S) {
        let count = present(*t);
        if seconds[i - SETTLED_S..i]
            .iter()
            .any(|t| present(*t) != count)
        {
            continue;
        }
        let told = floors.iter().rfind(|floor| second(floor) <= *t);
        let told = told.map(|floor| (floor.people, floor.visitors));
        assert_eq!(told, Some((count, count)), "at {t}");
        checked.insert(count);
    }
    assert!(checked.contains(&4), "{checked:?}");
    let most = |count: fn(&FloorView) -> u32| floors.iter().map(count).max();
    assert_eq!(most(|floor| floor.visitors), Some(4));
    assert!(most(|floor| floor.waiting) > Some(0) && most(|floor| floor.alerts) > Some(0));
    let end = floors.last().expect("it was told");
    assert_eq!(
        (end.people, end.visitors, end.waiting, end.alerts),
        (0, 0, 0, 0)
    );
    for product in &end.products {
        let stands = truth.dwells.iter();
        let stands: Vec<_> = stands
            .filter(|dwell| dwell.is_car && dwell.zone == product.id.as_str())
            .collect();
        let right: f64 = stands
            .iter()
            .map(|dwell| dwell.span.end - dwell.span.start)
            .sum();
        let error = product.dwell_s as f64 - right;
        println!(
            "{}: {} s told, {right:.1} s true",
            product.id, product.dwell_s
        );
        assert!(
            error.abs() <= STEP_S * stands.len() as f64,
            "{}: {error}",
            product.id
        );
        assert!(right > 60.0 && product.here == 0);
        let here = |floor: &FloorView| {
            floor
                .products
                .iter()
                .any(|p| p.id == product.id && p.here >= 2)
        };
        assert!(floors.iter().any(here), "two stood at {}", product.id);
    }
    let kept = broker.clients().retained(FLOOR);
    assert_eq!(kept, [format!("{FLOOR} {}", text(end))]);

    // Another run takes the day up where this one left it.
    let again = showroom.look_into_the_empty_room();
    assert_eq!(again[0].products, end.products);
}

#[test]
fn home_assistant_finds_everything_there_is_and_each_template_its_value() {
    let broker = Mosquitto::start();
    let clients = broker.clients();
    let (stale, others) = (
        "homeassistant/sensor/showfloor-sim/car_sold_dwell/config",
        "homeassistant/sensor/showfloor-south/car_sold_dwell/config",
    );
    clients.publish(stale, b"{}", true);
    clients.publish(others, b"{}", true);
    clients.subscribe("ha", "#");
    let showroom = Showroom::for_home_assistant(&broker);
    let floors = showroom.play(None);
    let got = clients.everything("ha", "#");

    let kept = clients.retained("homeassistant/#");
    let kept: BTreeMap<&str, &str> = kept
        .iter()
        .filter_map(|line| line.split_once(' '))
        .collect();
    assert!(
        kept.contains_key(others) && !kept.contains_key(stale),
        "{kept:#?}"
    );
    let ours = kept.iter().filter(|(topic, _)| **topic != others);
    let configs: Vec<(&str, Value)> = ours
        .map(|(topic, config)| (*topic, serde_json::from_str(config).expect("JSON")))
        .collect();
    let Config {
        cameras, products, ..
    } = &showroom.config;
    assert_eq!(configs.len(), 5 + 2 * cameras.len() + 2 * products.len());

    // Every state of every topic that a config names, as each of its templates shows it.
    let mut jobs = Vec::new();
    for (topic, config) in &configs {
        for (of, template) in [
            ("state_topic", "value_template"),
            ("state_topic", "last_reset_value_template"),
            ("json_attributes_topic", "json_attributes_template"),
            ("availability_topic", "availability_template"),
        ] {
            let (Some(of), Some(shown)) = (config[of].as_str(), config[template].as_str()) else {
                continue;
            };
            let states = got
                .iter()
                .filter(|(state, payload)| state == of && !payload.is_empty());
            let states: Vec<_> = states.map(|(_, payload)| payload.as_str()).collect();
            assert!(!states.is_empty(), "{topic}: nothing was published at {of}");
            jobs.extend(
                states
                    .into_iter()
                    .map(|state| (config, template, shown, state)),
            );
        }
    }
    let rendered = render(
        jobs.iter()
            .map(|(_, _, template, state)| (*template, *state)),
    );
    for ((config, template, _, state), shown) in jobs.iter().zip(&rendered) {
        assert!(
            is_shown(config, template, shown),
            "{template} of {config:#}: {state} as {shown:?}"
        );
    }

    // What is shown last is what the line said last.
    let end = floors.last().expect("it was told");
    for product in &end.products {
        let mut shown = jobs
            .iter()
            .zip(&rendered)
            .filter(|((config, template, ..), _)| {
                let id = config["unique_id"].as_str();
                id == Some(&format!("showfloor.sim.car_{}_dwell", product.id))
                    && *template == "value_template"
            });
        let last = shown.next_back().map(|(_, shown)| shown.as_str());
        assert_eq!(last, Some(product.dwell_s.to_string().as_str()));
    }
}

/// Whether Home Assistant takes what a template gave as a value of this entity.
fn is_shown(config: &Value, template: &str, shown: &str) -> bool {
    match template {
        "availability_template" => ["online", "offline"].contains(&shown),
        "json_attributes_template" => {
            serde_json::from_str::<Value>(shown).is_ok_and(|v| v.is_object())
        }
        "last_reset_value_template" => shown.parse::<jiff::Timestamp>().is_ok(),
        _ if config.get("state_class").is_some() => shown.parse::<u64>().is_ok(),
        _ if config["device_class"] == "problem" => ["ON", "OFF"].contains(&shown),
        _ => match config["options"].as_array() {
            Some(options) => options.contains(&shown.into()),
            None => (1..=255).contains(&shown.chars().count()),
        },
    }
}

#[test]
fn after_a_reload_home_assistant_has_the_cars_of_today() {
    let broker = Mosquitto::start();
    let showroom = Showroom::for_home_assistant(&broker);
    let mut config = showroom.config.clone();
    config
        .products
        .retain(|product| product.id.as_str() == "kona");
    config.products.push(Product {
        id: "tucson".into(),
        label: "Tucson".into(),
        category: String::new(),
        stock_number: String::new(),
        zone: None,
    });
    let floors = showroom.play(Some(config));
    let cars = |floor: &FloorView| {
        let products = floor.products.iter();
        products.map(|p| p.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        floors.last().map(cars),
        Some(vec!["kona".to_owned(), "tucson".to_owned()])
    );
    let kept = broker.clients().retained("homeassistant/#").concat();
    for (object, there) in [
        ("car_kona_dwell", true),
        ("car_tucson_here", true),
        ("car_ioniq", false),
    ] {
        assert_eq!(kept.contains(object), there, "{object}");
    }
}

#[test]
fn home_assistant_is_told_nothing_unless_that_is_asked_for() {
    let broker = Mosquitto::start();
    let clients = broker.clients();
    clients.subscribe("all", "#");
    Showroom::new(&broker).play(None);
    let got = clients.everything("all", "#");
    assert!(got.iter().any(|(topic, _)| topic == FLOOR));
    assert!(got.iter().all(|(topic, _)| topic.starts_with("showfloor/")));
}

fn text(floor: &FloorView) -> String {
    serde_json::to_string(floor).expect("JSON")
}

/// What templates make of payloads.
fn render<'a>(jobs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let mut input = Vec::new();
    for (template, payload) in jobs {
        let job = json!({"template": template, "payload": payload});
        writeln!(input, "{job}").expect("memory takes it");
    }
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(&input).expect("it is written");
    std::io::Seek::rewind(&mut file).expect("it is read from its beginning");
    let output = Command::new("/usr/bin/python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/support/jinja.py"
        ))
        .stdin(Stdio::from(file))
        .stderr(Stdio::inherit())
        .output()
        .expect("/usr/bin/python3 is not installed: run scripts/setup");
    assert!(
        output.status.success(),
        "a template failed, or python3-jinja2 is not installed (run scripts/setup); it is said above"
    );
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let text = |line: &str| serde_json::from_str(line).expect("a text");
    lines.lines().map(text).collect()
}
