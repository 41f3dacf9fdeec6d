//! Entering a colleague on the roster: their name, what they agree to, and whom they must not look like.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use thiserror::Error;
use ulid::Ulid;

use super::{Booth, judge, look_alikes};
use crate::{
    config::Config,
    identity::{Likeness, Refusal, Template},
    runtime::{Clock, SeededIds, Shutdown, random_seed},
    store::{Desk, Reader, StaffRow},
    types::{AuditEntry, CameraId, Enrolment, RosterChange, RunId, StaffConsent, StaffId},
};

/// What a colleague agrees to, in the words that are recorded.
pub const CONSENT: &str = "I agree that my face is turned into a signature (numbers, no picture) which is kept on this \
    appliance, so that it does not take me for a visitor. I am not scored or rated by it. I can withdraw at any time: \
    `showfloor staff remove` deletes the signature.";

/// A name fits on a tablet.
const LONGEST_NAME: usize = 60;

/// Somebody stands before a camera for so long at most.
const LONGEST: Duration = Duration::from_secs(25);

/// Why somebody who stood before a camera is not enrolled.
#[derive(Debug, Error)]
pub(in crate::app) enum NotEnrolled {
    #[error(
        "no face was seen well enough\nhint: alone before the camera, at one to three metres, in good light; turn the head a little while it looks"
    )]
    NoFace,
    /// Faces were seen, and cannot be kept together.
    #[error(transparent)]
    Unfit(Refusal),
    #[error(
        "{name} looks like {other}, who is enrolled already: one would be taken for the other\nhint: if this is {other}, enrol them again under that name"
    )]
    Alike { name: String, other: String },
}

/// A name for the roster.
///
/// # Errors
/// It is none.
pub fn roster_name(given: &str) -> anyhow::Result<String> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    ensure!(
        fits && !name.chars().any(char::is_control),
        "{given:?} is no name for a roster\nhint: 1 to {LONGEST_NAME} letters"
    );
    Ok(name)
}

/// By name, letter case aside, or by id.
pub fn find_colleague<'a>(roster: &'a [StaffRow], wanted: &str) -> Option<&'a StaffRow> {
    let wanted = wanted.trim().to_lowercase();
    roster.iter().find(|row| {
        row.name.to_lowercase() == wanted || row.id.to_string().to_lowercase() == wanted
    })
}

/// The entry of a colleague who agreed just now, to what, as whom noted; `own` is the one that they have already.
pub fn enrolment(
    name: &str,
    own: Option<StaffId>,
    templates: &[Template],
    (consent, by): (&str, &str),
) -> RosterChange {
    let now = Clock::real(RunId(Ulid::nil())).now();
    let id = own.unwrap_or_else(|| StaffId::new(&mut SeededIds::new(random_seed()), &now));
    let consent = StaffConsent::recorded(now.utc, by.to_owned(), consent.to_owned());
    let signatures = templates.iter().map(|t| (t.signature.clone(), t.quality));
    RosterChange::Enrolled(Enrolment::new(id, name.to_owned(), consent, signatures))
}

/// Enrols whoever stands before a camera and has agreed; whoever is on the roster under this name, again.
///
/// # Errors
/// What keeps them from being enrolled, and how to mend it.
pub(in crate::app) fn enrol_before(
    config: &Config,
    name: &str,
    camera: &CameraId,
    (consent, by): (&str, &str),
) -> anyhow::Result<()> {
    let name = roster_name(name)?;
    let settings = config.cameras.iter().find(|known| known.id == *camera);
    let settings = settings.with_context(|| format!("no camera is called {camera}"))?;
    let reader = Reader::open(&config.store)?;
    let roster = reader.staff()?;
    let own = find_colleague(&roster, &name).map(|row| row.id);
    let mut booth = Booth::open(config)?;
    let pictures = booth.camera(config, settings, LONGEST, &Shutdown::new(), |_| {})?;
    if pictures.is_empty() {
        bail!(NotEnrolled::NoFace);
    }
    let templates = judge(pictures).templates;
    let templates = templates.map_err(NotEnrolled::Unfit)?;
    let alike = look_alikes(&reader, &templates, own)?;
    if let Some((other, Likeness::Alike(_))) = alike.staff.first() {
        let other = roster.iter().find(|row| row.id == *other);
        let other = other.map_or("somebody", |row| &row.name).to_owned();
        bail!(NotEnrolled::Alike { name, other });
    }
    let what = if own.is_some() {
        "staff.enrolled again"
    } else {
        "staff.enrolled"
    };
    let account = AuditEntry {
        at: Clock::real(RunId(Ulid::nil())).now().utc,
        who: by.to_owned(),
        what: what.to_owned(),
        detail: format!("{name}, {} templates, consent recorded", templates.len()),
    };
    let change = enrolment(&name, own, &templates, (consent, by));
    Desk::open(&config.store)?.change(&change, &account)?;
    Ok(())
}
