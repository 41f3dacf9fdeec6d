//! The pure line: one input in, records out. What `run`, `replay` and the simulator have in common.

mod ask;
mod consents;
mod correct;
mod erase;
mod floor;
mod flow;
mod links;
mod news;
mod outcomes;
mod plan;
mod retention;
mod return_codes;
mod say;
mod shared;
mod shifts;
mod tell;
#[cfg(test)]
pub(in crate::app) mod testing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    alerts::{self, Alerts},
    behaviour::Behaviour,
    identity::{
        self, Consents, Corrections, Directory, Identity, Links, ReturnCodes, Roster, Visits,
    },
    presence::{FloorPlan, Presence, ZoneMap},
    publish,
    scoring::Ledger,
    store::StartState,
    track::Tracker,
    types::{
        BBox, CorrectionId, CorrectionKind, EventKind, Firing, IdSource, Input, Observation,
        Product, Recognition, Record, Signature, StaffTemplate, StaffView, Stamp, Statement,
        TrackUpdate, VisitId, VisitorCode, VisitorId,
    },
};

use self::{consents::Calendar, retention::Retention};
use super::{LineSettings, templates::Templates};

pub(in crate::app) use plan::on_the_floor;

/// `track` to `alerts`, wired. No I/O, no clock: the same inputs from the same start give the same records.
pub struct Line {
    settings: LineSettings,
    ids: Box<dyn IdSource + Send>,
    templates: Templates,
    tracker: Tracker,
    /// The tracks of the frame that was taken in last, without their faces, and where these were.
    in_picture: Vec<(TrackUpdate, Option<BBox>)>,
    identity: Identity,
    presence: Presence,
    behaviour: Behaviour,
    ledger: Ledger,
    alerts: Alerts,
    directory: Directory,
    visits: Visits,
    corrections: Corrections,
    /// Products of any time: history names them.
    former: Vec<Product>,
    /// Who agreed to be linked with other systems.
    links: Links,
    /// Who agreed to be known again by their face, and who is known again by a code.
    consents: Consents,
    return_codes: ReturnCodes,
    /// The time by which consents end.
    calendar: Calendar,
    /// The bands that these systems know of, where a webhook tells them.
    told_bands: news::ToldBands,
    /// When bands are looked at next though nothing happens.
    next_fading: Option<Stamp>,
    /// When the audit log's head goes out next.
    next_head: Option<Stamp>,
    /// What was asked for besides corrections, in this run.
    requests_seen: BTreeSet<CorrectionId>,
    /// Open visits whose retained state stands on the broker, and under which code.
    shown: BTreeMap<VisitId, VisitorCode>,
    /// Events from outside that were taken in, by client and id: a repeated one is ignored.
    external_seen: BTreeSet<(String, String)>,
    /// What colleagues said, and when: it can still be taken back.
    sayings: Vec<(Stamp, Statement)>,
    /// What dismissals say of visits, by whom and when: it holds when it can no longer be taken back.
    dismissals: Vec<(Stamp, shifts::Dismissed)>,
    /// The colleagues whose retained state stands on the broker.
    shown_staff: BTreeMap<String, StaffView>,
    /// What the rules call for, and waits for the site to open.
    held: Vec<(VisitorId, Firing)>,
    /// Who became hot while it was closed.
    hot_while_closed: BTreeSet<VisitorId>,
    /// The showroom as a whole, and what was told of it.
    floor: floor::Floor,
    retention: Retention,
    /// What is to be kept with the next step, as what other appliances told is kept apart.
    late: Vec<Record>,
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
        for code in &start.erased {
            directory.reserve(code.clone());
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
        let mut templates = Templates::new(settings.recognition);
        let (consents, return_codes) = consents::kept(start);
        let mut identity = Identity::new(settings.identity.clone(), settings.signature_tag.clone());
        identity.set_impostors(start.impostors(settings.signature_tag.as_ref()));
        identity.set_reach(consents::reach(&settings));
        recall(
            &mut identity,
            &mut templates,
            start,
            settings.recognition,
            |visit, visitor| visits.whose(visit, visitor, &directory),
        );
        identity.set_roster(&roster(&start.staff));
        let (ledger, links, floor, external_seen) = told(&settings, start, &visits, &directory);
        let past = visits.pasts(&directory).into_iter();
        let past = past.map(|(visitor, past)| (visitor, correct::history(past)));
        let corrections = Corrections::new(&start.corrections, &start.apart);
        let mut line = Self {
            templates,
            tracker: Tracker::new(settings.track.clone()),
            in_picture: Vec::new(),
            identity,
            presence: Presence::new(
                settings.presence.clone(),
                ZoneMap::new(&settings.zones),
                FloorPlan::new(settings.floor.clone()),
            ),
            behaviour: Behaviour::new(
                settings.behaviour.clone(),
                settings.behaviour_place(),
                past.collect(),
                &start.events,
            ),
            ledger,
            alerts: Alerts::new(
                settings.alerts.clone(),
                settings.alerts_place(),
                start.shifts.clone(),
            ),
            directory,
            visits,
            corrections,
            former: start.products.clone(),
            links,
            consents,
            return_codes,
            calendar: Calendar::new(start),
            told_bands: BTreeMap::new(),
            next_fading: None,
            next_head: None,
            requests_seen: BTreeSet::new(),
            shown: BTreeMap::new(),
            external_seen,
            sayings: Vec::new(),
            dismissals: Vec::new(),
            shown_staff: BTreeMap::new(),
            held: Vec::new(),
            hot_while_closed: BTreeSet::new(),
            floor,
            retention: Retention::new(start),
            late: Vec::new(),
            now: None,
            settings,
            ids,
        };
        line.keep_apart();
        line.remember_bands(start.events.iter().map(|event| event.stamp.utc).max());
        line
    }

