//! What others may ask a line.

use jiff::Timestamp;

use super::Line;
use crate::{
    app::Sight,
    identity::{self, Identity, Link},
    scoring::{Explanation, Ledger, Scores, Standing},
    types::{
        BBox, Band, CodeDigest, Consent, ConsentEnd, CorrectionId, CorrectionKind, Event,
        EventAnswer, External, LedgerEntry, TrackPhase, TrackUpdate, VisitId, VisitorCode,
        VisitorId, Who,
    },
};

impl Line {
    /// Identity's settings, and how many people it knows.
    pub(in crate::app) fn identity(&self) -> (&identity::Settings, &Identity) {
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
        self.whole_visit(visit) == visit && !self.visits.is_nobodys(visit)
    }

    /// The corrections that stand.
    pub fn standing_corrections(&self) -> Vec<CorrectionId> {
        self.corrections.standing_ids()
    }

    /// Why a correction of who is who cannot be made as things stand, if it cannot.
    pub(in crate::app) fn refuses(
        &self,
        kind: &CorrectionKind,
    ) -> Option<identity::CorrectionRefusal> {
        // An id for somebody new, who is never made.
        let new = VisitorId(ulid::Ulid::nil());
        let planned = self
            .corrections
            .plan(kind, &self.directory, &self.visits, new);
        planned.err()
    }

    /// Whether a visit of theirs is open.
    pub(in crate::app) fn is_here(&self, visitor: VisitorId) -> bool {
        !self.visits.open_of(visitor, &self.directory).is_empty()
    }

    /// Whether a consent has a receipt of this code.
    pub(in crate::app) fn has_receipt(&self, code: &CodeDigest) -> bool {
        self.consents.by_code(code).is_some()
    }

    /// Who comes back by this code, at a moment.
    pub(in crate::app) fn returns_by(&self, code: &CodeDigest, at: Timestamp) -> Option<VisitorId> {
        let visitor = self.return_codes.visitor(code, at)?;
        Some(self.directory.resolve(visitor))
    }

    /// The score of a visitor at a moment, and its band.
    pub fn score(&self, visitor: VisitorId, at: Timestamp) -> (f64, Band) {
        self.ledger.score(self.directory.resolve(visitor), at)
    }

    /// Why the scores of a visitor are what they are at a moment.
    pub fn explain(&self, visitor: VisitorId, at: Timestamp) -> Explanation {
        self.ledger.explain(self.directory.resolve(visitor), at)
    }

    /// Whose an event is today, and whether what it says still counts.
    pub fn standing(&self, event: &Event) -> Standing {
        super::correct::standing(event, &self.visits, &self.directory)
    }

    /// The ledger of everybody.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// All scores of a visitor at a moment.
    pub fn scores(&self, visitor: VisitorId, at: Timestamp) -> Scores {
        self.ledger.scores(self.directory.resolve(visitor), at)
    }

    /// Whether a visitor has agreed to be linked with a system.
    pub fn is_linked(&self, visitor: VisitorId, client: &str) -> bool {
        self.links.has(visitor, client, &self.directory)
    }

    /// Who is linked with other systems, merges followed.
    pub fn links(&self) -> impl Iterator<Item = (VisitorId, &Link)> {
        let links = self.links.all();
        links.map(|(told, link)| (self.directory.resolve(told), link))
    }

    /// All scores of a visitor at a moment, and the entries that count, with what is left of each.
    pub fn account(&self, visitor: VisitorId, at: Timestamp) -> (Scores, Vec<(LedgerEntry, f64)>) {
        let visitor = self.directory.resolve(visitor);
        (
            self.ledger.scores(visitor, at),
            self.ledger.standing(visitor, at),
        )
    }

    /// The visitor whom a code means today.
    pub fn find(&self, code: &VisitorCode) -> Option<VisitorId> {
        self.directory.find(code)
    }

    /// What this line says to an event, now; nothing is changed by asking.
    pub fn judge(&self, report: &External) -> EventAnswer {
        if let Err(why) = self.reported_on(report) {
            return EventAnswer::Unknown(why);
        }
        let key = (report.client.clone(), report.id.clone());
        // What was taken once is not looked at again, whatever the rules have become since.
        if self.external_seen.contains(&key) {
            return EventAnswer::Taken;
        }
        let schema = &self.ledger.rules().schema;
        schema
            .refuses(&report.name, &report.data)
            .map_or(EventAnswer::Taken, EventAnswer::Misfit)
    }

