//! The pure line: one input in, records out. What `run`, `replay` and the simulator have in common.

mod correct;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;

use crate::{
    alerts::{self, Alerts},
    behaviour::{self, Behaviour},
    identity::{self, Corrections, Directory, Identity, Roster, Visits},
    presence::{Presence, ZoneMap},
    publish::{self, Reply},
    scoring::Ledger,
    store::StartState,
    track::Tracker,
    types::{
        Alert, AuditEntry, Band, CameraState, Command, CorrectionId, Event, EventKind, External,
        FrameObservation, IdSource, Input, Observation, PresencePhase, PresenceUpdate, Record,
        Signature, StaffTemplate, Stamp, TrackPhase, TrackUpdate, VisitId, VisitorCode, VisitorId,
        Who,
    },
};

use super::{
    LineSettings, Sight,
    templates::{Templates, fingerprint},
};

const DAY: Duration = Duration::from_hours(24);

/// `track` to `alerts`, wired. No I/O, no clock: the same inputs from the same start give the same records.
pub struct Line {
    settings: LineSettings,
    ids: Box<dyn IdSource + Send>,
    templates: Templates,
    tracker: Tracker,
    /// The tracks of the frame that was taken in last, without their faces.
    in_picture: Vec<TrackUpdate>,
    identity: Identity,
    presence: Presence,
    behaviour: Behaviour,
    ledger: Ledger,
    alerts: Alerts,
    directory: Directory,
    visits: Visits,
    corrections: Corrections,
    /// Open visits whose retained state stands on the broker, and under which code.
    shown: BTreeMap<VisitId, VisitorCode>,
    /// Events from outside that were taken in, by client and id: a repeated one is ignored.
    external_seen: BTreeSet<(String, String)>,
    /// When retention is looked after next.
    next_retention: Option<Stamp>,
    /// The latest stamp seen: time never runs backwards for the stages.
    now: Option<Stamp>,
}

impl Line {
    /// A line that knows what `start` knows.
    pub fn new(settings: LineSettings, start: &StartState, ids: Box<dyn IdSource + Send>) -> Self {
        let mut directory = Directory::default();
        for visitor in &start.visitors {
            directory.enter(visitor.id, visitor.code.clone());
        }
        for (from, into) in &start.aliases {
            directory.alias(*from, *into);
        }
        let mut visits = Visits::default();
        start.visits.iter().for_each(|visit| visits.note(visit));
        start
            .events
            .iter()
            .for_each(|event| visits.note_event(event));
        visits.note_history(&start.visitors, &directory);
        let mut templates = Templates::new(settings.recognition.permit());
        let mut identity = Identity::new(settings.identity.clone(), settings.signature_tag.clone());
        identity.set_impostors(start.impostors(settings.signature_tag.as_ref()));
        // What an earlier mode kept is no reason to recognise anybody in one that keeps nothing.
        let known = if templates.may_keep() {
            &start.templates[..]
        } else {
            &[]
        };
        let mut remembered: BTreeMap<VisitorId, Vec<&Signature>> = BTreeMap::new();
        for template in known {
            let (visit, visitor) = (template.visit, template.visitor);
            let owner = visits.whose(visit, visitor, &directory);
            remembered
                .entry(owner)
                .or_default()
                .push(&template.signature);
            templates.note(template.signature.values(), visit, visitor);
        }
        for (visitor, signatures) in &remembered {
            identity.remember(*visitor, signatures);
        }
        identity.set_roster(&roster(&start.staff));
        let mut ledger = Ledger::new(settings.rules.clone(), &settings.zones);
        let mut external_seen = BTreeSet::new();
        for event in &start.events {
            ledger.observe_for(event, correct::standing(event, &visits, &directory));
            if let EventKind::External {
                client,
                external_id,
                ..
            } = &event.kind
            {
                external_seen.insert((client.clone(), external_id.clone()));
            }
        }
        let corrections = Corrections::new(&start.corrections, &start.apart);
        let mut line = Self {
            templates,
            tracker: Tracker::new(settings.track.clone()),
            in_picture: Vec::new(),
            identity,
            presence: Presence::new(settings.presence.clone(), ZoneMap::new(&settings.zones)),
            behaviour: Behaviour::new(
                settings.behaviour.clone(),
                settings.behaviour_place(),
                &start.visitors,
            ),
            ledger,
            alerts: Alerts::new(settings.alerts.clone(), settings.alerts_place()),
            directory,
            visits,
            corrections,
            shown: BTreeMap::new(),
            external_seen,
            next_retention: None,
            now: None,
            settings,
            ids,
        };
        line.keep_apart();
        line
    }

