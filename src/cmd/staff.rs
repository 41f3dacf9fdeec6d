//! `showfloor staff`.

use std::{cell::RefCell, path::Path, process::ExitCode, time::Duration};

use anyhow::{Context, bail, ensure};
use jiff::Timestamp;
use serde_json::json;
use ulid::Ulid;

use super::{console::say, login::login, run::heed_signals, simulated::progress, table::table};
use crate::{
    app::{self, Booth, CONSENT, Finding, Likeness, LookAlikes, Picture, Progress},
    cli::{EnrolArgs, StaffArgs, StaffListArgs, StaffRenameArgs},
    config::{self, Config},
    runtime::Clock,
    store::{Desk, Reader, StaffRow, StoreError},
    types::{AuditEntry, ModelTag, RosterChange, RunId, StaffId},
};

pub(super) fn enrol(args: &EnrolArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let name = app::roster_name(&args.name)?;
    if !args.consent {
        bail!(
            "nobody is enrolled without their consent. What they agree to:\n\n    {CONSENT}\n\nhint: ask them, and run this again with --consent"
        );
    }
    let roster = roster(&config)?;
    let own = already(&roster, &name, args.replace)?;
    let mut booth = Booth::open(&config)?;
    let pictures = match (&args.images, &args.camera) {
        (Some(folder), _) => from_folder(&mut booth, folder)?,
        (None, Some(camera)) => from_camera(&mut booth, &config, camera, args.seconds)?,
        (None, None) => bail!("where is the colleague to be seen?\nhint: --images or --camera"),
    };
    let assessment = app::judge(pictures);
    if args.images.is_some() {
        say(&findings(&assessment.findings));
    }
    let templates = assessment
        .templates
        .with_context(|| format!("{name} cannot be enrolled"))?;
    let alike = match Reader::open(&config.store) {
        Ok(reader) => {
            let alike = app::look_alikes(&reader, &templates, own)?;
            check_look_alikes(&name, &alike, &roster, &reader)?;
            alike
        }
        Err(StoreError::Missing { .. } | StoreError::Older { .. }) => LookAlikes::default(),
        Err(error) => return Err(error.into()),
    };
    let change = app::enrolment(&name, own, &templates, (CONSENT, &login()));
    let what = if own.is_some() {
        "staff.enrolled again"
    } else {
        "staff.enrolled"
    };
    let detail = format!("{name}, {} templates, consent recorded", templates.len());
    let desk = Desk::open(&config.store)?;
    keep(desk, &change, what, detail)?;
    say(&format!(
        "{name} is enrolled with {} templates, best quality {:.2}.",
        templates.len(),
        templates.iter().map(|t| t.quality).fold(0.0, f32::max)
    ));
    warn_of(&alike, &roster);
    say_when();
    Ok(ExitCode::SUCCESS)
}

/// The colleague's entry, if they are to be enrolled again.
fn already(roster: &[StaffRow], name: &str, replace: bool) -> anyhow::Result<Option<StaffId>> {
    let found = app::find_colleague(roster, name);
    match found {
        Some(row) if !replace => bail!(
            "{} is enrolled already, since {:.0}\nhint: --replace enrols them again, with these pictures in place of the earlier ones",
            row.name,
            row.enrolled
        ),
        None if replace => bail!(
            "nobody called {name} is enrolled, so nobody can be enrolled again\nhint: `showfloor staff list` shows the names; leave --replace out for somebody new"
        ),
        found => Ok(found.map(|row| row.id)),
    }
}

