//! The rule file.

use serde::Deserialize;

use crate::types::{Band, Event, EventKind, RuleId, Texts, ZoneId, ZoneKind};

/// A checked rule file.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSet {
    /// Version of the file, quoted in every entry it makes.
    pub version: u32,
    pub bands: Bands,
    pub rules: Vec<Rule>,
}

/// From how many points on a lead is warm or hot.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    pub warm: f64,
    pub hot: f64,
    /// A band is left only this many points below its border.
    #[serde(default)]
    pub hysteresis: f64,
}

/// Points for one kind of event.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: RuleId,
    /// Name of the event kind.
    pub on: String,
    /// Only events in zones of this kind.
    pub zone_kind: Option<ZoneKind>,
    /// Points for each event.
    #[serde(default)]
    pub points: f64,
    /// Points for each minute of dwell (only `on = "dwelled"`).
    #[serde(default)]
    pub points_per_minute: f64,
    /// The rule gives at most this many points in one visit.
    pub max_per_visit: Option<f64>,
    /// Days after which an entry is worth half; without it, entries do not fade.
    pub half_life_days: Option<f64>,
    /// The reason in words, for alerts.
    pub text: Texts,
}

/// What is wrong with a rule file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RulesError {
    #[error("{0}")]
    Syntax(String),
    #[error("rule {rule:?}: {what}\nhint: {hint}")]
    Rule {
        rule: RuleId,
        what: String,
        hint: String,
    },
    #[error(
        "[bands]: {0}\nhint: warm and hot are points, warm below hot, hysteresis smaller than their distance"
    )]
    Bands(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    version: u32,
    bands: Bands,
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
}

/// The kinds of events a rule may ask for.
const KINDS: [&str; 8] = [
    "entered",
    "returned",
    "zone_entered",
    "dwelled",
    "zone_left",
    "unattended",
    "contacted",
    "external",
];

impl RuleSet {
    /// Reads and checks a rule file.
    ///
    /// # Errors
    /// Every mistake found; a syntax error alone, as nothing behind it can be trusted.
    pub fn parse(text: &str) -> Result<Self, Vec<RulesError>> {
        let raw: RawFile =
            toml::from_str(text).map_err(|e| vec![RulesError::Syntax(e.to_string())])?;
        let mut errors: Vec<_> = raw
            .rules
            .iter()
            .enumerate()
            .flat_map(|(i, r)| check(r, &raw.rules[..i]))
            .collect();
        let Bands {
            warm,
            hot,
            hysteresis,
        } = raw.bands;
        if !(warm < hot && (0.0..hot - warm).contains(&hysteresis)) {
            errors.push(RulesError::Bands(format!(
                "warm = {warm}, hot = {hot}, hysteresis = {hysteresis} cannot be"
            )));
        }
        if errors.is_empty() {
            Ok(Self {
                version: raw.version,
                bands: raw.bands,
                rules: raw.rules,
            })
        } else {
            Err(errors)
        }
    }
}

fn check(rule: &Rule, before: &[Rule]) -> Vec<RulesError> {
    let mut errors = Vec::new();
    let mut wrong = |what: String, hint: &str| {
        errors.push(RulesError::Rule {
            rule: rule.id.clone(),
            what,
            hint: hint.to_owned(),
        });
    };
    if before.iter().any(|b| b.id == rule.id) {
        wrong(
            "this id is used twice".into(),
            "give each rule an id of its own",
        );
    }
    if !KINDS.contains(&rule.on.as_str()) {
        wrong(
            format!("no event is called on = {:?}", rule.on),
            &format!("one of {}", KINDS.join(", ")),
        );
    }
    if rule.points_per_minute != 0.0 && rule.on != "dwelled" {
        wrong(
            format!("points_per_minute with on = {:?}", rule.on),
            "only \"dwelled\" events last for minutes; use points",
        );
    }
    if rule.points == 0.0 && rule.points_per_minute == 0.0 {
        wrong(
            "it gives no points".into(),
            "set points, or points_per_minute for \"dwelled\"",
        );
    }
    if rule.half_life_days.is_some_and(|d| d.is_nan() || d <= 0.0) {
        wrong(
            "half_life_days must be above zero".into(),
            "leave it out where entries shall not fade",
        );
    }
    if rule.max_per_visit.is_some_and(|m| m.is_nan() || m <= 0.0) {
        wrong(
            "max_per_visit must be above zero".into(),
            "leave it out where there is no cap",
        );
    }
    errors
}

