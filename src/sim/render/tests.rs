//! What is painted, as the real networks and a careful eye see it.

use std::sync::Arc;

use super::{
    faces::Faces,
    painter::Painter,
    testing::{camera, face_box, floor, looks, model_settings, networks, paint, scene, standing},
};
use crate::{
    runtime::Telemetry,
    sim::{Camera, Figure, Point3, PortraitError, Pose, Spot},
    types::{Image, Signature},
    vision::Networks,
};

/// Somebody before the camera, this many metres away.
fn visitor(metres: f64) -> Figure {
    standing(0, Spot::new(7.0, 0.1 + metres))
}

/// A camera of the kind that looks at faces: a narrow view, so that a face at 3 m is 60 pixels wide.
fn narrow() -> Camera {
    Camera {
        fov_deg: 30.0,
        tilt_deg: 14.0,
        at: Point3::new(7.0, 0.1, 2.2),
        ..camera()
    }
}

#[test]
fn a_visitor_is_found_as_a_person_who_stands_where_the_feet_are() {
    let Some(mut networks) = networks() else {
        return;
    };
    let faces = Arc::new(Faces::drawn());
    for metres in [4.0, 5.0, 6.0] {
        let figure = visitor(metres);
        let image = paint(&camera(), &faces, looks(1), &scene(vec![figure]), 0.0);
        let sight = networks.look(&image, true, &Telemetry::default()).unwrap();
        let people = sight.people.unwrap();
        let foot = camera().project(figure.at.above(0.0)).unwrap();
        let top = camera().project(figure.at.above(figure.height)).unwrap();
        let tall = (foot.y - top.y) as f32;
        assert_eq!(people.len(), 1, "at {metres} m");
        let off = people[0].bbox.foot();
        assert!(
            (off.x - foot.x as f32).abs() < 0.06 * tall,
            "{off:?} {foot:?}"
        );
        assert!(
            (off.y - foot.y as f32).abs() < 0.06 * tall,
            "{off:?} {foot:?}"
        );
        assert!((people[0].bbox.y - top.y as f32).abs() < 0.06 * tall);
    }
}

#[test]
fn a_face_is_found_where_the_head_is() {
    let Some(mut networks) = networks() else {
        return;
    };
    let (faces, looks) = (Arc::new(Faces::drawn()), looks(4));
    for metres in [2.5, 3.0, 4.0] {
        for (person, look) in looks.iter().enumerate() {
            let figure = Figure {
                person,
                ..visitor(metres)
            };
            let image = paint(&narrow(), &faces, looks.clone(), &scene(vec![figure]), 0.0);
            let sight = networks.look(&image, false, &Telemetry::default()).unwrap();
            let truth = face_box(&narrow(), &faces, look, &figure).unwrap();
            assert_eq!(sight.faces.len(), 1, "face {person} at {metres} m");
            let found = sight.faces[0].detection.bbox;
            assert!(found.iou(&truth) > 0.6, "{found:?} {truth:?}");
        }
    }
}

/// Signatures of all drawn faces in a few poses and lights, by face.
fn signatures(networks: &mut Networks) -> Vec<Vec<Signature>> {
    let faces = Arc::new(Faces::drawn());
    let telemetry = Telemetry::default();
    let mut painters = [0.0, 0.3].map(|backlight| {
        Painter::new(
            &floor(),
            &narrow(),
            looks(faces.len()),
            faces.clone(),
            backlight,
        )
    });
    let mut image = Image::default();
    (0..faces.len())
        .map(|person| {
            let poses = [
                (0.0, 0.0, 0),
                (11.0, 3.0, 0),
                (-12.0, -2.0, 0),
                (18.0, 5.0, 0),
                (6.0, 0.0, 1),
            ];
            poses
                .iter()
                .map(|&(turn, nod, light): &(f64, f64, usize)| {
                    let mut figure = Figure {
                        person,
                        ..visitor(2.7)
                    };
                    figure.gaze += turn.to_radians();
                    figure.nod = nod.to_radians();
                    painters[light].paint(&scene(vec![figure]), &mut image);
                    let sight = networks.look(&image, false, &telemetry).unwrap();
                    let mut face = sight.faces.into_iter().next();
                    let face = face
                        .as_mut()
                        .unwrap_or_else(|| panic!("{person} at {turn} not found"));
                    networks.embed(&image, face, &telemetry).unwrap();
                    face.detection.signature.clone().unwrap()
                })
                .collect()
        })
        .collect()
}