fn from_folder(booth: &mut Booth, folder: &Path) -> anyhow::Result<Vec<Picture>> {
    let bar = progress(0, "looking");
    let pictures = booth.pictures(folder, |done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    pictures
}

fn from_camera(
    booth: &mut Booth,
    config: &Config,
    camera: &str,
    seconds: u64,
) -> anyhow::Result<Vec<Picture>> {
    let found = config.cameras.iter().find(|c| c.id.as_str() == camera);
    let Some(settings) = found else {
        let known: Vec<_> = config.cameras.iter().map(|c| c.id.as_str()).collect();
        bail!(
            "no camera is called {camera}\nhint: the configuration has {}",
            known.join(", ")
        );
    };
    let control = heed_signals(None)?;
    say(&format!(
        "Look at camera {camera}, alone and from one to three metres. No picture is kept."
    ));
    let said = RefCell::new(String::new());
    let longest = Duration::from_secs(seconds);
    let pictures = booth.camera(config, settings, longest, &control.stop, |progress| {
        let line = match progress {
            Progress::Views { seen, of } if seen == of => format!("view {seen} of {of}: enough"),
            Progress::Views { seen, of } => {
                format!("view {seen} of {of}: {}", direction(seen))
            }
            Progress::Useless(fault) => format!("not yet: {}", without_figures(&fault.to_string())),
        };
        if *said.borrow() != line {
            say(&line);
            said.replace(line);
        }
    })?;
    ensure!(!control.stop.is_requested(), "stopped; nobody was enrolled");
    Ok(pictures)
}

/// What to do for the next view.
fn direction(seen: usize) -> &'static str {
    [
        "turn your head a little to the left",
        "a little to the right",
        "straight on, chin a little down",
        "chin a little up",
        "take a step closer, or a step back",
    ][(seen.saturating_sub(1)) % 5]
}

/// The same fault is not told anew for every pixel.
fn without_figures(fault: &str) -> &str {
    fault.split_once(':').map_or(fault, |(what, _)| what)
}

/// The pictures as a table: what became of each.
fn findings(findings: &[(String, Finding)]) -> String {
    let row = |(name, finding): &(String, Finding)| {
        let (what, quality) = match finding {
            Finding::Kept(quality) => ("kept".to_owned(), format!("{quality:.2}")),
            Finding::Spare(quality) => ("good".to_owned(), format!("{quality:.2}")),
            Finding::Refused(fault) => (format!("refused: {fault}"), "-".to_owned()),
        };
        vec![name.clone(), quality, what]
    };
    let rows: Vec<_> = findings.iter().map(row).collect();
    table(&["picture", "quality", ""], &[false, true, false], &rows)
}

/// Whoever would be taken for somebody else on the roster is not enrolled.
fn check_look_alikes(
    name: &str,
    alike: &LookAlikes,
    roster: &[StaffRow],
    reader: &Reader,
) -> anyhow::Result<()> {
    if let Some((other, Likeness::Alike(cosine))) = alike.staff.first() {
        let other = name_of(roster, *other);
        bail!(
            "{name} looks like {other}, who is enrolled already (alike by {cosine:.2}): one would be taken for the other\nhint: if this is {other}, enrol them again with --name \"{other}\" --replace; if they are two people, use more and better pictures of both"
        );
    }
    for (visitor, likeness) in &alike.visitors {
        let Likeness::Alike(cosine) = likeness else {
            continue;
        };
        let Some((_, code)) = reader.resolve(&visitor.to_string())? else {
            continue;
        };
        let visits = reader.visits(Timestamp::MIN, Some(*visitor))?;
        let counted = visits.iter().filter(|visit| !visit.colleague).count();
        say(&format!(
            "note: this face is known as visitor {code} (alike by {cosine:.2}), with {counted} visit{}. From now on it is {name}; what is over stays as it was.",
            if counted == 1 { "" } else { "s" }
        ));
    }
    Ok(())
}

fn warn_of(alike: &LookAlikes, roster: &[StaffRow]) {
    for (other, likeness) in &alike.staff {
        if let Likeness::Close(cosine) = likeness {
            say(&format!(
                "note: {} is not far from being alike ({cosine:.2}); better pictures of both keep them apart.",
                name_of(roster, *other)
            ));
        }
    }
}

fn name_of(roster: &[StaffRow], id: StaffId) -> &str {
    let row = roster.iter().find(|row| row.id == id);
    row.map_or("somebody", |row| &row.name)
}

