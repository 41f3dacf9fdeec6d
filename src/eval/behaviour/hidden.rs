//! When nobody could have seen somebody: behind cars and people, or while the camera failed.

use std::collections::BTreeMap;

use super::attribution::Who;
use crate::{
    sim::{Hall, Span, Told},
    types::CameraId,
};

/// Of whom less than this can be seen, networks may see nothing.
const SEEN: f32 = 0.35;
/// Shorter than this nobody calls it hidden, seconds.
const LEAST_S: f64 = 1.0;

/// A time in which no camera had anybody in sight, and the camera that had them last.
#[derive(Clone, Debug)]
struct Gap {
    span: Span,
    camera: CameraId,
}

/// For whom and when there was nothing to see.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    last: BTreeMap<Who, (f64, CameraId)>,
    gaps: BTreeMap<Who, Vec<Gap>>,
}

impl Hidden {
    /// Takes in who is to be seen in a frame of this moment.
    pub(super) fn see(&mut self, told: &Told, camera: &CameraId, at_s: f64) {
        for shown in told.shown.iter().filter(|shown| shown.visible >= SEEN) {
            let who = (told.hall, shown.person, shown.visit);
            let before = self.last.insert(who, (at_s, camera.clone()));
            if let Some((since, camera)) = before.filter(|(since, _)| at_s - since > LEAST_S) {
                let span = since..at_s;
                self.gaps.entry(who).or_default().push(Gap { span, camera });
            }
        }
    }

    /// The longest time in a row within these spans in which somebody was hidden from cameras that work, seconds.
    pub(super) fn longest(&self, who: Who, spans: &[Span], hall: &Hall) -> f64 {
        let gaps = self.gaps_of(who).into_iter();
        let covered =
            gaps.filter(|gap| !outages(gap, hall).any(|out| overlap(&out, &gap.span) > 0.0));
        let within = covered.flat_map(|gap| spans.iter().map(move |span| overlap(&gap.span, span)));
        within.filter(|s| *s > LEAST_S).fold(0.0, f64::max)
    }

    /// How much of these spans passed while the camera that had somebody in sight was out of order, seconds. No dwell is
    /// told of that time, and none should be.
    pub(super) fn blind(&self, who: Who, spans: &[Span], hall: &Hall) -> f64 {
        let gaps = self.gaps_of(who);
        let out = gaps.iter().flat_map(|gap| {
            outages(gap, hall).map(|out| out.start.max(gap.span.start)..out.end.min(gap.span.end))
        });
        out.map(|out| spans.iter().map(|span| overlap(&out, span)).sum::<f64>())
            .sum()
    }

    fn gaps_of(&self, who: Who) -> Vec<Gap> {
        let open = self.last.get(&who).map(|(since, camera)| Gap {
            span: *since..f64::INFINITY,
            camera: camera.clone(),
        });
        let never = || Gap {
            span: 0.0..f64::INFINITY,
            camera: CameraId::from(""),
        };
        let mut gaps = self.gaps.get(&who).cloned().unwrap_or_default();
        gaps.push(open.unwrap_or_else(never));
        gaps
    }
}

/// When the camera of this gap was out of order.
fn outages<'a>(gap: &Gap, hall: &'a Hall) -> impl Iterator<Item = Span> + use<'a> {
    let scenario = &hall.scenario;
    let camera = gap.camera.clone();
    let cameras = scenario
        .cameras
        .iter()
        .filter(move |c| c.camera.id == camera);
    let faults = cameras.flat_map(|camera| &camera.faults);
    faults.map(|fault| {
        let at = |time| scenario.since_midnight(fault.day, time).as_secs_f64();
        at(fault.between.start)..at(fault.between.end)
    })
}

fn overlap(a: &Span, b: &Span) -> f64 {
    (a.end.min(b.end) - a.start.max(b.start)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_of_a_gap_that_lies_in_a_stay_counts_once() {
        let gap = |span: Span| Gap {
            span,
            camera: CameraId::from("a"),
        };
        let who = (0, 0, 0);
        let hidden = Hidden {
            last: BTreeMap::from([(who, (90.0, CameraId::from("a")))]),
            gaps: BTreeMap::from([(who, vec![gap(10.0..14.0), gap(40.0..60.0)])]),
        };
        let within = |from: f64, to: f64| {
            let gaps = hidden.gaps_of(who).into_iter();
            gaps.map(|gap| overlap(&gap.span, &(from..to)))
                .fold(0.0, f64::max)
        };
        assert_eq!(
            (within(0.0, 30.0), within(50.0, 80.0), within(80.0, 95.0)),
            (4.0, 10.0, 5.0)
        );
        assert!(
            hidden.gaps_of((0, 1, 0))[0].span.contains(&1e9),
            "never seen is always hidden"
        );
    }
}
