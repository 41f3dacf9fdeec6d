# What a score says of itself. Dates: $day, $month (1 to 12).
band = { $band ->
    [hot] hot
    [warm] warm
   *[cold] cold
}
date = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
headline = { $points } points: { $band }
grid = fit { $fit }, cell { $cell }
segment = ({ $segment })
reason = { $points }  { $text }{ $times ->
    [one] {""}
   *[other] , { $times } times
}, last on { $date }
half-by = half of it gone by { $date }
gone-by = gone by { $date }
step-by = less of it from { $date }
stays = stays
unsure = counted at { $percent } %: not certain who it was
up = { $points } more { $points ->
    [one] point makes
   *[other] points make
} it { $band }
down = without news { $band } from { $date }
steady = without news it stays as it is
silence = if nothing is heard until { $date }: { $text }
fades = “{ $text }”: { $how }
interest = interest in { $name }: { $points }
nothing = No points yet: nothing that the rules count.
