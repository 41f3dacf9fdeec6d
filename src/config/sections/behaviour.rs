//! `behaviour`: when somebody is a visitor, stands somewhere, waits or is in contact.

use crate::{
    behaviour,
    config::{
        parse::{number, seconds},
        reader::Section,
    },
    presence,
};

const HOUR: f64 = 3600.0;

pub(super) fn behaviour(mut section: Section<'_>) -> (presence::Settings, behaviour::Settings) {
    let mut presence = presence::Settings::default();
    let mut behaviour = behaviour::Settings::default();
    let times = [
        ("gone_after_s", &mut presence.gone_after, 3.0..=HOUR),
        ("open_after_s", &mut behaviour.open_after, 0.0..=60.0),
        ("contact_after_s", &mut behaviour.contact_after, 1.0..=120.0),
        ("stand_after_s", &mut behaviour.stand_after, 0.0..=60.0),
        (
            "step_out_after_s",
            &mut behaviour.step_out_after,
            0.0..=60.0,
        ),
        ("report_every_s", &mut behaviour.report_every, 1.0..=600.0),
        (
            "unattended_after_s",
            &mut behaviour.unattended_after,
            1.0..=HOUR,
        ),
        ("waiting_after_s", &mut behaviour.waiting_after, 1.0..=HOUR),
    ];
    for (key, value, range) in times {
        section.set(key, value, seconds(range));
    }
    let metres = [
        ("child_below_m", &mut behaviour.child_below_m, 0.0..=1.6),
        (
            "contact_within_m",
            &mut behaviour.contact_within_m,
            0.5..=5.0,
        ),
    ];
    for (key, value, range) in metres {
        section.set(key, value, number(range));
    }
    section.close();
    (presence, behaviour)
}
