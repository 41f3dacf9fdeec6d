//! Moved: the camera shows another view than the one its zones were drawn on.

use std::{sync::Arc, time::Duration};

use super::{
    Finding,
    glance::{Glance, TILES},
    landmarks::{Comparison, compare, is_structured, landmarks},
    latch::Latch,
    views::Views,
};
use crate::types::{CameraId, CameraState, Landmarks, Stamp, ViewReference};

/// How long another view must be seen before it counts, and the right one before it is right again.
const ENTER: Duration = Duration::from_secs(4);
const LEAVE: Duration = Duration::from_secs(2);
/// Over how long pictures are averaged for a reference, and how many there must be.
const LEARNING: Duration = Duration::from_secs(30);
const LEARNT_OF: u32 = 60;
/// How often views are compared.
const EVERY: Duration = Duration::from_millis(500);
/// The newest picture's part in the average that is compared: about a second.
const NEWEST: f32 = 0.12;
/// Pictures whose proportions differ by this many thousandths are of another size.
const OTHER_ASPECT: u32 = 30;

/// Judges whether a camera shows what it is to show.
#[derive(Debug)]
pub(super) struct View {
    camera: CameraId,
    views: Arc<Views>,
    learning: Option<Learning>,
    /// Light of the tiles, averaged over about a second, and of how many pictures.
    recent: Vec<f32>,
    pictures: u32,
    compared: Option<Stamp>,
    moved: Latch,
    detail: String,
}

/// A reference in the making.
#[derive(Debug)]
struct Learning {
    begun: Stamp,
    sums: Vec<f32>,
    pictures: u32,
}

impl View {
    pub(super) fn new(camera: CameraId, views: Arc<Views>) -> Self {
        Self {
            camera,
            views,
            learning: None,
            recent: Vec::new(),
            pictures: 0,
            compared: None,
            moved: Latch::new(ENTER, LEAVE),
            detail: String::new(),
        }
    }

    /// Looks at the next picture.
    pub(super) fn look(&mut self, glance: &Glance, at: &Stamp) {
        let tiles = glance.tiles();
        self.average(&tiles);
        let now = landmarks(&self.recent, glance.size());
        let Some(reference) = self.reference(&now) else {
            self.moved.release();
            self.learn(&tiles, glance.size(), at);
            return;
        };
        self.learning = None;
        let due = self.compared.is_none_or(|then| at.since(&then) >= EVERY);
        if self.pictures >= 8 && due {
            self.compared = Some(*at);
            self.compare(&reference.landmarks, &now, at);
        }
    }

    /// The pictures show nothing that could be compared.
    pub(super) fn look_away(&mut self) {
        self.learning = None;
        self.pictures = 0;
        self.moved.look_away();
    }

    /// The trouble, where there is some.
    pub(super) fn finding(&self) -> Option<Finding> {
        Some(Finding {
            state: CameraState::Moved,
            since: self.moved.since()?,
            detail: self.detail.clone(),
        })
    }

    fn average(&mut self, tiles: &[f32]) {
        if self.pictures == 0 {
            self.recent = tiles.to_vec();
        }
        for (recent, tile) in self.recent.iter_mut().zip(tiles) {
            *recent += (tile - *recent) * NEWEST;
        }
        self.pictures += 1;
    }

    /// The reference; one of pictures of other proportions is let go of.
    fn reference(&self, now: &Landmarks) -> Option<Arc<ViewReference>> {
        let reference = self.views.of(&self.camera)?;
        let known = &reference.landmarks;
        if known.aspect.abs_diff(now.aspect) > OTHER_ASPECT || !is_structured(known) {
            self.views.forget(&self.camera);
            return None;
        }
        Some(reference)
    }

    fn learn(&mut self, tiles: &[f32], size: (u32, u32), at: &Stamp) {
        let learning = self.learning.get_or_insert_with(|| Learning {
            begun: *at,
            sums: vec![0.0; tiles.len()],
            pictures: 0,
        });
        for (sum, tile) in learning.sums.iter_mut().zip(tiles) {
            *sum += tile;
        }
        learning.pictures += 1;
        if at.since(&learning.begun) < LEARNING || learning.pictures < LEARNT_OF {
            return;
        }
        let count = learning.pictures as f32;
        let mean: Vec<_> = learning.sums.iter().map(|sum| sum / count).collect();
        self.learning = None;
        let landmarks = landmarks(&mean, size);
        if is_structured(&landmarks) {
            self.views.put(ViewReference {
                camera: self.camera.clone(),
                made: at.utc,
                landmarks,
            });
        }
    }

