//! Drafts of other rules: changed, tried, and put in force, or not.

use std::{fs, path::Path};

use super::{CONFIG, Room};
use crate::{
    store::Reader,
    types::Band,
    web::manager::{
        Books, Border, BorderChange, Cannot, DraftEdit, NumberEdit, NumberFault, NumberMistake,
        Trouble,
    },
};

/// The draft as somebody looks at it now.
fn seen(room: &Room) -> String {
    room.books.draft("en").unwrap().unwrap().version
}

#[test]
fn nobody_changes_or_publishes_what_they_did_not_see() {
    let room = Room::open();
    draft(&room, 50.0);
    let first = seen(&room);
    room.books.backtest(30, false).unwrap();
    assert!(
        !room.books.draft("en").unwrap().unwrap().tested,
        "a file of it shows nobody anything"
    );
    room.books.backtest(30, true).unwrap();
    let text = room.books.draft("en").unwrap().unwrap().text;
    let other = DraftEdit::Text(text.replace("half_life_days = 14", "half_life_days = 15"));
    room.books.edit("nora", &first, &other).unwrap();
    room.books.backtest(30, true).unwrap();
    for late in [DraftEdit::Text(text), DraftEdit::Discard] {
        let refused = room.books.edit("vera", &first, &late);
        assert!(
            matches!(&refused, Err(Trouble::Cannot(Cannot::DraftChanged(by))) if by == "nora"),
            "{refused:?}"
        );
    }
    let refused = room.books.publish("vera", &first);
    assert!(matches!(refused, Err(Trouble::Cannot(_))), "{refused:?}");
    assert_eq!(room.books.publish("vera", &seen(&room)).unwrap(), 3);
}

/// A draft in which coming in gives this many points.
fn draft(room: &Room, points: f64) {
    room.books.edit("vera", "", &DraftEdit::Begin).unwrap();
    let points = NumberEdit::Points {
        rule: "entered".to_owned(),
        value: points,
    };
    let edit = DraftEdit::Numbers(vec![points]);
    room.books.edit("vera", &seen(room), &edit).unwrap();
}

#[test]
fn rules_come_into_force_once_somebody_saw_what_they_would_have_done() {
    let room = Room::open();
    assert_eq!(room.books.rules("en").unwrap().file, None);
    assert!(room.books.draft("en").unwrap().is_none());
    draft(&room, 50.0);
    let begun = room.books.draft("en").unwrap().unwrap();
    assert_eq!(begun.changed, ["entered"]);
    assert!(!begun.tested);
    assert_eq!(
        room.books.publish("vera", &seen(&room)),
        Err(Trouble::Cannot(Cannot::Untried))
    );
    let trial = room.books.backtest(30, true).unwrap();
    assert_eq!(trial.changed.len(), 3, "everybody is hot who came in");
    assert_eq!(room.books.publish("vera", &seen(&room)).unwrap(), 3);
    assert!(room.books.draft("en").unwrap().is_none());
    let rules = room.books.rules("en").unwrap();
    assert_eq!(rules.version, 3);
    assert_eq!(rules.file.as_deref(), Some("rules.toml"), "no path is told");
    assert_eq!(room.books.visitor("V-CLE00", "en").unwrap().band, Band::Hot);
    let config = fs::read_to_string(room.path("showfloor.toml")).unwrap();
    assert!(config.contains("# The store.") && config.contains("rules = \"rules.toml\""));
    let audit = Reader::open(&room.config.store).unwrap().audit().unwrap();
    let entry = audit.last().unwrap();
    assert_eq!(
        (entry.who.as_str(), entry.what.as_str()),
        ("vera", "rules.published")
    );

    // The next ones go into the same file.
    draft(&room, 5.0);
    room.books.backtest(7, true).unwrap();
    assert_eq!(room.books.publish("vera", &seen(&room)).unwrap(), 4);
    assert_eq!(
        fs::read_to_string(room.path("showfloor.toml")).unwrap(),
        config
    );
}

#[test]
fn a_draft_with_a_mistake_is_kept_and_goes_nowhere() {
    let room = Room::open();
    draft(&room, 7.0);
    let text = room.books.draft("en").unwrap().unwrap().text;
    let wrong = DraftEdit::Text(text.replace("on = \"entered\"", "on = \"enterd\""));
    room.books.edit("vera", &seen(&room), &wrong).unwrap();
    let draft = room.books.draft("en").unwrap().unwrap();
    assert!(draft.rules.is_none());
    assert!(
        draft.problems[0].contains("did you mean"),
        "{:?}",
        draft.problems
    );
    assert!(matches!(
        room.books.backtest(30, true),
        Err(Trouble::Refused(_))
    ));
    assert!(!room.path("rules.toml").exists());
    room.books
        .edit("vera", &seen(&room), &DraftEdit::Discard)
        .unwrap();
    assert!(room.books.draft("en").unwrap().is_none());
}

