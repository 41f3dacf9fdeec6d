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

const WORDS: [(&str, On); 3] = [
    ("band", On::Band),
    ("series", On::Series),
    ("demand", On::Demand),
];
const HINT: &str = "any of \"band\" (a linked visitor's band changes), \"series\" (a trigger starts or stops one) and \
    \"demand\" (showfloor visitors send)";

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
    if format == Format::Adf {
        on.remove(&On::Series);
    }
    section.set("on", &mut on, |value| told_of(value, format));
    let client = section.required(
        "client",
        "the system whose links count, as in the topic of its events: \"crm\"",
        client,
    );
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