    /// Takes in one input and gives what is to be kept and said, in order.
    pub fn step(&mut self, input: &Input) -> Vec<Record> {
        let now = self.advance(input.stamp());
        let (mut out, mut changed) = (Vec::new(), BTreeSet::new());
        match input {
            Input::Observation(Observation::Frame(frame)) => changed = self.frame(frame, &mut out),
            Input::Observation(Observation::Camera(report)) => {
                let sees = matches!(
                    report.state,
                    CameraState::Ok | CameraState::Slow | CameraState::Skewed
                );
                self.presence.camera(&report.camera, sees, &now);
                out.push(Record::Message(publish::camera_message(
                    &self.settings.alerts.site,
                    report,
                )));
            }
            Input::Tick(_) => changed = self.tick(&now, &mut out),
            Input::Command(command) => self.command(command, &now, &mut out),
            Input::External(report) => self.external(report, &mut out),
            Input::Correction(correction) => changed = self.correct(correction, &now, &mut out),
            Input::Roster(update) => self.identity.set_roster(&roster(&update.staff)),
            // What changes is not in the stream: `reload` has been called before, where there is something to call it.
            Input::Reload(_) => {}
        }
        self.refresh_views(&now, changed, &mut out);
        out
    }

    /// Ends every visit at its last sight: the appliance stops.
    pub fn close(&mut self, at: &Stamp) -> Vec<Record> {
        let now = self.advance(at);
        let mut out = Vec::new();
        let updates = self.presence.close(&now);
        self.people(&updates, &mut out);
        out
    }

    /// Continues under other settings: tracks, visits, scores and alerts go on. Scores follow other rules from here; the
    /// next start folds all of history under them. The privacy mode and the site's id stay as
    /// they were: changing them takes a restart.
    pub fn reload(&mut self, settings: LineSettings) {
        let settings = LineSettings {
            recognition: self.settings.recognition,
            identity: identity::Settings {
                forced: self.settings.identity.forced,
                ..settings.identity
            },
            retention: self.settings.retention,
            alerts: alerts::Settings {
                site: self.settings.alerts.site.clone(),
                ..settings.alerts
            },
            ..settings
        };
        self.tracker.reload(settings.track.clone());
        self.identity.reload(settings.identity.clone());
        self.presence
            .reload(settings.presence.clone(), ZoneMap::new(&settings.zones));
        self.behaviour
            .reload(settings.behaviour.clone(), settings.behaviour_place());
        self.ledger.reload(settings.rules.clone(), &settings.zones);
        self.alerts
            .reload(settings.alerts.clone(), settings.alerts_place());
        self.settings = settings;
    }

    /// Identity's settings, and how many people it knows.
    pub(super) fn identity(&self) -> (&identity::Settings, &Identity) {
        (&self.settings.identity, &self.identity)
    }

    /// The code of a visitor; `None` for one this line never heard of.
    pub fn code(&self, visitor: VisitorId) -> Option<&VisitorCode> {
        self.directory.known_code(visitor)
    }

    /// Who a visitor is today, merges followed.
    pub fn today(&self, visitor: VisitorId) -> VisitorId {
        self.directory.resolve(visitor)
    }

    /// Whose something is today that was told of a visitor, in a visit or outside of any: corrections are followed.
    pub fn whose(&self, visit: Option<VisitId>, visitor: VisitorId) -> VisitorId {
        self.visits.whose(visit, visitor, &self.directory)
    }

    /// The visit that this one is a part of, or itself.
    pub fn whole_visit(&self, visit: VisitId) -> VisitId {
        self.visits.whole(visit, &self.directory)
    }

