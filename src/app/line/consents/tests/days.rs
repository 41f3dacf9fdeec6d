//! Days in a showroom, by the privacy mode.

use super::*;
use crate::types::{ConsentEnd, RecogniseIn};

#[test]
fn who_consented_is_known_again_at_the_check_in_and_from_there_on_and_nobody_else_is() {
    let mut house = House::new(Recognition::OptIn);
    house.stand(7, Place::Car, 40);
    let first = house.visitor();
    assert!(house.kept().is_empty(), "nothing before they agreed");
    let (_, answer) = house.consent();
    assert!(answer.done, "{answer:?}");
    assert_eq!(house.kept(), [first].into());
    house.leave();
    // Who did not agree is forgotten as they leave.
    let stranger = house.visits(8, Place::CheckIn);
    assert_eq!(house.kept(), [first].into());
    assert_eq!(house.line.identity.templates_of(stranger), 0);
    house.sleep(1);
    house.restart();

    // Away from the check-in no face is compared with theirs.
    let before = house.line.comparisons();
    assert_ne!(house.visits(7, Place::Car), first);
    assert_eq!(house.line.comparisons(), before);
    assert_eq!(house.kept(), [first].into());

    // There, and then everywhere until they leave, in a track of its own, too.
    house.sleep(1);
    house.stand(7, Place::CheckIn, 40);
    assert_eq!(house.visitor(), first);
    house.wait(8);
    house.stand(7, Place::Car, 40);
    assert_eq!(house.visitor(), first);
    house.leave();

    // And no longer when they have left.
    house.sleep(1);
    assert_ne!(house.visits(7, Place::Car), first);
    house.sleep(1);
    assert_eq!(house.visits(7, Place::CheckIn), first);
}

#[test]
fn a_face_that_is_compared_and_fits_nobody_leaves_nothing_behind() {
    let mut house = House::new(Recognition::OptIn);
    house.stand(7, Place::Car, 40);
    house.consent();
    house.leave();
    let (kept, before) = (house.remembered(), house.line.comparisons());
    let stranger = house.visits(8, Place::CheckIn);
    let after = house.line.comparisons();
    assert!(after.unmatched > before.unmatched, "{after:?}");
    assert_eq!(after.made - before.made, after.unmatched - before.unmatched);
    assert_eq!(house.remembered(), kept);
    // The same stranger is a stranger the next time.
    assert_ne!(house.visits(8, Place::CheckIn), stranger);
}

#[test]
fn a_consent_that_is_withdrawn_ends_at_once_and_only_the_visit_goes_on() {
    for restart in [false, true] {
        let mut house = House::new(Recognition::OptIn);
        house.stand(7, Place::Car, 40);
        let (code, _) = house.consent();
        house.leave();
        house.sleep(1);
        if restart {
            house.restart();
        }
        house.stand(7, Place::CheckIn, 40);
        let visitor = house.visitor();
        assert_eq!(house.kept(), [visitor].into());
        let answer = house.withdraw(&code);
        assert!(answer.done, "{answer:?}");
        assert!(house.kept().is_empty(), "in the very step");
        // Another track of theirs in the same visit is still theirs, and nothing of it is kept.
        house.wait(8);
        house.stand(7, Place::Car, 40);
        assert_eq!(house.visitor(), visitor);
        house.leave();
        assert_eq!((house.remembered(), house.kept().len()), (0, 0));
        house.sleep(1);
        assert_ne!(house.visits(7, Place::CheckIn), visitor);
        // The log says that it happened, and of whom it says nothing.
        let code_of = house.line.code(visitor).unwrap().to_string();
        let said = house.records.iter().filter_map(|record| match record {
            Record::Audit(entry) if entry.what.starts_with("consent.") => Some(entry),
            _ => None,
        });
        let said: Vec<_> = said.collect();
        assert_eq!(said.len(), 2);
        let named = |text: &str| text.contains(&code_of) || text.contains(&visitor.to_string());
        assert!(said.iter().all(|entry| !named(&entry.detail)), "{said:?}");
    }
}

