//! The floor as it is now, for the pages of those who work there: who is where, who waits, who is at work.

use super::Line;
use crate::{
    behaviour::PartyHere,
    types::{FloorMarks, FloorPoint, Homography, Stamp, Zone, ZoneKind},
    web::{FloorNow, Outline, PartyNow, PlaceNow},
};

/// No corner of a zone is farther from all marks than this.
const FARTHEST_M: f64 = 40.0;

impl Line {
    /// Everything that the plan of the floor shows.
    pub(in crate::app) fn floor_now(&self, now: &Stamp) -> FloorNow {
        let parties = self.behaviour.parties_here(now);
        let parties: Vec<_> = parties
            .iter()
            .filter_map(|party| self.party_now(party, now))
            .collect();
        let zones = self.settings.zones.iter();
        let zones = zones.filter(|zone| zone.kind != ZoneKind::Exclude);
        FloorNow {
            at: now.utc,
            visitors: self.behaviour.on_the_floor().len() as u32,
            waiting: self.alerts.untaken().waiting as u32,
            parties,
            alerts: self.alerts.standing(),
            staff: self.alerts.staff(),
            staff_at: self.behaviour.colleagues_at(now),
            zones: zones.map(|zone| self.outline(zone)).collect(),
            // The line sees none.
            pictures: Vec::new(),
        }
    }

    /// How many visits are open, and how many visitors that is with their children.
    pub(in crate::app) fn here(&self, now: &Stamp) -> (u64, u64) {
        let parties = self.behaviour.parties_here(now);
        let sizes = parties.iter().map(|p| {
            (
                p.visits.len(),
                p.visitors.len() as u64 + u64::from(p.children),
            )
        });
        sizes.fold((0, 0), |(visits, people), (v, p)| {
            (visits + v as u64, people + p)
        })
    }

    fn party_now(&self, party: &PartyHere, now: &Stamp) -> Option<PartyNow> {
        let lead = party.visitors.iter().max_by(|a, b| {
            let score = |visitor| self.score(visitor, now.utc).0;
            score(**a).total_cmp(&score(**b))
        })?;
        let codes = party
            .visitors
            .iter()
            .filter_map(|id| self.code(self.today(*id)));
        let called = self.alerts.called(&party.visits);
        let place = party.zones.iter().find_map(|zone| self.place_now(zone));
        Some(PartyNow {
            visitors: codes.cloned().collect(),
            people: party.visitors.len() as u32 + party.children,
            children: party.children,
            band: self.score(*lead, now.utc).1,
            since: party.since.utc,
            seen: party.seen.utc,
            at: party.at,
            place,
            spoken_with: party.spoken_with,
            waiting_since: called.as_ref().and_then(|called| called.waiting_since),
            by: called.as_ref().and_then(|called| called.by.clone()),
            alert: called.map(|called| called.alert),
        })
    }

    fn place_now(&self, id: &crate::types::ZoneId) -> Option<PlaceNow> {
        let mut zones = self.settings.zones.iter();
        let zone = zones.find(|zone| zone.id == *id && zone.kind != ZoneKind::Exclude)?;
        Some(PlaceNow {
            zone: zone.id.clone(),
            label: zone.label.clone(),
            product: self.stands_in(zone),
        })
    }

    /// The label of the product that stands in a zone.
    fn stands_in(&self, zone: &Zone) -> Option<String> {
        let mut products = self.settings.products.iter();
        let product = products.find(|product| product.zone.as_ref() == Some(&zone.id));
        product.map(|product| product.label.clone())
    }

    /// A zone on the floor, in metres; nothing of its shape where its camera's place is not known, or a corner lies beyond
    /// the horizon.
    fn outline(&self, zone: &Zone) -> Outline {
        let marks = self.settings.floor.get(&zone.camera);
        let corners = marks.and_then(|marks| on_the_floor(zone, marks));
        Outline {
            zone: zone.id.clone(),
            kind: zone.kind,
            label: zone.label.clone(),
            product: self.stands_in(zone),
            corners: corners.unwrap_or_default(),
        }
    }
}

/// Where the corners of a zone are on the floor; `None` where one lies beyond the horizon, or so near it that nobody can say.
pub(in crate::app) fn on_the_floor(zone: &Zone, marks: &FloorMarks) -> Option<Vec<FloorPoint>> {
    let image = marks.image.map(|at| [f64::from(at.x), f64::from(at.y)]);
    // From the middle of the marks, which the camera sees: what is before the horizon is told from what is beyond it.
    let sum = marks
        .metres
        .iter()
        .fold((0.0, 0.0), |(x, y), at| (x + at.x, y + at.y));
    let (middle_x, middle_y) = (sum.0 / 4.0, sum.1 / 4.0);
    let metres = marks.metres.map(|at| [at.x - middle_x, at.y - middle_y]);
    let to_image = Homography::from_points(metres, image)?;
    let to_floor = to_image.inverse()?;
    let corners = zone.polygon.corners().iter();
    corners
        .map(|at| {
            let [x, y] = to_floor.apply([f64::from(at.x), f64::from(at.y)])?;
            let at = FloorPoint::new(x + middle_x, y + middle_y);
            let near = |mark: &FloorPoint| mark.distance(at) <= FARTHEST_M;
            marks.metres.iter().any(near).then_some(at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Point, Polygon};

    fn zone(corners: &[(f32, f32)]) -> Zone {
        let corners = corners.iter().map(|(x, y)| Point::new(*x, *y)).collect();
        Zone {
            id: "window".into(),
            camera: "hall".into(),
            kind: ZoneKind::Product,
            label: "by the window".to_owned(),
            polygon: Polygon::new(corners).unwrap(),
        }
    }

    fn marks() -> FloorMarks {
        FloorMarks {
            image: [(0.2, 0.9), (0.8, 0.9), (0.6, 0.5), (0.4, 0.5)].map(|(x, y)| Point::new(x, y)),
            metres: [(2.0, 10.0), (5.0, 10.0), (5.0, 16.0), (2.0, 16.0)]
                .map(|(x, y)| FloorPoint::new(x, y)),
        }
    }

    #[test]
    fn a_zone_is_where_its_marks_are_and_one_beyond_the_horizon_is_nowhere() {
        let marks = marks();
        let seen = zone(&[(0.2, 0.9), (0.8, 0.9), (0.6, 0.5), (0.4, 0.5)]);
        let corners = on_the_floor(&seen, &marks).unwrap();
        for (corner, mark) in corners.iter().zip(&marks.metres) {
            assert!(corner.distance(*mark) < 1e-4, "{corner:?} {mark:?}");
        }
        let sky = zone(&[(0.4, 0.1), (0.6, 0.1), (0.5, 0.3)]);
        assert_eq!(on_the_floor(&sky, &marks), None);
    }
}
