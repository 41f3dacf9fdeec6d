# Le bureau de la direction.

# Words that several pages have.
manager-show = Afficher
manager-from = Du
manager-to = Au
manager-range = { $from } – { $to }
manager-range-choose = Jours
manager-range-today = Aujourd’hui
manager-range-yesterday = Hier
manager-range-week = 7 jours
manager-range-month = 30 jours
manager-range-quarter = 90 jours
manager-range-most = Au plus { $n } jours sont affichés à la fois, les derniers de ceux que vous avez choisis.
manager-csv = Télécharger en CSV
manager-any = Tous
manager-yes = Oui
manager-no = Non
manager-none = –
manager-undo = Annuler
manager-remove = Retirer
manager-remove-what = Retirer : { $what }
manager-refused = Non effectué : { $why }
manager-cannot-already-one = ces deux codes désignent déjà le même visiteur.
manager-cannot-already-theirs = la visite est déjà celle de ce visiteur.
manager-cannot-only-visit = c’est la seule visite de ce visiteur : il n’y a personne à distinguer.
manager-cannot-no-visit = cochez d’abord les visites de la deuxième personne.
manager-cannot-every-visit = la première personne n’aurait plus aucune visite. Laissez-en au moins une non cochée.
manager-cannot-apart = une correction dit que { $one } et { $other } sont deux personnes. Annulez d’abord cette correction si elle est fausse.
manager-cannot-not-theirs = la visite est désormais celle de { $owner }.
manager-cannot-colleague = cette visite était le temps de travail d’un collègue : elle n’est à personne.
manager-cannot-undone = cette correction est déjà annulée.
manager-cannot-stood-on = une correction plus récente s’appuie sur celle-ci. Annulez d’abord la plus récente.
manager-cannot-overtaken = ce que cette correction avait changé a de nouveau changé depuis. Corrigez ce qui est faux maintenant.
manager-cannot-ahead = le { $day } n’est pas encore arrivé.
manager-cannot-no-draft = il n’y a plus de brouillon.
manager-cannot-draft-changed = { $by } a modifié le brouillon entre-temps. Regardez-le tel qu’il est maintenant.
manager-cannot-untried = personne n’a vu ce que ce brouillon aurait donné. Essayez-le d’abord : étape 2.
manager-cannot-old-version = la version { $version } est en vigueur, et le brouillon doit porter un numéro supérieur. Modifiez-le dans les premières lignes du fichier.
manager-unknown = Personne ni rien ne s’appelle { $name } ici. Vérifiez le code sur la visite et saisissez-le à nouveau.
manager-band-hot = chaud
manager-band-warm = tiède
manager-band-cold = froid
manager-stage-browsing = Regarde
manager-stage-interested = Intéressé
manager-stage-engaged = En discussion
manager-stage-returning = Revenu
manager-stage-deciding = Près de se décider
manager-nth = { $n ->
    [1] première visite
   *[other] visite { $n }
}
manager-looks = { $n ->
    [one] { $n } visite
   *[other] { $n } visites
}
manager-percent = { $percent } %
manager-a-colleague = Un collègue
manager-choose-outcome = Choisissez ce qui en est sorti, puis enregistrez.

# What was done just now.
manager-done-merged = Les deux ne sont plus qu’un visiteur.
manager-done-split = Ces visites sont désormais celles d’un autre visiteur.
manager-done-not-this = Cette visite n’est plus celle de ce visiteur.
manager-done-assigned = La visite a été attribuée à l’autre visiteur.
manager-done-undone = Annulé : tout est comme avant.
manager-done-recorded = Enregistré. Le score en tient compte.
manager-done-removed = Retiré. Le score est comme si rien n’avait été enregistré.
manager-done-waiting = Noté. L’appareil n’a pas encore répondu ; ce sera fait dans un instant.
manager-done-saved = Le brouillon est enregistré. Rien n’est encore en vigueur.
manager-done-discarded = Le brouillon est supprimé. Les règles en vigueur n’ont pas changé.
manager-done-published = Les nouvelles règles sont en vigueur. Tous les scores les suivent.