    /// Takes in one input and gives what is to be kept and said, in order.
    pub fn step(&mut self, input: &Input) -> Vec<Record> {
        let now = self.advance(input.stamp());
        let (mut out, mut changed) = (Vec::new(), BTreeSet::new());
        if !matches!(input, Input::Shared(_)) {
            out.append(&mut self.late);
        }
        self.end_what_is_due(&now, &mut out);
        match input {
            Input::Observation(Observation::Frame(frame)) => {
                changed = self.frame(frame, &now, &mut out);
            }
            Input::Observation(Observation::Camera(report)) => {
                self.presence
                    .camera(&report.camera, report.state, &report.stamp, &now);
                let site = &self.settings.alerts.site;
                out.push(Record::Message(publish::camera_message(site, report)));
                let alerts = self.alerts.camera(report, &now);
                self.say(alerts, &mut out);
            }
            Input::Tick(_) => changed = self.tick(&now, &mut out),
            Input::Command(command) => self.command(command, &now, &mut out),
            Input::Said(said) => self.said(said, &now, &mut out),
            Input::Shift(tap) => self.shift(tap, &mut out),
            Input::External(report) => self.external(report, &mut out),
            Input::Correction(asked) if asked.kind.is_about_identity() => {
                changed = self.correct(asked, &now, &mut out);
            }
            Input::Correction(asked) => {
                if let CorrectionKind::Returned { code, is } = &asked.kind {
                    changed = self.returned(asked, (code, *is), &now, &mut out);
                } else {
                    self.request(asked, &now, &mut out);
                }
            }
            Input::Room(report) => {
                let alerts = self.alerts.room(report.room, &now);
                self.say(alerts, &mut out);
            }
            Input::Shared(batch) => changed = self.shared(batch, &now, &mut out),
            Input::Roster(update) => self.identity.set_roster(&roster(&update.staff)),
            // What changes is not in the stream: `reload` has been called before, where there is something to call it.
            Input::Reload(_) => {}
        }
        self.tell_changes(&now, &mut out);
        self.refresh_views(&now, changed, &mut out);
        self.refresh_staff(&mut out);
        out
    }

    /// Ends every visit at its last sight: the appliance stops.
    pub fn close(&mut self, at: &Stamp) -> Vec<Record> {
        let now = self.advance(at);
        let mut out = std::mem::take(&mut self.late);
        self.end_what_is_due(&now, &mut out);
        let updates = self.presence.close(&now);
        self.people(&updates, &now, &mut out);
        let alerts = self.alerts.close(&now);
        self.say(alerts, &mut out);
        self.tell_changes(&now, &mut out);
        self.tell_floor_now(&now, &mut out);
        out
    }

