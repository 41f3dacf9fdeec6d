//! `[privacy]`.

use std::fs;

use crate::{
    config::{
        consent::ConsentTexts,
        load::Privacy,
        parse::{one_of, path, text, whole, wrong, yes_or_no},
        reader::Section,
    },
    types::{RecogniseIn, Recognition},
};

pub(super) fn privacy(mut section: Section<'_>, languages: &[String]) -> Option<Privacy> {
    const MODES: &[(&str, Recognition)] = &[
        ("visit-only", Recognition::VisitOnly),
        ("opt-in", Recognition::OptIn),
        ("all", Recognition::All),
    ];
    const PLACES: &[(&str, RecogniseIn)] = &[
        ("check-in", RecogniseIn::CheckIn),
        ("everywhere", RecogniseIn::Everywhere),
    ];
    let choose = "choose \"visit-only\" (faces are forgotten when the visit ends), \"opt-in\" (only those are remembered who \
        consent) or \"all\" (everyone is remembered; needs legal_basis and retention_days)";
    let recognition = section.required("recognition", choose, one_of(MODES));
    let all = recognition == Some(Recognition::All);
    let legal_basis = if all {
        section.required(
            "legal_basis",
            "mode \"all\" needs the legal basis in words, as your data-protection officer gave it",
            text,
        )
    } else {
        section.optional("legal_basis", text)
    };
    let retention_days = if all {
        section.required(
            "retention_days",
            "mode \"all\" needs the days after which an absent visitor's signatures go",
            whole(1..=3650),
        )
    } else {
        section.optional("retention_days", whole(1..=3650))
    };
    let history_days = section.optional("history_days", whole(1..=3650));
    let mut recognise_in = RecogniseIn::default();
    section.set("recognise_in", &mut recognise_in, one_of(PLACES));
    let mut consent_days = 365;
    section.set("consent_days", &mut consent_days, whole(1..=3650));
    let mut live_thumbnail = false;
    section.set("live_thumbnail", &mut live_thumbnail, yes_or_no);
    let consent = consent_texts(&mut section, languages);
    section.close();
    Some(Privacy {
        recognition: recognition?,
        legal_basis,
        retention_days,
        history_days,
        recognise_in,
        consent_days,
        live_thumbnail,
        consent,
    })
}

/// What visitors are asked to agree to: the file that is named, in every language of the site, or ours.
fn consent_texts(section: &mut Section<'_>, languages: &[String]) -> ConsentTexts {
    let path = path(section);
    let read = section.optional("consent_file", |value| {
        let path = path(value)?;
        let hint = "relative paths start at the configuration's folder; leave it out for the text of the program";
        let text = fs::read_to_string(&path)
            .or_else(|e| wrong(format!("cannot read {}: {e}", path.display()), hint))?;
        let texts = ConsentTexts::read(&text)?;
        match texts.lacks(languages) {
            Some(language) => wrong(
                format!("has no text in {language}, a language of the site"),
                "write one for each of site.languages",
            ),
            None => Ok(texts),
        }
    });
    read.unwrap_or_else(ConsentTexts::ours)
}