# Today, and any days at a glance.
manager-today = Aujourd’hui, { $day }
manager-figures = Chiffres
manager-figures-more = Autres chiffres
manager-figure-came = { $n ->
    [one] Venu
   *[other] Venus
}
manager-figure-came-day = { $before } la veille
manager-figure-came-note = { $before } sur la période précédente
manager-figure-returning = { $n ->
    [0] aucun n’était déjà venu
    [one] { $n } était déjà venu
   *[other] { $n } étaient déjà venus
}
manager-figure-in-time = Accueillis à temps
manager-figure-late = { $n ->
    [0] de ceux qui avaient besoin de quelqu’un
   *[other] de ceux qui avaient besoin de quelqu’un ; attente trop longue : { $n }{ $lost ->
        [0] {""}
       *[other] , dont { $lost } sans prise en charge
    }
}
manager-figure-due-none = personne n’a dû attendre
manager-figure-most = La plus regardée
manager-figure-most-note = { $time } en { $n ->
    [one] { $n } visite
   *[other] { $n } visites
}
manager-figure-lost = Perdus
manager-figure-lost-note = intéressés, repartis avant que quelqu’un ne vienne
manager-figure-here = Présents en ce moment
manager-figure-waiting = Attendent quelqu’un
manager-figure-to-contact = La moitié accueillie en moins de
manager-figure-met = Ont parlé à un collègue
manager-figure-let-be = Ne voulaient pas d’aide
manager-when = Quand ils sont venus
manager-by-hour = Visites selon l’heure d’arrivée.
manager-by-day = Visites selon le jour d’arrivée.
manager-marked-lost = La partie rouge a été perdue.
manager-arrived = { $when } : { $n ->
    [one] { $n } visite
   *[other] { $n } visites
}, { $lost } perdues
manager-most-looked = Ce qu’ils ont regardé
manager-all-cars = Toutes les voitures et le plan
manager-nothing-looked = Personne ne s’est arrêté devant une voiture ces jours-là.
manager-nobody-came = Personne n’est venu ces jours-là. Choisissez d’autres jours ci-dessus.
manager-lost = Perdus
manager-lost-about = Ils se sont arrêtés longtemps devant une voiture et sont repartis avant que quelqu’un ne vienne. Ceux qui, selon un collègue, ne voulaient pas d’aide n’en font pas partie.
manager-lost-none = Personne n’a été perdu.
manager-lost-all = Voir les { $n }
manager-lost-one = personne n’est venu
manager-here = présent
manager-timeline = La journée, visite par visite
manager-timeline-about = En couleur : devant une voiture. Barre verte dessous : avec un collègue. La ligne au-dessus est le score ; chaque point dit pourquoi il a changé.
manager-timeline-folds = Une ligne pointillée remplace les heures où il n’y avait personne.
manager-timeline-more = { $n ->
    [one] { $n } visite antérieure est dans la liste
   *[other] { $n } visites antérieures sont dans la liste
}
manager-tap = Pointez ou touchez un point pour voir pourquoi le score a changé.
manager-days = Autres jours
manager-mark = { $time } : { $text }, { $points } → { $score }
manager-with-them = { $who } était avec eux, { $time }
manager-score-then = score { $score }

