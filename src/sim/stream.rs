//! A world as the line would be told of it: ticks, frames and reports of cameras in the order of time.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

use super::{
    scenario::{ClockJump, Fault, FaultKind, Scenario, SimCamera},
    sensors::{Noise, Sensed, Sensors, Shown, Sighting},
    world::World,
};
use crate::types::{
    CameraId, CameraReport, CameraState, FrameObservation, Input, ModelTag, Observation, RunId,
    Stamp,
};

/// How often time is told to the line, as in a run over files.
const TICK: Duration = Duration::from_millis(250);
/// The person network looks at every so many frames, as `models.people_every` has it by default.
const PEOPLE_EVERY: u64 = 2;
/// With nobody in the building, one picture a second is analysed.
const EMPTY_EVERY: Duration = Duration::from_secs(1);

/// What is told, and what is true of the picture it came from.
#[derive(Clone, Debug)]
pub struct Told {
    pub input: Input,
    /// Of which hall, by its place in [`Simulation::halls`].
    pub hall: usize,
    /// The people who are in a frame's picture; empty for everything else, and where the camera is out of order.
    pub shown: Vec<Shown>,
}

/// One or more worlds, and what stands between them and the line.
#[derive(Clone, Debug)]
pub struct Simulation {
    halls: Vec<Hall>,
    seed: u64,
    /// The moment from which worlds count.
    midnight: Timestamp,
    /// Since midnight: when the stream begins.
    begin: Duration,
}

/// A showroom of its own, beside others.
#[derive(Clone, Debug)]
pub struct Hall {
    pub scenario: Scenario,
    pub world: Arc<World>,
    noise: Noise,
}

impl Hall {
    pub(super) fn noise(&self) -> &Noise {
        &self.noise
    }
}

impl Simulation {
    /// The worlds of scenarios that happen at the same time; the first one gives the date and the time zone.
    pub fn new(scenarios: Vec<Scenario>, noise: &Noise, seed: u64) -> Self {
        let hall = |scenario: Scenario| Hall {
            world: Arc::new(World::new(&scenario, seed)),
            noise: noise.clone(),
            scenario,
        };
        let midnight = scenarios
            .first()
            .map_or(Timestamp::UNIX_EPOCH, Scenario::midnight);
        let halls: Vec<Hall> = scenarios.into_iter().map(hall).collect();
        let begin = halls
            .iter()
            .filter_map(|hall| Some(hall.world.days().first()?.start))
            .min();
        Self {
            halls,
            seed,
            midnight,
            begin: begin.unwrap_or_default(),
        }
    }

    pub fn halls(&self) -> &[Hall] {
        &self.halls
    }

    /// The moment from which worlds count: the beginning of day 1.
    pub fn midnight(&self) -> Timestamp {
        self.midnight
    }

    /// Of everything that is drawn by lot, and of the line's ids.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The tag of simulated signatures.
    pub fn tag() -> ModelTag {
        ModelTag::new("simulated-faces", "plain")
    }

    /// The stretches of time in which there is something to see, in any of the halls, since midnight of day 1.
    pub fn days(&self) -> Vec<std::ops::Range<Duration>> {
        let mut days: Vec<std::ops::Range<Duration>> = Vec::new();
        let mut all: Vec<_> = self
            .halls
            .iter()
            .flat_map(|hall| hall.world.days().to_vec())
            .collect();
        all.sort_by_key(|day| day.start);
        for day in all {
            match days.last_mut() {
                Some(last) if day.start <= last.end => last.end = last.end.max(day.end),
                _ => days.push(day),
            }
        }
        days
    }

    /// The stamp of the stream's beginning.
    pub fn origin(&self) -> Stamp {
        let utc = self.midnight + self.begin;
        // The run's id comes from the seed, so that the same seed gives the same bytes.
        let run = RunId(Ulid::from_parts(
            utc.as_millisecond().max(0) as u64,
            u128::from(self.seed),
        ));
        Stamp {
            run,
            mono_ns: 0,
            utc,
        }
    }

    /// Time since midnight of day 1, from a stamp.
    pub fn since_midnight(&self, stamp: &Stamp) -> Duration {
        self.begin + Duration::from_nanos(stamp.mono_ns)
    }

    /// Time since midnight of day 1, by a wall clock that was never wrong.
    pub fn since_midnight_of(&self, utc: Timestamp) -> Duration {
        Duration::try_from(utc.duration_since(self.midnight)).unwrap_or_default()
    }

