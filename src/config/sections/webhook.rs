//! `[[webhook]]`.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::super::{
    parse::{Wrong, name, one_of, parsed, path, texts, wrong},
    reader::Section,
};
use crate::{
    publish::{Format, On, Webhook},
    types::External,
};

const WORDS: [(&str, On); 4] = [
    ("band", On::Band),
    ("series", On::Series),
    ("demand", On::Demand),
    ("audit", On::Audit),
];
const HINT: &str = "any of \"band\" (a linked visitor's band changes), \"series\" (a trigger starts or stops one), \
    \"demand\" (showfloor visitors send) and \"audit\" (the audit log's head, once a day)";

pub(super) fn webhook(mut section: Section<'_>) -> Option<Webhook> {
    const FORMATS: &[(&str, Format)] = &[("json", Format::Json), ("adf", Format::Adf)];
    let id = section.required("id", "a short name such as \"crm\"", name);
    let url = section.required(
        "url",
        "where the receiver is, such as \"https://crm.example/hooks/showfloor\"",
        parsed,
    );
    let file = path(&section);
    let secret_file = section.optional("secret_file", &file);
    let mut format = Format::Json;
    section.set("format", &mut format, one_of(FORMATS));
    let mut on: BTreeSet<On> = WORDS.iter().map(|(_, on)| *on).collect();
    // It is about no visitor, and whoever is told of visitors did not ask for it.
    on.remove(&On::Audit);
    if format == Format::Adf {
        on.remove(&On::Series);
    }
    section.set("on", &mut on, |value| told_of(value, format));
    let client = if on == BTreeSet::from([On::Audit]) {
        section.optional("client", client).or(Some(String::new()))
    } else {
        section.required(
            "client",
            "the system whose links count, as in the topic of its events: \"crm\"",
            client,
        )
    };
    section.close();
    Some(Webhook {
        id: id?,
        url: url?,
        secret_file,
        on,
        format,
        client: client?,
    })
}

fn told_of(value: &DeValue<'_>, format: Format) -> Result<BTreeSet<On>, Wrong> {
    let mut on = BTreeSet::new();
    for word in texts(value)? {
        match WORDS.iter().find(|(name, _)| *name == word) {
            Some((_, On::Audit)) if format == Format::Adf => {
                return wrong(
                    "has \"audit\", for which ADF has no words",
                    "leave it out, or write format = \"json\"",
                );
            }
            Some((_, On::Series)) if format == Format::Adf => {
                return wrong(
                    "has \"series\", for which ADF has no words",
                    "leave it out, or write format = \"json\"",
                );
            }
            Some((_, known)) => drop(on.insert(*known)),
            None => return wrong(format!("{word:?} is not one of the choices"), HINT),
        }
    }
    if on.is_empty() {
        return wrong("is empty", HINT);
    }
    Ok(on)
}

fn client(value: &DeValue<'_>) -> Result<String, Wrong> {
    let client = name(value)?;
    if client == External::STAFF {
        return wrong(
            "staff are colleagues, and nobody is linked with them",
            "name the system whose links count",
        );
    }
    Ok(client)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{self, Config};

    const HOOK: &str = "
[[webhook]]
id = \"crm\"
url = \"https://crm.example/in\"
client = \"crm\"
";

    fn load(hooks: &str) -> Result<Config, String> {
        let showroom = include_str!("../../../tests/data/showroom.toml");
        let showroom = showroom.replace("rules = \"rules.toml\"", "");
        let text = format!("{showroom}\n{hooks}");
        config::load_text(Path::new("test.toml"), &text).map_err(|problems| problems.to_string())
    }

    #[test]
    fn what_is_left_out_is_all_that_the_format_has_words_for() {
        let json = load(HOOK).unwrap().webhooks.remove(0);
        let all = BTreeSet::from([On::Band, On::Series, On::Demand]);
        assert_eq!((json.format, json.on), (Format::Json, all));
        let adf = load(&format!("{HOOK}format = \"adf\"\n")).unwrap();
        let two = BTreeSet::from([On::Band, On::Demand]);
        assert_eq!(adf.webhooks[0].on, two);
    }

    #[test]
    fn the_audit_logs_head_is_told_to_whoever_asks_for_it_and_needs_no_client() {
        let hook =
            "[[webhook]]\nid = \"dpo\"\nurl = \"https://dpo.example/in\"\non = [\"audit\"]\n";
        let told = load(hook).unwrap().webhooks.remove(0);
        assert_eq!((told.on, told.client), ([On::Audit].into(), String::new()));
        let both = load(&hook.replace("[\"audit\"]", "[\"audit\", \"band\"]")).unwrap_err();
        assert!(
            both.contains("webhook.client: is missing") || both.contains("client: is missing"),
            "{both}"
        );
        let adf = load(&format!("{hook}format = \"adf\"\n")).unwrap_err();
        assert!(adf.contains("ADF has no words"), "{adf}");
    }

    #[test]
    fn all_mistakes_are_told_at_once_and_no_secret_with_them() {
        let bad = "
[[webhook]]
id = \"a\"
url = \"http://crm.example/s3cret\"
on = [\"bands\"]
format = \"xml\"
client = \"staff\"
colour = \"red\"

[[webhook]]
id = \"a\"
url = \"https://me:s3cret@crm.example/in\"
";
        let said = load(&format!("{HOOK}{bad}")).unwrap_err();
        for problem in [
            "webhook[1].url: http://crm.example is not encrypted",
            "webhook[1].on: \"bands\" is not one of the choices",
            "webhook[1].format: \"xml\" is not one of the choices",
            "webhook[1].client: staff are colleagues",
            "webhook[1].colour: is not a known key",
            "webhook[2].url: holds a user or password",
            "webhook[2].client: is missing",
        ] {
            assert!(said.contains(problem), "{problem}: {said}");
        }
        assert!(!said.contains("s3cret"), "{said}");
        let twice = load(&format!("{HOOK}{HOOK}")).unwrap_err();
        assert!(
            twice.contains("\"crm\" is taken by another webhook"),
            "{twice}"
        );
        let series = load(&format!("{HOOK}format = \"adf\"\non = [\"series\"]\n")).unwrap_err();
        assert!(series.contains("ADF has no words"), "{series}");
    }
}
