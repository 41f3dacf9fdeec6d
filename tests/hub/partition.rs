//! The database is killed, away, or slow: nothing is lost, and nothing arrives twice.

use std::{collections::BTreeSet, time::Duration};

use showfloor::{
    runtime::{Shutdown, Stopwatch},
    types::Stamp,
};

use crate::{
    group::{Place, one_visit, same, until, visitor, visitor_id},
    made_up::World,
    postgres::Postgres,
};

fn now() -> Stamp {
    World::new("2026-05-12T09:00:00Z", 1, 1, Vec::new()).origin
}

#[test]
fn a_database_that_is_killed_among_a_thousand_records_has_each_once() {
    let mut postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let hall_runs = hall.start(now());
    let mut yard_runs = yard.start(now());
    for n in 0..1_000 {
        hall_runs.keep(vec![visitor(n, now())]);
        if n % 250 == 125 {
            // In the middle of something, whatever it is.
            until(&mut [&mut yard_runs], "some arrive", |_| true);
            postgres.kill();
        }
        if n % 250 == 200 {
            postgres.restart();
        }
    }
    let watch = Stopwatch::start();
    until(
        &mut [&mut yard_runs],
        "all thousand are known in the yard",
        |all| all[0].known().visitors.len() == 1_000,
    );
    println!("caught up after {:?}", watch.elapsed());
    assert_eq!(postgres.count("SELECT count(*) FROM record"), 1_000);
    hall_runs.end();
    yard_runs.end();
    same(&hall.known(), &yard.known());
}

#[test]
fn what_waits_to_be_kept_when_the_connection_breaks_is_taken_in_once() {
    let mut postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let world = one_visit("2026-05-12T09:00:00Z", 7);
    let (mut hall_runs, mut yard_runs) = (hall.start(world.origin), yard.start(now()));
    for input in &world.inputs() {
        hall_runs.step(input);
    }
    // The yard is told, and too busy to keep it before the hub breaks, comes back, and is followed on.
    until(&mut [&mut hall_runs], "the yard was told", |_| {
        postgres.followed("yard")
    });
    postgres.kill();
    postgres.restart();
    let before = postgres.count("SELECT last FROM hub");
    hall_runs.keep(vec![visitor(1, now())]);
    until(&mut [&mut hall_runs], "both are back", |_| {
        postgres.count("SELECT last FROM hub") > before && postgres.followed("yard")
    });
    until(&mut [&mut yard_runs], "the yard knows all", |all| {
        all[0].known().visitors.len() == 2
    });
    hall_runs.end();
    yard_runs.end();
    let (hall, yard) = (hall.known(), yard.known());
    assert!(!hall.events.is_empty());
    same(&hall, &yard);
}

#[test]
fn both_sides_of_a_partition_keep_on_and_have_the_same_when_it_heals() {
    let mut postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let (mut hall_runs, mut yard_runs) = (hall.start(now()), yard.start(now()));
    hall_runs.keep(vec![visitor(1, now())]);
    until(&mut [&mut yard_runs], "the first is known", |all| {
        all[0].known().visitors.len() == 1
    });
    postgres.kill();
    for n in 10..60 {
        hall_runs.keep(vec![visitor(n, now())]);
        yard_runs.keep(vec![visitor(100 + n, now())]);
    }
    // One of them is started anew while the hub is away.
    hall_runs.end();
    hall_runs = hall.start(now());
    postgres.restart();
    let watch = Stopwatch::start();
    until(
        &mut [&mut hall_runs, &mut yard_runs],
        "both know all",
        |all| all.iter().all(|one| one.known().visitors.len() == 101),
    );
    println!("reconciled after {:?}", watch.elapsed());
    hall_runs.end();
    yard_runs.end();
    same(&hall.known(), &yard.known());
    assert_eq!(postgres.count("SELECT count(*) FROM record"), 101);
}

#[test]
fn no_number_is_seen_before_a_lower_one() {
    let postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let (hall_runs, mut yard_runs) = (hall.start(now()), yard.start(now()));
    hall_runs.keep(vec![visitor(1, now())]);
    until(&mut [&mut yard_runs], "the first is known", |all| {
        all[0].known().visitors.len() == 1
    });
    // Somebody has taken the next number, and is slow to commit.
    let mut slow = postgres.look();
    let mut slow = slow.transaction().unwrap();
    let last: i64 = slow
        .query_one("SELECT last FROM hub FOR UPDATE", &[])
        .unwrap()
        .get(0);
    slow.batch_execute("INSERT INTO appliance (identity, name) VALUES ('slow', 'slow')")
        .unwrap();
    slow.execute(
        "INSERT INTO record VALUES ($1, 'id', 'slow', false, NULL, 'unreadable')",
        &[&(last + 1)],
    )
    .unwrap();
    hall_runs.keep(vec![visitor(2, now())]);
    for _ in 0..30 {
        Shutdown::new().sleep(Duration::from_millis(10));
        while yard_runs.listen() {}
    }
    assert_eq!(
        yard_runs.known().visitors.len(),
        1,
        "the second overtook a lower number"
    );
    slow.execute("UPDATE hub SET last = $1", &[&(last + 1)])
        .unwrap();
    slow.commit().unwrap();
    until(&mut [&mut yard_runs], "the second is known", |all| {
        all[0].known().visitors.len() == 2
    });
    assert!(yard_runs.heard.is_sorted(), "{:?}", yard_runs.heard);
    let after = postgres.count("SELECT max(seq) FROM record WHERE appliance <> 'slow'");
    assert!(after > last + 1);
    hall_runs.end();
    yard_runs.end();
}