#[test]
fn where_the_configuration_is_broken_meanwhile_everything_stays_as_it_was() {
    let room = Room::open();
    draft(&room, 7.0);
    room.books.backtest(30, true).unwrap();
    let broken = CONFIG.replace("id = \"north\"", "id = \"\"");
    fs::write(room.path("showfloor.toml"), &broken).unwrap();
    assert!(matches!(
        room.books.publish("vera", &seen(&room)),
        Err(Trouble::Refused(_))
    ));
    assert!(!room.path("rules.toml").exists());
    let after = fs::read_to_string(room.path("showfloor.toml")).unwrap();
    assert_eq!(after, broken);
    assert!(
        room.books.draft("en").unwrap().unwrap().tested,
        "it can be tried again"
    );
    assert!(Path::new(&room.path("rules-draft.json")).exists());
}

#[test]
fn another_border_is_told_with_what_it_was() {
    let room = Room::open();
    room.books.edit("vera", "", &DraftEdit::Begin).unwrap();
    let same = room.books.draft("en").unwrap().unwrap();
    assert!(same.changed.is_empty() && same.borders.is_empty() && !same.other);
    let warm = DraftEdit::Numbers(vec![NumberEdit::Warm(10.0)]);
    room.books.edit("vera", &seen(&room), &warm).unwrap();
    let draft = room.books.draft("en").unwrap().unwrap();
    let change = BorderChange {
        of: Border::Warm,
        before: 15.0,
        after: 10.0,
    };
    assert_eq!((draft.changed.len(), draft.borders), (0, vec![change]));
    // A rule that is gone is a change, and so is a cap over all of them.
    let begin = draft.text.find("[[rule]]\nid = \"lost\"").unwrap();
    let shorter = DraftEdit::Text(draft.text[..begin].to_owned() + "[caps]\nper_visit = 50\n");
    room.books.edit("vera", &seen(&room), &shorter).unwrap();
    let draft = room.books.draft("en").unwrap().unwrap();
    assert_eq!(draft.problems, Vec::<String>::new());
    assert_eq!(draft.changed, ["lost"]);
    assert!(draft.other);
}

#[test]
fn numbers_that_no_rule_can_have_are_told_one_by_one_and_change_nothing() {
    let room = Room::open();
    draft(&room, 7.0);
    let before = room.books.draft("en").unwrap().unwrap();
    let points = |rule: &str, value: f64| NumberEdit::Points {
        rule: rule.to_owned(),
        value,
    };
    let days = NumberEdit::HalfLife {
        rule: "entered".to_owned(),
        days: 0.0,
    };
    let mistakes = |numbers: Vec<NumberEdit>| {
        let edit = DraftEdit::Numbers(numbers);
        match room.books.edit("vera", &before.version, &edit) {
            Err(Trouble::Numbers(mistakes)) => mistakes,
            other => panic!("{other:?}"),
        }
    };
    for (numbers, wrong, why) in [
        (
            vec![NumberEdit::Warm(50.0), NumberEdit::Hot(40.0)],
            0,
            NumberFault::NotBelowHot,
        ),
        (
            vec![NumberEdit::Hot(16.0)],
            0,
            NumberFault::TooNear { hysteresis: 3.0 },
        ),
        (
            vec![points("entered", -99_999_999.0)],
            0,
            NumberFault::Outside(-1e6, 1e6),
        ),
        (
            vec![points("returned", 5.0), points("entered", 0.0)],
            1,
            NumberFault::Nothing,
        ),
        (vec![days], 0, NumberFault::Outside(0.01, 36_600.0)),
    ] {
        let of = numbers[wrong].clone();
        assert_eq!(mistakes(numbers), [NumberMistake { of, why }]);
    }
    let after = room.books.draft("en").unwrap().unwrap();
    assert_eq!(after, before, "the form is as it was");
    // Fewer points than none, as many as that at most: a cap has no sign.
    let less = DraftEdit::Numbers(vec![points("entered", -5.0)]);
    room.books.edit("vera", &before.version, &less).unwrap();
    assert!(room.books.draft("en").unwrap().unwrap().problems.is_empty());
}
