# The manager's desk.

# Words that several pages have.
manager-show = Anzeigen
manager-from = Von
manager-to = Bis
manager-range = { $from } – { $to }
manager-range-choose = Tage
manager-range-today = Heute
manager-range-yesterday = Gestern
manager-range-week = 7 Tage
manager-range-month = 30 Tage
manager-range-quarter = 90 Tage
manager-range-most = Es werden höchstens { $n } Tage auf einmal gezeigt, die letzten der gewählten.
manager-csv = Als CSV laden
manager-any = Alle
manager-yes = Ja
manager-no = Nein
manager-none = –
manager-undo = Rückgängig
manager-remove = Entfernen
manager-remove-what = Entfernen: { $what }
manager-refused = Nicht ausgeführt: { $why }
manager-cannot-already-one = diese beiden sind schon ein und derselbe Besucher.
manager-cannot-already-theirs = der Besuch gehört schon diesem Besucher.
manager-cannot-only-visit = es ist der einzige Besuch dieses Besuchers: Da ist niemand zu unterscheiden.
manager-cannot-no-visit = markieren Sie erst die Besuche der zweiten Person.
manager-cannot-every-visit = der ersten Person bliebe kein Besuch. Lassen Sie mindestens einen unmarkiert.
manager-cannot-apart = eine Korrektur sagt, dass { $one } und { $other } zwei Personen sind. Nehmen Sie diese zuerst zurück, falls sie falsch ist.
manager-cannot-not-theirs = der Besuch gehört inzwischen zu { $owner }.
manager-cannot-colleague = der Besuch war die Arbeitszeit von jemandem vom Team und gehört niemandem.
manager-cannot-undone = diese Korrektur ist schon zurückgenommen.
manager-cannot-stood-on = eine spätere Korrektur baut auf dieser auf. Nehmen Sie zuerst die spätere zurück.
manager-cannot-overtaken = was diese Korrektur geändert hatte, hat sich seither wieder geändert. Korrigieren Sie, was jetzt falsch ist.
manager-cannot-ahead = { $day } liegt noch in der Zukunft.
manager-cannot-no-draft = es gibt keinen Entwurf mehr.
manager-cannot-draft-changed = { $by } hat den Entwurf inzwischen geändert. Sehen Sie ihn sich an, wie er jetzt ist.
manager-cannot-untried = niemand hat gesehen, was dieser Entwurf getan hätte. Probieren Sie ihn erst aus: Schritt 2.
manager-cannot-old-version = Version { $version } gilt, und der Entwurf braucht eine höhere Nummer. Ändern Sie sie in den ersten Zeilen der Datei.
manager-unknown = Hier heißt niemand und nichts { $name }. Sehen Sie den Code beim Besuch nach und geben Sie ihn noch einmal ein.
manager-band-hot = heiß
manager-band-warm = warm
manager-band-cold = kalt
manager-stage-browsing = Sieht sich um
manager-stage-interested = Interessiert
manager-stage-engaged = Im Gespräch
manager-stage-returning = Wiedergekommen
manager-stage-deciding = Kurz vor der Entscheidung
manager-nth = { $n ->
    [1] erster Besuch
   *[other] { $n }. Besuch
}
manager-looks = { $n ->
    [one] { $n } Besuch
   *[other] { $n } Besuche
}
manager-percent = { $percent } %
manager-a-colleague = Jemand vom Team
manager-choose-outcome = Wählen Sie, was daraus wurde, und halten Sie es dann fest.

# What was done just now.
manager-done-merged = Die beiden sind jetzt ein Besucher.
manager-done-split = Diese Besuche gehören jetzt zu jemand anderem.
manager-done-not-this = Der Besuch gehört nicht mehr zu diesem Besucher.
manager-done-assigned = Der Besuch wurde dem anderen Besucher zugeordnet.
manager-done-undone = Zurückgenommen: Alles ist wie zuvor.
manager-done-recorded = Festgehalten. Die Punkte berücksichtigen es.
manager-done-removed = Entfernt. Die Punkte sind, als wäre es nie festgehalten worden.
manager-done-waiting = Vorgemerkt. Das Gerät hat noch nicht geantwortet; es geschieht gleich.
manager-done-saved = Der Entwurf ist gespeichert. Noch gilt nichts davon.
manager-done-discarded = Der Entwurf ist verworfen. Die geltenden Regeln sind, wie sie waren.
manager-done-published = Die neuen Regeln gelten. Alle Punkte richten sich danach.

