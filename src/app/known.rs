//! Who is known: the store as people ask about it, with today's answers to who is who.

mod consents;
mod export;
mod find;
mod linked;
mod looks;
mod others;
mod outcomes;
mod proofs;
mod reactions;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use ulid::Ulid;

use self::proofs::Proofs;
use super::{line::Line, settings::LineSettings};
use crate::{
    config::Config,
    identity::Link,
    runtime::{Clock, SeededIds},
    scoring::{Explanation, Ledger, RuleSet},
    store::{Reader, StartState, StoreError},
    types::{
        Band, Change, Corrected, CorrectionId, RunId, VisitId, VisitSummary, VisitorCode, VisitorId,
    },
};

/// Letters of an id that are shown at least, however few would tell it from the others.
const SHORTEST: usize = 6;

pub use self::{
    consents::KnownConsent,
    export::{Export, ExportedConsent, ExportedScore},
    linked::LinkedVisitor,
    outcomes::KnownOutcome,
    proofs::KnownBy,
    reactions::reactions,
    told::{ToldPoints, ToldVisit},
};

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
    /// How their last visit was found to be theirs, and how sure that is where a face told (0 to 1).
    pub known_by: KnownBy,
    pub confidence: Option<f32>,
    /// The systems they agreed to be linked with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
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
    /// How sure it is that it was this visitor where a face told, 0 to 1.
    pub confidence: Option<f32>,
    /// The corrections by which people moved it, and that stand.
    pub corrections: Vec<CorrectionId>,
}

/// The store at one moment, and a line that knows what it knows.
pub struct Known {
    start: StartState,
    line: Line,
    standing: BTreeSet<CorrectionId>,
    proofs: Proofs,
    now: Timestamp,
    /// The site's id: receipts name it.
    site: String,
}

impl Known {
    /// Reads the store.
    ///
    /// # Errors
    /// It cannot be opened or read.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        Self::open_as_of(config, Clock::real(RunId(Ulid::nil())).now().utc)
    }

    /// As [`Self::open`], as of another moment than that of the machine's clock.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(in crate::app) fn open_as_of(config: &Config, now: Timestamp) -> Result<Self, StoreError> {
        let start = Reader::open(&config.store)?.load()?;
        let settings = LineSettings::new(config, None);
        let line = Line::new(settings, &start, Box::new(SeededIds::new(0)));
        let standing = line.standing_corrections().into_iter().collect();
        Ok(Self {
            proofs: Proofs::new(&start, &standing),
            start,
            line,
            standing,
            now,
            site: config.site.id.clone(),
        })
    }

    /// What the store holds.
    pub(in crate::app) fn start(&self) -> &StartState {
        &self.start
    }

    /// The line that knows it.
    pub(in crate::app) fn line(&self) -> &Line {
        &self.line
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
        let known = |(id, visits): (VisitorId, Vec<&VisitSummary>)| {
            let signatures = signatures.get(&id).copied().unwrap_or_default();
            self.visitor_of(id, &visits, signatures)
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
    ) -> Option<KnownVisitor> {
        let (score, band) = self.line.score(id, self.now);
        let last = visits.iter().max_by_key(|visit| visit.opened.utc)?;
        let (known_by, confidence) = self.proofs.of(last, visits.len() == 1);
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
            known_by,
            confidence,
            links: self.links_of(id),
        })
    }

    /// Why the scores of a visitor are what they are at a moment.
    pub fn explain(&self, visitor: VisitorId, at: Timestamp) -> Explanation {
        self.line.explain(visitor, at)
    }

    /// As of when it was read.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The ledger under the rules of the configuration.
    pub fn ledger(&self) -> &Ledger {
        self.line.ledger()
    }

    /// How many events there are.
    pub fn events(&self) -> usize {
        self.start.events.len()
    }

    /// The ledger that the same history makes under other rules; `told` hears how many events are done.
    pub fn ledger_under(
        &self,
        rules: RuleSet,
        config: &Config,
        told: &mut dyn FnMut(usize),
    ) -> Ledger {
        let place = LineSettings::new(config, None).scoring_place(&self.start.products);
        let mut ledger = Ledger::new(rules, place);
        for event in &self.start.events {
            ledger.load(event, self.line.standing(event));
        }
        ledger.settle_all_telling(told);
        ledger
    }

    /// The whole visits of a visitor, the first one first.
    pub fn visits_of(&self, visitor: VisitorId) -> Vec<KnownVisit> {
        let mine =
            |visit: &&VisitSummary| self.line.whose(Some(visit.id), visit.visitor) == visitor;
        let mut mine: Vec<_> = self.wholes().filter(mine).collect();
        mine.sort_by_key(|visit| (visit.opened.utc, visit.id));
        let known = |(n, visit): (usize, &&VisitSummary)| {
            let (known_by, confidence) = self.proofs.of(visit, n == 0);
            KnownVisit {
                visit: visit.id,
                short: self.short(visit.id),
                opened: visit.opened.utc,
                last_seen: visit.last_seen.utc,
                open: visit.closed.is_none(),
                known_by,
                confidence,
                corrections: self.proofs.corrections(visit.id),
            }
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

    /// How many signatures are kept of a visitor.
    pub(in crate::app) fn signatures_of(&self, visitor: VisitorId) -> usize {
        let templates = self.start.templates.iter();
        templates
            .filter(|template| self.line.whose(template.visit, template.visitor) == visitor)
            .count()
    }

    /// Visits of visitors that are no part of another.
    fn wholes(&self) -> impl Iterator<Item = &VisitSummary> {
        let visits = self.start.visits.iter();
        visits.filter(|visit| self.line.is_visit(visit.id))
    }

    /// Other codes that mean the same visitor.
    pub(in crate::app) fn other_codes(&self, visitor: VisitorId) -> Vec<VisitorCode> {
        let names = self.start.visitors.iter();
        names
            .filter(|v| v.id != visitor && self.line.today(v.id) == visitor)
            .map(|v| v.code.clone())
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
