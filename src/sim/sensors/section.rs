//! The `[noise]` section of a scenario.

use super::Noise;
use crate::config::{
    parse::{number, one_of},
    reader::Section,
};

#[derive(Clone, Copy)]
enum Level {
    Measured,
    None,
}

const LEVELS: &[(&str, Level)] = &[("measured", Level::Measured), ("none", Level::None)];

/// Reads the section: a level (`measured` where it does not say), and figures in place of those of the level.
pub(crate) fn noise(mut section: Section<'_>) -> Noise {
    let mut noise = match section.optional("level", one_of(LEVELS)) {
        Some(Level::None) => Noise::none(),
        Some(Level::Measured) | None => Noise::measured(),
    };
    let share = || number(0.0..=1.0);
    let strength = || number(0.0..=3.0);
    let missed = section.optional("missed_people", share());
    noise.missed_people = missed.or(noise.missed_people);
    let missed = section.optional("missed_faces", share());
    noise.missed_faces = missed.or(noise.missed_faces);
    let a_minute = || number(0.0..=600.0);
    section.set(
        "false_people_per_min",
        &mut noise.false_people_per_min,
        a_minute(),
    );
    section.set(
        "false_faces_per_min",
        &mut noise.false_faces_per_min,
        a_minute(),
    );
    let jitter = || number(0.0..=0.5);
    section.set("box_jitter", &mut noise.box_jitter, jitter());
    section.set("face_jitter", &mut noise.face_jitter, jitter());
    section.set("landmark_jitter", &mut noise.landmark_jitter, jitter());
    section.set("score_noise", &mut noise.score_noise, strength());
    section.set("sharpness", &mut noise.sharpness, number(0.1..=10.0));
    section.set("visit_noise", &mut noise.visit_noise, strength());
    section.set("frame_noise", &mut noise.frame_noise, strength());
    section.set("collapse", &mut noise.collapse, strength());
    section.set("identity_switch", &mut noise.identity_switch, share());
    section.close();
    noise
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Problems, reader::document};

    fn read(text: &str) -> Result<Noise, Problems> {
        let read = |mut root: Section<'_>| {
            let noise = noise(root.section("noise"));
            root.close();
            Some(noise)
        };
        document(Path::new("day.toml"), text, "a sample", read).0
    }

    #[test]
    fn an_absent_section_is_the_measured_noise_and_a_figure_replaces_the_levels() {
        assert_eq!(read("").unwrap(), Noise::measured());
        assert_eq!(read("[noise]\nlevel = \"none\"").unwrap(), Noise::none());
        let some =
            read("[noise]\nlevel = \"none\"\nmissed_people = 0.2\nbox_jitter = 0.01").unwrap();
        let expected = Noise {
            missed_people: Some(0.2),
            box_jitter: 0.01,
            ..Noise::none()
        };
        assert_eq!(some, expected);
    }

    #[test]
    fn every_mistake_is_told_with_its_key() {
        let text = "[noise]\nlevel = \"loud\"\nmissed_faces = 1.5\nbox_jiter = 0.1";
        let said = read(text).unwrap_err().to_string();
        for part in [
            "noise.level",
            "measured, none",
            "noise.missed_faces",
            "from 0 to 1",
            "\"box_jitter\"",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
}
