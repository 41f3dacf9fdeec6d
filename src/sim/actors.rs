//! From timetables to timelines: everybody does one thing after another, in the order of time.

use std::collections::VecDeque;

use super::{
    dice::Dice,
    floor::{Floor, Spot},
    route::Obstacles,
    scenario::{Step, Target},
    scene::{PersonIndex, Pose},
    timeline::{Doing, Gaze, Leg, Stay},
};
use crate::types::ZoneKind;

/// Metres per second, before everybody's own pace.
const WALK_MPS: f64 = 1.2;
/// People stand this far from a car they look at, metres from its body.
const LOOK_FROM_M: f64 = 0.65;
/// Two people who stand are at least so far apart.
const APART_M: f64 = 0.7;
/// Who goes up to somebody stops at this distance.
const TALK_FROM_M: f64 = 0.95;
/// Who keeps somebody company stands at about this distance.
const BESIDE_M: f64 = 0.8;
/// How often those who follow or seek somebody look where they are, seconds.
const LOOK_OUT_S: f64 = 1.0;
/// Who seeks somebody gives up after this time.
const GIVE_UP_S: f64 = 120.0;

/// Somebody's timetable of one visit, with times resolved to seconds.
#[derive(Clone, Debug)]
pub(super) struct Timetable {
    pub(super) person: PersonIndex,
    pub(super) name: String,
    pub(super) visit: u32,
    pub(super) day: u32,
    pub(super) at: f64,
    /// Begins here, already in the building.
    pub(super) inside: Option<String>,
    pub(super) company: Option<PersonIndex>,
    pub(super) steps: Vec<Task>,
}

/// A step with its references resolved.
#[derive(Clone, Debug)]
pub(super) enum Task {
    Step(Step),
    Talk {
        to: PersonIndex,
        for_s: f64,
    },
    Follow {
        whom: PersonIndex,
        for_s: Option<f64>,
    },
    Until(f64),
}

/// Plays all timetables of a floor.
pub(super) fn play(floor: &Floor, seed: u64, timetables: Vec<Timetable>) -> Vec<Stay> {
    let mut stage = Stage {
        floor,
        obstacles: Obstacles::new(floor),
        actors: timetables
            .into_iter()
            .map(|timetable| Actor::new(timetable, seed))
            .collect(),
    };
    while let Some(next) = stage.next() {
        stage.act(next);
    }
    let stays = stage.actors.into_iter().map(|actor| actor.stay);
    stays.filter(|stay| !stay.legs.is_empty()).collect()
}

struct Actor {
    stay: Stay,
    entered: bool,
    inside: Option<String>,
    company: Option<PersonIndex>,
    tasks: VecDeque<Doable>,
    /// Everything up to here is settled.
    now: f64,
    at: Spot,
    heading: f64,
    speed: f64,
    walked: f64,
    dice: Dice,
    gone: bool,
    /// When they set out for the door.
    leaves_at: f64,
    /// The one whose company is being kept, since when.
    beside: Option<(PersonIndex, f64)>,
}

/// A task under way.
#[derive(Clone, Debug)]
enum Doable {
    Walk(Target),
    WalkBy(String),
    Look {
        car: String,
        left_s: f64,
        there: bool,
    },
    Wait {
        target: Target,
        left_s: f64,
        pacing: bool,
        there: Option<Spot>,
    },
    Seek {
        whom: PersonIndex,
        for_s: f64,
        since: Option<f64>,
    },
    Follow {
        whom: PersonIndex,
        until: Option<f64>,
        for_s: Option<f64>,
    },
    Until(f64),
    Pause(f64),
    Leave,
}

