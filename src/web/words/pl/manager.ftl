# The manager's desk.

# Words that several pages have.
manager-show = Pokaż
manager-from = Od
manager-to = Do
manager-range = { $from } – { $to }
manager-range-choose = Dni
manager-range-today = Dziś
manager-range-yesterday = Wczoraj
manager-range-week = 7 dni
manager-range-month = 30 dni
manager-range-quarter = 90 dni
manager-range-most = Naraz pokazuje się najwyżej { $n } dni, ostatnie z wybranych.
manager-csv = Pobierz jako CSV
manager-any = Wszystkie
manager-yes = Tak
manager-no = Nie
manager-none = –
manager-undo = Cofnij
manager-remove = Usuń
manager-remove-what = Usuń: { $what }
manager-refused = Nie wykonano: { $why }
manager-cannot-already-one = te dwa kody to już jeden klient.
manager-cannot-already-theirs = ta wizyta już należy do tego klienta.
manager-cannot-only-visit = to jedyna wizyta tego klienta, nie ma kogo od niego odróżnić.
manager-cannot-no-visit = najpierw zaznacz wizyty drugiej osoby.
manager-cannot-every-visit = pierwszej osobie nie zostałaby żadna wizyta. Zostaw co najmniej jedną niezaznaczoną.
manager-cannot-apart = według jednej z poprawek { $one } i { $other } to dwie osoby. Jeśli to błąd, najpierw cofnij tamtą poprawkę.
manager-cannot-not-theirs = ta wizyta należy już do klienta { $owner }.
manager-cannot-colleague = ta wizyta była czasem pracy kogoś z zespołu i nie należy do nikogo.
manager-cannot-undone = ta poprawka jest już cofnięta.
manager-cannot-stood-on = na tej poprawce opiera się późniejsza. Najpierw cofnij tamtą.
manager-cannot-overtaken = to, co zmieniła ta poprawka, zmieniło się już ponownie. Popraw to, co teraz jest błędne.
manager-cannot-ahead = { $day } jeszcze nie nadszedł.
manager-cannot-no-draft = szkicu już nie ma.
manager-cannot-draft-changed = { $by } w międzyczasie zmienił(a) szkic. Obejrzyj go w obecnej postaci.
manager-cannot-untried = nikt nie widział, co zrobiłby ten szkic. Najpierw go wypróbuj: krok 2.
manager-cannot-old-version = obowiązuje wersja { $version }, a szkic potrzebuje wyższego numeru. Zmień go w pierwszych wierszach pliku.
manager-unknown = Nikt ani nic nie ma tu nazwy { $name }. Sprawdź kod przy wizycie i wpisz go ponownie.
manager-band-hot = gorący
manager-band-warm = ciepły
manager-band-cold = zimny
manager-stage-browsing = Rozgląda się
manager-stage-interested = Zainteresowany
manager-stage-engaged = W rozmowie
manager-stage-returning = Wrócił
manager-stage-deciding = Bliski decyzji
manager-nth = { $n ->
    [1] pierwsza wizyta
   *[other] wizyta { $n }
}
manager-looks = { $n ->
    [one] { $n } wizyta
    [few] { $n } wizyty
    [many] { $n } wizyt
   *[other] { $n } wizyty
}
manager-percent = { $percent } %
manager-a-colleague = Ktoś z zespołu
manager-choose-outcome = Wybierz, co z tego wynikło, i zapisz.

# What was done just now.
manager-done-merged = Obaj są teraz jednym klientem.
manager-done-split = Te wizyty należą teraz do innego klienta.
manager-done-not-this = Ta wizyta nie należy już do tego klienta.
manager-done-assigned = Wizyta została przypisana drugiemu klientowi.
manager-done-undone = Cofnięto: wszystko jest jak przedtem.
manager-done-recorded = Zapisano. Punkty to uwzględniają.
manager-done-removed = Usunięto. Punkty są takie, jakby tego nie zapisano.
manager-done-waiting = Zanotowano. Urządzenie jeszcze nie odpowiedziało; zostanie to wykonane za chwilę.
manager-done-saved = Szkic zapisano. Nic jeszcze nie obowiązuje.
manager-done-discarded = Szkic usunięto. Obowiązujące reguły się nie zmieniły.
manager-done-published = Nowe reguły obowiązują. Wszystkie punkty są już według nich.

