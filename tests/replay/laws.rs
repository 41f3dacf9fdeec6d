//! What must hold on any day, whoever walks wherever.

use std::{collections::BTreeMap, env, time::Duration};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use showfloor::{
    config::Config,
    scoring::{Ledger, Place},
    store::StartState,
    types::{
        Action, Alert, AlertId, AlertKind, Event, EventKind, Input, Observation, Record, Stamp,
        VisitId, VisitSummary, ZoneId,
    },
};

use crate::{
    CONFIG,
    made_up::{Person, World},
    schema,
    story::{Act, Played, Story, line},
};

const NAMES: [&str; 4] = ["Fay", "Gus", "Hana", "Igor"];
const SECONDS: u32 = 75;

/// Days to try; more of them in the long tier.
fn cases() -> u32 {
    if env::var_os("SHOWFLOOR_LONG").is_some() {
        2_000
    } else {
        48
    }
}

/// The showroom in a hurry, so that a short day has alerts of all kinds and people come and go.
fn hasty() -> Config {
    let mut config = CONFIG.clone();
    config.behaviour.alone.overdue = Duration::from_secs(10);
    config.behaviour.party.overdue = Duration::from_secs(10);
    config.behaviour.report_every = Duration::from_secs(5);
    config.presence.gone_after = Duration::from_secs(4);
    config.alerts.expires_after = Duration::from_secs(25);
    config.alerts.snooze_for = Duration::from_secs(5);
    (config.rules.bands.warm, config.rules.bands.hot) = (6.0, 7.0);
    config.rules.bands.hysteresis = 0.5;
    config
}

/// A way through one camera's picture, beginning within the first half of the day.
fn way() -> impl Strategy<Value = Vec<(f32, f32, f32)>> {
    let step = (2.0f32..12.0, 0.02f32..0.98, 0.55f32..0.98);
    (0.0f32..35.0, prop::collection::vec(step, 2..6)).prop_map(|(mut at_s, steps)| {
        let mut point = |(seconds, x, y)| {
            at_s += seconds;
            (at_s, x, y)
        };
        steps.into_iter().map(&mut point).collect()
    })
}

/// Somebody who may be hidden once, and may go on to the other camera after some seconds, or come back to the first.
fn person(name: &'static str) -> impl Strategy<Value = Person> {
    let later = prop::option::of((0.5f32..9.0, any::<bool>(), way()));
    (0usize..2, way(), 0.0f32..60.0, 0.0f32..5.0, later).prop_map(
        move |(camera, way, from, seconds, later)| {
            let end = way.last().map_or(0.0, |p| p.0);
            let first = Person::new(name, camera, &way).hidden(from..from + seconds);
            let Some((gap, same, on)) = later else {
                return first;
            };
            let (camera, begin) = (if same { camera } else { 1 - camera }, on[0].0);
            let shifted: Vec<_> = on
                .iter()
                .map(|(at, x, y)| (at - begin + end + gap, *x, *y))
                .collect();
            if same {
                first.hidden(end..end + gap).then(camera, &shifted)
            } else {
                first.then(camera, &shifted)
            }
        },
    )
}

fn tap() -> impl Strategy<Value = (u64, Act)> {
    let kinds = [AlertKind::Unattended, AlertKind::Hot, AlertKind::Returning];
    let actions = [
        Action::Claim,
        Action::Contacted,
        Action::Dismiss,
        Action::Snooze,
        Action::Undo,
    ];
    let user = prop::sample::select(vec!["ewa", "jan"]);
    (
        0..u64::from(SECONDS) * 1000,
        user,
        prop::sample::select(kinds.to_vec()),
        prop::sample::select(actions.to_vec()),
    )
        .prop_map(|(ms, user, kind, action)| (ms, Act::Tap { user, kind, action }))
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let everyone = NAMES.map(|name| prop::option::weighted(0.6, person(name)));
    everyone.prop_map(|some| some.into_iter().flatten().collect())
}

