//! What the salesperson reads, in four languages: where, why now, what to do.

mod camera;
mod over;
mod room;
mod said;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::Date};

pub(super) use camera::camera;
pub(super) use over::{Over, over};
pub(super) use room::room;
pub(super) use said::{Said, capitalised};

use crate::types::{AlertKind, Stamp};
use said::Parts;

/// What is known when the alert is raised.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "things that are independently so or not"
)]
pub(super) struct Facts {
    /// Product and place, as labelled in the configuration: "Kona Electric, by the window".
    pub(super) place: Option<String>,
    /// Number of this visit, from 2.
    pub(super) nth_visit: Option<u32>,
    pub(super) last_visit: Option<Date>,
    /// The visitor was recognised, but only just.
    pub(super) unsure: bool,
    /// How many belong together, the visitor included, children not; 0 and 1 are alone.
    pub(super) people: u32,
    pub(super) children: u32,
    /// They were always alone before.
    pub(super) alone_before: bool,
    /// A colleague spoke with them in an earlier visit.
    pub(super) spoke_before: bool,
    /// What they looked at longest in their last visit.
    pub(super) looked_at: Option<String>,
    /// They make for the exit.
    pub(super) leaving: bool,
    /// Their score is in the highest band.
    pub(super) hot: bool,
    /// Nobody said in time that they go.
    pub(super) overdue: bool,
    /// Others who need somebody: where, and since what.
    pub(super) also: Vec<(Option<String>, AlertKind)>,
    /// Since the visit began.
    pub(super) here: Duration,
    /// Since the first interest, nobody having come.
    pub(super) alone: Option<Duration>,
}

impl Facts {
    /// These facts, and what `newer` says besides: what is known of the past stays known.
    pub(super) fn joined(self, newer: Self) -> Self {
        Self {
            place: newer.place.or(self.place),
            nth_visit: newer.nth_visit.or(self.nth_visit),
            last_visit: newer.last_visit.or(self.last_visit),
            unsure: newer.unsure,
            people: newer.people.max(self.people),
            children: newer.children.max(self.children),
            alone_before: newer.alone_before || self.alone_before,
            spoke_before: newer.spoke_before || self.spoke_before,
            looked_at: newer.looked_at.or(self.looked_at),
            leaving: newer.leaving || self.leaving,
            hot: newer.hot || self.hot,
            overdue: newer.overdue || self.overdue,
            also: self.also,
            here: newer.here.max(self.here),
            alone: newer.alone.or(self.alone),
        }
    }

    /// Since when nobody has been with them, of facts that were so at `noted`.
    pub(super) fn alone_since(&self, noted: &Stamp) -> Option<Timestamp> {
        let alone = SignedDuration::try_from(self.alone?).ok()?;
        noted.utc.checked_sub(alone).ok()
    }
}

