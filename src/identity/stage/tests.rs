//! One camera, made-up faces: what is answered, revised and remembered.

use ulid::Ulid;

use super::*;
use crate::{
    identity::testing::{blend, face, sight, sight_of},
    runtime::SeededIds,
};

fn identity() -> (Identity, SeededIds) {
    (Identity::new(Settings::default(), None), SeededIds::new(1))
}

/// Shows these faces on one track, one a frame, and gives the answers; doubts are left out, and what is only said again.
fn show(
    (identity, ids): &mut (Identity, SeededIds),
    track: u128,
    people: &[u8],
) -> Vec<IdentityAnswer> {
    let sights = people.iter().map(|person| sight("door", track, *person));
    let mut answers: Vec<_> = sights
        .flat_map(|sight| identity.observe(&[sight], ids).changes)
        .map(|change| change.answer)
        .filter(|answer| answer.who().is_some())
        .collect();
    answers.dedup();
    answers
}

fn end((identity, ids): &mut (Identity, SeededIds), track: u128) -> Outcome {
    let mut last = sight("door", track, 0);
    last.phase = TrackPhase::Ended;
    identity.observe(&[last], ids)
}

fn visitor(answers: &[IdentityAnswer]) -> VisitorId {
    answers[0].visitor().expect("a visitor")
}

#[test]
fn who_was_new_once_is_known_again_on_a_later_track() {
    let mut floor = identity();
    let first = show(&mut floor, 1, &[7; 4]);
    end(&mut floor, 1);
    let second = show(&mut floor, 2, &[7; 4]);
    assert!(matches!(first[..], [IdentityAnswer::Unknown(_)]));
    assert_eq!(second, [IdentityAnswer::Same(visitor(&first))]);
}

#[test]
fn each_face_of_its_own_says_again_who_a_track_is_and_a_stray_one_does_not() {
    let mut floor = identity();
    let first = show(&mut floor, 1, &[7; 12]);
    for (person, again) in [(7, true), (8, false), (7, true)] {
        let sight = sight("door", 1, person);
        let changes = floor.0.observe(&[sight], &mut floor.1).changes;
        let answers: Vec<_> = changes.iter().map(|change| change.answer).collect();
        assert_eq!(answers == first, again, "{answers:?}");
    }
}

#[test]
fn one_face_is_not_enough_to_say_anything_and_the_reason_is_told() {
    let mut floor = identity();
    let sights = [7, 7].map(|person| sight("door", 1, person));
    let doubts: Vec<_> = sights
        .into_iter()
        .flat_map(|sight| floor.0.observe(&[sight], &mut floor.1).changes)
        .map(|change| change.answer)
        .collect();
    assert_eq!(doubts, [IdentityAnswer::Undecided(Doubt::TooFew)]);
}

#[test]
fn nobody_is_in_one_picture_twice_and_the_second_track_waits_for_the_first_to_end() {
    let mut floor = identity();
    let first = show(&mut floor, 1, &[7; 4]);
    assert!(show(&mut floor, 2, &[7; 4]).is_empty());
    end(&mut floor, 1);
    let mut no_face = sight("door", 2, 7);
    no_face.face = None;
    let later = floor.0.observe(&[no_face], &mut floor.1).changes;
    let later: Vec<_> = later.iter().map(|change| change.answer).collect();
    assert_eq!(later, [IdentityAnswer::Same(visitor(&first))]);
}

#[test]
fn a_track_that_goes_over_to_another_person_is_answered_anew_and_poisons_nobody() {
    let mut floor = identity();
    let answers = show(&mut floor, 1, &[7, 7, 7, 8, 8, 8, 8]);
    let [IdentityAnswer::Unknown(a), IdentityAnswer::Unknown(b)] = answers[..] else {
        panic!("two new people: {answers:?}");
    };
    end(&mut floor, 1);
    assert_ne!(a, b);
    assert_eq!(show(&mut floor, 2, &[7; 3]), [IdentityAnswer::Same(a)]);
    assert_eq!(show(&mut floor, 3, &[8; 3]), [IdentityAnswer::Same(b)]);
}

#[test]
fn a_forgotten_visitor_is_new_again_and_leaves_nothing_behind() {
    let mut floor = identity();
    let first = show(&mut floor, 1, &[7; 4]);
    end(&mut floor, 1);
    floor.0.forget(visitor(&first));
    assert!(floor.0.templates() == 0 && floor.0.tracks.is_empty());
    let second = show(&mut floor, 2, &[7; 4]);
    assert!(matches!(second[..], [IdentityAnswer::Unknown(v)] if v != visitor(&first)));
}

