//! Whoever is erased on one appliance is erased on all, and at the hub; and all of them say so.

use std::time::Duration;

use showfloor::{
    runtime::Shutdown,
    types::{Input, Record, Stamp},
};

use crate::{
    group::{Place, one_visit, until},
    made_up::World,
    postgres::Postgres,
};

fn later() -> Stamp {
    World::new("2026-05-12T11:00:00Z", 1, 1, Vec::new()).origin
}

#[test]
fn an_erasure_reaches_every_appliance_also_one_that_was_away() {
    let postgres = Postgres::start();
    let hall = Place::new(&postgres, "hall", 1);
    let yard = Place::new(&postgres, "yard", 1_000);
    let desk = Place::new(&postgres, "desk", 2_000);
    let world = one_visit("2026-05-12T09:00:00Z", 7);
    let mut hall_runs = hall.start(world.origin);
    for input in &world.inputs() {
        hall_runs.step(input);
    }
    let (mut yard_runs, mut desk_runs) = (yard.start(later()), desk.start(later()));
    let all = hall_runs.known();
    let code = all.visitors[0].code.clone();
    assert!(!all.templates.is_empty() && !all.events.is_empty());
    until(
        &mut [&mut yard_runs, &mut desk_runs],
        "all know them",
        |ones| {
            ones.iter().all(|one| {
                let known = one.known();
                (known.events.len(), known.templates.len())
                    == (all.events.len(), all.templates.len())
            })
        },
    );
    assert!(postgres.count("SELECT count(*) FROM person_key") > 0);

    // One of them is off while they are erased on another.
    desk_runs.end();
    assert!(desk.known().visitors.iter().any(|v| v.code == code));
    let done = yard_runs.erase(code.clone());
    assert!(
        done.iter()
            .any(|record| matches!(record, Record::Erased(_))),
        "{done:?}"
    );
    until(
        &mut [&mut hall_runs, &mut yard_runs],
        "both confirm",
        |_| postgres.count("SELECT count(*) FROM erased_ack") == 2,
    );
    for known in [hall_runs.known(), yard_runs.known()] {
        assert!(known.visitors.is_empty() && known.events.is_empty());
        assert!(known.visits.is_empty() && known.templates.is_empty());
        assert_eq!(known.erased, std::slice::from_ref(&code));
    }
    for table in ["record", "record_about", "person_key"] {
        let rows = postgres.count(&format!("SELECT count(*) FROM {table}"));
        assert_eq!(rows, 0, "{table}");
    }
    let unconfirmed = "SELECT count(*) FROM appliance WHERE NOT former AND NOT EXISTS
        (SELECT 1 FROM erased_ack WHERE appliance = identity)";
    assert_eq!(
        postgres.count(unconfirmed),
        1,
        "the one that is off has not confirmed"
    );

    let mut desk_runs = desk.start(later());
    until(&mut [&mut desk_runs], "the third confirms", |_| {
        postgres.count(unconfirmed) == 0
    });
    let known = desk_runs.known();
    assert!(known.visitors.is_empty() && known.templates.is_empty());

    // Whoever comes new never hears of them; and what somebody tells of them late is not taken.
    let door = Place::new(&postgres, "door", 3_000);
    let door_runs = door.start(later());
    hall_runs.step(&Input::Tick(later()));
    assert!(door_runs.known().visitors.is_empty());
    hall_runs.end();
    yard_runs.end();
    desk_runs.end();
    door_runs.end();
}

#[test]
fn an_erasure_is_not_confirmed_while_what_it_is_about_is_still_to_be_kept() {
    let postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let world = one_visit("2026-05-12T09:00:00Z", 7);
    let (mut hall_runs, mut yard_runs) = (hall.start(world.origin), yard.start(later()));
    for input in &world.inputs() {
        hall_runs.step(input);
    }
    // The yard has been told, and keeps nothing of it yet.
    until(&mut [&mut hall_runs], "the yard was told", |_| {
        postgres.followed("yard") && !yard_runs.has_nothing_to_hear()
    });
    let code = hall_runs.known().visitors[0].code.clone();
    hall_runs.erase(code);
    let confirmed = || postgres.count("SELECT count(*) FROM erased_ack");
    until(&mut [&mut hall_runs], "the hall confirms", |_| {
        confirmed() == 1
    });
    Shutdown::new().sleep(Duration::from_secs(1));
    assert_eq!(confirmed(), 1, "what the yard is about to keep is not gone");
    until(
        &mut [&mut hall_runs, &mut yard_runs],
        "both confirm",
        |_| confirmed() == 2,
    );
    let known = yard_runs.known();
    assert!(known.visitors.is_empty() && known.events.is_empty() && known.templates.is_empty());
    hall_runs.end();
    yard_runs.end();
}

#[test]
fn nothing_at_the_hub_can_be_read() {
    let postgres = Postgres::start();
    let hall = Place::new(&postgres, "hall", 1);
    let hall_runs = hall.start(later());
    let id = crate::group::visitor_id(77);
    hall_runs.keep(vec![crate::group::visitor(77, later())]);
    let (mut none, query) = (Vec::new(), "SELECT count(*) FROM record");
    until(&mut none, "it is there", |_| postgres.count(query) == 1);
    let row = postgres
        .look()
        .query_one("SELECT body, owner FROM record", &[])
        .unwrap();
    let bytes: Vec<u8> = [row.get::<_, Vec<u8>>(0), row.get(1)].concat();
    for known in ["V-00077", "visitor", &id.to_string()] {
        let found = bytes
            .windows(known.len())
            .any(|part| part == known.as_bytes());
        assert!(!found, "{known} stands at the hub");
    }
    hall_runs.end();
}
