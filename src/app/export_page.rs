//! What is kept of a visitor as a page that they can read, in a file of its own: it names nothing outside of itself.

use jiff::{Timestamp, tz::TimeZone};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

use super::known::Export;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2733}\
h1{font-size:28px}h2{font-size:20px;margin-top:2rem}table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid #ccd4dc;font-variant-numeric:tabular-nums}\
.soft{color:#556270}";

/// The languages of [`Words`], in the order of its texts.
const LANGUAGES: [&str; 4] = ["en", "fr", "pl", "de"];

/// What stands on the page besides data, in one language.
struct Words(usize);

impl Words {
    fn of(language: &str) -> Self {
        Self(LANGUAGES.iter().position(|l| *l == language).unwrap_or(0))
    }

    fn say(&self, texts: [&'static str; 4]) -> &'static str {
        texts[self.0]
    }
}

/// The page, in one of the languages of the site.
pub fn export_page(export: &Export, language: &str, zone: &TimeZone) -> String {
    let words = Words::of(language);
    let when = |at: Timestamp| {
        at.to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    };
    let title = words.say([
        "What is kept about you",
        "Ce qui est conservé à votre sujet",
        "Co o Tobie przechowujemy",
        "Was über Sie gespeichert ist",
    ]);
    let page = html! {
        (DOCTYPE)
        html lang=(LANGUAGES[words.0]) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (title) " · " (export.code) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                p class="soft" { (export.site_name) " · " (export.code) " · " (when(export.at)) }
                (summary(export, &words))
                (visits(export, &words, &when))
                (consents(export, &words, &when))
                (links(export, &words, &when))
                (outcomes(export, &words, &when))
                (ledger(export, &words, &when))
                (events(export, &words, &when))
                (log(export, &words, &when))
            }
        }
    };
    page.into_string()
}

fn summary(export: &Export, words: &Words) -> Markup {
    let signatures: u32 = export.face_signatures.values().sum();
    let also: Vec<_> = export.also.iter().map(ToString::to_string).collect();
    html! {
        table {
            @if !also.is_empty() {
                (row(words.say(["Other codes", "Autres codes", "Inne kody", "Weitere Codes"]), &also.join(", ")))
            }
            (row(words.say(["Visits", "Visites", "Wizyty", "Besuche"]), &export.visits.len().to_string()))
            (row(words.say(["Score of interest", "Score d'intérêt", "Wynik zainteresowania", "Interessenwert"]), &format!("{:.1}", export.score.value)))
            (row(words.say([
                "Face signatures (numbers that a face can be compared with; no picture is kept)",
                "Signatures de visage (des nombres auxquels un visage peut être comparé ; aucune image n'est conservée)",
                "Sygnatury twarzy (liczby, z którymi można porównać twarz; żadnych zdjęć nie przechowujemy)",
                "Gesichtssignaturen (Zahlen, mit denen ein Gesicht verglichen werden kann; kein Bild wird gespeichert)",
            ]), &signatures.to_string()))
        }
    }
}

fn row(name: &str, value: &str) -> Markup {
    html! { tr { th scope="row" { (name) } td { (value) } } }
}

/// A part of the page; nothing where it is empty.
fn section(title: &str, headings: &[&str], rows: &[Vec<String>]) -> Markup {
    html! {
        @if !rows.is_empty() {
            h2 { (title) }
            table {
                thead { tr { @for heading in headings { th scope="col" { (heading) } } } }
                tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
            }
        }
    }
}

fn when_word(words: &Words) -> &'static str {
    words.say(["When", "Quand", "Kiedy", "Wann"])
}

fn what_word(words: &Words) -> &'static str {
    words.say(["What", "Quoi", "Co", "Was"])
}

fn visits(export: &Export, words: &Words, when: &dyn Fn(Timestamp) -> String) -> Markup {
    let rows: Vec<_> = export
        .visits
        .iter()
        .map(|v| vec![when(v.opened), when(v.last_seen)])
        .collect();
    section(
        words.say(["Visits", "Visites", "Wizyty", "Besuche"]),
        &[
            words.say(["From", "De", "Od", "Von"]),
            words.say(["Until", "À", "Do", "Bis"]),
        ],
        &rows,
    )
}

fn consents(export: &Export, words: &Words, when: &dyn Fn(Timestamp) -> String) -> Markup {
    let row = |given: &super::known::ExportedConsent| {
        let consent = &given.consent;
        let until = consent.ended.map_or(consent.expires, |(at, _)| at);
        vec![
            when(consent.given),
            when(until),
            given.text.clone(),
            consent.version.clone(),
            consent.by.clone(),
        ]
    };
    let rows: Vec<_> = export.consents.iter().map(row).collect();
    section(
        words.say([
            "Consents to be recognised",
            "Consentements à être reconnu",
            "Zgody na rozpoznawanie",
            "Einwilligungen ins Wiedererkennen",
        ]),
        &[
            when_word(words),
            words.say(["Until", "Jusqu'au", "Do", "Bis"]),
            words.say(["Agreed to", "Accord donné à", "Zgoda na", "Eingewilligt in"]),
            words.say(["Version", "Version", "Wersja", "Fassung"]),
            words.say(["Noted by", "Noté par", "Zapisał(a)", "Notiert von"]),
        ],
        &rows,
    )
}

