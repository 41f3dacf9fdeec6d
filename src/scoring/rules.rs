//! The rules: what gives points, how many, for how long; bands, and what happens at which score.

use std::{collections::BTreeMap, time::Duration};

use super::{
    decay::Decay,
    expression::{Checked, Fault, Kind, Names, On, Scope, check},
};
use crate::types::{Band, EventKind, External, RuleId, Texts, TriggerAction, nearest};

/// The most that a rule may give at once, or that a border may ask for. Beyond it a rule file was mistyped, or a system
/// reported nonsense that must not make a score that is no number.
pub const MOST: f64 = 1e6;

/// A condition of a rule, as it is written and as it is checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    pub text: String,
    checked: Checked,
}

impl Expression {
    pub(super) fn holds(&self, scope: &impl Scope) -> bool {
        self.checked.holds(scope)
    }

    pub(super) fn number(&self, scope: &impl Scope) -> Option<f64> {
        self.checked.number(scope)
    }
}

/// How many points a rule gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Points {
    Fixed(f64),
    Computed(Expression),
}

/// To which of a visitor's scores a rule gives its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one that has bands.
    Engagement,
    /// One for each category of products: "interest in SUVs".
    PerCategory,
    /// One for each product.
    PerProduct,
}

/// At most so many points, in either direction; `None`: no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Caps {
    pub per_visit: Option<f64>,
    /// A calendar day of the site.
    pub per_day: Option<f64>,
    /// Of what is left of all points at any time.
    pub in_total: Option<f64>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub id: RuleId,
    pub on: On,
    pub when: Option<Expression>,
    pub points: Points,
    pub target: Target,
    pub caps: Caps,
    /// Gives nothing for so long after it gave something.
    pub cooldown: Option<Duration>,
    pub decay: Decay,
    /// Points count as far as it is certain whose event it was.
    pub by_confidence: bool,
    /// Of [`On::Silence`]: after how long without any event, and whether again after as long.
    pub silence: Option<(Duration, bool)>,
    /// The reason in words.
    pub text: Texts,
}

/// From how many points on a lead is warm or hot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    pub warm: f64,
    pub hot: f64,
    /// A band is left only this many points below its border.
    pub hysteresis: f64,
}

impl Bands {
    /// The band of a score, given the band it was in before.
    pub fn band(&self, value: f64, before: Band) -> Band {
        let stays = |border: f64, band| before >= band && value >= border - self.hysteresis;
        if value >= self.hot || stays(self.hot, Band::Hot) {
            Band::Hot
        } else if value >= self.warm || stays(self.warm, Band::Warm) {
            Band::Warm
        } else {
            Band::Cold
        }
    }
}

/// Something to do when a score, or a silence, calls for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    pub id: RuleId,
    /// Only at such events; without it, at any.
    pub on: Option<On>,
    pub when: Option<Expression>,
    /// Only once nothing was heard for so long; without it, at once.
    pub after_silence: Option<Duration>,
    /// Not again for so long.
    pub again_after: Duration,
    pub action: TriggerAction,
    pub text: Texts,
}

/// Who the dealer's ideal customer is: points for what is known of a visitor from outside, never from a camera.
#[derive(Clone, Debug, PartialEq)]
pub struct Ideal {
    /// Version of the file.
    pub version: u32,
    /// From how many points on the fit is A, B or C; below, D.
    pub grades: [f64; 3],
    /// Rules of [`On::Profile`].
    pub rules: Vec<Rule>,
    /// What cells of the grid are called: "A1" is "ready to buy".
    pub segments: BTreeMap<String, Texts>,
}

/// The names and kinds of what systems outside report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Fields of each kind of report, by its name.
    pub reports: BTreeMap<String, BTreeMap<String, Kind>>,
    pub profile: BTreeMap<String, Kind>,
}

