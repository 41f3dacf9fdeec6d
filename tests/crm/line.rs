//! Who may report on whom, and of whom anything is told: the line alone.

use std::{collections::BTreeMap, fs, path::Path};

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;
use showfloor::{
    app::{Line, LineSettings},
    config,
    runtime::SeededIds,
    store::StartState,
    types::{
        About, Correction, CorrectionAnswer, CorrectionId, CorrectionKind, Delivery, Event,
        External, Input, Record, RunId, Scalar, Stamp, VisitorCode, VisitorId, VisitorProfile,
    },
};
use ulid::Ulid;

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

/// Three visitors that nobody sees: all that is known of them comes from outside.
struct Desk {
    settings: LineSettings,
    line: Line,
    second: i64,
    next: u128,
    /// Everything that the line wanted to be kept.
    records: Vec<Record>,
}

fn visitor(n: usize) -> VisitorId {
    VisitorId(Ulid::from(100 + n as u128))
}

fn code(n: usize) -> VisitorCode {
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
    fn new() -> Self {
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
    fn restart(&mut self) {
        let events = self.records.iter().filter_map(|record| match record {
            Record::Event(event) => Some(event.clone()),
            _ => None,
        });
        let start = start(events.collect());
        self.line = Line::new(
            self.settings.clone(),
            &start,
            Box::new(SeededIds::new(self.second as u64 + 2)),
        );
    }

    fn stamp(&mut self) -> Stamp {
        self.second += 60;
        Stamp {
            run: RunId(Ulid::from(1)),
            mono_ns: self.second.unsigned_abs() * 1_000_000_000,
            utc: Timestamp::from_second(1_780_000_000 + self.second).expect("a moment"),
        }
    }

    fn step(&mut self, input: &Input) -> Vec<Record> {
        let records = self.line.step(input);
        self.records.extend(records.clone());
        records
    }

    fn ask(&mut self, kind: CorrectionKind) -> (CorrectionAnswer, Vec<Record>) {
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

    fn link(&mut self, n: usize, client: &str, contact: &str) -> CorrectionAnswer {
        let kind = CorrectionKind::Link {
            visitor: visitor(n),
            client: client.into(),
            contact: contact.into(),
            consent: "may be told of my visits, said at the desk".into(),
            noted_by: "ewa".into(),
        };
        self.ask(kind).0
    }

    fn unlink(&mut self, n: usize, client: &str) -> Vec<Record> {
        let client = client.into();
        let visitor = visitor(n);
        self.ask(CorrectionKind::Unlink { visitor, client }).1
    }

    fn report(&mut self, client: &str, about: About, name: &str, articles: f64) -> Vec<Record> {
        self.next += 1;
        let report = External {
            stamp: self.stamp(),
            client: client.into(),
            id: format!("r-{}", self.next),
            about,
            name: name.into(),
            at: None,
            data: BTreeMap::from([("articles".into(), Scalar::Number(articles))]),
        };
        self.step(&Input::External(report))
    }

    /// Colleagues note a basket of five articles.
    fn basket(&mut self, n: usize) -> Vec<Record> {
        self.report("staff", About::Visitor(code(n)), "basket_changed", 5.0)
    }
}

fn deliveries(records: &[Record]) -> Vec<&Delivery> {
    let all = records.iter().filter_map(|record| match record {
        Record::Delivery(delivery) => Some(delivery),
        _ => None,
    });
    all.collect()
}

/// What the sender of a report was told.
fn reply(records: &[Record]) -> Value {
    let message = records.iter().find_map(|record| match record {
        Record::Message(message) if message.topic.contains("/replies/") => Some(&message.payload),
        _ => None,
    });
    serde_json::from_str(message.expect("a reply")).expect("JSON")
}

fn took_in(records: &[Record]) -> bool {
    records
        .iter()
        .any(|record| matches!(record, Record::Event(_)))
}

#[test]
fn a_system_reports_on_those_alone_who_agreed_to_be_linked_with_it() {
    let mut desk = Desk::new();
    let refused = desk.report("crm", About::Visitor(code(0)), "basket_changed", 1.0);
    assert!(!took_in(&refused));
    let answer = reply(&refused);
    assert_eq!(answer["result"], "refused");
    let said = "V-00000 has not agreed to be linked with crm: showfloor visitors link V-00000 --client crm";
    assert!(
        answer["reason"].as_str().unwrap().starts_with(said),
        "{answer}"
    );
    let unknown = desk.report("crm", About::Contact("4711".into()), "basket_changed", 1.0);
    let answer = reply(&unknown);
    assert!(
        !took_in(&unknown) && !answer.to_string().contains("4711"),
        "{answer}"
    );
    // Colleagues need nobody's link.
    assert!(took_in(&desk.report(
        "staff",
        About::Visitor(code(0)),
        "basket_changed",
        1.0
    )));
    assert!(desk.link(0, "crm", "4711").done);
    for about in [About::Visitor(code(0)), About::Contact("4711".into())] {
        assert!(took_in(&desk.report(
            "crm",
            about.clone(),
            "basket_changed",
            2.0
        )));
        assert!(
            !took_in(&desk.report("mail", about, "basket_changed", 2.0)),
            "another system's link"
        );
    }
    desk.restart();
    assert!(took_in(&desk.report(
        "crm",
        About::Contact("4711".into()),
        "basket_changed",
        2.0
    )));
    desk.unlink(0, "crm");
    for _ in 0..2 {
        assert!(!took_in(&desk.report(
            "crm",
            About::Contact("4711".into()),
            "basket_changed",
            2.0
        )));
        desk.restart();
    }
}

#[test]
fn a_link_is_noted_once_and_its_contact_stays_out_of_the_audit_log() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.link(0, "crm", "4711").text,
        "V-00000 is linked with crm from now on"
    );
    assert_eq!(
        desk.link(0, "crm", "4711").text,
        "V-00000 is linked with crm already"
    );
    let taken = desk.link(1, "crm", "4711");
    assert!(
        !taken.done && taken.text.contains("visitors merge V-00001 V-00000"),
        "{taken:?}"
    );
    let second = desk.link(0, "crm", "4712");
    assert!(
        !second.done && second.text.contains("visitors unlink V-00000 --client crm"),
        "{second:?}"
    );
    assert!(!desk.link(1, "staff", "4712").done);
    assert!(!desk.link(1, "crm", "").done && !desk.link(1, "a/b", "1").done);
    let gone = desk.unlink(0, "crm");
    assert!(
        gone.iter()
            .any(|r| matches!(r, Record::DeliveriesWithdrawn { contact, .. } if contact == "4711"))
    );
    assert!(
        !took_in(&desk.unlink(0, "crm")),
        "there is nothing more to take back"
    );
    let events = desk
        .records
        .iter()
        .filter(|r| matches!(r, Record::Event(_)))
        .count();
    assert_eq!(events, 2);
    let audited: Vec<_> = desk
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Audit(entry) => Some((entry.what.as_str(), entry.detail.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(audited.len(), 9, "{audited:#?}");
    assert!(
        audited
            .iter()
            .all(|(what, _)| what.starts_with("visitors."))
    );
    assert!(
        !audited
            .iter()
            .any(|(_, detail)| detail.contains("4711") || detail.contains("4712"))
    );
}

#[test]
fn bands_series_and_requests_are_told_to_the_systems_that_listen() {
    let mut desk = Desk::new();
    desk.link(0, "crm", "4711");
    desk.link(0, "mail", "m-1");
    let records = desk.basket(0);
    let told: Vec<_> = deliveries(&records)
        .into_iter()
        .map(|d| {
            (
                d.webhook.as_str(),
                d.contact.as_str(),
                d.content_type.as_str(),
            )
        })
        .collect();
    let (json, xml) = ("application/json", "application/xml");
    assert_eq!(
        told,
        [
            ("crm", "4711", json),
            ("mail", "m-1", json),
            ("crm", "4711", json),
            ("leads", "4711", xml)
        ]
    );
    let bodies: Vec<Value> = deliveries(&records)
        .iter()
        .filter(|d| d.content_type == json)
        .map(|d| serde_json::from_str(&d.body).unwrap())
        .collect();
    let series = &bodies[0];
    assert_eq!(
        (&series["event"], &series["series"]),
        (&"series_start".into(), &"basket".into())
    );
    assert_eq!(
        bodies[0]["id"], bodies[1]["id"],
        "one message, to two systems"
    );
    let band = &bodies[2];
    assert_eq!(band["event"], "band_changed");
    assert_eq!(
        (&band["band_before"], &band["band"]),
        (&"cold".into(), &"warm".into())
    );
    assert_eq!(
        (&band["visitor"], &band["contact"], &band["site"]),
        (&"V-00000".into(), &"4711".into(), &"north".into())
    );
    let reason = &band["why"][0];
    for language in ["en", "fr", "pl", "de"] {
        assert!(
            !reason["text"][language].as_str().unwrap().is_empty(),
            "{reason}"
        );
    }
    // Points fade, and the band with them, though nothing happens.
    desk.second += 400 * 86_400;
    let stamp = desk.stamp();
    let records = desk.step(&Input::Tick(stamp));
    let faded = deliveries(&records);
    let last: Value = serde_json::from_str(
        &faded
            .iter()
            .rfind(|d| d.webhook == "crm")
            .expect("told")
            .body,
    )
    .unwrap();
    assert_eq!(
        (&last["band_before"], &last["band"]),
        (&"warm".into(), &"cold".into())
    );
    let sold = desk.report("staff", About::Visitor(code(0)), "sold", 0.0);
    let stops = deliveries(&sold)
        .into_iter()
        .filter(|d| d.body.contains("series_stop"));
    assert_eq!(
        stops.map(|d| d.webhook.as_str()).collect::<Vec<_>>(),
        ["crm", "mail"]
    );
    let send = |webhook: Option<&str>| CorrectionKind::Send {
        visitor: visitor(0),
        webhook: webhook.map(Into::into),
    };
    let (answer, records) = desk.ask(send(None));
    assert_eq!(answer.text, "V-00000 is sent by crm, leads");
    let ids: Vec<_> = deliveries(&records).iter().map(|d| d.id.clone()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1]);
    assert_eq!(deliveries(&desk.ask(send(Some("leads"))).1).len(), 1);
    assert!(
        !desk.ask(send(Some("mail"))).0.done,
        "which is told of series alone"
    );
    let (answer, records) = desk.ask(CorrectionKind::Send {
        visitor: visitor(1),
        webhook: None,
    });
    assert!(
        !answer.done && answer.text.contains("has not agreed to be linked with crm"),
        "{answer:?}"
    );
    assert!(deliveries(&records).is_empty());
}

/// What may happen to three visitors.
#[derive(Clone, Copy, Debug)]
enum Act {
    Basket(usize),
    Sold(usize),
    Link(usize, bool),
    Unlink(usize, bool),
    Send(usize),
    Merge(usize, usize),
    UndoMerge,
    LongSilence,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let who = 0usize..3;
    let act = prop_oneof![
        4 => who.clone().prop_map(Act::Basket),
        1 => who.clone().prop_map(Act::Sold),
        2 => (who.clone(), any::<bool>()).prop_map(|(n, crm)| Act::Link(n, crm)),
        1 => (who.clone(), any::<bool>()).prop_map(|(n, crm)| Act::Unlink(n, crm)),
        1 => who.clone().prop_map(Act::Send),
        1 => (who.clone(), who).prop_map(|(a, b)| Act::Merge(a, b)),
        1 => Just(Act::UndoMerge),
        1 => Just(Act::LongSilence),
    ];
    prop::collection::vec(act, 1..30)
}

fn client(crm: bool) -> &'static str {
    if crm { "crm" } else { "mail" }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever happens, what is told is told of a contact whose consent stands at that moment, to their system alone.
    #[test]
    fn nothing_is_told_of_anybody_whose_consent_does_not_stand(acts in acts()) {
        let mut desk = Desk::new();
        // By client and contact; a contact is named after the visitor and the client.
        let mut stands: BTreeMap<(String, String), bool> = BTreeMap::new();
        let mut merges = Vec::new();
        for act in acts {
            let before = desk.records.len();
            match act {
                Act::Basket(n) => drop(desk.basket(n)),
                Act::Sold(n) => drop(desk.report("staff", About::Visitor(code(n)), "sold", 0.0)),
                Act::Link(n, crm) => {
                    let contact = format!("{}-{n}", client(crm));
                    if desk.link(n, client(crm), &contact).done {
                        stands.insert((client(crm).into(), contact), true);
                    }
                }
                Act::Unlink(n, crm) => {
                    for record in desk.unlink(n, client(crm)) {
                        if let Record::DeliveriesWithdrawn { client, contact } = record {
                            stands.insert((client, contact), false);
                        }
                    }
                }
                Act::Send(n) => drop(desk.ask(CorrectionKind::Send { visitor: visitor(n), webhook: None })),
                Act::Merge(a, b) => {
                    let kind = CorrectionKind::Merge { from: visitor(a), into: visitor(b), force: true };
                    desk.next += 1;
                    let id = CorrectionId(Ulid::from(desk.next + 1));
                    if desk.ask(kind).0.done {
                        merges.push(id);
                    }
                }
                Act::UndoMerge => {
                    if let Some(correction) = merges.pop() {
                        desk.ask(CorrectionKind::Undo { correction });
                    }
                }
                Act::LongSilence => {
                    desk.second += 100 * 86_400;
                    let stamp = desk.stamp();
                    desk.step(&Input::Tick(stamp));
                }
            }
            for delivery in deliveries(&desk.records[before..]) {
                let key = (delivery.client.clone(), delivery.contact.clone());
                prop_assert_eq!(stands.get(&key), Some(&true), "{:?}", delivery);
                let of_crm = ["crm", "leads"].contains(&delivery.webhook.as_str());
                prop_assert_eq!(delivery.client.as_str(), client(of_crm));
            }
        }
    }
}
