//! The showroom as a whole: how many are here, who needs somebody, and what was looked at today.
//!
//! It is looked at when time passes, not for every picture, and told where it changed.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, tz::TimeZone};

use super::Line;
use crate::{
    publish,
    types::{Event, EventKind, FloorView, ProductId, ProductView, Record, Stamp, VisitId},
};

/// It is told at most this often.
const EVERY: Duration = Duration::from_secs(5);

/// What was looked at today, and what was told of it.
#[derive(Debug, Default)]
pub(super) struct Floor {
    /// From when to when today is.
    day: Option<(Timestamp, Timestamp)>,
    /// Seconds at each product, by visit: what turns out to be no visit does not count.
    dwelt: BTreeMap<VisitId, BTreeMap<ProductId, f64>>,
    /// What was told last, and when.
    told: Option<(Stamp, FloorView)>,
}

impl Floor {
    /// Takes in an event, of now or of before the start.
    pub(super) fn note(&mut self, event: &Event, timezone: &TimeZone) {
        let Some(visit) = event.visit else { return };
        match &event.kind {
            EventKind::Dwelled {
                product: Some(product),
                added_s,
                ..
            } => {
                // What became known after midnight may be of the day before.
                let at = event.stamp.utc;
                if self.day.is_none_or(|(_, end)| at >= end) {
                    self.turn_to(at, timezone);
                }
                if self.day.is_some_and(|(begin, _)| at >= begin) {
                    let dwelt = self.dwelt.entry(visit).or_default();
                    *dwelt.entry(product.clone()).or_default() += added_s;
                }
            }
            EventKind::Merged { into } => {
                for (product, seconds) in self.dwelt.remove(&visit).unwrap_or_default() {
                    let whole = self.dwelt.entry(*into).or_default();
                    *whole.entry(product).or_default() += seconds;
                }
            }
            kind if kind.voids_visit() => {
                self.dwelt.remove(&visit);
            }
            _ => {}
        }
    }

    /// The day of `at` is today; gives when it began. Time goes on, but a clock may have been wrong.
    fn turn_to(&mut self, at: Timestamp, timezone: &TimeZone) -> Timestamp {
        match self.day {
            Some((begin, end)) if (begin..end).contains(&at) => begin,
            _ => {
                let (begin, end) = day_of(at, timezone);
                self.day = Some((begin, end));
                self.dwelt.clear();
                begin
            }
        }
    }

    fn seconds_at(&self, product: &ProductId) -> u64 {
        let of_visits = self.dwelt.values();
        let seconds: f64 = of_visits.filter_map(|dwelt| dwelt.get(product)).sum();
        seconds.round() as u64
    }

    fn is_due(&self, now: &Stamp) -> bool {
        let told = self.told.as_ref();
        told.is_none_or(|(at, _)| now.since(at) >= EVERY)
    }

    /// Whether this is what was told last, at whatever time.
    fn is_told(&self, view: &FloorView) -> bool {
        let told = self.told.as_ref();
        told.is_some_and(|(_, told)| {
            FloorView {
                at: view.at,
                ..told.clone()
            } == *view
        })
    }
}

impl Line {
    /// Tells of the showroom as a whole, unless that was done just now.
    pub(super) fn tell_floor(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        if self.floor.is_due(now) {
            self.tell_floor_now(now, out);
        }
    }

    /// Tells of the showroom as a whole, where it is not as it was told last.
    pub(super) fn tell_floor_now(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        let view = self.floor_view(now);
        if !self.floor.is_told(&view) {
            out.push(Record::Message(publish::floor_message(&view)));
            self.floor.told = Some((*now, view));
        }
    }

    fn floor_view(&mut self, now: &Stamp) -> FloorView {
        let since = self.floor.turn_to(now.utc, &self.settings.alerts.timezone);
        let visitors = self.behaviour.on_the_floor();
        let untaken = self.alerts.untaken();
        let products = self.settings.products.iter();
        let products = products.map(|product| {
            let here = visitors.values().filter(|at| at.contains(&product.id));
            ProductView {
                id: product.id.clone(),
                label: product.label.clone(),
                here: here.count() as u32,
                dwell_s: self.floor.seconds_at(&product.id),
            }
        });
        FloorView {
            v: 1,
            site: self.settings.alerts.site.clone(),
            at: now.utc,
            since,
            people: self.presence.head_count(now) as u32,
            visitors: visitors.len() as u32,
            waiting: untaken.waiting as u32,
            alerts: untaken.alerts as u32,
            products: products.collect(),
        }
    }
}