# Visits.
manager-visits = Visites
manager-came = Arrivée
manager-visitor = Visiteur
manager-looked-at = A regardé
manager-contact = Contact
manager-stage = Étape
manager-score = Score
manager-score-now = Score actuel
manager-stayed = resté { $time }
manager-still-here = présent depuis { $time }
manager-no-car = aucune voiture longuement
manager-more-cars = { $n ->
    [one] et { $n } autre voiture
   *[other] et { $n } autres voitures
}
manager-met-after = après { $time }
manager-met = oui
manager-nobody = personne
manager-let-be = ne voulait pas d’aide
manager-late = tard
manager-search = Rechercher
manager-search-hint = Code, voiture ou collègue
manager-car = Voiture
manager-returning = Déjà venu
manager-only = Seulement
manager-only-interested = regard long ou discussion
manager-only-due = avaient besoin de quelqu’un
manager-only-in-time = accueillis à temps
manager-only-late = non accueillis à temps
manager-only-lost = perdus
manager-only-let-be = ne voulaient pas d’aide
manager-only-here = présents maintenant
manager-only-waiting = en attente maintenant
manager-visits-found = { $n ->
    [0] Aucune visite
    [one] { $n } visite
   *[other] { $n } visites
}, { $days }
manager-visits-none = Aucune visite ne correspond. Choisissez plus de jours ou retirez une condition.
manager-pages = Pages
manager-page = Page { $page } sur { $pages }
manager-newer = Plus récentes
manager-older = Plus anciennes

# A visitor.
manager-visitor-title = Visiteur { $code }
manager-visits-count = { $n ->
    [one] { $n } visite
   *[other] { $n } visites
}
manager-here-now = présent maintenant
manager-also = connu aussi sous { $codes }
manager-signatures = { $n ->
    [one] { $n } signature de visage conservée
   *[other] { $n } signatures de visage conservées
}
manager-visitor-no-visit = Aucune visite n’appartient plus à ce visiteur : des corrections les ont attribuées à d’autres.
manager-known-by = Reconnu par
manager-known-new = première visite, personne à reconnaître
manager-known-face = visage
manager-known-correction = correction par une personne
manager-known-unclear = impossible à dire
manager-sure = { $how }, sûr à { $percent } %
manager-sure-over = { $how }, sûr à plus de 99 %
manager-why = Pourquoi ce score
manager-score-line = Le score dans le temps, avec les seuils tiède et chaud
manager-changes = Chaque changement
manager-when-col = Quand
manager-points = Points
manager-reason = Raison
manager-counted-at = compté à { $percent } %
manager-changes-more = { $n ->
    [one] { $n } changement antérieur est dans le fichier CSV.
   *[other] { $n } changements antérieurs sont dans le fichier CSV.
}
manager-outcomes = Résultats
manager-outcomes-none-yet = Rien n’est encore enregistré.
manager-what-came = Ce qui en est sorti
manager-on-day = Le
manager-record = Enregistrer
manager-told-by = signalé par { $system }
manager-outcome-test-drive = Essai
manager-outcome-quote = Devis
manager-outcome-sold = Vendu
manager-outcome-lost = Pas d’achat
manager-correct = Est-ce la bonne personne ?
manager-merge = C’est la même personne qu’un autre visiteur
manager-merge-about = Toutes les visites et tous les points sont réunis. Les deux codes restent valables.
manager-merge-do = Réunir
manager-other-code = Code de l’autre visiteur
manager-not-this = Une visite était celle de quelqu’un d’autre
manager-not-this-about = La visite devient celle d’un nouveau visiteur, et les deux restent distincts désormais.
manager-not-this-do = Ce n’était pas cette personne
manager-assign = Une visite était celle d’un visiteur que je connais
manager-assign-about = Seule cette visite passe à l’autre visiteur ; le reste ne change pas.
manager-assign-do = Lui attribuer la visite
manager-which-visit = Quelle visite
manager-split = Ce sont deux personnes
manager-split-about = Les visites cochées deviennent celles d’un nouveau visiteur.
manager-split-which = Visites de la seconde personne
manager-split-do = Séparer
manager-corrections = Corrections
manager-undone = annulé
manager-a-visit = une visite
manager-was-merge = { $from } est { $into }
manager-was-split = { $n ->
    [one] { $n } visite de { $code } était celle d’une autre personne
   *[other] { $n } visites de { $code } étaient celles d’une autre personne
}
manager-was-not-this = La visite du { $visit } était celle de quelqu’un d’autre
manager-was-assign = La visite du { $visit } était celle de { $code }
manager-was-undo = Une correction a été annulée
manager-links = Lié à d’autres systèmes