# Today, and any days at a glance.
manager-today = Heute, { $day }
manager-figures = Zahlen
manager-figures-more = Weitere Zahlen
manager-figure-came = { $n ->
    [one] Kam
   *[other] Kamen
}
manager-figure-came-day = am Tag zuvor: { $before }
manager-figure-came-note = in ebenso vielen Tagen davor: { $before }
manager-figure-returning = { $n ->
    [0] niemand war schon einmal hier
    [one] { $n } war schon einmal hier
   *[other] { $n } waren schon einmal hier
}
manager-figure-in-time = Rechtzeitig begrüßt
manager-figure-late = { $n ->
    [0] von denen, die jemanden brauchten
   *[other] von denen, die jemanden brauchten; zu lange gewartet: { $n }{ $lost ->
        [0] {""}
       *[other] , davon ohne Betreuung gegangen: { $lost }
    }
}
manager-figure-due-none = niemand musste warten
manager-figure-most = Am meisten angesehen
manager-figure-most-note = { $time } bei { $n ->
    [one] { $n } Besuch
   *[other] { $n } Besuchen
}
manager-figure-lost = Verloren
manager-figure-lost-note = interessiert und gegangen, bevor jemand kam
manager-figure-here = Jetzt im Haus
manager-figure-waiting = Warten auf jemanden
manager-figure-to-contact = Die Hälfte wurde angesprochen nach
manager-figure-met = Mit dem Team gesprochen
manager-figure-let-be = Wollten keine Hilfe
manager-when = Wann sie kamen
manager-by-hour = Besuche nach der Stunde, in der sie begannen.
manager-by-day = Besuche nach dem Tag, an dem sie begannen.
manager-marked-lost = Der rote Teil ging verloren.
manager-arrived = { $when }: { $n ->
    [one] { $n } Besuch
   *[other] { $n } Besuche
}, { $lost } verloren
manager-most-looked = Was sie sich ansahen
manager-all-cars = Alle Autos und der Plan
manager-nothing-looked = An diesen Tagen stand niemand an einem Auto.
manager-nobody-came = An diesen Tagen kam niemand. Wählen Sie oben andere Tage.
manager-lost = Verloren
manager-lost-about = Sie standen lange an einem Auto und gingen, bevor jemand zu ihnen kam. Wer nach Auskunft des Teams keine Hilfe wollte, zählt nicht dazu.
manager-lost-none = Niemand ging verloren.
manager-lost-all = Alle { $n }
manager-lost-one = niemand kam
manager-here = jetzt hier
manager-timeline = Der Tag, Besuch für Besuch
manager-timeline-about = Farbig: an einem Auto. Grüner Balken darunter: mit jemandem vom Team. Die Linie darüber sind die Punkte; jeder Punkt sagt, warum sie sich änderten.
manager-timeline-folds = Eine gepunktete Linie steht für Stunden, in denen niemand da war.
manager-timeline-more = { $n ->
    [one] { $n } früherer Besuch steht in der Liste
   *[other] { $n } frühere Besuche stehen in der Liste
}
manager-tap = Zeigen Sie auf einen Punkt oder tippen Sie ihn an, um den Grund zu sehen.
manager-days = Andere Tage
manager-mark = { $time }: { $text }, { $points } → { $score }
manager-with-them = { $who } war bei ihnen, { $time }
manager-score-then = { $score } Punkte

