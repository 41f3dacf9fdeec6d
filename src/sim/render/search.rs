//! Ignored tests that look for faces far apart and show them. They print; nothing is asserted.
//!
//! `cargo test --release --lib sim::render::search -- --ignored --nocapture`, with `SHOWFLOOR_PICTURES=DIR` to see.

use std::sync::Arc;

use super::{
    faces::Faces,
    painter::Painter,
    testing::{camera, floor, keep, looks, networks, scene, standing},
};
use crate::{
    runtime::Telemetry,
    sim::{Camera, Spot},
    types::{FaceDetection, Image, Signature},
    vision::Networks,
};

/// Turn of the head in degrees, nod in degrees, backlight.
const POSES: [(f64, f64, f64); 7] = [
    (0.0, 0.0, 0.0),
    (14.0, 2.0, 0.0),
    (-14.0, -3.0, 0.0),
    (25.0, 0.0, 0.0),
    (-24.0, 3.0, 0.0),
    (5.0, 8.0, 0.0),
    (-4.0, 0.0, 0.35),
];

fn close_camera() -> Camera {
    Camera {
        fov_deg: 24.0,
        tilt_deg: 8.0,
        width: 800,
        height: 448,
        ..camera()
    }
}

/// The pictures of a face in the poses, and its signatures where it is found well.
fn sitting(
    painters: &mut [Painter],
    person: usize,
    networks: &mut Networks,
) -> Vec<Option<(f32, Signature, Image)>> {
    POSES
        .iter()
        .map(|&(turn, nod, backlight)| {
            let mut figure = standing(person, Spot::new(7.0, 3.6));
            figure.gaze += f64::to_radians(turn);
            figure.nod = f64::to_radians(nod);
            let mut image = Image::default();
            painters[usize::from(backlight > 0.0)].paint(&scene(vec![figure]), &mut image);
            let telemetry = Telemetry::default();
            let sight = networks.look(&image, false, &telemetry).unwrap();
            let mut face = sight.faces.into_iter().next()?;
            networks.embed(&image, &mut face, &telemetry).unwrap();
            let FaceDetection {
                score, signature, ..
            } = face.detection;
            Some((score, signature?, image))
        })
        .collect()
}

/// Greedy: from every start, always the candidate whose worst likeness to the chosen ones is least.
fn far_apart(likeness: &[Vec<f32>], limit: f32) -> Vec<usize> {
    let mut best = Vec::new();
    for start in 0..likeness.len() {
        let mut chosen = vec![start];
        loop {
            let worst = |i: usize| {
                let all = chosen.iter().map(|&j| likeness[i][j]);
                all.fold(f32::NEG_INFINITY, f32::max)
            };
            let next = (0..likeness.len())
                .filter(|i| !chosen.contains(i))
                .min_by(|&a, &b| worst(a).total_cmp(&worst(b)));
            match next.filter(|&next| worst(next) < limit) {
                Some(next) => chosen.push(next),
                None => break,
            }
        }
        if chosen.len() > best.len() {
            best = chosen;
        }
    }
    best
}

fn quantile(values: &mut [f32], part: f64) -> f32 {
    values.sort_by(f32::total_cmp);
    values[((values.len() - 1) as f64 * part) as usize]
}

