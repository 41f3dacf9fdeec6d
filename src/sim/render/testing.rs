//! What the tests of the painter share: networks, a floor, cameras and scenes.

use std::{env, fs, path::PathBuf, sync::Arc, time::Duration};

use super::{faces::Faces, painter::Painter, seat::Seat, view::View};
use crate::{
    sim::{Camera, Car, Figure, Floor, Look, Place, Point3, Pose, Rectangle, Scene, Spot},
    types::{BBox, Image, ZoneKind},
    vision::{self, Networks},
};

/// The networks; `None`, with a plain message, where they are missing. `SHOWFLOOR_REQUIRE_MODELS=1` makes that a failure.
pub(super) fn networks() -> Option<Networks> {
    let settings = model_settings();
    match vision::check(&settings) {
        Ok(_) => Some(Networks::load(&settings).expect("checked models load")),
        Err(error) => {
            let required = env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
            assert!(!required, "{error}");
            eprintln!("left out: {error}");
            None
        }
    }
}

pub(super) fn model_settings() -> vision::Settings {
    let mut settings = vision::Settings::default();
    settings.dirs.push("../shared/models".into());
    settings
}

fn rectangle(x: f64, y: f64, heading_deg: f64, length: f64, width: f64) -> Rectangle {
    Rectangle {
        centre: Spot::new(x, y),
        heading: heading_deg.to_radians(),
        length,
        width,
    }
}

fn car(id: &str, body: Rectangle, height: f64, colour: [u8; 3]) -> Car {
    Car {
        id: id.into(),
        label: id.to_owned(),
        category: "SUV".to_owned(),
        place: "in the middle".to_owned(),
        body,
        height,
        colour,
        open: [true; 4],
    }
}

/// A showroom of 14 m by 10 m.
pub(super) fn floor() -> Floor {
    let place = |id: &str, kind, area| Place {
        id: id.into(),
        kind,
        label: id.to_owned(),
        area,
    };
    Floor {
        width: 14.0,
        depth: 10.0,
        cars: vec![
            car(
                "red",
                rectangle(3.2, 6.4, 65.0, 4.2, 1.8),
                1.58,
                [164, 34, 36],
            ),
            car(
                "blue",
                rectangle(10.8, 6.6, 120.0, 4.5, 1.85),
                1.46,
                [40, 74, 128],
            ),
            car(
                "silver",
                rectangle(7.0, 8.6, 10.0, 4.3, 1.8),
                1.62,
                [176, 180, 184],
            ),
        ],
        places: vec![
            place("desk", ZoneKind::Desk, rectangle(12.6, 2.4, 90.0, 2.4, 2.2)),
            place(
                "lounge",
                ZoneKind::Lounge,
                rectangle(1.3, 2.2, 90.0, 3.0, 2.0),
            ),
            place(
                "door",
                ZoneKind::Entrance,
                rectangle(7.0, 0.8, 0.0, 2.0, 1.2),
            ),
        ],
        reach: 1.2,
    }
}

/// A camera over the lower wall that looks up the plan.
pub(super) fn camera() -> Camera {
    Camera {
        id: "front".into(),
        at: Point3::new(7.0, 0.1, 2.3),
        heading_deg: 90.0,
        tilt_deg: 12.0,
        fov_deg: 62.0,
        width: 1280,
        height: 720,
        fps: 8.0,
    }
}

/// Somebody who stands and looks at the camera.
pub(super) fn standing(person: usize, at: Spot) -> Figure {
    let to_camera = at.bearing(Spot::new(7.0, 0.1));
    Figure {
        person,
        visit: 0,
        at,
        height: 1.74,
        heading: to_camera,
        gaze: to_camera,
        nod: 0.0,
        pose: Pose::Standing,
        walked: 0.0,
    }
}

pub(super) fn scene(figures: Vec<Figure>) -> Scene {
    Scene {
        at: Duration::from_millis(1500),
        figures,
    }
}

/// Looks with the first `count` faces, in quiet clothes.
pub(super) fn looks(count: usize) -> Vec<Look> {
    const TOPS: [[u8; 3]; 6] = [
        [60, 84, 120],
        [152, 60, 56],
        [92, 110, 84],
        [188, 182, 168],
        [70, 66, 78],
        [148, 128, 92],
    ];
    const TROUSERS: [[u8; 3]; 4] = [[44, 50, 66], [70, 66, 62], [112, 104, 92], [36, 38, 42]];
    (0..count)
        .map(|i| Look {
            face: Some(i),
            top: TOPS[i % TOPS.len()],
            trousers: TROUSERS[i % TROUSERS.len()],
        })
        .collect()
}

/// Paints one scene.
pub(super) fn paint(
    camera: &Camera,
    faces: &Arc<Faces>,
    looks: Vec<Look>,
    scene: &Scene,
    backlight: f64,
) -> Image {
    let mut image = Image::default();
    Painter::new(&floor(), camera, looks, faces.clone(), backlight).paint(scene, &mut image);
    image
}

/// What the face of a figure covers of the picture: from the hairline to the chin, as wide as the cheeks.
pub(super) fn face_box(
    camera: &Camera,
    faces: &Faces,
    look: &Look,
    figure: &Figure,
) -> Option<BBox> {
    let head = faces.head(look);
    let seat = Seat::of(figure, &head);
    let view = View::new(camera, 0.0);
    let front = |v: &&super::head::HeadVertex| v.at[2] > 0.25 && v.at[1] > -0.75;
    let points = head
        .vertices
        .iter()
        .filter(front)
        .filter(|v| v.at[1] <= head.chin);
    let [l, t, r, b, _] = view.bounds(points.map(|v| seat.place(v.at)))?;
    Some(BBox::new(l, t, r - l, b - t))
}

/// Writes a picture to the folder that `SHOWFLOOR_PICTURES` names, where it is set.
pub(super) fn keep(image: &Image, name: &str) {
    let Some(dir) = env::var_os("SHOWFLOOR_PICTURES").map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(&dir).expect("a folder");
    let mut data = image.data.clone();
    data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
    image::save_buffer(
        dir.join(name),
        &data,
        image.width,
        image.height,
        image::ColorType::Rgb8,
    )
    .expect("a picture is written");
}
