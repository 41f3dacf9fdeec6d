//! What is kept of a visitor as a page that they can read, in a file of its own: it names nothing outside of itself.

use jiff::{Timestamp, tz::TimeZone};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::known::{Export, KnownBy, ToldPoints, ToldVisit};
use crate::{types::Band, web, words::Language};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2733}\
h1{font-size:28px}h2{font-size:20px;margin-top:2rem}table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid #ccd4dc;font-variant-numeric:tabular-nums}\
.soft{color:#556270}";

/// What stands on the page besides data, in one language.
struct Words<'a> {
    language: Language,
    zone: &'a TimeZone,
}

impl Words<'_> {
    /// Of texts in the order of [`Language::ALL`].
    fn say(&self, texts: [&'static str; 4]) -> &'static str {
        let place = Language::ALL
            .iter()
            .position(|language| *language == self.language);
        texts[place.unwrap_or(0)]
    }

    fn when(&self, at: Timestamp) -> String {
        web::moment_in(self.language, at, self.zone)
    }
}

/// The page, in one of the languages of the site.
pub fn export_page(export: &Export, language: &str, zone: &TimeZone) -> String {
    let language = Language::of(language);
    let words = Words { language, zone };
    let title = words.say([
        "What is kept about you",
        "Ce qui est conservé à votre sujet",
        "Co o Tobie przechowujemy",
        "Was über Sie gespeichert ist",
    ]);
    let (visits, points) = &export.told;
    let page = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (title) " · " (export.code) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                p class="soft" { (export.site_name) " · " (export.code) " · " (words.when(export.at)) }
                (summary(export, &words))
                (told_visits(visits, &words))
                (told_points(points, &words))
                (consents(export, &words))
                (links(export, &words))
                (outcomes(export, &words))
                (log(export, &words))
            }
        }
    };
    page.into_string()
}

