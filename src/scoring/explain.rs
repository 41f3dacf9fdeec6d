//! Why a score is what it is, what of it fades when, and what would change its band.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    decay::{DAY_S, Decay},
    facts::Env,
    ledger::{Ledger, Scores},
    words::{Language, Words},
};
use crate::types::{Band, RuleId, ScoreName, Texts, VisitorId};

/// How far ahead is looked for what would change by itself.
const AHEAD_DAYS: i64 = 730;

/// How the points of a reason fade from now on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fades {
    Never,
    /// Half of what is left now is gone by then.
    HalfBy(Timestamp),
    /// Nothing is left from then on.
    GoneBy(Timestamp),
    /// The next step down.
    StepBy(Timestamp),
}

/// What one rule gave to one of the scores.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    pub rule: RuleId,
    pub score: ScoreName,
    pub text: Texts,
    /// Points as given, and what is left of them.
    pub given: f64,
    pub left: f64,
    pub times: u32,
    pub last: Timestamp,
    /// The least certain match among them, where points count by it; 1 elsewhere.
    pub confidence: f32,
    pub fades: Fades,
}

/// What would change the band.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outlook {
    /// The next band up, and how many points are missing.
    pub up: Option<(Band, f64)>,
    /// The band that it falls to without news, and when.
    pub down: Option<(Band, Timestamp)>,
    /// What the next silence brings: when, by which rule.
    pub silence: Option<(Timestamp, RuleId)>,
}

/// A score that explains itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub at: Timestamp,
    pub scores: Scores,
    /// What the cell of the grid is called.
    pub segment: Option<Texts>,
    /// Those that count most first; of engagement before the others.
    pub reasons: Vec<Reason>,
    pub outlook: Outlook,
    /// What the next silence would take, and why in words.
    silence: Option<Texts>,
}

impl Ledger {
    /// Why the scores of a visitor are what they are at a moment.
    pub fn explain(&self, visitor: VisitorId, at: Timestamp) -> Explanation {
        let scores = self.scores(visitor, at);
        let outlook = self.outlook(visitor, at);
        let ideal = self.rules().ideal.as_ref();
        let segment = scores
            .cell
            .as_ref()
            .and_then(|cell| ideal?.segments.get(cell));
        let silence = outlook
            .silence
            .as_ref()
            .and_then(|(_, rule)| self.rules().rule(rule));
        Explanation {
            at,
            segment: segment.cloned(),
            reasons: self.reasons(visitor, at),
            silence: silence.map(|rule| rule.text.clone()),
            scores,
            outlook,
        }
    }

    fn reasons(&self, visitor: VisitorId, at: Timestamp) -> Vec<Reason> {
        let mut reasons: BTreeMap<(ScoreName, RuleId), Reason> = BTreeMap::new();
        for (entry, left) in self.standing(visitor, at) {
            let rule = self.rules().rule(&entry.rule);
            let decay = rule.map_or(&Decay::None, |rule| &rule.decay);
            let by_confidence = rule.is_some_and(|rule| rule.by_confidence);
            let key = (entry.score.clone(), entry.rule.clone());
            let reason = reasons.entry(key).or_insert_with(|| Reason {
                rule: entry.rule.clone(),
                score: entry.score.clone(),
                text: rule.map_or_else(|| named(&entry.rule), |rule| rule.text.clone()),
                given: 0.0,
                left: 0.0,
                times: 0,
                last: entry.at,
                confidence: 1.0,
                fades: Fades::Never,
            });
            reason.given += entry.points;
            reason.left += left;
            reason.times += 1;
            reason.last = reason.last.max(entry.at);
            if by_confidence {
                reason.confidence = reason.confidence.min(entry.confidence);
            }
            reason.fades = fades(decay, reason.last, at);
        }
        let mut reasons: Vec<_> = reasons.into_values().collect();
        reasons.retain(|reason| reason.left.abs() >= 0.05);
        reasons.sort_by(|a, b| {
            let by_size = b.left.abs().total_cmp(&a.left.abs());
            a.score.cmp(&b.score).then(by_size)
        });
        reasons
    }

