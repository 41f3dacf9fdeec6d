//! The store at one moment: every visit with what it came to.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    app::Known,
    config::Config,
    store::{Reader, StoreError},
    types::{Alert, Event, EventKind, ProductId, Purpose, Sign, Stage, VisitId, VisitorId, ZoneId},
    web::manager::Days,
};

/// Two stretches at one place with less than this between them are one, seconds.
const ONE_STAND_S: f64 = 45.0;

/// A whole visit of a visitor.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) id: VisitId,
    pub(super) visitor: VisitorId,
    pub(super) opened: Timestamp,
    pub(super) last_seen: Timestamp,
    pub(super) open: bool,
    /// The visitor's first one is 1.
    pub(super) number: usize,
    pub(super) stands: Vec<Stand>,
    /// Seconds at each product.
    pub(super) products: BTreeMap<ProductId, f64>,
    pub(super) zones: BTreeMap<ZoneId, f64>,
    pub(super) contacts: Vec<Spoke>,
    pub(super) to_contact_s: Option<f64>,
    pub(super) stage: Stage,
    /// Stood at one car for long.
    pub(super) looked_long: bool,
    pub(super) unattended: bool,
    pub(super) purpose: Option<Purpose>,
}

/// A while in one place.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    pub(super) zone: ZoneId,
    pub(super) product: Option<ProductId>,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

/// A colleague with a visitor.
#[derive(Clone, Debug)]
pub(super) struct Spoke {
    pub(super) from: Timestamp,
    pub(super) to: Option<Timestamp>,
    /// Who said so on a tablet.
    pub(super) by: Option<String>,
}

impl Visit {
    /// Over, with nobody having come though they had shown interest in a car.
    pub(super) fn was_unattended(&self) -> bool {
        let interested = self.looked_long || self.unattended;
        !self.open && interested && self.contacts.is_empty() && self.purpose.is_none()
    }

    /// Had a long look at a car, or a contact.
    pub(super) fn is_interested(&self) -> bool {
        self.looked_long || self.met()
    }

    pub(super) fn met(&self) -> bool {
        !self.contacts.is_empty()
    }

    pub(super) fn carers(&self) -> Vec<String> {
        let mut by: Vec<String> = self.contacts.iter().filter_map(|c| c.by.clone()).collect();
        by.sort();
        by.dedup();
        by
    }
}

/// The store at one moment.
pub(super) struct Snapshot {
    pub(super) known: Known,
    /// In the order of their beginning.
    pub(super) visits: Vec<Visit>,
    pub(super) timezone: TimeZone,
    reader: Reader,
}

impl Snapshot {
    pub(super) fn take(config: &Config, now: Timestamp) -> Result<Self, StoreError> {
        let known = Known::open_as_of(config, now)?;
        let reader = Reader::open(&config.store)?;
        Ok(Self {
            visits: visits(&known),
            known,
            timezone: config.site.timezone.clone(),
            reader,
        })
    }

    pub(super) fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.timezone.clone()).date()
    }

    pub(super) fn today(&self) -> Date {
        self.day(self.known.now())
    }

    /// The visits that began in these days, in order.
    pub(super) fn within(&self, days: Days) -> impl Iterator<Item = &Visit> {
        let (begin, end) = (self.begin(days.from), self.end(days.to));
        let first = self.visits.partition_point(|visit| visit.opened < begin);
        let visits = self.visits[first..].iter();
        visits.take_while(move |visit| visit.opened < end)
    }

    /// When a day begins.
    pub(super) fn begin(&self, day: Date) -> Timestamp {
        let zoned = day.to_zoned(self.timezone.clone());
        zoned.map_or(Timestamp::MIN, |zoned| zoned.timestamp())
    }

    /// When a day is over.
    pub(super) fn end(&self, day: Date) -> Timestamp {
        day.tomorrow().map_or(Timestamp::MAX, |day| self.begin(day))
    }

    /// The revisions of each alert that was raised since then.
    pub(super) fn alerts_since(&self, since: Timestamp) -> Result<Vec<Vec<Alert>>, StoreError> {
        self.reader.alerts_since(since)
    }

    pub(super) fn visit(&self, id: VisitId) -> Option<&Visit> {
        self.visits.iter().find(|visit| visit.id == id)
    }

    /// How many visits a visitor has.
    pub(super) fn visits_of(&self, visitor: VisitorId) -> usize {
        let visits = self.visits.iter();
        visits.filter(|visit| visit.visitor == visitor).count()
    }

    pub(super) fn code(&self, visitor: VisitorId) -> String {
        self.known.code(visitor)
    }
}