# Visits.
manager-visits = Besuche
manager-came = Kam
manager-visitor = Besucher
manager-looked-at = Angesehen
manager-contact = Kontakt
manager-stage = Stufe
manager-score = Punkte
manager-score-now = Punkte jetzt
manager-stayed = blieb { $time }
manager-still-here = seit { $time } hier
manager-no-car = kein Auto länger
manager-more-cars = { $n ->
    [one] und { $n } weiteres Auto
   *[other] und { $n } weitere Autos
}
manager-met-after = nach { $time }
manager-met = ja
manager-nobody = niemand
manager-let-be = wollte keine Hilfe
manager-late = spät
manager-search = Suchen
manager-search-hint = Code, Auto oder Kollege
manager-car = Auto
manager-returning = Schon hier gewesen
manager-only = Nur
manager-only-interested = sahen lange hin oder sprachen
manager-only-due = brauchten jemanden
manager-only-in-time = rechtzeitig begrüßt
manager-only-late = nicht rechtzeitig begrüßt
manager-only-lost = verloren
manager-only-let-be = wollten keine Hilfe
manager-only-here = jetzt hier
manager-only-waiting = warten jetzt
manager-visits-found = { $n ->
    [0] Kein Besuch
    [one] { $n } Besuch
   *[other] { $n } Besuche
}, { $days }
manager-visits-none = Kein Besuch passt. Wählen Sie mehr Tage oder lassen Sie eine Bedingung weg.
manager-pages = Seiten
manager-page = Seite { $page } von { $pages }
manager-newer = Neuere
manager-older = Ältere

# A visitor.
manager-visitor-title = Besucher { $code }
manager-visits-count = { $n ->
    [one] { $n } Besuch
   *[other] { $n } Besuche
}
manager-here-now = jetzt hier
manager-also = auch bekannt als { $codes }
manager-signatures = { $n ->
    [one] { $n } Gesichtssignatur gespeichert
   *[other] { $n } Gesichtssignaturen gespeichert
}
manager-visitor-no-visit = Diesem Besucher gehört kein Besuch mehr: Korrekturen haben sie anderen zugeordnet.
manager-known-by = Erkannt an
manager-known-new = erster Besuch, niemand wiederzuerkennen
manager-known-face = Gesicht
manager-known-correction = Korrektur durch einen Menschen
manager-known-unclear = nicht zu sagen
manager-sure = { $how }, zu { $percent } % sicher
manager-sure-over = { $how }, zu über 99 % sicher
manager-why = Warum diese Punkte
manager-score-line = Die Punkte im Lauf der Zeit, mit den Grenzen zu warm und heiß
manager-changes = Jede Änderung
manager-when-col = Wann
manager-points = Punkte
manager-reason = Grund
manager-counted-at = zu { $percent } % gezählt
manager-changes-more = { $n ->
    [one] { $n } frühere Änderung steht in der CSV-Datei.
   *[other] { $n } frühere Änderungen stehen in der CSV-Datei.
}
manager-outcomes = Ergebnisse
manager-outcomes-none-yet = Noch ist nichts festgehalten.
manager-what-came = Was daraus wurde
manager-on-day = Am
manager-record = Festhalten
manager-told-by = gemeldet von { $system }
manager-outcome-test-drive = Probefahrt
manager-outcome-quote = Angebot
manager-outcome-sold = Verkauft
manager-outcome-lost = Nicht gekauft
manager-correct = Ist es die richtige Person?
manager-merge = Es ist dieselbe Person wie ein anderer Besucher
manager-merge-about = Besuche und Punkte beider werden eins. Beide Codes gelten weiter.
manager-merge-do = Zusammenführen
manager-other-code = Code des anderen Besuchers
manager-not-this = Ein Besuch war jemand anderes
manager-not-this-about = Der Besuch wird der eines neuen Besuchers, und beide bleiben künftig getrennt.
manager-not-this-do = Es war nicht diese Person
manager-assign = Ein Besuch war ein Besucher, den ich kenne
manager-assign-about = Nur dieser Besuch geht zum anderen Besucher; alles andere bleibt.
manager-assign-do = Besuch zuordnen
manager-which-visit = Welcher Besuch
manager-split = Es sind zwei Personen
manager-split-about = Die markierten Besuche werden die eines neuen Besuchers.
manager-split-which = Besuche der zweiten Person
manager-split-do = Trennen
manager-corrections = Korrekturen
manager-undone = zurückgenommen
manager-a-visit = ein Besuch
manager-was-merge = { $from } ist { $into }
manager-was-split = { $n ->
    [one] { $n } Besuch von { $code } war jemand anderes
   *[other] { $n } Besuche von { $code } waren jemand anderes
}
manager-was-not-this = Der Besuch vom { $visit } war jemand anderes
manager-was-assign = Der Besuch vom { $visit } war { $code }
manager-was-undo = Eine Korrektur wurde zurückgenommen
manager-links = Mit anderen Systemen verbunden