impl Rule {
    /// The points this event is worth before any cap; `None` where the rule is not about it.
    pub(super) fn points_for(
        &self,
        event: &Event,
        kind_of: impl Fn(&ZoneId) -> Option<ZoneKind>,
    ) -> Option<f64> {
        if event.kind.name() != self.on {
            return None;
        }
        if let Some(wanted) = self.zone_kind
            && zone(&event.kind).and_then(kind_of) != Some(wanted)
        {
            return None;
        }
        match &event.kind {
            EventKind::Dwelled { added_s, .. } => {
                Some(self.points + self.points_per_minute * added_s / 60.0)
            }
            _ => Some(self.points),
        }
    }

    /// What is left of one point after `days`, by half-life.
    pub(super) fn remaining(&self, days: f64) -> f64 {
        self.half_life_days
            .map_or(1.0, |half_life| 0.5f64.powf(days.max(0.0) / half_life))
    }
}

impl Bands {
    /// The band of a value for a lead that was in `before`.
    pub(super) fn band(&self, value: f64, before: Band) -> Band {
        let border = |band: Band, points: f64| {
            if before >= band {
                points - self.hysteresis
            } else {
                points
            }
        };
        if value >= border(Band::Hot, self.hot) {
            Band::Hot
        } else if value >= border(Band::Warm, self.warm) {
            Band::Warm
        } else {
            Band::Cold
        }
    }
}

fn zone(kind: &EventKind) -> Option<&ZoneId> {
    match kind {
        EventKind::ZoneEntered { zone }
        | EventKind::ZoneLeft { zone }
        | EventKind::Dwelled { zone, .. }
        | EventKind::Unattended { zone, .. }
        | EventKind::Waited { zone, .. } => Some(zone),
        EventKind::Entered { zone } => zone.as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWROOM: &str = include_str!("../../config/scoring/showroom.toml");

    #[test]
    fn the_rule_file_that_ships_is_valid() {
        let rules = RuleSet::parse(SHOWROOM).unwrap();
        assert_eq!(rules.rules.len(), 4);
    }

    #[test]
    fn every_mistake_is_named_with_its_rule() {
        let broken = SHOWROOM
            .replace("on = \"entered\" ", "on = \"arrived\" ")
            .replace("half_life_days = 21", "half_life_days = 0")
            .replace("hot = 40", "hot = 10");
        let errors = RuleSet::parse(&broken).unwrap_err();
        let text: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), 3, "{text:#?}");
        assert!(text[0].contains("\"entered\"") && text[0].contains("arrived"));
        assert!(text[1].contains("dwell-product") && text[1].contains("half_life_days"));
        assert!(text[2].contains("bands"));
    }

    #[test]
    fn a_slip_of_the_pen_is_named_with_its_line() {
        let error = RuleSet::parse(&SHOWROOM.replace("max_per_visit = 20", "max_per_vist = 20"))
            .unwrap_err();
        let text = error[0].to_string();
        assert!(
            text.contains("max_per_vist") && text.contains("line 3"),
            "{text}"
        );
    }

    #[test]
    fn a_lead_at_the_border_does_not_flicker() {
        let bands = Bands {
            warm: 15.0,
            hot: 40.0,
            hysteresis: 3.0,
        };
        assert_eq!(bands.band(39.0, Band::Warm), Band::Warm);
        assert_eq!(bands.band(39.0, Band::Hot), Band::Hot);
        assert_eq!(bands.band(36.0, Band::Hot), Band::Warm);
        assert_eq!(bands.band(11.0, Band::Hot), Band::Cold);
    }
}