fn summary(export: &Export, words: &Words<'_>) -> Markup {
    let signatures: u32 = export.face_signatures.values().sum();
    let also: Vec<_> = export.also.iter().map(ToString::to_string).collect();
    let band = match export.score.band {
        Band::Cold => words.say(["cold", "froid", "zimny", "kalt"]),
        Band::Warm => words.say(["warm", "tiède", "ciepły", "warm"]),
        Band::Hot => words.say(["hot", "chaud", "gorący", "heiß"]),
    };
    html! {
        table {
            @if !also.is_empty() {
                (row(words.say(["Other codes", "Autres codes", "Inne kody", "Weitere Codes"]), &also.join(", ")))
            }
            (row(words.say(["Visits", "Visites", "Wizyty", "Besuche"]), &export.visits.len().to_string()))
            (row(words.say([
                "Your interest as we take it to be, in points, today",
                "Votre intérêt tel que nous l’estimons, en points, aujourd’hui",
                "Twoje zainteresowanie według naszej oceny, w punktach, dziś",
                "Ihr Interesse, wie wir es einschätzen, in Punkten, heute",
            ]), &format!("{band}, {}", export.score.value.floor() + 0.0)))
            (row(words.say([
                "Face signatures (numbers that a face can be compared with; no picture is kept)",
                "Signatures de visage (des nombres auxquels un visage peut être comparé ; aucune image n’est conservée)",
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

fn when_word(words: &Words<'_>) -> &'static str {
    words.say(["When", "Quand", "Kiedy", "Wann"])
}

fn what_word(words: &Words<'_>) -> &'static str {
    words.say(["What", "Quoi", "Co", "Was"])
}

fn told_visits(visits: &[ToldVisit], words: &Words<'_>) -> Markup {
    let row = |visit: &ToldVisit| {
        let cars = visit.cars.iter();
        let cars: Vec<_> = cars
            .map(|(car, s)| format!("{car}, {}", web::duration_in(words.language, *s)))
            .collect();
        let spoke = if visit.spoke {
            words.say(["yes", "oui", "tak", "ja"])
        } else {
            words.say(["no", "non", "nie", "nein"])
        };
        let with = match visit.with {
            0 => words
                .say([
                    "alone",
                    "non accompagné",
                    "bez osób towarzyszących",
                    "allein",
                ])
                .to_owned(),
            n => format!("+ {n}"),
        };
        let known = match visit.known_by {
            KnownBy::New => words.say([
                "first visit",
                "première visite",
                "pierwsza wizyta",
                "erster Besuch",
            ]),
            KnownBy::Face => words.say(["your face", "votre visage", "Twoja twarz", "Ihr Gesicht"]),
            KnownBy::Correction => words.say([
                "somebody of the team",
                "quelqu’un de l’équipe",
                "ktoś z zespołu",
                "jemand vom Team",
            ]),
            KnownBy::Unclear => words.say(["nobody knows", "inconnu", "nie wiadomo", "unbekannt"]),
        };
        vec![
            words.when(visit.from),
            words.when(visit.to),
            cars.join("; "),
            spoke.to_owned(),
            with,
            known.to_owned(),
        ]
    };
    section(
        words.say(["Your visits", "Vos visites", "Twoje wizyty", "Ihre Besuche"]),
        &[
            words.say(["From", "De", "Od", "Von"]),
            words.say(["Until", "À", "Do", "Bis"]),
            words.say([
                "Cars you stood at",
                "Voitures devant lesquelles vous étiez",
                "Oglądane samochody",
                "Autos, an denen Sie standen",
            ]),
            words.say([
                "Spoke with our team",
                "Échange avec l’équipe",
                "Rozmowa z zespołem",
                "Gespräch mit dem Team",
            ]),
            words.say([
                "Came with",
                "Accompagné de",
                "Osoby towarzyszące",
                "In Begleitung",
            ]),
            words.say(["Known by", "Reconnu par", "Rozpoznanie", "Erkannt durch"]),
        ],
        &visits.iter().map(row).collect::<Vec<_>>(),
    )
}

fn consents(export: &Export, words: &Words) -> Markup {
    let row = |given: &super::known::ExportedConsent| {
        let consent = &given.consent;
        let until = consent.ended.map_or(consent.expires, |(at, _)| at);
        vec![
            words.when(consent.given),
            words.when(until),
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

fn links(export: &Export, words: &Words) -> Markup {
    let row = |link: &crate::identity::Link| {
        vec![
            words.when(link.at),
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

fn outcomes(export: &Export, words: &Words) -> Markup {
    let row = |known: &super::known::KnownOutcome| {
        let name = outcome(&known.name).map(|name| words.say(name));
        vec![
            words.when(known.at),
            name.unwrap_or(&known.name).to_owned(),
            known.by.clone(),
        ]
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

fn told_points(points: &[ToldPoints], words: &Words<'_>) -> Markup {
    let number = crate::words::Words::new(words.language, &[]);
    let row = |told: &ToldPoints| {
        let reason = told.reason.as_ref().map_or_else(
            || {
                words.say([
                    "a rule of before",
                    "une règle d’avant",
                    "dawna reguła",
                    "eine frühere Regel",
                ])
            },
            |reason| words.language.pick(reason),
        );
        let of = told
            .of
            .as_ref()
            .map_or_else(String::new, |of| format!(" ({of})"));
        vec![
            words.when(told.at),
            format!("{reason}{of}"),
            number.signed(told.points),
        ]
    };
    section(
        words.say([
            "Why you have points",
            "Pourquoi vous avez des points",
            "Skąd masz punkty",
            "Warum Sie Punkte haben",
        ]),
        &[
            when_word(words),
            words.say(["Reason", "Raison", "Powód", "Grund"]),
            words.say(["Points", "Points", "Punkty", "Punkte"]),
        ],
        &points.iter().map(row).collect::<Vec<_>>(),
    )
}

/// What was done with their data, and by whom. The entries name ids and commands: the other file has them as they are.
fn log(export: &Export, words: &Words<'_>) -> Markup {
    let entries = export.audit.iter();
    let rows: Vec<_> = entries
        .map(|entry| {
            let what = words.say(done(&entry.what));
            vec![words.when(entry.at), entry.who.clone(), what.to_owned()]
        })
        .collect();
    section(
        words.say([
            "What was done with your data",
            "Ce qui a été fait de vos données",
            "Co zrobiono z Twoimi danymi",
            "Was mit Ihren Daten getan wurde",
        ]),
        &[
            when_word(words),
            words.say(["Who", "Qui", "Kto", "Wer"]),
            what_word(words),
        ],
        &rows,
    )
}

/// What an entry of the audit log is about.
fn done(what: &str) -> [&'static str; 4] {
    match what {
        "visitors.exported" => [
            "given out, as here",
            "communiqué, comme ici",
            "wydano, jak tutaj",
            "ausgegeben, wie hier",
        ],
        "visitors.link" => [
            "linked with another system",
            "relié à un autre système",
            "powiązano z innym systemem",
            "mit einem anderen System verknüpft",
        ],
        "visitors.unlink" => [
            "link taken back",
            "lien supprimé",
            "usunięto powiązanie",
            "Verknüpfung aufgehoben",
        ],
        "visitors.send" => [
            "sent to linked systems",
            "envoyé aux systèmes reliés",
            "wysłano do powiązanych systemów",
            "an verknüpfte Systeme gesendet",
        ],
        "outcomes.add" | "outcomes.remove" => [
            "an outcome was noted or taken back",
            "une issue a été notée ou retirée",
            "zapisano lub cofnięto wynik rozmów",
            "ein Ergebnis wurde notiert oder zurückgenommen",
        ],
        _ => [
            "who is who was corrected",
            "une identité a été corrigée",
            "poprawiono, kto jest kim",
            "wer wer ist, wurde berichtigt",
        ],
    }
}

/// An outcome in words.
fn outcome(name: &str) -> Option<[&'static str; 4]> {
    Some(match name {
        "test_drive" => ["test drive", "essai routier", "jazda próbna", "Probefahrt"],
        "quote" => ["quote", "devis", "oferta", "Angebot"],
        "sold" => ["bought", "achat", "zakup", "gekauft"],
        "lost" => ["did not buy", "pas d’achat", "bez zakupu", "nicht gekauft"],
        _ => return None,
    })
}
