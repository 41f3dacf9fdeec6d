//! The showroom of the tests, and a line in it.

use std::{collections::BTreeMap, sync::LazyLock};

use showfloor::{
    app::{Header, Line, LineSettings, Recording},
    config::{self, Config},
    runtime::SeededIds,
    types::{
        About, AlertId, Correction, CorrectionId, CorrectionKind, External, Input, Record, Stamp,
        VisitorCode, VisitorId,
    },
};
use ulid::Ulid;

use crate::files::project;

pub static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let file = project("tests/data/showroom.toml");
    config::load(&file).unwrap_or_else(|problems| panic!("{problems}"))
});

static HEADER: LazyLock<Header> = LazyLock::new(|| {
    let (header, _) =
        Recording::open(&project("tests/data/showroom.jsonl")).expect("the tests' recording");
    header
});

/// Who may report on the one visitor.
pub const CLIENT: &str = "newsletter";

/// So many of its reports make the visitor hot, or the rules have changed.
const MOST_REPORTS: usize = 40;

/// A line that knows a visitor from yesterday, who is linked with a newsletter and became hot by what that reported.
pub struct Showroom {
    pub line: Line,
    pub now: Stamp,
    pub visitor: VisitorId,
    pub code: VisitorCode,
    /// The alert that calls for them.
    pub alert: Option<AlertId>,
}

impl Showroom {
    /// Opens it; `hot`: with the reports that make the visitor so.
    pub fn open(hot: bool) -> Self {
        let header = &*HEADER;
        let settings = LineSettings::new(&CONFIG, header.signature_tag.clone());
        let line = Line::new(
            settings,
            &header.start,
            Box::new(SeededIds::new(header.seed)),
        );
        let profile = &header.start.visitors[0];
        let mut showroom = Self {
            line,
            now: header.origin,
            visitor: profile.id,
            code: profile.code.clone(),
            alert: None,
        };
        let link = Correction {
            id: CorrectionId(Ulid::from(7u128)),
            stamp: showroom.now,
            by: "ewa".to_owned(),
            kind: CorrectionKind::Link {
                visitor: profile.id,
                client: CLIENT.to_owned(),
                contact: "reader-12".to_owned(),
                consent: "said at the desk".to_owned(),
                noted_by: "ewa".to_owned(),
            },
        };
        showroom.step(&Input::Correction(link));
        if hot {
            showroom.heat();
        }
        showroom
    }

    /// The newsletter reports until the visitor is hot.
    fn heat(&mut self) {
        for n in 0..MOST_REPORTS {
            let report = External {
                stamp: self.now,
                client: CLIENT.to_owned(),
                id: format!("before-{n}"),
                about: About::Visitor(self.code.clone()),
                name: "price_list_opened".to_owned(),
                at: None,
                data: BTreeMap::new(),
                quiet: true,
            };
            for record in self.step(&Input::External(report)) {
                if let Record::Alert(alert) = record {
                    self.alert = Some(alert.id);
                    return;
                }
            }
        }
    }

    /// Takes an input in, and looks at what comes out.
    pub fn step(&mut self, input: &Input) -> Vec<Record> {
        let records = self.line.step(input);
        assert_sound(&records);
        records
    }

    /// What is known of the visitor's score, in words.
    pub fn account(&self) -> String {
        format!("{:?}", self.line.account(self.visitor, self.now.utc))
    }
}

/// What holds of all records: messages are JSON for topics below our site, numbers are numbers.
pub fn assert_sound(records: &[Record]) {
    for record in records {
        match record {
            Record::Message(message) => {
                let ours = format!("showfloor/{}/", CONFIG.site.id);
                assert!(message.topic.starts_with(&ours), "{}", message.topic);
                assert!(
                    !message.topic.contains(['+', '#', '\0']),
                    "{}",
                    message.topic
                );
                if !message.payload.is_empty() {
                    let read: Result<serde_json::Value, _> = serde_json::from_str(&message.payload);
                    assert!(read.is_ok(), "{}", message.payload);
                }
            }
            Record::Ledger(entry) => assert!(entry.points.is_finite(), "{entry:?}"),
            Record::Event(event) => {
                let sure = event.evidence.confidence;
                assert!((0.0..=1.0).contains(&sure), "{event:?}");
                let text = serde_json::to_string(event).expect("an event is JSON");
                let back = serde_json::from_str(&text);
                assert_eq!(Some(event), back.ok().as_ref(), "{text}");
            }
            _ => {}
        }
    }
}
