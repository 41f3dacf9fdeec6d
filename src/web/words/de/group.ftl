# Alle Häuser einer Gruppe.

group-title = Alle Häuser
group-sites = Haus für Haus
group-about = Jedes Haus zählt selbst und sagt nur diese Zahlen: Kein Besucher, kein Code und kein Gesicht kommt aus einem anderen Haus. Der Name eines Hauses öffnet dessen eigene Seiten.
group-none = Hier ist kein anderes Haus eingetragen. Dort gibt „showfloor web token --client group --scope figures“ ein Token aus; hier nennt ein [[group]] in showfloor.toml das Haus und die Datei des Tokens.
group-answered = { $n } von { $all } Häusern haben geantwortet. Summiert ist, was bekannt ist.
group-site = Haus
group-this = dieses
group-waiting = { $n } warten
group-appliance = Gerät
group-well = Arbeitet
group-degraded = Jemand muss danach sehen
group-cameras = { $ok } von { $all } Kameras sehen
group-silent = Keine Antwort
group-as-of = Zahlen vom { $when }
group-away = Das Gerät wurde nicht erreicht. Wer einrichtet, findet die Ursache mit „showfloor doctor“.
group-token = Es nimmt unser Token nicht an, oder es fehlt. Wer einrichtet, findet die Ursache mit „showfloor doctor“.
group-unread = Die Antwort ist nicht lesbar. Wer einrichtet, findet die Ursache mit „showfloor doctor“.
