//! The books over a small store that is written by hand.

use std::{fs, sync::Arc};

use jiff::{Timestamp, civil::date};
use tempfile::TempDir;
use ulid::Ulid;

use super::StoreBooks;
use crate::{
    app::{ConfigFile, backstage::house::House},
    config::{self, Config},
    runtime::{Clock, spawn},
    store::{Mode, Store},
    types::{
        Band, Event, EventId, EventKind, Evidence, PresenceId, Record, RunId, Sign, Stage, Stamp,
        VisitId, VisitSummary, VisitorId,
    },
    web::manager::{
        Answer, Books, Cannot, Change, Days, OutcomeName, Trouble, VisitFilter, VisitsQuery,
    },
};

mod drafts;
mod greeted;

const CONFIG: &str = r#"
[site]
id = "north"
timezone = "Europe/Warsaw"
opening = "09:00-18:00"
[[camera]]
id = "hall"
url = "hall.mp4"
[[zone]]
id = "window"
camera = "hall"
kind = "product"
label = "by the window"
polygon = [[0.1, 0.5], [0.4, 0.5], [0.4, 0.9], [0.1, 0.9]]
[[product]]
id = "kona"
label = "Kona Electric"
category = "SUV"
zone = "window"
[privacy]
recognition = "visit-only"
[mqtt]
broker = "embedded"
embedded_port = 0
# The store.
[store]
path = "store.db"
key_file = "store.key"
"#;

/// A Monday, and the Thursday before.
const MONDAY: Days = Days {
    from: date(2026, 11, 30),
    to: date(2026, 11, 30),
};
const ALL: Days = Days {
    from: date(2026, 11, 1),
    to: date(2026, 11, 30),
};
const NOW: &str = "2026-11-30T15:00:00Z";

/// A showroom with its books. Anna came on Thursday, and on Monday again, and nobody came to her then; Bruno came on Monday
/// and was met after a minute; Cleo is there.
struct Room {
    folder: TempDir,
    config: Config,
    books: StoreBooks,
}

fn at(text: &str) -> Stamp {
    let utc: Timestamp = text.parse().unwrap();
    Stamp {
        run: RunId(Ulid::from(1u128)),
        mono_ns: utc.as_second().unsigned_abs() * 1_000_000_000,
        utc,
    }
}

/// What is written down, one record after the other.
#[derive(Default)]
struct Notes {
    records: Vec<Record>,
    events: u128,
}

impl Notes {
    fn visitor(&mut self, id: u128, code: &str) {
        self.records.push(Record::Visitor {
            id: VisitorId(Ulid::from(id)),
            code: code.to_owned().into(),
            created: at("2026-11-01T08:00:00Z"),
        });
    }

    fn visit(&mut self, id: u128, visitor: u128, from: &str, to: &str, open: bool) {
        self.records.push(Record::Visit(VisitSummary {
            id: VisitId(Ulid::from(id)),
            visitor: VisitorId(Ulid::from(visitor)),
            presence: PresenceId(Ulid::from(id)),
            opened: at(from),
            last_seen: at(to),
            closed: (!open).then(|| at(to)),
        }));
        self.event(id, visitor, from, EventKind::Entered { zone: None });
    }

    fn event(&mut self, visit: u128, visitor: u128, when: &str, kind: EventKind) {
        self.events += 1;
        self.records.push(Record::Event(Event {
            id: EventId(Ulid::from(self.events)),
            stamp: at(when),
            visit: Some(VisitId(Ulid::from(visit))),
            visitor: VisitorId(Ulid::from(visitor)),
            kind,
            evidence: Evidence::NOT_SEEN,
        }));
    }

    /// Stood at the Kona until then.
    fn looked(&mut self, visit: u128, visitor: u128, until: &str, seconds: f64) {
        let dwelled = EventKind::Dwelled {
            zone: "window".into(),
            product: Some("kona".into()),
            added_s: seconds,
            inferred_s: 0.0,
            total_s: seconds,
        };
        self.event(visit, visitor, until, dwelled);
        let interested = EventKind::StageReached {
            stage: Stage::Interested,
            because: vec![Sign::LookedLong],
        };
        self.event(visit, visitor, until, interested);
    }
}

fn history() -> Vec<Record> {
    let mut notes = Notes::default();
    for (id, code) in [(1, "V-ANNA0"), (2, "V-BRUN0"), (3, "V-CLE00")] {
        notes.visitor(id, code);
    }
    notes.visit(11, 1, "2026-11-26T09:00:00Z", "2026-11-26T09:05:00Z", false);
    notes.looked(11, 1, "2026-11-26T09:03:00Z", 90.0);
    notes.visit(12, 1, "2026-11-30T09:00:00Z", "2026-11-30T09:04:00Z", false);
    notes.looked(12, 1, "2026-11-30T09:03:00Z", 120.0);
    notes.visit(13, 2, "2026-11-30T10:00:00Z", "2026-11-30T10:20:00Z", false);
    notes.looked(13, 2, "2026-11-30T10:01:00Z", 60.0);
    let contact = EventKind::Contacted {
        by: "ewa".to_owned(),
        began: None,
        after_entry_s: Some(60.0),
        after_interest_s: None,
    };
    notes.event(13, 2, "2026-11-30T10:01:00Z", contact);
    let ended = EventKind::ContactEnded { for_s: 600.0 };
    notes.event(13, 2, "2026-11-30T10:11:00Z", ended);
    notes.visit(14, 3, "2026-11-30T14:50:00Z", "2026-11-30T15:00:00Z", true);
    notes.records
}

