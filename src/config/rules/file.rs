//! The rule file as a whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::item::{fields, rule, trigger, version};
use crate::{
    config::{
        Problems,
        parse::{Wrong, number, wrong},
        reader::{Section, document},
    },
    scoring::{Bands, Caps, MOST, Parts, Schema},
    types::RuleId,
};
use toml::de::DeValue;

/// Reads a rule file: all that is wrong with it, at once, each with rule, line, expression and how to mend it.
///
/// # Errors
/// Every mistake found.
pub fn read(file: &Path, text: &str) -> Result<Parts, Problems> {
    document(file, text, "config/scoring/showroom.toml", parts).0
}

fn parts(mut root: Section<'_>) -> Option<Parts> {
    let version = version(&mut root);
    let schema = schema(&mut root);
    let bands = bands(root.section("bands"));
    let caps = caps(root.section("caps"));
    let mut grid = root.section("grid");
    let levels = grid.optional("engagement", three_borders);
    grid.close();
    let mut ids = BTreeSet::new();
    let mut rules = Vec::new();
    let mut triggers = Vec::new();
    let mut whole = true;
    for mut section in root.list("rule") {
        let read = rule(&mut section, &schema);
        once(&mut ids, &section, read.as_ref().map(|rule| &rule.id));
        section.close();
        whole &= read.is_some();
        rules.extend(read);
    }
    for mut section in root.list("trigger") {
        let read = trigger(&mut section, &schema);
        once(&mut ids, &section, read.as_ref().map(|trigger| &trigger.id));
        section.close();
        whole &= read.is_some();
        triggers.extend(read);
    }
    if rules.is_empty() && whole {
        root.source().problem(
            None,
            "rule",
            "there is none",
            "write a [[rule]] with id, on, points and text for each",
        );
    }
    root.close();
    let bands = bands?;
    whole.then_some(Parts {
        version: version?,
        levels: levels.unwrap_or([bands.hot, f64::midpoint(bands.hot, bands.warm), bands.warm]),
        bands,
        caps,
        schema,
        rules,
        triggers,
    })
}

/// Every id stands for one thing: entries name it.
pub(super) fn once(ids: &mut BTreeSet<RuleId>, section: &Section<'_>, id: Option<&RuleId>) {
    if let Some(id) = id
        && !ids.insert(id.clone())
    {
        section.problem_at(
            "id",
            format!("{id} is used twice"),
            "give each rule and trigger an id of its own".to_owned(),
        );
    }
}

fn schema(root: &mut Section<'_>) -> Schema {
    let mut reports = BTreeMap::new();
    for (name, section) in root.section("events").tables() {
        if !Schema::may_declare(&name) {
            section.problem(
                "is an event that we know ourselves",
                "give your system's report another name",
            );
        }
        reports.insert(name, fields(section));
    }
    Schema {
        reports,
        profile: fields(root.section("profile")),
    }
}

fn bands(mut section: Section<'_>) -> Option<Bands> {
    let hint = "[bands] with warm and hot: from how many points on a lead is so";
    let points = number(0.0..=MOST);
    let warm = section.required("warm", hint, &points);
    let hot = section.required("hot", hint, &points);
    let hysteresis = section.optional("hysteresis", &points).unwrap_or(0.0);
    if let (Some(warm), Some(hot)) = (warm, hot) {
        if warm >= hot {
            section.problem_at(
                "hot",
                format!("warm = {warm} is not below hot = {hot}"),
                "a lead is warm before it is hot".to_owned(),
            );
        } else if hysteresis >= hot - warm {
            section.problem_at(
                "hysteresis",
                format!("{hysteresis} is no less than what lies between warm and hot"),
                format!("less than {}", hot - warm),
            );
        }
    }
    section.close();
    Some(Bands {
        warm: warm?,
        hot: hot?,
        hysteresis,
    })
}

fn caps(mut section: Section<'_>) -> Caps {
    let cap = number(0.001..=MOST);
    let caps = Caps {
        per_visit: section.optional("per_visit", &cap),
        per_day: section.optional("per_day", &cap),
        in_total: section.optional("in_total", &cap),
    };
    section.close();
    caps
}

/// Three borders, the highest first.
pub(super) fn three_borders(value: &DeValue<'_>) -> Result<[f64; 3], Wrong> {
    let hint = "three borders in points, the highest first: [80, 40, 15]";
    let Some([a, b, c]) = value.as_array().map(|borders| &borders[..]) else {
        return wrong("is not a list of three", hint);
    };
    let border = number(-MOST..=MOST);
    let borders = [
        border(a.get_ref())?,
        border(b.get_ref())?,
        border(c.get_ref())?,
    ];
    if borders[0] > borders[1] && borders[1] > borders[2] {
        Ok(borders)
    } else {
        wrong("do not fall", hint)
    }
}
