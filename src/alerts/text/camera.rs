//! What is said of a camera that fails: what is wrong, what that means, what to do.

use super::Said;
use crate::types::{CameraId, CameraState};

/// What somebody on the floor can do about a camera that fails: what is wrong, what that means, what to do.
pub(in crate::alerts) fn camera(camera: &CameraId, state: CameraState) -> Said {
    let words = match state {
        CameraState::Ok => [
            "works again.",
            "fonctionne de nouveau.",
            "znów działa.",
            "arbeitet wieder.",
        ],
        CameraState::Unreachable => [
            "no picture. Visitors there are not seen. Check its power and cable.",
            "pas d'image. Les visiteurs n'y sont pas vus. Vérifiez l'alimentation et le câble.",
            "brak obrazu. Klienci w tym miejscu nie są widoczni. Sprawdź zasilanie i kabel.",
            "kein Bild. Besucher dort werden nicht gesehen. Strom und Kabel prüfen.",
        ],
        CameraState::Frozen => [
            "its picture stands still. Visitors there are not seen. Switch it off and on again.",
            "l'image est figée. Les visiteurs n'y sont pas vus. Éteignez-la, puis rallumez-la.",
            "obraz się zatrzymał. Klienci w tym miejscu nie są widoczni. Wyłącz ją i włącz ponownie.",
            "das Bild steht still. Besucher dort werden nicht gesehen. Aus- und wieder einschalten.",
        ],
        CameraState::Black => [
            "nothing can be seen. Look whether something covers it, or whether it is dark there.",
            "on ne voit rien. Regardez si quelque chose la couvre ou s'il fait sombre.",
            "nic nie widać. Sprawdź, czy coś jej nie zasłania i czy nie jest tam ciemno.",
            "nichts zu sehen. Nachsehen, ob etwas sie verdeckt oder ob es dort dunkel ist.",
        ],
        CameraState::Moved => [
            "it looks somewhere else. It cannot tell which car visitors look at. Turn it back, or call the installer.",
            "elle regarde ailleurs. Elle ne sait plus quelle voiture est regardée. Remettez-la en place ou appelez l'installateur.",
            "patrzy w inne miejsce. Nie wie, które auto oglądają klienci. Ustaw ją z powrotem lub wezwij instalatora.",
            "sie schaut woanders hin. Welches Auto Besucher ansehen, ist unklar. Zurückdrehen oder den Installateur rufen.",
        ],
        CameraState::Skewed => [
            "its pictures come late. So may alerts about visitors there. Tell the installer.",
            "ses images arrivent en retard, et les alertes aussi. Prévenez l'installateur.",
            "obraz dociera z opóźnieniem, alerty stamtąd też mogą się spóźniać. Powiadom instalatora.",
            "ihre Bilder kommen verspätet, Hinweise von dort vielleicht auch. Installateur verständigen.",
        ],
        CameraState::Slow => [
            "too few pictures. Visitors there may be missed. Tell the installer.",
            "trop peu d'images. Des visiteurs peuvent lui échapper. Prévenez l'installateur.",
            "za mało klatek. Niektórzy klienci mogą zostać przeoczeni. Powiadom instalatora.",
            "zu wenige Bilder. Besucher können übersehen werden. Installateur verständigen.",
        ],
    };
    let name = ["Camera", "Caméra", "Kamera", "Kamera"];
    Said::about(
        |lang| format!("{} {camera}", name[lang]),
        |lang| words[lang].to_owned(),
    )
}
