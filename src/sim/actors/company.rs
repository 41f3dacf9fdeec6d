//! What people do together: go up to somebody, speak, keep company.

use super::{
    actor::Doable,
    spots::{APART_M, BESIDE_M, TALK_FROM_M},
    stage::{LOOK_OUT_S, Stage},
};
use crate::sim::{
    floor::Spot,
    scene::{PersonIndex, Pose},
    timeline::{Doing, Gaze},
};

/// Who seeks somebody gives up after this time, seconds.
const GIVE_UP_S: f64 = 120.0;

impl Stage<'_> {
    /// Goes up to somebody until both stand together, then speaks with them.
    pub(super) fn seek(&mut self, i: usize, whom: PersonIndex, for_s: f64, since: Option<f64>) {
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
    pub(super) fn converse(&mut self, i: usize, other: usize, for_s: f64) {
        let now = self.actors[i].now;
        self.interrupt(other, now, for_s);
        let (a, b) = (self.actors[i].at, self.actors[other].at);
        let (one, two) = (self.actors[i].stay.person, self.actors[other].stay.person);
        // Both at once: whoever is behind in time was standing anyway.
        let actor = &mut self.actors[i];
        actor.tasks.pop_front();
        actor.stay.sought.push(now);
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
    pub(super) fn interrupt(&mut self, who: usize, now: f64, for_s: f64) {
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
        if let Some(
            Doable::Look {
                left_s,
                there: true,
                ..
            }
            | Doable::Wait {
                left_s,
                there: Some(_),
                ..
            },
        ) = actor.tasks.front_mut()
        {
            // A conversation at the car counts as time at the car; a moment is left to part.
            *left_s = (*left_s + given_back - for_s).max(1.0);
        }
    }

    /// Stays by somebody.
    pub(super) fn follow(
        &mut self,
        i: usize,
        whom: PersonIndex,
        until: Option<f64>,
        for_s: Option<f64>,
    ) {
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
        let beside = near < BESIDE_M + 0.35 && near > APART_M - 0.15;
        let settled = beside && !self.could_come_nearer(i, other, spot);
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

    /// The actor who is this person, if they are in the building.
    pub(super) fn present(&self, person: PersonIndex, now: f64) -> Option<usize> {
        self.actors.iter().position(|actor| {
            actor.stay.person == person
                && actor.stay.legs.first().is_some_and(|leg| leg.from <= now)
                && (!actor.gone || actor.now > now)
        })
    }

    pub(super) fn comes_later(&self, person: PersonIndex, now: f64) -> bool {
        let mut others = self
            .actors
            .iter()
            .filter(|actor| actor.stay.person == person);
        others.any(|actor| !actor.gone && actor.now >= now && actor.now - now < GIVE_UP_S)
    }

    /// Where somebody is at a moment, what they do there, and until when that is settled.
    pub(super) fn doing_at(&self, actor: usize, now: f64) -> Option<(Spot, Pose, Doing, f64)> {
        let stay = &self.actors[actor].stay;
        let leg = stay.leg(now).or_else(|| stay.legs.len().checked_sub(1))?;
        let leg = &stay.legs[leg];
        Some((leg.place_at(now), leg.pose, leg.doing.clone(), leg.to))
    }

    pub(super) fn place_of(&self, people: &[PersonIndex], now: f64) -> Option<Spot> {
        let actor = self.present(*people.first()?, now)?;
        self.doing_at(actor, now).map(|(spot, ..)| spot)
    }
}