# Cars.
manager-cars = Voitures
manager-cars-none = Aucune voiture n’est encore configurée. La personne qui installe l’appareil ajoute voitures et zones sous « Caméras ».
manager-heat = Où le temps a été passé, { $days }
manager-heat-about = Plus la couleur est vive, plus les visiteurs y sont restés.
manager-plan-floor = Le showroom vu d’en haut
manager-plan-camera = Vu par la caméra { $camera }
manager-zone = { $zone } : { $time } en { $visits ->
    [one] { $visits } visite
   *[other] { $visits } visites
}
manager-other-places = Autres endroits
manager-time-at-cars = Temps devant chaque voiture
manager-all-cars-title = Voiture par voiture
manager-car-time = Temps
manager-car-looks = Visites
manager-car-visitors = Visiteurs
manager-car-long = Longs regards
manager-car-repeat = Revenus la voir
manager-car-each = Temps par visite
manager-car-here = Devant maintenant
manager-car-about = « Revenus la voir » compte les visiteurs qui ont regardé la voiture sur plus d’un jour.

# The funnel, and when they come.
manager-funnel = Parcours et heures
manager-way = Le chemin vers la vente
manager-way-about = D’abord les visites, puis les visiteurs avec un résultat enregistré ; la part se rapporte à toutes les visites.
manager-way-came = Sont venus
manager-way-looked = Ont regardé longuement ou parlé
manager-way-spoke = Ont parlé à un collègue
manager-stages = Jusqu’où chaque visite est allée
manager-stages-about = Chaque visite compte une fois, à la dernière étape atteinte.
manager-hours = Par jour et par heure
manager-hours-about = Visites selon leur début. En petit, avec un moins : celles où personne n’est venu à temps.
manager-hour-late = { $n } non accueillis à temps
manager-weekday = Jour
manager-sum = Total

# Outcomes.
manager-recorded = Ce qui a été enregistré
manager-outcome = Résultat
manager-outcomes-none = Rien n’a été enregistré ces jours-là. Enregistrez ce qui est sorti d’une visite, même sans achat : les règles apprennent des deux.
manager-record-title = Enregistrer un résultat
manager-visitor-code = Code du visiteur
manager-visitor-code-hint = Il figure sur chaque visite et chaque alerte.
manager-outcomes-about = Ce que votre CRM signale apparaît ici de lui-même et s’y retire.