# Today, and any days at a glance.
manager-today = Dziś, { $day }
manager-figures = Liczby
manager-figures-more = Więcej liczb
manager-figure-came = { $n ->
    [one] Przyszedł
    [few] Przyszło
    [many] Przyszło
   *[other] Przyszło
}
manager-figure-came-day = dzień wcześniej: { $before }
manager-figure-came-note = w tylu dniach wcześniej: { $before }
manager-figure-returning = { $n ->
    [0] nikt nie był tu wcześniej
    [one] { $n } był tu już wcześniej
    [few] { $n } było tu już wcześniej
    [many] { $n } było tu już wcześniej
   *[other] { $n } było tu już wcześniej
}
manager-figure-in-time = Obsłużeni na czas
manager-figure-late = { $n ->
    [0] spośród tych, którzy kogoś potrzebowali
   *[other] spośród tych, którzy kogoś potrzebowali; za długo czekało: { $n }{ $lost ->
        [0] {""}
       *[other] , w tym wyszło bez obsługi: { $lost }
    }
}
manager-figure-due-none = nikt nie czekał
manager-figure-most = Najczęściej oglądany
manager-figure-most-note = { $time } podczas { $n ->
    [one] { $n } wizyty
    [few] { $n } wizyt
    [many] { $n } wizyt
   *[other] { $n } wizyt
}
manager-figure-lost = Straceni
manager-figure-lost-note = zainteresowani, wyszli, zanim ktoś podszedł
manager-figure-here = Teraz w salonie
manager-figure-waiting = Czekają na kogoś
manager-figure-to-contact = Połowa obsłużona w ciągu
manager-figure-met = Rozmawiali z zespołem
manager-figure-let-be = Nie chcieli pomocy
manager-when = Kiedy przyszli
manager-by-hour = Wizyty według godziny wejścia.
manager-by-day = Wizyty według dnia wejścia.
manager-marked-lost = Czerwona część to straceni.
manager-arrived = { $when }: { $n ->
    [one] { $n } wizyta
    [few] { $n } wizyty
    [many] { $n } wizyt
   *[other] { $n } wizyty
}, straconych: { $lost }
manager-most-looked = Co oglądali
manager-all-cars = Wszystkie samochody i plan
manager-nothing-looked = W tych dniach nikt nie stał przy samochodzie.
manager-nobody-came = W tych dniach nikt nie przyszedł. Wybierz inne dni powyżej.
manager-lost = Straceni
manager-lost-about = Długo stali przy samochodzie i wyszli, zanim ktoś do nich podszedł. Nie liczymy tu tych, którzy zdaniem kogoś z zespołu nie chcieli pomocy.
manager-lost-none = Nikogo nie stracono.
manager-lost-all = Wszyscy ({ $n })
manager-lost-one = nikt nie podszedł
manager-here = teraz tutaj
manager-timeline = Dzień, wizyta po wizycie
manager-timeline-about = Kolor: przy samochodzie. Zielony pasek pod spodem: z kimś z zespołu. Linia powyżej to punkty; każda kropka mówi, dlaczego się zmieniły.
manager-timeline-folds = Linia kropkowana zastępuje godziny, gdy nikogo nie było.
manager-timeline-more = { $n ->
    [one] { $n } wcześniejsza wizyta jest na liście
    [few] { $n } wcześniejsze wizyty są na liście
    [many] { $n } wcześniejszych wizyt jest na liście
   *[other] { $n } wcześniejszej wizyty jest na liście
}
manager-tap = Wskaż kropkę lub dotknij jej, aby zobaczyć, dlaczego punkty się zmieniły.
manager-days = Inne dni
manager-mark = { $time }: { $text }, { $points } → { $score }
manager-with-them = { $who } przy kliencie, { $time }
manager-score-then = punkty: { $score }