    /// Whether it is a visit by itself, and a visitor's: neither a part of another, nor a colleague's time at work.
    pub fn is_visit(&self, visit: VisitId) -> bool {
        self.whole_visit(visit) == visit && !self.visits.is_staff(visit)
    }

    /// The corrections that stand.
    pub fn standing_corrections(&self) -> Vec<CorrectionId> {
        self.corrections.standing_ids()
    }

    /// The score of a visitor at a moment, and its band.
    pub fn score(&self, visitor: VisitorId, at: Timestamp) -> (f64, Band) {
        self.ledger.score(self.directory.resolve(visitor), at)
    }

    /// The people in the frame that was taken in last, as far as they are still followed.
    pub fn sights(&self) -> impl Iterator<Item = Sight> {
        self.in_picture.iter().filter_map(|track| self.sight(track))
    }

    fn sight(&self, track: &TrackUpdate) -> Option<Sight> {
        let (presence, known) = self.presence.of_track(track.track)?;
        let (visit, visitor) = match self.behaviour.open_visit(presence) {
            Some((visit, visitor)) => (Some(visit), Some(visitor)),
            None => (None, known.and_then(Who::visitor)),
        };
        Some(Sight {
            camera: track.camera.clone(),
            stamp: track.stamp,
            bbox: track.bbox,
            seen: track.phase != TrackPhase::Coasting,
            presence,
            visit,
            visitor: visitor.map(|visitor| self.directory.resolve(visitor)),
            staff: known.and_then(Who::staff),
        })
    }

    /// The later of the input's time and the latest seen.
    fn advance(&mut self, stamp: &Stamp) -> Stamp {
        let later = self
            .now
            .is_none_or(|now| now.run != stamp.run || now.mono_ns <= stamp.mono_ns);
        if later {
            self.now = Some(*stamp);
        }
        self.now.unwrap_or(*stamp)
    }

    /// Gives the open visits whose state a revision changed, as the other ways in do.
    fn frame(&mut self, frame: &FrameObservation, out: &mut Vec<Record>) -> BTreeSet<VisitId> {
        let mut tracks = self.tracker.observe(frame, &mut *self.ids);
        let changed = self.tracks(&tracks, out);
        // Faces are for identity alone, which has seen them.
        for track in &mut tracks {
            track.face = None;
        }
        self.in_picture = tracks;
        changed
    }

    fn tick(&mut self, now: &Stamp, out: &mut Vec<Record>) -> BTreeSet<VisitId> {
        let tracks = self.tracker.tick(now);
        let changed = self.tracks(&tracks, out);
        let updates = self.presence.tick(now);
        self.people(&updates, out);
        let alerts = self.alerts.tick(now);
        Self::say(alerts, out);
        self.retain(now, out);
        changed
    }

    /// Once a day, forgets the signatures of those who stayed away for long; the start of a run has done so before.
    fn retain(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        let Some(keep) = self.settings.retention else {
            return;
        };
        let due = *self.next_retention.get_or_insert(now.later(DAY));
        if now.mono_ns < due.mono_ns {
            return;
        }
        self.next_retention = Some(now.later(DAY));
        let before = now.utc.checked_sub(keep).unwrap_or(Timestamp::MIN);
        let absent = self.behaviour.absent_since(before);
        for visitor in &absent {
            self.identity.forget(*visitor);
        }
        let (visits, directory) = (&self.visits, &self.directory);
        self.templates.forget_origins(&absent, |visit, visitor| {
            visits.whose(visit, visitor, directory)
        });
        out.push(Record::Retention {
            before,
            at: now.utc,
        });
    }

