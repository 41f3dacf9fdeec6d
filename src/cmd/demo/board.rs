//! What there is to show of a running line: who is where, what is open, what has happened.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use super::pictures::Pictures;
use crate::{
    app::Line,
    cmd::console::{kind_name, state_name},
    config::Config,
    eval::Calls,
    publish::{Reply, ReplyResult},
    sim::{Floor, Hall, PersonIndex, Role, Simulation, Spot},
    types::{
        Action, Alert, AlertId, AlertState, Band, CameraId, Event, EventKind, Homography, Input,
        Observation, OutboxMessage, PresenceId, Record, VisitId, VisitorCode, VisitorId, ZoneId,
    },
};

/// How many lines of what happened are kept.
const LOG_LINES: usize = 200;
/// Somebody not seen for longer than this is shown no more, until they are seen again.
const FADE: Duration = Duration::from_secs(3);
/// Somebody not seen for longer than this has left, or is out of sight: the list of who is there leaves them out.
const AWAY: Duration = Duration::from_secs(8);
/// What is told this much later than it happened is told with the time at which it happened, seconds.
const LATE_S: f64 = 10.0;
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
    /// When a camera saw them last, since midnight of day 1.
    seen: Duration,
    /// The code they went by until they were recognised just now.
    was: Option<VisitorCode>,
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

/// What called for somebody: an alert as it was raised, or a revision that tells one thing more, under that kind.
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
    /// A new day begins.
    Day,
    Alert,
    Over,
}

/// A line of what happened.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// "10:03:20"; empty where the line is about a whole day.
    pub(super) time: String,
    pub(super) tone: Tone,
    pub(super) what: String,
}

/// What people call a zone.
#[derive(Clone, Debug)]
struct Called {
    label: String,
    /// "stops at the Kona Electric", "stands at the desk".
    stops: String,
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
    /// What became of them.
    pub(super) calls: Calls,
    pub(super) log: VecDeque<Said>,
    /// Lines there ever were in it.
    pub(super) said: u64,
    /// How many of the pictures were looked at; none where no pictures are drawn.
    pub(super) pictures: Option<Pictures>,
    /// The day that the log is at.
    day: String,
    /// When the last picture was taken in, since midnight of day 1.
    looked: Duration,
    codes: BTreeMap<VisitorId, VisitorCode>,
    zones: BTreeMap<ZoneId, Called>,
    to_floor: BTreeMap<CameraId, (usize, Homography)>,
}

/// A place that is no car, by its label: "at the desk".
fn place(label: &str, id: &ZoneId) -> Called {
    let label = if label.is_empty() { id.as_str() } else { label };
    let placed = ["at ", "in ", "by ", "on ", "near "];
    let stops = if placed.iter().any(|word| label.starts_with(word)) {
        format!("stands {label}")
    } else {
        format!("stands at {label}")
    };
    Called {
        label: label.to_owned(),
        stops,
    }
}

/// What a colleague says by a tap, where this revision came of one.
fn in_their_words(alert: &Alert) -> Option<String> {
    let user = alert.by.as_ref()?;
    let words = match alert.state {
        AlertState::Claimed => "I'm going",
        AlertState::Dismissed => "nobody needs to go",
        AlertState::Snoozed => "later",
        _ => return None,
    };
    Some(format!("{user}: {words} ({})", whereabouts(alert)))
}

/// Where to go: "Ioniq 6, right of the door"; whom to, where no place is known.
fn whereabouts(alert: &Alert) -> String {
    let zone = alert.zone.as_ref();
    let product = zone.and_then(|zone| zone.product.as_deref());
    let label = zone.map(|zone| zone.label.as_str());
    let parts = [product, label].into_iter().flatten();
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        let code = alert.visitor.as_ref();
        return code.map_or_else(String::new, ToString::to_string);
    }
    parts.join(", ")
}

