//! Ways across the floor, around cars and desks.

use super::floor::{Floor, Rectangle, Spot};
use crate::types::ZoneKind;

/// People keep this far from what they walk around, metres.
const CLEARANCE_M: f64 = 0.3;
/// Corners are turned this far from what stands there: a little more than the clearance, so that the way is free.
const CORNER_M: f64 = 0.42;

/// What stands in the way.
#[derive(Clone, Debug)]
pub(super) struct Obstacles {
    blocked: Vec<Rectangle>,
    corners: Vec<Spot>,
    width: f64,
    depth: f64,
}

impl Obstacles {
    pub(super) fn new(floor: &Floor) -> Self {
        let desks = floor.places.iter().filter(|p| p.kind == ZoneKind::Desk);
        let bodies = floor.cars.iter().map(|car| car.body);
        let solid: Vec<Rectangle> = bodies.chain(desks.map(|desk| desk.area)).collect();
        let blocked: Vec<_> = solid.iter().map(|body| body.grown(CLEARANCE_M)).collect();
        let mut obstacles = Self {
            blocked,
            corners: Vec::new(),
            width: floor.width,
            depth: floor.depth,
        };
        let corners = solid.iter().flat_map(|body| body.grown(CORNER_M).corners());
        obstacles.corners = corners.filter(|c| obstacles.is_free(*c)).collect();
        obstacles
    }

    /// Whether somebody can stand there.
    pub(super) fn is_free(&self, p: Spot) -> bool {
        (0.0..=self.width).contains(&p.x)
            && (0.0..=self.depth).contains(&p.y)
            && !self.blocked.iter().any(|body| body.contains(p))
    }

    /// The shortest way, its ends included; straight through where there is none around.
    pub(super) fn way(&self, from: Spot, to: Spot) -> Vec<Spot> {
        if self.is_clear(from, to) {
            return vec![from, to];
        }
        // Dijkstra over the corners that see each other.
        let nodes: Vec<Spot> = [from, to].into_iter().chain(self.corners.clone()).collect();
        let mut best = vec![f64::INFINITY; nodes.len()];
        let mut before = vec![0; nodes.len()];
        let mut open = vec![true; nodes.len()];
        best[0] = 0.0;
        while let Some(here) = (0..nodes.len())
            .filter(|&n| open[n] && best[n].is_finite())
            .min_by(|&a, &b| best[a].total_cmp(&best[b]))
        {
            if here == 1 {
                return trace(&nodes, &before);
            }
            open[here] = false;
            for next in 0..nodes.len() {
                let length = best[here] + nodes[here].distance(nodes[next]);
                if open[next] && length < best[next] && self.is_clear(nodes[here], nodes[next]) {
                    best[next] = length;
                    before[next] = here;
                }
            }
        }
        vec![from, to]
    }

    fn is_clear(&self, from: Spot, to: Spot) -> bool {
        !self.blocked.iter().any(|body| crosses(body, from, to))
    }
}

fn trace(nodes: &[Spot], before: &[usize]) -> Vec<Spot> {
    let mut way = vec![nodes[1]];
    let mut here = 1;
    while here != 0 {
        here = before[here];
        way.push(nodes[here]);
    }
    way.reverse();
    way
}

/// Whether a straight line passes through a rectangle: clipped against both pairs of its sides (Liang and Barsky, 1984).
/// An end inside does not count as crossing for as long as the line leads outwards: who stands too near can step away.
fn crosses(body: &Rectangle, from: Spot, to: Spot) -> bool {
    let (a, b) = (body.local(from), body.local(to));
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (p, q, half) in [(a.0, b.0, body.length / 2.0), (a.1, b.1, body.width / 2.0)] {
        let d = q - p;
        if d.abs() < 1e-9 {
            if p.abs() >= half {
                return false;
            }
            continue;
        }
        let (t0, t1) = ((-half - p) / d, (half - p) / d);
        enter = enter.max(t0.min(t1));
        leave = leave.min(t0.max(t1));
    }
    let inside = leave - enter;
    inside > 1e-6 && inside * from.distance(to) > 0.05
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sim::testing;

    proptest! {
        #[test]
        fn a_way_between_free_spots_goes_around_everything(
            ax in 0.2f64..13.8, ay in 0.2f64..9.8, bx in 0.2f64..13.8, by in 0.2f64..9.8,
        ) {
            let obstacles = Obstacles::new(&testing::floor());
            let (a, b) = (Spot::new(ax, ay), Spot::new(bx, by));
            prop_assume!(obstacles.is_free(a) && obstacles.is_free(b));
            let way = obstacles.way(a, b);
            prop_assert_eq!((way[0], way[way.len() - 1]), (a, b));
            for leg in way.windows(2) {
                for part in 0..=20 {
                    let p = leg[0].towards(leg[1], f64::from(part) / 20.0);
                    let deep = testing::floor().cars.iter().any(|car| car.body.grown(0.15).contains(p));
                    prop_assert!(!deep, "{p:?} of {way:?} is inside a car");
                }
            }
        }
    }
}