#[test]
fn a_consent_that_is_given_again_in_the_same_visit_keeps_what_was_seen_in_it() {
    let mut house = House::new(Recognition::OptIn);
    house.stand(7, Place::Car, 40);
    let visitor = house.visitor();
    let (code, _) = house.consent();
    house.withdraw(&code);
    assert!(house.kept().is_empty());
    house.consent();
    assert_eq!(house.kept(), [visitor].into());
    house.leave();
    house.sleep(1);
    house.restart();
    assert_eq!(house.visits(7, Place::CheckIn), visitor);
}

#[test]
fn a_consent_ends_by_itself_when_its_time_is_up_whatever_the_clock_says() {
    for (restart, turned_back) in [(false, false), (true, false), (false, true), (true, true)] {
        let mut house = House::new(Recognition::OptIn);
        house.stand(7, Place::Car, 40);
        house.consent();
        house.leave();
        let visitor = house.visitor();
        house.sleep(364);
        house.leave();
        assert_eq!(house.kept(), [visitor].into());
        house.sleep(2);
        if turned_back && restart {
            // Somebody was seen after its end, and nothing else was noted.
            house.visits(8, Place::Car);
        }
        if turned_back {
            house.behind = house.ms as i64;
        }
        if restart {
            house.restart();
        }
        house.wait(1);
        assert!(house.kept().is_empty() && house.remembered() == 0);
        let ended = house.records.iter().any(|record| {
            matches!(record, Record::ConsentEnded { why, .. } if *why == ConsentEnd::Expired)
        });
        assert!(ended);
        assert_ne!(house.visits(7, Place::CheckIn), visitor);
    }
}

#[test]
fn what_a_correction_takes_to_somebody_without_a_consent_is_deleted() {
    let mut house = House::new(Recognition::OptIn);
    house.stand(7, Place::Car, 40);
    house.consent();
    house.leave();
    house.sleep(1);
    let before = house.signatures();
    house.stand_as(&[(7, 1.0), (20, 0.5)], Place::CheckIn, 40);
    house.leave();
    let (visit, visitor) = house.visit();
    assert!(house.signatures() > before, "another light is learnt");
    let answer = house.ask(CorrectionKind::NotThisPerson { visit });
    assert!(answer.done, "{answer:?}");
    let other = house.visitor();
    assert_ne!(other, visitor);
    assert_eq!(house.kept(), [visitor].into(), "nothing of the other one");
    assert_eq!(house.signatures(), before, "what was learnt in it went");
    assert_eq!(house.line.identity.templates_of(other), 0);
}

#[test]
fn nobody_agrees_who_is_not_here_nor_where_consents_mean_nothing() {
    let mut house = House::new(Recognition::OptIn);
    house.visits(7, Place::Car);
    let (code, answer) = house.consent();
    assert!(!answer.done && answer.text.contains("not in the showroom"));
    assert!(!house.withdraw(&code).done, "there is no such receipt");
    for mode in [Recognition::VisitOnly, Recognition::All] {
        let mut house = House::new(mode);
        house.stand(7, Place::Car, 40);
        let (_, answer) = house.consent();
        assert!(!answer.done && answer.text.contains("opt-in"), "{answer:?}");
    }
}

#[test]
fn in_the_other_modes_days_are_as_they_were() {
    let mut house = House::new(Recognition::VisitOnly);
    let first = house.visits(7, Place::CheckIn);
    house.sleep(1);
    house.restart();
    assert_ne!(house.visits(7, Place::CheckIn), first);
    assert_eq!((house.remembered(), house.kept().len()), (0, 0));
    let mut house = House::new(Recognition::All);
    let first = house.visits(7, Place::Car);
    house.sleep(1);
    house.restart();
    assert_eq!(house.visits(7, Place::Car), first);
    assert_eq!(house.kept(), [first].into());
}

