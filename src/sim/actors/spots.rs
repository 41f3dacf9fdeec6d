//! Where to stand.

use super::stage::Stage;
use crate::sim::{floor::Spot, scenario::Target, scene::Pose};

/// People stand this far from a car they look at, metres from its body.
const LOOK_FROM_M: f64 = 0.65;
/// Two people who stand are at least so far apart.
pub(super) const APART_M: f64 = 0.7;
/// Who goes up to somebody stops at this distance.
pub(super) const TALK_FROM_M: f64 = 0.95;
/// Who keeps somebody company stands at about this distance.
pub(super) const BESIDE_M: f64 = 0.8;
/// Nearer to an area's border than this, nobody could say whether somebody is in it, metres.
const ON_THE_LINE_M: f64 = 0.15;

impl Stage<'_> {
    pub(super) fn car(&self, id: &str) -> Option<usize> {
        self.floor.cars.iter().position(|car| car.id.as_str() == id)
    }

    pub(super) fn centre_of(&self, target: &Target) -> Option<Spot> {
        match target {
            Target::Spot(spot) => Some(*spot),
            Target::Named(name) => {
                let place = self
                    .floor
                    .places
                    .iter()
                    .find(|place| place.id.as_str() == name);
                let car = || self.car(name).map(|c| self.floor.cars[c].body.centre);
                place.map(|place| place.area.centre).or_else(car)
            }
        }
    }

    /// Where to stand at a target.
    pub(super) fn free_spot(&mut self, i: usize, target: &Target) -> Option<Spot> {
        match target {
            Target::Spot(spot) => Some(self.within_room(*spot)),
            Target::Named(name) => {
                if let Some(c) = self.car(name) {
                    return Some(self.spot_at_car(i, c, false));
                }
                let place = self
                    .floor
                    .places
                    .iter()
                    .find(|place| place.id.as_str() == name)?;
                let area = self.floor.area_of_place(place);
                let (half_l, half_w) = (area.length / 2.0 - 0.2, area.width / 2.0 - 0.2);
                let mut spot = area.centre;
                for _ in 0..40 {
                    let dice = &mut self.actors[i].dice;
                    let (l, w) = (dice.between(-half_l, half_l), dice.between(-half_w, half_w));
                    let tried = self.within_room(area.spot(l, w));
                    if self.obstacles.is_free(tried) && self.room_at(i, tried) {
                        spot = tried;
                        break;
                    }
                }
                Some(spot)
            }
        }
    }

    /// A spot around a car where nobody stands: a near one to begin with, then the next one along.
    pub(super) fn spot_at_car(&mut self, i: usize, car: usize, there: bool) -> Spot {
        let body = self.floor.cars[car].body;
        let around = body.grown(LOOK_FROM_M);
        let (l, w) = (around.length / 2.0, around.width / 2.0);
        let [left, right, front, rear] = self.floor.cars[car].open;
        let sides = [-0.3, 0.0, 0.3].into_iter().flat_map(|k| {
            let along = k * body.length;
            [(left, (along, w)), (right, (along, -w))]
        });
        let ends = [(front, (l, 0.0)), (rear, (-l, 0.0))];
        let spots = sides
            .chain(ends)
            .filter(|(open, _)| *open)
            .map(|(_, (along, across))| around.spot(along, across));
        let at = self.actors[i].at;
        let mut free: Vec<Spot> = spots
            .filter(|spot| self.obstacles.is_free(*spot) && self.is_inside(*spot))
            .filter(|spot| self.room_at(i, *spot) && (!there || spot.distance(at) > 0.5))
            .collect();
        if free.is_empty() {
            return at;
        }
        free.sort_by(|a, b| at.distance(*a).total_cmp(&at.distance(*b)));
        let choice = self.actors[i]
            .dice
            .below(if there { 2 } else { 4 }.min(free.len()));
        free[choice]
    }

    /// A spot before somebody, to speak with them.
    pub(super) fn before(&self, i: usize, other: Spot) -> Spot {
        self.around(i, other, TALK_FROM_M)
    }

    /// A spot beside somebody: on either side, as they face; if they stand at a car, so that whoever stands there is at
    /// it, too, and not on the line.
    pub(super) fn beside(&self, i: usize, other: usize, spot: Spot) -> Spot {
        let heading = self.actors[other].heading;
        let sides = [1.0, -1.0, 1.5, -1.5, 2.2]
            .map(|turn: f64| spot.step(heading + turn * std::f64::consts::FRAC_PI_2, BESIDE_M));
        let free = || sides.into_iter().filter(|s| self.stands_free(i, *s));
        let with_them = free().find(|s| self.is_at_the_same(spot, *s));
        let free = with_them.or_else(|| free().next());
        free.unwrap_or_else(|| self.around(i, spot, BESIDE_M))
    }

    /// Whether somebody beside one who stands at a car stands outside of its area, or on its border, and need not.
    pub(super) fn could_come_nearer(&self, i: usize, other: usize, spot: Spot) -> bool {
        let at = self.actors[i].at;
        !self.is_at_the_same(spot, at)
            && self.is_at_the_same(spot, self.beside(i, other, spot))
            && self
                .doing_at(other, self.actors[i].now)
                .is_some_and(|(_, pose, ..)| pose != Pose::Walking)
    }

    /// Whether one who stands here is surely at every car that one who stands there is at.
    fn is_at_the_same(&self, there: Spot, here: Spot) -> bool {
        let areas = self.floor.cars.iter().map(|car| self.floor.area_of(car));
        let mut theirs = areas.filter(|area| area.contains(there));
        theirs.all(|area| area.grown(-ON_THE_LINE_M).contains(here))
    }

    /// The nearest free spot at a distance around a spot.
    pub(super) fn around(&self, i: usize, spot: Spot, distance: f64) -> Spot {
        let at = self.actors[i].at;
        let begin = spot.bearing(at);
        let turns = (0..12).map(|k: i32| {
            begin
                + f64::from((k + 1) / 2 * if k % 2 == 0 { 1 } else { -1 })
                    * std::f64::consts::FRAC_PI_6
        });
        let mut spots = turns.map(|turn| spot.step(turn, distance));
        spots.find(|s| self.stands_free(i, *s)).unwrap_or(at)
    }

    pub(super) fn stands_free(&self, i: usize, spot: Spot) -> bool {
        self.obstacles.is_free(spot) && self.is_inside(spot) && self.room_at(i, spot)
    }

    /// Whether nobody else stands there, or is about to.
    pub(super) fn room_at(&self, i: usize, spot: Spot) -> bool {
        let now = self.actors[i].now;
        self.actors.iter().enumerate().all(|(k, other)| {
            let here = k != i && !other.stay.legs.is_empty() && (!other.gone || other.now > now);
            !here || other.at.distance(spot) >= APART_M - 0.1
        })
    }

    pub(super) fn is_inside(&self, spot: Spot) -> bool {
        let margin = 0.3;
        (margin..=self.floor.width - margin).contains(&spot.x)
            && (margin..=self.floor.depth - margin).contains(&spot.y)
    }

    pub(super) fn within_room(&self, spot: Spot) -> Spot {
        let margin = 0.35;
        Spot::new(
            spot.x.clamp(margin, self.floor.width - margin),
            spot.y.clamp(margin, self.floor.depth - margin),
        )
    }
}
