//! What cars were to visitors, and where in the showroom time was spent.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    snapshot::{Snapshot, Visit},
    visits::{A_LOOK_S, label, looked},
};
use crate::{
    app::line::on_the_floor,
    config::Config,
    types::{CameraId, ProductId, VisitorId, Zone, ZoneId, ZoneKind},
    web::manager::{CarView, Cars, Days, Place, Plan, ZoneHeat},
};

/// A camera's picture, in the units of its map.
const PICTURE: (f64, f64) = (16.0, 9.0);

pub(super) fn cars(snapshot: &Snapshot, config: &Config, days: Days) -> Cars {
    let visits: Vec<&Visit> = snapshot.within(days).collect();
    let again = seen_on_other_days(snapshot, days);
    let shown = config.products.iter().map(|car| &car.id);
    let of_visits = visits.iter().flat_map(|visit| visit.products.keys());
    let ids: BTreeSet<&ProductId> = shown.chain(of_visits).collect();
    let mut cars: Vec<CarView> = ids
        .into_iter()
        .map(|id| car(snapshot, config, id, &visits, &again))
        .collect();
    cars.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    Cars {
        days,
        cars,
        plans: plans(config, &visits),
    }
}

/// Who looked at which car on more than one day up to the end of these days, the last time in them.
fn seen_on_other_days(
    snapshot: &Snapshot,
    days: Days,
) -> BTreeMap<&ProductId, BTreeSet<VisitorId>> {
    let mut first: BTreeMap<(&ProductId, VisitorId), jiff::civil::Date> = BTreeMap::new();
    let mut again: BTreeMap<&ProductId, BTreeSet<VisitorId>> = BTreeMap::new();
    for visit in &snapshot.visits {
        let day = snapshot.day(visit.opened);
        if day > days.to {
            break;
        }
        for (product, _) in looked(visit) {
            let before = *first.entry((product, visit.visitor)).or_insert(day);
            if before < day && day >= days.from {
                again.entry(product).or_default().insert(visit.visitor);
            }
        }
    }
    again
}

fn car(
    snapshot: &Snapshot,
    config: &Config,
    id: &ProductId,
    visits: &[&Visit],
    again: &BTreeMap<&ProductId, BTreeSet<VisitorId>>,
) -> CarView {
    let at = |visit: &Visit| visit.products.get(id).copied().unwrap_or(0.0);
    let looks: Vec<&&Visit> = visits.iter().filter(|v| at(v) >= A_LOOK_S).collect();
    let visitors: BTreeSet<_> = looks.iter().map(|visit| visit.visitor).collect();
    let long = config.behaviour.interested_after.as_secs_f64();
    let of_today = config.products.iter();
    let mut known = of_today.chain(&snapshot.known.start().products);
    let known = known.find(|known| known.id == *id);
    let now = snapshot.known.now();
    let stands_there = |visit: &&&Visit| {
        let last = visit.stands.last();
        visit.open
            && last.is_some_and(|stand| {
                stand.product.as_ref() == Some(id)
                    && now.duration_since(stand.to).as_secs_f64() < 60.0
            })
    };
    CarView {
        id: id.to_string(),
        label: label(snapshot, config, id),
        category: known.map(|car| car.category.clone()).unwrap_or_default(),
        seconds: visits.iter().map(|visit| at(visit)).sum(),
        looks: looks.len(),
        visitors: visitors.len(),
        long_looks: looks.iter().filter(|visit| at(visit) >= long).count(),
        repeat: again.get(id).map_or(0, BTreeSet::len),
        here: visits.iter().filter(stands_there).count(),
    }
}

/// The whole floor where every camera with zones has its place on it, else each camera's picture.
fn plans(config: &Config, visits: &[&Visit]) -> Vec<Plan> {
    let mut spent: BTreeMap<&ZoneId, (f64, usize)> = BTreeMap::new();
    for (zone, seconds) in visits.iter().flat_map(|visit| &visit.zones) {
        let sum = spent.entry(zone).or_default();
        sum.0 += seconds;
        sum.1 += 1;
    }
    let zones = || {
        let zones = config.zones.iter();
        zones.filter(|zone| zone.kind != ZoneKind::Exclude)
    };
    let of_floor: Option<Vec<ZoneHeat>> = zones()
        .map(|zone| Some(heat(config, zone, on_floor(config, zone)?, &spent)))
        .collect();
    if let Some(zones) = of_floor {
        return whole_floor(zones).into_iter().collect();
    }
    let cameras: BTreeSet<&CameraId> = zones().map(|zone| &zone.camera).collect();
    let plan = |camera: &CameraId| Plan {
        place: Place::Camera(camera.to_string()),
        width: PICTURE.0,
        height: PICTURE.1,
        zones: zones()
            .filter(|zone| zone.camera == *camera)
            .map(|zone| heat(config, zone, in_picture(zone), &spent))
            .collect(),
    };
    cameras.into_iter().map(plan).collect()
}

fn heat(
    config: &Config,
    zone: &Zone,
    corners: Vec<(f64, f64)>,
    spent: &BTreeMap<&ZoneId, (f64, usize)>,
) -> ZoneHeat {
    let mut cars = config.products.iter();
    let car = cars.find(|car| car.zone.as_ref() == Some(&zone.id));
    let (seconds, visits) = spent.get(&zone.id).copied().unwrap_or_default();
    let own = if zone.label.is_empty() {
        zone.id.to_string()
    } else {
        zone.label.clone()
    };
    ZoneHeat {
        id: zone.id.to_string(),
        label: car.map_or(own, |car| car.label.clone()),
        car: car.map(|car| car.id.to_string()),
        corners,
        seconds,
        visits,
    }
}

fn in_picture(zone: &Zone) -> Vec<(f64, f64)> {
    let corners = zone.polygon.corners().iter();
    corners
        .map(|p| (f64::from(p.x) * PICTURE.0, f64::from(p.y) * PICTURE.1))
        .collect()
}

/// The corners on the floor, metres; `None` where the camera's place is not known, or one lies at the horizon.
fn on_floor(config: &Config, zone: &Zone) -> Option<Vec<(f64, f64)>> {
    let corners = on_the_floor(zone, config.floor.get(&zone.camera)?)?;
    Some(corners.iter().map(|at| (at.x, at.y)).collect())
}

/// Moves everything so that it begins at zero.
fn whole_floor(mut zones: Vec<ZoneHeat>) -> Option<Plan> {
    let corners = || zones.iter().flat_map(|zone| &zone.corners);
    let least = |of: fn(&(f64, f64)) -> f64| corners().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&(f64, f64)) -> f64| corners().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (left, right) = (least(|c| c.0), most(|c| c.0));
    let (top, bottom) = (least(|c| c.1), most(|c| c.1));
    if zones.is_empty() || right <= left || bottom <= top {
        return None;
    }
    for (x, y) in zones.iter_mut().flat_map(|zone| &mut zone.corners) {
        (*x, *y) = (*x - left, *y - top);
    }
    Some(Plan {
        place: Place::Floor,
        width: right - left,
        height: bottom - top,
        zones,
    })
}
