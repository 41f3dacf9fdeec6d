//! The truth as JSON lines, in the order of time.

use std::{
    io::{self, Write},
    time::Duration,
};

use jiff::Timestamp;
use serde::Serialize;

use super::{
    scenario::Role,
    stream::{Hall, Simulation},
    truth::{Span, Truth},
};
use crate::types::AlertKind;

/// How often it is written who was where, seconds.
const WHERE_EVERY_S: u64 = 1;

/// One line.
#[derive(Serialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
enum Fact<'a> {
    /// Somebody who comes at some time.
    Person {
        person: &'a str,
        role: Role,
        height_m: f64,
        face: bool,
    },
    Visit {
        person: &'a str,
        visit: u32,
        day: u32,
        from: Timestamp,
        to: Timestamp,
        inside_before: bool,
    },
    /// Stood at a car or a place; from stepping into its area to stepping out.
    Dwell {
        person: &'a str,
        visit: u32,
        zone: &'a str,
        car: bool,
        from: Timestamp,
        to: Timestamp,
        seconds: f64,
    },
    /// Spoke with each other.
    Contact {
        staff: &'a str,
        visitor: &'a str,
        visit: u32,
        from: Timestamp,
        to: Timestamp,
        staff_began: bool,
    },
    /// Kept each other company.
    Party {
        people: Vec<&'a str>,
        from: Timestamp,
        to: Timestamp,
    },
    /// Stood somewhere to wait.
    Wait {
        person: &'a str,
        visit: u32,
        at: &'a str,
        from: Timestamp,
        to: Timestamp,
    },
    /// An alert that ought to come, or (`never`) must not.
    Expect {
        alert: AlertKind,
        person: Option<&'a str>,
        from: Timestamp,
        to: Timestamp,
        never: bool,
        reason: &'a str,
    },
    /// Where somebody was, metres on the plan.
    Where {
        person: &'a str,
        at: Timestamp,
        x: f64,
        y: f64,
    },
}

impl Simulation {
    /// Writes the truth: people, then what happened, then who was where in each second. Times are those of a clock that
    /// was never wrong.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_truth(&self, out: &mut impl Write) -> io::Result<()> {
        for hall in self.halls() {
            self.write_hall(hall, out)?;
        }
        Ok(())
    }

    fn write_hall(&self, hall: &Hall, out: &mut impl Write) -> io::Result<()> {
        let mut line = |fact: &Fact<'_>| {
            serde_json::to_writer(&mut *out, fact)?;
            writeln!(out)
        };
        let cast = hall.world.cast();
        for member in cast {
            line(&Fact::Person {
                person: &member.name,
                role: member.role,
                height_m: member.height,
                face: member.face,
            })?;
        }
        let truth = Truth::of(&hall.world);
        let mut facts = self.happened(hall, &truth);
        facts.sort_by_key(|(at, _)| *at);
        for (_, fact) in &facts {
            line(fact)?;
        }
        for day in hall.world.days() {
            for second in (day.start.as_secs()..day.end.as_secs()).step_by(WHERE_EVERY_S as usize) {
                let scene = hall.world.scene(Duration::from_secs(second));
                for figure in scene.figures {
                    let [x, y] = [figure.at.x, figure.at.y].map(|v| (v * 1000.0).round() / 1000.0);
                    line(&Fact::Where {
                        person: &cast[figure.person].name,
                        at: self.moment(second as f64),
                        x,
                        y,
                    })?;
                }
            }
        }
        Ok(())
    }

    fn happened<'a>(&self, hall: &'a Hall, truth: &'a Truth) -> Vec<(Timestamp, Fact<'a>)> {
        let cast = hall.world.cast();
        let name = |person: usize| cast[person].name.as_str();
        let span = |span: &Span| (self.moment(span.start), self.moment(span.end));
        let mut facts = Vec::new();
        for v in &truth.visits {
            let (from, to) = span(&v.span);
            facts.push((
                from,
                Fact::Visit {
                    person: name(v.person),
                    visit: v.visit,
                    day: v.day,
                    from,
                    to,
                    inside_before: v.inside,
                },
            ));
        }
        for d in &truth.dwells {
            let (from, to) = span(&d.span);
            let seconds = ((d.span.end - d.span.start) * 100.0).round() / 100.0;
            facts.push((
                from,
                Fact::Dwell {
                    person: name(d.person),
                    visit: d.visit,
                    zone: &d.zone,
                    car: d.is_car,
                    from,
                    to,
                    seconds,
                },
            ));
        }
        for c in &truth.contacts {
            let (from, to) = span(&c.span);
            facts.push((
                from,
                Fact::Contact {
                    staff: name(c.staff),
                    visitor: name(c.visitor),
                    visit: c.visit,
                    from,
                    to,
                    staff_began: c.staff_began,
                },
            ));
        }
        for p in &truth.parties {
            let (from, to) = span(&p.span);
            facts.push((
                from,
                Fact::Party {
                    people: p.people.iter().map(|p| name(*p)).collect(),
                    from,
                    to,
                },
            ));
        }
        for w in &truth.waits {
            let (from, to) = span(&w.span);
            facts.push((
                from,
                Fact::Wait {
                    person: name(w.person),
                    visit: w.visit,
                    at: &w.at,
                    from,
                    to,
                },
            ));
        }
        for e in &hall.scenario.expectations {
            let at = |time| self.moment(hall.scenario.since_midnight(e.day, time).as_secs_f64());
            let (from, to) = (at(e.between.start), at(e.between.end));
            facts.push((
                from,
                Fact::Expect {
                    alert: e.alert,
                    person: e.person.as_deref(),
                    from,
                    to,
                    never: e.never,
                    reason: &e.reason,
                },
            ));
        }
        facts
    }

    /// To the millisecond.
    fn moment(&self, seconds: f64) -> Timestamp {
        self.midnight() + Duration::from_millis((seconds * 1000.0).round() as u64)
    }
}