    fn compare(&mut self, reference: &Landmarks, now: &Landmarks, at: &Stamp) {
        if !is_structured(now) {
            self.moved.look_away();
            return;
        }
        let comparison = compare(reference, now);
        self.moved.see(comparison != Comparison::Here, at);
        let id = &self.camera;
        let what = match comparison {
            Comparison::Here => return,
            Comparison::Shifted(x, y) => format!("the view has shifted {}", shift(x, y)),
            Comparison::Elsewhere => "it shows another view".to_owned(),
        };
        self.detail = format!(
            "{what}: turn the camera back, or draw its zones anew and run `showfloor cameras accept {id}`"
        );
    }
}

/// Which way and how far, in per cent of the picture's width and height.
fn shift(x: isize, y: isize) -> String {
    let part = |tiles: isize, of: usize, less: &str, more: &str| {
        let percent = 100 * tiles.unsigned_abs() / of;
        let way = if tiles < 0 { less } else { more };
        (tiles != 0).then(|| format!("by {percent} % {way}"))
    };
    let parts = [
        part(x, TILES.0, "to the left", "to the right"),
        part(y, TILES.1, "up", "down"),
    ];
    parts
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" and ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        capture::health::testing::{Picture, WIDTH, at},
        types::Image,
    };

    struct Show {
        view: View,
        views: Arc<Views>,
        shown: u64,
    }

    impl Show {
        /// Looks at the scene until there is a reference of it.
        fn of(scene: &Picture) -> Self {
            let views = Arc::new(Views::default());
            let mut show = Self {
                view: View::new("hall".into(), views.clone()),
                views,
                shown: 0,
            };
            assert_eq!(show.show(31.0, |n| scene.noisy(n)), None);
            assert_eq!(show.views.unkept().len(), 1);
            show
        }

        /// Shows pictures, 8 a second; gives after how many seconds the camera counts as moved.
        fn show(&mut self, seconds: f32, picture: impl Fn(u64) -> Image) -> Option<f32> {
            let begun = self.shown;
            let mut found = None;
            while self.shown < begun + (seconds * 8.0) as u64 {
                let glance = Glance::of(&picture(self.shown)).expect("a picture");
                self.view.look(&glance, &at(self.shown * 125));
                self.shown += 1;
                if self.view.finding().is_some() {
                    found.get_or_insert((self.shown - begun) as f32 / 8.0);
                }
            }
            found
        }
    }

    #[test]
    fn a_turned_camera_is_found_within_eight_seconds_with_way_and_distance() {
        let scene = Picture::scene(1);
        let mut show = Show::of(&scene);
        let turned = scene.turned(WIDTH as isize / 10, 0);
        let found = show.show(10.0, |n| turned.noisy(n)).expect("found");
        assert!(found < 8.0, "{found}");
        let detail = show.view.finding().expect("moved").detail;
        assert!(detail.contains("by 9 % to the left:"), "{detail}");
        show.show(5.0, |n| scene.noisy(n));
        assert_eq!(show.view.finding(), None, "turned back");
        let other = Picture::scene(99);
        assert!(show.show(10.0, |n| other.noisy(n)).is_some());
    }

    #[test]
    fn other_light_people_and_another_car_are_no_move() {
        let scene = Picture::scene(2);
        let mut changed = scene.clone();
        changed.put((40, 100), (110, 70), 200.0);
        changed.put((250, 40), (60, 170), 25.0);
        for now in [
            scene.clone().dimmed(0.4),
            scene.clone().dimmed(1.3),
            changed,
        ] {
            let mut show = Show::of(&scene);
            assert_eq!(show.show(20.0, |n| now.noisy(n)), None);
        }
        let mut show = Show::of(&scene);
        let night = Picture::flat(12, 3.0);
        assert_eq!(show.show(20.0, |n| night.noisy(n)), None, "no judgement");
    }

    #[test]
    fn a_reference_is_made_anew_when_it_is_taken_away_and_when_the_proportions_change() {
        let scene = Picture::scene(3);
        let mut show = Show::of(&scene);
        let reference = show.views.unkept().remove(0);
        show.views.kept(&reference);
        let other = Picture::scene(4);
        assert!(show.show(10.0, |n| other.noisy(n)).is_some());
        show.views.retain(&BTreeSet::new());
        show.show(1.0, |n| other.noisy(n));
        assert_eq!(show.view.finding(), None);
        assert_eq!(show.show(40.0, |n| other.noisy(n)), None);
        assert_eq!(show.views.unkept().len(), 1);
        let taller = |n: u64| {
            let mut image = scene.noisy(n);
            image.height -= 40;
            image
                .data
                .truncate((image.width * image.height * 3) as usize);
            image
        };
        assert_eq!(show.show(40.0, taller), None);
        let landmarks = &show.views.unkept()[0].landmarks;
        assert_eq!(landmarks.aspect, 384 * 1000 / 176);
        let bytes = landmarks.to_bytes();
        assert_eq!(Landmarks::from_bytes(landmarks.aspect, &bytes), *landmarks);
    }
}
