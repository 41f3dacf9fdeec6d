//! Corrections on any history: live and after a restart, undone and done again.

mod by_itself;
mod by_people;
mod erased;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;
use proptest::prelude::*;
use ulid::Ulid;

use super::{
    super::testing::{self, sight, signature},
    Line,
};
use crate::{
    app::LineSettings,
    identity,
    runtime::SeededIds,
    store::{Mode, Settings, StartState, Store},
    types::{
        AlertKind, AlertState, AuditEntry, Band, Correction, CorrectionAnswer, CorrectionId,
        CorrectionKind, EventId, Input, ModelTag, OutboxMessage, Recognition, Record, RosterUpdate,
        StaffId, StaffTemplate, Stamp, VisitId, VisitSummary, VisitorId,
    },
};

const PEOPLE: usize = 3;
const DAY_MS: u64 = 24 * 3600 * 1000;

/// A camera, a line behind it, and a store behind that.
struct Showroom {
    _folder: tempfile::TempDir,
    store: Store,
    line: Line,
    unwritten: Vec<Record>,
    staff: Vec<StaffTemplate>,
    visits: BTreeMap<VisitId, VisitSummary>,
    /// Corrections that were carried out, in order.
    done: Vec<CorrectionId>,
    /// What makes the signatures.
    model: &'static str,
    ms: u64,
}

fn settings() -> LineSettings {
    testing::settings(Recognition::All, Vec::new())
}

fn line(start: &StartState, seed: u64) -> Line {
    Line::new(settings(), start, Box::new(SeededIds::new(seed)))
}

/// Value, band and entries, numbers as their bits.
type Score = (u64, Band, Vec<(EventId, String, u64)>);

/// Everything that corrections may change, in a form that does not mind in which run it came about.
#[derive(Debug, PartialEq)]
struct Picture {
    /// Whose each visit is, by code.
    visits: BTreeMap<VisitId, String>,
    /// Score, band and entries of everybody who has a visit.
    scores: BTreeMap<VisitorId, Score>,
    past: BTreeMap<VisitorId, Option<identity::Past>>,
    /// Who each known face is.
    faces: Vec<BTreeSet<VisitorId>>,
    apart: Vec<(VisitorId, VisitorId)>,
}

