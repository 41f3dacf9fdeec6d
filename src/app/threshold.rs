//! From which likeness on somebody is recognised, and what an installer's own threshold means.

use std::fmt;

use jiff::Timestamp;

use super::{line::Line, settings::LineSettings};
use crate::{
    config::Config,
    runtime::SeededIds,
    store::{Reader, StartState},
    types::AuditEntry,
    vision,
};

/// The threshold in force, in words.
pub(super) fn in_force(line: &Line) -> String {
    let (_, identity) = line.identity();
    let (threshold, people) = (identity.threshold(), identity.people());
    let from_on = format!("somebody is recognised from a likeness of {threshold:.3} on");
    let known = match people {
        0 => return format!("nobody is known by face yet; {from_on}"),
        1 => "1 person is known by face".to_owned(),
        n => format!("{n} people are known by face"),
    };
    let strangers = one_of(identity.false_recognitions(threshold));
    format!("{known}; {from_on}, which one of {strangers} strangers reaches")
}

/// The same for the store as it is, or will be made; `None` where models or store cannot be asked, which is said elsewhere.
pub fn note_on_threshold(config: &Config) -> Option<String> {
    let tag = vision::signature_tag(&config.vision).ok()?;
    let start = if config.store.path.exists() {
        Reader::open(&config.store).ok()?.load().ok()?
    } else {
        StartState::default()
    };
    let settings = LineSettings::new(config, Some(tag));
    let line = Line::new(settings, &start, Box::new(SeededIds::new(0)));
    let own = of_their_own(&line).map_or_else(String::new, |own| format!("\n{own}"));
    Some(format!("{}{own}", in_force(&line)))
}

/// A threshold below what the target allows, or insisted on whatever it allows.
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

/// The installer's threshold, where it is insisted on or lies below what the target allows in this gallery.
pub(super) fn of_their_own(line: &Line) -> Option<OwnThreshold> {
    let (settings, identity) = line.identity();
    let (asked, forced) = (identity.asked_threshold(), settings.forced);
    let wanted = settings
        .threshold
        .filter(|wanted| forced || *wanted < asked)?;
    Some(OwnThreshold {
        wanted,
        asked,
        forced,
        people: identity.people(),
        strangers: identity.false_recognitions(wanted),
        allowed: settings.false_recognitions,
    })
}

impl OwnThreshold {
    /// Whoever lowers it is to be found in the audit log.
    pub(super) fn audit(&self, at: Timestamp) -> AuditEntry {
        let said = self.to_string();
        AuditEntry {
            at,
            who: "installer".into(),
            what: "identity.threshold".into(),
            detail: said.lines().next().unwrap_or_default().to_owned(),
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
        let (strangers, allowed) = (one_of(self.strangers), one_of(self.allowed));
        write!(
            f,
            "identity.threshold = {wanted:.3} takes one of {strangers} strangers for somebody known, with {people} known; \
             one of {allowed} is allowed, which asks for {asked:.3}: "
        )?;
        match (forced, wanted < asked) {
            (true, true) => write!(f, "used all the same, by --force"),
            (true, false) => write!(f, "used, and by --force also when more are known"),
            (false, _) => write!(
                f,
                "{asked:.3} is used\nhint: leave identity.threshold out, or insist with `showfloor run --force`"
            ),
        }
    }
}

/// A part as "one of so many".
fn one_of(part: f64) -> String {
    if part < 1e-6 {
        "more than a million".to_owned()
    } else {
        format!("{:.0}", 1.0 / part)
    }
}
