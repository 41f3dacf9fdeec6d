//! One rule, or one trigger, of a file.

use std::{collections::BTreeMap, time::Duration};

use toml::de::DeValue;

use super::super::{
    parse::{Wrong, name, number, one_of, text, whole, wrong, yes_or_no},
    reader::Section,
};
use crate::{
    scoring::{Caps, Decay, Fault, Kind, MOST, On, Points, Rule, Schema, Target, Trigger},
    types::{RuleId, Texts, TriggerAction},
};

const DAY: u64 = 86_400;

/// A rule of what happens: `[[rule]]`.
pub(super) fn rule(section: &mut Section<'_>, schema: &Schema) -> Option<Rule> {
    let id = id(section)?;
    let on = section.required(
        "on",
        "the event it is about, such as \"dwelled\", or \"silence\"",
        |value| {
            let name = text(value)?;
            schema.on(&name).or_else(|fault| told(&id, &name, fault))
        },
    );
    // Of an event that there is not, nobody can say what expressions may name.
    let when = section.optional("when", |value| {
        let text = text(value)?;
        let Some(on) = &on else { return Ok(None) };
        let checked = schema.condition(on, &text).map(Some);
        checked.or_else(|fault| told(&id, &text, fault))
    });
    let points = section.required(
        "points",
        "a number, or a calculation in quotes: \"6.0 * event.added_s / 60.0\"",
        |value| match &on {
            Some(on) => points(value, &id, schema, on).map(Some),
            None => Ok(None),
        },
    );
    let target = section.optional(
        "score",
        one_of(&[
            ("engagement", Target::Engagement),
            ("category", Target::PerCategory),
            ("product", Target::PerProduct),
        ]),
    );
    let cap = number(0.001..=MOST);
    let caps = Caps {
        per_visit: section.optional("max_per_visit", &cap),
        per_day: section.optional("max_per_day", &cap),
        in_total: section.optional("max_in_total", &cap),
    };
    let cooldown = section.optional("cooldown_minutes", number(0.01..=527_040.0));
    let decay = decay(section, &id);
    let by_confidence = section.optional("weight_by_confidence", yes_or_no);
    let silence = silence(section, &id, on.as_ref());
    let texts = words(section);
    if let Some(on) = &on {
        without_effect(section, schema, on, &id, target);
    }
    Some(Rule {
        on: on?,
        when: when.flatten(),
        points: points??,
        target: target.unwrap_or(Target::Engagement),
        caps,
        cooldown: cooldown.map(|minutes| Duration::from_secs_f64(minutes * 60.0)),
        decay: decay?,
        by_confidence: by_confidence.unwrap_or(false),
        silence: silence?,
        text: texts?,
        id,
    })
}

/// What could be written for a rule about something else, and would do nothing here.
fn without_effect(
    section: &Section<'_>,
    schema: &Schema,
    on: &On,
    id: &RuleId,
    target: Option<Target>,
) {
    let wrong = |key: &str, what: &str, hint: &str| {
        section.problem_at(key, format!("rule {id}: {what}"), hint.to_owned());
    };
    match target {
        Some(Target::PerCategory) if !schema.names_category(on) => wrong(
            "score",
            "what it is about names no category",
            "rules about time at cars do, and reports that declare category = \"text\"",
        ),
        Some(Target::PerProduct) if !Schema::names_product(on) => wrong(
            "score",
            "what it is about names no product",
            "rules about time at cars do",
        ),
        _ => {}
    }
    let silence = *on == On::Silence;
    for (key, silent) in [
        ("max_per_visit", true),
        ("weight_by_confidence", true),
        ("repeats", false),
    ] {
        if section.span(key).is_some() && silence == silent {
            let what = if silent {
                format!("{key} says nothing of a silence")
            } else {
                format!("{key} is about silences")
            };
            wrong(key, &what, "leave it out");
        }
    }
}