#[test]
#[ignore = "takes minutes; prints the list IDENTITIES"]
fn search_for_identities() {
    const CANDIDATES: usize = 1200;
    let Some(mut networks) = networks() else {
        return;
    };
    let faces = Arc::new(Faces::numbered(0..CANDIDATES as u64));
    let mut painters = [0.0, POSES[6].2].map(|backlight| {
        Painter::new(
            &floor(),
            &close_camera(),
            looks(CANDIDATES),
            faces.clone(),
            backlight,
        )
    });
    let mut good = Vec::new();
    let mut scores = Vec::new();
    for number in 0..CANDIDATES {
        let seen = sitting(&mut painters, number, &mut networks);
        let frontal = seen[0].as_ref().map_or(0.0, |seen| seen.0);
        scores.push(frontal);
        let all: Vec<_> = seen
            .into_iter()
            .flatten()
            .filter(|seen| seen.0 >= 0.8)
            .collect();
        if all.len() < POSES.len() {
            continue;
        }
        let mut within = Vec::new();
        for (i, a) in all.iter().enumerate() {
            within.extend(all[..i].iter().map(|b| a.1.cosine(&b.1).unwrap()));
        }
        let least = within.iter().copied().fold(1.0, f32::min);
        if frontal >= 0.86 && least >= 0.6 {
            good.push((
                number,
                all.into_iter().map(|seen| seen.1).collect::<Vec<_>>(),
            ));
        }
    }
    println!(
        "{} of {CANDIDATES} good; scores 5% {:.2} 50% {:.2}",
        good.len(),
        quantile(&mut scores.clone(), 0.05),
        quantile(&mut scores, 0.5)
    );
    // The worst pair of any two poses counts.
    let likeness: Vec<Vec<f32>> = good
        .iter()
        .map(|(_, a)| {
            good.iter()
                .map(|(_, b)| {
                    let pairs = a
                        .iter()
                        .flat_map(|a| b.iter().map(move |b| a.cosine(b).unwrap()));
                    pairs.fold(f32::NEG_INFINITY, f32::max)
                })
                .collect()
        })
        .collect();
    for limit in [0.40, 0.43, 0.45, 0.46, 0.47, 0.48, 0.50] {
        let numbers: Vec<_> = far_apart(&likeness, limit)
            .iter()
            .map(|&i| good[i].0)
            .collect();
        println!("worst pair below {limit}: {} {numbers:?}", numbers.len());
    }
}

#[test]
#[ignore = "prints a contact sheet of the identities and their likeness"]
fn contact_sheet() {
    let Some(mut networks) = networks() else {
        return;
    };
    let faces = Arc::new(Faces::drawn());
    let count = faces.len();
    let mut painters = [0.0, POSES[6].2].map(|backlight| {
        Painter::new(
            &floor(),
            &close_camera(),
            looks(count),
            faces.clone(),
            backlight,
        )
    });
    let (mut same, mut different, mut all) =
        (Vec::new(), Vec::new(), Vec::<(usize, Signature)>::new());
    let (w, h) = (150u32, 180u32);
    let mut sheet = Image::filled(w * POSES.len() as u32, h * count as u32, 0);
    let mut missed = 0;
    for person in 0..count {
        for (column, seen) in sitting(&mut painters, person, &mut networks)
            .into_iter()
            .enumerate()
        {
            let Some((_, signature, image)) = seen else {
                missed += 1;
                continue;
            };
            for y in 0..h as usize {
                let from = ((y + 225) * image.width as usize + (image.width - w) as usize / 2) * 3;
                let to =
                    ((person * h as usize + y) * sheet.width as usize + column * w as usize) * 3;
                let bytes = w as usize * 3;
                sheet.data[to..to + bytes].copy_from_slice(&image.data[from..from + bytes]);
            }
            for (other, before) in &all {
                let cosine = signature.cosine(before).unwrap();
                if *other == person {
                    same.push(cosine);
                } else {
                    different.push(cosine);
                }
            }
            all.push((person, signature));
        }
    }
    keep(&sheet, "contact.png");
    println!("{count} identities, {missed} poses not found");
    println!(
        "same: 1% {:.3} 5% {:.3} 50% {:.3}",
        quantile(&mut same, 0.01),
        quantile(&mut same, 0.05),
        quantile(&mut same, 0.5)
    );
    println!(
        "different: 50% {:.3} 99% {:.3} 99.9% {:.3} most {:.3}",
        quantile(&mut different, 0.5),
        quantile(&mut different, 0.99),
        quantile(&mut different, 0.999),
        quantile(&mut different, 1.0)
    );
}

/// The signatures of all faces, turned to a camera that is made for faces.
pub(super) fn enrol(faces: &Arc<Faces>, networks: &mut Networks) -> Vec<Option<Signature>> {
    let mut painters = [0.0, POSES[6].2].map(|backlight| {
        Painter::new(
            &floor(),
            &close_camera(),
            looks(faces.len()),
            faces.clone(),
            backlight,
        )
    });
    (0..faces.len())
        .map(|person| {
            let seen = sitting(&mut painters, person, networks)
                .into_iter()
                .next()?;
            seen.map(|seen| seen.1)
        })
        .collect()
}
