# Wejście: konta, pierwsze uruchomienie, tablety.
access-login-title = Logowanie
access-login-do = Zaloguj
access-login-hint = Na tablecie salonu: otwórz link lub kod QR, który pokaże osoba konfigurująca urządzenie.
access-login-wrong = Nazwa lub hasło są błędne. Wielkość liter ma znaczenie.
access-wait = Zbyt wiele błędnych haseł. Spróbuj ponownie za { $seconds } s.
access-too-often = Zbyt wiele błędnych prób. Odczekaj kilka minut i spróbuj ponownie.
access-setup-title = Pierwsze uruchomienie
access-setup-about = Nikt nie może się jeszcze zalogować. Załóż pierwsze konto: może wszystko i zakłada inne.
access-setup-code = Kod z konsoli
access-setup-code-hint = Urządzenie wypisało go przy starcie: pokazuje go journalctl -u showfloor.
access-setup-do = Załóż to konto
access-code-wrong = To nie jest kod wypisany przy ostatnim starcie urządzenia.
access-name = Nazwa
access-name-hint = Od 2 do 32 znaków: a-z, 0-9, - _ i ., najpierw litera. Stoi na alertach: „anna już idzie”.
access-name-wrong = Ta nazwa nie pasuje: od 2 do 32 liter a-z, cyfr, - _ i ., najpierw litera.
access-name-taken = Ktoś ma już tę nazwę.
access-no-area = Zaznacz co najmniej jeden obszar: bez niego konto niczego nie otwiera.
access-needs-password = Wszystko poza salonem wymaga hasła: sparowany tablet pokazuje tylko salon.
access-password = Hasło
access-password-hint = Co najmniej 10 znaków. Kilka słów to dobry pomysł.
access-password-again = Hasło, jeszcze raz
access-password-differs = Hasła nie są takie same.
access-password-short = Hasło musi mieć co najmniej 10 znaków.
access-password-change = Zmień hasło
access-password-old = Obecne hasło
access-old-wrong = Obecne hasło jest błędne. Wielkość liter ma znaczenie.
access-password-new = Nowe hasło
access-password-save = Zmień i wyloguj wszystkie inne urządzenia
access-password-changed = Hasło zmieniono, a wszystkie inne urządzenia wylogowano.
access-account-title = Twoje konto
access-pair-title = Użyj tego urządzenia
access-pair-as = To urządzenie stanie się „{ $device }” osoby { $name }.
access-pair-about = Z kodem z „Konta i tablety” to urządzenie pozostaje zalogowane, bez hasła.
access-pair-code = Kod
access-pair-do = Zaloguj to urządzenie
access-pair-wrong = Ten kod jest zużyty, za stary albo błędnie wpisany. Poproś o nowy.
access-pair-used = Ten kod jest już zużyty. Poproś o nowy.
access-people-title = Konta i tablety
access-people = Konta
access-roles = Obszary
access-role-staff = Salon
access-role-manager = Kierownik
access-role-installer = Instalacja
access-role-privacy = Prywatność
access-roles-save = Zapisz
access-roles-changed = Zmieniono obszary konta { $name }.
access-roles-own-ask = Odebrać sobie obszar „Instalacja”?
access-roles-own = Od tej chwili nie otworzysz już tej strony. Przywrócić obszar może tylko ktoś inny, kto ma „Instalację”.
access-roles-own-do = Odbierz mi go
access-remove = Usuń
access-remove-ask = Usunąć { $name }?
access-remove-about = Konto zniknie od razu{ $n ->
    [0] {""}
    [one] , a jedno urządzenie zostanie wylogowane
    [few] , a { $n } urządzenia zostaną wylogowane
    [many] , a { $n } urządzeń zostanie wylogowanych
   *[other] , a { $n } urządzenia zostaną wylogowane
}. To, co z niego zrobiono, zostaje w dzienniku.
access-remove-do = Usuń { $name }
access-removed = Usunięto { $name }{ $n ->
    [0] {""}
    [one] , a jedno urządzenie wylogowano
    [few] , a { $n } urządzenia wylogowano
    [many] , a { $n } urządzeń wylogowano
   *[other] , a { $n } urządzenia wylogowano
}.
access-paired-only = tylko tablety, bez hasła
access-new = Nowe konto
access-new-about = Dla tabletu sprzedawcy wystarczy nazwa: bez hasła, tablet zostaje sparowany.
access-new-password-hint = Zostaw puste, jeśli używane są tylko sparowane tablety.
access-new-do = Załóż to konto
access-made = Założono konto { $name }.
access-last = Co najmniej jedno konto z hasłem musi zachować obszar „Instalacja”. Nic nie zmieniono.
access-invite = Sparuj tablet
access-invite-about = Tworzy link i kod QR, które działają raz, przez 15 minut. Tablet pokazuje potem salon i nic więcej.
access-invite-whose = Czyj tablet
access-invite-do = Pokaż kod QR
access-invited = W ciągu { $minutes } minut, na urządzeniu „{ $device }” osoby { $name }:
access-invited-used = Urządzenie „{ $device }” osoby { $name } jest sparowane.
access-invited-trust = Najpierw, raz na każdym tablecie, zaufaj certyfikatowi salonu: zeskanuj to, a potem zainstaluj w ustawieniach jako certyfikat CA.
access-invited-open = Zeskanuj to i dotknij „Zaloguj to urządzenie”.
access-fingerprint = Musi pokazać ten SHA-256:
access-qr-authority = Kod QR: certyfikat salonu
access-qr-pair = Kod QR: zaloguj tablet
access-devices = Zalogowane urządzenia
access-devices-none = Brak.
access-device = Urządzenie
access-device-hint = Na przykład „tablet przy biurku”.
access-device-missing = Nazwij urządzenie: po nazwie znajdziesz je na liście poniżej.
access-this-device = to urządzenie
access-since = Zalogowane od
access-seen = Ostatnio używane
access-until = Zalogowane do
access-logout = Wyloguj
access-device-out = Urządzenie wylogowano.
