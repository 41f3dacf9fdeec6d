//! `showfloor doctor`.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::console::say;
use crate::{
    app::{self, Checked, Verdict},
    cli::DoctorArgs,
    config::{self, Config},
};

/// Tries every part, and prints what was seen and what to mend. 1 where something failed.
pub(super) fn run(args: &DoctorArgs) -> anyhow::Result<ExitCode> {
    let file = config::find(args.config.config.as_deref());
    let mut report = Report {
        json: args.json,
        checks: Vec::new(),
    };
    match config::load(&file) {
        Ok(mut config) => {
            let allowed = &args.kinds.allow_model_kind;
            config.vision.allowed_kinds.clone_from(allowed);
            let seen = format!("{}: {}", file.display(), summary(&config));
            report.take(&checked(Verdict::Ok, seen, None));
            if config.zones.is_empty() {
                let seen = "there is no zone: people are counted, and nobody is called to a car";
                let hint =
                    "draw them on the pages (web.listen), by four taps each, or write [[zone]]";
                let hint = Some(hint.to_owned());
                report.take(&checked(Verdict::Advice, seen.to_owned(), hint));
            }
            app::examine(&config, &file, &mut |checked| report.take(&checked))?;
        }
        Err(problems) => {
            let hint = "mend these first: everything else depends on them".to_owned();
            report.take(&checked(Verdict::Failed, problems.to_string(), Some(hint)));
        }
    }
    Ok(report.end())
}

fn checked(verdict: Verdict, seen: String, hint: Option<String>) -> Checked {
    Checked {
        check: "configuration",
        subject: None,
        verdict,
        seen,
        hint,
    }
}

fn summary(config: &Config) -> String {
    let (cameras, zones) = (config.cameras.len(), config.zones.len());
    let (c, z) = (plural(cameras), plural(zones));
    let site = &config.site.name;
    let mode = config.privacy.recognition.as_str();
    format!("site {site}, {cameras} camera{c}, {zones} zone{z}, recognition {mode}")
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Prints each check as it ends, or all of them as JSON at the end.
struct Report {
    json: bool,
    checks: Vec<(Verdict, Value)>,
}

impl Report {
    fn take(&mut self, checked: &Checked) {
        let Checked {
            check,
            subject,
            verdict,
            seen,
            hint,
        } = checked;
        if !self.json {
            say(&line(checked));
        }
        let result = match verdict {
            Verdict::Ok => "ok",
            Verdict::Advice => "advice",
            Verdict::Failed => "failed",
            Verdict::Skipped => "skipped",
        };
        let value =
            json!({ "check": check, "of": subject, "result": result, "seen": seen, "hint": hint });
        self.checks.push((*verdict, value));
    }

    fn end(self) -> ExitCode {
        let count = |wanted| {
            let checks = self.checks.iter();
            checks.filter(|(verdict, _)| *verdict == wanted).count()
        };
        let (ok, advice, failed, skipped) = (
            count(Verdict::Ok),
            count(Verdict::Advice),
            count(Verdict::Failed),
            count(Verdict::Skipped),
        );
        if self.json {
            let checks: Vec<_> = self.checks.into_iter().map(|(_, value)| value).collect();
            say(&json!({ "ok": failed == 0, "checks": checks }).to_string());
        } else {
            say(&format!(
                "\n{ok} ok, {advice} with advice, {failed} failed, {skipped} skipped"
            ));
        }
        if failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// `ok       camera hall: ...`, with what to do on a line of its own.
fn line(checked: &Checked) -> String {
    let word = match checked.verdict {
        Verdict::Ok => "ok",
        Verdict::Advice => "advice",
        Verdict::Failed => "FAILED",
        Verdict::Skipped => "skipped",
    };
    let subject = checked
        .subject
        .as_ref()
        .map_or_else(String::new, |subject| format!(" {subject}"));
    let seen = checked.seen.trim_end().replace('\n', "\n         ");
    let hint = checked.hint.as_ref().map_or_else(String::new, |hint| {
        format!("\n         mend it: {}", hint.replace('\n', "\n         "))
    });
    format!("{word:<8} {}{subject}: {seen}{hint}", checked.check)
}
