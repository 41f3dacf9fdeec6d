//! What there is to show of a running line: who is where, what is open, what has happened.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    app::Line,
    config::Config,
    sim::{Floor, Hall, PersonIndex, Role, Simulation, Spot},
    types::{
        Alert, AlertId, AlertState, Band, CameraId, Event, EventKind, Homography, Input,
        Observation, PresenceId, Record, VisitId, VisitorCode, ZoneId,
    },
};

/// How many lines of what happened are kept.
const LOG_LINES: usize = 200;
/// Somebody not seen for longer than this is shown no more, until they are seen again.
const FADE: Duration = Duration::from_secs(3);
/// A track stands for the figure that is nearest to its foot, if that is no farther than this, metres.
const NEAR_M: f64 = 1.0;

/// Somebody on the plan, as the line sees them.
#[derive(Clone, Debug)]
pub(super) struct Dot {
    pub(super) at: Spot,
    pub(super) visit: Option<VisitId>,
    seen: Duration,
}

/// A visit, open or over.
#[derive(Clone, Debug, Default)]
pub(super) struct Card {
    pub(super) code: Option<VisitorCode>,
    pub(super) came: Timestamp,
    pub(super) last_seen: Timestamp,
    pub(super) over: bool,
    /// Merged into another one: not a visit of its own.
    pub(super) merged: bool,
    /// Where they stand.
    pub(super) place: Option<String>,
    /// Seconds by place.
    pub(super) dwell: BTreeMap<String, f64>,
    pub(super) score: f64,
    pub(super) band: Option<Band>,
    pub(super) visits_before: u32,
    /// Which person's figure their tracks covered, and how often.
    votes: BTreeMap<(usize, PersonIndex), u32>,
}

/// An alert as it was raised.
#[derive(Clone, Debug)]
pub(super) struct Raised {
    /// Since midnight of day 1.
    pub(super) at: Duration,
    pub(super) alert: Alert,
}

/// What a line of the log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Alert,
    Over,
}

/// Everything the view shows.
pub(super) struct Board {
    pub(super) simulation: Simulation,
    pub(super) timezone: TimeZone,
    pub(super) now: Timestamp,
    pub(super) dots: BTreeMap<PresenceId, Dot>,
    pub(super) visits: BTreeMap<VisitId, Card>,
    /// The latest revision of each alert.
    pub(super) alerts: BTreeMap<AlertId, Alert>,
    pub(super) raised: Vec<Raised>,
    pub(super) log: VecDeque<(String, Tone, String)>,
    /// Lines there ever were in it.
    pub(super) said: u64,
    labels: BTreeMap<ZoneId, String>,
    to_floor: BTreeMap<CameraId, (usize, Homography)>,
}

impl Board {
    pub(super) fn new(simulation: Simulation, config: &Config) -> Self {
        let product = |zone: &ZoneId| {
            config
                .products
                .iter()
                .find(|p| p.zone.as_ref() == Some(zone))
        };
        let label = |zone: &crate::types::Zone| match product(&zone.id) {
            Some(product) => product.label.clone(),
            None if zone.label.is_empty() => zone.id.to_string(),
            None => zone.label.clone(),
        };
        let labels = config
            .zones
            .iter()
            .map(|zone| (zone.id.clone(), label(zone)))
            .collect();
        let halls = simulation.halls().iter().enumerate();
        let cameras =
            halls.flat_map(|(n, hall)| hall.scenario.cameras.iter().map(move |c| (n, &c.camera)));
        let to_floor = cameras.filter_map(|(n, camera)| {
            Some((camera.id.clone(), (n, camera.homography().inverse()?)))
        });
        Self {
            timezone: config.site.timezone.clone(),
            now: simulation.origin().utc,
            dots: BTreeMap::new(),
            visits: BTreeMap::new(),
            alerts: BTreeMap::new(),
            raised: Vec::new(),
            log: VecDeque::new(),
            said: 0,
            labels,
            to_floor: to_floor.collect(),
            simulation,
        }
    }

