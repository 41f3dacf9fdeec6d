//! Who is known: the store as people ask about it, with today's answers to who is who.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use ulid::Ulid;

use super::{line::Line, settings::LineSettings};
use crate::{
    config::Config,
    runtime::{Clock, SeededIds},
    store::{Reader, StartState, StoreError},
    types::{
        AuditEntry, Band, Change, Corrected, CorrectionId, EventKind, RunId, VisitId, VisitSummary,
        VisitorCode, VisitorId,
    },
};

/// Letters of an id that are shown at least, however few would tell it from the others.
const SHORTEST: usize = 6;

/// How it was found out whose visit it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    /// Nobody had to be recognised: it is the visitor's first visit.
    New,
    /// The face was recognised.
    Face,
    /// A person said so.
    Correction,
    /// Nobody can say who it was: it is kept as a visitor of its own.
    Unclear,
}

/// A visitor as of now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KnownVisitor {
    pub id: VisitorId,
    pub code: VisitorCode,
    /// Other codes that mean the same visitor.
    pub also: Vec<VisitorCode>,
    pub visits: usize,
    /// Begin of the first visit, and last sight of the last one.
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
    /// Whether a visit of theirs is open.
    pub here: bool,
    /// Signatures kept of them.
    pub signatures: usize,
    pub score: f64,
    pub band: Band,
    /// How their last visit was found to be theirs, and how sure that is (0 to 1).
    pub known_by: KnownBy,
    pub confidence: f32,
}

/// A whole visit of a visitor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KnownVisit {
    pub visit: VisitId,
    /// As many letters of the id as tell it from every other visit.
    pub short: String,
    pub opened: Timestamp,
    pub last_seen: Timestamp,
    pub open: bool,
    pub known_by: KnownBy,
    /// How sure it is that it was this visitor, 0 to 1.
    pub confidence: f32,
    /// The corrections that moved it and stand.
    pub corrections: Vec<CorrectionId>,
}

/// The store at one moment, and a line that knows what it knows.
pub struct Known {
    start: StartState,
    line: Line,
    standing: BTreeSet<CorrectionId>,
    now: Timestamp,
}