const MONTHS: [[&str; 12]; 4] = [
    [
        "Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec",
    ],
    [
        "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
];

/// Until then a visitor has just arrived.
const ARRIVED: Duration = Duration::from_mins(1);

/// Places of the languages in the tables.
const EN: usize = 0;
const FR: usize = 1;
const PL: usize = 2;
const DE: usize = 3;

/// What an alert says when it is raised.
pub(super) fn raised(kind: AlertKind, facts: &Facts) -> Said {
    Said::in_parts(|lang| Parts {
        place: place(lang, facts.place.as_ref()),
        why: reasons(lang, kind, facts).join(" · "),
        here: says_how_long(kind, facts).then(|| here(lang, facts.here)),
        alone: facts.alone.map(|time| alone(lang, time)),
        todo: format!("{}{}", advice(lang, kind, facts), also(lang, &facts.also)),
    })
}

fn place(lang: usize, place: Option<&String>) -> String {
    let somewhere = [
        "In the showroom",
        "Dans le hall",
        "W salonie",
        "Im Ausstellungsraum",
    ];
    place.map_or_else(|| somewhere[lang].to_owned(), Clone::clone)
}

/// Others who need somebody, in a sentence of its own.
fn also(lang: usize, others: &[(Option<String>, AlertKind)]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let need = |kind: AlertKind| match kind {
        AlertKind::Waiting => ["waiting", "attend", "czeka", "wartet"],
        AlertKind::Returning | AlertKind::Party => {
            ["came back", "de retour", "powrót", "wieder da"]
        }
        AlertKind::Hot => [
            "very interested",
            "fort intérêt",
            "duże zainteresowanie",
            "großes Interesse",
        ],
        _ => [
            "nobody with them",
            "sans vendeur",
            "bez obsługi",
            "ohne Betreuung",
        ],
    };
    let each = others
        .iter()
        .map(|(at, kind)| format!("{} ({})", place(lang, at.as_ref()), need(*kind)[lang]));
    let words = [" Also: ", " Aussi : ", " Także: ", " Außerdem: "];
    format!("{}{}.", words[lang], each.collect::<Vec<_>>().join(", "))
}

/// Why somebody should go there, but for times.
fn reasons(lang: usize, kind: AlertKind, facts: &Facts) -> Vec<String> {
    let mut reasons = Vec::new();
    if facts.overdue {
        reasons.push(
            [
                "no colleague there yet",
                "aucun collègue sur place",
                "nikt z zespołu nie podszedł",
                "noch kein Kollege dort",
            ][lang]
                .to_owned(),
        );
    }
    if facts.hot || kind == AlertKind::Hot {
        reasons.push(
            [
                "very interested",
                "fort intérêt",
                "duże zainteresowanie",
                "großes Interesse",
            ][lang]
                .to_owned(),
        );
    }
    if facts.leaving {
        reasons.push(
            [
                "on the way out",
                "sur le départ",
                "zmierza do wyjścia",
                "geht gerade",
            ][lang]
                .to_owned(),
        );
    }
    if facts.people > 1 || facts.children > 0 {
        reasons.push(company(lang, facts));
    }
    if let Some(n) = facts.nth_visit {
        reasons.push(history(lang, n, facts));
    }
    // The car they stand at is named already.
    let there = |product: &str| facts.place.as_ref().is_some_and(|p| p.starts_with(product));
    if let Some(product) = facts.looked_at.as_ref().filter(|product| {
        !there(product)
            && matches!(
                kind,
                AlertKind::Returning | AlertKind::Party | AlertKind::Hot
            )
    }) {
        let last = [
            "last time at the",
            "la dernière fois :",
            "ostatnio przy:",
            "zuletzt am",
        ];
        reasons.push(format!("{} {product}", last[lang]));
    }
    reasons
}

/// Whether a text says how long they have been here. "Just arrived" is news of somebody who came back; elsewhere it would
/// weaken the reason beside it. How long they have been alone says it where that is nearly as long.
fn says_how_long(kind: AlertKind, facts: &Facts) -> bool {
    let said = facts
        .alone
        .is_some_and(|alone| facts.here < alone + ARRIVED);
    facts.here >= ARRIVED && !said || kind == AlertKind::Returning
}

/// How many they are.
fn company(lang: usize, facts: &Facts) -> String {
    let counted = |n: u32, words: [[&str; 3]; 4]| {
        let form = match (lang, n) {
            (_, 1) => 0,
            (PL, _) if (2..=4).contains(&(n % 10)) && !(12..=14).contains(&(n % 100)) => 1,
            (PL, _) => 2,
            _ => 1,
        };
        format!("{n} {}", words[lang][form])
    };
    let people = [
        ["person", "people", ""],
        ["personne", "personnes", ""],
        ["osoba", "osoby", "osób"],
        ["Person", "Personen", ""],
    ];
    let children = [
        ["child", "children", ""],
        ["enfant", "enfants", ""],
        ["dziecko", "dzieci", "dzieci"],
        ["Kind", "Kinder", ""],
    ];
    let mut words = counted(facts.people.max(1), people);
    if facts.children > 0 {
        let with = ["with", "avec", "i", "mit"][lang];
        words = format!("{words} {with} {}", counted(facts.children, children));
    }
    if facts.alone_before {
        let before = [
            "came alone until now",
            "jusqu'ici toujours en solo",
            "dotąd w pojedynkę",
            "bisher allein hier",
        ];
        words = format!("{words}, {}", before[lang]);
    }
    words
}

/// Seconds below a minute, else whole minutes, with the unit that all four languages share.
fn spell(time: Duration) -> String {
    match time.as_secs() {
        s @ 0..60 => format!("{s} s"),
        s => format!("{} min", s / 60),
    }
}

fn history(lang: usize, n: u32, facts: &Facts) -> String {
    let nth = match lang {
        EN => format!("{n}{} visit", ordinal(n)),
        FR => format!("{n}e visite"),
        PL => format!("{n}. wizyta"),
        _ => format!("{n}. Besuch"),
    };
    let probably = [
        "probably ",
        "sans doute ",
        "prawdopodobnie ",
        "wahrscheinlich ",
    ];
    let nth = if facts.unsure {
        format!("{}{nth}", probably[lang])
    } else {
        nth
    };
    let Some(last) = facts.last_visit else {
        return nth;
    };
    let (day, month) = (last.day(), MONTHS[lang][last.month() as usize - 1]);
    match lang {
        EN => format!("{nth}, last here {day} {month}"),
        FR => format!("{nth}, dernière le {day} {month}"),
        PL => format!("{nth}, ostatnio {day} {month}"),
        _ => format!("{nth}, zuletzt am {day}. {month}"),
    }
}

fn ordinal(n: u32) -> &'static str {
    match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

fn here(lang: usize, time: Duration) -> String {
    if time < ARRIVED {
        return [
            "just arrived",
            "vient d'arriver",
            "przed chwilą w salonie",
            "gerade gekommen",
        ][lang]
            .to_owned();
    }
    let time = spell(time);
    match lang {
        EN => format!("{time} here"),
        FR => format!("ici depuis {time}"),
        PL => format!("od {time} na miejscu"),
        _ => format!("seit {time} hier"),
    }
}

fn alone(lang: usize, time: Duration) -> String {
    let time = spell(time);
    match lang {
        EN => format!("nobody with them for {time}"),
        FR => format!("sans vendeur depuis {time}"),
        PL => format!("od {time} bez obsługi"),
        _ => format!("seit {time} ohne Betreuung"),
    }
}

fn advice(lang: usize, kind: AlertKind, facts: &Facts) -> &'static str {
    let words = match kind {
        _ if facts.leaving => [
            "Speak to them at the door, or say goodbye.",
            "Abordez-les à la porte, ou saluez-les au départ.",
            "Podejdź przy drzwiach albo pożegnaj.",
            "An der Tür ansprechen oder freundlich verabschieden.",
        ],
        AlertKind::Returning if !facts.spoke_before => [
            "Welcome them back: nobody has spoken with them so far.",
            "Accueillez-les : personne ne leur a encore parlé.",
            "Przywitaj ponownie: nie było jeszcze rozmowy.",
            "Willkommen heißen: Bisher gab es kein Gespräch.",
        ],
        AlertKind::Returning => [
            "Say hello and pick up where you left off.",
            "Saluez et reprenez là où vous en étiez.",
            "Przywitaj się i nawiąż do ostatniej rozmowy.",
            "Begrüßen und dort anknüpfen, wo Sie aufgehört haben.",
        ],
        AlertKind::Hot => [
            "Go now and offer a test drive.",
            "Allez-y maintenant, proposez un essai.",
            "Podejdź teraz i zaproponuj jazdę próbną.",
            "Jetzt hingehen und eine Probefahrt anbieten.",
        ],
        AlertKind::Party => [
            "Greet them all, and offer to sit down over the details.",
            "Saluez tout le monde et proposez de vous asseoir pour les détails.",
            "Przywitaj wszystkich i zaproponuj rozmowę o szczegółach przy stoliku.",
            "Alle begrüßen und anbieten, sich für die Einzelheiten zu setzen.",
        ],
        AlertKind::Waiting => [
            "Go to the desk and ask how you can help.",
            "Allez au comptoir et proposez votre aide.",
            "Podejdź do biurka i zapytaj, w czym pomóc.",
            "Zum Tisch gehen und fragen, wie Sie helfen können.",
        ],
        _ => [
            "Say hello and ask what they would like to see.",
            "Saluez et demandez ce qu'ils aimeraient voir.",
            "Przywitaj się i zapytaj, co pokazać.",
            "Begrüßen und fragen, was Sie zeigen dürfen.",
        ],
    };
    words[lang]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Texts;

    fn told(kind: AlertKind, facts: &Facts) -> Texts {
        raised(kind, facts).text
    }

    #[test]
    fn a_salesperson_reads_where_why_and_what_to_do() {
        let facts = Facts {
            place: Some("Kona Electric, by the window".into()),
            nth_visit: Some(3),
            last_visit: Some(Date::constant(2026, 5, 12)),
            unsure: false,
            here: Duration::from_mins(11),
            alone: Some(Duration::from_mins(6)),
            ..Facts::default()
        };
        let text = told(AlertKind::Unattended, &facts);
        insta::assert_snapshot!([text.en, text.fr, text.pl, text.de].join("\n"), @r"
        Kona Electric, by the window: 3rd visit, last here 12 May · 11 min here · nobody with them for 6 min. Say hello and ask what they would like to see.
        Kona Electric, by the window : 3e visite, dernière le 12 mai · ici depuis 11 min · sans vendeur depuis 6 min. Saluez et demandez ce qu'ils aimeraient voir.
        Kona Electric, by the window: 3. wizyta, ostatnio 12 maja · od 11 min na miejscu · od 6 min bez obsługi. Przywitaj się i zapytaj, co pokazać.
        Kona Electric, by the window: 3. Besuch, zuletzt am 12. Mai · seit 11 min hier · seit 6 min ohne Betreuung. Begrüßen und fragen, was Sie zeigen dürfen.
        ");
    }

    #[test]
    fn of_a_party_it_says_how_many_and_of_whoever_leaves_that_it_is_urgent() {
        let facts = Facts {
            place: Some("Kona Electric, by the window".into()),
            people: 2,
            children: 1,
            leaving: true,
            here: Duration::from_mins(5),
            alone: Some(Duration::from_mins(4)),
            ..Facts::default()
        };
        let text = told(AlertKind::Unattended, &facts);
        insta::assert_snapshot!([text.en, text.fr, text.pl, text.de].join("\n"), @r"
        Kona Electric, by the window: on the way out · 2 people with 1 child · 5 min here · nobody with them for 4 min. Speak to them at the door, or say goodbye.
        Kona Electric, by the window : sur le départ · 2 personnes avec 1 enfant · ici depuis 5 min · sans vendeur depuis 4 min. Abordez-les à la porte, ou saluez-les au départ.
        Kona Electric, by the window: zmierza do wyjścia · 2 osoby i 1 dziecko · od 5 min na miejscu · od 4 min bez obsługi. Podejdź przy drzwiach albo pożegnaj.
        Kona Electric, by the window: geht gerade · 2 Personen mit 1 Kind · seit 5 min hier · seit 4 min ohne Betreuung. An der Tür ansprechen oder freundlich verabschieden.
        ");
        let facts = Facts {
            people: 5,
            nth_visit: Some(3),
            alone_before: true,
            ..Facts::default()
        };
        let text = told(AlertKind::Party, &facts);
        insta::assert_snapshot!([text.en, text.fr, text.pl, text.de].join("\n"), @r"
        In the showroom: 5 people, came alone until now · 3rd visit. Greet them all, and offer to sit down over the details.
        Dans le hall : 5 personnes, jusqu'ici toujours en solo · 3e visite. Saluez tout le monde et proposez de vous asseoir pour les détails.
        W salonie: 5 osób, dotąd w pojedynkę · 3. wizyta. Przywitaj wszystkich i zaproponuj rozmowę o szczegółach przy stoliku.
        Im Ausstellungsraum: 5 Personen, bisher allein hier · 3. Besuch. Alle begrüßen und anbieten, sich für die Einzelheiten zu setzen.
        ");
    }

    #[test]
    fn of_somebody_who_waits_it_says_where_to_go() {
        let facts = Facts {
            place: Some("At the desk".into()),
            here: Duration::from_mins(2),
            alone: Some(Duration::from_secs(46)),
            ..Facts::default()
        };
        let text = told(AlertKind::Waiting, &facts);
        insta::assert_snapshot!([text.en, text.fr, text.pl, text.de].join("\n"), @r"
        At the desk: 2 min here · nobody with them for 46 s. Go to the desk and ask how you can help.
        At the desk : ici depuis 2 min · sans vendeur depuis 46 s. Allez au comptoir et proposez votre aide.
        At the desk: od 2 min na miejscu · od 46 s bez obsługi. Podejdź do biurka i zapytaj, w czym pomóc.
        At the desk: seit 2 min hier · seit 46 s ohne Betreuung. Zum Tisch gehen und fragen, wie Sie helfen können.
        ");
    }

    #[test]
    fn the_parts_stand_alone_and_the_wait_is_not_among_them() {
        let facts = Facts {
            place: Some("Kona Electric, by the window".into()),
            nth_visit: Some(3),
            here: Duration::from_mins(11),
            alone: Some(Duration::from_mins(6)),
            also: vec![(None, AlertKind::Waiting)],
            ..Facts::default()
        };
        let lines = raised(AlertKind::Unattended, &facts).lines;
        let said = [lines.en, lines.fr, lines.pl, lines.de];
        let said = said.map(|l| format!("{} | {} | {}", l.place, l.why, l.todo));
        insta::assert_snapshot!(said.join("\n"), @r"
        Kona Electric, by the window | 3rd visit | Say hello and ask what they would like to see. Also: In the showroom (waiting).
        Kona Electric, by the window | 3e visite | Saluez et demandez ce qu'ils aimeraient voir. Aussi : Dans le hall (attend).
        Kona Electric, by the window | 3. wizyta | Przywitaj się i zapytaj, co pokazać. Także: W salonie (czeka).
        Kona Electric, by the window | 3. Besuch | Begrüßen und fragen, was Sie zeigen dürfen. Außerdem: Im Ausstellungsraum (wartet).
        ");
        let alone = Facts {
            alone: Some(Duration::from_secs(46)),
            ..Facts::default()
        };
        let only = raised(AlertKind::Unattended, &alone);
        assert_eq!(only.lines.en.why, "");
        assert!(
            only.text
                .en
                .starts_with("In the showroom: nobody with them for 46 s. Say")
        );
        let gone = over(Over::Left).lines.en;
        assert_eq!(
            (&*gone.place, &*gone.why, &*gone.todo),
            ("", "The visitor has left.", "")
        );
        let camera = camera(&"hall".into(), crate::types::CameraState::Unreachable);
        assert_eq!(camera.lines.en.place, "Camera hall");
        assert_eq!(camera.lines.en.why, "No picture.");
        assert!(camera.lines.fr.todo.starts_with("Les visiteurs"));
    }

    #[test]
    fn english_ordinals() {
        let words: Vec<_> = [2, 3, 4, 11, 12, 13, 21, 22, 101, 111]
            .iter()
            .map(|&n| format!("{n}{}", ordinal(n)))
            .collect();
        assert_eq!(
            words.join(" "),
            "2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th"
        );
    }
}