#[test]
fn many_at_once_reach_all_of_three() {
    let postgres = Postgres::start();
    let places: Vec<_> = ["hall", "yard", "desk"]
        .into_iter()
        .zip([1, 1_000, 2_000])
        .map(|(name, seed)| Place::new(&postgres, name, seed))
        .collect();
    let mut all: Vec<_> = places.iter().map(|place| place.start(now())).collect();
    let watch = Stopwatch::start();
    for n in 0..300 {
        for (at, appliance) in all.iter().enumerate() {
            appliance.keep(vec![visitor(1_000 * at as u32 + n, now())]);
        }
    }
    until(
        &mut all.iter_mut().collect::<Vec<_>>(),
        "all know all",
        |all| all.iter().all(|one| one.known().visitors.len() == 900),
    );
    println!(
        "900 records of three appliances at each of them after {:?}",
        watch.elapsed()
    );
    all.into_iter().for_each(crate::group::Appliance::end);
    let ids: BTreeSet<_> = places[0].known().visitors.iter().map(|v| v.id).collect();
    assert!(ids.contains(&visitor_id(2_299)));
    same(&places[0].known(), &places[1].known());
    same(&places[0].known(), &places[2].known());
}

#[test]
fn a_store_that_is_put_back_from_an_older_copy_gets_back_what_it_had_told() {
    let postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let mut yard_runs = yard.start(now());
    let hall_runs = hall.start(now());
    hall_runs.keep(vec![visitor(1, now())]);
    until(&mut [&mut yard_runs], "the first is known", |all| {
        all[0].known().visitors.len() == 1
    });
    hall_runs.end();
    let copy = |from: &str, to: &str| {
        let (from, to) = (hall.dir.path().join(from), hall.dir.path().join(to));
        std::fs::copy(from, to).unwrap();
    };
    copy("store.db", "older.db");
    let hall_runs = hall.start(now());
    hall_runs.keep(vec![visitor(2, now())]);
    until(&mut [&mut yard_runs], "the second is known", |all| {
        all[0].known().visitors.len() == 2
    });
    hall_runs.end();
    copy("older.db", "store.db");
    assert_eq!(hall.known().visitors.len(), 1);
    let mut hall_runs = hall.start(now());
    hall_runs.keep(vec![visitor(3, now())]);
    until(
        &mut [&mut hall_runs, &mut yard_runs],
        "both know all three",
        |all| all.iter().all(|one| one.known().visitors.len() == 3),
    );
    hall_runs.end();
    yard_runs.end();
    same(&hall.known(), &yard.known());
}

#[test]
fn an_older_copy_beside_its_original_is_refused_and_takes_nobodys_place() {
    let postgres = Postgres::start();
    let (hall, yard) = (
        Place::new(&postgres, "hall", 1),
        Place::new(&postgres, "yard", 1_000),
    );
    let hall_runs = hall.start(now());
    hall_runs.keep(vec![visitor(1, now())]);
    hall_runs.end();
    let twin = Place::new(&postgres, "hall", 2_000);
    for file in ["store.db", "store.key"] {
        let (from, to) = (hall.dir.path().join(file), twin.dir.path().join(file));
        std::fs::copy(from, to).unwrap();
    }
    let (hall_runs, mut yard_runs) = (hall.start(now()), yard.start(now()));
    hall_runs.keep(vec![visitor(2, now())]);
    until(&mut [&mut yard_runs], "both are known", |all| {
        all[0].known().visitors.len() == 2
    });
    let mut twin_runs = twin.start(now());
    Shutdown::new().sleep(Duration::from_secs(2));
    hall_runs.keep(vec![visitor(3, now())]);
    until(
        &mut [&mut yard_runs, &mut twin_runs],
        "the third is known",
        |all| all[0].known().visitors.len() == 3,
    );
    assert_eq!(twin_runs.known().visitors.len(), 1, "it follows nobody");
    let query = "SELECT count(*) FROM appliance WHERE former";
    assert_eq!(postgres.count(query), 0);
    twin_runs.end();
    hall_runs.end();
    yard_runs.end();
}