impl Board {
    pub(super) fn new(simulation: Simulation, config: &Config) -> Self {
        let product = |zone: &ZoneId| {
            config
                .products
                .iter()
                .find(|p| p.zone.as_ref() == Some(zone))
        };
        let called = |zone: &crate::types::Zone| match product(&zone.id) {
            Some(product) => Called {
                label: product.label.clone(),
                stops: format!("stops at the {}", product.label),
            },
            None => place(&zone.label, &zone.id),
        };
        let zones = config
            .zones
            .iter()
            .map(|zone| (zone.id.clone(), called(zone)))
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
            calls: Calls::default(),
            log: VecDeque::new(),
            said: 0,
            pictures: None,
            day: String::new(),
            looked: Duration::ZERO,
            codes: BTreeMap::new(),
            zones,
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
                    self.learn(visit.visitor, line);
                    let now = self.looked;
                    let card = self.visits.entry(visit.id).or_insert_with(|| Card {
                        seen: now,
                        ..Card::default()
                    });
                    card.code = line.code(visit.visitor).cloned();
                    (card.came, card.last_seen) = (visit.opened.utc, visit.last_seen.utc);
                    card.over = visit.closed.is_some();
                    let (score, band) = line.score(visit.visitor, visit.last_seen.utc);
                    (card.score, card.band) = (score, Some(band));
                }
                Record::Event(event) => self.event(event, line),
                Record::Alert(alert) => self.alert(alert),
                Record::Message(message) => self.conflict(message),
                _ => {}
            }
        }
        self.tell_recognised();
    }

    /// Keeps the code by which a visitor was known first.
    fn learn(&mut self, visitor: VisitorId, line: &Line) {
        if let Some(code) = line.code(visitor) {
            self.codes.entry(visitor).or_insert_with(|| code.clone());
        }
    }

    /// Who goes by another code from now on, and is not told already with when they were here.
    fn tell_recognised(&mut self) {
        let mut told = Vec::new();
        for (visit, card) in &self.visits {
            if let (Some(was), Some(code)) = (&card.was, &card.code)
                && was != code
            {
                let of_them = |(id, other): (&VisitId, &Card)| {
                    id != visit && other.code.as_ref() == Some(code)
                };
                let again = if self.visits.iter().any(of_them) {
                    "again"
                } else {
                    "from now on"
                };
                told.push(format!("{was} is {code} {again}"));
            }
        }
        for card in self.visits.values_mut() {
            card.was = None;
        }
        for said in told {
            self.say(Tone::Plain, said);
        }
    }

    /// Takes in where the line sees people after an input.
    pub(super) fn look(&mut self, input: &Input, line: &Line) {
        let stamp = input.stamp();
        self.now = stamp.utc;
        let at = self.simulation.since_midnight(stamp);
        if let Input::Observation(Observation::Frame(frame)) = input {
            self.looked = at;
            if let Some(pictures) = &mut self.pictures {
                pictures.took(at);
            }
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
                    if let Some(card) = self.visits.get_mut(&visit) {
                        card.seen = at;
                    }
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
        self.learn(event.visitor, line);
        let code = line
            .code(event.visitor)
            .map_or_else(String::new, ToString::to_string);
        let since = self.late(event.stamp.utc, LATE_S);
        match &event.kind {
            EventKind::Entered { .. } => {
                let first = since.map_or_else(String::new, |t| format!(" (first seen {t})"));
                self.say(Tone::Plain, format!("{code} came in{first}"));
            }
            EventKind::Left { .. } => {
                let last = self.late(event.stamp.utc, 1.0);
                let last = last.map_or_else(String::new, |t| format!(" (last seen {t})"));
                self.say(Tone::Plain, format!("{code} left{last}"));
            }
            EventKind::TurnedOutStaff => {
                self.visits.remove(&visit);
                let said = format!("{code} is a colleague, not a visitor");
                self.say(Tone::Plain, said);
            }
            EventKind::TurnedOutChild => {
                self.visits.remove(&visit);
                self.say(Tone::Plain, format!("{code} is a child"));
            }
            EventKind::Identified { from } => {
                let was = self.codes.get(from).cloned();
                let card = self.visits.entry(visit).or_default();
                card.was = was;
                card.code = line.code(event.visitor).cloned();
            }
            EventKind::Returned {
                visits_before,
                days_since,
                ..
            } => self.returned(visit, &code, (*visits_before, *days_since)),
            EventKind::ZoneEntered { zone } => {
                let since = since.map_or_else(String::new, |t| format!(" (since {t})"));
                let called = self.called(zone);
                let said = format!("{code} {}{since}", called.stops);
                self.visits.entry(visit).or_default().place = Some(called.label);
                self.say(Tone::Plain, said);
            }
            EventKind::ZoneLeft { zone } => {
                let label = self.called(zone).label;
                let card = self.visits.entry(visit).or_default();
                card.place = card.place.take().filter(|place| *place != label);
            }
            EventKind::Dwelled { zone, added_s, .. } => {
                let label = self.called(zone).label;
                let card = self.visits.entry(visit).or_default();
                *card.dwell.entry(label).or_default() += added_s;
            }
            EventKind::Merged { into } => self.merged(visit, *into),
            EventKind::Unrecognised { .. }
            | EventKind::Approachable { .. }
            | EventKind::Impatient { .. }
            | EventKind::ContactEnded { .. }
            | EventKind::Party { .. }
            | EventKind::StageReached { .. }
            | EventKind::CameFor { .. }
            | EventKind::Unattended { .. }
            | EventKind::Waited { .. }
            | EventKind::Contacted { .. }
            | EventKind::External { .. }
            | EventKind::Linked { .. }
            | EventKind::Unlinked { .. }
            | EventKind::Triggered { .. } => {}
        }
    }

    /// Somebody who was here before, and whether that was known at the door.
    fn returned(&mut self, visit: VisitId, code: &str, (before, days): (u32, u32)) {
        let card = self.visits.entry(visit).or_default();
        card.visits_before = before;
        let days = if days == 1 {
            "yesterday".to_owned()
        } else {
            format!("{days} days ago")
        };
        let was = card.was.take().filter(|was| was.as_str() != code);
        let said = match was {
            Some(was) => format!("{was} is {code}, here {days}"),
            None => format!("{code} was here {days}"),
        };
        self.say(Tone::Plain, said);
    }

    /// A visit that turned out to be a part of another.
    fn merged(&mut self, visit: VisitId, into: VisitId) {
        let card = self.visits.entry(visit).or_default();
        card.merged = true;
        let (dwell, votes) = (
            std::mem::take(&mut card.dwell),
            std::mem::take(&mut card.votes),
        );
        let whole = self.visits.entry(into).or_default();
        for (label, seconds) in dwell {
            *whole.dwell.entry(label).or_default() += seconds;
        }
        for (who, n) in votes {
            *whole.votes.entry(who).or_default() += n;
        }
    }

    fn called(&self, zone: &ZoneId) -> Called {
        let known = self.zones.get(zone);
        known.cloned().unwrap_or_else(|| place("", zone))
    }

    /// The time of something that happened more than so many seconds ago.
    fn late(&self, at: Timestamp, after_s: f64) -> Option<String> {
        let ago = self.now.duration_since(at).as_secs_f64();
        (ago > after_s).then(|| self.time(at))
    }

    fn alert(&mut self, alert: &Alert) {
        let at = self.simulation.since_midnight_of(alert.at);
        self.calls.take(alert, at);
        let before = self.alerts.insert(alert.id, alert.clone());
        let told = before.as_ref().map_or(&[][..], |before| &before.causes);
        for kind in alert.causes.iter().filter(|kind| !told.contains(kind)) {
            let alert = Alert {
                kind: *kind,
                ..alert.clone()
            };
            self.raised.push(Raised { at, alert });
        }
        let code = alert
            .visitor
            .as_ref()
            .map_or_else(String::new, |code| format!("{code}: "));
        let said = format!("{}  {code}{}", kind_name(alert.kind), alert.text.en);
        let tapped = before.is_none_or(|before| before.state != alert.state);
        if alert.rev == 1 {
            self.say(Tone::Alert, format!("ALERT  {said}"));
        } else if let Some(words) = in_their_words(alert).filter(|_| tapped) {
            self.say(Tone::Plain, words);
        } else if alert.state.is_over() {
            self.say(Tone::Over, format!("alert over  {said}"));
        } else {
            let state = state_name(alert.state);
            self.say(Tone::Over, format!("alert {state}  {said}"));
        }
    }

    /// Somebody reached for an alert that another colleague had taken just before.
    fn conflict(&mut self, message: &OutboxMessage) {
        let Some((_, user)) = message.topic.rsplit_once("/replies/") else {
            return;
        };
        let reply: Option<Reply> = serde_json::from_str(&message.payload).ok();
        let claim = |reply: &Reply| {
            reply.action == Some(Action::Claim) && reply.result == ReplyResult::Refused
        };
        if let Some(reply) = reply.filter(claim) {
            let why = reply.reason.unwrap_or_default();
            self.say(Tone::Over, format!("{user}: too late ({why})"));
        }
    }

    /// Adds a line of now. A new day begins with a line of its own.
    fn say(&mut self, tone: Tone, what: String) {
        let now = self.now.to_zoned(self.timezone.clone());
        let day = now.strftime("%A, %-d %B").to_string();
        if day != self.day {
            self.day.clone_from(&day);
            self.keep(String::new(), Tone::Day, day);
        }
        self.keep(self.time(self.now), tone, what);
    }

    fn keep(&mut self, time: String, tone: Tone, what: String) {
        self.said += 1;
        self.log.push_back(Said { time, tone, what });
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

    /// The visits that go on, the longest first, of those whom a camera saw just now. Who has left is in sight no more
    /// long before the line is sure of it.
    pub(super) fn present(&self) -> Vec<(VisitId, &Card)> {
        let open = self.visits.iter().filter(|(_, card)| {
            let there = self.looked.saturating_sub(card.seen) <= AWAY;
            there && !card.over && !card.merged && card.code.is_some()
        });
        let mut open: Vec<_> = open.map(|(id, card)| (*id, card)).collect();
        open.sort_by_key(|(_, card)| card.came);
        open
    }
}