impl Showroom {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            path: folder.path().join("showfloor.db"),
            key_file: folder.path().join("store.key"),
            keyring_file: None,
            backups: None,
            reserve: 0,
            hub: None,
        };
        Self {
            store: Store::open(&settings, Mode::Create).unwrap(),
            _folder: folder,
            line: line(&StartState::default(), 1),
            unwritten: Vec::new(),
            staff: Vec::new(),
            visits: BTreeMap::new(),
            done: Vec::new(),
            model: "aaaa",
            ms: 0,
        }
    }

    fn now(&mut self, step_ms: u64) -> Stamp {
        self.ms += step_ms;
        testing::stamp(self.ms)
    }

    fn step(&mut self, input: &Input) -> Vec<Record> {
        let records = self.line.step(input);
        for record in &records {
            if let Record::Visit(visit) = record {
                self.visits.insert(visit.id, visit.clone());
            }
        }
        self.unwritten.extend(records.iter().cloned());
        records
    }

    /// Somebody stands before the camera for three seconds.
    fn come(&mut self, person: usize) -> Vec<Record> {
        let mut records = Vec::new();
        for _ in 0..24 {
            self.ms += 125;
            records.extend(self.step(&sight(person, self.model, self.ms)));
        }
        records
    }

    /// This person enrols as a colleague.
    fn enrol(&mut self, person: usize) {
        let staff = StaffId(Ulid::from(900 + person as u128));
        self.staff.retain(|template| template.staff != staff);
        self.staff.push(StaffTemplate {
            staff,
            signature: signature(person, self.model),
            quality: 0.9,
        });
        let update = RosterUpdate {
            stamp: self.now(1),
            staff: self.staff.clone(),
        };
        self.step(&Input::Roster(update));
    }

    /// Nobody is there, for a minute and until the next day.
    fn leave(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        for _ in 0..60 {
            let tick = Input::Tick(self.now(1000));
            records.extend(self.step(&tick));
        }
        self.ms += DAY_MS;
        records
    }

    fn correct(&mut self, kind: CorrectionKind) -> (CorrectionAnswer, Vec<Record>) {
        let stamp = self.now(1);
        let id = CorrectionId(Ulid::from(u128::from(self.ms)));
        let correction = Correction {
            id,
            stamp,
            by: "manager".into(),
            kind,
        };
        let records = self.step(&Input::Correction(correction));
        let answer = records.iter().find_map(|record| match record {
            Record::CorrectionAnswer { answer, .. } => Some(answer.clone()),
            _ => None,
        });
        let answer = answer.expect("every correction is answered");
        if answer.done {
            self.done.push(id);
        }
        (answer, records)
    }

    /// The whole visits, in the order in which they began.
    fn wholes(&self) -> Vec<VisitId> {
        let visits = self.visits.keys().copied();
        visits
            .filter(|visit| self.line.whole_visit(*visit) == *visit)
            .collect()
    }

    fn owner(&self, visit: VisitId) -> VisitorId {
        self.line.whose(Some(visit), self.visits[&visit].visitor)
    }

    fn write(&mut self) {
        self.store
            .write(&std::mem::take(&mut self.unwritten))
            .unwrap();
    }

    fn is_empty(&self) -> bool {
        let mut open = self.visits.values();
        open.all(|visit| visit.closed.is_some())
    }

    fn picture(&self, line: &Line) -> Picture {
        // Some fixed moment after the story, as scores fade all the time.
        let at = Timestamp::UNIX_EPOCH + Duration::from_millis(100 * DAY_MS);
        let whose = |visit: VisitId| line.whose(Some(visit), self.visits[&visit].visitor);
        let owners: Vec<_> = self.visits.keys().map(|visit| whose(*visit)).collect();
        let score = |visitor: VisitorId| {
            let (value, band) = line.score(visitor, at);
            let entries = line.ledger.entries(visitor);
            let entries = entries
                .iter()
                .map(|e| (e.event, e.rule.to_string(), e.points.to_bits()));
            (visitor, (value.to_bits(), band, entries.collect()))
        };
        let code = |visit: &VisitId| {
            let code = line.code(whose(*visit)).expect("no id dangles");
            (*visit, code.to_string())
        };
        let past = |visitor| (visitor, line.visits.past(visitor, &line.directory));
        let nearest = |person| {
            let face = signature(person, self.model);
            line.identity.most_alike(&face, 0.9)
        };
        Picture {
            visits: self.visits.keys().map(code).collect(),
            scores: owners.iter().map(|v| score(*v)).collect(),
            past: owners.iter().map(|v| past(*v)).collect(),
            // A face that was learnt a moment ago is on its way to the store.
            faces: if self.is_empty() {
                (0..PEOPLE).map(nearest).collect()
            } else {
                Vec::new()
            },
            apart: line
                .corrections
                .apart(&line.directory)
                .into_iter()
                .collect(),
        }
    }

    /// What is known live, which a restart would know just the same.
    fn known(&mut self) -> Picture {
        self.write();
        let live = self.picture(&self.line);
        let start = StartState {
            staff: self.staff.clone(),
            ..self.store.load().unwrap()
        };
        let restarted = line(&start, 99);
        assert_eq!(self.picture(&restarted), live, "restarted (left), live");
        live
    }
}

/// What may happen. Numbers choose among what there is then.
#[derive(Clone, Debug)]
enum Act {
    Come(usize),
    Enrol(usize),
    Leave,
    Merge(usize, usize, bool),
    Split(usize, u8),
    NotThisPerson(usize),
    Assign(usize, usize),
    Undo(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (0..PEOPLE).prop_map(Act::Come),
        1 => (0..PEOPLE).prop_map(Act::Enrol),
        6 => Just(Act::Leave),
        4 => (0usize..9, 0usize..9, any::<bool>()).prop_map(|(a, b, force)| Act::Merge(a, b, force)),
        4 => (0usize..9, any::<u8>()).prop_map(|(a, mask)| Act::Split(a, mask)),
        4 => (0usize..9).prop_map(Act::NotThisPerson),
        4 => (0usize..9, 0usize..9).prop_map(|(visit, to)| Act::Assign(visit, to)),
        4 => (0usize..9).prop_map(Act::Undo),
    ]
}