# Cars.
manager-cars = Autos
manager-cars-none = Noch ist kein Auto eingerichtet. Wer das Gerät einrichtet, fügt Autos und Zonen unter „Kameras“ hinzu.
manager-heat = Wo Zeit verbracht wurde, { $days }
manager-heat-about = Je kräftiger die Farbe, desto länger standen Besucher dort.
manager-plan-floor = Der Verkaufsraum von oben
manager-plan-camera = Wie die Kamera { $camera } es sieht
manager-zone = { $zone }: { $time } bei { $visits ->
    [one] { $visits } Besuch
   *[other] { $visits } Besuchen
}
manager-other-places = Andere Orte
manager-time-at-cars = Zeit an jedem Auto
manager-all-cars-title = Auto für Auto
manager-car-time = Zeit
manager-car-looks = Besuche
manager-car-visitors = Besucher
manager-car-long = Lange Blicke
manager-car-repeat = Kamen wieder
manager-car-each = Zeit je Besuch
manager-car-here = Jetzt dort
manager-car-about = „Kamen wieder“ zählt Besucher, die das Auto an mehr als einem Tag ansahen.

# The funnel, and when they come.
manager-funnel = Trichter und Stunden
manager-way = Der Weg zum Verkauf
manager-way-about = Erst Besuche, dann Besucher mit festgehaltenem Ergebnis; der Anteil gilt für alle Besuche.
manager-way-came = Kamen
manager-way-looked = Sahen lange hin oder sprachen
manager-way-spoke = Mit dem Team gesprochen
manager-stages = Wie weit jeder Besuch kam
manager-stages-about = Jeder Besuch zählt einmal, bei der Stufe, die er zuletzt erreichte.
manager-hours = Nach Wochentag und Stunde
manager-hours-about = Besuche nach ihrem Beginn. Klein, mit Minus: davon nicht rechtzeitig begrüßt.
manager-hour-late = { $n } nicht rechtzeitig begrüßt
manager-weekday = Wochentag
manager-sum = Summe

# Outcomes.
manager-recorded = Was festgehalten wurde
manager-outcome = Ergebnis
manager-outcomes-none = An diesen Tagen wurde nichts festgehalten. Halten Sie fest, was aus einem Kontakt wurde, auch ohne Kauf: Die Regeln lernen aus beidem.
manager-record-title = Ergebnis festhalten
manager-visitor-code = Code des Besuchers
manager-visitor-code-hint = Er steht bei jedem Besuch und jedem Hinweis.
manager-outcomes-about = Was Ihr CRM meldet, erscheint hier von selbst und wird dort zurückgenommen.

