band = { $band ->
    [hot] heiß
    [warm] warm
   *[cold] kalt
}
date = { $day }. { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}
headline = { $points } Punkte: { $band }
grid = Passung { $fit }, Feld { $cell }
segment = ({ $segment })
reason = { $points }  { $text }{ $times ->
    [one] {""}
   *[other] , { $times }-mal
}, zuletzt am { $date }
half-by = halb verblasst bis { $date }
gone-by = verblasst bis { $date }
step-by = weniger ab { $date }
stays = bleibt
unsure = zählt zu { $percent } %: nicht sicher, wer es war
up = noch { $points } { $points ->
    [one] Punkt
   *[other] Punkte
} bis { $band }
down = ohne Neues { $band } ab { $date }
steady = ohne Neues bleibt es so
silence = wenn bis { $date } nichts kommt: { $text }
fades = „{ $text }“: { $how }
interest = Interesse an { $name }: { $points }
nothing = Noch keine Punkte: nichts, was die Regeln zählen.