# Visits.
manager-visits = Wizyty
manager-came = Wejście
manager-visitor = Klient
manager-looked-at = Oglądał
manager-contact = Kontakt
manager-stage = Etap
manager-score = Punkty
manager-score-now = Punkty teraz
manager-stayed = był { $time }
manager-still-here = jest od { $time }
manager-no-car = żadnego dłużej
manager-more-cars = { $n ->
    [one] i jeszcze { $n } samochód
    [few] i jeszcze { $n } samochody
    [many] i jeszcze { $n } samochodów
   *[other] i jeszcze { $n } samochodu
}
manager-met-after = po { $time }
manager-met = tak
manager-nobody = nikt
manager-let-be = bez pomocy, na życzenie
manager-late = późno
manager-search = Szukaj
manager-search-hint = Kod, samochód lub pracownik
manager-car = Samochód
manager-returning = Był już wcześniej
manager-only = Tylko
manager-only-interested = długo oglądali lub rozmawiali
manager-only-due = potrzebowali kogoś
manager-only-in-time = obsłużeni na czas
manager-only-late = nieobsłużeni na czas
manager-only-lost = straceni
manager-only-let-be = nie chcieli pomocy
manager-only-here = teraz w salonie
manager-only-waiting = teraz czekają
manager-visits-found = { $n ->
    [0] Brak wizyt
    [one] { $n } wizyta
    [few] { $n } wizyty
    [many] { $n } wizyt
   *[other] { $n } wizyty
}, { $days }
manager-visits-none = Żadna wizyta nie pasuje. Wybierz więcej dni lub usuń warunek.
manager-pages = Strony
manager-page = Strona { $page } z { $pages }
manager-newer = Nowsze
manager-older = Starsze

# A visitor.
manager-visitor-title = Klient { $code }
manager-visits-count = { $n ->
    [one] { $n } wizyta
    [few] { $n } wizyty
    [many] { $n } wizyt
   *[other] { $n } wizyty
}
manager-here-now = teraz w salonie
manager-also = znany też jako { $codes }
manager-signatures = { $n ->
    [one] zapisano { $n } sygnaturę twarzy
    [few] zapisano { $n } sygnatury twarzy
    [many] zapisano { $n } sygnatur twarzy
   *[other] zapisano { $n } sygnatury twarzy
}
manager-visitor-no-visit = Żadna wizyta nie należy już do tego klienta: korekty przypisały je innym.
manager-known-by = Rozpoznany przez
manager-known-new = pierwsza wizyta, nie było kogo rozpoznać
manager-known-face = twarz
manager-known-correction = korekta przez człowieka
manager-known-unclear = nie da się powiedzieć
manager-sure = { $how }, pewność { $percent } %
manager-sure-over = { $how }, pewność ponad 99 %
manager-why = Skąd te punkty
manager-score-line = Punkty w czasie, z progami: ciepły i gorący
manager-changes = Każda zmiana
manager-when-col = Kiedy
manager-points = Punkty
manager-reason = Powód
manager-counted-at = liczone w { $percent } %
manager-changes-more = { $n ->
    [one] { $n } wcześniejsza zmiana jest w pliku CSV.
    [few] { $n } wcześniejsze zmiany są w pliku CSV.
    [many] { $n } wcześniejszych zmian jest w pliku CSV.
   *[other] { $n } wcześniejszej zmiany jest w pliku CSV.
}
manager-outcomes = Wyniki
manager-outcomes-none-yet = Nic jeszcze nie zapisano.
manager-what-came = Co z tego wynikło
manager-on-day = Dnia
manager-record = Zapisz
manager-told-by = podał system { $system }
manager-outcome-test-drive = Jazda próbna
manager-outcome-quote = Oferta
manager-outcome-sold = Sprzedane
manager-outcome-lost = Nie kupił
manager-correct = Czy to właściwa osoba?
manager-merge = To ta sama osoba co inny klient
manager-merge-about = Wizyty i punkty obu zostaną połączone. Oba kody nadal działają.
manager-merge-do = Połącz
manager-other-code = Kod drugiego klienta
manager-not-this = Jedna wizyta była kogoś innego
manager-not-this-about = Wizyta trafi do nowego klienta, a obaj będą odtąd rozróżniani.
manager-not-this-do = To nie ta osoba
manager-assign = Jedna wizyta była klienta, którego znam
manager-assign-about = Tylko ta wizyta przejdzie do drugiego klienta; reszta zostaje.
manager-assign-do = Przypisz wizytę
manager-which-visit = Która wizyta
manager-split = To są dwie osoby
manager-split-about = Zaznaczone wizyty trafią do nowego klienta.
manager-split-which = Wizyty drugiej osoby
manager-split-do = Rozdziel
manager-corrections = Korekty
manager-undone = cofnięto
manager-a-visit = wizyta
manager-was-merge = { $from } to { $into }
manager-was-split = { $n ->
    [one] { $n } wizyta { $code } była innej osoby
    [few] { $n } wizyty { $code } były innej osoby
    [many] { $n } wizyt { $code } było innej osoby
   *[other] { $n } wizyty { $code } było innej osoby
}
manager-was-not-this = Wizyta { $visit } była kogoś innego
manager-was-assign = Wizyta { $visit } była { $code }
manager-was-undo = Cofnięto korektę
manager-links = Połączony z innymi systemami