impl Showroom {
    fn kind(&self, act: &Act) -> Option<CorrectionKind> {
        let wholes = self.wholes();
        let pick = |n: &usize| wholes.get(n % wholes.len().max(1)).copied();
        Some(match act {
            Act::Merge(a, b, force) => CorrectionKind::Merge {
                from: self.owner(pick(a)?),
                into: self.owner(pick(b)?),
                force: *force,
            },
            Act::Split(of, mask) => {
                let visitor = self.owner(pick(of)?);
                let mine = wholes.iter().filter(|visit| self.owner(**visit) == visitor);
                let some = mine.enumerate().filter(|(i, _)| mask >> (i % 8) & 1 == 1);
                CorrectionKind::Split {
                    visitor,
                    visits: some.map(|(_, visit)| *visit).collect(),
                }
            }
            Act::NotThisPerson(n) => CorrectionKind::NotThisPerson { visit: pick(n)? },
            Act::Assign(visit, to) => CorrectionKind::Assign {
                visit: pick(visit)?,
                to: self.owner(pick(to)?),
            },
            Act::Undo(n) => CorrectionKind::Undo {
                correction: *self.done.get(n % self.done.len().max(1))?,
            },
            Act::Come(_) | Act::Enrol(_) | Act::Leave => return None,
        })
    }

    /// Carries out a correction; where it is, it can be undone at once, and done again.
    fn try_out(&mut self, kind: CorrectionKind) -> Result<(), TestCaseError> {
        let before = self.known();
        let (answer, _) = self.correct(kind);
        let after = self.known();
        if !answer.done {
            prop_assert_eq!(after, before, "{} changed something", answer.text);
            return Ok(());
        }
        for restored in [&before, &after] {
            let last = *self.done.last().unwrap();
            let (answer, _) = self.correct(CorrectionKind::Undo { correction: last });
            prop_assert!(answer.done, "{}", answer.text);
            prop_assert_eq!(&self.known(), restored);
        }
        Ok(())
    }
}

/// Histories to try; more of them in the long tier.
fn cases() -> ProptestConfig {
    let long = std::env::var_os("SHOWFLOOR_LONG").is_some();
    ProptestConfig::with_cases(if long { 1_000 } else { 40 })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_correction_can_be_undone_and_done_again_and_a_restart_knows_the_same(
        acts in prop::collection::vec(act(), 4..24)
    ) {
        let mut showroom = Showroom::new();
        for act in &acts {
            match act {
                Act::Come(person) => drop(showroom.come(*person)),
                Act::Enrol(person) => showroom.enrol(*person),
                Act::Leave => drop(showroom.leave()),
                correction => {
                    if let Some(kind) = showroom.kind(correction) {
                        showroom.try_out(kind)?;
                    }
                }
            }
            showroom.known();
        }
    }

    #[test]
    fn when_all_is_undone_all_is_as_if_nothing_had_been_corrected(
        people in prop::collection::vec(0..PEOPLE, 3..7),
        acts in prop::collection::vec(act(), 1..8),
    ) {
        let mut showroom = Showroom::new();
        for person in people {
            showroom.come(person);
            showroom.leave();
        }
        let before = showroom.known();
        for act in acts.iter().filter(|act| !matches!(act, Act::Undo(_) | Act::Enrol(_))) {
            if let Some(kind) = showroom.kind(act) {
                showroom.correct(kind);
            }
        }
        while let Some(last) = showroom.done.pop() {
            let (answer, _) = showroom.correct(CorrectionKind::Undo { correction: last });
            prop_assert!(answer.done, "{}", answer.text);
            showroom.done.pop();
        }
        prop_assert_eq!(showroom.known(), before);
    }
}

fn closed_alerts(records: &[Record]) -> Vec<(AlertKind, String)> {
    let over = records.iter().filter_map(|record| match record {
        Record::Alert(alert) if alert.state == AlertState::Closed => {
            Some((alert.kind, alert.text.en.clone()))
        }
        _ => None,
    });
    over.collect()
}

fn audited(records: &[Record]) -> Vec<(&str, &str)> {
    let entries = records.iter().filter_map(|record| match record {
        Record::Audit(entry) => Some((&*entry.who, &*entry.what)),
        _ => None,
    });
    entries.collect()
}
