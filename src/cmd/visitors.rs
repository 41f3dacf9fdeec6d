//! `showfloor visitors`.

use std::process::ExitCode;

use anyhow::anyhow;
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use serde_json::json;

use super::{
    console::{band_name, say},
    login::login,
    table::{duration, points, table},
};
use crate::{
    app::{self, Known, KnownBy, KnownVisit, KnownVisitor},
    cli::{
        AskArgs, AssignArgs, MergeArgs, NotThisPersonArgs, ShowArgs, SplitArgs, UndoArgs,
        VisitorsListArgs,
    },
    config::{self, Config},
    store::{Dwell, Reader, VisitRow},
    types::{Corrected, CorrectionAnswer, CorrectionId, CorrectionKind, VisitorId},
};

pub(super) fn list(args: &VisitorsListArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let visitors = Known::open(&config)?.visitors();
    if args.json {
        say(&serde_json::to_string_pretty(&visitors)?);
        return Ok(ExitCode::SUCCESS);
    }
    if visitors.is_empty() {
        say("No visitors.");
    } else {
        let rows: Vec<_> = visitors.iter().map(|v| row(v, &config)).collect();
        let headings = [
            "visitor",
            "visits",
            "first here",
            "last here",
            "faces",
            "score",
            "band",
            "known by",
        ];
        let right = [false, true, false, false, true, true, false, false];
        say(table(&headings, &right, &rows).trim_end());
    }
    if let Some(note) = app::note_on_signatures(&config) {
        say(&format!("\n{note}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn row(visitor: &KnownVisitor, config: &Config) -> Vec<String> {
    let zone = &config.site.timezone;
    let day = |at: Option<Timestamp>| at.map_or_else(String::new, |at| moment(at, zone));
    let last = if visitor.here {
        "here now".to_owned()
    } else {
        day(visitor.last)
    };
    vec![
        visitor.code.to_string(),
        visitor.visits.to_string(),
        day(visitor.first),
        last,
        visitor.signatures.to_string(),
        points(visitor.score),
        band_name(visitor.band).to_owned(),
        known_by(visitor.known_by, visitor.confidence),
    ]
}

pub(super) fn show(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let known = Known::open(&config)?;
    let id = known.find_visitor(&args.visitor).map_err(|e| anyhow!(e))?;
    let visits = known.visits_of(id);
    let sights = Reader::open(&config.store)?.visits(Timestamp::MIN, Some(id))?;
    let corrections = known.corrections_of(id);
    let Some(visitor) = known.visitors().into_iter().find(|v| v.id == id) else {
        say(&format!("{}: no visits.", known.code(id)));
        return Ok(ExitCode::SUCCESS);
    };
    if args.json {
        let shown = Shown {
            visitor: &visitor,
            visits: &visits,
            sightings: &sights,
            corrections: corrections
                .iter()
                .map(|(c, stands)| (*c, *stands))
                .collect(),
        };
        say(&serde_json::to_string_pretty(&shown)?);
        return Ok(ExitCode::SUCCESS);
    }
    let zone = &config.site.timezone;
    say(&headline(&visitor));
    for link in &visitor.links {
        say(&format!(
            "linked with {} as {} since {}, noted by {}: {}",
            link.client,
            link.contact,
            moment(link.at, zone),
            link.by,
            link.consent
        ));
    }
    let rows: Vec<_> = visits.iter().map(|v| visit_row(v, &sights, zone)).collect();
    let headings = ["visit", "came", "stayed", "where", "points", "known by"];
    let right = [false, false, true, false, true, false];
    say(format!("\n{}", table(&headings, &right, &rows)).trim_end());
    if !corrections.is_empty() {
        let rows: Vec<_> = corrections
            .iter()
            .map(|(c, stands)| correction_row(c, *stands, &known, zone))
            .collect();
        let headings = ["correction", "when", "who", "what", ""];
        say(format!("\n{}", table(&headings, &[false; 5], &rows)).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

/// What `visitors show --json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    visitor: &'a KnownVisitor,
    visits: &'a [KnownVisit],
    sightings: &'a [VisitRow],
    /// Each with whether it stands.
    corrections: Vec<(&'a Corrected, bool)>,
}

fn headline(visitor: &KnownVisitor) -> String {
    let s = if visitor.visits == 1 { "" } else { "s" };
    let also: Vec<_> = visitor.also.iter().map(ToString::to_string).collect();
    let also = if also.is_empty() {
        String::new()
    } else {
        format!(", also known as {}", also.join(", "))
    };
    format!(
        "{}{also}: {} visit{s}, score {:.1} ({}), {} face signatures",
        visitor.code,
        visitor.visits,
        visitor.score,
        band_name(visitor.band),
        visitor.signatures
    )
}

fn visit_row(visit: &KnownVisit, sights: &[VisitRow], zone: &TimeZone) -> Vec<String> {
    let sight = sights.iter().find(|sight| sight.visit == visit.visit);
    let label = |d: &Dwell| d.label.clone().unwrap_or_else(|| d.zone.to_string());
    let places = sight.into_iter().flat_map(|sight| &sight.dwell);
    let places: Vec<_> = places
        .map(|d| format!("{} {}", label(d), duration(d.seconds)))
        .collect();
    let stayed = duration(visit.last_seen.duration_since(visit.opened).as_secs_f64());
    vec![
        visit.short.clone(),
        moment(visit.opened, zone),
        if visit.open {
            format!("{stayed} so far")
        } else {
            stayed
        },
        places.join(", "),
        sight.map_or_else(String::new, |sight| format!("{:.1}", sight.points)),
        known_by(visit.known_by, visit.confidence),
    ]
}

fn correction_row(
    corrected: &Corrected,
    stands: bool,
    known: &Known,
    zone: &TimeZone,
) -> Vec<String> {
    let correction = &corrected.correction;
    let what = match &correction.kind {
        CorrectionKind::Merge { from, into, .. } => {
            format!("{} is {}", known.own_code(*from), known.own_code(*into))
        }
        CorrectionKind::Split { visitor, visits } => {
            format!(
                "{} visit{} of {} {} another person's",
                visits.len(),
                if visits.len() == 1 { "" } else { "s" },
                known.own_code(*visitor),
                if visits.len() == 1 { "was" } else { "were" }
            )
        }
        CorrectionKind::NotThisPerson { visit } => format!("the visit {visit} was somebody else"),
        CorrectionKind::Assign { visit, to } => {
            format!("the visit {visit} was {}", known.own_code(*to))
        }
        CorrectionKind::Undo { correction } => format!("took back {correction}"),
        // These are no corrections, and are kept elsewhere.
        CorrectionKind::Link { .. }
        | CorrectionKind::Unlink { .. }
        | CorrectionKind::Outcome { .. }
        | CorrectionKind::NoOutcome { .. }
        | CorrectionKind::Send { .. }
        | CorrectionKind::Erase { .. }
        | CorrectionKind::Consent { .. }
        | CorrectionKind::Withdraw(_)
        | CorrectionKind::ReturnCode { .. }
        | CorrectionKind::Returned { .. } => String::new(),
    };
    let state = match (stands, &correction.kind) {
        (true, _) => format!("undo: showfloor visitors undo {}", correction.id),
        (false, CorrectionKind::Undo { .. }) => String::new(),
        (false, _) => "taken back".to_owned(),
    };
    vec![
        correction.id.to_string(),
        moment(correction.stamp.utc, zone),
        correction.by.clone(),
        what,
        state,
    ]
}

pub(super) fn merge(args: &MergeArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    let known = Known::open(&config)?;
    let find = |text: &str| -> anyhow::Result<VisitorId> {
        known.find_visitor(text).map_err(|e| anyhow!(e))
    };
    let kind = CorrectionKind::Merge {
        from: find(&args.from)?,
        into: find(&args.into)?,
        force: args.force,
    };
    ask(&config, kind, args.ask.json)
}

pub(super) fn split(args: &SplitArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    let known = Known::open(&config)?;
    let visits = args.visit.iter().map(|text| known.find_visit(text));
    let kind = CorrectionKind::Split {
        visitor: known.find_visitor(&args.visitor).map_err(|e| anyhow!(e))?,
        visits: visits.collect::<Result<_, _>>().map_err(|e| anyhow!(e))?,
    };
    ask(&config, kind, args.ask.json)
}

pub(super) fn not_this_person(args: &NotThisPersonArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    let visit = Known::open(&config)?.find_visit(&args.visit);
    let kind = CorrectionKind::NotThisPerson {
        visit: visit.map_err(|e| anyhow!(e))?,
    };
    ask(&config, kind, args.ask.json)
}

pub(super) fn assign(args: &AssignArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    let known = Known::open(&config)?;
    let kind = CorrectionKind::Assign {
        visit: known.find_visit(&args.visit).map_err(|e| anyhow!(e))?,
        to: known.find_visitor(&args.to).map_err(|e| anyhow!(e))?,
    };
    ask(&config, kind, args.ask.json)
}

pub(super) fn undo(args: &UndoArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    let correction = Known::open(&config)?.find_correction(&args.correction);
    let kind = CorrectionKind::Undo {
        correction: correction.map_err(|e| anyhow!(e))?,
    };
    ask(&config, kind, args.ask.json)
}

/// As [`ask`], for something about one visitor, who is named by code or id.
pub(super) fn ask_about(
    args: &AskArgs,
    visitor: &str,
    kind: impl FnOnce(VisitorId, &Config) -> CorrectionKind,
) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let visitor = Known::open(&config)?.find_visitor(visitor);
    let kind = kind(visitor.map_err(|e| anyhow!(e))?, &config);
    ask(&config, kind, args.json)
}

/// Has it done, and says what became of it.
pub(super) fn ask(config: &Config, kind: CorrectionKind, json: bool) -> anyhow::Result<ExitCode> {
    let undo = match &kind {
        CorrectionKind::Outcome { .. } => Some("showfloor outcomes remove"),
        kind if kind.is_about_identity() => Some("showfloor visitors undo"),
        _ => None,
    };
    let (id, answer) = app::correct(config, &login(), kind)?;
    let done = answer.as_ref().map(|answer| answer.done);
    if json {
        say(&as_json(id, answer.as_ref()));
    } else {
        match answer {
            Some(CorrectionAnswer { done: true, text }) => {
                say(&format!("{}.", capital(&text)));
                if let Some(undo) = undo {
                    say(&format!("Undo: {undo} {id}"));
                }
            }
            Some(CorrectionAnswer { done: false, text }) => return Err(anyhow!(text)),
            None => say(&format!(
                "The appliance that runs has not answered yet. The request {id} waits in the store: it will be answered, at the latest at the next start; `showfloor audit list` will show it."
            )),
        }
    }
    Ok(if done == Some(false) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn as_json(id: CorrectionId, answer: Option<&CorrectionAnswer>) -> String {
    let result = match answer.map(|answer| answer.done) {
        Some(true) => "done",
        Some(false) => "refused",
        None => "waiting",
    };
    let text = answer.map(|answer| &answer.text);
    json!({"correction": id, "result": result, "text": text}).to_string()
}

fn known_by(how: KnownBy, confidence: Option<f32>) -> String {
    match (how, confidence) {
        (KnownBy::New, _) => "new".to_owned(),
        (KnownBy::Face, None) => "face".to_owned(),
        // No face is proof.
        (KnownBy::Face, Some(sure)) if sure > 0.99 => "face, over 99 % sure".to_owned(),
        (KnownBy::Face, Some(sure)) => format!("face, {:.0} % sure", 100.0 * sure),
        (KnownBy::Correction, _) => "correction".to_owned(),
        (KnownBy::Unclear, _) => "cannot say".to_owned(),
    }
}

pub(super) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    local.strftime("%Y-%m-%d %H:%M").to_string()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