# Cars.
manager-cars = Samochody
manager-cars-none = Nie ma jeszcze żadnego samochodu. Osoba konfigurująca urządzenie dodaje samochody i strefy w „Kamery”.
manager-heat = Gdzie spędzano czas, { $days }
manager-heat-about = Im mocniejszy kolor, tym dłużej stali tam klienci.
manager-plan-floor = Salon z góry
manager-plan-camera = Widok kamery { $camera }
manager-zone = { $zone }: { $time }, { $visits ->
    [one] { $visits } wizyta
    [few] { $visits } wizyty
    [many] { $visits } wizyt
   *[other] { $visits } wizyty
}
manager-other-places = Inne miejsca
manager-time-at-cars = Czas przy każdym samochodzie
manager-all-cars-title = Samochód po samochodzie
manager-car-time = Czas
manager-car-looks = Wizyty
manager-car-visitors = Klienci
manager-car-long = Długie oględziny
manager-car-repeat = Wrócili do niego
manager-car-each = Czas na wizytę
manager-car-here = Teraz przy nim
manager-car-about = „Wrócili do niego” to klienci, którzy oglądali samochód w więcej niż jednym dniu.

# The funnel, and when they come.
manager-funnel = Lejek i godziny
manager-way = Droga do sprzedaży
manager-way-about = Najpierw wizyty, potem klienci z zapisanym wynikiem; udział liczony od wszystkich wizyt.
manager-way-came = Przyszli
manager-way-looked = Długo oglądali lub rozmawiali
manager-way-spoke = Rozmawiali z zespołem
manager-stages = Jak daleko doszła każda wizyta
manager-stages-about = Każda wizyta liczy się raz, przy ostatnim osiągniętym etapie.
manager-hours = Według dnia i godziny
manager-hours-about = Wizyty według początku. Mała liczba z minusem: nieobsłużone na czas.
manager-hour-late = nieobsłużone na czas: { $n }
manager-weekday = Dzień tygodnia
manager-sum = Razem

