//! Made-up pictures, live and frozen.

use super::*;
use crate::{
    capture::health::testing::{HEIGHT, Picture, at, dice},
    types::Image,
};

/// A judge, and pictures at 8 a second.
struct Show {
    still: Still,
    shown: u64,
    /// Of the pictures, how many brought something new.
    fresh: usize,
}

impl Show {
    fn new() -> Self {
        Self {
            still: Still::new(),
            shown: 0,
            fresh: 0,
        }
    }

    /// Shows pictures for so many seconds; gives after how many it is frozen for the first time.
    fn show(&mut self, seconds: f32, picture: impl Fn(u64) -> Image) -> Option<f32> {
        let begun = self.shown;
        let mut found = None;
        while self.shown < begun + (seconds * 8.0) as u64 {
            let glance = Glance::of(&picture(self.shown)).expect("a picture");
            self.fresh += usize::from(self.still.look(glance, &at(self.shown * 125)));
            self.shown += 1;
            if self.still.finding().is_some() {
                found.get_or_insert((self.shown - begun) as f32 / 8.0);
            }
        }
        found
    }

    fn frozen(&self) -> bool {
        self.still.finding().is_some()
    }
}

/// A sensor's picture: noise everywhere.
fn live(scene: &Picture) -> impl Fn(u64) -> Image {
    let scene = scene.clone();
    move |number| scene.noisy(number)
}

/// A smoothed picture: the same until somebody moves.
fn smooth(scene: &Picture) -> impl Fn(u64) -> Image {
    let scene = scene.clone();
    move |_| scene.plain()
}

fn walker(scene: &Picture, number: u64) -> Image {
    let mut scene = scene.clone();
    scene.put((150 + (number % 40) as usize * 2, 80), (16, 60), 30.0);
    scene.plain()
}

#[test]
fn a_freeze_is_found_within_eight_seconds_and_ends_within_four() {
    let scene = Picture::scene(1);
    let mut show = Show::new();
    assert_eq!(show.show(10.0, live(&scene)), None);
    let stuck = scene.noisy(79);
    let fresh = show.fresh;
    let found = show.show(12.0, |_| stuck.clone()).expect("found");
    assert!(found < 8.0, "{found}");
    assert_eq!(show.fresh, fresh, "nothing new came");
    let since = show.still.finding().expect("frozen").since;
    assert_eq!(since, at(79 * 125), "since the last new picture");
    show.show(4.0, live(&scene));
    assert!(!show.frozen());
    assert_eq!(show.show(60.0, live(&scene)), None);
}

#[test]
fn neither_key_frames_nor_a_running_clock_hide_a_freeze() {
    let scene = Picture::scene(2);
    for clock in [false, true] {
        let mut show = Show::new();
        show.show(8.0, live(&scene));
        let stuck = Picture(
            scene
                .noisy(63)
                .data
                .chunks(3)
                .map(|p| f32::from(p[0]))
                .collect(),
        );
        let coded = |number: u64| {
            let mut picture = stuck.clone();
            if number.is_multiple_of(8) {
                // A key frame: a little different everywhere, never twice the same.
                for (i, light) in picture.0.iter_mut().enumerate() {
                    *light += (dice(number, i as u64) - 0.5) * 4.0;
                }
            }
            if clock {
                for digit in 0..6 {
                    let light = 200.0 * dice(number / 8, digit);
                    picture.put((250 + 12 * digit as usize, HEIGHT - 20), (8, 12), light);
                }
            }
            picture.plain()
        };
        let found = show.show(12.0, coded).expect("found");
        assert!(found < 8.5, "clock {clock}: {found}");
        assert!(show.frozen(), "and stays so");
    }
}

#[test]
fn one_jump_in_a_frozen_picture_does_not_revive_it() {
    let scene = Picture::scene(3);
    let mut show = Show::new();
    show.show(8.0, live(&scene));
    show.show(12.0, smooth(&scene));
    assert!(show.frozen());
    show.show(1.0, smooth(&Picture::scene(4)));
    assert!(show.frozen());
    show.show(4.0, live(&scene));
    assert!(!show.frozen());
}

#[test]
fn a_camera_that_smoothes_its_noise_away_is_learnt() {
    let scene = Picture::scene(5);
    let mut show = Show::new();
    show.show(10.0, |number| walker(&scene, number));
    // Nobody moves: at first that looks frozen.
    assert!(show.show(20.0, smooth(&scene)).is_some());
    show.show(5.0, |number| walker(&scene, number));
    assert!(!show.frozen());
    for _ in 0..3 {
        assert_eq!(show.show(25.0, smooth(&scene)), None);
        show.show(5.0, |number| walker(&scene, number));
    }
}

#[test]
fn other_light_that_silences_the_noise_is_no_freeze() {
    let dim = Picture::scene(6).dimmed(0.4);
    let bright = Picture::scene(6);
    let mut show = Show::new();
    show.show(30.0, live(&dim));
    let quieter = |number: u64| {
        let mut picture = bright.clone();
        for (i, light) in picture.0.iter_mut().enumerate() {
            *light += (dice(number, i as u64) - 0.5) * 3.0;
        }
        picture.plain()
    };
    assert_eq!(show.show(30.0, quieter), None);
}

#[test]
fn somebody_who_stands_still_in_a_live_picture_is_looked_at_all_the_time() {
    let scene = Picture::scene(7);
    let mut show = Show::new();
    show.show(30.0, live(&scene));
    assert_eq!(show.fresh, 240);
}

#[test]
fn a_connection_made_anew_neither_thaws_nor_freezes() {
    let scene = Picture::scene(8);
    let mut show = Show::new();
    show.show(10.0, live(&scene));
    let stuck = scene.noisy(79);
    show.show(12.0, |_| stuck.clone());
    show.still.opened();
    // Coded once more: a little different, then the same again.
    show.show(0.2, live(&scene));
    let again = scene.noisy(500);
    show.show(4.0, |_| again.clone());
    assert!(show.frozen());
    // A camera that smoothes its noise away, calm until its connection was lost.
    let mut show = Show::new();
    show.show(4.0, |number| walker(&scene, number));
    show.show(5.0, smooth(&scene));
    show.still.opened();
    assert_eq!(
        show.show(5.0, smooth(&scene)),
        None,
        "calm for 5 s, not for 10"
    );
}