    /// The people in the frame that was taken in last, as far as they are still followed.
    pub fn sights(&self) -> impl Iterator<Item = Sight> {
        let in_picture = self.in_picture.iter();
        in_picture.filter_map(|(track, face)| self.sight(track, *face))
    }

    /// Whether colleagues may see a live picture of a visitor: while they are here, unless they took a consent back since
    /// they came. Whoever does that wants less of them to be seen, not as much.
    pub(in crate::app) fn may_be_shown(&self, visitor: VisitorId) -> bool {
        let open = self.visits.open_of(visitor, &self.directory);
        let came = open.iter().filter_map(|visit| self.visits.opened(*visit));
        let Some(came) = came.min() else {
            return false;
        };
        let mut consents = self.consents.of(visitor, &self.visits, &self.directory);
        let taken_back = |consent: &Consent| matches!(consent.ended, Some((at, ConsentEnd::Withdrawn)) if at >= came);
        !consents.any(taken_back)
    }

    fn sight(&self, track: &TrackUpdate, face: Option<BBox>) -> Option<Sight> {
        let (presence, known) = self.presence.of_track(track.track)?;
        let (visit, visitor) = match self.behaviour.open_visit(presence) {
            Some((visit, visitor)) => (Some(visit), Some(visitor)),
            None => (None, known.and_then(Who::visitor)),
        };
        Some(Sight {
            camera: track.camera.clone(),
            stamp: track.stamp,
            bbox: track.bbox,
            face,
            seen: track.phase != TrackPhase::Coasting,
            presence,
            visit,
            visitor: visitor.map(|visitor| self.directory.resolve(visitor)),
            staff: known.and_then(Who::staff),
        })
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::{
        app::line::testing,
        runtime::SeededIds,
        store::StartState,
        types::{About, Input, Recognition, Record, VisitorProfile},
    };

    fn line() -> Line {
        let start = StartState {
            visitors: vec![VisitorProfile {
                id: VisitorId(Ulid::from(1u128)),
                code: "V-7K3QD".to_owned().into(),
                visits: 0,
                last_visit: None,
            }],
            ..StartState::default()
        };
        let settings = testing::settings(Recognition::All, Vec::new());
        Line::new(settings, &start, Box::new(SeededIds::new(1)))
    }

    fn report(id: &str, visitor: &str, name: &str) -> External {
        External {
            stamp: testing::stamp(10),
            client: External::STAFF.to_owned(),
            id: id.to_owned(),
            about: About::Visitor(visitor.to_owned().into()),
            name: name.to_owned(),
            at: None,
            data: std::collections::BTreeMap::new(),
            quiet: false,
        }
    }

    /// How many events a step left, and what was answered.
    fn step(line: &mut Line, report: External) -> (usize, Vec<String>) {
        let records = line.step(&Input::External(report));
        let events = records.iter().filter(|r| matches!(r, Record::Event(_)));
        let events = events.count();
        let answer = |record| match record {
            Record::Message(message) => Some(message.payload),
            _ => None,
        };
        (events, records.into_iter().filter_map(answer).collect())
    }

    #[test]
    fn what_is_asked_before_is_what_is_answered_then() {
        let mut line = line();
        for (id, visitor, name, events, answer) in [
            ("1", "V-7K3QD", "sold", 1, "accepted"),
            ("1", "V-7K3QD", "sold", 0, "accepted"),
            // As it was taken once, it is the same again whatever it says.
            ("1", "V-7K3QD", "dwelled", 0, "accepted"),
            ("2", "V-7K3QD", "dwelled", 0, "only cameras tell"),
            ("3", "V-NONE0", "sold", 0, "no visitor has the code"),
        ] {
            let report = report(id, visitor, name);
            let judged = line.judge(&report);
            let (left, answers) = step(&mut line, report);
            assert_eq!((left, answers.len()), (events, 1), "{id} {name}");
            assert!(answers[0].contains(answer), "{answers:?}");
            let taken = judged == EventAnswer::Taken;
            assert_eq!(taken, answer == "accepted", "{judged:?}");
        }
        let quiet = External {
            quiet: true,
            ..report("4", "V-7K3QD", "lost")
        };
        assert_eq!(step(&mut line, quiet), (1, Vec::new()));
    }
}