# Outcomes.
manager-recorded = Co zapisano
manager-outcome = Wynik
manager-outcomes-none = W tych dniach nic nie zapisano. Zapisuj, co wynikło z wizyty, także gdy nikt nie kupił: reguły uczą się z obu.
manager-record-title = Zapisz wynik
manager-visitor-code = Kod klienta
manager-visitor-code-hint = Znajduje się przy każdej wizycie i każdym alercie.
manager-outcomes-about = To, co zgłasza CRM, pojawia się tu samo i tam się je cofa.

# The rules.
manager-rules = Reguły
manager-rules-file = Obowiązuje wersja { $version } z pliku { $file }.
manager-rules-own = Obowiązują reguły dostarczone z programem (wersja { $version }).
manager-rules-about = Zmień kopię, zobacz, co zrobiłaby z Twoimi klientami, a potem ją wprowadź.
manager-draft-begin = Zmień kopię
manager-draft-continue = Wróć do szkicu
manager-rules-list = Co daje punkty
manager-rule-changed = zmieniona
manager-rule-bands = Klient jest ciepły od { $warm } punktów, a gorący od { $hot }. Stygnie dopiero { $below } poniżej progu.
manager-rule-bands-plain = Klient jest ciepły od { $warm } punktów, a gorący od { $hot }.
manager-rule-if = jeśli
manager-colon = :
manager-if-minutes = jeśli trwało co najmniej { $number } { $n ->
    [one] minutę
    [few] minuty
    [many] minut
   *[other] minuty
}
manager-if-alone = jeśli wcześniej co najmniej { $number } { $n ->
    [one] raz
    [few] razy
    [many] razy
   *[other] razu
} przyszedł sam
manager-if-sure = jeśli jest to pewne co najmniej w { $number } %
manager-from-minutes = od { $number } { $n ->
    [one] minuty
    [few] minut
    [many] minut
   *[other] minuty
}
manager-from-alone = od { $number } { $n ->
    [one] wizyty
    [few] wizyt
    [many] wizyt
   *[other] wizyty
} w pojedynkę
manager-from-value = od { $value } { $number }
manager-rule-points = { $n ->
    [one] { $points } punkt
    [few] { $points } punkty
    [many] { $points } punktów
   *[other] { $points } punktu
}
manager-rule-points-minute = { $n ->
    [one] { $points } punkt za minutę
    [few] { $points } punkty za minutę
    [many] { $points } punktów za minutę
   *[other] { $points } punktu za minutę
}
manager-rule-points-from = { $more } pkt { $from }, w innym razie { $otherwise }
manager-rule-points-taken = wszystkie punkty znikają
manager-rule-points-computed = punkty obliczane:
manager-rule-category = Liczy się jako zainteresowanie tym rodzajem samochodu.
manager-rule-product = Liczy się jako zainteresowanie tym samochodem.
manager-rule-per-visit = Najwyżej { $number } { $n ->
    [one] punkt
    [few] punkty
    [many] punktów
   *[other] punktu
} na wizytę.
manager-rule-per-day = Najwyżej { $number } { $n ->
    [one] punkt
    [few] punkty
    [many] punktów
   *[other] punktu
} dziennie.
manager-rule-in-total = Najwyżej { $number } { $n ->
    [one] punkt
    [few] punkty
    [many] punktów
   *[other] punktu
} łącznie.
manager-rule-cooldown = Nie ponownie przez { $number } { $n ->
    [one] minutę
    [few] minuty
    [many] minut
   *[other] minuty
}.
manager-rule-stays = Punkty zostają.
manager-rule-half = Połowa znika po { $number } { $n ->
    [one] dniu
    [few] dniach
    [many] dniach
   *[other] dnia
}.
manager-rule-linear = Znika po { $number } { $n ->
    [one] dniu
    [few] dniach
    [many] dniach
   *[other] dnia
}, codziennie po trochu.
manager-rule-step = Po { $n ->
    [one] { $n } dniu
    [few] { $n } dniach
    [many] { $n } dniach
   *[other] { $n } dnia
} zostaje { $percent } %.
manager-rule-by-confidence = Liczy się na tyle, na ile wiadomo, kto to był.
manager-rule-on-entered = Gdy ktoś wchodzi
manager-rule-on-returned = Gdy ktoś wraca innego dnia
manager-rule-on-zone-entered = Gdy ktoś się gdzieś zatrzymuje
manager-rule-on-dwelled = Za czas w jednym miejscu
manager-rule-on-at-a-car = Za czas przy samochodzie
manager-rule-on-zone-left = Gdy ktoś opuszcza miejsce
manager-rule-on-unattended = Gdy ktoś jest zainteresowany, a nikt nie podchodzi
manager-rule-on-approachable = Gdy podejście staje się mile widziane
manager-rule-on-waited = Gdy ktoś czeka przy stanowisku
manager-rule-on-impatient = Gdy ktoś traci cierpliwość
manager-rule-on-contacted = Gdy podchodzi ktoś z zespołu
manager-rule-on-contact-ended = Po rozmowie z kimś z zespołu
manager-rule-on-party = Gdy ktoś nie jest sam
manager-rule-on-stage-reached = Gdy wizyta osiąga etap
manager-rule-on-came-for = Gdy wiadomo, po co ktoś przyszedł
manager-rule-on-left = Gdy ktoś wychodzi
manager-rule-on-test-drive = Po jeździe próbnej
manager-rule-on-quote = Po ofercie
manager-rule-on-sold = Gdy kupili
manager-rule-on-lost = Gdy nie kupili
manager-rule-on-report = Gdy zgłoszono „{ $name }”
manager-rule-on-silence = Gdy przez { $n ->
    [one] { $n } dzień
    [few] { $n } dni
    [many] { $n } dni
   *[other] { $n } dnia
} nic się nie dzieje
manager-rule-on-silence-each = Za każde { $n ->
    [one] { $n } dzień
    [few] { $n } dni
    [many] { $n } dni
   *[other] { $n } dnia
} bez wieści
manager-trigger-any = Gdy cokolwiek się zdarzy
manager-trigger-silence = Gdy przez { $number } { $n ->
    [one] godzinę
    [few] godziny
    [many] godzin
   *[other] godziny
} nic się nie dzieje
manager-trigger-alert = zespół dostaje wiadomość
manager-trigger-start = zaczyna się seria „{ $series }”
manager-trigger-stop = kończy się seria „{ $series }”