    fn tracks(&mut self, tracks: &[TrackUpdate], out: &mut Vec<Record>) -> BTreeSet<VisitId> {
        let measured = self.identity.impostors();
        let identity::Outcome {
            mut changes,
            learned,
            dropped,
            united,
            mistaken,
        } = self.identity.observe(tracks, &mut *self.ids);
        for (from, into) in united {
            self.templates.merge(from, into);
        }
        let mut changed = BTreeSet::new();
        let now = self.now.filter(|_| !mistaken.is_empty());
        for (mistake, now) in mistaken.iter().filter_map(|m| Some((m, now?))) {
            let (change, visits) = self.revise(mistake, &now, out);
            changes.extend(change);
            changed.extend(visits);
        }
        let updates = self.presence.observe(tracks, &changes, &mut *self.ids);
        self.templates.hold(learned);
        out.extend(self.templates.drop(dropped));
        self.people(&updates, out);
        let (tag, now) = (
            self.settings.signature_tag.as_ref(),
            self.identity.impostors(),
        );
        if let Some(tag) = tag.filter(|_| now != measured) {
            out.push(Record::Impostors {
                tag: tag.clone(),
                stats: now,
            });
        }
        if let Some(now) = self.now {
            let behaviour = &self.behaviour;
            out.extend(self.templates.release(&now, |v| behaviour.visit_of(v)));
        }
        changed
    }

    fn people(&mut self, updates: &[PresenceUpdate], out: &mut Vec<Record>) {
        let behaviour::Outcome {
            events,
            visits,
            never_were,
        } = self.behaviour.observe(updates, &mut *self.ids);
        for visit in &visits {
            self.introduce(visit.visitor, &visit.opened, out);
            self.visits.note(visit);
        }
        // The rows of visits come before the events that point at them.
        out.extend(visits.into_iter().map(Record::Visit));
        let turned_out = events
            .iter()
            .filter(|event| event.kind == EventKind::TurnedOutStaff)
            .filter_map(|event| Some((event.visit?, event.visitor)));
        let colleagues_time: Vec<_> = turned_out.collect();
        for event in events {
            self.event(event, out);
        }
        let parts: Vec<VisitId> = colleagues_time
            .iter()
            .flat_map(|(visit, _)| self.visits.with_parts(*visit, &self.directory))
            .collect();
        let theirs = self.templates.of_visits(&parts);
        for (_, visitor) in colleagues_time {
            let gone = |values: &[f32]| theirs.contains(&fingerprint(values));
            let gone = self.identity.forget_some(visitor, gone);
            out.extend(self.templates.drop(gone));
        }
        for (visitor, staff) in never_were {
            self.identity.disown(visitor, staff);
            self.templates.forget(visitor);
            if let (Some(now), Some(_)) = (self.now, self.directory.known_code(visitor)) {
                let at = now.utc;
                out.push(Record::Forget { visitor, at });
            }
        }
        for update in updates {
            if let (PresencePhase::Gone, Some((visitor, _))) = (update.phase, update.visitor) {
                self.let_go(visitor, out);
            }
        }
    }

    /// A visitor left: their face is forgotten, unless it may be kept and they came for a visit, not only past it.
    fn let_go(&mut self, visitor: VisitorId, out: &mut Vec<Record>) {
        let kept = self.templates.may_keep() && self.directory.known_code(visitor).is_some();
        if !kept && !self.presence.holds(visitor) {
            self.identity.forget(visitor);
            self.templates.forget(visitor);
        } else if let Some(now) = self.now.filter(|_| kept) {
            // Of somebody known who only passed by.
            out.extend(self.templates.settle(visitor, &now));
        }
    }

    /// One event: kept, scored, and perhaps worth an alert.
    fn event(&mut self, event: Event, out: &mut Vec<Record>) {
        self.visits.note_event(&event);
        if let EventKind::Identified { from } = event.kind {
            self.directory.alias(from, event.visitor);
            self.keep_apart();
            out.push(Record::Alias {
                from,
                into: event.visitor,
            });
        }
        let (code, _) = self.directory.code(event.visitor);
        let now = self.now.unwrap_or(event.stamp);
        let score = self.ledger.observe(&event);
        let alerts = self
            .alerts
            .observe(&event, &now, &code, score.as_ref(), &mut *self.ids);
        if let (true, Some(visit)) = (ends_visit(&event.kind), event.visit) {
            self.end_view(visit, out);
        }
        out.push(Record::Event(event));
        out.extend(
            score
                .into_iter()
                .flat_map(|change| change.entries)
                .map(Record::Ledger),
        );
        Self::say(alerts, out);
    }

