//! The configuration an installer would have written for a simulated showroom.

use std::{fmt::Write, path::Path};

use super::{
    camera::Camera,
    floor::{Rectangle, Spot},
    read::OF_THE_LINE,
    scenario::Scenario,
};
use crate::{
    config::{self, Config, Problem, Problems, reader::line_of},
    types::{Polygon, ZoneKind},
};

/// What is nearer to the camera than this is not drawn, metres.
const NEAR_M: f64 = 0.3;
/// A zone smaller than this part of the picture is none.
const LEAST_AREA: f64 = 0.0008;

/// The configuration as a file: site, cameras, zones drawn on their pictures, products; privacy mode "all", an embedded
/// broker on any free port, and a store in `folder` (a relative one starts at the folder of the file).
pub fn configuration_text(scenarios: &[Scenario], folder: &Path) -> String {
    let mut text = String::new();
    let Some(first) = scenarios.first() else {
        return text;
    };
    let name = quoted(&first.name);
    let zone = first.timezone.iana_name().unwrap_or("UTC");
    let _ = writeln!(
        text,
        "# The simulated showroom \"{}\", as an installer would have set it up.\n\n[site]\nid = \"sim\"\nname = {name}\ntimezone = \"{zone}\"\n",
        first.name
    );
    for camera in scenarios.iter().flat_map(|s| &s.cameras) {
        let Camera { id, fps, .. } = &camera.camera;
        let _ = writeln!(
            text,
            "[[camera]]\nid = \"{id}\"\nurl = \"rtsp://127.0.0.1/{id}\"\nfps = {fps:?}"
        );
        if let Some(floor) = marks(&camera.camera) {
            let _ = writeln!(text, "{floor}");
        }
        text.push('\n');
    }
    for scenario in scenarios {
        zones(scenario, &mut text);
    }
    let _ = writeln!(
        text,
        "[privacy]\nrecognition = \"all\"\nlegal_basis = \"none needed: these people are simulated\"\nretention_days = 3650\n\n\
         [mqtt]\nbroker = \"embedded\"\nembedded_port = 0\n\n[store]\npath = {}\nkey_file = {}\n",
        quoted(&folder.join("store.db").to_string_lossy()),
        quoted(&folder.join("store.key").to_string_lossy()),
    );
    text.push_str(&passed_on(&first.text));
    text
}

/// As [`configuration_text`], checked; `file` is the scenario, at whose folder relative paths of its sections start.
///
/// # Errors
/// What is wrong with the sections that the scenario passes on to the line.
pub fn configuration(
    scenarios: &[Scenario],
    file: &Path,
    folder: &Path,
) -> Result<Config, Problems> {
    config::load_text(file, &configuration_text(scenarios, folder)).map_err(|problems| {
        let text = scenarios.first().map_or("", |first| first.text.as_str());
        Problems(placed(problems.0, text))
    })
}

/// What is wrong with the sections that a scenario passes on to the line, whatever is wrong with the rest of it.
pub(super) fn problems_of_the_line(file: &Path, text: &str) -> Vec<Problem> {
    /// The least that a configuration holds beside them.
    const AROUND: &str = "site = { id = \"sim\", name = \"sim\", timezone = \"UTC\" }\n\
        camera = [{ id = \"sim\", url = \"rtsp://127.0.0.1/sim\" }]\n\
        privacy = { recognition = \"visit-only\" }\n\
        mqtt = { broker = \"embedded\" }\n\
        store = { path = \"store.db\", key_file = \"store.key\" }\n";
    let whole = format!("{AROUND}{}", passed_on(text));
    let Err(Problems(mut problems)) = config::load_text(file, &whole) else {
        return Vec::new();
    };
    problems.retain(is_of_the_line);
    placed(problems, text)
}

fn is_of_the_line(problem: &Problem) -> bool {
    let section = problem.key.split('.').next().unwrap_or_default();
    OF_THE_LINE.contains(&section)
}

