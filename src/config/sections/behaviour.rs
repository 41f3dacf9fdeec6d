//! `behaviour`: when somebody is a visitor, stands somewhere, waits or is in contact.

use crate::{
    behaviour::{self, Timer},
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
        (
            "open_inside_after_s",
            &mut behaviour.open_inside_after,
            0.0..=120.0,
        ),
        ("contact_after_s", &mut behaviour.contact_after, 1.0..=120.0),
        ("stand_after_s", &mut behaviour.stand_after, 0.0..=60.0),
        (
            "step_out_after_s",
            &mut behaviour.step_out_after,
            0.0..=60.0,
        ),
        ("report_every_s", &mut behaviour.report_every, 1.0..=600.0),
        (
            "interested_after_s",
            &mut behaviour.interested_after,
            1.0..=HOUR,
        ),
        ("long_contact_s", &mut behaviour.long_contact, 1.0..=HOUR),
        ("waiting_after_s", &mut behaviour.waiting_after, 1.0..=HOUR),
    ];
    for (key, value, range) in times {
        section.set(key, value, seconds(range));
    }
    let keys = ["hold_off_s", "unattended_after_s"];
    timer(&mut section, keys, &mut behaviour.alone);
    // Whoever is not spoken of has the timer of those who are alone.
    (behaviour.party, behaviour.returning) = (behaviour.alone, behaviour.alone);
    let keys = ["party_hold_off_s", "party_unattended_after_s"];
    timer(&mut section, keys, &mut behaviour.party);
    let keys = ["returning_hold_off_s", "returning_unattended_after_s"];
    timer(&mut section, keys, &mut behaviour.returning);
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

/// The two sides of a timer, under these keys.
fn timer(section: &mut Section<'_>, [hold_off, overdue]: [&'static str; 2], timer: &mut Timer) {
    section.set(hold_off, &mut timer.hold_off, seconds(0.0..=HOUR));
    section.set(overdue, &mut timer.overdue, seconds(1.0..=HOUR));
    if timer.hold_off < timer.overdue {
        return;
    }
    if section.span(hold_off).is_none() {
        timer.hold_off = timer.overdue / 2;
        return;
    }
    let [welcome, late] = [timer.hold_off, timer.overdue].map(|t| t.as_secs_f64());
    section.problem_at(
        hold_off,
        format!("{welcome} s is not before {overdue}, {late} s"),
        "an approach is welcome first, and late afterwards: make it shorter".to_owned(),
    );
}
