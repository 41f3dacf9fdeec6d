# Wszystkie salony grupy.

group-title = Wszystkie salony
group-sites = Salon po salonie
group-about = Każdy salon liczy sam i podaje tylko te liczby: żaden klient, kod ani twarz nie pochodzi z innego salonu. Nazwa salonu otwiera jego własne strony.
group-none = Nie wpisano tu innego salonu. Tam „showfloor web token --client group --scope figures” wypisuje token; tutaj [[group]] w showfloor.toml podaje salon i plik tokenu.
group-answered = Odpowiedziało { $n } z { $all } salonów. Sumy obejmują to, co wiadomo.
group-site = Salon
group-this = ten
group-waiting = { $n } czeka
group-appliance = Urządzenie
group-well = Działa
group-degraded = Wymaga uwagi
group-cameras = Widzi { $ok } z { $all } kamer
group-silent = Brak odpowiedzi
group-as-of = Liczby z: { $when }
group-away = Nie połączono się z jego urządzeniem. Instalator znajdzie przyczynę poleceniem „showfloor doctor”.
group-token = Nie przyjmuje naszego tokenu albo tokenu brak. Instalator znajdzie przyczynę poleceniem „showfloor doctor”.
group-unread = Nie da się odczytać jego odpowiedzi. Instalator znajdzie przyczynę poleceniem „showfloor doctor”.
