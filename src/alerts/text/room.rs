//! What an alert says about the appliance's disk.

use super::Said;
use crate::types::Room;

/// What somebody on the floor can do about a disk that fills: what is wrong, what that means, whom to tell.
pub(in crate::alerts) fn room(room: Room) -> Said {
    let words = match room {
        Room::Enough => [
            "has room on its disk again.",
            "a de nouveau de la place sur son disque.",
            "znów ma miejsce na dysku.",
            "hat wieder Platz auf der Festplatte.",
        ],
        Room::Low => [
            "its disk is filling up. Nothing is lost yet. Tell the installer this week.",
            "son disque se remplit. Rien n'est perdu. Prévenez l'installateur cette semaine.",
            "dysk się zapełnia. Nic jeszcze nie przepadło. Powiadom instalatora w tym tygodniu.",
            "die Festplatte füllt sich. Noch geht nichts verloren. Diese Woche den Installateur verständigen.",
        ],
        Room::Scarce => [
            "hardly any room on its disk. Alerts still come. Call the installer today.",
            "son disque est presque plein. Les alertes arrivent encore. Appelez l'installateur aujourd'hui.",
            "na dysku prawie brak miejsca. Alerty nadal przychodzą. Zadzwoń dziś do instalatora.",
            "kaum noch Platz auf der Festplatte. Hinweise kommen weiter. Heute den Installateur anrufen.",
        ],
        Room::Critical => [
            "its disk is almost full. Alerts still come, but part of the history may be lost. Call the installer now.",
            "son disque est plein à ras bord. Les alertes arrivent encore, mais une partie de l'historique peut se perdre. Appelez l'installateur maintenant.",
            "dysk jest niemal pełny. Alerty nadal przychodzą, ale część historii może przepaść. Zadzwoń teraz do instalatora.",
            "die Festplatte ist fast voll. Hinweise kommen weiter, ein Teil der Verläufe kann verloren gehen. Jetzt den Installateur anrufen.",
        ],
        Room::Full => [
            "its disk is full. Nothing is kept until there is room. Call the installer now.",
            "son disque est plein. Rien n'est enregistré tant qu'il n'y a pas de place. Appelez l'installateur maintenant.",
            "dysk jest pełny. Nic nie zostanie zapisane, dopóki nie będzie miejsca. Zadzwoń teraz do instalatora.",
            "die Festplatte ist voll. Nichts wird gespeichert, bis Platz ist. Jetzt den Installateur anrufen.",
        ],
    };
    let name = ["Appliance", "Appareil", "Urządzenie", "Gerät"];
    Said::about(|lang| name[lang].to_owned(), |lang| words[lang].to_owned())
}
