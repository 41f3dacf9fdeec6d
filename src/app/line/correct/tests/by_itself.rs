//! Better evidence corrects who was recognised.

use super::*;

/// Faces of person 1: the poor ones are like person 0.
const LIKE_ZERO: [(usize, f32); 3] = [(0, 0.7), (1, 0.4), (50, 0.6)];
const LIKE_ONE: [(usize, f32); 2] = [(1, 0.95), (0, 0.3)];

/// These came and left, person 0 first and person 1 second; who the two are.
fn after_visits_of<const N: usize>(people: [usize; N]) -> (Showroom, [VisitorId; 2]) {
    let mut showroom = Showroom::new();
    for person in people {
        showroom.come(person);
        showroom.leave();
    }
    let visits = showroom.wholes();
    let owners = [visits[0], visits[1]].map(|visit| showroom.owner(visit));
    (showroom, owners)
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

#[test]
fn who_was_recognised_too_early_gets_the_right_name_once_better_faces_show_it() {
    let (mut showroom, [zero, one]) = after_visits_of([0, 1, 0]);
    let records = come_in_doubt(&mut showroom, &LIKE_ZERO, &LIKE_ONE);
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
    let (mut showroom, [zero, one]) = after_visits_of([0, 1, 0]);
    come_in_doubt(&mut showroom, &LIKE_ZERO, &LIKE_ONE);
    let visit = showroom.wholes()[3];
    assert_eq!(showroom.owner(visit), one);
    let correction = showroom.line.standing_corrections()[0];
    let (_, records) = showroom.correct(CorrectionKind::Undo { correction });
    assert_eq!(closed_alerts(&records), []);
    // Ever better faces, which are not like whom the person named.
    for quality in [0.92, 0.94, 0.96, 0.98] {
        for _ in 0..8 {
            showroom.ms += 125;
            let face = testing::blend(&LIKE_ONE, showroom.model, 0.05, showroom.ms);
            let records = showroom.step(&testing::sight_of(face, quality, showroom.ms));
            assert_eq!(audited(&records), []);
        }
    }
    assert_eq!(showroom.owner(visit), zero);
    showroom.leave();
    showroom.known();
}

#[test]
fn a_track_that_was_taken_for_somebody_who_was_here_before_takes_nothing_of_theirs_along() {
    let (mut showroom, [zero, one]) = after_visits_of([0, 1]);
    // The first is here; then the second comes, whose poor faces are like the first's.
    showroom.come(0);
    let visit = showroom.wholes()[2];
    for _ in 0..10 {
        let tick = Input::Tick(showroom.now(1000));
        showroom.step(&tick);
    }
    let records = come_in_doubt(&mut showroom, &LIKE_ZERO, &LIKE_ONE);
    assert_eq!(audited(&records), [], "no visit is moved");
    let wholes = showroom.wholes();
    assert_eq!(wholes.len(), 4);
    assert_eq!(showroom.owner(visit), zero);
    assert_eq!(showroom.owner(wholes[3]), one);
    showroom.leave();
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
        // Called for as somebody who is back, and is very interested by that.
        [(AlertKind::Hot, "It was somebody else.".to_owned())]
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