    /// The showroom that is drawn: the first one.
    pub(super) fn floor(&self) -> Option<&Floor> {
        self.simulation
            .halls()
            .first()
            .map(|hall| hall.world.floor())
    }

    /// Takes in what one step of the line gave.
    pub(super) fn take(&mut self, records: &[Record], line: &Line) {
        for record in records {
            match record {
                Record::Visit(visit) => {
                    let card = self.visits.entry(visit.id).or_default();
                    card.code = line.code(visit.visitor).cloned();
                    (card.came, card.last_seen) = (visit.opened.utc, visit.last_seen.utc);
                    card.over = visit.closed.is_some();
                    let (score, band) = line.score(visit.visitor, visit.last_seen.utc);
                    (card.score, card.band) = (score, Some(band));
                }
                Record::Event(event) => self.event(event, line),
                Record::Alert(alert) => self.alert(alert),
                _ => {}
            }
        }
    }

    /// Takes in where the line sees people after an input.
    pub(super) fn look(&mut self, input: &Input, line: &Line) {
        let stamp = input.stamp();
        self.now = stamp.utc;
        let at = self.simulation.since_midnight(stamp);
        if let Input::Observation(Observation::Frame(frame)) = input {
            for sight in line.sights().filter(|sight| sight.seen) {
                let foot = sight.bbox.foot();
                let Some((hall, to_floor)) = self.to_floor.get(&sight.camera) else {
                    continue;
                };
                // A foot that is cut off by the picture's edge is not where they stand.
                if foot.y >= frame.height as f32 - 2.0 {
                    continue;
                }
                let Some([x, y]) = to_floor.apply([f64::from(foot.x), f64::from(foot.y)]) else {
                    continue;
                };
                let spot = Spot::new(x, y);
                let visit = sight.visit;
                let hall = *hall;
                self.dots.insert(
                    sight.presence,
                    Dot {
                        at: spot,
                        visit,
                        seen: at,
                    },
                );
                if let Some(visit) = visit {
                    self.vote(visit, hall, spot, at);
                }
            }
        }
        self.dots
            .retain(|_, dot| at.saturating_sub(dot.seen) <= FADE);
    }

    fn vote(&mut self, visit: VisitId, hall: usize, spot: Spot, at: Duration) {
        let scene = self.simulation.halls()[hall].world.scene(at);
        let nearest = scene
            .figures
            .iter()
            .map(|f| (f.at.distance(spot), f.person));
        if let Some((far, person)) = nearest.min_by(|a, b| a.0.total_cmp(&b.0))
            && far <= NEAR_M
        {
            *self
                .visits
                .entry(visit)
                .or_default()
                .votes
                .entry((hall, person))
                .or_default() += 1;
        }
    }

    /// Who it really is whom the line followed in this visit.
    pub(super) fn truly(&self, visit: VisitId) -> Option<(&Hall, PersonIndex)> {
        let votes = &self.visits.get(&visit)?.votes;
        let (hall, person) = votes.iter().max_by_key(|(_, votes)| **votes)?.0;
        Some((self.simulation.halls().get(*hall)?, *person))
    }

    /// Their name in the scenario, with what they are to the showroom.
    pub(super) fn name(&self, visit: VisitId) -> String {
        self.truly(visit)
            .map_or_else(String::new, |(hall, person)| {
                let member = &hall.world.cast()[person];
                match member.role {
                    Role::Visitor => member.name.clone(),
                    Role::Staff => format!("{} (staff)", member.name),
                    Role::Child => format!("{} (child)", member.name),
                }
            })
    }

