//! Brings everything that reaches the line into one order.

use std::time::Duration;

use crossbeam_channel::{Receiver, TryRecvError, never, select};

use crate::{
    runtime::{Clock, Shutdown},
    types::{Input, Observation, SharedBatch, Stamp},
    web::Ask,
};

/// How often time is told to the line.
const TICK: Duration = Duration::from_millis(250);

/// How long after the stop was asked for a live run goes on.
const DRAIN: Duration = Duration::from_millis(500);

/// What people and other systems send.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) inbound: Receiver<Input>,
    /// Questions that are answered between two inputs.
    pub(super) asks: Receiver<Ask>,
}

/// What is next for the line.
#[derive(Debug)]
pub(super) enum Next {
    Input(Input),
    /// Somebody asks, at this moment.
    Ask(Ask, Stamp),
}

impl Next {
    pub(super) fn stamp(&self) -> &Stamp {
        match self {
            Self::Input(input) => input.stamp(),
            Self::Ask(_, stamp) => stamp,
        }
    }
}

/// Where inputs come from.
#[derive(Debug)]
pub(super) enum Intake {
    Live(Live),
    Files(Files),
}

impl Intake {
    /// What is next, waiting for it; `None` when there will be no input any more.
    pub(super) fn next(&mut self) -> Option<Next> {
        match self {
            Self::Live(live) => live.next(),
            Self::Files(files) => files.next(),
        }
    }
}

/// Cameras: first come, first served, and a tick whenever one is due by the clock.
#[derive(Debug)]
pub(super) struct Live {
    observations: Receiver<Observation>,
    mail: Mail,
    clock: Clock,
    next_tick_ns: u64,
    stop: Shutdown,
    /// When the stop was seen first.
    stopping_ns: Option<u64>,
}

impl Live {
    pub(super) fn new(
        observations: Receiver<Observation>,
        mail: Mail,
        clock: Clock,
        stop: Shutdown,
    ) -> Self {
        Self {
            observations,
            mail,
            clock,
            next_tick_ns: 0,
            stop,
            stopping_ns: None,
        }
    }

    fn next(&mut self) -> Option<Next> {
        loop {
            let now = self.clock.now();
            if self.stop.is_requested() {
                // What the networks have in hand still arrives; a camera that hangs in a connection never will.
                let since = *self.stopping_ns.get_or_insert(now.mono_ns);
                if now.mono_ns - since > DRAIN.as_nanos() as u64 {
                    return None;
                }
            }
            if now.mono_ns >= self.next_tick_ns {
                self.next_tick_ns = now.mono_ns + TICK.as_nanos() as u64;
                return Some(Next::Input(Input::Tick(now)));
            }
            select! {
                recv(self.observations) -> observation => {
                    return observation.ok().map(|seen| Next::Input(Input::Observation(seen)));
                }
                recv(self.mail.inbound) -> input => match input {
                    Ok(input) => return Some(Next::Input(input)),
                    // The broker side has ended; cameras go on.
                    Err(_) => self.mail.inbound = never(),
                },
                recv(self.mail.asks) -> ask => match ask {
                    Ok(ask) => return Some(Next::Ask(ask, self.clock.now())),
                    Err(_) => self.mail.asks = never(),
                },
                default(Duration::from_nanos(self.next_tick_ns - now.mono_ns)) => {}
            }
        }
    }
}

/// Recordings: in the order of their timestamps, whichever is analysed first, with ticks at the same times of the stream.
/// So a run over them gives the same inputs however fast the machine is, as long as no frame is dropped.
#[derive(Debug)]
pub(super) struct Files {
    /// One receiver a recording, and its next observation.
    cameras: Vec<(Receiver<Observation>, Option<Observation>)>,
    mail: Mail,
    /// Says what of the stream's time is left out; what time it is has no influence.
    clock: Clock,
    next_tick: Stamp,
}

impl Files {
    /// `origin` is the beginning of the recordings' time.
    pub(super) fn new(
        cameras: Vec<Receiver<Observation>>,
        mail: Mail,
        clock: Clock,
        origin: Stamp,
    ) -> Self {
        Self {
            cameras: cameras.into_iter().map(|c| (c, None)).collect(),
            mail,
            next_tick: clock.next_played(&origin),
            clock,
        }
    }