    /// The stamp of a moment: the wall clock as it is wrong by then.
    pub fn stamp(&self, at: Duration) -> Stamp {
        let right = self.origin().later(at.saturating_sub(self.begin));
        let jumps = self
            .halls
            .first()
            .map_or(&[][..], |hall| &hall.scenario.clock_jumps);
        let jumped = |jump: &&ClockJump| {
            let scenario = &self.halls[0].scenario;
            at >= scenario.since_midnight(jump.day, jump.at)
        };
        let wrong_s: i64 = jumps.iter().filter(jumped).map(|jump| jump.by_s).sum();
        let utc = right
            .utc
            .checked_add(SignedDuration::from_secs(wrong_s))
            .unwrap_or(right.utc);
        Stamp { utc, ..right }
    }

    /// Everything the line is told, from the beginning.
    pub fn stream(&self) -> Stream {
        Stream::new(self.clone())
    }
}

impl Simulation {
    /// Only what cameras and networks say: ticks are left to whoever plays it.
    pub fn into_observations(self) -> impl Iterator<Item = Observation> + Send {
        self.stream().filter_map(|told| match told.input {
            Input::Observation(observation) => Some(observation),
            _ => None,
        })
    }
}

/// Ticks and observations in the order of their time; at the same moment a tick comes first.
pub struct Stream {
    simulation: Simulation,
    days: VecDeque<std::ops::Range<Duration>>,
    cameras: Vec<Eye>,
    next_tick: Duration,
    ready: VecDeque<Told>,
}

impl Iterator for Stream {
    type Item = Told;

    fn next(&mut self) -> Option<Told> {
        loop {
            if let Some(told) = self.ready.pop_front() {
                return Some(told);
            }
            let day = self.days.front()?.clone();
            let frame = self
                .cameras
                .iter()
                .enumerate()
                .map(|(i, eye)| (eye.due, i))
                .min();
            let due = frame.map_or(self.next_tick, |(due, _)| due.min(self.next_tick));
            if due >= day.end {
                self.days.pop_front();
                if let Some(next) = self.days.front() {
                    self.begin_day(next.start);
                }
            } else if due == self.next_tick {
                let input = Input::Tick(self.simulation.stamp(due));
                self.next_tick += TICK;
                self.ready.push_back(Told {
                    input,
                    hall: 0,
                    shown: Vec::new(),
                });
            } else if let Some((_, camera)) = frame {
                let stamp = self.simulation.stamp(due);
                let eye = &mut self.cameras[camera];
                eye.look(due, stamp, &mut self.ready);
                let number = eye.number;
                self.ready.iter_mut().for_each(|told| told.hall = number);
            }
        }
    }
}

impl Stream {
    fn new(simulation: Simulation) -> Self {
        let mut cameras = Vec::new();
        for (number, hall) in simulation.halls.iter().enumerate() {
            let member = |member: &super::world::CastMember| Sensed {
                name: member.name.clone(),
                face: member.face,
            };
            let scenario = Arc::new(hall.scenario.clone());
            let people: Vec<Sensed> = hall.world.cast().iter().map(member).collect();
            for camera in &hall.scenario.cameras {
                let floor = hall.world.floor();
                let sensors = Sensors::new(
                    floor,
                    &camera.camera,
                    &people,
                    &hall.noise,
                    simulation.seed,
                    camera.backlight,
                );
                cameras.push(Eye {
                    number,
                    scenario: scenario.clone(),
                    world: hall.world.clone(),
                    camera: camera.clone(),
                    sensors,
                    // Cameras are not in step.
                    offset: Duration::from_millis(17 * (cameras.len() as u64 % 7)),
                    due: Duration::ZERO,
                    begun: Duration::ZERO,
                    count: 0,
                    seq: 0,
                    state: None,
                    condition: (None, Duration::ZERO, simulation.origin()),
                    last_empty: Duration::ZERO,
                    looked: 0,
                });
            }
        }
        let begin = simulation.begin;
        let mut stream = Self {
            days: simulation.days().into(),
            simulation,
            cameras,
            next_tick: Duration::ZERO,
            ready: VecDeque::new(),
        };
        stream.begin_day(begin);
        stream
    }

    fn begin_day(&mut self, start: Duration) {
        self.next_tick = start;
        for eye in &mut self.cameras {
            eye.begun = start + eye.offset;
            eye.count = 0;
            eye.due = eye.begun;
        }
    }
}

/// How long a live camera's capture takes to notice that a picture stays the same, that it is black, and that all is
/// well again.
const FROZEN_AFTER: Duration = Duration::from_secs(6);
const BLACK_AFTER: Duration = Duration::from_secs(5);
const WELL_AFTER: Duration = Duration::from_secs(2);

