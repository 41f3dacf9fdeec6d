//! The text format of Prometheus, version 0.0.4: each family once, with what it means and of which kind it is.

use std::fmt::{Display, Write};

use crate::runtime::Buckets;

/// Figures as text.
#[derive(Debug, Default)]
pub(super) struct Exposition(String);

/// The samples of one family.
pub(super) struct Family<'a> {
    text: &'a mut String,
    name: &'static str,
}

impl Exposition {
    /// A family of what only grows; `name` ends in `_total`.
    pub(super) fn counter(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "counter")
    }

    /// A family of what goes up and down.
    pub(super) fn gauge(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "gauge")
    }

    /// A family of histograms.
    pub(super) fn histograms(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "histogram")
    }

    fn family(&mut self, name: &'static str, help: &str, kind: &str) -> Family<'_> {
        let help = help.replace('\\', r"\\").replace('\n', r"\n");
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
        Family {
            text: &mut self.0,
            name,
        }
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

impl Family<'_> {
    /// The only sample of the family.
    pub(super) fn is(&mut self, value: impl Display) {
        self.sample("", &[], value);
    }

    /// One sample, by its labels.
    pub(super) fn of(&mut self, labels: &[(&str, &str)], value: impl Display) {
        self.sample("", labels, value);
    }

    /// One histogram, by its labels.
    pub(super) fn buckets(&mut self, labels: &[(&str, &str)], buckets: &Buckets) {
        let mut below = 0;
        let bounds = buckets.bounds.iter().map(ToString::to_string);
        for (bound, count) in bounds.chain(["+Inf".to_owned()]).zip(&buckets.counts) {
            below += count;
            let labels = [labels, &[("le", bound.as_str())]].concat();
            self.sample("_bucket", &labels, below);
        }
        self.sample("_sum", labels, buckets.sum);
        self.sample("_count", labels, below);
    }

    fn sample(&mut self, end: &str, labels: &[(&str, &str)], value: impl Display) {
        let _ = write!(self.text, "{}{end}", self.name);
        for (i, (name, value)) in labels.iter().enumerate() {
            let value = value
                .replace('\\', r"\\")
                .replace('"', "\\\"")
                .replace('\n', r"\n");
            let before = if i == 0 { '{' } else { ',' };
            let _ = write!(self.text, "{before}{name}=\"{value}\"");
        }
        let after = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.text, "{after} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_written_as_prometheus_reads_them() {
        let mut text = Exposition::default();
        text.counter("a_total", "What is counted.").is(3);
        text.gauge("b", "One\nline.")
            .of(&[("x", "a\"b\\c\nd"), ("y", "")], 0.5);
        let buckets = Buckets {
            bounds: &[0.1, 1.0],
            counts: vec![1, 0, 2],
            sum: 7.25,
        };
        text.histograms("c_seconds", "Times.")
            .buckets(&[("stage", "decode")], &buckets);
        let expected = "\
# HELP a_total What is counted.
# TYPE a_total counter
a_total 3
# HELP b One\\nline.
# TYPE b gauge
b{x=\"a\\\"b\\\\c\\nd\",y=\"\"} 0.5
# HELP c_seconds Times.
# TYPE c_seconds histogram
c_seconds_bucket{stage=\"decode\",le=\"0.1\"} 1
c_seconds_bucket{stage=\"decode\",le=\"1\"} 1
c_seconds_bucket{stage=\"decode\",le=\"+Inf\"} 3
c_seconds_sum{stage=\"decode\"} 7.25
c_seconds_count{stage=\"decode\"} 3
";
        assert_eq!(text.into_text(), expected);
    }
}
