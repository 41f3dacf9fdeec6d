//! Before the line runs: finish what a crash left open, let go of what is too old, and read what is known.

use std::{collections::BTreeMap, path::Path};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use super::{other_models, threads::joined};
use crate::{
    alerts,
    config::Config,
    publish,
    runtime::spawn,
    store::{LetGoAgain, Mode, StartState, Store, StoreError},
    types::{AuditEntry, IdSource, Recognition, Record, Stamp, VisitorCode, VisitorId},
};

/// Opens the store and brings it in order.
pub(super) fn open_store(
    config: &Config,
    record: Option<&Path>,
    now: &Stamp,
    ids: &mut dyn IdSource,
) -> anyhow::Result<(Store, StartState)> {
    // Nothing is made where what may not be there is.
    let others = other_models::account(config, now.utc)?;
    let mut store = Store::open(&config.store, Mode::Create)?;
    let again = store.let_go_again(now.utc)?;
    if !again.is_nothing() {
        let LetGoAgain {
            visitors,
            consents,
            colleagues,
            signatures,
        } = again;
        tracing::warn!(
            visitors,
            consents,
            colleagues,
            signatures,
            "the store is an older copy than its keyring: what was deleted since is deleted again"
        );
    }
    store.forget_states()?;
    let known = store.load()?;
    let recovery = store.recover(now, ids)?;
    let mut records = recovery.records();
    for visit in &recovery.visits {
        records.extend(cleared_views(&config.site.id, &known, visit.visitor));
    }
    for alert in &recovery.alerts {
        let closed = alerts::ended_by_restart(alert, now);
        records.extend(
            publish::alert_messages(&closed)
                .into_iter()
                .map(Record::Message),
        );
        records.push(Record::Alert(Box::new(closed)));
    }
    if !records.is_empty() {
        let (visits, alerts) = (recovery.visits.len(), recovery.alerts.len());
        tracing::warn!(visits, alerts, "closed what the last run left open");
    }
    records.push(Record::Audit(privacy_entry(config, now.utc)));
    records.extend(others.into_iter().map(Record::Audit));
    if let Some(file) = record {
        let detail = format!("input stream to {}", file.display());
        let what = "record.started".into();
        records.push(Record::Audit(AuditEntry {
            at: now.utc,
            who: AuditEntry::ITSELF.into(),
            what,
            detail,
        }));
    }
    store
        .write(&records)
        .context("cannot bring the store in order")?;
    let deleted = purge(&mut store, config, now.utc)?;
    if deleted > 0 {
        tracing::warn!(
            deleted,
            "signatures that may not be kept any longer were deleted"
        );
    }
    if let Some(note) = config.note_on_check_in() {
        tracing::warn!("{note}");
    }
    store.place(&config.products, now.utc)?;
    // Signatures are most of it, and not to be in memory twice.
    drop(known);
    let (store, known) = read_aside(store)?;
    Ok((store, known))
}

/// Reads what is known, on a thread of its own: the allocator keeps what a thread allocates together, so that all of it goes back
/// to the operating system once the line is made of it, instead of lying between what the line keeps.
fn read_aside(store: Store) -> anyhow::Result<(Store, StartState)> {
    let read = move || {
        let known = store.load()?;
        Ok::<_, StoreError>((store, known))
    };
    let reading = spawn("load", read).context("the operating system has no thread left")?;
    Ok(joined(reading)?)
}

/// A showroom is not shut for longer; a clock may be wrong by years.
const AWAY: SignedDuration = SignedDuration::from_hours(24 * 31);

/// Deletes the signatures that the mode does not let be kept any longer: what another mode kept, of whom no consent stands,
/// of whoever stayed away for too long. Gives their number.
fn purge(store: &mut Store, config: &Config, now: Timestamp) -> Result<usize, StoreError> {
    let deleted = match config.privacy.recognition {
        Recognition::VisitOnly => store.forget(None, now)?,
        Recognition::OptIn => store.forget_unconsented(now)?,
        Recognition::All => 0,
    };
    let Some(time) = config.privacy.retention() else {
        return Ok(deleted);
    };
    if store
        .latest()?
        .is_some_and(|latest| now.duration_since(latest) > AWAY)
    {
        tracing::warn!(
            "the store tells nothing of the last month: should the clock be wrong, nothing is to be deleted by it; retention is looked after in a day"
        );
        return Ok(deleted);
    }
    let before = now.checked_sub(time).unwrap_or(Timestamp::MIN);
    Ok(deleted + store.forget(Some(before), now)?)
}

/// The retained states of a visitor under any name they had.
fn cleared_views(site: &str, known: &StartState, visitor: VisitorId) -> Vec<Record> {
    let codes: BTreeMap<VisitorId, &VisitorCode> =
        known.visitors.iter().map(|v| (v.id, &v.code)).collect();
    let mut ids = vec![visitor];
    while let Some((_, next)) = known
        .aliases
        .iter()
        .find(|(from, _)| Some(from) == ids.last())
    {
        ids.push(*next);
    }
    let code = |id: &VisitorId| {
        codes
            .get(id)
            .map(|code| Record::Message(publish::visitor_gone(site, code)))
    };
    ids.iter().filter_map(code).collect()
}

fn privacy_entry(config: &Config, at: Timestamp) -> AuditEntry {
    let privacy = &config.privacy;
    let mode = Some(format!("recognition = {}", privacy.recognition.as_str()));
    let basis = privacy
        .legal_basis
        .as_ref()
        .map(|basis| format!("legal basis: {basis}"));
    let reach = (privacy.recognition == Recognition::OptIn)
        .then(|| format!("recognise_in = {}", privacy.recognise_in.as_str()));
    let retention = privacy
        .retention_days
        .map(|days| format!("retention {days} days"));
    let live = privacy
        .live_thumbnail
        .then(|| "live_thumbnail = true".to_owned());
    let detail = [mode, reach, basis, retention, live]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ");
    AuditEntry {
        at,
        who: AuditEntry::ITSELF.into(),
        what: "privacy.mode".into(),
        detail,
    }
}
