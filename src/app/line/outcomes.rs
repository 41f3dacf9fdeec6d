//! What came of leads, as colleagues say: reports like those of other systems, which need no link.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Line;
use crate::types::{About, Correction, CorrectionId, External, Record, Scalar, VisitorId};

impl Line {
    /// Takes an outcome in. Its id is that of the request, so that done twice it is as if done once.
    pub(super) fn outcome(
        &mut self,
        visitor: VisitorId,
        (name, at): (&str, Option<Timestamp>),
        asked: &Correction,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        let visitor = self.known(visitor)?;
        if at.is_some_and(|at| at > asked.stamp.utc) {
            return Err(
                "an outcome cannot lie ahead\nhint: name the day on which it was".to_owned(),
            );
        }
        let code = self.code_of(visitor);
        self.said_of(visitor, (name, at, BTreeMap::new()), asked, out);
        Ok(format!("{code}: {}", name.replace('_', " ")))
    }

    /// Takes an outcome back that was recorded by mistake.
    pub(super) fn no_outcome(
        &mut self,
        visitor: VisitorId,
        of: CorrectionId,
        asked: &Correction,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        // Taken back where it was recorded, whatever merges are undone later.
        self.known(visitor)?;
        let key = (External::STAFF.to_owned(), of.to_string());
        if !self.external_seen.contains(&key) {
            return Err(format!(
                "no colleague recorded an outcome {of}\nhint: `showfloor outcomes list` shows them"
            ));
        }
        let code = self.code_of(visitor);
        let data = BTreeMap::from([("id".to_owned(), Scalar::Text(of.to_string()))]);
        self.said_of(visitor, (External::RETRACTED, None, data), asked, out);
        Ok(format!("{code}: the outcome was taken back"))
    }

    fn said_of(
        &mut self,
        visitor: VisitorId,
        (name, at, data): (&str, Option<Timestamp>, BTreeMap<String, Scalar>),
        asked: &Correction,
        out: &mut Vec<Record>,
    ) {
        let (code, _) = self.directory.code(visitor);
        let report = External {
            stamp: asked.stamp,
            client: External::STAFF.to_owned(),
            id: asked.id.to_string(),
            about: About::Visitor(code),
            name: name.to_owned(),
            at,
            data,
            quiet: true,
        };
        let key = (report.client.clone(), report.id.clone());
        if self.external_seen.insert(key) {
            let event = self.behaviour.external(&report, visitor, &mut *self.ids);
            self.event(event, out);
        }
    }
}
