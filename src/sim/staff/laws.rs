//! The laws that colleagues keep to, whatever the dice say.

use std::time::Duration;

use proptest::prelude::*;

use super::{
    Crew, Deed, StaffSettings, Tap,
    testing::{Appliance, alert},
};
use crate::types::{Action, Alert, AlertState, ShiftAction};

const EVERY: Duration = Duration::from_millis(250);
const HOUR: Duration = Duration::from_hours(1);

/// Nobody hesitates, misses or changes their mind.
fn keen() -> StaffSettings {
    StaffSettings {
        slow_share: 0.0,
        missed_share: 0.0,
        dismiss_share: 0.0,
        snooze_share: 0.0,
        undo_share: 0.0,
        contacted_share: 1.0,
        breaks_per_hour: 0.0,
        ..StaffSettings::default()
    }
}

/// Everything happens often.
fn fickle() -> StaffSettings {
    StaffSettings {
        missed_share: 0.2,
        dismiss_share: 0.2,
        snooze_share: 0.1,
        undo_share: 0.3,
        breaks_per_hour: 3.0,
        with_s: 20.0..90.0,
        ..StaffSettings::default()
    }
}

fn users(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// What comes when: an alert, and what becomes of it without anybody's tap, some time later.
#[derive(Clone, Debug)]
struct Story {
    raised: Duration,
    for_staff: Vec<&'static str>,
    then: AlertState,
    later: Duration,
}

fn stories() -> impl Strategy<Value = Vec<Story>> {
    let addressed = prop::sample::select(vec![vec![], vec!["mark"], vec!["mark", "nora"]]);
    let then = prop::sample::select(vec![
        AlertState::Escalated,
        AlertState::Contacted,
        AlertState::Closed,
        AlertState::Expired,
    ]);
    let story = (0_u64..3000, addressed, then, 5_u64..600);
    let story = story.prop_map(|(raised, for_staff, then, later)| Story {
        raised: Duration::from_secs(raised),
        for_staff,
        then,
        later: Duration::from_secs(later),
    });
    prop::collection::vec(story, 0..25)
}

/// An hour on the floor; `look` sees every step.
fn hour(
    mut crew: Crew,
    stories: &[Story],
    latency: Duration,
    mut look: impl FnMut(&Appliance),
) -> Appliance {
    let mut appliance = Appliance::slow(latency);
    let mut now = Duration::ZERO;
    while now < HOUR {
        for (number, story) in stories.iter().enumerate() {
            let raised = alert(number as u128 + 1, &story.for_staff);
            let id = raised.id;
            if (now..now + EVERY).contains(&story.raised) {
                appliance.raise(raised, now);
            }
            if (now..now + EVERY).contains(&(story.raised + story.later)) {
                appliance.becomes(id, story.then, now);
            }
        }
        appliance.step(&mut crew, now);
        look(&appliance);
        now += EVERY;
    }
    appliance
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn nobody_holds_two_claims_or_claims_what_is_not_theirs_or_known_to_be_over(
        seed in any::<u64>(), stories in stories(), latency in 0.0..0.49,
    ) {
        // There and back before a claim is made again: of two that are on their way the later one may be carried out after the
        // first was lost again.
        let latency_ms = (latency * fickle().answer_s * 1_000.0) as u64;
        let names = ["mark", "nora", "pat"];
        let crew = Crew::new(&users(&names), &fickle(), seed);
        let latency = Duration::from_millis(latency_ms);
        let mut most = 0;
        let done = hour(crew, &stories, latency, |appliance| {
            let held = names.iter().map(|user| appliance.held_by(user));
            most = most.max(held.max().unwrap_or(0));
        });
        prop_assert!(most <= 1);
        prop_assert_eq!(done.stale, 0);
        for (tap, ..) in done.actions() {
            let Deed::Alert { alert, .. } = &tap.deed else { continue };
            let story = &stories[alert.0.0 as usize - 1];
            prop_assert!(tap.at >= story.raised);
            let theirs = story.for_staff.is_empty() || story.for_staff.contains(&&*tap.user);
            prop_assert!(theirs, "{tap:?}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_taps(seed in any::<u64>(), stories in stories()) {
        let run = || {
            let crew = Crew::new(&users(&["mark", "nora"]), &fickle(), seed);
            hour(crew, &stories, Duration::ZERO, |_| ()).tapped
        };
        prop_assert_eq!(run(), run());
    }

    #[test]
    fn a_colleague_more_changes_nothing_of_the_others_dice(seed in any::<u64>(), stories in stories()) {
        // Each tablet is told the same, so that nobody's taps change what others see.
        let deaf = |names: &[&str]| {
            let mut crew = Crew::new(&users(names), &fickle(), seed);
            let mut taps: Vec<Tap> = Vec::new();
            for (number, story) in stories.iter().enumerate() {
                crew.hear(&alert(number as u128 + 1, &story.for_staff), story.raised);
            }
            let mut now = Duration::ZERO;
            while now < HOUR {
                taps.extend(crew.due(now));
                now += EVERY;
            }
            taps.retain(|tap| tap.user == "mark");
            taps
        };
        prop_assert_eq!(deaf(&["mark"]), deaf(&["pat", "mark", "nora"]));
    }
}

/// One alert in front of keen colleagues, half an hour.
fn one(names: &[&str], settings: &StaffSettings, seed: u64) -> Appliance {
    let mut crew = Crew::new(&users(names), settings, seed);
    let mut appliance = Appliance::default();
    appliance.raise(alert(1, &[]), Duration::ZERO);
    for n in 0..7200 {
        appliance.step(&mut crew, EVERY * n);
    }
    appliance
}

#[test]
fn half_of_the_alerts_are_claimed_within_the_median_reaction() {
    let mut claims: Vec<Duration> = (0..400)
        .filter_map(|seed| {
            let done = one(&["mark"], &keen(), seed);
            let claim = done
                .actions()
                .find(|(_, action, _)| *action == Action::Claim);
            claim.map(|(tap, ..)| tap.at)
        })
        .collect();
    claims.sort();
    assert_eq!(claims.len(), 400);
    let median = claims[200].as_secs_f64();
    assert!((9.0..12.0).contains(&median), "{median} s with the tap");
}

#[test]
fn two_sometimes_reach_for_the_same_and_the_loser_takes_another() {
    let settings = keen();
    let lost = (0..200).filter(|seed| {
        let mut crew = Crew::new(&users(&["mark", "nora"]), &settings, *seed);
        let mut appliance = Appliance::default();
        appliance.raise(alert(1, &[]), Duration::ZERO);
        appliance.raise(alert(2, &[]), Duration::ZERO);
        for n in 0..400 {
            appliance.step(&mut crew, EVERY * n);
        }
        let refused = appliance.actions().any(|(_, _, done)| !done);
        let held = appliance.alerts.values().filter(|a| a.by.is_some()).count();
        assert_eq!(held, 2, "both have somebody");
        refused
    });
    let lost = lost.count();
    assert!((5..100).contains(&lost), "{lost} of 200");
}

#[test]
fn whoever_misses_an_alert_hears_its_escalation() {
    let settings = StaffSettings {
        missed_share: 1.0,
        ..keen()
    };
    assert_eq!(one(&["mark"], &settings, 1).actions().count(), 0);
    let claimed = (0..40).filter(|seed| {
        let settings = StaffSettings {
            missed_share: 0.5,
            ..keen()
        };
        let mut crew = Crew::new(&users(&["mark"]), &settings, *seed);
        let mut appliance = Appliance::default();
        appliance.raise(alert(1, &[]), Duration::ZERO);
        let id = alert(1, &[]).id;
        for n in 0..2000 {
            if n == 1000 {
                appliance.becomes(id, AlertState::Escalated, EVERY * n);
            }
            appliance.step(&mut crew, EVERY * n);
        }
        let mut claims = appliance.actions();
        claims.any(|(tap, action, _)| action == Action::Claim && tap.at > EVERY * 1000)
    });
    let claimed = claimed.count();
    assert!((3..20).contains(&claimed), "{claimed} of 40 only then");
}

#[test]
fn the_most_urgent_comes_first_and_cameras_are_nobodys_visitors() {
    let settings = StaffSettings {
        reaction_spread: 0.0,
        ..keen()
    };
    let mut crew = Crew::new(&users(&["mark"]), &settings, 1);
    let urgent = Alert {
        priority: crate::types::Priority::High,
        ..alert(9, &[])
    };
    let camera = Alert {
        kind: crate::types::AlertKind::Camera,
        priority: crate::types::Priority::High,
        ..alert(1, &[])
    };
    for alert in [alert(2, &[]), urgent, camera] {
        crew.hear(&alert, Duration::ZERO);
    }
    let taps: Vec<Tap> = (0..2000).flat_map(|n| crew.due(EVERY * n)).collect();
    let start = Deed::Shift(ShiftAction::Start);
    assert_eq!(taps[0].deed, start);
    let claims: Vec<_> = taps
        .iter()
        .filter_map(|tap| match tap.deed {
            Deed::Alert { alert, .. } => Some(alert.0.0),
            Deed::Shift(_) => None,
        })
        .collect();
    assert_eq!(claims.first(), Some(&9));
    assert!(!claims.contains(&1), "{claims:?}");
}

#[test]
fn a_claim_ends_in_a_contact_whether_it_is_tapped_at_once_or_at_the_end() {
    for settings in [keen(), keen().seen_by_cameras()] {
        let done = one(&["mark"], &settings, 5);
        let actions: Vec<Action> = done.actions().map(|(_, action, _)| action).collect();
        assert_eq!(actions, [Action::Claim, Action::Contacted]);
        let taps: Vec<Duration> = done.actions().map(|(tap, ..)| tap.at).collect();
        let least = if settings.contacted_share > 0.0 {
            10
        } else {
            130
        };
        assert!(taps[1] >= taps[0] + Duration::from_secs(least), "{taps:?}");
    }
}

#[test]
fn breaks_are_told_and_whoever_has_one_is_left_in_peace() {
    let settings = StaffSettings {
        breaks_per_hour: 4.0,
        ..keen()
    };
    let mut crew = Crew::new(&users(&["mark"]), &settings, 2);
    let mut shifts = Vec::new();
    for n in 0..40_000 {
        for tap in crew.due(EVERY * n) {
            if let Deed::Shift(action) = tap.deed {
                assert_ne!(action, ShiftAction::Free, "nobody was there");
                shifts.push((tap.at, action));
            }
        }
    }
    assert!(shifts.len() > 4, "{shifts:?}");
    for (n, (_, action)) in shifts.iter().enumerate() {
        let expected = if n % 2 == 0 {
            ShiftAction::Start
        } else {
            ShiftAction::End
        };
        assert_eq!(*action, expected);
    }
    // A night between two looks at the clock is no break.
    let night = crew.due(EVERY * 40_000 + Duration::from_hours(14));
    let ends = night
        .iter()
        .filter(|tap| tap.deed == Deed::Shift(ShiftAction::End));
    assert_eq!(ends.count(), 0);
}
