//! How far a visitor is on the way to a car of their own, and what says so.
//!
//! * `browsing`: from the entry on.
//! * `interested`: stood at one car for [`Settings::interested_after`].
//! * `engaged`: was in contact with a colleague.
//! * `returning`: has been here on an earlier day.
//! * `deciding`: two of these three: looks at a car again that they looked at in an earlier visit; was alone before and has
//!   brought somebody; was in contact for [`Settings::long_contact`].
//!
//! A visit never falls back.

use std::{collections::BTreeSet, time::Duration};

use super::settings::Settings;
use crate::types::{Sign, Stage};

/// So many of the signs of a decision are one.
const DECIDING: usize = 2;

/// What of a visit points to a stage.
#[derive(Clone, Copy, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "signs that are there or not, independently"
)]
pub(super) struct Facts {
    /// Longest at one car.
    pub(super) longest: Duration,
    pub(super) spoke: bool,
    pub(super) spoke_for: Duration,
    pub(super) came_back: bool,
    pub(super) same_car_again: bool,
    pub(super) brought_somebody: bool,
}

/// The stage of a visit, and what has been told of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Funnel {
    reached: Option<Stage>,
}

impl Funnel {
    /// The stage that these facts reach, if it is a new one, and the signs of it.
    pub(super) fn advance(
        &mut self,
        facts: &Facts,
        settings: &Settings,
    ) -> Option<(Stage, Vec<Sign>)> {
        let signs = signs(facts, settings);
        let stage = stage(&signs);
        if self.reached.is_some_and(|reached| reached >= stage) {
            return None;
        }
        self.reached = Some(stage);
        (stage > Stage::Browsing).then(|| (stage, signs.into_iter().collect()))
    }

    pub(super) fn absorb(&mut self, other: &Self) {
        self.reached = self.reached.max(other.reached);
    }
}

fn signs(facts: &Facts, settings: &Settings) -> BTreeSet<Sign> {
    let all = [
        (Sign::LookedLong, facts.longest >= settings.interested_after),
        (Sign::Spoke, facts.spoke),
        (Sign::CameBack, facts.came_back),
        (Sign::SameCarAgain, facts.same_car_again),
        (Sign::BroughtSomebody, facts.brought_somebody),
        (Sign::SpokeLong, facts.spoke_for >= settings.long_contact),
    ];
    let found = all.into_iter().filter(|(_, found)| *found);
    found.map(|(sign, _)| sign).collect()
}

fn stage(signs: &BTreeSet<Sign>) -> Stage {
    let deciding = [Sign::SameCarAgain, Sign::BroughtSomebody, Sign::SpokeLong];
    let deciding = deciding.iter().filter(|sign| signs.contains(sign)).count();
    if deciding >= DECIDING {
        Stage::Deciding
    } else if signs.contains(&Sign::CameBack) {
        Stage::Returning
    } else if signs.contains(&Sign::Spoke) {
        Stage::Engaged
    } else if signs.contains(&Sign::LookedLong) {
        Stage::Interested
    } else {
        Stage::Browsing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_signs_of_a_decision_are_one_and_a_visit_never_falls_back() {
        let settings = Settings::default();
        let mut funnel = Funnel::default();
        let mut facts = Facts::default();
        assert_eq!(funnel.advance(&facts, &settings), None, "all begin so");
        facts.longest = Duration::from_mins(2);
        let told = funnel.advance(&facts, &settings);
        assert_eq!(told, Some((Stage::Interested, vec![Sign::LookedLong])));
        assert_eq!(funnel.advance(&facts, &settings), None, "told once");
        (facts.came_back, facts.same_car_again) = (true, true);
        let told = funnel.advance(&facts, &settings).map(|told| told.0);
        assert_eq!(told, Some(Stage::Returning));
        facts.brought_somebody = true;
        let told = funnel.advance(&facts, &settings).map(|told| told.0);
        assert_eq!(told, Some(Stage::Deciding));
        assert_eq!(funnel.advance(&Facts::default(), &settings), None);
    }
}
