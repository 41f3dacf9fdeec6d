//! Who was greeted in time, left alone, or wanted to be.

use jiff::Timestamp;
use ulid::Ulid;

use super::{ALL, MONDAY, Room};
use crate::{
    types::{Alert, AlertId, AlertKind, AlertState, Priority, Record, Texts, VisitId},
    web::manager::{Books, VisitFilter, VisitsQuery},
};

/// A revision of the alert about a visit, that asks for somebody within two minutes of its beginning.
fn alert(visit: u128, since: &str, rev: u32, at: &str, state: AlertState) -> Record {
    let time = |text: &str| -> Timestamp { text.parse().unwrap() };
    let word = || "Nobody is with them".to_owned();
    Record::Alert(Box::new(Alert {
        v: 1,
        id: AlertId(Ulid::from(visit)),
        rev,
        kind: AlertKind::Unattended,
        causes: vec![AlertKind::Unattended],
        priority: Priority::Normal,
        site: "north".into(),
        since: Some(time(since)),
        at: time(at),
        visitor: None,
        party: Vec::new(),
        zone: None,
        stage: None,
        score: None,
        why: Vec::new(),
        text: Texts {
            en: word(),
            fr: word(),
            pl: word(),
            de: word(),
        },
        lines: None,
        alone_since: None,
        approach_at: None,
        approach_by: Some(time(since) + jiff::SignedDuration::from_mins(2)),
        expires_at: None,
        state,
        by: None,
        for_staff: Vec::new(),
        also: Vec::new(),
        confidence: 1.0,
        visit: Some(VisitId(Ulid::from(visit))),
        camera: None,
    }))
}

fn only(only: VisitFilter) -> VisitsQuery {
    VisitsQuery {
        only: Some(only),
        ..VisitsQuery::of(ALL)
    }
}

#[test]
fn whoever_left_unattended_was_not_greeted_in_time_though_nobody_was_called() {
    // Bruno was met as he was to be; Anna left both times, and nobody had been called.
    let room = Room::with(&[
        alert(
            13,
            "2026-11-30T10:00:30Z",
            1,
            "2026-11-30T10:00:30Z",
            AlertState::Open,
        ),
        alert(
            13,
            "2026-11-30T10:00:30Z",
            2,
            "2026-11-30T10:01:00Z",
            AlertState::Contacted,
        ),
    ]);
    let monday = room.books.overview(MONDAY).unwrap();
    assert_eq!((monday.in_time, monday.due, monday.lost), (1, 2, 1));
    // The list behind the figure has as many, those first to whom nobody came.
    let due = VisitsQuery {
        days: MONDAY,
        ..only(VisitFilter::Due)
    };
    assert_eq!(room.codes(&due), ["V-ANNA0", "V-BRUN0"]);
    assert_eq!(room.codes(&only(VisitFilter::Late)).len(), 2);
    let funnel = room.books.funnel(MONDAY).unwrap();
    assert_eq!(funnel.weekly.late.iter().flatten().sum::<usize>(), 1);
}

#[test]
fn whoever_wanted_no_help_is_not_lost_and_nobody_was_late() {
    let room = Room::with(&[
        alert(
            12,
            "2026-11-30T09:02:00Z",
            1,
            "2026-11-30T09:02:00Z",
            AlertState::Open,
        ),
        alert(
            12,
            "2026-11-30T09:02:00Z",
            2,
            "2026-11-30T09:05:00Z",
            AlertState::Dismissed,
        ),
    ]);
    let monday = room.books.overview(MONDAY).unwrap();
    assert_eq!((monday.in_time, monday.due, monday.lost), (0, 0, 0));
    assert_eq!(monday.let_be, 1);
    assert_eq!(room.codes(&only(VisitFilter::LetBe)), ["V-ANNA0"]);
    let anna = room.books.visitor("V-ANNA0", "en").unwrap();
    let (latest, first) = (&anna.visits[0], &anna.visits[1]);
    assert!(latest.row.let_be && !latest.row.lost && !latest.lane.lost);
    assert!(
        first.row.lost && !first.row.let_be,
        "on Thursday nobody came"
    );
}
