//! The numbers of a draft, one by one: what most changes are about. What cannot be is told at its field, and what was typed
//! stays.

use std::{collections::BTreeMap, sync::Arc};

use axum::{extract::State, response::Response};
use maud::{Markup, html};

use super::{
    DraftEdit, DraftView, Fading, NumberEdit, NumberFault, NumberMistake, PointsView, RuleView,
    RulesView, Shape, Trouble,
    asked::attempt,
    draft::{self, Shown, refused, seen, show},
    flash, sentence,
};
use crate::{
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Refusal},
    },
    words::{Language, Words},
};

/// What somebody typed, and what is wrong with it, by field.
#[derive(Default)]
pub(super) struct Typed {
    texts: BTreeMap<String, String>,
    wrong: BTreeMap<String, String>,
}

pub(super) fn form(signed: &Signed, draft: &DraftView, rules: &RulesView, typed: &Typed) -> Markup {
    let say = |id: &str| signed.say(id);
    html! {
        form method="post" action="/rules/draft/numbers" {
            (page::csrf_field(signed))
            (seen(draft))
            div.row.borders {
                label { span { (say("manager-band-warm-from")) } (field(signed, typed, "warm", rules.warm, &say("manager-band-warm-from"))) }
                label { span { (say("manager-band-hot-from")) } (field(signed, typed, "hot", rules.hot, &say("manager-band-hot-from"))) }
            }
            table.stack.numbers {
                thead { tr {
                    th scope="col" { (say("manager-reason")) }
                    th scope="col" { (say("manager-points")) }
                    th scope="col" { (say("manager-half-life")) }
                } }
                tbody { @for rule in &rules.rules { tr {
                    th scope="row" { (rule.text) " " span.quiet { (rule.id) } }
                    td data-label=(say("manager-points")) { (points(signed, typed, rule)) }
                    td data-label=(say("manager-half-life")) { @match rule.fading {
                        Fading::Half(days) => (field(signed, typed, &format!("half:{}", rule.id), days, &format!("{}, {}", rule.text, say("manager-half-life")))),
                        _ => span.quiet { "–" },
                    } }
                } } }
            }
            button.primary type="submit" { (say("manager-draft-save")) }
        }
    }
}

/// The points of a rule: one field, or two where there are more from a border on.
fn points(signed: &Signed, typed: &Typed, rule: &RuleView) -> Markup {
    let name = format!("points:{}", rule.id);
    let label = |what: &str| format!("{}, {what}", rule.text);
    let one = |value: f64, what: &str| field(signed, typed, &name, value, &label(what));
    let text = match &rule.points {
        PointsView::Fixed(points) => return one(*points, &signed.say("manager-points")),
        PointsView::Computed(text) => text,
    };
    match Shape::of(text) {
        Some(Shape::AMinute(points)) => {
            let minute = signed.say("manager-points-a-minute");
            html! { span.with-unit { (one(points, &minute)) " " (minute) } }
        }
        Some(Shape::From {
            least,
            more,
            otherwise,
        }) => {
            let (from, below) = (
                sentence::from(signed, &least),
                signed.say("manager-points-otherwise"),
            );
            html! {
                span.with-unit { (field(signed, typed, &format!("more:{}", rule.id), more, &label(&from))) " " (from) }
                span.with-unit { (one(otherwise, &below)) " " (below) }
            }
        }
        Some(Shape::TakenAway) => {
            html! { span.quiet { (signed.say("manager-rule-points-taken")) } }
        }
        None => html! { code { (text.trim()) } },
    }
}

/// One field, with what is wrong with it below.
fn field(signed: &Signed, typed: &Typed, name: &str, value: f64, label: &str) -> Markup {
    let text = typed.texts.get(name).cloned();
    let text = text.unwrap_or_else(|| written(signed.words, value));
    let wrong = typed.wrong.get(name);
    let id = format!("wrong-{name}");
    html! {
        input type="text" inputmode="decimal" autocomplete="off" name=(name) value=(text) aria-label=(label)
            aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| &id)];
        @if let Some(wrong) = wrong { span.wrong id=(id) { (wrong) } }
    }
}

/// A number with all its digits, as the language writes it.
fn written(words: &Words, number: f64) -> String {
    let text = number.to_string();
    match words.language() {
        Language::En => text,
        _ => text.replace('.', ","),
    }
}

pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let seen = sent.iter().find(|(name, _)| name == "seen");
    let seen = seen.map(|(_, seen)| seen.clone()).unwrap_or_default();
    let (numbers, mut typed) = read(&signed, sent);
    if typed.wrong.is_empty() {
        let by = signed.account.to_string();
        let edit = DraftEdit::Numbers(numbers);
        match attempt(&desk, &signed, move |books| books.edit(&by, &seen, &edit)).await? {
            Ok(()) => return Ok(page::see_other(&flash::path(draft::PATH, "saved", None))),
            Err(Trouble::Numbers(mistakes)) => {
                let told = mistakes
                    .iter()
                    .map(|mistake| (name_of(&mistake.of), told(&signed, mistake)));
                typed.wrong.extend(told);
            }
            Err(trouble) => return refused(&desk, &signed, trouble).await,
        }
    }
    let shown = Shown {
        problem: Some(signed.say("manager-numbers-wrong")),
        typed,
        ..Shown::default()
    };
    show(&desk, &signed, shown).await
}

/// The numbers of a form, and what was typed with what is none.
fn read(signed: &Signed, sent: Vec<(String, String)>) -> (Vec<NumberEdit>, Typed) {
    let mut numbers = Vec::new();
    let mut typed = Typed::default();
    for (name, text) in sent {
        let Some(edit) = edit_of(&name) else { continue };
        if let Some(number) = number(&text) {
            numbers.push(edit(number));
        } else {
            let sentence = if text.trim().is_empty() {
                signed.say("manager-number-missing")
            } else {
                let text = [("text", text.as_str().into())];
                signed.words.say("manager-no-number", &text)
            };
            typed.wrong.insert(name.clone(), sentence);
        }
        typed.texts.insert(name, text);
    }
    (numbers, typed)
}

/// A number as people write it in any of the languages.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".").replace('−', "-");
    let number = text.parse::<f64>().ok();
    number.filter(|number| number.is_finite())
}

/// What a field of the form changes.
fn edit_of(name: &str) -> Option<Box<dyn FnOnce(f64) -> NumberEdit>> {
    let of_rule = |prefix: &str| name.strip_prefix(prefix).map(str::to_owned);
    if let Some(rule) = of_rule("points:") {
        return Some(Box::new(|value| NumberEdit::Points { rule, value }));
    }
    if let Some(rule) = of_rule("more:") {
        return Some(Box::new(|value| NumberEdit::More { rule, value }));
    }
    if let Some(rule) = of_rule("half:") {
        return Some(Box::new(|days| NumberEdit::HalfLife { rule, days }));
    }
    match name {
        "warm" => Some(Box::new(NumberEdit::Warm)),
        "hot" => Some(Box::new(NumberEdit::Hot)),
        _ => None,
    }
}

/// The field of a number.
fn name_of(number: &NumberEdit) -> String {
    match number {
        NumberEdit::Points { rule, .. } => format!("points:{rule}"),
        NumberEdit::More { rule, .. } => format!("more:{rule}"),
        NumberEdit::HalfLife { rule, .. } => format!("half:{rule}"),
        NumberEdit::Warm(_) => "warm".to_owned(),
        NumberEdit::Hot(_) => "hot".to_owned(),
    }
}

/// What is wrong with a number, in words.
fn told(signed: &Signed, mistake: &NumberMistake) -> String {
    let words = signed.words;
    match mistake.why {
        NumberFault::Outside(least, most) => {
            let values = [
                ("least", written(words, least).into()),
                ("most", written(words, most).into()),
            ];
            words.say("manager-number-outside", &values)
        }
        NumberFault::Nothing => signed.say("manager-number-nothing"),
        NumberFault::NotBelowHot => signed.say("manager-number-not-below"),
        NumberFault::TooNear { hysteresis } => {
            let below = [("below", words.number(hysteresis).into())];
            words.say("manager-number-too-near", &below)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them_and_letters_are_none() {
        assert_eq!(number(" 7,5 "), Some(7.5));
        assert_eq!(number("−40"), Some(-40.0));
        for none in ["", "seven", "1e999", "NaN"] {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn a_field_and_what_it_changes_belong_together() {
        for name in [
            "warm",
            "hot",
            "points:entered",
            "more:spoke",
            "half:entered",
        ] {
            let edit = edit_of(name).expect(name);
            assert_eq!(name_of(&edit(1.0)), name);
        }
        assert!(edit_of("csrf").is_none());
    }
}
