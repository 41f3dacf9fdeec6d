//! Rules as sentences. What a file says in a language of its own stands in them as it is written, unless it is one of the few
//! things that every file says.

use maud::{Markup, html};

use super::{Fading, Least, PointsView, RuleView, RulesView, Shape, TriggerView};
use crate::{types::TriggerAction, web::access::Signed};

/// At a car, as rule files say it.
const AT_A_CAR: &str = "zone.kind == \"product\"";

/// A rule: its reason, and below it what it says.
pub(super) fn rule(signed: &Signed, rule: &RuleView) -> Markup {
    let at_a_car = rule.when.as_deref().map(str::trim) == Some(AT_A_CAR);
    let rest = details(signed, rule);
    html! {
        p.sentence {
            (on(signed, rule, at_a_car))
            @if let (Some(when), false) = (&rule.when, at_a_car) { (condition(signed, when)) }
            (signed.say("manager-colon")) " " (points(signed, &rule.points)) "."
            @for sentence in &rest { " " (sentence) }
        }
    }
}

fn on(signed: &Signed, rule: &RuleView, at_a_car: bool) -> String {
    if let Some(silence) = rule.silence {
        let sentence = if silence.repeats {
            "manager-rule-on-silence-each"
        } else {
            "manager-rule-on-silence"
        };
        return signed.words.say(sentence, &[("n", silence.days.into())]);
    }
    if at_a_car && rule.on == "dwelled" {
        return signed.say("manager-rule-on-at-a-car");
    }
    event(signed, &rule.on)
}

/// When something happens that a rule is about.
fn event(signed: &Signed, name: &str) -> String {
    let sentence = format!("manager-rule-on-{}", name.replace('_', "-"));
    if signed.words.has(&sentence) {
        signed.say(&sentence)
    } else {
        let name = [("name", name.into())];
        signed.words.say("manager-rule-on-report", &name)
    }
}

fn points(signed: &Signed, points: &PointsView) -> Markup {
    let words = signed.words;
    match points {
        PointsView::Fixed(n) => {
            let values = [("n", (*n).into()), ("points", words.signed(*n).into())];
            html! { b { (words.say("manager-rule-points", &values)) } }
        }
        PointsView::Computed(text) => match Shape::of(text) {
            Some(Shape::AMinute(n)) => {
                let values = [("n", n.into()), ("points", words.signed(n).into())];
                html! { b { (words.say("manager-rule-points-minute", &values)) } }
            }
            Some(Shape::From {
                least,
                more,
                otherwise,
            }) => {
                let values = [
                    ("more", words.signed(more).into()),
                    ("from", from(signed, &least).into()),
                    ("otherwise", words.signed(otherwise).into()),
                ];
                html! { b { (words.say("manager-rule-points-from", &values)) } }
            }
            Some(Shape::TakenAway) => html! { b { (signed.say("manager-rule-points-taken")) } },
            None => {
                html! { b { (signed.say("manager-rule-points-computed")) } " " code { (text.trim()) } }
            }
        },
    }
}

/// From how much on there are more points: "from 10 minutes on".
pub(super) fn from(signed: &Signed, least: &Least) -> String {
    let words = signed.words;
    let (sentence, n) = match least.value.as_str() {
        "event.for_s" => ("manager-from-minutes", least.number / 60.0),
        "event.alone_before" => ("manager-from-alone", least.number),
        _ => {
            let values = [
                ("value", least.value.as_str().into()),
                ("number", words.number(least.number).into()),
            ];
            return words.say("manager-from-value", &values);
        }
    };
    words.say(
        sentence,
        &[("n", n.into()), ("number", words.number(n).into())],
    )
}

/// On which condition, in words where each part of it has some.
fn condition(signed: &Signed, when: &str) -> Markup {
    let all = Least::all(when).and_then(|all| {
        let all: Option<Vec<_>> = all.iter().map(|least| at_least(signed, least)).collect();
        all
    });
    html! {
        @match all {
            Some(all) => { @for part in all { ", " (part) } }
            None => { " " (signed.say("manager-rule-if")) " " code { (when.trim()) } }
        }
    }
}

/// "if it took 1 minute or longer"; `None` of what has no words.
fn at_least(signed: &Signed, least: &Least) -> Option<String> {
    let words = signed.words;
    let (sentence, n) = match least.value.as_str() {
        "event.for_s" => ("manager-if-minutes", least.number / 60.0),
        "event.alone_before" => ("manager-if-alone", least.number),
        "event.sure" | "event.confidence" => ("manager-if-sure", 100.0 * least.number),
        _ => return None,
    };
    let values = [("n", n.into()), ("number", words.number(n).into())];
    Some(words.say(sentence, &values))
}

/// The sentences behind the first.
fn details(signed: &Signed, rule: &RuleView) -> Vec<String> {
    let words = signed.words;
    let n = |sentence: &str, n: f64| {
        let values = [("n", n.into()), ("number", words.number(n).into())];
        words.say(sentence, &values)
    };
    let mut all = Vec::new();
    match rule.score {
        "category" => all.push(signed.say("manager-rule-category")),
        "product" => all.push(signed.say("manager-rule-product")),
        _ => {}
    }
    all.extend(rule.per_visit.map(|most| n("manager-rule-per-visit", most)));
    all.extend(rule.per_day.map(|most| n("manager-rule-per-day", most)));
    all.extend(rule.in_total.map(|most| n("manager-rule-in-total", most)));
    all.extend(
        rule.cooldown_s
            .map(|pause| n("manager-rule-cooldown", pause / 60.0)),
    );
    match &rule.fading {
        Fading::Never => all.push(signed.say("manager-rule-stays")),
        Fading::Half(days) => all.push(n("manager-rule-half", *days)),
        Fading::Linear(days) => all.push(n("manager-rule-linear", *days)),
        Fading::Steps(steps) => all.extend(steps.iter().map(|(days, share)| {
            let values = [
                ("n", (*days).into()),
                ("percent", (100.0 * share).round().to_string().into()),
            ];
            words.say("manager-rule-step", &values)
        })),
    }
    if rule.by_confidence {
        all.push(signed.say("manager-rule-by-confidence"));
    }
    all
}

/// From when on a lead is warm and hot.
pub(super) fn bands(signed: &Signed, rules: &RulesView) -> String {
    let words = signed.words;
    let values = [
        ("warm", words.number(rules.warm).into()),
        ("hot", words.number(rules.hot).into()),
        ("below", words.number(rules.hysteresis).into()),
    ];
    let sentence = if rules.hysteresis > 0.0 {
        "manager-rule-bands"
    } else {
        "manager-rule-bands-plain"
    };
    words.say(sentence, &values)
}

pub(super) fn trigger(signed: &Signed, trigger: &TriggerView) -> Markup {
    let words = signed.words;
    let action = match &trigger.action {
        TriggerAction::Alert => signed.say("manager-trigger-alert"),
        TriggerAction::Start(series) => words.say(
            "manager-trigger-start",
            &[("series", series.as_str().into())],
        ),
        TriggerAction::Stop(series) => words.say(
            "manager-trigger-stop",
            &[("series", series.as_str().into())],
        ),
    };
    html! {
        p.sentence {
            @if let Some(on) = &trigger.on { (event(signed, on)) }
            @else if let Some(hours) = trigger.after_silence_h {
                (words.say("manager-trigger-silence", &[("n", hours.into()), ("number", words.number(hours).into())]))
            } @else { (signed.say("manager-trigger-any")) }
            @if let Some(when) = &trigger.when { (condition(signed, when)) }
            (signed.say("manager-colon")) " " b { (action) } "."
        }
    }
}