/// From when to when the day of a moment is, by the calendar of the site.
fn day_of(at: Timestamp, timezone: &TimeZone) -> (Timestamp, Timestamp) {
    let local = at.to_zoned(timezone.clone());
    let begin = local.start_of_day();
    let end = local.tomorrow().and_then(|next| next.start_of_day());
    // Where the calendar has no such day, it is the day for as long as time is told.
    let begin = begin.map_or(Timestamp::MIN, |begin| begin.timestamp());
    (begin, end.map_or(Timestamp::MAX, |end| end.timestamp()))
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::{
        app::line::testing::{settings, sight, stamp},
        runtime::SeededIds,
        store::StartState,
        types::{EventId, Evidence, Input, OutboxMessage, Product, Recognition, VisitorId},
    };

    const WARSAW: &str = "Europe/Warsaw";

    fn event(at: &str, visit: u128, kind: EventKind) -> Event {
        let at: Timestamp = at.parse().unwrap();
        Event {
            id: EventId(Ulid::from(1)),
            stamp: Stamp {
                utc: at,
                ..stamp(0)
            },
            visit: Some(VisitId(Ulid::from(visit))),
            visitor: VisitorId(Ulid::from(visit)),
            kind,
            evidence: Evidence::NOT_SEEN,
        }
    }

    fn dwelled(at: &str, visit: u128, added_s: f64) -> Event {
        let kind = EventKind::Dwelled {
            zone: "window".into(),
            product: Some("kona".into()),
            added_s,
            inferred_s: 0.0,
            total_s: added_s,
        };
        event(at, visit, kind)
    }

    /// Seconds at the one car after these events.
    fn seconds(events: &[Event]) -> u64 {
        let (mut floor, zone) = (Floor::default(), TimeZone::get(WARSAW).unwrap());
        for event in events {
            floor.note(event, &zone);
        }
        floor.seconds_at(&"kona".into())
    }

    #[test]
    fn dwell_is_of_the_sites_day() {
        let evening = dwelled("2026-05-16T21:59:00Z", 1, 40.0);
        let midnight = dwelled("2026-05-16T22:00:00Z", 1, 25.4);
        assert_eq!(seconds(std::slice::from_ref(&evening)), 40);
        assert_eq!(seconds(&[evening.clone(), midnight.clone()]), 25);
        // What was of the day before, and became known late.
        assert_eq!(seconds(&[midnight, evening]), 25);
    }

    #[test]
    fn a_colleagues_time_does_not_count_not_even_that_of_an_earlier_part() {
        let at = "2026-05-16T09:00:00Z";
        let merged = event(
            at,
            1,
            EventKind::Merged {
                into: VisitId(Ulid::from(2)),
            },
        );
        let staff = event(at, 2, EventKind::TurnedOutStaff);
        let mut events = vec![
            dwelled(at, 1, 30.0),
            dwelled(at, 2, 20.0),
            dwelled(at, 3, 10.0),
            merged,
        ];
        assert_eq!(seconds(&events), 60);
        events.push(staff);
        assert_eq!(seconds(&events), 10);
    }

    fn floors(records: Vec<Record>) -> Vec<FloorView> {
        let topic = "showfloor/north/floor";
        let ours = |m: &OutboxMessage| m.topic == topic && m.retain && m.latest_only;
        let messages = records.into_iter().filter_map(|record| match record {
            Record::Message(message) if ours(&message) => Some(message.payload),
            _ => None,
        });
        messages
            .map(|payload| serde_json::from_str(&payload).unwrap())
            .collect()
    }

    #[test]
    fn it_is_told_at_the_start_when_it_changes_and_at_the_end() {
        let mut settings = settings(Recognition::VisitOnly, Vec::new());
        settings.alerts.site = "north".into();
        settings.products.push(Product {
            id: "kona".into(),
            label: "Kona Electric".into(),
            category: String::new(),
            stock_number: String::new(),
            zone: None,
        });
        // Told of today, before the start.
        let start = StartState {
            events: vec![dwelled("1970-01-01T00:00:00Z", 7, 12.0)],
            ..StartState::default()
        };
        let mut line = Line::new(settings, &start, Box::new(SeededIds::new(1)));
        let mut told = Vec::new();
        for ms in (0..20_000).step_by(250) {
            told.extend(floors(line.step(&Input::Tick(stamp(ms)))));
            if ms >= 1_000 {
                told.extend(floors(line.step(&sight(0, "m", ms + 1))));
            }
        }
        told.extend(floors(line.close(&stamp(20_000))));
        let counts: Vec<_> = told.iter().map(|f| (f.people, f.visitors)).collect();
        assert_eq!(counts, [(0, 0), (1, 1), (0, 0)]);
        let after = |i: usize| told[i].at.duration_since(Timestamp::UNIX_EPOCH).as_millis();
        // Nothing before five seconds have passed.
        assert_eq!([after(0), after(1), after(2)], [0, 5_000, 20_000]);
        for floor in told {
            let [kona] = &floor.products[..] else {
                panic!("{floor:?}");
            };
            assert_eq!((kona.here, kona.dwell_s), (0, 12));
        }
    }
}
