//! The showroom's set-up, as the installer's pages read and change it.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    bench::{Bench, lock, trouble},
    figures,
    plan::{self, Planned},
    snapshot,
};
use crate::{
    app::enrol,
    config::{Config, ConfigDocument, EditError},
    identity::Refusal,
    publish::Broker,
    store::{Desk, NumberedEntry},
    types::{AccountName, AuditEntry, CameraId, CameraState, Doubt, FaceLimit, RosterChange},
    web::{
        BrokerView, CameraHealth, CameraView, Changed, Colleague, HealthView, Locked, NotEnrolled,
        Progress, SiteChange, SiteView, Trouble, Workshop,
    },
};

/// Of so many of the latest visits the faces are judged.
const VISITS: usize = 50;
/// Within so many days.
const DAYS: Duration = Duration::from_hours(30 * 24);
/// Whoever looks through a camera again within this time is not noted again.
const NOTE_EVERY: Duration = Duration::from_mins(1);
/// What the audit log calls the sign at the entrance.
const SIGN: &str = "sign.";
const SIGN_HANGS: &str = "sign.hangs";
const SIGN_GONE: &str = "sign.gone";

/// A camera's retained state.
#[derive(Deserialize)]
struct Status {
    state: CameraState,
    since: Timestamp,
    #[serde(default)]
    detail: String,
}

impl Bench {
    fn cameras(&self, config: &Config) -> Result<Vec<CameraView>, Trouble> {
        let site = &self.started_with().mqtt.site;
        let states = self.reader()?.states_ending("/status").map_err(trouble)?;
        let health = |camera: &CameraId| {
            let topic = format!("showfloor/{site}/cameras/{camera}/status");
            let (_, payload) = states.iter().find(|(known, _)| *known == topic)?;
            let Status {
                state,
                since,
                detail,
            } = serde_json::from_str(payload).ok()?;
            Some(CameraHealth {
                state,
                since,
                detail,
            })
        };
        let counted = self.telemetry.cameras();
        let view = |camera: &crate::capture::CameraSettings| {
            let totals = counted.get(&camera.id).copied().unwrap_or_default();
            CameraView {
                id: camera.id.clone(),
                source: camera.source.to_string(),
                health: health(&camera.id),
                pictures: totals.grabbed,
                analysed: totals.analysed,
                floor: config.floor.get(&camera.id).copied(),
            }
        };
        Ok(config.cameras.iter().map(view).collect())
    }

    pub(super) fn broker(&self) -> Result<BrokerView, Trouble> {
        let totals = self.published.totals();
        Ok(BrokerView {
            address: match &self.started_with().mqtt.broker {
                Broker::At(address) => Some(address.to_string()),
                Broker::Embedded(_) => None,
            },
            connections: totals.connections,
            delivered: totals.delivered,
            waiting: self.reader()?.kept().map_err(trouble)?.outbox,
        })
    }

    /// Of the latest visits: how many, and what kept faces from being recognised.
    fn faces(&self) -> Result<(usize, usize, usize), Trouble> {
        let since = self.wall.now().utc.checked_sub(DAYS);
        let visits = self.reader()?.visits(since.unwrap_or(Timestamp::MIN), None);
        let mut visits = visits.map_err(trouble)?;
        visits.retain(|visit| visit.closed.is_some() && !visit.colleague);
        let latest = &visits[visits.len().saturating_sub(VISITS)..];
        let of = |limit| {
            let doubt = Some(Doubt::Face(limit));
            latest
                .iter()
                .filter(|visit| visit.unrecognised == doubt)
                .count()
        };
        Ok((latest.len(), of(FaceLimit::Small), of(FaceLimit::Blurred)))
    }
}

impl Workshop for Bench {
    fn site(&self) -> Result<SiteView, Trouble> {
        let document = self.house.document().map_err(trouble)?;
        let (config, locked) = match document.as_ref().map(ConfigDocument::config) {
            None => (self.started_with().clone(), Some(Locked::NoFile)),
            Some(Ok(config)) => (config, None),
            Some(Err(error)) => {
                let mistakes = Locked::Mistakes(error.to_string());
                (self.started_with().clone(), Some(mistakes))
            }
        };
        Ok(SiteView {
            version: document.map(|d| d.version()).unwrap_or_default(),
            locked,
            cameras: self.cameras(&config)?,
            zones: config.zones,
            products: config.products,
        })
    }

    fn picture(&self, camera: &CameraId, by: &AccountName) -> Result<Option<Vec<u8>>, Trouble> {
        let config = self.config();
        let known = self
            .started_with()
            .cameras
            .iter()
            .any(|known| known.id == *camera);
        if !known {
            return Ok(None);
        }
        let key = (camera.to_string(), by.to_string());
        let now = self.wall.now().utc;
        let due = lock(&self.looked)
            .get(&key)
            .is_none_or(|last| now.duration_since(*last).unsigned_abs() >= NOTE_EVERY);
        if due {
            // Before anybody sees anything.
            self.note(
                "camera.snapshot",
                by.as_str(),
                format!("looked through {camera}"),
            )?;
            lock(&self.looked).insert(key, now);
        }
        // Whatever is excluded by any of them stays unseen.
        let in_force = self.house.config();
        let masks = [&self.started_with().zones, &in_force.zones, &config.zones];
        Ok(snapshot::take(&self.snapshots, camera, &masks))
    }

