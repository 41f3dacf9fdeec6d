//! What an installer's own threshold means.

use std::fmt;

use jiff::Timestamp;

use super::line::Line;
use crate::types::AuditEntry;

/// A threshold below what the target allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OwnThreshold {
    wanted: f32,
    asked: f32,
    forced: bool,
    people: usize,
    /// Part of the strangers who would be taken for somebody known, and the part that is allowed.
    strangers: f64,
    allowed: f64,
}

/// The installer's threshold, where it lies below what the target allows in this gallery.
pub(super) fn of_their_own(line: &Line) -> Option<OwnThreshold> {
    let (settings, identity) = line.identity();
    let asked = identity.asked_threshold();
    let wanted = settings.threshold.filter(|wanted| *wanted < asked)?;
    Some(OwnThreshold {
        wanted,
        asked,
        forced: settings.forced,
        people: identity.people(),
        strangers: identity.false_recognitions(wanted),
        allowed: settings.false_recognitions,
    })
}

impl OwnThreshold {
    /// Whoever lowers it is to be found in the audit log.
    pub(super) fn audit(&self, at: Timestamp) -> AuditEntry {
        AuditEntry {
            at,
            who: "installer".into(),
            what: "identity.threshold".into(),
            detail: self
                .to_string()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

impl fmt::Display for OwnThreshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            wanted,
            asked,
            forced,
            people,
            ..
        } = self;
        let one_of = |part: f64| (1.0 / part.max(1e-9)).round();
        let (strangers, allowed) = (one_of(self.strangers), one_of(self.allowed));
        write!(
            f,
            "identity.threshold = {wanted:.3} takes one of {strangers} strangers for somebody known, with {people} known; \
             one of {allowed} is allowed, which asks for {asked:.3}: "
        )?;
        if *forced {
            write!(f, "used all the same, by --force")
        } else {
            write!(
                f,
                "{asked:.3} is used\nhint: leave identity.threshold out, or insist with `showfloor run --force`"
            )
        }
    }
}
