//! What somebody does alone: walks, looks at cars, waits.

use super::{actor::Doable, stage::Stage};
use crate::sim::{
    floor::Spot,
    scenario::Target,
    scene::Pose,
    timeline::{Doing, Gaze},
};

impl Stage<'_> {
    pub(super) fn walk_to(&mut self, i: usize, target: &Target) {
        if let Some(spot) = self.free_spot(i, target) {
            self.go(i, spot, &Doing::Nothing);
        }
        self.actors[i].tasks.pop_front();
    }

    pub(super) fn walk_by(&mut self, i: usize, car: &str) {
        if let Some(c) = self.car(car) {
            let body = self.floor.cars[c].body.grown(0.8);
            let corners = body.corners();
            let at = self.actors[i].at;
            // Along the side that is nearer, from the nearer end.
            let sides = [[corners[0], corners[1]], [corners[2], corners[3]]];
            let far = |side: &[Spot; 2]| at.distance(side[0]).min(at.distance(side[1]));
            let mut side = if far(&sides[0]) <= far(&sides[1]) {
                sides[0]
            } else {
                sides[1]
            };
            if at.distance(side[1]) < at.distance(side[0]) {
                side.reverse();
            }
            for spot in side {
                let spot = self.within_room(spot);
                self.go(i, spot, &Doing::Nothing);
            }
        }
        self.actors[i].tasks.pop_front();
    }

    /// Looks at a car: some seconds here, some there along it.
    pub(super) fn look(&mut self, i: usize, car: &str, left_s: f64, there: bool) {
        let Some(c) = self.car(car).filter(|_| left_s > 0.0) else {
            self.actors[i].tasks.pop_front();
            return;
        };
        let spot = self.spot_at_car(i, c, there);
        let doing = Doing::Looking(c);
        let began = self.actors[i].now;
        // The way to the car is no looking yet; moving along it is.
        self.go(i, spot, if there { &doing } else { &Doing::Nothing });
        let actor = &mut self.actors[i];
        let mut left_s = left_s - if there { actor.now - began } else { 0.0 };
        let stand = actor.dice.between(9.0, 22.0).min(left_s);
        let stand = if left_s - stand < 4.0 { left_s } else { stand };
        let body = self.floor.cars[c].body;
        let (along, _) = body.local(actor.at);
        let target = body.spot(along * 0.6, 0.0);
        let nod = actor.dice.between(0.08, 0.3);
        actor.stand(stand, doing, Gaze::At(target, nod), Pose::Standing);
        left_s -= stand;
        actor.tasks[0] = Doable::Look {
            car: car.to_owned(),
            left_s,
            there: true,
        };
    }

    pub(super) fn wait(
        &mut self,
        i: usize,
        target: &Target,
        left_s: f64,
        pacing: bool,
        there: Option<Spot>,
    ) {
        let here = there.or_else(|| self.free_spot(i, target));
        let Some(here) = here.filter(|_| left_s > 0.0) else {
            self.actors[i].tasks.pop_front();
            return;
        };
        let name = match target {
            Target::Named(name) => name.clone(),
            Target::Spot(_) => String::new(),
        };
        let doing = if name.is_empty() {
            Doing::Nothing
        } else {
            Doing::Waiting(name.clone())
        };
        if there.is_none() {
            self.go(i, here, &Doing::Nothing);
        }
        let centre = self.centre_of(target).unwrap_or(here);
        let began = self.actors[i].now;
        if pacing && there.is_some() {
            let side = self.actors[i].dice.between(0.9, 1.6);
            let away = self
                .within_room(here.step(here.bearing(centre) + std::f64::consts::FRAC_PI_2, side));
            if self.obstacles.is_free(away) {
                self.go(i, away, &doing);
                self.go(i, here, &doing);
            }
        }
        let actor = &mut self.actors[i];
        let left_s = left_s - (actor.now - began);
        let stand = if pacing {
            actor.dice.between(3.0, 8.0)
        } else {
            actor.dice.between(10.0, 25.0)
        };
        let stand = stand.min(left_s).max(0.0);
        let gaze = if actor.at.distance(centre) > 0.3 {
            Gaze::At(centre, 0.0)
        } else {
            Gaze::At(actor.at.step(actor.heading, 2.0), 0.0)
        };
        actor.stand(stand, doing, gaze, Pose::Standing);
        let left_s = left_s - stand;
        actor.tasks[0] = Doable::Wait {
            target: target.clone(),
            left_s,
            pacing,
            there: Some(here),
        };
    }
}
