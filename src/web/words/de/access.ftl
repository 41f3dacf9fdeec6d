# Hereinkommen: Zugänge, der erste Start, Tablets.
access-login-title = Anmelden
access-login-do = Anmelden
access-login-hint = Auf einem Tablet des Verkaufsraums: Öffnen Sie den Link oder QR-Code, den Ihnen zeigt, wer es einrichtet.
access-login-wrong = Name oder Passwort ist falsch. Groß- und Kleinbuchstaben zählen.
access-wait = Zu viele falsche Passwörter. Versuchen Sie es in { $seconds } s noch einmal.
access-too-often = Zu viele falsche Versuche. Warten Sie einige Minuten, dann versuchen Sie es noch einmal.
access-setup-title = Erster Start
access-setup-about = Noch kann sich niemand anmelden. Legen Sie den ersten Zugang an: Er darf alles und legt weitere an.
access-setup-code = Code auf der Konsole
access-setup-code-hint = Das Gerät hat ihn beim Start ausgegeben: journalctl -u showfloor zeigt ihn.
access-setup-do = Diesen Zugang anlegen
access-code-wrong = Das ist nicht der Code, den das Gerät bei seinem letzten Start ausgegeben hat.
access-name = Name
access-name-hint = 2 bis 32 Zeichen: a-z, 0-9, - _ und ., zuerst ein Buchstabe. Er steht auf Meldungen: „anna ist unterwegs“.
access-name-wrong = Der Name passt nicht: 2 bis 32 der Buchstaben a-z, Ziffern, - _ und ., zuerst ein Buchstabe.
access-name-taken = So heißt schon jemand.
access-no-area = Kreuzen Sie mindestens einen Bereich an: Ohne einen öffnet ein Zugang nichts.
access-needs-password = Alles außer dem Verkaufsraum braucht ein Passwort: Ein gekoppeltes Tablet zeigt nur diesen.
access-password = Passwort
access-password-hint = Mindestens 10 Zeichen. Mehrere Wörter sind gut.
access-password-again = Passwort, noch einmal
access-password-differs = Die beiden Passwörter sind nicht gleich.
access-password-short = Das Passwort braucht mindestens 10 Zeichen.
access-password-change = Passwort ändern
access-password-old = Bisheriges Passwort
access-old-wrong = Das bisherige Passwort ist falsch. Groß- und Kleinschreibung zählt.
access-password-new = Neues Passwort
access-password-save = Ändern und alle anderen Geräte abmelden
access-password-changed = Das Passwort ist geändert, alle anderen Geräte sind abgemeldet.
access-account-title = Ihr Zugang
access-pair-title = Dieses Gerät verwenden
access-pair-as = Dieses Gerät wird „{ $device }“ von { $name }.
access-pair-about = Mit einem Code aus „Zugänge und Tablets“ bleibt dieses Gerät angemeldet, ohne Passwort.
access-pair-code = Code
access-pair-do = Dieses Gerät anmelden
access-pair-wrong = Dieser Code ist verbraucht, zu alt oder vertippt. Lassen Sie einen neuen machen.
access-pair-used = Dieser Code ist verbraucht. Lassen Sie einen neuen erzeugen.
access-people-title = Zugänge und Tablets
access-people = Zugänge
access-roles = Bereiche
access-role-staff = Verkaufsraum
access-role-manager = Leitung
access-role-installer = Einrichtung
access-role-privacy = Datenschutz
access-roles-save = Speichern
access-roles-changed = Die Bereiche von { $name } sind geändert.
access-roles-own-ask = Sich selbst den Bereich „Einrichtung“ nehmen?
access-roles-own = Diese Seite ist Ihnen dann verschlossen. Nur jemand anderes mit „Einrichtung“ kann Ihnen den Bereich zurückgeben.
access-roles-own-do = Mir nehmen
access-remove = Entfernen
access-remove-ask = { $name } entfernen?
access-remove-about = Der Zugang ist sofort weg{ $n ->
    [0] {""}
    [one] , und ein Gerät wird abgemeldet
   *[other] , und { $n } Geräte werden abgemeldet
}. Was damit getan wurde, bleibt im Protokoll.
access-remove-do = { $name } entfernen
access-removed = { $name } ist entfernt{ $n ->
    [0] {""}
    [one] , und ein Gerät ist abgemeldet
   *[other] , und { $n } Geräte sind abgemeldet
}.
access-paired-only = nur Tablets, kein Passwort
access-new = Neuer Zugang
access-new-about = Für das Tablet im Verkauf genügt ein Name: kein Passwort, das Tablet wird gekoppelt.
access-new-password-hint = Leer lassen, wenn nur gekoppelte Tablets verwendet werden.
access-new-do = Diesen Zugang anlegen
access-made = Der Zugang { $name } ist angelegt.
access-last = Mindestens ein Zugang mit Passwort muss den Bereich „Einrichtung“ behalten. Es wurde nichts geändert.
access-invite = Ein Tablet koppeln
access-invite-about = Macht einen Link und einen QR-Code, die einmal gelten, 15 Minuten lang. Das Tablet zeigt dann den Verkaufsraum und sonst nichts.
access-invite-whose = Wessen Tablet
access-invite-do = QR-Code zeigen
access-invited = Innerhalb von { $minutes } Minuten, auf dem Gerät „{ $device }“ von { $name }:
access-invited-used = Das Gerät „{ $device }“ von { $name } ist gekoppelt.
access-invited-trust = Zuerst, einmal auf jedem Tablet, dem Zertifikat des Verkaufsraums vertrauen: Scannen Sie dies und installieren Sie es in den Einstellungen als CA-Zertifikat.
access-invited-open = Scannen Sie dies und tippen Sie auf „Dieses Gerät anmelden“.
access-fingerprint = Es muss dieses SHA-256 zeigen:
access-qr-authority = QR-Code: das Zertifikat des Verkaufsraums
access-qr-pair = QR-Code: das Tablet anmelden
access-devices = Angemeldete Geräte
access-devices-none = Keine.
access-device = Gerät
access-device-hint = Zum Beispiel „Tablet am Empfang“.
access-device-missing = Geben Sie dem Gerät einen Namen: An ihm finden Sie es in der Liste unten.
access-this-device = dieses Gerät
access-since = Angemeldet seit
access-seen = Zuletzt verwendet
access-until = Angemeldet bis
access-logout = Abmelden
access-device-out = Das Gerät ist abgemeldet.