    fn command(&mut self, command: &Command, now: &Stamp, out: &mut Vec<Record>) {
        let alerts::Outcome {
            alerts,
            contacted,
            answer,
        } = self.alerts.command(command);
        Self::say(alerts, out);
        if let Some(visit) = contacted {
            for event in self
                .behaviour
                .contacted(visit, &command.user, now, &mut *self.ids)
            {
                self.event(event, out);
            }
        }
        if let (Ok(()), Some(reason)) = (&answer, &command.reason) {
            let detail = format!("alert {}: {reason}", command.alert);
            let what = format!("alert.{:?}", command.action).to_lowercase();
            out.push(Record::Audit(AuditEntry {
                at: now.utc,
                who: command.user.clone(),
                what,
                detail,
            }));
        }
        let reply = match answer {
            Ok(()) => Reply::accepted(command.alert, command.action),
            Err(why) => Reply::refused(command.alert, command.action, why.to_string()),
        };
        let site = &self.settings.alerts.site;
        out.push(Record::Message(publish::reply_message(
            site,
            &command.user,
            &reply,
        )));
    }

    fn external(&mut self, report: &External, out: &mut Vec<Record>) {
        let reply = if let Some(visitor) = self.directory.find(&report.visitor) {
            // One that is repeated was taken in the first time.
            let key = (report.client.clone(), report.id.clone());
            if self.external_seen.insert(key) {
                let event = self.behaviour.external(report, visitor, &mut *self.ids);
                self.event(event, out);
            }
            Reply::event_accepted(&report.id)
        } else {
            let reason = format!("no visitor has the code {}", report.visitor);
            Reply::event_refused(&report.id, reason)
        };
        let site = &self.settings.alerts.site;
        out.push(Record::Message(publish::reply_message(
            site,
            &report.client,
            &reply,
        )));
    }

    /// Records a visitor the store does not know yet.
    fn introduce(&mut self, visitor: VisitorId, created: &Stamp, out: &mut Vec<Record>) {
        let (code, new) = self.directory.code(visitor);
        if new {
            out.push(Record::Visitor {
                id: self.directory.resolve(visitor),
                code,
                created: *created,
            });
        }
    }

    /// An alert revision, and its messages.
    fn say(alerts: Vec<Alert>, out: &mut Vec<Record>) {
        for alert in alerts {
            out.extend(
                publish::alert_messages(&alert)
                    .into_iter()
                    .map(Record::Message),
            );
            out.push(Record::Alert(Box::new(alert)));
        }
    }

    /// Sends the retained state of the visits that changed in this step: these, and those of which there is an event.
    fn refresh_views(
        &mut self,
        now: &Stamp,
        mut changed: BTreeSet<VisitId>,
        out: &mut Vec<Record>,
    ) {
        changed.extend(out.iter().filter_map(|record| match record {
            Record::Event(event) if !ends_visit(&event.kind) => event.visit,
            _ => None,
        }));
        for visit in changed {
            let Some(view) = self.alerts.view(visit, now) else {
                continue;
            };
            let before = self.shown.insert(visit, view.visitor.clone());
            if let Some(renamed) = before.filter(|before| *before != view.visitor) {
                out.push(Record::Message(publish::visitor_gone(&view.site, &renamed)));
            }
            out.push(Record::Message(publish::visitor_message(&view)));
        }
    }

    fn end_view(&mut self, visit: VisitId, out: &mut Vec<Record>) {
        if let Some(code) = self.shown.remove(&visit) {
            let site = &self.settings.alerts.site;
            out.push(Record::Message(publish::visitor_gone(site, &code)));
        }
    }
}

/// Whether this is the last event of its visit.
fn ends_visit(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Left { .. } | EventKind::Merged { .. } | EventKind::TurnedOutStaff
    )
}

fn roster(staff: &[StaffTemplate]) -> Roster {
    Roster::new(staff.iter().map(|t| (t.staff, t.signature.clone())))
}