impl Known {
    /// Reads the store.
    ///
    /// # Errors
    /// It cannot be opened or read.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        let start = Reader::open(&config.store)?.load()?;
        let settings = LineSettings::new(config, None);
        let line = Line::new(settings, &start, Box::new(SeededIds::new(0)));
        let standing = line.standing_corrections().into_iter().collect();
        Ok(Self {
            start,
            line,
            standing,
            now: Clock::real(RunId(Ulid::nil())).now().utc,
        })
    }

    /// Everybody who has a visit, whoever was seen last at the end.
    pub fn visitors(&self) -> Vec<KnownVisitor> {
        let mut visits: BTreeMap<VisitorId, Vec<&VisitSummary>> = BTreeMap::new();
        for visit in self.wholes() {
            let owner = self.line.whose(Some(visit.id), visit.visitor);
            visits.entry(owner).or_default().push(visit);
        }
        let mut signatures: BTreeMap<VisitorId, usize> = BTreeMap::new();
        for template in &self.start.templates {
            let owner = self.line.whose(template.visit, template.visitor);
            *signatures.entry(owner).or_default() += 1;
        }
        let confidences = self.confidences();
        let known = |(id, visits): (VisitorId, Vec<&VisitSummary>)| {
            let signatures = signatures.get(&id).copied().unwrap_or_default();
            self.visitor_of(id, &visits, signatures, &confidences)
        };
        let mut known: Vec<_> = visits.into_iter().filter_map(known).collect();
        known.sort_by_key(|visitor| visitor.last);
        known
    }

    fn visitor_of(
        &self,
        id: VisitorId,
        visits: &[&VisitSummary],
        signatures: usize,
        confidences: &BTreeMap<VisitId, f32>,
    ) -> Option<KnownVisitor> {
        let (score, band) = self.line.score(id, self.now);
        let last = visits.iter().max_by_key(|visit| visit.opened.utc)?;
        let is_first = visits.len() == 1;
        Some(KnownVisitor {
            id,
            code: self.line.code(id)?.clone(),
            also: self.other_codes(id),
            visits: visits.len(),
            first: visits.iter().map(|visit| visit.opened.utc).min(),
            last: visits.iter().map(|visit| visit.last_seen.utc).max(),
            here: visits.iter().any(|visit| visit.closed.is_none()),
            signatures,
            score: score + 0.0,
            band,
            known_by: self.known_by(last, is_first),
            confidence: confidences.get(&last.id).copied().unwrap_or(1.0),
        })
    }

    /// The whole visits of a visitor, the first one first.
    pub fn visits_of(&self, visitor: VisitorId) -> Vec<KnownVisit> {
        let mine =
            |visit: &&VisitSummary| self.line.whose(Some(visit.id), visit.visitor) == visitor;
        let mut mine: Vec<_> = self.wholes().filter(mine).collect();
        mine.sort_by_key(|visit| (visit.opened.utc, visit.id));
        let confidences = self.confidences();
        let known = |(n, visit): (usize, &&VisitSummary)| KnownVisit {
            visit: visit.id,
            short: self.short(visit.id),
            opened: visit.opened.utc,
            last_seen: visit.last_seen.utc,
            open: visit.closed.is_none(),
            known_by: self.known_by(visit, n == 0),
            confidence: confidences.get(&visit.id).copied().unwrap_or(1.0),
            corrections: self.moved(visit.id),
        };
        mine.iter().enumerate().map(known).collect()
    }

    /// The corrections that are about a visitor, in order, and whether each stands.
    pub fn corrections_of(&self, visitor: VisitorId) -> Vec<(&Corrected, bool)> {
        let theirs = |id: VisitorId| self.line.today(id) == self.line.today(visitor);
        let about = |corrected: &&Corrected| {
            corrected.changes.iter().any(|change| match *change {
                Change::Alias {
                    visitor: alias,
                    before,
                    after,
                } => [Some(alias), before, after]
                    .into_iter()
                    .flatten()
                    .any(theirs),
                Change::Visit { before, after, .. } => theirs(before) || theirs(after),
                Change::Apart { one, other, .. } => theirs(one) || theirs(other),
            })
        };
        let all = self.start.corrections.iter().filter(about);
        all.map(|c| (c, self.standing.contains(&c.correction.id)))
            .collect()
    }

    /// The visitor of a code or an id.
    ///
    /// # Errors
    /// Nobody has it; the text names the codes that are most like it.
    pub fn find_visitor(&self, text: &str) -> Result<VisitorId, String> {
        let wanted = text.trim().to_ascii_uppercase();
        // As people say and write it: 7k3qd, V7K3QD.
        let bare = wanted.strip_prefix('V').unwrap_or(&wanted);
        let code = format!("V-{}", bare.trim_start_matches('-'));
        let mut known = self.start.visitors.iter();
        let found = known.find(|v| {
            [&code, &wanted].contains(&&v.code.to_string()) || v.id.to_string() == wanted
        });
        if let Some(found) = found {
            return Ok(self.line.today(found.id));
        }
        let alike = |code: &str| strsim::jaro_winkler(code, &wanted);
        if let Ok(visit) = self.visit_of(text) {
            let of = self.start.visits.iter().find(|v| v.id == visit);
            let whose = of.map(|v| self.code(self.line.whose(Some(v.id), v.visitor)));
            return Err(format!(
                "{text} is a visit, and this is about a visitor\nhint: the visit is one of {}",
                whose.unwrap_or_default()
            ));
        }
        let today = self
            .start
            .visitors
            .iter()
            .filter(|v| self.line.today(v.id) == v.id);
        let mut codes: Vec<_> = today.map(|v| v.code.as_str()).collect();
        codes.sort_by(|a, b| alike(b).total_cmp(&alike(a)));
        codes.truncate(3);
        let hint = match codes[..] {
            [] => "the store knows no visitor yet".to_owned(),
            _ => format!(
                "codes most like it: {}; `showfloor visitors list` shows all",
                codes.join(", ")
            ),
        };
        Err(format!("nobody is called {text}\nhint: {hint}"))
    }

    /// The visit whose id begins so.
    ///
    /// # Errors
    /// No visit's does, or those of several do.
    pub fn find_visit(&self, text: &str) -> Result<VisitId, String> {
        if self.find_visitor(text).is_ok() {
            return Err(format!(
                "{text} is a visitor, and this is about one visit\nhint: `showfloor visitors show {text}` lists their visits with the ids"
            ));
        }
        self.visit_of(text)
    }

    fn visit_of(&self, text: &str) -> Result<VisitId, String> {
        let visits = self.start.visits.iter().map(|visit| visit.id);
        let hint = "`showfloor visitors show CODE` lists a visitor's visits";
        one_of("visit", visits, text, hint)
    }

    /// The correction whose id begins so.
    ///
    /// # Errors
    /// No correction's does, or those of several do.
    pub fn find_correction(&self, text: &str) -> Result<CorrectionId, String> {
        let corrections = self.start.corrections.iter().map(|c| c.correction.id);
        let hint = "`showfloor audit list` says of each correction how it is undone";
        one_of("correction", corrections, text, hint)
    }

    /// A visitor's code.
    pub fn code(&self, visitor: VisitorId) -> String {
        let code = self.line.code(visitor);
        code.map_or_else(|| visitor.to_string(), ToString::to_string)
    }

    /// The code that this very id was given, whoever it means today.
    pub fn own_code(&self, visitor: VisitorId) -> String {
        let mut visitors = self.start.visitors.iter();
        let found = visitors.find(|v| v.id == visitor);
        found.map_or_else(|| visitor.to_string(), |v| v.code.to_string())
    }

    /// Visits of visitors that are no part of another.
    fn wholes(&self) -> impl Iterator<Item = &VisitSummary> {
        let visits = self.start.visits.iter();
        visits.filter(|visit| self.line.is_visit(visit.id))
    }

    fn other_codes(&self, visitor: VisitorId) -> Vec<VisitorCode> {
        let names = self.start.visitors.iter();
        names
            .filter(|v| v.id != visitor && self.line.today(v.id) == visitor)
            .map(|v| v.code.clone())
            .collect()
    }

    /// How sure it was in the end who came, by visit.
    fn confidences(&self) -> BTreeMap<VisitId, f32> {
        let told = self.start.events.iter().filter(|event| {
            !matches!(event.kind, EventKind::External { .. }) && event.evidence.camera.is_some()
        });
        told.filter_map(|event| Some((event.visit?, event.evidence.confidence)))
            .collect()
    }

    fn known_by(&self, visit: &VisitSummary, is_first: bool) -> KnownBy {
        if !self.moved(visit.id).is_empty() || self.is_merged(visit.visitor) {
            KnownBy::Correction
        } else if self.is_unclear(visit.id) {
            KnownBy::Unclear
        } else if is_first {
            KnownBy::New
        } else {
            KnownBy::Face
        }
    }

    /// Whether people said that this very id is another visitor.
    fn is_merged(&self, mut id: VisitorId) -> bool {
        let merges: BTreeSet<VisitorId> = self
            .start
            .corrections
            .iter()
            .filter(|c| self.standing.contains(&c.correction.id))
            .flat_map(|c| &c.changes)
            .filter_map(|change| match *change {
                Change::Alias {
                    visitor,
                    after: Some(_),
                    ..
                } => Some(visitor),
                _ => None,
            })
            .collect();
        let aliases: BTreeMap<_, _> = self.start.aliases.iter().copied().collect();
        while let Some(into) = aliases.get(&id) {
            if merges.contains(&id) {
                return true;
            }
            id = *into;
        }
        false
    }

    fn is_unclear(&self, visit: VisitId) -> bool {
        let mut events = self.start.events.iter();
        events.any(|event| {
            event.visit == Some(visit) && matches!(event.kind, EventKind::Unrecognised { .. })
        })
    }

    /// The standing corrections by which people moved a visit.
    fn moved(&self, visit: VisitId) -> Vec<CorrectionId> {
        let moves =
            |change: &Change| matches!(change, Change::Visit { visit: v, .. } if *v == visit);
        let corrections = self.start.corrections.iter();
        corrections
            .filter(|c| self.standing.contains(&c.correction.id) && c.changes.iter().any(moves))
            .filter(|c| c.correction.by != AuditEntry::ITSELF)
            .map(|c| c.correction.id)
            .collect()
    }

    /// As many letters as tell this visit's id from every other's.
    fn short(&self, visit: VisitId) -> String {
        let id = visit.to_string();
        let shared = |other: &VisitSummary| {
            let other = other.id.to_string();
            id.chars()
                .zip(other.chars())
                .take_while(|(a, b)| a == b)
                .count()
        };
        let others = self.start.visits.iter().filter(|other| other.id != visit);
        let most = others.map(shared).max().unwrap_or(0);
        id[..(most + 1).max(SHORTEST).min(id.len())].to_owned()
    }
}

/// The id that begins so, of those there are.
fn one_of<T: ToString>(
    what: &str,
    all: impl Iterator<Item = T>,
    text: &str,
    hint: &str,
) -> Result<T, String> {
    let wanted = text.trim().to_ascii_uppercase();
    let mut found: Vec<T> = all
        .filter(|id| id.to_string().starts_with(&wanted))
        .collect();
    match (found.len(), found.pop()) {
        _ if wanted.is_empty() => Err(format!("no {what} is named\nhint: {hint}")),
        (1, Some(id)) => Ok(id),
        (0, _) | (_, None) => Err(format!(
            "no {what} has an id that begins with {text}\nhint: {hint}"
        )),
        (n, Some(_)) => Err(format!(
            "the ids of {n} {what}s begin with {text}\nhint: type more letters of it; {hint}"
        )),
    }
}