# The rules.
manager-rules = Règles
manager-rules-file = La version { $version } est en vigueur, lue dans { $file }.
manager-rules-own = Les règles fournies avec le programme sont en vigueur (version { $version }).
manager-rules-about = Modifiez une copie, voyez ce qu’elle aurait donné avec vos propres visiteurs, puis mettez-la en vigueur.
manager-draft-begin = Modifier une copie
manager-draft-continue = Continuer le brouillon
manager-rules-list = Ce qui donne des points
manager-rule-changed = modifiée
manager-rule-bands = Un visiteur est tiède à partir de { $warm } points et chaud à partir de { $hot }. Il ne refroidit qu’à { $below } points au-dessous.
manager-rule-bands-plain = Un visiteur est tiède à partir de { $warm } points et chaud à partir de { $hot }.
manager-rule-if = si
manager-colon = {" "}:
manager-if-minutes = si cela a duré au moins { $number } { $n ->
    [one] minute
   *[other] minutes
}
manager-if-alone = s’il était déjà venu seul au moins { $n ->
    [one] une
   *[other] { $number }
} fois
manager-if-sure = si c’est sûr à { $number } % au moins
manager-from-minutes = à partir de { $number } { $n ->
    [one] minute
   *[other] minutes
}
manager-from-alone = à partir de { $number } { $n ->
    [one] visite
   *[other] visites
} seul
manager-from-value = à partir de { $value } { $number }
manager-rule-points = { $n ->
    [one] { $points } point
   *[other] { $points } points
}
manager-rule-points-minute = { $n ->
    [one] { $points } point par minute
   *[other] { $points } points par minute
}
manager-rule-points-from = { $more } points { $from }, sinon { $otherwise }
manager-rule-points-taken = tous les points sont retirés
manager-rule-points-computed = points calculés :
manager-rule-category = Compte comme intérêt pour ce type de voiture.
manager-rule-product = Compte comme intérêt pour cette voiture.
manager-rule-per-visit = Au plus { $number } { $n ->
    [one] point
   *[other] points
} par visite.
manager-rule-per-day = Au plus { $number } { $n ->
    [one] point
   *[other] points
} par jour.
manager-rule-in-total = Au plus { $number } { $n ->
    [one] point
   *[other] points
} au total.
manager-rule-cooldown = Pas de nouveau avant { $number } { $n ->
    [one] minute
   *[other] minutes
}.
manager-rule-stays = Les points restent.
manager-rule-half = La moitié disparaît après { $number } { $n ->
    [one] jour
   *[other] jours
}.
manager-rule-linear = Tout disparaît après { $number } { $n ->
    [one] jour
   *[other] jours
}, un peu chaque jour.
manager-rule-step = Après { $n ->
    [one] { $n } jour
   *[other] { $n } jours
} il en reste { $percent } %.
manager-rule-by-confidence = Cela compte dans la mesure où l’on est sûr de la personne.
manager-rule-on-entered = Quand quelqu’un entre
manager-rule-on-returned = Quand quelqu’un revient un autre jour
manager-rule-on-zone-entered = Quand quelqu’un s’arrête à un endroit
manager-rule-on-dwelled = Pour le temps passé à un endroit
manager-rule-on-at-a-car = Pour le temps devant une voiture
manager-rule-on-zone-left = Quand quelqu’un quitte un endroit
manager-rule-on-unattended = Quand quelqu’un s’intéresse et que personne ne vient
manager-rule-on-approachable = Quand une approche devient bienvenue
manager-rule-on-waited = Quand quelqu’un attend à un comptoir
manager-rule-on-impatient = Quand quelqu’un perd patience
manager-rule-on-contacted = Quand un collègue vient à eux
manager-rule-on-contact-ended = Après une conversation avec un collègue
manager-rule-on-party = Quand quelqu’un n’est pas seul
manager-rule-on-stage-reached = Quand une visite atteint une étape
manager-rule-on-came-for = Quand on sait pourquoi quelqu’un est venu
manager-rule-on-left = Quand quelqu’un part
manager-rule-on-test-drive = Après un essai
manager-rule-on-quote = Après un devis
manager-rule-on-sold = Quand ils ont acheté
manager-rule-on-lost = Quand ils n’ont pas acheté
manager-rule-on-report = Quand « { $name } » est signalé
manager-rule-on-silence = Sans nouvelles pendant { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
manager-rule-on-silence-each = Tous les { $n ->
    [one] { $n } jour
   *[other] { $n } jours
} sans nouvelles
manager-trigger-any = Dès qu’il se passe quelque chose
manager-trigger-silence = Sans nouvelles pendant { $number } { $n ->
    [one] heure
   *[other] heures
}
manager-trigger-alert = l’équipe est prévenue
manager-trigger-start = la série « { $series } » commence
manager-trigger-stop = la série « { $series } » s’arrête

# A draft of other rules.
manager-draft = Brouillon des règles
manager-draft-by = Dernière modification par { $by }, { $at }. Rien n’est en vigueur.
manager-draft-same = Il est identique aux règles en vigueur, à la version près.
manager-draft-changed = { $n ->
    [one] { $n } règle est modifiée : { $rules }
   *[other] { $n } règles sont modifiées : { $rules }
}
manager-draft-warm = tiède à partir de { $before } → { $after }
manager-draft-hot = chaud à partir de { $before } → { $after }
manager-draft-hysteresis = refroidit { $before } → { $after } au-dessous
manager-draft-other = plafonds communs, ou ce que d’autres systèmes signalent
manager-draft-in-force = Les règles en vigueur
manager-draft-discard = Supprimer le brouillon
manager-draft-change = Modifiez
manager-draft-try = Voyez ce qu’il aurait donné
manager-draft-publish = Mettez en vigueur
manager-draft-problems = { $n ->
    [one] Le brouillon est gardé tel que vous l’avez écrit, et contient une erreur. Une fois corrigée, ses nombres reviennent ici et il peut être essayé.
   *[other] Le brouillon est gardé tel que vous l’avez écrit, et contient { $n } erreurs. Une fois corrigées, ses nombres reviennent ici et il peut être essayé.
}
manager-band-warm-from = Tiède à partir de
manager-band-hot-from = Chaud à partir de
manager-half-life = Moitié partie après, jours
manager-points-a-minute = par minute
manager-points-otherwise = sinon
manager-draft-save = Enregistrer le brouillon
manager-numbers-wrong = Rien n’est encore enregistré : vérifiez les nombres signalés ci-dessous.
manager-number-missing = Il manque un nombre.
manager-draft-file = Le fichier de règles complet
manager-draft-file-about = Pour les conditions, les plafonds et de nouvelles règles. Ses premières lignes expliquent la syntaxe.
manager-no-number = « { $text } » n’est pas un nombre.
manager-number-outside = Il doit être compris entre { $least } et { $most }.
manager-number-nothing = Sans points, la règle ne sert à rien : indiquez combien.
manager-number-not-below = « Tiède » doit commencer avant « chaud ».
manager-number-too-near = « Chaud » doit commencer plus de { $below } points au-dessus de « tiède » : un visiteur ne refroidit qu’à { $below } points au-dessous.
manager-draft-ready = Vous avez vu ce que la version { $version } aurait donné. Une fois en vigueur, tous les scores sont recalculés ; personne n’est appelé pour le passé.
manager-draft-not-ready = Voyez d’abord ce qu’il aurait donné : étape 2. Toute modification ultérieure demande un nouvel essai.
manager-draft-publish-do = Mettre ces règles en vigueur
manager-draft-sentences = Lire le brouillon en phrases
manager-try-about = Les visites enregistrées sont reprises avec ces règles. Personne n’est appelé, rien n’est modifié.
manager-try-days = Sur quelle période
manager-last-days = { $n ->
    [one] le dernier jour
   *[other] les { $n } derniers jours
}
manager-try-do = Essayer
manager-try-summary = { $n ->
    [0] Personne ne change de catégorie
    [one] { $n } visiteur change de catégorie
   *[other] { $n } visiteurs changent de catégorie
}, sur { $all } avec des points.
manager-try-moves = D’une catégorie à l’autre
manager-try-today = Aujourd’hui
manager-try-draft = Avec le brouillon
manager-try-then = ensuite { $band }
manager-try-calls = Appels à l’équipe
manager-try-calls-sum = Sur { $days } jours, { $kept } restent, { $lost } ne viendraient plus, { $gained } s’ajouteraient.
manager-try-lost = Ne viendraient plus ({ $n })
manager-try-gained = S’ajouteraient ({ $n })
manager-try-who = Qui change de catégorie
manager-try-nobody = Chacun reste où il est.
manager-try-more = { $n ->
    [one] { $n } de plus est dans le fichier CSV.
   *[other] { $n } de plus sont dans le fichier CSV.
}
manager-became-hot = devenu chaud
manager-by-trigger = déclencheur { $id }
manager-try-buyers = Repère-t-il mieux les acheteurs ?
manager-try-auc = Entre un acheteur et une personne qui n’a pas acheté, l’acheteur avait plus de points dans { $old } % des cas avec les règles actuelles, et dans { $new } % avec le brouillon ({ $n } achats, { $others } sans achat).
manager-try-few = C’est trop peu d’un côté pour se fier à la différence.
manager-try-no-outcomes = Aucune vente ni perte n’est enregistrée : impossible à dire. Enregistrez des résultats et cette comparaison se remplira.
