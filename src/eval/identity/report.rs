//! What was measured. Its JSON is a contract: the keys of DESIGN.md stay, more may be added.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{folder::Skipped, interval::Rate, settings::Settings, widths::WidthRow};

/// The shares of strangers who may be taken for somebody.
pub(super) const FPIR: [f64; 2] = [0.01, 0.003];
/// The shares of pairs of different people that may be accepted.
pub(super) const FAR: [f64; 2] = [0.01, 0.001];
/// The shares of visitors who may be missed, for the largest gallery.
pub(super) const FNIR_HELD: [f64; 3] = [0.02, 0.05, 0.1];

/// Identity on one folder of portraits.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityReport {
    pub settings: Settings,
    pub counts: Counts,
    /// Files and folders that were left out, by name.
    pub skipped: Vec<Skipped>,
    /// TAR at FAR 1 % and 0.1 %, and the thresholds there.
    pub tar: [Option<Rate>; 2],
    pub tar_threshold: [f32; 2],
    /// At FPIR 1 % and 0.3 %.
    pub outcomes: [Outcome; 2],
    /// At the threshold by which the appliance decides in such a gallery, as delivered.
    pub as_delivered: Outcome,
    /// Share of the probes that are not decided: having no face, or none good enough.
    pub mated_abstained: Option<Rate>,
    pub stranger_abstained: Option<Rate>,
    pub by_width: Vec<WidthRow>,
    /// Share of pairs of one person not accepted, against FAR.
    pub verification: Vec<(f64, f64)>,
    /// FNIR against FPIR.
    pub open_set: Vec<(f64, f64)>,
}

/// What there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People with a picture that can be read.
    pub identities: usize,
    /// Pictures that can be read.
    pub images: usize,
    /// Those without a face.
    pub no_face: usize,
    /// Those whose face is below the quality floor.
    pub abstained: usize,
    /// Those whose face was found only with a margin around the picture.
    pub padded: usize,
    /// Decisions over all repeats on people in the gallery, and on others.
    pub mated_probes: usize,
    pub stranger_probes: usize,
    /// Strangers' probes of fewer pictures than were asked for.
    pub strangers_short: usize,
}

/// What one threshold does.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub threshold: f32,
    pub fnir: Option<Rate>,
    /// The share of the probes that were decided alone.
    pub fnir_decided: Option<Rate>,
    pub misses: Misses,
    pub meaning: Meaning,
}

/// Why visitors were missed: probes over all repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Misses {
    /// Not decided.
    pub abstained: usize,
    /// Nobody was like enough.
    pub below_threshold: usize,
    /// Taken for another visitor.
    pub mistaken: usize,
}

/// What a threshold means on the floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// Measured with the galleries that were drawn: the share of strangers taken for somebody. The interval is that of
    /// the fixed threshold.
    pub fpir: Option<Rate>,
    /// Expected with galleries of other sizes: visitors in the gallery, and share of strangers.
    pub expected: Vec<(usize, f64)>,
}

impl Serialize for Meaning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Expected {
            gallery: usize,
            fpir: f64,
            /// Strangers for each one who is taken for a visitor.
            one_in: Option<f64>,
        }
        let one_in = |fpir: f64| (fpir > 0.0).then(|| 1.0 / fpir);
        let expected = self.expected.iter().map(|&(gallery, fpir)| Expected {
            gallery,
            fpir,
            one_in: one_in(fpir),
        });
        let mut json = WithRates::begin(serializer)?;
        json.rate("fpir", self.fpir)?;
        json.entry(
            "one_false_recognition_in",
            &self.fpir.and_then(|r| one_in(r.value)),
        )?;
        let ends = self.fpir.map(|r| [one_in(r.ci95[1]), one_in(r.ci95[0])]);
        json.entry("one_false_recognition_in_ci95", &ends)?;
        json.entry("expected", &expected.collect::<Vec<_>>())?;
        json.end()
    }
}

impl Serialize for IdentityReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (counts, settings) = (&self.counts, &self.settings);
        let [at_1e2, at_3e3] = &self.outcomes;
        let mut json = WithRates::begin(serializer)?;
        json.entry("identities", &counts.identities)?;
        json.entry("images", &counts.images)?;
        json.entry("no_face", &counts.no_face)?;
        json.entry("abstained", &counts.abstained)?;
        json.rate("tar_at_far_1e-2", self.tar[0])?;
        json.rate("tar_at_far_1e-3", self.tar[1])?;
        json.rate("fnir_at_fpir_1e-2", at_1e2.fnir)?;
        json.rate("fnir_at_fpir_3e-3", at_3e3.fnir)?;
        json.entry("threshold", &at_1e2.threshold)?;
        json.entry("threshold_at_fpir_3e-3", &at_3e3.threshold)?;
        json.entry("threshold_at_far_1e-2", &self.tar_threshold[0])?;
        json.entry("threshold_at_far_1e-3", &self.tar_threshold[1])?;
        json.rate("fnir_decided_at_fpir_1e-2", at_1e2.fnir_decided)?;
        json.rate("fnir_decided_at_fpir_3e-3", at_3e3.fnir_decided)?;
        json.entry("gallery", &settings.gallery)?;
        json.entry("enrol", &settings.enrol)?;
        json.entry("probes", &settings.probes)?;
        json.entry("repeats", &settings.repeats)?;
        json.entry("seed", &settings.seed)?;
        json.entry("shrink_px", &settings.shrink_px)?;
        json.entry("mirror", &settings.mirror)?;
        json.entry("min_quality", &settings.min_quality)?;
        json.entry("padded", &counts.padded)?;
        json.entry("mated_probes", &counts.mated_probes)?;
        json.rate("mated_abstained_share", self.mated_abstained)?;
        json.entry("stranger_probes", &counts.stranger_probes)?;
        json.rate("stranger_abstained_share", self.stranger_abstained)?;
        json.entry("stranger_probes_short", &counts.strangers_short)?;
        json.entry("misses_at_fpir_1e-2", &at_1e2.misses)?;
        json.entry("misses_at_fpir_3e-3", &at_3e3.misses)?;
        json.entry("meaning_of_threshold", &at_1e2.meaning)?;
        json.entry("meaning_of_threshold_at_fpir_3e-3", &at_3e3.meaning)?;
        json.entry("threshold_as_delivered", &self.as_delivered.threshold)?;
        json.rate("fnir_as_delivered", self.as_delivered.fnir)?;
        json.entry("misses_as_delivered", &self.as_delivered.misses)?;
        json.entry("meaning_as_delivered", &self.as_delivered.meaning)?;
        json.entry("by_width", &self.by_width)?;
        json.entry("skipped", &self.skipped)?;
        json.end()
    }
}

/// A JSON object in which each rate has its interval beside it, `KEY_ci95`.
pub(super) struct WithRates<S: Serializer>(S::SerializeMap);

impl<S: Serializer> WithRates<S> {
    pub(super) fn begin(serializer: S) -> Result<Self, S::Error> {
        Ok(Self(serializer.serialize_map(None)?))
    }

    pub(super) fn entry<T: Serialize>(&mut self, key: &str, value: &T) -> Result<(), S::Error> {
        self.0.serialize_entry(key, value)
    }

    pub(super) fn rate(&mut self, key: &str, rate: Option<Rate>) -> Result<(), S::Error> {
        self.entry(key, &rate.map(|rate| rate.value))?;
        self.entry(&format!("{key}_ci95"), &rate.map(|rate| rate.ci95))
    }

    pub(super) fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}
