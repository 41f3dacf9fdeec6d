//! Whoever is learnt on one appliance is known on the others.

use std::time::Duration;

use showfloor::{
    runtime::Stopwatch,
    types::{EventKind, Input, Record, Stamp},
};

use crate::{
    group::{Place, one_visit, same, until},
    made_up::World,
    postgres::Postgres,
};

const MORNING: &str = "2026-05-12T09:00:00Z";
const LATER: &str = "2026-05-13T11:00:00Z";

fn start(at: &str) -> Stamp {
    World::new(at, 1, 1, Vec::new()).origin
}

fn play(appliance: &mut crate::group::Appliance, inputs: &[Input]) -> Vec<Record> {
    let mut all = Vec::new();
    for input in inputs {
        all.extend(appliance.step(input));
    }
    all
}

#[test]
fn a_face_learnt_on_one_is_the_same_visitor_on_another() {
    let postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let mut hall_runs = hall.start(start(MORNING));
    let mut yard_runs = yard.start(start(MORNING));

    let world = one_visit(MORNING, 7);
    let inputs = world.inputs();
    let mut since = None;
    let mut heard = None;
    for input in &inputs {
        let records = hall_runs.step(input);
        if since.is_none() && records.iter().any(|r| matches!(r, Record::Template { .. })) {
            since = Some(Stopwatch::start());
            until(
                &mut [&mut yard_runs],
                "the face is known in the yard",
                |all| all[0].learnt > 0,
            );
            heard = since.as_ref().map(Stopwatch::elapsed);
        }
    }
    println!(
        "learnt to known elsewhere: {:?}",
        heard.expect("a face was learnt")
    );
    let told = hall_runs.known();
    assert_eq!(told.visitors.len(), 1, "{:?}", told.visitors);
    let visitor = told.visitors[0].id;
    until(
        &mut [&mut hall_runs, &mut yard_runs],
        "the yard knows the whole visit",
        |all| {
            let (hall, yard) = (all[0].known(), all[1].known());
            let over = |visits: &[showfloor::types::VisitSummary]| {
                !visits.is_empty() && visits.iter().all(|visit| visit.closed.is_some())
            };
            over(&hall.visits) && over(&yard.visits) && hall.events.len() == yard.events.len()
        },
    );

    // The next day they come to the yard.
    let mut again = one_visit(LATER, 8);
    again.origin.run = showfloor::types::RunId(ulid::Ulid::from(99));
    let records = play(&mut yard_runs, &again.inputs());
    let returned = records.iter().any(|record| {
        matches!(record, Record::Event(event)
            if event.visitor == visitor && matches!(event.kind, EventKind::Returned { .. }))
    });
    assert!(returned, "nobody returned");

    // Both know the whole day, and a start changes nothing of it.
    until(
        &mut [&mut hall_runs, &mut yard_runs],
        "both know both visits",
        |all| {
            all.iter().all(|appliance| {
                appliance
                    .known()
                    .visitors
                    .first()
                    .is_some_and(|v| v.visits == 2)
            })
        },
    );
    hall_runs.end();
    yard_runs.end();
    same(&hall.known(), &yard.known());
    let (hall_again, yard_again) = (hall.start(start(LATER)), yard.start(start(LATER)));
    let at = start(LATER).later(Duration::from_mins(5)).utc;
    let score = |a: &crate::group::Appliance| a.line.score(visitor, at);
    assert_eq!(score(&hall_again), score(&yard_again));
    hall_again.end();
    yard_again.end();
}

#[test]
fn a_store_with_a_history_brings_it_along() {
    let postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let alone = showfloor::store::Settings {
        hub: None,
        ..hall.settings.clone()
    };
    let mut records = Vec::new();
    {
        let mut line = showfloor_line();
        let world = one_visit(MORNING, 7);
        for input in &world.inputs() {
            records.extend(line.step(input));
        }
        records.extend(line.close(&world.stamp(120_000)));
        let mut store =
            showfloor::store::Store::open(&alone, showfloor::store::Mode::Create).unwrap();
        store.write(&records).unwrap();
    }
    let hall_runs = hall.start(start(LATER));
    let mut yard_runs = yard.start(start(LATER));
    until(&mut [&mut yard_runs], "the yard knows the history", |all| {
        all[0].known().events.len() == hall_runs.known().events.len()
            && all[0].known().templates.len() == hall_runs.known().templates.len()
    });
    hall_runs.end();
    yard_runs.end();
    assert!(!yard.known().templates.is_empty());
    same(&hall.known(), &yard.known());
}

fn showfloor_line() -> showfloor::app::Line {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/showroom.toml");
    let config = showfloor::config::load(&file).expect("valid");
    let settings = showfloor::app::LineSettings::new(&config, Some(crate::made_up::tag()));
    let ids = showfloor::runtime::SeededIds::new(5);
    showfloor::app::Line::new(
        settings,
        &showfloor::store::StartState::default(),
        Box::new(ids),
    )
}
