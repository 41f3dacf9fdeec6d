//! What holds in whatever order things happen.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::types::Consent;

const PEOPLE: usize = 3;

/// What may happen. Numbers choose among what there is then.
#[derive(Clone, Debug)]
enum Act {
    Come(usize, Place),
    Leave,
    Consent,
    Withdraw(usize),
    WithdrawAll(usize),
    Merge(usize, usize),
    NotThisPerson(usize),
    Assign(usize, usize),
    Undo(usize),
    HalfAYear,
    Restart,
}

fn act() -> impl Strategy<Value = Act> {
    let place = prop_oneof![Just(Place::Car), Just(Place::CheckIn)];
    prop_oneof![
        8 => (0..PEOPLE, place).prop_map(|(who, place)| Act::Come(who, place)),
        5 => Just(Act::Leave),
        5 => Just(Act::Consent),
        2 => (0usize..9).prop_map(Act::Withdraw),
        1 => (0usize..9).prop_map(Act::WithdrawAll),
        2 => (0usize..9, 0usize..9).prop_map(|(a, b)| Act::Merge(a, b)),
        2 => (0usize..9).prop_map(Act::NotThisPerson),
        2 => (0usize..9, 0usize..9).prop_map(|(a, b)| Act::Assign(a, b)),
        1 => (0usize..9).prop_map(Act::Undo),
        1 => Just(Act::HalfAYear),
        1 => Just(Act::Restart),
    ]
}

/// What is known of the story so far, from the records alone.
#[derive(Default)]
struct Told {
    visits: Vec<(VisitId, VisitorId)>,
    receipts: Vec<CodeDigest>,
    corrections: Vec<CorrectionId>,
}

fn told(house: &House) -> Told {
    let mut told = Told::default();
    let mut visits: BTreeMap<VisitId, VisitorId> = BTreeMap::new();
    for record in &house.records {
        match record {
            Record::Visit(visit) => drop(visits.insert(visit.id, visit.visitor)),
            Record::Consent { consent, .. } => told.receipts.push(consent.code.clone()),
            Record::Correction(corrected) => told.corrections.push(corrected.correction.id),
            _ => {}
        }
    }
    told.visits = visits.into_iter().collect();
    told
}

/// One of these, by a number; `None` where there is none.
fn one<T: Clone>(of: &[T], n: usize) -> Option<T> {
    of.get(n % of.len().max(1)).cloned()
}

/// What somebody asks for, where there is anybody it can be about.
fn asked(house: &House, act: &Act) -> Option<CorrectionKind> {
    let told = told(house);
    let visit = |n| one(&told.visits, n).map(|(visit, _)| visit);
    let owner = |n| {
        let (visit, visitor) = one(&told.visits, n)?;
        Some(house.line.whose(Some(visit), visitor))
    };
    Some(match *act {
        Act::Withdraw(n) => CorrectionKind::Withdraw(Withdrawal::Receipt(one(&told.receipts, n)?)),
        Act::WithdrawAll(n) => CorrectionKind::Withdraw(Withdrawal::Visitor(owner(n)?)),
        Act::Merge(a, b) => CorrectionKind::Merge {
            from: owner(a)?,
            into: owner(b)?,
            force: true,
        },
        Act::NotThisPerson(n) => CorrectionKind::NotThisPerson { visit: visit(n)? },
        Act::Assign(n, of) => CorrectionKind::Assign {
            visit: visit(n)?,
            to: owner(of)?,
        },
        Act::Undo(n) => CorrectionKind::Undo {
            correction: one(&told.corrections, n)?,
        },
        _ => return None,
    })
}

fn play(house: &mut House, act: &Act) {
    match act {
        Act::Come(person, place) => house.stand(*person, *place, 24),
        Act::Leave => {
            house.leave();
            house.sleep(1);
        }
        Act::HalfAYear => {
            house.leave();
            house.sleep(200);
        }
        Act::Restart => house.restart(),
        Act::Consent => {
            let anybody = |record: &Record| matches!(record, Record::Visit(_));
            if house.records.iter().any(anybody) {
                house.consent();
            }
        }
        _ => {
            if let Some(kind) = asked(house, act) {
                house.ask(kind);
            }
        }
    }
}

/// Whose consent stands, by the store alone and not by what the line thinks.
fn consenting(house: &House) -> BTreeSet<VisitorId> {
    let start = house.store.load().unwrap();
    let now = testing::stamp(house.ms).utc;
    let stands = |consent: &&Consent| consent.ended.is_none() && now < consent.expires;
    let consents = start.consents.iter().filter(stands);
    consents
        .map(|consent| house.line.whose(Some(consent.visit), consent.visitor))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn in_no_order_of_events_is_anybody_kept_without_a_consent(acts in prop::collection::vec(act(), 1..24)) {
        let mut house = House::new(Recognition::OptIn);
        for act in &acts {
            play(&mut house, act);
            // Time passes also where nothing happens.
            let tick = Input::Tick(house.now(10));
            house.step(tick);
            let (kept, may) = (house.kept(), consenting(&house));
            prop_assert!(kept.is_subset(&may), "{:?}: {:?}, not only {:?}", act, kept, may);
        }
        // Of those who left without one nothing is remembered either, and with one nothing that is compared anywhere.
        house.leave();
        prop_assert!(house.line.identity.present().is_empty());
        let may = consenting(&house);
        let of_them: usize = may.iter().map(|v| house.line.identity.templates_of(*v)).sum();
        prop_assert_eq!(house.remembered(), of_them);
    }

    #[test]
    fn a_story_with_consents_replays_to_the_same_records(acts in prop::collection::vec(act(), 1..12)) {
        let mut house = House::new(Recognition::OptIn);
        for act in acts.iter().filter(|act| !matches!(act, Act::Restart)) {
            play(&mut house, act);
        }
        let mut again = line(Recognition::OptIn, &StartState::default(), 1);
        let records: Vec<Record> = house
            .inputs
            .iter()
            .flat_map(|input| {
                // As a recording has it.
                let written = serde_json::to_string(input).unwrap();
                again.step(&serde_json::from_str(&written).unwrap())
            })
            .collect();
        prop_assert_eq!(records, house.records);
    }
}