pub(super) fn list(args: &StaffListArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let roster = roster(&config)?;
    let tag = app::signature_tag(&config)?;
    if args.json {
        let row = |row: &StaffRow| {
            json!({
                "id": row.id,
                "name": row.name,
                "enrolled": row.enrolled,
                "consent_recorded_by": row.consent.recorded_by(),
                "templates": row.templates,
                "current": is_current(row, &tag),
            })
        };
        let rows: Vec<_> = roster.iter().map(row).collect();
        say(&serde_json::to_string_pretty(&rows)?);
    } else if roster.is_empty() {
        say("Nobody is enrolled.");
    } else {
        let rows: Vec<_> = roster.iter().map(|r| row(r, &tag, &config)).collect();
        let headings = ["name", "enrolled", "templates", "quality", ""];
        say(table(&headings, &[false, false, true, true, false], &rows).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

fn row(row: &StaffRow, tag: &ModelTag, config: &Config) -> Vec<String> {
    let usable = row.templates.iter().find(|t| t.tag == *tag);
    let (count, mean) = usable.map_or((0, 0.0), |t| (t.count, t.mean));
    vec![
        row.name.clone(),
        day(row.enrolled, config),
        count.to_string(),
        format!("{mean:.2}"),
        if is_current(row, tag) {
            String::new()
        } else {
            "must be enrolled again: the model was changed".to_owned()
        },
    ]
}

/// Whether the colleague can be recognised by the model in use.
fn is_current(row: &StaffRow, tag: &ModelTag) -> bool {
    row.templates.iter().any(|t| t.tag == *tag)
}

pub(super) fn show(args: &StaffArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let row = known(&config, &args.name)?;
    let tag = app::signature_tag(&config)?;
    say(&row.name);
    say(&format!("id: {}", row.id));
    say(&format!("enrolled: {}", day(row.enrolled, &config)));
    for templates in &row.templates {
        let state = if templates.tag == tag {
            "of the model in use"
        } else {
            "of another model: must be enrolled again"
        };
        say(&format!(
            "templates: {}, quality {:.2} on average, {:.2} the least, {state}",
            templates.count, templates.mean, templates.worst
        ));
    }
    say(&format!(
        "consent recorded by: {}",
        row.consent.recorded_by()
    ));
    say(&format!("consent: {}", row.consent.text()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn rename(args: &StaffRenameArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let row = known(&config, &args.name)?;
    let new = app::roster_name(&args.new_name)?;
    if let Some(other) =
        app::find_colleague(&roster(&config)?, &new).filter(|other| other.id != row.id)
    {
        bail!(
            "{} is the name of another colleague\nhint: add a surname or an initial",
            other.name
        );
    }
    let change = RosterChange::Renamed {
        id: row.id,
        name: new.clone(),
    };
    let detail = format!("{} is called {new}", row.name);
    keep(Desk::open(&config.store)?, &change, "staff.renamed", detail)?;
    say(&format!("{} is called {new} from now on.", row.name));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn remove(args: &StaffArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let row = known(&config, &args.name)?;
    let templates: u32 = row.templates.iter().map(|t| t.count).sum();
    let detail = format!("{}, {templates} templates deleted", row.name);
    let change = RosterChange::Removed(row.id);
    keep(Desk::open(&config.store)?, &change, "staff.removed", detail)?;
    say(&format!(
        "{} is on the roster no more; {templates} templates were deleted. From now on they are a visitor like others; what is kept of visits before they enrolled goes with retention.",
        row.name
    ));
    say_when();
    Ok(ExitCode::SUCCESS)
}

/// Writes a change, and who made it.
fn keep(
    mut desk: Desk,
    change: &RosterChange,
    what: &str,
    detail: String,
) -> Result<(), StoreError> {
    let account = AuditEntry {
        at: Clock::real(RunId(Ulid::nil())).now().utc,
        who: login(),
        what: what.to_owned(),
        detail,
    };
    desk.change(change, &account)
}

fn say_when() {
    say("A running appliance takes this over within a few seconds.");
}

fn roster(config: &Config) -> Result<Vec<StaffRow>, StoreError> {
    match Reader::open(&config.store) {
        Ok(reader) => reader.staff(),
        Err(StoreError::Missing { .. } | StoreError::Older { .. }) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn known(config: &Config, wanted: &str) -> anyhow::Result<StaffRow> {
    let mut roster = roster(config)?;
    let place = app::find_colleague(&roster, wanted)
        .and_then(|found| roster.iter().position(|r| r == found));
    let Some(place) = place else {
        bail!("nobody called {wanted} is enrolled\nhint: `showfloor staff list` shows the names");
    };
    Ok(roster.swap_remove(place))
}

fn day(at: Timestamp, config: &Config) -> String {
    at.to_zoned(config.site.timezone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}