# A draft of other rules.
manager-draft = Szkic reguł
manager-draft-by = Ostatnia zmiana: { $by }, { $at }. Nic z tego nie obowiązuje.
manager-draft-same = Jest taki sam jak obowiązujące reguły, poza wersją.
manager-draft-changed = { $n ->
    [one] Zmieniono { $n } regułę: { $rules }
    [few] Zmieniono { $n } reguły: { $rules }
    [many] Zmieniono { $n } reguł: { $rules }
   *[other] Zmieniono { $n } reguły: { $rules }
}
manager-draft-warm = ciepły od { $before } → { $after }
manager-draft-hot = gorący od { $before } → { $after }
manager-draft-hysteresis = stygnie { $before } → { $after } poniżej progu
manager-draft-other = wspólne limity lub to, co zgłaszają inne systemy
manager-draft-in-force = Obowiązujące reguły
manager-draft-discard = Usuń szkic
manager-draft-change = Zmień
manager-draft-try = Zobacz, co by zrobił
manager-draft-publish = Wprowadź
manager-draft-problems = { $n ->
    [one] Szkic zachowano tak, jak go zapisano, ale ma błąd. Po poprawieniu wrócą tu jego liczby i będzie można go wypróbować.
    [few] Szkic zachowano tak, jak go zapisano, ale ma { $n } błędy. Po poprawieniu wrócą tu jego liczby i będzie można go wypróbować.
    [many] Szkic zachowano tak, jak go zapisano, ale ma { $n } błędów. Po poprawieniu wrócą tu jego liczby i będzie można go wypróbować.
   *[other] Szkic zachowano tak, jak go zapisano, ale ma { $n } błędu. Po poprawieniu wrócą tu jego liczby i będzie można go wypróbować.
}
manager-band-warm-from = Ciepły od
manager-band-hot-from = Gorący od
manager-half-life = Połowa znika po, dni
manager-points-a-minute = na minutę
manager-points-otherwise = w innym razie
manager-draft-save = Zapisz szkic
manager-numbers-wrong = Jeszcze nic nie zapisano: sprawdź liczby zaznaczone poniżej.
manager-number-missing = Brakuje liczby.
manager-draft-file = Cały plik reguł
manager-draft-file-about = Dla warunków, limitów i nowych reguł. Pierwsze wiersze mówią, jak się go pisze.
manager-no-number = „{ $text }” nie jest liczbą.
manager-number-outside = Dozwolone są liczby od { $least } do { $most }.
manager-number-nothing = Reguła bez punktów nic nie daje: podaj, ile.
manager-number-not-below = „Ciepły” musi się zaczynać poniżej „gorącego”.
manager-number-too-near = „Gorący” musi się zaczynać więcej niż { $below } powyżej „ciepłego”: klient stygnie dopiero { $below } poniżej progu.
manager-draft-ready = Widzisz już, co zrobiłaby wersja { $version }. Po wprowadzeniu wszystkie punkty zostaną policzone od nowa; nikt nie będzie wzywany za przeszłość.
manager-draft-not-ready = Najpierw zobacz, co by zrobił: krok 2. Późniejsza zmiana wymaga ponownej próby.
manager-draft-publish-do = Wprowadź te reguły
manager-draft-sentences = Przeczytaj szkic jako zdania
manager-try-about = Zapisane wizyty są przeliczane jeszcze raz według tych reguł. Nikt nie jest wzywany, nic się nie zmienia.
manager-try-days = Jak daleko wstecz
manager-last-days = ostatnie { $n ->
    [one] { $n } dzień
    [few] { $n } dni
    [many] { $n } dni
   *[other] { $n } dnia
}
manager-try-do = Wypróbuj
manager-try-summary = { $n ->
    [0] Nikt nie zmienia poziomu
    [one] { $n } klient zmienia poziom
    [few] { $n } klientów zmienia poziom
    [many] { $n } klientów zmienia poziom
   *[other] { $n } klienta zmienia poziom
}, spośród { $all } z punktami.
manager-try-moves = Z jakiego poziomu na jaki
manager-try-today = Dziś
manager-try-draft = Według szkicu
manager-try-then = potem { $band }
manager-try-calls = Wezwania zespołu
manager-try-calls-sum = W ciągu { $days } dni { $kept } pozostaje, { $lost } by odpadło, { $gained } by doszło.
manager-try-lost = Odpadłyby ({ $n })
manager-try-gained = Doszłyby ({ $n })
manager-try-who = Kto zmienia poziom
manager-try-nobody = Wszyscy zostają na swoim poziomie.
manager-try-more = { $n ->
    [one] Jeszcze { $n } jest w pliku CSV.
    [few] Jeszcze { $n } są w pliku CSV.
    [many] Jeszcze { $n } jest w pliku CSV.
   *[other] Jeszcze { $n } jest w pliku CSV.
}
manager-became-hot = stał się gorący
manager-by-trigger = wyzwalacz { $id }
manager-try-buyers = Czy lepiej znajduje kupujących?
manager-try-auc = Z dwóch osób, z których jedna kupiła, kupujący miał więcej punktów w { $old } % przypadków według dzisiejszych reguł i w { $new } % według szkicu ({ $n } kupiło, { $others } nie).
manager-try-few = To za mało, by ufać tej różnicy.
manager-try-no-outcomes = Nie zapisano żadnej sprzedaży ani straty, więc nie wiadomo. Zapisuj wyniki, a porównanie się wypełni.
