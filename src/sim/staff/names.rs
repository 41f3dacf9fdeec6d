//! Who works here.

use std::collections::BTreeSet;

use crate::sim::{Role, Scenario};

/// Names for colleagues whom a scenario does not name.
const OTHERS: [&str; 8] = [
    "pat", "robin", "alex", "kim", "jo", "toni", "sasha", "chris",
];

/// The users of a scenario's tablets: its staff in their order, then, where `count` asks for more, others by names that
/// nobody there has. Without a count, its staff, or two where it has none.
pub fn crew_names(scenario: &Scenario, count: Option<usize>) -> Vec<String> {
    let taken: BTreeSet<&str> = scenario.people.iter().map(|p| p.id.as_str()).collect();
    let staff = scenario.people.iter().filter(|p| p.role == Role::Staff);
    let staff: Vec<String> = staff.map(|person| person.id.clone()).collect();
    let count = count.unwrap_or(if staff.is_empty() { 2 } else { staff.len() });
    let others = OTHERS.iter().map(|name| (*name).to_owned());
    let numbered = (1..).map(|n| format!("colleague-{n}"));
    let free = others.chain(numbered).filter(|n| !taken.contains(&**n));
    staff.into_iter().chain(free).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::testing::{SHOWROOM, parse};

    #[test]
    fn the_staff_of_the_scenario_come_first_and_nobody_is_named_twice() {
        let names = crew_names(&parse(SHOWROOM), Some(20));
        assert_eq!(names[0], "mark");
        let different: BTreeSet<&String> = names.iter().collect();
        assert_eq!((names.len(), different.len()), (20, 20));
        assert!(names.iter().all(|name| name != "anna"));
        assert_eq!(crew_names(&parse(SHOWROOM), None), ["mark"]);
    }
}