/// The value below which this part of the values lies.
fn quantile(mut values: Vec<f32>, part: f64) -> f32 {
    values.sort_by(f32::total_cmp);
    values[((values.len() - 1) as f64 * part).round() as usize]
}

#[test]
fn a_face_is_more_like_itself_than_any_two_faces_are_alike() {
    let Some(mut networks) = networks() else {
        return;
    };
    let all = signatures(&mut networks);
    assert!(all.len() >= 18);
    let (mut same, mut different) = (Vec::new(), Vec::new());
    for (i, a) in all.iter().enumerate() {
        for (j, b) in all[..=i].iter().enumerate() {
            for (k, x) in a.iter().enumerate() {
                let others = if i == j { &b[..k] } else { &b[..] };
                let cosines = others.iter().map(|y| x.cosine(y).unwrap());
                if i == j {
                    same.extend(cosines);
                } else {
                    different.extend(cosines);
                }
            }
        }
    }
    let (least, most) = (quantile(same, 0.01), quantile(different, 0.999));
    println!(
        "{} faces: same 1% {least:.3}, different 99.9% {most:.3}",
        all.len()
    );
    assert!(least > most, "same 1% {least}, different 99.9% {most}");
}

#[test]
fn the_same_scene_is_the_same_picture_and_other_people_change_nothing_about_somebody() {
    let faces = Arc::new(Faces::drawn());
    let alone = scene(vec![visitor(4.0)]);
    let other = Figure {
        person: 1,
        pose: Pose::Walking,
        walked: 3.2,
        ..standing(1, Spot::new(9.3, 4.4))
    };
    let both = scene(vec![visitor(4.0), other]);
    let mut painter = Painter::new(&floor(), &camera(), looks(2), faces.clone(), 0.0);
    let (mut first, mut between, mut again) =
        (Image::default(), Image::default(), Image::default());
    painter.paint(&alone, &mut first);
    painter.paint(&both, &mut between);
    painter.paint(&alone, &mut again);
    assert_eq!(first.data, again.data);
    let fresh = paint(&camera(), &Arc::new(Faces::drawn()), looks(2), &alone, 0.0);
    assert_eq!(first.data, fresh.data);
    // The left two thirds, where the other one is not.
    for row in 0..720 {
        let part = row * 1280 * 3..(row * 1280 + 850) * 3;
        assert_eq!(first.data[part.clone()], between.data[part]);
    }
    assert_ne!(first.data, between.data);
}

/// Rows in which somebody changes the picture, grain aside.
fn rows_of(figure: Figure) -> Vec<usize> {
    let faces = Arc::new(Faces::drawn());
    let mut painter = Painter::new(&floor(), &camera(), looks(1), faces, 0.0);
    let (mut with, mut without) = (Image::default(), Image::default());
    painter.paint(&scene(vec![figure]), &mut with);
    painter.paint(&scene(Vec::new()), &mut without);
    (0..720)
        .filter(|row| {
            let part = row * 1280 * 3..(row + 1) * 1280 * 3;
            let pairs = with.data[part.clone()].iter().zip(&without.data[part]);
            pairs.filter(|(a, b)| a.abs_diff(**b) > 25).count() > 12
        })
        .collect()
}

#[test]
fn a_person_behind_a_car_is_hidden_up_to_the_car() {
    // Behind the silver car, which stands from y = 7.7 to 9.5; the camera looks over its roof from below.
    let behind = standing(0, Spot::new(6.6, 9.85));
    let before = standing(0, Spot::new(6.6, 6.4));
    let roof = camera().project(Spot::new(6.6, 8.6).above(1.62)).unwrap().y;
    let top = camera().project(behind.at.above(behind.height)).unwrap().y;
    let seen = rows_of(behind);
    let (first, last) = (seen[0] as f64, seen[seen.len() - 1] as f64);
    assert!((first - top).abs() < 6.0, "{first} {top}");
    assert!(last < roof + 12.0, "{last} is below the roof at {roof}");
    // Shoes and shadow reach a little nearer to the camera than the middle of the feet.
    let foot = camera().project(before.at.above(0.0)).unwrap().y;
    let nearer = camera().project(Spot::new(6.6, 6.0).above(0.0)).unwrap().y;
    let lowest = *rows_of(before).last().unwrap() as f64;
    assert!(
        lowest > foot - 4.0 && lowest < nearer,
        "{lowest} {foot} {nearer}"
    );
}

