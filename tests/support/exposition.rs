//! Prometheus's text format, read strictly: what a lenient reader would let pass fails here.

#![allow(dead_code, reason = "each test program uses its part")]

use std::collections::{BTreeMap, BTreeSet};

/// A family of samples.
#[derive(Clone, Debug, Default)]
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) samples: Vec<Sample>,
}

/// A sample of a family: its series, its labels without order, its value.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) series: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

impl Family {
    /// The names of the series that it has, or would have if it had samples.
    pub(crate) fn series(&self) -> Vec<String> {
        if self.kind == "histogram" {
            ["_bucket", "_sum", "_count"]
                .map(|end| format!("{}{end}", self.name))
                .into()
        } else {
            vec![self.name.clone()]
        }
    }

    /// The value of the sample with these labels.
    #[track_caller]
    pub(crate) fn of(&self, labels: &[(&str, &str)]) -> f64 {
        let all = labels
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>();
        let mut found = self.samples.iter().filter(|sample| sample.labels == all);
        found
            .next()
            .unwrap_or_else(|| panic!("{labels:?} in {self:#?}"))
            .value
    }
}

/// Reads the whole; fails where anything is not as the format says.
pub(crate) fn read(text: &str) -> BTreeMap<String, Family> {
    assert!(text.ends_with('\n'), "the last line has an end");
    let mut families = BTreeMap::<String, Family>::new();
    let mut open: Option<Family> = None;
    let mut helped: Option<String> = None;
    let mut seen = BTreeSet::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            close(&mut families, open.take());
            let (name, help) = rest.split_once(' ').expect("a name and its meaning");
            assert!(is_name(name), "{line}");
            assert!(
                help.ends_with(['.', ':']) && help.len() > 10,
                "says something: {line}"
            );
            assert!(!families.contains_key(name), "HELP twice: {line}");
            helped = Some(name.to_owned());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a name and its kind");
            assert_eq!(
                helped.take().as_deref(),
                Some(name),
                "TYPE follows HELP: {line}"
            );
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            open = Some(Family {
                name: name.to_owned(),
                kind: kind.to_owned(),
                samples: Vec::new(),
            });
        } else {
            let family = open
                .as_mut()
                .unwrap_or_else(|| panic!("of no family: {line}"));
            let sample = sample(line);
            assert!(
                family.series().contains(&sample.series),
                "{line} in {}",
                family.name
            );
            let series = format!("{} {:?}", sample.series, sample.labels);
            assert!(seen.insert(series), "twice: {line}");
            family.samples.push(sample);
        }
    }
    close(&mut families, open);
    families
}

fn close(families: &mut BTreeMap<String, Family>, family: Option<Family>) {
    let Some(family) = family else { return };
    if family.kind == "histogram" {
        holds_together(&family);
    }
    for sample in &family.samples {
        let grows = family.kind != "gauge" && !sample.series.ends_with("_sum");
        assert!(!grows || sample.value >= 0.0, "{sample:#?}");
    }
    families.insert(family.name.clone(), family);
}

/// Buckets count everything up to their bound, the last of them everything, and that is the count.
fn holds_together(family: &Family) {
    let mut histograms = BTreeMap::<_, (Vec<(f64, f64)>, Option<f64>, Option<f64>)>::new();
    for sample in &family.samples {
        let mut labels = sample.labels.clone();
        let bound = labels.remove("le");
        let of = histograms.entry(labels).or_default();
        match (sample.series.strip_prefix(&family.name), bound) {
            (Some("_bucket"), Some(bound)) => {
                let bound = if bound == "+Inf" {
                    f64::INFINITY
                } else {
                    bound.parse().expect("a number")
                };
                of.0.push((bound, sample.value));
            }
            (Some("_sum"), None) => of.1 = Some(sample.value),
            (Some("_count"), None) => of.2 = Some(sample.value),
            _ => panic!("{sample:#?}"),
        }
    }
    for (labels, (buckets, sum, count)) in histograms {
        let name = format!("{} {labels:?}", family.name);
        assert!(
            buckets.is_sorted_by(|a, b| a.0 < b.0),
            "{name}: {buckets:?}"
        );
        assert!(
            buckets.is_sorted_by(|a, b| a.1 <= b.1),
            "{name}: {buckets:?}"
        );
        let last = buckets.last().expect("buckets");
        assert_eq!(last.0, f64::INFINITY, "{name}");
        assert_eq!(Some(last.1), count, "{name}");
        assert!(sum.is_some(), "{name}");
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn sample(line: &str) -> Sample {
    let at = line.find(['{', ' ']).expect("a value");
    let (series, rest) = line.split_at(at);
    assert!(is_name(series), "{line}");
    let mut labels = BTreeMap::new();
    let value = if let Some(inside) = rest.strip_prefix('{') {
        let (inside, value) = inside.rsplit_once("} ").expect("an end of the labels");
        for part in inside.split("\",") {
            let (name, value) = part.split_once("=\"").expect("a label");
            assert!(is_name(name), "{line}");
            let value = value.trim_end_matches('"');
            assert!(
                !value.contains(['\\', '"']),
                "no test has such names: {line}"
            );
            let before = labels.insert(name.to_owned(), value.to_owned());
            assert_eq!(before, None, "twice: {line}");
        }
        value
    } else {
        rest.strip_prefix(' ').expect("one space")
    };
    Sample {
        series: series.to_owned(),
        labels,
        value: value
            .parse()
            .unwrap_or_else(|_| panic!("no number: {line}")),
    }
}
