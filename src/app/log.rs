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

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    use super::*;
    use crate::{
        app::line::testing::{settings, sight, stamp},
        runtime::SeededIds,
        store::StartState,
        types::{Input, Recognition},
    };

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_visit_is_logged_once_when_it_begins_and_once_when_it_ends_by_its_code() {
        let settings = settings(Recognition::VisitOnly, Vec::new());
        let ids = Box::new(SeededIds::new(1));
        let mut line = Line::new(settings, &StartState::default(), ids);
        let frames = (1..40).map(|n| sight(1, "aaaa", n * 125));
        let ticks = (10..200).map(|s| Input::Tick(stamp(s * 1000)));
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        let (mut log, mut codes) = (VisitLog::default(), Vec::new());
        tracing::subscriber::with_default(subscriber, || {
            for input in frames.chain(ticks) {
                let records = line.step(&input);
                for record in &records {
                    if let Record::Visitor { code, .. } = record {
                        codes.push(code.to_string());
                    }
                }
                log.note(&records, &line);
            }
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        for what in ["a visit began", "a visit ended"] {
            let told: Vec<_> = text.lines().filter(|line| line.contains(what)).collect();
            assert_eq!(told.len(), 1, "{text}");
            assert!(
                told[0].contains("visit=") && told[0].contains(&codes[0]),
                "{text}"
            );
        }
    }
}
