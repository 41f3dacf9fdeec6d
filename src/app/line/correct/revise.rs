//! A correction that nobody asked for: better evidence contradicts what was said.

use std::collections::BTreeSet;

use super::super::Line;
use crate::{
    identity::Mistake,
    types::{
        AuditEntry, Change, Corrected, Correction, CorrectionId, CorrectionKind, IdentityChange,
        Record, Stamp, VisitId, VisitorId,
    },
};

impl Line {
    /// Better evidence says that whoever was recognised is somebody else. A visit that has told of them is corrected, as a
    /// person would; where that cannot be, what was said stands for now. Gives the new answer, and the open visits that
    /// it changed.
    pub(in crate::app::line) fn revise(
        &mut self,
        mistake: &Mistake,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> (Option<IdentityChange>, BTreeSet<VisitId>) {
        let (track, nothing) = (mistake.track, BTreeSet::new());
        if mistake.is.is_some_and(|is| self.identity.shows(is, track)) {
            return (None, nothing);
        }
        let new = VisitorId::new(&mut *self.ids, now);
        // Where the visit rests on other tracks, too, it stays whose it is, and this one becomes a presence of its own.
        let presence = self.presence.of_track(track).map(|(presence, _)| presence);
        let presence = presence.filter(|presence| self.presence.rests_on(*presence, track));
        let open = presence.and_then(|presence| self.behaviour.open_visit(presence));
        let Some((visit, visitor)) = open else {
            let is = mistake.is.unwrap_or(new);
            return (self.answer_anew(mistake, is, now), nothing);
        };
        let correction = Correction {
            id: CorrectionId::new(&mut *self.ids, now),
            stamp: *now,
            by: AuditEntry::ITSELF.to_owned(),
            kind: match mistake.is {
                Some(to) => CorrectionKind::Assign { visit, to },
                None => CorrectionKind::NotThisPerson { visit },
            },
        };
        let planned = self
            .corrections
            .plan(&correction.kind, &self.directory, &self.visits, new)
            .ok()
            .filter(|_| self.directory.resolve(visitor) == self.directory.resolve(mistake.was));
        let Some(mut changes) = planned else {
            return (None, nothing);
        };
        // Only people tell two apart for good.
        changes.retain(|change| !matches!(change, Change::Apart { .. }));
        let corrected = Corrected {
            correction,
            changes,
        };
        let changed = self.do_correct(&corrected, mistake.confidence, now, out).1;
        let is = self.whose(Some(visit), visitor);
        (self.answer_anew(mistake, is, now), changed)
    }

    fn answer_anew(
        &mut self,
        mistake: &Mistake,
        is: VisitorId,
        now: &Stamp,
    ) -> Option<IdentityChange> {
        let (change, learned) = self.identity.revise(mistake, is, now)?;
        self.templates.hold(learned);
        Some(change)
    }
}
