band = { $band ->
    [hot] chaud
    [warm] tiède
   *[cold] froid
}
date = { $day ->
    [1] 1er
   *[other] { $day }
} { $month ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juil.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[12] déc.
}
headline = { $points } points : { $band }
grid = adéquation { $fit }, case { $cell }
segment = ({ $segment })
reason = { $points }  { $text }{ $times ->
    [one] {""}
   *[other] , { $times } fois
}, la dernière le { $date }
half-by = perd la moitié d'ici le { $date }
gone-by = disparaît d'ici le { $date }
step-by = baisse le { $date }
stays = reste acquis
unsure = compté à { $percent } % : identité incertaine
up = encore { $points } { $points ->
    [one] point
   *[other] points
} et c'est { $band }
down = sans nouvelles, { $band } à partir du { $date }
steady = sans nouvelles, cela reste ainsi
silence = si rien ne vient d'ici le { $date } : { $text }
fades = « { $text } » : { $how }
interest = intérêt pour { $name } : { $points }
nothing = Pas encore de points : rien de ce que comptent les règles.
