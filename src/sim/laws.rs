//! The laws that every simulated day obeys, whatever the dice say.

use std::time::Duration;

use proptest::prelude::*;

use super::{Pose, Truth, World, route::Obstacles, scenario::Role, testing, timeline::Doing};

/// A busy showroom: two couples, staff who walk up to people, and people without a story.
fn busy(extras: u32) -> String {
    format!(
        "{}\n{}\n[extras]\ncount = {extras}\nbetween = [\"10:00\", \"10:04\"]\n",
        testing::SHOWROOM,
        r#"
[[person]]
id = "cleo"
[[person.visit]]
at = "10:00:40"
steps = [{ look_at = "ioniq", for_s = 60 }, { look_at = "kona", for_s = 40 }]
[[person.visit]]
day = 3
at = "11:00:00"
steps = [{ talk_to = "mark", for_s = 10 }, { look_at = "ioniq", for_s = 50 }]

[[person]]
id = "dan"
[[person.visit]]
day = 3
at = "11:00:30"
steps = [{ follow = "cleo", for_s = 20 }, { wait_at = "desk", for_s = 30, pacing = true }]
"#
    )
}

fn world(seed: u64, extras: u32) -> World {
    World::new(&testing::parse(&busy(extras)), seed)
}

/// Moments spread over all days, in milliseconds.
fn moments(world: &World, every_ms: u64) -> impl Iterator<Item = Duration> {
    let days: Vec<_> = world.days().to_vec();
    days.into_iter().flat_map(move |day| {
        let (from, to) = (day.start.as_millis() as u64, day.end.as_millis() as u64);
        (from..to)
            .step_by(every_ms as usize)
            .map(Duration::from_millis)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_same_seed_gives_the_same_day(seed in any::<u64>()) {
        let (one, two) = (world(seed, 5), world(seed, 5));
        prop_assert_eq!(format!("{:?}", one.stays), format!("{:?}", two.stays));
        prop_assert_eq!(Truth::of(&one), Truth::of(&two));
        for at in moments(&one, 1700) {
            prop_assert_eq!(one.scene(at), two.scene(at));
        }
    }

    #[test]
    fn nobody_is_in_two_places_nor_jumps(seed in any::<u64>()) {
        let world = world(seed, 5);
        for day in world.days() {
            let mut before: Vec<Option<super::Spot>> = vec![None; world.cast().len()];
            let mut at = day.start;
            while at < day.end {
                let mut now = vec![None; world.cast().len()];
                for figure in world.scene(at).figures {
                    prop_assert!(now[figure.person].is_none(), "two of {}", world.cast()[figure.person].name);
                    now[figure.person] = Some(figure.at);
                }
                for (person, (before, now)) in before.iter().zip(&now).enumerate() {
                    if let (Some(before), Some(now)) = (before, now) {
                        let moved = before.distance(*now);
                        prop_assert!(moved < 0.25, "{} moved {moved} m in 0.1 s at {at:?}", world.cast()[person].name);
                    }
                }
                before = now;
                at += Duration::from_millis(100);
            }
        }
    }

    #[test]
    fn nobody_comes_again_before_they_have_left(seed in any::<u64>(), second in 40..200_i64) {
        let mut scenario = testing::scenario();
        let anna = scenario.people.iter_mut().find(|p| p.id == "anna").expect("she is there");
        let mut again = anna.visits[0].clone();
        again.at = again.at.saturating_add(jiff::Span::new().seconds(second));
        anna.visits.push(again);
        let world = World::new(&scenario, seed);
        let mut stays: Vec<_> = world.stays.iter().filter(|stay| stay.person == 1).collect();
        stays.sort_by_key(|stay| stay.visit);
        prop_assert_eq!(stays.len(), 2);
        prop_assert!(stays[0].to() <= stays[1].from(), "{} {}", stays[0].to(), stays[1].from());
    }

    #[test]
    fn nobody_stands_in_a_car_or_outside_of_the_room(seed in any::<u64>()) {
        let world = world(seed, 5);
        let obstacles = Obstacles::new(world.floor());
        for at in moments(&world, 700) {
            for figure in world.scene(at).figures {
                let p = figure.at;
                prop_assert!((-1e-9..=14.0 + 1e-9).contains(&p.x) && (-1e-9..=10.0 + 1e-9).contains(&p.y), "{p:?}");
                let name = &world.cast()[figure.person].name;
                prop_assert!(figure.pose == Pose::Walking || obstacles.is_free(p), "{name} stands at {p:?} at {at:?}");
            }
        }
    }

    #[test]
    fn dwells_of_a_visit_lie_in_it_and_never_overlap(seed in any::<u64>()) {
        let world = world(seed, 5);
        let truth = Truth::of(&world);
        for visit in &truth.visits {
            let of_visit = truth.dwells.iter().filter(|d| (d.person, d.visit) == (visit.person, visit.visit));
            let mut spans: Vec<_> = of_visit.map(|d| (d.span.start, d.span.end, d.stood)).collect();
            spans.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut elsewhere = visit.span.end - visit.span.start;
            let mut last = visit.span.start;
            for (from, to, stood) in spans {
                prop_assert!(last <= from && from < stood && stood <= to && to <= visit.span.end + 1e-6);
                elsewhere -= to - from;
                last = to;
            }
            prop_assert!(elsewhere >= -1e-6, "dwells and the rest make up the visit");
        }
    }

    #[test]
    fn who_speaks_is_spoken_with(seed in any::<u64>()) {
        let world = world(seed, 3);
        for stay in &world.stays {
            for leg in &stay.legs {
                let Doing::Talking(with) = &leg.doing else { continue };
                let middle = f64::midpoint(leg.from, leg.to);
                for other in with {
                    let partner = world.stays.iter().find(|s| s.person == *other && s.leg(middle).is_some());
                    let partner = partner.expect("who is spoken with is there");
                    let says = &partner.legs[partner.leg(middle).expect("there")].doing;
                    let mine = stay.place(middle).expect("there");
                    let theirs = partner.place(middle).expect("there");
                    prop_assert!(matches!(says, Doing::Talking(_)), "{says:?}");
                    prop_assert!(mine.distance(theirs) < 2.6, "{} m apart", mine.distance(theirs));
                }
            }
        }
        let truth = Truth::of(&world);
        for contact in &truth.contacts {
            prop_assert_eq!(world.cast()[contact.staff].role, Role::Staff);
            prop_assert_eq!(world.cast()[contact.visitor].role, Role::Visitor);
        }
    }

    #[test]
    fn a_stranger_does_not_change_when_others_come(seed in any::<u64>()) {
        let (few, more) = (world(seed, 0), world(seed, 1));
        // Where both may want the same spot they make room; the time at which people come and the dice do not change.
        let entries = |w: &World| {
            let named = w.stays.iter().filter(|s| !w.cast()[s.person].extra);
            named.map(|s| (s.person, s.visit, s.from())).collect::<Vec<_>>()
        };
        prop_assert_eq!(entries(&few), entries(&more));
    }
}

#[test]
fn the_truth_of_a_small_day_is_as_planned() {
    let world = world(3, 0);
    let truth = Truth::of(&world);
    let name = |person: usize| world.cast()[person].name.as_str();
    let dwell = |who: &str, zone: &str, visit: u32| -> f64 {
        let of = truth
            .dwells
            .iter()
            .filter(|d| name(d.person) == who && d.zone == zone && d.visit == visit);
        of.map(|d| d.span.end - d.span.start).sum()
    };
    // Two minutes at the car, and a step into its area and out of it.
    assert!(
        (120.0..127.0).contains(&dwell("anna", "kona", 0)),
        "{}",
        dwell("anna", "kona", 0)
    );
    assert_eq!(dwell("anna", "ioniq", 0), 0.0, "she only walked by");
    assert!(
        (100.0..130.0).contains(&dwell("ben", "kona", 0)),
        "he stood by her: {}",
        dwell("ben", "kona", 0)
    );
    assert!(dwell("anna", "desk", 0) >= 15.0);
    assert!(
        (60.0..66.0).contains(&dwell("cleo", "ioniq", 0)),
        "{}",
        dwell("cleo", "ioniq", 0)
    );
    let contact = truth
        .contacts
        .iter()
        .find(|c| name(c.visitor) == "anna")
        .expect("mark spoke with her");
    assert!((contact.span.end - contact.span.start - 30.0).abs() < 0.01 && contact.staff_began);
    assert!(
        truth.contacts.iter().any(|c| name(c.visitor) == "ben"),
        "he stood by"
    );
    let asked = truth.contacts.iter().find(|c| name(c.visitor) == "cleo");
    assert!(asked.is_none(), "mark was not there on day 3");
    assert_eq!(truth.parties.len(), 2, "{:?}", truth.parties);
    assert_eq!(
        truth.parties[0]
            .people
            .iter()
            .map(|p| name(*p))
            .collect::<Vec<_>>(),
        ["anna", "ben"]
    );
    let visits: Vec<_> = truth
        .visits
        .iter()
        .filter(|v| name(v.person) == "cleo")
        .collect();
    assert_eq!(
        visits.iter().map(|v| (v.visit, v.day)).collect::<Vec<_>>(),
        [(0, 1), (1, 3)]
    );
    assert!((visits[1].span.start - visits[0].span.start - 2.0 * 86_400.0 - 3560.0).abs() < 1e-6);
}
