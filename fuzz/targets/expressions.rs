//! Expressions of rules (CEL): parsed, checked against names and kinds, and evaluated on a history. The first letter says
//! what the expression is for, the second what it is about.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use showfloor::{
    config::rule_file,
    scoring::{Expression, Fault, On, Parts, Points, RuleSet},
};
use showfloor_fuzz::{files::project, history::try_rules};

static PARTS: LazyLock<Parts> = LazyLock::new(|| {
    let file = project("config/scoring/website.toml");
    let text = std::fs::read_to_string(&file).expect("a rule file that ships");
    rule_file(&file, &text).unwrap_or_else(|problems| panic!("{problems}"))
});

/// What an expression may be about.
static ABOUT: LazyLock<Vec<On>> = LazyLock::new(|| {
    let floor = [
        "entered",
        "returned",
        "dwelled",
        "unattended",
        "contacted",
        "party",
        "left",
    ];
    let mut about: Vec<_> = floor.into_iter().map(On::Floor).collect();
    about.extend(PARTS.schema.reports.keys().cloned().map(On::Report));
    about.extend([On::Silence, On::Profile]);
    about
});

fuzz_target!(|text: &str| {
    let mut letters = text.chars();
    let (Some(purpose), Some(about)) = (letters.next(), letters.next()) else {
        return;
    };
    let text = letters.as_str();
    let on = &ABOUT[about as usize % ABOUT.len()];
    let schema = &PARTS.schema;
    let mut parts = PARTS.clone();
    let rule = &mut parts.rules[0];
    rule.on = on.clone();
    rule.silence = None;
    rule.when = None;
    let checked = match purpose as u32 % 3 {
        0 => schema
            .condition(on, text)
            .map(|when| rule.when = Some(when)),
        1 => schema
            .points(on, text)
            .map(|points| rule.points = Points::Computed(points)),
        _ => schema
            .trigger(Some(on), text)
            .map(|when| trigger(&mut parts, on, when)),
    };
    match checked {
        // Rules on silence need a time, which is the rule file's business.
        Ok(()) if *on == On::Silence => {}
        Ok(()) => try_rules(&RuleSet::new(parts, None)),
        Err(fault) => assert_helpful(&fault, text),
    }
});

fn trigger(parts: &mut Parts, on: &On, when: Expression) {
    if let Some(trigger) = parts.triggers.first_mut() {
        (trigger.on, trigger.when) = (Some(on.clone()), Some(when));
    }
}

fn assert_helpful(fault: &Fault, text: &str) {
    assert!(
        !fault.what.is_empty() && !fault.hint.is_empty(),
        "{fault:?}"
    );
    if let Some(column) = fault.column {
        // One behind the end is where something is missing.
        assert!(
            (1..=text.chars().count() + 1).contains(&column),
            "{fault:?} in {text:?}"
        );
    }
}
