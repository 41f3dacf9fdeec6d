//! What must hold between the parts of a scenario, as far as they could be read.

use std::collections::BTreeSet;

use super::{
    floor::{Car, Floor, Place, Rectangle},
    scenario::{Person, SimCamera},
    setup::sees,
};
use crate::{config::reader::Section, types::ZoneKind};

/// The showroom. `None` is what could not be read: that has been told, and nothing else is wrong for it.
pub(super) struct Room<'a> {
    /// Width, depth and reach, metres.
    pub(super) floor: Option<(f64, f64, f64)>,
    pub(super) cars: &'a [Option<Car>],
    pub(super) places: &'a [Option<Place>],
    pub(super) cameras: &'a [Option<SimCamera>],
}

/// Notes everything that is there twice, or stands where it cannot.
pub(super) fn check(root: &Section<'_>, room: &Room<'_>, people: &[Option<Person>]) {
    check_ids(root);
    check_floor(root, room);
    check_entrance(root, room.places);
    check_cameras(root, room);
    check_order(root, people);
}

fn check_ids(root: &Section<'_>) {
    let mut seen = BTreeSet::new();
    for key in ["car", "place", "person", "camera"] {
        // Cars and places become zones: they share their names; people and cameras have names of their own.
        let kind = if key == "place" { "car" } else { key };
        for (i, id) in root.ids(key).into_iter().enumerate() {
            let Some(id) = id else { continue };
            if !seen.insert((kind, id.clone())) {
                root.problem_at(
                    &format!("{key}[{i}].id"),
                    format!("{id:?} is there twice"),
                    "give each its own id".to_owned(),
                );
            }
        }
    }
}

/// Where people stand at a car or a place: its key in the file, its id, what it covers, and the area around it.
struct Area<'a> {
    key: String,
    id: &'a str,
    body: Rectangle,
    around: Rectangle,
}

/// All areas that could be read.
fn areas<'a>(room: &Room<'a>) -> Vec<Area<'a>> {
    let Some((width, depth, reach)) = room.floor else {
        return Vec::new();
    };
    let floor = Floor {
        width,
        depth,
        reach,
        cars: Vec::new(),
        places: Vec::new(),
    };
    let cars = room.cars.iter().enumerate().filter_map(|(i, car)| {
        let car = car.as_ref()?;
        Some(Area {
            key: format!("car[{i}]"),
            id: car.id.as_str(),
            body: car.body,
            around: floor.area_of(car),
        })
    });
    let places = room.places.iter().enumerate().filter_map(|(i, place)| {
        let place = place.as_ref()?;
        Some(Area {
            key: format!("place[{i}]"),
            id: place.id.as_str(),
            body: place.area,
            around: floor.area_of_place(place),
        })
    });
    cars.chain(places).collect()
}

fn check_floor(root: &Section<'_>, room: &Room<'_>) {
    let Some((width, depth, _)) = room.floor else {
        return;
    };
    let areas = areas(room);
    for (i, one) in areas.iter().enumerate() {
        let mut corners = one.body.corners().into_iter();
        if corners.any(|c| c.x < 0.0 || c.y < 0.0 || c.x > width || c.y > depth) {
            root.problem_at(
                &one.key,
                format!("{:?} stands in the wall", one.id),
                "move it, or make the floor larger".to_owned(),
            );
        }
        for other in &areas[..i] {
            if overlap(&one.around, &other.around) {
                root.problem_at(
                    &one.key,
                    format!(
                        "nobody could tell who stands at {:?} and who at {:?}: their areas overlap",
                        other.id, one.id
                    ),
                    "move them apart, or lower floor.reach_m".to_owned(),
                );
            }
        }
    }
}

/// Separating axes: two turned rectangles overlap unless a side of one of them has the other one beyond it.
fn overlap(a: &Rectangle, b: &Rectangle) -> bool {
    let apart = |a: &Rectangle, b: &Rectangle| {
        let corners = b.corners().map(|c| a.local(c));
        let (l, w) = (a.length / 2.0, a.width / 2.0);
        corners.iter().all(|c| c.0 >= l)
            || corners.iter().all(|c| c.0 <= -l)
            || corners.iter().all(|c| c.1 >= w)
            || corners.iter().all(|c| c.1 <= -w)
    };
    !apart(a, b) && !apart(b, a)
}

fn check_entrance(root: &Section<'_>, places: &[Option<Place>]) {
    let is_entrance = |place: &Option<Place>| {
        let place = place.as_ref();
        place.is_none_or(|place| place.kind == ZoneKind::Entrance)
    };
    if !places.iter().any(is_entrance) {
        root.problem_at(
            "place",
            "there is no entrance".to_owned(),
            "write a [[place]] of kind = \"entrance\": people come and go there".to_owned(),
        );
    }
}

fn check_cameras(root: &Section<'_>, room: &Room<'_>) {
    if room.cameras.is_empty() {
        root.problem_at(
            "camera",
            "there is none".to_owned(),
            "write a [[camera]]".to_owned(),
        );
    }
    let areas = areas(room);
    let unread = room.cars.iter().any(Option::is_none) || room.places.iter().any(Option::is_none);
    if areas.is_empty() || unread {
        return;
    }
    for (i, camera) in room.cameras.iter().enumerate() {
        let Some(SimCamera { camera, .. }) = camera else {
            continue;
        };
        if areas.iter().any(|area| sees(camera, &area.around)) {
            continue;
        }
        let ids: Vec<_> = areas.iter().map(|area| area.id).collect();
        root.problem_at(
            &format!("camera[{i}]"),
            format!(
                "{:?} sees none of the areas of {}",
                camera.id.as_str(),
                ids.join(", ")
            ),
            "turn it: heading_deg 0 looks to the right of the plan, 90 up; tilt_deg looks down"
                .to_owned(),
        );
    }
}

fn check_order(root: &Section<'_>, people: &[Option<Person>]) {
    for (i, person) in people.iter().enumerate() {
        let Some(person) = person else { continue };
        for (n, pair) in person.visits.windows(2).enumerate() {
            if (pair[0].day, pair[0].at) >= (pair[1].day, pair[1].at) {
                root.problem_at(
                    &format!("person[{i}].visit[{}]", n + 1),
                    format!("{:?} has visits out of order", person.id),
                    "the earlier visit first".to_owned(),
                );
            }
        }
    }
}