#[test]
fn better_faces_tell_that_who_seemed_new_was_known_all_the_time() {
    let mut floor = identity();
    let first = show(&mut floor, 1, &[7; 4]);
    end(&mut floor, 1);
    // Faces that are only a little like anybody's, then good ones of the same person.
    let poor = blend(&[(7, 0.30), (60, 0.95)], 0.45);
    let middle = blend(&[(7, 0.75), (60, 0.66)], 0.8);
    let good = blend(&[(7, 0.98), (60, 0.2)], 0.9);
    let faces = [
        poor.clone(),
        poor.clone(),
        poor,
        middle.clone(),
        middle,
        good.clone(),
        good.clone(),
        good,
    ];
    let mut answers = Vec::new();
    for face in faces {
        let outcome = floor.0.observe(&[sight_of("door", 2, face)], &mut floor.1);
        answers.extend(outcome.changes.iter().map(|c| (c.answer, c.cause)));
    }
    answers.retain(|(answer, _)| answer.who().is_some());
    answers.dedup();
    assert!(
        matches!(answers[0], (IdentityAnswer::Unknown(v), Cause::Evidence) if v != visitor(&first))
    );
    assert_eq!(
        answers[1],
        (IdentityAnswer::Same(visitor(&first)), Cause::Revision)
    );
}

/// Three poor faces and seven good ones on one track; what is said, and what was mistaken.
fn poor_then_good(
    (identity, ids): &mut (Identity, SeededIds),
    poor: &[(u8, f32)],
    good: &[(u8, f32)],
) -> (Vec<IdentityAnswer>, Vec<Mistake>) {
    let faces = (0..10).map(|i| match i {
        0..3 => blend(poor, 0.45),
        _ => blend(good, 0.9),
    });
    let outcomes: Vec<_> = faces
        .map(|face| identity.observe(&[sight_of("door", 9, face)], ids))
        .collect();
    let answers = outcomes.iter().flat_map(|o| &o.changes);
    let mut answers: Vec<_> = answers.map(|c| c.answer).collect();
    answers.retain(|answer| answer.who().is_some());
    answers.dedup();
    let mistaken = outcomes.iter().flat_map(|o| o.mistaken.iter().copied());
    (answers, mistaken.collect())
}

#[test]
fn better_faces_tell_that_who_was_recognised_is_another_visitor() {
    let mut floor = identity();
    let [one, other] = [7, 8].map(|person| {
        let answers = show(&mut floor, u128::from(person), &[person; 4]);
        end(&mut floor, u128::from(person));
        visitor(&answers)
    });
    let (poor, good) = ([(7, 0.7), (8, 0.4), (60, 0.6)], [(8, 0.95), (7, 0.3)]);
    let (answers, mistaken) = poor_then_good(&mut floor, &poor, &good);
    assert_eq!(answers, [IdentityAnswer::Same(one)]);
    assert!(
        matches!(mistaken[..], [Mistake { was, is: Some(is), .. }, ..] if was == one && is == other),
        "{mistaken:?}"
    );
    // One revision is enough: the faces of the same track say nothing against it any more.
    let (change, learned) = floor
        .0
        .revise(&mistaken[0], other, &sight("door", 9, 8).stamp)
        .unwrap();
    assert_eq!(
        (change.answer, change.cause),
        (IdentityAnswer::Same(other), Cause::Mistaken)
    );
    assert!(learned.is_empty());
    let other_again = [(8, 0.8), (7, 0.3), (60, 0.5)];
    for face in [
        blend(&other_again, 0.95),
        blend(&[(60, 0.9), (8, 0.4)], 0.97),
    ] {
        for _ in 0..8 {
            let outcome = floor
                .0
                .observe(&[sight_of("door", 9, face.clone())], &mut floor.1);
            assert!(outcome.mistaken.is_empty(), "{:?}", outcome.mistaken);
        }
    }
    let state = &floor.0.tracks[&mistaken[0].track];
    assert_eq!(state.answer, Some(IdentityAnswer::Same(other)));
}

#[test]
fn better_faces_tell_that_who_was_recognised_is_somebody_new() {
    let mut floor = identity();
    let one = visitor(&show(&mut floor, 1, &[7; 4]));
    end(&mut floor, 1);
    let (poor, good) = ([(7, 0.62), (60, 0.78)], [(60, 0.98), (7, 0.2)]);
    let (answers, mistaken) = poor_then_good(&mut floor, &poor, &good);
    assert_eq!(answers, [IdentityAnswer::Same(one)]);
    assert!(
        matches!(mistaken[..], [Mistake { was, is: None, .. }, ..] if was == one),
        "{mistaken:?}"
    );
    let new = VisitorId(Ulid::from(77u128));
    let (change, learned) = floor
        .0
        .revise(&mistaken[0], new, &sight("door", 9, 8).stamp)
        .unwrap();
    assert_eq!(change.answer, IdentityAnswer::Unknown(new));
    assert!(!learned.is_empty(), "they are known from now on");
}

