//! What `/metrics` says, read.

use std::collections::BTreeMap;

/// A sample: its labels, and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) labels: BTreeMap<String, String>,
    pub(super) value: f64,
}

impl Sample {
    /// The value of a label; empty where there is none.
    pub(super) fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }
}

/// All samples by the name of their series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures(BTreeMap<String, Vec<Sample>>);

impl Figures {
    /// Reads Prometheus's text format. A line that cannot be read is left out: a newer appliance may say more.
    pub(super) fn read(text: &str) -> Self {
        let mut all = BTreeMap::<_, Vec<_>>::new();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for (name, sample) in lines.filter_map(sample) {
            all.entry(name).or_default().push(sample);
        }
        Self(all)
    }

    /// The samples of a series.
    pub(super) fn all(&self, name: &str) -> &[Sample] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The sample with this label.
    pub(super) fn of(&self, name: &str, label: (&str, &str)) -> Option<f64> {
        let mut all = self.all(name).iter();
        let found = all.find(|sample| sample.label(label.0) == label.1);
        found.map(|sample| sample.value)
    }

    /// The only sample of a series.
    pub(super) fn only(&self, name: &str) -> Option<f64> {
        self.all(name).first().map(|sample| sample.value)
    }

    /// The sum of all samples of a series; `None` where there is none.
    pub(super) fn sum(&self, name: &str) -> Option<f64> {
        let all = self.all(name);
        (!all.is_empty()).then(|| all.iter().map(|sample| sample.value).sum())
    }

    /// How many values of a histogram are not above each bound, ascending.
    fn buckets(&self, name: &str, label: (&str, &str)) -> Vec<(f64, f64)> {
        let all = self.all(&format!("{name}_bucket")).iter();
        let ours = all.filter(|sample| sample.label(label.0) == label.1);
        ours.filter_map(|sample| {
            let bound = match sample.label("le") {
                "+Inf" => f64::INFINITY,
                bound => bound.parse().ok()?,
            };
            Some((bound, sample.value))
        })
        .collect()
    }
}

/// What a histogram counted between two readings.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Between(Vec<(f64, f64)>);

impl Between {
    pub(super) fn new(before: &Figures, now: &Figures, name: &str, label: (&str, &str)) -> Self {
        let mut counted = now.buckets(name, label);
        for (bound, count) in before.buckets(name, label) {
            if let Some((_, now)) = counted.iter_mut().find(|(known, _)| *known == bound) {
                *now = (*now - count).max(0.0);
            }
        }
        Self(counted)
    }

    /// How many values.
    pub(super) fn count(&self) -> f64 {
        self.0.last().map_or(0.0, |(_, count)| *count)
    }

    /// Below which value this part of all lies, within a bucket as if they lay evenly; `None` where nothing was counted.
    /// What is above the last bound counts as that bound.
    pub(super) fn quantile(&self, part: f64) -> Option<f64> {
        let wanted = self.count() * part;
        if self.count() <= 0.0 {
            return None;
        }
        let mut below = (0.0_f64, 0.0);
        for (bound, count) in &self.0 {
            if *count >= wanted && *count > below.1 {
                if bound.is_infinite() {
                    return Some(below.0);
                }
                let share = (wanted - below.1) / (count - below.1);
                return Some(below.0 + (bound - below.0) * share);
            }
            below = (*bound, *count);
        }
        None
    }
}

/// A line of the format: the name of its series, and the sample.
fn sample(line: &str) -> Option<(String, Sample)> {
    let at = line.find(['{', ' '])?;
    let (name, mut rest) = line.split_at(at);
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        while !rest.starts_with('}') {
            let (label, after) = rest.trim_start_matches(',').split_once("=\"")?;
            let (value, after) = quoted(after)?;
            labels.insert(label.to_owned(), value);
            rest = after;
        }
        rest = &rest[1..];
    }
    let value = rest.trim().parse().ok()?;
    Some((name.to_owned(), Sample { labels, value }))
}

/// A text up to its quotation mark, and what comes after that.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (mut value, mut letters) = (String::new(), text.char_indices());
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match letters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# HELP up Help.
# TYPE up gauge
up 1
frames_total{camera=\"a \\\"b\\\"\",x=\"1,2}\"} 7
took_seconds_bucket{stage=\"s\",le=\"0.1\"} 10
took_seconds_bucket{stage=\"s\",le=\"0.2\"} 30
took_seconds_bucket{stage=\"s\",le=\"+Inf\"} 40
nonsense
broken{a=\"
";

    #[test]
    fn samples_are_read_by_name_and_label() {
        let figures = Figures::read(TEXT);
        assert_eq!(figures.only("up"), Some(1.0));
        assert_eq!(figures.of("frames_total", ("camera", "a \"b\"")), Some(7.0));
        assert_eq!(figures.of("frames_total", ("x", "1,2}")), Some(7.0));
        assert_eq!(figures.only("nonsense"), None);
        assert_eq!(figures.sum("took_seconds_bucket"), Some(80.0));
    }

    #[test]
    fn quantiles_are_of_what_was_counted_between_two_readings() {
        let now = Figures::read(TEXT);
        let all = Between::new(&Figures::default(), &now, "took_seconds", ("stage", "s"));
        assert_eq!(all.count(), 40.0);
        let near = |part, expected: f64| {
            let found = all.quantile(part).unwrap();
            assert!((found - expected).abs() < 1e-9, "{part}: {found}");
        };
        near(0.25, 0.1);
        near(0.5, 0.15);
        near(0.95, 0.2);
        let none = Between::new(&now, &now, "took_seconds", ("stage", "s"));
        assert_eq!((none.count(), none.quantile(0.5)), (0.0, None));
    }
}
