//! What a run shows while it goes: alerts and visits as they come, as text or as JSON lines.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;

use super::table::{duration, table};
use crate::{
    app::Line,
    config::Config,
    types::{
        Alert, AlertKind, AlertState, Band, Event, EventKind, ProductId, Record, Texts, VisitId,
        VisitSummary, ZoneId,
    },
};

/// Prints records as they come.
pub(super) struct Console {
    json: bool,
    site: String,
    mode: &'static str,
    language: String,
    timezone: TimeZone,
    products: BTreeMap<ProductId, String>,
    zones: BTreeMap<ZoneId, String>,
    /// Seconds by place of the visits that are open.
    dwell: BTreeMap<VisitId, BTreeMap<String, f64>>,
    /// Visits that turned out to be none of their own: a part of another, or a colleague's time at work.
    none: BTreeSet<VisitId>,
    /// The table at the end; only a run over files has one, as it ends.
    keep_rows: bool,
    rows: Vec<EndedVisit>,
    /// The day that the lines are at, where the times of several days are shown.
    day: Option<Date>,
}

/// A row of the table at the end.
struct EndedVisit {
    visitor: String,
    came: Timestamp,
    stayed: String,
    /// Where, the score and its band.
    rest: [String; 3],
}

impl Console {
    pub(super) fn new(config: &Config, json: bool, keep_rows: bool) -> Self {
        Self {
            json,
            site: config.site.id.clone(),
            mode: config.privacy.recognition.as_str(),
            language: config.site.languages.first().cloned().unwrap_or_default(),
            timezone: config.site.timezone.clone(),
            products: config
                .products
                .iter()
                .map(|p| (p.id.clone(), p.label.clone()))
                .collect(),
            zones: config
                .zones
                .iter()
                .map(|z| (z.id.clone(), z.label.clone()))
                .collect(),
            dwell: BTreeMap::new(),
            none: BTreeSet::new(),
            keep_rows,
            rows: Vec::new(),
            day: None,
        }
    }

    /// Says that the run has begun, and where to listen in.
    pub(super) fn ready(&self, broker: &str, recognises: &str) {
        if !self.json {
            let (site, mode) = (&self.site, self.mode);
            say(&format!(
                "showfloor is up: site {site}, broker {broker}, topics showfloor/{site}/#, recognition {mode}\n{recognises}"
            ));
        }
    }

    /// Shows what one step gave.
    pub(super) fn show(&mut self, records: &[Record], line: &Line) {
        for record in records {
            let shown = if self.json {
                as_json(record)
            } else {
                self.as_text(record)
            };
            if let Some(shown) = shown {
                say(&shown);
            }
        }
        // After the events of the step, so that a visit's last dwell is counted.
        for record in records {
            if let Record::Visit(visit) = record
                && visit.closed.is_some()
                && !self.none.remove(&visit.id)
            {
                self.visit_ended(visit, line);
            }
        }
    }

    /// The visits of the run, as a table.
    pub(super) fn finish(&self) {
        if self.json || !self.keep_rows {
            return;
        }
        if self.rows.is_empty() {
            say("\nNo visits. Whoever only passes by is none, nor is an enrolled colleague.");
            return;
        }
        let headings = ["visitor", "came", "stayed", "where", "score", "band"];
        let right = [false, true, true, false, true, false];
        say(&format!(
            "\n{}",
            table(&headings, &right, &self.table_rows()).trim_end()
        ));
    }

    /// The visits in the order in which they began, with the date where there were several days.
    fn table_rows(&self) -> Vec<Vec<String>> {
        let mut visits: Vec<_> = self.rows.iter().collect();
        visits.sort_by_key(|visit| visit.came);
        let days: BTreeSet<_> = visits.iter().map(|visit| self.date(visit.came)).collect();
        let format = if days.len() > 1 {
            "%a %-d %b %H:%M:%S"
        } else {
            "%H:%M:%S"
        };
        let row = |visit: &&EndedVisit| {
            let came = visit.came.to_zoned(self.timezone.clone());
            let mut row = vec![
                visit.visitor.clone(),
                came.strftime(format).to_string(),
                visit.stayed.clone(),
            ];
            row.extend(visit.rest.iter().cloned());
            row
        };
        visits.iter().map(row).collect()
    }

    /// A run over files says which day it is wherever a day begins.
    fn new_day(&mut self, at: Timestamp) {
        let day = self.date(at);
        if !self.json && self.keep_rows && self.day != Some(day) {
            self.day = Some(day);
            say(&day.strftime("%A, %-d %B %Y").to_string());
        }
    }

    fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.timezone.clone()).date()
    }

    fn as_text(&mut self, record: &Record) -> Option<String> {
        match record {
            Record::Alert(alert) => {
                self.new_day(alert.at);
                Some(self.alert(alert))
            }
            Record::Event(event) => {
                self.note(event);
                None
            }
            _ => None,
        }
    }

    fn alert(&self, alert: &Alert) -> String {
        let time = self.time(alert.at);
        let kind = kind_name(alert.kind);
        let visitor = alert.visitor.as_ref().map_or("", |code| code.as_str());
        let text = self.words(&alert.text);
        if alert.rev == 1 {
            return format!("{time}  ALERT {kind:<10}  {visitor}  {text}");
        }
        let by = alert
            .by
            .as_ref()
            .map_or_else(String::new, |by| format!(" by {by}"));
        format!(
            "{time}        {kind:<10}  {visitor}  {}{by}: {text}",
            state_name(alert.state)
        )
    }

    /// Adds up where the visitor stood.
    fn note(&mut self, event: &Event) {
        let Some(visit) = event.visit else { return };
        match &event.kind {
            EventKind::Dwelled {
                zone,
                product,
                added_s,
                ..
            } => {
                let label = product
                    .as_ref()
                    .and_then(|p| self.products.get(p))
                    .or_else(|| self.zones.get(zone));
                let label = label
                    .filter(|l| !l.is_empty())
                    .cloned()
                    .unwrap_or_else(|| zone.to_string());
                *self
                    .dwell
                    .entry(visit)
                    .or_default()
                    .entry(label)
                    .or_default() += added_s;
            }
            EventKind::Merged { into } => {
                self.none.insert(visit);
                for (label, seconds) in self.dwell.remove(&visit).unwrap_or_default() {
                    *self
                        .dwell
                        .entry(*into)
                        .or_default()
                        .entry(label)
                        .or_default() += seconds;
                }
            }
            EventKind::TurnedOutStaff | EventKind::TurnedOutChild => {
                self.none.insert(visit);
                self.dwell.remove(&visit);
            }
            _ => {}
        }
    }

    fn visit_ended(&mut self, visit: &VisitSummary, line: &Line) {
        if self.json {
            say(&json!({ "visit": visit }).to_string());
            return;
        }
        let dwell = self.dwell.remove(&visit.id).unwrap_or_default();
        let mut places: Vec<_> = dwell.into_iter().collect();
        places.sort_by(|a, b| b.1.total_cmp(&a.1));
        let places: Vec<_> = places
            .iter()
            .map(|(label, s)| format!("{label} {}", duration(*s)))
            .collect();
        let (value, band) = line.score(visit.visitor, visit.last_seen.utc);
        let code = line
            .code(visit.visitor)
            .map_or_else(String::new, ToString::to_string);
        let stayed = duration(visit.last_seen.since(&visit.opened).as_secs_f64());
        self.new_day(visit.last_seen.utc);
        let left = self.time(visit.last_seen.utc);
        let places = if places.is_empty() {
            "-".to_owned()
        } else {
            places.join(", ")
        };
        say(&format!(
            "{left}  visit ended       {code}  {stayed}, {places}, score {value:.1} ({})",
            band_name(band)
        ));
        if !self.keep_rows {
            return;
        }
        self.rows.push(EndedVisit {
            visitor: code,
            came: visit.opened.utc,
            stayed,
            rest: [places, format!("{value:.1}"), band_name(band).to_owned()],
        });
    }

    fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.timezone.clone())
            .strftime("%H:%M:%S")
            .to_string()
    }

    fn words<'a>(&self, texts: &'a Texts) -> &'a str {
        match self.language.as_str() {
            "fr" => &texts.fr,
            "pl" => &texts.pl,
            "de" => &texts.de,
            _ => &texts.en,
        }
    }
}

fn as_json(record: &Record) -> Option<String> {
    let value = match record {
        Record::Alert(alert) => json!({ "alert": alert }),
        Record::Event(event) => json!({ "event": event }),
        Record::Ledger(entry) => json!({ "score": entry }),
        _ => return None,
    };
    Some(value.to_string())
}

pub(super) fn kind_name(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Unattended => "unattended",
        AlertKind::Waiting => "waiting",
        AlertKind::Returning => "returning",
        AlertKind::Party => "party",
        AlertKind::Hot => "hot",
        AlertKind::Approach => "approach",
        AlertKind::Camera => "camera",
        AlertKind::Appliance => "appliance",
    }
}

pub(super) fn state_name(state: AlertState) -> &'static str {
    match state {
        AlertState::Open => "open",
        AlertState::Claimed => "claimed",
        AlertState::Contacted => "contacted",
        AlertState::Snoozed => "snoozed",
        AlertState::Escalated => "escalated",
        AlertState::Dismissed => "dismissed",
        AlertState::Expired => "expired",
        AlertState::Closed => "closed",
    }
}

pub(super) fn band_name(band: Band) -> &'static str {
    match band {
        Band::Cold => "cold",
        Band::Warm => "warm",
        Band::Hot => "hot",
    }
}

/// Prints a line. A reader that went away (a closed pipe) is no reason to stop the appliance.
pub(in crate::cmd) fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}