/// A rule of the ideal customer: points for what the profile says.
pub(super) fn fit_rule(section: &mut Section<'_>, schema: &Schema) -> Option<Rule> {
    let id = id(section)?;
    let when = section.required(
        "when",
        "what the profile must be: \"profile.employees >= 50.0\"",
        |value| {
            let text = text(value)?;
            let checked = schema.condition(&On::Profile, &text);
            checked.or_else(|fault| told(&id, &text, fault))
        },
    );
    let points = section.required("points", "a number, or a calculation in quotes", |value| {
        points(value, &id, schema, &On::Profile)
    });
    let texts = words(section);
    Some(Rule {
        on: On::Profile,
        when: Some(when?),
        points: points?,
        target: Target::Engagement,
        caps: Caps::default(),
        cooldown: None,
        decay: Decay::None,
        by_confidence: false,
        silence: None,
        text: texts?,
        id,
    })
}

/// `[[trigger]]`.
pub(super) fn trigger(section: &mut Section<'_>, schema: &Schema) -> Option<Trigger> {
    #[derive(Clone, Copy)]
    enum Do {
        Alert,
        Start,
        Stop,
    }
    let id = id(section)?;
    let on = section.optional("on", |value| {
        let name = text(value)?;
        match schema.on(&name) {
            Ok(On::Silence) => wrong(
                format!("trigger {id}: a silence is no event"),
                "write after_silence_hours = 48",
            ),
            on => on.or_else(|fault| told(&id, &name, fault)),
        }
    });
    let after = section.optional("after_silence_hours", number(0.01..=87_840.0));
    if on.is_some() && after.is_some() {
        section.problem_at(
            "after_silence_hours",
            format!("trigger {id}: waits for a silence and for an event"),
            "leave out one of on and after_silence_hours".to_owned(),
        );
    }
    let when = section.required("when", "such as 'score > 30.0'", |value| {
        let text = text(value)?;
        let checked = schema.trigger(on.as_ref(), &text);
        checked.or_else(|fault| told(&id, &text, fault))
    });
    let again = section.optional("again_after_days", number(0.01..=3660.0));
    let what = section.required(
        "do",
        "\"alert\", or \"start\" or \"stop\" with a series",
        one_of(&[
            ("alert", Do::Alert),
            ("start", Do::Start),
            ("stop", Do::Stop),
        ]),
    );
    let series = match what {
        Some(Do::Start | Do::Stop) => {
            section.required("series", "the name of the series in your mail tool", name)
        }
        _ => section.optional("series", name),
    };
    let texts = words(section);
    let action = match (what?, series) {
        (Do::Alert, None) => TriggerAction::Alert,
        (Do::Alert, Some(_)) => {
            section.problem_at(
                "series",
                format!("trigger {id}: an alert has no series"),
                "leave it out, or write do = \"start\"".to_owned(),
            );
            return None;
        }
        (Do::Start, series) => TriggerAction::Start(series?),
        (Do::Stop, series) => TriggerAction::Stop(series?),
    };
    let days = |days: f64| Duration::from_secs_f64(days * DAY as f64);
    Some(Trigger {
        on,
        when: Some(when?),
        after_silence: after.map(|hours| Duration::from_secs_f64(hours * 3600.0)),
        again_after: days(again.unwrap_or(30.0)),
        action,
        text: texts?,
        id,
    })
}

fn id(section: &mut Section<'_>) -> Option<RuleId> {
    let hint = "a name of its own, such as \"came-back\"; entries name it";
    section.required("id", hint, name).map(RuleId::from)
}

fn points(value: &DeValue<'_>, id: &RuleId, schema: &Schema, on: &On) -> Result<Points, Wrong> {
    if value.as_str().is_some() {
        let text = text(value)?;
        let checked = schema.points(on, &text);
        return checked
            .map(Points::Computed)
            .or_else(|fault| told(id, &text, fault));
    }
    let points = number(-MOST..=MOST)(value)?;
    if points == 0.0 {
        return wrong(
            format!("rule {id} gives no points"),
            "write how many; less than none is allowed",
        );
    }
    Ok(Points::Fixed(points))
}

/// A fault of an expression, with its rule, the expression and the place in it.
fn told<T>(id: &RuleId, text: &str, fault: Fault) -> Result<T, Wrong> {
    let place = fault.column.map_or_else(String::new, |column| {
        let before = text.chars().take(column - 1).filter(|c| *c == '\n').count();
        if before == 0 {
            format!(" (at its character {column})")
        } else {
            format!(" (at its character {column}, its line {})", before + 1)
        }
    });
    let what = fault.what;
    wrong(format!("{id}: {text}{place}: {what}"), fault.hint)
}