#[test]
fn backlight_darkens_faces() {
    let faces = Arc::new(Faces::drawn());
    let figure = visitor(3.0);
    let brightness = |backlight| {
        let image = paint(&narrow(), &faces, looks(1), &scene(vec![figure]), backlight);
        let face = face_box(&narrow(), &faces, &looks(1)[0], &figure)
            .unwrap()
            .centre();
        let at = (face.y as usize * 1280 + face.x as usize) * 3;
        image.data[at..at + 3]
            .iter()
            .map(|&v| u32::from(v))
            .sum::<u32>()
    };
    let steps = [0.0, 0.5, 1.0].map(brightness);
    assert!(
        steps[0] > steps[1] + 30 && steps[1] > steps[2] + 30,
        "{steps:?}"
    );
}

#[test]
fn somebody_at_the_edge_or_under_the_camera_is_no_trouble() {
    let faces = Arc::new(Faces::drawn());
    let mut painter = Painter::new(&floor(), &camera(), looks(1), faces, 0.0);
    let mut image = Image::default();
    for (x, y) in [
        (7.0, 0.1),
        (7.0, 0.5),
        (7.2, 1.1),
        (0.0, 0.0),
        (4.1, 3.0),
        (7.0, -3.0),
    ] {
        painter.paint(&scene(vec![standing(0, Spot::new(x, y))]), &mut image);
        assert_eq!(image.data.len(), 1280 * 720 * 3);
    }
}

#[test]
fn a_folder_without_portraits_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let error = |path| Faces::from_folder(path, 5, &model_settings()).unwrap_err();
    assert!(matches!(error(dir.path()), PortraitError::Empty(_)));
    let missing = error(&dir.path().join("none"));
    assert!(matches!(missing, PortraitError::Unreadable { .. }));
    assert!(missing.to_string().contains("hint:"));
}

#[test]
fn a_portrait_is_recognised_when_it_walks_in() {
    let Some(mut networks) = networks() else {
        return;
    };
    let telemetry = Telemetry::default();
    // A drawn face, photographed: the only portraits that are part of the repository.
    let drawn = Arc::new(Faces::drawn());
    let dir = tempfile::tempdir().unwrap();
    let mut sitters = Vec::new();
    for person in 0..2 {
        let figure = Figure {
            person,
            ..visitor(2.2)
        };
        let image = paint(&narrow(), &drawn, looks(2), &scene(vec![figure]), 0.0);
        let mut data = image.data.clone();
        data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
        let file = dir.path().join(format!("{person}.png"));
        image::save_buffer(file, &data, 1280, 720, image::ColorType::Rgb8).unwrap();
        sitters.push(first_signature(&mut networks, &image, &telemetry));
    }
    let portraits = Arc::new(Faces::from_folder(dir.path(), 9, &model_settings()).unwrap());
    assert_eq!(portraits.len(), 2);
    for person in 0..2 {
        let figure = Figure {
            person,
            ..visitor(2.7)
        };
        let image = paint(&narrow(), &portraits, looks(2), &scene(vec![figure]), 0.0);
        let seen = first_signature(&mut networks, &image, &telemetry);
        let own = seen.cosine(&sitters[person]).unwrap();
        let other = seen.cosine(&sitters[1 - person]).unwrap();
        assert!(own > 0.5 && own > other + 0.1, "{own} {other}");
    }
}

fn first_signature(networks: &mut Networks, image: &Image, telemetry: &Telemetry) -> Signature {
    let sight = networks.look(image, false, telemetry).unwrap();
    let mut face = sight.faces.into_iter().next().expect("a face");
    networks.embed(image, &mut face, telemetry).unwrap();
    face.detection.signature.unwrap()
}
