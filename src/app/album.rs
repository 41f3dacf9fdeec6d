//! Live pictures of visitors, for colleagues who look for one: in memory alone, and only for as long as the visit.
//!
//! What cameras show comes in with a frame's observation and is taken out before the line sees it. The line then says
//! whose face it was; what is nobody's is gone at once. One picture for each visitor, so many at most, and none of whoever has
//! left, was erased, is a colleague after all, or took their consent back.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use super::{Line, Sight};
use crate::types::{Image, Input, Observation, Portrait, Stamp, VisitorCode, VisitorId};

/// Visitors with a picture: each has 110 KB at most.
const MOST: usize = 64;

/// A poorer picture takes the place of a better one that is older than this.
const FRESH: Duration = Duration::from_secs(10);

/// The pictures, one for each visitor who is here.
#[derive(Debug, Default)]
pub(super) struct Album {
    kept: BTreeMap<VisitorId, Kept>,
    /// Pictures so far: the number of the last one.
    taken: u64,
}

#[derive(Debug)]
struct Kept {
    picture: Arc<Image>,
    quality: f32,
    at: Stamp,
    number: u64,
}

/// The pictures of an input, which has none afterwards.
pub(super) fn taken_out(input: &mut Input) -> Vec<Portrait> {
    match input {
        Input::Observation(Observation::Frame(frame)) => std::mem::take(&mut frame.portraits),
        _ => Vec::new(),
    }
}

impl Album {
    /// Takes in what a frame showed, once the line has seen that frame, and lets go of whoever may not be shown any more.
    pub(super) fn follow(&mut self, portraits: Vec<Portrait>, line: &Line, now: &Stamp) {
        if !portraits.is_empty() {
            let sights: Vec<Sight> = line.sights().collect();
            for portrait in portraits {
                let theirs = |sight: &&Sight| sight.face == Some(portrait.face);
                let sight = sights.iter().find(theirs);
                // Before a visit opens, and after it, nobody looks for anybody.
                if let Some(visitor) = sight.and_then(|s| s.visitor.filter(|_| s.visit.is_some())) {
                    self.keep(visitor, portrait, now);
                }
            }
        }
        if !self.kept.is_empty() {
            self.let_go(line);
        }
    }