impl Room {
    fn open() -> Self {
        Self::with(&[])
    }

    /// With more that is written down.
    fn with(more: &[Record]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("showfloor.toml");
        fs::write(&path, CONFIG).unwrap();
        let config = config::load(&path).unwrap_or_else(|problems| panic!("{problems}"));
        let mut store = Store::open(&config.store, Mode::Create).unwrap();
        store.write(&history()).unwrap();
        store.write(more).unwrap();
        drop(store);
        let (file, reloads) = ConfigFile::new(path);
        // The line takes over what is read again.
        spawn("line", move || reloads.iter().for_each(drop)).unwrap();
        let house = House::new(config.clone(), Some(file));
        let run = RunId(Ulid::from(1u128));
        // It stands: nothing is played.
        let clock = Clock::playing(run, NOW.parse().unwrap(), 1.0, Vec::new());
        Self {
            books: StoreBooks::new(Arc::new(house), clock),
            folder,
            config,
        }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn codes(&self, query: &VisitsQuery) -> Vec<String> {
        let found = self.books.visits(query).unwrap();
        found.visits.into_iter().map(|visit| visit.code).collect()
    }
}

#[test]
fn a_day_at_a_glance_counts_what_its_lists_show() {
    let room = Room::open();
    let monday = room.books.overview(MONDAY).unwrap();
    assert_eq!(
        (monday.came, monday.returning, monday.came_before),
        (3, 1, 0)
    );
    assert_eq!((monday.met, monday.lost), (1, 1));
    assert_eq!(monday.to_contact_s, Some(60.0));
    assert_eq!(monday.looked_at.len(), 1);
    let (id, label, seconds, looks) = &monday.looked_at[0];
    assert_eq!(
        (id.as_str(), label.as_str(), *looks),
        ("kona", "Kona Electric", 2)
    );
    assert!((seconds - 180.0).abs() < 1e-9);
    let now = monday.now.expect("the day goes on");
    assert_eq!((now.here, now.waiting), (1, 0));
    assert_eq!(monday.lost_visits[0].code, "V-ANNA0");
    // From nine to six, and each visit stands in one hour.
    assert_eq!(monday.arrivals.len(), 9);
    assert_eq!(monday.arrivals.iter().map(|bar| bar.came).sum::<usize>(), 3);
    let all = room.books.overview(ALL).unwrap();
    assert_eq!((all.came, all.arrivals.len()), (4, 30));
    assert_eq!(all.arrivals.iter().map(|bar| bar.lost).sum::<usize>(), 2);
}

#[test]
fn visits_are_found_by_what_people_know_of_them() {
    let room = Room::open();
    let all = VisitsQuery::of(ALL);
    let found = |query: VisitsQuery| room.codes(&query);
    assert_eq!(
        found(all.clone()),
        ["V-CLE00", "V-BRUN0", "V-ANNA0", "V-ANNA0"],
        "the newest first"
    );
    let text = |text: &str| VisitsQuery {
        text: text.to_owned(),
        ..all.clone()
    };
    assert_eq!(found(text("vbrun")), ["V-BRUN0"]);
    assert_eq!(found(text("EWA")), ["V-BRUN0"]);
    assert_eq!(found(text("kona")).len(), 3);
    let only = |only: VisitFilter| VisitsQuery {
        only: Some(only),
        ..all.clone()
    };
    assert_eq!(found(only(VisitFilter::Lost)), ["V-ANNA0", "V-ANNA0"]);
    assert_eq!(found(only(VisitFilter::Here)), ["V-CLE00"]);
    assert_eq!(found(only(VisitFilter::Late)), ["V-ANNA0", "V-ANNA0"]);
    let returning = VisitsQuery {
        returning: Some(true),
        ..all.clone()
    };
    assert_eq!(found(returning), ["V-ANNA0"]);
    let second = VisitsQuery { page: 1, ..all };
    assert_eq!(room.books.visits(&second).unwrap().all, 4);
    assert!(found(second).is_empty(), "there is one page");
}

#[test]
fn a_visitor_has_lanes_reasons_and_a_line_that_ends_now() {
    let room = Room::open();
    let anna = room.books.visitor("vanna0", "de").unwrap();
    assert_eq!((anna.code.as_str(), anna.visits.len()), ("V-ANNA0", 2));
    let lane = &anna.visits[0].lane;
    assert!(lane.lost && lane.stands.len() == 1 && !lane.score.is_empty());
    assert_eq!(lane.stands[0].label, "Kona Electric");
    assert!(
        anna.steps
            .iter()
            .any(|step| step.text == "Zeit an einem Auto")
    );
    let (end, value) = anna.score_line.last().copied().unwrap();
    let now: Timestamp = NOW.parse().unwrap();
    assert!(end.duration_since(now).as_secs() == 0, "{end}");
    assert!(
        (value - anna.score).abs() < 1e-6,
        "{value} and {}",
        anna.score
    );
    assert_ne!(anna.band, Band::Hot);
    assert_eq!(anna.others, ["V-CLE00", "V-BRUN0"]);
    let nobody = room.books.visitor("V-NOONE", "en").unwrap_err();
    assert_eq!(nobody, Trouble::Nobody("V-NOONE".to_owned()));
    let day = room.books.timeline(MONDAY, 2, "en").unwrap();
    assert_eq!((day.lanes.len(), day.more), (2, 1));
    assert!(day.lanes[0].contacts[0].by.as_deref() == Some("ewa"));
}

#[test]
fn cars_and_the_way_to_a_sale_are_summed_up() {
    let room = Room::open();
    let cars = room.books.cars(ALL).unwrap();
    let kona = &cars.cars[0];
    assert_eq!((kona.looks, kona.visitors, kona.repeat), (3, 2, 1));
    assert_eq!(cars.plans.len(), 1);
    assert!((cars.plans[0].zones[0].seconds - 270.0).abs() < 1e-9);
    let funnel = room.books.funnel(ALL).unwrap();
    assert_eq!((funnel.came, funnel.looked, funnel.spoke), (4, 3, 1));
    let weekly = &funnel.weekly;
    // Ten o'clock in Warsaw, on a Monday.
    assert_eq!(weekly.came[0][1], 1);
    assert_eq!(weekly.came.iter().flatten().sum::<usize>(), 4);
}

#[test]
fn an_outcome_is_recorded_and_taken_back_and_two_are_brought_together() {
    let room = Room::open();
    let change = |change: Change| room.books.change("vera", &change).unwrap();
    let done = |answer: Answer| match answer {
        Answer::Done { id } => id,
        other => panic!("{other:?}"),
    };
    let sold = Change::Outcome {
        visitor: "V-BRUN0".to_owned(),
        name: OutcomeName::Sold,
        on: None,
    };
    let id = done(change(sold));
    let recorded = room.books.visitor("V-BRUN0", "en").unwrap().outcomes;
    assert_eq!(recorded[0].id, id);
    done(change(Change::NoOutcome {
        outcome: id.clone(),
    }));
    assert!(
        room.books
            .visitor("V-BRUN0", "en")
            .unwrap()
            .outcomes
            .is_empty()
    );
    let again = room
        .books
        .change("vera", &Change::NoOutcome { outcome: id });
    assert!(matches!(again, Err(Trouble::Nobody(_))), "{again:?}");
    let tomorrow = Change::Outcome {
        visitor: "V-BRUN0".to_owned(),
        name: OutcomeName::Lost,
        on: Some(date(2026, 12, 1)),
    };
    let ahead = room.books.change("vera", &tomorrow);
    assert_eq!(
        ahead,
        Err(Trouble::Cannot(Cannot::Ahead(date(2026, 12, 1))))
    );
    // What is asked for in vain is told by name, not in the line's words.
    let itself = Change::Merge {
        from: "V-BRUN0".to_owned(),
        into: "vbrun0".to_owned(),
        despite: false,
    };
    assert_eq!(
        room.books.change("vera", &itself),
        Err(Trouble::Cannot(Cannot::AlreadyOne))
    );
    for (visits, why) in [
        (vec![], Cannot::NoVisit),
        (vec![String::new(); 2], Cannot::EveryVisit),
    ] {
        let split = Change::Split {
            visitor: "V-ANNA0".to_owned(),
            visits,
        };
        assert_eq!(room.books.change("vera", &split), Err(Trouble::Cannot(why)));
    }

    let merged = done(change(Change::Merge {
        from: "V-BRUN0".to_owned(),
        into: "V-ANNA0".to_owned(),
        despite: false,
    }));
    let anna = room.books.visitor("V-BRUN0", "en").unwrap();
    assert_eq!((anna.code.as_str(), anna.visits.len()), ("V-ANNA0", 3));
    let correction = &anna.corrections[0];
    assert!(correction.stands && correction.by == "vera" && correction.id == merged);
    let undo = Change::Undo { correction: merged };
    done(change(undo.clone()));
    assert_eq!(room.books.visitor("V-ANNA0", "en").unwrap().visits.len(), 2);
    let again = room.books.change("vera", &undo);
    assert_eq!(again, Err(Trouble::Cannot(Cannot::Undone)));
}
