band = { $band ->
    [hot] gorący
    [warm] ciepły
   *[cold] zimny
}
date = { $day } { $month ->
    [1] stycznia
    [2] lutego
    [3] marca
    [4] kwietnia
    [5] maja
    [6] czerwca
    [7] lipca
    [8] sierpnia
    [9] września
    [10] października
    [11] listopada
   *[12] grudnia
}
headline = { $points } pkt: kontakt { $band }
grid = dopasowanie { $fit }, pole { $cell }
segment = ({ $segment })
reason = { $points }  { $text }{ $times ->
    [one] {""}
   *[other] , { $times } razy
}, ostatnio { $date }
half-by = połowa zniknie do { $date }
gone-by = zniknie do { $date }
step-by = mniej od { $date }
stays = zostaje
unsure = liczone w { $percent } %: nie ma pewności, kto to był
up = jeszcze { $points } { $points ->
    [one] punkt
    [few] punkty
   *[many] punktów
} i będzie { $band }
down = bez nowych zdarzeń będzie { $band } od { $date }
steady = bez nowych zdarzeń nic się nie zmieni
silence = jeśli nic się nie wydarzy do { $date }: { $text }
fades = „{ $text }” – { $how }
interest = zainteresowanie: { $name }: { $points }
nothing = Jeszcze bez punktów: nic, co liczą reguły.