    /// Continues under other settings: tracks, visits, scores and alerts go on; under other rules all scores are derived
    /// anew. The privacy mode, the site's id and the
    /// webhooks stay as they were: changing them takes a restart.
    pub fn reload(&mut self, settings: LineSettings) {
        let settings = LineSettings {
            recognition: self.settings.recognition,
            recognise_in: self.settings.recognise_in,
            identity: identity::Settings {
                forced: self.settings.identity.forced,
                ..settings.identity
            },
            retention: self.settings.retention,
            history: self.settings.history,
            webhooks: self.settings.webhooks.clone(),
            alerts: alerts::Settings {
                site: self.settings.alerts.site.clone(),
                ..settings.alerts
            },
            ..settings
        };
        self.tracker.reload(settings.track.clone());
        self.identity.reload(settings.identity.clone());
        self.identity.set_reach(consents::reach(&settings));
        self.presence.reload(
            settings.presence.clone(),
            ZoneMap::new(&settings.zones),
            FloorPlan::new(settings.floor.clone()),
        );
        self.behaviour
            .reload(settings.behaviour.clone(), settings.behaviour_place());
        self.ledger
            .reload(settings.rules.clone(), settings.scoring_place(&self.former));
        self.alerts
            .reload(settings.alerts.clone(), settings.alerts_place());
        self.settings = settings;
    }

    /// The later of the input's time and the latest seen.
    fn advance(&mut self, stamp: &Stamp) -> Stamp {
        let later = self
            .now
            .is_none_or(|now| now.run != stamp.run || now.mono_ns <= stamp.mono_ns);
        if later {
            self.now = Some(*stamp);
        }
        let now = self.now.unwrap_or(*stamp);
        self.calendar.advance(&now);
        now
    }
}

/// What follows from the events that are kept: scores, links, the dwell of today, and which reports were taken in.
fn told(
    settings: &LineSettings,
    start: &StartState,
    visits: &Visits,
    directory: &Directory,
) -> (Ledger, Links, floor::Floor, BTreeSet<(String, String)>) {
    let place = settings.scoring_place(&start.products);
    let mut ledger = Ledger::new(settings.rules.clone(), place);
    let (mut links, mut external_seen) = (Links::default(), BTreeSet::new());
    let mut floor = floor::Floor::default();
    for event in &start.events {
        links.note(event);
        floor.note(event, &settings.alerts.timezone);
        ledger.load(event, correct::standing(event, visits, directory));
        if let EventKind::External {
            client,
            external_id,
            ..
        } = &event.kind
        {
            external_seen.insert((client.clone(), external_id.clone()));
        }
    }
    ledger.settle_all();
    (ledger, links, floor, external_seen)
}

/// Remembers the faces that are kept, each as that of whoever it is `whose` today.
fn recall(
    identity: &mut Identity,
    templates: &mut Templates,
    start: &StartState,
    mode: Recognition,
    whose: impl Fn(Option<VisitId>, VisitorId) -> VisitorId,
) {
    // What an earlier mode kept is no reason to recognise anybody in one that keeps nothing.
    if !mode.keeps_any() {
        return;
    }
    let mut remembered: BTreeMap<VisitorId, Vec<&Signature>> = BTreeMap::new();
    for template in &start.templates {
        let of = (template.visit, template.visitor);
        let theirs = remembered.entry(whose(of.0, of.1)).or_default();
        theirs.push(&template.signature);
        templates.note(template.signature.values(), of, template.quality);
    }
    for (visitor, signatures) in &remembered {
        // Nobody is here yet. Whose consent has ended meanwhile is forgotten before anything is compared.
        if mode == Recognition::OptIn {
            identity.remember_absent(*visitor, signatures);
        } else {
            identity.remember(*visitor, signatures);
        }
    }
}

fn roster(staff: &[StaffTemplate]) -> Roster {
    Roster::new(staff.iter().map(|t| (t.staff, t.signature.clone())))
}
