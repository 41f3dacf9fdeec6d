//! Expressions beside the interpreter of the `cel` crate, and what is refused.

use std::collections::BTreeMap;

use cel::{Context, Program, Value as Theirs};
use proptest::prelude::*;

use super::{
    check::check,
    names::{Kind, Names, On, Slot},
    tree::{Scope, Value},
};

/// A report with a field of each kind, one of which may be missing.
#[derive(Debug)]
struct Report {
    number: f64,
    text: String,
    flag: bool,
    missing: bool,
}

impl Scope for Report {
    fn value(&self, slot: &Slot) -> Option<Value<'_>> {
        match slot {
            Slot::Data(name) if name == "number" => Some(Value::Double(self.number)),
            Slot::Data(name) if name == "text" => Some(Value::Text(&self.text)),
            Slot::Data(name) if name == "flag" => Some(Value::Bool(self.flag)),
            Slot::Data(name) if name == "maybe" && !self.missing => Some(Value::Double(1.5)),
            Slot::Score => Some(Value::Double(12.0)),
            _ => None,
        }
    }

    fn seen(&self, _: &str) -> i64 {
        2
    }

    fn days_seen(&self, _: &str, days: u32) -> i64 {
        i64::from(days.min(3))
    }

    fn hours_since(&self, _: &str) -> f64 {
        f64::INFINITY
    }
}

fn names() -> Names {
    let fields = BTreeMap::from([
        ("number".to_owned(), Kind::Double),
        ("text".to_owned(), Kind::Text),
        ("flag".to_owned(), Kind::Bool),
        ("maybe".to_owned(), Kind::Double),
    ]);
    let on = On::Report("it".to_owned());
    Names::new(
        &on,
        false,
        Some(&fields),
        &BTreeMap::new(),
        &["it".to_owned()],
    )
}

/// Expressions whose kinds are right, by the kind that they give.
fn doubles() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        (-40i32..40).prop_map(|n| format!("{:.1}", f64::from(n) / 4.0)),
        Just("event.number".to_owned()),
        Just("event.maybe".to_owned()),
        Just("score".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (
                inner.clone(),
                prop_oneof![Just("+"), Just("-"), Just("*"), Just("/")],
                inner.clone()
            )
                .prop_map(|(a, how, b)| format!("({a} {how} {b})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            ints().prop_map(|a| format!("double({a})")),
        ]
    })
    .boxed()
}

fn ints() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        (-9i64..9).prop_map(|n| n.to_string()),
        Just("size(event.text)".to_owned()),
        Just("9223372036854775807".to_owned()),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        (
            inner.clone(),
            prop_oneof![Just("+"), Just("-"), Just("*"), Just("/"), Just("%")],
            inner,
        )
            .prop_map(|(a, how, b)| format!("({a} {how} {b})"))
    })
    .boxed()
}

fn conditions() -> BoxedStrategy<String> {
    let compared = prop_oneof![
        Just("<"),
        Just("<="),
        Just(">"),
        Just(">="),
        Just("=="),
        Just("!=")
    ];
    let leaf = prop_oneof![
        Just("event.flag".to_owned()),
        Just("has(event.maybe)".to_owned()),
        (doubles(), compared.clone(), doubles()).prop_map(|(a, how, b)| format!("({a} {how} {b})")),
        (ints(), compared.clone(), ints()).prop_map(|(a, how, b)| format!("({a} {how} {b})")),
        (ints(), compared, doubles()).prop_map(|(a, how, b)| format!("({a} {how} {b})")),
        Just("event.text == \"SUV\"".to_owned()),
        Just("event.text in [\"SUV\", \"small\"]".to_owned()),
        Just("event.text.contains(\"U\")".to_owned()),
        Just("event.text.startsWith(\"SU\")".to_owned()),
        Just("event.text.endsWith(\"all\")".to_owned()),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
    .boxed()
}

/// What the `cel` crate makes of it; `None` where it has no value.
fn theirs(text: &str, report: &Report) -> Option<Theirs> {
    let mut event = BTreeMap::from([
        ("number".to_owned(), Theirs::Float(report.number)),
        (
            "text".to_owned(),
            Theirs::String(report.text.clone().into()),
        ),
        ("flag".to_owned(), Theirs::Bool(report.flag)),
    ]);
    if !report.missing {
        event.insert("maybe".to_owned(), Theirs::Float(1.5));
    }
    let mut context = Context::default();
    let event: std::collections::HashMap<String, Theirs> = event.into_iter().collect();
    context.add_variable_from_value("event", event);
    context.add_variable_from_value("score", 12.0);
    let program = Program::compile(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    program.execute(&context).ok()
}

fn reports() -> impl Strategy<Value = Report> {
    (
        -20i32..20,
        prop_oneof![Just("SUV"), Just("small"), Just("")],
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(number, text, flag, missing)| Report {
            number: f64::from(number) / 4.0,
            text: text.to_owned(),
            flag,
            missing,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_condition_holds_where_the_library_says_so(text in conditions(), report in reports()) {
        let ours = check(&text, &names(), &[Kind::Bool]).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        prop_assert_eq!(ours.holds(&report), theirs(&text, &report) == Some(Theirs::Bool(true)), "{}", text);
    }

    #[test]
    fn a_calculation_gives_what_the_library_does(text in prop_oneof![doubles(), ints()], report in reports()) {
        let ours = check(&text, &names(), &[Kind::Double, Kind::Int]).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        let theirs = match theirs(&text, &report) {
            Some(Theirs::Float(x)) => x.is_finite().then_some(x),
            Some(Theirs::Int(n)) => Some(n as f64),
            _ => None,
        };
        prop_assert_eq!(ours.number(&report), theirs, "{}", text);
    }

    #[test]
    fn whatever_is_written_is_checked_or_refused(text in "[a-z0-9.()\\[\\]\"&|!<>=+*/%?: -]{0,60}") {
        let _ = check(&text, &names(), &[Kind::Bool]);
    }
}

#[test]
fn what_goes_deep_or_on_for_ever_is_refused() {
    let deep = format!("{}event.flag{}", "(".repeat(500), ")".repeat(500));
    assert!(check(&deep, &names(), &[Kind::Bool]).is_err());
    let long = "event.flag && ".repeat(200) + "event.flag";
    assert!(check(&long, &names(), &[Kind::Bool]).is_err());
    let not = format!("{}event.flag", "!".repeat(1500));
    let _ = check(&not, &names(), &[Kind::Bool]);
}

#[test]
fn counts_of_events_are_asked_for_by_name() {
    let text = "seen(\"it\") == 2 && days_seen(\"it\", 7) == 3 && hours_since(\"it\") > 1000.0";
    let report = Report {
        number: 0.0,
        text: String::new(),
        flag: false,
        missing: true,
    };
    let checked = check(text, &names(), &[Kind::Bool]).unwrap();
    assert!(checked.holds(&report));
    assert_eq!(checked.asked, ["it", "it", "it"]);
}
