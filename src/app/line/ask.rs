//! What others may ask a line.

use jiff::Timestamp;

use super::Line;
use crate::{
    app::Sight,
    identity::{self, Identity},
    scoring::Scores,
    types::{
        Band, CorrectionId, EventAnswer, External, LedgerEntry, TrackPhase, TrackUpdate, VisitId,
        VisitorCode, VisitorId, Who,
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

    /// The score of a visitor at a moment, and its band.
    pub fn score(&self, visitor: VisitorId, at: Timestamp) -> (f64, Band) {
        self.ledger.score(self.directory.resolve(visitor), at)
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
        if self.directory.find(&report.visitor).is_none() {
            let why = format!("no visitor has the code {}", report.visitor);
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
}
