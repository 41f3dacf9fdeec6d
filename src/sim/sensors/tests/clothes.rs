//! What people wear, beside what was measured of it.

use super::{
    super::{Noise, Sighting},
    figure, stay,
};

/// The likeness of clothes that was measured: one person some seconds apart, and two people in one picture.
#[derive(serde::Deserialize)]
struct Measured {
    samples: MeasuredClothes,
}

#[derive(serde::Deserialize)]
struct MeasuredClothes {
    clothes_same: [f64; 3],
    clothes_other: [f64; 3],
}

/// What one person wears is a little less steady here than in the clips, where many people hardly move.
#[test]
fn simulated_clothes_are_as_alike_as_those_of_real_people() {
    let measured: Measured = toml::from_str(include_str!("../measured.toml")).unwrap();
    let names: Vec<String> = (0..40).map(|i| format!("person {i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let stand = |i: usize| figure(i, 0.7 + 0.45 * (i % 20) as f64, 6.0 + 3.0 * (i / 20) as f64);
    let figures: Vec<_> = (0..40).map(stand).collect();
    let sights = stay(&names, &Noise::measured(), &figures, 40);
    let seen = |sight: &Sighting, person: usize| {
        let shown = sight
            .shown
            .iter()
            .find(|s| s.person == person && s.visible > 0.99)?;
        sight.observation.people.as_ref()?[shown.found?].appearance
    };
    let (mut same, mut other) = (Vec::new(), Vec::new());
    for person in 0..40 {
        for (early, late) in [(0, 8), (4, 20), (10, 38)] {
            let pair = seen(&sights[early], person).zip(seen(&sights[late], person));
            same.extend(pair.map(|(a, b)| f64::from(a.likeness(&b))));
        }
        for another in 0..person {
            let pair = seen(&sights[0], person).zip(seen(&sights[0], another));
            other.extend(pair.map(|(a, b)| f64::from(a.likeness(&b))));
        }
    }
    let kinds = [
        ("same", &mut same, measured.samples.clothes_same),
        ("other", &mut other, measured.samples.clothes_other),
    ];
    for (kind, made, real) in kinds {
        made.sort_by(f64::total_cmp);
        for (part, real) in [0.05, 0.5, 0.95].into_iter().zip(real) {
            let made = made[(part * made.len() as f64) as usize];
            println!("{kind} {part}: measured {real:.3} simulated {made:.3}");
            assert!(
                (made - real).abs() < 0.08,
                "{kind} {part}: {made} for {real}"
            );
        }
    }
}
