//! Days like the busy Saturday, with all that happens in a showroom in the course of one.

use std::path::Path;

use jiff::{Span, civil::time};
use showfloor::sim::{ClockJump, Dice, Fault, FaultKind, Scenario};

use crate::place::Saturday;

/// Some days in a row, from the first Saturday.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Days {
    pub(crate) first: i64,
    /// None: the Saturday alone, as it is written.
    pub(crate) count: u32,
    /// Whether people come from nine to seven and things fail, or in the ten minutes of the Saturday alone.
    pub(crate) full: bool,
}

/// So many people without a story come on each day, from nine to seven.
const PEOPLE: u32 = 60;

/// Days like the busy Saturday, each with its own people besides, cameras that fail and a clock that is set, by lot.
pub(crate) fn days(folder: &Path, port: u16, seed: u64, days: Days) -> Saturday {
    Saturday::changed(folder, port, seed, |scenario| course(&scenario, seed, days))
}

fn course(scenario: &Scenario, seed: u64, days: Days) -> Scenario {
    let mut dice = Dice::new(seed, &["soak", "days"], 0);
    let mut long = scenario.multiplied(1, days.count).remove(0);
    long.date += Span::new().days(days.first);
    if !days.full {
        return long;
    }
    if let Some(extras) = &mut long.extras {
        extras.count = PEOPLE;
        extras.between = time(9, 0, 0, 0)..time(18, 50, 0, 0);
        extras.looks = 3;
        extras.look_s = 20.0..240.0;
        extras.faces = true;
    }
    for day in 1..=days.count {
        for camera in &mut long.cameras {
            let kind = [FaultKind::Unreachable, FaultKind::Frozen, FaultKind::Black];
            let kind = kind[dice.below(3)];
            let from = time(9 + dice.below(9) as i8, dice.below(60) as i8, 0, 0);
            let minutes = 1 + dice.below(40) as i64;
            let between = from..from.saturating_add(Span::new().minutes(minutes));
            camera.faults.push(Fault { kind, day, between });
        }
        if dice.below(3) == 0 {
            long.clock_jumps.push(ClockJump {
                day,
                at: time(12 + dice.below(5) as i8, 30, 0, 0),
                by_s: [-3_600, -40, 40, 3_600][dice.below(4)],
            });
        }
    }
    long
}
