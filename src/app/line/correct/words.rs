//! What a correction is called, and what it did, in words.

use std::collections::BTreeMap;

use super::{super::Line, named};
use crate::types::{Change, Corrected, CorrectionKind, VisitorId};

impl Line {
    /// The codes that a correction is about, as they were before it.
    pub(super) fn words_before(&self, corrected: &Corrected) -> BTreeMap<VisitorId, String> {
        let say = |id: VisitorId| (id, self.code_of(id));
        named(&corrected.changes).map(say).collect()
    }

    /// Who has visits of their own now, and no face by which to be recognised.
    pub(super) fn faceless(&self, corrected: &Corrected) -> Option<VisitorId> {
        let moves = corrected.changes.iter().filter_map(|change| match change {
            Change::Visit { before, after, .. } => Some([*after, *before]),
            _ => None,
        });
        let mut concerned = moves
            .flatten()
            .map(|visitor| self.directory.resolve(visitor));
        let has_visits = |visitor: &VisitorId| {
            let past = self.visits.past(*visitor, &self.directory);
            past.is_some() || !self.visits.open_of(*visitor, &self.directory).is_empty()
        };
        concerned.find(|visitor| self.identity.templates_of(*visitor) == 0 && has_visits(visitor))
    }

    pub(in crate::app::line) fn code_of(&self, visitor: VisitorId) -> String {
        let code = self.directory.known_code(visitor);
        code.map_or_else(|| visitor.to_string(), ToString::to_string)
    }

    /// What was done, in words.
    pub(super) fn words(
        &self,
        corrected: &Corrected,
        before: &BTreeMap<VisitorId, String>,
    ) -> String {
        let was = |id: &VisitorId| before.get(id).cloned().unwrap_or_else(|| self.code_of(*id));
        let of_visit = |wanted: fn(&Change) -> bool| corrected.changes.iter().find(|c| wanted(c));
        let moved = of_visit(|change| matches!(change, Change::Visit { .. }));
        let (from, to) = match moved {
            Some(Change::Visit { before, after, .. }) => (was(before), self.code_of(*after)),
            _ => (String::new(), String::new()),
        };
        match &corrected.correction.kind {
            CorrectionKind::Merge { .. } => {
                let alias = of_visit(|change| matches!(change, Change::Alias { .. }));
                let Some(Change::Alias { visitor, .. }) = alias else {
                    return String::new();
                };
                let (from, into) = (was(visitor), self.code_of(*visitor));
                format!("{from} is {into} from now on")
            }
            CorrectionKind::Split { visits, .. } => {
                let (s, belong) = if visits.len() == 1 {
                    ("", "belongs")
                } else {
                    ("s", "belong")
                };
                format!("{} visit{s} of {from} now {belong} to {to}", visits.len())
            }
            CorrectionKind::NotThisPerson { visit } => {
                format!("the visit {visit} was not {from}: it belongs to {to}")
            }
            CorrectionKind::Assign { visit, .. } => {
                format!("the visit {visit} was not {from}'s, but {to}'s")
            }
            CorrectionKind::Undo { correction } => {
                if self.corrections.is_undo(*correction) {
                    format!("what {correction} had taken back holds again")
                } else {
                    format!("the correction {correction} was taken back")
                }
            }
            // The line says it where it does it.
            CorrectionKind::Link { .. }
            | CorrectionKind::Unlink { .. }
            | CorrectionKind::Outcome { .. }
            | CorrectionKind::NoOutcome { .. }
            | CorrectionKind::Send { .. }
            | CorrectionKind::Erase { .. }
            | CorrectionKind::Consent { .. }
            | CorrectionKind::Withdraw(_)
            | CorrectionKind::ReturnCode { .. }
            | CorrectionKind::Returned { .. } => String::new(),
        }
    }
}

/// How the audit log calls it.
pub(in crate::app::line) fn what(kind: &CorrectionKind) -> &'static str {
    match kind {
        CorrectionKind::Merge { .. } => "visitors.merge",
        CorrectionKind::Split { .. } => "visitors.split",
        CorrectionKind::NotThisPerson { .. } => "visitors.not-this-person",
        CorrectionKind::Assign { .. } => "visitors.assign",
        CorrectionKind::Undo { .. } => "visitors.undo",
        CorrectionKind::Link { .. } => "visitors.link",
        CorrectionKind::Unlink { .. } => "visitors.unlink",
        CorrectionKind::Outcome { .. } => "outcomes.add",
        CorrectionKind::NoOutcome { .. } => "outcomes.remove",
        CorrectionKind::Send { .. } => "visitors.send",
        CorrectionKind::Erase { .. } => "visitors.erase",
        CorrectionKind::Consent { .. } => "consent.given",
        CorrectionKind::Withdraw(_) => "consent.withdrawn",
        CorrectionKind::ReturnCode { .. } => "visitors.return-code",
        CorrectionKind::Returned { .. } => "visitors.returned",
    }
}