    fn change(&self, seen: &str, change: SiteChange, by: &AccountName) -> Result<Changed, Trouble> {
        let _alone = self.house.editing();
        let Some(document) = self.house.document().map_err(trouble)? else {
            return Ok(Changed::Locked);
        };
        let Ok(config) = document.config() else {
            return Ok(Changed::Locked);
        };
        let holds = plan::holds(&config, &change);
        if let Some(taken) = plan::taken(&config, &change).filter(|_| !holds) {
            return Ok(taken);
        }
        let Planned {
            changes,
            what,
            detail,
            restart,
        } = plan::plan(&config, change);
        match document.edit(seen, &changes) {
            Ok(_) => {}
            // A second tap on one button: the first did it.
            Err(EditError::Changed) if holds => return Ok(Changed::Done { restart }),
            Err(EditError::Changed) => return Ok(Changed::Overtaken),
            Err(error) => return Ok(Changed::Refused(error.to_string())),
        }
        let taken_over = self.house.reload().map_err(trouble);
        self.note(what, by.as_str(), detail)?;
        taken_over?;
        Ok(Changed::Done { restart })
    }

    fn progress(&self) -> Result<Progress, Trouble> {
        let (visits, too_small, blurred) = self.faces()?;
        let latest = self.reader()?.latest_audit(SIGN, 0, 1).map_err(trouble)?;
        let hangs = |NumberedEntry { entry, .. }: NumberedEntry| {
            (entry.what == SIGN_HANGS).then_some((entry.at, entry.who))
        };
        Ok(Progress {
            visits,
            too_small,
            blurred,
            broker: self.broker()?,
            sign: latest.into_iter().next().and_then(hangs),
        })
    }

    fn note_sign(&self, hangs: bool, by: &AccountName) -> Result<(), Trouble> {
        let mode = self.started_with().privacy.recognition.as_str();
        let (what, detail) = if hangs {
            (
                SIGN_HANGS,
                format!("the sign for the mode {mode} hangs at the entrance"),
            )
        } else {
            (
                SIGN_GONE,
                "the sign does not hang at the entrance".to_owned(),
            )
        };
        self.note(what, by.as_str(), detail)
    }

    fn health(&self) -> Result<HealthView, Trouble> {
        figures::health(self)
    }

    fn colleagues(&self) -> Result<Vec<Colleague>, Trouble> {
        let tag = self.signatures.clone();
        let view = |row: crate::store::StaffRow| {
            let in_use = row
                .templates
                .iter()
                .find(|count| Some(&count.tag) == tag.as_ref());
            Colleague {
                id: row.id.to_string(),
                name: row.name,
                enrolled: row.enrolled,
                recorded_by: row.consent.recorded_by().to_owned(),
                templates: in_use.map_or(0, |count| count.count),
                quality: in_use.map_or(0.0, |count| count.mean),
                current: in_use.is_some() || tag.is_none(),
            }
        };
        let staff = self.reader()?.staff().map_err(trouble)?;
        Ok(staff.into_iter().map(view).collect())
    }

    fn enrol(
        &self,
        name: &str,
        camera: &CameraId,
        consent: &str,
        by: &AccountName,
    ) -> Result<Result<(), NotEnrolled>, Trouble> {
        let Ok(_alone) = self.enrolling.try_lock() else {
            return Ok(Err(NotEnrolled::Busy));
        };
        let config = self.config();
        let done = enrol::enrol_before(&config, name, camera, (consent, by.as_str()));
        Ok(done.map_err(|error| not_enrolled(&error)))
    }

    fn dismiss(&self, id: &str, by: &AccountName) -> Result<bool, Trouble> {
        let staff = self.reader()?.staff().map_err(trouble)?;
        let Some(row) = staff.into_iter().find(|row| row.id.to_string() == id) else {
            return Ok(false);
        };
        let templates: u32 = row.templates.iter().map(|count| count.count).sum();
        let entry = AuditEntry {
            at: self.wall.now().utc,
            who: by.to_string(),
            what: "staff.removed".into(),
            detail: format!("{}, {templates} templates deleted", row.name),
        };
        let mut desk = Desk::open(&self.started_with().store).map_err(trouble)?;
        let removed = desk.change(&RosterChange::Removed(row.id), &entry);
        removed.map_err(trouble).map(|()| true)
    }
}

/// Why somebody is not enrolled, as far as pages have words for it.
fn not_enrolled(error: &anyhow::Error) -> NotEnrolled {
    use enrol::NotEnrolled as Why;
    match error.downcast_ref::<Why>() {
        Some(Why::NoFace | Why::Unfit(Refusal::TooFew { .. })) => NotEnrolled::NoFace,
        Some(Why::Unfit(Refusal::Different)) => NotEnrolled::Several,
        Some(Why::Alike { other, .. }) => NotEnrolled::Alike(other.clone()),
        None => NotEnrolled::Other(format!("{error:#}")),
    }
}