# The rules.
manager-rules = Regeln
manager-rules-file = Es gilt Version { $version } aus der Datei { $file }.
manager-rules-own = Es gelten die Regeln des Programms (Version { $version }).
manager-rules-about = Ändern Sie eine Kopie, sehen Sie, was sie mit Ihren eigenen Besuchern getan hätte, und setzen Sie sie dann in Kraft.
manager-draft-begin = Eine Kopie ändern
manager-draft-continue = Am Entwurf weiterarbeiten
manager-rules-list = Was Punkte gibt
manager-rule-changed = geändert
manager-rule-bands = Ein Besucher ist ab { $warm } Punkten warm und ab { $hot } heiß. Er kühlt erst { $below } Punkte darunter ab.
manager-rule-bands-plain = Ein Besucher ist ab { $warm } Punkten warm und ab { $hot } heiß.
manager-rule-if = wenn
manager-colon = :
manager-if-minutes = wenn es mindestens { $number } { $n ->
    [one] Minute
   *[other] Minuten
} dauerte
manager-if-alone = wenn der Besucher zuvor mindestens { $n ->
    [one] einmal
   *[other] { $number }-mal
} allein kam
manager-if-sure = wenn das zu mindestens { $number } % sicher ist
manager-from-minutes = ab { $number } { $n ->
    [one] Minute
   *[other] Minuten
}
manager-from-alone = ab { $number } { $n ->
    [one] Besuch
   *[other] Besuchen
} allein
manager-from-value = ab { $value } { $number }
manager-rule-points = { $n ->
    [one] { $points } Punkt
   *[other] { $points } Punkte
}
manager-rule-points-minute = { $n ->
    [one] { $points } Punkt je Minute
   *[other] { $points } Punkte je Minute
}
manager-rule-points-from = { $more } Punkte { $from }, sonst { $otherwise }
manager-rule-points-taken = alle Punkte fallen weg
manager-rule-points-computed = Punkte nach Rechnung:
manager-rule-category = Zählt als Interesse an dieser Art Auto.
manager-rule-product = Zählt als Interesse an diesem Auto.
manager-rule-per-visit = Höchstens { $number } { $n ->
    [one] Punkt
   *[other] Punkte
} je Besuch.
manager-rule-per-day = Höchstens { $number } { $n ->
    [one] Punkt
   *[other] Punkte
} am Tag.
manager-rule-in-total = Höchstens { $number } { $n ->
    [one] Punkt
   *[other] Punkte
} insgesamt.
manager-rule-cooldown = Erst nach { $number } { $n ->
    [one] Minute
   *[other] Minuten
} wieder.
manager-rule-stays = Die Punkte bleiben.
manager-rule-half = Die Hälfte ist nach { $number } { $n ->
    [one] Tag
   *[other] Tagen
} weg.
manager-rule-linear = Nach { $number } { $n ->
    [one] Tag
   *[other] Tagen
} ist alles weg, jeden Tag ein wenig.
manager-rule-step = Nach { $n ->
    [one] { $n } Tag
   *[other] { $n } Tagen
} bleiben { $percent } %.
manager-rule-by-confidence = Es zählt so weit, wie sicher ist, wer es war.
manager-rule-on-entered = Wenn jemand hereinkommt
manager-rule-on-returned = Wenn jemand an einem anderen Tag wiederkommt
manager-rule-on-zone-entered = Wenn jemand an einem Ort stehen bleibt
manager-rule-on-dwelled = Für Zeit an einem Ort
manager-rule-on-at-a-car = Für Zeit an einem Auto
manager-rule-on-zone-left = Wenn jemand einen Ort verlässt
manager-rule-on-unattended = Wenn sich jemand interessiert und niemand kommt
manager-rule-on-approachable = Wenn eine Ansprache willkommen wird
manager-rule-on-waited = Wenn jemand an einem Tresen wartet
manager-rule-on-impatient = Wenn jemand die Geduld verliert
manager-rule-on-contacted = Wenn jemand vom Team zu ihnen kommt
manager-rule-on-contact-ended = Nach einem Gespräch mit dem Team
manager-rule-on-party = Wenn jemand nicht allein ist
manager-rule-on-stage-reached = Wenn ein Besuch eine Stufe erreicht
manager-rule-on-came-for = Wenn bekannt ist, wozu jemand kam
manager-rule-on-left = Wenn jemand geht
manager-rule-on-test-drive = Nach einer Probefahrt
manager-rule-on-quote = Nach einem Angebot
manager-rule-on-sold = Wenn sie gekauft haben
manager-rule-on-lost = Wenn sie anderswo gekauft haben
manager-rule-on-report = Wenn „{ $name }“ gemeldet wird
manager-rule-on-silence = Wenn { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
} nichts kommt
manager-rule-on-silence-each = Für je { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
} ohne Neues
manager-trigger-any = Sobald etwas geschieht
manager-trigger-silence = Wenn { $number } { $n ->
    [one] Stunde
   *[other] Stunden
} nichts kam
manager-trigger-alert = das Team wird benachrichtigt
manager-trigger-start = die Serie „{ $series }“ beginnt
manager-trigger-stop = die Serie „{ $series }“ endet

