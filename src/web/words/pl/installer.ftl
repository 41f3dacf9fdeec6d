# Strony konfiguracji.
installer-checklist-title = Lista kontrolna
installer-checklist-left = { $n ->
    [one] Została jedna rzecz do zrobienia.
    [few] Zostały { $n } rzeczy do zrobienia.
   *[other] Zostało { $n } rzeczy do zrobienia.
}
installer-checklist-waits = { $n ->
    [one] Jedna rzecz okaże się sama po kilku wizytach.
    [few] { $n } rzeczy okażą się same po kilku wizytach.
   *[other] { $n } rzeczy okaże się samych po kilku wizytach.
}
installer-checklist-all-done = Na razie nie ma nic do zrobienia.
installer-checklist-done = Wszystko jest ustawione. Salon może ruszać.
installer-stand-done = Gotowe
installer-stand-wrong = Do poprawy
installer-stand-open = Jeszcze nie
installer-check-camera = Kamera { $camera } jest widoczna
installer-camera-ok = Obraz przychodzi, a widok się zgadza
installer-camera-ok-do = Nie trzeba nic robić.
installer-camera-plays = Odtwarzane jest nagranie
installer-camera-waits = Nie przyszedł jeszcze żaden obraz
installer-camera-unreachable = Nieosiągalna
installer-camera-unreachable-do = Sprawdź zasilanie i kabel sieciowy, potem adres i hasło w konfiguracji.
installer-camera-frozen = Obraz stoi w miejscu
installer-camera-frozen-do = Wyłącz i włącz kamerę. Jeśli znów się zatrzyma, zaktualizuj jej oprogramowanie.
installer-camera-black = Nic nie widać
installer-camera-black-do = Zdejmij osłonę, wyczyść obiektyw, włącz światło.
installer-camera-moved = Pokazuje co innego niż wtedy, gdy rysowano strefy
installer-camera-moved-do = Obróć ją z powrotem albo narysuj strefy i punkty od nowa i przyjmij nowy widok: showfloor cameras accept.
installer-camera-skewed = Jej zegar ucieka
installer-camera-skewed-do = Niech kamera ustawia zegar przez NTP.
installer-camera-slow = Dużo mniej obrazów, niż ustalono
installer-camera-slow-do = Zmniejsz rozdzielczość lub przepływność i sprawdź sieć między kamerą a urządzeniem.
installer-check-sharp = Obraz jest ostry
installer-check-sharp-found = { $bad } z ostatnich { $visits } wizyt miało nieostre twarze
installer-check-sharp-do = Ustaw ostrość, wyczyść obiektyw i doświetl przejścia.
installer-check-large = Twarze są dość duże
installer-check-large-found = { $bad } z ostatnich { $visits } wizyt miało zbyt małe twarze
installer-check-large-do = Przesuń kamerę lub zbliż obraz tak, by twarz przy wejściu miała co najmniej 60 pikseli szerokości; mierzy to showfloor eval cameras.
installer-faces-few = Będzie wiadomo po kilku wizytach
installer-check-zones = Strefy są narysowane
installer-zones-found = { $n ->
    [0] Nie ma jeszcze stref
    [one] Jedna strefa
    [few] { $n } strefy
   *[other] { $n } stref
}
installer-zones-no-product = Narysuj strefę dla każdego auta: cztery dotknięcia obrazu.
installer-zones-no-entrance = Narysuj wejście: tam zaczynają się wizyty.
installer-check-floor = Podłoga jest zmierzona
installer-floor-all = Każda kamera wie, gdzie jej obraz pokazuje podłogę
installer-floor-without = Jeszcze nie dla: { $cameras }
installer-floor-do = Zaznacz cztery punkty na podłodze i wpisz ich odległości. Wtedy osoba widziana przez dwie kamery liczy się raz.
installer-check-broker = Broker MQTT jest osiągalny
installer-broker-reached = { $address }, { $waiting ->
    [0] nic nie czeka
    [one] czeka jedna wiadomość
    [few] czekają { $waiting } wiadomości
   *[other] czeka { $waiting } wiadomości
}
installer-broker-away = { $address } nie odpowiada
installer-broker-own = Broker w urządzeniu
installer-broker-do = Uruchom brokera albo popraw jego adres w konfiguracji; showfloor doctor powie, co jest nie tak.
installer-check-tablet = Tablet jest sparowany
installer-tablets = { $n ->
    [0] Nie ma jeszcze tabletu
    [one] Jeden tablet
    [few] { $n } tablety
   *[other] { $n } tabletów
}
installer-tablets-do = Sparuj tablet kodem QR.
installer-check-sign = Tablica wisi przy wejściu
installer-sign-hangs = Zaznaczył(a) { $who }, { $at }
installer-sign-none = To widać tylko na miejscu
installer-sign-do = Osoba odpowiedzialna za ochronę danych drukuje ją na stronie „Tablica przy wejściu”. Powieś ją tam, gdzie można ją przeczytać, zanim kogoś obejmie kamera.
installer-sign-tick = Wisi
installer-sign-take-down = Już nie wisi
installer-open-camera = Otwórz
installer-draw = Narysuj strefę
installer-mark = Zaznacz podłogę
installer-pair = Sparuj tablet
installer-cameras-title = Kamery
installer-cameras-none = W konfiguracji nie ma jeszcze kamery. Dla każdej wpisz [[camera]] z id i url.
installer-camera-title = Kamera { $camera }
installer-zones-count = { $zones ->
    [0] bez stref
    [one] jedna strefa
    [few] { $zones } strefy
   *[other] { $zones } stref
}
installer-floor-known = podłoga zmierzona
installer-floor-unknown = podłoga niezmierzona
installer-since = od: { $at }
installer-locked-demo = Ten salon jest symulowany: jego konfiguracja nie leży w żadnym pliku, więc można ją oglądać, ale nie zmieniać.
installer-locked-mistakes = Plik konfiguracji zawiera błędy. Urządzenie działa z tym, co wczytało wcześniej; dopóki plik nie zostanie poprawiony, nic tu nie można zmienić.
installer-locked = W tej chwili nic tu nie można zmienić.
installer-done-zone = Strefa jest zapisana i od teraz obowiązuje.
installer-done-mask = Strefa jest zapisana. To, co zasłonięte, zmieni się przy następnym uruchomieniu urządzenia.
installer-done-gone = Strefa została usunięta.
installer-done-marks = Punkty są zapisane i od teraz obowiązują.
installer-done-unmarked = Punkty zostały usunięte.
installer-done-car = Auto jest na liście.
installer-overtaken = Konfiguracja zmieniła się, odkąd otwarto tę stronę. Twoich zmian nie zapisano: obejrzyj ją taką, jaka jest teraz, i zapisz ponownie.
installer-taken = „{ $name }” już istnieje. Niczego nie zapisano: wybierz inną nazwę albo zmień tę istniejącą pozycję.
installer-twin = Dokładnie tam leży strefa „{ $name }”. Niczego nie zapisano: zmień ją albo narysuj swoją gdzie indziej.
installer-refused = Konfiguracja nie byłaby poprawna, więc została bez zmian: { $why }
installer-picture = Co teraz pokazuje kamera { $camera }
installer-picture-none = Kamera nie daje w tej chwili obrazu.
installer-picture-again = Nowy obraz
installer-picture-about = Jeden obraz z tej chwili. Nie jest przechowywany, a to, że go obejrzano, zapisuje dziennik audytu.
installer-zones = Strefy
installer-zones-none = Na tym obrazie nie ma jeszcze stref.
installer-zone-change = Zmień
installer-zone-new = Nowa strefa
installer-zone-edit = Zmień strefę
installer-zone-save = Zapisz strefę
installer-zone-remove = Usuń strefę
installer-cancel = Anuluj
installer-draw-about = Dotknij czterech rogów na podłodze. Przeciągnij róg, by go przesunąć; przeciągnij punkt między rogami, by dodać nowy. Rogi przyciągają się do innych stref.
installer-undo = Cofnij
installer-clear = Od nowa
installer-corner = Róg %n
installer-corner-placed = Róg %n jest ustawiony
installer-corner-removed = Róg %n jest usunięty
installer-corner-remove = Usuń róg
installer-undone = Cofnięto
installer-kind = Co to jest?
installer-kind-product = Auto
installer-kind-entrance = Wejście
installer-kind-desk = Stanowisko sprzedaży
installer-kind-service = Serwis
installer-kind-lounge = Poczekalnia
installer-kind-check-in = Punkt zgłoszeń
installer-kind-exclude = Zasłonięte: nikt tu nie patrzy
installer-zone-kind-missing = Powiedz, czym jest strefa.
installer-mask-about = To, co zasłonięte, jest zamalowywane, zanim cokolwiek obejrzy obraz. Zmiana wymaga ponownego uruchomienia urządzenia.
installer-label = Jak nazywa to zespół?
installer-label-hint = Tak, jak ma stać w alertach: „przy oknie”.
installer-car = Które auto tu stoi?
installer-car-none = Żadne
installer-more = Krótka nazwa i współrzędne
installer-id = Krótka nazwa
installer-id-hint = Litery, cyfry, - i _. Zostaw puste, a powstanie z nazwy.
installer-zone-name-missing = Nadaj strefie nazwę.
installer-name-long = Nazwa ma ponad 60 znaków: nikt nie przeczyta jej w biegu. Skróć ją.
installer-corners = Rogi
installer-corners-hint = Po jednym w wierszu: od lewej i od góry, w procentach obrazu.
installer-corners-wrong = Nie można odczytać rogów: po jednym w wierszu, dwie liczby w procentach, na przykład 12.5 80.
installer-shape-few = Strefa ma co najmniej trzy rogi: dotknij ich na obrazie.
installer-shape-outside = Róg { $n } leży poza obrazem: obie liczby są od 0 do 100.
installer-shape-twice = Dwa rogi to ten sam punkt.
installer-shape-crosses = Obrys się przecina: ustaw rogi po kolei.
installer-shape-flat = Rogi leżą na jednej linii.
installer-marks = Gdzie jest podłoga?
installer-marks-about = Wybierz cztery punkty na podłodze, które tworzą duży czworokąt: płytki, matę, miejsce postojowe. Dotknij ich na obrazie i wpisz, gdzie są: w metrach, mierząc od jednego rogu salonu, tego samego dla wszystkich kamer.
installer-marks-start = Dotknij czterech punktów
installer-mark-number = Punkt
installer-mark-left = Od lewej (%)
installer-mark-top = Od góry (%)
installer-mark-x = Wszerz (m)
installer-mark-y = Wzdłuż (m)
installer-mark-placed = Punkt %n jest ustawiony
installer-marks-save = Zapisz punkty
installer-marks-remove = Usuń punkty
installer-marks-wrong = Każdy punkt potrzebuje czterech liczb: dwóch na obrazie i dwóch w metrach.
installer-colleagues-title = Pracownicy
installer-colleagues-about = Kto z zespołu jest rozpoznawany po twarzy, nie jest brany za klienta. Każda osoba jest pytana i może to w każdej chwili cofnąć. Kto nie chce, mówi na tablecie „to ja”.
installer-colleagues = Na liście
installer-colleagues-none = Nikogo jeszcze nie wpisano.
installer-colleague = Imię i nazwisko
installer-enrolled-at = Wpis
installer-faces = Sygnatury
installer-quality = Jakość
installer-enrol-again = Do ponownego wpisu: zmieniono model
installer-colleague-remove = Usuń
installer-colleague-remove-ask = Usunąć { $name } z listy?
installer-colleague-remove-about = Sygnatury twarzy zostaną od razu usunięte. Aby znów być rozpoznawanym, trzeba ponownie stanąć przed kamerą.
installer-colleague-remove-do = Usuń { $name }
installer-colleague-gone = Osoba jest skreślona z listy, a jej sygnatury usunięte.
installer-enrol = Wpisz osobę z zespołu
installer-enrol-about = Osoba stoi sama przed kamerą, od jednego do trzech metrów od niej, i przez najwyżej 25 sekund lekko obraca głowę. Żaden obraz nie jest przechowywany.
installer-enrol-name-hint = Tak, jak pokażą tablety. Kto jest na liście pod tym imieniem, zostanie wpisany ponownie.
installer-enrol-camera = Przed którą kamerą?
installer-enrol-agreed = Osoba to przeczytała i zgadza się
installer-enrol-do = Spójrz teraz
installer-enrol-looking = Patrzę… Stań na chwilę nieruchomo, potem obróć lekko głowę w obie strony. Potrwa to do 25 sekund.
installer-enrol-no-consent = Bez zgody nikogo się nie wpisuje.
installer-enrol-busy = Trwa właśnie zapisywanie kogoś innego. Poczekaj, aż się skończy.
installer-enrol-no-face = Żadnej twarzy nie było widać dość dobrze. Stań samodzielnie przed kamerą, w odległości od jednego do trzech metrów, w dobrym świetle, i obracaj lekko głowę.
installer-enrol-several = Widać było kilka osób. Przed kamerą może stać tylko ta jedna osoba.
installer-enrol-alike = Ta osoba jest podobna do { $name }, kto już jest na liście: byliby myleni. Jeśli to { $name }, zapisz ponownie pod tą nazwą.
installer-enrol-failed = Nikogo nie zapisano: { $why }
installer-enrolled = Osoba jest wpisana i od teraz znana.
installer-health-title = Stan
installer-health-up = pracuje
installer-health-disk = wolne na dysku
installer-health-disk-little = wolne na dysku: to mało
installer-health-memory = w pamięci, z { $total }
installer-health-load = aktywne procesy, procesorów: { $n }
installer-health-outbox = wiadomości czeka na brokera
installer-health-outbox-many = wiadomości czeka: czy broker działa?
installer-health-cameras = Kamery
installer-health-camera = Kamera
installer-health-state = Stan
installer-health-pictures = Zbadane
installer-health-kept = Co jest przechowywane
installer-kept-visitors = Klienci
installer-kept-visits = Wizyty
installer-kept-events = Zdarzenia
installer-kept-signatures = Sygnatury twarzy klientów
installer-kept-deliveries = Czeka na webhooki
installer-kept-store = Pliki bazy
installer-health-stages = Na co idzie czas
installer-health-stages-about = Od uruchomienia: ile razy działał każdy etap i jak długo średnio.
installer-stage = Etap
installer-stage-calls = Razy
installer-stage-mean = Średnio
installer-health-version = showfloor { $version }
installer-consent-text = Zgadzam się, aby z mojej twarzy powstała sygnatura (liczby, bez zdjęcia) przechowywana w tym urządzeniu, tak by nie brało mnie za klienta. Nie służy ona do oceniania mnie. Mogę to w każdej chwili cofnąć: wtedy sygnatura zostanie usunięta.
installer-cars = Auta
installer-cars-about = To, co może stać w strefie. W której stoi, mówi strefa.
installer-cars-none = Na liście nie ma jeszcze aut.
installer-car-label = Auto
installer-car-label-hint = Tak, jak nazywa je zespół: „Kona Electric”.
installer-car-category = Kategoria
installer-car-stock = Numer magazynowy
installer-car-where = Stoi
installer-car-add = Dodaj auto
installer-car-add-do = Dodaj do listy
installer-car-remove = Usuń
installer-car-remove-ask = Usunąć { $car } z listy?
installer-car-remove-about = Stoi w strefie, która zostanie bez samochodu. Historia oglądania { $car } pozostaje.
installer-car-remove-do = Usuń { $car }
installer-car-name-missing = Nadaj autu nazwę.
installer-done-no-car = Auta nie ma już na liście. Jego historia zostaje.