fn links(export: &Export, words: &Words, when: &dyn Fn(Timestamp) -> String) -> Markup {
    let row = |link: &crate::identity::Link| {
        vec![
            when(link.at),
            link.client.clone(),
            link.contact.clone(),
            link.consent.clone(),
            link.by.clone(),
        ]
    };
    let rows: Vec<_> = export.links.iter().map(row).collect();
    section(
        words.say(["Consents", "Consentements", "Zgody", "Einwilligungen"]),
        &[
            when_word(words),
            words.say(["System", "Système", "System", "System"]),
            words.say([
                "Known there as",
                "Connu là comme",
                "Znany tam jako",
                "Dort bekannt als",
            ]),
            words.say(["Agreed to", "Accord donné à", "Zgoda na", "Eingewilligt in"]),
            words.say(["Noted by", "Noté par", "Zapisał(a)", "Notiert von"]),
        ],
        &rows,
    )
}

fn outcomes(export: &Export, words: &Words, when: &dyn Fn(Timestamp) -> String) -> Markup {
    let row = |outcome: &super::known::KnownOutcome| {
        vec![when(outcome.at), plain(&outcome.name), outcome.by.clone()]
    };
    let rows: Vec<_> = export.outcomes.iter().map(row).collect();
    section(
        words.say(["Outcomes", "Résultats", "Wyniki", "Ergebnisse"]),
        &[
            when_word(words),
            what_word(words),
            words.say(["Noted by", "Noté par", "Zapisał(a)", "Notiert von"]),
        ],
        &rows,
    )
}

fn ledger(export: &Export, words: &Words, when: &dyn Fn(Timestamp) -> String) -> Markup {
    let entries = export.score.ledger.iter();
    let rows: Vec<_> = entries
        .map(|entry| {
            vec![
                when(entry.at),
                plain(entry.rule.as_str()),
                format!("{:+.1}", entry.points),
                entry.score.to_string(),
            ]
        })
        .collect();
    section(
        words.say([
            "Changes of the score",
            "Évolution du score",
            "Zmiany wyniku",
            "Änderungen des Werts",
        ]),
        &[
            when_word(words),
            words.say(["Rule", "Règle", "Reguła", "Regel"]),
            words.say(["Points", "Points", "Punkty", "Punkte"]),
            words.say(["Of", "De", "Czego", "Wovon"]),
        ],
        &rows,
    )
}

fn events(export: &Export, words: &Words, when: &dyn Fn(Timestamp) -> String) -> Markup {
    let row = |event: &crate::types::Event| {
        let value = serde_json::to_value(&event.kind).unwrap_or_default();
        let kind = value
            .get("kind")
            .and_then(Value::as_str)
            .unwrap_or_default();
        vec![when(event.stamp.utc), plain(kind), particulars(&value)]
    };
    let rows: Vec<_> = export.events.iter().map(row).collect();
    section(
        words.say([
            "What was observed",
            "Ce qui a été observé",
            "Co zaobserwowano",
            "Was beobachtet wurde",
        ]),
        &[
            when_word(words),
            what_word(words),
            words.say(["Particulars", "Détails", "Szczegóły", "Einzelheiten"]),
        ],
        &rows,
    )
}

fn log(export: &Export, words: &Words, when: &dyn Fn(Timestamp) -> String) -> Markup {
    let entries = export.audit.iter();
    let rows: Vec<_> = entries
        .map(|entry| vec![when(entry.at), entry.who.clone(), entry.detail.clone()])
        .collect();
    section(
        words.say([
            "Entries of the audit log",
            "Entrées du journal d'audit",
            "Wpisy dziennika",
            "Einträge des Protokolls",
        ]),
        &[
            when_word(words),
            words.say(["Who", "Qui", "Kto", "Wer"]),
            what_word(words),
        ],
        &rows,
    )
}

/// What an event carries, in one line.
fn particulars(value: &Value) -> String {
    let fields = value.as_object().into_iter().flatten();
    let fields = fields.filter(|(name, value)| *name != "kind" && !value.is_null());
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map_or_else(String::new, |n| {
            let text = format!("{n:.1}");
            text.trim_end_matches(".0").to_owned()
        }),
        other => other.to_string(),
    };
    let said: Vec<_> = fields
        .map(|(name, value)| format!("{}: {}", plain(name), text(value)))
        .collect();
    said.join(", ")
}

/// A name of the data as words.
fn plain(name: &str) -> String {
    name.replace(['_', '-'], " ")
}
