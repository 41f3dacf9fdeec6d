//! Colleagues who are not enrolled, and say so on a tablet.

use std::collections::BTreeMap;

use super::attribution::{Who, covered};
use crate::{
    app::Line,
    sim::{Simulation, Told},
    types::{Saying, Stamp, Statement, VisitId},
};

/// So long after a colleague has become a visitor they see it on their tablet, and tap, seconds.
const NOTICED_S: f64 = 5.0;

/// Colleagues who are taken for visitors, and since when.
#[derive(Debug, Default)]
pub(super) struct Taps {
    taken: BTreeMap<(Who, VisitId), Stamp>,
}

impl Taps {
    /// What colleagues say after this frame.
    pub(super) fn due(
        &mut self,
        line: &Line,
        simulation: &Simulation,
        told: &Told,
        now: &Stamp,
    ) -> Vec<Statement> {
        let mut said = Vec::new();
        for (sight, shown) in covered(line, told) {
            let member = &simulation.halls()[told.hall].world.cast()[shown.person];
            let (Some(visit), Some(visitor)) = (sight.visit, sight.visitor) else {
                continue;
            };
            let Some(code) = line.code(visitor).filter(|_| member.taps) else {
                continue;
            };
            let who = (told.hall, shown.person, shown.visit);
            let since = *self.taken.entry((who, visit)).or_insert(*now);
            if now.since(&since).as_secs_f64() >= NOTICED_S {
                self.taken.insert((who, visit), *now);
                said.push(Statement {
                    stamp: *now,
                    user: member.name.clone(),
                    visitor: code.clone(),
                    saying: Saying::Me,
                });
            }
        }
        said
    }
}
