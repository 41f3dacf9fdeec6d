//! What came of leads, as recorded.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::Known;
use crate::{
    scoring::OUTCOMES,
    types::{EventKind, External, Scalar, VisitorId},
};

/// An outcome that stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KnownOutcome {
    /// The id under which it was told.
    pub id: String,
    /// Who told it: `staff`, or another system.
    pub by: String,
    /// The visitor as named then.
    pub visitor: VisitorId,
    /// The code of today.
    pub code: String,
    /// `test_drive`, `quote`, `sold` or `lost`.
    pub name: String,
    pub at: Timestamp,
}

impl Known {
    /// The outcomes that stand, in the order of their time.
    pub fn outcomes(&self) -> Vec<KnownOutcome> {
        let mut retracted = BTreeSet::new();
        let mut outcomes = Vec::new();
        for event in &self.start.events {
            let EventKind::External {
                client,
                external_id,
                name,
                data,
            } = &event.kind
            else {
                continue;
            };
            if name == External::RETRACTED
                && let Some(Scalar::Text(id)) = data.get("id")
            {
                retracted.insert((client.clone(), id.clone()));
            }
            if OUTCOMES.contains(&name.as_str()) {
                let visitor = self.line.today(event.visitor);
                outcomes.push(KnownOutcome {
                    id: external_id.clone(),
                    by: client.clone(),
                    visitor: event.visitor,
                    code: self.code(visitor),
                    name: name.clone(),
                    at: event.stamp.utc,
                });
            }
        }
        outcomes.retain(|outcome| !retracted.contains(&(outcome.by.clone(), outcome.id.clone())));
        outcomes.sort_by_key(|outcome| outcome.at);
        outcomes
    }
}