fn story() -> impl Strategy<Value = Story> {
    let acts = prop::collection::vec(tap(), 0..12);
    (any::<u64>(), people(), acts).prop_map(|(seed, people, mut acts)| {
        acts.sort_by_key(|(ms, _)| *ms);
        let world = World::new("2026-03-03T09:00:00Z", seed, SECONDS, people);
        Story { world, acts }
    })
}

fn played(story: &Story) -> Played {
    story.play(&mut line(&hasty(), &StartState::default(), 7))
}

fn events(played: &Played) -> impl Iterator<Item = &Event> {
    played.records().filter_map(|record| match record {
        Record::Event(event) => Some(event),
        _ => None,
    })
}

fn alerts(played: &Played) -> BTreeMap<AlertId, Vec<&Alert>> {
    let mut all = BTreeMap::<_, Vec<_>>::new();
    for record in played.records() {
        if let Record::Alert(alert) = record {
            all.entry(alert.id).or_default().push(&**alert);
        }
    }
    all
}

/// The last row of each visit.
fn visits(played: &Played) -> BTreeMap<VisitId, &VisitSummary> {
    played
        .records()
        .filter_map(|record| match record {
            Record::Visit(visit) => Some((visit.id, visit)),
            _ => None,
        })
        .collect()
}

/// Dwell in milliseconds, as told, in an order that does not depend on ids.
fn dwells(played: &Played) -> Vec<(ZoneId, u64, u64)> {
    let ms = |seconds: f64| (seconds * 1000.0).round() as u64;
    let mut all: Vec<_> = events(played)
        .filter_map(|event| match &event.kind {
            EventKind::Dwelled {
                zone,
                added_s,
                total_s,
                ..
            } => Some((zone.clone(), ms(*added_s), ms(*total_s))),
            _ => None,
        })
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_dwells_in_a_zone_for_longer_than_they_are_here(story in story()) {
        let played = played(&story);
        let visits = visits(&played);
        for event in events(&played) {
            let (EventKind::Dwelled { zone, total_s, .. }, Some(visit)) = (&event.kind, event.visit) else { continue };
            let visit = visits[&visit];
            let here = visit.last_seen.since(&visit.opened).as_secs_f64();
            prop_assert!(*total_s <= here + 0.001, "{total_s} s in {zone} during {here} s");
        }
    }

    #[test]
    fn every_visit_ends_once_with_its_row_and_its_event(story in story()) {
        let played = played(&story);
        for (id, visit) in visits(&played) {
            prop_assert!(visit.closed.is_some());
            let ends = events(&played).filter(|e| {
                e.visit == Some(id) && matches!(e.kind, EventKind::Left { .. } | EventKind::Merged { .. } | EventKind::TurnedOutStaff)
            });
            prop_assert_eq!(ends.count(), 1);
        }
    }

    #[test]
    fn scores_are_the_fold_of_the_kept_events(story in story()) {
        let config = hasty();
        let mut line = line(&config, &StartState::default(), 7);
        let played = story.play(&mut line);
        let place = Place::new(&config.zones, &config.products, config.site.timezone.clone());
        let mut fresh = Ledger::new(config.rules.clone(), place);
        let again: Vec<_> = events(&played).filter_map(|event| fresh.observe(event)).flat_map(|c| c.entries).collect();
        let live: Vec<_> = played.records().filter_map(|record| match record {
            Record::Ledger(entry) => Some(entry.clone()),
            _ => None,
        }).collect();
        prop_assert_eq!(&live, &again);
        let end = story.end().utc;
        for entry in &live {
            // Under the name that the visitor has today, both know the same score.
            if line.code(entry.visitor).is_some() && !fresh.entries(entry.visitor).is_empty() {
                prop_assert_eq!(line.score(entry.visitor, end), fresh.score(entry.visitor, end));
            }
        }
    }

    #[test]
    fn revisions_of_an_alert_have_no_gap_go_forward_in_time_and_end(story in story()) {
        let played = played(&story);
        for revisions in alerts(&played).values() {
            let numbers: Vec<_> = revisions.iter().map(|alert| alert.rev).collect();
            prop_assert_eq!(&numbers, &(1..=revisions.len() as u32).collect::<Vec<_>>());
            let order = revisions.windows(2).find(|pair| pair[1].at < pair[0].at);
            prop_assert!(order.is_none(), "{order:?}");
            prop_assert!(revisions.last().is_some_and(|alert| alert.state.is_over()));
        }
    }

    #[test]
    fn after_a_visit_nobody_is_called_to_it(story in story()) {
        let played = played(&story);
        let mut over = Vec::new();
        for step in &played.steps {
            for record in step {
                if let Record::Alert(alert) = record {
                    prop_assert!(!over.contains(&alert.visit), "{alert:?}");
                }
            }
            over.extend(step.iter().filter_map(|record| match record {
                Record::Visit(visit) if visit.closed.is_some() => Some(Some(visit.id)),
                _ => None,
            }));
        }
    }

    #[test]
    fn a_jump_of_the_wall_clock_changes_no_dwell(story in story(), part in 0.0f64..1.0, hours in -60i64..60) {
        let straight = played(&story);
        let mut jumped = Played::default();
        let mut line = line(&hasty(), &StartState::default(), 7);
        let from = (straight.inputs.len() as f64 * part) as usize;
        let shift = |at: Timestamp| at + SignedDuration::from_hours(hours);
        for (i, input) in straight.inputs.iter().enumerate() {
            // A tap names an alert by its id, which holds the wall-clock time.
            if let Input::Command(_) = input { continue }
            let mut input = input.clone();
            if i >= from {
                let stamp = stamp_of(&mut input);
                stamp.utc = shift(stamp.utc);
            }
            jumped.steps.push(line.step(&input));
        }
        let end = story.end();
        jumped.steps.push(line.close(&Stamp { utc: shift(end.utc), ..end }));
        jumped.steps.iter().for_each(|records| schema::check_all(records));
        prop_assert_eq!(dwells(&straight), dwells(&jumped));
    }

    #[test]
    fn somebody_in_another_camera_changes_nothing_for_anybody(
        seed in any::<u64>(), few in prop::collection::vec(way(), 1..3), stranger in way(),
    ) {
        let mut people: Vec<_> = few.iter().zip(NAMES).map(|(way, name)| Person::new(name, 0, way)).collect();
        let world = |people| Story::of(World::new("2026-03-03T09:00:00Z", seed, SECONDS, people));
        let alone = here(&played(&world(people.clone())));
        people.push(Person::new("Zoe", 1, &stranger));
        prop_assert_eq!(alone, here(&played(&world(people))));
    }
}