/// Problems of the generated configuration on the lines of the scenario that they come from, or on none.
fn placed(mut problems: Vec<Problem>, text: &str) -> Vec<Problem> {
    for problem in &mut problems {
        let ours = is_of_the_line(problem);
        problem.line = line_of(text, &problem.key).filter(|_| ours);
    }
    problems
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// The scenario's sections for the line, as they stand.
fn passed_on(text: &str) -> String {
    let table: toml::Table = text.parse().unwrap_or_default();
    let ours: toml::Table = table
        .into_iter()
        .filter(|(key, _)| OF_THE_LINE.contains(&key.as_str()))
        .collect();
    ours.to_string()
}

/// Four places of the floor as an installer measures them, to the inch; `None` where the camera shows no floor.
fn marks(camera: &Camera) -> Option<String> {
    const FARTHEST_M: f64 = 9.0;
    let (width, height) = (f64::from(camera.width), f64::from(camera.height));
    let on_floor = |x: f64, y: f64| {
        let ray = camera.ray(x * width, y * height);
        let far = -camera.at.z / ray[2];
        let spot = [camera.at.x + far * ray[0], camera.at.y + far * ray[1]];
        (far > 0.0 && far < FARTHEST_M).then_some(spot)
    };
    let low = 0.95;
    let high = (1..19).map(|i| f64::from(i) * 0.05);
    let high = high.clone().find(|y| on_floor(0.3, *y).is_some())?;
    let image = [[0.15, low], [0.85, low], [0.7, high], [0.3, high]];
    let mut metres = Vec::new();
    for [x, y] in image {
        let [x, y] = on_floor(x, y)?;
        metres.push(format!("[{x:.2}, {y:.2}]"));
    }
    let image = image.map(|[x, y]| format!("[{x:.2}, {y:.2}]"));
    (high < 0.85).then(|| {
        format!(
            "floor = {{ image = [{}], metres = [{}] }}",
            image.join(", "),
            metres.join(", ")
        )
    })
}

fn zones(scenario: &Scenario, text: &mut String) {
    let floor = &scenario.floor;
    let cameras: Vec<&Camera> = scenario.cameras.iter().map(|c| &c.camera).collect();
    for car in &floor.cars {
        let drawn = draw(
            text,
            &cameras,
            car.id.as_str(),
            ZoneKind::Product,
            &car.place,
            &floor.area_of(car),
        );
        let _ = writeln!(
            text,
            "[[product]]\nid = \"{}\"\nlabel = {}\ncategory = {}",
            car.id,
            quoted(&car.label),
            quoted(&car.category)
        );
        if drawn {
            let _ = writeln!(text, "zone = \"{}\"", car.id);
        }
        text.push('\n');
    }
    for place in &floor.places {
        draw(
            text,
            &cameras,
            place.id.as_str(),
            place.kind,
            &place.label,
            &floor.area_of_place(place),
        );
    }
}

/// Draws an area of the floor on the picture of the camera that sees most of it; false where none sees it.
fn draw(
    text: &mut String,
    cameras: &[&Camera],
    id: &str,
    kind: ZoneKind,
    label: &str,
    area: &Rectangle,
) -> bool {
    let seen = cameras.iter().map(|camera| (seen_of(camera, area), camera));
    let best = seen.max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, camera)) = best.filter(|(seen, _)| *seen > 0.0) else {
        return false;
    };
    let Some(polygon) = outline(camera, area) else {
        return false;
    };
    let corners: Vec<String> = Vec::<[f32; 2]>::from(polygon)
        .iter()
        .map(|[x, y]| format!("[{x:.4}, {y:.4}]"))
        .collect();
    let kind = match kind {
        ZoneKind::Product => "product",
        ZoneKind::Desk => "desk",
        ZoneKind::Service => "service",
        ZoneKind::Entrance => "entrance",
        ZoneKind::Lounge => "lounge",
        ZoneKind::CheckIn => "check-in",
        ZoneKind::Exclude => "exclude",
    };
    let _ = writeln!(
        text,
        "[[zone]]\nid = \"{id}\"\ncamera = \"{}\"\nkind = \"{kind}\"\nlabel = {}\npolygon = [{}]\n",
        camera.id,
        quoted(label),
        corners.join(", ")
    );
    true
}

/// Whether a camera sees some of an area.
pub(super) fn sees(camera: &Camera, area: &Rectangle) -> bool {
    seen_of(camera, area) > 0.0
}

/// How well a camera sees an area: the part of it in the picture, less for what is far away.
fn seen_of(camera: &Camera, area: &Rectangle) -> f64 {
    let steps = 8;
    let mut seen = 0.0;
    for i in 0..=steps {
        for k in 0..=steps {
            let part = |n: i32| f64::from(n) / f64::from(steps) - 0.5;
            let spot = area.spot(part(i) * area.length, part(k) * area.width);
            if let Some(p) = camera.project(spot.above(0.0))
                && camera.shows(p.x, p.y)
            {
                seen += 1.0 / (4.0 + p.depth);
            }
        }
    }
    seen
}