#[test]
fn better_faces_tell_that_who_was_taken_for_a_colleague_is_a_visitor() {
    let (identity, ids, staff) = with_colleague(7);
    let mut floor = (identity, ids);
    let (poor, good) = ([(7, 0.7), (60, 0.71)], [(60, 0.98), (7, 0.2)]);
    let (answers, _) = poor_then_good(&mut floor, &poor, &good);
    assert!(
        matches!(answers[..], [IdentityAnswer::Staff(s), IdentityAnswer::Unknown(_)] if s == staff),
        "{answers:?}"
    );
}

#[test]
fn what_a_person_corrected_is_not_said_again_of_the_same_track() {
    let mut floor = identity();
    let first = show(&mut floor, 1, &[7; 4]);
    end(&mut floor, 1);
    show(&mut floor, 2, &[7; 4]);
    let other = VisitorId(Ulid::from(77u128));
    let track = TrackId(Ulid::from(2u128));
    floor.0.split(visitor(&first), other, &[track], |_| false);
    let again = show(&mut floor, 2, &[7; 6]);
    assert_eq!(again, [IdentityAnswer::Same(other)]);
    assert_eq!(
        floor.0.tracks[&track].answer,
        Some(IdentityAnswer::Same(other))
    );
}

fn with_colleague(person: u8) -> (Identity, SeededIds, StaffId) {
    let (mut identity, ids) = identity();
    let staff = StaffId(Ulid::from(99u128));
    let signature = face(person, 0.9).signature.unwrap();
    identity.set_roster(&Roster::new([(staff, signature)]));
    (identity, ids, staff)
}

#[test]
fn a_colleague_is_answered_as_such_and_no_visitor_learns_their_face() {
    let (identity, ids, staff) = with_colleague(7);
    let mut floor = (identity, ids);
    assert_eq!(show(&mut floor, 1, &[7; 6]), [IdentityAnswer::Staff(staff)]);
    assert_eq!(floor.0.templates(), 0);
    let other = show(&mut floor, 2, &[8; 6]);
    assert!(matches!(other[..], [IdentityAnswer::Unknown(_)]));
}

#[test]
fn who_is_enrolled_while_in_the_picture_turns_out_to_be_a_colleague() {
    let mut floor = identity();
    let first = show(&mut floor, 1, &[7; 4]);
    let staff = StaffId(Ulid::from(99u128));
    let signature = face(7, 0.9).signature.unwrap();
    floor.0.set_roster(&Roster::new([(staff, signature)]));
    let changes = floor
        .0
        .observe(&[sight("door", 1, 7)], &mut floor.1)
        .changes;
    let [change] = &changes[..] else {
        panic!("one answer: {changes:?}");
    };
    assert_eq!(change.answer, IdentityAnswer::Staff(staff));
    assert_eq!(change.cause, Cause::Revision);
    floor.0.disown(visitor(&first), staff);
    assert_eq!(floor.0.templates(), 0);
}

#[test]
fn a_track_that_goes_over_from_a_colleague_to_a_visitor_is_answered_anew() {
    let (identity, ids, staff) = with_colleague(7);
    let mut floor = (identity, ids);
    let answers = show(&mut floor, 1, &[7, 7, 7, 8, 8, 8, 8]);
    assert!(
        matches!(answers[..], [IdentityAnswer::Staff(s), IdentityAnswer::Unknown(_)] if s == staff)
    );
}

#[test]
fn who_was_taken_for_a_visitor_before_they_enrolled_is_a_colleague_from_then_on() {
    let mut floor = identity();
    show(&mut floor, 1, &[7; 4]);
    end(&mut floor, 1);
    assert_eq!(show(&mut floor, 2, &[7; 4]).len(), 1, "known as a visitor");
    let staff = StaffId(Ulid::from(99u128));
    let signature = face(7, 0.9).signature.unwrap();
    floor.0.set_roster(&Roster::new([(staff, signature)]));
    let changes = floor
        .0
        .observe(&[sight("door", 2, 7)], &mut floor.1)
        .changes;
    assert_eq!(changes[0].answer, IdentityAnswer::Staff(staff));
    end(&mut floor, 2);
    assert_eq!(show(&mut floor, 3, &[7; 4]), [IdentityAnswer::Staff(staff)]);
}

#[test]
fn people_in_one_picture_tell_how_alike_strangers_are() {
    let mut floor = identity();
    for _ in 0..5 {
        let pair = [sight("door", 1, 7), sight("door", 2, 8)];
        floor.0.observe(&pair, &mut floor.1);
    }
    assert_eq!(floor.0.impostors().pairs, 0);
    end(&mut floor, 1);
    end(&mut floor, 2);
    let learnt = floor.0.impostors();
    assert_eq!(learnt.pairs, 1);
    assert!(learnt.mean.abs() < 1e-6);
}