/// The events of the first camera, without their ids, and without confidence: that somebody is new is a little less
/// sure with everyone who is known.
fn here(played: &Played) -> Vec<(u64, String)> {
    events(played)
        .filter(|event| {
            event
                .evidence
                .camera
                .as_ref()
                .is_some_and(|c| c.as_str() == "window")
        })
        .map(|event| {
            let what = match &event.kind {
                EventKind::Identified { .. } | EventKind::Merged { .. } => {
                    event.kind.name().to_owned()
                }
                kind => format!("{kind:?}"),
            };
            (event.stamp.mono_ns, what)
        })
        .collect()
}

fn stamp_of(input: &mut Input) -> &mut Stamp {
    match input {
        Input::Observation(Observation::Frame(frame)) => &mut frame.stamp,
        Input::Observation(Observation::Camera(report)) => &mut report.stamp,
        Input::Tick(stamp) | Input::Reload(stamp) => stamp,
        Input::Correction(correction) => &mut correction.stamp,
        Input::Roster(update) => &mut update.stamp,
        Input::Command(command) => &mut command.stamp,
        Input::Said(said) => &mut said.stamp,
        Input::Shift(tap) => &mut tap.stamp,
        Input::External(external) => &mut external.stamp,
        Input::Room(report) => &mut report.stamp,
        Input::Shared(batch) => &mut batch.stamp,
    }
}
