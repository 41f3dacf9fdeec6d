//! Corrections on any history: live and after a restart, undone and done again.

use std::{collections::BTreeMap, time::Duration};

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
    faces: Vec<Option<VisitorId>>,
    apart: Vec<(VisitorId, VisitorId)>,
}

impl Showroom {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            path: folder.path().join("showfloor.db"),
            key_file: folder.path().join("store.key"),
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
            let near = line.identity.nearest(&face);
            near.filter(|(_, cosine)| *cosine > 0.9).map(|(who, _)| who)
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

fn messages(records: &[Record]) -> impl Iterator<Item = &OutboxMessage> {
    records.iter().filter_map(|record| match record {
        Record::Message(message) => Some(message),
        _ => None,
    })
}

/// Somebody comes on two days; the visits.
fn two_visits(showroom: &mut Showroom) -> [VisitId; 2] {
    showroom.come(0);
    showroom.leave();
    showroom.come(0);
    let wholes = showroom.wholes();
    [wholes[0], wholes[1]]
}

#[test]
fn who_was_taken_for_somebody_else_gets_their_own_name_back_and_no_tablet_shows_the_wrong_one() {
    let mut showroom = Showroom::new();
    let [first, second] = two_visits(&mut showroom);
    let wrong = showroom.owner(first);
    assert_eq!(showroom.owner(second), wrong);
    let kind = CorrectionKind::NotThisPerson { visit: second };
    let (answer, records) = showroom.correct(kind);
    assert!(answer.done, "{}", answer.text);
    let right = showroom.owner(second);
    assert_ne!(right, wrong);
    assert_eq!(
        closed_alerts(&records),
        [(AlertKind::Returning, "It was somebody else.".to_owned())]
    );
    let topic = |visitor| format!("visitors/{}", showroom.line.code(visitor).unwrap());
    let (wrong_topic, right_topic) = (topic(wrong), topic(right));
    let cleared = |m: &&OutboxMessage| m.topic.ends_with(&wrong_topic) && m.payload.is_empty();
    assert_eq!(messages(&records).filter(cleared).count(), 1);
    let shown = |m: &&OutboxMessage| m.topic.ends_with(&right_topic) && !m.payload.is_empty();
    assert_eq!(messages(&records).filter(shown).count(), 1);
    // What had been given for coming back is taken back, and the visit goes on under the right name.
    let returned = |visitor: VisitorId| {
        let entries = showroom.line.ledger.entries(visitor);
        entries.iter().any(|e| e.rule.as_str() == "returned")
    };
    assert!(!returned(right) && !returned(wrong));
    let later = showroom.come(0);
    assert!(messages(&later).all(|m| !m.topic.ends_with(&wrong_topic)));
    assert_eq!(showroom.owner(second), right);
    showroom.leave();
    showroom.known();
}

#[test]
fn the_faces_of_a_corrected_visit_are_those_of_the_new_visitor_the_next_time() {
    let mut showroom = Showroom::new();
    let [first, second] = two_visits(&mut showroom);
    showroom.correct(CorrectionKind::NotThisPerson { visit: second });
    let (wrong, right) = (showroom.owner(first), showroom.owner(second));
    showroom.come(0);
    showroom.leave();
    let pairs = showroom.line.corrections.apart(&showroom.line.directory);
    let pair = (wrong.min(right), wrong.max(right));
    assert!(pairs.contains(&pair), "they are remembered as two people");
    let gallery = &showroom.line.identity;
    assert!(gallery.templates_of(wrong) > 0 && gallery.templates_of(right) > 0);
}

#[test]
fn faces_learnt_by_a_correction_go_back_with_its_undo_though_no_frame_came_between() {
    let mut showroom = Showroom::new();
    let [first, second] = two_visits(&mut showroom);
    let kind = CorrectionKind::NotThisPerson { visit: second };
    showroom.correct(kind);
    let wrong = showroom.owner(second);
    let not = showroom.done[0];
    showroom.correct(CorrectionKind::Undo { correction: not });
    assert_eq!(showroom.owner(second), showroom.owner(first));
    assert_eq!(showroom.line.identity.templates_of(wrong), 0);
    showroom.leave();
    showroom.known();
}

#[test]
fn a_correction_that_others_stand_on_is_undone_after_them() {
    let mut showroom = Showroom::new();
    let [first, second] = two_visits(&mut showroom);
    showroom.leave();
    showroom.come(1);
    showroom.leave();
    let third = showroom.wholes()[2];
    showroom.correct(CorrectionKind::NotThisPerson { visit: second });
    let kind = CorrectionKind::Merge {
        from: showroom.owner(second),
        into: showroom.owner(third),
        force: false,
    };
    showroom.correct(kind);
    let [not, merge] = showroom.done[..] else {
        panic!("both were done")
    };
    let (answer, _) = showroom.correct(CorrectionKind::Undo { correction: not });
    assert!(!answer.done);
    let hint = format!("hint: first `showfloor visitors undo {merge}`");
    assert!(answer.text.contains(&hint), "{}", answer.text);
    for correction in [merge, not] {
        let (answer, _) = showroom.correct(CorrectionKind::Undo { correction });
        assert!(answer.done, "{}", answer.text);
    }
    assert_eq!(showroom.owner(second), showroom.owner(first));
    let (answer, _) = showroom.correct(CorrectionKind::Undo { correction: not });
    assert!(answer.text.contains("undone already"), "{}", answer.text);
}

#[test]
fn two_who_were_told_apart_are_united_by_force_only() {
    let mut showroom = Showroom::new();
    let [first, second] = two_visits(&mut showroom);
    showroom.leave();
    showroom.correct(CorrectionKind::NotThisPerson { visit: second });
    let (from, into) = (showroom.owner(second), showroom.owner(first));
    let merge = |force| CorrectionKind::Merge { from, into, force };
    let (answer, _) = showroom.correct(merge(false));
    assert!(!answer.done && answer.text.contains("--force"));
    let (answer, _) = showroom.correct(merge(true));
    assert!(answer.done, "{}", answer.text);
    assert_eq!(showroom.owner(second), into);
    showroom.known();
}

#[test]
fn another_model_knows_nobody_of_before_once_and_then_everybody_again() {
    let mut showroom = Showroom::new();
    showroom.come(0);
    showroom.leave();
    showroom.write();
    // The next run has another model, and the store what the old one made.
    showroom.model = "bbbb";
    let swapped = LineSettings {
        signature_tag: Some(ModelTag::new("bbbb", "plain")),
        ..settings()
    };
    let start = showroom.store.load().unwrap();
    showroom.line = Line::new(swapped, &start, Box::new(SeededIds::new(2)));
    for _ in 0..2 {
        showroom.come(0);
        showroom.leave();
    }
    let owners: Vec<_> = showroom
        .wholes()
        .iter()
        .map(|v| showroom.owner(*v))
        .collect();
    assert!(
        owners[0] != owners[1] && owners[1] == owners[2],
        "{owners:?}"
    );
    // A merge brings the history together.
    let kind = CorrectionKind::Merge {
        from: owners[0],
        into: owners[1],
        force: false,
    };
    assert!(showroom.correct(kind).0.done);
    let past = showroom
        .line
        .visits
        .past(owners[1], &showroom.line.directory);
    assert_eq!(past.unwrap().visits, 3);
}

#[test]
fn two_who_were_united_while_both_were_here_have_their_own_visits_again_when_that_is_undone() {
    let mut showroom = Showroom::new();
    showroom.come(0);
    showroom.come(1);
    let visits: [VisitId; 2] = showroom.wholes().try_into().unwrap();
    let owners = visits.map(|visit| showroom.owner(visit));
    let scores = |showroom: &Showroom| owners.map(|owner| showroom.line.ledger.entries(owner));
    let before = scores(&showroom);
    let kind = CorrectionKind::Merge {
        from: owners[1],
        into: owners[0],
        force: false,
    };
    assert!(showroom.correct(kind).0.done);
    showroom.come(0);
    showroom.leave();
    assert_eq!(showroom.wholes().len(), 1, "one person, one visit");
    let correction = showroom.done[0];
    let (answer, _) = showroom.correct(CorrectionKind::Undo { correction });
    assert!(answer.done, "{}", answer.text);
    assert_eq!(showroom.wholes(), visits);
    assert_eq!(visits.map(|visit| showroom.owner(visit)), owners);
    assert_eq!(scores(&showroom), before);
    showroom.known();
}

/// Somebody comes whose first, poor faces are like `poor`, and the later, good ones like `good`.
fn come_in_doubt(
    showroom: &mut Showroom,
    poor: &[(usize, f32)],
    good: &[(usize, f32)],
) -> Vec<Record> {
    let mut records = Vec::new();
    for i in 0..64 {
        showroom.ms += 125;
        let (parts, quality) = if i < 32 { (poor, 0.45) } else { (good, 0.9) };
        let face = testing::blend(parts, showroom.model, 0.05, showroom.ms);
        records.extend(showroom.step(&testing::sight_of(face, quality, showroom.ms)));
    }
    records
}

fn audited(records: &[Record]) -> Vec<(&str, &str)> {
    let entries = records.iter().filter_map(|record| match record {
        Record::Audit(entry) => Some((&*entry.who, &*entry.what)),
        _ => None,
    });
    entries.collect()
}

#[test]
fn who_was_recognised_too_early_gets_the_right_name_once_better_faces_show_it() {
    let mut showroom = Showroom::new();
    for person in [0, 1, 0] {
        showroom.come(person);
        showroom.leave();
    }
    let visits = showroom.wholes();
    let [zero, one] = [visits[0], visits[1]].map(|visit| showroom.owner(visit));
    let (poor, good) = ([(0, 0.7), (1, 0.4), (50, 0.6)], [(1, 0.95), (0, 0.3)]);
    let records = come_in_doubt(&mut showroom, &poor, &good);
    let visit = showroom.wholes()[3];
    assert_eq!(showroom.owner(visit), one);
    assert_eq!(audited(&records), [(AuditEntry::ITSELF, "visitors.assign")]);
    let alerts = records.iter().filter_map(|record| match record {
        Record::Alert(alert) if alert.kind == AlertKind::Returning => Some(alert),
        _ => None,
    });
    let said: Vec<_> = alerts
        .map(|alert| (alert.visitor.clone(), &*alert.text.en))
        .collect();
    let [first, .., last] = &said[..] else {
        panic!("said, and revised: {said:?}");
    };
    let code = |visitor| showroom.line.code(visitor).cloned();
    assert_eq!((&first.0, &last.0), (&code(zero), &code(one)));
    assert!(
        first.1.contains("3rd visit") && last.1.contains("2nd visit"),
        "{said:?}"
    );
    showroom.leave();
    showroom.known();
    // A person who knows better takes it back.
    let correction = showroom.line.standing_corrections()[0];
    let (answer, _) = showroom.correct(CorrectionKind::Undo { correction });
    assert!(answer.done, "{}", answer.text);
    assert_eq!(showroom.owner(visit), zero);
    showroom.known();
}

#[test]
fn what_a_person_says_of_an_open_visit_is_not_overturned_by_the_next_face() {
    let mut showroom = Showroom::new();
    for person in [0, 1, 0] {
        showroom.come(person);
        showroom.leave();
    }
    let visits = showroom.wholes();
    let [zero, one] = [visits[0], visits[1]].map(|visit| showroom.owner(visit));
    let (poor, good) = ([(0, 0.7), (1, 0.4), (50, 0.6)], [(1, 0.95), (0, 0.3)]);
    come_in_doubt(&mut showroom, &poor, &good);
    let visit = showroom.wholes()[3];
    assert_eq!(showroom.owner(visit), one);
    let correction = showroom.line.standing_corrections()[0];
    let (_, records) = showroom.correct(CorrectionKind::Undo { correction });
    assert_eq!(closed_alerts(&records), []);
    // Ever better faces, which are not like whom the person named.
    for quality in [0.92, 0.94, 0.96, 0.98] {
        for _ in 0..8 {
            showroom.ms += 125;
            let face = testing::blend(&good, showroom.model, 0.05, showroom.ms);
            let records = showroom.step(&testing::sight_of(face, quality, showroom.ms));
            assert_eq!(audited(&records), []);
        }
    }
    assert_eq!(showroom.owner(visit), zero);
    showroom.leave();
    showroom.known();
}

#[test]
fn an_alert_that_a_correction_closed_is_back_when_that_is_undone() {
    let mut showroom = Showroom::new();
    let [_, second] = two_visits(&mut showroom);
    let (_, records) = showroom.correct(CorrectionKind::NotThisPerson { visit: second });
    assert_eq!(closed_alerts(&records).len(), 1);
    let (_, records) = showroom.correct(CorrectionKind::Undo {
        correction: showroom.done[0],
    });
    let open = records.iter().filter_map(|record| match record {
        Record::Alert(alert) if alert.state == AlertState::Open => Some(alert),
        _ => None,
    });
    let open: Vec<_> = open.map(|alert| (alert.kind, &*alert.text.en)).collect();
    assert!(
        matches!(open[..], [(AlertKind::Returning, text)] if text.contains("2nd visit")),
        "{open:?}"
    );
}

#[test]
fn a_track_that_was_taken_for_somebody_who_was_here_before_takes_nothing_of_theirs_along() {
    let mut showroom = Showroom::new();
    for person in [0, 1] {
        showroom.come(person);
        showroom.leave();
    }
    let visits = showroom.wholes();
    let [zero, one] = [visits[0], visits[1]].map(|visit| showroom.owner(visit));
    // The first is here; then the second comes, whose poor faces are like the first's.
    showroom.come(0);
    let visit = showroom.wholes()[2];
    for _ in 0..10 {
        let tick = Input::Tick(showroom.now(1000));
        showroom.step(&tick);
    }
    let (poor, good) = ([(0, 0.7), (1, 0.4), (50, 0.6)], [(1, 0.95), (0, 0.3)]);
    let records = come_in_doubt(&mut showroom, &poor, &good);
    assert_eq!(audited(&records), [], "no visit is moved");
    let wholes = showroom.wholes();
    assert_eq!(wholes.len(), 4);
    assert_eq!(showroom.owner(visit), zero);
    assert_eq!(showroom.owner(wholes[3]), one);
    showroom.leave();
    showroom.known();
}

#[test]
fn a_colleagues_time_at_work_is_no_visit_to_be_corrected_and_leaves_no_face_with_anybody() {
    let mut showroom = Showroom::new();
    two_visits(&mut showroom);
    showroom.leave();
    let visitor = showroom.owner(showroom.wholes()[0]);
    showroom.come(0);
    let faces = showroom.line.identity.templates_of(visitor);
    showroom.enrol(0);
    showroom.come(0);
    let visit = showroom.wholes()[2];
    assert!(!showroom.line.is_visit(visit));
    let (answer, _) = showroom.correct(CorrectionKind::NotThisPerson { visit });
    assert!(
        !answer.done && answer.text.contains("colleague"),
        "{}",
        answer.text
    );
    showroom.leave();
    assert!(showroom.line.identity.templates_of(visitor) <= faces);
    showroom.known();
}

#[test]
fn who_was_recognised_too_early_is_somebody_new_once_better_faces_show_it() {
    let mut showroom = Showroom::new();
    for _ in 0..2 {
        showroom.come(0);
        showroom.leave();
    }
    let (poor, good) = ([(0, 0.62), (50, 0.78)], [(50, 0.98), (0, 0.2)]);
    let records = come_in_doubt(&mut showroom, &poor, &good);
    let visits = showroom.wholes();
    assert_ne!(showroom.owner(visits[2]), showroom.owner(visits[0]));
    assert_eq!(
        audited(&records),
        [(AuditEntry::ITSELF, "visitors.not-this-person")]
    );
    assert_eq!(
        closed_alerts(&records),
        [(AlertKind::Returning, "It was somebody else.".to_owned())]
    );
    assert!(
        showroom
            .line
            .corrections
            .apart(&showroom.line.directory)
            .is_empty()
    );
    showroom.leave();
    showroom.known();
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let mut showroom = Showroom::new();
    showroom.come(0);
    showroom.leave();
    showroom.come(1);
    showroom.leave();
    let wholes = showroom.wholes();
    let (one, other) = (showroom.owner(wholes[0]), showroom.owner(wholes[1]));
    let nobody = VisitorId(Ulid::from(5u128));
    let refused = [
        (
            CorrectionKind::NotThisPerson { visit: wholes[0] },
            "would be left without any visit",
        ),
        (
            CorrectionKind::Split {
                visitor: one,
                visits: vec![wholes[1]],
            },
            "is not one of",
        ),
        (
            CorrectionKind::Merge {
                from: one,
                into: one,
                force: false,
            },
            "one visitor already",
        ),
        (
            CorrectionKind::Merge {
                from: nobody,
                into: other,
                force: true,
            },
            "no visitor has the id",
        ),
    ];
    for (kind, why) in refused {
        let (answer, _) = showroom.correct(kind);
        assert!(!answer.done && answer.text.contains(why), "{}", answer.text);
    }
}
