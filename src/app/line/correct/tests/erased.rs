//! Visitors who are erased, after any history.

use super::*;
use crate::types::{Erasure, VisitorCode};

impl Showroom {
    /// Erases whoever this visit belongs to.
    fn erase(&mut self, visit: VisitId) -> (CorrectionAnswer, Option<Erasure>) {
        let code = self.line.code(self.owner(visit)).unwrap().clone();
        let before = self.done.len();
        let (answer, records) = self.correct(CorrectionKind::Erase { code });
        // There is no way back.
        self.done.truncate(before);
        let erased = records.into_iter().find_map(|record| match record {
            Record::Erased(erasure) => Some(*erasure),
            _ => None,
        });
        for gone in erased.iter().flat_map(|erasure| &erasure.visits) {
            self.visits.remove(gone);
        }
        (answer, erased)
    }

    /// All that is kept, as text.
    fn kept(&mut self) -> String {
        self.write();
        let mut start = self.store.load().unwrap();
        start.erased.clear();
        serde_json::to_string(&start).unwrap()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn after_any_history_nothing_is_left_of_whoever_is_erased_and_all_of_the_others(
        acts in prop::collection::vec(act(), 4..20),
        whom in 0usize..9,
        later in prop::collection::vec(act(), 0..6),
    ) {
        let mut showroom = Showroom::new();
        let carry_out = |showroom: &mut Showroom, act: &Act| match act {
            Act::Come(person) => drop(showroom.come(*person)),
            Act::Enrol(person) => showroom.enrol(*person),
            Act::Leave => drop(showroom.leave()),
            correction => {
                if let Some(kind) = showroom.kind(correction) {
                    showroom.correct(kind);
                }
            }
        };
        for act in &acts {
            carry_out(&mut showroom, act);
        }
        showroom.leave();
        let wholes = showroom.wholes();
        prop_assume!(!wholes.is_empty());
        let visit = wholes[whom % wholes.len()];
        let owner = showroom.owner(visit);
        let before = showroom.known();
        let (answer, erasure) = showroom.erase(visit);
        prop_assert!(answer.done, "{}", answer.text);
        let erasure = erasure.unwrap();
        let kept = showroom.kept();
        let visitors = erasure.visitors.iter().map(ToString::to_string);
        let codes = erasure.codes.iter().map(ToString::to_string);
        for name in visitors.chain(codes) {
            prop_assert!(!kept.contains(&name), "{name} in {kept}");
        }
        let after = showroom.known();
        let others = |picture: &Picture| {
            let mut visits = picture.visits.clone();
            visits.retain(|visit, _| !erasure.visits.contains(visit));
            let mut scores = picture.scores.clone();
            scores.remove(&owner);
            (visits, scores)
        };
        prop_assert_eq!(others(&after), others(&before));
        // Whose face it was is known as nobody, or as somebody else whose visit a split made of it: that one was not erased.
        for (was, is) in before.faces.iter().zip(&after.faces) {
            if was.contains(&owner) {
                prop_assert!(is.iter().all(|is| !erasure.visitors.contains(is)), "{is:?}");
            } else {
                prop_assert_eq!(is, was);
            }
        }
        // It goes on as if they had never been here, and nobody gets their code.
        for act in &later {
            carry_out(&mut showroom, act);
        }
        showroom.leave();
        showroom.known();
        let reused: Vec<&VisitorCode> = erasure.codes.iter().filter(|code| showroom.line.find(code).is_some()).collect();
        prop_assert!(reused.is_empty(), "{reused:?}");
    }
}

#[test]
fn whoever_is_here_is_erased_when_they_have_left_and_is_new_the_next_time() {
    let mut showroom = Showroom::new();
    showroom.come(0);
    let visit = showroom.wholes()[0];
    let (answer, erasure) = showroom.erase(visit);
    assert!(!answer.done && erasure.is_none(), "{}", answer.text);
    assert!(
        answer.text.contains("in the showroom now"),
        "{}",
        answer.text
    );
    showroom.leave();
    let (answer, erasure) = showroom.erase(visit);
    assert!(answer.done, "{}", answer.text);
    showroom.write();
    let log = showroom.kept();
    assert!(!log.contains("events\":[{"), "{log}");
    showroom.come(0);
    showroom.leave();
    let again = showroom.wholes();
    let erasure = erasure.unwrap();
    assert_eq!(again.len(), 1);
    let owner = showroom.owner(again[0]);
    assert!(!erasure.visitors.contains(&owner));
    assert!(!erasure.codes.contains(showroom.line.code(owner).unwrap()));
    // A second request finds nobody.
    let kind = CorrectionKind::Erase {
        code: erasure.codes[0].clone(),
    };
    let (answer, records) = showroom.correct(kind);
    assert!(
        !answer.done && answer.text.starts_with("nobody has this code"),
        "{}",
        answer.text
    );
    let code = erasure.codes[0].as_str();
    let named =
        |record: &Record| matches!(record, Record::Audit(entry) if entry.detail.contains(code));
    assert!(!records.iter().any(named), "{records:?}");
}