/// The area's outline in fractions of the picture, cut off at its edges.
fn outline(camera: &Camera, area: &Rectangle) -> Option<Polygon> {
    let near = cut(
        &area.corners(),
        |spot| camera_depth(camera, *spot) - NEAR_M,
        |a, b, part| a.towards(*b, part),
    );
    let (w, h) = (f64::from(camera.width), f64::from(camera.height));
    let mut points: Vec<[f64; 2]> = near
        .iter()
        .filter_map(|spot| camera.project(spot.above(0.0)))
        .map(|p| [p.x / w, p.y / h])
        .collect();
    // Sutherland and Hodgman (1974), against the four edges of the picture.
    let edges: [fn(&[f64; 2]) -> f64; 4] = [|p| p[0], |p| 1.0 - p[0], |p| p[1], |p| 1.0 - p[1]];
    for edge in edges {
        points = cut(&points, edge, |a, b, t| {
            [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
        });
    }
    let round = |v: f64| ((v * 1e4).round() / 1e4).clamp(0.0, 1.0) as f32;
    let mut corners: Vec<crate::types::Point> = Vec::new();
    for [x, y] in points {
        let corner = crate::types::Point::new(round(x), round(y));
        if !corners.contains(&corner) {
            corners.push(corner);
        }
    }
    let n = corners.len();
    let twice: f64 = (0..n)
        .map(|i| {
            let (a, b) = (corners[i], corners[(i + 1) % n]);
            f64::from(a.x * b.y - b.x * a.y)
        })
        .sum();
    (twice.abs() / 2.0 >= LEAST_AREA).then(|| Polygon::new(corners).ok())?
}

fn camera_depth(camera: &Camera, spot: Spot) -> f64 {
    let (sin, cos) = camera.heading_deg.to_radians().sin_cos();
    let (sin_t, cos_t) = camera.tilt_deg.to_radians().sin_cos();
    (spot.x - camera.at.x) * cos * cos_t
        + (spot.y - camera.at.y) * sin * cos_t
        + camera.at.z * sin_t
}

/// The part of a polygon where `inside` is not negative.
fn cut<T: Clone>(
    corners: &[T],
    inside: impl Fn(&T) -> f64,
    between: impl Fn(&T, &T, f64) -> T,
) -> Vec<T> {
    let mut kept = Vec::new();
    for (i, a) in corners.iter().enumerate() {
        let b = &corners[(i + 1) % corners.len()];
        let (at_a, at_b) = (inside(a), inside(b));
        if at_a >= 0.0 {
            kept.push(a.clone());
        }
        if (at_a >= 0.0) != (at_b >= 0.0) {
            kept.push(between(a, b, at_a / (at_a - at_b)));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sim::testing, types::Point};

    #[test]
    fn the_configuration_of_a_scenario_is_valid_and_shows_every_car() {
        let scenario = testing::scenario();
        let config =
            configuration(&[scenario], Path::new("test.toml"), Path::new("store")).unwrap();
        assert_eq!(config.products.len(), 2);
        assert!(config.products.iter().all(|p| p.zone.is_some()));
        assert_eq!(config.site.timezone.iana_name(), Some("Europe/Warsaw"));
    }

    #[test]
    fn who_stands_at_a_car_stands_in_its_zone() {
        let scenario = testing::scenario();
        let camera = &scenario.cameras[0].camera;
        let config = configuration(
            std::slice::from_ref(&scenario),
            Path::new("test.toml"),
            Path::new("store"),
        )
        .unwrap();
        for car in &scenario.floor.cars {
            let zone = config
                .zones
                .iter()
                .find(|z| z.id.as_str() == car.id.as_str())
                .unwrap();
            let area = scenario.floor.area_of(car);
            let (mut inside, mut outside) = (0, 0);
            for x in 0..140 {
                for y in 0..100 {
                    let spot = Spot::new(f64::from(x) / 10.0, f64::from(y) / 10.0);
                    let Some(p) = camera
                        .project(spot.above(0.0))
                        .filter(|p| camera.shows(p.x, p.y))
                    else {
                        continue;
                    };
                    let foot = Point::new((p.x / 1280.0) as f32, (p.y / 720.0) as f32);
                    // The corners are rounded: spots within 2 cm of the line may fall on either side.
                    if area.grown(-0.02).contains(spot) {
                        inside += 1;
                        assert!(zone.polygon.contains(foot), "{spot:?} is at {}", car.id);
                    } else if !area.grown(0.02).contains(spot) {
                        outside += 1;
                        assert!(
                            !zone.polygon.contains(foot),
                            "{spot:?} is not at {}",
                            car.id
                        );
                    }
                }
            }
            assert!(inside > 100 && outside > 1000, "{inside} {outside}");
        }
    }
}