impl Doable {
    fn from(task: Task) -> Self {
        match task {
            Task::Talk { to, for_s } => Self::Seek {
                whom: to,
                for_s,
                since: None,
            },
            Task::Follow { whom, for_s } => Self::Follow {
                whom,
                until: None,
                for_s,
            },
            Task::Until(t) => Self::Until(t),
            Task::Step(step) => match step {
                Step::WalkTo(target) => Self::Walk(target),
                Step::WalkBy { car } => Self::WalkBy(car),
                Step::LookAt { car, for_s } => Self::Look {
                    car,
                    left_s: for_s,
                    there: false,
                },
                Step::WaitAt {
                    target,
                    for_s,
                    pacing,
                } => Self::Wait {
                    target,
                    left_s: for_s,
                    pacing,
                    there: None,
                },
                Step::Pause { for_s } => Self::Pause(for_s),
                // Those that name people or times come resolved.
                Step::TalkTo { .. } | Step::Follow { .. } | Step::Until(_) => Self::Pause(0.0),
            },
        }
    }
}

impl Actor {
    fn new(timetable: Timetable, seed: u64) -> Self {
        let Timetable {
            person,
            name,
            visit,
            day,
            at,
            inside,
            company,
            steps,
        } = timetable;
        let mut dice = Dice::new(seed, &["way", &name], u64::from(visit));
        let mut tasks: VecDeque<_> = steps.into_iter().map(Doable::from).collect();
        if let Some(whom) = company {
            tasks.push_back(Doable::Follow {
                whom,
                until: None,
                for_s: None,
            });
        }
        tasks.push_back(Doable::Leave);
        Self {
            stay: Stay {
                person,
                visit,
                day,
                inside: inside.is_some(),
                legs: Vec::new(),
                beside: Vec::new(),
            },
            entered: false,
            inside,
            company,
            tasks,
            now: at,
            at: Spot::default(),
            heading: 0.0,
            speed: WALK_MPS * dice.between(0.85, 1.15),
            walked: 0.0,
            dice,
            gone: false,
            leaves_at: f64::INFINITY,
            beside: None,
        }
    }

    fn stand(&mut self, for_s: f64, doing: Doing, gaze: Gaze, pose: Pose) {
        if for_s <= 0.0 {
            return;
        }
        if let Gaze::At(spot, _) = gaze {
            self.heading = self.at.bearing(spot);
        }
        self.stay.legs.push(Leg {
            from: self.now,
            to: self.now + for_s,
            a: self.at,
            b: self.at,
            pose,
            doing,
            gaze,
            walked: self.walked,
            heading: self.heading,
        });
        self.now += for_s;
    }

    /// Walks along a way; at most so many metres of it.
    fn walk(&mut self, way: &[Spot], doing: &Doing, speed: f64, at_most: f64) {
        let mut left = at_most;
        for pair in way.windows(2) {
            let (a, mut b) = (pair[0], pair[1]);
            let mut length = a.distance(b);
            if length < 1e-6 || left <= 0.0 {
                continue;
            }
            if length > left {
                b = a.towards(b, left / length);
                length = left;
            }
            self.heading = a.bearing(b);
            self.stay.legs.push(Leg {
                from: self.now,
                to: self.now + length / speed,
                a,
                b,
                pose: Pose::Walking,
                doing: doing.clone(),
                gaze: Gaze::Ahead,
                walked: self.walked,
                heading: self.heading,
            });
            self.now += length / speed;
            self.walked += length;
            left -= length;
            self.at = b;
        }
    }

    fn keep_company(&mut self, whom: Option<PersonIndex>) {
        if self.beside.map(|(person, _)| person) == whom {
            return;
        }
        if let Some((person, since)) = self.beside.take() {
            self.stay.beside.push((person, since, self.now));
        }
        self.beside = whom.map(|person| (person, self.now));
    }
}

struct Stage<'a> {
    floor: &'a Floor,
    obstacles: Obstacles,
    actors: Vec<Actor>,
}