impl Schema {
    /// What `on = "..."` means.
    ///
    /// # Errors
    /// No event is called so.
    pub fn on(&self, name: &str) -> Result<On, Fault> {
        use super::expression::{FLOOR, OUTCOMES};
        if let Some(floor) = FLOOR.iter().find(|floor| **floor == name) {
            return Ok(On::Floor(floor));
        }
        if name == "silence" {
            return Ok(On::Silence);
        }
        if self.reports.contains_key(name) || OUTCOMES.contains(&name) {
            return Ok(On::Report(name.to_owned()));
        }
        let known = || self.events().into_iter().chain(["silence".to_owned()]);
        let all: Vec<_> = known().collect();
        let hint = nearest(name, all.iter().map(String::as_str)).map_or_else(
            || {
                format!(
                    "one of {}; what your systems report is declared as [events.{name}]",
                    all.join(", ")
                )
            },
            |near| format!("did you mean {near:?}?"),
        );
        Err(Fault {
            column: None,
            what: format!("no event is called {name:?}"),
            hint,
        })
    }

    /// Whether the name may be that of a report: what happens on the floor, and what we say ourselves, has its own.
    pub fn may_declare(name: &str) -> bool {
        use super::expression::{FLOOR, OUTCOMES};
        !FLOOR.contains(&name)
            && !OUTCOMES.contains(&name)
            && !["silence", PROFILE, External::RETRACTED].contains(&name)
    }

    /// Whether what a rule is about may name a product, and with it a category.
    pub fn names_product(on: &On) -> bool {
        matches!(on, On::Floor(name) if super::expression::has_place(name))
    }

    /// Whether what a rule is about may name a category.
    pub fn names_category(&self, on: &On) -> bool {
        match on {
            On::Report(name) => {
                let fields = self.reports.get(name);
                fields.and_then(|fields| fields.get("category")) == Some(&Kind::Text)
            }
            on => Self::names_product(on),
        }
    }

    fn events(&self) -> Vec<String> {
        use super::expression::{FLOOR, OUTCOMES};
        let ours = FLOOR.iter().chain(&OUTCOMES).map(|name| (*name).to_owned());
        ours.chain(self.reports.keys().cloned()).collect()
    }

    fn names(&self, on: Option<&On>, trigger: bool) -> Names {
        let data = match on {
            Some(On::Report(name)) => self.reports.get(name),
            _ => None,
        };
        // A trigger on anything knows what is always there.
        let on = on.unwrap_or(&On::Silence);
        Names::new(on, trigger, data, &self.profile, &self.events())
    }

    /// Checks a condition of a rule about `on`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn condition(&self, on: &On, text: &str) -> Result<Expression, Fault> {
        Self::expression(&self.names(Some(on), false), text, &[Kind::Bool])
    }

    /// Checks a condition of a trigger about `on` (`None`: about anything).
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn trigger(&self, on: Option<&On>, text: &str) -> Result<Expression, Fault> {
        Self::expression(&self.names(on, true), text, &[Kind::Bool])
    }

    /// Checks a calculation of points.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn points(&self, on: &On, text: &str) -> Result<Expression, Fault> {
        Self::expression(
            &self.names(Some(on), false),
            text,
            &[Kind::Double, Kind::Int],
        )
    }

    fn expression(names: &Names, text: &str, wanted: &[Kind]) -> Result<Expression, Fault> {
        let checked = check(text, names, wanted)?;
        Ok(Expression {
            text: text.to_owned(),
            checked,
        })
    }
}

/// The name of the report that says who somebody is.
pub(super) const PROFILE: &str = "profile";

/// A checked rule file, and the ideal customer's where there is one.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSet {
    /// Version of the file, quoted in every entry it makes.
    pub version: u32,
    pub bands: Bands,
    /// From how many points on engagement is 1, 2 or 3 on the grid; below, 4.
    pub levels: [f64; 3],
    /// Over all rules of engagement.
    pub caps: Caps,
    pub schema: Schema,
    pub rules: Vec<Rule>,
    pub triggers: Vec<Trigger>,
    pub ideal: Option<Ideal>,
    /// Rules by the name of the event that they are about, as places in `rules`.
    about: BTreeMap<String, Vec<usize>>,
    /// Names of events that some condition counts.
    pub(super) asked: Vec<String>,
}