    fn keep(&mut self, visitor: VisitorId, portrait: Portrait, now: &Stamp) {
        let before = self.kept.get(&visitor);
        let serves = |kept: &Kept| kept.quality > portrait.quality && now.since(&kept.at) < FRESH;
        if before.is_some_and(serves) {
            return;
        }
        self.taken += 1;
        let kept = Kept {
            picture: Arc::new(portrait.picture),
            quality: portrait.quality,
            at: *now,
            number: self.taken,
        };
        self.kept.insert(visitor, kept);
        if self.kept.len() > MOST {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.number);
            if let Some(visitor) = oldest.map(|(visitor, _)| *visitor) {
                self.kept.remove(&visitor);
            }
        }
    }

    /// Under the names of today, those who may be shown.
    fn let_go(&mut self, line: &Line) {
        let stays =
            |visitor: &VisitorId| line.today(*visitor) == *visitor && line.may_be_shown(*visitor);
        if self.kept.keys().all(stays) {
            return;
        }
        for (visitor, kept) in std::mem::take(&mut self.kept) {
            let today = line.today(visitor);
            let newer = self
                .kept
                .get(&today)
                .is_none_or(|other| other.number < kept.number);
            if newer && line.may_be_shown(today) {
                self.kept.insert(today, kept);
            }
        }
    }

    /// The picture of a visitor.
    pub(super) fn of(&self, visitor: VisitorId) -> Option<Arc<Image>> {
        self.kept.get(&visitor).map(|kept| kept.picture.clone())
    }

    /// Of whom there is a picture, and its number: another number is another picture.
    pub(super) fn numbers(&self, line: &Line) -> Vec<(VisitorCode, u64)> {
        let numbered = |(visitor, kept): (&VisitorId, &Kept)| {
            Some((line.code(*visitor)?.clone(), kept.number))
        };
        self.kept.iter().filter_map(numbered).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        app::line::testing::{settings, sight, stamp},
        runtime::SeededIds,
        store::StartState,
        types::{BBox, Recognition},
    };

    /// A line that has seen somebody for a while, and an album that looked on.
    fn seen(for_ms: u64) -> (Line, Album, Vec<VisitorId>) {
        let settings = settings(Recognition::VisitOnly, Vec::new());
        let mut line = Line::new(
            settings,
            &StartState::default(),
            Box::new(SeededIds::new(1)),
        );
        let mut album = Album::default();
        for n in 0..for_ms / 250 {
            let mut input = sight(0, "m", n * 250);
            show(&mut input, (n % 250) as u8);
            follow(&mut line, &mut album, input);
        }
        let here = line.sights().filter_map(|s| s.visitor).collect();
        (line, album, here)
    }

    /// Puts a picture of each face into an observation.
    fn show(input: &mut Input, value: u8) {
        if let Input::Observation(Observation::Frame(frame)) = input {
            let portrait = |face: &crate::types::FaceDetection| Portrait {
                face: face.bbox,
                quality: 0.5,
                picture: Image::filled(2, 2, value),
            };
            frame.portraits = frame.faces.iter().map(portrait).collect();
        }
    }

    fn follow(line: &mut Line, album: &mut Album, mut input: Input) {
        let portraits = taken_out(&mut input);
        line.step(&input);
        album.follow(portraits, line, input.stamp());
    }

    #[test]
    fn a_visitor_is_shown_while_they_are_here_and_gone_when_they_left() {
        let (mut line, mut album, here) = seen(10_000);
        let [visitor] = here[..] else {
            panic!("{here:?}")
        };
        let first = album.of(visitor).expect("a picture");
        assert!(
            first.data.iter().all(|value| *value == 39),
            "the newest one"
        );
        let [(code, number)] = &album.numbers(&line)[..] else {
            panic!("one")
        };
        assert_eq!((line.find(code), *number), (Some(visitor), album.taken));
        for n in 0..1_200 {
            follow(&mut line, &mut album, Input::Tick(stamp(10_000 + n * 250)));
        }
        assert!(album.kept.is_empty(), "the visit has ended");
        assert!(album.of(visitor).is_none() && album.numbers(&line).is_empty());
    }

    #[test]
    fn whoever_has_no_visit_is_not_shown() {
        let (_, album, _) = seen(500);
        assert!(album.kept.is_empty());
        let (line, mut album, here) = seen(10_000);
        let nobodys = Portrait {
            face: BBox::new(1.0, 1.0, 2.0, 2.0),
            quality: 1.0,
            picture: Image::filled(2, 2, 255),
        };
        album.follow(vec![nobodys], &line, &stamp(10_000));
        assert_eq!(album.kept.len(), here.len());
        assert!(album.kept.values().all(|kept| kept.picture.data[0] != 255));
    }

    #[test]
    fn nothing_of_a_picture_is_written_or_printed() {
        let mut input = sight(0, "m", 0);
        let without = serde_json::to_string(&input).unwrap();
        show(&mut input, 77);
        assert_eq!(serde_json::to_string(&input).unwrap(), without);
        assert!(!format!("{input:?}").contains("77, 77"));
        assert_eq!(taken_out(&mut input).len(), 1);
        assert!(taken_out(&mut input).is_empty());
        let (_, album, _) = seen(10_000);
        assert!(!format!("{album:?}").contains("39, 39"));
    }

    proptest! {
        #[test]
        fn there_are_never_more_than_so_many_and_a_better_one_stays_for_a_while(
            shown in prop::collection::vec((0u128..200, 0.3f32..1.0, 0u64..400), 1..400),
        ) {
            let mut album = Album::default();
            let mut now = 0;
            for (visitor, quality, later) in shown {
                now += later;
                let visitor = VisitorId(ulid::Ulid::from(visitor));
                let before = album.kept.get(&visitor).map(|kept| (kept.quality, kept.at));
                let picture = Image::filled(1, 1, 1);
                let portrait = Portrait { face: BBox::new(0.0, 0.0, 1.0, 1.0), quality, picture };
                album.keep(visitor, portrait, &stamp(now));
                prop_assert!(album.kept.len() <= MOST);
                let kept = &album.kept[&visitor];
                match before {
                    Some((best, at)) if best > quality && stamp(now).since(&at) < FRESH => prop_assert_eq!(kept.quality, best),
                    _ => prop_assert_eq!((kept.quality, kept.number), (quality, album.taken)),
                }
            }
        }
    }
}