impl Stage<'_> {
    /// Whose turn it is: the one whose settled time ends first. Equal times go by the order of the cast.
    fn next(&self) -> Option<usize> {
        let waiting = self
            .actors
            .iter()
            .enumerate()
            .filter(|(_, actor)| !actor.gone);
        waiting
            .min_by(|a, b| a.1.now.total_cmp(&b.1.now))
            .map(|(i, _)| i)
    }

    fn act(&mut self, i: usize) {
        if !self.actors[i].entered {
            self.enter(i);
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
            Doable::Until(t) => {
                let actor = &mut self.actors[i];
                if actor.now >= t {
                    actor.tasks.pop_front();
                    return;
                }
                let gaze = Gaze::At(actor.at.step(actor.heading, 2.0), 0.0);
                actor.stand(t - actor.now, Doing::Nothing, gaze, Pose::Standing);
            }
            Doable::Pause(for_s) => {
                let actor = &mut self.actors[i];
                let gaze = Gaze::At(actor.at.step(actor.heading, 2.0), 0.0);
                actor.stand(for_s, Doing::Nothing, gaze, Pose::Standing);
                actor.tasks.pop_front();
            }
            Doable::Leave => self.leave(i),
        }
    }

    /// Puts somebody at the door, or at their place.
    fn enter(&mut self, i: usize) {
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
    fn door(&self) -> (Spot, Spot) {
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

    fn leave(&mut self, i: usize) {
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

    fn walk_to(&mut self, i: usize, target: &Target) {
        if let Some(spot) = self.free_spot(i, target) {
            self.go(i, spot, &Doing::Nothing);
        }
        self.actors[i].tasks.pop_front();
    }

    fn walk_by(&mut self, i: usize, car: &str) {
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
                let spot = self.into_room(spot);
                self.go(i, spot, &Doing::Nothing);
            }
        }
        self.actors[i].tasks.pop_front();
    }

    /// Looks at a car: some seconds here, some there along it.
    fn look(&mut self, i: usize, car: &str, left_s: f64, there: bool) {
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

    fn wait(&mut self, i: usize, target: &Target, left_s: f64, pacing: bool, there: Option<Spot>) {
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
            let away =
                self.into_room(here.step(here.bearing(centre) + std::f64::consts::FRAC_PI_2, side));
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

    /// Goes up to somebody until both stand together, then speaks with them.
    fn seek(&mut self, i: usize, whom: PersonIndex, for_s: f64, since: Option<f64>) {
        let now = self.actors[i].now;
        let since = since.unwrap_or(now);
        let other = self.present(whom, now);
        let Some(other) = other.filter(|_| now - since < GIVE_UP_S) else {
            // Not here (yet), or not to be had: a moment's patience, then on.
            let waits = self.comes_later(whom, now) && now - since < GIVE_UP_S;
            if waits {
                self.actors[i].tasks[0] = Doable::Seek {
                    whom,
                    for_s,
                    since: Some(since),
                };
                self.look_out(i);
            } else {
                self.actors[i].tasks.pop_front();
            }
            return;
        };
        let Some((spot, pose, doing, _)) = self.doing_at(other, now) else {
            self.look_out(i);
            return;
        };
        self.actors[i].tasks[0] = Doable::Seek {
            whom,
            for_s,
            since: Some(since),
        };
        let at = self.actors[i].at;
        if at.distance(spot) > TALK_FROM_M + 0.25 {
            let goal = self.before(i, spot);
            let speed = self.actors[i].speed.max(1.2) * 1.1;
            let way = self.obstacles.way(at, goal);
            self.actors[i].walk(&way, &Doing::Nothing, speed, speed * LOOK_OUT_S);
            if self.actors[i].now <= now {
                self.look_out(i);
            }
            return;
        }
        let busy = matches!(doing, Doing::Talking(_));
        if pose == Pose::Walking || busy {
            self.look_out(i);
            return;
        }
        self.converse(i, other, for_s);
    }

    /// Two people who stand together speak: what the other one was doing is interrupted, and goes on afterwards.
    fn converse(&mut self, i: usize, other: usize, for_s: f64) {
        let now = self.actors[i].now;
        self.interrupt(other, now, for_s);
        let (a, b) = (self.actors[i].at, self.actors[other].at);
        let (one, two) = (self.actors[i].stay.person, self.actors[other].stay.person);
        // Both at once: whoever is behind in time was standing anyway.
        let actor = &mut self.actors[i];
        actor.tasks.pop_front();
        actor.stand(
            for_s,
            Doing::Talking(vec![two]),
            Gaze::At(b, 0.0),
            Pose::Talking,
        );
        let partner = &mut self.actors[other];
        partner.stand(
            for_s,
            Doing::Talking(vec![one]),
            Gaze::At(a, 0.0),
            Pose::Talking,
        );
    }

    /// Ends what somebody has settled at a moment in which they stand, and gives the time back to their task.
    fn interrupt(&mut self, who: usize, now: f64, for_s: f64) {
        let actor = &mut self.actors[who];
        let mut given_back = 0.0;
        while let Some(leg) = actor.stay.legs.last_mut() {
            if leg.to <= now {
                break;
            }
            if leg.from >= now {
                given_back += leg.to - leg.from;
                actor.at = leg.a;
                actor.walked = leg.walked;
                actor.stay.legs.pop();
                continue;
            }
            given_back += leg.to - now;
            leg.b = leg.place_at(now);
            leg.to = now;
            actor.at = leg.b;
            break;
        }
        actor.now = now;
        if let Some(Doable::Look { left_s, .. } | Doable::Wait { left_s, .. }) =
            actor.tasks.front_mut()
        {
            // A conversation at the car counts as time at the car; a moment is left to part.
            *left_s = (*left_s + given_back - for_s).max(1.0);
        }
    }

    /// Stays by somebody.
    fn follow(&mut self, i: usize, whom: PersonIndex, until: Option<f64>, for_s: Option<f64>) {
        let now = self.actors[i].now;
        let until = until.or_else(|| for_s.map(|s| now + s));
        let over = until.is_some_and(|t| now >= t);
        let other = self.present(whom, now).filter(|_| !over);
        let Some(other) = other else {
            if !over && self.comes_later(whom, now) {
                self.look_out(i);
                return;
            }
            self.actors[i].keep_company(None);
            self.actors[i].tasks.pop_front();
            return;
        };
        self.actors[i].tasks[0] = Doable::Follow { whom, until, for_s };
        if now >= self.actors[other].leaves_at {
            // Together through the door.
            self.actors[i].keep_company(Some(whom));
            self.actors[i].tasks.pop_front();
            return;
        }
        let Some((spot, pose, doing, until_s)) = self.doing_at(other, now) else {
            self.look_out(i);
            return;
        };
        let at = self.actors[i].at;
        let near = at.distance(spot);
        // What ends just now is not joined any more.
        let doing = if until_s - now < 0.1 {
            Doing::Nothing
        } else {
            doing
        };
        if near < 2.5 {
            self.actors[i].keep_company(Some(whom));
        }
        let doing = match doing {
            // Who stands by hears what is said: it is their conversation, too.
            Doing::Talking(with) if near < 2.0 => Doing::Talking(with),
            Doing::Talking(_) => Doing::Nothing,
            other => other,
        };
        let settled = near < BESIDE_M + 0.35 && near > APART_M - 0.15;
        if settled && pose != Pose::Walking {
            let (gaze, pose) = match &doing {
                Doing::Looking(c) => (
                    Gaze::At(self.floor.cars[*c].body.centre, 0.15),
                    Pose::Standing,
                ),
                Doing::Talking(with) => (
                    Gaze::At(self.place_of(with, now).unwrap_or(spot), 0.0),
                    Pose::Talking,
                ),
                _ => (Gaze::At(spot, 0.0), Pose::Standing),
            };
            // No longer than what is heard or looked at goes on.
            let for_s = (until_s - now).clamp(0.1, LOOK_OUT_S);
            self.actors[i].stand(for_s, doing, gaze, pose);
            return;
        }
        let goal = self.beside(i, other, spot);
        let speed = if near > 3.0 { 1.6 } else { 1.25 };
        let way = self.obstacles.way(at, goal);
        let moving = if matches!(doing, Doing::Looking(_)) && near < 2.0 {
            doing
        } else {
            Doing::Nothing
        };
        self.actors[i].walk(&way, &moving, speed, speed * LOOK_OUT_S * 0.6);
        if self.actors[i].now <= now {
            self.look_out(i);
        }
    }

    /// Stands a moment where they are.
    fn look_out(&mut self, i: usize) {
        let actor = &mut self.actors[i];
        let gaze = Gaze::At(actor.at.step(actor.heading, 2.0), 0.0);
        actor.stand(LOOK_OUT_S, Doing::Nothing, gaze, Pose::Standing);
    }

    fn go(&mut self, i: usize, to: Spot, doing: &Doing) {
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

    fn car(&self, id: &str) -> Option<usize> {
        self.floor.cars.iter().position(|car| car.id.as_str() == id)
    }

    /// The actor who is this person, if they are in the building.
    fn present(&self, person: PersonIndex, now: f64) -> Option<usize> {
        self.actors.iter().position(|actor| {
            actor.stay.person == person
                && actor.stay.legs.first().is_some_and(|leg| leg.from <= now)
                && (!actor.gone || actor.now > now)
        })
    }

    fn comes_later(&self, person: PersonIndex, now: f64) -> bool {
        let mut others = self
            .actors
            .iter()
            .filter(|actor| actor.stay.person == person);
        others.any(|actor| !actor.gone && actor.now >= now && actor.now - now < GIVE_UP_S)
    }

    /// Where somebody is at a moment, what they do there, and until when that is settled.
    fn doing_at(&self, actor: usize, now: f64) -> Option<(Spot, Pose, Doing, f64)> {
        let stay = &self.actors[actor].stay;
        let leg = stay.leg(now).or_else(|| stay.legs.len().checked_sub(1))?;
        let leg = &stay.legs[leg];
        Some((leg.place_at(now), leg.pose, leg.doing.clone(), leg.to))
    }

    fn place_of(&self, people: &[PersonIndex], now: f64) -> Option<Spot> {
        let actor = self.present(*people.first()?, now)?;
        self.doing_at(actor, now).map(|(spot, ..)| spot)
    }

    fn centre_of(&self, target: &Target) -> Option<Spot> {
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
    fn free_spot(&mut self, i: usize, target: &Target) -> Option<Spot> {
        match target {
            Target::Spot(spot) => Some(self.into_room(*spot)),
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
                    let tried = self.into_room(area.spot(l, w));
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
    fn spot_at_car(&mut self, i: usize, car: usize, there: bool) -> Spot {
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
    fn before(&self, i: usize, other: Spot) -> Spot {
        self.around(i, other, TALK_FROM_M)
    }

    /// A spot beside somebody: on either side, as they face.
    fn beside(&self, i: usize, other: usize, spot: Spot) -> Spot {
        let heading = self.actors[other].heading;
        let sides = [1.0, -1.0, 1.5, -1.5, 2.2]
            .map(|turn: f64| spot.step(heading + turn * std::f64::consts::FRAC_PI_2, BESIDE_M));
        let free = sides.into_iter().find(|s| self.stands_free(i, *s));
        free.unwrap_or_else(|| self.around(i, spot, BESIDE_M))
    }

    /// The nearest free spot at a distance around a spot.
    fn around(&self, i: usize, spot: Spot, distance: f64) -> Spot {
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

    fn stands_free(&self, i: usize, spot: Spot) -> bool {
        self.obstacles.is_free(spot) && self.is_inside(spot) && self.room_at(i, spot)
    }

    /// Whether nobody else stands there, or is about to.
    fn room_at(&self, i: usize, spot: Spot) -> bool {
        let now = self.actors[i].now;
        self.actors.iter().enumerate().all(|(k, other)| {
            let here = k != i && !other.stay.legs.is_empty() && (!other.gone || other.now > now);
            !here || other.at.distance(spot) >= APART_M - 0.1
        })
    }

    fn is_inside(&self, spot: Spot) -> bool {
        let margin = 0.3;
        (margin..=self.floor.width - margin).contains(&spot.x)
            && (margin..=self.floor.depth - margin).contains(&spot.y)
    }

    fn into_room(&self, spot: Spot) -> Spot {
        let margin = 0.35;
        Spot::new(
            spot.x.clamp(margin, self.floor.width - margin),
            spot.y.clamp(margin, self.floor.depth - margin),
        )
    }
}