    fn event(&mut self, event: &Event, line: &Line) {
        let Some(visit) = event.visit else { return };
        let place = |zone: &ZoneId| {
            self.labels
                .get(zone)
                .cloned()
                .unwrap_or_else(|| zone.to_string())
        };
        let mut said = None;
        let code = line
            .code(event.visitor)
            .map_or_else(String::new, ToString::to_string);
        match &event.kind {
            EventKind::Entered { .. } => said = Some(format!("{code} came in")),
            EventKind::Returned {
                visits_before,
                days_since,
                ..
            } => {
                self.visits.entry(visit).or_default().visits_before = *visits_before;
                let days = if *days_since == 1 {
                    "yesterday".to_owned()
                } else {
                    format!("{days_since} days ago")
                };
                said = Some(format!("{code} was here {days}"));
            }
            EventKind::ZoneEntered { zone } => {
                let label = place(zone);
                said = Some(format!("{code} stops: {label}"));
                self.visits.entry(visit).or_default().place = Some(label);
            }
            EventKind::ZoneLeft { zone } => {
                let label = place(zone);
                let card = self.visits.entry(visit).or_default();
                card.place = card.place.take().filter(|place| *place != label);
            }
            EventKind::Dwelled { zone, added_s, .. } => {
                let label = place(zone);
                *self
                    .visits
                    .entry(visit)
                    .or_default()
                    .dwell
                    .entry(label)
                    .or_default() += added_s;
            }
            EventKind::Merged { into } => {
                let card = self.visits.entry(visit).or_default();
                card.merged = true;
                let (dwell, votes) = (
                    std::mem::take(&mut card.dwell),
                    std::mem::take(&mut card.votes),
                );
                let whole = self.visits.entry(*into).or_default();
                for (label, seconds) in dwell {
                    *whole.dwell.entry(label).or_default() += seconds;
                }
                for (who, n) in votes {
                    *whole.votes.entry(who).or_default() += n;
                }
            }
            EventKind::TurnedOutStaff => {
                self.visits.remove(&visit);
                said = Some(format!("{code} is a colleague, not a visitor"));
            }
            EventKind::Left { .. } => said = Some(format!("{code} left")),
            EventKind::Identified { .. }
            | EventKind::Unrecognised { .. }
            | EventKind::Unattended { .. }
            | EventKind::Contacted { .. }
            | EventKind::External { .. } => {}
        }
        if let Some(said) = said {
            self.say(event.stamp.utc, Tone::Plain, said);
        }
    }

    fn alert(&mut self, alert: &Alert) {
        let code = alert
            .visitor
            .as_ref()
            .map_or_else(String::new, |code| format!("{code}: "));
        let said = format!("{code}{}", alert.text.en);
        if alert.rev == 1 {
            let at = self.simulation.since_midnight_of(alert.at);
            self.raised.push(Raised {
                at,
                alert: alert.clone(),
            });
            self.say(alert.at, Tone::Alert, format!("ALERT  {said}"));
        } else if alert.state != AlertState::Open {
            self.say(alert.at, Tone::Over, format!("alert over  {said}"));
        }
        self.alerts.insert(alert.id, alert.clone());
    }

    fn say(&mut self, at: Timestamp, tone: Tone, what: String) {
        let time = self.time(at);
        self.said += 1;
        self.log.push_back((time, tone, what));
        while self.log.len() > LOG_LINES {
            self.log.pop_front();
        }
    }

    pub(super) fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.timezone.clone())
            .strftime("%H:%M:%S")
            .to_string()
    }

    /// "Sat 16 May, 10:03:20".
    pub(super) fn day_and_time(&self) -> String {
        self.now
            .to_zoned(self.timezone.clone())
            .strftime("%a %-d %b, %H:%M:%S")
            .to_string()
    }

    /// Alerts that somebody should act on, the most urgent first.
    pub(super) fn open_alerts(&self) -> Vec<&Alert> {
        let mut open: Vec<&Alert> = self
            .alerts
            .values()
            .filter(|alert| !alert.state.is_over())
            .collect();
        open.sort_by_key(|alert| (std::cmp::Reverse(alert.priority), alert.id));
        open
    }

    /// The visits that go on, the longest first.
    pub(super) fn present(&self) -> Vec<(VisitId, &Card)> {
        let open = self
            .visits
            .iter()
            .filter(|(_, card)| !card.over && !card.merged && card.code.is_some());
        let mut open: Vec<_> = open.map(|(id, card)| (*id, card)).collect();
        open.sort_by_key(|(_, card)| card.came);
        open
    }
}
