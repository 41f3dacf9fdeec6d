//! Visits and alerts in the log, at the level `info`: by id and short code, never by a name or a face.

use std::collections::BTreeSet;

use super::line::Line;
use crate::types::{Record, VisitId};

/// What was logged of visits.
#[derive(Debug, Default)]
pub(super) struct VisitLog {
    open: BTreeSet<VisitId>,
}

impl VisitLog {
    /// Logs what these records begin, change and end.
    pub(super) fn note(&mut self, records: &[Record], line: &Line) {
        for record in records {
            match record {
                Record::Visit(visit) => {
                    let is_open = visit.closed.is_none();
                    let changed = if is_open {
                        self.open.insert(visit.id)
                    } else {
                        self.open.remove(&visit.id)
                    };
                    if changed {
                        let what = if is_open {
                            "a visit began"
                        } else {
                            "a visit ended"
                        };
                        let visitor = line.code(line.today(visit.visitor));
                        let visitor = visitor.map(ToString::to_string).unwrap_or_default();
                        tracing::info!(visit = %visit.id, visitor, "{what}");
                    }
                }
                Record::Alert(alert) => {
                    let visitor = alert.visitor.as_ref().map(ToString::to_string);
                    let visit = alert.visit.map(|visit| visit.to_string());
                    let camera = alert.camera.as_ref().map(ToString::to_string);
                    tracing::info!(
                        alert = %alert.id,
                        rev = alert.rev,
                        kind = ?alert.kind,
                        state = ?alert.state,
                        visit,
                        visitor,
                        camera,
                        "an alert"
                    );
                }
                _ => {}
            }
        }
    }
}