    fn next(&mut self) -> Option<Next> {
        match self.mail.inbound.try_recv() {
            Ok(input) => return Some(Next::Input(restamped(input, self.next_tick))),
            Err(TryRecvError::Disconnected) => self.mail.inbound = never(),
            Err(TryRecvError::Empty) => {}
        }
        match self.mail.asks.try_recv() {
            Ok(ask) => return Some(Next::Ask(ask, self.next_tick)),
            Err(TryRecvError::Disconnected) => self.mail.asks = never(),
            Err(TryRecvError::Empty) => {}
        }
        // Without the next observation of every recording, nobody knows which one is the earliest.
        self.cameras.retain_mut(|(camera, head)| {
            if head.is_none() {
                *head = camera.recv().ok();
            }
            head.is_some()
        });
        let earliest = self
            .cameras
            .iter_mut()
            .min_by_key(|(_, head)| head.as_ref().map(when))?;
        if earliest
            .1
            .as_ref()
            .is_some_and(|head| when(head) >= self.next_tick.mono_ns)
        {
            let tick = self.next_tick;
            self.next_tick = self.clock.next_played(&tick.later(TICK));
            return Some(Next::Input(Input::Tick(tick)));
        }
        let seen = earliest.1.take();
        seen.map(|seen| Next::Input(Input::Observation(seen)))
    }
}

fn when(observation: &Observation) -> u64 {
    match observation {
        Observation::Frame(frame) => frame.stamp.mono_ns,
        Observation::Camera(report) => report.stamp.mono_ns,
    }
}

/// A tap happens at the moment that is being shown, which is not the moment by the clock.
fn restamped(input: Input, stamp: Stamp) -> Input {
    match input {
        Input::Command(command) => Input::Command(crate::types::Command { stamp, ..command }),
        Input::Said(said) => Input::Said(crate::types::Statement { stamp, ..said }),
        Input::Shift(tap) => Input::Shift(crate::types::ShiftTap { stamp, ..tap }),
        Input::External(external) => Input::External(crate::types::External { stamp, ..external }),
        Input::Roster(update) => Input::Roster(crate::types::RosterUpdate { stamp, ..update }),
        Input::Correction(correction) => Input::Correction(crate::types::Correction {
            stamp,
            ..correction
        }),
        Input::Shared(batch) => Input::Shared(SharedBatch { stamp, ..batch }),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::bounded;
    use ulid::Ulid;

    use super::*;
    use crate::types::{CameraReport, CameraState, RunId};

    #[test]
    fn no_tick_falls_into_a_stretch_that_is_not_played() {
        let hours = Duration::from_hours;
        let second = Duration::from_secs(1);
        let (run, start) = (RunId(Ulid::from(1u128)), jiff::Timestamp::UNIX_EPOCH);
        let scenes = [9, 33].map(|h| hours(h)..hours(h) + second);
        let clock = Clock::playing(run, start, 1.0, scenes.into());
        let (sender, receiver) = bounded(2);
        for at in [hours(9) + second / 2, hours(33) + second / 2] {
            let report = CameraReport {
                stamp: clock.origin().later(at),
                camera: "hall".into(),
                state: CameraState::Ok,
                detail: String::new(),
            };
            sender.send(Observation::Camera(report)).unwrap();
        }
        drop(sender);
        let origin = clock.origin();
        let mail = Mail {
            inbound: never(),
            asks: never(),
        };
        let mut files = Files::new(vec![receiver], mail, clock, origin);
        let told = std::iter::from_fn(|| match files.next()? {
            Next::Input(input) => Some(input),
            Next::Ask(..) => panic!("nobody asks"),
        });
        let of_scene = |input: Input| {
            let at = input.stamp().since(&origin);
            let scene = if at < hours(33) { hours(9) } else { hours(33) };
            (
                matches!(input, Input::Tick(_)),
                at.saturating_sub(scene).as_millis(),
            )
        };
        let told: Vec<_> = told.map(of_scene).collect();
        let (tick, seen) = (true, false);
        let evening = [
            (tick, 0),
            (tick, 250),
            (tick, 500),
            (seen, 500),
            (tick, 750),
        ];
        let morning = [(tick, 0), (tick, 250), (tick, 500), (seen, 500)];
        assert_eq!(told, [&evening[..], &morning].concat());
    }
}