    /// What would change the band.
    pub fn outlook(&self, visitor: VisitorId, at: Timestamp) -> Outlook {
        let env = self.env();
        let Some(ahead) = self.progress_at(visitor, at) else {
            return Outlook::default();
        };
        let mut ahead = ahead.into_owned();
        let bands = self.rules().bands;
        let value = ahead.engagement(at, env);
        let band = bands.band(value, ahead.band);
        let up = match band {
            Band::Cold => Some((Band::Warm, bands.warm - value)),
            Band::Warm => Some((Band::Hot, bands.hot - value)),
            Band::Hot => None,
        };
        let silence = ahead.next_silence(env);
        let mut down = None;
        if band > Band::Cold {
            ahead.band = band;
            down = falls(ahead, at, env);
        }
        Outlook { up, down, silence }
    }
}

/// When, without news, the band first falls, to the day.
fn falls(
    mut ahead: super::progress::Progress,
    at: Timestamp,
    env: Env<'_>,
) -> Option<(Band, Timestamp)> {
    let band = ahead.band;
    for day in 1..=AHEAD_DAYS {
        let then = at
            .checked_add(jiff::SignedDuration::from_hours(24 * day))
            .ok()?;
        ahead.pass(then, env);
        let now = env
            .rules
            .bands
            .band(ahead.engagement(then, env), ahead.band);
        if now < band {
            return Some((now, then));
        }
    }
    None
}

fn named(rule: &RuleId) -> Texts {
    let name = || rule.to_string();
    Texts {
        en: name(),
        fr: name(),
        pl: name(),
        de: name(),
    }
}

/// How what was given last fades from a moment on.
fn fades(decay: &Decay, given: Timestamp, now: Timestamp) -> Fades {
    let after = |from: Timestamp, days: f64| {
        let span = jiff::SignedDuration::from_secs_f64(days * DAY_S);
        from.checked_add(span).unwrap_or(Timestamp::MAX)
    };
    match decay {
        Decay::None => Fades::Never,
        Decay::HalfLife { days } => Fades::HalfBy(after(now, *days)),
        Decay::Linear { days } => Fades::GoneBy(after(given, *days)),
        Decay::Step(steps) => {
            let next = steps.iter().find(|(days, _)| after(given, *days) > now);
            next.map_or(Fades::Never, |(days, share)| {
                let then = after(given, *days);
                if *share == 0.0 {
                    Fades::GoneBy(then)
                } else {
                    Fades::StepBy(then)
                }
            })
        }
    }
}

/// Points as they are counted up to a border: never too few.
fn missing(points: f64) -> f64 {
    // A score is shown to a tenth: what lies below that is not missing.
    ((points * 10.0).round() / 10.0).ceil().max(1.0)
}

impl Explanation {
    /// In sentences, a line each: the score, its reasons, and what would change it. `date` says which day a moment is.
    pub fn lines(&self, language: Language, date: impl Fn(Timestamp) -> Date) -> Vec<String> {
        let words = Words::new(language);
        let this_year = date(self.at).year();
        let day = |at: Timestamp| words.day(date(at), this_year);
        let mut lines = Vec::new();
        let value = words.number(self.scores.engagement);
        let band = words.band(self.scores.band);
        lines.push(words.say(
            "headline",
            &[("points", value.into()), ("band", band.into())],
        ));
        if self.reasons.is_empty() {
            lines.push(words.say("nothing", &[]));
        }
        let of = |score: ScoreName| {
            self.reasons
                .iter()
                .filter(move |reason| reason.score == score)
        };
        for reason in of(ScoreName::Engagement) {
            let line = reason_line(&words, reason, language, &day);
            lines.push(format!("{line}; {}", how(&words, reason.fades, &day)));
        }
        for (name, left) in &self.scores.interests {
            if let ScoreName::Category(name) = name {
                let points = words.signed(*left);
                lines.push(words.say(
                    "interest",
                    &[("name", name.as_str().into()), ("points", points.into())],
                ));
            } else if let ScoreName::Product(product) = name {
                let points = words.signed(*left);
                lines.push(words.say(
                    "interest",
                    &[("name", product.as_str().into()), ("points", points.into())],
                ));
            }
        }
        if let Some(cell) = &self.scores.cell {
            let fit = [
                ("fit", words.signed(self.scores.fit).into()),
                ("cell", cell.as_str().into()),
            ];
            let mut line = words.say("grid", &fit);
            if let Some(segment) = &self.segment {
                let segment = language.pick(segment);
                line = format!(
                    "{line} {}",
                    words.say("segment", &[("segment", segment.into())])
                );
            }
            lines.push(line);
            for reason in of(ScoreName::Fit) {
                let text = language.pick(&reason.text);
                lines.push(format!("  {}  {text}", words.signed(reason.left)));
            }
        }
        lines.extend(self.prospects(&words, &day, language));
        lines
    }

