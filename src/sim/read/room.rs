//! The showroom: floor, cars, places, cameras.

use super::{
    known::Known,
    values::{SPOT_HINT, TIMES_HINT, all, colour, day, sides, spot, times},
};
use crate::{
    config::{
        parse::{maybe_text, name, number, one_of, text, whole},
        reader::Section,
    },
    sim::{
        camera::{Camera, Point3},
        floor::{Car, Place, Rectangle},
        scenario::{Fault, FaultKind, SimCamera},
    },
    types::ZoneKind,
};

pub(super) fn floor(mut section: Section<'_>) -> Option<(f64, f64, f64)> {
    let width = section.required("width_m", "metres from left to right", number(3.0..=100.0));
    let depth = section.required("depth_m", "metres from bottom to top", number(3.0..=100.0));
    let mut reach = 1.1;
    section.set("reach_m", &mut reach, number(0.7..=3.0));
    section.close();
    Some((width?, depth?, reach))
}

pub(super) fn car(mut section: Section<'_>, known: &Known) -> Option<Car> {
    let id = section.required("id", "a short name such as \"kona\"", name);
    let label = section.required(
        "label",
        "what staff call the car, such as \"Kona Electric\"",
        text,
    );
    let (mut category, mut place) = (String::new(), String::new());
    section.set("category", &mut category, maybe_text);
    section.set("place", &mut place, maybe_text);
    let centre = section.required("at", SPOT_HINT, |value| known.spot(value));
    let (mut heading, mut length, mut width, mut height) = (0.0, 4.3, 1.8, 1.5);
    section.set("heading_deg", &mut heading, number(-360.0..=360.0));
    section.set("length_m", &mut length, number(2.0..=8.0));
    section.set("width_m", &mut width, number(1.0..=3.0));
    section.set("height_m", &mut height, number(0.8..=3.0));
    let mut colour = [120, 124, 130];
    section.set("colour", &mut colour, self::colour);
    let mut open = [true; 4];
    section.set("open", &mut open, sides);
    section.close();
    Some(Car {
        id: id?.into(),
        label: label?,
        category,
        place,
        body: Rectangle {
            centre: centre?,
            heading: heading.to_radians(),
            length,
            width,
        },
        height,
        colour,
        open,
    })
}

pub(super) fn place(mut section: Section<'_>, known: &Known) -> Option<Place> {
    const KINDS: &[(&str, ZoneKind)] = &[
        ("entrance", ZoneKind::Entrance),
        ("desk", ZoneKind::Desk),
        ("lounge", ZoneKind::Lounge),
        ("service", ZoneKind::Service),
        ("check-in", ZoneKind::CheckIn),
    ];
    let id = section.required("id", "a short name such as \"desk\"", name);
    let kind = section.required(
        "kind",
        "one of entrance, desk, lounge, service, check-in",
        one_of(KINDS),
    );
    let mut label = String::new();
    section.set("label", &mut label, maybe_text);
    let centre = section.required("at", SPOT_HINT, |value| known.spot(value));
    let size = section.required("size", "[length, width] in metres", spot);
    let mut heading = 0.0;
    section.set("heading_deg", &mut heading, number(-360.0..=360.0));
    section.close();
    let size = size?;
    Some(Place {
        id: id?.into(),
        kind: kind?,
        label,
        area: Rectangle {
            centre: centre?,
            heading: f64::to_radians(heading),
            length: size.x,
            width: size.y,
        },
    })
}

pub(super) fn camera(mut section: Section<'_>, known: &Known) -> Option<SimCamera> {
    let id = section.required("id", "a short name such as \"door\"", name);
    let at = section.required("at", SPOT_HINT, |value| known.spot(value));
    let height = section.required("height_m", "metres above the floor", number(0.5..=8.0));
    let heading = section.required(
        "heading_deg",
        "0 looks to the right of the plan, 90 up",
        number(-360.0..=360.0),
    );
    let tilt = section.required(
        "tilt_deg",
        "degrees below the horizon",
        number(-10.0..=85.0),
    );
    let (mut fov, mut fps) = (70.0, 8.0);
    section.set("fov_deg", &mut fov, number(20.0..=130.0));
    section.set("fps", &mut fps, number(1.0..=30.0));
    let (mut width, mut height_px) = (1280, 720);
    section.set("width_px", &mut width, whole(160..=3840));
    section.set("height_px", &mut height_px, whole(120..=2160));
    let mut backlight = 0.0;
    section.set("backlight", &mut backlight, number(0.0..=1.0));
    let faults: Vec<_> = section.list("fault").into_iter().map(fault).collect();
    section.close();
    let at = at?;
    Some(SimCamera {
        camera: Camera {
            id: id?.into(),
            at: Point3::new(at.x, at.y, height?),
            heading_deg: heading?,
            tilt_deg: tilt?,
            fov_deg: fov,
            width,
            height: height_px,
            fps,
        },
        backlight,
        faults: all(faults)?,
    })
}

fn fault(mut section: Section<'_>) -> Option<Fault> {
    const KINDS: &[(&str, FaultKind)] = &[
        ("frozen", FaultKind::Frozen),
        ("black", FaultKind::Black),
        ("unreachable", FaultKind::Unreachable),
    ];
    let kind = section.required("kind", "one of frozen, black, unreachable", one_of(KINDS));
    let day = day(&mut section);
    let between = section.required("between", TIMES_HINT, times);
    section.close();
    Some(Fault {
        kind: kind?,
        day,
        between: between?,
    })
}
