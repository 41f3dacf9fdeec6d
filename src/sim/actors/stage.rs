//! Whose turn it is, and the ways in and out.

use std::collections::BTreeMap;

use super::actor::{Actor, Doable, Timetable};
use crate::{
    sim::{
        floor::{Floor, Spot},
        route::Obstacles,
        scenario::Target,
        scene::Pose,
        timeline::{Doing, Gaze, Stay},
    },
    types::ZoneKind,
};

/// How often those who follow or seek somebody look where they are, seconds.
pub(super) const LOOK_OUT_S: f64 = 1.0;

/// Nobody stays for longer than this, seconds: two who wait for each other to leave would stay for ever.
const LONGEST_S: f64 = 16.0 * 3600.0;

/// Plays all timetables of a floor. Days know nothing of each other.
pub(in super::super) fn play(floor: &Floor, seed: u64, timetables: Vec<Timetable>) -> Vec<Stay> {
    let obstacles = Obstacles::new(floor);
    let mut days: BTreeMap<u32, Vec<Actor>> = BTreeMap::new();
    for timetable in timetables {
        let day = days.entry(timetable.day).or_default();
        day.push(Actor::new(timetable, seed));
    }
    let mut stays = Vec::new();
    for actors in days.into_values() {
        let obstacles = obstacles.clone();
        let mut stage = Stage {
            floor,
            obstacles,
            actors,
        };
        while let Some(next) = stage.next() {
            stage.act(next);
        }
        stays.extend(stage.actors.into_iter().map(|actor| actor.stay));
    }
    stays.retain(|stay| !stay.legs.is_empty());
    stays
}

/// The floor of one day, and everybody who comes.
pub(super) struct Stage<'a> {
    pub(super) floor: &'a Floor,
    pub(super) obstacles: Obstacles,
    pub(super) actors: Vec<Actor>,
}

