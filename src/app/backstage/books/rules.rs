//! A rule file as pages show it.

use crate::{
    scoring::{Bands, Caps, Decay, On, Parts, Points, Rule, RuleSet, Schema, Target, Trigger},
    types::RuleId,
    web::manager::{
        Border, BorderChange, Fading, PointsView, RuleView, RulesView, Silent, TriggerView,
    },
    words::Language,
};

const DAY_S: f64 = 86_400.0;
const HOUR_S: f64 = 3_600.0;

/// What of a rule file is shown.
pub(super) struct Sheet<'a> {
    version: u32,
    bands: Bands,
    levels: [f64; 3],
    caps: Caps,
    schema: &'a Schema,
    pub(super) rules: &'a [Rule],
    pub(super) triggers: &'a [Trigger],
}

impl<'a> From<&'a RuleSet> for Sheet<'a> {
    fn from(set: &'a RuleSet) -> Self {
        Self {
            version: set.version,
            bands: set.bands,
            levels: set.levels,
            caps: set.caps,
            schema: &set.schema,
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
            levels: parts.levels,
            caps: parts.caps,
            schema: &parts.schema,
            rules: &parts.rules,
            triggers: &parts.triggers,
        }
    }
}

impl Sheet<'_> {
    /// Ids of the rules and triggers that are not as they are in `other`, or in one of the two alone.
    pub(super) fn differs_from(&self, other: &Self) -> Vec<String> {
        let changed = self.rules.iter().filter(|rule| !other.rules.contains(rule));
        let triggers = self.triggers.iter();
        let triggers = triggers.filter(|trigger| !other.triggers.contains(trigger));
        let here: Vec<&RuleId> = self.ids().collect();
        let gone = other.ids().filter(|id| !here.contains(id));
        let ids = changed.map(|rule| &rule.id);
        ids.chain(triggers.map(|trigger| &trigger.id))
            .chain(gone)
            .map(ToString::to_string)
            .collect()
    }

    fn ids(&self) -> impl Iterator<Item = &RuleId> {
        let rules = self.rules.iter().map(|rule| &rule.id);
        rules.chain(self.triggers.iter().map(|trigger| &trigger.id))
    }

    /// Borders of the bands that are not as they are in `before`.
    pub(super) fn borders(&self, before: &Self) -> Vec<BorderChange> {
        let (was, is) = (before.bands, self.bands);
        [
            (Border::Warm, was.warm, is.warm),
            (Border::Hot, was.hot, is.hot),
            (Border::Hysteresis, was.hysteresis, is.hysteresis),
        ]
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(of, before, after)| BorderChange { of, before, after })
        .collect()
    }

    /// Whether what is neither a rule nor a border differs. Levels that nobody wrote down follow the borders.
    pub(super) fn differs_elsewhere(&self, other: &Self) -> bool {
        self.caps != other.caps
            || self.schema.reports != other.schema.reports
            || (self.bands == other.bands && self.levels != other.levels)
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