/// At most one of the ways to fade.
fn decay(section: &mut Section<'_>, id: &RuleId) -> Option<Decay> {
    let days = number(0.01..=36_600.0);
    let before = section.source().problems();
    let half = section.optional("half_life_days", &days);
    let linear = section.optional("linear_days", &days);
    let steps = section.optional("steps", |value| steps(value, id));
    if section.source().problems() > before {
        return None;
    }
    match (half, linear, steps) {
        (None, None, None) => Some(Decay::None),
        (Some(days), None, None) => Some(Decay::HalfLife { days }),
        (None, Some(days), None) => Some(Decay::Linear { days }),
        (None, None, Some(steps)) => Some(Decay::Step(steps)),
        _ => {
            let second = if half.is_some() && linear.is_some() {
                "linear_days"
            } else {
                "steps"
            };
            section.problem_at(
                second,
                format!("rule {id} fades in two ways at once"),
                "keep one of half_life_days, linear_days and steps".to_owned(),
            );
            None
        }
    }
}

fn steps(value: &DeValue<'_>, id: &RuleId) -> Result<Vec<(f64, f64)>, Wrong> {
    let hint = "pairs of days and the share that is left then: [[30, 0.5], [60, 0]]";
    let bad = |what: &str| wrong(format!("rule {id}: {what}"), hint);
    let Some(items) = value.as_array().filter(|items| !items.is_empty()) else {
        return bad("steps is not a list of pairs");
    };
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for item in items {
        let Some([days, share]) = item.get_ref().as_array().map(|pair| &pair[..]) else {
            return bad("a step is not a pair");
        };
        let days = number(0.01..=36_600.0)(days.get_ref())?;
        let share = number(0.0..=1.0)(share.get_ref())?;
        if steps.last().is_some_and(|(d, s)| days <= *d || share > *s) {
            return bad("steps go forward in days and down in shares");
        }
        steps.push((days, share));
    }
    Ok(steps)
}

/// After how long a silence a rule gives its points.
#[allow(clippy::option_option, reason = "none is an answer, too")]
fn silence(
    section: &mut Section<'_>,
    id: &RuleId,
    on: Option<&On>,
) -> Option<Option<(Duration, bool)>> {
    let days = section.optional("after_days", number(0.01..=3660.0));
    let repeats = section.optional("repeats", yes_or_no).unwrap_or(false);
    let after = days.map(|days| (Duration::from_secs_f64(days * DAY as f64), repeats));
    match (on, after) {
        (Some(On::Silence), None) => {
            let what = format!("rule {id} is about silence, and does not say how long it is");
            section.problem(&what, "add after_days = 30");
            None
        }
        (Some(On::Silence), after) => Some(after),
        (Some(_), Some(_)) => {
            section.problem_at(
                "after_days",
                format!("rule {id} is about an event, not about silence"),
                "write on = \"silence\", or leave out after_days".to_owned(),
            );
            None
        }
        (_, _) => Some(None),
    }
}

/// `text = { en = ..., fr = ..., pl = ..., de = ... }`.
pub(super) fn words(section: &mut Section<'_>) -> Option<Texts> {
    let hint = "text = { en = \"came in\", fr = \"est entré\", pl = \"wejście do salonu\", de = \"ist gekommen\" }";
    let Some(mut words) = section.maybe_section("text", hint) else {
        if section.span("text").is_none() {
            section.problem("has no text", hint);
        }
        return None;
    };
    let [en, fr, pl, de] =
        ["en", "fr", "pl", "de"].map(|language| words.required(language, hint, text));
    words.close();
    Some(Texts {
        en: en?,
        fr: fr?,
        pl: pl?,
        de: de?,
    })
}

/// The fields of a report or of the profile: `articles = "number"`.
pub(super) fn fields(section: Section<'_>) -> BTreeMap<String, Kind> {
    section.open(one_of(&[
        ("number", Kind::Double),
        ("text", Kind::Text),
        ("flag", Kind::Bool),
    ]))
}

/// `version = 1`.
pub(super) fn version(root: &mut Section<'_>) -> Option<u32> {
    root.required(
        "version",
        "version = 1; raise it whenever a rule changes",
        whole(1..=1_000_000),
    )
}
