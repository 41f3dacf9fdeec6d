//! How it shows that somebody who is left alone loses patience, from place and time only.
//!
//! * **Pacing**: at the desk or alone for a while, and to and fro: [`TURNS`] turns back within [`PACING_OVER`], each after
//!   a way of [`WAY_M`] and more.
//! * **Back at the desk**: away from it, and there again, and nobody came in between.
//! * **Leaving**: on the way out, after they had waited at the desk, or had been left alone for too long.

use std::{collections::VecDeque, time::Duration};

use crate::types::{FloorPoint, Stamp};

/// So many turns within so long are pacing.
const TURNS: usize = 4;
const PACING_OVER: Duration = Duration::from_secs(45);
/// A shorter way is a step aside, metres.
const WAY_M: f64 = 0.6;
/// Whoever has gone farther than this from where the pacing began walks somewhere, metres.
const PLACE_M: f64 = 2.5;

/// Turns of somebody who walks to and fro.
#[derive(Clone, Debug, Default)]
pub(super) struct Pacing {
    /// Where the present way began, and how far along it they have come.
    from: Option<FloorPoint>,
    farthest: Option<FloorPoint>,
    turns: VecDeque<(Stamp, FloorPoint)>,
}

impl Pacing {
    /// Takes in where somebody is. Gives the beginning where they pace by now.
    pub(super) fn see(&mut self, now: &Stamp, at: FloorPoint) -> Option<Stamp> {
        let from = *self.from.get_or_insert(at);
        let farthest = *self.farthest.get_or_insert(at);
        let (out, back) = (from.distance(farthest), farthest.distance(at));
        if from.distance(at) > out {
            self.farthest = Some(at);
        } else if out >= WAY_M && back >= WAY_M {
            self.turns.push_back((*now, farthest));
            (self.from, self.farthest) = (Some(farthest), Some(at));
        }
        while self
            .turns
            .front()
            .is_some_and(|(turned, _)| now.since(turned) > PACING_OVER)
        {
            self.turns.pop_front();
        }
        let (first, place) = *self.turns.front()?;
        let stays = self.turns.iter().all(|(_, p)| p.distance(place) <= PLACE_M);
        (stays && self.turns.len() >= TURNS).then_some(first)
    }
}