    fn prospects(
        &self,
        words: &Words,
        day: &impl Fn(Timestamp) -> String,
        language: Language,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some((band, points)) = self.outlook.up {
            let values = [
                ("points", missing(points).into()),
                ("band", words.band(band).into()),
            ];
            lines.push(words.say("up", &values));
        }
        match self.outlook.down {
            Some((band, at)) => lines.push(words.say(
                "down",
                &[("band", words.band(band).into()), ("date", day(at).into())],
            )),
            None if self.scores.band > Band::Cold => lines.push(words.say("steady", &[])),
            None => {}
        }
        if let (Some((at, _)), Some(text)) = (&self.outlook.silence, &self.silence) {
            let values = [
                ("date", day(*at).into()),
                ("text", language.pick(text).into()),
            ];
            lines.push(words.say("silence", &values));
        }
        lines
    }

    /// In one sentence: what would change the band, and how the largest reason fades.
    pub fn in_short(&self, language: Language, date: impl Fn(Timestamp) -> Date) -> String {
        let words = Words::new(language);
        let this_year = date(self.at).year();
        let day = |at: Timestamp| words.day(date(at), this_year);
        let mut parts = self.prospects(&words, &day, language);
        let largest = self
            .reasons
            .first()
            .filter(|r| r.score == ScoreName::Engagement);
        if let Some(reason) = largest.filter(|reason| reason.fades != Fades::Never) {
            let values = [
                ("text", language.pick(&reason.text).into()),
                ("how", how(&words, reason.fades, &day).into()),
            ];
            parts.push(words.say("fades", &values));
        }
        parts.join("; ")
    }

    /// [`Self::in_short`] in every language.
    pub fn in_every_language(&self, date: impl Fn(Timestamp) -> Date) -> Texts {
        let [en, fr, pl, de] = Language::ALL.map(|language| self.in_short(language, &date));
        Texts { en, fr, pl, de }
    }
}

fn reason_line(
    words: &Words,
    reason: &Reason,
    language: Language,
    day: &impl Fn(Timestamp) -> String,
) -> String {
    let line = words.say(
        "reason",
        &[
            ("points", words.signed(reason.left).into()),
            ("text", language.pick(&reason.text).into()),
            ("times", f64::from(reason.times).into()),
            ("date", day(reason.last).into()),
        ],
    );
    if reason.confidence < 0.995 {
        let percent = (reason.confidence * 100.0).round().to_string();
        let unsure = words.say("unsure", &[("percent", percent.into())]);
        return format!("{line}; {unsure}");
    }
    line
}

fn how(words: &Words, fades: Fades, day: &impl Fn(Timestamp) -> String) -> String {
    let (id, at) = match fades {
        Fades::Never => return words.say("stays", &[]),
        Fades::HalfBy(at) => ("half-by", at),
        Fades::GoneBy(at) => ("gone-by", at),
        Fades::StepBy(at) => ("step-by", at),
    };
    words.say(id, &[("date", day(at).into())])
}
