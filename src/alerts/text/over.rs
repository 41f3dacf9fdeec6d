//! Why an alert needs nobody any more, in words.

use super::Said;

/// Why an alert needs nobody any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::alerts) enum Over {
    Left,
    Contacted,
    Expired,
    Merged,
    Corrected,
    Restarted,
    Colleague,
    Child,
    /// A colleague says that they did not come for a car.
    NoCustomer,
    /// Somebody of the same party is called for already.
    SameParty,
    /// The camera works again.
    Mended,
    /// The appliance has room on its disk again.
    Room,
    Stopped,
    /// The visitor asked to be forgotten.
    Erased,
}

/// What an alert that is over says.
pub(in crate::alerts) fn over(why: Over) -> Said {
    Said::only(|lang| {
        let words = match why {
            Over::Left => [
                "The visitor has left.",
                "Le visiteur est parti.",
                "Klient wyszedł.",
                "Der Besucher ist gegangen.",
            ],
            Over::Contacted => [
                "A colleague is with them.",
                "Un collègue s'en occupe.",
                "Zajmuje się tym ktoś z zespołu.",
                "Jemand vom Team kümmert sich.",
            ],
            Over::Expired => [
                "No longer current.",
                "N'est plus d'actualité.",
                "Już nieaktualne.",
                "Nicht mehr aktuell.",
            ],
            Over::Restarted => [
                "Ended by a restart of the system.",
                "Terminée par un redémarrage du système.",
                "Zakończone przez ponowne uruchomienie systemu.",
                "Durch einen Neustart des Systems beendet.",
            ],
            Over::Colleague => [
                "It was a colleague, not a visitor.",
                "C'était un collègue, pas un visiteur.",
                "To był ktoś z zespołu, nie klient.",
                "Es war jemand vom Team, kein Besucher.",
            ],
            Over::Child => [
                "It was a child.",
                "C'était un enfant.",
                "To było dziecko.",
                "Es war ein Kind.",
            ],
            Over::NoCustomer => [
                "Did not come for a car.",
                "N'est pas venu pour une voiture.",
                "Nie przyszedł po samochód.",
                "Ist nicht wegen eines Autos hier.",
            ],
            Over::SameParty => [
                "They belong together: see the other alert.",
                "Ils sont ensemble : voir l'autre alerte.",
                "Są razem: zobacz drugi alert.",
                "Sie gehören zusammen: siehe den anderen Hinweis.",
            ],
            Over::Corrected => [
                "It was somebody else.",
                "C'était quelqu'un d'autre.",
                "To był ktoś inny.",
                "Es war jemand anderes.",
            ],
            Over::Mended => [
                "The camera works again.",
                "La caméra fonctionne de nouveau.",
                "Kamera znów działa.",
                "Die Kamera arbeitet wieder.",
            ],
            Over::Room => [
                "The appliance has room on its disk again.",
                "L'appareil a de nouveau de la place sur son disque.",
                "Urządzenie znów ma miejsce na dysku.",
                "Das Gerät hat wieder Platz auf der Festplatte.",
            ],
            Over::Stopped => [
                "The system was switched off.",
                "Le système a été arrêté.",
                "System został wyłączony.",
                "Das System wurde ausgeschaltet.",
            ],
            Over::Erased => [
                "No longer current: the data was deleted.",
                "N'est plus d'actualité : les données ont été supprimées.",
                "Już nieaktualne: dane zostały usunięte.",
                "Nicht mehr aktuell: Die Daten wurden gelöscht.",
            ],
            Over::Merged => [
                "Same visitor as in another alert.",
                "Même visiteur qu'une autre alerte.",
                "Ten sam klient co w innym alercie.",
                "Derselbe Besucher wie in einem anderen Hinweis.",
            ],
        };
        words[lang].to_owned()
    })
}
