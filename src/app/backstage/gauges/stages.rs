//! Times of the stages, and how alike faces were.

use super::{text::Exposition, watch::Gauges};
use crate::{
    runtime::{Buckets, Stage},
    types::{Compared, LIKENESS_BOUNDS},
};

pub(super) fn write(gauges: &Gauges, text: &mut Exposition) {
    let telemetry = &gauges.telemetry;
    let help = "Seconds that one run of a stage took. Decoding is told of recordings alone: of cameras it is mostly waiting.";
    let mut family = text.histograms("showfloor_stage_duration_seconds", help);
    for stage in Stage::ALL {
        family.buckets(&[("stage", stage.word())], &telemetry.times(stage));
    }
    let help = "Likeness (cosine, less what a face is alike to everybody) of the best candidate of each comparison, by what was \
        answered. Whose they were is not told.";
    let mut family = text.histograms("showfloor_match_score", help);
    let likenesses = telemetry.likenesses();
    for (answer, word) in Compared::WORDS {
        let of = likenesses.of(answer);
        let buckets = Buckets {
            bounds: &LIKENESS_BOUNDS,
            counts: of.counts.to_vec(),
            sum: of.sum,
        };
        family.buckets(&[("answer", word)], &buckets);
    }
    let probes = telemetry.probe_lives();
    let help =
        "Signatures that were compared with those of absent visitors, fitted none, and are gone.";
    text.counter("showfloor_probes_unmatched_total", help)
        .is(probes.count);
    let help = "The longest life of such a signature, in seconds.";
    text.gauge("showfloor_probe_life_longest_seconds", help)
        .is(probes.longest.as_secs_f64());
}
