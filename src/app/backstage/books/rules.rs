//! A rule file as pages show it.

use crate::{
    scoring::{Bands, Decay, On, Parts, Points, Rule, RuleSet, Target, Trigger},
    web::manager::{Fading, PointsView, RuleView, RulesView, Silent, TriggerView},
    words::Language,
};

const DAY_S: f64 = 86_400.0;
const HOUR_S: f64 = 3_600.0;

/// What of a rule file is shown.
pub(super) struct Sheet<'a> {
    version: u32,
    bands: Bands,
    pub(super) rules: &'a [Rule],
    pub(super) triggers: &'a [Trigger],
}

impl<'a> From<&'a RuleSet> for Sheet<'a> {
    fn from(set: &'a RuleSet) -> Self {
        Self {
            version: set.version,
            bands: set.bands,
            rules: &set.rules,
            triggers: &set.triggers,
        }
    }
}

impl<'a> From<&'a Parts> for Sheet<'a> {
    fn from(parts: &'a Parts) -> Self {
        Self {
            version: parts.version,
            bands: parts.bands,
            rules: &parts.rules,
            triggers: &parts.triggers,
        }
    }
}

impl Sheet<'_> {
    /// Ids of the rules and triggers that are not as they are in `other`, or not in it.
    pub(super) fn differs_from(&self, other: &Self) -> Vec<String> {
        let rules = self.rules.iter().filter(|rule| !other.rules.contains(rule));
        let triggers = self.triggers.iter();
        let triggers = triggers.filter(|trigger| !other.triggers.contains(trigger));
        let ids = rules.map(|rule| &rule.id);
        ids.chain(triggers.map(|trigger| &trigger.id))
            .map(ToString::to_string)
            .collect()
    }

    pub(super) fn view(&self, file: Option<String>, language: Language) -> RulesView {
        RulesView {
            version: self.version,
            file,
            warm: self.bands.warm,
            hot: self.bands.hot,
            hysteresis: self.bands.hysteresis,
            rules: self.rules.iter().map(|r| rule(r, language)).collect(),
            triggers: self.triggers.iter().map(|t| trigger(t, language)).collect(),
        }
    }
}

fn rule(rule: &Rule, language: Language) -> RuleView {
    RuleView {
        id: rule.id.to_string(),
        text: language.pick(&rule.text).to_owned(),
        on: on(&rule.on),
        when: rule.when.as_ref().map(|when| when.text.clone()),
        points: match &rule.points {
            Points::Fixed(points) => PointsView::Fixed(*points),
            Points::Computed(points) => PointsView::Computed(points.text.clone()),
        },
        score: match rule.target {
            Target::Engagement => "engagement",
            Target::PerCategory => "category",
            Target::PerProduct => "product",
        },
        per_visit: rule.caps.per_visit,
        per_day: rule.caps.per_day,
        in_total: rule.caps.in_total,
        cooldown_s: rule.cooldown.map(|pause| pause.as_secs_f64()),
        fading: match &rule.decay {
            Decay::None => Fading::Never,
            Decay::HalfLife { days } => Fading::Half(*days),
            Decay::Linear { days } => Fading::Linear(*days),
            Decay::Step(steps) => Fading::Steps(steps.clone()),
        },
        by_confidence: rule.by_confidence,
        silence: rule.silence.map(|(after, repeats)| Silent {
            days: after.as_secs_f64() / DAY_S,
            repeats,
        }),
    }
}

fn trigger(trigger: &Trigger, language: Language) -> TriggerView {
    let silence = trigger.after_silence;
    TriggerView {
        id: trigger.id.to_string(),
        text: language.pick(&trigger.text).to_owned(),
        on: trigger.on.as_ref().map(on),
        when: trigger.when.as_ref().map(|when| when.text.clone()),
        after_silence_h: silence.map(|silence| silence.as_secs_f64() / HOUR_S),
        action: trigger.action.clone(),
    }
}

fn on(on: &On) -> String {
    match on {
        On::Floor(name) => (*name).to_owned(),
        On::Report(name) => name.clone(),
        On::Silence => "silence".to_owned(),
        On::Profile => "profile".to_owned(),
    }
}