fn visits(known: &Known) -> Vec<Visit> {
    let line = known.line();
    let mut visits: BTreeMap<VisitId, Visit> = BTreeMap::new();
    for part in &known.start().visits {
        let whole = line.whole_visit(part.id);
        if !line.is_visit(whole) {
            continue;
        }
        let (opened, last_seen) = (part.opened.utc, part.last_seen.utc);
        let visit = visits.entry(whole).or_insert_with(|| Visit {
            id: whole,
            visitor: line.whose(Some(part.id), part.visitor),
            opened,
            last_seen,
            open: false,
            number: 1,
            stands: Vec::new(),
            products: BTreeMap::new(),
            zones: BTreeMap::new(),
            contacts: Vec::new(),
            to_contact_s: None,
            stage: Stage::Browsing,
            looked_long: false,
            unattended: false,
            purpose: None,
        });
        visit.opened = visit.opened.min(opened);
        visit.last_seen = visit.last_seen.max(last_seen);
        visit.open |= part.id == whole && part.closed.is_none();
    }
    for event in &known.start().events {
        let whole = event.visit.map(|visit| line.whole_visit(visit));
        if let Some(visit) = whole.and_then(|whole| visits.get_mut(&whole)) {
            visit.note(event);
        }
    }
    let mut visits: Vec<Visit> = visits.into_values().collect();
    visits.sort_by_key(|visit| (visit.opened, visit.id));
    let mut numbers: BTreeMap<VisitorId, usize> = BTreeMap::new();
    for visit in &mut visits {
        let number = numbers.entry(visit.visitor).or_default();
        *number += 1;
        visit.number = *number;
        visit.stands.sort_by_key(|stand| stand.from);
        visit.contacts.sort_by_key(|contact| contact.from);
    }
    visits
}

impl Visit {
    fn note(&mut self, event: &Event) {
        let at = event.stamp.utc;
        match &event.kind {
            EventKind::Dwelled {
                zone,
                product,
                added_s,
                ..
            } => {
                let from = before(at, *added_s).min(event.evidence.since.unwrap_or(at));
                self.stood(zone, product.as_ref(), from, at);
                *self.zones.entry(zone.clone()).or_default() += added_s;
                if let Some(product) = product {
                    *self.products.entry(product.clone()).or_default() += added_s;
                }
            }
            EventKind::Unattended { .. } => self.unattended = true,
            EventKind::Contacted {
                by, after_entry_s, ..
            } => {
                let by = (by != EventKind::A_COLLEAGUE).then(|| by.clone());
                self.spoke(at, by);
                self.to_contact_s = self.to_contact_s.or(*after_entry_s);
            }
            EventKind::ContactEnded { for_s } => self.spoken(before(at, *for_s), at),
            EventKind::StageReached { stage, because } => {
                self.stage = self.stage.max(*stage);
                self.looked_long |= because.contains(&Sign::LookedLong);
            }
            EventKind::CameFor { purpose, .. } => self.purpose = *purpose,
            _ => {}
        }
    }

    fn stood(
        &mut self,
        zone: &ZoneId,
        product: Option<&ProductId>,
        from: Timestamp,
        to: Timestamp,
    ) {
        let near = |stand: &&mut Stand| {
            let apart = from.duration_since(stand.to).as_secs_f64();
            stand.zone == *zone && stand.product.as_ref() == product && apart < ONE_STAND_S
        };
        if let Some(stand) = self.stands.iter_mut().rev().find(near) {
            stand.from = stand.from.min(from);
            stand.to = stand.to.max(to);
            return;
        }
        self.stands.push(Stand {
            zone: zone.clone(),
            product: product.cloned(),
            from,
            to,
        });
    }

    fn spoke(&mut self, from: Timestamp, by: Option<String>) {
        // Who is with them may say so on a tablet, too: that is one contact.
        if let Some(last) = self.contacts.last_mut().filter(|last| last.to.is_none()) {
            last.by = last.by.take().or(by);
            return;
        }
        self.contacts.push(Spoke { from, to: None, by });
    }

    fn spoken(&mut self, from: Timestamp, to: Timestamp) {
        match self.contacts.last_mut().filter(|last| last.to.is_none()) {
            Some(last) => last.to = Some(to),
            None => self.contacts.push(Spoke {
                from,
                to: Some(to),
                by: None,
            }),
        }
    }
}

fn before(at: Timestamp, seconds: f64) -> Timestamp {
    let span = jiff::SignedDuration::from_secs_f64(seconds.max(0.0));
    at.checked_sub(span).unwrap_or(at)
}