/// What a [`RuleSet`] is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    pub version: u32,
    pub bands: Bands,
    pub levels: [f64; 3],
    pub caps: Caps,
    pub schema: Schema,
    pub rules: Vec<Rule>,
    pub triggers: Vec<Trigger>,
}

impl Parts {
    /// Takes in what the ideal customer's file declares of the profile.
    ///
    /// # Errors
    /// The two files contradict each other.
    pub fn join(&mut self, ideal: &Ideal, profile: BTreeMap<String, Kind>) -> Result<(), String> {
        for rule in &ideal.rules {
            if self.rules.iter().any(|ours| ours.id == rule.id) {
                return Err(format!("the rule {} stands in the rule file, too", rule.id));
            }
        }
        for (field, kind) in profile {
            let before = self.schema.profile.insert(field.clone(), kind);
            if before.is_some_and(|before| before != kind) {
                return Err(format!(
                    "profile.{field} is of another kind in the rule file"
                ));
            }
        }
        Ok(())
    }
}

impl RuleSet {
    /// Puts checked parts together.
    pub fn new(parts: Parts, ideal: Option<Ideal>) -> Self {
        let mut about: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, rule) in parts.rules.iter().enumerate() {
            match &rule.on {
                On::Floor(name) => about.entry((*name).to_owned()).or_default().push(i),
                On::Report(name) => about.entry(name.clone()).or_default().push(i),
                On::Silence | On::Profile => {}
            }
        }
        let of_rules = parts.rules.iter().flat_map(|rule| {
            let points = match &rule.points {
                Points::Computed(points) => Some(points),
                Points::Fixed(_) => None,
            };
            rule.when.iter().chain(points)
        });
        let of_triggers = parts.triggers.iter().flat_map(|trigger| &trigger.when);
        let mut asked: Vec<_> = of_rules
            .chain(of_triggers)
            .flat_map(|expression| expression.checked.asked.iter().cloned())
            .collect();
        asked.sort();
        asked.dedup();
        let Parts {
            version,
            bands,
            levels,
            caps,
            schema,
            rules,
            triggers,
        } = parts;
        Self {
            version,
            bands,
            levels,
            caps,
            schema,
            rules,
            triggers,
            ideal,
            about,
            asked,
        }
    }

    /// The rules about events of this name.
    pub(super) fn about(&self, name: &str) -> &[usize] {
        self.about.get(name).map_or(&[], Vec::as_slice)
    }

    /// The rule of an id, of engagement or of fit.
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        let fit = self.ideal.iter().flat_map(|ideal| &ideal.rules);
        self.rules.iter().chain(fit).find(|rule| rule.id == *id)
    }

    /// The reason of every rule, in words.
    pub fn texts(&self) -> BTreeMap<RuleId, Texts> {
        let fit = self.ideal.iter().flat_map(|ideal| &ideal.rules);
        let rules = self.rules.iter().chain(fit);
        rules
            .map(|rule| (rule.id.clone(), rule.text.clone()))
            .collect()
    }

    /// Where the two scores stand together: "A1" to "D4". `None` without an ideal customer's file.
    pub fn cell(&self, engagement: f64, fit: f64) -> Option<String> {
        let ideal = self.ideal.as_ref()?;
        let place = |borders: &[f64; 3], value| borders.iter().take_while(|b| value < **b).count();
        let letter = ["A", "B", "C", "D"][place(&ideal.grades, fit)];
        Some(format!("{letter}{}", place(&self.levels, engagement) + 1))
    }
}

/// The name by which rules know an event.
pub(super) fn name_of(kind: &EventKind) -> &str {
    match kind {
        EventKind::External { name, .. } => name,
        kind => kind.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