# A draft of other rules.
manager-draft = Entwurf der Regeln
manager-draft-by = Zuletzt geändert von { $by }, { $at }. Noch gilt nichts davon.
manager-draft-same = Er gleicht den geltenden Regeln bis auf die Version.
manager-draft-changed = { $n ->
    [one] { $n } Regel ist geändert: { $rules }
   *[other] { $n } Regeln sind geändert: { $rules }
}
manager-draft-warm = warm ab { $before } → { $after }
manager-draft-hot = heiß ab { $before } → { $after }
manager-draft-hysteresis = kühlt { $before } → { $after } darunter ab
manager-draft-other = gemeinsame Obergrenzen oder was andere Systeme melden
manager-draft-in-force = Die geltenden Regeln
manager-draft-discard = Entwurf verwerfen
manager-draft-change = Ändern
manager-draft-try = Sehen, was er getan hätte
manager-draft-publish = In Kraft setzen
manager-draft-problems = { $n ->
    [one] Der Entwurf bleibt, wie Sie ihn geschrieben haben, hat aber einen Fehler. Ist er behoben, stehen die Zahlen wieder hier, und er kann ausprobiert werden.
   *[other] Der Entwurf bleibt, wie Sie ihn geschrieben haben, hat aber { $n } Fehler. Sind sie behoben, stehen die Zahlen wieder hier, und er kann ausprobiert werden.
}
manager-band-warm-from = Warm ab
manager-band-hot-from = Heiß ab
manager-half-life = Hälfte weg nach, Tage
manager-points-a-minute = pro Minute
manager-points-otherwise = sonst
manager-draft-save = Entwurf speichern
manager-numbers-wrong = Noch ist nichts gespeichert: Sehen Sie sich die unten markierten Zahlen an.
manager-number-missing = Hier fehlt eine Zahl.
manager-draft-file = Die ganze Regeldatei
manager-draft-file-about = Für Bedingungen, Obergrenzen und neue Regeln. Die ersten Zeilen sagen, wie sie geschrieben wird.
manager-no-number = „{ $text }“ ist keine Zahl.
manager-number-outside = Erlaubt ist { $least } bis { $most }.
manager-number-nothing = Ohne Punkte bewirkt die Regel nichts: Geben Sie an, wie viele.
manager-number-not-below = Warm muss unter heiß beginnen.
manager-number-too-near = Heiß muss mehr als { $below } über warm beginnen: Ein Besucher kühlt erst { $below } Punkte darunter ab.
manager-draft-ready = Sie haben gesehen, was Version { $version } getan hätte. Gilt sie, werden alle Punkte neu berechnet; für Vergangenes wird niemand gerufen.
manager-draft-not-ready = Sehen Sie erst, was er getan hätte: Schritt 2. Eine Änderung danach braucht einen neuen Blick.
manager-draft-publish-do = Diese Regeln in Kraft setzen
manager-draft-sentences = Den Entwurf als Sätze lesen
manager-try-about = Die gespeicherten Besuche werden mit diesen Regeln noch einmal durchgegangen. Niemand wird gerufen, nichts geändert.
manager-try-days = Wie weit zurück
manager-last-days = die letzten { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
}
manager-try-do = Ausprobieren
manager-try-summary = { $n ->
    [0] Niemand wechselt die Stufe
    [one] { $n } Besucher wechselt die Stufe
   *[other] { $n } Besucher wechseln die Stufe
}, von { $all } mit Punkten.
manager-try-moves = Von welcher Stufe in welche
manager-try-today = Heute
manager-try-draft = Mit dem Entwurf
manager-try-then = dann { $band }
manager-try-calls = Rufe ans Team
manager-try-calls-sum = In den letzten { $days } Tagen bleiben { $kept }, { $lost } kämen nicht mehr, { $gained } kämen hinzu.
manager-try-lost = Kämen nicht mehr ({ $n })
manager-try-gained = Kämen hinzu ({ $n })
manager-try-who = Wer die Stufe wechselt
manager-try-nobody = Alle bleiben, wo sie sind.
manager-try-more = { $n ->
    [one] { $n } weiterer steht in der CSV-Datei.
   *[other] { $n } weitere stehen in der CSV-Datei.
}
manager-became-hot = wurde heiß
manager-by-trigger = Auslöser { $id }
manager-try-buyers = Findet er Käufer besser?
manager-try-auc = Von einem Käufer und jemandem, der nicht kaufte, hatte der Käufer nach den heutigen Regeln in { $old } % der Fälle mehr Punkte, nach dem Entwurf in { $new } % ({ $n } kauften, { $others } nicht).
manager-try-few = Das sind von einer Art zu wenige, um dem Unterschied zu trauen.
manager-try-no-outcomes = Kein Verkauf und kein Verlust ist festgehalten, daher ist es nicht zu sagen. Halten Sie Ergebnisse fest, und dieser Vergleich füllt sich.
