//! An alert as it begins, of which nothing is known but what calls and what is said.

use super::text::Said;
use crate::types::{Alert, AlertId, AlertKind, AlertState, Priority, Stamp};

/// The first revision of an alert about no visitor, place or camera.
pub(super) fn bare(id: AlertId, kind: AlertKind, site: &str, said: Said, now: &Stamp) -> Alert {
    Alert {
        v: 1,
        id,
        rev: 1,
        kind,
        causes: vec![kind],
        priority: Priority::Normal,
        site: site.to_owned(),
        since: Some(now.utc),
        at: now.utc,
        visitor: None,
        party: Vec::new(),
        zone: None,
        stage: None,
        score: None,
        why: Vec::new(),
        text: said.text,
        lines: Some(Box::new(said.lines)),
        alone_since: None,
        approach_at: None,
        approach_by: None,
        expires_at: None,
        state: AlertState::Open,
        by: None,
        for_staff: Vec::new(),
        also: Vec::new(),
        confidence: 1.0,
        visit: None,
        camera: None,
    }
}