#[test]
fn a_code_leads_back_to_the_earlier_visits_without_a_face() {
    for mode in [Recognition::VisitOnly, Recognition::OptIn] {
        let mut house = House::new(mode);
        let first = house.visits(7, Place::Car);
        let (old, code) = (house.code(), house.code());
        for code in [&old, &code] {
            let (visitor, code) = (first, code.clone());
            assert!(house.ask(CorrectionKind::ReturnCode { visitor, code }).done);
        }
        house.sleep(1);
        house.restart();
        house.stand(7, Place::Car, 40);
        let now = house.visitor();
        assert_ne!(now, first);
        let mut returned = |code: &CodeDigest| {
            let code = code.clone();
            house.ask(CorrectionKind::Returned { code, is: now })
        };
        assert!(!returned(&old).done, "the later code took its place");
        let answer = returned(&code);
        assert!(answer.done, "{answer:?}");
        assert_eq!(house.visitor(), first);
        house.leave();
        let past = house.line.visits.past(first, &house.line.directory);
        assert_eq!(past.map(|past| past.visits), Some(2));
        assert!(house.kept().is_empty());
        // In a year and more it leads nowhere.
        house.sleep(400);
        house.stand(7, Place::Car, 40);
        let is = house.visitor();
        assert!(!house.ask(CorrectionKind::Returned { code, is }).done);
        assert!(house.store.load().unwrap().return_codes.is_empty());
    }
}

#[test]
fn whoever_consented_and_shows_a_code_is_known_everywhere_for_the_rest_of_the_visit() {
    let mut house = House::new(Recognition::OptIn);
    house.stand(7, Place::Car, 40);
    house.consent();
    let (visitor, code) = (house.visitor(), house.code());
    let returns = code.clone();
    house.ask(CorrectionKind::ReturnCode { visitor, code });
    house.leave();
    house.sleep(1);
    house.stand(7, Place::Car, 40);
    let is = house.visitor();
    assert_ne!(is, visitor);
    let code = returns;
    assert!(house.ask(CorrectionKind::Returned { code, is }).done);
    house.wait(8);
    house.stand(7, Place::Car, 40);
    assert_eq!(house.visitor(), visitor);
}

#[test]
fn erasing_takes_consents_and_codes_along() {
    let mut house = House::new(Recognition::OptIn);
    house.stand(7, Place::Car, 40);
    let (receipt, _) = house.consent();
    let (visitor, code) = (house.visitor(), house.code());
    let returns = code.clone();
    house.ask(CorrectionKind::ReturnCode { visitor, code });
    house.leave();
    let code = house.line.code(visitor).unwrap().clone();
    let answer = house.ask(CorrectionKind::Erase { code });
    assert!(answer.done, "{answer:?}");
    let start = house.store.load().unwrap();
    assert!(start.consents.is_empty() && start.return_codes.is_empty());
    assert!(house.kept().is_empty() && house.remembered() == 0);
    assert!(!house.withdraw(&receipt).done);
    house.stand(7, Place::Car, 40);
    let is = house.visitor();
    let code = returns;
    assert!(!house.ask(CorrectionKind::Returned { code, is }).done);
}

#[test]
fn everywhere_is_everywhere() {
    let mut house = House::new(Recognition::OptIn);
    let settings = crate::app::LineSettings {
        recognise_in: RecogniseIn::Everywhere,
        ..testing::settings(Recognition::OptIn, zones())
    };
    let ids = Box::new(SeededIds::new(1));
    house.line = Line::new(settings, &StartState::default(), ids);
    house.stand(7, Place::Car, 40);
    house.consent();
    house.leave();
    let visitor = house.visitor();
    house.sleep(1);
    assert_eq!(house.visits(7, Place::Car), visitor);
    assert_ne!(house.visits(8, Place::Car), visitor);
}