impl Stage<'_> {
    /// Whose turn it is: the one whose settled time ends first. Equal times go by the order of the cast.
    pub(super) fn next(&self) -> Option<usize> {
        let waiting = self
            .actors
            .iter()
            .enumerate()
            .filter(|(_, actor)| !actor.gone);
        waiting
            .min_by(|a, b| a.1.now.total_cmp(&b.1.now))
            .map(|(i, _)| i)
    }

    pub(super) fn act(&mut self, i: usize) {
        if !self.actors[i].entered {
            if let Some(leaves) = self.still_here(i) {
                let actor = &mut self.actors[i];
                (actor.came, actor.now) = (leaves, leaves);
                return;
            }
            self.enter(i);
        }
        let actor = &mut self.actors[i];
        if actor.now - actor.came > LONGEST_S {
            actor.tasks = [Doable::Leave].into();
        }
        let Some(task) = self.actors[i].tasks.front().cloned() else {
            self.actors[i].gone = true;
            return;
        };
        match task {
            Doable::Walk(target) => self.walk_to(i, &target),
            Doable::WalkBy(car) => self.walk_by(i, &car),
            Doable::Look { car, left_s, there } => self.look(i, &car, left_s, there),
            Doable::Wait {
                target,
                left_s,
                pacing,
                there,
            } => self.wait(i, &target, left_s, pacing, there),
            Doable::Seek { whom, for_s, since } => self.seek(i, whom, for_s, since),
            Doable::Follow { whom, until, for_s } => self.follow(i, whom, until, for_s),
            Doable::Until { t, begun } => self.stay_until(i, t, begun),
            Doable::Pause(for_s) => {
                let actor = &mut self.actors[i];
                let gaze = Gaze::At(actor.at.step(actor.heading, 2.0), 0.0);
                actor.stand(for_s, Doing::Nothing, gaze, Pose::Standing);
                actor.tasks.pop_front();
            }
            Doable::Leave => self.leave(i),
        }
    }

    /// Until when the same person is here from an earlier visit: nobody is in two places.
    fn still_here(&self, i: usize) -> Option<f64> {
        let Actor { stay, now, .. } = &self.actors[i];
        let earlier = self
            .actors
            .iter()
            .filter(|other| other.stay.person == stay.person && other.stay.visit < stay.visit);
        let here = earlier.map(|other| other.now).max_by(f64::total_cmp);
        here.filter(|here| here > now)
    }

    /// Stands where they are until a time of the day.
    fn stay_until(&mut self, i: usize, t: f64, begun: bool) {
        let actor = &mut self.actors[i];
        if actor.now >= t {
            if !begun {
                actor.stay.late.push((t, actor.now));
            }
            actor.tasks.pop_front();
            return;
        }
        actor.tasks[0] = Doable::Until { t, begun: true };
        let gaze = Gaze::At(actor.at.step(actor.heading, 2.0), 0.0);
        actor.stand(t - actor.now, Doing::Nothing, gaze, Pose::Standing);
    }

    /// Puts somebody at the door, or at their place.
    pub(super) fn enter(&mut self, i: usize) {
        let inside = self.actors[i].inside.clone();
        let mut at = inside.and_then(|place| self.free_spot(i, &Target::Named(place)));
        if at.is_none() {
            let (outside, aside) = self.door();
            let shift = self.actors[i].dice.between(-0.5, 0.5);
            let shift = if self.actors[i].company.is_some() {
                shift.signum() * 0.5
            } else {
                shift * 0.4
            };
            at = Some(Spot::new(
                outside.x + aside.x * shift,
                outside.y + aside.y * shift,
            ));
        }
        let middle = Spot::new(self.floor.width / 2.0, self.floor.depth / 2.0);
        let actor = &mut self.actors[i];
        actor.at = at.unwrap_or(middle);
        actor.heading = actor.at.bearing(middle);
        actor.entered = true;
        if let Some(whom) = actor.company {
            actor.keep_company(Some(whom));
        }
    }

    /// The door: the middle of the entrance on the side where the wall is, and the wall's direction.
    pub(super) fn door(&self) -> (Spot, Spot) {
        let entrance = self
            .floor
            .places
            .iter()
            .find(|p| p.kind == ZoneKind::Entrance);
        let centre = entrance.map_or(Spot::new(self.floor.width / 2.0, 0.0), |place| {
            place.area.centre
        });
        let (w, d) = (self.floor.width, self.floor.depth);
        let walls = [
            (centre.y, Spot::new(centre.x, 0.0), Spot::new(1.0, 0.0)),
            (d - centre.y, Spot::new(centre.x, d), Spot::new(1.0, 0.0)),
            (centre.x, Spot::new(0.0, centre.y), Spot::new(0.0, 1.0)),
            (w - centre.x, Spot::new(w, centre.y), Spot::new(0.0, 1.0)),
        ];
        let nearest = walls.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.map_or((centre, Spot::new(1.0, 0.0)), |(_, spot, along)| {
            (spot, along)
        })
    }

    pub(super) fn leave(&mut self, i: usize) {
        let (door, _) = self.door();
        let way = self.obstacles.way(self.actors[i].at, door);
        let actor = &mut self.actors[i];
        actor.leaves_at = actor.now;
        let speed = actor.speed;
        actor.walk(&way, &Doing::Nothing, speed, f64::INFINITY);
        actor.keep_company(None);
        actor.tasks.clear();
        actor.gone = true;
    }

    pub(super) fn go(&mut self, i: usize, to: Spot, doing: &Doing) {
        let way = self.obstacles.way(self.actors[i].at, to);
        let actor = &mut self.actors[i];
        let speed = actor.speed
            * if matches!(doing, Doing::Nothing) {
                1.0
            } else {
                0.6
            };
        actor.walk(&way, doing, speed, f64::INFINITY);
    }

    /// Stands a moment where they are.
    pub(super) fn look_out(&mut self, i: usize) {
        let actor = &mut self.actors[i];
        let gaze = Gaze::At(actor.at.step(actor.heading, 2.0), 0.0);
        actor.stand(LOOK_OUT_S, Doing::Nothing, gaze, Pose::Standing);
    }
}
