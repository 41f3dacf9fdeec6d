//! People say who is who.

use super::*;

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
    let scores =
        |showroom: &Showroom| owners.map(|owner| showroom.line.ledger.entries(owner).to_vec());
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

#[test]
fn a_visitor_who_was_united_with_a_colleague_keeps_their_own_face_and_the_colleagues_goes() {
    let mut showroom = Showroom::new();
    showroom.come(0);
    showroom.come(1);
    showroom.enrol(1);
    let wholes = showroom.wholes();
    let [zero, one] = [wholes[0], wholes[1]].map(|visit| showroom.owner(visit));
    let (answer, _) = showroom.correct(CorrectionKind::Merge {
        from: zero,
        into: one,
        force: false,
    });
    assert!(answer.done, "{}", answer.text);
    // The next picture shows that the other of the two is a colleague.
    showroom.come(0);
    showroom.leave();
    let known = showroom.known();
    assert_eq!(known.faces[0], BTreeSet::from([one]));
    assert_eq!(known.faces[1], BTreeSet::new());
}
