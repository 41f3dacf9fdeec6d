# Die Seiten der Einrichtung.
installer-checklist-title = Checkliste
installer-checklist-left = { $n ->
    [one] Eine Sache ist noch zu tun.
   *[other] { $n } Dinge sind noch zu tun.
}
installer-checklist-waits = { $n ->
    [one] Ein weiterer Punkt zeigt sich nach einigen Besuchen von selbst.
   *[other] { $n } weitere Punkte zeigen sich nach einigen Besuchen von selbst.
}
installer-checklist-all-done = Im Moment ist nichts zu tun.
installer-checklist-done = Alles ist eingerichtet. Der Verkaufsraum kann öffnen.
installer-stand-done = Erledigt
installer-stand-wrong = Zu beheben
installer-stand-open = Noch nicht
installer-check-camera = Kamera { $camera } ist da
installer-camera-ok = Bilder kommen, und der Blick stimmt
installer-camera-ok-do = Es ist nichts zu tun.
installer-camera-plays = Eine Aufnahme wird abgespielt
installer-camera-waits = Noch ist kein Bild gekommen
installer-camera-unreachable = Nicht erreichbar
installer-camera-unreachable-do = Prüfen Sie Strom und Netzwerkkabel, dann Adresse und Passwort in der Konfiguration.
installer-camera-frozen = Das Bild steht still
installer-camera-frozen-do = Schalten Sie die Kamera aus und wieder ein. Friert sie wieder ein, erneuern Sie ihre Firmware.
installer-camera-black = Es ist nichts zu sehen
installer-camera-black-do = Nehmen Sie die Kappe ab, putzen Sie das Objektiv, machen Sie Licht.
installer-camera-moved = Sie zeigt etwas anderes als beim Zeichnen der Zonen
installer-camera-moved-do = Drehen Sie sie zurück, oder zeichnen Sie Zonen und Marken neu und übernehmen Sie den neuen Blick: showfloor cameras accept.
installer-camera-skewed = Ihre Uhr läuft davon
installer-camera-skewed-do = Lassen Sie die Kamera ihre Uhr per NTP stellen.
installer-camera-slow = Viel weniger Bilder als vereinbart
installer-camera-slow-do = Senken Sie Auflösung oder Bitrate, und prüfen Sie das Netz zwischen Kamera und Gerät.
installer-check-sharp = Das Bild ist scharf
installer-check-sharp-found = { $bad } der letzten { $visits } Besuche hatten unscharfe Gesichter
installer-check-sharp-do = Stellen Sie das Objektiv scharf, putzen Sie es, und sorgen Sie für mehr Licht auf den Wegen.
installer-check-large = Gesichter sind groß genug
installer-check-large-found = { $bad } der letzten { $visits } Besuche hatten zu kleine Gesichter
installer-check-large-do = Rücken oder zoomen Sie die Kamera so, dass ein Gesicht am Eingang mindestens 60 Pixel breit ist; showfloor eval cameras misst es.
installer-faces-few = Das lässt sich nach einigen Besuchen sagen
installer-check-zones = Zonen sind gezeichnet
installer-zones-found = { $n ->
    [0] Noch keine Zone
    [one] Eine Zone
   *[other] { $n } Zonen
}
installer-zones-no-product = Zeichnen Sie für jedes Auto eine Zone: viermal auf das Bild tippen.
installer-zones-no-entrance = Zeichnen Sie den Eingang: Dort beginnen Besuche.
installer-check-floor = Der Boden ist vermessen
installer-floor-all = Jede Kamera weiß, wo ihr Bild den Boden zeigt
installer-floor-without = Noch nicht für { $cameras }
installer-floor-do = Markieren Sie vier Punkte am Boden und geben Sie ihre Abstände ein. Wer von zwei Kameras gesehen wird, zählt dann nur einmal.
installer-check-broker = Der MQTT-Broker ist erreichbar
installer-broker-reached = { $address }, { $waiting ->
    [0] nichts wartet
    [one] eine Nachricht wartet
   *[other] { $waiting } Nachrichten warten
}
installer-broker-away = { $address } antwortet nicht
installer-broker-own = Der Broker im Gerät
installer-broker-do = Starten Sie den Broker, oder berichtigen Sie seine Adresse in der Konfiguration; showfloor doctor sagt, was nicht stimmt.
installer-check-tablet = Ein Tablet ist gekoppelt
installer-tablets = { $n ->
    [0] Noch kein Tablet
    [one] Ein Tablet
   *[other] { $n } Tablets
}
installer-tablets-do = Koppeln Sie eines per QR-Code.
installer-check-sign = Das Schild hängt am Eingang
installer-sign-hangs = Vermerkt von { $who }, { $at }
installer-sign-none = Das können nur Sie sehen
installer-sign-do = Wer für den Datenschutz zuständig ist, druckt es unter „Eingangsschild“. Hängen Sie es dorthin, wo man es liest, bevor jemand gefilmt wird.
installer-sign-tick = Es hängt
installer-sign-take-down = Es hängt nicht mehr
installer-open-camera = Öffnen
installer-draw = Zone zeichnen
installer-mark = Boden markieren
installer-pair = Tablet koppeln
installer-cameras-title = Kameras
installer-cameras-none = In der Konfiguration steht noch keine Kamera. Schreiben Sie für jede [[camera]] mit id und url.
installer-camera-title = Kamera { $camera }
installer-zones-count = { $zones ->
    [0] keine Zone
    [one] eine Zone
   *[other] { $zones } Zonen
}
installer-floor-known = Boden vermessen
installer-floor-unknown = Boden nicht vermessen
installer-since = seit { $at }
installer-locked-demo = Dieser Verkaufsraum ist simuliert: Seine Konfiguration steht in keiner Datei und lässt sich nur ansehen, nicht ändern.
installer-locked-mistakes = Die Konfigurationsdatei hat Fehler. Das Gerät arbeitet mit dem weiter, was es vorher gelesen hat; hier lässt sich nichts ändern, bis die Datei berichtigt ist.
installer-locked = Hier lässt sich gerade nichts ändern.
installer-done-zone = Die Zone ist gespeichert und gilt ab jetzt.
installer-done-mask = Die Zone ist gespeichert. Was verdeckt wird, ändert sich mit dem nächsten Start des Geräts.
installer-done-gone = Die Zone ist entfernt.
installer-done-marks = Die Marken sind gespeichert und gelten ab jetzt.
installer-done-unmarked = Die Marken sind entfernt.
installer-done-car = Das Auto steht auf der Liste.
installer-overtaken = Die Konfiguration hat sich geändert, seit Sie diese Seite geöffnet haben. Von Ihnen wurde nichts gespeichert: Sehen Sie sie an, wie sie jetzt ist, und speichern Sie noch einmal.
installer-taken = „{ $name }“ gibt es schon. Nichts wurde gespeichert: Wählen Sie einen anderen Namen, oder ändern Sie den vorhandenen Eintrag.
installer-twin = Genau dort liegt die Zone „{ $name }“. Nichts wurde gespeichert: Ändern Sie diese, oder zeichnen Sie Ihre woanders.
installer-refused = Die Konfiguration wäre nicht richtig und blieb deshalb, wie sie war: { $why }
installer-picture = Was Kamera { $camera } jetzt zeigt
installer-picture-none = Die Kamera gibt gerade kein Bild.
installer-picture-again = Neues Bild
installer-picture-about = Ein einziges Bild, gerade eben. Es wird nicht aufbewahrt, und dass Sie hingesehen haben, steht im Prüfprotokoll.
installer-zones = Zonen
installer-zones-none = Auf diesem Bild ist noch keine Zone gezeichnet.
installer-zone-change = Ändern
installer-zone-new = Neue Zone
installer-zone-edit = Zone ändern
installer-zone-save = Zone speichern
installer-zone-remove = Zone entfernen
installer-cancel = Abbrechen
installer-draw-about = Tippen Sie auf die vier Ecken am Boden. Ziehen Sie eine Ecke, um sie zu verschieben; ziehen Sie den Punkt zwischen zwei Ecken, um eine hinzuzufügen. Ecken rasten an anderen Zonen ein.
installer-undo = Rückgängig
installer-clear = Von vorn
installer-corner = Ecke %n
installer-corner-placed = Ecke %n ist gesetzt
installer-corner-removed = Ecke %n ist entfernt
installer-corner-remove = Ecke entfernen
installer-undone = Rückgängig gemacht
installer-kind = Was ist es?
installer-kind-product = Ein Auto
installer-kind-entrance = Eingang
installer-kind-desk = Verkaufstisch
installer-kind-service = Service
installer-kind-lounge = Lounge
installer-kind-check-in = Anmeldung
installer-kind-exclude = Verdeckt: hier sieht niemand hin
installer-zone-kind-missing = Sagen Sie, was die Zone ist.
installer-mask-about = Was verdeckt ist, wird übermalt, bevor irgendetwas das Bild ansieht. Eine Änderung gilt nach einem Neustart des Geräts.
installer-label = Wie nennt das Team den Platz?
installer-label-hint = So, wie er in Meldungen stehen soll: „am Fenster“.
installer-car = Welches Auto steht hier?
installer-car-none = Keines
installer-more = Kurzname und Koordinaten
installer-id = Kurzname
installer-id-hint = Buchstaben, Ziffern, - und _. Leer lassen, damit er aus dem Namen entsteht.
installer-zone-name-missing = Geben Sie der Zone einen Namen.
installer-name-long = Der Name hat mehr als 60 Zeichen: Das liest niemand im Vorbeigehen. Kürzen Sie ihn.
installer-corners = Ecken
installer-corners-hint = Eine je Zeile: von links und von oben, in Prozent des Bildes.
installer-corners-wrong = Die Ecken sind nicht lesbar: eine je Zeile, zwei Zahlen in Prozent, etwa 12.5 80.
installer-shape-few = Eine Zone hat mindestens drei Ecken: Tippen Sie sie auf dem Bild an.
installer-shape-outside = Ecke { $n } liegt außerhalb des Bildes: Beide Zahlen liegen zwischen 0 und 100.
installer-shape-twice = Zwei Ecken sind derselbe Punkt.
installer-shape-crosses = Der Umriss kreuzt sich selbst: Bringen Sie die Ecken in die richtige Reihenfolge.
installer-shape-flat = Die Ecken liegen auf einer Linie.
installer-marks = Wo ist der Boden?
installer-marks-about = Wählen Sie vier Punkte am Boden, die ein großes Viereck bilden: Fliesen, eine Matte, ein Stellplatz. Tippen Sie sie auf dem Bild an, und geben Sie ein, wo sie sind: in Metern, gemessen von einer Ecke des Verkaufsraums, die für alle Kameras dieselbe ist.
installer-marks-start = Vier Punkte antippen
installer-mark-number = Punkt
installer-mark-left = Von links (%)
installer-mark-top = Von oben (%)
installer-mark-x = Quer (m)
installer-mark-y = Längs (m)
installer-mark-placed = Punkt %n ist gesetzt
installer-marks-save = Marken speichern
installer-marks-remove = Marken entfernen
installer-marks-wrong = Jeder Punkt braucht vier Zahlen: zwei im Bild, zwei in Metern.
installer-colleagues-title = Kollegen
installer-colleagues-about = Wer vom Team am Gesicht erkannt wird, wird nicht für einen Besucher gehalten. Alle werden gefragt und können es jederzeit zurücknehmen. Wer es nicht möchte, sagt stattdessen auf dem Tablet „Das bin ich“.
installer-colleagues = Auf der Liste
installer-colleagues-none = Noch ist niemand aufgenommen.
installer-colleague = Name
installer-enrolled-at = Aufgenommen
installer-faces = Signaturen
installer-quality = Güte
installer-enrol-again = Neu aufzunehmen: das Modell hat gewechselt
installer-colleague-remove = Entfernen
installer-colleague-remove-ask = { $name } von der Liste nehmen?
installer-colleague-remove-about = Die Signaturen des Gesichts werden sofort gelöscht. Um wieder erkannt zu werden, muss die Person noch einmal vor eine Kamera.
installer-colleague-remove-do = { $name } entfernen
installer-colleague-gone = Die Person steht nicht mehr auf der Liste, ihre Signaturen sind gelöscht.
installer-enrol = Jemanden vom Team aufnehmen
installer-enrol-about = Die Person steht allein vor einer Kamera, ein bis drei Meter entfernt, und dreht bis zu 25 Sekunden lang ein wenig den Kopf. Es wird kein Bild aufbewahrt.
installer-enrol-name-hint = Wie ihn Tablets zeigen. Wer unter diesem Namen auf der Liste steht, wird neu aufgenommen.
installer-enrol-camera = Vor welcher Kamera?
installer-enrol-agreed = Die Person hat das gelesen und willigt ein
installer-enrol-do = Jetzt hinsehen
installer-enrol-looking = Ich schaue … Einen Moment still stehen, dann den Kopf ein wenig nach beiden Seiten drehen. Das dauert bis zu 25 Sekunden.
installer-enrol-no-consent = Ohne Einwilligung wird niemand aufgenommen.
installer-enrol-busy = Gerade wird jemand anderes aufgenommen. Warten Sie, bis das fertig ist.
installer-enrol-no-face = Kein Gesicht war gut genug zu sehen. Stellen Sie sich allein vor die Kamera, ein bis drei Meter entfernt, in gutem Licht, und drehen Sie den Kopf ein wenig, während sie schaut.
installer-enrol-several = Es waren mehrere Personen zu sehen. Vor der Kamera darf nur die eine Person stehen.
installer-enrol-alike = Die Person sieht { $name } ähnlich, die schon auf der Liste steht: Man würde sie verwechseln. Ist es { $name }, nehmen Sie sie unter diesem Namen noch einmal auf.
installer-enrol-failed = Niemand wurde aufgenommen: { $why }
installer-enrolled = Die Person ist aufgenommen und ab jetzt bekannt.
installer-health-title = Zustand
installer-health-up = in Betrieb
installer-health-disk = frei auf der Platte
installer-health-disk-little = frei auf der Platte: das ist wenig
installer-health-memory = im Speicher, von { $total }
installer-health-load = arbeitende Prozesse auf { $n } Prozessoren
installer-health-outbox = Nachrichten warten auf den Broker
installer-health-outbox-many = Nachrichten warten: ist der Broker da?
installer-health-cameras = Kameras
installer-health-camera = Kamera
installer-health-state = Zustand
installer-health-pictures = Analysiert
installer-health-kept = Was gespeichert ist
installer-kept-visitors = Besucher
installer-kept-visits = Besuche
installer-kept-events = Ereignisse
installer-kept-signatures = Gesichtssignaturen von Besuchern
installer-kept-deliveries = Wartet auf Webhooks
installer-kept-store = Dateien des Speichers
installer-health-stages = Wohin die Zeit geht
installer-health-stages-about = Seit dem Start: wie oft jede Stufe lief und wie lange im Mittel.
installer-stage = Stufe
installer-stage-calls = Male
installer-stage-mean = Mittel
installer-health-version = showfloor { $version }
installer-consent-text = Ich willige ein, dass aus meinem Gesicht eine Signatur (Zahlen, kein Bild) gebildet und in diesem Gerät gespeichert wird, damit es mich nicht für einen Besucher hält. Ich werde damit weder bewertet noch eingestuft. Ich kann das jederzeit zurücknehmen: Dann wird die Signatur gelöscht.
installer-cars = Autos
installer-cars-about = Was in einer Zone stehen kann. In welcher es steht, sagt die Zone.
installer-cars-none = Noch steht kein Auto auf der Liste.
installer-car-label = Auto
installer-car-label-hint = So, wie das Team es nennt: „Kona Electric“.
installer-car-category = Kategorie
installer-car-stock = Bestandsnummer
installer-car-where = Steht
installer-car-add = Auto hinzufügen
installer-car-add-do = Auf die Liste setzen
installer-car-remove = Entfernen
installer-car-remove-ask = { $car } von der Liste nehmen?
installer-car-remove-about = Es steht in einer Zone, die ohne Auto bleibt. Wie lange { $car } angesehen wurde, bleibt in der Historie.
installer-car-remove-do = { $car } entfernen
installer-car-name-missing = Geben Sie dem Auto einen Namen.
installer-done-no-car = Das Auto steht nicht mehr auf der Liste. Sein Verlauf bleibt.
