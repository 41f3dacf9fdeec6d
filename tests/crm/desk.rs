//! The line alone, with three visitors whom nobody sees: all that is known of them comes from outside.

use std::{collections::BTreeMap, fs, path::Path};

use jiff::Timestamp;
use serde_json::Value;
use showfloor::{
    app::{Line, LineSettings, Link},
    config,
    runtime::SeededIds,
    store::StartState,
    types::{
        About, Change, Correction, CorrectionAnswer, CorrectionId, CorrectionKind, Delivery, Event,
        External, Input, Record, RunId, Scalar, Stamp, VisitorCode, VisitorId, VisitorProfile,
    },
};
use ulid::Ulid;

use crate::schema;

const HOOKS: &str = r#"
[[webhook]]
id = "crm"
url = "https://crm.example/in"
client = "crm"

[[webhook]]
id = "leads"
url = "https://crm.example/leads"
client = "crm"
format = "adf"

[[webhook]]
id = "mail"
url = "https://mail.example/in"
client = "mail"
on = ["series"]
"#;

/// The line, and what it wanted to be kept.
pub(crate) struct Desk {
    settings: LineSettings,
    line: Line,
    pub(crate) second: i64,
    pub(crate) next: u128,
    /// Everything that the line wanted to be kept.
    pub(crate) records: Vec<Record>,
}

pub(crate) fn visitor(n: usize) -> VisitorId {
    VisitorId(Ulid::from(100 + n as u128))
}

pub(crate) fn code(n: usize) -> VisitorCode {
    format!("V-0000{n}").into()
}

fn start(events: Vec<Event>) -> StartState {
    StartState {
        visitors: (0..3)
            .map(|n| VisitorProfile {
                id: visitor(n),
                code: code(n),
                visits: 0,
                last_visit: None,
            })
            .collect(),
        events,
        ..StartState::default()
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(root.join("tests/data/showroom.toml")).expect("the showroom");
        let preset = root.join("config/scoring/shop-basket.toml");
        let preset = fs::read_to_string(preset).expect("the preset");
        // With points that fade.
        let folder = tempfile::tempdir().expect("a folder");
        let fading = preset.replace("points = 25\n", "points = 25\nhalf_life_days = 30\n");
        fs::write(folder.path().join("rules.toml"), fading).expect("written");
        let text = text + HOOKS;
        let config = config::load_text(&folder.path().join("crm.toml"), &text);
        let settings = LineSettings::new(&config.unwrap_or_else(|p| panic!("{p}")), None);
        Self {
            line: Line::new(
                settings.clone(),
                &start(Vec::new()),
                Box::new(SeededIds::new(1)),
            ),
            settings,
            second: 0,
            next: 0,
            records: Vec::new(),
        }
    }

    /// The line starts again, with what a store would have kept.
    pub(crate) fn restart(&mut self) {
        let mut again = start(Vec::new());
        let mut aliases = BTreeMap::new();
        for record in &self.records {
            match record {
                Record::Event(event) => again.events.push(event.clone()),
                Record::Correction(corrected) => {
                    for change in &corrected.changes {
                        match *change {
                            Change::Alias { visitor, after, .. } => drop(match after {
                                Some(after) => aliases.insert(visitor, after),
                                None => aliases.remove(&visitor),
                            }),
                            Change::Apart { one, other, after } if after => {
                                again.apart.push((one, other));
                            }
                            Change::Apart { one, other, .. } => {
                                again.apart.retain(|pair| *pair != (one, other));
                            }
                            Change::Visit { .. } => {}
                        }
                    }
                    again.corrections.push((**corrected).clone());
                }
                _ => {}
            }
        }
        again.aliases = aliases.into_iter().collect();
        let ids = SeededIds::new(self.second.unsigned_abs() + 2);
        self.line = Line::new(self.settings.clone(), &again, Box::new(ids));
    }

    /// Who is linked with what today.
    pub(crate) fn links(&self) -> Vec<(VisitorId, Link)> {
        let links = self.line.links();
        links.map(|(of, link)| (of, link.clone())).collect()
    }

    pub(crate) fn stamp(&mut self) -> Stamp {
        self.second += 60;
        Stamp {
            run: RunId(Ulid::from(1)),
            mono_ns: self.second.unsigned_abs() * 1_000_000_000,
            utc: Timestamp::from_second(1_780_000_000 + self.second).expect("a moment"),
        }
    }

    pub(crate) fn step(&mut self, input: &Input) -> Vec<Record> {
        let records = self.line.step(input);
        schema::check_all(&records);
        self.records.extend(records.clone());
        records
    }

    pub(crate) fn ask(&mut self, kind: CorrectionKind) -> (CorrectionAnswer, Vec<Record>) {
        self.next += 1;
        let correction = Correction {
            id: CorrectionId(Ulid::from(self.next)),
            stamp: self.stamp(),
            by: "ewa".into(),
            kind,
        };
        let records = self.step(&Input::Correction(correction));
        let answer = records.iter().find_map(|record| match record {
            Record::CorrectionAnswer { answer, .. } => Some(answer.clone()),
            _ => None,
        });
        (answer.expect("an answer"), records)
    }

    pub(crate) fn link(&mut self, n: usize, client: &str, contact: &str) -> CorrectionAnswer {
        let kind = CorrectionKind::Link {
            visitor: visitor(n),
            client: client.into(),
            contact: contact.into(),
            consent: "may be told of my visits, said at the desk".into(),
            noted_by: "ewa".into(),
        };
        self.ask(kind).0
    }

    pub(crate) fn unlink(&mut self, n: usize, client: &str) -> Vec<Record> {
        let client = client.into();
        let visitor = visitor(n);
        self.ask(CorrectionKind::Unlink { visitor, client }).1
    }

    pub(crate) fn report(
        &mut self,
        client: &str,
        about: About,
        name: &str,
        articles: f64,
    ) -> Vec<Record> {
        self.next += 1;
        let report = External {
            stamp: self.stamp(),
            client: client.into(),
            id: format!("r-{}", self.next),
            about,
            name: name.into(),
            at: None,
            data: BTreeMap::from([("articles".into(), Scalar::Number(articles))]),
            quiet: false,
        };
        self.step(&Input::External(report))
    }

    /// The code of whoever a visitor is today.
    pub(crate) fn code_today(&self, n: usize) -> VisitorCode {
        self.line.code(visitor(n)).expect("they are known").clone()
    }

    /// Colleagues note a basket of five articles.
    pub(crate) fn basket(&mut self, n: usize) -> Vec<Record> {
        self.report("staff", About::Visitor(code(n)), "basket_changed", 5.0)
    }
}

pub(crate) fn deliveries(records: &[Record]) -> Vec<&Delivery> {
    let all = records.iter().filter_map(|record| match record {
        Record::Delivery(delivery) => Some(delivery),
        _ => None,
    });
    all.collect()
}

/// What the sender of a report was told.
pub(crate) fn reply(records: &[Record]) -> Value {
    let message = records.iter().find_map(|record| match record {
        Record::Message(message) if message.topic.contains("/replies/") => Some(&message.payload),
        _ => None,
    });
    serde_json::from_str(message.expect("a reply")).expect("JSON")
}

pub(crate) fn took_in(records: &[Record]) -> bool {
    records
        .iter()
        .any(|record| matches!(record, Record::Event(_)))
}