/// One camera, and what its networks would say.
struct Eye {
    /// Of the hall.
    number: usize,
    scenario: Arc<Scenario>,
    world: Arc<World>,
    camera: SimCamera,
    sensors: Sensors,
    offset: Duration,
    due: Duration,
    begun: Duration,
    /// Frames of the day.
    count: u64,
    seq: u64,
    /// What was told of the camera.
    state: Option<CameraState>,
    /// What it is and since when, told or not.
    condition: (Option<FaultKind>, Duration, Stamp),
    last_empty: Duration,
    /// Pictures that were looked at: the person network takes every other one of them.
    looked: u64,
}

impl Eye {
    fn look(&mut self, at: Duration, stamp: Stamp, out: &mut VecDeque<Told>) {
        self.count += 1;
        self.due = self.begun + Duration::from_secs_f64(self.count as f64 / self.camera.camera.fps);
        let seq = self.seq;
        self.seq += 1;
        let fault = self
            .camera
            .faults
            .iter()
            .find(|fault| self.is_on(fault, at))
            .map(|fault| fault.kind);
        if self.seq == 1 || self.condition.0 != fault {
            self.condition = (fault, at, stamp);
        }
        if let Some(state) = self.noticed(at)
            && self.state.replace(state) != Some(state)
        {
            out.push_back(report(&self.camera.camera.id, self.condition.2, state));
        }
        match fault {
            // Of a picture that stays the same nothing is analysed.
            Some(FaultKind::Unreachable | FaultKind::Frozen) => {}
            Some(FaultKind::Black) => {
                let people = self.people_now().then(Vec::new);
                out.push_back(frame(self.empty(stamp, seq, people), Vec::new()));
            }
            None => self.see(at, stamp, seq, out),
        }
    }

    /// The camera's state, once its capture has noticed it.
    fn noticed(&self, at: Duration) -> Option<CameraState> {
        let (fault, since, _) = self.condition;
        let (state, after) = match fault {
            Some(FaultKind::Unreachable) => (CameraState::Unreachable, Duration::ZERO),
            Some(FaultKind::Frozen) => (CameraState::Frozen, FROZEN_AFTER),
            Some(FaultKind::Black) => (CameraState::Black, BLACK_AFTER),
            None if matches!(self.state, None | Some(CameraState::Unreachable)) => {
                (CameraState::Ok, Duration::ZERO)
            }
            None => (CameraState::Ok, WELL_AFTER),
        };
        (at.saturating_sub(since) >= after).then_some(state)
    }

    /// Whether the person network looks at this picture.
    fn people_now(&mut self) -> bool {
        self.looked += 1;
        (self.looked - 1).is_multiple_of(PEOPLE_EVERY)
    }

    fn see(&mut self, at: Duration, stamp: Stamp, seq: u64, out: &mut VecDeque<Told>) {
        let scene = self.world.scene(at);
        if scene.figures.is_empty() {
            if at.saturating_sub(self.last_empty) < EMPTY_EVERY {
                return;
            }
            self.last_empty = at;
        }
        let with_people = self.people_now();
        let Sighting { observation, shown } = self.sensors.observe(&scene, seq, stamp, with_people);
        out.push_back(frame(observation, shown));
    }

    fn is_on(&self, fault: &Fault, at: Duration) -> bool {
        let scenario = &self.scenario;
        let from = scenario.since_midnight(fault.day, fault.between.start);
        let to = scenario.since_midnight(fault.day, fault.between.end);
        (from..to).contains(&at)
    }

    fn empty(
        &self,
        stamp: Stamp,
        seq: u64,
        people: Option<Vec<crate::types::PersonDetection>>,
    ) -> FrameObservation {
        FrameObservation {
            portraits: Vec::new(),
            stamp,
            camera: self.camera.camera.id.clone(),
            seq,
            width: self.camera.camera.width,
            height: self.camera.camera.height,
            people,
            faces: Vec::new(),
        }
    }
}

fn frame(observation: FrameObservation, shown: Vec<Shown>) -> Told {
    Told {
        hall: 0,
        input: Input::Observation(Observation::Frame(observation)),
        shown,
    }
}

fn report(camera: &CameraId, stamp: Stamp, state: CameraState) -> Told {
    let report = CameraReport {
        stamp,
        camera: camera.clone(),
        state,
        detail: String::new(),
    };
    Told {
        hall: 0,
        input: Input::Observation(Observation::Camera(report)),
        shown: Vec::new(),
    }
}
